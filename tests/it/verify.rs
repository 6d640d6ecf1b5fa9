//! `cutover verify` and what it stands on: the digest that responses carry, and servers that nobody should trust.

use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::STAGE;
use cutover::{Options, check_workspace};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

const WORKSPACE: &str = "spec = 1\n[platforms.new]\norigins = [\"https://new.test\"]\n[targets.edge]\nkind = \"nginx\"\n";

const HEADER: &str = "[policy]\nstage-header = true\n";

const REGION: &str = r#"
[region]
name        = "Shop"
disposition = "retire"
time-zone   = "Europe/London"

[[sites]]
id        = "store"
url       = "https://shop.test/store/"
successor = "https://new.test/"
upstream  = "http://127.0.0.1:9301"

[[sites]]
id        = "other"
url       = "https://other.test/"
successor = "https://new.test/other/"
upstream  = "http://127.0.0.1:9302"

[hosts."shop.test"]
upstream = "http://127.0.0.1:9301"

[milestones]
announce = { on = 2024-10-15 }
migrate  = { from = 2024-11-20 }
sunset   = { by = 2024-12-31 }

[redirects]
default = { to = "/" }

[[redirects.rules]]
from  = "/a/:x"
to    = "/b/:x"
site  = "store"
since = "migrate"
"#;

const STAYS: &str = r#"
[region]
name        = "Stays"
disposition = "independent"

[[sites]]
id       = "store"
url      = "https://shop.test/stays/"
upstream = "http://127.0.0.1:9303"
"#;

fn plan(workspace: &str, region: &str) -> Plan {
    let files = [("cutover.toml", workspace), ("regions/shop.toml", region), ("regions/stays.toml", STAYS)];
    let files: BTreeMap<String, Vec<u8>> = files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into();
    check_workspace(&Memory(files), Options::default()).expect("memory can be read").plan.expect("a plan")
}

/// Returns the digests of each epoch of a host.
fn digests(plan: &Plan, host: &str) -> Vec<BTreeSet<String>> {
    let sites = plan.hosts[host].epochs.iter().map(|it| it.routing.sites.iter());
    let said = |it: &(&'static str, String)| (it.0 == STAGE).then(|| it.1.clone());
    sites.map(|it| it.flat_map(|site| site.headers.iter().filter_map(said)).collect()).collect()
}

#[test]
fn responses_say_which_answers_they_belong_to_where_that_is_asked_for() {
    let silent = plan(WORKSPACE, REGION);
    assert!(digests(&silent, "shop.test").iter().all(BTreeSet::is_empty));
    let plan = plan(&format!("{WORKSPACE}{HEADER}"), REGION);
    let digests = digests(&plan, "shop.test");
    assert!(digests.len() > 3 && digests.iter().all(|it| it.len() == 1), "{digests:?}");
    assert_eq!(digests.iter().flatten().collect::<BTreeSet<_>>().len(), digests.len(), "each epoch has its own");
    assert!(digests.iter().flatten().all(|it| it.len() == 16 && it.bytes().all(|it| it.is_ascii_hexdigit())));
    for site in plan.hosts["shop.test"].epochs.iter().flat_map(|it| &it.routing.sites) {
        let says = site.headers.iter().any(|it| it.0 == STAGE);
        assert_eq!(says, site.site == "shop/store", "{} is left alone", site.site);
    }
}

#[test]
fn a_digest_is_of_the_answers_and_not_of_the_files() {
    let workspace = format!("{WORKSPACE}{HEADER}");
    let of = |region: &str| ["shop.test", "other.test"].map(|host| digests(&plan(&workspace, region), host));
    let [shop, other] = of(REGION);
    let same = REGION.replace("\n[milestones]", "\n# a word\n\n[milestones]").replace("\"store\"", "\"main\"").replace(":x", ":name");
    assert_eq!(of(&same), [shop.clone(), other.clone()], "places and names are no answers");
    for (from, to) in
        [("/b/:x", "/c/:x"), ("/a/:x", "/z/:x"), ("url       = \"https://shop.test/store/\"", "url = \"https://shop.test/shop/\"")]
    {
        let [changed, untouched] = of(&REGION.replace(from, to));
        assert_eq!(untouched, other, "{from}: the other host answers as before");
        assert_ne!(changed, shop, "{from}");
    }
    let [changed, _] = of(&REGION.replace("from  = \"/a/:x\"", "from  = \"/a/:x\"\nstatus = 308"));
    let differ: Vec<bool> = shop.iter().zip(&changed).map(|(one, two)| one != two).collect();
    assert!(!differ[0] && differ.contains(&true), "the time before the rule is as it was: {differ:?}");
}

/// How a server that nobody should trust answers.
type Answering = fn(TcpStream);

/// Starts a server that answers every connection so, and returns its port.
fn hostile(answering: Answering) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = listener.local_addr().expect("the port").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            std::thread::spawn(move || answering(stream));
        }
    });
    port
}

/// Reads a request, and says something; who is asked goes away at some time.
fn say(mut stream: TcpStream, text: &[u8]) -> TcpStream {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request);
    let _ = stream.write_all(text);
    stream
}

/// Says the same again and again, until nobody listens.
fn endless(stream: TcpStream, first: &[u8], more: &[u8]) {
    let mut stream = say(stream, first);
    while stream.write_all(more).is_ok() {}
}

fn workspace(more: &str) -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(dir.path().join("regions")).expect("a folder");
    std::fs::write(dir.path().join("cutover.toml"), WORKSPACE).expect("a file");
    std::fs::write(dir.path().join("regions/shop.toml"), format!("{REGION}{more}")).expect("a file");
    dir
}

fn verify(words: &[&str]) -> Output {
    verify_more("", words)
}

/// Runs the command in a workspace with more rules.
fn verify_more(more: &str, words: &[&str]) -> Output {
    let dir = workspace(more);
    let mut command = Command::new(PROGRAM);
    command.arg("-C").arg(dir.path()).args(["verify", "--stage", "2024-12", "--timeout", "1"]).args(words);
    command.output().expect("it runs")
}

#[test]
fn no_server_can_hold_it_up_or_bring_it_down() {
    let servers: [(&str, i32, Answering); 11] = [
        ("closes at once", 3, |it| drop(it)),
        ("closes after the request", 3, |it| drop(say(it, b""))),
        ("says garbage", 3, |it| drop(say(it, b"\x00\xff\x16\x03garbage\r\n\r\n"))),
        ("never answers", 3, |it| {
            let mut stream = say(it, b"");
            let _ = stream.read(&mut [0; 1]);
        }),
        ("has endless headers", 3, |it| endless(it, b"HTTP/1.1 200 OK\r\n", b"X-More: and more\r\n")),
        ("has an endless header", 3, |it| endless(it, b"HTTP/1.1 200 OK\r\nX-Long: ", &[b'a'; 1024])),
        ("asks to wait for ever", 3, |it| endless(it, b"", b"HTTP/1.1 100 Continue\r\n\r\n")),
        ("has an endless body", 1, |it| endless(it, b"HTTP/1.1 200 OK\r\nContent-Length: 9999999999\r\n\r\n", &[b'a'; 1024])),
        ("breaks its body off", 1, |it| drop(say(it, b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nend"))),
        ("leads to itself", 1, |it| drop(say(it, b"HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"))),
        ("steers terminals", 1, |it| {
            drop(say(
                it,
                b"HTTP/1.1 301 Moved\r\nLocation: \xe2\x80\xae\xff\xc2\x9b2J\r\nSunset: \xc2\x9b31m\r\nContent-Length: 0\r\n\r\n",
            ));
        }),
    ];
    std::thread::scope(|scope| {
        for ((what, status, answering), scheme) in servers.iter().flat_map(|it| [(it, "http"), (it, "https")]) {
            scope.spawn(move || {
                let began = Instant::now();
                let ended = verify(&["--connect", &format!("{scheme}://127.0.0.1:{}", hostile(*answering))]);
                let said = String::from_utf8(ended.stdout).expect("what is printed is text") + &String::from_utf8_lossy(&ended.stderr);
                let status = if scheme == "https" { 3 } else { *status };
                assert_eq!(ended.status.code(), Some(status), "{what}: {said}");
                assert!(!said.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'), "{what}: {said:?}");
                assert!(began.elapsed() < Duration::from_secs(60), "{what} took {:?}", began.elapsed());
            });
        }
    });
}

#[test]
fn long_lists_are_cut_with_a_count_and_the_report_holds_all() {
    let port = hostile(|it| drop(say(it, b"HTTP/1.1 500 Sorry\r\nContent-Length: 0\r\n\r\n")));
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("verify.json");
    let node = format!("127.0.0.1:{port}");
    let rules: String =
        (0..20).map(|it| format!("\n[[redirects.rules]]\nfrom = \"/{it}\"\nto = \"/x/{it}\"\nsince = \"migrate\"\n")).collect();
    let ended = verify_more(&rules, &["--connect", &node, "--report", &format!("json={}", file.display())]);
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8(ended.stdout).expect("text");
    let found: serde_json::Value = serde_json::from_slice(&std::fs::read(&file).expect("the report")).expect("JSON");
    let differences = found["runs"][0]["differences"].as_array().expect("a list").len();
    assert!(differences > 20 && said.contains(&format!("… and {} more: `--report json=FILE` holds all", differences - 20)), "{said}");
    let schema = std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/verify.schema.json")).expect("the schema");
    let schema: serde_json::Value = serde_json::from_slice(&schema).expect("JSON");
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    assert!(validator.is_valid(&found));
    assert!(!validator.is_valid(&serde_json::json!({ "version": 1, "runs": [{}] })));
}

#[test]
fn what_cannot_be_meant_is_refused_before_anything_is_asked() {
    for (words, said) in [
        (&["--connect", "10.0.0.1"][..], "write HOST:PORT"),
        (&["--connect", "http://10.0.0.1", "--local", "nginx"], "cannot be used with"),
        (&["--connect", "http://10.0.0.1", "--all-stages"], "cannot be used with"),
        (&["--connect", "http://127.0.0.1:9", "--target", "edg"], "did you mean `edge`?"),
        (&["--connect", "http://127.0.0.1:9", "--jobs", "0"], "1..=1024"),
        (&["--local", "ngin"], "nginx"),
        (&[], "required"),
    ] {
        let ended = verify(words);
        let told = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(2), "{words:?}: {told}");
        assert!(told.contains(said), "{words:?}: {told}");
    }
    let ended = verify(&["--connect", "http://127.0.0.1:9", "--ca", "/nonexistent/roots.pem"]);
    assert_eq!(ended.status.code(), Some(3));
}

#[test]
fn a_server_that_is_not_there_is_the_machines_fault() {
    let port = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("the port").port();
    let ended = verify(&["--connect", &format!("127.0.0.1:{port}")]);
    let told = String::from_utf8_lossy(&ended.stdout).into_owned();
    assert_eq!(ended.status.code(), Some(3), "{told}");
    assert!(told.contains("takes no connection"), "{told}");
    assert!(String::from_utf8_lossy(&ended.stderr).contains("1 server that cannot be reached"));
}
