//! What tells a finding from all others, and stays as it is while lines move.

use super::{Diagnostic, Printing};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Returns a fingerprint for each finding, in their order: of the rule, the file, what it is about and the line's text.
/// No line number and no message goes in; of findings that are alike in all that, each next one counts on.
pub fn fingerprints<'a>(printing: &Printing, findings: impl Iterator<Item = &'a Diagnostic>) -> Vec<String> {
    let mut seen: BTreeMap<String, u32> = BTreeMap::new();
    let printed = |it: &Diagnostic| {
        let path = &printing.sources.file(it.span().file).path;
        let line = printing.sources.line(it.span()).trim();
        let base = format!("{}\0{path}\0{}\0{line}\0{}", it.code.name, it.subject, it.labels[0].text);
        let count = seen.entry(base.clone()).and_modify(|it| *it += 1).or_insert(0);
        let digest = Sha256::digest(format!("{base}\0{count}"));
        digest.iter().take(16).map(|it| format!("{it:02x}")).collect()
    };
    findings.map(printed).collect()
}
