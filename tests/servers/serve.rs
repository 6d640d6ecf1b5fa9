//! The shop still sells: whatever a browser sends passes through the edge as it is.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, ENGINES, Running};
use crate::plans;
use crate::upstream::{Seen, Upstream, digest};
use cutover::emit::target::{Clause, Holding};
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local;

/// A key of the hand-built plan that is served at its first stage.
pub const KEY: &str = "/uk/shop/%7Ecart//a%2Fb?x=%20y&$z";
pub const HOST: &str = "www.shop.test";

/// Boots every engine at the first stage, and hands over a client with the server behind `KEY`.
pub fn with_each_engine(test: impl Fn(&mut Client, &Upstream)) {
    let shop = Shop::behind(&plans::harsh());
    for engine in ENGINES.iter().filter(|it| it.is_full) {
        let running = (engine.boot)(engine.kind, &shop.plan, 0, &pages(&shop.plan));
        test(&mut Client::new(running.port), server(&shop, &shop.plan));
    }
}

pub fn server<'s>(shop: &'s Shop, plan: &Plan) -> &'s Upstream {
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
        assert_eq!(upstream.heard(), Some(6), "nothing is left for the next engine to hear");
        let seen = Seen::of(&client.response("PUT").unwrap()).expect("the shop answers");
        assert_eq!((seen.length, seen.digest), (11, digest(b"firstsecond")));
    });
}

#[test]
fn upgrade_passes_both_ways() {
    with_each_engine(|client, _| {
        let upgrade =
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n";
        client.send(format!("GET {KEY} HTTP/1.1\r\nHost: {HOST}\r\nX-Task: upgrade\r\n{upgrade}\r\n").as_bytes()).unwrap();
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
        client.send(format!("GET {KEY} HTTP/1.1\r\nHost: {HOST}\r\nX-Task: stream\r\n\r\n").as_bytes()).unwrap();
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
        let response = client.ask("GET", KEY, HOST, "X-Task: range\r\nRange: bytes=2-5\r\n", b"").unwrap();
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
    let mut out = cutover::model::artifact::Artifacts {
        files: included.map(|(path, bytes)| (format!("own/{path}"), bytes)).collect(),
        ..Default::default()
    };
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
fn page_is_the_same_whatever_the_request_asks_for() {
    let shop = Shop::behind(&plans::harsh());
    for engine in ENGINES {
        let mut plan = shop.plan.clone();
        (engine.fit)(&mut plan);
        let running = (engine.boot)(engine.kind, &plan, 1, &pages(&plan));
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

#[test]
fn headers_that_proxies_write_pass_as_they_came() {
    with_each_engine(|client, _| {
        let came = "X-Forwarded-For: {env.HOME}, 192.0.2.1\r\nVia: 1.1 cdn\r\nX-Forwarded-Proto: https\r\n";
        for (more, wanted) in [("", ""), (came, "1.1 cdn; {env.HOME}, 192.0.2.1; https")] {
            let response = client.ask("GET", KEY, HOST, more, b"").unwrap();
            assert_eq!(response.header("X-Seen-Proxies"), Some(wanted), "with {more:?}");
        }
    });
}

#[test]
fn header_with_an_underscore_passes_where_the_target_says_so() {
    let shop = Shop::behind(&plans::harsh());
    for engine in ENGINES.iter().filter(|it| it.is_full) {
        let running = (engine.boot)(engine.kind, &shop.plan, 0, &pages(&shop.plan));
        let serves = (engine::emitter(engine.kind).fidelity)(Clause::Serve);
        let response = Client::new(running.port).ask("GET", KEY, HOST, "x_odd: 1\r\n", b"").unwrap();
        let wanted = if serves == Holding::Holds { "1" } else { "" };
        assert_eq!(response.header("X-Seen-Odd"), Some(wanted), "{} declares {serves:?}", engine.name);
    }
}

#[test]
fn every_port_answers() {
    let shop = Shop::behind(&plans::workspace("tests/workspaces/secure"));
    let last = shop.plan.stages.len() - 1;
    for server in local::SERVERS {
        let ports: Vec<u16> = (0..4).map(|_| local::free_port().expect("a port on loopback")).collect();
        let mut target = plans::target(server.kind, ports[0]);
        target.listen.push(ports[1]);
        target.listen_tls.extend(&ports[2..]);
        let dir = tempfile::TempDir::new().unwrap();
        engine::write(dir.path(), &engine::files(&target, &shop.plan, last, &pages(&shop.plan)));
        // Of several listeners one may open after the others.
        let _running = server.start(&dir.path().join("complete"), &ports).expect("it starts");
        for port in &ports[..2] {
            let hop = Client::new(*port).ask("GET", "/a%2Fb?", "shop.test", "", b"").unwrap();
            assert_eq!((hop.status, hop.header("Location")), (308, Some("https://shop.test/a%2Fb?")), "{}", server.name);
        }
        for port in &ports[2..] {
            let mut client = Client::with_tls(*port, engine::authority().client(), "shop.test");
            assert_eq!(client.ask("GET", "/a", "shop.test", "", b"").unwrap().status, 410, "{}", server.name);
        }
    }
}

#[test]
fn page_is_its_bytes_whatever_it_holds() {
    let shop = Shop::behind(&plans::harsh());
    let text = |it: &String| format!("this is {it}: {} \\{{a\\}}\n", crate::hostile::TEXT).into_bytes();
    let pages = shop.plan.pages.keys().map(|it| (it.clone(), text(it))).collect();
    for engine in ENGINES {
        let mut plan = shop.plan.clone();
        (engine.fit)(&mut plan);
        let running = (engine.boot)(engine.kind, &plan, 1, &pages);
        let response = Client::new(running.port).ask("GET", "/uk/press/", HOST, "", b"").unwrap();
        assert_eq!(String::from_utf8_lossy(&response.body), String::from_utf8_lossy(&pages["uk-gone.html"]), "{}", engine.name);
    }
}
