//! Binds redirects: sources, destinations, defaults, and when they hold.

use super::bind::Binding;
use super::inherit::suggestion;
use super::milestone::milestone_ref;
use super::route::{self, Wrong};
use crate::diag::rules::redirect::{bad_destination, bad_source, captures_kept_region};
use crate::diag::rules::schema::{bad_host, dangling_ref};
use crate::diag::{Diagnostic, Severity};
use crate::model::graph::{Destination, Disposition, Fallback, Graph, MilestoneRef, PlainRedirects, Redirect, RuleAnswer, Site, Source};
use crate::model::rows::{PlainRows, Row};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::redirect::{self, AnswerKind, Rule};
use crate::model::spec::scalar::{Duration, QueryPolicy};
use crate::model::spec::table::Table;
use crate::model::spec::{self, region as written};
use crate::source::{Located, Span};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Reads a source that can only be a path of the region's sites.
pub fn path_source(text: &Located<String>, path: &str, binding: &mut Binding) -> Option<Located<Source>> {
    match route::source(&text.value) {
        Ok(it) => {
            Some(Located::new(Source { site: None, pattern: it.canonical, spelling: it.written, text: text.value.clone() }, text.span))
        }
        Err(wrong) => {
            binding.fault(&bad_source::CODE, text.span, "no source", wrong.message, wrong.help, path);
            None
        }
    }
}

pub fn bind_redirects(id: &str, region: &spec::Region, graph: &mut Graph, binding: &mut Binding) {
    let written = region.redirects.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    let path = format!("{id}.redirects");
    let of_tables: Vec<Located<Rule>> =
        written.tables.iter().flatten().filter_map(|it| binding.spec.tables.get(&it.value)).flatten().cloned().collect();
    let rules = written.rules.iter().flatten().cloned().chain(of_tables);
    let defaults = Defaults::new(id, &written, graph, binding);
    if graph.regions[id].disposition == Disposition::Independent {
        idle(id, &path, binding);
        closing_taken_over(id, binding);
        closing_dated(id, binding);
    }
    let mut bound = Vec::new();
    let (rows, odd) = plain(id, &written, &path, &defaults, graph, binding);
    for rule in rules.chain(odd) {
        bound.extend(bind_rule(&rule, id, &path, &defaults, graph, binding));
    }
    if (bound.iter().any(|it| it.since.is_none()) || rows.as_ref().is_some_and(|it| it.since.is_none()))
        && graph.regions[id].is_dated
        && !graph.regions[id].milestones.contains_key("sunset")
        && defaults.sunset.is_none()
    {
        no_sunset(id, region, &path, binding);
    }
    if let Some(it) = graph.regions.get_mut(id) {
        (it.redirects, it.rows) = (bound, rows);
    }
    let sites: Vec<String> = graph.sites_of(id).map(|it| it.id.clone()).collect();
    for site in sites {
        let own = binding.spec.regions[id].region.as_ref().and_then(|it| it.sites.as_ref());
        let own = own
            .into_iter()
            .flatten()
            .find(|it| graph.sites[&site].span == it.id.as_ref().map_or(it.span, |it| it.span))
            .and_then(|it| it.default.clone());
        let Some(default) = own.or_else(|| written.default.clone()) else { continue };
        let defaults = defaults.with_query(&graph.sites[&site].query);
        let bound = bind_fallback(&default, id, &defaults, true, binding);
        graph.sites.set_default(&site, bound);
    }
}

/// Returns the plain rows of a region's tables, and those among them whose destination is none.
fn plain(
    id: &str,
    written: &redirect::Redirects,
    path: &str,
    defaults: &Defaults,
    graph: &Graph,
    binding: &mut Binding,
) -> (Option<PlainRedirects>, Vec<Located<Rule>>) {
    let mut odd = Vec::new();
    let mut tables = Vec::new();
    let names = written.tables.iter().flatten().map(|it| it.value.as_str()).collect::<BTreeSet<&str>>();
    for table in names.into_iter().filter_map(|it| binding.spec.plain.get(it)) {
        let is_odd: Vec<bool> = table.origins.iter().map(|it| route::absolute(&format!("{it}/")).is_err()).collect();
        let is_good = |row: &&Row| row.origin == 0 || !is_odd[usize::from(row.origin) - 1];
        if !is_odd.contains(&true) {
            tables.push(Arc::clone(table));
            continue;
        }
        odd.extend(table.rows.iter().filter(|it| !is_good(it)).map(|it| table.rule(*it)));
        let rows = table.rows.iter().filter(is_good).copied().collect();
        tables.push(Arc::new(PlainRows { rows, text: Arc::clone(&table.text), origins: table.origins.clone(), ..**table }));
    }
    tables.retain(|it| !it.rows.is_empty());
    if tables.is_empty() || is_independent(id, binding) {
        return (None, odd);
    }
    let first = tables.iter().find_map(|it| Some((it, it.rows.iter().find(|row| row.origin == 0)?)));
    let missing = graph.sites_of(id).find(|it| has_no_successor(it, binding));
    let has_successor = match missing.zip(first) {
        Some((site, (table, row))) => {
            no_successor(site, table.span(*row), path, graph, binding);
            false
        }
        None => true,
    };
    let (since, until) = (defaults.sunset.clone(), defaults.redirects_end.clone());
    let rows = PlainRedirects { tables, since, until, trial: defaults.trial, trial_span: defaults.trial_span, has_successor };
    (Some(rows), odd)
}

/// Reports redirects that an independent region wrote: they answer nothing. What it takes over says nothing of it.
pub fn idle(id: &str, path: &str, binding: &mut Binding) {
    let own = binding.spec.regions[id].region.as_ref().and_then(|it| it.redirects.as_ref());
    let rules = own.and_then(|it| it.rules.as_ref()).and_then(|it| it.first()).map(|it| it.span);
    let tables = own.and_then(|it| it.tables.as_ref()).and_then(|it| it.first()).map(|it| it.span);
    if let Some(span) = rules.or(tables) {
        let message = format!("the region `{id}` is independent, and redirects are written for it");
        binding.fault(&captures_kept_region::CODE, span, "would never answer", message, "take the redirects out", path);
    }
}

/// Reports an independent region that extends one which closes: nothing of the closing holds for it, and a reader of its
/// file may think so.
fn closing_taken_over(id: &str, binding: &mut Binding) {
    let own = binding.spec.regions[id].region.as_ref().and_then(|it| it.region.as_ref());
    let Some(base) = own.and_then(|it| it.extends.clone()) else { return };
    let head = binding.spec.regions.get(&base.value).and_then(|it| it.region.as_ref()).and_then(|it| it.region.as_ref());
    if head.and_then(|it| it.disposition).is_some_and(|it| it.value == written::Disposition::Retire) {
        let message = format!("`{id}` is independent, and extends `{}`, which closes: nothing of the closing holds for it", base.value);
        let finding = Diagnostic::new(&captures_kept_region::CODE, base.span, "takes over a closing", message).severity(Severity::Warning);
        let help = "take `extends` out; what both share goes into a region with `layer = true`";
        binding.report.push(finding.help(help).about(format!("{id}.region.extends")));
    }
}

/// Reports a closing that an independent region dates for itself: nothing is done on that day.
fn closing_dated(id: &str, binding: &mut Binding) {
    let own = binding.spec.regions[id].region.as_ref().map(|it| &it.milestones);
    let is_end = |name: &&Located<String>| MilestoneKind::find(&name.value).is_some_and(|it| MilestoneKind::LOSSES.contains(&it));
    let Some(name) = own.and_then(|it| it.keys().find(is_end)).cloned() else { return };
    let message = format!("`{id}` is independent, and dates its own `{}`: nothing happens then", name.value);
    let finding = Diagnostic::new(&captures_kept_region::CODE, name.span, "without effect", message).severity(Severity::Warning);
    let help = "take the date out, or write `disposition = \"retire\"` if the region closes";
    binding.report.push(finding.help(help).about(format!("{id}.milestones.{}", name.value)));
}

pub fn no_sunset(id: &str, region: &spec::Region, path: &str, binding: &mut Binding) {
    let known = region.milestones.keys().map(|it| it.value.as_str());
    let span = region.redirects.as_ref().map_or(Span::new(binding.spec.regions[id].file, 0..0), |it| it.span);
    let help =
        format!("add `sunset` under `[milestones]`, or write `since` at each rule; {}", suggestion("sunset", known, "milestones").text);
    binding.fault(
        &dangling_ref::CODE,
        span,
        "rules begin at `sunset`",
        "redirects begin at `sunset` unless they say otherwise, and there is no such milestone".to_owned(),
        help,
        path,
    );
}

/// What the rules of a region have where they write nothing.
#[derive(Clone)]
struct Defaults {
    sunset: Option<Located<MilestoneRef>>,
    redirects_end: Option<Located<MilestoneRef>>,
    trial: Duration,
    trial_span: Option<Span>,
    query: QueryPolicy,
}

impl Defaults {
    fn new(id: &str, written: &redirect::Redirects, graph: &Graph, binding: &Binding) -> Defaults {
        let region = &graph.regions[id];
        let named = |name: &str| {
            let found = region.milestones.get(name)?;
            Some(Located::new(MilestoneRef { region: id.to_owned(), name: name.to_owned() }, found.span))
        };
        let is_damaged = std::iter::once(id)
            .chain(region.extends.iter().map(String::as_str))
            .any(|it| binding.is_written(&format!("{it}.milestones.sunset")));
        let damaged = || Located::new(MilestoneRef { region: id.to_owned(), name: "sunset".to_owned() }, region.span);
        Defaults {
            sunset: named("sunset").or_else(|| is_damaged.then(damaged)),
            redirects_end: named("redirects-end"),
            trial: written.trial.map_or(graph.policy.trial, |it| it.value),
            trial_span: written.trial.map(|it| it.span).or_else(|| graph.policy.written.get("trial").copied()),
            query: written.query.as_ref().map_or(QueryPolicy::Keep, |it| it.value.clone()),
        }
    }

    fn with_query(&self, query: &QueryPolicy) -> Defaults {
        Defaults { query: query.clone(), ..self.clone() }
    }
}

/// Returns the sites of a region that a rule is laid on.
fn sites_of<'g>(source: &Source, id: &str, graph: &'g Graph) -> impl Iterator<Item = &'g Site> {
    graph.sites_of(id).filter(move |it| source.site.as_ref().is_none_or(|site| *site == it.id))
}

fn bind_rule(rule: &Located<Rule>, id: &str, path: &str, defaults: &Defaults, graph: &Graph, binding: &mut Binding) -> Option<Redirect> {
    // A rule of which something is not known yet is listed with the open points, and answers nothing.
    if rule.unknown.keys().any(|it| it.value != "note") {
        return None;
    }
    let Some(from) = &rule.from else {
        if !graph.is_damaged(rule.span) {
            binding.fault(&bad_source::CODE, rule.span, "no source", "the rule has no `from`".to_owned(), "add `from = \"/…\"`", path);
        }
        return None;
    };
    let source = bind_source(from, rule.site.as_ref(), id, path, graph, binding);
    let names: Vec<String> = source.as_ref().map(|it| it.pattern.names().into_iter().map(str::to_owned).collect()).unwrap_or_default();
    let answer = rule_answer(rule, from, &names, source.as_ref().map(|it| &it.value), id, defaults, graph, path, binding);
    let since = match &rule.since {
        Some(name) => Some(milestone_ref(name, id, path, binding)?),
        None => defaults.sunset.clone(),
    };
    let until = match &rule.until {
        Some(name) => Some(milestone_ref(name, id, path, binding)?),
        None => defaults.redirects_end.clone(),
    };
    Some(Redirect {
        span: from.span,
        source: source?,
        answer: answer?,
        query: rule.query.clone(),
        since,
        until,
        trial: rule.trial.map_or(defaults.trial, |it| it.value),
        trial_span: rule.trial.map(|it| it.span).or(defaults.trial_span),
        note: rule.note.clone(),
    })
}

#[allow(clippy::too_many_arguments, reason = "a rule's answer hangs on its source, its region and what both write")]
fn rule_answer(
    rule: &Located<Rule>,
    from: &Located<String>,
    names: &[String],
    source: Option<&Source>,
    id: &str,
    defaults: &Defaults,
    graph: &Graph,
    path: &str,
    binding: &mut Binding,
) -> Option<RuleAnswer> {
    let wrong = |span: Span, label: &str, message: String, help: &str, binding: &mut Binding| {
        binding.fault(&bad_destination::CODE, span, label, message, help, path);
        None
    };
    if let Some(page) = rule.page.as_ref().filter(|_| rule.answer.is_none_or(|it| it.value != AnswerKind::Page)) {
        let message = "a file belongs to `answer = \"page\"`, and this rule answers otherwise".to_owned();
        return wrong(page.span, "no page", message, "take `page` out", binding);
    }
    match (&rule.to, &rule.answer) {
        (Some(to), None) => {
            let status = rule.status.map_or(301, |it| it.value.0);
            // Without its source nothing is known of the names that a destination may use.
            let source = source?;
            // Where its sites differ, the one that keeps most of the query decides what a destination may have.
            let of_sites = || sites_of(source, id, graph).map(|it| &it.query).max_by_key(|it| **it != QueryPolicy::Drop);
            let query = rule.query.as_ref().map(|it| &it.value).or_else(of_sites).unwrap_or(&defaults.query);
            let to = bind_destination(to, names, query, path, binding)?;
            if to.template.origin.is_empty()
                && let Some(site) = sites_of(source, id, graph).find(|it| has_no_successor(it, binding))
            {
                // An independent site answers nothing: what it takes over leads nowhere, and need not.
                if !is_independent(id, binding) {
                    no_successor(site, to.span, path, graph, binding);
                }
                return None;
            }
            Some(RuleAnswer::Redirect { to, status })
        }
        (None, Some(answer)) => {
            if let Some(status) = &rule.status {
                return wrong(
                    status.span,
                    "no redirect",
                    "a status belongs to a redirect, and this rule is none".to_owned(),
                    "take `status` out",
                    binding,
                );
            }
            Some(match RuleAnswer::of(answer.value) {
                RuleAnswer::Page { .. } => RuleAnswer::Page { file: rule.page.as_ref().map(|it| it.value.clone()) },
                other => other,
            })
        }
        (Some(to), Some(answer)) => {
            let finding =
                Diagnostic::new(&bad_destination::CODE, to.span, "leads there", "the rule has a destination and another answer".to_owned());
            binding.report.push(finding.label(answer.span, "and answers this").help("keep one of `to` and `answer`").about(path));
            None
        }
        (None, None) if graph.is_damaged(rule.span) => None,
        (None, None) => {
            let message = format!("the rule from `{}` says neither where it leads nor what it answers", from.value);
            wrong(from.span, "no answer", message, "write where it leads as `to`, or `gone` as `answer`", binding)
        }
    }
}

/// Reports a site to whose successor rules are joined, and which has none: one fault, however many rules there are.
fn no_successor(site: &Site, to: Span, path: &str, graph: &Graph, binding: &mut Binding) {
    let message = format!("the site `{}` has no `successor`, and redirects are joined to it", site.url());
    let others = graph.sites.values().filter(|it| it.id != site.id).filter_map(|it| it.successor.as_ref());
    let example = others.map(|it| it.value.as_str()).min().unwrap_or("https://…");
    let help = format!("add it to the site, as `successor = \"{example}/\"`, or write `https://…` in the rules");
    let finding = Diagnostic::new(&bad_destination::CODE, site.url_span, "goes nowhere", message);
    binding.report.push(finding.label(to, "joined to nothing").help(help).about(path));
}

/// Tells whether nobody said where a site goes.
fn has_no_successor(site: &Site, binding: &Binding) -> bool {
    let all = binding.spec.regions[&site.region].region.iter().flat_map(|it| it.sites.iter().flatten());
    let mut mine = all.filter(|it| it.url.as_ref().is_some_and(|it| it.span == site.url_span));
    mine.any(|it| it.successor.is_none() && it.open("successor").is_none() && !binding.is_damaged(it.span))
}

fn bind_destination(to: &Located<String>, names: &[String], query: &QueryPolicy, path: &str, binding: &mut Binding) -> Option<Destination> {
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let found = route::destination(&to.value, &names).and_then(|template| {
        let own = match (&template.query, &template.fragment) {
            (Some(_), _) => "query",
            (None, Some(_)) => "fragment",
            (None, None) => return Ok(template),
        };
        if *query == QueryPolicy::Drop {
            return Ok(template);
        }
        let message = format!("the destination `{}` has a {own} of its own, and the request's query is kept", to.value);
        Err(Wrong::new(message, "add `query = \"drop\"`"))
    });
    match found {
        Ok(template) => Some(Destination { span: to.span, text: to.value.clone(), template }),
        Err(wrong) => {
            binding.fault(&bad_destination::CODE, to.span, "no destination", wrong.message, wrong.help, path);
            None
        }
    }
}

pub fn bind_source(
    from: &Located<String>,
    site: Option<&Located<String>>,
    id: &str,
    path: &str,
    graph: &Graph,
    binding: &mut Binding,
) -> Option<Located<Source>> {
    if let Some(site) = site {
        let full = format!("{id}/{}", site.value);
        if !graph.sites.contains_key(&full) {
            let known: Vec<String> = graph.sites_of(id).filter_map(|it| it.id.split_once('/').map(|it| it.1.to_owned())).collect();
            let help = suggestion(&site.value, known.iter().map(String::as_str), "sites");
            binding.fault(&dangling_ref::CODE, site.span, "no such site", format!("the region has no site `{}`", site.value), help, path);
            return None;
        }
    }
    let site = site.map(|it| format!("{id}/{}", it.value));
    let (site, rest) = match from.value.starts_with("https://") {
        true => within(from, id, path, graph, binding)?,
        false if from.value.starts_with('/') => (site, from.value.clone()),
        false => {
            let Err(wrong) = route::source(&from.value) else { return None };
            binding.fault(&bad_source::CODE, from.span, "no source", wrong.message, wrong.help, path);
            return None;
        }
    };
    // A whole URL may name the site's own path, which is nothing behind it.
    let is_own_path = !rest.starts_with('/');
    match route::source(&if is_own_path { format!("/{rest}") } else { rest }) {
        Ok(mut it) => {
            if is_own_path {
                it.canonical.segments.clear();
            }
            Some(Located::new(Source { site, pattern: it.canonical, spelling: it.written, text: from.value.clone() }, from.span))
        }
        Err(wrong) => {
            binding.fault(&bad_source::CODE, from.span, "no source", wrong.message, wrong.help, path);
            None
        }
    }
}

/// Returns the site of the region that a whole URL stands in, and what is behind the site's path: nothing but
/// conditions for that path itself.
fn within(from: &Located<String>, id: &str, path: &str, graph: &Graph, binding: &mut Binding) -> Option<(Option<String>, String)> {
    let url = match route::absolute(&from.value) {
        Ok(url) => url,
        Err(wrong) => {
            binding.fault(&bad_source::CODE, from.span, "no source", wrong.message, wrong.help, path);
            return None;
        }
    };
    let host = url.origin.trim_start_matches("https://");
    let host = graph.find_host(host).map_or(host, |it| it.name.as_str());
    let rest = if url.rest.is_empty() { "/" } else { url.rest };
    let key = rest.split('?').next().unwrap_or(rest);
    let owner = graph.sites.owner(host, key);
    match owner {
        Some(site) if site.region == id => Some((Some(site.id.clone()), rest[site.path.len()..].to_owned())),
        Some(site) if is_independent(&site.region, binding) => {
            let message = format!("the source `{}` belongs to `{}`, which is independent", from.value, site.region);
            let finding = Diagnostic::new(&captures_kept_region::CODE, from.span, "would be taken", message);
            binding.report.push(finding.label(site.url_span, "is left alone").help("take the rule out").about(path));
            None
        }
        Some(site) => {
            let message = format!("the source `{}` belongs to the site `{}`", from.value, site.id);
            let finding = Diagnostic::new(&bad_source::CODE, from.span, "another region's", message);
            binding.report.push(
                finding.label(site.url_span, "owned here").help(format!("move the rule to `regions/{}.toml`", site.region)).about(path),
            );
            None
        }
        None => {
            let known: Vec<String> = graph.sites_of(id).map(|it| format!("`{}`", it.url())).collect();
            let message = format!("the source `{}` is in none of the region's sites", from.value);
            let help = if known.is_empty() {
                "the region has no site; add one under `[[sites]]`".to_owned()
            } else {
                format!("its sites are {}", known.join(", "))
            };
            binding.fault(&bad_source::CODE, from.span, "nobody's", message, help, path);
            None
        }
    }
}

/// Tells whether a region says that it stays.
pub fn is_independent(region: &str, binding: &Binding) -> bool {
    let head = binding.inherited.get(region).and_then(|it| it.region.region.as_ref());
    head.and_then(|it| it.disposition).is_some_and(|it| it.value == written::Disposition::Independent)
}

/// Binds a default; a site's begins at `sunset` unless it says otherwise, a host's at once.
fn bind_fallback(
    fallback: &Located<redirect::Fallback>,
    id: &str,
    defaults: &Defaults,
    is_site: bool,
    binding: &mut Binding,
) -> Option<Fallback> {
    let path = if is_site { format!("{id}.redirects.default") } else { format!("{id}.hosts") };
    let query = fallback.query.as_ref().map_or(&defaults.query, |it| &it.value);
    let answer = match (&fallback.to, &fallback.answer) {
        (Some(to), None) => {
            let status = fallback.status.map_or(301, |it| it.value.0);
            let to = bind_destination(to, &["*".to_owned()], query, &path, binding)?;
            if !is_site && to.template.origin.is_empty() {
                binding.fault(
                    &bad_destination::CODE,
                    to.span,
                    "joined to nothing",
                    format!("a host's default needs a whole URL, and `{}` is a path", to.text),
                    "write `https://…`",
                    &path,
                );
                return None;
            }
            RuleAnswer::Redirect { to, status }
        }
        (None, Some(answer)) => RuleAnswer::of(answer.value),
        (None, None) if fallback.open("to").or(fallback.open("answer")).is_some() => return None,
        _ => {
            if !binding.is_damaged(fallback.span) {
                binding.fault(
                    &bad_destination::CODE,
                    fallback.span,
                    "no answer",
                    "a default says either where it leads or what it answers".to_owned(),
                    "write one of `to` and `answer`",
                    &path,
                );
            }
            return None;
        }
    };
    let since = match &fallback.since {
        Some(name) => Some(milestone_ref(name, id, &path, binding)?),
        None if is_site => defaults.sunset.clone(),
        // Of a host whose default begins who knows when, nothing has begun.
        None if fallback.open("since").is_some() => return None,
        None => None,
    };
    Some(Fallback { span: fallback.span, answer, query: fallback.query.clone(), since, trial: defaults.trial })
}

pub fn host_defaults(graph: &mut Graph, binding: &mut Binding) {
    for (id, file) in &binding.spec.regions {
        let Some(region) = &file.region else { continue };
        let redirects =
            binding.inherited.get(id).and_then(|it| it.region.redirects.as_ref()).map(|it| it.value.clone()).unwrap_or_default();
        for (name, host) in &region.hosts {
            let Some(default) = &host.default else { continue };
            if !graph.regions.contains_key(id) {
                let message = format!("the default of `{}` is written in a layer, which has no dates of its own", name.value);
                binding.fault(
                    &bad_host::CODE,
                    default.span,
                    "in a layer",
                    message,
                    "describe the host in a region",
                    &format!("{id}.hosts.{}", name.value),
                );
                continue;
            }
            let defaults = Defaults::new(id, &redirects, graph, binding).with_query(&QueryPolicy::Keep);
            let bound = bind_fallback(default, id, &defaults, false, binding);
            if let Some(it) = graph.hosts.get_mut(&name.value) {
                it.default = bound;
            }
        }
    }
}
