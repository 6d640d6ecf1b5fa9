//! nginx: a whole configuration that runs by itself, and the same rules to include in one's own.
//!
//! All deciding is done in `map`s over `$request_uri`, which nginx keeps as it was sent: a host's own maps find the
//! answer in the words of `http.conf`, shared maps take it apart, and one location acts on it.

mod refuse;
mod table;
mod words;

use crate::emit::big::{self, Big};
use crate::emit::expression;
use crate::emit::table::{OnAlias, Table, tables_but};
use crate::emit::target::{Clause, Emitter, Holding, Subject, certificate, hosts, names};
use crate::model::artifact::{Artifacts, Stream};
use crate::model::graph::Target;
use crate::model::plan::routing::{Base, Route, Routing, SiteRouting};
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, Verbatim};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use table::Size;
use words::{Vocabulary, regex_key, text};

/// What writes for nginx.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Nginx, fidelity, cannot: refuse::cannot, emit };

/// Returns what nginx makes of a clause.
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
    for (_, routing) in &hosts {
        learn(&mut vocabulary, routing);
    }
    let mut size = Size::default();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut streams: BTreeMap<String, Stream> = BTreeMap::new();
    let mut shared = Shared::new(&stage.name, target);
    for (host, routing) in &hosts {
        let writing =
            Writing { plan, vocabulary: &mut vocabulary, size: &mut size, files: &mut files, streams: &mut streams, shared: &mut shared };
        let view = writing.host(host, routing);
        let path = format!("hosts/{}.conf", host.name);
        files.insert(path, subject.templates.render("nginx/host.conf.j2", &view)?.into_bytes());
    }
    shared.finish(plan, &vocabulary, &mut size);
    for page in vocabulary.pages() {
        let body = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
        files.insert(format!("pages/{page}"), body.clone());
    }
    for (name, template) in
        [("http.conf", "nginx/http.conf.j2"), ("server.conf", "nginx/server.conf.j2"), ("settings.conf", "nginx/settings.conf.j2")]
    {
        files.insert(name.to_owned(), subject.templates.render(template, &shared)?.into_bytes());
    }
    out.add(format!("{prefix}complete/nginx.conf"), subject.templates.render("nginx/nginx.conf.j2", &shared)?);
    for (form, home) in [("complete", "."), ("include", target.home.as_str())] {
        let view = BTreeMap::from([("home", home)]);
        out.add(format!("{prefix}{form}/cutover/home.conf"), subject.templates.render("nginx/home.conf.j2", &view)?);
        for (path, bytes) in &files {
            out.add(format!("{prefix}{form}/cutover/{path}"), bytes.clone());
        }
        for (path, stream) in &streams {
            out.add_stream(format!("{prefix}{form}/cutover/{path}"), stream.clone());
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

/// One line of a `map`.
#[derive(Debug, Serialize)]
struct Row {
    key: Verbatim,
    value: Verbatim,
    /// Where its rule was written; empty where none was.
    place: String,
}

impl Row {
    fn new(key: String, value: String) -> Row {
        Row { key: Verbatim(key), value: Verbatim(value), place: String::new() }
    }

    fn at(self, plan: &Plan, route: &Route) -> Row {
        Row { place: plan.place(route.origin.span).to_string(), ..self }
    }
}

/// What `host.conf.j2` prints.
#[derive(Debug, Serialize)]
struct HostView {
    stage: String,
    host: String,
    /// The beginning of the names of its variables.
    variable: String,
    /// Which site owns a key.
    owners: Vec<Row>,
    tables: Vec<TableView>,
    sites: Vec<SiteView>,
    /// What answers where no site owns the key.
    unowned: Vec<Row>,
    unowned_rest: Verbatim,
}

/// A `map` over whole keys.
#[derive(Debug, Serialize)]
struct TableView {
    number: usize,
    /// The keys of the query that its rows look at.
    arguments: Vec<String>,
    /// What is looked up.
    source: Verbatim,
    /// The files with its rows.
    files: Vec<String>,
    /// The variable that answers where no row does.
    next: String,
}

/// A `map` over the patterns of one site.
#[derive(Debug, Serialize)]
struct SiteView {
    site: String,
    key: Verbatim,
    variable: String,
    state: &'static str,
    rows: Vec<Row>,
    /// What answers where no row does.
    rest: Verbatim,
}

/// What is gathered while hosts are written.
struct Writing<'a> {
    plan: &'a Plan,
    vocabulary: &'a mut Vocabulary,
    size: &'a mut Size,
    files: &'a mut BTreeMap<String, Vec<u8>>,
    streams: &'a mut BTreeMap<String, Stream>,
    shared: &'a mut Shared,
}

impl Writing<'_> {
    fn host(self, host: &Host, routing: &Routing) -> HostView {
        let variable = self.vocabulary.variable("cutover_", &host.name);
        self.shared.host(self.plan, host, &variable);
        let mut owners = Vec::new();
        let mut sites = Vec::new();
        for site in &routing.sites {
            let name = self.vocabulary.unique(site.site.clone(), '#');
            let at_site = self.vocabulary.variable(&format!("{variable}__at_"), &site.site);
            owners.push(Row::new(regex_key(&expression::site(&site.path)), words::map_value(&name)));
            self.shared.site(host, site, &name);
            let (rows, rest) = rest_of_site(self.plan, self.vocabulary, routing, site);
            sites.push(SiteView {
                key: Verbatim(words::map_key(&name)),
                site: name,
                variable: at_site,
                state: site.state.word(),
                rows,
                rest,
            });
        }
        let (unowned, unowned_rest) = rest_of_host(self.plan, self.vocabulary, routing);
        let mut views: Vec<TableView> = Vec::new();
        let bigs: Vec<Big> = big::tables(routing).collect();
        let others = || routing.sites.iter().filter(|it| !it.is_independent).flat_map(|it| it.exact.keys().map(String::as_str));
        let folded: BTreeMap<&str, BTreeSet<String>> = bigs.iter().map(|it| (it.site.as_str(), it.folded(others()))).collect();
        let mut tables = tables_but(routing, |site| folded.get(site.site.as_str()));
        if !bigs.is_empty() && tables.last().is_none_or(|it| !it.arguments.is_empty()) {
            tables.push(Table { arguments: Vec::new(), rows: Vec::new() });
        }
        let last = tables.len();
        for (at, table) in tables.into_iter().enumerate() {
            let number = at + 1;
            let file = format!("maps/{}-{number}.map", host.name);
            self.size.next();
            let mut files = vec![file.clone()];
            self.files.insert(file, table::write(&table, self.plan, self.vocabulary, self.size));
            for (rank, big) in bigs.iter().enumerate().filter(|_| number == last) {
                let but = folded[big.site.as_str()].clone();
                let file = format!("maps/{}-{number}-{}.map", host.name, rank + 1);
                self.streams.insert(file.clone(), table::stream(big.clone(), but, self.vocabulary, self.size));
                files.push(file);
            }
            let source = self.shared.lookup(self.vocabulary, &table.arguments);
            if let Some(before) = views.last_mut() {
                before.next = format!("{variable}__from_{number}");
            }
            let arguments = table.arguments.iter().map(|it| (*it).to_owned()).collect();
            views.push(TableView { number, arguments, source: Verbatim(source), files, next: format!("{variable}__rest") });
        }
        HostView {
            stage: self.shared.stage.clone(),
            host: host.name.clone(),
            variable,
            owners,
            tables: views,
            sites,
            unowned,
            unowned_rest,
        }
    }
}

fn value(write: impl FnOnce(&mut Vec<u8>)) -> String {
    text(|out| {
        out.push(b'"');
        write(out);
        out.push(b'"');
    })
}

/// Returns what answers a key of `site` that no table names: reserved paths, patterns in order, the base.
fn rest_of_site(plan: &Plan, vocabulary: &Vocabulary, routing: &Routing, site: &SiteRouting) -> (Vec<Row>, Verbatim) {
    if site.is_independent {
        return (Vec::new(), Verbatim(value(|out| vocabulary.write_base(out, &site.base, OnAlias::Served))));
    }
    let mut rows = Vec::new();
    let well_known = crate::model::plan::answer::WELL_KNOWN;
    let is_well_known = site.path.is_empty() || site.path.starts_with(well_known.trim_end_matches('/'));
    for path in is_well_known.then_some(well_known).into_iter().chain(site.reserved.iter().map(String::as_str)) {
        let answer = value(|out| match &routing.reserved_upstream {
            Some(upstream) => vocabulary.write_serve(out, upstream, OnAlias::Served),
            None => vocabulary.write_base(out, &site.reserved_base, OnAlias::Served),
        });
        rows.push(Row::new(regex_key(&expression::reserved(path)), answer));
    }
    for route in site.patterns.iter().map(|it| &site.routes[*it]) {
        let answer = value(|out| vocabulary.write_route(out, route, OnAlias::Again));
        rows.push(Row::new(regex_key(&expression::pattern(&route.pattern)), answer).at(plan, route));
    }
    let rest = base(plan, vocabulary, &site.base, &site.path, &mut rows);
    (rows, rest)
}

/// Returns what answers a key that no site owns.
fn rest_of_host(plan: &Plan, vocabulary: &Vocabulary, routing: &Routing) -> (Vec<Row>, Verbatim) {
    let answer = value(|out| match (&routing.reserved_upstream, &routing.unowned) {
        (Some(upstream), _) | (None, Base::Serve(upstream)) => vocabulary.write_serve(out, upstream, OnAlias::Served),
        _ => out.extend(b"none"),
    });
    let mut rows = vec![Row::new(regex_key(&expression::reserved(crate::model::plan::answer::WELL_KNOWN)), answer)];
    let rest = base(plan, vocabulary, &routing.unowned, "", &mut rows);
    (rows, rest)
}

/// Adds the default to `rows`, or returns what stands in for it.
fn base(plan: &Plan, vocabulary: &Vocabulary, base: &Base, path: &str, rows: &mut Vec<Row>) -> Verbatim {
    match base {
        Base::Default(route) => {
            let answer = value(|out| vocabulary.write_route(out, route, OnAlias::Served));
            rows.push(Row::new(regex_key(&expression::behind(path)), answer).at(plan, route));
            Verbatim("none".to_owned())
        }
        base => Verbatim(value(|out| vocabulary.write_base(out, base, OnAlias::Again))),
    }
}

/// What all hosts share: the words of an answer, and what becomes of each.
#[derive(Debug, Serialize)]
struct Shared {
    stage: String,
    target: String,
    ports: Vec<u16>,
    tls_ports: Vec<u16>,
    hosts: Vec<Served>,
    /// Names that browsers come to by https alone, each with where http leads first.
    preloaded: Vec<Row>,
    /// Sites that even then are served as they are.
    independent: Vec<Verbatim>,
    aliases: Vec<Row>,
    arguments: Vec<Argument>,
    only: Vec<Only>,
    upstreams: Vec<Server>,
    /// Whether some server is asked over TLS.
    has_tls: bool,
    /// Headers of sites, by name; one more of the same name has a variable of its own.
    headers: Vec<Header>,
    hsts: Vec<Row>,
    pages: Vec<PageView>,
    page_headers: Vec<Header>,
    map_size: usize,
    map_bucket: usize,
    names_size: usize,
    names_bucket: usize,
    variables_size: usize,
    variables_bucket: usize,
}

/// A host, as shared maps find it.
#[derive(Debug, Serialize)]
struct Served {
    name: String,
    /// Its name, and those of its aliases.
    names: Vec<String>,
    variable: String,
    /// Where its certificate and the key lie; empty where the target has no TLS.
    chain: String,
    key: String,
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

#[derive(Debug, Serialize)]
struct Server {
    name: String,
    address: String,
    /// The name that its certificate must have; empty where it is asked without TLS.
    tls_name: String,
}

#[derive(Debug, Serialize)]
struct Header {
    name: String,
    variable: String,
    rows: Vec<Row>,
}

#[derive(Debug, Serialize)]
struct PageView {
    page: String,
    content_type: String,
}

impl Shared {
    fn new(stage: &str, target: &Target) -> Shared {
        Shared {
            stage: stage.to_owned(),
            target: target.name.clone(),
            ports: target.listen.clone(),
            tls_ports: target.listen_tls.clone(),
            preloaded: Vec::new(),
            independent: Vec::new(),
            hosts: Vec::new(),
            aliases: Vec::new(),
            arguments: Vec::new(),
            only: Vec::new(),
            upstreams: Vec::new(),
            has_tls: false,
            headers: Vec::new(),
            hsts: Vec::new(),
            pages: Vec::new(),
            page_headers: Vec::new(),
            map_size: 0,
            map_bucket: 0,
            names_size: 0,
            names_bucket: 0,
            variables_size: 0,
            variables_bucket: 0,
        }
    }

    fn host(&mut self, plan: &Plan, host: &Host, variable: &str) {
        let names: Vec<String> = names(plan, host).cloned().collect();
        for alias in &names[1..] {
            let again = format!("308 keep {} https://{}", host.max_age, host.name);
            self.aliases.push(Row::new(words::map_key(alias), words::map_value(&again)));
        }
        let is_preloaded = |name: &String| match *name == host.name {
            true => host.is_preloaded,
            false => host.aliases.iter().any(|it| it.name == *name && it.is_preloaded),
        };
        for name in names.iter().filter(|it| is_preloaded(it)) {
            let key = regex_key(&format!("^\\|[^|]*\\|{}/", expression::literal(name)));
            let hop = value(|out| {
                words::escape(out, &format!("308 drop {} https://{name}", host.max_age));
                out.extend(b"$request_uri");
            });
            self.preloaded.push(Row::new(key, hop));
        }
        let files = certificate(plan, host).filter(|_| !self.tls_ports.is_empty());
        let (chain, key) = files.map(|it| (it.chain.to_owned(), it.key.to_owned())).unwrap_or_default();
        self.hosts.push(Served { name: host.name.clone(), names, variable: variable.to_owned(), chain, key });
    }

    fn site(&mut self, host: &Host, site: &SiteRouting, name: &str) {
        if site.is_independent {
            self.independent.push(Verbatim(regex_key(&format!("^\\|{}\\|", expression::literal(name)))));
        }
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (header, content) in &site.headers {
            if site.is_independent {
                break;
            }
            let rank = seen.entry(header).or_default();
            *rank += 1;
            let word = header.to_ascii_lowercase().replace('-', "_");
            let variable = if *rank == 1 { format!("cutover_header_{word}") } else { format!("cutover_header_{word}_{rank}") };
            let at = self.headers.iter().position(|it| it.variable == variable).unwrap_or_else(|| {
                self.headers.push(Header { name: (*header).to_owned(), variable, rows: Vec::new() });
                self.headers.len() - 1
            });
            self.headers[at].rows.push(Row::new(words::map_key(name), words::map_value(content)));
        }
        if host.hsts.is_some() && site.is_independent {
            self.hsts.push(Row::new(words::map_key(&format!("on {} {name}", host.name)), words::map_value("")));
        }
    }

    /// Returns what a table is looked up by, and keeps the names of the query that it looks at.
    fn lookup(&mut self, vocabulary: &mut Vocabulary, names: &[&str]) -> String {
        let mut source = String::from("$cutover_key");
        for (at, name) in names.iter().enumerate() {
            source.push_str(if at == 0 { "?" } else { "" });
            source.push_str(&self.argument(vocabulary, name));
        }
        source
    }

    /// Returns the variable that holds the first part of the query that has `name`, behind `&`.
    fn argument(&mut self, vocabulary: &mut Vocabulary, name: &str) -> String {
        let at = self.arguments.iter().position(|it| it.name == name).unwrap_or_else(|| {
            let variable = vocabulary.variable("cutover_arg__", name);
            let regex = Verbatim(regex_key(&expression::first_argument(name)));
            self.arguments.push(Argument { name: name.to_owned(), variable, regex });
            self.arguments.len() - 1
        });
        format!("${{{}}}", self.arguments[at].variable)
    }

    /// Fills in what is known once every host is written.
    fn finish(&mut self, plan: &Plan, vocabulary: &Vocabulary, size: &mut Size) {
        let mut taken = vocabulary.clone();
        for (names, word) in vocabulary.only() {
            let source = names.iter().map(|it| self.argument(&mut taken, it)).collect();
            self.only.push(Only { word: word.clone(), source: Verbatim(source) });
        }
        for (upstream, name) in vocabulary.upstreams() {
            let is_tls = upstream.scheme == "https";
            let (host, address) = address(&upstream.authority, is_tls);
            let tls_name = if is_tls { host } else { String::new() };
            self.has_tls |= is_tls;
            self.upstreams.push(Server { name: name.clone(), address, tls_name });
        }
        let mut headers: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
        for page in vocabulary.pages() {
            let mut content_type = String::from("application/octet-stream");
            for (header, content) in plan.page_headers(page) {
                if header == "Content-Type" {
                    content_type = content;
                    continue;
                }
                let key = regex_key(&format!("^{}$", expression::literal(page)));
                headers.entry(header).or_default().push(Row::new(key, words::map_value(&content)));
            }
            self.pages.push(PageView { page: page.clone(), content_type });
        }
        for (name, rows) in headers {
            let variable = format!("cutover_page_{}", name.to_ascii_lowercase().replace('-', "_"));
            self.page_headers.push(Header { name: name.to_owned(), variable, rows });
        }
        for host in &self.hosts {
            if let Some(hsts) = &plan.hosts[&host.name].hsts {
                let key = regex_key(&format!("^on {} ", expression::literal(&host.name)));
                self.hsts.push(Row::new(key, words::map_value(hsts)));
            }
        }
        self.measure(&taken, size);
    }

    /// Computes the sizes of nginx's hashes.
    fn measure(&mut self, vocabulary: &Vocabulary, size: &mut Size) {
        let names: BTreeSet<&String> = self.hosts.iter().flat_map(|it| &it.names).collect();
        let mut of_names = Size::default();
        names.iter().for_each(|it| of_names.count(it.len()));
        size.next();
        names.iter().for_each(|it| size.count(it.len()));
        // Four for each name that was given is more than there are; nginx itself has some two hundred.
        let mut of_variables = Size::default();
        for name in vocabulary.taken() {
            (0..4).for_each(|_| of_variables.count(name.len() + 16));
        }
        (0..200).for_each(|_| of_variables.count(32));
        (self.map_size, self.map_bucket) = (size.max_size(), size.bucket_size());
        (self.names_size, self.names_bucket) = (of_names.max_size(), of_names.bucket_size());
        (self.variables_size, self.variables_bucket) = (of_variables.max_size(), of_variables.bucket_size());
    }
}

/// Returns the name of a server, and its address with the port.
fn address(authority: &str, is_tls: bool) -> (String, String) {
    let end = authority.rfind(']').map_or(0, |it| it + 1);
    match authority[end..].rfind(':') {
        Some(at) => (authority[..end + at].to_owned(), authority.to_owned()),
        None => (authority.to_owned(), format!("{authority}:{}", if is_tls { 443 } else { 80 })),
    }
}
