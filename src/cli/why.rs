//! `cutover why`: where a value came from, layer by layer.

use super::{Exit, Setting, Stop};
use crate::diag::{nearest, printable};
use crate::model::graph::{Milestone, Region, time};
use crate::model::plan::Plan;
use crate::model::spec;
use crate::source::{FileId, Span};
use crate::{Options, Written};
use clap::Args;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

/// Tell where a value came from: every layer that writes it, which one wins, and what it means.
#[derive(Args)]
pub struct Why {
    /// A name, as `uk.milestones.sunset` or `policy.trial`; or a place, as `regions/uk.toml:12` or `regions/uk/redirects.csv:4`
    #[arg(value_name = "PATH|FILE:LINE")]
    path: String,
}

/// What a region does not take over.
const OWN: [&str; 7] = ["sites", "hosts", "domains", "certificates", "redirects.tables", "redirects.inventory", "redirects.alternates"];

/// How much of a value is shown.
const SHOWN: usize = 96;

impl Why {
    /// Prints the layers, the winner, and what comes of it.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let disk = setting.disk()?;
        let disk = disk.as_ref();
        let written = crate::written(disk)?;
        let checked = crate::check_workspace(disk, Options::default())?;
        // TOML's own spelling of a name, and a path from here, are meant alike.
        let path = self.path.strip_prefix("./").unwrap_or(&self.path).replace('"', "");
        let teller = Teller { written: &written, plan: checked.plan.as_ref(), out: Vec::new() };
        let lines = match place(&path, &written) {
            Some((file, line)) => teller.of_place(file, line)?,
            None => teller.of_name(&path)?,
        };
        let mut out = anstream::stdout().lock();
        lines.iter().try_for_each(|it| writeln!(out, "{}", printable(it)))?;
        Ok(Exit::Done)
    }
}

/// Returns the file and the line of `regions/uk.toml:12`, the folder left out or not.
fn place(text: &str, written: &Written) -> Option<(String, usize)> {
    let (file, line) = text.rsplit_once(':')?;
    let line = line.parse().ok()?;
    let found = [file.to_owned(), format!("regions/{file}")].into_iter().find(|it| written.sources.find_file(it).is_some());
    Some((found.unwrap_or_else(|| file.to_owned()), line))
}

struct Teller<'w> {
    written: &'w Written,
    plan: Option<&'w Plan>,
    out: Vec<String>,
}

impl Teller<'_> {
    fn say(&mut self, line: impl Into<String>) {
        self.out.push(line.into());
    }

    fn of_name(mut self, path: &str) -> Result<Vec<String>, Stop> {
        let (first, rest) = path.split_once('.').unwrap_or((path, "region"));
        if self.written.inherited.contains_key(first) {
            self.of_region(first, rest)?;
        } else if let Some(unread) = self.unread(first) {
            return Err(Stop { exit: Exit::Found, text: format!("`{unread}` could not be read; `cutover check` says why") });
        } else {
            self.of_workspace(path)?;
        }
        Ok(self.out)
    }

    /// Returns the file that keeps `region` from being told of: its own, or that of a layer.
    fn unread(&self, region: &str) -> Option<String> {
        let mut known = BTreeSet::new();
        let mut at = region.to_owned();
        while known.insert(at.clone()) {
            let Some(read) = &self.written.spec.regions.get(&at)?.region else { return Some(format!("regions/{at}.toml")) };
            at = read.region.as_ref()?.extends.as_ref()?.value.clone();
        }
        None
    }

    /// Tells of a value of `cutover.toml`: there is one layer, and this program's defaults below it.
    fn of_workspace(&mut self, path: &str) -> Result<(), Stop> {
        let places = self.written.spec.workspace.as_ref().map_or_else(Vec::new, |it| it.places());
        let found: Vec<_> = places.iter().filter(|(name, _)| is_below(name, path)).collect();
        let about = about("workspace.schema.json", path);
        if found.is_empty() && about.is_none() {
            return Err(self.unknown(path));
        }
        self.say(path);
        self.out.extend(about.map(|it| format!("  {it}")));
        if found.is_empty() {
            self.say("  not written: what this program takes unless told otherwise holds");
        }
        for (name, span) in found {
            self.say(format!("  {}  {} = {}", self.place(*span), name, self.text(*span)));
        }
        Ok(())
    }

    fn of_region(&mut self, id: &str, name: &str) -> Result<(), Stop> {
        let inherited = &self.written.inherited[id];
        let winners: BTreeMap<Span, String> =
            inherited.region.places().into_iter().filter(|(it, _)| is_below(it, name)).map(|(name, span)| (span, name)).collect();
        let about = about("region.schema.json", name);
        // What belongs to whoever wrote it is taken over from nobody; rules go by their source, not by their rank.
        let is_own = OWN.iter().any(|it| is_below(name, it)) || name.starts_with("redirects.rules[");
        let above = inherited.extends.iter().map(String::as_str).filter(|_| !is_own);
        let layers: Vec<&str> = std::iter::once(id).chain(above).collect();
        let own = |layer: &str| -> Vec<(String, Span)> {
            let region = self.written.spec.regions.get(layer).and_then(|it| it.region.as_ref());
            region.map_or_else(Vec::new, |it| it.places()).into_iter().filter(|(it, _)| is_below(it, name)).collect()
        };
        let by_layer: Vec<(&str, Vec<(String, Span)>)> = layers.iter().map(|it| (*it, own(it))).collect();
        if by_layer.iter().all(|it| it.1.is_empty()) && (about.is_none() || !self.is_entry(id, name)) {
            return Err(self.unknown(&format!("{id}.{name}")));
        }
        self.say(format!("{id}.{name}"));
        self.out.extend(about.map(|it| format!("  {it}")));
        self.say("");
        for (layer, places) in by_layer {
            let whose = if layer == id { "writes" } else { "is inherited, and writes" };
            let is_dropped = |places: &[(String, Span)]| places.iter().any(|it| it.0.ends_with(".dropped"));
            if places.is_empty() {
                self.say(format!("  {layer} {whose} nothing of it"));
                continue;
            }
            let drops = is_dropped(&places);
            self.say(format!("  {layer} {whose}"));
            for (name, span) in places {
                let wins = match winners.contains_key(&span) {
                    true => "wins",
                    false if drops => "drops",
                    false => "lost",
                };
                self.say(format!("    {wins}  {}  {name} = {}", self.place(span), self.text(span)));
            }
        }
        if winners.is_empty() && !is_own {
            self.say("  no layer writes it");
        }
        self.meaning(id, name);
        Ok(())
    }

    /// Tells whether `name` lies in an entry that some layer has, where it lies in one at all.
    fn is_entry(&self, id: &str, name: &str) -> bool {
        let mut parts = name.split('.');
        let (Some(table), Some(entry)) = (parts.next(), parts.next()) else { return true };
        let prefix = format!("{table}.{entry}");
        let is_map = ["milestones", "services", "apps", "hosts", "domains", "certificates"].contains(&table);
        !is_map || self.written.inherited[id].region.places().iter().any(|(it, _)| is_below(it, &prefix))
    }

    /// Says what a milestone comes to.
    fn meaning(&mut self, id: &str, name: &str) {
        let milestone = name.strip_prefix("milestones.").map(|it| it.split('.').next().unwrap_or(it));
        let Some(plan) = self.plan else { return };
        let region = plan.graph.regions.get(id);
        if let Some((region, milestone)) = milestone.and_then(|name| region.and_then(|it| Some((it, it.milestones.get(name)?)))) {
            let lines = dates(plan, region, milestone);
            self.out.extend(lines);
        }
    }

    fn of_place(mut self, file: String, line: usize) -> Result<Vec<String>, Stop> {
        let Some(id) = self.written.sources.find_file(&file) else {
            return Err(Stop::usage(format!("`{file}` is no file of this workspace")));
        };
        if !file.ends_with(".toml") {
            self.of_row(&file, line)?;
            return Ok(self.out);
        }
        let Some((stretch, name)) = self.stretch(id, line) else {
            return Err(Stop::usage(format!("nothing is written on line {line} of `{file}`")));
        };
        let layer = file.trim_start_matches("regions/").trim_end_matches(".toml").to_owned();
        match self.written.spec.regions.get(&layer).and_then(|it| it.region.as_ref()) {
            Some(region) => self.of_stretch(&layer, region, stretch, &name),
            None => self.of_workspace(&name)?,
        }
        Ok(self.out)
    }

    /// Returns what is written on a line: the widest stretch that begins there (of a header, its table), else the narrowest
    /// around it.
    fn stretch(&self, file: FileId, line: usize) -> Option<(Span, String)> {
        let lines = |span: Span| {
            let end = Span { start: span.end.saturating_sub(1).max(span.start), ..span };
            self.written.sources.place(span).line..=self.written.sources.place(end).line
        };
        let names = &self.written.sources.file(file).names;
        let begins = names.iter().filter(|(it, _)| *lines(*it).start() == line).max_by_key(|(it, _)| it.end);
        let around = || names.iter().filter(|(it, _)| lines(*it).contains(&line)).min_by_key(|(it, _)| it.end - it.start);
        begins.or_else(around).cloned()
    }

    /// Tells of what one layer writes at a place, and which regions take it over.
    fn of_stretch(&mut self, layer: &str, region: &spec::Region, stretch: Span, name: &str) {
        self.say(name);
        self.out.extend(about("region.schema.json", name.split_once('.').map_or("", |it| it.1)).map(|it| format!("  {it}")));
        let own: Vec<(String, Span)> = region.places().into_iter().filter(|it| stretch.contains(it.1)).collect();
        for (name, span) in &own {
            self.say(format!("  {}  {name} = {}", self.place(*span), self.text(*span)));
        }
        self.say("");
        let heirs = self.written.inherited.iter().filter(|(id, it)| id.as_str() == layer || it.extends.iter().any(|it| it == layer));
        for (heir, inherited) in heirs {
            let places: BTreeMap<Span, String> = inherited.region.places().into_iter().map(|(name, span)| (span, name)).collect();
            let taken = own.iter().filter(|it| places.contains_key(&it.1)).count();
            let line = match (taken, heir == layer) {
                (0, true) => format!("{heir} does without it: it takes an inherited entry out, or cannot be read"),
                (0, false) => format!("{heir} extends {layer}, and takes nothing of it over"),
                (count, _) if count < own.len() => format!("{heir} has {count} of {} values from here", own.len()),
                (_, true) => format!("{heir} has it from here"),
                (_, false) => format!("{heir} takes it over"),
            };
            self.say(format!("  {line}"));
            let others = own.iter().filter(|it| !places.contains_key(&it.1) && !it.0.contains('['));
            let instead = others.filter_map(|(name, _)| places.iter().find(|it| it.1 == name));
            let instead: Vec<String> =
                instead.map(|(span, name)| format!("    instead  {}  {name} = {}", self.place(*span), self.text(*span))).collect();
            self.out.extend(instead);
        }
    }

    /// Tells of a row of a table: what it says, and where and when it answers.
    fn of_row(&mut self, file: &str, line: usize) -> Result<(), Stop> {
        let is_here = |span: Span| {
            let place = self.written.sources.place(span);
            place.path == file && place.line == line
        };
        let row = self.written.spec.tables.values().flatten().find(|it| is_here(it.span));
        let Some(row) = row else {
            let inventoried =
                self.written.spec.inventories.values().flatten().find(|it| is_here(it.url.span)).map(|it| it.url.value.clone());
            return match inventoried {
                Some(url) => {
                    self.say(format!("{file}:{line} lists `{url}`; `cutover ask` tells what it answers"));
                    Ok(())
                }
                None => Err(Stop::usage(format!("there is no row on line {line} of `{file}`"))),
            };
        };
        let to = row.to.as_ref().map_or_else(String::new, |it| format!(" → {}", it.value));
        self.say(format!("{file}:{line}  {}{to}", row.from.as_ref().map_or("", |it| it.value.as_str())));
        let lives = self.plan.map_or_else(Vec::new, |it| lives(it, &is_here));
        if lives.is_empty() {
            self.say("  it answers at no time; `cutover check` tells what stands in its way");
        }
        self.out.extend(lives);
        Ok(())
    }

    fn place(&self, span: Span) -> String {
        self.written.sources.place(span).to_string()
    }

    fn text(&self, span: Span) -> String {
        let text = self.written.sources.text(span);
        let mut shown: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if shown.chars().count() > SHOWN {
            shown = shown.chars().take(SHOWN).collect::<String>() + "…";
        }
        shown
    }

    fn unknown(&self, path: &str) -> Stop {
        let inherited = self.written.inherited.iter().flat_map(|(id, it)| {
            let places = it.region.places();
            places.into_iter().map(move |(name, _)| format!("{id}.{name}"))
        });
        let mut known: BTreeSet<String> = self.written.spec.written.iter().cloned().chain(inherited).collect();
        // The tables around each value too.
        let around: Vec<String> = known.iter().filter_map(|it| it.rsplit_once('.').map(|it| it.0.to_owned())).collect();
        known.extend(around);
        let near = nearest(path, known.iter().map(String::as_str));
        let help =
            near.map_or_else(|| "names read `uk.milestones.sunset` or `policy.trial`".to_owned(), |it| format!("did you mean `{it}`?"));
        Stop::usage(format!("nothing is called `{path}`; {help}"))
    }
}

fn is_below(name: &str, path: &str) -> bool {
    name.strip_prefix(path).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Returns what a milestone comes to by each clock of its region.
fn dates(plan: &Plan, region: &Region, milestone: &Milestone) -> Vec<String> {
    let mut lines = vec![String::new()];
    if let Some(counted) = &milestone.counted_from {
        let side = if counted.is_earlier { "before" } else { "after" };
        let when = milestone.when.as_ref().map_or_else(|| "not known".to_owned(), |it| it.value.to_string());
        lines.push(format!("  counted: {} {side} {}.{}, which is {when}", counted.by, counted.milestone.region, counted.milestone.name));
    }
    if let Some(never) = &milestone.never {
        lines.push(format!("  decided never to happen: {}", never.value));
    }
    let mut seen = BTreeSet::new();
    let zones = region.zone.iter().chain(plan.graph.sites_of(&region.id).filter_map(|it| it.zone.as_ref()));
    for zone in zones.filter(|it| seen.insert(it.iana_name())) {
        let Some(instants) = milestone.instants(zone) else { continue };
        let utc = |at| time::local(at, &TimeZone::UTC);
        lines.push(format!("  customers are told  {}  ({})", time::local(instants.told, zone), utc(instants.told)));
        lines.push(format!("  servers switch      {}  ({})", time::local(instants.switch, zone), utc(instants.switch)));
    }
    if lines.len() == 1 { Vec::new() } else { lines }
}

/// Returns where and from when to when a rule answers: a line for each stretch of a host's time.
fn lives(plan: &Plan, is_here: &dyn Fn(Span) -> bool) -> Vec<String> {
    let mut lines = Vec::new();
    for host in plan.hosts.values() {
        let mut open: Option<(String, String)> = None;
        for epoch in &host.epochs {
            let route =
                epoch.routing.sites.iter().flat_map(|it| &it.routes).find(|it| it.origin.made.is_empty() && is_here(it.origin.span));
            let at = epoch.since.map_or_else(|| "the beginning".to_owned(), time::utc);
            match (&open, route) {
                (None, Some(route)) => {
                    open = Some((format!("https://{}{}", host.name, route.pattern.key().unwrap_or_else(|| route.origin.text.clone())), at))
                }
                (Some((url, since)), None) => {
                    lines.push(format!("  {url}  from {since} to {at}"));
                    open = None;
                }
                _ => {}
            }
        }
        lines.extend(open.map(|(url, since)| format!("  {url}  from {since} on")));
    }
    lines
}

/// Returns what the schema says of a key.
fn about(schema: &str, path: &str) -> Option<String> {
    let (_, text) = crate::schema::schemas().into_iter().find(|it| it.0 == schema)?;
    let root: Value = serde_json::from_str(&text).ok()?;
    let mut at = &root;
    let mut said = None;
    for part in path.split('.') {
        let (key, is_item) = part.split_once('[').map_or((part, false), |(key, _)| (key, true));
        let here = followed(&root, at);
        at = here.get("properties").and_then(|it| it.get(key)).or(here.get("additionalProperties").filter(|it| it.is_object()))?;
        said = at.get("description").or(followed(&root, at).get("description"));
        if is_item {
            at = followed(&root, at).get("items")?;
            said = at.get("description").or(followed(&root, at).get("description"));
        }
    }
    // The list of words behind it is for editors.
    let first = said.and_then(Value::as_str)?.split("\n\n").next();
    first.map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn followed<'v>(root: &'v Value, at: &'v Value) -> &'v Value {
    let name = at.get("$ref").and_then(Value::as_str).and_then(|it| it.strip_prefix("#/$defs/"));
    name.and_then(|it| root.get("$defs")?.get(it)).unwrap_or(at)
}
