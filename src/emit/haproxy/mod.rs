//! HAProxy: a whole configuration that runs by itself, and the same backend to be used beside one's own.
//!
//! One backend decides for all hosts, so that a configuration that is there takes it in by one line. Every table is a map
//! file that is read once: whole keys, hosts and sites are trees, so neither rows nor hosts cost time. The patterns of a
//! site are a list of expressions that is tried in order, and a rule more for whoever is not its visitor: both costs are
//! linear, and small for hundreds. An answer is found in the words that `backend.cfg.j2` explains, and one rule acts on it.

mod refuse;
mod size;
mod words;

use crate::emit::expression;
use crate::emit::table::{OnAlias, Table, tables};
use crate::emit::target::{Clause, Emitter, Holding, Subject, certificate, hosts, names};
use crate::model::artifact::Artifacts;
use crate::model::plan::answer::WELL_KNOWN;
use crate::model::plan::routing::{Base, Route, Routing, SiteRouting, UpstreamUrl};
use crate::model::plan::{Host, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, Verbatim, haproxy_word};
use serde::Serialize;
use size::Size;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use words::{Lines, Vocabulary};

/// What writes for HAProxy.
pub const EMITTER: Emitter = Emitter { kind: TargetKind::Haproxy, fidelity, cannot: refuse::cannot, emit };

/// Returns what HAProxy makes of a clause: it reads a request as it was sent, outside the promise too.
fn fidelity(_: Clause) -> Holding {
    Holding::Holds
}

/// Writes `complete/` and `include/` below `prefix`.
fn emit(subject: &Subject<'_>, prefix: &str, out: &mut Artifacts) -> Result<(), Failure> {
    let (plan, target) = (subject.plan, subject.target);
    let at = plan.instant_of(subject.stage);
    let hosts: Vec<(&Host, &Routing)> = hosts(plan, target).map(|it| (it, it.routing(at))).collect();
    let mut writing = Writing::new(subject);
    hosts.iter().for_each(|(_, routing)| writing.learn(routing));
    hosts.iter().for_each(|(host, routing)| writing.host(host, routing));
    let mut files = writing.finish();
    let mut view = writing.view;
    if !target.listen_tls.is_empty() {
        files.insert("certificates.txt".to_owned(), certificates(plan, &hosts));
        view.strips_crt = hosts.iter().any(|(host, _)| certificate(plan, host).is_some_and(|it| refuse::is_beside_crt(&it)));
    }
    out.add(format!("{prefix}complete/haproxy.cfg"), subject.templates.render("haproxy/haproxy.cfg.j2", &view)?);
    view.home = format!("{}/cutover", target.home);
    let included = subject.templates.render("haproxy/cutover.cfg.j2", &view)?;
    out.add(format!("{prefix}include/cutover/cutover.cfg"), included);
    for (path, bytes) in files {
        for form in ["complete", "include"].into_iter().filter(|it| *it == "complete" || path != "certificates.txt") {
            out.add(format!("{prefix}{form}/cutover/{path}"), bytes.clone());
        }
    }
    Ok(())
}

/// Returns the list of certificates, each with the names that it is shown for.
fn certificates(plan: &Plan, hosts: &[(&Host, &Routing)]) -> Vec<u8> {
    let mut lines =
        Lines::of("Certificates, each with the names that it is shown for; the first is shown to whoever asks for none of them.");
    let mut shown: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (host, _) in hosts {
        let files = certificate(plan, host).expect("refuse: a host of a target with TLS has a certificate");
        shown.entry(files.chain).or_default().extend(names(plan, host).map(String::as_str));
    }
    for (chain, names) in shown {
        lines.text(&[chain], &names.into_iter().collect::<Vec<_>>().join(" "));
    }
    lines.0
}

/// What the templates print.
#[derive(Debug, Default, Serialize)]
struct View {
    stage: String,
    target: String,
    /// The folder of the tables.
    home: String,
    ports: Vec<u16>,
    tls_ports: Vec<u16>,
    /// Whether the key of `name.crt` is `name.key`.
    strips_crt: bool,
    /// The size of buffers that answers need; 0 where HAProxy's own will do.
    buffer: usize,
    whole_buffer: usize,
    /// How the name that was asked for is found.
    name: Verbatim,
    has_preloaded: bool,
    has_untouched: bool,
    has_aliases: bool,
    has_hsts: bool,
    arguments: Vec<Argument>,
    tables: Vec<TableView>,
    patterns: Vec<Patterns>,
    only: Vec<Only>,
    pages: Vec<PageView>,
    upstreams: Vec<Server>,
    headers: Vec<Header>,
}

/// The first part of a query that has a name.
#[derive(Debug, Serialize)]
struct Argument {
    name: String,
    variable: String,
    file: String,
}

/// A table of whole keys.
#[derive(Debug, Serialize)]
struct TableView {
    /// The parts of the query that are looked up behind the key; empty where none is.
    parts: Verbatim,
    file: String,
}

/// The expressions of one site.
#[derive(Debug, Serialize)]
struct Patterns {
    site: String,
    file: String,
}

/// What a list of names keeps of a query.
#[derive(Debug, Serialize)]
struct Only {
    word: String,
    /// The parts that it keeps, each behind `&`.
    parts: Verbatim,
}

/// A page, as one answer gives it.
#[derive(Debug, Serialize)]
struct PageView {
    answer: String,
    status: u16,
    content_type: String,
    file: String,
    /// HAProxy gives no type to a page without a byte.
    is_empty: bool,
    headers: Vec<PageHeader>,
}

#[derive(Debug, Serialize)]
struct PageHeader {
    name: &'static str,
    value: Verbatim,
}

#[derive(Debug, Serialize)]
struct Server {
    name: String,
    address: String,
    /// How it is asked over TLS; empty where it is not.
    tls: Verbatim,
}

/// A header of sites; one more of the same name has a table of its own.
#[derive(Debug, Serialize)]
struct Header {
    name: String,
    /// What is done where the shop has sent one too: links stand beside each other, a date is ours.
    action: &'static str,
    file: String,
}

/// What is gathered while hosts are written.
struct Writing<'a> {
    subject: &'a Subject<'a>,
    vocabulary: Vocabulary,
    view: View,
    size: Size,
    /// Tables of whole keys, by the keys of the query that their rows look at, those with most first.
    exact: BTreeMap<(Reverse<usize>, Vec<&'a str>), Lines>,
    hosts: Lines,
    sites: Lines,
    reserved: Lines,
    bases: Lines,
    aliases: Lines,
    preloaded: Lines,
    untouched: Lines,
    hsts: Lines,
    /// By the place of their header in `view.headers`.
    headers: Vec<Lines>,
    files: BTreeMap<String, Vec<u8>>,
}

impl<'a> Writing<'a> {
    fn new(subject: &'a Subject<'a>) -> Writing<'a> {
        let target = subject.target;
        let view = View {
            stage: subject.plan.stages[subject.stage].name.clone(),
            target: target.name.clone(),
            home: "cutover".to_owned(),
            ports: target.listen.clone(),
            tls_ports: target.listen_tls.clone(),
            name: Verbatim(r#"req.fhdr(host),lower,regsub("\.?(:[0-9]*)?$","")"#.to_owned()),
            ..View::default()
        };
        Writing {
            subject,
            vocabulary: Vocabulary::default(),
            view,
            size: Size::default(),
            exact: BTreeMap::new(),
            hosts: Lines::of("The host, by each of its names."),
            sites: Lines::of("The site that owns what begins so: the longest row that fits."),
            reserved: Lines::of("Reserved paths, each behind its site; `?` stands at the end of a path that is no prefix."),
            bases: Lines::of("What a site answers where nothing else does."),
            aliases: Lines::of("Where an alias sends what its host serves."),
            preloaded: Lines::of("Names that browsers come to by https alone, with the seconds that the hop may be kept."),
            untouched: Lines::of("Sites that are left alone."),
            hsts: Lines::of("`Strict-Transport-Security` of hosts."),
            headers: Vec::new(),
            files: BTreeMap::new(),
        }
    }

    fn learn(&mut self, routing: &Routing) {
        let vocabulary = &mut self.vocabulary;
        routing.reserved_upstream.iter().for_each(|it| vocabulary.learn_upstream(it));
        vocabulary.learn_base(&routing.unowned);
        for site in &routing.sites {
            site.kinds_of_routes().for_each(|it| vocabulary.learn(&it));
            vocabulary.learn_base(&site.reserved_base);
            vocabulary.learn_base(&site.base);
        }
    }

    fn host(&mut self, host: &'a Host, routing: &'a Routing) {
        self.names(host);
        for table in tables(routing) {
            self.table(host, table);
        }
        for site in &routing.sites {
            let word = self.vocabulary.site(&site.site);
            self.sites.text(&[&host.name, &site.path, "/"], &word);
            self.site(routing, site, &word);
        }
        if routing.sites.iter().all(|it| !it.path.is_empty()) {
            let word = self.vocabulary.site(&host.name);
            self.sites.text(&[&host.name, "/"], &word);
            self.unowned(routing, &word);
        }
        self.size.headers(routing);
    }

    fn names(&mut self, host: &Host) {
        for name in names(self.subject.plan, host) {
            self.hosts.text(&[name], &host.name);
            let is_alias = *name != host.name;
            let is_preloaded = match is_alias {
                true => host.aliases.iter().any(|it| it.name == *name && it.is_preloaded),
                false => host.is_preloaded,
            };
            if is_preloaded {
                self.view.has_preloaded = true;
                self.preloaded.text(&[name], &host.max_age.to_string());
            }
            if is_alias {
                self.view.has_aliases = true;
                self.aliases.text(&[name], &format!("308 keep {} https://{}", host.max_age, host.name));
            }
        }
        if let Some(hsts) = &host.hsts {
            self.view.has_hsts = true;
            self.hsts.text(&[&host.name], hsts);
        }
    }

    /// Adds the rows of one host to the table with the same keys of the query.
    fn table(&mut self, host: &Host, table: Table<'a>) {
        let what = || match &table.arguments[..] {
            [] => "Whole keys.".to_owned(),
            names => format!("Whole keys whose query has these first: {}.", names.join(", ")),
        };
        let key = (Reverse(table.arguments.len()), table.arguments.clone());
        let lines = self.exact.entry(key).or_insert_with(|| Lines::of(&what()));
        for row in &table.rows {
            if let Some(place) = row.place(self.subject.plan) {
                lines.comment(&place);
            }
            let route = row.route();
            lines.row(&[&host.name, &row.lookup], |out| self.vocabulary.write_route(out, &route, row.on_alias));
            self.size.route(&route);
        }
    }

    fn site(&mut self, routing: &Routing, site: &SiteRouting, word: &str) {
        if site.is_independent {
            self.view.has_untouched = true;
            self.untouched.only(word);
            self.bases.row(&[word], |out| self.vocabulary.write_base(out, &site.base, OnAlias::Served));
            return;
        }
        let is_well_known = site.path.is_empty() || site.path.starts_with(WELL_KNOWN.trim_end_matches('/'));
        for path in is_well_known.then_some(WELL_KNOWN).into_iter().chain(site.reserved.iter().map(String::as_str)) {
            let end = if path.ends_with('/') { "" } else { "?" };
            self.reserved.row(&[word, "|", path, end], |out| match &routing.reserved_upstream {
                Some(upstream) => self.vocabulary.write_serve(out, upstream, OnAlias::Served),
                None => self.vocabulary.write_base(out, &site.reserved_base, OnAlias::Served),
            });
        }
        let patterns: Vec<&Route> = site.patterns.iter().map(|it| &site.routes[*it]).collect();
        self.rest(word, &patterns, &site.base, &site.path);
        self.site_headers(site, word);
    }

    /// Adds what answers keys that no site owns; they stand below a site of the host's name.
    fn unowned(&mut self, routing: &Routing, word: &str) {
        self.reserved.row(&[word, "|", WELL_KNOWN], |out| match (&routing.reserved_upstream, &routing.unowned) {
            (Some(upstream), _) | (None, Base::Serve(upstream)) => self.vocabulary.write_serve(out, upstream, OnAlias::Served),
            _ => out.extend(b"none"),
        });
        self.rest(word, &[], &routing.unowned, "");
    }

    /// Adds the patterns of a site, and what answers where none fits: a default whose destination holds a value is one more.
    fn rest(&mut self, word: &str, patterns: &[&Route], base: &Base, path: &str) {
        let plan = self.subject.plan;
        let mut lines = Lines::of(&format!("{word}: the first line that fits."));
        for route in patterns {
            let key = expression::pattern(&route.pattern);
            lines.comment(&plan.place(route.origin.span).to_string());
            lines.row(&[&key], |out| self.vocabulary.write_route(out, route, OnAlias::Again));
            self.size.route(route);
        }
        let filled = match base {
            Base::Default(route) => Some(route).filter(|it| size::has_values(it)),
            _ => None,
        };
        if let Some(route) = filled {
            let key = expression::behind(path);
            lines.comment(&plan.place(route.origin.span).to_string());
            lines.row(&[&key], |out| self.vocabulary.write_route(out, route, OnAlias::Served));
            self.size.route(route);
        } else {
            if let Base::Default(route) = base {
                self.bases.comment(&plan.place(route.origin.span).to_string());
                self.size.route(route);
            }
            self.bases.row(&[word], |out| self.vocabulary.write_base(out, base, OnAlias::Again));
        }
        if filled.is_some() || !patterns.is_empty() {
            let file = format!("patterns/{}.map", self.vocabulary.name(word));
            self.files.insert(file.clone(), lines.0);
            self.view.patterns.push(Patterns { site: word.to_owned(), file });
        }
    }

    fn site_headers(&mut self, site: &SiteRouting, word: &str) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        // A header without a value is none.
        for (name, value) in site.headers.iter().filter(|it| !it.1.is_empty()) {
            let rank = seen.entry(name).or_default();
            *rank += 1;
            let number = if *rank == 1 { String::new() } else { format!("-{rank}") };
            let file = format!("headers/{}{number}.map", name.to_ascii_lowercase());
            let at = self.view.headers.iter().position(|it| it.file == file).unwrap_or_else(|| {
                let action = if *name == "Link" { "add-header" } else { "set-header" };
                self.headers.push(Lines::of(&format!("`{name}` of sites.")));
                self.view.headers.push(Header { name: (*name).to_owned(), action, file });
                self.view.headers.len() - 1
            });
            self.headers[at].text(&[word], value);
        }
    }

    /// Returns the variable that holds the first part of the query that has `name`, behind `&`.
    fn argument(&mut self, name: &str) -> String {
        let at = self.view.arguments.iter().position(|it| it.name == name).unwrap_or_else(|| {
            let word = self.vocabulary.name(&format!("first-{name}"));
            let mut lines = Lines::default();
            lines.row(&[&expression::first_argument(name)], |out| out.extend(b"&\\1"));
            let file = format!("query/{word}.map");
            self.files.insert(file.clone(), lines.0);
            let variable = format!("txn.cutover_{}", word.replace(['-', '.'], "_"));
            let is_taken = self.view.arguments.iter().any(|it| it.variable == variable);
            let variable = if is_taken { format!("{variable}__{}", self.view.arguments.len()) } else { variable };
            self.view.arguments.push(Argument { name: name.to_owned(), variable, file });
            self.view.arguments.len() - 1
        });
        self.view.arguments[at].variable.clone()
    }

    /// Fills in what is known once every host is written, and returns the tables and pages.
    fn finish(&mut self) -> BTreeMap<String, Vec<u8>> {
        for (number, ((_, arguments), lines)) in std::mem::take(&mut self.exact).into_iter().enumerate() {
            let file = if arguments.is_empty() { "exact.map".to_owned() } else { format!("exact-{}.map", number + 1) };
            let parts = arguments.iter().map(|it| format!("%[var({})]", self.argument(it))).collect();
            self.files.insert(file.clone(), lines.0);
            self.view.tables.push(TableView { parts: Verbatim(parts), file });
        }
        let lists: Vec<(Vec<String>, String)> = self.vocabulary.only().map(|(names, word)| (names.clone(), word.clone())).collect();
        for (names, word) in lists {
            let parts = names.iter().map(|it| format!("%[var({})]", self.argument(it))).collect();
            self.view.only.push(Only { word, parts: Verbatim(parts) });
        }
        self.view.upstreams = self.vocabulary.upstreams().map(|(upstream, name)| server(upstream, name)).collect();
        self.pages();
        self.view.buffer = self.size.buffer();
        self.view.whole_buffer = self.view.buffer.max(size::COMFORTABLE);
        let tables = [
            (true, "hosts.map", &mut self.hosts),
            (true, "sites.map", &mut self.sites),
            (true, "reserved.map", &mut self.reserved),
            (true, "bases.map", &mut self.bases),
            (self.view.has_aliases, "aliases.map", &mut self.aliases),
            (self.view.has_preloaded, "preloaded.map", &mut self.preloaded),
            (self.view.has_untouched, "untouched.lst", &mut self.untouched),
            (self.view.has_hsts, "hsts.map", &mut self.hsts),
        ];
        for (_, name, lines) in tables.into_iter().filter(|it| it.0) {
            self.files.insert(name.to_owned(), std::mem::take(&mut lines.0));
        }
        for (header, lines) in self.view.headers.iter().zip(&mut self.headers) {
            self.files.insert(header.file.clone(), std::mem::take(&mut lines.0));
        }
        std::mem::take(&mut self.files)
    }

    fn pages(&mut self) {
        let plan = self.subject.plan;
        for (page, file) in self.vocabulary.pages() {
            let body = self.subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
            self.size.page(body.len());
            self.files.insert(format!("pages/{file}"), body.clone());
        }
        for (word, page, file) in self.vocabulary.answers() {
            let status = match word {
                "gone" => 410,
                "unavailable" => 503,
                _ => 200,
            };
            let (types, others): (Vec<_>, Vec<_>) = plan.page_headers(page).into_iter().partition(|it| it.0 == "Content-Type");
            let content_type = types.into_iter().next().map(|it| it.1).unwrap_or_default();
            let header = |(name, value): (&'static str, String)| PageHeader { name, value: Verbatim(haproxy_word(&words::format(&value))) };
            self.view.pages.push(PageView {
                answer: format!("{word} {file}"),
                status,
                content_type,
                file: format!("pages/{file}"),
                is_empty: self.subject.pages.get(page).is_none_or(Vec::is_empty),
                headers: others.into_iter().map(header).collect(),
            });
        }
    }
}

/// Returns a server of the shop, as HAProxy reaches it.
fn server(upstream: &UpstreamUrl, name: &str) -> Server {
    let is_tls = upstream.scheme == "https";
    let authority = &upstream.authority;
    let end = authority.rfind(']').map_or(0, |it| it + 1);
    let (host, address) = match authority[end..].rfind(':') {
        Some(at) => (&authority[..end + at], authority.clone()),
        None => (authority.as_str(), format!("{authority}:{}", if is_tls { 443 } else { 80 })),
    };
    let is_name = host.parse::<std::net::Ipv4Addr>().is_err() && end == 0;
    // Only a name can be asked for.
    let sni = if is_name {
        format!(" sni 'str({})'", host.replace(|it: char| !it.is_ascii_alphanumeric() && !"-._".contains(it), ""))
    } else {
        String::new()
    };
    let tls = if is_tls { format!(" ssl verify none{sni}") } else { String::new() };
    Server { name: name.to_owned(), address, tls: Verbatim(tls) }
}
