//! What is done by whom, in the order of the dependency graph.

use super::timeline::{self, Life};
use crate::model::graph::order::{self, Node, Order};
use crate::model::graph::{Disposition, Graph, Host, MilestoneRef, Region, Service, ServiceRef, Site, time};
use crate::model::plan::notice::Notice;
use crate::model::plan::step::{Check, Step};
use crate::model::plan::{Cause, Stage};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::notice::App;
use crate::model::spec::place::{Domain, MailEnd, Record, Renewal};
use crate::model::spec::scalar::DayOrForever;
use crate::model::spec::service::{During, Move};
use crate::source::{Located, Span};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the steps of the runbook, each behind those that it waits for. A region without dates has none.
pub fn steps(graph: &Graph, stages: &[Stage], notices: &[Notice]) -> Vec<Step> {
    let order = Order::of(graph);
    let mut made = Steps { graph, order: &order, steps: Vec::new() };
    let events: Vec<Node> = order.sorted().into_iter().map(|it| it.node.clone()).collect();
    events.iter().for_each(|it| made.of_event(it));
    made.of_stages(stages);
    made.of_notices(notices);
    made.of_apps();
    made.of_domains();
    made.of_reviews();
    made.ordered()
}

/// The steps so far, each with the event that it brings about.
struct Steps<'g> {
    graph: &'g Graph,
    order: &'g Order,
    steps: Vec<(Option<Node>, Step)>,
}

/// For whom a step is, and by which clock.
struct Whose {
    region: String,
    owner: String,
    zone: String,
}

impl Steps<'_> {
    fn of_event(&mut self, node: &Node) {
        let graph = self.graph;
        match node {
            Node::Ready(service) => self.ready(node, service),
            Node::Archive(region) => self.archive(node, &graph.regions[region]),
            Node::Certificate(name) => self.certificate(node, name),
            Node::TtlLowered(domain) => self.ttl(node, domain, true),
            Node::TtlRestored(domain) => self.ttl(node, domain, false),
            Node::Host(name) => self.install(node, &graph.hosts[name]),
            Node::DnsMoved(domain) => self.move_names(node, domain),
            Node::ServiceBegins(service) | Node::ServiceEnds(service) => self.service(node, service),
            Node::Told(_) | Node::Milestone(_) | Node::Switch(_) | Node::Site(_) | Node::Domain(_) => {}
        }
    }

    /// Adds a step that brings about `node`, due when the graph says so.
    fn add(&mut self, node: Option<&Node>, step: Step) {
        self.steps.push((node.cloned(), step));
    }

    fn due(&self, node: &Node) -> Option<Timestamp> {
        self.order.find(node)?.at
    }

    fn ready(&mut self, node: &Node, service: &ServiceRef) {
        let platform = &self.graph.platforms[&service.owner];
        let Some(found) = platform.services.get(&service.name) else { return };
        let owner = found
            .owner
            .as_ref()
            .map_or_else(|| unnamed(&format!("platforms.{}.services.{}.owner", service.owner, service.name)), |it| it.value.clone());
        let url = found.url.as_ref().map(|it| it.value.clone());
        let whose = Whose { region: service.owner.clone(), owner, zone: zone_name(self.graph.program.zone.as_ref()) };
        let since = self.due(node).filter(|_| found.live_since.is_some());
        let mut step = blank(
            &format!("platform/{}/{}/verify", service.owner, service.name),
            &format!("See that {} is up at {}", service.name, platform.name),
            whose,
        );
        step.how.extend(found.live_since.map(|it| format!("It is declared to be up since {}.", it.value)));
        step.check = match url {
            Some(url) => vec![command(
                format!("curl -sI {}", quoted(&url)),
                "a status below 400, and no redirect back to a host of the closing store",
            )],
            None => vec![look("its owner confirms it: no URL is written for it")],
        };
        step.from = since;
        step.until = since.is_none().then(|| self.due(node)).flatten();
        self.add(Some(node), step);
    }

    fn archive(&mut self, node: &Node, region: &Region) {
        let mut step =
            blank(&format!("{}/archive", region.id), &format!("Ask for the archive copy of {}", region.name), self.whose(region));
        let sites: Vec<String> = self.graph.sites_of(&region.id).map(Site::url).collect();
        step.how.push(format!(
            "Ask the archives that keep the sites for a last copy, at least {} before the sunset: {}.",
            order::ARCHIVE_LEAD,
            sites.join(", ")
        ));
        step.check = sites
            .iter()
            .map(|it| {
                command(
                    format!("curl -s {}", quoted(&format!("https://archive.org/wayback/available?url={it}"))),
                    "a snapshot with a date after the last change",
                )
            })
            .collect();
        step.until = self.due(node);
        self.add(Some(node), step);
    }

    fn certificate(&mut self, node: &Node, name: &str) {
        let Some(certificate) = self.graph.certificates.get(name) else { return };
        let names: Vec<&str> = certificate.names.iter().flatten().map(|it| it.value.as_str()).collect();
        let whose = self.whose_at(certificate.span);
        let mut step = blank(&format!("certificate/{name}/issue"), &format!("Issue or verify the certificate {name}"), whose);
        let issuer = certificate.issuer.as_ref().map_or("an issuer that is not written", |it| it.value.as_str());
        let renewal = match certificate.renewal.map(|it| it.value) {
            Some(Renewal::Automatic) => "renewed automatically",
            Some(Renewal::Manual) => "renewed by hand: it ends inside the time of the redirects unless somebody does",
            None => "how it is renewed is not written",
        };
        step.how.push(format!("It holds {}; from {issuer}; {renewal}.", list(&names)));
        step.how.extend(certificate.not_after.map(|it| format!("The present one ends on {}.", it.value.0)));
        let address = names.iter().find_map(|it| self.edge_address(it));
        step.check = names.iter().map(|it| certificate_check(it, address.as_deref())).collect();
        step.until = self.due(node);
        self.add(Some(node), step);
    }

    fn ttl(&mut self, node: &Node, name: &str, is_lowered: bool) {
        let domain = &self.graph.domains[name];
        let Some((old, short)) = domain.dns.as_ref().and_then(|it| Some((it.ttl?.value, it.switch_ttl?.value))) else { return };
        let (word, from, to) = if is_lowered { ("lower", old, short) } else { ("restore", short, old) };
        let verb = if is_lowered { "Lower" } else { "Restore" };
        let mut step = blank(&format!("dns/{name}/{word}-ttl"), &format!("{verb} the TTL of {name} to {to}"), self.whose_domain(domain));
        let provider = provider(domain);
        step.how.push(format!(
            "At {provider}: set the TTL of these names from {from} ({} s) to {to} ({} s).",
            from.nominal_seconds(),
            to.nominal_seconds()
        ));
        let names = self.names_below(name);
        step.how.extend((!names.is_empty()).then(|| format!("Names: {}.", list(&names))));
        step.how.extend(is_lowered.then(|| format!("Wait {old} before any of these names changes: so long others keep the old answer.")));
        let expect = format!("the second column is at most {}", to.nominal_seconds());
        step.check = names.iter().map(|it| command(format!("dig +noall +answer {it} A"), &expect)).collect();
        step.from = self.due(node).filter(|_| !is_lowered);
        step.until = self.due(node).filter(|_| is_lowered);
        self.add(Some(node), step);
    }

    fn install(&mut self, node: &Node, host: &Host) {
        let mut step =
            blank(&format!("host/{}/install", host.name), &format!("Install the start stage for {}", host.name), self.whose_at(host.span));
        step.how = self.targets_of(&host.name, "start");
        step.how.push("Every URL answers as it does today: the upstreams still serve the sites.".into());
        let left = self.sites_on(&host.name).filter(|it| self.graph.region_of(it).disposition == Disposition::Independent);
        step.how.extend(left.map(|it| format!("{} is independent and stays as it is.", it.url())).collect::<Vec<_>>());
        let sites: Vec<String> = self.sites_on(&host.name).map(Site::url).collect();
        step.check = sites.iter().map(|it| self.curl(&host.name, it, "the shop's own answer")).collect();
        step.check.push(look("every line of stages/start/probes.jsonl comes back as it is written there"));
        step.until = self.due(node);
        self.add(Some(node), step);
    }

    fn move_names(&mut self, node: &Node, name: &str) {
        let domain = &self.graph.domains[name];
        let names = self.names_below(name);
        let records: Vec<&Located<Record>> = domain.edge.iter().flatten().collect();
        let mut step = blank(&format!("dns/{name}/move"), &format!("Lead the names of {name} to our servers"), self.whose_domain(domain));
        step.how.push(format!("At {}: replace the addresses of {}.", provider(domain), list(&names)));
        for record in &records {
            let (kind, value) = (text(&record.value.r#type), text(&record.value.value));
            let own = record.name.as_ref().map(|it| if it.value == "@" { name.to_owned() } else { format!("{}.{name}", it.value) });
            let of: Vec<String> = own.map_or_else(|| names.clone(), |it| vec![it]);
            step.how.push(format!("{}: {kind} {value}", list(&of)));
            step.check.extend(of.iter().map(|it| command(format!("dig +short {it} {}", quoted(&kind)), &value)));
        }
        let before: Vec<String> = domain
            .records
            .iter()
            .flatten()
            .map(|it| format!("{} {} {}", text(&it.value.name), text(&it.value.r#type), text(&it.value.value)))
            .collect();
        step.how.extend((!before.is_empty()).then(|| format!("To go back, restore: {}.", before.join("; "))));
        step.until = self.due(node);
        self.add(Some(node), step);
    }

    fn service(&mut self, node: &Node, name: &ServiceRef) {
        let Some(region) = self.graph.regions.get(&name.owner) else { return };
        let Some(service) = region.services.get(&name.name) else { return };
        let movement = service.movement.map(|it| it.value);
        let (since, until) = (self.due(&Node::ServiceBegins(name.clone())), self.due(&Node::ServiceEnds(name.clone())));
        let is_instant = since == until;
        let is_begin = matches!(node, Node::ServiceBegins(_));
        if movement.is_none_or(|it| it == Move::None) || (is_begin && is_instant) || (since.is_none() && until.is_none()) {
            return;
        }
        let (word, verb) = match (is_begin, is_instant) {
            (true, _) => ("begin", "Begin"),
            (false, false) => ("finish", "Finish"),
            (false, true) => ("move", "Do"),
        };
        let of = movement.map_or("", fate);
        let mut step = blank(
            &format!("{}/{}/{word}", region.id, service.name),
            &format!("{verb} {of} of {} of {}", service.name, region.name),
            self.whose(region),
        );
        if is_begin {
            self.beginning(service, &mut step)
        } else {
            self.finishing(service, &mut step)
        };
        step.from = since.filter(|_| is_begin);
        step.until = if is_begin { None } else { until };
        self.add(Some(node), step);
    }

    fn beginning(&self, service: &Service, step: &mut Step) {
        let written = &service.written;
        let to = service.to.as_ref().map_or_else(|| "nowhere: it ends, or no destination is written".to_owned(), |it| it.value.to_string());
        step.how.push(format!("It goes to {to}."));
        step.how.extend(written.r#match.as_ref().and_then(|it| it.key.as_ref()).map(|it| format!("Accounts are matched by {}.", it.value)));
        step.how.extend(
            written.r#match.as_ref().and_then(|it| it.unmatched.as_ref()).map(|it| format!("An account that matches none: {}.", it.value)),
        );
        step.how.extend(
            written.r#match.as_ref().and_then(|it| it.duplicates.as_ref()).map(|it| format!("Accounts that match several: {}.", it.value)),
        );
        let routes: Vec<&str> = service.routes.iter().map(|it| it.text.as_str()).collect();
        let during = match service.during {
            During::Serve => "are still served",
            During::Unavailable => "answer 503 with Retry-After",
            During::Page => "answer with the notice",
        };
        step.how.extend((!routes.is_empty()).then(|| format!("While it moves, {} {during}.", routes.join(", "))));
        step.check.push(look("the total before the move is written down: number of accounts and sum of units"));
    }

    fn finishing(&self, service: &Service, step: &mut Step) {
        let written = &service.written;
        if step.id.ends_with("/move") {
            self.beginning(service, step);
        }
        let reconcile = written.reconcile.as_ref();
        let signs = reconcile.and_then(|it| it.sign_off.as_ref());
        match reconcile.and_then(|it| it.tolerance) {
            Some(tolerance) => step.how.push(format!(
                "Hold the totals before and after against each other; a difference of at most {} units passes.",
                tolerance.value
            )),
            None => step.how.push(format!(
                "How the totals are held against each other is not written ({}.services.{}.reconcile).",
                service.region, service.name
            )),
        }
        if let Some(rate) = &written.rate
            && let (Some(old), Some(new)) = (rate.old, rate.new)
        {
            step.how.push(format!("So many old units are so many new ones: {} to {}.", old.value, new.value));
        }
        step.how.extend(written.compensation.as_ref().map(|it| format!("For the time without it customers get: {}.", it.value)));
        let contact = written
            .contact
            .as_ref()
            .map(|it| [&it.url, &it.phone, &it.mail].into_iter().flatten().map(|it| it.value.clone()).collect::<Vec<_>>());
        step.how.push(
            contact
                .filter(|it| !it.is_empty())
                .map_or_else(|| "Where customers ask is not written.".to_owned(), |it| format!("Customers ask at {}.", it.join(", "))),
        );
        let who = signs
            .map_or_else(|| "nobody is named who signs the totals off".to_owned(), |it| format!("{} has signed the totals off", it.value));
        step.check.push(look(&who));
        if let Some(destination) = &service.destination.as_ref().filter(|it| it.is_fixed()) {
            step.check.push(command(format!("curl -sI {}", quoted(&destination.fill(&[]))), "a status below 400"));
        }
    }

    fn of_stages(&mut self, stages: &[Stage]) {
        for stage in stages {
            let Some(since) = stage.since else { continue };
            let changes: Vec<Change> = stage.causes.iter().flat_map(|it| self.changes(it, since)).collect();
            let leading = stage.causes.iter().find(|it| it.changes_state).or(stage.causes.first());
            let Some(region) = leading.and_then(|it| self.graph.regions.get(&it.region)) else { continue };
            let owners: BTreeSet<String> =
                stage.causes.iter().filter_map(|it| self.graph.regions.get(&it.region)).map(|it| self.whose(it).owner).collect();
            let whose = self.whose(region);
            let zone = leading.and_then(|it| self.changes(it, since).into_iter().find_map(|it| it.zone)).unwrap_or(whose.zone);
            let whose = Whose { owner: owners.into_iter().collect::<Vec<_>>().join(", "), zone, region: whose.region };
            let causes: Vec<String> = stage.causes.iter().map(|it| format!("{}/{}", it.region, it.event)).collect();
            let mut step = blank(&format!("switch/{}", stage.name), &format!("Switch: {}", causes.join(", ")), whose);
            let hosts: BTreeSet<&str> = changes.iter().flat_map(|it| it.hosts.iter().map(String::as_str)).collect();
            step.how = changes.iter().map(|it| it.line.clone()).collect();
            step.how.extend(hosts.iter().flat_map(|it| self.targets_of(it, &stage.name)));
            let sites: BTreeSet<(&str, &str)> =
                changes.iter().flat_map(|it| it.sites.iter().map(|(host, url)| (host.as_str(), url.as_str()))).collect();
            let probes = format!("stages/{}/probes.jsonl", stage.name);
            step.check = sites.iter().map(|(host, url)| self.curl(host, url, &format!("what {probes} says of it"))).collect();
            step.check.push(look(&format!("every line of {probes} comes back as it is written there")));
            step.from = Some(since);
            step.stage = Some(stage.name.clone());
            self.add(Some(&Node::Switch(since)), step);
        }
    }

    /// Says what one cause of a switch changes, for the sites whose clock has come to it.
    fn changes(&self, cause: &Cause, since: Timestamp) -> Vec<Change> {
        let Some(region) = self.graph.regions.get(&cause.region) else { return Vec::new() };
        let milestone = region.milestones.get(&cause.event);
        let is_here = |it: &&Site| {
            let zone = timeline::zone(self.graph, it);
            milestone.zip(zone).and_then(|(it, zone)| it.instants(zone)).is_none_or(|it| it.switch == since)
        };
        let sites: Vec<&Site> = self.graph.sites_of(&region.id).filter(is_here).collect();
        let mut lines = vec![match milestone {
            None => format!(
                "{}: redirects that began at {} are answered as permanent from now on.",
                region.name,
                cause.event.trim_end_matches("-trial-end")
            ),
            Some(milestone) => self.meaning(region, milestone.kind, &milestone.name),
        }];
        for site in sites.iter().filter(|_| cause.changes_state) {
            let life = Life::of(region, timeline::zone(self.graph, site));
            let (was, is) = (life.state(Some(since - jiff::SignedDuration::from_nanos(1))), life.state(Some(since)));
            lines.extend((was != is).then(|| format!("{}: {} becomes {}.", site.url(), was.word(), is.word())));
        }
        let hosts: BTreeSet<String> = sites.iter().map(|it| it.host.clone()).chain(self.hosts_with_default(region, &cause.event)).collect();
        let urls: Vec<(String, String)> = sites.iter().map(|it| (it.host.clone(), it.url())).collect();
        let zone = sites.first().and_then(|it| timeline::zone(self.graph, it)).map(|it| zone_name(Some(it)));
        let mut changes: Vec<Change> =
            lines.into_iter().map(|line| Change { line, zone: zone.clone(), hosts: BTreeSet::new(), sites: Vec::new() }).collect();
        changes[0].hosts = hosts;
        changes[0].sites = urls;
        changes
    }

    fn hosts_with_default(&self, region: &Region, event: &str) -> Vec<String> {
        let begins =
            |it: &&Host| it.default.as_ref().and_then(|it| it.since.as_ref()).is_some_and(|it| it.region == region.id && it.name == event);
        self.graph.hosts.values().filter(begins).map(|it| it.name.clone()).collect()
    }

    /// Says what a milestone does: to the shop, to rules, and to services.
    fn meaning(&self, region: &Region, kind: Option<MilestoneKind>, name: &str) -> String {
        let what = match kind {
            Some(MilestoneKind::Announce) => "the closing is announced; responses say so in their headers",
            Some(MilestoneKind::Migrate) => "the move begins",
            Some(MilestoneKind::SalesStop) => "sales stop; the shop takes no orders from now on",
            Some(MilestoneKind::Freeze) => "entitlements are frozen",
            Some(MilestoneKind::Restore) => "entitlements are restored",
            Some(MilestoneKind::Sunset) => "the store goes dark; redirects and defaults answer",
            Some(MilestoneKind::AppDelist) => "app stores stop offering the app",
            Some(MilestoneKind::AppSunset) => "the app stops working",
            Some(MilestoneKind::AppLinksEnd) => "links of the app are looked after no longer",
            Some(MilestoneKind::RedirectsEnd) => "redirects end; what is left is gone (410)",
            Some(MilestoneKind::DomainRelease) => "the domain is let go",
            None => "a date whose kind is not written",
        };
        let own = |it: &Option<Located<MilestoneRef>>| it.as_ref().is_some_and(|it| it.region == region.id && it.name == name);
        let begin = region.redirects.iter().filter(|it| own(&it.since)).count();
        let end = region.redirects.iter().filter(|it| own(&it.until)).count();
        let mut more = String::new();
        if begin + end > 0 {
            more = format!(" Rules that begin: {begin}; that end: {end}.");
        }
        format!("{}: {name}: {what}.{more}", region.name)
    }

    fn of_notices(&mut self, notices: &[Notice]) {
        let mut days: BTreeMap<(&str, Date, _), Vec<&Notice>> = BTreeMap::new();
        for notice in notices {
            days.entry((notice.region.as_str(), notice.day, notice.occasion)).or_default().push(notice);
        }
        for ((region, day, occasion), notices) in days {
            let Some((region, zone)) = self.graph.regions.get(region).and_then(|it| Some((it, it.zone.as_ref()?))) else { continue };
            let word = occasion.word();
            let mut step = blank(
                &format!("{}/notice/{day}-{word}", region.id),
                &format!("Send the {word} notice to the customers of {}", region.name),
                self.whose(region),
            );
            let written = region.notices.as_ref();
            let channels: Vec<String> = written
                .and_then(|it| it.channels.as_ref())
                .into_iter()
                .flatten()
                .map(|it| format!("{:?}", it.value).to_lowercase())
                .collect();
            step.how.push(if channels.is_empty() {
                "Channels: none is written.".into()
            } else {
                format!("Channels: {}.", list(&channels))
            });
            step.how.extend(written.and_then(|it| it.sender.as_ref()).map(|it| format!("From {}.", it.value)));
            for notice in &notices {
                step.how
                    .push(format!("{}: notices/{}/{}/{day}-{word}.eml and the texts beside it", notice.locale, region.id, notice.locale));
            }
            step.check.push(look("a test copy shows the same text as the file, and its links answer"));
            step.check.push(look("the number of messages accepted is that of the customers in the list, less the refusals"));
            step.from = time::start(day, zone).ok();
            step.until = time::end(day, zone).ok();
            let node = Node::Told(region.id.clone());
            let is_announcement = occasion == crate::model::plan::notice::Occasion::Announcement;
            self.add(is_announcement.then_some(&node), step);
        }
    }

    fn of_apps(&mut self) {
        for region in self.graph.retiring() {
            for (id, app) in &region.apps {
                self.app(region, id, app, app.delist.as_ref(), "delist");
                self.app(region, id, app, app.ends.as_ref(), "end");
            }
        }
    }

    fn app(&mut self, region: &Region, id: &str, app: &App, milestone: Option<&Located<String>>, word: &str) {
        let found = milestone.and_then(|it| region.milestones.get(&it.value)).zip(region.zone.as_ref());
        let Some(instants) = found.and_then(|(it, zone)| it.instants(zone)) else { return };
        let name = app.name.as_ref().map_or(id, |it| it.value.as_str());
        let title = if word == "delist" {
            format!("Take {name} out of the app stores in {}", region.name)
        } else {
            format!("End {name} in {}", region.name)
        };
        let mut step = blank(&format!("{}/app/{id}/{word}", region.id), &title, self.whose(region));
        let platforms: Vec<String> = app.platforms.iter().flatten().map(|it| format!("{:?}", it.value).to_lowercase()).collect();
        step.how.push(if platforms.is_empty() {
            "The systems that it runs on are not written.".into()
        } else {
            format!("Systems: {}.", list(&platforms))
        });
        let replacement = app.replacement.as_ref().and_then(|it| it.name.as_ref());
        step.how.push(
            replacement.map_or_else(|| "No app to use instead is written.".to_owned(), |it| format!("Its users are led to {}.", it.value)),
        );
        step.check.push(look(if word == "delist" {
            "a search in each store finds it no longer"
        } else {
            "an installed copy says that it has ended and where to go"
        }));
        step.from = Some(instants.switch);
        self.add(None, step);
    }

    fn of_domains(&mut self) {
        let graph = self.graph;
        for (name, domain) in &graph.domains {
            // Without a switch below it the domain has no part in the change.
            let Some(last) = self.due(&Node::Domain(name.clone())) else { continue };
            self.keep(name, domain, last);
            self.mail(name, domain);
        }
        for (name, certificate) in &graph.certificates {
            let is_manual = certificate.renewal.is_some_and(|it| it.value == Renewal::Manual);
            let ends = certificate.not_after.filter(|_| is_manual && self.order.find(&Node::Certificate(name.clone())).is_some());
            let Some(ends) = ends else { continue };
            let mut step =
                blank(&format!("certificate/{name}/renew"), &format!("Renew the certificate {name}"), self.whose_at(certificate.span));
            step.how.push("It is renewed by hand, and the redirects need it for as long as they last.".into());
            step.check = certificate
                .names
                .iter()
                .flatten()
                .map(|it| certificate_check(&it.value, self.edge_address(&it.value).as_deref()))
                .collect();
            step.until = time::start(ends.value.0, &self.zone_at(certificate.span)).ok();
            self.add(None, step);
        }
    }

    fn keep(&mut self, name: &str, domain: &Located<Domain>, last: Timestamp) {
        let mut step = blank(&format!("domain/{name}/keep"), &format!("Keep {name} registered"), self.whose_domain(domain));
        step.how.push(match domain.retain.map(|it| it.value) {
            Some(DayOrForever::Forever) => "It is kept for ever.".to_owned(),
            Some(DayOrForever::Day(day)) => format!("It is kept until {day}."),
            None => format!("How long it is kept is not written ({name}: retain)."),
        });
        step.how.extend(domain.registered_until.map(|it| format!("It is paid for until {}.", it.value.0)));
        step.how.push(match domain.auto_renew.map(|it| it.value) {
            Some(true) => "It is renewed by itself; see that the means of payment lasts.".into(),
            Some(false) => "It is not renewed by itself.".into(),
            None => "Whether it is renewed by itself is not written.".into(),
        });
        step.how.extend(domain.registrar.as_ref().map(|it| format!("Registrar: {}.", it.value)));
        step.how.push(domain.budget.as_ref().map_or_else(|| "Who pays is not written.".to_owned(), |it| format!("Paid by: {}.", it.value)));
        step.check.push(command(format!("whois {}", quoted(name)), "an expiry date ahead of the day until which it is kept"));
        step.from = Some(last);
        step.until = domain.registered_until.and_then(|it| time::end(it.value.0, &self.zone_at(domain.span)).ok()).filter(|it| last < *it);
        self.add(Some(&Node::Domain(name.to_owned())), step);
    }

    fn mail(&mut self, name: &str, domain: &Located<Domain>) {
        let Some(mail) = &domain.mail else { return };
        let zone = self.zone_at(domain.span);
        let sends = mail.send_until.and_then(|it| time::end(it.value.0, &zone).ok());
        let receives = mail.receive_until.and_then(|it| time::end(it.value.0, &zone).ok());
        if let Some(at) = sends {
            let mut step =
                blank(&format!("domain/{name}/stop-sending"), &format!("Stop sending mail from {name}"), self.whose_domain(domain));
            let reports = mail.reports.as_ref().map_or(String::new(), |it| format!("; rua={}", it.value));
            step.how.push(format!("Publish: {name} TXT \"v=spf1 -all\""));
            step.how.push(format!("Publish: _dmarc.{name} TXT \"v=DMARC1; p=reject; sp=reject{reports}\""));
            step.how.push("Revoke the keys of DKIM.".into());
            step.check = vec![
                command(format!("dig +noall +answer {name} TXT"), "v=spf1 -all"),
                command(format!("dig +noall +answer _dmarc.{name} TXT"), "p=reject"),
            ];
            step.from = Some(at);
            self.add(None, step);
        }
        if let Some(at) = receives {
            let then = mail.then.map(|it| it.value);
            let mut step = blank(
                &format!("domain/{name}/stop-receiving"),
                &format!("Bring the mail of {name} to its end state"),
                self.whose_domain(domain),
            );
            step.how.push(match then {
                Some(MailEnd::NullMx) => format!("Publish: {name} MX 0 . (RFC 7505), and no other MX."),
                Some(MailEnd::Forward) => "Mail is passed on from now on.".into(),
                Some(MailEnd::Keep) => "Mail stays as it is.".into(),
                None => "The state after that is not written.".into(),
            });
            let expect = if then == Some(MailEnd::NullMx) { "one record: 0 ." } else { "the exchangers that the end state asks for" };
            step.check.push(command(format!("dig +noall +answer {name} MX"), expect));
            step.from = Some(at);
            let sent = format!("domain/{name}/stop-sending");
            step.after.extend(sends.filter(|it| *it <= at).map(|_| sent));
            self.add(None, step);
        }
    }

    fn of_reviews(&mut self) {
        for region in self.graph.regions.values().filter(|it| it.disposition == Disposition::Independent) {
            let Some((review, zone)) = region.review_by.zip(region.zone.as_ref()) else { continue };
            let mut step = blank(
                &format!("{}/review", region.id),
                &format!("Look again at whether {} stays independent", region.name),
                self.whose(region),
            );
            step.how.push("Nothing of it was touched; proof/untouched.json shows it.".into());
            step.check.push(look("the decision is written into its region's file, with a new day or without one"));
            step.until = time::end(review.value, zone).ok();
            self.add(None, step);
        }
    }

    /// Returns the steps with what each waits for, in order.
    fn ordered(self) -> Vec<Step> {
        let ids: BTreeMap<&Node, &str> = self.steps.iter().filter_map(|(node, it)| Some((node.as_ref()?, it.id.as_str()))).collect();
        let mut steps: Vec<Step> = Vec::new();
        for (node, step) in &self.steps {
            let mut after: BTreeSet<String> = step.after.iter().cloned().collect();
            if let Some(node) = node {
                gather(self.order, node, &ids, &mut BTreeSet::new(), &mut after);
            }
            steps.push(Step { after: after.into_iter().filter(|it| *it != step.id).collect(), ..step.clone() });
        }
        chain_switches(&mut steps);
        let rank: BTreeMap<&str, usize> = steps.iter().enumerate().map(|(at, it)| (it.id.as_str(), at)).collect();
        let edges: Vec<(usize, usize)> = steps
            .iter()
            .enumerate()
            .flat_map(|(at, it)| it.after.iter().filter_map(|it| rank.get(it.as_str())).map(move |from| (*from, at)))
            .collect();
        let keys: Vec<_> = steps.iter().map(|it| (it.at(), it.id.clone())).collect();
        order::sort(&keys, &edges).into_iter().map(|it| steps[it].clone()).collect()
    }

    fn whose(&self, region: &Region) -> Whose {
        let owner = region.owner.as_ref().map_or_else(|| unnamed(&format!("{}.region.owner", region.id)), |it| it.value.clone());
        Whose { region: region.id.clone(), owner, zone: zone_name(region.zone.as_ref().or(self.graph.program.zone.as_ref())) }
    }

    fn whose_at(&self, span: Span) -> Whose {
        match order::region_at(self.graph, span) {
            Some(region) => self.whose(region),
            None => Whose { region: String::new(), owner: unnamed("owner"), zone: zone_name(self.graph.program.zone.as_ref()) },
        }
    }

    fn whose_domain(&self, domain: &Located<Domain>) -> Whose {
        let whose = self.whose_at(domain.span);
        Whose { owner: domain.owner.as_ref().map_or(whose.owner, |it| it.value.clone()), ..whose }
    }

    fn zone_at(&self, span: Span) -> TimeZone {
        let region = order::region_at(self.graph, span).and_then(|it| it.zone.clone());
        region.or(self.graph.program.zone.clone()).unwrap_or(TimeZone::UTC)
    }

    fn sites_on<'s>(&'s self, host: &'s str) -> impl Iterator<Item = &'s Site> {
        self.graph.sites.values().filter(move |it| it.host == host)
    }

    /// Returns the hosts of the workspace, and their aliases, that lie in a domain and change; sorted.
    fn names_below(&self, domain: &str) -> Vec<String> {
        let is_ours = |it: &&Host| self.order.find(&Node::Host(it.name.clone())).is_some();
        let names =
            self.graph.hosts.values().filter(is_ours).flat_map(|it| std::iter::once(&it.name).chain(it.aliases.iter().map(|it| &it.value)));
        let below: BTreeSet<String> = names.filter(|it| order::domain_of(self.graph, it) == Some(domain)).cloned().collect();
        below.into_iter().collect()
    }

    /// Returns the address at which our servers answer for `host`, if it is written.
    fn edge_address(&self, host: &str) -> Option<String> {
        let domain = &self.graph.domains[order::domain_of(self.graph, host)?];
        let record = domain.edge.iter().flatten().find(|it| matches!(text(&it.value.r#type).as_str(), "A" | "AAAA"))?;
        record.value.value.as_ref().map(|it| it.value.clone())
    }

    fn curl(&self, host: &str, url: &str, expect: &str) -> Check {
        let resolve = self.edge_address(host).map_or(String::new(), |it| format!("--resolve {} ", quoted(&format!("{host}:443:{it}"))));
        command(format!("curl -sI {resolve}{}", quoted(url)), expect)
    }

    fn targets_of(&self, host: &str, stage: &str) -> Vec<String> {
        let serves = self.graph.targets.values().filter(|it| it.hosts.is_empty() || it.hosts.iter().any(|it| it.value == host));
        let lines: Vec<String> = serves.map(|it| format!("Install stages/{stage}/{}/ for {host}, and reload.", it.name)).collect();
        match lines.is_empty() {
            true => vec![format!("No target is written for {host}: its answers are in stages/{stage}/routes.json.")],
            false => lines,
        }
    }
}

/// What one cause of a switch changes.
struct Change {
    line: String,
    /// The clock of its first site.
    zone: Option<String>,
    hosts: BTreeSet<String>,
    /// Hosts and URLs.
    sites: Vec<(String, String)>,
}

/// Gathers the steps that come before `node`, through events that are no step themselves.
fn gather(order: &Order, node: &Node, ids: &BTreeMap<&Node, &str>, seen: &mut BTreeSet<Node>, after: &mut BTreeSet<String>) {
    for (event, _) in order.before(node) {
        if let Some(id) = ids.get(&event.node) {
            after.insert((*id).to_owned());
        } else if seen.insert(event.node.clone()) {
            gather(order, &event.node, ids, seen, after);
        }
    }
}

/// Lets each switch follow the one before it, ends of trials included.
fn chain_switches(steps: &mut [Step]) {
    let mut switches: Vec<usize> = (0..steps.len()).filter(|it| steps[*it].stage.is_some()).collect();
    switches.sort_by_key(|it| steps[*it].from);
    let ids: BTreeSet<String> = switches.iter().map(|it| steps[*it].id.clone()).collect();
    for pair in switches.windows(2) {
        let before = steps[pair[0]].id.clone();
        let after = &mut steps[pair[1]].after;
        after.retain(|it| !ids.contains(it));
        after.push(before);
        after.sort();
    }
}

fn blank(id: &str, title: &str, whose: Whose) -> Step {
    Step {
        id: id.to_owned(),
        title: title.to_owned(),
        how: Vec::new(),
        check: Vec::new(),
        owner: whose.owner,
        region: whose.region,
        zone: whose.zone,
        from: None,
        until: None,
        stage: None,
        after: Vec::new(),
    }
}

fn command(command: String, expect: &str) -> Check {
    Check { command: Some(command), expect: expect.to_owned() }
}

fn look(expect: &str) -> Check {
    Check { command: None, expect: expect.to_owned() }
}

fn certificate_check(name: &str, address: Option<&str>) -> Check {
    let name = name.strip_prefix("*.").map_or_else(|| name.to_owned(), |it| format!("any-name.{it}"));
    let connect = quoted(&format!("{}:443", address.unwrap_or(&name)));
    let read = "openssl x509 -noout -enddate -ext subjectAltName";
    command(
        format!("openssl s_client -connect {connect} -servername {} </dev/null 2>/dev/null | {read}", quoted(&name)),
        &format!("{name} is among the names, and the end is ahead"),
    )
}

fn fate(movement: Move) -> &'static str {
    match movement {
        Move::Transfer => "the transfer",
        Move::Reissue => "the reissue",
        Move::Reroute => "the rerouting",
        Move::End | Move::None => "the end",
    }
}

fn unnamed(key: &str) -> String {
    format!("nobody is named ({key})")
}

fn zone_name(zone: Option<&TimeZone>) -> String {
    zone.and_then(TimeZone::iana_name).unwrap_or("UTC").to_owned()
}

fn provider(domain: &Domain) -> &str {
    domain.dns.as_ref().and_then(|it| it.provider.as_ref()).map_or("the DNS provider (not written)", |it| it.value.as_str())
}

fn text(value: &Option<Located<String>>) -> String {
    value.as_ref().map_or_else(|| "(not written)".to_owned(), |it| it.value.clone())
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// Returns a word of a shell's command line, between quotes where it needs them.
fn quoted(word: &str) -> String {
    let is_bare = !word.is_empty() && word.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._/:@+,=%".contains(&it));
    if is_bare { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_cannot_leave_its_place_on_the_command_line() {
        assert_eq!(quoted("https://www.po.co/uk/"), "https://www.po.co/uk/");
        assert_eq!(quoted("a;b"), "'a;b'");
        assert_eq!(quoted("it's $(x)"), r"'it'\''s $(x)'");
        assert_eq!(quoted(""), "''");
    }
}
