//! One server: what its own directives, and then its locations, make of a request.

use super::syntax::Directive;
use super::values::{Entry, Map, Maps, destination};
use crate::import::regex::{Decided, Language};
use crate::import::steps::{Does, HOP, Order, Query, Step, Text, WITH_QUERY, exactly, only_query};
use crate::model::graph::pattern::Condition;
use std::collections::BTreeMap;

/// What a server is while it is read.
struct Server<'m> {
    maps: &'m Maps,
    sets: BTreeMap<String, String>,
    steps: Vec<Step>,
}

/// Where a directive stands: what must hold for it to be asked.
#[derive(Clone)]
struct Place {
    /// The line, where the place answers for all of its own.
    text: String,
    host: Option<String>,
    pattern: String,
    any_case: bool,
    conditions: Vec<Condition>,
    lacks: Vec<String>,
    notes: Vec<String>,
    /// Why none of it can be said.
    unsaid: Option<String>,
    /// Why none of it concerns us.
    aside: Option<String>,
    family: Option<usize>,
}

/// Reads the directives of one server.
pub fn read(directives: &[Directive], maps: &Maps, steps: &mut Vec<Step>) {
    let names: Vec<String> = directives.iter().filter(|it| it.name() == "server_name").flat_map(|it| it.arguments().to_vec()).collect();
    let is_name =
        |it: &&String| it.contains('.') && it.bytes().all(|it| it.is_ascii_alphanumeric() || b"-.".contains(&it)) && !it.starts_with('.');
    let host = names.iter().find(is_name).map(|it| it.to_ascii_lowercase());
    let mut server = Server { maps, sets: BTreeMap::new(), steps: Vec::new() };
    let place = Place {
        text: String::new(),
        host,
        pattern: String::new(),
        any_case: false,
        conditions: Vec::new(),
        lacks: Vec::new(),
        notes: Vec::new(),
        unsaid: None,
        aside: None,
        family: None,
    };
    server.directives(directives, &place);
    server.locations(directives, &place);
    let others: Vec<&str> = names.iter().filter(is_name).skip(1).map(String::as_str).collect();
    if let (Some(first), false) = (server.steps.first_mut(), others.is_empty()) {
        first.notes.push(format!("the server is asked as {} too: write them as `aliases`", others.join(", ")));
    }
    steps.append(&mut server.steps);
}

/// A location, and how nginx finds it.
struct Location<'d> {
    modifier: &'d str,
    path: &'d str,
    directive: &'d Directive,
}

fn gather<'d>(directives: &'d [Directive], found: &mut Vec<Location<'d>>) {
    for it in directives.iter().filter(|it| it.name() == "location") {
        let (modifier, path) = match it.arguments() {
            [modifier, path] => (modifier.as_str(), path.as_str()),
            // The sign may stand right in front of the path.
            [path] => match ["=", "^~", "~*", "~"].iter().find(|it| path.starts_with(**it)) {
                Some(sign) => (*sign, &path[sign.len()..]),
                None => ("", path.as_str()),
            },
            _ => ("?", ""),
        };
        found.push(Location { modifier, path, directive: it });
        gather(it.inner(), found);
    }
}

impl Server<'_> {
    /// Reads the locations, in the order in which nginx tries them.
    fn locations(&mut self, directives: &[Directive], server: &Place) {
        let mut all = Vec::new();
        gather(directives, &mut all);
        let plain: Vec<String> = all.iter().filter(|it| it.modifier.is_empty()).map(|it| it.path.to_owned()).collect();
        let rank = |it: &Location<'_>| match it.modifier {
            "=" => 0,
            "^~" => 1,
            "~" | "~*" => 2,
            _ => 3,
        };
        // Of prefixes the longest comes first; expressions keep their order.
        all.sort_by_key(|it| (rank(it), if matches!(rank(it), 1 | 3) { usize::MAX - it.path.len() } else { 0 }));
        for it in &all {
            let mut place = Place { text: it.directive.text(), ..server.clone() };
            match it.modifier {
                "=" => place.pattern = exactly(it.path),
                "~" => place.pattern = it.path.to_owned(),
                "~*" => (place.pattern, place.any_case) = (it.path.to_owned(), true),
                "" if it.path.starts_with('@') => place.aside = Some("it is asked from within alone".to_owned()),
                "" | "^~" => {
                    place.pattern = format!("^{}", regex_syntax::escape(it.path));
                    if it.modifier == "^~" && plain.iter().any(|longer| longer.len() > it.path.len() && longer.starts_with(it.path)) {
                        place.unsaid = Some("a longer location within it is asked first, and has expressions asked before it".to_owned());
                    }
                }
                _ => place.unsaid = Some("its words are not those of a location".to_owned()),
            }
            self.location(it, &place);
        }
    }

    fn location(&mut self, it: &Location<'_>, place: &Place) {
        let sets = self.sets.clone();
        let before = self.steps.len();
        let is_over = self.directives(it.directive.inner(), place);
        self.sets = sets;
        if is_over {
            return;
        }
        // What no directive of it took is served.
        let what = it.directive.inner().iter().find(|it| !matches!(it.name(), "location" | "if" | "set" | "rewrite"));
        let what = what.map_or_else(|| "it serves files".to_owned(), |it| format!("`{}`", it.text()));
        let does = match (&place.unsaid, &place.aside, self.steps.len() > before) {
            (_, Some(why), _) => Does::Aside(why.clone()),
            (Some(why), ..) => Does::Unsaid(why.clone()),
            (_, _, true) => Does::Serves(String::new()),
            _ => Does::Serves(what),
        };
        self.push(it.directive.line, place.text.clone(), place, does);
    }

    fn push(&mut self, line: usize, text: String, place: &Place, does: Does) {
        let does = match (&place.aside, &place.unsaid) {
            (Some(why), _) => Does::Aside(why.clone()),
            (None, Some(why)) => Does::Unsaid(why.clone()),
            _ => does,
        };
        self.steps.push(Step {
            line,
            text,
            host: place.host.clone(),
            pattern: place.pattern.clone(),
            any_case: place.any_case,
            conditions: place.conditions.clone(),
            does,
            lacks: place.lacks.clone(),
            notes: place.notes.clone(),
            family: place.family,
            order: Order::Before,
        });
    }

    /// Reads directives that are asked in their order; tells whether nothing passes them.
    fn directives(&mut self, directives: &[Directive], place: &Place) -> bool {
        for it in directives {
            match it.name() {
                "set" => {
                    if let [name, value] = it.arguments() {
                        self.sets.insert(name.trim_start_matches('$').to_owned(), value.clone());
                    }
                }
                "return" => {
                    self.returns(it, place);
                    return place.aside.is_none();
                }
                "rewrite" => self.rewrite(it, place),
                "if" => self.condition(it, place),
                _ => {}
            }
        }
        false
    }

    fn returns(&mut self, it: &Directive, place: &Place) {
        let text = told(place, it);
        let (status, to) = match it.arguments() {
            [status] if status.bytes().all(|it| it.is_ascii_digit()) => (status.parse().unwrap_or(0), None),
            [to] => (302, Some(to)),
            [status, to] => (status.parse().unwrap_or(0), Some(to)),
            _ => (0, None),
        };
        let mut place = place.clone();
        let does = match (status, to) {
            (410, _) => Does::Gone,
            (300..=399, Some(to)) => match destination(to, &self.sets) {
                Ok((to, _)) if is_hop(&to, &place) => {
                    place.aside = Some(HOP.to_owned());
                    Does::Aside(HOP.to_owned())
                }
                Ok((to, query)) => Does::Redirect { to, status, query },
                Err(why) => Does::Unsaid(why),
            },
            _ => Does::Serves(format!("`{}`", it.text())),
        };
        self.push(it.line, text, &place, does);
    }

    fn rewrite(&mut self, it: &Directive, place: &Place) {
        let text = told(place, it);
        let (pattern, to, flag) = match it.arguments() {
            [pattern, to] => (pattern, to, ""),
            [pattern, to, flag] => (pattern, to, flag.as_str()),
            _ => return self.push(it.line, text, place, Does::Unsaid("its words are not those of a `rewrite`".to_owned())),
        };
        let is_whole = ["http://", "https://", "$scheme"].iter().any(|it| to.starts_with(it));
        let status = match flag {
            "permanent" => 301,
            "redirect" => 302,
            _ if is_whole => 302,
            _ => 0,
        };
        let mut place = place.clone();
        let mut sets = self.sets.clone();
        match within(pattern, &place) {
            Inside::Expression => place.pattern.clone_from(pattern),
            Inside::Place => drop(sets.insert("1".to_owned(), "$uri".to_owned())),
            Inside::Neither => {
                place.unsaid.get_or_insert_with(|| "its expression takes other paths than its location does".to_owned());
            }
        }
        if status == 0 {
            place.unsaid.get_or_insert_with(|| "it goes on with another path within the server".to_owned());
        }
        let (to, query) = match to.strip_suffix('?') {
            Some(to) => (to, Query::Drop),
            None => (to.as_str(), Query::Keep),
        };
        let does = match destination(to, &sets) {
            // `$request_uri` brings the query, and then it is put behind it once more.
            Ok((_, Query::Keep)) if query == Query::Keep => Does::Unsaid("it appends the query twice".to_owned()),
            Ok((to, kept)) => Does::Redirect { to, status, query: if kept == Query::Keep { kept } else { query } },
            Err(why) => Does::Unsaid(why),
        };
        self.push(it.line, text, &place, does);
    }

    fn condition(&mut self, it: &Directive, place: &Place) {
        let words: Vec<&str> = it.arguments().iter().map(String::as_str).collect();
        let joined = words.join(" ");
        let inside = joined.trim().trim_start_matches('(').trim_end().strip_suffix(')').unwrap_or(&joined).trim().to_owned();
        let (name, sign, value) = split(&inside);
        let mut place = Place { text: format!("{}if ({inside})", prefix(place)), ..place.clone() };
        let unsaid = || Some(format!("it is asked only `if ({inside})`"));
        if let (Some(map), true) = (self.maps.get(name), sign.is_empty() || matches!((sign, value), ("!=", "") | ("~", "."))) {
            return self.mapped(name, map, it, &place);
        }
        match (name, sign) {
            ("scheme", "=") if value == "http" => place.aside = Some(HOP.to_owned()),
            ("scheme", "!=") if value == "https" => place.aside = Some(HOP.to_owned()),
            ("https", "=") if value.is_empty() => place.aside = Some(HOP.to_owned()),
            ("http_x_forwarded_proto", "=") if value == "http" => place.aside = Some(HOP.to_owned()),
            ("http_x_forwarded_proto", "!=") if value == "https" => place.aside = Some(HOP.to_owned()),
            ("host" | "http_host", "=") => place.host = Some(value.to_ascii_lowercase()),
            ("host" | "http_host", "!=") if place.host.as_deref() == Some(value) => {
                place.aside = Some("it is asked under other names alone: write them as `aliases`".to_owned());
            }
            ("uri" | "document_uri", "=") if place.pattern.is_empty() => place.pattern = exactly(value),
            ("uri" | "document_uri", "~" | "~*") => match within(value, &place) {
                Inside::Expression => (place.pattern, place.any_case) = (value.to_owned(), sign == "~*"),
                _ => place.unsaid = unsaid(),
            },
            ("request_uri", "=") if place.pattern.is_empty() => {
                raw_path(value, &mut place);
            }
            ("request_uri", "~" | "~*") if place.pattern.is_empty() => {
                place.any_case = sign == "~*";
                place.pattern = raw_expression(value, &mut place.notes);
            }
            (name, "=") if name.starts_with("arg_") => {
                place.conditions.push(Condition { key: name["arg_".len()..].to_owned(), value: Some(value.to_owned()) });
            }
            ("args" | "query_string", "~") => match only_query(value) {
                Ok((conditions, lacks)) => {
                    place.conditions.extend(conditions);
                    place.lacks.extend(lacks);
                }
                Err(why) => place.unsaid = Some(why),
            },
            _ => place.unsaid = unsaid(),
        }
        let before = self.steps.len();
        self.directives(it.inner(), &place);
        if self.steps.len() == before && it.inner().iter().any(|it| !matches!(it.name(), "set")) {
            self.push(it.line, place.text.clone(), &place, Does::Unsaid("what it does there is no redirect".to_owned()));
        }
    }

    /// Reads what is done where a map found something: a step for each of its lines.
    fn mapped(&mut self, name: &str, map: &Map, it: &Directive, place: &Place) {
        for entry in &map.entries {
            let mut place = Place { family: Some(map.line), ..place.clone() };
            place.text = format!("{} {}", entry.key, entry.value);
            if let Err(why) = of_entry(map, entry, &mut place) {
                place.unsaid.get_or_insert(why);
            }
            if !self.maps.contains_key(name) || entry.value.is_empty() {
                continue;
            }
            let sets = self.sets.clone();
            self.sets.insert(name.to_owned(), entry.value.clone());
            let before = self.steps.len();
            self.directives(it.inner(), &place);
            self.sets = sets;
            for step in &mut self.steps[before..] {
                (step.line, step.text) = (entry.line, place.text.clone());
            }
        }
        if !map.default.is_empty() && map.default != "0" {
            self.directives(it.inner(), &Place { unsaid: Some("its map makes something of every path".to_owned()), ..place.clone() });
        }
    }
}

/// Narrows a place to what one line of a map takes.
fn of_entry(map: &Map, entry: &Entry, place: &mut Place) -> Result<(), String> {
    if !place.pattern.is_empty() {
        return Err("its map is asked within a location".to_owned());
    }
    let (key, from) = match map.from.strip_prefix("$host").or_else(|| map.from.strip_prefix("$http_host")) {
        Some(from) if !from.is_empty() && !entry.key.starts_with('~') => {
            let at = entry.key.find('/').ok_or("its key is no host with a path")?;
            place.host = Some(entry.key[..at].to_ascii_lowercase());
            (&entry.key[at..], from)
        }
        _ => (entry.key.as_str(), map.from.as_str()),
    };
    let is_raw = match from {
        "$uri" | "$document_uri" => false,
        "$request_uri" => true,
        _ => return Err(format!("its map looks at `{}`", map.from)),
    };
    match key.strip_prefix('~') {
        Some(rest) => {
            let (any_case, pattern) = rest.strip_prefix('*').map_or((false, rest), |it| (true, it));
            place.any_case = any_case;
            place.pattern = if is_raw { raw_expression(pattern, &mut place.notes) } else { pattern.to_owned() };
        }
        None => {
            // Keys are the same in any case.
            place.any_case = true;
            let key = key.strip_prefix('\\').unwrap_or(key);
            if is_raw { raw_path(key, place) } else { place.pattern = exactly(key) }
        }
    }
    Ok(())
}

/// Narrows a place to a path as it is sent, and the query behind it.
fn raw_path(value: &str, place: &mut Place) {
    let (path, query) = value.split_once('?').map_or((value, None), |(path, query)| (path, Some(query)));
    let path: Vec<u8> = percent_encoding::percent_decode_str(path).collect();
    place.pattern = format!("^{}$", path.iter().map(|it| format!(r"\x{it:02X}")).collect::<String>());
    place.notes.push(WITH_QUERY.to_owned());
    for part in query.into_iter().flat_map(|it| it.split('&')) {
        let (key, value) = part.split_once('=').map_or((part, None), |(key, value)| (key, Some(value.to_owned())));
        place.conditions.push(Condition { key: key.to_owned(), value });
    }
}

/// Returns an expression that was asked of path and query as one of the path.
fn raw_expression(pattern: &str, notes: &mut Vec<String>) -> String {
    for end in [r"(\?.*)?$", r"(?:\?.*)?$", r"(\?|$)", r"(?:\?|$)", r"(\?.*|$)"] {
        if let Some(path) = pattern.strip_suffix(end) {
            return format!("{path}$");
        }
    }
    if pattern.ends_with('$') && !pattern.ends_with(".*)$") && !pattern.ends_with(".*$") {
        notes.push(WITH_QUERY.to_owned());
    }
    pattern.to_owned()
}

fn prefix(place: &Place) -> String {
    if place.text.is_empty() { String::new() } else { format!("{}: ", place.text) }
}

/// Returns how a directive is told: with where it stands.
fn told(place: &Place, it: &Directive) -> String {
    format!("{}{}", prefix(place), it.text())
}

/// Takes `$name sign value` apart.
fn split(inside: &str) -> (&str, &str, &str) {
    let inside = inside.strip_prefix('$').unwrap_or("");
    let at = inside.find(|it: char| !it.is_ascii_alphanumeric() && it != '_').unwrap_or(inside.len());
    let (name, rest) = inside.split_at(at);
    let rest = rest.trim();
    let sign = ["!~*", "!~", "!=", "~*", "~", "="].into_iter().find(|it| rest.starts_with(it)).unwrap_or("");
    (name, sign, rest[sign.len()..].trim())
}

/// Tells whether a destination is the request itself, over https.
fn is_hop(to: &[Text], place: &Place) -> bool {
    let is_same = |host: &Text, text: &str| match host {
        Text::Host => text == "https://",
        Text::Fixed(it) => place.host.as_ref().is_some_and(|host| *it == format!("https://{host}")),
        _ => false,
    };
    match to {
        [Text::Fixed(text), Text::Host, Text::Path] => is_same(&Text::Host, text),
        [host @ Text::Fixed(_), Text::Path] => is_same(host, ""),
        _ => false,
    }
}

/// How the expression of a `rewrite` lies to where it stands.
enum Inside {
    /// It takes nothing that the place does not.
    Expression,
    /// It takes all that the place does.
    Place,
    Neither,
}

fn within(pattern: &str, place: &Place) -> Inside {
    if place.pattern.is_empty() {
        return Inside::Expression;
    }
    if ["^", ".*", "^.*", "^.*$", "^/", "(.*)", "^(.*)", "^(.*)$", ".", "^/.*", "^/.*$", "^(/.*)$"].contains(&pattern) {
        return Inside::Place;
    }
    let languages = (Language::new(pattern, false), Language::new(&place.pattern, place.any_case));
    match languages {
        (Some(one), Some(two)) if one.is_within(&two) == Decided::Yes => Inside::Expression,
        _ => Inside::Neither,
    }
}
