//! `redirects/<region>.csv` and `.json`: the rules of a region as a person reads them, each with its place.

use super::big::{self, Big};
use super::routes::Query;
use super::shape::{Origin, VERSION, json};
use crate::diag::render::places::guarded;
use crate::model::artifact::{Artifacts, Stream};
use crate::model::graph::time::utc;
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Base, Route};
use crate::model::plan::rows::{Found, Rows};
use crate::source::{FileId, Sources};
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::ser::{Serialize, SerializeStruct, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

/// The rules of one region: those that were written, defaults and services' routes among them.
#[derive(Clone, Debug, serde::Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Redirects {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub rules: Vec<Rule>,
}

/// One rule on one site.
#[derive(Clone, Debug, serde::Serialize, JsonSchema)]
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
    let bigs = bigs(plan);
    let mut regions = gather(plan, &bigs);
    for region in plan.graph.retiring() {
        let rules: Vec<Rule> = regions.remove(&region.id).unwrap_or_default().into_values().collect();
        let (table, data) = (format!("redirects/{}.csv", region.id), format!("redirects/{}.json", region.id));
        let bigs: Vec<Whole> = bigs.values().filter(|it| it.region == region.id).cloned().collect();
        let redirects = Redirects { version: VERSION, region: region.id.clone(), rules };
        if bigs.is_empty() {
            out.add(table, csv(&redirects.rules));
            json(&data, &redirects, out);
            continue;
        }
        let (bigs, redirects) = (Arc::new(bigs), Arc::new(redirects));
        let (more, written) = (Arc::clone(&bigs), Arc::clone(&redirects));
        out.add_stream(
            table.clone(),
            Stream::new(table, move |out| {
                out.write_all(&csv(&written.rules))?;
                more.iter().try_for_each(|it| it.write_csv(out))
            }),
        );
        out.add_stream(
            data.clone(),
            Stream::new(data, move |out| {
                serde_json::to_writer_pretty(&mut *out, &Lazily { redirects: &redirects, bigs: &bigs })?;
                out.write_all(b"\n")
            }),
        );
    }
}

/// The big table of a site, over all epochs.
#[derive(Clone)]
struct Whole {
    region: String,
    site: String,
    /// As `https://www.po.co`.
    host: String,
    rows: Rows,
    sources: Arc<Sources>,
    /// Whether its permanent rows are on trial at first, and until when, as far as an epoch shows it.
    is_tried: bool,
    trial_until: Option<String>,
}

/// Returns the big tables by site, without the rows that are kept as routes at any time.
fn bigs(plan: &Plan) -> BTreeMap<String, Whole> {
    let mut bigs: BTreeMap<String, Whole> = BTreeMap::new();
    for host in plan.hosts.values().filter(|it| !it.is_untouched) {
        for (since, routing) in host.epochs.iter().map(|it| (it.since, &it.routing)) {
            for Big { site, rows } in big::tables(routing) {
                let whole = bigs.entry(site.clone()).or_insert_with(|| Whole {
                    region: plan.graph.sites[&site].region.clone(),
                    site,
                    host: format!("https://{}", host.name),
                    rows: rows.clone(),
                    sources: Arc::clone(&plan.sources),
                    is_tried: rows.is_on_trial,
                    trial_until: None,
                });
                if !rows.is_on_trial && whole.is_tried && whole.trial_until.is_none() {
                    whole.trial_until = since.map(utc);
                }
                whole.rows.odd.extend(&rows.odd);
            }
        }
    }
    bigs
}

impl Whole {
    /// Returns a row of the table, as it is once its trial is over.
    fn rule(&self, number: u32) -> Rule {
        let index = &self.rows.index;
        let (file, line) = index.line(number);
        let place = format!("{}:{line}", self.sources.file(file).path);
        let status = index.status(number);
        let trial_status = match status {
            301 if self.is_tried => Some(302),
            308 if self.is_tried => Some(307),
            _ => None,
        };
        Rule {
            site: self.site.clone(),
            from: [&self.host, &index.path, index.source(number)].concat(),
            to: Some(index.to(number)),
            answer: "redirect",
            status: Some(status),
            trial_status,
            trial_until: self.trial_until.clone().filter(|_| trial_status.is_some()),
            query: Some(Query::of(&index.query)),
            since: index.since.map(utc),
            until: index.until.map(utc),
            origin: Origin { place, text: index.source(number).to_owned(), kind: "rule", made: Vec::new() },
        }
    }

    /// Writes the rows as [`csv`] would, without a copy of each.
    fn write_csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let index = &self.rows.index;
        let mut middles: BTreeMap<u16, Vec<u8>> = BTreeMap::new();
        let mut places: BTreeMap<FileId, String> = BTreeMap::new();
        let mut line = Vec::with_capacity(512);
        for number in self.rows.numbers() {
            let entry = index.entry(number);
            let from = [&self.host, &index.path, entry.source];
            let to = [&entry.front.origin, &entry.front.path, entry.to_path];
            let middle = middles.entry(entry.status).or_insert_with(|| {
                let mut rule = self.rule(number);
                rule.origin.place.clear();
                let row = csv(&[rule]);
                let cells = row.splitn(2, |it| *it == b'\n').nth(1).unwrap_or_default();
                // What stands between the destination and the place is the same for all rows of a status.
                cells[cell(&from).len() + 1 + cell(&to).len()..cells.len() - 1].to_vec()
            });
            line.clear();
            write_cell(&mut line, &from);
            line.push(b',');
            write_cell(&mut line, &to);
            line.extend(&*middle);
            let path = places.entry(entry.file).or_insert_with(|| self.sources.file(entry.file).path.clone());
            if path.contains([',', '"', '\n', '\r']) {
                write_cell(&mut line, &[&format!("{path}:{}", entry.line).replace('"', "\"\"")]);
            } else {
                line.extend(path.as_bytes());
                line.push(b':');
                write_number(&mut line, entry.line);
            }
            line.push(b'\n');
            out.write_all(&line)?;
        }
        Ok(())
    }
}

/// Writes a number, without the machinery of formats.
fn write_number(out: &mut Vec<u8>, number: u32) {
    let start = out.len();
    let mut rest = number;
    while rest > 0 || out.len() == start {
        out.push(b'0' + (rest % 10) as u8);
        rest /= 10;
    }
    out[start..].reverse();
}

/// Writes a cell of several parts, in quotes where it holds a separator.
fn write_cell(out: &mut Vec<u8>, parts: &[&str]) {
    let is_quoted = parts.iter().any(|it| memchr::memchr3(b',', b'"', b'\n', it.as_bytes()).is_some());
    out.extend(is_quoted.then_some(b'"'));
    parts.iter().for_each(|it| out.extend(it.as_bytes()));
    out.extend(is_quoted.then_some(b'"'));
}

fn cell(parts: &[&str]) -> Vec<u8> {
    let mut out = Vec::new();
    write_cell(&mut out, parts);
    out
}

/// [`Redirects`], its last rules made as they are written.
struct Lazily<'a> {
    redirects: &'a Redirects,
    bigs: &'a [Whole],
}

impl Serialize for Lazily<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        struct Rules<'a>(&'a Lazily<'a>);
        impl Serialize for Rules<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let written = self.0.redirects.rules.iter().map(Cow::Borrowed);
                let more = self.0.bigs.iter().flat_map(|it| it.rows.numbers().map(move |number| Cow::Owned(it.rule(number))));
                serializer.collect_seq(written.chain(more))
            }
        }
        let mut all = serializer.serialize_struct("Redirects", 3)?;
        all.serialize_field("version", &self.redirects.version)?;
        all.serialize_field("region", &self.redirects.region)?;
        all.serialize_field("rules", &Rules(self))?;
        all.end()
    }
}

/// What tells one row from another: the rule, where it stands, and when it holds.
type Key = (String, String, Option<String>, Option<String>, String);

/// Returns the rows of each region, each once though many epochs have it, without those of big tables.
fn gather(plan: &Plan, bigs: &BTreeMap<String, Whole>) -> BTreeMap<String, BTreeMap<Key, Rule>> {
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
                let mut written = |it: &Route| {
                    if it.origin.made.is_empty() {
                        add(region, &site.site, &host.name, since, it, it.pattern.to_string());
                    }
                };
                match bigs.get(&site.site) {
                    None => site.all_routes().for_each(|it| written(&it)),
                    Some(whole) => {
                        site.routes.iter().for_each(&mut written);
                        // What is kept as a route at one time is told of as one at all times.
                        let rows = site.rows.iter().flat_map(|rows| whole.rows.odd.iter().map(move |it| (rows, *it)));
                        let rows = rows.filter(|(rows, number)| !rows.odd.contains(number));
                        for (rows, number) in rows {
                            let found = Found { number, is_made: false };
                            written(&rows.route(&rows.key(number), found));
                        }
                    }
                }
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
    let origin = Origin::of(&plan.sources, &route.origin);
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
