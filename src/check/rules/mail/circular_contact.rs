//! `mail/circular-contact`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, order};
use crate::model::spec::place::MailEnd;
use crate::source::Located;
use std::collections::{BTreeMap, BTreeSet};

crate::diag::code! {
    /// Mail is passed on from one domain to another, and back again.
    ///
    /// ## Why it matters
    ///
    /// Each passes on what the other passes on, until one of them refuses; the sender gets an error, or nothing, and no
    /// person ever reads it.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { receive-until = 2026-12-31, send-until = 2025-01-31, then = "forward", forward-to = "care@po.co" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let one of them keep its mail, or pass it on to a domain outside the round.
    "mail/circular-contact" Error
}

/// Reports rounds of domains that pass mail on to each other, each once.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut next: BTreeMap<&str, (&str, &Located<String>)> = BTreeMap::new();
    for (name, domain) in &graph.domains {
        let mail = domain.mail.as_ref().filter(|it| it.then.is_some_and(|it| it.value == MailEnd::Forward));
        let Some(to) = mail.and_then(|it| it.forward_to.as_ref()) else { continue };
        let host = to.value.rsplit_once('@').map(|it| it.1.trim().trim_end_matches('>').to_ascii_lowercase());
        // A domain's own mail alone: what lies below it may have a server of its own.
        if let Some((target, _)) = host.and_then(|it| graph.domains.get_key_value(&it)) {
            next.insert(name, (target, to));
        }
    }
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    for start in next.keys().copied() {
        let mut way: Vec<&str> = Vec::new();
        let mut at = start;
        while seen.insert(at) {
            way.push(at);
            match next.get(at) {
                Some((to, _)) => at = to,
                None => break,
            }
        }
        if let Some(first) = way.iter().position(|it| *it == at).filter(|_| next.contains_key(at)) {
            report.push(round(graph, &way[first..], &next));
        }
    }
}

fn round(graph: &Graph, round: &[&str], next: &BTreeMap<&str, (&str, &Located<String>)>) -> Diagnostic {
    let first = next[round[0]].1;
    let message = match round {
        [only] => format!("mail of `{only}` is passed on to `{}`, on the same domain", first.value),
        _ => format!("mail of `{}` comes back to it through {}", round[0], crate::diag::listed(&round[1..])),
    };
    let finding = Diagnostic::new(&CODE, first.span, "is passed on", message);
    let finding = round[1..].iter().fold(finding, |finding, it| finding.label(next[it].1.span, "and back"));
    let region = order::region_at(graph, graph.domains[round[0]].span).map_or("", |it| it.id.as_str());
    finding
        .help("write `forward-to` with an address that somebody reads, on a domain outside the round")
        .about(format!("{region}.domains.{}.mail", round[0]))
}
