//! `mod_rewrite`: rules, and the conditions in front of them.

use super::Scope;
use super::syntax::Directive;
use crate::import::regex::{Decided, Language, Piece, Words, spread, visible};
use crate::import::steps::{Does, HOP, Order, Query, Step, Text, WITH_QUERY, only_query};
use crate::model::graph::pattern::Condition;

/// What holds where a rule stands.
#[derive(Clone)]
pub struct Rewrite<'r> {
    scope: Scope,
    pub host: Option<String>,
    /// The path of the folder, with its slash.
    base: String,
    site: Option<&'r str>,
    is_off: bool,
    /// The conditions that wait for their rule.
    waiting: Vec<Waiting>,
    /// Whether the rule before is one of a chain.
    is_chained: bool,
}

/// A `RewriteCond`.
#[derive(Clone)]
struct Waiting {
    subject: String,
    pattern: String,
    any_case: bool,
    is_or: bool,
}

/// What a `RewriteRule` says.
struct Rule {
    pattern: String,
    to: String,
    flags: Vec<(String, Option<String>)>,
}

impl Rule {
    fn has(&self, names: [&str; 2]) -> bool {
        self.flags.iter().any(|(name, _)| names.iter().any(|it| it.eq_ignore_ascii_case(name)))
    }

    /// Returns the status of its redirect, if it is one.
    fn status(&self) -> Option<u16> {
        let found = self.flags.iter().find(|(name, _)| name.eq_ignore_ascii_case("r") || name.eq_ignore_ascii_case("redirect"));
        match found {
            Some((_, None)) => Some(302),
            Some((_, Some(word))) => Some(match word.to_ascii_lowercase().as_str() {
                "permanent" => 301,
                "temp" => 302,
                "seeother" => 303,
                word => word.parse().unwrap_or(0),
            }),
            None => ["http://", "https://"].iter().any(|it| self.to.starts_with(it)).then_some(302),
        }
    }
}

impl<'r> Rewrite<'r> {
    pub fn new(scope: Scope, host: Option<String>, site: Option<&'r str>) -> Rewrite<'r> {
        Rewrite { scope, host, base: "/".to_owned(), site, is_off: false, waiting: Vec::new(), is_chained: false }
    }

    /// Returns what holds in a section of it, whose paths have no slash in front.
    pub fn within(&self) -> Rewrite<'r> {
        Rewrite { scope: Scope::Folder, base: "/".to_owned(), ..self.clone() }
    }

    /// Reads one directive; a rule becomes a step for each of its hosts.
    pub fn directive(&mut self, name: &str, it: &Directive) -> Vec<Step> {
        match (name, it.arguments()) {
            ("rewriteengine", [word]) => self.is_off = word.eq_ignore_ascii_case("off"),
            ("rewritebase", [base]) => self.base = if base.ends_with('/') { base.clone() } else { format!("{base}/") },
            ("rewritecond", [subject, pattern, flags @ ..]) => {
                let flags = flags_of(flags);
                let has = |names: [&str; 2]| flags.iter().any(|(name, _)| names.iter().any(|it| it.eq_ignore_ascii_case(name)));
                let (any_case, is_or) = (has(["NC", "nocase"]), has(["OR", "ornext"]));
                self.waiting.push(Waiting { subject: subject.clone(), pattern: pattern.clone(), any_case, is_or });
            }
            ("rewriterule", [pattern, to, flags @ ..]) => {
                let rule = Rule { pattern: pattern.clone(), to: to.clone(), flags: flags_of(flags) };
                return self.rule(it, &rule);
            }
            _ => {}
        }
        Vec::new()
    }

    fn rule(&mut self, it: &Directive, rule: &Rule) -> Vec<Step> {
        let waiting = std::mem::take(&mut self.waiting);
        let mut step = super::step(it, self.host.as_deref(), String::new(), Does::Gone);
        step.any_case = rule.has(["NC", "nocase"]);
        step.does = self.does(rule);
        let was_chained = std::mem::replace(&mut self.is_chained, rule.has(["C", "chain"]));
        match self.pattern(&rule.pattern) {
            Ok(pattern) => step.pattern = pattern,
            Err(why) => step.does = Does::Unsaid(why),
        }
        // In a folder `mod_alias` is asked whatever path was put in the place of this one.
        if self.scope == Scope::Folder && rule.status().is_none() && !rule.has(["F", "forbidden"]) && !rule.has(["G", "gone"]) {
            step.order = Order::Soft;
        }
        if was_chained || self.is_chained || rule.has(["S", "skip"]) || rule.has(["N", "next"]) {
            step.does = Does::Unsaid("it is one of several rules that hang together".to_owned());
        }
        let mut hosts: Vec<String> = Vec::new();
        for (at, it) in waiting.iter().enumerate() {
            let is_one_of = it.is_or || at.checked_sub(1).is_some_and(|at| waiting[at].is_or);
            let is_host = it.subject.eq_ignore_ascii_case("%{HTTP_HOST}") && !it.pattern.starts_with('!');
            if is_one_of && !is_host {
                step.does = Does::Unsaid("it is asked under one of several conditions".to_owned());
                break;
            }
            self.condition(it, &mut step, &mut hosts);
        }
        if self.is_off {
            step.does = Does::Aside("`RewriteEngine` is off".to_owned());
        }
        match hosts.is_empty() {
            true => vec![step],
            false => hosts.into_iter().map(|host| Step { host: Some(host), ..step.clone() }).collect(),
        }
    }

    /// Returns the expression as one of whole paths.
    fn pattern(&self, pattern: &str) -> Result<String, String> {
        if pattern.starts_with('!') {
            return Err("it takes what its expression does not".to_owned());
        }
        if self.scope == Scope::Server {
            return Ok(pattern.to_owned());
        }
        let base = regex_syntax::escape(&self.base);
        let parts: Vec<String> = alternatives(pattern)
            .into_iter()
            .map(|it| match it.strip_prefix('^') {
                Some(rest) => format!("^{base}{rest}"),
                // Nothing in front of it is bound.
                None => it.to_owned(),
            })
            .collect();
        match parts.iter().any(|it| it.starts_with('/')) {
            true => Err("its expression begins with a slash, which no path has in a folder".to_owned()),
            false => Ok(parts.join("|")),
        }
    }

    fn does(&self, rule: &Rule) -> Does {
        if rule.has(["G", "gone"]) {
            return Does::Gone;
        }
        if rule.has(["F", "forbidden"]) {
            return Does::Serves("it answers 403".to_owned());
        }
        let Some(status) = rule.status() else {
            return match rule.to.as_str() {
                "-" if !rule.has(["L", "last"]) && !rule.has(["END", "end"]) => Does::Aside("it changes no path".to_owned()),
                "-" => Does::Unsaid("it ends the rewriting".to_owned()),
                _ => Does::Unsaid("it goes on with another path within the server".to_owned()),
            };
        };
        if status == 410 {
            return Does::Gone;
        }
        if !(300..=399).contains(&status) {
            return Does::Serves(format!("it answers {status}"));
        }
        match destination(rule, if self.scope == Scope::Folder { &self.base } else { "" }) {
            Ok((to, query)) => Does::Redirect { to, status, query },
            Err(why) => Does::Unsaid(why),
        }
    }

    /// Narrows a step by a condition.
    fn condition(&self, it: &Waiting, step: &mut Step, hosts: &mut Vec<String>) {
        let (is_not, pattern) = it.pattern.strip_prefix('!').map_or((false, it.pattern.as_str()), |rest| (true, rest));
        let subject = it.subject.trim_start_matches("%{").trim_end_matches('}').to_ascii_uppercase();
        let is_on =
            pattern.eq_ignore_ascii_case("on") || pattern.eq_ignore_ascii_case("=on") || pattern == "443" || pattern.contains("https");
        let unsaid = || Does::Unsaid(format!("it is asked under a condition on `{}`", it.subject));
        match subject.as_str() {
            "HTTPS" | "SERVER_PORT" | "REQUEST_SCHEME" | "HTTP:X-FORWARDED-PROTO" if is_on == is_not => {
                step.does = Does::Aside(HOP.to_owned())
            }
            "HTTPS" | "SERVER_PORT" | "REQUEST_SCHEME" | "HTTP:X-FORWARDED-PROTO" => {}
            "HTTP_HOST" | "SERVER_NAME" if is_not => {
                let own = step.host.clone().or_else(|| self.site.map(str::to_owned)).or_else(|| leads_to(&step.does));
                let expression = Language::new(&as_path(pattern), it.any_case);
                match (own, expression) {
                    (Some(own), Some(all)) if all.has(format!("/{own}").as_bytes()) => {
                        step.does = Does::Aside("it is asked under other names alone: write them as `aliases`".to_owned());
                    }
                    _ => step.does = unsaid(),
                }
            }
            "HTTP_HOST" | "SERVER_NAME" => match names(pattern) {
                Some(mut found) => hosts.append(&mut found),
                None => step.does = unsaid(),
            },
            "QUERY_STRING" if !is_not && matches!(pattern, "^$" | "") => step.notes.push(WITH_QUERY.to_owned()),
            "QUERY_STRING" if !is_not => match only_query(pattern) {
                Ok((conditions, lacks)) => {
                    step.conditions.extend::<Vec<Condition>>(conditions);
                    step.lacks.extend(lacks);
                }
                Err(why) => step.does = Does::Unsaid(why),
            },
            "REQUEST_URI" => {
                let all = Language::new(pattern, it.any_case);
                let own = Language::new(&step.pattern, step.any_case);
                let (Some(all), Some(own)) = (all, own) else {
                    step.does = unsaid();
                    return;
                };
                match is_not {
                    false if own.is_within(&all) == Decided::Yes => {}
                    false if all.is_within(&own) == Decided::Yes && !uses_groups(&step.does) => {
                        (step.pattern, step.any_case) = (pattern.to_owned(), it.any_case);
                    }
                    true if own.meets(&all) == Decided::No => {}
                    _ => step.does = unsaid(),
                }
            }
            "REQUEST_FILENAME" if is_not && matches!(pattern, "-f" | "-d" | "-l") => {
                step.notes.push("a file of that name is served there, and is redirected here".to_owned());
            }
            _ => step.does = unsaid(),
        }
    }
}

fn uses_groups(does: &Does) -> bool {
    matches!(does, Does::Redirect { to, .. } if to.iter().any(|it| matches!(it, Text::Group(_) | Text::Named(_))))
}

/// Returns the host that a redirect leads to.
fn leads_to(does: &Does) -> Option<String> {
    let Does::Redirect { to, .. } = does else { return None };
    let Some(Text::Fixed(text)) = to.first() else { return None };
    let rest = text.split_once("://")?.1;
    Some(rest.split(['/', '?', '#']).next().unwrap_or(rest).to_ascii_lowercase())
}

/// Returns an expression of a name as one of a path, so that both are read by the same means.
fn as_path(pattern: &str) -> String {
    pattern.strip_prefix('^').map_or_else(|| pattern.to_owned(), |rest| format!("^/{rest}"))
}

/// Returns the names that an expression takes, where they are few.
fn names(pattern: &str) -> Option<Vec<String>> {
    if let Some(name) = pattern.strip_prefix('=') {
        return Some(vec![name.to_ascii_lowercase()]);
    }
    let found = spread(&as_path(pattern), false, &Words::new()).ok()?;
    let text = |row: &Vec<Piece>| {
        let bytes = visible(row).skip(1).map(|it| if let Piece::Byte(it) = it { Some(it) } else { None });
        let name = String::from_utf8(bytes.collect::<Option<Vec<u8>>>()?).ok()?.to_ascii_lowercase();
        name.bytes().all(|it| it.is_ascii_alphanumeric() || b"-.".contains(&it)).then_some(name)
    };
    let mut names: Vec<String> = found.rows.iter().filter_map(text).filter(|it| it.contains('.') && !it.ends_with('.')).collect();
    names.dedup();
    (!names.is_empty()).then_some(names)
}

/// Splits an expression where its alternatives part, outside of groups.
fn alternatives(pattern: &str) -> Vec<&str> {
    let (mut found, mut depth, mut from) = (Vec::new(), 0_usize, 0);
    let bytes = pattern.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'\\' => at += 1,
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b'|' if depth == 0 => {
                found.push(&pattern[from..at]);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    found.push(&pattern[from..]);
    found
}

/// Takes `[R=301,L]` apart.
fn flags_of(words: &[String]) -> Vec<(String, Option<String>)> {
    let joined = words.join(" ");
    let inner = joined.trim().trim_start_matches('[').trim_end_matches(']');
    let flag = |it: &str| match it.trim().split_once('=') {
        Some((name, value)) => (name.trim().to_owned(), Some(value.trim().to_owned())),
        None => (it.trim().to_owned(), None),
    };
    inner.split(',').map(flag).filter(|it| !it.0.is_empty()).collect()
}

/// Returns where a rule leads, and what becomes of the query.
fn destination(rule: &Rule, base: &str) -> Result<(Vec<Text>, Query), String> {
    let is_verbatim = rule.has(["NE", "noescape"]);
    let mut found: Vec<Text> = Vec::new();
    let mut text = String::new();
    let mut query = None;
    let mut rest = rule.to.as_str();
    if !rest.starts_with('/') && !rest.contains("://") && !rest.starts_with("%{") && !rest.starts_with('$') {
        text.push_str(base);
    }
    while let Some(it) = rest.chars().next() {
        let more = &rest[it.len_utf8()..];
        let digit = more.chars().next().and_then(|it| it.to_digit(10));
        if query == Some(Query::Keep) {
            return Err("its destination goes on behind the query of the request".to_owned());
        }
        match (it, digit) {
            ('\\', _) => {
                text.extend(more.chars().next());
                rest = more.get(more.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default();
                continue;
            }
            ('$', Some(group)) => {
                found.push(Text::Fixed(std::mem::take(&mut text)));
                found.push(Text::Group(group));
                rest = &more[1..];
                continue;
            }
            ('$', None) if more.starts_with('{') => return Err("it looks its destination up in a `RewriteMap`".to_owned()),
            ('%', Some(_)) => return Err("its destination holds what a condition found".to_owned()),
            ('%', None) if more.starts_with('{') => {
                let (name, after) = more[1..].split_once('}').ok_or("its destination holds a `%{` without its end")?;
                match name.to_ascii_uppercase().as_str() {
                    "HTTP_HOST" | "SERVER_NAME" => {
                        found.push(Text::Fixed(std::mem::take(&mut text)));
                        found.push(Text::Host);
                    }
                    "REQUEST_URI" => {
                        found.push(Text::Fixed(std::mem::take(&mut text)));
                        found.push(Text::Path);
                    }
                    "REQUEST_SCHEME" => text.push_str("https"),
                    "QUERY_STRING" if text.ends_with('?') => {
                        text.pop();
                        query = Some(Query::Keep);
                    }
                    name => return Err(format!("its destination holds `%{{{name}}}`, which is not known here")),
                }
                rest = after;
                continue;
            }
            ('%', None) if !is_verbatim => return Err("it escapes the `%` of its destination once more".to_owned()),
            ('#', _) if !is_verbatim => text.push_str("%23"),
            (it, _) => text.push(it),
        }
        rest = more;
    }
    let is_bare = text.ends_with('?');
    if is_bare {
        text.pop();
    }
    let has_own = is_bare || text.contains('?') || found.iter().any(|it| matches!(it, Text::Fixed(it) if it.contains('?')));
    found.push(Text::Fixed(text));
    found.retain(|it| *it != Text::Fixed(String::new()));
    let query = match (query, has_own, rule.has(["QSA", "qsappend"]), rule.has(["QSD", "qsdiscard"])) {
        (Some(query), ..) => query,
        (None, _, _, true) => Query::Drop,
        (None, true, false, _) => Query::Drop,
        _ => Query::Keep,
    };
    Ok((found, query))
}
