//! What all hosts share: a request taken apart before its answer is worked out, and what is done with the answer.

use super::json::{Json, object, text, texts};
use super::words::{self, Vocabulary, literal, placeholder};
use super::{ANSWER, Map, matched, set};
use crate::emit::expression;
use crate::emit::target::{CertificateFiles, Subject, certificate, hosts, names};
use crate::model::plan::routing::UpstreamUrl;
use std::collections::BTreeMap;

/// Headers that Caddy writes of itself on a request that it passes on. The shop gets them as they came, or not at all.
const OWN: [&str; 4] = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "Via"];

/// Returns the routes that take a request apart. A `map` works only once something asks for what it holds.
pub fn reading<'a>(vocabulary: &Vocabulary) -> Vec<Json<'a>> {
    // The path as it was sent, up to the first `?`; the query with its `?`, if it is not empty.
    let parts = object([("name", text("cutover")), ("pattern", text("^([^?]*)(\\?.+)?"))]);
    let keep = [("cutover_key", "{http.regexp.cutover.1}".to_owned()), ("cutover_query", "{http.regexp.cutover.2}".to_owned())];
    let mut routes = vec![matched(object([("vars_regexp", object([("{http.request.orig_uri}", parts)]))]), vec![set(keep)])];
    let mut maps = Vec::new();
    for name in vocabulary.arguments() {
        let mut map = Map::default();
        map.add(words::first_argument(name), "&${1}".to_owned());
        maps.push(map.handler("{http.vars.cutover_query}".to_owned(), &words::argument(name)));
    }
    for (names, word) in vocabulary.only() {
        let mut map = Map::default();
        map.add("^&(.+)$".to_owned(), "?${1}".to_owned());
        maps.push(map.handler(names.iter().map(|it| words::argument(it)).collect(), &placeholder(word)));
    }
    if !maps.is_empty() {
        routes.push(object([("handle", Json::List(maps))]));
    }
    routes
}

/// Returns the routes that act on the answer.
pub fn acting<'a>(subject: &Subject<'_>, vocabulary: &Vocabulary) -> Vec<Json<'a>> {
    // Where requests are logged, each tells its answer, and with it the place of the rule.
    let log = [("handler", text("log_append")), ("key", text("cutover")), ("value", text(format!("{{http.vars.{ANSWER}}}")))];
    let mut routes = vec![object([("handle", Json::List(vec![object(log)]))])];
    let kept = [("keep", "{http.vars.cutover_query}".to_owned()), ("drop", String::new())];
    let only = vocabulary.only().map(|(_, word)| (word.as_str(), placeholder(word)));
    routes.extend(kept.into_iter().chain(only).map(|(word, query)| redirect(word, &query)));
    for (page, word) in vocabulary.pages() {
        routes.extend(self::page(subject, page, word));
    }
    routes.push(seeing());
    routes.extend(vocabulary.upstreams().map(serve));
    routes.push(object([("handle", Json::List(vec![not_found()]))]));
    routes
}

/// Returns the matcher of answers that begin so, with a name for its groups.
fn begins<'a>(regex: String) -> Json<'a> {
    object([("vars_regexp", object([(ANSWER, object([("name", text("cutover")), ("pattern", text(regex))]))]))])
}

fn redirect<'a>(word: &str, query: &str) -> Json<'a> {
    let location = format!("{{http.regexp.cutover.3}}{query}");
    let headers = object([("Location", texts([location])), ("Cache-Control", texts(["max-age={http.regexp.cutover.2}"]))]);
    let answer = object([("handler", text("static_response")), ("status_code", text("{http.regexp.cutover.1}")), ("headers", headers)]);
    matched(begins(format!("^(30[1278]) {word} (\\d+) (\\S+)")), vec![answer])
}

/// Returns the routes that answer with a page: when it is there no more, and as it is.
fn page<'a>(subject: &Subject<'_>, page: &str, word: &str) -> [Json<'a>; 2] {
    let bytes = subject.pages.get(page).expect("lower: every page that an answer names has its bytes");
    let fields = subject.plan.page_headers(page).into_iter();
    let fields = fields.map(|(name, value)| (name.to_owned(), texts([literal(&value)]))).collect();
    let answer = object([
        ("handler", text("static_response")),
        ("status_code", text("{http.regexp.cutover.1}")),
        ("headers", Json::Object(fields)),
        ("body", text(literal(&String::from_utf8_lossy(bytes)))),
    ]);
    let word = expression::literal(word);
    let until = object([("Retry-After", texts(["{http.regexp.cutover.1}"]))]);
    let until = object([("handler", text("headers")), ("response", object([("set", until)]))]);
    [
        matched(begins(format!("^503 {word} until (.+? GMT)")), vec![until]),
        matched(begins(format!("^(200|410|503) {word}(?: |$)")), vec![answer]),
    ]
}

/// Returns the route that has `upstream` serve: target, body, headers and upgrades pass as they came.
fn serve<'a>(upstream: &UpstreamUrl) -> Json<'a> {
    let is_tls = upstream.scheme == "https";
    let (host, address) = address(&upstream.authority, is_tls);
    let mut transport = vec![
        ("protocol".to_owned(), text("http")),
        ("versions".to_owned(), texts(["1.1"])),
        // Else Caddy asks for gzip, and unpacks it.
        ("compression".to_owned(), Json::Flag(false)),
    ];
    if is_tls {
        transport.push(("tls".to_owned(), object([("server_name", text(host))])));
    }
    let mut fields = vec![("Host".to_owned(), texts(["{http.vars.cutover_host}"]))];
    fields.extend(OWN.iter().map(|it| ((*it).to_owned(), texts([as_it_came(it)]))));
    let request = object([("set", Json::Object(fields)), ("delete", texts(OWN.iter().map(|it| missing(it))))]);
    let proxy = object([
        ("handler", text("reverse_proxy")),
        ("upstreams", Json::List(vec![object([("dial", text(address))])])),
        ("transport", Json::Object(transport)),
        ("flush_interval", Json::Number(-1)),
        // A new configuration leaves open what was upgraded.
        ("stream_close_delay", text("1h")),
        ("headers", object([("request", request)])),
    ]);
    let url = expression::literal(&format!("{}://{}", upstream.scheme, upstream.authority));
    matched(begins(format!("^(?:serve|own) {url}(?: |$)")), vec![proxy])
}

fn as_it_came(header: &str) -> String {
    format!("{{http.request.header.{header}}}")
}

/// Returns the placeholder that holds a header's name where a request came without it.
fn missing(header: &str) -> String {
    placeholder(&format!("no {header}"))
}

/// Returns the route that sees which of Caddy's own headers a request came without.
fn seeing<'a>() -> Json<'a> {
    let map = |it: &&str| {
        let empty = Json::Line(Box::new(object([("input", text("")), ("outputs", texts([*it]))])));
        object([
            ("handler", text("map")),
            ("source", text(as_it_came(it))),
            ("destinations", texts([missing(it)])),
            ("mappings", Json::List(vec![empty])),
        ])
    };
    matched(begins("^(?:serve|own) ".to_owned()), OWN.iter().map(map).collect())
}

/// Returns the name of a server, and its address with the port.
fn address(authority: &str, is_tls: bool) -> (String, String) {
    let end = authority.rfind(']').map_or(0, |it| it + 1);
    match authority[end..].rfind(':') {
        Some(at) => (authority[..end + at].to_owned(), authority.to_owned()),
        None => (authority.to_owned(), format!("{authority}:{}", if is_tls { 443 } else { 80 })),
    }
}

fn not_found<'a>() -> Json<'a> {
    object([("handler", text("static_response")), ("status_code", Json::Number(404))])
}

/// Returns the whole configuration around our route.
pub fn complete<'a>(subject: &Subject<'a>, ours: &'a Json<'a>) -> Json<'a> {
    let target = subject.target;
    let mut http = Vec::new();
    // A server that has certificates speaks TLS on all its ports but this one.
    let (first, more) = match (target.listen.split_first(), target.listen_tls.is_empty()) {
        (Some((first, more)), false) => {
            http.push(("http_port".to_owned(), Json::Number(i64::from(*first))));
            (std::slice::from_ref(first), more)
        }
        _ => (target.listen.as_slice(), [].as_slice()),
    };
    let mut servers = vec![("cutover".to_owned(), server(subject, first, &target.listen_tls, ours))];
    if !more.is_empty() {
        servers.push(("cutover-plain".to_owned(), server(subject, more, &[], ours)));
    }
    http.push(("servers".to_owned(), Json::Object(servers)));
    let mut tls = vec![("disable_storage_clean".to_owned(), Json::Flag(true))];
    tls.extend(certificates(subject));
    let file = object([("output", text("file")), ("filename", text("access.log"))]);
    let logs = object([
        ("default", object([("exclude", texts(["http.log.access.cutover"]))])),
        ("cutover", object([("writer", file), ("include", texts(["http.log.access.cutover"]))])),
    ]);
    object([
        ("admin", object([("listen", text("unix/caddy.sock")), ("config", object([("persist", Json::Flag(false))]))])),
        ("logging", object([("logs", logs)])),
        ("storage", object([("module", text("file_system")), ("root", text("storage"))])),
        ("apps", object([("http", Json::Object(http)), ("tls", Json::Object(tls))])),
    ])
}

fn server<'a>(subject: &Subject<'a>, plain: &[u16], secure: &[u16], ours: &'a Json<'a>) -> Json<'a> {
    let ports = plain.iter().chain(secure).map(|it| format!(":{it}"));
    let protocols = plain.iter().map(|_| texts(["h1"])).chain(secure.iter().map(|_| texts(["h1", "h2"])));
    let mut pairs = vec![
        ("listen".to_owned(), texts(ports)),
        ("listen_protocols".to_owned(), Json::List(protocols.collect())),
        ("automatic_https".to_owned(), object([("disable", Json::Flag(true))])),
        // As much as nginx takes; Caddy's own limit is 16 KiB.
        ("max_header_bytes".to_owned(), Json::Number(65_536)),
        ("logs".to_owned(), object([("default_logger_name", text("cutover"))])),
    ];
    if !secure.is_empty() {
        pairs.push(("tls_connection_policies".to_owned(), policies(subject)));
    }
    let unknown = object([("handle", Json::List(vec![not_found()]))]);
    pairs.push(("routes".to_owned(), Json::List(vec![Json::Shared(ours), unknown])));
    Json::Object(pairs)
}

/// Returns the names that each certificate covers.
fn covered<'a>(subject: &Subject<'a>) -> BTreeMap<CertificateFiles<'a>, Vec<&'a String>> {
    let mut covered: BTreeMap<CertificateFiles<'_>, Vec<&String>> = BTreeMap::new();
    for host in hosts(subject.plan, subject.target) {
        if let Some(files) = certificate(subject.plan, host) {
            covered.entry(files).or_default().extend(names(subject.plan, host));
        }
    }
    covered
}

/// Returns how TLS is spoken: by the certificate of the name that is asked for, or else by the first.
fn policies<'a>(subject: &Subject<'_>) -> Json<'a> {
    let covered = covered(subject);
    let mut policies: Vec<Json<'_>> = covered
        .iter()
        .map(|(files, names)| {
            let matcher = object([("sni", texts(names.iter().map(|it| it.as_str())))]);
            object([("match", matcher), ("certificate_selection", object([("any_tag", texts([files.name]))]))])
        })
        .collect();
    if let Some(name) = covered.values().flatten().next() {
        policies.push(object([("default_sni", text(name.as_str())), ("fallback_sni", text(name.as_str()))]));
    }
    Json::List(policies)
}

fn certificates<'a>(subject: &Subject<'_>) -> Option<(String, Json<'a>)> {
    let file = |it: CertificateFiles<'_>| object([("certificate", text(it.chain)), ("key", text(it.key)), ("tags", texts([it.name]))]);
    let files: Vec<Json<'_>> = covered(subject).into_keys().map(file).collect();
    (!subject.target.listen_tls.is_empty()).then(|| ("certificates".to_owned(), object([("load_files", Json::List(files))])))
}
