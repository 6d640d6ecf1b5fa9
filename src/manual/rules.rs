//! A page for each rule, one for each topic, and the list of all.

use super::language::Language;
use super::{Page, sample};
use crate::diag::{Code, Severity, plural};
use std::collections::BTreeMap;

/// What a topic is about; one that is not listed here is named by its word.
const TOPICS: &[(&str, &str)] = &[
    ("app", "Apps: their end, their replacement, the links that open in them."),
    ("brand", "Where the brand stands on the successor."),
    ("date", "Milestones: their order, their clocks, the time that customers are given."),
    ("dns", "Zones, records and how long answers are kept."),
    ("domain", "Registered names, and how long they are held."),
    ("ent", "Entitlements: points, coupons, credit, and accounts that hold them."),
    ("graph", "What waits for what."),
    ("lint", "Waivers and severities."),
    ("mail", "A domain's mail, while it closes and afterwards."),
    ("notice", "What customers are told, and in which language."),
    ("redirect", "Rules, tables and where URLs lead."),
    ("release", "What a release must have."),
    ("schema", "How files are written, and whether names mean something."),
    ("svc", "Services: support, orders on their way, data that stay behind."),
    ("target", "What a server can be told."),
    ("template", "Templates and messages that a workspace lays over ours."),
    ("tls", "Certificates, and what browsers remember of https."),
];

/// Returns the list of all rules, and behind each topic's page those of its rules.
pub(super) fn pages(language: &Language) -> Vec<Page> {
    let mut topics: BTreeMap<&str, Vec<&Code>> = BTreeMap::new();
    for code in crate::codes() {
        topics.entry(code.name.split('/').next().unwrap_or_default()).or_default().push(code);
    }
    let mut pages = vec![Page { title: "Rules".to_owned(), path: "rules/index.md".to_owned(), text: list(&topics), depth: 0 }];
    for (topic, codes) in topics {
        let rows = rows(&codes, "");
        let text = format!("# Rules on `{topic}`\n\n{}\n\n{rows}", about(topic));
        pages.push(Page { title: topic.to_owned(), path: format!("rules/{topic}/index.md"), text, depth: 1 });
        pages.extend(codes.into_iter().map(|it| page(it, language)));
    }
    pages
}

fn about(topic: &str) -> &str {
    TOPICS.iter().find(|it| it.0 == topic).map_or("", |it| it.1)
}

fn list(topics: &BTreeMap<&str, Vec<&Code>>) -> String {
    let count = plural(topics.values().map(Vec::len).sum(), "rule", "rules");
    let mut text = format!(
        "# Rules\n\n{count}, by topic. `cutover explain` prints the same pages; the example on each is run by a test and trips its \
         rule and no other.\n\n{}\n{}",
        SEVERITIES,
        "A workspace may set another severity, or let one finding pass for a reason and until a day: see [`lint`](../language/lint.md).\n"
    );
    for (topic, codes) in topics {
        text.push_str(&format!("\n## {topic}\n\n{}\n\n{}", about(topic), rows(codes, &format!("{topic}/"))));
    }
    text
}

const SEVERITIES: &str = "\
| severity | a draft | `--strict` |
|---|---|---|
| error | stops the run | stops the run |
| release | a warning | stops the run |
| warning | is told | is told |
| info | is told | is told |
";

/// Returns a table of rules, each with a link from the folder above `folder`.
fn rows(codes: &[&Code], folder: &str) -> String {
    let row = |code: &&Code| {
        let fault = code.name.split_once('/').map_or(code.name, |it| it.1);
        format!("| [`{}`]({folder}{fault}.md) | {} | {} |\n", code.name, code.severity.word(), summary(code).replace('|', "\\|"))
    };
    format!("| rule | severity | fault |\n|---|---|---|\n{}", codes.iter().map(row).collect::<String>())
}

/// Returns the first sentence of a rule's page.
fn summary(code: &Code) -> String {
    let lines = code.page.lines().map(str::trim).take_while(|it| !it.is_empty());
    lines.collect::<Vec<_>>().join(" ")
}

/// Returns the path of a rule's page in the book.
pub(super) fn path(code: &Code) -> String {
    format!("rules/{}.md", code.name)
}

fn page(code: &Code, language: &Language) -> Page {
    let severity = match code.severity {
        Severity::Release => "a warning in a draft, an error with `--strict`".to_owned(),
        other => other.word().to_owned(),
    };
    let mut text = format!("# `{}`\n\n*Severity: {severity}.* ", code.name);
    for line in code.page.lines().map(|it| it.strip_prefix(' ').unwrap_or(it)) {
        match line.strip_prefix("```").and_then(|it| it.split_once(' ')) {
            Some((kind, file)) => text.push_str(&format!("In `{file}`:\n\n```{kind}\n")),
            None => text.extend([line, "\n"]),
        }
    }
    let keys = language.links(&sample::of_page(code, language), "../../");
    let text = format!("{}\n", text.trim_end());
    let text = if keys.is_empty() { text } else { format!("{text}\n## Keys\n\nThis page speaks of {}.\n", keys.join(", ")) };
    Page { title: code.name.to_owned(), path: path(code), text, depth: 2 }
}
