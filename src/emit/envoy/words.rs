//! What the script at the edge reads: sources as Lua's patterns, answers as words.

use crate::emit::table::OnAlias;
use crate::model::graph::pattern::{Pattern, Piece, Segment};
use crate::model::plan::answer::http_date;
use crate::model::plan::routing::{Action, Base, Redirect, Route, UpstreamUrl};
use crate::model::spec::scalar::QueryPolicy;
use std::fmt::Write;

/// The most placeholders of a source: Lua's patterns have no more captures.
pub const PLACEHOLDERS: usize = 32;

/// Returns the pattern of the keys that `pattern` matches; its captures are the placeholders.
pub fn pattern(pattern: &Pattern) -> String {
    let mut lua = String::from("^");
    for segment in &pattern.segments {
        lua.push('/');
        match segment {
            Segment::Literal(text) => escape(&mut lua, text),
            Segment::Name(_) => lua.push_str("([^/]+)"),
            Segment::Splat => lua.push_str("(.*)"),
        }
    }
    lua.push('$');
    lua
}

fn escape(lua: &mut String, text: &str) {
    for char in text.chars() {
        if char.is_ascii_punctuation() {
            lua.push('%');
        }
        lua.push(char);
    }
}

/// Returns what `route` does.
pub fn route(route: &Route, on_alias: OnAlias) -> String {
    match &route.action {
        Action::Redirect(it) => redirect(it),
        Action::Gone { page } => format!("gone {page}"),
        Action::Page { page } => format!("page {page}"),
        Action::Unavailable { page, until: None } => format!("unavailable {page}"),
        Action::Unavailable { page, until: Some(until) } => format!("unavailable {page} {}", http_date(*until)),
        Action::Serve(upstream) => serve(upstream, on_alias),
        Action::NotFound => "none".to_owned(),
    }
}

/// Returns what `base` does.
pub fn base(base: &Base, on_alias: OnAlias) -> String {
    match base {
        Base::Serve(upstream) => serve(upstream, on_alias),
        Base::Default(default) => route(default, OnAlias::Served),
        Base::Gone(page) => format!("gone {page}"),
        Base::NotFound => "none".to_owned(),
    }
}

/// Returns that `upstream` serves.
pub fn serve(upstream: &UpstreamUrl, on_alias: OnAlias) -> String {
    let word = match on_alias {
        OnAlias::Again => "serve",
        OnAlias::Served => "own",
    };
    format!("{word} {}", url(upstream))
}

/// Returns the name of a server in answers.
pub fn url(upstream: &UpstreamUrl) -> String {
    format!("{}://{}", upstream.scheme, upstream.authority)
}

fn redirect(redirect: &Redirect) -> String {
    let query = match &redirect.query {
        QueryPolicy::Keep => "keep".to_owned(),
        QueryPolicy::Drop => "drop".to_owned(),
        // `=` and `&` stand in no key.
        QueryPolicy::Only(names) => format!("only={}", names.join("&")),
    };
    let mut words = format!("{} {query} {} ", redirect.status, redirect.max_age);
    for piece in redirect.to.pieces() {
        match piece {
            Piece::Text(text) => words.push_str(&text),
            // A brace stands in no URL.
            Piece::Value(at) => write!(words, "{{{}}}", at + 1).expect("memory takes all"),
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::graph::pattern::{Part, Template};
    use crate::model::plan::routing::End;

    #[test]
    fn pattern_is_of_the_whole_key() {
        let segments = vec![Segment::Literal("p+.%C3".into()), Segment::Name("slug".into()), Segment::Literal(String::new())];
        assert_eq!(pattern(&Pattern { segments, conditions: Vec::new() }), "^/p%+%.%%C3/([^/]+)/$");
        let segments = vec![Segment::Literal("a-b".into()), Segment::Splat];
        assert_eq!(pattern(&Pattern { segments, conditions: Vec::new() }), "^/a%-b/(.*)$");
    }

    #[test]
    fn destination_is_text_with_numbers_in_braces() {
        let to = Template {
            origin: "https://www.mi.com".into(),
            path: vec![Part::Literal("a%$".into()), Part::Name(1), Part::Splat(0)],
            query: Some(vec![Piece::Text("k=".into()), Piece::Value(1), Piece::Text("&z".into())]),
            fragment: Some("f".into()),
        };
        let found = redirect(&Redirect {
            written_to: to.clone(),
            to,
            status: 301,
            query: QueryPolicy::Only(vec!["u".into(), "id".into()]),
            max_age: 60,
            written_status: 301,
            written_query: QueryPolicy::Keep,
            is_on_trial: false,
            hops: Vec::new(),
            hop_count: 0,
            end: End::Outside,
        });
        assert_eq!(found, "301 only=u&id 60 https://www.mi.com/a%$/{2}/{1}?k={2}&z#f");
    }
}
