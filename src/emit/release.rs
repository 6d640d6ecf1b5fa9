//! `waivers.json`, `waivers.md` and `approvals.md`: what a release is let pass with, and who signed what customers read. They
//! stand beside the output in a bundle.

use super::notices::Text;
use super::shape::{VERSION, code, pretty};
use super::{Fault, overlay};
use crate::diag::{Diagnostic, plural};
use crate::model::plan::Plan;
use crate::model::plan::text::{Signatures, Standing, is_asked, roles};
use crate::model::spec::workspace::Waiver as Written;
use crate::template::{Templates, Verbatim};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is let pass, for a reason and until a day.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Waivers {
    /// The version of this shape.
    pub version: u32,
    /// The day that counted as today.
    pub as_of: String,
    /// In the order in which they were written.
    pub waivers: Vec<Waiver>,
}

/// One finding, or several of one rule at one place, let pass.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Waiver {
    /// The rule, as `date/short-lead`.
    pub rule: String,
    /// The place: `uk.milestones.sunset`, `uk/redirects.csv:14`, or a region.
    pub at: String,
    /// Why it is let pass.
    pub because: String,
    /// The role that approved it.
    pub approver: String,
    /// The last day on which it holds.
    pub expires: String,
    /// From the day that counted as today to the last one; 0 on the last one.
    pub days_left: i64,
    /// What it lets pass.
    pub findings: Vec<Finding>,
}

/// A finding that is let pass.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Finding {
    pub message: String,
    /// Where it is, as `regions/uk.toml:14`.
    pub place: String,
}

/// What `waivers.md` prints.
#[derive(Serialize)]
struct WaiversView {
    program: String,
    as_of: String,
    waivers: Vec<WaiverView>,
}

#[derive(Serialize)]
struct WaiverView {
    rule: Verbatim,
    at: Verbatim,
    because: String,
    approver: String,
    expires: String,
    left: String,
    findings: Vec<FindingView>,
}

#[derive(Serialize)]
struct FindingView {
    message: String,
    place: Verbatim,
}

/// What `approvals.md` prints.
#[derive(Serialize)]
struct ApprovalsView {
    program: String,
    as_of: String,
    /// Whether anybody must sign, or has.
    is_asked: bool,
    open: Vec<OpenView>,
    signed: Vec<SignedView>,
}

#[derive(Serialize)]
struct OpenView {
    text: Verbatim,
    role: String,
    why: String,
}

#[derive(Serialize)]
struct SignedView {
    text: Verbatim,
    role: String,
    on: String,
    digest: Verbatim,
}

/// Returns the files, by name; `let_pass` holds each waiver with what it lets pass.
pub fn documents(plan: &Plan, let_pass: &[(&Written, Vec<&Diagnostic>)], as_of: Date) -> Result<BTreeMap<String, Vec<u8>>, Vec<Fault>> {
    let templates = Templates::new(overlay(plan));
    let waivers = waivers(plan, let_pass, as_of);
    let texts = if is_asked(&plan.graph) { super::texts(plan)? } else { Vec::new() };
    let rendered = |name: &str, text: Result<String, crate::template::Failure>| {
        text.map(|it| (name.to_owned(), it.into_bytes())).map_err(|it| vec![Fault::from(it)])
    };
    Ok(BTreeMap::from([
        ("waivers.json".to_owned(), pretty(&waivers)),
        rendered("waivers.md", templates.render("release/waivers.md.j2", &waivers_view(plan, &waivers)))?,
        rendered("approvals.md", templates.render("release/approvals.md.j2", &approvals(plan, &texts, as_of)))?,
    ]))
}

fn waivers(plan: &Plan, let_pass: &[(&Written, Vec<&Diagnostic>)], as_of: Date) -> Waivers {
    let place = |it: &Diagnostic| {
        let place = plan.place(it.span());
        format!("{}:{}", place.path, place.line)
    };
    let waiver = |(it, findings): &(&Written, Vec<&Diagnostic>)| Waiver {
        rule: it.rule.value.clone(),
        at: it.at.value.clone(),
        because: it.because.value.clone(),
        approver: it.approver.value.clone(),
        expires: it.expires.value.0.to_string(),
        days_left: as_of.until(it.expires.value.0).map_or(0, |it| it.get_days().into()),
        findings: findings.iter().map(|it| Finding { message: it.message.clone(), place: place(it) }).collect(),
    };
    Waivers { version: VERSION, as_of: as_of.to_string(), waivers: let_pass.iter().map(waiver).collect() }
}

fn waivers_view(plan: &Plan, waivers: &Waivers) -> WaiversView {
    let left = |days: i64| match days {
        ..0 => "over".to_owned(),
        0 => "the last day".to_owned(),
        days => format!("{} left", plural(usize::try_from(days).unwrap_or(usize::MAX), "day", "days")),
    };
    let waiver = |it: &Waiver| WaiverView {
        rule: Verbatim(code(&it.rule)),
        at: Verbatim(code(&it.at)),
        because: it.because.clone(),
        approver: it.approver.clone(),
        expires: it.expires.clone(),
        left: left(it.days_left),
        findings: it.findings.iter().map(|it| FindingView { message: it.message.clone(), place: Verbatim(code(&it.place)) }).collect(),
    };
    let program = plan.graph.program.name.clone();
    WaiversView { program, as_of: waivers.as_of.clone(), waivers: waivers.waivers.iter().map(waiver).collect() }
}

/// Tells of each text how it stands with everybody who must sign it, or has; what was sent is not asked for again.
fn approvals(plan: &Plan, texts: &[Text], as_of: Date) -> ApprovalsView {
    let graph = &plan.graph;
    let signatures = Signatures::of(graph);
    let (mut open, mut signed) = (Vec::new(), Vec::new());
    for text in texts.iter().map(Text::known) {
        let asked: BTreeSet<&str> = roles(graph, &text.region).map(|it| it.value.as_str()).collect();
        for role in asked.iter().copied().chain(signatures.roles(&text)).collect::<BTreeSet<&str>>() {
            let is_open = asked.contains(role) && !text.is_past(Some(as_of));
            let id = Verbatim(code(&text.id));
            match signatures.standing(&text, role) {
                Standing::Signed(it) => {
                    let digest = Verbatim(code(&text.digest));
                    signed.push(SignedView { text: id, role: role.to_owned(), on: it.on.value.0.to_string(), digest });
                }
                Standing::Changed(it) if is_open => {
                    let why = format!("it has changed since it was signed on {}", it.on.value.0);
                    open.push(OpenView { text: id, role: role.to_owned(), why });
                }
                Standing::Unsigned if is_open => open.push(OpenView { text: id, role: role.to_owned(), why: "not signed".to_owned() }),
                Standing::Changed(_) | Standing::Unsigned => {}
            }
        }
    }
    ApprovalsView { program: graph.program.name.clone(), as_of: as_of.to_string(), is_asked: is_asked(graph), open, signed }
}
