//! What tables of redirects have in common: the lines that a host answers by, in the order in which they are asked, the
//! limits of a provider, and how a table that was read back is held against what was meant.

use crate::emit::refuse::{Asked, Report};
use crate::emit::target::{Clause, Subject};
use crate::emit::{cloudflare_bulk_redirects, cloudflare_pages, firebase, netlify, vercel};
use crate::model::graph::pattern::{Condition, Pattern, Piece, Segment, split};
use crate::model::plan::answer::{Answer, Outcome, WELL_KNOWN, http_date};
use crate::model::plan::request::{Request, Scheme};
use crate::model::plan::routing::{Action, Base, Route, SiteRouting, UpstreamUrl};
use crate::model::plan::rows::{self, Rows};
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use crate::model::spec::workspace::TargetKind;
use crate::source::Span;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// A number that a provider sets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limit {
    /// What it bounds, in the plural.
    pub bounds: &'static str,
    pub most: usize,
    /// Where it was read, and on which day.
    pub source: &'static str,
    pub seen: &'static str,
}

impl Limit {
    /// Says by how much `found` goes beyond it.
    pub fn exceeded(&self, found: usize) -> Option<String> {
        let why = || format!("{found} {}, and it takes {} ({}, looked up on {})", self.bounds, self.most, self.source, self.seen);
        (found > self.most).then(why)
    }
}

/// One line of a host's table: the keys that it takes, and what they get. The first that takes a key answers it.
#[derive(Clone, Debug)]
pub struct Line<'p> {
    pub segments: Cow<'p, [Segment]>,
    pub conditions: &'p [Condition],
    pub reply: Reply<'p>,
    /// Those that are ours to say, sorted.
    pub headers: Vec<(&'static str, String)>,
    /// The rule, where it is one.
    pub span: Option<Span>,
    pub part: Part,
}

/// What a line stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    Rule,
    /// A reserved path; an alias answers it as the host does, instead of leading there.
    Reserved,
    /// What no rule names.
    Base,
    /// An independent site.
    Independent,
}

/// What a line answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply<'p> {
    Redirect { status: u16, to: Vec<Piece>, query: &'p QueryPolicy },
    Gone(&'p str),
    Page(&'p str),
    Unavailable(&'p str),
    Serve(&'p UpstreamUrl),
    NotFound,
}

impl Line<'_> {
    /// Tells whether it takes more than one key.
    pub fn is_pattern(&self) -> bool {
        self.segments.iter().any(|it| !matches!(it, Segment::Literal(_)))
    }

    /// Returns its source as it is written in this language, for messages.
    pub fn source(&self) -> String {
        Pattern { segments: self.segments.to_vec(), conditions: self.conditions.to_vec() }.to_string()
    }

    /// Returns its literal segments.
    pub fn literals(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|it| match it {
            Segment::Literal(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// Returns the value of a header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str())
    }
}

/// Returns the lines of a host, each that some request reaches. The last takes all keys.
pub fn lines<'p>(asked: &Asked<'p>) -> Vec<Line<'p>> {
    let mut writing = Writing { asked, site: None, lines: Vec::new(), shapes: BTreeSet::new(), part: Part::Rule };
    let routing = asked.routing;
    for site in &routing.sites {
        writing.site = Some(site);
        writing.exact(site);
    }
    for site in &routing.sites {
        writing.site = Some(site);
        writing.rest(site);
    }
    writing.site = None;
    if !routing.sites.iter().any(|it| it.path.is_empty()) {
        let reserved = match (&routing.reserved_upstream, &routing.unowned) {
            (Some(upstream), _) | (None, Base::Serve(upstream)) => Reply::Serve(upstream),
            _ => Reply::NotFound,
        };
        writing.part = Part::Reserved;
        writing.push(below(WELL_KNOWN), reserved, None);
        writing.part = Part::Base;
        writing.base(&routing.unowned, "");
    }
    writing.lines
}

/// Takes out each 404 that no later line would answer otherwise: where no line takes a key, programs say so too.
pub fn without_idle<'a, 'p>(lines: &'a [Line<'p>]) -> Vec<&'a Line<'p>> {
    let mut kept: Vec<&Line<'_>> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        let is_told = || kept.iter().any(|it| it.reply != Reply::NotFound && can_meet(&it.segments, &line.segments));
        if line.reply != Reply::NotFound || is_told() {
            kept.push(line);
        }
    }
    kept.reverse();
    kept
}

/// Tells whether some key is taken by both.
pub fn can_meet(one: &[Segment], two: &[Segment]) -> bool {
    for (one, two) in one.iter().zip(two) {
        match (one, two) {
            (Segment::Splat, _) | (_, Segment::Splat) => return true,
            (Segment::Literal(one), Segment::Literal(two)) if one != two => return false,
            (Segment::Literal(text), Segment::Name(_)) | (Segment::Name(_), Segment::Literal(text)) if text.is_empty() => return false,
            _ => {}
        }
    }
    one.len() == two.len()
}

/// Tells whether `one` takes every key that `two` takes.
pub fn covers(one: &[Segment], two: &[Segment]) -> bool {
    for (one, two) in one.iter().zip(two) {
        match (one, two) {
            (Segment::Splat, _) => return true,
            (Segment::Name(_), Segment::Name(_)) => {}
            (Segment::Name(_), Segment::Literal(text)) if !text.is_empty() => {}
            (Segment::Literal(one), Segment::Literal(two)) if one == two => {}
            _ => return false,
        }
    }
    one.len() == two.len()
}

/// The headers of one source.
#[derive(Debug)]
pub struct HeaderRule<'a> {
    pub segments: &'a [Segment],
    pub headers: BTreeMap<&'static str, String>,
}

/// Returns rules for headers, the least exact first, for programs that apply all that fit in order: the last line's for
/// all keys, then one for each line that would get others from those before it; not many more than `most`.
pub fn header_rules<'a>(lines: &'a [Line<'_>], most: usize) -> Vec<HeaderRule<'a>> {
    let mut rules: Vec<HeaderRule<'a>> = Vec::new();
    for line in lines.iter().rev() {
        let own = gathered(line);
        let mut is_said = false;
        for rule in rules.iter().filter(|it| can_meet(it.segments, &line.segments)) {
            is_said = rule.headers == own && (is_said || covers(rule.segments, &line.segments));
        }
        if !is_said {
            rules.push(HeaderRule { segments: &line.segments, headers: own });
        }
        if rules.len() > most {
            break;
        }
    }
    rules
}

/// Returns the headers of a line, those of one name joined as a list.
pub fn gathered(line: &Line<'_>) -> BTreeMap<&'static str, String> {
    let mut gathered: BTreeMap<&'static str, String> = BTreeMap::new();
    for (name, value) in &line.headers {
        gathered.entry(name).and_modify(|it| it.push_str(&format!(", {value}"))).or_insert_with(|| value.clone());
    }
    gathered
}

/// Returns `text` as a regular expression that takes it alone.
pub fn escaped(text: &str) -> String {
    let mut out = String::new();
    for it in text.chars() {
        if "\\^$.*+?()[]{}|".contains(it) {
            out.push('\\');
        }
        out.push(it);
    }
    out
}

/// Reads a regular expression that is made of such texts, `([^/]+)`, `(.*)` and `(.+)`, between `^` and `$`.
pub fn unescaped(regex: &str) -> Option<Vec<Token>> {
    let mut rest = regex.strip_prefix('^')?.strip_suffix('$')?;
    let (mut tokens, mut text) = (Vec::new(), String::new());
    while let Some(first) = rest.chars().next() {
        let group = [("([^/]+)", Token::Name), ("(.*)", Token::Rest)].into_iter().find(|it| rest.starts_with(it.0));
        if let Some((group, token)) = group {
            if !text.is_empty() {
                tokens.push(Token::Text(std::mem::take(&mut text)));
            }
            tokens.push(token);
            rest = &rest[group.len()..];
            continue;
        }
        let literal = match first {
            '\\' => rest[1..].chars().next()?,
            it if "^$.*+?()[]{}|".contains(it) => return None,
            it => it,
        };
        text.push(literal);
        rest = &rest[usize::from(first == '\\') + literal.len_utf8()..];
    }
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
    Some(tokens)
}

/// Returns the regular expression that takes the keys of a source.
pub fn regex(segments: &[Segment]) -> String {
    let token = |it: &Token| match it {
        Token::Text(text) => escaped(text),
        Token::Name => "([^/]+)".to_owned(),
        Token::Rest => "(.*)".to_owned(),
    };
    format!("^{}$", tokens(segments).iter().map(token).collect::<String>())
}

/// Returns the segments of all keys below `path`, which ends in a slash.
fn below(path: &str) -> Vec<Segment> {
    let mut segments = key(path);
    segments.pop();
    segments.push(Segment::Splat);
    segments
}

/// Returns the segments of one key.
fn key(path: &str) -> Vec<Segment> {
    split(path).map(|it| Segment::Literal(it.to_owned())).collect()
}

struct Writing<'a, 'p> {
    asked: &'a Asked<'p>,
    site: Option<&'p SiteRouting>,
    lines: Vec<Line<'p>>,
    /// The sources without conditions that are taken, their names left out.
    shapes: BTreeSet<String>,
    /// What is being added.
    part: Part,
}

impl<'p> Writing<'_, 'p> {
    fn push(&mut self, segments: Vec<Segment>, reply: Reply<'p>, span: Option<Span>) {
        let headers = self.headers(&reply, None);
        self.add(Line { segments: Cow::Owned(segments), conditions: &[], reply, headers, span, part: self.part });
    }

    /// Adds a line, unless an earlier one takes all its keys by the same source.
    fn add(&mut self, line: Line<'p>) {
        let shape = |it: &Segment| match it {
            Segment::Literal(text) => format!("/{text}"),
            Segment::Name(_) => "/:".to_owned(),
            Segment::Splat => "/*".to_owned(),
        };
        let shape = || line.segments.iter().map(shape).collect::<String>();
        if !line.conditions.is_empty() || self.shapes.insert(shape()) {
            self.lines.push(line);
        }
    }

    /// Adds the rules of a site that have no placeholders.
    fn exact(&mut self, site: &'p SiteRouting) {
        for (key, ranks) in site.exact.iter().filter(|_| !site.is_independent) {
            if !self.asked.routing.owner(key).is_some_and(|it| std::ptr::eq(it, site)) {
                continue;
            }
            for (rank, route) in ranks.iter().map(|it| &site.routes[*it]).enumerate() {
                // Of the same key with the same conditions, the first wins.
                if !ranks[..rank].iter().any(|it| site.routes[*it].pattern.conditions == route.pattern.conditions) {
                    self.part = if site.is_reserved(key) { Part::Reserved } else { Part::Rule };
                    self.route(route, Cow::Borrowed(&route.pattern.segments), false);
                }
            }
        }
        if let Some(rows) = &site.rows {
            for (key, found) in rows.all().filter(|(key, _)| self.asked.routing.owner(key).is_some_and(|it| std::ptr::eq(it, site))) {
                self.part = if site.is_reserved(&key) { Part::Reserved } else { Part::Rule };
                self.row(rows, &key, found);
            }
        }
    }

    /// Adds a plain row of a table.
    fn row(&mut self, table: &'p Rows, key: &str, found: rows::Found) {
        let route = table.route(key, found);
        let Action::Redirect(redirect) = &route.action else { return };
        let reply = Reply::Redirect { status: redirect.status, to: joined(redirect.to.pieces()), query: &table.index.query };
        let headers = self.headers(&reply, Some(&route.action));
        let segments = Cow::Owned(route.pattern.segments.clone());
        self.add(Line { segments, conditions: &[], reply, headers, span: Some(route.origin.span), part: self.part });
    }

    /// Adds what answers a key of a site that no such rule names: reserved paths, patterns, the base.
    fn rest(&mut self, site: &'p SiteRouting) {
        if !site.is_independent {
            self.part = Part::Reserved;
            self.reserved(site);
            self.part = Part::Rule;
            for route in site.patterns.iter().map(|it| &site.routes[*it]) {
                self.route(route, Cow::Borrowed(&route.pattern.segments), false);
            }
        }
        self.part = if site.is_independent { Part::Independent } else { Part::Base };
        self.base(&site.base, &site.path);
    }

    fn reserved(&mut self, site: &'p SiteRouting) {
        let well_known = match site.path.as_str() {
            "" | "/.well-known" => vec![WELL_KNOWN.to_owned()],
            path if path.starts_with(WELL_KNOWN) => vec![path.to_owned(), format!("{path}/")],
            _ => Vec::new(),
        };
        for path in well_known.iter().chain(&site.reserved) {
            let segments = if path.ends_with('/') { below(path) } else { key(path) };
            match (&self.asked.routing.reserved_upstream, &site.reserved_base) {
                (Some(upstream), _) => self.push(segments, Reply::Serve(upstream), None),
                (None, Base::Default(route)) => self.route(route, Cow::Owned(segments), false),
                (None, base) => self.push(segments, of_base(base), None),
            }
        }
    }

    /// Adds what answers `path` and all below it.
    fn base(&mut self, base: &'p Base, path: &str) {
        if !path.is_empty() {
            match base {
                Base::Default(route) => self.route(route, Cow::Owned(key(path)), true),
                base => self.push(key(path), of_base(base), None),
            }
        }
        let rest = below(&format!("{path}/"));
        match base {
            Base::Default(route) => self.route(route, Cow::Owned(rest), false),
            base => self.push(rest, of_base(base), None),
        }
    }

    /// Adds a route; where `is_bare`, its values are empty.
    fn route(&mut self, route: &'p Route, segments: Cow<'p, [Segment]>, is_bare: bool) {
        let reply = match &route.action {
            Action::Redirect(redirect) => {
                let mut to = redirect.to.pieces();
                if is_bare {
                    to.retain(|it| !matches!(it, Piece::Value(_)));
                }
                Reply::Redirect { status: redirect.status, to: joined(to), query: &redirect.query }
            }
            Action::Gone { page } => Reply::Gone(page),
            Action::Page { page } => Reply::Page(page),
            Action::Unavailable { page, .. } => Reply::Unavailable(page),
            Action::Serve(upstream) => Reply::Serve(upstream),
            Action::NotFound => Reply::NotFound,
        };
        let headers = self.headers(&reply, Some(&route.action));
        let conditions = route.pattern.conditions.as_slice();
        self.add(Line { segments, conditions, reply, headers, span: Some(route.origin.span), part: self.part });
    }

    fn headers(&self, reply: &Reply<'_>, action: Option<&Action>) -> Vec<(&'static str, String)> {
        if self.site.is_some_and(|it| it.is_independent) {
            return Vec::new();
        }
        let mut headers: Vec<(&'static str, String)> = self.site.map(|it| it.headers.clone()).unwrap_or_default();
        if let Reply::Gone(page) | Reply::Page(page) | Reply::Unavailable(page) = reply {
            headers.extend(self.asked.plan.page_headers(page));
        }
        match action {
            Some(Action::Redirect(redirect)) => headers.push(("Cache-Control", format!("max-age={}", redirect.max_age))),
            Some(Action::Unavailable { until: Some(until), .. }) => headers.push(("Retry-After", http_date(*until))),
            _ => {}
        }
        headers.extend(self.asked.host.hsts.iter().map(|it| ("Strict-Transport-Security", it.clone())));
        headers.sort();
        headers
    }
}

fn of_base(base: &Base) -> Reply<'_> {
    match base {
        Base::Serve(upstream) => Reply::Serve(upstream),
        Base::Gone(page) => Reply::Gone(page),
        Base::NotFound | Base::Default(_) => Reply::NotFound,
    }
}

/// Joins texts that stand side by side.
pub fn joined(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut joined: Vec<Piece> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match (joined.last_mut(), piece) {
            (Some(Piece::Text(text)), Piece::Text(more)) => text.push_str(&more),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

/// A line as the program reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    pub source: Vec<Token>,
    pub status: u16,
    /// Where it leads, or the file that it shows.
    pub to: Vec<Piece>,
}

/// A stretch of a source, as a program compares it with a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Token {
    Text(String),
    /// One character or more, but no slash.
    Name,
    /// Any characters.
    Rest,
}

/// Returns what a source means.
pub fn tokens(segments: &[Segment]) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut text = String::new();
    for segment in segments {
        text.push('/');
        let token = match segment {
            Segment::Literal(literal) => {
                text.push_str(literal);
                continue;
            }
            Segment::Name(_) => Token::Name,
            Segment::Splat => Token::Rest,
        };
        tokens.extend([Token::Text(std::mem::take(&mut text)), token]);
    }
    if !text.is_empty() {
        tokens.push(Token::Text(text));
    }
    tokens
}

/// Returns the values of a source that takes `path`: of each name as much as there is, of what is left the rest.
pub fn capture<'k>(source: &[Token], path: &'k str) -> Option<Vec<&'k str>> {
    let Some((first, rest)) = source.split_first() else { return path.is_empty().then(Vec::new) };
    let longest = match first {
        Token::Text(text) => return capture(rest, path.strip_prefix(text.as_str())?),
        Token::Name => path.find('/').unwrap_or(path.len()),
        Token::Rest => path.len(),
    };
    let least = usize::from(*first == Token::Name);
    (least..=longest).rev().filter(|it| path.is_char_boundary(*it)).find_map(|at| {
        let mut values = vec![&path[..at]];
        values.extend(capture(rest, &path[at..])?);
        Some(values)
    })
}

/// Returns the text that `values` make of pieces.
pub fn fill(pieces: &[Piece], values: &[&str]) -> String {
    let text = |it: &Piece| match it {
        Piece::Text(text) => text.clone(),
        Piece::Value(at) => values.get(*at).copied().unwrap_or_default().to_owned(),
    };
    pieces.iter().map(text).collect()
}

/// Returns a comment with the place of a rule that a person wrote; a row of a table is found by its key.
pub fn place(plan: &Plan, span: Option<Span>) -> String {
    let is_rule = |it: &Span| !plan.sources.file(it.file).path.ends_with(".csv");
    span.filter(is_rule).map_or_else(String::new, |it| format!("# {}\n", in_line(&plan.place(it).to_string())))
}

/// Returns the first lines of a table: whose it is, and how it is put before one's own.
pub fn head(subject: &Subject<'_>, host: &Host) -> String {
    let stage = &subject.plan.stages[subject.stage].name;
    format!("# cutover: {} in the stage {stage}.\n# The first line that fits answers: your own lines stand behind these.\n", host.name)
}

/// Returns text without anything that would end a line.
fn in_line(text: &str) -> String {
    text.chars().map(|it| if it.is_control() { ' ' } else { it }).collect()
}

/// The rules of a table, so that the first that takes a path is found.
#[derive(Debug, Default)]
pub struct Table {
    pub rules: Vec<Rule>,
    exact: BTreeMap<String, usize>,
    patterns: Vec<usize>,
}

impl Table {
    /// Adds a rule behind all others.
    pub fn push(&mut self, rule: Rule) {
        match rule.source.as_slice() {
            [Token::Text(text)] => {
                self.exact.entry(text.clone()).or_insert(self.rules.len());
            }
            _ => self.patterns.push(self.rules.len()),
        }
        self.rules.push(rule);
    }

    /// Returns the first rule that takes `path`, with its values.
    pub fn first<'k>(&self, path: &'k str) -> Option<(&Rule, Vec<&'k str>)> {
        let exact = self.exact.get(path).copied();
        let before = self.patterns.iter().take_while(|it| exact.is_none_or(|exact| **it < exact));
        let pattern = before.into_iter().find_map(|it| Some((&self.rules[*it], capture(&self.rules[*it].source, path)?)));
        pattern.or_else(|| Some((&self.rules[exact?], Vec::new())))
    }
}

/// Refuses all headers that lines declare, of a program that has none of ours.
pub fn refuse_headers<'a, 'p: 'a>(lines: impl Iterator<Item = &'a Line<'p>>, why: &str, report: &mut Report<'_>) {
    let declared = lines.flat_map(|it| it.headers.iter().map(|it| it.0));
    let (hsts, others): (BTreeSet<&str>, BTreeSet<&str>) = declared.partition(|it| *it == "Strict-Transport-Security");
    if !hsts.is_empty() {
        report.lack(Clause::Hsts, why);
    }
    if !others.is_empty() {
        let names: Vec<String> = others.iter().map(|it| format!("`{it}`")).collect();
        report.lack(Clause::Headers, format!("{why}: {}", names.join(", ")));
    }
}

/// Refuses one line, in the name of what it stands for; what is served is told once a host.
pub fn refuse_line(line: &Line<'_>, (clause, why): (Clause, String), report: &mut Report<'_>) {
    let clause = match (line.part, clause) {
        (Part::Reserved, Clause::Default) => Clause::Reserved,
        (Part::Independent, Clause::Serve) => Clause::Independent,
        _ => clause,
    };
    match line.reply {
        Reply::Serve(_) => report.refuse(clause, None, why),
        _ => report.refuse(clause, line.span, format!("`{}`: {why}", line.source())),
    }
}

/// Returns the pages that lines show.
pub fn pages<'p>(lines: &[Line<'p>]) -> BTreeSet<&'p str> {
    let page = |it: &Line<'p>| match it.reply {
        Reply::Gone(page) | Reply::Page(page) | Reply::Unavailable(page) => Some(page),
        _ => None,
    };
    lines.iter().filter_map(page).collect()
}

/// Tells whether a query stays as it is when it is taken apart and written anew, as the URL standard has it.
pub fn is_plain_query(query: &str) -> bool {
    let is_plain = |it: &str| it.bytes().all(|it| it.is_ascii_alphanumeric() || b"*-._+".contains(&it));
    let is_whole = |it: &str| it.split_once('=').is_some_and(|(name, value)| is_plain(name) && is_plain(value));
    query.is_empty() || query.split('&').all(is_whole)
}

/// Returns a URL as programs write it that read it as browsers do.
pub fn as_url(text: &str) -> Option<String> {
    url::Url::parse(text).ok().map(Into::into)
}

/// Tells whether a destination has a query of its own.
pub fn has_query(to: &[Piece]) -> bool {
    to.iter().any(|it| matches!(it, Piece::Text(text) if text.contains('?')))
}

/// Tells whether any fixed text of a destination holds `part`.
pub fn has_text(to: &[Piece], part: &str) -> bool {
    to.iter().any(|it| matches!(it, Piece::Text(text) if text.contains(part)))
}

/// What a model of a program answers: the status, and `Location` without the query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub status: u16,
    pub location: Option<String>,
}

/// What is answered where no line takes a key.
const NOTHING: Found = Found { status: 404, location: None };

/// Says why a request is one that a table of `kind` is not held to, beyond those that no target is.
pub fn outside(kind: TargetKind, request: &Request, answer: &Answer<'_>) -> Option<&'static str> {
    match kind {
        TargetKind::Netlify => netlify::outside(request, answer),
        TargetKind::CloudflarePages => cloudflare_pages::outside(request, answer),
        TargetKind::CloudflareBulkRedirects => cloudflare_bulk_redirects::outside(request, answer),
        TargetKind::Vercel => vercel::outside(request, answer),
        TargetKind::Firebase => firebase::outside(request, answer),
        _ => None,
    }
}

/// Puts requests to a model of the program that has read our own lines, and refuses the first line that it does not give
/// the plan's answer for. `outside` says which requests the target is not held to.
pub fn try_out(
    asked: &Asked<'_>,
    lines: &[&Line<'_>],
    outside: fn(&Request, &Answer<'_>) -> Option<&'static str>,
    answer: impl Fn(&str) -> Option<Found>,
    report: &mut Report<'_>,
) {
    for line in lines {
        for key in witnesses(&line.segments) {
            let request = Request { scheme: Scheme::Https, method: "GET".to_owned(), host: asked.host.name.clone(), target: key };
            let wanted = asked.plan.answer(&request, asked.at);
            if request.outside().is_some() || outside(&request, &wanted).is_some() {
                continue;
            }
            let found = answer(&request.target);
            let wanted = said(&wanted);
            if wanted.is_none() && found.is_none() {
                continue;
            }
            let found = found.unwrap_or(NOTHING);
            if wanted.as_ref() != Some(&found) {
                let wanted = wanted.map_or_else(|| "the shop's own answer".to_owned(), |it| told(&it));
                let why = format!("near `{}` it would answer `{}` with {}, not with {wanted}", line.source(), request.target, told(&found));
                report.refuse(broken(&line.segments, &request.target), line.span, why);
                break;
            }
        }
    }
}

/// Returns the clause that does not hold where `key`, at or beside a source, gets another answer than it should.
fn broken(source: &[Segment], key: &str) -> Clause {
    match (capture(&tokens(source), key), source.last()) {
        (Some(_), _) => Clause::Order,
        (None, Some(Segment::Splat)) => Clause::Source,
        (None, _) => Clause::Key,
    }
}

fn said(answer: &Answer<'_>) -> Option<Found> {
    let location = match &answer.outcome {
        Outcome::Redirect { location, .. } => Some(location.clone()),
        _ => None,
    };
    Some(Found { status: answer.outcome.status()?, location })
}

fn told(found: &Found) -> String {
    match &found.location {
        Some(location) => format!("{} to `{location}`", found.status),
        None => found.status.to_string(),
    }
}

/// Returns keys that a source takes, and their nearest neighbours.
fn witnesses(segments: &[Segment]) -> Vec<String> {
    let with = |rest: &str| {
        let text = |it: &Segment| match it {
            Segment::Literal(text) => text.clone(),
            Segment::Name(_) => "v".to_owned(),
            Segment::Splat => rest.to_owned(),
        };
        format!("/{}", segments.iter().map(text).collect::<Vec<_>>().join("/"))
    };
    let mut keys = vec![with("a/b")];
    match segments.last() {
        Some(Segment::Splat) => {
            keys.push(with(""));
            keys.push(with("").trim_end_matches('/').to_owned());
        }
        _ => {
            let key = keys[0].clone();
            keys.push(key.strip_suffix('/').map_or_else(|| format!("{key}/"), str::to_owned));
            keys.push(format!("{key}x"));
        }
    }
    keys.retain(|it| !it.is_empty());
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> Vec<Segment> {
        let segment = |it: &str| match it.strip_prefix(':') {
            Some(name) => Segment::Name(name.to_owned()),
            None if it == "*" => Segment::Splat,
            None => Segment::Literal(it.to_owned()),
        };
        split(text).map(segment).collect()
    }

    #[test]
    fn sources_meet_where_one_key_is_taken_by_both() {
        for (one, two, wanted) in [
            ("/a", "/a", true),
            ("/a", "/b", false),
            ("/a/*", "/a", false),
            ("/a/*", "/a/b/c", true),
            ("/:x", "/a", true),
            ("/:x", "/", false),
            ("/:x/b", "/a/:y", true),
            ("/:x", "/a/b", false),
            ("/*", "/.well-known/*", true),
        ] {
            assert_eq!(can_meet(&source(one), &source(two)), wanted, "{one} and {two}");
            assert_eq!(can_meet(&source(two), &source(one)), wanted, "{two} and {one}");
        }
    }

    #[test]
    fn a_source_covers_what_it_takes_all_keys_of() {
        for (one, two, wanted) in [
            ("/*", "/a/b", true),
            ("/a/*", "/a/:b", true),
            ("/a/*", "/a", false),
            ("/:a", "/b", true),
            ("/:a", "/*", false),
            ("/a", "/:b", false),
        ] {
            assert_eq!(covers(&source(one), &source(two)), wanted, "{one} and {two}");
        }
    }

    #[test]
    fn a_source_as_it_is_read_takes_the_keys_that_it_means() {
        for (text, path, wanted) in [
            ("/a", "/a", Some(vec![])),
            ("/a", "/a/", None),
            ("/blog/*", "/blog/x/y", Some(vec!["x/y"])),
            ("/blog/*", "/blog/", Some(vec![""])),
            ("/blog/*", "/blog", None),
            ("/:a/x/:b", "/1/x/2", Some(vec!["1", "2"])),
            ("/:a/x/:b", "/1/x/2/", None),
            ("/:a", "/", None),
        ] {
            assert_eq!(capture(&tokens(&source(text)), path), wanted, "{text} and {path}");
        }
    }

    #[test]
    fn a_regular_expression_is_read_as_it_was_meant() {
        for text in ["/a.b+c/:d/*", "/", "/$(x)[1]/", "/:a"] {
            assert_eq!(unescaped(&regex(&source(text))), Some(tokens(&source(text))), "{text}");
        }
        assert_eq!(unescaped("^/a.b$"), None);
        assert_eq!(unescaped("^/a"), None);
    }

    #[test]
    fn what_is_taken_beside_a_source_is_told_from_what_another_takes() {
        assert_eq!(broken(&source("/a/:b"), "/a/v"), Clause::Order);
        assert_eq!(broken(&source("/a/:b"), "/a/v/"), Clause::Key);
        assert_eq!(broken(&source("/a/*"), "/a/"), Clause::Order);
        assert_eq!(broken(&source("/a/*"), "/a"), Clause::Source);
    }

    #[test]
    fn neighbours_of_a_source_are_tried_too() {
        assert_eq!(witnesses(&source("/a/:b")), ["/a/v", "/a/v/", "/a/vx"]);
        assert_eq!(witnesses(&source("/a/")), ["/a/", "/a", "/a/x"]);
        assert_eq!(witnesses(&source("/a/*")), ["/a/a/b", "/a/", "/a"]);
        assert_eq!(witnesses(&source("/*")), ["/a/b", "/"]);
    }
}
