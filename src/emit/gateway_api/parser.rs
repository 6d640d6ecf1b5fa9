//! A model of what a gateway makes of its routes, as the specification has it: of all rules for a name a whole path wins
//! over a prefix, and a longer prefix over a shorter, in whatever order they stand.

use super::dialect::{NewPath, Path, Rule};
use crate::emit::dialect::{Found, as_url};

/// Answers GET for `path`; `None` where no rule takes it, or a service does.
pub fn answer(rules: &[Rule], path: &str) -> Option<Found> {
    let taken = rules.iter().filter_map(|rule| Some((rank(&rule.matches.first()?.path, path)?, rule)));
    let (_, rule) = taken.max_by_key(|it| it.0)?;
    let redirect = rule.filters.iter().find_map(|it| it.request_redirect.as_ref())?;
    let port = redirect.port.map_or_else(String::new, |it| format!(":{it}"));
    let path = match &redirect.path {
        Some(NewPath { replace_full_path: Some(new), .. }) => new.clone(),
        Some(NewPath { replace_prefix_match: Some(new), .. }) => {
            let rest = path.strip_prefix(rule.matches[0].path.value.trim_end_matches('/')).unwrap_or_default();
            let slash = if rest.starts_with('/') { "" } else { "/" };
            format!("{}{slash}{rest}", new.trim_end_matches('/'))
        }
        _ => path.to_owned(),
    };
    let location = as_url(&format!("{}://{}{port}{path}", redirect.scheme, redirect.hostname));
    Some(Found { status: redirect.status_code, location })
}

/// Returns how much a match counts, if it takes `path`.
fn rank(path: &Path, found: &str) -> Option<(bool, usize)> {
    if path.kind == "Exact" {
        return (path.value == found).then_some((true, 0));
    }
    let prefix = path.value.trim_end_matches('/');
    let rest = found.strip_prefix(prefix)?;
    (rest.is_empty() || rest.starts_with('/')).then_some((false, path.value.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules() -> Vec<Rule> {
        let rule = |kind: &str, value: &str, path: &str| {
            format!(
                r#"{{"matches": [{{"path": {{"type": "{kind}", "value": "{value}"}}}}], "filters": [{{"type": "RequestRedirect",
                "requestRedirect": {{"scheme": "https", "hostname": "x.test", "path": {path}, "statusCode": 301}}}}]}}"#
            )
        };
        let text = [
            rule("PathPrefix", "/", r#"{"type": "ReplaceFullPath", "replaceFullPath": "/all"}"#),
            rule("PathPrefix", "/blog", r#"{"type": "ReplacePrefixMatch", "replacePrefixMatch": "/news"}"#),
            rule("Exact", "/blog/a", r#"{"type": "ReplaceFullPath", "replaceFullPath": "/a"}"#),
        ];
        serde_json::from_str(&format!("[{}]", text.join(","))).expect("rules")
    }

    #[test]
    fn a_whole_path_wins_over_a_prefix_and_the_longest_prefix_over_others() {
        for (path, wanted) in [
            ("/", "https://x.test/all"),
            ("/blog", "https://x.test/news/"),
            ("/blog/b/c", "https://x.test/news/b/c"),
            ("/blog/a", "https://x.test/a"),
            ("/blogs", "https://x.test/all"),
        ] {
            assert_eq!(answer(&rules(), path).and_then(|it| it.location).as_deref(), Some(wanted), "{path}");
        }
    }
}
