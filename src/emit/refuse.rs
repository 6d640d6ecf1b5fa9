//! What no target can be told: the walk over all rules that every emitter's own refusals hang on.

use crate::emit::target::{self, Clause, Ground, Refusal};
use crate::model::graph::Target;
use crate::model::graph::pattern::{Condition, Part, Piece, Segment, Template};
use crate::model::plan::routing::{Action, Base, Route, Routing};
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use crate::model::spec::workspace::Lack;
use crate::source::Span;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// What is refused of one host.
pub struct Report<'a> {
    host: &'a str,
    target: &'a Target,
    refusals: &'a mut BTreeSet<Refusal>,
}

impl Report<'_> {
    /// Returns the host's name.
    pub fn host(&self) -> &str {
        self.host
    }

    /// Refuses what the target has no words for.
    pub fn refuse(&mut self, clause: Clause, span: Option<Span>, why: impl Into<String>) {
        self.refusals.insert(Refusal { host: self.host.to_owned(), clause, span, why: why.into(), ground: Ground::Language });
    }

    /// Refuses headers that the target's answers lack, unless it may do without them.
    pub fn lack(&mut self, clause: Clause, why: impl Into<String>) {
        let lack = if clause == Clause::Hsts { Lack::Hsts } else { Lack::Headers };
        if !self.target.without.contains(&lack) {
            self.refusals.insert(Refusal { host: self.host.to_owned(), clause, span: None, why: why.into(), ground: Ground::Lack });
        }
    }

    /// Refuses what is more than the target takes.
    pub fn exceed(&mut self, clause: Clause, span: Option<Span>, why: impl Into<String>) {
        self.refusals.insert(Refusal { host: self.host.to_owned(), clause, span, why: why.into(), ground: Ground::Limit });
    }
}

/// Returns all that `target` cannot say of `plan` while it is used: what no target can, and what `of_routing` adds.
pub fn refusals(plan: &Plan, target: &Target, of_routing: impl Fn(&Routing, &mut Report<'_>)) -> Vec<Refusal> {
    let mut refusals = BTreeSet::new();
    for host in target::hosts(plan, target) {
        let mut report = Report { host: &host.name, target, refusals: &mut refusals };
        if let Some(why) = target::unspoken(plan, target, host) {
            report.refuse(Clause::Scheme, None, why);
        }
        for (_, epoch) in target::epochs(plan, target, host) {
            routing(epoch, &mut report);
            of_routing(epoch, &mut report);
        }
    }
    refusals.into_iter().collect()
}

/// Returns the same of a target that has TLS of its own, and whose dialect looks at a host's whole table.
pub fn of_hosts(plan: &Plan, target: &Target, of_host: impl Fn(&Asked<'_>, &mut Report<'_>)) -> Vec<Refusal> {
    let mut refusals = BTreeSet::new();
    for host in target::hosts(plan, target) {
        let mut report = Report { host: &host.name, target, refusals: &mut refusals };
        for (time, epoch) in target::epochs(plan, target, host) {
            routing(epoch, &mut report);
            of_host(&Asked { plan, host, routing: epoch, at: time.instant() }, &mut report);
        }
    }
    refusals.into_iter().collect()
}

/// One host, at one time.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'p> {
    pub plan: &'p Plan,
    pub host: &'p Host,
    pub routing: &'p Routing,
    pub at: Timestamp,
}

/// Returns the routes of a host that are ours to say, its defaults among them.
pub fn routes(routing: &Routing) -> impl Iterator<Item = &Route> {
    let sites = routing.sites.iter().filter(|it| !it.is_independent);
    let of_sites = sites.flat_map(|it| it.routes.iter().chain([&it.base, &it.reserved_base].into_iter().filter_map(default)));
    of_sites.chain(default(&routing.unowned))
}

fn default(base: &Base) -> Option<&Route> {
    match base {
        Base::Default(route) => Some(route),
        _ => None,
    }
}

fn routing(routing: &Routing, report: &mut Report<'_>) {
    routes(routing).for_each(|it| route(it, report));
    let of_rows = routing.sites.iter().flat_map(|it| it.kinds_of_routes().skip(it.routes.len()));
    of_rows.for_each(|it| route(&it, report));
    for (name, value) in routing.sites.iter().filter(|it| !it.is_independent).flat_map(|it| &it.headers) {
        if value.bytes().any(|it| it.is_ascii_control()) {
            report.refuse(Clause::Headers, None, format!("the value of `{name}` is longer than a line"));
        }
    }
}

fn route(route: &Route, report: &mut Report<'_>) {
    let span = Some(route.origin.span);
    let pattern = &route.pattern;
    let literals = pattern.segments.iter().filter_map(|it| match it {
        Segment::Literal(text) => Some(text.as_str()),
        _ => None,
    });
    if !literals.into_iter().all(|it| is_sent(it, b"/?#")) {
        report.refuse(Clause::Source, span, format!("`{pattern}` holds a character that no request may hold"));
    }
    let is_readable = |it: &Condition| {
        let is_named = !it.key.is_empty() || it.value.is_some();
        is_named && is_sent(&it.key, b"=&#") && it.value.as_ref().is_none_or(|it| is_sent(it, b"&#"))
    };
    if !pattern.conditions.iter().all(is_readable) {
        report.refuse(Clause::Condition, span, format!("`{pattern}` has a condition that no query can hold"));
    }
    if let Action::Redirect(redirect) = &route.action {
        if !is_url(&redirect.to) {
            report.refuse(Clause::Destination, span, "the destination holds a character that a URL must escape");
        }
        if let QueryPolicy::Only(names) = &redirect.query
            && !names.iter().all(|it| is_sent(it, b"=&#"))
        {
            report.refuse(Clause::QueryOnly, span, "a key of the query that is kept holds a character that no key can hold");
        }
    }
}

/// Tells whether nothing of a destination must be escaped.
fn is_url(to: &Template) -> bool {
    let is_part = |it: &Part| !matches!(it, Part::Literal(text) if !is_sent(text, b""));
    let is_piece = |it: &Piece| !matches!(it, Piece::Text(text) if !is_sent(text, b""));
    let is_text = |it: &String| is_sent(it, b"");
    is_text(&to.origin) && to.path.iter().all(is_part) && to.query.iter().flatten().all(is_piece) && to.fragment.iter().all(is_text)
}

/// Tells whether `text` holds only characters of RFC 3986, and none of `but`.
fn is_sent(text: &str, but: &[u8]) -> bool {
    text.bytes().all(|it| (it.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&it)) && !but.contains(&it))
}
