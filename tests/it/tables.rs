//! What targets that are tables write and refuse, without their engines.

use crate::overlay::{cases, folder, short};
use crate::rules::snapshots;
use cutover::emit::target::{Clause, Holding};
use cutover::emit::{EMITTERS, Selection};
use cutover::load::{Folder, Memory};
use cutover::model::spec::workspace::TargetKind;
use cutover::{Checked, Options};
use std::path::Path;

/// The kinds of tables, as a target names them.
const TABLES: &[(&str, TargetKind)] = &[
    ("netlify", TargetKind::Netlify),
    ("cloudflare-pages", TargetKind::CloudflarePages),
    ("cloudflare-bulk-redirects", TargetKind::CloudflareBulkRedirects),
    ("vercel", TargetKind::Vercel),
    ("firebase", TargetKind::Firebase),
    ("gateway-api", TargetKind::GatewayApi),
];

const REGION: &str = r#"
[region]
disposition = "retire"
time-zone = "Europe/London"
[[sites]]
id = "store"
url = "https://www.shop.test/"
successor = "https://new.test/"
upstream = "http://store.shop.svc:8080"
closure = []
default = { to = "/" }
[hosts."www.shop.test"]
reserved-upstream = "http://store.shop.svc:8080"
[milestones]
announce = { on = 2024-10-15 }
sunset = { by = 2024-12-30 }
redirects-end = { at = 2026-01-01T00:00:00Z }
domain-release = { never = "the name is kept" }
"#;

/// Checks a store whose only target is written as `target` says, with more rules.
fn check(target: &str, rules: &str) -> Checked {
    let workspace =
        format!("spec = 1\n[program]\nsuccessor = \"new\"\n[platforms.new]\norigins = [\"https://new.test\"]\n[targets.edge]\n{target}");
    let files = [("cutover.toml", workspace), ("regions/uk.toml", format!("{REGION}{rules}"))];
    let disk = Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.into_bytes())).collect());
    cutover::check_workspace(&disk, Options::default()).expect("memory can be read")
}

/// Returns the messages of one rule, without what stands in front of each.
fn refused(checked: &Checked, rule: &str) -> Vec<String> {
    let found = checked.report.findings.iter().filter(|it| it.code.name == rule);
    found.map(|it| it.message.split_once("` (").map_or(it.message.clone(), |it| it.1.to_owned())).collect()
}

/// Returns rules by number.
fn rules(count: usize, rule: impl Fn(usize) -> String) -> String {
    (0..count).map(|it| format!("[[redirects.rules]]\n{}\n", rule(it))).collect()
}

#[test]
fn a_target_refuses_a_rule_by_its_name_and_says_what_to_do() {
    let case = cases().join("tables/netlify_refuses_rules_by_name");
    let checked = cutover::check_workspace(&folder(&case), Options::default()).expect("memory can be read");
    snapshots(&case, &checked);
    let found = short(&checked);
    for clause in ["query-drop", "condition", "gone", "redirect", "key", "headers", "hsts", "serve"] {
        assert!(found.contains(&format!("the target `static` cannot say this of `www.shop.test` ({clause})")), "{clause}:\n{found}");
    }
}

#[test]
fn a_hundred_and_one_patterns_are_one_too_many_for_cloudflare_pages() {
    let pattern = |it| format!("from = \"/p{it}/:a\"\nto = \"/x/:a\"");
    let target = "kind = \"cloudflare-pages\"\nsince = \"uk/sunset\"\nuntil = \"uk/redirects-end\"";
    // The default, and what is reserved from it, are patterns too.
    let served = check(target, &rules(98, pattern));
    assert_eq!(refused(&served, "target/limit"), [""; 0]);
    let [told] = <[String; 1]>::try_from(refused(&check(target, &rules(101, pattern)), "target/limit")).expect("one finding");
    assert!(told.contains("and it takes 100 (https://developers.cloudflare.com/") && told.contains("looked up on 2026-11-21"), "{told}");
}

#[test]
fn two_thousand_and_one_paths_are_one_too_many_for_cloudflare_pages() {
    let target = "kind = \"cloudflare-pages\"\nsince = \"uk/sunset\"\nuntil = \"uk/redirects-end\"";
    let path = |it| format!("from = \"/p{it}\"\nto = \"/x\"");
    assert_eq!(refused(&check(target, &rules(2_000, path)), "target/limit"), [""; 0]);
    let [told] = <[String; 1]>::try_from(refused(&check(target, &rules(2_001, path)), "target/limit")).expect("one finding");
    assert!(told.starts_with("source): 2001 rules without placeholders, and it takes 2000"), "{told}");
}

#[test]
fn a_line_that_would_be_passed_over_is_refused_at_its_rule() {
    let long = "x".repeat(1_000);
    let rule = rules(1, |_| format!("from = \"/a\"\nto = \"/{long}\""));
    let checked = check("kind = \"cloudflare-pages\"\nsince = \"uk/sunset\"\nuntil = \"uk/redirects-end\"", &rule);
    let [told] = <[String; 1]>::try_from(refused(&checked, "target/limit")).expect("one finding");
    assert!(told.contains("characters in a line, and it takes 1000"), "{told}");
    let place =
        checked.report.findings.iter().find(|it| it.code.name == "target/limit").map(|it| checked.sources.place(it.span()).to_string());
    assert_eq!(place.as_deref(), Some("regions/uk.toml:20"));
}

#[test]
fn every_other_table_has_its_limit_too() {
    let long = |length: usize| rules(1, |_| format!("from = \"/a\"\nto = \"/{}\"", "x".repeat(length)));
    let many = |count: usize| rules(count, |it| format!("from = \"/p{it}\"\nto = \"/x\""));
    let cases = [
        (
            "kind = \"netlify\"\nsince = \"uk/sunset\"\nwithout = [\"headers\"]\nuntil = \"uk/redirects-end\"",
            many(10_000),
            "rules, and it takes 10000",
        ),
        ("kind = \"vercel\"\nsince = \"uk/sunset\"", many(2_048), "routes, and it takes 2048"),
        ("kind = \"cloudflare-bulk-redirects\"\nuntil = \"uk/sunset\"\nwithout = [\"headers\"]", long(32_000), "it takes 32000"),
        (
            "kind = \"gateway-api\"\nuntil = \"uk/redirects-end\"",
            rules(1, |_| format!("from = \"/{}\"\nto = \"/a\"", "x".repeat(1_024))),
            "it takes 1024",
        ),
        (
            "kind = \"firebase\"\nsince = \"uk/sunset\"\nuntil = \"uk/redirects-end\"\nwithout = [\"headers\"]",
            rules(1, |_| format!("from = \"/{}\"\nto = \"/a\"", "x".repeat(8_000))),
            "it takes 8000",
        ),
    ];
    for (target, more, wanted) in cases {
        let since = if target.contains("bulk") || target.contains("gateway") {
            more.replace("\nto =", "\nsince = \"announce\"\nto =")
        } else {
            more
        };
        let found = refused(&check(target, &since), "target/limit");
        assert!(found.iter().any(|it| it.contains(wanted)), "{target}: {found:?}");
    }
}

#[test]
fn a_target_does_without_the_headers_that_it_is_told_to_and_no_others() {
    let found = |kind: &str, without: &str| -> Vec<String> {
        let told = refused(&check(&format!("kind = \"{kind}\"\n{without}"), ""), "target/cannot");
        told.into_iter().filter(|it| it.starts_with("headers): ")).collect()
    };
    for kind in ["cloudfront-function", "netlify", "firebase", "cloudflare-bulk-redirects"] {
        assert!(!found(kind, "").is_empty(), "{kind}");
        assert!(!found(kind, "without = [\"hsts\"]").is_empty(), "{kind}");
        assert_eq!(found(kind, "without = [\"headers\"]"), [""; 0], "{kind}");
    }
}

#[test]
fn a_static_host_takes_over_when_the_shop_is_dark() {
    let serves = refused(&check("kind = \"cloudflare-pages\"", ""), "target/cannot");
    assert!(serves.iter().any(|it| it.starts_with("serve): ")), "{serves:?}");
    assert!(serves.iter().any(|it| it.starts_with("gone): ")), "{serves:?}");
    let since = check("kind = \"cloudflare-pages\"\nsince = \"uk/sunset\"\nuntil = \"uk/redirects-end\"", "");
    let served: Vec<String> = refused(&since, "target/cannot");
    // What is reserved is the server's for good.
    assert!(served.iter().all(|it| it.starts_with("serve): ")), "{served:?}");
    for (wrong, wanted) in [
        ("sunset", "does not say whose milestone it is"),
        ("uk/sunst", "there is no milestone `uk/sunst`"),
        ("fr/sunset", "there is no region `fr`"),
    ] {
        let found = refused(&check(&format!("kind = \"cloudflare-pages\"\nsince = \"{wrong}\""), ""), "schema/dangling-ref");
        assert!(matches!(found.as_slice(), [only] if only.contains(wanted)), "{wrong}: {found:?}");
        assert_eq!(refused(&check(&format!("kind = \"cloudflare-pages\"\nsince = \"{wrong}\""), ""), "target/cannot"), [""; 0]);
    }
}

#[test]
fn a_target_has_a_folder_in_the_stages_that_it_answers_in() {
    let disk = Folder(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workspaces/static"));
    let built = cutover::build(&disk, Options::default(), |_| Selection::default()).expect("the folder can be read");
    let files = built.artifacts.expect("no error").expect("it can be written").files;
    let stages = |target: &str| -> Vec<String> {
        let below = format!("/{target}/");
        let mut stages: Vec<String> = files
            .keys()
            .filter(|it| it.starts_with("stages/") && it.contains(&below))
            .filter_map(|it| Some(it.split('/').nth(1)?.split('Z').next()?.to_owned()))
            .collect();
        stages.dedup();
        stages
    };
    assert_eq!(stages("pages"), ["2025-01-01T0000", "2025-01-15T0000"]);
    assert_eq!(stages("lists"), ["2024-10-14T2300", "2024-10-20T2300", "2024-10-29T0000", "start"]);
    assert!(stages("gateway").contains(&"start".to_owned()) && stages("netlify").contains(&"2026-01-01T0000".to_owned()));
}

#[test]
fn what_a_table_declares_of_each_clause_is_never_a_difference_within_the_promise() {
    for (name, kind) in TABLES {
        let emitter = EMITTERS.iter().find(|it| it.kind == *kind).unwrap_or_else(|| panic!("{name} has an emitter"));
        for clause in Clause::ALL {
            let differs = matches!((emitter.fidelity)(*clause), Holding::Differs(_));
            assert!(!differs || clause.is_outside(), "{name}, {}", clause.name());
        }
    }
}

#[test]
fn every_clause_that_is_declared_refused_is_refused() {
    let rules = [
        (Clause::Condition, "from = \"/a?b=c\"\nto = \"/x\""),
        (Clause::QueryOnly, "from = \"/a\"\nto = \"/x\"\nquery = [\"b\"]"),
        (Clause::QueryDrop, "from = \"/a\"\nto = \"/x\"\nquery = \"drop\""),
        (Clause::Gone, "from = \"/a\"\nanswer = \"gone\""),
        (Clause::Unavailable, "from = \"/a\"\nanswer = \"unavailable\""),
        (Clause::Page, "from = \"/a\"\nanswer = \"page\""),
        (Clause::Redirect, "from = \"/a\"\nto = \"/x\"\nstatus = 308"),
        (Clause::Source, "from = \"/a/:b\"\nto = \"/x/:b\""),
        (Clause::Serve, "from = \"/a\"\nanswer = \"serve\""),
    ];
    let mut tried = 0;
    for (name, kind) in TABLES {
        let emitter = EMITTERS.iter().find(|it| it.kind == *kind).expect("an emitter");
        for (clause, rule) in rules.iter().filter(|it| matches!((emitter.fidelity)(it.0), Holding::Refused(_))) {
            let checked = check(&format!("kind = \"{name}\""), &format!("[[redirects.rules]]\n{rule}\nsince = \"announce\"\n"));
            let found = refused(&checked, "target/cannot");
            assert!(found.iter().any(|it| it.starts_with(&format!("{}): ", clause.name()))), "{name}, {}: {found:?}", clause.name());
            tried += 1;
        }
    }
    assert!(tried > 25, "{tried}");
}
