//! `ent/unmatched-accounts`

use crate::check::moves::{Moving, moves};
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::Graph;
use crate::model::spec::service::{Match, ServiceKind};
use crate::model::spec::table::{Table, unwritten};
use crate::source::Located;

crate::diag::code! {
    /// Accounts move, and it is open how they find their owners.
    ///
    /// ## Why it matters
    ///
    /// Some accounts match none of the successor's, some match several. And where an account waits to be claimed by
    /// whoever names its address, others claim it: what is shown must have been verified.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.accounts]
    /// match = { key = "e-mail address", unmatched = "claim page", duplicates = "by hand" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write what two accounts must share, what becomes of one that matches none, and of one that matches several; let
    /// nobody claim by an address that was not verified:
    ///
    /// ```text
    /// match = { key = "verified e-mail address", unmatched = "claim page", duplicates = "by hand" }
    /// ```
    "ent/unmatched-accounts" Error
}

/// Reports accounts that move without a whole way to match them, or that anybody can claim.
pub fn run(graph: &Graph, report: &mut Report) {
    for it in moves(graph).filter(|it| it.kind == ServiceKind::Accounts && it.is_carried()) {
        let written = &it.service.written;
        let matching = written.r#match.as_ref();
        let missing = unwritten(matching.map(|it| &it.value), &["key", "unmatched", "duplicates"]);
        if !missing.is_empty() && written.open("match").is_none() {
            let message = format!("`{}` moves, and its `match` does not say {}", it.service.name, listed(&missing));
            let finding = Diagnostic::new(&CODE, matching.map_or(it.service.span, |it| it.span), "not matched whole", message);
            let help = "write `match = { key = \"verified e-mail address\", unmatched = \"…\", duplicates = \"…\" }`";
            report.push(finding.help(help).about(it.subject()));
        }
        matching.into_iter().for_each(|found| claimed(&it, &found.value, report));
    }
}

/// Whoever may claim an account shows something that was verified.
fn claimed(it: &Moving, matching: &Match, report: &mut Report) {
    let Some(key) = matching.key.as_ref().filter(|it| !is_verified(it)) else { return };
    let ways = [&matching.unmatched, &matching.duplicates];
    let Some(way) = ways.into_iter().flatten().find(|it| words(it).any(|word| word.starts_with("claim")) && !is_verified(it)) else {
        return;
    };
    let message = format!("accounts can be claimed by `{}`, which is not said to be verified", key.value);
    let finding = Diagnostic::new(&CODE, key.span, "anybody can name it", message).label(way.span, "claimed here");
    report.push(finding.help("write `key = \"verified e-mail address\"`, or what else is shown to be theirs").about(it.subject()));
}

fn words(text: &Located<String>) -> impl Iterator<Item = String> + '_ {
    text.value.split(|it: char| !it.is_alphanumeric()).map(str::to_lowercase)
}

fn is_verified(text: &Located<String>) -> bool {
    let all: Vec<String> = words(text).collect();
    all.iter().any(|it| matches!(it.as_str(), "verified" | "confirmed" | "proved")) && !all.iter().any(|it| it == "not")
}
