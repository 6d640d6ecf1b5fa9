//! Plans that are built by hand: what a URL answers, without a workspace.

use cutover::Options;
use cutover::diag::Severity;
use cutover::load::{Folder, Memory};
use cutover::model::graph::Target;
use cutover::model::graph::pattern::{Condition, Part, Pattern, Piece, Segment, Template};
use cutover::model::plan::routing::{Action, Base, End, Origin, OriginKind, Redirect, Route, Routing, SiteRouting, State, UpstreamUrl};
use cutover::model::plan::{Alias, Epoch, Host, Page, PageBody, PageKind, Plan, Stage};
use cutover::model::spec::scalar::QueryPolicy;
use cutover::model::spec::workspace::TargetKind;
use cutover::source::{FileId, Sources, Span};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Returns a target that serves all hosts on `port`.
pub fn target(kind: TargetKind, port: u16) -> Target {
    Target {
        name: "edge".to_owned(),
        kind,
        hosts: Vec::new(),
        listen: vec![port],
        listen_tls: Vec::new(),
        home: "/etc/nginx".to_owned(),
        since: None,
        until: None,
        without: BTreeSet::new(),
        span: nowhere(),
    }
}

fn nowhere() -> Span {
    Span::new(FileId(0), 0..0)
}

/// Sites and hosts are gathered here; every rule is a line of one file.
struct Builder {
    lines: String,
}

/// Returns a pattern as a rule writes it: `/a/:b/*?id=42&l`.
pub fn pattern(text: &str) -> Pattern {
    let (path, query) = text.split_once('?').unwrap_or((text, ""));
    let segment = |it: &str| match it {
        "*" => Segment::Splat,
        it if it.starts_with(':') => Segment::Name(it[1..].to_owned()),
        it => Segment::Literal(it.to_owned()),
    };
    let condition = |it: &str| match it.split_once('=') {
        Some((key, value)) => Condition { key: key.to_owned(), value: Some(value.to_owned()) },
        None => Condition { key: it.to_owned(), value: None },
    };
    let mut conditions: Vec<Condition> = query.split('&').filter(|it| !it.is_empty()).map(condition).collect();
    conditions.sort();
    Pattern { segments: path[1..].split('/').map(segment).collect(), conditions }
}

/// Returns a destination as a rule writes it, with the names of `pattern`.
fn template(text: &str, pattern: &Pattern) -> Template {
    let names = pattern.names();
    let rank = |name: &str| names.iter().position(|it| *it == name).expect("the source has the name");
    let (text, fragment) = text.split_once('#').map_or((text, None), |(it, fragment)| (it, Some(fragment.to_owned())));
    let (text, query) = text.split_once('?').map_or((text, None), |(it, query)| (it, Some(query)));
    let start = text.find("://").unwrap() + 3;
    let slash = text[start..].find('/').map_or(text.len(), |it| start + it);
    let part = |it: &str| match it {
        "*" => Part::Splat(rank("*")),
        it if it.starts_with(':') => Part::Name(rank(&it[1..])),
        it => Part::Literal(it.to_owned()),
    };
    let path = text[slash..].trim_start_matches('/').split('/').map(part).collect();
    let query = query.map(|query| match query.split_once("=:") {
        Some((key, name)) => vec![Piece::Text(format!("{key}=")), Piece::Value(rank(name))],
        None => vec![Piece::Text(query.to_owned())],
    });
    Template { origin: text[..slash].to_owned(), path, query, fragment }
}

fn upstream(authority: &str) -> UpstreamUrl {
    UpstreamUrl { scheme: "http".to_owned(), authority: authority.to_owned() }
}

/// What a site is made of: its rules are `source = answer`, an answer `301 keep 300 https://…`, or a word.
#[derive(Clone, Default)]
struct Draft<'a> {
    id: &'a str,
    path: &'a str,
    is_independent: bool,
    rules: &'a [(&'a str, &'a str)],
    reserved: &'a [&'a str],
    reserved_base: &'a str,
    base: &'a str,
    headers: &'a [(&'static str, &'a str)],
}

impl Builder {
    fn origin(&mut self, text: &str) -> Origin {
        let start = self.lines.len();
        self.lines.push_str(text);
        self.lines.push('\n');
        let span = Span::new(FileId(0), start..start + text.len());
        Origin { kind: OriginKind::Rule, span, text: text.to_owned(), made: Vec::new(), since: None, until: None }
    }

    fn route(&mut self, from: &str, answer: &str) -> Route {
        let pattern = pattern(from);
        let words: Vec<&str> = answer.splitn(4, ' ').collect();
        let action = match words[..] {
            ["gone", page] => Action::Gone { page: page.to_owned() },
            ["page", page] => Action::Page { page: page.to_owned() },
            ["unavailable", page] => Action::Unavailable { page: page.to_owned(), until: None },
            ["unavailable", page, until] => Action::Unavailable { page: page.to_owned(), until: Some(until.parse().unwrap()) },
            ["serve", server] => Action::Serve(upstream(server)),
            ["none"] => Action::NotFound,
            [status, query, age, to] => {
                let to = template(to, &pattern);
                let query = match query {
                    "keep" => QueryPolicy::Keep,
                    "drop" => QueryPolicy::Drop,
                    names => QueryPolicy::Only(names.split(',').map(str::to_owned).collect()),
                };
                let status = status.parse().unwrap();
                Action::Redirect(Box::new(Redirect {
                    written_to: to.clone(),
                    to,
                    status,
                    query: query.clone(),
                    max_age: age.parse().unwrap(),
                    written_status: status,
                    written_query: query,
                    is_on_trial: false,
                    hops: Vec::new(),
                    hop_count: 0,
                    end: End::Outside,
                }))
            }
            _ => panic!("`{answer}` is no answer"),
        };
        Route { pattern, action, origin: self.origin(&format!("{from} = {answer}")) }
    }

    fn base(&mut self, answer: &str) -> Base {
        match answer.split_once(' ') {
            Some(("serve", server)) => Base::Serve(upstream(server)),
            Some(("gone", page)) => Base::Gone(page.to_owned()),
            None => Base::NotFound,
            Some(_) => Base::Default(Box::new(self.route("/*", answer))),
        }
    }

    fn site(&mut self, draft: &Draft<'_>) -> SiteRouting {
        let mut routes: Vec<Route> = draft.rules.iter().map(|(from, answer)| self.route(from, answer)).collect();
        routes.sort_by(|one, two| one.pattern.rank(&two.pattern));
        let mut exact: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        let mut patterns = Vec::new();
        for (rank, route) in routes.iter().enumerate() {
            match route.pattern.key() {
                Some(key) => exact.entry(key).or_default().push(rank),
                None => patterns.push(rank),
            }
        }
        SiteRouting {
            rows: None,
            site: draft.id.to_owned(),
            path: draft.path.to_owned(),
            state: State::Moving,
            is_independent: draft.is_independent,
            routes,
            exact,
            patterns,
            reserved: draft.reserved.iter().map(|it| (*it).to_owned()).collect(),
            reserved_base: self.base(draft.reserved_base),
            base: self.base(draft.base),
            headers: draft.headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect(),
            index: Default::default(),
        }
    }

    fn routing(&mut self, unowned: &str, reserved: Option<&str>, drafts: &[Draft<'_>]) -> Arc<Routing> {
        let mut sites: Vec<SiteRouting> = drafts.iter().map(|it| self.site(it)).collect();
        sites.sort_by_key(|it| std::cmp::Reverse(it.path.len()));
        Arc::new(Routing { sites, unowned: self.base(unowned), reserved_upstream: reserved.map(upstream) })
    }
}

fn host(name: &str, aliases: &[&str], epochs: Vec<(Option<Timestamp>, Arc<Routing>)>) -> (String, Host) {
    let host = Host {
        name: name.to_owned(),
        aliases: aliases.iter().map(|it| Alias { name: (*it).to_owned(), is_preloaded: false }).collect(),
        is_preloaded: false,
        hsts: None,
        max_age: 600,
        is_untouched: false,
        epochs: epochs.into_iter().map(|(since, routing)| Epoch { since, routing }).collect(),
    };
    (name.to_owned(), host)
}

/// Returns a plan of three hosts with all that a configuration must keep apart.
pub fn harsh() -> Plan {
    let mut build = Builder { lines: String::new() };
    let instants: Vec<Timestamp> =
        ["2024-10-20T23:00:00Z", "2025-01-01T00:00:00Z", "2027-01-01T00:00:00Z"].iter().map(|it| it.parse().unwrap()).collect();
    let closing = [("Deprecation", "@1729465200"), ("Sunset", "Tue, 31 Dec 2024 00:00:00 GMT")];
    let links = [
        ("Link", "<https://www.shop.test/notice>; rel=\"deprecation\"; title=\"a$b;{c}\\\""),
        ("Link", "<https://new.test/uk/>; rel=\"successor-version\""),
        ("Sunset", "Fri, 01 Jan 2027 00:00:00 GMT"),
    ];
    let uk_rules = [
        ("/uk/a", "301 keep 86400 https://new.test/uk/a"),
        ("/uk/A", "302 keep 300 https://new.test/uk/capital-a"),
        ("/uk/a/b", "301 drop 86400 https://new.test/uk/a-b"),
        ("/uk/a%2Fb", "308 keep 86400 https://new.test/uk/a%2Fb"),
        ("/uk/a%2fb", "307 keep 86400 https://new.test/uk/lower"),
        ("/uk/a/", "301 keep 86400 https://new.test/uk/a-slash"),
        ("/uk//a", "301 keep 86400 https://new.test/uk/double"),
        ("/uk/caf%C3%A9", "301 keep 86400 https://new.test/uk/coffee"),
        ("/uk/caf%c3%a9", "301 keep 86400 https://new.test/uk/coffee"),
        ("/uk/$1;x", "301 keep 86400 https://new.test/uk/$cost;$1"),
        ("/uk/(x)+*'", "301 drop 86400 https://new.test/uk/(y)+*'?q=$uri#part"),
        ("/uk/q", "301 keep 86400 https://new.test/uk/q0"),
        ("/uk/q?id=42", "301 drop 86400 https://new.test/uk/q1?n=1"),
        ("/uk/q?id=42&l=fr", "301 keep 86400 https://new.test/uk/q2"),
        ("/uk/q?id=7", "gone uk-gone.html"),
        ("/uk/Q?id=42", "301 keep 86400 https://new.test/uk/capital-q"),
        ("/uk/f?id=1", "301 keep 86400 https://new.test/uk/f1"),
        ("/uk/f?id=a", "301 keep 86400 https://new.test/uk/fa"),
        ("/uk/f?id=A", "302 keep 86400 https://new.test/uk/fA"),
        ("/uk/f?id", "301 keep 86400 https://new.test/uk/bare"),
        ("/uk/f?a.b=(1)", "301 keep 86400 https://new.test/uk/special"),
        ("/uk/n", "301 u,id,v 86400 https://new.test/uk/n"),
        ("/uk/press/", "gone uk-gone.html"),
        ("/uk/notice", "page uk-notice.html"),
        ("/uk/robots.txt", "page robots.txt"),
        ("/uk/points", "unavailable uk-moving.html 2024-12-17T00:00:00Z"),
        ("/uk/points/x", "unavailable uk-moving.html"),
        ("/uk/kept", "serve s2:80"),
        ("/uk/nothing", "none"),
        ("/uk/private/open", "301 keep 86400 https://new.test/uk/open"),
        ("/uk/private/own", "serve s2:80"),
        ("/uk/:s", "301 keep 86400 https://new.test/uk/s/:s"),
        ("/uk/:s?id=9", "302 drop 86400 https://new.test/uk/nine?s=:s"),
        ("/uk/f/:s?id=9&l=de", "302 keep 60 https://new.test/uk/both/:s"),
        ("/uk/f/:s?id=9", "302 keep 60 https://new.test/uk/id/:s"),
        ("/uk/f/:s?l=de", "302 keep 60 https://new.test/uk/l/:s"),
        ("/uk/f/:s", "302 l,id 60 https://new.test/uk/only/:s"),
        ("/uk/blog/*", "301 keep 86400 https://new.test/uk/n/*"),
        ("/uk/blog/:s", "301 keep 86400 https://new.test/uk/p/:s"),
        ("/uk/blog/2024/*", "307 keep 86400 https://new.test/uk/y/*"),
        ("/uk/:a/x", "301 keep 86400 https://new.test/uk/1/:a"),
        ("/uk/b/:c", "301 keep 86400 https://new.test/uk/2/:c"),
        ("/uk/d/:a/:b/*", "301 keep 86400 https://new.test/uk/:b/$/:a/x/*"),
        ("/uk/orders/*", "serve s2:80"),
        ("/uk/old.php/*", "gone uk-gone.html"),
        ("/uk/wait/*", "unavailable uk-moving.html 2024-12-17T00:00:00Z"),
        ("/uk/c%C3%A9/:s", "301 keep 86400 https://new.test/uk/c/:s"),
    ];
    let uk = |base| Draft {
        id: "uk/store",
        path: "/uk",
        rules: &uk_rules,
        reserved: &["/uk/private/", "/uk/hook"],
        reserved_base: "serve s2:80",
        base,
        headers: &closing,
        ..Draft::default()
    };
    let outlet = |base| Draft {
        id: "uk/outlet",
        path: "/uk/outlet",
        rules: &[("/uk/outlet/:s", "301 drop 60 https://new.test/outlet/:s"), ("/uk/outlet", "301 drop 60 https://new.test/outlet")],
        base,
        headers: &links,
        ..Draft::default()
    };
    let global_rules = [
        ("/", "302 keep 300 https://new.test/global/"),
        ("/:l/sale", "301 keep 86400 https://new.test/global/s"),
        ("/x/*", "301 drop 86400 https://new.test/global/*"),
        ("/uk/a", "301 drop 1 https://new.test/never"),
        ("/.well-known/security.txt", "page robots.txt"),
    ];
    let global = |base, reserved_base| Draft { id: "global/store", rules: &global_rules, base, reserved_base, ..Draft::default() };
    let india = Draft {
        id: "in/store",
        path: "/in",
        is_independent: true,
        rules: &[("/in/a", "301 drop 1 https://new.test/never")],
        reserved_base: "none",
        base: "serve s3:80",
        headers: &closing,
        ..Draft::default()
    };
    let start = build.routing(
        "none",
        None,
        &[
            Draft { rules: &[], headers: &[], ..uk("serve s2:80") },
            global("serve s1:80", "serve s1:80"),
            outlet("serve s2:80"),
            india.clone(),
        ],
    );
    let moving = build.routing(
        "none",
        Some("s4:80"),
        &[uk("serve s2:80"), global("serve s1:80", "serve s1:80"), outlet("serve s2:80"), india.clone()],
    );
    let dark = build.routing(
        "none",
        Some("s4:80"),
        &[
            uk("302 keep 300 https://new.test/uk/poco/"),
            global("301 drop 86400 https://new.test/global/*", "none"),
            outlet("301 keep 60 https://new.test/outlet/deep/*"),
            india.clone(),
        ],
    );
    let closed = build.routing(
        "none",
        None,
        &[
            Draft { rules: &[], headers: &[], reserved_base: "none", ..uk("gone uk-gone.html") },
            Draft { rules: &[], ..global("gone uk-gone.html", "none") },
            Draft { rules: &[], headers: &[], ..outlet("none") },
            india,
        ],
    );
    let mobile_rules = [
        ("/p?id=1", "301 drop 60 https://new.test/1"),
        ("/p?id=2", "301 drop 60 https://new.test/2"),
        ("/p?x=1&y=2", "301 drop 60 https://new.test/xy"),
        ("/p?a=1", "301 drop 60 https://new.test/pa"),
        ("/:s?id=1", "301 drop 60 https://new.test/any/:s"),
    ];
    let mobile =
        |base| Draft { id: "m/store", rules: &mobile_rules, base, reserved_base: "none", headers: &links[2..], ..Draft::default() };
    let mobile_served = build.routing("none", None, &[mobile("serve s5:80")]);
    let mobile_dark = build.routing("none", None, &[mobile("308 utm,id 60 https://new.test/m/*")]);
    let api = |base| Draft {
        id: "api/v1",
        path: "/v1",
        rules: &[("/v1/a/:b", "307 keep 0 https://new.test/api/:b")],
        reserved_base: "none",
        base,
        ..Draft::default()
    };
    let api_served = build.routing("serve s6:80", None, &[api("serve s5:80")]);
    let api_dark = build.routing("301 keep 60 https://new.test/api/all/*", None, &[api("none")]);
    let at = |it: usize| Some(instants[it]);
    let hosts = BTreeMap::from([
        host("www.shop.test", &["shop.test", "old-shop.test"], vec![(None, start), (at(0), moving), (at(1), dark), (at(2), closed)]),
        host("m.shop.test", &[], vec![(None, mobile_served), (at(1), mobile_dark)]),
        host("api-v1.shop.test", &["api.shop.test"], vec![(None, api_served), (at(1), api_dark)]),
    ]);
    let aliases = hosts.values().flat_map(|host| host.aliases.iter().map(|it| (it.name.clone(), host.name.clone()))).collect();
    let stage = |name: &str, since| Stage { name: name.to_owned(), since, causes: Vec::new() };
    let page = |name: &str, content_type: &str, kind| {
        let body = PageBody::Notice { region: "uk".to_owned(), kind };
        (name.to_owned(), Page { name: name.to_owned(), content_type: content_type.to_owned(), body })
    };
    let mut places = Sources::default();
    places.add("regions/uk.toml".to_owned(), build.lines);
    Plan {
        stages: vec![stage("start", None), stage("migrate", at(0)), stage("sunset", at(1)), stage("end", at(2))],
        hosts,
        aliases,
        pages: BTreeMap::from([
            page("uk-gone.html", "text/html; charset=utf-8", PageKind::Gone),
            page("uk-notice.html", "text/html; charset=utf-8", PageKind::Notice),
            page("uk-moving.html", "text/html; charset=utf-8", PageKind::Moving),
            page("robots.txt", "text/plain; charset=utf-8", PageKind::Notice),
        ]),
        sources: Arc::new(places),
        ..empty()
    }
}

/// Returns the plan of a workspace that says nothing.
fn empty() -> Plan {
    let disk = Memory(BTreeMap::from([("cutover.toml".to_owned(), b"spec = 1\n".to_vec())]));
    cutover::check_workspace(&disk, Options::default()).expect("memory can be read").plan.expect("the workspace can be read")
}

/// Returns the plan of a workspace that is written here: files by path. It has no errors.
pub fn written(files: &[(&str, &str)]) -> Plan {
    let disk = Memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect());
    let checked = cutover::check_workspace(&disk, Options::default()).expect("memory can be read");
    let errors: Vec<&str> =
        checked.report.findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.message.as_str()).collect();
    assert_eq!(errors, [""; 0]);
    checked.plan.expect("a workspace without a fault has a plan")
}

/// Returns the plan of the workspace in a folder, from the repository's root; it has no errors.
pub fn workspace(folder: &str) -> Plan {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let checked = cutover::check_workspace(&Folder(root), Options::default()).expect("the workspace can be read");
    let errors = checked.report.findings.iter().filter(|it| it.severity == Severity::Error);
    let errors: Vec<String> = errors.map(|it| format!("{}: {}", checked.sources.place(it.span()), it.message)).collect();
    assert_eq!(errors, [""; 0], "{folder} has no fault");
    checked.plan.expect("a workspace without a fault has a plan")
}
