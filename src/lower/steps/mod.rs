//! What is done by whom, in the order of the dependency graph.

mod gates;
mod preparation;
mod services;
mod switches;
mod telling;
mod zones;

use crate::model::graph::order::{self, Node, Order};
use crate::model::graph::{Graph, Region, Site, Target};
use crate::model::plan::Plan;
use crate::model::plan::answer::Outcome;
use crate::model::plan::gate::Gate;
use crate::model::plan::request::Request;
use crate::model::plan::step::{Check, NOBODY, Role, Step, Undo, Way};
use crate::model::spec::place::Domain;
use crate::source::{Located, Span};
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// Returns the steps of the runbook, each behind those that it waits for. A region without dates has none.
pub fn steps(plan: &Plan, order: &Order) -> Vec<Step> {
    let (stages, notices) = (&plan.stages, &plan.notices);
    let mut made = Steps { plan, graph: &plan.graph, order, steps: Vec::new(), switches: BTreeMap::new() };
    let events: Vec<Node> = order.sorted().into_iter().map(|it| it.node.clone()).collect();
    events.iter().for_each(|it| made.of_event(it));
    made.of_stages(stages, &plan.rollbacks);
    made.of_notices(notices);
    made.of_apps();
    made.of_placements();
    made.of_zones(&plan.zones, stages);
    made.of_domains();
    made.of_reviews();
    made.of_erasings();
    made.of_gates(&plan.gates);
    made.ordered(&plan.gates)
}

/// The steps so far, each with the event that it brings about.
struct Steps<'g> {
    plan: &'g Plan,
    graph: &'g Graph,
    order: &'g Order,
    steps: Vec<(Option<Node>, Step)>,
    /// The steps that switch something of a region, by region and instant.
    switches: BTreeMap<(String, Timestamp), String>,
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
            Node::Host(name) => self.install(node, &graph.hosts[name]),
            Node::ServiceBegins(service) | Node::ServiceEnds(service) => self.service(node, service),
            // Of zones below, change by change.
            Node::TtlLowered(_) | Node::TtlRestored(_) | Node::DnsMoved(_) => {}
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

    /// Returns the steps with what each waits for, in order.
    fn ordered(self, gates: &[Gate]) -> Vec<Step> {
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
        gates::stand(gates, &mut steps);
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
        self.graph.sites.on(host)
    }

    /// Returns the address at which our servers answer for `host`, if it is written.
    fn edge_address(&self, host: &str) -> Option<String> {
        let zone = self.graph.zones.get(order::domain_of(self.graph, host)?)?;
        let mut records = zone.edge_of(host, true);
        records.find(|it| matches!(it.kind.as_str(), "A" | "AAAA")).map(|it| it.data.clone())
    }

    /// Returns a look at what our server says to `url` at `at`: at what tells the new answer from others.
    fn curl(&self, host: &str, url: &str, at: Timestamp) -> Check {
        let resolve = self.edge_address(host).map_or(String::new(), |it| format!("--resolve {} ", quoted(&format!("{host}:443:{it}"))));
        let word = quoted(url);
        let line = |text: &str| format!("curl -sI {resolve}{word} | tr -d '\\r' | grep -ixF {}", quoted(text));
        let served = command(format!("curl -sfI {resolve}{word}"), "the shop's own answer, with a status below 400");
        let Ok(request) = Request::of_url(url) else { return served };
        let answer = self.plan.answer(&request, at);
        let declared = answer.headers.iter().find(|it| ["Sunset", "Deprecation"].contains(&it.0));
        match (&answer.outcome, answer.outcome.status(), declared) {
            (Outcome::Redirect { status, location }, ..) => {
                command(line(&format!("location: {location}")), &format!("that line, of an answer with status {status}"))
            }
            (_, Some(status), _) => {
                let code = format!("curl -so /dev/null -w '%{{http_code}}' {resolve}{word}");
                command(format!("test \"$({code})\" = {status}"), &format!("nothing, with exit status 0: the answer is {status}"))
            }
            (_, None, Some((name, value))) => command(line(&format!("{name}: {value}")), "that line, on the shop's own answer"),
            (_, None, None) => served,
        }
    }

    fn targets_of(&self, host: &str, stage: &str, since: Option<Timestamp>) -> Vec<String> {
        let is_used = |it: &&Target| self.graph.use_of(it).is_some_and(|it| it.holds(since));
        let is_of_host = |it: &&Target| it.hosts.is_empty() || it.hosts.iter().any(|it| it.value == host);
        let serves = self.graph.targets.values().filter(is_of_host).filter(is_used);
        let lines: Vec<String> = serves
            .map(|it| format!("Install stages/{stage}/{}/ for {host} on the servers of {}, and reload them.", it.name, it.name))
            .collect();
        match lines.is_empty() {
            true => vec![format!("No target is written for {host}: its answers are in stages/{stage}/routes.json.")],
            false => lines,
        }
    }
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

/// Lets each switch follow the one before it, ends of trials included; what an earlier one waits for is not said again.
fn chain_switches(steps: &mut [Step]) {
    let mut switches: Vec<usize> = (0..steps.len()).filter(|it| steps[*it].stage.is_some()).collect();
    switches.sort_by_key(|it| steps[*it].from);
    let mut known: BTreeSet<String> = switches.iter().map(|it| steps[*it].id.clone()).collect();
    let mut before: Option<String> = None;
    for at in switches {
        let step = &mut steps[at];
        step.after.retain(|it| known.insert(it.clone()));
        step.after.extend(before.replace(step.id.clone()));
        step.after.sort();
    }
}

fn blank(id: &str, title: &str, whose: Whose) -> Step {
    Step {
        id: id.to_owned(),
        title: title.to_owned(),
        how: Vec::new(),
        usual: 0,
        check: Vec::new(),
        otherwise: Vec::new(),
        undo: Undo::Nothing,
        owner: whose.owner,
        roles: BTreeSet::new(),
        region: whose.region,
        zone: whose.zone,
        from: None,
        until: None,
        stage: None,
        after: Vec::new(),
    }
}

fn command(command: String, expect: &str) -> Check {
    Check { way: Way::Command(command), expect: expect.to_owned() }
}

fn look(expect: &str) -> Check {
    Check { way: Way::Look, expect: expect.to_owned() }
}

/// Puts the probes of a stage to the servers.
fn probes(stage: &str) -> Check {
    Check { way: Way::Probes(stage.to_owned()), expect: format!("every answer is the one in stages/{stage}/probes.jsonl") }
}

fn concerns(roles: &[Role]) -> BTreeSet<Role> {
    roles.iter().copied().collect()
}

fn unnamed(key: &str) -> String {
    format!("{NOBODY} ({key})")
}

fn zone_name(zone: Option<&TimeZone>) -> String {
    zone.and_then(TimeZone::iana_name).unwrap_or("UTC").to_owned()
}

fn list<T: AsRef<str>>(names: &[T]) -> String {
    names.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")
}

/// Returns a word of a shell's command line, between quotes where it needs them.
pub(super) fn quoted(word: &str) -> String {
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
