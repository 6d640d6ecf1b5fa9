//! Apache httpd: a whole configuration that runs by itself, and the same rules to include in one's own.
//!
//! All deciding is done by mod_rewrite within the `<VirtualHost>` of a host, over the request's target as it was sent:
//! whole keys are looked up in a dbm, then come the rules of the site that owns the key, in order.

mod refuse;
mod table;
mod words;

use crate::emit::expression;
use crate::emit::table::{OnAlias, Row, tables};
use crate::emit::target::{Clause, Emitter, Holding, Subject, certificate, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::answer::{WELL_KNOWN, http_date};
use crate::model::plan::routing::{Action, Base, Redirect, Route, Routing, SiteRouting, UpstreamUrl};
use crate::model::plan::{Host, Plan};
use crate::model::spec::scalar::QueryPolicy;
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, Verbatim};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use words::{Vocabulary, address, destination, equal, regex};

/// What writes for Apache.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Apache, fidelity, cannot: refuse::cannot, emit };

/// How a rule hands a request to the shop: nothing of its target is escaped, and what stands behind the last `?` of the
/// rule, which is nothing, is its query for Apache.
const SERVED: &str = "P,NE,QSL,UnsafeAllow3F,E=CUTOVER_SERVED:1";

/// Returns what Apache makes of a clause.
fn fidelity(clause: Clause) -> Holding {
    match clause {
        Clause::DotSegments => Holding::Differs("a path that leads above the root gets 400"),
        Clause::BrokenEscapes => Holding::Differs("it gets 400"),
        _ => Holding::Holds,
    }
}

/// Writes `complete/` and `include/` below `prefix`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let (plan, target) = (subject.plan, subject.target);
    let stage = &plan.stages[subject.stage];
    let at = plan.instant_of(subject.stage);
    let hosts: Vec<(&Host, &Routing)> = hosts(plan, target).map(|it| (it, it.routing(at))).collect();
    let mut vocabulary = Vocabulary::default();
    hosts.iter().for_each(|(_, routing)| learn(&mut vocabulary, routing));
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut shared = Shared::new(&stage.name, target, &vocabulary);
    for (host, routing) in &hosts {
        shared.host(plan, host);
        let writing = Writing::new(plan, host, routing, &vocabulary);
        let view = writing.host(&stage.name, &mut files);
        let text = subject.templates.render("apache/host.httpd.j2", &view)?;
        files.insert(format!("hosts/{}.conf", host.name), text.into_bytes());
    }
    for (page, file) in &vocabulary.pages {
        let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
        files.insert(format!("pages/{file}"), body.clone());
    }
    for (name, template) in [("settings.conf", "apache/settings.httpd.j2"), ("build-maps.sh", "apache/build-maps.sh.j2")] {
        files.insert(name.to_owned(), subject.templates.render(template, &shared)?.into_bytes());
    }
    out.add(format!("{prefix}complete/httpd.conf"), subject.templates.render("apache/httpd.httpd.j2", &shared)?);
    for (form, home) in [("complete", ""), ("include", target.home.as_str())] {
        let home = if form == "complete" { "cutover".to_owned() } else { format!("{home}/cutover") };
        let view = BTreeMap::from([("home", home)]);
        out.add(format!("{prefix}{form}/cutover/home.conf"), subject.templates.render("apache/home.httpd.j2", &view)?);
        for (path, bytes) in &files {
            out.add(format!("{prefix}{form}/cutover/{path}"), bytes.clone());
        }
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

/// What all hosts share.
#[derive(Debug, Serialize)]
struct Shared {
    stage: String,
    target: String,
    ports: Vec<u16>,
    tls_ports: Vec<u16>,
    hosts: Vec<Served>,
    upstreams: Vec<String>,
    /// Whether a server is asked, or asks, over TLS.
    has_tls: bool,
}

/// A host, as the whole configuration names it.
#[derive(Debug, Serialize)]
struct Served {
    name: String,
    aliases: Vec<String>,
    /// Where its certificate and the key lie; empty where the target has no TLS.
    chain: String,
    key: String,
}

impl Shared {
    fn new(stage: &str, target: &Target, vocabulary: &Vocabulary) -> Shared {
        let has_tls = !target.listen_tls.is_empty() || vocabulary.upstreams.iter().any(is_tls);
        Shared {
            stage: stage.to_owned(),
            target: target.name.clone(),
            ports: target.listen.clone(),
            tls_ports: target.listen_tls.clone(),
            hosts: Vec::new(),
            upstreams: vocabulary.upstreams.iter().map(address).collect(),
            has_tls,
        }
    }

    fn host(&mut self, plan: &Plan, host: &Host) {
        let files = certificate(plan, host).filter(|_| !self.tls_ports.is_empty());
        let (chain, key) = files.map(|it| (it.chain.to_owned(), it.key.to_owned())).unwrap_or_default();
        let aliases = names(plan, host).skip(1).cloned().collect();
        self.hosts.push(Served { name: host.name.clone(), aliases, chain, key });
    }
}

fn is_tls(upstream: &UpstreamUrl) -> bool {
    upstream.scheme == "https"
}

/// One `RewriteRule` with the conditions in front of it.
#[derive(Clone, Debug, Serialize)]
struct Rule {
    conditions: Vec<Condition>,
    substitution: Verbatim,
    flags: Verbatim,
    /// Where it was written; empty where nobody wrote it.
    place: String,
}

#[derive(Clone, Debug, Serialize)]
struct Condition {
    tested: Verbatim,
    pattern: Verbatim,
}

impl Condition {
    /// The request's target is what the expression says.
    fn target(expression: &str) -> Option<Condition> {
        Some(Condition { tested: Verbatim("%{ENV:CUTOVER_TARGET}".to_owned()), pattern: Verbatim(regex(expression)) })
    }
}

impl Rule {
    fn new(substitution: impl Into<String>, flags: impl Into<String>) -> Rule {
        Rule { conditions: Vec::new(), substitution: Verbatim(substitution.into()), flags: Verbatim(flags.into()), place: String::new() }
    }

    fn after(mut self, condition: impl Into<Option<Condition>>) -> Rule {
        self.conditions.extend(condition.into());
        self
    }
}

/// What `host.httpd.j2` prints.
#[derive(Debug, Serialize)]
struct HostView {
    stage: String,
    host: String,
    /// The expression for every name but the host's own.
    other_name: Verbatim,
    has_aliases: bool,
    hsts: Option<Verbatim>,
    owners: Vec<Owner>,
    /// Names that browsers come to by https alone, each with its hop.
    preloaded: Vec<Rule>,
    arguments: Vec<Argument>,
    only: Vec<Only>,
    tables: Vec<TableView>,
    /// What becomes of the word of a row.
    rows: Vec<Rule>,
    independent: Vec<SiteView>,
    sites: Vec<SiteView>,
    unowned: Vec<Rule>,
    headers: Vec<Header>,
    has_pages: bool,
    untils: Vec<Until>,
    page_groups: Vec<PageGroup>,
    has_tls_upstreams: bool,
}

/// A site that owns keys.
#[derive(Debug, Serialize)]
struct Owner {
    name: String,
    site: Verbatim,
    /// How many owners come after it.
    after: usize,
}

/// The rules of one site.
#[derive(Debug, Serialize)]
struct SiteView {
    site: String,
    name: String,
    state: &'static str,
    rules: Vec<Rule>,
}

/// The first part of a query that has a name.
#[derive(Debug, Serialize)]
struct Argument {
    name: String,
    variable: String,
    regex: Verbatim,
}

/// What a list of names keeps of a query.
#[derive(Debug, Serialize)]
struct Only {
    word: String,
    /// The parts that it keeps, each behind `&`.
    source: Verbatim,
}

/// One look-up.
#[derive(Debug, Serialize)]
struct TableView {
    /// The keys of the query that its rows look at.
    arguments: Vec<String>,
    /// What is looked up.
    source: Verbatim,
    /// Rows that are too long for the map.
    long: Vec<Rule>,
}

#[derive(Debug, Serialize)]
struct Header {
    name: &'static str,
    value: Verbatim,
    site: String,
}

/// An instant at which what is unavailable comes back.
#[derive(Debug, Serialize)]
struct Until {
    until: String,
    date: String,
}

/// Pages with the same headers.
#[derive(Debug, Serialize)]
struct PageGroup {
    files: Vec<String>,
    content_type: String,
    headers: Vec<(&'static str, Verbatim)>,
}

/// What one host is written from.
struct Writing<'a> {
    plan: &'a Plan,
    host: &'a Host,
    routing: &'a Routing,
    /// The names of all hosts' files.
    vocabulary: &'a Vocabulary,
    names: Vec<&'a String>,
    /// The variable of each key of a query that is looked at.
    arguments: Vec<(&'a str, String)>,
    words: Vocabulary,
}

impl<'a> Writing<'a> {
    fn new(plan: &'a Plan, host: &'a Host, routing: &'a Routing, vocabulary: &'a Vocabulary) -> Writing<'a> {
        Writing { plan, host, routing, vocabulary, names: names(plan, host).collect(), arguments: Vec::new(), words: Vocabulary::default() }
    }

    fn host(mut self, stage: &str, files: &mut BTreeMap<String, Vec<u8>>) -> HostView {
        let mut own = Vocabulary::default();
        learn(&mut own, self.routing);
        let tables = self.tables(files);
        let only = self.only(&own);
        let (mut owners, mut sites, mut independent, mut headers) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (rank, site) in self.routing.sites.iter().enumerate() {
            let name = self.words.unique(&site.site);
            let after = self.routing.sites.len() - rank - 1;
            owners.push(Owner { name: name.clone(), site: Verbatim(regex(&expression::site(&site.path))), after });
            let view = SiteView { site: site.site.clone(), name: name.clone(), state: site.state.word(), rules: self.site(site) };
            if site.is_independent {
                independent.push(view);
                continue;
            }
            sites.push(view);
            headers.extend(site.headers.iter().map(|(header, value)| Header {
                name: header,
                value: header_value(value),
                site: name.clone(),
            }));
        }
        HostView {
            stage: stage.to_owned(),
            host: self.host.name.clone(),
            other_name: Verbatim(regex(&format!("!{}", of_host(&self.host.name)))),
            has_aliases: self.names.len() > 1,
            hsts: self.host.hsts.as_deref().map(header_value),
            owners,
            preloaded: self.preloaded(),
            arguments: self.arguments.iter().map(argument).collect(),
            only,
            tables,
            rows: self.rows(&own),
            independent,
            sites,
            unowned: self.unowned(),
            headers,
            has_pages: !own.pages.is_empty(),
            untils: own.untils.iter().map(|it| Until { until: it.to_string(), date: http_date(*it) }).collect(),
            page_groups: self.page_groups(&own),
            has_tls_upstreams: own.upstreams.iter().any(is_tls),
        }
    }

    /// Writes the map of the host, and returns how it is looked up.
    fn tables(&mut self, files: &mut BTreeMap<String, Vec<u8>>) -> Vec<TableView> {
        let mut map = Vec::new();
        let mut views = Vec::new();
        let tables = tables(self.routing);
        for table in &tables {
            let mut source = String::from("%{ENV:CUTOVER_KEY}");
            for (rank, name) in table.arguments.iter().copied().enumerate() {
                source.push_str(if rank == 0 { "?" } else { "" });
                source.push_str(&self.argument(name));
            }
            let long = table::write(&mut map, table, self.plan, self.vocabulary);
            let long = long.into_iter().flat_map(|it| self.row(it, &source)).collect();
            let arguments = table.arguments.iter().map(|it| (*it).to_owned()).collect();
            views.push(TableView { arguments, source: Verbatim(source), long });
        }
        if !views.is_empty() {
            files.insert(format!("maps/{}.txt", self.host.name), map);
        }
        views
    }

    /// Returns a row as rules: one that no line of a map can hold.
    fn row(&self, row: &Row<'_>, source: &str) -> Vec<Rule> {
        let is_key = Condition { tested: Verbatim(format!("\"{source}\"")), pattern: Verbatim(equal(&row.lookup)) };
        self.route(&row.route(), row.on_alias, &Some(is_key))
    }

    /// Returns what becomes of the word of a row.
    fn rows(&self, own: &Vocabulary) -> Vec<Rule> {
        let is = |expression: &str| Condition { tested: Verbatim("%{ENV:CUTOVER_ROW}".to_owned()), pattern: Verbatim(regex(expression)) };
        let mut rules = vec![
            Rule::new("-", "R=404,L").after(is("^none$")),
            Rule::new("-", "R=410,L,E=CUTOVER_PAGE:%1").after(is("^gone\\|(.+)$")),
            Rule::new("-", "R=200,L,E=CUTOVER_PAGE:%1").after(is("^page\\|(.+)$")),
            Rule::new("-", "R=503,L,E=CUTOVER_PAGE:%1,E=CUTOVER_UNTIL:%2").after(is("^unavailable\\|([^|]+)(?:\\|(.+))?$")),
        ];
        rules.extend((self.names.len() > 1).then(|| self.again().after(is("^serve\\|"))));
        rules.push(Rule::new("\"%1%{ENV:CUTOVER_TARGET}?\"", SERVED).after(is("^(?:serve|own)\\|(.+)$")));
        rules.push(Rule::new("-", "E=CUTOVER_KEPT:%{ENV:CUTOVER_QUERY}").after(is("^30.\\|keep\\|")));
        for (_, word) in self.vocabulary.only.iter().filter(|it| own.only.contains_key(it.0)) {
            let kept = format!("E=CUTOVER_KEPT:%{{ENV:CUTOVER_{}}}", word.to_ascii_uppercase());
            rules.push(Rule::new("-", kept).after(is(&format!("^30.\\|{word}\\|"))));
        }
        for status in [301, 302, 307, 308] {
            let flags = format!("R={status},L,NE,QSL,UnsafeAllow3F,E=CUTOVER_MAX_AGE:%1");
            rules.push(Rule::new("\"%2%{ENV:CUTOVER_KEPT}?\"", flags).after(is(&format!("^{status}\\|[^|]+\\|(\\d+)\\|(.+)$"))));
        }
        rules
    }

    /// Returns the variable that holds the first part of the query that has `name`, behind `&`.
    fn argument(&mut self, name: &'a str) -> String {
        let at = self.arguments.iter().position(|it| it.0 == name).unwrap_or_else(|| {
            self.arguments.push((name, format!("CUTOVER_ARG_{}", self.arguments.len() + 1)));
            self.arguments.len() - 1
        });
        format!("%{{ENV:{}}}", self.arguments[at].1)
    }

    fn only(&mut self, own: &Vocabulary) -> Vec<Only> {
        let vocabulary = self.vocabulary;
        let mut found = Vec::new();
        for (names, word) in vocabulary.only.iter().filter(|it| own.only.contains_key(it.0)) {
            let source: String = names.iter().map(|it| self.argument(it)).collect();
            found.push(Only { word: word.clone(), source: Verbatim(format!("\"{source}\"")) });
        }
        found
    }

    /// Returns the rule by which an alias leads to the host's own name.
    fn again(&self) -> Rule {
        let to = format!("\"https://{}%{{ENV:CUTOVER_KEY}}%{{ENV:CUTOVER_QUERY}}?\"", self.host.name);
        Rule::new(to, format!("R=308,L,NE,QSL,UnsafeAllow3F,E=CUTOVER_MAX_AGE:{}", self.host.max_age))
            .after(Condition { tested: Verbatim("%{ENV:CUTOVER_ALIAS}".to_owned()), pattern: Verbatim("=1".to_owned()) })
    }

    /// Returns the hop of each name that browsers come to by https alone.
    fn preloaded(&self) -> Vec<Rule> {
        let is_preloaded = |name: &str| match name == self.host.name {
            true => self.host.is_preloaded,
            false => self.host.aliases.iter().any(|it| it.name == *name && it.is_preloaded),
        };
        let hop = |name: &&String| {
            let to = format!("\"https://{name}%{{ENV:CUTOVER_TARGET}}?\"");
            let flags = format!("R=308,L,NE,QSL,UnsafeAllow3F,E=!CUTOVER_SITE,E=CUTOVER_MAX_AGE:{}", self.host.max_age);
            let tested = Verbatim("%{HTTP_HOST}".to_owned());
            Rule::new(to, flags).after(Condition { tested, pattern: Verbatim(format!("{} [NC,NV]", regex(&of_host(name)))) })
        };
        self.names.iter().copied().filter(|it| is_preloaded(it)).map(|it| hop(&it)).collect()
    }

    /// Returns what answers a key of `site` that no table names: reserved paths, patterns in order, the base.
    fn site(&self, site: &SiteRouting) -> Vec<Rule> {
        if site.is_independent {
            return self.base(&site.base, OnAlias::Served, &None, &site.path);
        }
        let mut rules = Vec::new();
        let is_well_known = site.path.is_empty() || site.path.starts_with(WELL_KNOWN.trim_end_matches('/'));
        for path in is_well_known.then_some(WELL_KNOWN).into_iter().chain(site.reserved.iter().map(String::as_str)) {
            let is_reserved = Condition::target(&expression::reserved(path));
            rules.extend(match &self.routing.reserved_upstream {
                Some(upstream) => self.serve(upstream, OnAlias::Served, &is_reserved),
                None => self.base(&site.reserved_base, OnAlias::Served, &is_reserved, &site.path),
            });
        }
        for route in site.patterns.iter().map(|it| &site.routes[*it]) {
            let is_it = Condition::target(&expression::pattern(&route.pattern));
            rules.extend(self.route(route, OnAlias::Again, &is_it).into_iter().map(|it| self.at(it, route)));
        }
        rules.extend(self.base(&site.base, OnAlias::Again, &None, &site.path));
        rules
    }

    /// Returns what answers a key that no site owns.
    fn unowned(&self) -> Vec<Rule> {
        let is_reserved = Condition::target(&expression::reserved(WELL_KNOWN));
        let mut rules = match (&self.routing.reserved_upstream, &self.routing.unowned) {
            (Some(upstream), _) | (None, Base::Serve(upstream)) => self.serve(upstream, OnAlias::Served, &is_reserved),
            // What is left over gets 404 in any case.
            (None, Base::NotFound) => return Vec::new(),
            _ => vec![Rule::new("-", "R=404,L").after(is_reserved)],
        };
        if self.routing.unowned != Base::NotFound {
            rules.extend(self.base(&self.routing.unowned, OnAlias::Again, &None, ""));
        }
        rules
    }

    fn at(&self, rule: Rule, route: &Route) -> Rule {
        Rule { place: self.plan.place(route.origin.span).to_string(), ..rule }
    }

    fn base(&self, base: &Base, on_alias: OnAlias, condition: &Option<Condition>, path: &str) -> Vec<Rule> {
        match base {
            Base::Serve(upstream) => self.serve(upstream, on_alias, condition),
            Base::Default(route) => {
                let is_behind = Condition::target(&expression::behind(path));
                self.route(route, OnAlias::Served, &is_behind).into_iter().map(|it| self.at(it, route)).collect()
            }
            Base::Gone(page) => vec![self.page(410, page).after(condition.clone())],
            Base::NotFound => vec![Rule::new("-", "R=404,L").after(condition.clone())],
        }
    }

    /// Returns what `route` does where `condition` holds.
    fn route(&self, route: &Route, on_alias: OnAlias, condition: &Option<Condition>) -> Vec<Rule> {
        let rule = match &route.action {
            Action::Redirect(redirect) => self.redirect(redirect),
            Action::Gone { page } => self.page(410, page),
            Action::Page { page } => self.page(200, page),
            Action::Unavailable { page, until } => {
                let mut rule = self.page(503, page);
                rule.flags.0.extend(until.map(|it| format!(",E=CUTOVER_UNTIL:{it}")));
                rule
            }
            Action::Serve(upstream) => return self.serve(upstream, on_alias, condition),
            Action::NotFound => Rule::new("-", "R=404,L"),
        };
        vec![rule.after(condition.clone())]
    }

    fn page(&self, status: u16, page: &str) -> Rule {
        Rule::new("-", format!("R={status},L,E=CUTOVER_PAGE:{}", self.vocabulary.pages[page]))
    }

    fn serve(&self, upstream: &UpstreamUrl, on_alias: OnAlias, condition: &Option<Condition>) -> Vec<Rule> {
        let to = format!("\"{}%{{ENV:CUTOVER_TARGET}}?\"", words::fixed(&address(upstream)));
        let served = Rule::new(to, SERVED).after(condition.clone());
        let again = (on_alias == OnAlias::Again && self.names.len() > 1).then(|| self.again().after(condition.clone()));
        again.into_iter().chain([served]).collect()
    }

    fn redirect(&self, redirect: &Redirect) -> Rule {
        let mut to = destination(&redirect.to);
        let kept = match &redirect.query {
            QueryPolicy::Keep => "%{ENV:CUTOVER_QUERY}".to_owned(),
            QueryPolicy::Only(names) => format!("%{{ENV:CUTOVER_{}}}", self.vocabulary.only[names].to_ascii_uppercase()),
            QueryPolicy::Drop => String::new(),
        };
        // The last `?` ends what Apache takes for a path; without one it would append the query itself.
        let query = match (kept.is_empty(), to.contains('?')) {
            (true, false) => "QSD",
            (true, true) => "QSL",
            (false, _) => "QSL,UnsafeAllow3F",
        };
        to.push_str(&kept);
        to.push_str(if query == "QSD" { "" } else { "?" });
        Rule::new(format!("\"{to}\""), format!("R={},L,NE,{query},E=CUTOVER_MAX_AGE:{}", redirect.status, redirect.max_age))
    }

    /// Returns the pages of the host, those with the same headers together.
    fn page_groups(&self, own: &Vocabulary) -> Vec<PageGroup> {
        let mut groups: BTreeMap<Vec<(&'static str, String)>, BTreeSet<&String>> = BTreeMap::new();
        for page in own.pages.keys() {
            groups.entry(self.plan.page_headers(page)).or_default().insert(&self.vocabulary.pages[page]);
        }
        let group = |(headers, files): (Vec<(&'static str, String)>, BTreeSet<&String>)| {
            let content_type = headers.iter().find(|it| it.0 == "Content-Type").map(|it| it.1.clone()).unwrap_or_default();
            let others = headers.iter().filter(|it| it.0 != "Content-Type");
            PageGroup {
                files: files.into_iter().cloned().collect(),
                content_type,
                headers: others.map(|(name, value)| (*name, header_value(value))).collect(),
            }
        };
        groups.into_iter().map(group).collect()
    }
}

fn argument((name, variable): &(&str, String)) -> Argument {
    Argument { name: (*name).to_owned(), variable: variable.clone(), regex: Verbatim(regex(&expression::first_argument(name))) }
}

/// Returns the expression for all spellings of a host's name in a request.
fn of_host(name: &str) -> String {
    format!("^{}\\.?(?::\\d*)?$", expression::literal(name))
}

fn header_value(value: &str) -> Verbatim {
    Verbatim(crate::template::apache_argument(&words::header(value)))
}
