//! What was written, as it is meant: inherited, bound to what it names, and dated.

pub mod guard;
pub mod history;
pub mod late;
pub mod looks;
pub mod name;
pub mod order;
pub mod pattern;
pub mod promise;
pub mod schedule;
pub mod shapes;
pub mod similar;
pub mod sites;
pub mod time;
pub mod zone;

use crate::model::rows::PlainRows;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::place::Closure;
use crate::model::spec::redirect::{AnswerKind, UrlKind};
use crate::model::spec::region::Weekday;
use crate::model::spec::scalar::{Duration, QueryPolicy};
use crate::model::spec::service::{During, Move, ServiceKind};
use crate::model::spec::workspace::{Lack, Reason, Sync, TargetKind};
use crate::model::spec::{self, Rel};
use crate::source::{FileId, Located, Span, Spans};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use pattern::{Pattern, Template};
use sites::Sites;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use time::{Instants, NoInstant, When};

/// The whole workspace.
#[derive(Clone, Debug)]
pub struct Graph {
    pub program: Program,
    pub platforms: BTreeMap<String, Platform>,
    pub targets: BTreeMap<String, Target>,
    pub policy: Policy,
    /// By id; layers are not among them.
    pub regions: BTreeMap<String, Region>,
    /// By name, as `www.po.co`.
    pub hosts: BTreeMap<String, Host>,
    /// By id, as `uk/store`.
    pub sites: Sites,
    pub domains: BTreeMap<String, Located<spec::place::Domain>>,
    /// By the domain's name, one a domain.
    pub zones: BTreeMap<String, zone::Zone>,
    /// By name; a name may be used in several regions with the same meaning only once.
    pub certificates: BTreeMap<String, Located<spec::place::Certificate>>,
    /// What may be the destination of a redirect: scheme, host and port.
    pub origins: BTreeSet<String>,
    /// URLs that exist today, with the site that each belongs to.
    pub inventory: Vec<Inventoried>,
    /// What pages that stay say of others.
    pub alternates: Vec<Alternate>,
    pub waivers: Vec<Located<spec::workspace::Waiver>>,
    /// Who signed which text, in the order in which they were written.
    pub approvals: Vec<Located<spec::approval::Approval>>,
    /// Other severities, by rule.
    pub levels: BTreeMap<Located<String>, Located<spec::workspace::Level>>,
    /// Open points outside the regions, by their path in the language.
    pub unknowns: Vec<(String, Located<String>)>,
    /// Entries that could not be read or bound in full: what seems to be missing there is no second fault.
    pub damaged: Spans,
}

impl Graph {
    /// Returns the regions that close.
    pub fn retiring(&self) -> impl Iterator<Item = &Region> {
        self.regions.values().filter(|it| it.disposition == Disposition::Retire)
    }

    /// Returns the sites of `region`, by id.
    pub fn sites_of(&self, region: &str) -> impl Iterator<Item = &Site> {
        self.sites.of(region)
    }

    /// Returns the region of a site.
    pub fn region_of(&self, site: &Site) -> &Region {
        &self.regions[&site.region]
    }

    /// Returns the milestone that `name` means in `region`.
    pub fn find_milestone(&self, name: &MilestoneRef) -> Option<&Milestone> {
        self.regions.get(&name.region)?.milestones.get(&name.name)
    }

    /// Returns the milestone that a name written in `region` means, as `sunset` or `uk/sunset`.
    pub fn milestone_named(&self, region: &str, name: &str) -> Option<&Milestone> {
        let (owner, name) = name.split_once('/').unwrap_or((region, name));
        self.regions.get(owner)?.milestones.get(name)
    }

    /// Tells whether a finding about `span` would only follow from another.
    pub fn is_damaged(&self, span: Span) -> bool {
        self.damaged.meet(span)
    }

    /// Returns when `target` answers: from an instant, or the start, to an instant, or for good; `None` where never. A
    /// milestone without a date has not come.
    pub fn use_of(&self, target: &Target) -> Option<Use> {
        let since = match &target.since {
            Some(name) => Some(self.switch_of(name)?),
            None => None,
        };
        Some(Use { since, until: target.until.as_ref().and_then(|it| self.switch_of(it)) })
    }

    /// Returns the switch of a milestone by its region's clock: its own, or that of its first site.
    fn switch_of(&self, name: &MilestoneRef) -> Option<Timestamp> {
        let of_site = || self.sites_of(&name.region).find_map(|it| it.zone.as_ref());
        let zone = self.regions.get(&name.region)?.zone.as_ref().or_else(of_site)?;
        Some(self.find_milestone(name)?.instants(zone)?.switch)
    }

    /// Returns the host that `name` is, or is an alias of.
    pub fn find_host(&self, name: &str) -> Option<&Host> {
        self.hosts.get(name).or_else(|| self.hosts.values().find(|it| it.aliases.iter().any(|alias| alias.value == name)))
    }
}

/// The change as a whole.
#[derive(Clone, Debug)]
pub struct Program {
    pub name: String,
    pub brand: Option<Located<String>>,
    pub successor: Option<Located<String>>,
    pub zone: Option<TimeZone>,
    pub sync: Option<Sync>,
    /// Why it is done.
    pub reasons: Vec<Located<Reason>>,
}

/// A platform that takes over.
#[derive(Clone, Debug)]
pub struct Platform {
    pub id: String,
    pub name: String,
    pub umbrella: Option<Located<String>>,
    pub services: BTreeMap<String, PlatformService>,
    /// The URLs that it has, whole, as far as they are listed.
    pub inventory: Vec<String>,
    /// Its own redirects, if they are known: exact URL to URL.
    pub redirects: Vec<(Located<String>, Located<String>)>,
}

/// A service of a platform.
#[derive(Clone, Debug)]
pub struct PlatformService {
    pub name: String,
    pub span: Span,
    pub url: Option<Located<String>>,
    pub live_since: Option<Located<Date>>,
    pub owner: Option<Located<String>>,
}

/// A stretch of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Use {
    pub since: Option<Timestamp>,
    pub until: Option<Timestamp>,
}

impl Use {
    /// Returns what it shares with the time from `since` to `until`, unless that is nothing.
    pub fn within(self, since: Option<Timestamp>, until: Option<Timestamp>) -> Option<Use> {
        let since = self.since.max(since);
        let until = [self.until, until].into_iter().flatten().min();
        let is_some = since.zip(until).is_none_or(|(since, until)| since < until);
        is_some.then_some(Use { since, until })
    }

    /// Tells whether `at`, or the start where it is `None`, is in it.
    pub fn holds(self, at: Option<Timestamp>) -> bool {
        self.since <= at && self.until.is_none_or(|until| at.is_none_or(|it| it < until))
    }

    /// Returns an instant in it: its first, or a moment before its end.
    pub fn instant(self) -> Timestamp {
        let before = |it: Timestamp| it - jiff::SignedDuration::from_secs(1);
        self.since.or(self.until.map(before)).unwrap_or(Timestamp::UNIX_EPOCH)
    }
}

/// A server that is configured.
#[derive(Clone, Debug)]
pub struct Target {
    pub name: String,
    pub kind: TargetKind,
    /// All hosts where empty.
    pub hosts: Vec<Located<String>>,
    pub listen: Vec<u16>,
    /// The ports with TLS.
    pub listen_tls: Vec<u16>,
    /// The folder on the server beside whose configuration the `include` form is put.
    pub home: String,
    /// When it begins and ceases to answer; always where neither is named.
    pub since: Option<Located<MilestoneRef>>,
    pub until: Option<Located<MilestoneRef>>,
    /// What its answers may lack.
    pub without: BTreeSet<Lack>,
    pub span: Span,
}

impl Target {
    /// Returns a target that no workspace writes, for all hosts.
    pub fn unwritten(name: &str, kind: TargetKind) -> Target {
        let (name, home, span) = (name.to_owned(), "/etc/cutover".to_owned(), Span::new(FileId(0), 0..0));
        Target {
            name,
            kind,
            hosts: Vec::new(),
            listen: vec![80],
            listen_tls: Vec::new(),
            home,
            since: None,
            until: None,
            without: BTreeSet::new(),
            span,
        }
    }
}

/// What the checks and the servers go by, as it holds, each number with its origin.
#[derive(Clone, Debug)]
pub struct Policy {
    pub trial: Duration,
    pub trial_max_age: Duration,
    pub redirect_max_age: Duration,
    pub announce_lead: Duration,
    pub chain_warn: u32,
    pub chain_error: u32,
    pub entitlement_gap: Duration,
    pub validity_after_restore: Duration,
    pub stored_value_validity: Duration,
    pub withdrawal_tail: Duration,
    pub in_app_notice_lead: Duration,
    pub app_links_tail: Duration,
    pub slack: Duration,
    pub redirect_period: Duration,
    pub opt_out_tail: Duration,
    pub domain_retention: Duration,
    /// Of a hundred old URLs, how many may lead to a home page.
    pub home_page_share: u32,
    /// Whether responses carry the digest of what their host answers.
    pub has_stage_header: bool,
    /// How far one change may go.
    pub guards: guard::Guards,
    /// The languages that a country asks for, by its code in capitals.
    pub required_languages: BTreeMap<String, Vec<RequiredLanguage>>,
    /// Where a number was written, by its key.
    pub written: BTreeMap<&'static str, Span>,
}

/// A language in which customers have to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredLanguage {
    /// ISO 639, as `fr`.
    pub language: String,
    /// Where it is asked for; `None` where this program has it of itself.
    pub span: Option<Span>,
}

impl Policy {
    /// Says where a number comes from: the workspace, or this program.
    pub fn origin(&self, key: &str) -> &'static str {
        if self.written.contains_key(key) { "as `[policy]` says" } else { "the default of this program" }
    }
}

/// What becomes of a region.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    Retire,
    Independent,
    /// Not said: a finding.
    Unsaid,
}

/// One market.
#[derive(Clone, Debug)]
pub struct Region {
    pub id: String,
    /// The region's own table, in its own file.
    pub span: Span,
    pub name: String,
    /// The layers that it takes over from, the nearest first.
    pub extends: Vec<String>,
    pub disposition: Disposition,
    pub review_by: Option<Located<Date>>,
    pub countries: Vec<Located<String>>,
    pub locales: Vec<Located<String>>,
    pub zone: Option<TimeZone>,
    pub owner: Option<Located<String>>,
    /// Days on which people do not work, besides the weekend.
    pub holidays: Vec<Date>,
    /// Days on which people are on duty whatever day it is.
    pub staffed: Vec<Date>,
    pub weekend: Vec<Weekday>,
    pub milestones: BTreeMap<String, Milestone>,
    /// Whether any milestone is written at all: without one, everything holds at all times.
    pub is_dated: bool,
    pub services: BTreeMap<String, Service>,
    pub apps: BTreeMap<String, Located<spec::notice::App>>,
    pub redirects: Vec<Redirect>,
    /// The plain rows of its tables.
    pub rows: Option<PlainRedirects>,
    /// How long redirects that begin are answered as temporary.
    pub trial: Duration,
    /// The path of the notice on the region's sites.
    pub notice_page: Option<Located<Source>>,
    pub notices: Option<Located<spec::notice::Notices>>,
    pub brand: Option<Located<spec::notice::Brand>>,
    /// How mails, banners and pages look.
    pub looks: looks::Looks,
    /// Whether a list of the URLs that exist today is named, read or not.
    pub has_inventory: bool,
    /// Every open point of the region, by its path in the language.
    pub unknowns: Vec<(String, Located<String>)>,
}

impl Region {
    /// Returns its rules, of the plain ones only the first: all of those begin and end alike.
    pub fn timed_rules(&self) -> impl Iterator<Item = Cow<'_, Redirect>> {
        let plain = self.rows.as_ref().and_then(PlainRedirects::first);
        self.redirects.iter().map(Cow::Borrowed).chain(plain.map(Cow::Owned))
    }

    /// Returns how many rules it has.
    pub fn rule_count(&self) -> usize {
        self.redirects.len() + self.rows.as_ref().map_or(0, PlainRedirects::count)
    }

    /// Returns the first milestone of `kind`, by name; the one named as its kind before others.
    pub fn of_kind(&self, kind: MilestoneKind) -> Option<&Milestone> {
        self.milestones
            .get(kind.word())
            .filter(|it| it.kind == Some(kind))
            .or_else(|| self.milestones.values().find(|it| it.kind == Some(kind)))
    }

    /// Returns the milestone by which customers first lose something, by what they are told; of several, the sales stop.
    /// While it is not known when sales stop or what customers hold is frozen, the move may be that milestone.
    pub fn first_loss(&self) -> Option<(&Milestone, Instants)> {
        let zone = self.zone.as_ref()?;
        let is_early = |it: &MilestoneKind| matches!(it, MilestoneKind::SalesStop | MilestoneKind::Freeze);
        let is_open = self.milestones.values().any(|it| it.is_open() && it.kind.as_ref().is_some_and(is_early));
        let may_lose = |it: &MilestoneKind| MilestoneKind::LOSSES.contains(it) || (is_open && *it == MilestoneKind::Migrate);
        let losses = self.milestones.values().filter(|it| it.kind.as_ref().is_some_and(may_lose));
        let dated = losses.filter_map(|it| Some((it, it.instants(zone)?)));
        dated.min_by_key(|(it, instants)| (instants.told, it.kind != Some(MilestoneKind::SalesStop), it.name.clone()))
    }

    /// Tells whether the key at `path`, as `milestones.sunset.gate`, is marked as not known.
    pub fn is_open(&self, path: &str) -> bool {
        self.unknowns.iter().any(|(it, _)| it.strip_prefix(&self.id).and_then(|it| it.strip_prefix('.')) == Some(path))
    }

    /// Returns the instants of the first milestone of `kind` by the region's own clock.
    pub fn instants(&self, kind: MilestoneKind) -> Option<Instants> {
        self.of_kind(kind)?.instants(self.zone.as_ref()?)
    }
}

/// A milestone of one region, named from wherever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilestoneRef {
    pub region: String,
    pub name: String,
}

/// A dated event.
#[derive(Clone, Debug)]
pub struct Milestone {
    pub name: String,
    pub region: String,
    /// `None` where neither the name nor `kind` says it: a finding.
    pub kind: Option<MilestoneKind>,
    pub span: Span,
    /// What was decided; `None` where it is not known, or decided never to happen.
    pub when: Option<Located<When>>,
    /// The milestone from which its date is counted, as it was written.
    pub counted_from: Option<Located<Counted>>,
    pub never: Option<Located<String>>,
    pub switch: Option<Located<spec::scalar::Moment>>,
    pub because: Option<Located<String>>,
    pub claims: Vec<Claim>,
    /// What must be seen before it happens.
    pub gate: Option<Located<spec::milestone::Gate>>,
}

impl Milestone {
    /// Tells whether it has no date and is not decided never to happen.
    pub fn is_open(&self) -> bool {
        self.when.is_none() && self.never.is_none() && self.counted_from.is_none()
    }

    /// Returns where its date is written; its own place where it has none.
    pub fn place(&self) -> Span {
        self.when.as_ref().map_or(self.span, |it| it.span)
    }

    /// Returns its instants by the clock of `zone`, or `None` if there are none.
    pub fn instants(&self, zone: &TimeZone) -> Option<Instants> {
        self.try_instants(zone)?.ok()
    }

    /// Returns its instants by the clock of `zone`, or why a date gives none.
    pub fn try_instants(&self, zone: &TimeZone) -> Option<Result<Instants, NoInstant>> {
        let kind = self.kind?;
        let when = self.when.as_ref()?.value;
        let found = time::instants(when, kind.is_gain(), kind == MilestoneKind::Announce, zone);
        Some(found.and_then(|it| match &self.switch {
            Some(switch) => time::at(switch.value, zone).map(|switch| Instants { switch, ..it }),
            None => Ok(it),
        }))
    }
}

/// A date that is counted from another milestone.
#[derive(Clone, Debug)]
pub struct Counted {
    pub milestone: MilestoneRef,
    pub qualifier: time::Qualifier,
    pub is_earlier: bool,
    pub by: Duration,
}

/// What one source says of a date.
#[derive(Clone, Debug)]
pub struct Claim {
    pub source: String,
    pub when: When,
    pub span: Span,
}

/// A service of a region, as it moves.
#[derive(Clone, Debug)]
pub struct Service {
    pub name: String,
    pub region: String,
    pub span: Span,
    pub kind: Option<Located<ServiceKind>>,
    pub movement: Option<Located<Move>>,
    pub to: Option<Located<ServiceRef>>,
    pub since: Option<Located<MilestoneRef>>,
    pub until: Option<Located<MilestoneRef>>,
    /// Where `to` is reached.
    pub destination: Option<Template>,
    pub needs: Vec<Located<ServiceRef>>,
    pub routes: Vec<Located<Source>>,
    pub during: During,
    /// All that was written.
    pub written: spec::service::Service,
}

/// A service, of a region or of a platform.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceRef {
    /// A region or a platform; they share one name space.
    pub owner: String,
    pub name: String,
}

/// The source of a rule: relative to each site of its region, or within one.
#[derive(Clone, Debug)]
pub struct Source {
    /// The one site that it is for.
    pub site: Option<String>,
    /// Behind the site's path: escapes in capitals, nothing escaped that need not be (RFC 3986 section 6.2.2).
    pub pattern: Pattern,
    /// The spelling as it was written, where that is another one.
    pub spelling: Option<Pattern>,
    /// As it was written.
    pub text: String,
}

/// One rule of a region, before it is laid on its sites.
#[derive(Clone, Debug)]
pub struct Redirect {
    pub span: Span,
    pub source: Located<Source>,
    pub answer: RuleAnswer,
    pub query: Option<Located<QueryPolicy>>,
    /// `None` where the region has no dates: it holds from the beginning.
    pub since: Option<Located<MilestoneRef>>,
    /// `None` where nothing ends it.
    pub until: Option<Located<MilestoneRef>>,
    pub trial: Duration,
    /// Where the trial was written; `None` where it is the policy's own.
    pub trial_span: Option<Span>,
    pub note: Option<Located<String>>,
}

/// Rules of a region that say no more than where a path leads: they hold on all its sites, and all at the same times.
#[derive(Clone, Debug)]
pub struct PlainRedirects {
    pub tables: Vec<Arc<PlainRows>>,
    /// `None` where the region has no dates: they hold from the beginning.
    pub since: Option<Located<MilestoneRef>>,
    /// `None` where nothing ends them.
    pub until: Option<Located<MilestoneRef>>,
    pub trial: Duration,
    /// Where the trial was written; `None` where it is the policy's own.
    pub trial_span: Option<Span>,
    /// Whether destinations that are paths lead anywhere.
    pub has_successor: bool,
}

impl PlainRedirects {
    /// Returns how many rules there are.
    pub fn count(&self) -> usize {
        self.tables.iter().map(|it| it.rows.len()).sum()
    }

    /// Returns the first rule as any other rule is kept.
    fn first(&self) -> Option<Redirect> {
        let table = self.tables.first()?;
        let row = *table.rows.first()?;
        let span = table.span(row);
        let text = table.from(row).to_owned();
        let source = Source { site: None, pattern: Pattern::exact(&text), spelling: None, text };
        let path = pattern::split(table.to_path(row)).map(|it| pattern::Part::Literal(it.to_owned())).collect();
        let origin = row.origin.checked_sub(1).map(|it| table.origins[usize::from(it)].clone()).unwrap_or_default();
        let to = Destination { span, text: table.to(row).to_owned(), template: Template { origin, path, query: None, fragment: None } };
        Some(Redirect {
            span,
            source: Located::new(source, span),
            answer: RuleAnswer::Redirect { to, status: row.status() },
            query: None,
            since: self.since.clone(),
            until: self.until.clone(),
            trial: self.trial,
            trial_span: self.trial_span,
            note: None,
        })
    }
}

/// What a rule answers.
#[derive(Clone, Debug)]
pub enum RuleAnswer {
    Redirect { to: Destination, status: u16 },
    Gone,
    Page { file: Option<String> },
    Unavailable,
    Serve,
}

impl RuleAnswer {
    /// Returns the answer that is no redirect.
    pub fn of(kind: AnswerKind) -> RuleAnswer {
        match kind {
            AnswerKind::Gone => RuleAnswer::Gone,
            AnswerKind::Page => RuleAnswer::Page { file: None },
            AnswerKind::Unavailable => RuleAnswer::Unavailable,
            AnswerKind::Serve => RuleAnswer::Serve,
        }
    }
}

/// Where a redirect leads.
#[derive(Clone, Debug)]
pub struct Destination {
    pub span: Span,
    /// As it was written.
    pub text: String,
    /// The template, whose origin is empty where the path is joined to the site's successor.
    pub template: Template,
}

/// A DNS name that serves.
#[derive(Clone, Debug)]
pub struct Host {
    pub name: String,
    /// The region whose file describes it.
    pub region: String,
    pub span: Span,
    pub aliases: Vec<Located<String>>,
    pub upstream: Option<Located<String>>,
    pub default: Option<Fallback>,
    pub reserved_upstream: Option<Located<String>>,
    /// The copy of what its server says under `/robots.txt`: a path from `regions/`.
    pub robots: Option<Located<String>>,
    pub certificate: Option<Located<String>>,
    pub hsts: Option<Located<spec::place::Hsts>>,
    pub owner: Option<Located<String>>,
    /// Whether it is described in `hosts`, or only named by a site.
    pub is_described: bool,
}

/// What answers where no rule does.
#[derive(Clone, Debug)]
pub struct Fallback {
    pub span: Span,
    pub answer: RuleAnswer,
    pub query: Option<Located<QueryPolicy>>,
    pub since: Option<Located<MilestoneRef>>,
    pub trial: Duration,
}

/// A URL that a region answers for.
#[derive(Clone, Debug)]
pub struct Site {
    /// As `uk/store`.
    pub id: String,
    pub region: String,
    pub span: Span,
    /// The place of its URL.
    pub url_span: Span,
    pub scheme_and_host: String,
    pub host: String,
    /// The path without a slash at its end: empty for the root.
    pub path: String,
    /// Where it goes, without a slash at its end.
    pub successor: Option<Located<String>>,
    pub upstream: Option<Located<String>>,
    pub zone: Option<TimeZone>,
    pub query: QueryPolicy,
    pub default: Option<Fallback>,
    pub closure: BTreeSet<Closure>,
    /// Whole paths; a prefix if it ends in `/`.
    pub reserved: Vec<Located<String>>,
}

impl Site {
    /// Returns its URL.
    pub fn url(&self) -> String {
        format!("{}{}/", self.scheme_and_host, self.path)
    }

    /// Tells whether it owns `key`, if no site with a longer path does.
    pub fn holds(&self, key: &str) -> bool {
        key.strip_prefix(&self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// A URL that exists today.
#[derive(Clone, Debug)]
pub struct Inventoried {
    pub span: Span,
    pub site: String,
    /// The path and the query.
    pub target: String,
    pub methods: Vec<String>,
    pub hits: Option<u64>,
    /// What it is for, where that is said.
    pub kind: Option<UrlKind>,
    /// How long it works after it was given out, where that is said.
    pub valid_for: Option<Duration>,
}

/// What a page that stays says of another.
#[derive(Clone, Debug)]
pub struct Alternate {
    /// The region that lists it.
    pub region: String,
    pub rel: Rel,
    /// Both whole URLs, without a fragment.
    pub url: Located<String>,
    pub href: Located<String>,
}

/// Returns an instant's place in an interval that is open where it has no end.
pub fn is_active(since: Option<Timestamp>, until: Option<Timestamp>, at: Timestamp) -> bool {
    since.is_none_or(|it| it <= at) && until.is_none_or(|it| at < it)
}
