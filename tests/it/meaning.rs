//! What a URL answers, clause by clause, where the worked examples do not reach.

use super::asking::{DATES, PROGRAM, RELEASE, ask, check, closing, errors, header, plan, says};
use cutover::Options;
use cutover::model::plan::routing::End;

const HOST: &str = r#"
[hosts."shop.example"]
aliases = ["old.example"]
default = { to = "https://new.example/all", query = "drop" }
"#;

const UK: &str = "[redirects]\ndefault = { to = \"/poco/\" }\n";

fn uk(rules: &str) -> String {
    closing("/uk", &format!("{HOST}{UK}{}", written(rules)))
}

/// Returns rules as TOML: `/a -> /x status=302 query=drop`, a line each.
fn written(rules: &str) -> String {
    let rule = |line: &str| {
        let mut words = line.split(' ');
        let from = words.next().expect("a source");
        let answer = match words.next().expect("an answer") {
            "->" => format!("to = \"{}\"", words.next().expect("a destination")),
            answer => format!("answer = \"{answer}\""),
        };
        let mut entry = format!("[[redirects.rules]]\nfrom = \"{from}\"\n{answer}\n");
        for word in words {
            let (key, value) = word.split_once('=').expect("key=value");
            let is_bare = key == "status" || value.starts_with('[');
            entry += &if is_bare { format!("{key} = {value}\n") } else { format!("{key} = \"{value}\"\n") };
        }
        entry
    };
    rules.lines().map(str::trim).filter(|it| !it.is_empty()).map(rule).collect()
}

#[test]
fn an_alias_takes_one_hop_and_keeps_its_reserved_paths() {
    let rules = written(
        "/.well-known/a serve since=announce until=sunset\n/a -> /x since=migrate\n/c -> https://old.example/.well-known/a since=announce until=sunset\n/d -> https://old.example/e since=announce until=sunset",
    );
    let host = HOST.replace("default = { to = \"https://new.example/all\", query = \"drop\" }", "");
    let root = closing("", &format!("{host}{UK}{rules}"));
    let plan = plan(PROGRAM, &[("uk", &root)]);
    says(
        &plan,
        "https://old.example/a @2024-11-10 => 301 ~/x
         https://old.example/b?q=1 @2024-11-10 => 308 https://shop.example/b?q=1
         http://old.example/b @2024-11-10 => 308 https://shop.example/b
         https://old.example/.well-known/a @2024-11-10 => served by 8081
         https://old.example/.well-known/b @2024-11-10 => served by 8081
         /c @2024-11-10 => 301 https://old.example/.well-known/a
         /d @2024-11-10 => 301 https://shop.example/e
         https://old.example/.well-known/b @2025-02-01 => 404
         https://old.example/b @2025-02-01 => 301 ~/poco/
         https://other.example/b @2025-02-01 => 404",
    );
}

#[test]
fn a_default_that_serves_is_asked_for_again_under_the_canonical_name() {
    let host =
        "[hosts.\"shop.example\"]\naliases = [\"old.example\"]\nupstream = \"http://127.0.0.1:8080\"\ndefault = { answer = \"serve\" }\n";
    let uk = closing("/uk", &format!("{host}[redirects]\ndefault = {{ answer = \"serve\" }}\n"));
    let plan = plan(PROGRAM, &[("uk", &uk)]);
    says(
        &plan,
        "/uk/z @2025-02-01 => served by 8081
         https://old.example/uk/z @2025-02-01 => 308 https://shop.example/uk/z
         /z @2025-02-01 => served by 8080
         https://old.example/z @2025-02-01 => 308 https://shop.example/z",
    );
}

#[test]
fn an_alias_of_an_independent_site_serves_it() {
    let kept =
        "[region]\ndisposition = \"independent\"\n[[sites]]\nurl = \"https://shop.example/in/\"\nupstream = \"http://127.0.0.1:8083\"\n";
    let with = uk("/a -> /x since=migrate").replace("aliases", "hsts = { max-age = \"1 year\", preload = true }\naliases");
    let checked = check(PROGRAM, &[("uk", &with), ("in", kept)], Options::default());
    let plan = checked.plan.expect("a plan");
    for at in ["2024-01-01", "2024-11-10", "2025-02-01", "2026-06-01", "2028-01-01"] {
        for url in ["https://shop.example/in/a", "http://shop.example/in", "https://old.example/in/a", "POST https://shop.example/in/"] {
            let answer = ask(&plan, url, at);
            assert_eq!(super::asking::shown(&answer), "served by 8083", "{url} at {at}");
            assert_eq!(answer.headers, [], "{url} at {at}");
        }
    }
    // The policy binds the whole host, so it is not ours to set.
    assert_eq!(header(&plan, "/uk/a", "2024-11-10", "Strict-Transport-Security"), None);
}

#[test]
fn a_preloaded_host_goes_to_https_first() {
    let with = uk("/a -> /x since=migrate").replace("aliases", "hsts = { max-age = \"1 year\", preload = true }\naliases");
    let plan = plan(PROGRAM, &[("uk", &with)]);
    says(
        &plan,
        "http://old.example:80/uk/a?u=1 @2024-11-10 => 308 https://old.example/uk/a?u=1
         http://SHOP.example./uk/%7Ea?u @2024-11-10 => 308 https://shop.example/uk/%7Ea?u
         http://shop.example/nobody @2024-11-10 => 308 https://shop.example/nobody
         http://shop.example/.well-known/acme-challenge/x @2024-11-10 => 404
         http://shop.example/.well-known/other @2024-11-10 => 308 https://shop.example/.well-known/other
         https://shop.example/uk/a @2024-11-10 => 301 ~/uk/x",
    );
    assert_eq!(header(&plan, "/uk/a", "2024-11-10", "Strict-Transport-Security"), Some("max-age=31536000; preload".to_owned()));
    assert_eq!(header(&plan, "http://shop.example/uk/a", "2024-11-10", "Strict-Transport-Security"), None);
}

#[test]
fn a_parents_preload_covers_the_names_below_it() {
    let hosts =
        |hsts: &str| format!("[hosts.\"a.test\"]\nhsts = {hsts}\ndefault = {{ to = \"https://new.example/\", query = \"drop\" }}\n");
    let site = |hsts: &str| closing("", &format!("{UK}{}", hosts(hsts))).replace("https://shop.example", "https://www.a.test");
    let bound = plan(PROGRAM, &[("uk", &site("{ max-age = \"1 year\", include-subdomains = true, preload = true }"))]);
    says(&bound, "http://www.a.test/z @2024-11-10 => 308 https://www.a.test/z\nhttp://a.test/z @2024-11-10 => 308 https://a.test/z");
    let alone = plan(PROGRAM, &[("uk", &site("{ max-age = \"1 year\", preload = true }"))]);
    says(&alone, "http://www.a.test/z @2024-11-10 => served by 8081\nhttp://a.test/z @2024-11-10 => 308 https://a.test/z");
}

#[test]
fn the_longest_of_nested_sites_owns_a_key() {
    let site = |path: &str, port: u16| closing(path, "[redirects]\ndefault = { to = \"/\" }\n").replace("8081", &port.to_string());
    let (root, uk, deep) = (site("", 8080), site("/uk", 8081), site("/uk/b/c", 8082));
    let root = root
        .replace("default = { to = \"/\" }", &format!("default = {{ to = \"/\" }}\n{}", written("/uk/b/* -> /never/*\n/:a/x -> /r/:a")));
    let checked = check(PROGRAM, &[("root", &root), ("uk", &uk), ("deep", &deep)], Options::default());
    let plan = checked.plan.expect("a plan");
    says(
        &plan,
        "/ @2024-11-10 => served by 8080
         /uk @2024-11-10 => served by 8081
         /ukx @2024-11-10 => served by 8080
         /uk/b/c @2024-11-10 => served by 8082
         /uk/b/c/ @2024-11-10 => served by 8082
         /uk/b/cd @2024-11-10 => served by 8081
         /uk/b @2024-11-10 => served by 8081
         /uk/x @2025-02-01 => 301 ~/uk/
         /de/x @2025-02-01 => 301 ~/r/de
         /uk/b/c/x @2025-02-01 => 301 ~/uk/b/c/",
    );
    // What another site owns is told.
    assert!(checked.report.findings.iter().any(|it| it.code.name == "redirect/never-reached"));
}

#[test]
fn keys_that_nobody_owns_are_the_hosts() {
    let host = |text: &str| closing("/uk", &format!("{UK}[hosts.\"shop.example\"]\n{text}\n"));
    let both = plan(
        PROGRAM,
        &[(
            "uk",
            &host(
                "upstream = \"http://127.0.0.1:8080\"\ndefault = { to = \"https://new.example/*\", query = \"drop\", since = \"migrate\" }",
            )
            .replace("example/*", "example/o/*"),
        )],
    );
    says(
        &both,
        "/x/y?q=1 @2024-10-20 => served by 8080
         /x/y?q=1 @2024-10-25 => 302 ~/o/x/y
         / @2024-11-10 => 301 ~/o/
         /.well-known/x @2024-10-20 => served by 8080
         /.well-known/x @2024-11-10 => 404",
    );
    let at_once = plan(PROGRAM, &[("uk", &host("default = { to = \"https://new.example/all\" }"))]);
    says(&at_once, "/x?q=1 @2020-01-01 => 301 ~/all?q=1\n/.well-known/x @2020-01-01 => 404");
    let served = plan(PROGRAM, &[("uk", &host("upstream = \"http://127.0.0.1:8080\""))]);
    says(&served, "/x @2020-01-01 => served by 8080\n/x @2028-01-01 => served by 8080");
    let kept =
        plan(PROGRAM, &[("uk", &host("default = { to = \"https://new.example/all\" }\nreserved-upstream = \"http://127.0.0.1:8090\""))]);
    says(&kept, "/.well-known/x @2020-01-01 => served by 8090\n/.well-known/x @2026-06-01 => served by 8090");
    assert!(
        errors(PROGRAM, &[("uk", &host("upstream = \"http://127.0.0.1:8080\"\ndefault = { to = \"https://new.example/*\" }"))])[0]
            .starts_with("redirect/unsafe-pattern")
    );
}

#[test]
fn a_closed_site_is_gone_and_one_let_go_is_not_found() {
    let text = uk("/a -> /x").replace("upstream =", "reserved = [\"/feed/\", \"/robots.txt\"]\nupstream =");
    let plan_of = |more: &str| plan(PROGRAM, &[("uk", &text.replace("aliases", &format!("{more}\naliases")))]);
    let without = plan_of("");
    says(
        &without,
        "/uk/feed/x @2024-11-10 => served by 8081
         /uk/feed @2025-02-01 => 301 ~/uk/poco/
         /uk/feed/x @2025-02-01 => 404
         /uk/robots.txt @2025-02-01 => 404
         /uk/robots.txt/ @2025-02-01 => 301 ~/uk/poco/
         /uk/a @2026-06-01 => 410
         /uk @2026-06-01 => 410
         POST /uk/b @2026-06-01 => 410
         /uk/feed/x @2026-06-01 => 404
         /uk/a @2027-06-01 => 404
         /uk/feed/x @2027-06-01 => 404",
    );
    let with = plan_of("reserved-upstream = \"http://127.0.0.1:8090\"");
    says(
        &with,
        "/uk/feed/x @2025-02-01 => served by 8090
         https://old.example/uk/feed/x @2025-02-01 => served by 8090
         /uk/robots.txt @2026-06-01 => served by 8090
         /uk/robots.txt @2027-06-01 => 404
         /uk/feed/x @2027-06-01 => 404",
    );
    let page = ask(&without, "/uk/a", "2026-06-01");
    assert_eq!(page.headers.iter().map(|it| it.0).collect::<Vec<_>>(), ["Cache-Control", "Content-Type", "X-Robots-Tag"]);
}

#[test]
fn an_exact_source_may_answer_on_a_reserved_path() {
    let root =
        closing("", &format!("{UK}{}", written("/.well-known/a page page=a.json since=announce\n/.well-known/b?x=1 -> /b\n/* -> /s/*")));
    let plan = plan(PROGRAM, &[("uk", &root), ("a.json", "{}")]);
    says(
        &plan,
        "/.well-known/a @2024-11-10 => 200 a.json
         /.well-known/b?x=1 @2025-02-01 => 301 ~/b?x=1
         /.well-known/b @2025-02-01 => 404
         /.well-known/c @2025-02-01 => 404
         /.well-known @2025-02-01 => 301 ~/s/.well-known",
    );
    assert_eq!(header(&plan, "/.well-known/a", "2024-11-10", "Content-Type").as_deref(), Some("application/json"));
    assert_eq!(header(&plan, "/.well-known/a", "2024-11-10", "X-Robots-Tag"), None);
}

fn service(text: &str) -> String {
    uk("/orders/* -> /never/* since=announce\n/z -> /z")
        .replace("[redirects]", &format!("[services.orders]\nkind = \"orders\"\nroutes = [\"/orders/:id\"]\n{text}\n[redirects]"))
}

#[test]
fn a_services_routes_are_served_then_answer_by_during_then_lead_on() {
    let moves = |during: &str| {
        plan(
            PROGRAM,
            &[("uk", &service(&format!("move = \"transfer\"\nto = \"new/orders\"\nsince = \"freeze\"\nuntil = \"restore\"\n{during}")))],
        )
    };
    let ends = "/uk/orders/1 @2024-10-25 => served by 8081
         /uk/orders/1?a=b @2024-11-25 => 302 ~/orders?a=b
         /uk/orders/1 @2025-02-01 => 301 ~/orders
         /uk/orders/1/ @2025-02-01 => 301 ~/orders
         /uk/orders/1/2 @2025-02-01 => 301 ~/uk/never/1/2
         /uk/orders/1 @2026-02-01 => 410";
    for (during, answer) in [
        ("", "served by 8081"),
        ("during = \"serve\"", "served by 8081"),
        ("during = \"unavailable\"", "503"),
        ("during = \"page\"", "200 uk-notice.html"),
    ] {
        let plan = moves(during);
        says(&plan, &format!("/uk/orders/1 @2024-11-10 => {answer}\n{ends}"));
    }
    let retry = header(&moves("during = \"unavailable\""), "/uk/orders/1", "2024-11-10", "Retry-After");
    assert_eq!(retry.as_deref(), Some("Wed, 20 Nov 2024 00:00:00 GMT"));
    let ends = plan(PROGRAM, &[("uk", &service("move = \"end\"\nsince = \"freeze\"\nuntil = \"freeze\""))]);
    says(&ends, "/uk/orders/1 @2024-10-25 => served by 8081\n/uk/orders/1 @2024-11-10 => 410");
    let none = plan(PROGRAM, &[("uk", &service("move = \"none\""))]);
    says(&none, "/uk/orders/1 @2024-11-10 => 301 ~/uk/never/1");
    let named = plan(PROGRAM, &[("uk", &service("move = \"reroute\"\nto = \"new/club\"\nsince = \"freeze\"\nuntil = \"freeze\""))]);
    says(&named, "/uk/orders/1?a=b @2024-12-20 => 301 ~/club?from=old");
}

#[test]
fn a_services_route_may_be_a_whole_url() {
    let text = service("move = \"end\"\nsince = \"freeze\"\nuntil = \"freeze\"")
        .replace("\"/orders/:id\"", "\"https://shop.example/uk/orders/:id\"");
    let two = text.replacen("[[sites]]", "[[sites]]\nid = \"second\"\nurl = \"https://shop.example/two/\"\nsuccessor = \"https://new.example/two/\"\nupstream = \"http://127.0.0.1:8082\"\n[[sites]]", 1);
    let plan = plan(PROGRAM, &[("uk", &two)]);
    says(&plan, "/uk/orders/1 @2024-11-10 => 410\n/two/orders/1 @2024-11-10 => 301 ~/two/never/1");
}

#[test]
fn what_is_not_known_leaves_a_rule_inactive_and_what_never_comes_never_begins() {
    let dates = DATES
        .replace("freeze = { from = 2024-11-01 }", "freeze = { unknown = { from = \"not decided\" } }")
        .replace("restore = { on = 2024-11-20 }", "restore = { never = \"nothing is given back\" }");
    let text =
        uk("/a -> /a since=freeze\n/b -> /b since=announce until=freeze\n/c -> /c since=announce until=restore").replace(DATES, &dates);
    let plan_of = plan(PROGRAM, &[("uk", &text)]);
    says(
        &plan_of,
        "/uk/a @2025-02-01 => 301 ~/uk/poco/
         /uk/b @2024-11-10 => served by 8081
         /uk/b @2025-02-01 => 301 ~/uk/poco/
         /uk/c @2024-11-10 => 301 ~/uk/c
         /uk/c @2025-11-10 => 301 ~/uk/c
         /uk/c @2026-02-01 => 410",
    );
    let never = text.replace("since=freeze", "since=restore").replace("since = \"freeze\"", "since = \"restore\"");
    assert!(errors(PROGRAM, &[("uk", &never)])[0].starts_with("redirect/never-reached"));
    // An end of redirects that is not decided ends nothing.
    let open =
        uk("/a -> /a").replace("redirects-end = { at = 2026-01-01T00:00 }", "redirects-end = { unknown = { at = \"not decided\" } }");
    says(&plan(PROGRAM, &[("uk", &open.replace(RELEASE, ""))]), "/uk/a @2030-01-01 => 301 ~/uk/a");
}

#[test]
fn a_rule_holds_until_its_end() {
    let plan = plan(
        PROGRAM,
        &[("uk", &uk("/a -> /early since=announce until=migrate status=302\n/a -> /late since=migrate until=sunset status=307"))],
    );
    says(
        &plan,
        "/uk/a @2024-10-14 => served by 8081
         /uk/a @2024-10-14T22:59:59Z => served by 8081
         /uk/a @2024-10-14T23:00:00Z => 302 ~/uk/early
         /uk/a @2024-10-20T22:59:59Z => 302 ~/uk/early
         /uk/a @2024-10-20T23:00:00Z => 307 ~/uk/late
         /uk/a @2025-01-01T00:00:00Z => 302 ~/uk/poco/",
    );
}

#[test]
fn a_rule_may_be_for_one_site_by_name_or_by_url() {
    let second = "[[sites]]\nid = \"second\"\nurl = \"https://shop.example/two/\"\nsuccessor = \"https://new.example/two/\"\nupstream = \"http://127.0.0.1:8082\"\n";
    let text = uk("/a -> /a site=second\nhttps://shop.example/uk/b?k=1 -> /b\nhttps://old.example/two/c -> https://new.example/c\nhttps://shop.example/two -> /top").replacen("[[sites]]", &format!("{second}[[sites]]"), 1);
    let bare = plan(PROGRAM, &[("uk", &text)]);
    let lines = "/two/a @2025-02-01 => 301 ~/two/a
         /uk/a @2025-02-01 => 301 ~/uk/poco/
         /uk/b?k=1 @2025-02-01 => 301 ~/uk/b?k=1
         /two/b?k=1 @2025-02-01 => 301 ~/two/poco/?k=1
         /two/c @2025-02-01 => 301 ~/c
         /two @2025-02-01 => 301 ~/two/top";
    says(&bare, &format!("{lines}\n/two/ @2025-02-01 => 301 ~/two/top"));
    let exact = plan(PROGRAM, &[("uk", &text.replace("[redirects]\n", "[redirects]\nclosure = []\n"))]);
    says(&exact, &format!("{lines}\n/two/ @2025-02-01 => 301 ~/two/poco/"));
    assert!(errors(PROGRAM, &[("uk", &uk("https://elsewhere.example/a -> /a"))])[0].starts_with("redirect/bad-source"));
}

#[test]
fn a_default_begins_when_the_site_goes_dark_or_before() {
    let with = |default: &str, dates: &str| {
        let text = closing("/uk", &format!("{HOST}[redirects]\ndefault = {{ {default} }}\n"));
        plan(PROGRAM, &[("uk", &text.replace(DATES, dates))])
    };
    // Brought forward, with its own trial.
    says(
        &with("to = \"/old/*\", since = \"migrate\"", DATES),
        "/uk/x/y @2024-10-20 => served by 8081
         /uk/x/y?q @2024-10-25 => 302 ~/uk/old/x/y?q
         /uk/x/y @2024-11-10 => 301 ~/uk/old/x/y
         /uk @2024-11-10 => 301 ~/uk/old/
         /uk/ @2025-01-05 => 301 ~/uk/old/",
    );
    // Never later than dark: what is written can only bring it forward.
    let late = with("to = \"/\", since = \"redirects-end\"", DATES);
    says(&late, "/uk/x @2024-12-20 => served by 8081\n/uk/x @2025-01-05 => 302 ~/uk/\n/uk/x @2025-02-01 => 301 ~/uk/");
    assert!(late.stages.iter().any(|it| it.name == "2025-01-15T0000Z-uk-sunset-trial-end"), "{:?}", late.stages);
    let unknown = DATES.replace("freeze = { from = 2024-11-01 }", "freeze = { unknown = { from = \"not decided\" } }");
    says(&with("to = \"/\", since = \"freeze\"", &unknown), "/uk/x @2024-12-20 => served by 8081\n/uk/x @2025-01-05 => 302 ~/uk/");
    // The milestone may have another name.
    let named = DATES.replace("sunset =", "closing-day =").replace("by = 2024-12-31", "kind = \"sunset\", by = 2024-12-31");
    says(
        &with("to = \"/\"", &named),
        "/uk/x @2024-12-20 => served by 8081\n/uk/x @2025-01-05 => 302 ~/uk/\n/uk/x @2025-02-01 => 301 ~/uk/",
    );
    says(&with("answer = \"gone\"", DATES), "/uk/x @2024-12-20 => served by 8081\n/uk/x @2025-01-05 => 410");
}

#[test]
fn a_query_is_narrowed_hop_by_hop() {
    let to = "https://shop.example/uk";
    let plan = plan(
        PROGRAM,
        &[(
            "uk",
            &uk(&format!(
                "/keep-only -> {to}/one
                 /one -> /end query=['a','b']
                 /only-only -> {to}/one query=['b','c']
                 /fixed-only -> {to}/one?c=3&b=2&b=4 query=drop
                 /drop-keep -> {to}/keep query=drop
                 /fixed-keep -> {to}/keep?k=1 query=drop
                 /keep -> /end"
            )),
        )],
    );
    says(
        &plan,
        "/uk/keep-only?c=3&b=2&a=1&a=0 @2025-02-01 => 301 ~/uk/end?a=1&b=2
         /uk/keep-only @2025-02-01 => 301 ~/uk/end
         /uk/keep-only?ab=1 @2025-02-01 => 301 ~/uk/end
         /uk/only-only?c=3&b=2&a=1 @2025-02-01 => 301 ~/uk/end?b=2
         /uk/fixed-only?a=1 @2025-02-01 => 301 ~/uk/end?b=2
         /uk/drop-keep?a=1 @2025-02-01 => 301 ~/uk/end
         /uk/fixed-keep?a=1 @2025-02-01 => 301 ~/uk/end?k=1",
    );
}

#[test]
fn hops_are_taken_together_through_aliases_defaults_and_fragments() {
    let to = "https://shop.example/uk";
    let rules = format!(
        "/one -> {to}/two#one query=drop status=308
         /two -> https://old.example/uk/three status=308
         /three -> /end#last query=drop status=308
         /early -> {to}/four#early query=drop
         /four -> /end
         /lost -> {to}/nowhere/else
         /out -> https://old.example/uk/live since=migrate status=307
         /a308 -> {to}/b307 status=308
         /b307 -> /end status=307
         /c301 -> {to}/d308
         /d308 -> /end status=308
         /e307 -> {to}/d308 status=307
         /f302 -> {to}/d308 status=302"
    );
    let plan = plan(PROGRAM, &[("uk", &uk(&rules))]);
    says(
        &plan,
        "/uk/one?q @2025-02-01 => 308 ~/uk/end#last
         /uk/early?q @2025-02-01 => 301 ~/uk/end#early
         /uk/lost?q @2025-02-01 => 301 ~/uk/poco/?q
         /uk/lost?q @2025-01-05 => 302 ~/uk/poco/?q
         /uk/one?q @2025-01-05 => 307 ~/uk/end#last
         /uk/out @2024-11-10 => 307 https://shop.example/uk/live
         /uk/a308 @2025-02-01 => 307 ~/uk/end
         /uk/c301 @2025-02-01 => 301 ~/uk/end
         /uk/e307 @2025-02-01 => 307 ~/uk/end
         /uk/f302 @2025-02-01 => 302 ~/uk/end",
    );
    let one = ask(&plan, "/uk/one", "2025-02-01").redirect().expect("a redirect");
    assert_eq!(one.hops.iter().map(|it| it.text.as_str()).collect::<Vec<_>>(), ["/two", "/three"]);
    assert_eq!(one.end, End::Outside);
}

#[test]
fn a_trial_anywhere_on_the_way_makes_the_answer_temporary() {
    let rules = "/a -> https://shop.example/uk/b since=announce trial=0 days\n/b -> /end since=migrate".replace("0 days", "0_days");
    let text = uk(&rules).replace("0_days", "0 days");
    let plan = plan(PROGRAM, &[("uk", &text)]);
    says(
        &plan,
        "/uk/a @2024-10-16 => 301 https://shop.example/uk/b
         /uk/a @2024-10-25 => 302 ~/uk/end
         /uk/a @2024-11-10 => 301 ~/uk/end",
    );
}

#[test]
fn a_chain_stays_where_the_next_hop_is_not_the_same_for_all() {
    let to = "https://shop.example/uk";
    let plan = plan(
        PROGRAM,
        &[(
            "uk",
            &uk(&format!(
                "/a -> {to}/b
                 /b?id=1 -> /c
                 /b -> /d
                 /known?id=1 -> {to}/b
                 /p/:x -> {to}/q/:x
                 /q/1 -> /one
                 /q/:x -> /q/:x
                 /cut -> {to}/b query=['z']"
            )),
        )],
    );
    says(
        &plan,
        "/uk/a?id=1 @2025-02-01 => 301 https://shop.example/uk/b?id=1
         /uk/known?id=1 @2025-02-01 => 301 ~/uk/c?id=1
         /uk/p/1 @2025-02-01 => 301 https://shop.example/uk/q/1
         /uk/cut?id=1&z=2 @2025-02-01 => 301 ~/uk/d?z=2",
    );
    let open = ask(&plan, "/uk/a", "2025-02-01").redirect().expect("a redirect");
    assert!(matches!(&open.end, End::Open(hops) if !hops.is_empty()), "{open:?}");
}

#[test]
fn rounds_are_found_and_what_only_comes_by_twice_is_none() {
    let to = "https://shop.example/uk";
    for round in [
        format!("/a -> {to}/a"),
        format!("/a/* -> {to}/a/b/*"),
        format!("/a?x=1 -> {to}/b\n/b?x=1 -> {to}/a"),
        format!("/a -> {to}/b\n/b -> https://old.example/uk/a"),
        format!("/:x/:y -> {to}/:y/:x"),
        format!("/a?x=1 -> {to}/a query=['x']"),
        format!("/a?x=1 -> {to}/a?x=1 query=drop"),
    ] {
        let found = errors(PROGRAM, &[("uk", &uk(&round))]);
        assert!(found.iter().any(|it| it.starts_with("redirect/cycle")), "{round}: {found:?}");
    }
    // `/s` goes to `/m/n`, `/n/e`, `/e/e` and out: through one rule twice, and no round.
    let plan = plan(PROGRAM, &[("uk", &uk(&format!("/s -> {to}/m/n\n/m/n -> {to}/n/1\n/n/:x -> {to}/n/:x/2\n/n/:x/2 -> /end/:x")))]);
    says(&plan, "/uk/s @2025-02-01 => 301 ~/uk/end/1");
    let register = uk(&format!("/s -> {to}/m/n/o\n/:x/:y/:z -> {to}/:y/:z/e\n/e/e/e -> /end"));
    let checked = check(PROGRAM, &[("uk", &register)], Options::default());
    let rounds: Vec<&String> = checked.report.findings.iter().filter(|it| it.code.name == "redirect/cycle").map(|it| &it.message).collect();
    assert!(rounds.is_empty(), "{rounds:?}");
    says(&checked.plan.expect("a plan"), "/uk/s @2025-02-01 => 301 ~/uk/end\n/uk/a/b/c @2025-02-01 => 301 https://shop.example/uk/b/c/e");
}

#[test]
fn nothing_is_made_that_would_lead_to_itself() {
    let to = "https://shop.example/uk";
    for rule in [
        format!("/a/?x=1 -> {to}/a query=['x'] status=302"),
        format!("/a/?x=1 -> {to}/a?x=1 query=drop status=302"),
        "/a/ -> https://old.example/uk/a status=302".to_owned(),
        format!("/a/:k/ -> {to}/a/:k status=302"),
    ] {
        let rules = format!("{} since=announce until=sunset", rule);
        let plan = plan(PROGRAM, &[("uk", &uk(&rules))]);
        says(&plan, "/uk/a?x=1 @2024-11-10 => served by 8081\n/uk/a/k?x=1 @2024-11-10 => served by 8081");
    }
    // Another query is another request.
    let plan = plan(PROGRAM, &[("uk", &uk(&format!("/a/?x=1 -> {to}/a query=drop status=302 since=announce until=sunset")))]);
    says(&plan, "/uk/a?x=1 @2024-11-10 => 302 https://shop.example/uk/a\n/uk/a @2024-11-10 => served by 8081");
}

#[test]
fn made_spellings_that_meet_are_told_and_give_way_to_written_ones() {
    let found = errors(PROGRAM, &[("uk", &uk("/a%21/ -> /1\n/a! -> /2"))]);
    assert_eq!(found, ["redirect/overlap: `/a%21/` and `/a!` both match `https://shop.example/uk/a!/`"]);
    let plan = plan(PROGRAM, &[("uk", &uk("/:x/ -> /1/:x\n/:y -> /2/:y\n/b -> /b\n/b/?k=1 -> /k"))]);
    says(
        &plan,
        "/uk/a/ @2025-02-01 => 301 ~/uk/1/a
         /uk/a @2025-02-01 => 301 ~/uk/2/a
         /uk/b?k=1 @2025-02-01 => 301 ~/uk/b?k=1
         /uk/b/?k=1 @2025-02-01 => 301 ~/uk/k?k=1
         /uk/b/ @2025-02-01 => 301 ~/uk/1/b",
    );
}

#[test]
fn a_site_asks_for_the_spellings_that_it_wants() {
    let with = |closure: &str| {
        plan(PROGRAM, &[("uk", &uk("/%c3%a9%21 -> /x\n/ -> /top").replace("[redirects]", &format!("[redirects]\nclosure = {closure}")))])
    };
    let written = "/uk/%C3%A9%21 @2025-02-01 => 301 ~/uk/x\n/uk/%c3%a9%21 @2025-02-01 => 301 ~/uk/x\n/uk/ @2025-02-01 => 301 ~/uk/top";
    says(
        &with("[]"),
        &format!(
            "{written}\n/uk @2025-02-01 => 301 ~/uk/poco/\n/uk/%C3%A9! @2025-02-01 => 301 ~/uk/poco/\n/uk/%C3%A9%21/ @2025-02-01 => 301 ~/uk/poco/"
        ),
    );
    says(
        &with("[\"trailing-slash\"]"),
        &format!(
            "{written}\n/uk @2025-02-01 => 301 ~/uk/top\n/uk/%C3%A9! @2025-02-01 => 301 ~/uk/poco/\n/uk/%c3%a9%21/ @2025-02-01 => 301 ~/uk/x"
        ),
    );
    says(
        &with("[\"hex-case\", \"decoded\"]"),
        &format!("{written}\n/uk/%c3%a9! @2025-02-01 => 301 ~/uk/x\n/uk/%C3%A9!/ @2025-02-01 => 301 ~/uk/poco/"),
    );
}

#[test]
fn headers_follow_the_state_of_the_site() {
    let text = uk("/a -> /x since=announce status=302\n/b unavailable since=announce until=sunset")
        .replace("[redirects]", "[notices]\npage = \"/closing\"\n[redirects]");
    let plan = plan(PROGRAM, &[("uk", &text)]);
    let of = |at: &str| {
        let all = ["Deprecation", "Sunset", "Link"].map(|it| header(&plan, "/uk/z", at, it));
        all.map(|it| it.unwrap_or_default())
    };
    let link = "<https://shop.example/uk/closing>; rel=\"deprecation sunset\", <https://new.example/uk/>; rel=\"successor-version\"";
    assert_eq!(of("2024-10-14"), ["", "", ""]);
    assert_eq!(of("2024-10-15"), ["@1729465200", "Tue, 31 Dec 2024 00:00:00 GMT", link]);
    assert_eq!(of("2024-12-31"), of("2024-10-15"));
    assert_eq!(of("2025-02-01"), ["", "Thu, 01 Jan 2026 00:00:00 GMT", link]);
    assert_eq!(of("2026-02-01"), ["", "", ""]);
    assert_eq!(header(&plan, "/uk/a", "2024-10-25", "Cache-Control").as_deref(), Some("max-age=300"));
    assert_eq!(header(&plan, "/uk/z", "2025-02-01", "Cache-Control").as_deref(), Some("max-age=86400"));
    assert_eq!(header(&plan, "/uk/b", "2024-11-10", "Retry-After").as_deref(), Some("Wed, 01 Jan 2025 00:00:00 GMT"));
    says(
        &plan,
        "/uk/closing @2024-10-14 => served by 8081
         /uk/closing @2024-10-25 => 200 uk-notice.html
         /uk/closing @2025-06-01 => 200 uk-closed.html
         /uk/closing @2026-06-01 => 410",
    );
}

#[test]
fn a_notice_begins_with_the_announcement_whatever_that_is_called() {
    let text = uk("").replace("[redirects]", "[notices]\npage = \"/closing\"\n[redirects]");
    let named = text.replace("announce = { on = 2024-10-15 }", "news = { kind = \"announce\", on = 2024-10-15 }");
    says(&plan(PROGRAM, &[("uk", &named)]), "/uk/closing @2024-10-14 => served by 8081\n/uk/closing @2024-10-25 => 200 uk-notice.html");
}

#[test]
fn a_file_is_a_page_of_its_own_type() {
    let text = uk("/p page page=uk/p.html\n/q page page=q.txt\n/r page page=r.json\n/s page");
    let plan = plan(PROGRAM, &[("uk", &text), ("uk/p.html", "<p>x"), ("q.txt", "x"), ("r.json", "{}")]);
    let of = |url: &str| ["Content-Type", "X-Robots-Tag"].map(|it| header(&plan, url, "2025-02-01", it).unwrap_or_default());
    assert_eq!(of("/uk/p"), ["text/html; charset=utf-8", "noindex"]);
    assert_eq!(of("/uk/q"), ["text/plain; charset=utf-8", ""]);
    assert_eq!(of("/uk/r"), ["application/json", ""]);
    assert_eq!(of("/uk/s"), ["text/html; charset=utf-8", "noindex"]);
    says(&plan, "/uk/p @2025-02-01 => 200 uk-p.html\nHEAD /uk/p @2025-02-01 => 200 uk-p.html");
}

#[test]
fn a_workspace_without_dates_holds_from_the_beginning() {
    let text = "[region]\ndisposition = \"retire\"\n[[sites]]\nurl = \"https://shop.example/\"\nsuccessor = \"https://new.example/\"\ndefault = { to = \"/gone\" }\n";
    let rules = format!("{text}{}", written("/a -> /x\n/b?k=1 -> /y status=308"));
    for text in [rules.as_str(), text] {
        let plan = plan("", &[("shop", text)]);
        assert_eq!(plan.stages.len(), 1);
        for at in ["1990-01-01", "2050-01-01"] {
            says(&plan, &format!("/z @{at} => 301 ~/gone\n/.well-known/x @{at} => 404"));
        }
    }
    says(&plan("", &[("shop", &rules)]), "/a?q @2024-01-01 => 301 ~/x?q\n/b?k=1 @2024-01-01 => 308 ~/y?k=1");
}

#[test]
fn a_destinations_own_query_is_judged_by_the_policy_that_holds_there() {
    let narrower = uk("/a -> /x#f").replacen("upstream =", "query = \"drop\"\nupstream =", 1);
    says(&plan(PROGRAM, &[("uk", &narrower)]), "/uk/a?q @2025-02-01 => 301 ~/uk/x#f");
    let wider =
        uk("/a -> /x#f").replacen("upstream =", "query = \"keep\"\nupstream =", 1).replace("[redirects]", "[redirects]\nquery = \"drop\"");
    assert!(errors(PROGRAM, &[("uk", &wider)])[0].starts_with("redirect/bad-destination"));
    let host = uk("").replace("[redirects]", "[redirects]\nquery = \"drop\"").replace("/all\", query = \"drop\"", "/all#f\"");
    let found = errors(PROGRAM, &[("uk", &host)]);
    assert!(found.iter().any(|it| it.contains("all#f")), "{found:?}");
}

#[test]
fn another_regions_date_cuts_time_too() {
    let kept = "[region]\ndisposition = \"independent\"\ntime-zone = \"Asia/Kolkata\"\n[milestones]\nmigrate = { from = 2024-11-05 }\n";
    let text = uk("/a -> /x since=in/migrate trial=0_days").replace("0_days", "0 days");
    let plan = plan(PROGRAM, &[("uk", &text), ("in", kept)]);
    says(&plan, "/uk/a @2024-11-04T18:29:59Z => served by 8081\n/uk/a @2024-11-04T18:30:00Z => 301 ~/uk/x");
    let names: Vec<&str> = plan.stages.iter().map(|it| it.name.as_str()).collect();
    assert!(names.contains(&"2024-11-04T1830Z-in-migrate"), "{names:?}");
    // Between two stages nothing changes.
    for host in plan.hosts.values() {
        for since in host.epochs.iter().filter_map(|it| it.since) {
            assert!(plan.stages.iter().any(|it| it.since == Some(since)), "{since} is no stage of {names:?}");
        }
    }
}

#[test]
fn hosts_that_know_nothing_of_each_other_are_worked_out_alike_however_many_there_are() {
    let region = |rank: usize| closing(&format!("/r{rank}"), "").replace("shop.example", &format!("shop{rank}.example"));
    let all: Vec<(String, String)> = (0..20).map(|it| (format!("r{it}"), region(it))).collect();
    let files: Vec<(&str, &str)> = all.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let many = check(PROGRAM, &files, Options::default()).plan.expect("a plan");
    assert_eq!(many.hosts.len(), 20);
    for (id, text) in &all {
        let alone = check(PROGRAM, &[(id, text)], Options::default()).plan.expect("a plan");
        let (name, host) = alone.hosts.first_key_value().expect("a host");
        let since = |it: &cutover::model::plan::Host| it.epochs.iter().map(|it| it.since).collect::<Vec<_>>();
        assert_eq!(since(&many.hosts[name]), since(host), "{name}");
        let states = |it: &cutover::model::plan::Host| it.epochs.iter().map(|it| it.routing.sites[0].state).collect::<Vec<_>>();
        assert_eq!(states(&many.hosts[name]), states(host), "{name}");
    }
}
