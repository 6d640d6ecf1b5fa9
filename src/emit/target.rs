//! What all targets have in common: the stage that is written, the hosts it is written for, and what a language holds.

use crate::model::artifact::Artifacts;
use crate::model::graph::{Target, Use};
use crate::model::plan::routing::Routing;
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::source::Span;
use crate::template::{Failure, Templates};
use std::collections::BTreeMap;

/// What writes for one kind of target.
pub struct Emitter {
    pub kind: TargetKind,
    /// What its language makes of each clause of the meaning.
    pub fidelity: fn(Clause) -> Holding,
    /// Returns all that a target cannot say of a plan, through all its stages.
    pub cannot: fn(&Plan, &Target) -> Vec<Refusal>,
    /// Writes what the target reads, below a prefix that ends in `/`.
    pub emit: fn(&Subject<'_>, &str, &mut Artifacts) -> Result<(), Failure>,
}

/// What is written: one stage of a plan, for one target.
pub struct Subject<'a> {
    pub plan: &'a Plan,
    pub target: &'a Target,
    /// The rank of the stage.
    pub stage: usize,
    /// The bytes of each page that the plan names.
    pub pages: &'a BTreeMap<String, Vec<u8>>,
    pub templates: &'a Templates,
}

/// Returns the hosts that a target answers for: those that it names, or all; never one that is left alone.
pub fn hosts<'a>(plan: &'a Plan, target: &'a Target) -> impl Iterator<Item = &'a Host> {
    let is_named = |host: &Host| {
        let names = |name: &str| target.hosts.iter().any(|it| it.value == name);
        target.hosts.is_empty() || names(&host.name) || host.aliases.iter().any(|it| names(&it.name))
    };
    plan.hosts.values().filter(move |it| !it.is_untouched && is_named(it))
}

/// Returns what a host answers by while `target` is used, with the time.
pub fn epochs<'a>(plan: &'a Plan, target: &Target, host: &'a Host) -> impl Iterator<Item = (Use, &'a Routing)> {
    let used = plan.graph.use_of(target);
    host.epochs.iter().enumerate().filter_map(move |(rank, epoch)| {
        let next = host.epochs.get(rank + 1).and_then(|it| it.since);
        Some((used?.within(epoch.since, next)?, epoch.routing.as_ref()))
    })
}

/// Tells whether `target` is used in the stage of that rank.
pub fn is_used(plan: &Plan, target: &Target, stage: usize) -> bool {
    let next = plan.stages.get(stage + 1).and_then(|it| it.since);
    plan.graph.use_of(target).is_some_and(|it| it.within(plan.stages[stage].since, next).is_some())
}

/// Returns the names under which a host answers: its own, then those aliases that no other host has.
pub fn names<'a>(plan: &'a Plan, host: &'a Host) -> impl Iterator<Item = &'a String> {
    // A name that two hosts claim, or that is a host's own, answers as the plan says.
    let is_own = |it: &&String| plan.aliases.get(*it) == Some(&host.name);
    std::iter::once(&host.name).chain(host.aliases.iter().map(|it| &it.name).filter(is_own))
}

/// Where a host's certificate lies on the server that serves it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct CertificateFiles<'a> {
    /// Its name in the workspace.
    pub name: &'a str,
    /// The certificate, then those that vouch for it (PEM).
    pub chain: &'a str,
    /// Its key (PEM).
    pub key: &'a str,
}

/// Returns the files of the certificate that covers `host`, where both are named.
pub fn certificate<'a>(plan: &'a Plan, host: &Host) -> Option<CertificateFiles<'a>> {
    let (name, certificate) = plan.graph.certificates.get_key_value(&plan.graph.find_host(&host.name)?.certificate.as_ref()?.value)?;
    Some(CertificateFiles { name, chain: &certificate.chain.as_ref()?.value, key: &certificate.key.as_ref()?.value })
}

/// Says why a target cannot speak as `host` needs it: a certificate is missing, or browsers come by https alone.
pub fn unspoken(plan: &Plan, target: &Target, host: &Host) -> Option<String> {
    // There, TLS is the provider's.
    if matches!(target.kind, TargetKind::CloudflareWorker | TargetKind::CloudfrontFunction) {
        return None;
    }
    if !target.listen_tls.is_empty() {
        let is_missing = certificate(plan, host).is_none();
        return is_missing.then(|| format!("`listen-tls` asks for a certificate of `{}` whose `chain` and `key` are written", host.name));
    }
    let preloaded =
        host.aliases.iter().filter(|it| it.is_preloaded).map(|it| &it.name).chain(host.is_preloaded.then_some(&host.name)).min();
    preloaded.map(|it| format!("browsers come to `{it}` by https alone, and this target listens without TLS: write `listen-tls`"))
}

/// One thing that cannot be written without changing its meaning.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Refusal {
    pub host: String,
    pub clause: Clause,
    /// The rule, where it is one.
    pub span: Option<Span>,
    pub why: String,
    pub ground: Ground,
}

/// On what ground something is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ground {
    /// The language has no words for it: `target/cannot`.
    Language,
    /// Its answers lack headers that it is not said to do without: `target/cannot`.
    Lack,
    /// It is more than the program or its provider takes: `target/limit`.
    Limit,
}

/// What a target makes of a clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// Its answer is the plan's.
    Holds,
    /// Its answer is the plan's for a part of the requests, or but for a part of the answer, as this says.
    Within(&'static str),
    /// What needs it is refused before anything is written, because of this.
    Refused(&'static str),
    /// It answers otherwise, in this way. Only where nothing is promised: outside the requests that the meaning covers.
    Differs(&'static str),
    /// Its templates are the workspace's own: they decide, and the probes of each stage judge.
    Open,
}

/// Declares the clauses of the meaning, each with its name and with what it says.
macro_rules! clauses {
    ($($clause:ident $name:literal $says:literal,)*) => {
        /// A clause of what a URL answers, as far as servers can differ in it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Clause { $(#[doc = $says] $clause,)* }

        impl Clause {
            /// Every clause, in the order of the meaning.
            pub const ALL: &[Clause] = &[$(Clause::$clause,)*];

            /// Returns its name.
            pub fn name(self) -> &'static str {
                match self { $(Clause::$clause => $name,)* }
            }

            /// Returns what it says.
            pub fn says(self) -> &'static str {
                match self { $(Clause::$clause => $says,)* }
            }
        }
    };
}

clauses! {
    Key "key" "The path is compared as it was sent: no decoding, folding or merging.",
    Host "host" "A host answers under its name whatever the case, port or dot at its end; an unknown one gets 404.",
    Alias "alias" "An alias answers as its host does, in one hop.",
    Scheme "scheme" "http answers as https does; where browsers insist on https, it leads there first.",
    Site "site" "The site with the longest path owns a key; what no site owns is the host's.",
    Source "source" "Placeholders stand for one segment that is not empty, a splat for all that follows.",
    Condition "condition" "The first parameter of a name has just this value.",
    Order "order" "The most exact source wins, whatever the order of the file.",
    Reserved "reserved" "No pattern and no default takes a reserved path.",
    Default "default" "What no rule names gets the default.",
    Serve "serve" "The shop's own server answers, and gets the request as it came.",
    Destination "destination" "Values stand in the destination byte for byte.",
    QueryKeep "query-keep" "The query is kept as it came.",
    QueryDrop "query-drop" "The query is dropped.",
    QueryOnly "query-only" "Only named parameters are kept.",
    Redirect "redirect" "301, 302, 307 and 308.",
    Gone "gone" "410, with a page.",
    Page "page" "200, with a page of ours.",
    Unavailable "unavailable" "503, with a page and `Retry-After`.",
    Method "method" "Every method gets the same status and `Location`; HEAD has no body.",
    Headers "headers" "Every response of a site carries its headers, and no other site's does.",
    Hsts "hsts" "`Strict-Transport-Security`, over https only.",
    Independent "independent" "On a shared host, what an independent site owns is served, untouched.",
    DotSegments "dot-segments" "Outside the promise: `.` and `..` in a path are segments like any other.",
    EmptyQuery "empty-query" "Outside the promise: a bare `?` is no query.",
    BrokenEscapes "broken-escapes" "Outside the promise: a `%` without two hex digits is itself.",
}

impl Clause {
    /// Tells whether nothing is promised of it: servers may answer otherwise, and say how.
    pub fn is_outside(self) -> bool {
        matches!(self, Clause::DotSegments | Clause::EmptyQuery | Clause::BrokenEscapes)
    }
}
