//! A model of what Netlify makes of `_redirects`: its published parser (`@netlify/redirect-parser` 16.1) and matcher
//! (`netlify-redirector` 0.5).

use crate::emit::dialect::{Found, as_url, fill, joined};
use crate::model::graph::pattern::{Piece, Segment};

/// A rule as it is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its names as they are written; a splat has none.
    pub source: Vec<Segment>,
    pub status: u16,
    pub to: Vec<Piece>,
}

/// Reads `_redirects`; what it would refuse is missing.
pub fn redirects(text: &str) -> Vec<Rule> {
    text.lines().filter_map(|it| rule(it.trim())).collect()
}

fn rule(line: &str) -> Option<Rule> {
    let words: Vec<&str> = line.split_whitespace().take_while(|it| !it.starts_with('#')).collect();
    let (from, rest) = words.split_first()?;
    // Between source and destination it reads conditions on the query, behind the status others.
    let (to, rest) = rest.split_first()?;
    let is_place = |it: &str| it.starts_with('/') || it.starts_with("https://") || it.starts_with("http://");
    if !is_place(to) || rest.len() > 1 || !from.starts_with('/') || from.starts_with("/.netlify") {
        return None;
    }
    let status = rest.first().map_or("301", |it| it.trim_end_matches('!')).parse().ok()?;
    let source: Vec<Segment> = from[1..].split('/').map(segment).collect();
    Some(Rule { status, to: destination(to, &source), source })
}

fn segment(text: &str) -> Segment {
    match text.strip_prefix(':') {
        Some(name) => Segment::Name(name.to_owned()),
        None if text == "*" => Segment::Splat,
        None => Segment::Literal(text.to_owned()),
    }
}

fn destination(text: &str, source: &[Segment]) -> Vec<Piece> {
    let names = source.iter().filter_map(|it| match it {
        Segment::Literal(_) => None,
        Segment::Name(name) => Some(format!(":{name}")),
        Segment::Splat => Some(":splat".to_owned()),
    });
    let mut pieces = vec![Piece::Text(text.to_owned())];
    for (rank, name) in names.enumerate() {
        let mut next = Vec::new();
        for piece in pieces {
            let Piece::Text(text) = piece else {
                next.push(piece);
                continue;
            };
            for (at, part) in text.split(name.as_str()).enumerate() {
                next.extend((at > 0).then_some(Piece::Value(rank)));
                next.extend((!part.is_empty()).then(|| Piece::Text(part.to_owned())));
            }
        }
        pieces = joined(next);
    }
    pieces
}

/// Answers GET for `path`, which has no escapes, by the first rule that takes it.
pub fn answer(rules: &[Rule], path: &str) -> Option<Found> {
    let (rule, values) = rules.iter().find_map(|it| Some((it, capture(&it.source, path)?)))?;
    let location = || as_url(&fill(&rule.to, &values));
    Some(Found { status: rule.status, location: if (300..400).contains(&rule.status) { location() } else { None } })
}

/// Returns the values of a source that takes `path`, a slash at the end of either left out. A splat takes the path in
/// front of it too.
fn capture<'k>(source: &[Segment], path: &'k str) -> Option<Vec<&'k str>> {
    let is_bare = |it: &Segment| matches!(it, Segment::Literal(text) if text.is_empty());
    let source = match source.split_last() {
        Some((last, before)) if is_bare(last) => before,
        _ => source,
    };
    let mut values = Vec::new();
    let mut rest = Some(path.strip_prefix('/')?);
    for segment in source {
        let Some(here) = rest else {
            values.push("");
            return matches!(segment, Segment::Splat).then_some(values);
        };
        let (part, after) = here.split_once('/').map_or((here, None), |(part, after)| (part, Some(after)));
        match segment {
            Segment::Splat => {
                values.push(here);
                return Some(values);
            }
            Segment::Name(_) if !part.is_empty() => values.push(part),
            Segment::Literal(text) if text == part => {}
            _ => return None,
        }
        rest = after;
    }
    rest.is_none_or(str::is_empty).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the published engine answers to the same.
    #[test]
    fn the_model_answers_as_the_engine_was_seen_to() {
        let rules = redirects(
            "/old https://new.test/x 301!\n/a/b https://new.test/ab 302\n/blog/* https://new.test/news/:splat\n\
             /p/:slug/x https://new.test/q/:slug 301 # here\n/t/ https://new.test/t 301\n/.well-known/* /404.html 404\n\
             /* https://new.test/all/:splat 301\n",
        );
        for (path, status, location) in [
            ("/old", 301, "https://new.test/x"),
            ("/old/", 301, "https://new.test/x"),
            ("//old", 301, "https://new.test/all//old"),
            ("/a/b/", 302, "https://new.test/ab"),
            ("/a//b", 301, "https://new.test/all/a//b"),
            ("/blog", 301, "https://new.test/news/"),
            ("/blog/", 301, "https://new.test/news/"),
            ("/blog//a/", 301, "https://new.test/news//a/"),
            ("/blogx", 301, "https://new.test/all/blogx"),
            ("/p/s/x/", 301, "https://new.test/q/s"),
            ("/p//x", 301, "https://new.test/all/p//x"),
            ("/t", 301, "https://new.test/t"),
            ("/.well-known", 404, ""),
            ("/.well-known/x", 404, ""),
            ("/", 301, "https://new.test/all/"),
        ] {
            let location = (!location.is_empty()).then(|| location.to_owned());
            assert_eq!(answer(&rules, path), Some(Found { status, location }), "{path}");
        }
    }

    #[test]
    fn what_it_refuses_is_not_there() {
        assert_eq!(redirects("/a\n/a b 301\n/.netlify/x /y\n# /a /b\n/a a=:a /b 301\n/a /b 301 Country=x\n"), []);
    }
}
