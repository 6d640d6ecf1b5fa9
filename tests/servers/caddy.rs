//! What is Caddy's own: a Caddy that is there takes our hosts in, and what proxies write.

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

const HOST: &str = "www.shop.test";

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
    for engine in ENGINES {
        let running = (engine.boot)(&shop.plan, 0, &pages(&shop.plan));
        let server = local::SERVERS.iter().find(|it| it.name == engine.name).expect("an engine is called as its program");
        let serves = (engine::emitter(server.kind).fidelity)(Clause::Serve);
        let response = Client::new(running.port).ask("GET", KEY, HOST, "x_odd: 1\r\n", b"").unwrap();
        let wanted = if serves == Holding::Holds { "1" } else { "" };
        assert_eq!(response.header("X-Seen-Odd"), Some(wanted), "{} declares {serves:?}", engine.name);
    }
}

/// Returns a configuration of Caddy's that is not ours: one host, and a port to be managed by.
fn own_caddy(port: u16, admin: u16) -> String {
    serde_json::json!({
        "admin": { "listen": format!("localhost:{admin}"), "config": { "persist": false } },
        "apps": { "tls": { "disable_storage_clean": true }, "http": { "servers": { "srv0": {
            "listen": [format!(":{port}")],
            "listen_protocols": [["h1"]],
            "automatic_https": { "disable": true },
            "routes": [{
                "match": [{ "host": ["blog.test"] }],
                "handle": [{ "handler": "static_response", "headers": { "X-Mine": ["{http.vars.cutover_answer}mine"] } }],
            }],
        } } } },
    })
    .to_string()
}

#[test]
fn route_leaves_other_hosts_of_a_caddy_alone() {
    let shop = Shop::behind(&plans::harsh());
    let (port, admin) = (local::free_port().expect("a port on loopback"), local::free_port().expect("a port on loopback"));
    let dir = tempfile::TempDir::new().unwrap();
    let mut own = cutover::model::artifact::Artifacts::default();
    own.add("own/caddy.json", own_caddy(port, admin));
    engine::write(dir.path(), &own);
    let running: Running = engine::start(TargetKind::Caddy, dir, "own", port, None);
    // What `include/README.md` says: the first time it is put in front of all routes, then it is replaced.
    for (stage, method, target, status) in [(2, "PUT", "/config/apps/http/servers/srv0/routes/0", 301), (3, "PATCH", "/id/cutover", 410)] {
        let files = engine::files(&plans::target(TargetKind::Caddy, port), &shop.plan, stage, &pages(&shop.plan));
        let route = &files.files["include/cutover.json"];
        let told = Client::new(admin).ask(method, target, &format!("localhost:{admin}"), "Content-Type: application/json\r\n", route);
        assert_eq!(told.as_ref().map(|it| it.status).ok(), Some(200), "{told:?}");
        // A Caddy that takes in something new may close a connection that it has only just accepted.
        let ask = |host: &str| {
            let mut answers = (0..20).map(|_| Client::new(running.port).ask("GET", "/uk/a?u=1", host, "", b""));
            answers.find_map(Result::ok).expect("it answers again")
        };
        let own = ask("blog.test");
        assert_eq!((own.status, own.header("X-Mine"), own.header("Sunset")), (200, Some("mine"), None));
        let unknown = ask("unknown.test");
        assert_eq!((unknown.status, unknown.header("X-Mine")), (200, None), "Caddy's own answer where no route is");
        let ours = ask("SHOP.test.");
        let location = (status == 301).then_some("https://new.test/uk/a?u=1");
        assert_eq!((ours.status, ours.header("Location")), (status, location), "stage {stage}");
    }
    assert!(!running.dir.path().join("own/caddy").exists(), "nothing is kept outside");
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
        let _running = engine::start(server.kind, dir, "complete", ports[0], Some(ports[2]));
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
        let running = (engine.boot)(&shop.plan, 1, &pages);
        let response = Client::new(running.port).ask("GET", "/uk/press/", HOST, "", b"").unwrap();
        assert_eq!(String::from_utf8_lossy(&response.body), String::from_utf8_lossy(&pages["uk-gone.html"]), "{}", engine.name);
    }
}
