//! What is Apache's own: a configuration that is there includes our hosts, and rows that no dbm holds.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, Running};
use crate::plans;
use cutover::model::graph::Target;
use cutover::model::spec::workspace::TargetKind;
use cutover::probe::local;

#[test]
fn included_rules_of_apache_leave_other_hosts_alone() {
    let shop = Shop::behind(&plans::harsh());
    let port = local::free_port().expect("a port on loopback");
    let dir = tempfile::TempDir::new().unwrap();
    let home = dir.path().join("own");
    let target = Target { home: home.display().to_string(), ..plans::target(TargetKind::Apache, port) };
    let files = engine::files(&target, &shop.plan, 2, &pages(&shop.plan));
    let included = files.files.iter().filter_map(|(path, bytes)| Some((path.strip_prefix("include/")?.to_owned(), bytes.clone())));
    let mut out = cutover::model::artifact::Artifacts {
        files: included.map(|(path, bytes)| (format!("own/{path}"), bytes)).collect(),
        ..Default::default()
    };
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
