//! Caddy: a whole configuration that runs by itself, and one route to put in front of one's own.
//!
//! Each host works its answer out into one variable, as text: `map`s find it by the request's target as it was sent,
//! which Caddy keeps as `{http.request.orig_uri}`. What all hosts share then acts on that text. Caddy's matchers of
//! paths have no part in this: they decode, fold case and merge slashes.

mod act;
mod json;
mod refuse;
mod table;
mod words;

use crate::emit::expression;
use crate::emit::table::{OnAlias, Table, tables};
use crate::emit::target::{Clause, Emitter, Holding, Subject, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::plan::answer::{ACME, WELL_KNOWN};
use crate::model::plan::routing::{Base, Route, Routing, SiteRouting};
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, Verbatim};
use json::{Json, object, text, texts};
use serde::Serialize;
use std::collections::BTreeSet;
use table::Look;
use words::{Form, Vocabulary, literal, placeholder};

/// What writes for Caddy.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Caddy, fidelity, cannot: refuse::cannot, emit };

/// Returns what Caddy makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::BrokenEscapes => Holding::Differs("it gets 400"),
        Clause::Serve => Holding::Within("a header of a request whose name holds `_` or `.` does not reach the shop"),
        _ => Holding::Holds,
    }
}

/// What the texts beside a configuration print.
#[derive(Debug, Serialize)]
struct View<'a> {
    stage: &'a str,
    target: &'a str,
    home: Verbatim,
    hosts: Vec<&'a String>,
    has_tls: bool,
}

/// Writes `complete/` and `include/` below `prefix`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let (plan, target) = (subject.plan, subject.target);
    let at = plan.instant_of(subject.stage);
    let hosts: Vec<(&Host, &Routing)> = hosts(plan, target).map(|it| (it, it.routing(at))).collect();
    let mut vocabulary = Vocabulary::default();
    hosts.iter().for_each(|(_, routing)| learn(&mut vocabulary, routing));
    let of_hosts: Vec<Vec<Table<'_>>> = hosts.iter().map(|(_, routing)| tables(routing)).collect();
    let sorted: Vec<Vec<_>> = of_hosts.iter().map(|tables| tables.iter().map(table::sorted).collect()).collect();
    let writing = Writing { plan, vocabulary: &vocabulary };
    let mut routes = act::reading(&vocabulary);
    for (at, (host, routing)) in hosts.iter().enumerate() {
        let tables: Vec<Lookup<'_>> =
            of_hosts[at].iter().zip(&sorted[at]).map(|(it, rows)| (it.arguments.as_slice(), rows.as_slice())).collect();
        routes.push(writing.host(host, routing, &tables));
    }
    routes.extend(act::acting(subject, &vocabulary));
    let names: Vec<&String> = hosts.iter().flat_map(|(host, _)| names(plan, host)).collect();
    let ours = object([("host", spellings(&names))]);
    let handlers = Json::List(vec![subroute(routes)]);
    let route = || [("match", Json::List(vec![Json::Shared(&ours)])), ("handle", Json::Shared(&handlers))];
    let view = View {
        stage: &plan.stages[subject.stage].name,
        target: &target.name,
        home: Verbatim(target.home.clone()),
        hosts: names.clone(),
        has_tls: !target.listen_tls.is_empty(),
    };
    out.add(format!("{prefix}complete/caddy.json"), act::complete(subject, &object(route())).print());
    // An id stands once in all that a Caddy is told: a whole configuration may have the route in two servers.
    let [matcher, handle] = route();
    out.add(format!("{prefix}include/cutover.json"), object([("@id", text("cutover")), matcher, handle]).print());
    for form in ["complete", "include"] {
        out.add(format!("{prefix}{form}/README.md"), subject.templates.render(&format!("caddy/{form}.md.j2"), &view)?);
    }
    Ok(())
}

fn learn(vocabulary: &mut Vocabulary, routing: &Routing) {
    routing.reserved_upstream.iter().for_each(|it| vocabulary.learn_upstream(it));
    vocabulary.learn_base(&routing.unowned);
    for site in &routing.sites {
        site.kinds_of_routes().for_each(|it| vocabulary.learn(&it));
        vocabulary.learn_base(&site.reserved_base);
        vocabulary.learn_base(&site.base);
    }
}

/// Returns hosts as Caddy compares them: whatever the case, but with the dot at their end.
fn spellings<'a>(names: &[impl AsRef<str>]) -> Json<'a> {
    let names: BTreeSet<&str> = names.iter().map(AsRef::as_ref).collect();
    texts(names.into_iter().flat_map(|it| [it.to_owned(), format!("{it}.")]))
}

/// A route that handles what `matcher` matches.
fn matched<'a>(matcher: Json<'a>, handlers: Vec<Json<'a>>) -> Json<'a> {
    object([("match", Json::List(vec![matcher])), ("handle", Json::List(handlers))])
}

/// Returns the matcher of a variable that has one of these values; where it has none it is empty.
fn has<'a>(variable: &str, values: &[&str]) -> Json<'a> {
    object([("vars", object([(variable, texts(values.iter().map(|it| literal(it))))]))])
}

/// Returns the handler that sets variables; values may hold placeholders.
fn set<'a, const COUNT: usize>(variables: [(&str, String); COUNT]) -> Json<'a> {
    let mut pairs = vec![("handler".to_owned(), text("vars"))];
    pairs.extend(variables.into_iter().map(|(name, value)| (name.to_owned(), text(value))));
    Json::Object(pairs)
}

/// Returns the handler that runs routes.
fn subroute(routes: Vec<Json<'_>>) -> Json<'_> {
    object([("handler", text("subroute")), ("routes", Json::List(routes))])
}

/// Returns the handler that adds headers to the response.
fn headers<'a>(headers: impl IntoIterator<Item = (String, Vec<String>)>) -> Json<'a> {
    let headers = headers.into_iter().map(|(name, values)| (name, texts(values.iter().map(|it| literal(it)))));
    object([("handler", text("headers")), ("response", object([("add", Json::Object(headers.collect()))]))])
}

/// A `map`: the first of its lines that matches is the answer.
#[derive(Debug, Default)]
struct Map {
    lines: Vec<(String, String)>,
    seen: BTreeSet<String>,
    /// What it answers where no line does.
    rest: Option<String>,
}

impl Map {
    /// Adds an expression, unless it stands there already.
    fn add(&mut self, regex: String, answer: String) {
        if self.seen.insert(regex.clone()) {
            self.lines.push((regex, answer));
        }
    }

    /// Returns the handler that holds the answer for `source` in a placeholder.
    fn handler<'a>(self, source: String, destination: &str) -> Json<'a> {
        let line = |(regex, answer)| Json::Line(Box::new(object([("input_regexp", text(regex)), ("outputs", texts([answer]))])));
        let mut pairs = vec![("handler".to_owned(), text("map")), ("source".to_owned(), text(source))];
        pairs.push(("destinations".to_owned(), texts([destination])));
        pairs.push(("mappings".to_owned(), Json::List(self.lines.into_iter().map(line).collect())));
        pairs.extend(self.rest.map(|it| ("defaults".to_owned(), texts([it]))));
        Json::Object(pairs)
    }
}

/// A table: the names of the query that its rows look at, and its rows.
type Lookup<'a> = (&'a [&'a str], &'a [&'a crate::emit::table::Row<'a>]);

/// What hosts are written with.
struct Writing<'a> {
    plan: &'a Plan,
    vocabulary: &'a Vocabulary,
}

impl<'a> Writing<'a> {
    /// Returns the route that works out what a host answers.
    fn host(&self, host: &'a Host, routing: &Routing, tables: &[Lookup<'a>]) -> Json<'a> {
        let sites = named(routing);
        let mut owners = Map::default();
        for (name, site) in &sites {
            owners.add(expression::site(&site.path), words::expanded(name));
        }
        let site = placeholder("site");
        let mut handlers = vec![
            owners.handler("{http.vars.cutover_key}".to_owned(), &site),
            set([("cutover_host", host.name.clone()), ("cutover_site", site)]),
        ];
        let mut routes = self.hops(host, &sites);
        routes.extend(hsts(host, &sites));
        routes.extend(sites.iter().filter_map(|(name, site)| headers_of(name, site)));
        routes.extend(tables.iter().enumerate().map(|(at, it)| self.table(at + 1, it)));
        routes.push(matched(has(ANSWER, &[""]), vec![subroute(self.rest(routing, &sites))]));
        routes.extend(self.again(host));
        handlers.push(subroute(routes));
        let names: Vec<&String> = names(self.plan, host).collect();
        matched(object([("host", spellings(&names))]), handlers)
    }

    /// Returns the routes that lead browsers from http to https first, where they come by https alone: but where
    /// certificates are proved, and on sites that are left alone. The hop has no header of a site.
    fn hops(&self, host: &Host, sites: &[(String, &SiteRouting)]) -> Vec<Json<'a>> {
        let is_preloaded = |name: &&String| match **name == host.name {
            true => host.is_preloaded,
            false => host.aliases.iter().any(|it| it.name == **name && it.is_preloaded),
        };
        let acme = object([("pattern", text(format!("^{}", expression::literal(ACME))))]);
        let mut but = vec![object([("vars_regexp", object([("cutover_key", acme)]))])];
        let independent: Vec<&str> = independent(sites);
        if !independent.is_empty() {
            but.push(has("cutover_site", &independent));
        }
        let but = Json::List(but);
        let hop = |name: &String| {
            let matcher =
                Json::Object(vec![("protocol".into(), text("http")), ("host".into(), spellings(&[name])), ("not".into(), but.clone())]);
            let location = format!("https://{name}{{http.request.orig_uri}}");
            let answer = object([
                ("handler", text("static_response")),
                ("status_code", Json::Number(308)),
                ("headers", object([("Location", texts([location])), ("Cache-Control", texts([format!("max-age={}", host.max_age)]))])),
            ]);
            matched(matcher, vec![answer])
        };
        names(self.plan, host).filter(is_preloaded).map(hop).collect()
    }

    /// Returns the route that looks a request up in a table.
    fn table(&self, number: usize, (arguments, rows): &Lookup<'a>) -> Json<'a> {
        let variable = if arguments.is_empty() { "cutover_key" } else { "cutover_lookup" };
        let look = Look { plan: self.plan, vocabulary: self.vocabulary, number, variable };
        let mut handlers = Vec::new();
        if !arguments.is_empty() {
            handlers.push(set([("cutover_lookup", with_arguments(arguments))]));
        }
        handlers.extend(look.handlers(rows));
        match number {
            1 => object([("handle", Json::List(handlers))]),
            _ => matched(has(ANSWER, &[""]), handlers),
        }
    }

    /// Returns the routes that answer what no table names: each site's own list, then what no site owns.
    fn rest(&self, routing: &Routing, sites: &[(String, &SiteRouting)]) -> Vec<Json<'a>> {
        let mut routes = Vec::new();
        for (name, site) in sites {
            let answer = placeholder("rest");
            let (source, map) = self.rest_of_site(routing, site);
            let handlers = vec![map.handler(source, &answer), set([(ANSWER, answer)])];
            routes.push(matched(has("cutover_site", &[name]), handlers));
        }
        let answer = placeholder("rest");
        let map = self.rest_of_host(routing);
        let handlers = vec![map.handler("{http.vars.cutover_key}".to_owned(), &answer), set([(ANSWER, answer)])];
        routes.push(matched(has("cutover_site", &[""]), handlers));
        routes
    }

    /// Returns what answers a key of `site` that no table names: reserved paths, patterns in order, the base. What is
    /// looked at has the parts of the query behind it that some pattern asks for.
    fn rest_of_site(&self, routing: &Routing, site: &SiteRouting) -> (String, Map) {
        let mut map = Map::default();
        if site.is_independent {
            map.rest = Some(self.vocabulary.base(&site.base, OnAlias::Served));
            return ("{http.vars.cutover_key}".to_owned(), map);
        }
        let is_well_known = site.path.is_empty() || site.path.starts_with(WELL_KNOWN.trim_end_matches('/'));
        for path in is_well_known.then_some(WELL_KNOWN).into_iter().chain(site.reserved.iter().map(String::as_str)) {
            let answer = match &routing.reserved_upstream {
                Some(upstream) => self.vocabulary.serve(upstream),
                None => self.vocabulary.base(&site.reserved_base, OnAlias::Served),
            };
            map.add(expression::reserved(path), words::expanded(&answer));
        }
        let patterns = || site.patterns.iter().map(|it| &site.routes[*it]);
        for route in patterns() {
            map.add(words::pattern(&route.pattern), self.answer(route, OnAlias::Again));
        }
        self.base(&mut map, &site.base, &site.path);
        let arguments: BTreeSet<&str> = patterns().flat_map(|it| &it.pattern.conditions).map(|it| it.key.as_str()).collect();
        let arguments: Vec<&str> = arguments.into_iter().collect();
        let source = if arguments.is_empty() { "{http.vars.cutover_key}".to_owned() } else { with_arguments(&arguments) };
        (source, map)
    }

    /// Returns what answers a key that no site owns.
    fn rest_of_host(&self, routing: &Routing) -> Map {
        let mut map = Map::default();
        let answer = match (&routing.reserved_upstream, &routing.unowned) {
            (Some(upstream), _) | (None, Base::Serve(upstream)) => self.vocabulary.serve(upstream),
            _ => "404".to_owned(),
        };
        map.add(expression::reserved(WELL_KNOWN), words::expanded(&answer));
        self.base(&mut map, &routing.unowned, "");
        map
    }

    /// Adds the default, or what stands in for it.
    fn base(&self, map: &mut Map, base: &Base, path: &str) {
        match base {
            Base::Default(route) => map.add(expression::behind(path), self.answer(route, OnAlias::Served)),
            base => map.rest = Some(self.vocabulary.base(base, OnAlias::Again)),
        }
    }

    /// Returns what a route answers by its groups, with its place.
    fn answer(&self, route: &Route, on_alias: OnAlias) -> String {
        let mut answer = String::new();
        self.vocabulary.write_route(&mut answer, route, on_alias, Form::Expanded);
        words::write_place(&mut answer, &self.plan.place(route.origin.span).to_string());
        answer
    }

    /// Returns the route by which an alias sends to the host's own name what would be served.
    fn again(&self, host: &Host) -> Option<Json<'a>> {
        let aliases: Vec<&String> = names(self.plan, host).skip(1).collect();
        let serves = object([(ANSWER, object([("pattern", text("^serve "))]))]);
        let matcher = object([("host", spellings(&aliases)), ("vars_regexp", serves)]);
        let answer = format!("308 keep {} https://{}{{http.vars.cutover_key}}", host.max_age, host.name);
        (!aliases.is_empty()).then(|| matched(matcher, vec![set([(ANSWER, answer)])]))
    }
}

/// The variable that holds the answer.
const ANSWER: &str = "cutover_answer";

/// Returns the sites of a host, each with a name that no other has.
fn named(routing: &Routing) -> Vec<(String, &SiteRouting)> {
    let mut taken = BTreeSet::new();
    let name = |site: &SiteRouting| {
        let counted = (2..).map(|it| format!("{}#{it}", site.site));
        let free = std::iter::once(site.site.clone()).chain(counted).find(|it| taken.insert(it.clone()));
        free.expect("there is always another number")
    };
    let names: Vec<String> = routing.sites.iter().map(name).collect();
    names.into_iter().zip(&routing.sites).collect()
}

fn independent<'s>(sites: &'s [(String, &SiteRouting)]) -> Vec<&'s str> {
    sites.iter().filter(|(_, site)| site.is_independent).map(|(name, _)| name.as_str()).collect()
}

/// Returns a key with the first parts of the query that have these names.
fn with_arguments(names: &[&str]) -> String {
    let arguments: String = names.iter().map(|it| words::argument(it)).collect();
    format!("{{http.vars.cutover_key}}?{arguments}")
}

/// Returns the route that tells browsers to come by https alone.
fn hsts<'a>(host: &Host, sites: &[(String, &SiteRouting)]) -> Option<Json<'a>> {
    let value = host.hsts.as_ref()?;
    let mut matcher = vec![("protocol".to_owned(), text("https"))];
    let independent = independent(sites);
    if !independent.is_empty() {
        matcher.push(("not".to_owned(), Json::List(vec![has("cutover_site", &independent)])));
    }
    Some(matched(Json::Object(matcher), vec![headers([("Strict-Transport-Security".to_owned(), vec![value.clone()])])]))
}

/// Returns the route that adds what every response of a site carries.
fn headers_of<'a>(name: &str, site: &SiteRouting) -> Option<Json<'a>> {
    let mut fields: Vec<(String, Vec<String>)> = Vec::new();
    for (field, value) in &site.headers {
        match fields.iter_mut().find(|it| it.0 == *field) {
            Some((_, values)) => values.push(value.clone()),
            None => fields.push(((*field).to_owned(), vec![value.clone()])),
        }
    }
    let is_ours = !site.is_independent && !fields.is_empty();
    is_ours.then(|| matched(has("cutover_site", &[name]), vec![headers(fields)]))
}
