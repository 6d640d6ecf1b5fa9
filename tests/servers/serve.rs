//! The shop still sells: whatever a browser sends passes through the edge as it is.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, ENGINES, Running};
use crate::plans;
use crate::upstream::{Seen, Upstream, digest};
use cutover::model::graph::Target;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local;

/// A key of the hand-built plan that is served at its first stage.
const KEY: &str = "/uk/shop/%7Ecart//a%2Fb?x=%20y&$z";
const HOST: &str = "www.shop.test";

/// Boots every engine at the first stage, and hands over a client with the server behind `KEY`.
fn with_each_engine(test: impl Fn(&mut Client, &Upstream)) {
    let shop = Shop::behind(&plans::harsh());
    for engine in ENGINES {
        let running = (engine.boot)(&shop.plan, 0, &pages(&shop.plan));
        test(&mut Client::new(running.port), server(&shop, &shop.plan));
    }
}

fn server<'s>(shop: &'s Shop, plan: &Plan) -> &'s Upstream {
    let request = Request { scheme: Scheme::Http, method: "GET".to_owned(), host: HOST.to_owned(), target: KEY.to_owned() };
    match plan.answer(&request, plan.instant_of(0)).outcome {
        Outcome::Serve { upstream, .. } => &shop.servers[&upstream.authority],
        other => panic!("`{KEY}` is served, not {other:?}"),
    }
}

#[test]
fn large_body_passes() {
    with_each_engine(|client, _| {
        let body: Vec<u8> = (0..20_000_000_u32).map(|it| (it % 251) as u8).collect();
        let response = client.ask("POST", KEY, HOST, "", &body).unwrap();
        let seen = Seen::of(&response).expect("the shop answers");
        assert_eq!((seen.length, seen.digest.as_str(), seen.target.as_str()), (body.len(), digest(&body).as_str(), KEY));
        assert_eq!((seen.host.as_str(), seen.method.as_str()), (HOST, "POST"));
    });
}

#[test]
fn large_body_does_not_change_a_redirect() {
    with_each_engine(|client, _| {
        let response = client.ask("POST", "/uk/a", HOST, "", &vec![b'x'; 3_000_000]).unwrap();
        assert!(Seen::of(&response).is_some() && response.status == 200);
    });
}

#[test]
fn chunks_of_a_body_are_not_gathered() {
    with_each_engine(|client, upstream| {
        let head = format!("PUT {KEY} HTTP/1.1\r\nHost: {HOST}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
        client.send(head.as_bytes()).unwrap();
        assert_eq!(upstream.heard(), Some(5), "the first chunk arrives before the second is sent");
        client.send(b"6\r\nsecond\r\n0\r\n\r\n").unwrap();
        assert_eq!(upstream.heard(), Some(6), "no word is left over for the next server");
        let seen = Seen::of(&client.response("PUT").unwrap()).expect("the shop answers");
        assert_eq!((seen.length, seen.digest), (11, digest(b"firstsecond")));
    });
}

#[test]
fn upgrade_passes_both_ways() {
    with_each_engine(|client, _| {
        let upgrade =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
        client.send(format!("GET {KEY} HTTP/1.1\r\nHost: {HOST}\r\nX_Task: upgrade\r\n{upgrade}\r\n").as_bytes()).unwrap();
        let head = client.head().unwrap();
        assert_eq!((head.status, head.header("Upgrade")), (101, Some("websocket")));
        for word in ["hello", "a\0b\r\n"] {
            client.send(word.as_bytes()).unwrap();
            assert_eq!(client.take(word.len()).unwrap(), word.as_bytes());
        }
    });
}

#[test]
fn stream_is_not_gathered() {
    with_each_engine(|client, upstream| {
        client.send(format!("GET {KEY} HTTP/1.1\r\nHost: {HOST}\r\nX_Task: stream\r\n\r\n").as_bytes()).unwrap();
        assert_eq!(client.head().unwrap().status, 200);
        for _ in 0..3 {
            // The next chunk is made only after this one has arrived.
            assert_eq!(client.chunk().unwrap(), b"chunk");
            upstream.go_on();
        }
        assert_eq!(client.chunk().unwrap(), b"");
    });
}

#[test]
fn range_passes() {
    with_each_engine(|client, _| {
        let response = client.ask("GET", KEY, HOST, "X_Task: range\r\nRange: bytes=2-5\r\n", b"").unwrap();
        assert_eq!(
            (response.status, response.header("X-Seen-Range"), response.body.as_slice()),
            (206, Some("bytes=2-5"), b"2345".as_slice())
        );
        assert_eq!(response.header("Content-Range"), Some("bytes 2-5/10"));
    });
}

#[test]
fn headers_of_the_shop_pass() {
    with_each_engine(|client, _| {
        let response = client.ask("GET", KEY, "OLD-shop.test.:80", "", b"").unwrap();
        assert_eq!(response.header("Location"), Some("https://www.shop.test/uk/shop/%7Ecart//a%2Fb?x=%20y&$z"));
        let response = client.ask("GET", KEY, HOST, "", b"").unwrap();
        assert_eq!((response.header("X-Shop"), response.header("Server")), (Some("as_it_was"), Some("shop/1")));
    });
}

#[test]
fn longest_target_passes() {
    with_each_engine(|client, _| {
        let target = format!("/uk/{}?q={}", "a/".repeat(1_000), "b".repeat(1_993));
        assert_eq!(target.len(), 4_000);
        let response = client.ask("GET", &target, HOST, "", b"").unwrap();
        assert_eq!(Seen::of(&response).map(|it| it.target), Some(target));
    });
}

#[test]
fn include_form_leaves_other_servers_alone() {
    let shop = Shop::behind(&plans::harsh());
    let port = local::free_port().expect("a port on loopback");
    let dir = tempfile::TempDir::new().unwrap();
    let files = engine::files(&plans::target(TargetKind::Nginx, port), &shop.plan, 2, &pages(&shop.plan));
    let included = files.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("include/")?.to_owned(), bytes.clone())));
    let mut out = cutover::model::artifact::Artifacts { files: included.map(|(path, bytes)| (format!("own/{path}"), bytes)).collect() };
    let home = dir.path().join("own");
    out.files.insert("own/cutover/home.conf".to_owned(), format!("geo $cutover_home {{ default {}; }}\n", home.display()).into_bytes());
    out.add(
        "own/nginx.conf",
        format!(
            "pid nginx.pid; error_log error.log; events {{}}
             http {{
                 access_log off; client_body_temp_path b; proxy_temp_path p; fastcgi_temp_path f; uwsgi_temp_path u; scgi_temp_path s;
                 include cutover/settings.conf;
                 map $request_uri $key {{ default mine; }}
                 map $host $site {{ default theirs; }}
                 include cutover/http.conf;
                 server {{ listen {port} default_server; server_name blog.test; add_header X-Mine $key-$site; location /uk/ {{ return 200 mine; }} }}
                 server {{ listen {port}; server_name www.shop.test shop.test; include cutover/server.conf; }}
             }}"
        ),
    );
    engine::write(dir.path(), &out);
    let running: Running = engine::start(TargetKind::Nginx, dir, "own", port, None);
    let mut client = Client::new(running.port);
    let own = client.ask("GET", "/uk/a", "blog.test", "", b"").unwrap();
    assert_eq!((own.status, own.header("X-Mine"), own.header("Sunset")), (200, Some("mine-theirs"), None));
    let ours = client.ask("GET", "/uk/a?u=1", "shop.test", "", b"").unwrap();
    assert_eq!((ours.status, ours.header("Location")), (301, Some("https://new.test/uk/a?u=1")));
    let page = client.ask("DELETE", "/uk/press/", "www.shop.test", "", b"").unwrap();
    assert_eq!((page.status, page.body.as_slice()), (410, b"this is uk-gone.html\n".as_slice()));
}

#[test]
fn included_rules_of_apache_leave_other_hosts_alone() {
    let shop = Shop::behind(&plans::harsh());
    let port = local::free_port().expect("a port on loopback");
    let dir = tempfile::TempDir::new().unwrap();
    let home = dir.path().join("own");
    let target = Target { home: home.display().to_string(), ..plans::target(TargetKind::Apache, port) };
    let files = engine::files(&target, &shop.plan, 2, &pages(&shop.plan));
    let included = files.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("include/")?.to_owned(), bytes.clone())));
    let mut out = cutover::model::artifact::Artifacts { files: included.map(|(path, bytes)| (format!("own/{path}"), bytes)).collect() };
    out.add("own/site/uk/a", "mine\n");
    out.add("own/site/missing.html", "mine is missing\n");
    out.add(
        "own/httpd.conf",
        format!(
            "Define MODULES /usr/lib/apache2/modules
             LoadModule mpm_event_module ${{MODULES}}/mod_mpm_event.so
             LoadModule authz_core_module ${{MODULES}}/mod_authz_core.so
             LoadModule alias_module ${{MODULES}}/mod_alias.so
             LoadModule dir_module ${{MODULES}}/mod_dir.so
             LoadModule env_module ${{MODULES}}/mod_env.so
             LoadModule headers_module ${{MODULES}}/mod_headers.so
             LoadModule rewrite_module ${{MODULES}}/mod_rewrite.so
             LoadModule proxy_module ${{MODULES}}/mod_proxy.so
             LoadModule proxy_http_module ${{MODULES}}/mod_proxy_http.so
             ServerName localhost
             DefaultRuntimeDir .
             PidFile httpd.pid
             ErrorLog error.log
             ErrorDocument 404 /missing.html
             Header always set X-Mine mine
             Listen {port}
             <Directory />
                 Require all denied
             </Directory>
             <Directory {home}/site>
                 Require all granted
             </Directory>
             Include cutover/settings.conf
             <VirtualHost *:{port}>
                 ServerName blog.test
                 DocumentRoot site
             </VirtualHost>
             <VirtualHost *:{port}>
                 ServerName www.shop.test
                 ServerAlias shop.test
                 DocumentRoot site
                 Include cutover/hosts/www.shop.test.conf
             </VirtualHost>
             ",
            home = home.display()
        ),
    );
    engine::write(dir.path(), &out);
    let running: Running = engine::start(TargetKind::Apache, dir, "own", port, None);
    let mut client = Client::new(running.port);
    let own = client.ask("GET", "/uk/a", "blog.test", "", b"").unwrap();
    assert_eq!((own.status, own.body.as_slice()), (200, b"mine\n".as_slice()));
    assert_eq!((own.header("X-Mine"), own.header("Sunset"), own.header("Cache-Control")), (Some("mine"), None, None));
    let missing = client.ask("GET", "/uk/b", "blog.test", "", b"").unwrap();
    assert_eq!((missing.status, missing.body.as_slice()), (404, b"mine is missing\n".as_slice()));
    let page = client.ask("GET", "/cutover-pages/uk-gone.html", "blog.test", "", b"").unwrap();
    assert_eq!(page.status, 404);
    let ours = client.ask("GET", "/uk/a?u=1", "shop.test", "", b"").unwrap();
    assert_eq!((ours.status, ours.header("Location"), ours.header("X-Mine")), (301, Some("https://new.test/uk/a?u=1"), Some("mine")));
    let page = client.ask("DELETE", "/uk/press/", "www.shop.test", "", b"").unwrap();
    assert_eq!((page.status, page.body.as_slice()), (410, b"this is uk-gone.html\n".as_slice()));
    let page = client.ask("GET", "/cutover-pages/uk-gone.html", "www.shop.test", "", b"").unwrap();
    assert_eq!((page.status, page.header("Location")), (301, Some("https://new.test/global/cutover-pages/uk-gone.html")));
}

#[test]
fn row_that_no_line_of_a_dbm_holds_is_a_rule() {
    // The line of the map is the key and some fifty bytes more, and 1,024 are the most: each length around it is asked for.
    let keys: Vec<String> = (940..1_040).chain([2_000, 3_900]).map(|length| format!("/{}", "k".repeat(length))).collect();
    let rows = keys.iter().enumerate().map(|(at, key)| format!("{key},/to/{at}\n{key}?id=$1,/id/{at}?n=1\n")).collect::<String>();
    let region = "[region]\ndisposition = \"retire\"\n[[sites]]\nurl = \"https://shop.test/\"\nsuccessor = \"https://new.test/\"\n\
                  [redirects]\ntables = [\"shop.csv\"]\nclosure = []\nquery = \"drop\"\ndefault = { to = \"/\" }\n";
    let plan =
        plans::written(&[("cutover.toml", "spec = 1\n"), ("regions/shop.toml", region), ("regions/shop.csv", &format!("from,to\n{rows}"))]);
    let running = engine::complete(TargetKind::Apache, &plan, 0, &pages(&plan));
    let map = std::fs::read_to_string(running.dir.path().join("complete/cutover/maps/shop.test.txt")).unwrap();
    let (longest, count) = (map.lines().map(str::len).max(), map.lines().count());
    assert!(longest == Some(1_024) && count > 60 && count < 2 * keys.len(), "{longest:?} in {count}");
    let mut client = Client::new(running.port);
    for (at, key) in keys.iter().enumerate() {
        for (target, location) in [
            (key.clone(), format!("https://new.test/to/{at}")),
            (format!("{key}?x&id=$1"), format!("https://new.test/id/{at}?n=1")),
            (format!("{key}?id=2"), format!("https://new.test/to/{at}")),
            (format!("{key}x"), "https://new.test/".to_owned()),
        ] {
            let response = client.ask("GET", &target, "shop.test", "", b"").unwrap();
            assert_eq!(response.header("Location"), Some(location.as_str()), "{} of {}", at, key.len());
        }
    }
}

#[test]
fn page_is_the_same_whatever_the_request_asks_for() {
    let shop = Shop::behind(&plans::harsh());
    for engine in ENGINES {
        let running = (engine.boot)(&shop.plan, 1, &pages(&shop.plan));
        let mut client = Client::new(running.port);
        for more in ["", "Range: bytes=2-5\r\n", "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT\r\n"] {
            for (target, status) in [("/uk/notice", 200), ("/uk/press/", 410), ("/uk/points", 503)] {
                let response = client.ask("POST", target, HOST, more, b"").unwrap();
                assert_eq!(response.status, status, "{target} with {more:?}");
                assert!(response.body.starts_with(b"this is "), "{target} with {more:?}");
            }
        }
    }
}
