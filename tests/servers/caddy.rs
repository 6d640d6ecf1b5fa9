//! What is Caddy's own: a Caddy that is there takes our hosts in, and what proxies write.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, Running};
use crate::plans;
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local;

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
