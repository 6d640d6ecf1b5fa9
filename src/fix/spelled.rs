//! Sources and destinations in their canonical spelling.

use super::rows::{Written, written};
use super::spelling::{self, Spelled};
use super::{Found, Repair, Subject};
use crate::source::{Located, Span};
use std::collections::BTreeSet;

/// Finds sources that are spelled otherwise.
pub fn sources(subject: &Subject) -> Found {
    find(subject, |it| it.rule.from.as_ref(), spelling::source)
}

/// Finds destinations that are spelled otherwise.
pub fn destinations(subject: &Subject) -> Found {
    find(subject, |it| it.rule.to.as_ref(), spelling::destination)
}

fn find<'s>(subject: &Subject<'s>, value: fn(Written<'s>) -> Option<&'s Located<String>>, spell: fn(&str) -> Spelled) -> Found {
    let mut found = Found::default();
    let mut bound = None;
    for rule in written(subject.spec) {
        let Some(value) = value(rule) else { continue };
        match spell(&value.value) {
            Spelled::Same => {}
            Spelled::Unclear(why) => found.leave(value.span, format!("`{}` cannot be spelled for certain: {why}", value.value)),
            Spelled::As(text) => match subject.layout.rewrite(&rule, value, &text) {
                Ok(edit) => {
                    let bound = bound.get_or_insert_with(|| self::bound(subject));
                    let is_mend = rule.rule.from.as_ref().is_none_or(|it| !bound.contains(&it.span));
                    found.repairs.push(Repair { rule: rule.span(), edits: vec![edit], is_mend });
                }
                Err(why) => found.leave(value.span, why),
            },
        }
    }
    found
}

/// Returns the sources of all rules that could be read.
pub fn bound(subject: &Subject) -> BTreeSet<Span> {
    super::duplicates::rules(&subject.plan.graph).map(|(_, it)| it.span).collect()
}
