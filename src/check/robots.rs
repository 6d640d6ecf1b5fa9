//! What a `robots.txt` forbids (RFC 9309).

use std::ops::Range;

/// The crawlers that a closing store needs: all that are not named, and the two largest engines.
pub const CRAWLERS: [&str; 3] = ["*", "googlebot", "bingbot"];

/// A file as crawlers read it.
pub struct Robots {
    lines: Vec<Line>,
}

/// One line that says something, and where it stands.
struct Line {
    place: Range<usize>,
    said: Said,
}

enum Said {
    /// The crawler that a group is for, in small letters.
    Agent(String),
    Rule {
        is_allowed: bool,
        path: String,
    },
}

impl Robots {
    /// Reads a file; what is no line of these is passed over, as crawlers do.
    pub fn new(text: &str) -> Robots {
        let mut lines = Vec::new();
        let mut at = 0;
        for line in text.split_inclusive('\n') {
            let said = line.split('#').next().unwrap_or_default().split_once(':').and_then(|(key, value)| said(key, value));
            let length = line.trim_end().len();
            lines.extend(said.map(|said| Line { place: at..at + length, said }));
            at += line.len();
        }
        Robots { lines }
    }

    /// Returns what `crawler` is told: by the groups that name it, else by those for all.
    pub fn told(&self, crawler: &str) -> Told<'_> {
        let is_named = self.lines.iter().any(|it| matches!(&it.said, Said::Agent(name) if name == crawler));
        Told { rules: self.rules(if is_named { crawler } else { "*" }) }
    }

    /// Returns the rules of all groups for `crawler`.
    fn rules(&self, crawler: &str) -> Vec<Rule<'_>> {
        let (mut is_meant, mut is_head, mut rules) = (false, false, Vec::new());
        for line in &self.lines {
            match &line.said {
                Said::Agent(name) => {
                    // Names that follow each other share a group.
                    is_meant = (is_head && is_meant) || name == crawler;
                    is_head = true;
                }
                Said::Rule { is_allowed, path } => {
                    is_head = false;
                    if is_meant && !path.is_empty() {
                        rules.push(Rule { place: line.place.clone(), is_allowed: *is_allowed, path });
                    }
                }
            }
        }
        rules
    }
}

/// What one crawler is told.
pub struct Told<'r> {
    rules: Vec<Rule<'r>>,
}

struct Rule<'r> {
    place: Range<usize>,
    is_allowed: bool,
    path: &'r str,
}

impl Told<'_> {
    /// Returns the place of the line that forbids to ask for `target`, if one does: of all that match the longest counts, and
    /// one that allows before one that forbids.
    pub fn forbids(&self, target: &str) -> Option<Range<usize>> {
        let matching = self.rules.iter().filter(|it| matches(it.path, target));
        let rule = matching.max_by_key(|it| (it.path.len(), it.is_allowed))?;
        (!rule.is_allowed).then(|| rule.place.clone())
    }
}

fn said(key: &str, value: &str) -> Option<Said> {
    let value = value.trim();
    match key.trim().to_ascii_lowercase().as_str() {
        "user-agent" => Some(Said::Agent(value.to_ascii_lowercase())),
        "allow" => Some(Said::Rule { is_allowed: true, path: value.to_owned() }),
        "disallow" => Some(Said::Rule { is_allowed: false, path: value.to_owned() }),
        _ => None,
    }
}

/// Tells whether a rule's path, with `*` for any text and `$` for the end, is a beginning of `target`.
fn matches(path: &str, target: &str) -> bool {
    let (path, is_whole) = path.strip_suffix('$').map_or((path, false), |it| (it, true));
    let mut parts = path.split('*');
    let Some(mut rest) = target.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    for (at, part) in parts.iter().enumerate() {
        // The last part of a whole path stands at the end, each other as early as it can.
        if is_whole && at + 1 == parts.len() {
            return rest.ends_with(part);
        }
        let Some(found) = rest.find(part) else { return false };
        rest = &rest[found + part.len()..];
    }
    !is_whole || rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forbids(text: &str, crawler: &str, target: &str) -> bool {
        Robots::new(text).told(crawler).forbids(target).is_some()
    }

    #[test]
    fn the_longest_rule_counts_and_of_two_the_one_that_allows() {
        let text = "User-agent: *\nDisallow: /uk/\nAllow: /uk/shoes\nDisallow: /uk/shoes/old\nAllow: /fr/\nDisallow: /fr/\n";
        let asked = ["/uk/", "/uk/shoes/", "/uk/shoes/old/1", "/fr/", "/de/"];
        assert_eq!(asked.map(|it| forbids(text, "*", it)), [true, false, true, false, false]);
    }

    #[test]
    fn a_crawler_with_a_group_of_its_own_reads_no_other() {
        let text = "User-agent: Googlebot\nUser-agent: other\nAllow: /\n\nUser-agent: *\nDisallow: / # all\n";
        assert_eq!(CRAWLERS.map(|it| forbids(text, it, "/a")), [true, false, true]);
        assert!(!forbids("User-agent: *\nDisallow:\n", "*", "/a"));
        // What is no line of a group does not end it.
        assert!(forbids("User-agent: googlebot\nSitemap: https://a/\n\nUser-agent: *\nDisallow: /\n", "googlebot", "/a"));
    }

    #[test]
    fn stars_and_ends_are_read_as_crawlers_do() {
        let all = [("/*.php$", "/a.php"), ("/*.php$", "/a.php?x"), ("/a*b*c", "/a-b-c-d"), ("/a$", "/a"), ("/a$", "/ab"), ("*", "/x")];
        assert_eq!(all.map(|(path, target)| matches(path, target)), [true, false, true, true, false, true]);
    }
}
