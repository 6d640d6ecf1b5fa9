//! What is HAProxy's own: a configuration that is there takes our hosts in, and what it reads outside the promise.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, Running};
use crate::plans;
use crate::serve::{KEY, server};
use crate::upstream::Seen;
use cutover::emit::target::{Clause, Holding};
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local;
use cutover::source::Located;

const HOST: &str = "www.shop.test";

#[test]
fn haproxy_that_is_there_hands_our_hosts_over_and_keeps_its_own() {
    let shop = Shop::behind(&plans::harsh());
    let port = local::free_port().expect("a port on loopback");
    let dir = tempfile::TempDir::new().unwrap();
    let home = dir.path().join("own").to_str().expect("a path in letters").to_owned();
    let target = Target { home: home.clone(), ..plans::target(TargetKind::Haproxy, port) };
    let files = engine::files(&target, &shop.plan, 2, &pages(&shop.plan));
    let included = files.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("include/")?.to_owned(), bytes.clone())));
    let mut out = Artifacts { files: included.map(|(path, bytes)| (format!("own/{path}"), bytes)).collect(), ..Default::default() };
    let head = String::from_utf8(out.files["own/cutover/cutover.cfg"].clone()).expect("text");
    let line = head.lines().find_map(|it| it.strip_prefix("#          use_backend ")).expect("the line to type");
    out.add(
        "own/haproxy.cfg",
        format!(
            "global
                 maxconn 100
             defaults
                 mode http
                 option redispatch
                 option http-buffer-request
                 timeout connect 1s
                 timeout client 5s
                 timeout server 5s
             frontend web
                 bind :{port}
                 http-request set-var(txn.host) req.hdr(host),lower
                 http-after-response set-header X-Mine mine
                 use_backend {line}
                 use_backend blog if {{ var(txn.host) -m str blog.test }}
                 default_backend none
             backend blog
                 http-request return status 200 content-type text/plain string mine
             backend none
                 http-request return status 421\n"
        ),
    );
    engine::write(dir.path(), &out);
    let running: Running = engine::start(TargetKind::Haproxy, dir, "own", port, None);
    let mut client = Client::new(running.port);
    let own = client.ask("GET", "/uk/a", "blog.test", "", b"").unwrap();
    assert_eq!((own.status, own.body.as_slice(), own.header("Sunset")), (200, b"mine".as_slice(), None));
    assert_eq!(client.ask("GET", "/uk/a", "unknown.test", "", b"").unwrap().status, 421);
    let ours = client.ask("GET", "/uk/a?u=1", "SHOP.test.:80", "", b"").unwrap();
    assert_eq!((ours.status, ours.header("Location")), (301, Some("https://new.test/uk/a?u=1")));
    assert_eq!((ours.header("Sunset"), ours.header("X-Mine")), (Some("Tue, 31 Dec 2024 00:00:00 GMT"), Some("mine")));
    let page = client.ask("DELETE", "/uk/press/", "www.shop.test", "", b"").unwrap();
    assert_eq!((page.status, page.body.as_slice()), (410, b"this is uk-gone.html\n".as_slice()));
    let served = client.ask("POST", "/uk/orders/1?a=%2F", "www.shop.test", "", b"a=1").unwrap();
    let seen = Seen::of(&served).expect("the shop answers");
    assert_eq!((seen.target.as_str(), seen.host.as_str(), seen.length), ("/uk/orders/1?a=%2F", "www.shop.test", 3));
}

#[test]
fn haproxy_reads_a_target_as_it_came_outside_the_promise_too() {
    let shop = Shop::behind(&plans::harsh());
    let holds = |it: &&Clause| it.is_outside() && (engine::emitter(TargetKind::Haproxy).fidelity)(**it) == Holding::Holds;
    assert_eq!(Clause::ALL.iter().filter(holds).count(), 3);
    for stage in [1, 2] {
        let running = engine::complete(TargetKind::Haproxy, &shop.plan, stage, &pages(&shop.plan));
        let mut client = Client::new(running.port);
        let targets = ["/uk/x/../a", "/uk/./a", "/uk/blog/%2e%2e/b", "/../uk/a", "/uk/blog/..", "/uk/n?", "/uk/q?", "/uk/%zz", "/uk/%"];
        for target in targets.into_iter().chain(["/uk/blog/100%", "/x/%z/../y?", "/uk/kept?", "/uk/kept/.././%g?a=%", "/uk/f/.?l=de"]) {
            for host in [HOST, "shop.test"] {
                let request = Request { scheme: Scheme::Http, method: "GET".to_owned(), host: host.to_owned(), target: target.to_owned() };
                let response = client.ask("GET", target, host, "", b"").unwrap();
                let seen = Seen::of(&response).map(|it| (it.server, it.target));
                match shop.plan.answer(&request, shop.plan.instant_of(stage)).outcome {
                    Outcome::Serve { upstream, .. } => assert_eq!(seen, Some((upstream.authority, target.to_owned())), "{target}"),
                    outcome => {
                        let location = match &outcome {
                            Outcome::Redirect { location, .. } => Some(location.as_str()),
                            _ => None,
                        };
                        let found = (Some(response.status), response.header("Location"));
                        assert_eq!((found, seen), ((outcome.status(), location), None), "{target}");
                    }
                }
            }
        }
    }
}

#[test]
fn haproxy_has_no_shop_stand_in_for_another() {
    let shop = Shop::behind(&plans::harsh());
    let port = local::free_port().expect("a port on loopback");
    let dir = tempfile::TempDir::new().unwrap();
    let mut out = engine::files(&plans::target(TargetKind::Haproxy, port), &shop.plan, 0, &pages(&shop.plan));
    let text = String::from_utf8(out.files["complete/haproxy.cfg"].clone()).expect("text");
    let address = format!(" 127.0.0.1:{} ", server(&shop, &shop.plan).port);
    // Somebody takes one of the shops out of service.
    let line = |it: &str| if it.contains(&address) { format!("{it} disabled\n") } else { format!("{it}\n") };
    let stopped: String = text.lines().map(line).collect();
    assert_ne!(stopped.len(), text.len());
    out.files.insert("complete/haproxy.cfg".to_owned(), stopped.into_bytes());
    engine::write(dir.path(), &out);
    let running = engine::start(TargetKind::Haproxy, dir, "complete", port, None);
    let mut client = Client::new(running.port);
    let response = client.ask("GET", KEY, HOST, "", b"").unwrap();
    assert_eq!((response.status, Seen::of(&response)), (503, None));
    assert!(Seen::of(&client.ask("GET", "/in/a", HOST, "", b"").unwrap()).is_some(), "the others go on");
}

#[test]
fn haproxy_finds_a_key_beside_its_certificate() {
    let mut plan = Shop::behind(&plans::workspace("tests/workspaces/secure")).plan;
    let dir = tempfile::TempDir::new().unwrap();
    for (name, certificate) in &mut std::sync::Arc::make_mut(&mut plan.graph).certificates {
        let place = |file: &mut Option<Located<String>>, end: &str| {
            let file = file.as_mut().expect("it was issued");
            let here = dir.path().join(format!("{name}.{end}")).to_str().expect("a path in letters").to_owned();
            std::fs::copy(&file.value, &here).expect("it can be copied");
            file.value = here;
        };
        place(&mut certificate.value.chain, "crt");
        place(&mut certificate.value.key, "key");
    }
    let running = engine::complete(TargetKind::Haproxy, &plan, 0, &pages(&plan));
    for host in plan.hosts.values().filter(|it| !it.is_untouched) {
        let mut client = Client::with_tls(running.tls_port.expect("certificates"), engine::authority().client(), &host.name);
        assert_eq!(client.ask("GET", "/", "unknown.test", "", b"").unwrap().status, 404, "{}", host.name);
    }
}
