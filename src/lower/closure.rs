//! The spellings of a source that answer alike.

use crate::model::graph::pattern::{Pattern, Segment};
use crate::model::spec::place::Closure;
use std::collections::BTreeSet;

/// What one source stands for: the spellings that were written, and those that are made of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Spelled {
    pub written: Vec<Pattern>,
    pub made: Vec<(Pattern, Vec<Closure>)>,
}

/// Returns the spellings of a source behind the site with `path`, closed as the site asks.
pub fn close(canonical: &Pattern, spelling: Option<&Pattern>, path: &str, closure: &BTreeSet<Closure>) -> Spelled {
    let prefix: Vec<Segment> = path.split('/').skip(1).map(|it| Segment::Literal(it.to_owned())).collect();
    let spellings = std::iter::once(canonical).chain(spelling);
    let written: Vec<Pattern> = spellings.clone().map(|it| behind(&prefix, it.clone())).collect();
    let mut made: Vec<(Pattern, Vec<Closure>)> = Vec::new();
    for base in spellings {
        for asked in subsets(closure) {
            let Some(pattern) = asked.iter().try_fold(base.clone(), |it, closure| apply(it, *closure, !prefix.is_empty())) else {
                continue;
            };
            let pattern = match pattern.segments.is_empty() {
                // The source `/` without its slash is the site's own path.
                true => Pattern { segments: prefix.clone(), conditions: pattern.conditions },
                false => behind(&prefix, pattern),
            };
            if !written.contains(&pattern) && !made.iter().any(|(it, _)| *it == pattern) {
                made.push((pattern, asked));
            }
        }
    }
    Spelled { written, made }
}

fn behind(prefix: &[Segment], pattern: Pattern) -> Pattern {
    Pattern { segments: prefix.iter().cloned().chain(pattern.segments).collect(), conditions: pattern.conditions }
}

/// Returns every choice of spellings but the empty one, short ones first.
fn subsets(closure: &BTreeSet<Closure>) -> Vec<Vec<Closure>> {
    let all: Vec<Closure> = closure.iter().copied().collect();
    let mut subsets: Vec<Vec<Closure>> = (1..1_usize << all.len())
        .map(|bits| all.iter().enumerate().filter(|(at, _)| bits & (1 << at) != 0).map(|(_, it)| *it).collect())
        .collect();
    subsets.sort_by_key(|it: &Vec<Closure>| (it.len(), it.clone()));
    subsets
}

/// Returns the pattern spelled otherwise; `None` where there is no such spelling.
fn apply(pattern: Pattern, closure: Closure, has_path: bool) -> Option<Pattern> {
    let respell = |spell: fn(&str) -> String| {
        let segments = pattern.segments.iter().map(|it| match it {
            Segment::Literal(text) => Segment::Literal(spell(text)),
            other => other.clone(),
        });
        Some(Pattern { segments: segments.collect(), conditions: pattern.conditions.clone() })
    };
    match closure {
        Closure::HexCase => respell(lower_hex),
        Closure::Decoded => respell(decoded),
        Closure::TrailingSlash => {
            let mut segments = pattern.segments.clone();
            match segments.last() {
                // Nothing is behind the site's own path; with a slash it is the source `/`.
                None => segments.push(Segment::Literal(String::new())),
                Some(Segment::Splat) => return None,
                Some(Segment::Literal(text)) if text.is_empty() && (segments.len() > 1 || has_path) => drop(segments.pop()),
                Some(Segment::Literal(text)) if text.is_empty() => return None,
                Some(_) => segments.push(Segment::Literal(String::new())),
            }
            Some(Pattern { segments, conditions: pattern.conditions })
        }
    }
}

/// Returns the text with the hex digits of its escapes in lower case.
fn lower_hex(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (digits, rest) = part.split_at(2.min(part.len()));
        format!("{out}%{}{rest}", digits.to_ascii_lowercase())
    })
}

/// Returns the text with the characters ``!$&'()*+,;=:@`` unescaped; never `/`, `?`, `#` and `%`.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |out, part| {
        let (digits, rest) = part.split_at(2.min(part.len()));
        match u8::from_str_radix(digits, 16) {
            Ok(byte) if b"!$&'()*+,;=:@".contains(&byte) => format!("{out}{}{rest}", char::from(byte)),
            _ => format!("{out}%{part}"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spelled(key: &str, path: &str) -> Vec<String> {
        let all = [Closure::HexCase, Closure::Decoded, Closure::TrailingSlash].into_iter().collect();
        close(&Pattern::exact(key), None, path, &all).made.iter().map(|(it, _)| it.to_string()).collect()
    }

    #[test]
    fn every_product_is_made_once() {
        assert_eq!(
            spelled("/caf%C3%A9%21", "/uk"),
            [
                "/uk/caf%c3%a9%21",
                "/uk/caf%C3%A9!",
                "/uk/caf%C3%A9%21/",
                "/uk/caf%c3%a9!",
                "/uk/caf%c3%a9%21/",
                "/uk/caf%C3%A9!/",
                "/uk/caf%c3%a9!/",
            ]
        );
    }

    #[test]
    fn the_root_of_a_site_is_its_path() {
        assert_eq!(spelled("/", "/uk"), ["/uk"]);
        assert_eq!(spelled("/", ""), Vec::<String>::new());
    }
}
