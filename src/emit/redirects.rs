//! `redirects/<region>.csv` and `.json`: the rules of a region as a person reads them, each with its place.

use super::routes::Query;
use super::shape::{Origin, VERSION, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::time::utc;
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Base, Route};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The rules of one region: those that were written, defaults and services' routes among them.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Redirects {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub rules: Vec<Rule>,
}

/// One rule on one site.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Rule {
    /// As `uk/store`; of a host's own default, the host.
    pub site: String,
    /// Host and pattern, as `https://www.po.co/uk/product/:slug`.
    pub from: String,
    /// The destination as its rule says, or nothing.
    pub to: Option<String>,
    /// `redirect`, `gone`, `page`, `unavailable`, `serve` or `not-found`.
    pub answer: &'static str,
    /// Once its trial is over; none where the upstream says it.
    pub status: Option<u16>,
    /// What it answers while it is on trial, and until when (UTC).
    pub trial_status: Option<u16>,
    pub trial_until: Option<String>,
    pub query: Option<Query>,
    /// From this instant on (UTC); none where it holds from the beginning.
    pub since: Option<String>,
    /// Until this instant (UTC); none where nothing ends it.
    pub until: Option<String>,
    pub origin: Origin,
}

/// Writes both forms for every region that retires.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    let mut regions = gather(plan);
    for region in plan.graph.retiring() {
        let rules: Vec<Rule> = regions.remove(&region.id).unwrap_or_default().into_values().collect();
        out.add(format!("redirects/{}.csv", region.id), csv(&rules));
        json(&format!("redirects/{}.json", region.id), &Redirects { version: VERSION, region: region.id.clone(), rules }, out);
    }
}

/// What tells one row from another: the rule, where it stands, and when it holds.
type Key = (String, String, Option<String>, Option<String>, String);

/// Returns the rows of each region, each once though many epochs have it.
fn gather(plan: &Plan) -> BTreeMap<String, BTreeMap<Key, Rule>> {
    let mut regions: BTreeMap<String, BTreeMap<Key, Rule>> = BTreeMap::new();
    let mut add = |region: &str, site: &str, host: &str, since: Option<Timestamp>, route: &Route, from: String| {
        let mut rule = row(plan, site, format!("https://{host}{from}"), route);
        let key = (rule.from.clone(), rule.origin.place.clone(), rule.since.clone(), rule.until.clone(), rule.answer.to_owned());
        let rows = regions.entry(region.to_owned()).or_default();
        let is_on_trial = matches!(&route.action, Action::Redirect(it) if it.is_on_trial);
        match rows.get_mut(&key) {
            None if is_on_trial => rule.trial_status = rule.status,
            None => {}
            // What it was on trial for is what was written.
            Some(trial) if !is_on_trial && trial.trial_status.is_some() && trial.trial_until.is_none() => {
                (rule.trial_status, rule.trial_until) = (trial.trial_status, since.map(utc));
            }
            Some(_) => return,
        }
        rows.insert(key, rule);
    };
    for host in plan.hosts.values().filter(|it| !it.is_untouched) {
        for (since, routing) in host.epochs.iter().map(|it| (it.since, &it.routing)) {
            for site in routing.sites.iter().filter(|it| !it.is_independent) {
                let region = &plan.graph.sites[&site.site].region;
                let written = site.all_routes().filter(|it| it.origin.made.is_empty());
                written.for_each(|it| add(region, &site.site, &host.name, since, &it, it.pattern.to_string()));
                if let Base::Default(route) = &site.base {
                    add(region, &site.site, &host.name, since, route, format!("{}/*", site.path));
                }
            }
            if let (Base::Default(route), Some(described)) = (&routing.unowned, plan.graph.hosts.get(&host.name)) {
                add(&described.region, &host.name, &host.name, since, route, "/*".to_owned());
            }
        }
    }
    regions
}

fn row(plan: &Plan, site: &str, from: String, route: &Route) -> Rule {
    let (answer, status, to) = match &route.action {
        Action::Redirect(it) => ("redirect", Some(it.written_status), Some(it.written_to.display(&route.pattern.names()))),
        Action::Gone { .. } => ("gone", Some(410), None),
        Action::Page { .. } => ("page", Some(200), None),
        Action::Unavailable { .. } => ("unavailable", Some(503), None),
        Action::Serve(_) => ("serve", None, None),
        Action::NotFound => ("not-found", Some(404), None),
    };
    let query = match &route.action {
        Action::Redirect(it) => Some(Query::of(&it.written_query)),
        _ => None,
    };
    let (since, until) = (route.origin.since.map(utc), route.origin.until.map(utc));
    let origin = Origin::of(plan, &route.origin);
    Rule { site: site.to_owned(), from, to, answer, status, trial_status: None, trial_until: None, query, since, until, origin }
}

fn csv(rules: &[Rule]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |row: [&str; 12]| writer.write_record(row.map(guarded)).expect("emit: a buffer takes every row");
    write(["from", "to", "answer", "status", "trial-status", "trial-until", "query", "since", "until", "site", "kind", "origin"]);
    for rule in rules {
        let query = match &rule.query {
            None => String::new(),
            Some(Query::Keep) => "keep".to_owned(),
            Some(Query::Drop) => "drop".to_owned(),
            Some(Query::Only(names)) => names.join(" "),
        };
        let text = |it: &Option<String>| it.clone().unwrap_or_default();
        let status = rule.status.map_or(String::new(), |it| it.to_string());
        let origin = &rule.origin;
        let trial = rule.trial_status.map_or(String::new(), |it| it.to_string());
        let cells = [text(&rule.to), query, text(&rule.since), text(&rule.until), text(&rule.trial_until)];
        write([
            &rule.from,
            &cells[0],
            rule.answer,
            &status,
            &trial,
            &cells[4],
            &cells[1],
            &cells[2],
            &cells[3],
            &rule.site,
            origin.kind,
            &origin.place,
        ]);
    }
    writer.into_inner().expect("emit: a buffer takes every row")
}

/// Returns a cell that a spreadsheet reads as text: one that begins like a formula gets an apostrophe in front.
pub fn guarded(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']) { format!("'{cell}") } else { cell.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_is_a_formula() {
        for cell in ["=cmd()", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert!(guarded(cell).starts_with('\''), "{cell:?}");
        }
        assert_eq!(guarded("https://www.po.co/=a"), "https://www.po.co/=a");
    }
}
