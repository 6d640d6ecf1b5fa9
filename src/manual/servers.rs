//! What each target makes of each clause, from what its emitter declares.

use super::Page;
use crate::emit::EMITTERS;
use crate::emit::target::{Clause, Emitter, Holding};

/// Returns the page.
pub(super) fn page() -> Page {
    let mut text = format!("{INTRODUCTION}\n{}", table());
    text.extend(EMITTERS.iter().map(of_target));
    Page { title: "Servers".to_owned(), path: "servers.md".to_owned(), text, depth: 0 }
}

const INTRODUCTION: &str = "\
# Servers

What a URL answers is one meaning ([What a URL answers](answers.md)), and each target says of each clause of it whether
its language holds it. A test puts the clause's own requests to the real program and fails where a word here is not true,
in either direction; others draw workspaces and requests at random and hold each answer against `cutover ask`.

| word | means |
|---|---|
| holds | the server answers as `cutover ask` does |
| refused | its language has no words for it: a rule that needs it is an error ([`target/cannot`](rules/target/cannot.md)), and nothing is written |
| in part | it holds but for what is told: there the answer may be otherwise |
| open | templates of one's own decide ([A server of your own](own-server.md)) |
| differs | outside the promise, where it answers otherwise in the way that is told |

## Which requests are promised

One of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS, for one host of the workspace. Its target has at most 4,000 bytes,
starts with `/`, and holds only characters that a URL may hold; every `%` is followed by two hex digits, and none is `%00`;
no segment of the path is `.` or `..`, however it is spelled; a `?` is followed by a query. A path that starts with `//` is
promised to redirects, not to what is served.

Any other request may get the same rule's answer, what the site answers where no rule does, or a status from 400 to 499
(501 to a method that the server does not know). Another rule's destination it gets only where the table says `differs`.

## What each target holds
";

/// Returns the table of all clauses and targets.
fn table() -> String {
    let names: String = EMITTERS.iter().map(|it| format!(" {} |", it.kind.word())).collect();
    let mut text = format!("| clause | says |{names}\n|---|---|{}\n", "---|".repeat(EMITTERS.len()));
    for clause in Clause::ALL {
        let words: String = EMITTERS.iter().map(|it| format!(" {} |", word((it.fidelity)(*clause)).0)).collect();
        text.push_str(&format!("| `{}` | {} |{words}\n", clause.name(), clause.says()));
    }
    text
}

/// Returns what one target does not hold, and why.
fn of_target(emitter: &Emitter) -> String {
    let row = |clause: &Clause| {
        let (word, why) = word((emitter.fidelity)(*clause));
        (!why.is_empty()).then(|| format!("| `{}` | {word} | {} |\n", clause.name(), why.replace('|', "\\|")))
    };
    let rows: String = Clause::ALL.iter().filter_map(row).collect();
    let told =
        if rows.is_empty() { "Every clause holds.\n".to_owned() } else { format!("| clause | | how, or why |\n|---|---|---|\n{rows}") };
    format!("\n## {}\n\n{told}", emitter.kind.word())
}

/// Returns the word for what a target makes of a clause, and the reason.
fn word(holding: Holding) -> (&'static str, &'static str) {
    match holding {
        Holding::Holds => ("holds", ""),
        Holding::Refused(why) => ("refused", why),
        Holding::Differs(how) => ("differs", how),
        Holding::Within(how) => ("in part", how),
        Holding::Open => ("open", "its templates decide, and the probes of each stage judge"),
    }
}
