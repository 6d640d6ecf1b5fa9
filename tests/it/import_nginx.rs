//! nginx's configurations, read: what is carried, in which order, and what is left and why.

use crate::python_docs;
use cutover::import::Import;
use cutover::import::nginx::{self, File};
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Returns what is made of a text, a rule or what was left on a line.
fn transcript(text: &str) -> String {
    told(&nginx::read(text.as_bytes(), &[], None).expect("a configuration").import)
}

pub fn told(import: &Import) -> String {
    let carried = import.carried.iter().map(|it| {
        let rule = &it.rule;
        let answer = match (&rule.to, rule.status, &rule.query) {
            (Some(to), Some(status), Some(query)) => format!("{status} {to} {query}"),
            _ => rule.answer.clone().unwrap_or_default(),
        };
        let host = it.host.as_ref().map(|it| format!("{it}: ")).unwrap_or_default();
        format!("{} {host}{} => {answer}\n", it.line, rule.from)
    });
    carried.chain(import.left.iter().map(|it| format!("{} left: {}\n", it.line, it.why))).collect()
}

#[test]
fn forms_that_people_write_are_carried() {
    let text = r#"
http {
  map $uri $new_uri {
    default "";
    /old-page       /new-page;
    ~^/archive/(?<rest>.*)$  /news/$rest;
  }
  server {
    server_name shop.example.org;
    if ($new_uri) { return 301 $new_uri; }
    rewrite ^/r/(.*)$ /read/$1 permanent;
    rewrite ^/q/([^/]+)/?$ https://www.example.com/find/$1? redirect;
    location = /exact { return 301 https://www.example.com/exact; } # a comment
    location ^~ /gone/ { return 410; }
    location ~ ^/u/([^/]+)/posts/(?<post>[^/]+)$ { return 308 $scheme://$host/posts/$post/by/$1$is_args$args; }
    location "/quoted path" { return 302 "https://www.example.com/a;b"; }
    location /search { if ($arg_q = hats) { return 301 https://www.example.com/hats; } }
  }
}"#;
    let wanted = "\
5 shop.example.org: /old-page => 301 https://shop.example.org/new-page drop
6 shop.example.org: /archive/* => 301 https://shop.example.org/news/* drop
11 shop.example.org: /r/* => 301 https://shop.example.org/read/* keep
12 shop.example.org: /q/:s1/ => 302 https://www.example.com/find/:s1 drop
12 shop.example.org: /q/:s1 => 302 https://www.example.com/find/:s1 drop
13 shop.example.org: /exact => 301 https://www.example.com/exact drop
14 shop.example.org: /gone/* => gone
15 shop.example.org: /u/:s1/posts/:s2 => 308 https://shop.example.org/posts/:s2/by/:s1 keep
16 shop.example.org: /quoted%20path => 302 https://www.example.com/a;b drop
16 shop.example.org: /quoted%20path/* => 302 https://www.example.com/a;b drop
17 shop.example.org: /search?q=hats => 301 https://www.example.com/hats drop
17 shop.example.org: /search/*?q=hats => 301 https://www.example.com/hats drop
5 left: carried in part, as others of its `map`: it takes letters in either case, and a source only as they are written
16 left: carried in part: it takes whatever begins so, and a source ends where a segment does
17 left: carried in part: it takes whatever begins so, and a source ends where a segment does
";
    assert_eq!(transcript(text), wanted);
}

#[test]
fn what_cannot_be_said_is_left_with_its_reason() {
    for (text, why) in [
        ("location ~ ^/p/(\\d+)$ { return 301 /product/$1; }", "it takes any text of some characters, which no source can"),
        ("rewrite ^/a/(.*)$ /b/$1 last;", "it goes on with another path within the server"),
        ("location = /a { return 303 https://x.example/b; }", "it answers 303, and a redirect is 301, 302, 307 or 308"),
        ("location = /a { return 301 /b; }", "its destination is on the host of the request, and no name of the server is known"),
        (
            "location = /a { return 301 https://$host/b; }",
            "its destination takes the host from the request, and no name of the server is known",
        ),
        (
            "location / { return 301 https://new.example$request_uri; }",
            "what visitors write would stand right behind the host; say it as the site's `default`",
        ),
        ("location = /a { return 301 https://x.example/$http_cookie; }", "its destination holds `$http_cookie`, which is not known here"),
        ("if ($http_user_agent ~ bot) { return 301 https://x.example/b; }", "it is asked only `if ($http_user_agent ~ bot)`"),
        ("location ~ ^/(?!a).*$ { return 301 https://x.example/b; }", "it looks around itself (`(?!…)`), which no source can"),
        ("server { server_name a.example; return 301 https://$host$request_uri; }", cutover::import::steps::HOP),
        ("location /api/ { proxy_pass http://127.0.0.1:9; }", "no redirect: `proxy_pass http://127.0.0.1:9`"),
        ("location ~ ^/p-([^/]+)$ { return 301 https://x.example/$1; }", "it takes any text of some characters, which no source can"),
        (
            "location ~ ^/p/([^/]+)$ { return 301 https://x.example/a-$1; }",
            "its destination has a value within a segment, where none can stand",
        ),
    ] {
        assert_eq!(transcript(text), format!("1 left: {why}\n"), "{text}");
    }
}

#[test]
fn the_order_of_nginx_decides_and_ours_is_never_bent() {
    // An expression comes before a plain prefix, `^~` before expressions, and an exact path before all.
    let text = "\
location /a/ { return 301 https://x.example/prefix; }
location ~ ^/a/b$ { return 301 https://x.example/regex; }
location ^~ /c/ { return 301 https://x.example/strong; }
location ~ ^/c/d$ { return 301 https://x.example/never; }
location = /c/d { return 301 https://x.example/exact; }
location ~ ^/[^/]+/e$ { return 301 https://x.example/broad; }
location = /a/f { return 410; }
";
    // `/:s1/e` ranks behind `/c/*` there and here; `/a/*` would rank before it, and comes after it there.
    let wanted = "\
5 /c/d => 301 https://x.example/exact drop
7 /a/f => gone
3 /c/* => 301 https://x.example/strong drop
2 /a/b => 301 https://x.example/regex drop
6 /:s1/e => 301 https://x.example/broad drop
4 left: never reached there either: line 5 comes first
1 left: line 6 comes first for a part of it, and here the more specific source would
";
    assert_eq!(transcript(text), wanted);
    // The rewrites of a server come before its locations.
    let text = "location = /a { return 301 https://x.example/late; }\nrewrite ^/a$ https://x.example/early permanent;";
    assert_eq!(transcript(text), "2 /a => 301 https://x.example/early keep\n1 left: never reached there either: line 2 comes first\n");
    // What is served keeps its place where a broader rule would take it.
    let text = "location /shop/ { return 301 https://x.example/all; }\nlocation /shop/cart/ { proxy_pass http://127.0.0.1:9; }";
    assert_eq!(transcript(text), "2 /shop/cart/* => serve\n1 /shop/* => 301 https://x.example/all drop\n");
}

#[test]
fn files_are_read_where_they_are_included() {
    let main = b"http { include snippets/*.conf; server { server_name a.example; include moved; } }";
    let files = [
        File { path: "moved", bytes: b"location = /x { return 301 /y; }\ninclude moved;" },
        File { path: "snippets/map.conf", bytes: b"map $uri $unused { /a /b; }" },
    ];
    let read = nginx::read(main, &files, None).expect("a configuration");
    assert_eq!(told(&read.import), "1 a.example: /x => 301 https://a.example/y drop\n");
}

#[test]
fn faults_of_syntax_name_their_line() {
    for (text, why) in [
        ("server {\n  return 301 /a\n}", "line 3: found no `;` behind the last word"),
        ("server {\n", "line 1: found no `}` for its `{`"),
        ("}\n", "line 1: found a `}` that closes nothing"),
        ("return 301 \"/a;\n", "line 1: found no closing quote"),
    ] {
        assert_eq!(nginx::read(text.as_bytes(), &[], None).map(|_| ()), Err(why.to_owned()), "{text}");
    }
}

#[test]
fn every_location_of_python_docs_is_carried_or_left() {
    let (text, count) = python_docs::nginx();
    let import = nginx::read(text.as_bytes(), &[], None).expect("a configuration").import;
    let carried: BTreeSet<usize> = import.carried.iter().map(|it| it.line).collect();
    let left: BTreeSet<usize> = import.left.iter().map(|it| it.line).collect();
    // The first location stands on the third line, and each has a line of its own.
    assert_eq!(carried.union(&left).copied().collect::<Vec<_>>(), (3..3 + count).collect::<Vec<_>>());
    let in_part = carried.intersection(&left).count();
    let counts = (count, carried.len() - in_part, in_part, left.len() - in_part, import.carried.len(), import.read());
    // 65 locations: read = whole + in part + left.
    assert_eq!(counts, (65, 20, 39, 6, 11_450, 11_495));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        if let Ok(read) = nginx::read(&bytes, &[], Some("a.example")) {
            prop_assert_eq!(read.import.read(), read.import.carried.len() + read.import.left.len());
        }
    }

    #[test]
    fn each_line_of_any_rules_is_carried_or_left(lines in proptest::collection::vec(line(), 1..12)) {
        let text: String = lines.iter().map(|it| format!("{it}\n")).collect();
        let import = nginx::read(text.as_bytes(), &[], Some("a.example")).expect("well-formed lines").import;
        let told: BTreeSet<usize> = import.carried.iter().map(|it| it.line).chain(import.left.iter().map(|it| it.line)).collect();
        prop_assert_eq!(told.into_iter().collect::<Vec<_>>(), (1..=lines.len()).collect::<Vec<_>>());
        let sources: BTreeSet<_> = import.carried.iter().map(|it| &it.rule.from).collect();
        prop_assert_eq!(sources.len(), import.carried.len(), "a source is carried once");
    }
}

/// Returns a rule as somebody may write it, on a line of its own.
fn line() -> impl Strategy<Value = String> {
    let path = "(/[a-c]{1,2}){1,3}/?";
    let regex = r"\^?(/[a-c]|/\(a\|b\)|/\(\[\^/\]\+\)|/\(\.\*\)|/\[a-c\]\+|\.html|/\(\?!a\)){1,4}\$?";
    let to = "(https://x\\.example|)(/[a-c]{1,2}){1,2}(/\\$1)?";
    prop_oneof![
        (path, to).prop_map(|(path, to)| format!("location = {path} {{ return 301 {to}; }}")),
        (path, to).prop_map(|(path, to)| format!("location {path} {{ return 301 {to}; }}")),
        (regex, to).prop_map(|(regex, to)| format!("location ~ {regex} {{ return 302 {to}; }}")),
        (regex, to).prop_map(|(regex, to)| format!("rewrite {regex} {to} permanent;")),
    ]
}
