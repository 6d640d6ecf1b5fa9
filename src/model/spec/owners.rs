//! `CODEOWNERS`: who has to agree when a file changes, as GitHub and GitLab read it.

use std::collections::BTreeMap;

/// A file of owners.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owners {
    /// Its path, as messages name it.
    pub path: String,
    /// The way from the repository to the workspace, empty or ending in `/`: patterns speak of the repository.
    prefix: String,
    dialect: Dialect,
    lines: Vec<Line>,
}

/// Who reads the file: they differ in what a pattern takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Dialect {
    Github,
    /// With sections, each of which has its own last match.
    Gitlab,
}

/// A pattern with its owners.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    number: usize,
    /// In lower case; empty in front of the first.
    section: String,
    pattern: String,
    owners: Vec<String>,
}

/// The owners of a file, with the lines that name them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Match {
    pub lines: Vec<usize>,
    pub owners: Vec<String>,
}

impl Owners {
    /// Reads a file of owners. One with sections, or in the folder `.gitlab`, is GitLab's.
    pub fn read(path: &str, text: &str, prefix: &str) -> Owners {
        let text = text.trim_start_matches('\u{feff}');
        let is_gitlab = text.lines().any(|it| section(it).is_some()) || path.split('/').any(|it| it == ".gitlab");
        let dialect = if is_gitlab { Dialect::Gitlab } else { Dialect::Github };
        let mut lines = Vec::new();
        let (mut name, mut default) = (String::new(), Vec::new());
        for (rank, line) in text.lines().enumerate() {
            if let Some((found, owners)) = section(line).filter(|_| is_gitlab) {
                (name, default) = (found, owners);
                continue;
            }
            let mut words = words(line, dialect).into_iter();
            let Some(pattern) = words.next() else { continue };
            let own: Vec<String> = words.collect();
            let owners = if own.is_empty() { default.clone() } else { own };
            lines.push(Line { number: rank + 1, section: name.clone(), pattern, owners });
        }
        Owners { path: path.to_owned(), prefix: prefix.to_owned(), dialect, lines }
    }

    /// Returns who owns the file at `path` in the workspace: by the last line that takes it, in each section.
    pub fn of(&self, path: &str) -> Match {
        let path = format!("{}{path}", self.prefix);
        let mut last: BTreeMap<&str, &Line> = BTreeMap::new();
        for line in &self.lines {
            match line.pattern.strip_prefix('!').filter(|_| self.dialect == Dialect::Gitlab) {
                Some(pattern) if takes(pattern, &path, self.dialect) => drop(last.remove(line.section.as_str())),
                None if takes(&line.pattern, &path, self.dialect) => drop(last.insert(&line.section, line)),
                _ => {}
            }
        }
        let mut found = Match::default();
        for line in last.values() {
            found.lines.push(line.number);
            found.owners.extend(line.owners.iter().filter(|it| !found.owners.contains(it)).cloned().collect::<Vec<_>>());
        }
        found.lines.sort_unstable();
        found
    }
}

impl Match {
    /// Tells whether a team of that name is among the owners: `store-uk` is `@org/store-uk`, a mail address is itself.
    pub fn has(&self, team: &str) -> bool {
        let last = |it: &str| it.rsplit('/').next().unwrap_or_default().to_lowercase();
        self.owners.iter().any(|it| match it.strip_prefix('@') {
            Some(name) => last(name) == last(team.trim_start_matches('@')),
            None => it == team,
        })
    }
}

/// Reads a section's heading, as `^[Name][2] @default`.
fn section(line: &str) -> Option<(String, Vec<String>)> {
    let line = line.trim();
    let (name, rest) = line.strip_prefix('^').unwrap_or(line).strip_prefix('[')?.split_once(']')?;
    let rest = match rest.strip_prefix('[') {
        Some(count) => count.split_once(']').filter(|it| it.0.bytes().all(|it| it.is_ascii_digit()))?.1,
        None => rest,
    };
    // A set of characters at the start of a pattern is no heading: behind one a space follows.
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    Some((name.trim().to_lowercase(), words(rest, Dialect::Gitlab)))
}

/// Splits a line at its spaces, and ends it at a comment; a backslash keeps what follows it.
fn words(line: &str, dialect: Dialect) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut chars = line.trim().chars();
    while let Some(it) = chars.next() {
        let is_first = words.len() == 1;
        let Some(word) = words.last_mut() else { break };
        match it {
            '\\' => word.extend(std::iter::once('\\').chain(chars.next())),
            // GitHub takes a comment behind owners too, GitLab at the start of a line alone.
            '#' if word.is_empty() && (dialect == Dialect::Github || is_first) => break,
            it if it.is_whitespace() => {
                if !word.is_empty() {
                    words.push(String::new());
                }
            }
            it => word.push(it),
        }
    }
    words.retain(|it| !it.is_empty());
    words
}

/// Tells whether a pattern takes the file at `path` of the repository.
fn takes(pattern: &str, path: &str, dialect: Dialect) -> bool {
    let is_folder = pattern.ends_with('/');
    let body = pattern.trim_end_matches('/');
    // GitLab lets every pattern without a leading `/` begin anywhere, GitHub only one without a `/` in between.
    let is_rooted = match dialect {
        Dialect::Github => body.contains('/') || pattern == "/",
        Dialect::Gitlab => pattern.starts_with('/'),
    };
    let body = body.trim_start_matches('/');
    let wanted: Vec<&str> = if body.is_empty() { Vec::new() } else { body.split('/').collect() };
    let found: Vec<&str> = path.split('/').collect();
    let starts = if is_rooted { 0..1 } else { 0..found.len() };
    // What a folder's pattern takes lies below it; GitHub reads a bare name, too, as all that lies below.
    let below = match (is_folder, dialect) {
        (true, _) => Below::Must,
        (false, Dialect::Github) if wanted.last() != Some(&"*") || wanted.len() == 1 => Below::May,
        _ => Below::No,
    };
    starts.into_iter().any(|it| segments(&wanted, &found[it..], below))
}

/// Whether what a pattern takes may lie below what it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    No,
    May,
    Must,
}

/// Holds segments against each other, row by row: `**` stands for any number of them.
fn segments(wanted: &[&str], found: &[&str], below: Below) -> bool {
    // Which beginnings of `found` the pattern so far takes.
    let mut reached = vec![false; found.len() + 1];
    reached[0] = true;
    for segment in wanted {
        let mut next = vec![false; found.len() + 1];
        for at in 0..=found.len() {
            next[at] = match *segment {
                "**" => reached[at] || (at > 0 && next[at - 1]),
                segment => at > 0 && reached[at - 1] && is_like(segment, found[at - 1]),
            };
        }
        reached = next;
    }
    match below {
        Below::No => reached[found.len()],
        Below::May => reached.iter().skip(1).any(|it| *it) || wanted.is_empty(),
        Below::Must => reached[..found.len()].iter().any(|it| *it),
    }
}

/// Holds one segment against a name: `*` stands for any characters, `?` for one, a backslash keeps what follows it.
fn is_like(segment: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    let mut chars = segment.chars();
    while let Some(it) = chars.next() {
        let (it, is_kept) = if it == '\\' { (chars.next().unwrap_or('\\'), true) } else { (it, false) };
        let mut next = vec![false; name.len() + 1];
        for at in 0..=name.len() {
            next[at] = match it {
                '*' if !is_kept => reached[at] || (at > 0 && next[at - 1]),
                '?' if !is_kept => at > 0 && reached[at - 1],
                it => at > 0 && reached[at - 1] && name[at - 1] == it,
            };
        }
        reached = next;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(pattern: &str, dialect: Dialect) -> Vec<&'static str> {
        let paths = ["a.js", "docs/a.md", "docs/in/b.md", "x/docs/c.md", "docs", "it's #1/d e.md", "x/a.js"];
        paths.into_iter().filter(|it| takes(pattern, it, dialect)).collect()
    }

    /// As <https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners> has it.
    #[test]
    fn githubs_patterns() {
        for (pattern, wanted) in [
            ("*", &["a.js", "docs/a.md", "docs/in/b.md", "x/docs/c.md", "docs", "it's #1/d e.md", "x/a.js"][..]),
            ("*.js", &["a.js", "x/a.js"]),
            ("/*.js", &["a.js"]),
            ("docs/*", &["docs/a.md"]),
            ("docs/", &["docs/a.md", "docs/in/b.md", "x/docs/c.md"]),
            ("/docs/", &["docs/a.md", "docs/in/b.md"]),
            ("/docs", &["docs/a.md", "docs/in/b.md", "docs"]),
            ("docs", &["docs/a.md", "docs/in/b.md", "x/docs/c.md", "docs"]),
            ("**/docs", &["docs/a.md", "docs/in/b.md", "x/docs/c.md", "docs"]),
            ("docs/**", &["docs/a.md", "docs/in/b.md", "docs"]),
            ("docs/**/b.md", &["docs/in/b.md"]),
            ("in/b.md", &[]),
            ("?.js", &["a.js", "x/a.js"]),
            ("it's\\ \\#1/", &["it's #1/d e.md"]),
            ("\\*", &[]),
        ] {
            assert_eq!(taken(pattern, Dialect::Github), wanted, "{pattern}");
        }
    }

    /// As <https://docs.gitlab.com/user/project/codeowners/reference/> has it.
    #[test]
    fn gitlabs_patterns() {
        for (pattern, wanted) in [
            ("in/b.md", &["docs/in/b.md"][..]),
            ("/in/b.md", &[]),
            ("docs/", &["docs/a.md", "docs/in/b.md", "x/docs/c.md"]),
            ("/docs/*", &["docs/a.md"]),
            ("/docs", &["docs"]),
            ("/docs/**/*.md", &["docs/a.md", "docs/in/b.md"]),
            ("*.js", &["a.js", "x/a.js"]),
        ] {
            assert_eq!(taken(pattern, Dialect::Gitlab), wanted, "{pattern}");
        }
    }

    #[test]
    fn the_last_line_wins_and_each_section_has_its_own() {
        let github = Owners::read("CODEOWNERS", "* @o/all # comment\n#x @o/no\n/regions/ @o/shop anna@shop.test\n/regions/open.toml\n", "");
        assert_eq!(github.of("a"), Match { lines: vec![1], owners: vec!["@o/all".into()] });
        assert_eq!(github.of("regions/uk.toml").lines, [3]);
        assert_eq!(github.of("regions/open.toml"), Match { lines: vec![4], owners: Vec::new() });
        let text = "* @all\n[Shops] @o/p/shop\nregions/\n!regions/open.toml\n^[Law][2]\n*.toml @law\n[shops]\n/last @o/last\n";
        let gitlab = Owners::read("CODEOWNERS", text, "");
        assert_eq!(
            gitlab.of("regions/uk.toml"),
            Match { lines: vec![1, 3, 6], owners: vec!["@all".into(), "@law".into(), "@o/p/shop".into()] }
        );
        assert_eq!(gitlab.of("regions/open.toml").lines, [1, 6]);
        assert_eq!(gitlab.of("last").lines, [1, 8]);
        let marked = Owners::read("CODEOWNERS", "\u{feff}[Law] @o/law\nregions/\n", "");
        assert_eq!(marked.of("regions/uk.toml"), Match { lines: vec![2], owners: vec!["@o/law".into()] });
        let inside = Owners::read(".github/CODEOWNERS", "/shop/regions/ @o/shop\n", "shop/");
        assert_eq!(inside.of("regions/uk.toml").lines, [1]);
    }

    #[test]
    fn a_team_is_the_last_part_of_a_name() {
        let found = Match { lines: vec![1], owners: vec!["@org/Store-UK".into(), "@a/b/c".into(), "dns@po.co".into()] };
        for (team, has) in [("store-uk", true), ("@org/store-uk", true), ("uk", false), ("c", true), ("dns@po.co", true), ("dns", false)] {
            assert_eq!(found.has(team), has, "{team}");
        }
    }
}
