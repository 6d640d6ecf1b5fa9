//! What is Envoy's own: an Envoy that is there takes our hosts in.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, Running};
use crate::plans;
use crate::upstream::Seen;
use cutover::model::artifact::Artifacts;
use cutover::model::graph::Target;
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const HOST: &str = "www.shop.test";

#[test]
fn include_form_leaves_other_virtual_hosts_alone() {
    let shop = Shop::behind(&plans::harsh());
    let (port, rds_port) = (local::free_port().expect("a port on loopback"), local::free_port().expect("a port on loopback"));
    let dir = tempfile::TempDir::new().unwrap();
    let home = dir.path().join("own");
    let target = Target { home: home.to_str().expect("a path in letters").to_owned(), ..plans::target(TargetKind::Envoy, port) };
    let included = |stage| {
        let files = engine::files(&target, &shop.plan, stage, &pages(&shop.plan)).files;
        let own = files.into_iter().filter_map(|(path, bytes)| Some((format!("own/{}", path.strip_prefix("include/")?), bytes)));
        Artifacts { files: own.collect(), ..Default::default() }
    };
    let mut out = included(2);
    let routes: Value = serde_json::from_slice(&out.files["own/cutover/routes.json"]).expect("JSON");
    let ours = &routes["resources"][0]["virtual_hosts"][0];
    let mine = json!({
        "name": "mine", "domains": ["blog.test"],
        "response_headers_to_add": [{ "header": { "key": "x-mine", "value": "mine" } }],
        "routes": [{ "match": { "prefix": "/uk/" }, "direct_response": { "status": 200, "body": { "inline_string": "mine" } } }]
    });
    let file = |name: &str| json!({ "path_config_source": { "path": home.join("cutover").join(name) } });
    let listener = |port: u16, routes: Value| {
        let mut manager = json!({
            "@type": "type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
            "stat_prefix": "own", "normalize_path": false, "server_header_transformation": "PASS_THROUGH",
            "http_filters": [
                { "name": "cutover", "config_discovery": {
                    "type_urls": ["type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua"], "config_source": file("filter.json")
                } },
                { "name": "router", "typed_config": { "@type": "type.googleapis.com/envoy.extensions.filters.http.router.v3.Router" } }
            ]
        });
        manager.as_object_mut().expect("a table").extend(routes.as_object().expect("a table").clone());
        json!({
            "name": format!("own-{port}"), "address": { "socket_address": { "address": "127.0.0.1", "port_value": port } },
            "filter_chains": [{ "filters": [{ "name": "manager", "typed_config": manager }] }]
        })
    };
    let own = json!({
        "node": { "id": "own", "cluster": "own" },
        "overload_manager": { "resource_monitors": [{
            "name": "envoy.resource_monitors.global_downstream_max_connections",
            "typed_config": {
                "@type": "type.googleapis.com/envoy.extensions.resource_monitors.downstream_connections.v3.DownstreamConnectionsConfig",
                "max_active_downstream_connections": 100
            }
        }] },
        "dynamic_resources": { "cds_config": file("clusters.json") },
        "static_resources": { "listeners": [
            listener(port, json!({ "route_config": { "name": "own", "validate_clusters": false, "virtual_hosts": [mine, ours] } })),
            listener(rds_port, json!({ "rds": { "route_config_name": "cutover", "config_source": file("routes.json") } }))
        ] }
    });
    out.add("own/envoy.json", own.to_string());
    engine::write(dir.path(), &out);
    let running: Running = engine::start(TargetKind::Envoy, dir, "own", port, None);
    let mut client = Client::new(running.port);
    let own = client.ask("GET", "/uk/a", "blog.test", "", b"").unwrap();
    assert_eq!(
        (own.status, own.header("X-Mine"), own.header("Sunset"), own.body.as_slice()),
        (200, Some("mine"), None, b"mine".as_slice())
    );
    for port in [port, rds_port] {
        let mut client = Client::new(port);
        let ours = client.ask("GET", "/uk/a?u=1", "shop.test", "", b"").unwrap();
        assert_eq!((ours.status, ours.header("Location")), (301, Some("https://new.test/uk/a?u=1")));
        let page = client.ask("DELETE", "/uk/press/", "www.shop.test", "", b"").unwrap();
        assert_eq!((page.status, page.body.as_slice()), (410, b"this is uk-gone.html\n".as_slice()));
        let served = client.ask("GET", "/uk/kept?u=1", "WWW.shop.test.:80", "", b"").unwrap();
        let seen = Seen::of(&served).expect("the shop answers");
        assert_eq!((seen.host.as_str(), seen.target.as_str(), served.header("X-Mine")), (HOST, "/uk/kept?u=1", None));
    }
    // The next stage, without a restart: the filter's own file comes last, in one step.
    let mut next = included(3);
    let filter = next.files.remove("own/cutover/filter.json").expect("the filter");
    next.add("own/cutover/filter.json.new", filter);
    engine::write(running.dir.path(), &next);
    let at = |name: &str| running.dir.path().join("own/cutover").join(name);
    std::fs::rename(at("filter.json.new"), at("filter.json")).expect("one folder");
    let end = Instant::now() + Duration::from_secs(20);
    while client.ask("GET", "/uk/a?u=1", "shop.test", "", b"").unwrap().status != 410 {
        assert!(Instant::now() < end, "the new stage is answered");
    }
    assert_eq!(client.ask("GET", "/uk/a", "blog.test", "", b"").unwrap().header("X-Mine"), Some("mine"));
}
