//! Prints what the old server and ours answered to the same requests: `cutover import --prove`.

use crate::diag::plural;
use crate::import::proof::{Difference, Proof};
use std::collections::BTreeMap;
use std::fmt::Write;

/// So many requests of a line are shown.
const SHOWN: usize = 3;

/// Returns a proof as a person reads it: what agrees, what was known to part, and each difference by its line.
pub fn text(proof: &Proof) -> String {
    let mut out = format!("asked {}: {} led alike, {} served alike\n", requests(proof.asked), proof.led_alike, proof.served_alike);
    for (count, what) in [
        (proof.in_fewer_hops, "end alike, here in fewer hops"),
        (proof.by_what_was_left, "answered there by a rule, or a part of one, that was left"),
        (proof.as_told, "part as a note of their rule tells"),
        (proof.spelled_otherwise, "spelled otherwise: the old server reads the path decoded, ours as it was sent"),
    ] {
        if count > 0 {
            let _ = writeln!(out, "  {count} {what}");
        }
    }
    let _ = writeln!(out, "{}", plural(proof.differences.len(), "difference", "differences"));
    let mut lines: BTreeMap<Option<usize>, Vec<&Difference>> = BTreeMap::new();
    for it in &proof.differences {
        lines.entry(it.line.or(it.imported_from)).or_default().push(it);
    }
    for (line, all) in lines {
        let line = line.map_or_else(|| "no line".to_owned(), |it| format!("line {it}"));
        let _ = writeln!(out, "{line} of the old configuration, {}", requests(all.len()));
        for it in all.iter().take(SHOWN) {
            let _ = writeln!(out, "  {}\n    there {}\n    here  {}", it.url, it.old, it.new);
        }
        if all.len() > SHOWN {
            let _ = writeln!(out, "  … and {} more", all.len() - SHOWN);
        }
    }
    out
}

/// Returns a proof as programs read it (`import-proof.schema.json`).
pub fn json(proof: &Proof) -> String {
    serde_json::to_string_pretty(proof).map(|it| it + "\n").unwrap_or_default()
}

fn requests(count: usize) -> String {
    plural(count, "request", "requests")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differences_are_told_by_their_line() {
        let difference = Difference {
            method: "GET".to_owned(),
            url: "https://a.example/x".to_owned(),
            line: Some(3),
            imported_from: Some(3),
            old: "301 https://b.example/".to_owned(),
            new: "404".to_owned(),
        };
        let proof = Proof { asked: 7, led_alike: 2, by_what_was_left: 1, differences: vec![difference; 4], ..Proof::default() };
        let wanted = "\
asked 7 requests: 2 led alike, 0 served alike
  1 answered there by a rule, or a part of one, that was left
4 differences
line 3 of the old configuration, 4 requests
  https://a.example/x
    there 301 https://b.example/
    here  404
  https://a.example/x
    there 301 https://b.example/
    here  404
  https://a.example/x
    there 301 https://b.example/
    here  404
  … and 1 more
";
        assert_eq!(text(&proof), wanted);
        assert!(json(&proof).contains("\"by-what-was-left\": 1"));
    }
}
