//! `cutover ask`: what a URL answers.

use super::{Exit, Setting, Stop};
use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::model::plan::answer::{Answer, Outcome};
use crate::model::plan::request::Request;
use crate::{Options, diag};
use clap::Args;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, Write};

/// Tell what a URL answers, by which rule, and where it ends.
#[derive(Args)]
pub struct Ask {
    /// The URL, whole, as `https://www.po.co/uk/sale`; `-` reads many from standard input, a line each: a URL, or
    /// JSON as {"url": "…", "at": "…", "method": "…"}, which is answered in JSON
    url: String,
    /// When it is asked: an instant as `2024-12-31T23:30Z`, or a day (its start, UTC); the last stage unless given
    #[arg(long, value_name = "INSTANT", conflicts_with = "all_stages")]
    at: Option<String>,
    /// Tell its whole life, stage by stage
    #[arg(long)]
    all_stages: bool,
    /// The method of the request
    #[arg(long, value_name = "METHOD", default_value = "GET")]
    method: String,
    /// Print JSON, an answer a line
    #[arg(long)]
    json: bool,
}

/// One question, from a program.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Question {
    /// The URL, whole.
    url: String,
    /// The instant, RFC 3339, or a day; the last stage's if it is not written.
    #[serde(default)]
    at: Option<String>,
    /// `GET` if it is not written.
    #[serde(default)]
    method: Option<String>,
}

/// One answer, for programs.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Line {
    /// The URL that was asked for.
    url: String,
    /// The instant, RFC 3339.
    at: String,
    /// The stage that holds then.
    stage: String,
    /// `redirect`, `gone`, `page`, `unavailable`, `serve`, `not-found`, `untouched`, or `unknown-host`.
    answer: &'static str,
    /// Not there where another server says it.
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    location: Option<String>,
    /// Those that are declared, by name.
    headers: std::collections::BTreeMap<&'static str, String>,
    /// The source that won, as it was written.
    #[serde(skip_serializing_if = "Option::is_none")]
    rule: Option<String>,
    /// Where that rule stands, as `regions/uk.toml:14`.
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<String>,
}

impl Ask {
    /// Answers one URL, or a line of standard input at a time.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let checked = crate::check_workspace(setting.disk()?.as_ref(), Options::default())?;
        let Some(plan) = checked.plan.as_ref().filter(|_| !crate::is_broken(&checked.report)) else {
            super::show::findings(&checked, super::show::Form::Terminal, setting)?;
            anstream::eprintln!("error: the workspace cannot answer: {}", super::show::summary(&checked));
            super::show::repeat(&checked, &setting.words("check"))?;
            return Ok(Exit::Found);
        };
        let mut out = anstream::stdout().lock();
        if self.url != "-" {
            self.one(&self.url, plan, &mut out)?;
        } else {
            for (at, line) in std::io::stdin().lock().lines().enumerate() {
                let line = line?;
                let line = line.trim();
                let answered = match line.starts_with('{') {
                    true => self.asked(line).and_then(|it| it.one(&it.url, plan, &mut out)),
                    false if line.is_empty() => Ok(()),
                    false => self.one(line, plan, &mut out),
                };
                answered.map_err(|stop| Stop { text: format!("line {}: {}", at + 1, stop.text), ..stop })?;
            }
        }
        if checked.report.has_errors() && !setting.is_quiet {
            anstream::eprintln!(
                "note: the workspace has errors ({}); `cutover check` shows them",
                diag::plural(checked.report.count(diag::Severity::Error), "error", "errors")
            );
        }
        Ok(Exit::Done)
    }

    /// Reads a question out of JSON; what it does not say is as the command line has it.
    fn asked(&self, line: &str) -> Result<Ask, Stop> {
        let question: Question = serde_json::from_str(line).map_err(|err| Stop::usage(err.to_string()))?;
        Ok(Ask {
            url: question.url,
            at: question.at.or_else(|| self.at.clone()),
            all_stages: self.all_stages,
            method: question.method.unwrap_or_else(|| self.method.clone()),
            json: true,
        })
    }

    fn one(&self, url: &str, plan: &Plan, out: &mut dyn Write) -> Result<(), Stop> {
        let request = Request { method: self.method.to_ascii_uppercase(), ..Request::of_url(url).map_err(Stop::usage)? };
        let instants = self.instants(plan)?;
        if self.json {
            for at in instants {
                let mut line = line(url, at, plan, &plan.answer(&request, at));
                if !knows(&request, plan) {
                    line.answer = "unknown-host";
                }
                writeln!(out, "{}", serde_json::to_string(&line).expect("an answer holds only text and numbers"))?;
            }
            return Ok(());
        }
        writeln!(out, "{url}")?;
        if !knows(&request, plan) {
            let origin = format!("https://{}", request.host_name());
            let what = if plan.graph.origins.contains(&origin) { "a platform's: redirects lead there" } else { "of nobody here" };
            writeln!(out, "  the host is none of this workspace, it is {what}; our servers answer 404 for it")?;
            return Ok(());
        }
        if let Some(why) = request.outside() {
            writeln!(out, "  servers need not agree on this request: {why}")?;
        }
        if self.all_stages { self.life(&request, plan, out) } else { instants.into_iter().try_for_each(|at| long(&request, at, plan, out)) }
    }

    fn instants(&self, plan: &Plan) -> Result<Vec<Timestamp>, Stop> {
        if self.all_stages {
            return Ok((0..plan.stages.len()).map(|it| plan.instant_of(it)).collect());
        }
        match &self.at {
            Some(text) => instant(text).map(|it| vec![it]).ok_or_else(|| {
                Stop::usage(format!(
                    "`{text}` is no instant: a time needs its offset; write `2024-12-31T23:30Z`, `2024-12-31T23:30+01:00` or a day"
                ))
            }),
            None => Ok(vec![plan.instant_of(plan.stages.len() - 1)]),
        }
    }

    /// Prints a line for each stage in which the answer is another one than before.
    fn life(&self, request: &Request, plan: &Plan, out: &mut dyn Write) -> Result<(), Stop> {
        let mut before = None;
        let mut same = 0;
        let zone = zone(request, plan);
        let flush = |same: &mut usize, out: &mut dyn Write| -> Result<(), Stop> {
            if *same > 0 {
                writeln!(out, "  {:19} … {} with the same answer", "", diag::plural(*same, "more stage", "more stages"))?;
                *same = 0;
            }
            Ok(())
        };
        for (rank, stage) in plan.stages.iter().enumerate() {
            let answer = plan.answer(request, plan.instant_of(rank));
            let now = (answer.outcome.clone(), answer.origin().map(|it| it.span), answer.headers.clone());
            if before.as_ref() == Some(&now) {
                same += 1;
                continue;
            }
            flush(&mut same, out)?;
            let when = match (stage.since, &zone) {
                (None, _) => "from the beginning".to_owned(),
                (Some(since), Some(zone)) => format!("{}  ({})", time::utc(since), time::local(since, zone)),
                (Some(since), None) => time::utc(since),
            };
            writeln!(out, "\n  {when}  {}", stage.name)?;
            writeln!(out, "    {}", shown(&answer))?;
            details(&answer, plan, "    ", out)?;
            before = Some(now);
        }
        flush(&mut same, out)
    }
}

/// Tells whether the host of a request is one of the workspace.
fn knows(request: &Request, plan: &Plan) -> bool {
    let name = request.host_name();
    plan.hosts.contains_key(&name) || plan.aliases.contains_key(&name)
}

/// Returns the zone of the site that owns a request.
fn zone(request: &Request, plan: &Plan) -> Option<TimeZone> {
    let answer = plan.answer(request, plan.instant_of(0));
    let site = &plan.graph.sites[answer.site?];
    site.zone.clone().or_else(|| plan.graph.region_of(site).zone.clone())
}

/// Reads an instant: RFC 3339, without seconds too, or a day (its start in UTC). A time without its offset is no instant.
pub fn instant(text: &str) -> Option<Timestamp> {
    if text.contains('[') {
        return None;
    }
    if text.len() == "2024-12-31".len() {
        let day: jiff::civil::Date = text.parse().ok()?;
        return day.to_zoned(TimeZone::UTC).ok().map(|it| it.timestamp());
    }
    text.parse().ok()
}

fn long(request: &Request, at: Timestamp, plan: &Plan, out: &mut dyn Write) -> Result<(), Stop> {
    let answer = plan.answer(request, at);
    let stage = &plan.stages[plan.stage_at(at)];
    writeln!(out, "  at {} (stage {})", time::utc(at), stage.name)?;
    writeln!(out, "  {}", shown(&answer))?;
    details(&answer, plan, "  ", out)
}

/// Prints the rule, its place, the hops and the headers.
fn details(answer: &Answer, plan: &Plan, indent: &str, out: &mut dyn Write) -> Result<(), Stop> {
    if let Some(origin) = answer.origin() {
        let made = if origin.made.is_empty() { "" } else { ", in a spelling made of it" };
        writeln!(out, "{indent}by `{}` in {}{made}", origin.text, plan.place(origin.span))?;
    }
    if let Some(redirect) = answer.redirect() {
        if redirect.is_on_trial {
            writeln!(out, "{indent}temporary while the redirect is on trial")?;
        }
        for hop in &redirect.hops {
            writeln!(out, "{indent}through `{}` in {}", hop.text, plan.place(hop.span))?;
        }
        if redirect.hop_count > redirect.hops.len() {
            writeln!(out, "{indent}and through {} more", redirect.hop_count - redirect.hops.len())?;
        }
    }
    for (name, value) in &answer.headers {
        writeln!(out, "{indent}{name}: {value}")?;
    }
    Ok(())
}

/// Returns an answer in one line.
fn shown(answer: &Answer) -> String {
    match &answer.outcome {
        Outcome::Redirect { status, location } => format!("{status} → {location}"),
        Outcome::Gone { .. } => "410 gone, with a page".to_owned(),
        Outcome::Page { page } => format!("200 with the page {page}"),
        Outcome::Unavailable { .. } => "503 unavailable, with a page".to_owned(),
        Outcome::Serve { upstream, .. } => format!("served by {}://{}", upstream.scheme, upstream.authority),
        Outcome::NotFound => "404 not found".to_owned(),
        Outcome::Untouched => "untouched: the host belongs to an independent region, and nothing is generated for it".to_owned(),
    }
}

fn line(url: &str, at: Timestamp, plan: &Plan, answer: &Answer) -> Line {
    let location = match &answer.outcome {
        Outcome::Redirect { location, .. } => Some(location.clone()),
        _ => None,
    };
    Line {
        url: url.to_owned(),
        at: time::utc(at),
        stage: plan.stages[plan.stage_at(at)].name.clone(),
        answer: answer.outcome.word(),
        status: answer.outcome.status(),
        location,
        headers: answer.headers.iter().cloned().collect(),
        rule: answer.origin().map(|it| it.text.clone()),
        place: answer.origin().map(|it| plan.place(it.span).to_string()),
    }
}
