//! Sources as Perl's regular expressions (PCRE), over a request's target as it was sent: path and query.

use crate::model::graph::pattern::{Condition, Pattern, Segment};

/// Returns a regular expression of just this text.
pub fn literal(text: &str) -> String {
    let mut regex = String::with_capacity(text.len());
    for char in text.chars() {
        if "\\^$.[]|()?*+{}#".contains(char) {
            regex.push('\\');
        }
        regex.push(char);
    }
    regex
}

/// Returns the expression for a request's target that `pattern` is; its groups are its placeholders.
pub fn pattern(pattern: &Pattern) -> String {
    let mut regex = String::from("^");
    for segment in &pattern.segments {
        regex.push('/');
        match segment {
            Segment::Literal(text) => regex.push_str(&literal(text)),
            Segment::Name(_) => regex.push_str("([^/?]+)"),
            Segment::Splat => regex.push_str("([^?]*)"),
        }
    }
    if pattern.conditions.is_empty() {
        return regex + "(?:\\?|$)";
    }
    regex.push_str("\\?");
    pattern.conditions.iter().for_each(|it| regex.push_str(&condition(it)));
    regex
}

/// Returns the expression for the start of a query in which the first `key` has the value.
fn condition(condition: &Condition) -> String {
    let key = literal(&condition.key);
    let value = condition.value.as_ref().map(|it| format!("={}", literal(it))).unwrap_or_default();
    format!("(?={}{key}{value}(?:&|$))", others(&key))
}

/// Returns the expression for all parts of a query in front of the first `key`.
fn others(key: &str) -> String {
    format!("(?:(?!{key}(?:=|&|$))[^&]*&)*")
}

/// Returns the expression for a query behind its `?` whose group is the first part of the query that is named `name`.
pub fn first_argument(name: &str) -> String {
    let key = literal(name);
    format!("^\\?{}({key}(?:=[^&]*)?)(?:&|$)", others(&key))
}

/// Returns the expression for a request's target of the keys that a site holds, if no site with a longer path does.
pub fn site(path: &str) -> String {
    format!("^{}(?:[/?]|$)", literal(path))
}

/// Returns the expression for a request's target of the keys behind a site's path; its group is what the default's `*` holds.
pub fn behind(path: &str) -> String {
    format!("^{}/?([^?]*)", literal(path))
}

/// Returns the expression for a request's target of a reserved path: a prefix if it ends in `/`.
pub fn reserved(path: &str) -> String {
    let end = if path.ends_with('/') { "" } else { "(?:\\?|$)" };
    format!("^{}{end}", literal(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pattern_is_an_expression_of_the_whole_target() {
        let segments = vec![Segment::Literal("p+".into()), Segment::Name("slug".into()), Segment::Splat];
        let conditions = vec![Condition { key: "id".into(), value: Some("4.2".into()) }, Condition { key: "l".into(), value: None }];
        assert_eq!(pattern(&Pattern { segments: segments.clone(), conditions: Vec::new() }), r"^/p\+/([^/?]+)/([^?]*)(?:\?|$)");
        assert_eq!(
            pattern(&Pattern { segments, conditions }),
            r"^/p\+/([^/?]+)/([^?]*)\?(?=(?:(?!id(?:=|&|$))[^&]*&)*id=4\.2(?:&|$))(?=(?:(?!l(?:=|&|$))[^&]*&)*l(?:&|$))"
        );
    }
}
