//! What changes beside dates and answers: regions, sites, hosts, services, notices, targets, records, and what counts as policy.

use crate::model::graph::{Disposition, Host, Region, Service, Site, Target};
use crate::model::plan::notice::Notice;
use crate::model::plan::routing::UpstreamUrl;
use crate::model::plan::zone::{Set, Zone};
use crate::model::plan::{PageBody, Plan};
use crate::model::spec::scalar::QueryPolicy;
use std::collections::{BTreeMap, BTreeSet};

/// One thing that is new, gone, or not as it was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    pub subject: Subject,
    /// As `uk.services.points`.
    pub name: String,
    pub what: What,
    /// What of it changes, as `until`; empty for what is new or gone as a whole.
    pub changes: Vec<Change>,
}

/// What of a thing changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: String,
    pub before: Option<String>,
    pub after: Option<String>,
}

/// What a fact is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    Region,
    Site,
    Host,
    Service,
    Notice,
    /// What customers read of a notice, text by text.
    Words,
    Target,
    Record,
    /// A page or a message that the workspace brings.
    Text,
    Policy,
}

impl Subject {
    /// All of them, in the order in which they are told.
    pub const ALL: [Subject; 10] = [
        Subject::Region,
        Subject::Site,
        Subject::Host,
        Subject::Service,
        Subject::Notice,
        Subject::Words,
        Subject::Target,
        Subject::Record,
        Subject::Text,
        Subject::Policy,
    ];

    /// Returns the word for several.
    pub fn words(self) -> &'static str {
        match self {
            Subject::Region => "regions",
            Subject::Site => "sites",
            Subject::Host => "hosts",
            Subject::Service => "services",
            Subject::Notice => "notices",
            Subject::Words => "words",
            Subject::Target => "targets",
            Subject::Record => "records",
            Subject::Text => "texts",
            Subject::Policy => "policy",
        }
    }

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Subject::Region => "region",
            Subject::Site => "site",
            Subject::Host => "host",
            Subject::Service => "service",
            Subject::Notice => "notice",
            Subject::Words => "words",
            Subject::Target => "target",
            Subject::Record => "record",
            Subject::Text => "text",
            Subject::Policy => "policy",
        }
    }
}

/// What becomes of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    Gone,
    New,
    Changed,
}

impl What {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            What::Gone => "gone",
            What::New => "new",
            What::Changed => "changed",
        }
    }
}

/// The fields of a thing that can be told: what each holds, one or several.
type Fields = Vec<(&'static str, Vec<String>)>;

/// Returns all that changes beside dates and answers, by subject and name.
pub fn facts(base: &Plan, head: &Plan) -> Vec<Fact> {
    let mut facts = Vec::new();
    let mut add = |subject, of: &dyn Fn(&Plan) -> BTreeMap<String, Fields>| facts.extend(compared(subject, &of(base), &of(head)));
    add(Subject::Region, &|it| it.graph.regions.iter().map(|(id, it)| (id.clone(), region(it))).collect());
    add(Subject::Site, &|it| it.graph.sites.iter().map(|(id, it)| (id.clone(), site(it))).collect());
    add(Subject::Host, &|plan| plan.graph.hosts.values().map(|it| (it.name.clone(), host(it, plan))).collect());
    add(Subject::Service, &services);
    let notices = notices(base, head);
    facts.extend(notices);
    let mut add = |subject, of: &dyn Fn(&Plan) -> BTreeMap<String, Fields>| facts.extend(compared(subject, &of(base), &of(head)));
    add(Subject::Target, &|it| it.graph.targets.iter().map(|(name, it)| (name.clone(), target(it))).collect());
    add(Subject::Record, &|it| it.zones.iter().flat_map(records).collect());
    add(Subject::Text, &texts);
    add(Subject::Policy, &policy);
    facts
}

fn compared(subject: Subject, base: &BTreeMap<String, Fields>, head: &BTreeMap<String, Fields>) -> Vec<Fact> {
    let names: BTreeSet<&String> = base.keys().chain(head.keys()).collect();
    let fact = |name: &String| {
        let (what, changes) = match (base.get(name), head.get(name)) {
            (Some(_), None) => (What::Gone, Vec::new()),
            (None, Some(_)) => (What::New, Vec::new()),
            (Some(one), Some(two)) if one != two => (What::Changed, changes(one, two)),
            _ => return None,
        };
        Some(Fact { subject, name: name.clone(), what, changes })
    };
    names.into_iter().filter_map(fact).collect()
}

/// Returns what of each field is on one side only; all of it where only the order differs.
fn changes(one: &Fields, two: &Fields) -> Vec<Change> {
    let find = |fields: &Fields, name: &str| fields.iter().find(|it| it.0 == name).map_or_else(Vec::new, |it| it.1.clone());
    let names: BTreeSet<&str> = one.iter().chain(two).map(|it| it.0).collect();
    let change = |name: &str| {
        let (before, after) = (find(one, name), find(two, name));
        let only = |here: &[String], there: &[String]| here.iter().filter(|it| !there.contains(it)).cloned().collect::<Vec<_>>();
        let (mut gone, mut new) = (only(&before, &after), only(&after, &before));
        if before != after && gone.is_empty() && new.is_empty() {
            (gone, new) = (before, after);
        }
        let text = |it: Vec<String>| (!it.is_empty()).then(|| it.join(", "));
        Change { field: name.to_owned(), before: text(gone), after: text(new) }
    };
    names.into_iter().map(change).filter(|it| it.before != it.after).collect()
}

fn list<T: ToString>(all: impl IntoIterator<Item = T>) -> Vec<String> {
    all.into_iter().map(|it| it.to_string()).collect()
}

fn region(region: &Region) -> Fields {
    let disposition = match region.disposition {
        Disposition::Retire => Some("retire".to_owned()),
        Disposition::Independent => Some("independent".to_owned()),
        Disposition::Unsaid => None,
    };
    vec![
        ("disposition", list(disposition)),
        ("time-zone", list(region.zone.as_ref().and_then(|it| it.iana_name()).map(str::to_owned))),
        ("locales", list(region.locales.iter().map(|it| &it.value))),
        ("countries", list(region.countries.iter().map(|it| &it.value))),
        ("owner", list(region.owner.as_ref().map(|it| it.value.clone()))),
        ("trial", list([region.trial.to_string()])),
        ("apps", list(region.apps.keys())),
    ]
}

fn site(site: &Site) -> Fields {
    vec![
        ("url", list([site.url()])),
        ("region", list([site.region.clone()])),
        ("successor", list(site.successor.as_ref().map(|it| it.value.clone()))),
        ("upstream", list(site.upstream.as_ref().map(|it| it.value.clone()))),
        ("query", list([query(&site.query)])),
        ("reserved", list(site.reserved.iter().map(|it| &it.value))),
        ("time-zone", list(site.zone.as_ref().and_then(|it| it.iana_name()).map(str::to_owned))),
    ]
}

fn query(policy: &QueryPolicy) -> String {
    match policy {
        QueryPolicy::Keep => "keep".to_owned(),
        QueryPolicy::Drop => "drop".to_owned(),
        QueryPolicy::Only(names) => names.join(" "),
    }
}

fn host(host: &Host, plan: &Plan) -> Fields {
    let planned = plan.hosts.get(&host.name);
    let upstream = |it: &UpstreamUrl| format!("{}://{}", it.scheme, it.authority);
    let reserved = host.reserved_upstream.as_ref().and_then(|it| crate::model::plan::upstream(&it.value));
    vec![
        ("aliases", list(host.aliases.iter().map(|it| &it.value))),
        ("region", list([host.region.clone()])),
        ("reserved-upstream", list(reserved.as_ref().map(upstream))),
        ("certificate", list(host.certificate.as_ref().map(|it| it.value.clone()))),
        ("hsts", list(planned.and_then(|it| it.hsts.clone()))),
        ("https first", list(planned.map(|it| if it.is_preloaded { "yes" } else { "no" }.to_owned()))),
        ("left alone", list(planned.map(|it| if it.is_untouched { "yes" } else { "no" }.to_owned()))),
    ]
}

fn services(plan: &Plan) -> BTreeMap<String, Fields> {
    let of = |region: &Region| -> Vec<(String, Fields)> {
        region.services.iter().map(|(name, it)| (format!("{}.services.{name}", region.id), service(it))).collect()
    };
    plan.graph.regions.values().flat_map(of).collect()
}

fn service(service: &Service) -> Fields {
    let names = service.destination.as_ref().filter(|it| it.is_fixed()).map(|it| it.fill(&[]));
    let whole = |it: &crate::model::graph::ServiceRef| format!("{}/{}", it.owner, it.name);
    let milestone = |it: &crate::model::graph::MilestoneRef| format!("{}/{}", it.region, it.name);
    let during = match service.during {
        crate::model::spec::service::During::Serve => "serve",
        crate::model::spec::service::During::Unavailable => "unavailable",
        crate::model::spec::service::During::Page => "page",
    };
    vec![
        ("kind", list(service.kind.as_ref().map(|it| it.value.word().to_owned()))),
        ("move", list(service.movement.as_ref().map(|it| it.value.word().to_owned()))),
        ("to", list(service.to.as_ref().map(|it| whole(&it.value)))),
        ("url", list(names)),
        ("since", list(service.since.as_ref().map(|it| milestone(&it.value)))),
        ("until", list(service.until.as_ref().map(|it| milestone(&it.value)))),
        ("needs", list(service.needs.iter().map(|it| whole(&it.value)))),
        ("routes", list(service.routes.iter().map(|it| &it.value.text))),
        ("during", list([during.to_owned()])),
    ]
}

fn target(target: &Target) -> Fields {
    let milestone = |it: &crate::model::graph::MilestoneRef| format!("{}/{}", it.region, it.name);
    vec![
        ("kind", list([target.kind.word()])),
        ("hosts", list(target.hosts.iter().map(|it| &it.value))),
        ("listen", list(&target.listen)),
        ("listen-tls", list(&target.listen_tls)),
        ("home", list([target.home.clone()])),
        ("since", list(target.since.as_ref().map(|it| milestone(&it.value)))),
        ("until", list(target.until.as_ref().map(|it| milestone(&it.value)))),
        ("without", list(target.without.iter().map(|it| format!("{it:?}").to_lowercase()))),
    ]
}

/// Returns the records that each change of a zone sets, and those that are there before the first.
fn records(zone: &Zone) -> BTreeMap<String, Fields> {
    let set = |it: &Set| {
        let ttl = it.ttl.map_or_else(String::new, |it| format!("{it} "));
        format!("{ttl}{}", it.values.keys().cloned().collect::<Vec<_>>().join(", "))
    };
    let mut found = BTreeMap::new();
    for change in &zone.changes {
        for edit in &change.edits {
            let name = format!("{} {} at {} of {}", edit.name, edit.kind, change.name, zone.domain);
            let after = edit.after.as_ref().map_or_else(|| "deleted".to_owned(), set);
            found.insert(name, vec![("data", vec![after])]);
        }
    }
    found
}

/// Returns the files whose words customers read: pages, and the messages of the workspace's own.
fn texts(plan: &Plan) -> BTreeMap<String, Fields> {
    let is_page = |path: &str| {
        let inside = path.strip_prefix("regions/");
        plan.pages.values().any(|it| matches!(&it.body, PageBody::File(file) if Some(file.as_str()) == inside))
    };
    let files = plan.sources.files().map(|it| it.1).filter(|it| it.path.starts_with("templates/notices/") || is_page(&it.path));
    files.map(|it| (it.path.clone(), vec![("content", vec![digest(&it.text)])])).collect()
}

fn policy(plan: &Plan) -> BTreeMap<String, Fields> {
    let policy = &plan.graph.policy;
    let mut fields: Vec<(&'static str, String)> = vec![
        ("trial", policy.trial.to_string()),
        ("trial-max-age", policy.trial_max_age.to_string()),
        ("redirect-max-age", policy.redirect_max_age.to_string()),
        ("announce-lead", policy.announce_lead.to_string()),
        ("chain-warn", policy.chain_warn.to_string()),
        ("chain-error", policy.chain_error.to_string()),
        ("entitlement-gap", policy.entitlement_gap.to_string()),
        ("validity-after-restore", policy.validity_after_restore.to_string()),
        ("stored-value-validity", policy.stored_value_validity.to_string()),
        ("withdrawal-tail", policy.withdrawal_tail.to_string()),
        ("in-app-notice-lead", policy.in_app_notice_lead.to_string()),
        ("app-links-tail", policy.app_links_tail.to_string()),
        ("slack", policy.slack.to_string()),
        ("domain-retention", policy.domain_retention.to_string()),
        ("home-page-share", policy.home_page_share.to_string()),
        ("stage-header", policy.has_stage_header.to_string()),
    ];
    fields.extend(policy.guards.words());
    BTreeMap::from([("policy".to_owned(), fields.into_iter().map(|(key, it)| (key, vec![it])).collect())])
}

/// Which notice it is, in every language: the region, the occasion, and the how many'th of its kind.
type NoticeKey = (String, &'static str, usize);

/// Returns what is told otherwise; languages in which the same changes are one fact.
fn notices(base: &Plan, head: &Plan) -> Vec<Fact> {
    let (old, new) = (by_key(base), by_key(head));
    let keys: BTreeSet<&NoticeKey> = old.keys().chain(new.keys()).collect();
    let mut facts: Vec<Fact> = Vec::new();
    for key in keys {
        let empty = BTreeMap::new();
        let (one, two) = (old.get(key).unwrap_or(&empty), new.get(key).unwrap_or(&empty));
        let locales: BTreeSet<&&str> = one.keys().chain(two.keys()).collect();
        let mut alike: BTreeMap<String, (What, Vec<Change>, Vec<&str>)> = BTreeMap::new();
        for locale in locales {
            let (what, changes) = match (one.get(*locale), two.get(*locale)) {
                (Some(_), None) => (What::Gone, Vec::new()),
                (None, Some(_)) => (What::New, Vec::new()),
                (Some(one), Some(two)) => (What::Changed, changes(&told(one), &told(two))),
                (None, None) => continue,
            };
            if what != What::Changed || !changes.is_empty() {
                alike.entry(format!("{what:?}{changes:?}")).or_insert((what, changes, Vec::new())).2.push(locale);
            }
        }
        let (region, occasion, count) = key;
        let count = if *count > 1 { format!(" {count}") } else { String::new() };
        let facts_of = alike.into_values().map(|(what, changes, locales)| Fact {
            subject: Subject::Notice,
            name: format!("{region} {occasion}{count} ({})", locales.join(", ")),
            what,
            changes,
        });
        facts.extend(facts_of);
    }
    facts
}

/// Returns notices by what they are, and by language.
fn by_key(plan: &Plan) -> BTreeMap<NoticeKey, BTreeMap<&str, &Notice>> {
    let mut counts: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    let mut found: BTreeMap<NoticeKey, BTreeMap<&str, &Notice>> = BTreeMap::new();
    for notice in &plan.notices {
        let count = counts.entry((&notice.region, notice.occasion.word(), &notice.locale)).or_default();
        *count += 1;
        found.entry((notice.region.clone(), notice.occasion.word(), *count)).or_default().insert(&notice.locale, notice);
    }
    found
}

/// Returns what a notice tells: of what has no short words, only that it changes.
fn told(notice: &Notice) -> Fields {
    let dates = notice.dates.iter().map(|it| format!("{} {} {}", it.milestone, it.word.word(), it.day));
    let service = |it: &crate::model::plan::notice::ServiceFate| {
        let url = it.url.as_ref().or(it.successor.as_ref()).map_or_else(String::new, |it| format!(" to {it}"));
        let day = |word: &str, told: &Option<crate::model::plan::notice::Told>| {
            told.as_ref().map_or_else(String::new, |it| format!(" {word} {}", it.day))
        };
        let more = format!("{:?}{:?}{:?}{:?}{:?}{:?}", it.cohort, it.rate, it.reduced, it.compensation, it.needs_match, it.contact);
        (format!("{} {}{url}{}{}", it.name, it.movement.word(), day("since", &it.since), day("until", &it.until)), more)
    };
    let services: Vec<(String, String)> = notice.services.iter().map(service).collect();
    let sites = notice.sites.iter().map(|it| format!("{} to {}", it.url, it.destination.as_deref().unwrap_or("nowhere")));
    vec![
        ("sent", list([notice.day.to_string()])),
        ("dates", list(dates)),
        ("sites", list(sites)),
        ("services", list(services.iter().map(|it| &it.0))),
        ("terms of services", list(services.iter().map(|it| digest(&it.1)))),
        ("apps", list(notice.apps.iter().map(|it| digest(&format!("{it:?}"))))),
        ("brand", list([notice.brand.clone()])),
        ("successor", list(notice.successor.clone())),
        ("landing", list(notice.landing.clone())),
        ("genuine hosts", list(&notice.genuine_hosts)),
        ("sender", list(notice.sender.clone())),
        ("reply-to", list(notice.reply_to.clone())),
        ("controller", list(notice.controller.as_ref().map(|it| format!("{} to {}, {}", it.before, it.after, it.contact)))),
        ("promises", list(notice.promises.iter().map(|it| it.word()))),
        ("left alone", list(notice.untouched.iter().map(|it| format!("{}: {}", it.name, it.addresses.join(" "))))),
    ]
}

/// Returns a short mark of what is too long to be told.
fn digest(text: &str) -> String {
    // FNV-1a: it tells apart, and hides nothing.
    let hash = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, it| (hash ^ u64::from(it)).wrapping_mul(0x0100_0000_01b3));
    format!("text {:08x}", hash >> 32)
}
