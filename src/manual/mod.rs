//! The book: chapters that people wrote, and chapters made from the types, the rules and the commands.

mod commands;
mod language;
mod rules;
mod sample;
mod servers;
mod words;

pub use commands::Command;

use language::Language;
use std::collections::BTreeMap;

/// A chapter that a person wrote: its title, its path in the book, and its text.
type Chapter = (&'static str, &'static str, &'static str);

const WELCOME: Chapter = ("Welcome", "index.md", include_str!("../../docs/src/index.md"));

/// In the order in which a newcomer reads them.
const CHAPTERS: &[Chapter] = &[
    ("A tour in ten minutes", "tour.md", include_str!("../../docs/src/tour.md")),
    ("Take over what you have", "import.md", include_str!("../../docs/src/import.md")),
    ("Add a region", "region.md", include_str!("../../docs/src/region.md")),
    ("Time", "time.md", include_str!("../../docs/src/time.md")),
    ("Take over from nginx and Apache", "import-servers.md", include_str!("../../docs/src/import-servers.md")),
    ("What a URL answers", "answers.md", include_str!("../../docs/src/answers.md")),
    ("Tables that no one can read", "large.md", include_str!("../../docs/src/large.md")),
    ("Test what URLs get", "test.md", include_str!("../../docs/src/test.md")),
    ("Repair what is certain", "fix.md", include_str!("../../docs/src/fix.md")),
    ("DNS, certificates and mail", "dns.md", include_str!("../../docs/src/dns.md")),
    ("Findings in CI", "ci.md", include_str!("../../docs/src/ci.md")),
    ("What a change does", "diff.md", include_str!("../../docs/src/diff.md")),
    ("Templates and messages", "templates.md", include_str!("../../docs/src/templates.md")),
    ("What customers read", "notices.md", include_str!("../../docs/src/notices.md")),
    ("Sign off what customers read", "sign-off.md", include_str!("../../docs/src/sign-off.md")),
    ("Two reports, retold", "retold.md", include_str!("../../docs/src/retold.md")),
    ("A server of your own", "own-server.md", include_str!("../../docs/src/own-server.md")),
    ("What is built, and who reads it", "output.md", include_str!("../../docs/src/output.md")),
    ("The night of a cutover", "night.md", include_str!("../../docs/src/night.md")),
    ("Bundles", "bundle.md", include_str!("../../docs/src/bundle.md")),
    ("Rehearse the night", "rehearse.md", include_str!("../../docs/src/rehearse.md")),
    ("The runbook", "runbook.md", include_str!("../../docs/src/runbook.md")),
    ("Following the runbook", "follow.md", include_str!("../../docs/src/follow.md")),
    ("Going back", "rollback.md", include_str!("../../docs/src/rollback.md")),
    ("Verify running servers", "verify.md", include_str!("../../docs/src/verify.md")),
    ("Speed", "speed.md", include_str!("../../docs/src/speed.md")),
];

/// Files that chapters show, by their path in the book.
const EXAMPLES: [(&str, &str); 1] = [("examples/varnish/default.vcl.j2", include_str!("../../docs/src/examples/varnish/default.vcl.j2"))];

/// What mdBook reads beside the chapters.
const SETTINGS: [(&str, &str); 5] = [
    ("book.toml", include_str!("../../docs/book.toml")),
    ("book.css", include_str!("../../docs/book.css")),
    // What a chapter shows as a whole.
    ("ci/github.yml", include_str!("../../docs/ci/github.yml")),
    ("ci/gitlab-ci.yml", include_str!("../../docs/ci/gitlab-ci.yml")),
    ("ci/Containerfile", include_str!("../../docs/ci/Containerfile")),
];

/// Returns every file of the book by its path, as mdBook reads them; `commands` are those of the program.
pub fn book(commands: &[Command]) -> BTreeMap<String, String> {
    let language = Language::new();
    let mut book = BTreeMap::from(SETTINGS.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let mut add = |path: &str, text: String| book.insert(format!("src/{path}"), text);
    for (_, path, text) in std::iter::once(WELCOME).chain(CHAPTERS.iter().copied()) {
        add(path, text.to_owned());
    }
    for (path, text) in EXAMPLES {
        add(path, text.to_owned());
    }
    let generated = language.pages().into_iter().chain(rules::pages(&language)).chain([servers::page(), commands::page(commands)]);
    let pages: Vec<Page> = generated.collect();
    add("SUMMARY.md", summary(&pages));
    for page in pages {
        add(&page.path, page.text);
    }
    book
}

/// Tells whether the language has a key of that name, as `policy.trial` or `milestones.sunset.by`.
pub fn has_key(path: &str) -> bool {
    Language::new().has(path)
}

/// A page that is made, with its place in the list of chapters.
struct Page {
    title: String,
    path: String,
    text: String,
    /// How far it is set in below the reference.
    depth: usize,
}

fn summary(pages: &[Page]) -> String {
    let line = |depth: usize, title: &str, path: &str| format!("{}- [{title}]({path})\n", "  ".repeat(depth));
    let mut text = format!("# Summary\n\n[{}]({})\n\n# Guide\n\n", WELCOME.0, WELCOME.1);
    text.extend(CHAPTERS.iter().map(|(title, path, _)| line(0, title, path)));
    text.push_str("\n# Reference\n\n");
    text.extend(pages.iter().map(|it| line(it.depth, &it.title, &it.path)));
    text
}

/// Returns the name under which a heading is found within its page.
fn anchor(heading: &str) -> String {
    let kept = heading.trim().chars().filter(|it| it.is_alphanumeric() || matches!(it, '-' | '_' | ' '));
    kept.map(|it| if it == ' ' { '-' } else { it.to_ascii_lowercase() }).collect()
}
