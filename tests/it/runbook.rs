//! The runbook as each of its readers has it: night by night, as a page, as tasks, and per role without servers' addresses.

use cutover::emit;
use cutover::load::{Folder, Memory};
use cutover::model::artifact::Artifacts;
use cutover::model::plan::Plan;
use cutover::model::plan::step::Role;
use cutover::{Options, plan_workspace};
use std::collections::BTreeSet;
use std::path::Path;

const WORKSPACE: &str = r#"
spec = 1
[program]
name = "night"
brand = "Acme"
successor = "next"
time-zone = "Europe/London"
[platforms.next]
origins = ["https://next.test"]
[targets.edge]
kind = "nginx"
"#;

const UK: &str = r#"
[region]
name = "Kingdom"
disposition = "retire"
locales = ["en-GB"]
countries = ["GB"]
time-zone = "Europe/London"
owner = "store-uk"
[[sites]]
id = "store"
url = "https://www.old.test/uk/"
successor = "https://next.test/uk/"
upstream = "http://10.7.7.1:8081"
default = { to = "/" }
[hosts."www.old.test"]
upstream = "http://acme.shop.internal:8080"
reserved-upstream = "http://acme:8402"
default = { to = "https://next.test/", since = "sunset" }
hsts = { max-age = "1 year" }
[domains."old.test"]
owner = "names"
dns = { provider = "dns", ttl = "1 day", switch-ttl = "300 s" }
records = [{ type = "A", name = "www", value = "10.7.7.1" }]
edge = [{ type = "A", value = "192.0.2.20" }]
retain = "forever"
[milestones]
announce = { on = 2024-10-15 }
sunset = { by = 2024-12-31 }
redirects-end = { never = "customers keep links" }
[notices]
sender = "Acme <notice@next.test>"
channels = ["mail", "support"]
[brand]
landing = "https://next.test/uk/acme/"
since = "sunset"
"#;

/// Names and lines that would break out of their places, and that name what only servers need.
const HOSTILE: [(&str, &str); 4] = [
    ("\"Kingdom\"", "\"=cmd() </script><b>` | [x](http://10.7.7.1:8081) @all #1\""),
    ("\"store-uk\"", "\"@team `x` acme.shop.internal:8080, =1+1\""),
    ("\"customers keep links\"", "\"</style><img src=x>\""),
    ("owner = \"names\"", "owner = \"http://acme:8402 \\u2028 10.7.7.1.\""),
];

fn plan(edits: &[(&str, &str)]) -> Plan {
    let uk = edits.iter().fold(UK.to_owned(), |text, (from, to)| {
        assert!(text.contains(from), "{from} is in the file");
        text.replace(from, to)
    });
    let fr = uk.replace("/uk/", "/fr/").replace("Europe/London", "Europe/Paris").replace("en-GB", "fr-FR").replace("\"GB\"", "\"FR\"");
    let fr = [("[hosts.", "[milestones]"), ("[brand]", "")].iter().fold(fr, |text, (from, to)| cut(&text, from, to));
    let files = [("cutover.toml", WORKSPACE), ("regions/uk.toml", &uk), ("regions/fr.toml", &fr)];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect());
    let checked = plan_workspace(&disk, Options::default()).unwrap();
    let findings: Vec<&str> = checked.report.findings.iter().map(|it| it.message.as_str()).collect();
    checked.plan.unwrap_or_else(|| panic!("{findings:?}"))
}

/// Returns the text without what begins at `from` and ends before `to`, or at the end.
fn cut(text: &str, from: &str, to: &str) -> String {
    let begin = text.find(from).expect("it is in the text");
    let end = if to.is_empty() { text.len() } else { begin + text[begin..].find(to).expect("it is in the text") };
    format!("{}{}", &text[..begin], &text[end..])
}

fn root() -> Plan {
    let disk = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).to_owned());
    plan_workspace(&disk, Options::default()).unwrap().plan.expect("the root workspace can be planned")
}

fn built(plan: &Plan) -> Artifacts {
    let built = emit::emit(plan, &emit::Selection::default());
    built.unwrap_or_else(|faults| panic!("{}", faults.iter().map(|it| it.0.as_str()).collect::<Vec<_>>().join("\n")))
}

fn text<'a>(out: &'a Artifacts, path: &str) -> &'a str {
    std::str::from_utf8(out.files.get(path).unwrap_or_else(|| panic!("{path} is written"))).unwrap()
}

/// Returns what may not stand in a role's files: each upstream with its port, and its host where that is an address or a
/// name of its own; for others than DNS the addresses of our own servers too.
fn addresses(plan: &Plan, role: &str) -> BTreeSet<String> {
    let graph = &plan.graph;
    let of_hosts = graph.hosts.values().flat_map(|it| [&it.upstream, &it.reserved_upstream]).flatten();
    let upstreams: Vec<String> =
        of_hosts.chain(graph.sites.values().filter_map(|it| it.upstream.as_ref())).map(|it| it.value.clone()).collect();
    let mut found = BTreeSet::new();
    for url in &upstreams {
        let authority = url.split("://").last().unwrap().split('/').next().unwrap();
        found.insert(authority.to_owned());
        let host = authority.rsplit_once(':').map_or(authority, |it| it.0);
        // What is a record in DNS is no secret to those who change it.
        if role != "dns" && host.contains('.') && !graph.hosts.contains_key(host) {
            found.insert(host.to_owned());
        }
    }
    assert!(!found.is_empty(), "there are upstreams");
    if role != "dns" {
        found.extend(graph.zones.values().flat_map(|it| &it.edge).map(|it| it.record.data.clone()));
    }
    found
}

/// Returns each address that stands in a file of a role, with the file.
fn leaks(plan: &Plan, out: &Artifacts) -> Vec<String> {
    let mut leaks = Vec::new();
    for (path, bytes) in out.files.iter().filter(|it| it.0.starts_with("roles/")) {
        // Long lines of calendars are folded; Markdown puts a backslash before what means something to it.
        let text = String::from_utf8(bytes.clone()).unwrap().replace("\r\n ", "").replace('\\', "").to_lowercase();
        let role = path.split('/').nth(1).unwrap();
        leaks.extend(addresses(plan, role).iter().filter(|it| text.contains(it.as_str())).map(|it| format!("{path}: {it}")));
    }
    leaks
}

#[test]
fn no_role_reads_the_address_of_an_upstream() {
    for plan in [root(), plan(&[]), plan(&HOSTILE)] {
        let mut out = built(&plan);
        let roles: BTreeSet<&str> =
            out.files.keys().filter_map(|it| it.strip_prefix("roles/")).map(|it| it.split('/').next().unwrap()).collect();
        assert_eq!(roles, Role::ALL.iter().map(|it| it.word()).collect());
        assert_eq!(leaks(&plan, &out), Vec::<String>::new());
        // Those who run the servers are told.
        assert!(addresses(&plan, "seo").iter().any(|it| text(&out, "runbook.md").contains(it.as_str())));
        let planted = addresses(&plan, "seo").pop_first().unwrap();
        let file = out.files.get_mut("roles/seo/calendar.ics").unwrap();
        file.extend(format!("DESCRIPTION:{}\r\n {}\r\n", &planted[..3], &planted[3..]).into_bytes());
        assert_eq!(leaks(&plan, &out), [format!("roles/seo/calendar.ics: {planted}")]);
    }
}

#[test]
fn a_role_reads_its_own_steps_and_no_other() {
    let plan = root();
    let out = built(&plan);
    for role in Role::ALL {
        let runbook = text(&out, &format!("roles/{}/runbook.md", role.word()));
        let calendar = text(&out, &format!("roles/{}/calendar.ics", role.word()));
        let headings: Vec<&str> = runbook.lines().filter_map(|it| it.strip_prefix("### ")?.split('.').next()).collect();
        let wanted: Vec<String> =
            plan.steps.iter().enumerate().filter(|it| it.1.roles.contains(&role)).map(|it| (it.0 + 1).to_string()).collect();
        assert_eq!(headings, wanted, "{}", role.word());
        let dated = plan.steps.iter().filter(|it| it.roles.contains(&role) && it.at().is_some()).count();
        assert_eq!(calendar.matches("BEGIN:VEVENT").count(), dated);
        for path in runbook.split("](../../").skip(1).map(|it| it.split(')').next().unwrap()) {
            assert!(out.files.contains_key(path), "{}: {path}", role.word());
        }
    }
}

#[test]
fn a_role_without_steps_has_no_folder() {
    let mut plan = plan(&[]);
    plan.steps.iter_mut().for_each(|it| it.roles.retain(|it| *it != Role::Legal));
    let out = built(&plan);
    assert!(!out.files.keys().any(|it| it.starts_with("roles/legal/")));
    assert!(out.files.contains_key("roles/support/runbook.md"));
}

#[test]
fn each_form_has_every_step_once_and_each_night_has_a_name_of_its_own() {
    for plan in [root(), plan(&HOSTILE)] {
        let out = built(&plan);
        let (runbook, page, tasks) = (text(&out, "runbook.md"), text(&out, "runbook.html"), text(&out, "tasks.md"));
        let nights: Vec<&str> = runbook.lines().filter(|it| it.starts_with("## ")).collect();
        assert_eq!(nights.iter().collect::<BTreeSet<_>>().len(), nights.len(), "{nights:?}");
        assert_eq!(runbook.lines().filter(|it| it.starts_with("### ")).count(), plan.steps.len());
        assert_eq!(page.matches("<article ").count(), plan.steps.len());
        assert_eq!(tasks.lines().filter(|it| it.starts_with("- [ ] ")).count(), plan.steps.len());
        let mut reader = csv::Reader::from_reader(out.files["tasks.csv"].as_slice());
        let ids: Vec<String> = reader.records().map(|it| it.unwrap()[0].to_owned()).collect();
        assert_eq!(ids, plan.steps.iter().map(|it| it.id.clone()).collect::<Vec<_>>());
        // What is said once for several steps is said where they send the reader.
        let lines = |it: &cutover::model::plan::step::Step| it.parts().1.to_vec();
        for line in plan.steps.iter().flat_map(lines) {
            assert!(runbook.contains(&line.replace('_', "\\_")), "{line}");
        }
    }
}

#[test]
fn no_value_breaks_out_of_the_runbook() {
    let mut plan = plan(&HOSTILE);
    assert!(plan.graph.regions["uk"].name.starts_with("=cmd()") && plan.steps.iter().any(|it| it.owner.starts_with("@team")));
    // The loader lets no line break pass; what prints does not rely on it.
    let step = &mut plan.steps[1];
    step.title.push_str("\n# second\n- [x] third");
    step.how.push("=1\n# second\n- [x] third\r\n</script>".into());
    let out = built(&plan);
    let page = text(&out, "runbook.html");
    assert_eq!((page.matches("<script>").count(), page.matches("</script>").count()), (1, 1));
    assert_eq!((page.matches("</style>").count(), page.matches("<img").count(), page.matches("<b>").count()), (1, 0, 0));
    for path in ["runbook.md", "tasks.md", "roles/support/runbook.md"] {
        let text = text(&out, path);
        assert!(!text.lines().any(|it| it.starts_with("# second") || it.starts_with("- [x] third")), "{path}");
        assert!(!text.contains("</script>") && !text.replace("\\]", "").contains("](http"), "{path}");
    }
    let tasks = text(&out, "tasks.md");
    assert!(tasks.contains("@<!-- -->all") && !tasks.contains("@all"), "{tasks}");
    let mut reader = csv::Reader::from_reader(out.files["tasks.csv"].as_slice());
    for row in reader.records().map(Result::unwrap) {
        assert!(row.iter().all(|it| !it.starts_with(['=', '+', '-', '@', '\t', '\r', '\n'])), "{row:?}");
        assert_eq!(row.len(), 14);
    }
}

#[test]
fn another_step_is_another_runbook() {
    let digest = |plan: &Plan| {
        let page = text(&built(plan), "runbook.html").to_owned();
        page.split("data-digest=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let mut plan = plan(&[]);
    let before = digest(&plan);
    assert_eq!(before, digest(&plan));
    plan.steps[0].otherwise.push("Wait.".into());
    assert_ne!(before, digest(&plan));
}

#[test]
fn what_is_typed_ends_well_only_if_it_took() {
    let plan = root();
    let commands: Vec<String> = plan.steps.iter().flat_map(|it| &it.check).filter_map(|it| it.command()).collect();
    // The exit status of these tells nothing: what they print is for a person.
    let shown = commands.iter().filter(|it| it.starts_with("curl ") && !it.contains('|') && !it.contains(" -sf")).count();
    assert_eq!(shown, 0);
    let dig: Vec<&String> = commands.iter().filter(|it| it.contains("dig +noall")).collect();
    assert!(dig.iter().filter(|it| it.starts_with("test ") || it.contains("| grep ") || it.contains("| awk ")).count() * 2 > dig.len());
    for line in &commands {
        let mut shell = std::process::Command::new("sh");
        let read = shell.args(["-n", "-c", line]).output().expect("a shell");
        assert!(read.status.success(), "{line}: {}", String::from_utf8_lossy(&read.stderr));
    }
}

#[test]
fn a_small_runbook() {
    let plan = plan(&[]);
    let out = built(&plan);
    insta::assert_snapshot!("runbook", text(&out, "runbook.md"));
    insta::assert_snapshot!("tasks", text(&out, "tasks.md"));
    insta::assert_snapshot!("tasks_csv", text(&out, "tasks.csv"));
    insta::assert_snapshot!("role_seo", text(&out, "roles/seo/runbook.md"));
    insta::assert_snapshot!("role_dns", text(&out, "roles/dns/runbook.md"));
}
