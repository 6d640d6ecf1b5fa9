//! A model of what Vercel makes of `vercel.json`: the routes that `@vercel/routing-utils` 6.6 compiles, asked in order.

use super::dialect::{Route, Vercel};
use crate::emit::dialect::{Found, Rule, Table, as_url, fill, unescaped};
use crate::model::graph::pattern::Piece;

/// Reads the routes; `None` where one of them is none of ours.
pub fn read(text: &str) -> Option<Table> {
    let mut table = Table::default();
    for route in serde_json::from_str::<Vercel>(text).ok()?.routes {
        table.push(rule(&route)?);
    }
    Some(table)
}

fn rule(route: &Route) -> Option<Rule> {
    let to = match (&route.dest, route.headers.get("Location")) {
        (Some(dest), None) => vec![Piece::Text(dest.clone())],
        (None, Some(location)) => pieces(location)?,
        (None, None) => Vec::new(),
        (Some(_), Some(_)) => return None,
    };
    let source = unescaped(&route.src).filter(|_| route.case_sensitive)?;
    Some(Rule { source, status: route.status, to })
}

/// Returns a destination with its values, which are written `$1`.
fn pieces(text: &str) -> Option<Vec<Piece>> {
    let mut pieces = Vec::new();
    for (rank, part) in text.split('$').enumerate() {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        if rank > 0 {
            pieces.push(Piece::Value(part[..digits].parse::<usize>().ok()?.checked_sub(1)?));
        }
        let text = if rank > 0 { &part[digits..] } else { part };
        if !text.is_empty() {
            pieces.push(Piece::Text(text.to_owned()));
        }
    }
    Some(pieces)
}

/// Answers GET for `path`.
pub fn answer(table: &Table, path: &str) -> Option<Found> {
    let (rule, values) = table.first(path)?;
    let is_redirect = (300..400).contains(&rule.status);
    Some(Found { status: rule.status, location: if is_redirect { as_url(&fill(&rule.to, &values)) } else { None } })
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTES: &str = r#"{"$schema": "", "routes": [
        {"src": "^/a$", "caseSensitive": true, "status": 301, "headers": {"Location": "https://x.test/1"}},
        {"src": "^/p/([^/]+)/(.*)$", "caseSensitive": true, "status": 308, "headers": {"Location": "https://x.test/$2/$1"}},
        {"src": "^/gone$", "caseSensitive": true, "status": 410, "dest": "/cutover-pages/gone.html"},
        {"src": "^/(.*)$", "caseSensitive": true, "status": 404}]}"#;

    #[test]
    fn the_first_route_that_takes_a_path_answers_it() {
        let table = read(ROUTES).expect("routes of ours");
        let found = |path| answer(&table, path).map(|it| (it.status, it.location.unwrap_or_default()));
        assert_eq!(found("/a"), Some((301, "https://x.test/1".to_owned())));
        assert_eq!(found("/A"), Some((404, String::new())));
        assert_eq!(found("/p/1/2/3"), Some((308, "https://x.test/2/3/1".to_owned())));
        assert_eq!(found("/gone"), Some((410, String::new())));
    }

    #[test]
    fn what_is_none_of_ours_is_not_read() {
        for other in ["^/a(?!b)$", "/a", "^/a.b$"] {
            let text = format!(r#"{{"$schema": "", "routes": [{{"src": "{other}", "caseSensitive": true, "status": 404}}]}}"#);
            assert!(read(&text).is_none(), "{other}");
        }
    }
}
