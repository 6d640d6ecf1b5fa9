//! The way back from each stage: what its servers, zones and people undo, and what stays all the same.

use crate::model::graph::order::domain_of;
use crate::model::graph::pattern::Segment;
use crate::model::graph::zone::ADDRESSES;
use crate::model::plan::answer::{Outcome, PAGE_MAX_AGE};
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::rollback::Lasts;
use crate::model::plan::rollback::{
    DnsBack, EditBack, Install, Kept, KeptKind, Linger, LingerKind, Never, Rollback, Server, Undone, Whole,
};
use crate::model::plan::routing::{Action, Base, Route, Routing, SiteRouting, UpstreamUrl};
use crate::model::plan::step::{Step, Undo};
use crate::model::plan::zone::{Edit, Zone};
use crate::model::plan::{Cause, Host, Plan};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::zone::ttl;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};

/// Of a table with more rows than this, an even sample is asked for.
const MOST_ROWS: usize = 1_000;
/// A path that nobody has.
const UNKNOWN: &str = "cutover-no-such-page";
/// How many hops a browser follows.
const HOPS: usize = 10;

/// Returns for each stage but the first what servers put back, and what of its answers stays.
pub fn of_answers(plan: &Plan) -> Vec<Rollback> {
    (1..plan.stages.len()).map(|rank| Undoing::new(plan, rank).rollback()).collect()
}

/// Adds what people did in each stage, in zones and otherwise, and until when going back restores all.
pub fn add_steps(plan: &mut Plan) {
    let mut rollbacks = std::mem::take(&mut plan.rollbacks);
    let of_dns: BTreeSet<&str> = plan.zones.iter().flat_map(|it| &it.changes).map(|it| it.step.as_str()).collect();
    let (mut dns, steps) = (zones_back(plan), steps_by_stage(plan));
    for rollback in &mut rollbacks {
        rollback.dns = std::mem::take(&mut dns[rollback.stage]);
        rollback.dns.sort_by_key(|it| std::cmp::Reverse(it.at));
        for step in &steps[rollback.stage] {
            let (id, title, zone, at) = (step.id.clone(), step.title.clone(), step.zone.clone(), step.at());
            match &step.undo {
                Undo::Never(why) => {
                    rollback.never.push(Never { step: id, title, zone, at, why: why.clone(), roles: step.roles.clone() });
                }
                Undo::By(lines) if !of_dns.contains(step.id.as_str()) => {
                    rollback.undone.push(Undone { step: id, title, zone, at, lines: lines.clone() });
                }
                Undo::By(_) | Undo::Nothing => {}
            }
        }
        rollback.undone.reverse();
        rollback.whole = whole(plan, rollback);
    }
    plan.rollbacks = rollbacks;
}

/// Returns what people do in each stage, but its switch.
fn steps_by_stage(plan: &Plan) -> Vec<Vec<&Step>> {
    let mut found = vec![Vec::new(); plan.stages.len()];
    for step in plan.steps.iter().filter(|it| it.stage.is_none()) {
        // What is due by an instant is done before it.
        let rank = match (step.from, step.until) {
            (Some(from), _) => plan.stage_at(from),
            (None, Some(until)) => plan.stages.partition_point(|it| it.since.is_none_or(|since| since < until)) - 1,
            (None, None) => continue,
        };
        found[rank].push(step);
    }
    found
}

/// Returns until when going back restores all.
fn whole(plan: &Plan, rollback: &Rollback) -> Whole {
    let (since, next) = (plan.stages[rollback.stage].since, plan.stages.get(rollback.stage + 1).and_then(|it| it.since));
    let permanent = since.filter(|_| !rollback.kept.is_empty()).map(|it| (it, "browsers keep permanent redirects from then on".to_owned()));
    let never = rollback.never.iter().filter_map(|it| Some((it.at?, format!("from then on nothing brings back: {}", it.title))));
    let next = next.map(|it| (it, format!("then {} begins", plan.stages[rollback.stage + 1].name)));
    match permanent.into_iter().chain(never).chain(next).min_by_key(|it| it.0) {
        Some((at, why)) => Whole::Until(at, why),
        None => Whole::Always,
    }
}

/// Returns the changes of zones in each stage, reversed.
fn zones_back(plan: &Plan) -> Vec<Vec<DnsBack>> {
    let mut found = vec![Vec::new(); plan.stages.len()];
    for (zone, change) in plan.zones.iter().flat_map(|zone| zone.changes.iter().map(move |it| (zone, it))) {
        found[change.stage].push(DnsBack {
            domain: zone.domain.clone(),
            provider: zone.provider.clone(),
            kind: change.kind,
            step: change.step.clone(),
            title: change.title.clone(),
            zone: change.zone.clone(),
            at: change.at(),
            edits: change.edits.iter().map(|it| back(plan, zone, it)).collect(),
        });
    }
    found
}

fn back(plan: &Plan, zone: &Zone, edit: &Edit) -> EditBack {
    let written = || plan.graph.domains.get(&zone.domain).and_then(|it| it.dns.as_ref()).and_then(|it| it.ttl);
    let seconds = |it: Option<u32>| it.map(u64::from).or_else(|| Some(written()?.value.nominal_seconds()));
    let lasts = match &edit.after {
        Some(after) => seconds(after.ttl).map_or_else(|| Lasts::Unwritten(format!("domains.\"{}\".dns.ttl", zone.domain)), Lasts::Seconds),
        None => negative(zone).map_or_else(|| Lasts::Unwritten(format!("the SOA record of {}", zone.domain)), Lasts::Seconds),
    };
    let reversed = Edit { before: edit.after.clone(), after: edit.before.clone(), ..edit.clone() };
    EditBack { edit: reversed, lasts }
}

/// Returns how long resolvers keep that there is nothing (RFC 2308 section 5), where the SOA record is known.
fn negative(zone: &Zone) -> Option<u64> {
    let soa = zone.before.get(&(zone.domain.clone(), "SOA".to_owned()))?;
    let minimum = ttl(soa.values.keys().next()?.split_whitespace().last()?)?;
    Some(u64::from(soa.ttl.map_or(minimum, |it| minimum.min(it))))
}

/// Returns how long resolvers keep the addresses of `name` at `at`, in seconds: as they were lowered or restored by then.
fn ttl_at(plan: &Plan, name: &str, at: Timestamp) -> Option<u64> {
    let domain = domain_of(&plan.graph, name)?;
    let written = || Some(plan.graph.domains.get(domain)?.dns.as_ref()?.ttl?.value.nominal_seconds());
    let Some(zone) = plan.zones.iter().find(|it| it.domain == domain) else { return written() };
    let is_address = |it: &str| ADDRESSES.contains(&it);
    let known = zone.before.iter().filter(|((owner, kind), _)| owner == name && is_address(kind));
    let mut ttl = known.filter_map(|it| it.1.ttl).max().map(u64::from).or_else(written);
    for change in zone.changes.iter().filter(|it| it.at().is_some_and(|it| it <= at)) {
        let edits = change.edits.iter().filter(|it| it.name == name && is_address(&it.kind));
        ttl = edits.filter_map(|it| it.after.as_ref()?.ttl).max().map(u64::from).or(ttl);
    }
    ttl
}

/// One stage that is undone.
struct Undoing<'p> {
    plan: &'p Plan,
    rank: usize,
    then: Timestamp,
    now: Timestamp,
    lingers: BTreeMap<(LingerKind, u64), Linger>,
    kept: BTreeMap<(KeptKind, &'static str), Kept>,
}

impl<'p> Undoing<'p> {
    fn new(plan: &'p Plan, rank: usize) -> Undoing<'p> {
        let (then, now) = (plan.instant_of(rank - 1), plan.instant_of(rank));
        Undoing { plan, rank, then, now, lingers: BTreeMap::new(), kept: BTreeMap::new() }
    }

    fn rollback(mut self) -> Rollback {
        let plan = self.plan;
        let ours = plan.hosts.values().filter(|it| !it.is_untouched);
        let (changed, same): (Vec<&Host>, Vec<&Host>) = ours.partition(|it| self.changes(it));
        changed.iter().for_each(|it| self.of_host(it));
        let installs = self.installs(&changed);
        let mut lingers: Vec<Linger> = std::mem::take(&mut self.lingers).into_values().collect();
        lingers.extend(changed.iter().flat_map(|it| self.of_name(it, &installs)));
        lingers.extend(self.of_search(&lingers));
        lingers.sort_by_key(|it| it.kind);
        let name = |it: &&Host| it.name.clone();
        Rollback {
            stage: self.rank,
            installs,
            servers: changed.iter().flat_map(|it| self.servers(it)).collect::<BTreeSet<Server>>().into_iter().collect(),
            reopened: self.reopened(),
            changed: changed.iter().map(name).collect(),
            same: same.iter().map(name).collect(),
            lingers,
            kept: self.kept.into_values().collect(),
            ..Rollback::default()
        }
    }

    /// Tells whether something of a host is answered otherwise; where its sites are on their way alone is no answer.
    fn changes(&self, host: &Host) -> bool {
        let (was, is) = (host.routing(self.then), host.routing(self.now));
        !std::ptr::eq(was, is) && {
            let alike = |one: &SiteRouting, two: &SiteRouting| *one == SiteRouting { state: one.state, ..two.clone() };
            was.unowned != is.unowned
                || was.reserved_upstream != is.reserved_upstream
                || was.sites.len() != is.sites.len()
                || !was.sites.iter().zip(&is.sites).all(|(one, two)| alike(one, two))
        }
    }

    fn installs(&self, changed: &[&Host]) -> Vec<Install> {
        let before = &self.plan.stages[self.rank - 1];
        let since = self.plan.stages[self.rank].since;
        let install = |target: &crate::model::graph::Target| {
            let used = self.plan.graph.use_of(target)?;
            let next = self.plan.stages.get(self.rank + 1).and_then(|it| it.since);
            let (was, is) = (used.within(before.since, since).is_some(), used.within(since, next).is_some());
            let is_of = |it: &&&Host| {
                let names = |name: &str| target.hosts.iter().any(|it| it.value == name);
                target.hosts.is_empty() || names(&it.name) || it.aliases.iter().any(|it| names(&it.name))
            };
            let hosts: Vec<String> = changed.iter().filter(is_of).map(|it| it.name.clone()).collect();
            let folder = was.then(|| format!("stages/{}/{}/", before.name, target.name));
            ((was || is) && !hosts.is_empty()).then(|| Install { target: target.name.clone(), folder, hosts })
        };
        self.plan.graph.targets.values().filter_map(install).collect()
    }

    /// Says what the shop does again that no server of ours decides.
    fn reopened(&self) -> Vec<String> {
        let line = |cause: &Cause| {
            let region = self.plan.graph.regions.get(&cause.region)?;
            let name = &region.name;
            match region.milestones.get(&cause.event)?.kind? {
                MilestoneKind::SalesStop => Some(format!("Let the shop of {name} take orders again.")),
                MilestoneKind::Freeze => Some(format!("Let customers of {name} use again what was frozen.")),
                MilestoneKind::Restore => {
                    Some(format!("What customers of {name} got back at the successor stays theirs; count it no second time."))
                }
                _ => None,
            }
        };
        self.plan.stages[self.rank].causes.iter().filter_map(line).collect()
    }

    /// Returns the servers of the shop that are asked again.
    fn servers(&self, host: &Host) -> Vec<Server> {
        let asked = |routing: &Routing| -> BTreeSet<Server> {
            let server = |it: &UpstreamUrl, path: &str| Server {
                address: format!("{}://{}", it.scheme, it.authority),
                serves: format!("https://{}{path}/", host.name),
            };
            let of_site = |site: &SiteRouting| {
                let base = if let Base::Serve(it) = &site.base { Some(server(it, &site.path)) } else { None };
                let routes = site.routes.iter().filter_map(|it| match &it.action {
                    Action::Serve(upstream) => Some(server(upstream, &site.path)),
                    _ => None,
                });
                base.into_iter().chain(routes).collect::<Vec<_>>()
            };
            let unowned = if let Base::Serve(it) = &routing.unowned { Some(server(it, "")) } else { None };
            routing.sites.iter().flat_map(of_site).chain(unowned).collect()
        };
        let is = asked(host.routing(self.now));
        asked(host.routing(self.then)).into_iter().filter(|it| !is.contains(it)).collect()
    }

    /// Looks at every source that a host answers by now.
    fn of_host(&mut self, host: &'p Host) {
        let routing = host.routing(self.now);
        for site in routing.sites.iter().filter(|it| !it.is_independent) {
            for route in &site.routes {
                self.of_route(host, route, &target(route));
            }
            self.of_rows(host, site);
            if let Base::Default(route) = &site.base {
                self.of_route(host, route, &format!("{}/{UNKNOWN}", site.path));
            }
            if matches!(site.base, Base::Gone(_)) {
                self.look(host, &format!("{}/{UNKNOWN}", site.path), 1);
            }
            self.of_headers(host, site);
        }
        if let Base::Default(route) = &routing.unowned {
            self.of_route(host, route, &format!("/{UNKNOWN}"));
        }
    }

    /// Looks at a source by a request that it wins, if that is easily found.
    fn of_route(&mut self, host: &'p Host, route: &Route, target: &str) {
        if matches!(route.action, Action::Serve(_) | Action::NotFound) {
            return;
        }
        let request = request(host, target);
        let is_won =
            request.outside().is_none() && self.plan.answer(&request, self.now).origin().is_some_and(|it| it.span == route.origin.span);
        if is_won {
            self.look(host, target, 1);
        }
    }

    fn of_rows(&mut self, host: &'p Host, site: &SiteRouting) {
        let Some(rows) = &site.rows else { return };
        let step = rows.len().div_ceil(MOST_ROWS).max(1);
        let numbers: Vec<u32> = rows.numbers().step_by(step).collect();
        let mut left = rows.len();
        for number in numbers {
            // Each stands for those behind it.
            let count = step.min(left);
            left -= count;
            self.look(host, &rows.key(number), count);
        }
    }

    /// Holds what a URL gets now against what it got before.
    fn look(&mut self, host: &'p Host, target: &str, count: usize) {
        let request = request(host, target);
        if request.outside().is_some() {
            return;
        }
        let plan = self.plan;
        let (was, is) = (plan.answer(&request, self.then), plan.answer(&request, self.now));
        if was.outcome == is.outcome {
            return;
        }
        let url = format!("https://{}{target}", host.name);
        let age = is.headers.iter().find(|it| it.0 == "Cache-Control").and_then(|it| it.1.strip_prefix("max-age=")?.parse().ok());
        match &is.outcome {
            Outcome::Redirect { status: 301 | 308, location } => {
                let age = age.unwrap_or(host.max_age);
                self.linger(LingerKind::Permanent, age, url.clone(), count);
                self.keep(&url, location, (was.outcome.word(), age), count);
            }
            Outcome::Redirect { .. } => self.linger(LingerKind::Temporary, age.unwrap_or_default(), url, count),
            Outcome::Page { .. } | Outcome::Gone { .. } | Outcome::Unavailable { .. } => {
                self.linger(LingerKind::Page, age.unwrap_or(PAGE_MAX_AGE), url, count);
            }
            Outcome::Serve { .. } | Outcome::NotFound | Outcome::Untouched => {}
        }
    }

    fn linger(&mut self, kind: LingerKind, seconds: u64, url: String, count: usize) {
        let (what, why) = match kind {
            LingerKind::Permanent => ("permanent redirects (301, 308) that only this stage gives", origin(self.plan, "redirect-max-age")),
            LingerKind::Temporary => ("temporary redirects that only this stage gives", origin(self.plan, "trial-max-age")),
            _ => ("pages of ours that only this stage answers with", "as their Cache-Control says".to_owned()),
        };
        let (what, lasts) = (what.to_owned(), Lasts::Seconds(seconds));
        let made = || Linger { kind, what, why, lasts, witness: Some(url), count: 0 };
        self.lingers.entry((kind, seconds)).or_insert_with(made).count += count;
    }

    /// Follows a kept redirect to where browsers end in the stage before.
    fn keep(&mut self, url: &str, location: &str, (instead, max_age): (&'static str, u64), count: usize) {
        // Who comes back to the URL is not asked again, and goes round.
        let end = self.end(location, self.then, Some(url));
        let kind = match &end {
            Some(it) if self.end(url, self.then, None).as_ref() == Some(it) => KeptKind::AsBefore,
            Some(it) if self.end(url, self.now, None).as_ref() == Some(it) => KeptKind::AsUndone,
            _ => KeptKind::Neither,
        };
        let (url, location) = (url.to_owned(), location.to_owned());
        let made = || Kept { kind, instead, count: 0, url, location, end, max_age };
        self.kept.entry((kind, instead)).or_insert_with(made).count += count;
    }

    /// Returns where a browser ends, as far as the workspace knows; `None` where it goes round, or comes by `kept`.
    fn end(&self, url: &str, at: Timestamp, kept: Option<&str>) -> Option<String> {
        let mut url = url.to_owned();
        for _ in 0..HOPS {
            if kept == Some(url.as_str()) {
                return None;
            }
            let Ok(request) = Request::of_url(&url) else { return Some(url) };
            match self.plan.answer(&request, at).outcome {
                Outcome::Redirect { location, .. } => url = location,
                _ => return Some(url),
            }
        }
        None
    }

    /// Notes what programs may have read of a site's end.
    fn of_headers(&mut self, host: &Host, site: &SiteRouting) {
        let before = host.routing(self.then).sites.iter().find(|it| it.site == site.site);
        for (name, value) in site.headers.iter().filter(|it| matches!(it.0, "Sunset" | "Deprecation")) {
            if before.is_some_and(|it| it.headers.iter().any(|it| it.0 == *name && it.1 == *value)) {
                continue;
            }
            let linger = Linger {
                kind: LingerKind::Header,
                what: format!("`{name}: {value}` of https://{}{}/", host.name, site.path),
                why: "programs that have read it go by it; nothing recalls it".to_owned(),
                lasts: Lasts::Open,
                witness: None,
                count: 0,
            };
            let rank = self.lingers.keys().filter(|it| it.0 == LingerKind::Header).count() as u64;
            self.lingers.insert((LingerKind::Header, rank), linger);
        }
    }

    /// Returns what browsers and resolvers know of a host by its name.
    fn of_name(&self, host: &Host, installs: &[Install]) -> Vec<Linger> {
        let mut lingers = Vec::new();
        if let Some(age) = host.hsts.as_ref().and_then(|it| it.strip_prefix("max-age=")?.split(';').next()?.parse().ok()) {
            let mut folders = installs.iter().filter(|it| it.hosts.contains(&host.name)).map(|it| &it.folder).peekable();
            let is_new = folders.peek().is_some() && folders.all(Option::is_none);
            let (since, why) = match is_new {
                true => ("this stage", "as hsts of the host says; what served before may not send it, so let that answer over https"),
                false => (
                    "the start stage",
                    "as hsts of the host says; the stage before sends it too, so answer over https whatever is put back",
                ),
            };
            lingers.push(Linger {
                kind: LingerKind::Hsts,
                what: format!("Strict-Transport-Security of {}, sent over https since {since} was installed", host.name),
                why: why.to_owned(),
                lasts: Lasts::Seconds(age),
                witness: None,
                count: 0,
            });
        }
        let ttl = ttl_at(self.plan, &host.name, self.now);
        lingers.push(Linger {
            kind: LingerKind::Dns,
            what: format!("the addresses of {} that resolvers know, should it be led elsewhere by DNS", host.name),
            why: match ttl {
                Some(_) => "the TTL in force when this stage begins, if the zone was changed as planned".to_owned(),
                None => "no TTL is written for its domain".to_owned(),
            },
            lasts: ttl.map_or_else(|| Lasts::Unwritten("domains.dns.ttl".to_owned()), Lasts::Seconds),
            witness: None,
            count: 0,
        });
        lingers
    }

    /// Returns what search engines make of what they have seen.
    fn of_search(&self, lingers: &[Linger]) -> Option<Linger> {
        let gone = self.plan.hosts.values().any(|host| {
            let is_closed = |it: &SiteRouting| matches!(it.base, Base::Gone(_));
            let (was, is) = (host.routing(self.then), host.routing(self.now));
            is.sites.iter().any(is_closed) && !was.sites.iter().any(is_closed)
        });
        let is_permanent = lingers.iter().any(|it| it.kind == LingerKind::Permanent);
        (gone || is_permanent).then(|| Linger {
            kind: LingerKind::Search,
            what: match gone {
                true => "pages that search engines dropped because they were gone (410)".to_owned(),
                false => "addresses that search engines replaced because they moved for good (301, 308)".to_owned(),
            },
            why: "they look again in their own time".to_owned(),
            lasts: Lasts::Open,
            witness: None,
            count: 0,
        })
    }
}

fn origin(plan: &Plan, key: &'static str) -> String {
    format!("{key} of the policy: {}", plan.graph.policy.origin(key).replace('`', ""))
}

fn request(host: &Host, target: &str) -> Request {
    Request { scheme: Scheme::Https, method: "GET".to_owned(), host: host.name.clone(), target: target.to_owned() }
}

/// Returns a request that a route's pattern matches.
fn target(route: &Route) -> String {
    let segment = |it: &Segment| match it {
        Segment::Literal(text) => format!("/{text}"),
        Segment::Name(_) => "/sample".to_owned(),
        Segment::Splat => "/sample/below".to_owned(),
    };
    let key: String = route.pattern.segments.iter().map(segment).collect();
    let query: Vec<String> = route.pattern.conditions.iter().map(ToString::to_string).collect();
    if query.is_empty() { key } else { format!("{key}?{}", query.join("&")) }
}
