//! What changes in zones: when, what of it is ours, and what a zone file may hold.

use crate::overlay::{check, folder, short};
use cutover::load::Memory;
use cutover::model::artifact::Artifacts;
use cutover::{Options, emit, plan_workspace};
use proptest::prelude::*;
use serde_json::Value;
use std::path::Path;

/// The workspace whose zones BIND and octoDNS read in `tests/zones/run`.
fn zones() -> Memory {
    folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/zones/workspace"))
}

fn edited(path: &str, from: &str, to: &str) -> Memory {
    let mut disk = zones();
    let text = String::from_utf8(disk.0[path].clone()).expect("it is text");
    assert!(text.contains(from), "{path} has `{from}`");
    disk.0.insert(path.to_owned(), text.replacen(from, to, 1).into_bytes());
    disk
}

fn built(disk: &Memory) -> Artifacts {
    let checked = plan_workspace(disk, Options::default()).expect("memory can be read");
    let plan = checked.plan.expect("a workspace that can be planned");
    emit::emit(&plan, &emit::Selection::default()).expect("the templates fit")
}

fn json(out: &Artifacts, path: &str) -> Value {
    serde_json::from_slice(out.files.get(path).unwrap_or_else(|| panic!("{path} is written"))).expect("it is JSON")
}

/// Returns every change with the stage and the domain that it is filed under.
fn changes(out: &Artifacts) -> Vec<(String, String, Value)> {
    let files = out.files.keys().filter(|it| it.ends_with("/dns.json"));
    let all = files.flat_map(|path| {
        let dns = json(out, path);
        let stage = dns["stage"].as_str().expect("a name").to_owned();
        let zones = dns["zones"].as_array().expect("a list").clone();
        zones.into_iter().flat_map(move |zone| {
            let (stage, domain) = (stage.clone(), zone["domain"].as_str().expect("a name").to_owned());
            let changes = zone["changes"].as_array().expect("a list").clone();
            changes.into_iter().map(move |it| (stage.clone(), domain.clone(), it))
        })
    });
    all.collect()
}

fn names(out: &Artifacts, domain: &str) -> Vec<String> {
    let mut found: Vec<(String, String, String)> = Vec::new();
    for (stage, _, change) in changes(out).into_iter().filter(|it| it.1 == domain) {
        let at = ["from", "until"].into_iter().find_map(|it| change[it]["utc"].as_str()).expect("an instant").to_owned();
        found.push((at, change["name"].as_str().expect("a name").to_owned(), stage));
    }
    found.sort();
    found.into_iter().map(|(at, name, stage)| format!("{at} {name} in {stage}")).collect()
}

#[test]
fn each_change_is_filed_under_the_stage_in_which_it_is_due() {
    let out = built(&zones());
    assert_eq!(
        names(&out, "shop.test"),
        [
            // The first switch is that of the 15th; the longest old time of a name of ours is a day.
            "2024-10-13T23:00:00Z lower-ttl in start",
            "2024-10-14T23:00:00Z move in 2024-10-14T2200Z-ended-announce",
            "2025-01-01T00:00:00Z restore-ttl in 2025-01-01T0000Z-shop-sunset",
            "2025-03-31T23:00:00Z stop-sending in 2025-01-15T0000Z-shop-sunset-trial-end",
            "2025-04-29T23:00:00Z remove-ds in 2025-01-15T0000Z-shop-sunset-trial-end",
            "2025-04-30T23:00:00Z change-provider in 2025-04-30T2300Z-shop-moved",
            "2027-01-01T00:00:00Z stop-receiving in 2025-04-30T2300Z-shop-moved",
        ]
    );
    assert_eq!(
        names(&out, "ended.test"),
        [
            // Two hours ahead, as its zone file says.
            "2024-10-14T20:00:00Z lower-ttl in start",
            "2024-10-14T22:00:00Z move in start",
            "2024-12-31T23:00:00Z restore-ttl in 2024-12-31T2300Z-ended-sunset",
            "2025-03-31T22:00:00Z stop-sending in 2025-01-15T0000Z-shop-sunset-trial-end",
            "2025-12-31T23:00:00Z stop-receiving in 2025-04-30T2300Z-shop-moved",
            "2031-12-31T23:00:00Z release in 2031-12-31T2300Z-ended-domain-release",
        ]
    );
}

#[test]
fn each_change_is_a_step_of_the_runbook_at_the_same_time() {
    let out = built(&zones());
    let steps = json(&out, "plan.json")["steps"].as_array().expect("a list").clone();
    let all = changes(&out);
    assert!(all.len() > 20, "{}", all.len());
    for (_, _, change) in all {
        let step = steps.iter().find(|it| it["id"] == change["step"]).unwrap_or_else(|| panic!("{} is a step", change["step"]));
        assert_eq!((&step["from"], &step["until"]), (&change["from"], &change["until"]), "{}", change["step"]);
    }
}

#[test]
fn names_of_a_store_that_stays_are_left_alone() {
    let out = built(&zones());
    let all = changes(&out);
    let of_shared: Vec<&Value> = all.iter().filter(|it| it.1 == "shared.test").map(|it| &it.2).collect();
    assert!(of_shared.len() > 3, "{of_shared:?}");
    let records: Vec<&Value> = of_shared.iter().flat_map(|it| it["records"].as_array().expect("a list")).collect();
    for record in &records {
        let name = record["name"].as_str().expect("a name");
        assert!(!name.contains("in.shared.test") && !name.starts_with('*'), "{record}");
        assert_ne!(record["type"], "CAA", "it would bind the store that stays");
    }
    let policy = records.iter().find(|it| it["name"] == "_dmarc.shared.test.").expect("a policy");
    assert_eq!(policy["after"]["values"][0]["data"], r#""v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@parent.test""#);
}

#[test]
fn a_record_cannot_lead_a_kept_name_away() {
    let text = "[domains.\"shared.test\"]\n";
    let mut disk = edited("regions/shop.toml", text, "[domains.\"shared.test\"]\nregistrar = \"r\"\n");
    let shop = String::from_utf8(disk.0["regions/shop.toml"].clone()).expect("text");
    let at = shop.find("registrar = \"r\"").expect("it is there");
    let edge = shop[at..].find("edge = [").expect("an edge") + at + "edge = [".len();
    let shop = format!("{}{{ name = \"in\", type = \"A\", value = \"192.0.2.66\" }}, {}", &shop[..edge], &shop[edge..]);
    disk.0.insert("regions/shop.toml".into(), shop.into_bytes());
    let checked = check(&disk);
    assert!(
        short(&checked).contains("error[redirect/captures-kept-region]: the record leads `in.shared.test` away"),
        "{}",
        short(&checked)
    );
    let plan = plan_workspace(&disk, Options::default()).expect("memory").plan.expect("a plan");
    let edits = plan.zones.iter().flat_map(|it| &it.changes).flat_map(|it| &it.edits);
    assert!(edits.into_iter().all(|it| it.name != "in.shared.test"));
}

#[test]
fn a_domain_that_an_independent_region_describes_is_left_alone() {
    let mut disk = zones();
    let shop = String::from_utf8(disk.0["regions/shop.toml"].clone()).expect("text");
    let start = shop.find("[domains.\"shared.test\"]").expect("it is there");
    let end = start + shop[start..].find("\n[milestones]").expect("behind it");
    let kept = format!("{}\n{}", String::from_utf8_lossy(&disk.0["regions/kept.toml"]), &shop[start..end]);
    disk.0.insert("regions/shop.toml".into(), format!("{}{}", &shop[..start], &shop[end..]).into_bytes());
    disk.0.insert("regions/kept.toml".into(), kept.into_bytes());
    let out = built(&disk);
    assert!(changes(&out).iter().all(|it| it.1 != "shared.test"));
    assert!(changes(&out).iter().any(|it| it.1 == "shop.test"));
}

#[test]
fn what_a_zone_file_cannot_hold_is_told_in_its_place() {
    let zone = "regions/shop/shop.test.zone";
    for (from, to, wanted) in [
        ("$TTL 1d", "$TTL soon", "shop.test.zone:2:1: error[schema/syntax]: found `$TTL soon`, wanted seconds"),
        (
            "$TTL 1d",
            "$INCLUDE other",
            "shop.test.zone:2:1: error[schema/syntax]: found `$INCLUDE`, which stands for records that are not here",
        ),
        ("ns1     IN A   192.0.2.1", "ns1 IN A 192.0.2", "error[schema/syntax]: found what is no data of `A`, wanted an IPv4 address"),
        ("ns1     IN A   192.0.2.1", "ns1 CH A 192.0.2.1", "error[schema/syntax]: found the class `CH`, wanted `IN`"),
        ("ns1     IN A   192.0.2.1", "ns1", "error[schema/syntax]: found no type of a record, wanted one, as `A`"),
        ("ns1     IN A   192.0.2.1", "n..s IN A 192.0.2.1", "error[schema/syntax]: found `n..s`, wanted a name"),
        ("AQUAA4GNADCB\" )", "AQUAA4GNADCB\"", "error[schema/syntax]: found a parenthesis within another"),
        ("AQUAA4GNADCB\" )", "AQUAA4GNADCB )", "error[schema/syntax]: found a quote that nothing closes"),
        ("shop    IN SOA", "shop2   IN SOA", "error[schema/syntax]: found a start of authority (SOA) that is not the one of `shop.test`"),
    ] {
        let found = short(&check(&edited(zone, from, to)));
        assert!(found.contains(wanted), "{to}:\n{found}");
    }
    let mut disk = zones();
    disk.0.insert(zone.into(), b"; nothing\n".to_vec());
    let found = short(&check(&disk));
    assert!(found.contains("found no start of authority (SOA) of `shop.test`, wanted the whole zone"), "{found}");
    disk.0.remove(zone);
    assert!(short(&check(&disk)).contains("error[schema/file-missing]: `regions/shop/shop.test.zone` is not there"));
}

#[test]
fn a_record_that_is_none_is_told() {
    let whole = "zone = \"shop/shop.test.zone\"";
    for (to, wanted) in [
        ("records = [{ type = \"A\", value = \"::1\" }]", "found `::1`, which is no data of `A`, wanted an IPv4 address"),
        ("records = [{ type = \"A\" }]", "found a record of `shop.test` without `value`"),
        ("records = [{ type = \"A B\", value = \"x\" }]", "found `A B`, which is no type of a record"),
        (
            "records = [{ name = \"a..b\", type = \"A\", value = \"192.0.2.1\" }]",
            "found `a..b`, which is no name in the zone of `shop.test`",
        ),
        ("records = [{ name = \"x.other.\", type = \"A\", value = \"192.0.2.1\" }]", "found `x.other.`, which is no name in the zone"),
        ("records = [{ type = \"TXT\", value = \"é\" }]", "wanted ASCII on one line"),
        ("records = [{ type = \"A\", value = \"192.0.2.1\", ends = \"sunrise\" }]", "there is no milestone `sunrise`"),
        (
            "zone = \"shop/shop.test.zone\"\nrecords = [{ type = \"A\", value = \"192.0.2.1\" }]",
            "found `records` of `shop.test` beside its zone file, which holds them all",
        ),
    ] {
        let found = short(&check(&edited("regions/shop.toml", whole, to)));
        assert!(found.contains(wanted), "{to}:\n{found}");
    }
}

#[test]
fn a_value_cannot_break_out_of_its_place() {
    let value = "edge = [\n  { name = \"x\", type = \"TXT\", value = \"a; $INCLUDE /etc/passwd \\\\\" },\n";
    let out = built(&edited("regions/shop.toml", "edge = [\n", value));
    let (_, bytes) = out.files.iter().find(|(path, _)| path.ends_with("zones/move/shop.test.zone")).expect("it is written");
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().filter(|it| it.contains("INCLUDE")).collect();
    assert_eq!(lines, [r#"x.shop.test. 86400 IN TXT "a; $INCLUDE /etc/passwd \\" ; regions/shop.toml:67"#]);
    let (_, bytes) = out.files.iter().find(|(path, _)| path.ends_with("octodns/move/shop.test.yaml")).expect("it is written");
    let text = String::from_utf8_lossy(bytes);
    let lines: Vec<&str> = text.lines().filter(|it| it.contains("INCLUDE")).collect();
    assert_eq!(lines, [r#"  - "a\\; $INCLUDE /etc/passwd \\\\" # regions/shop.toml:67"#]);
    for value in [r#"a\"; b"#, r#"\"a\\\""#, "\"a\" b\\\\"] {
        let edge = format!("edge = [\n  {{ name = \"x\", type = \"TXT\", value = \"{value}\" }},\n");
        let found = short(&check(&edited("regions/shop.toml", "edge = [\n", &edge)));
        assert!(found.contains("regions/shop.toml:67:"), "{value}:\n{found}");
    }
}

/// Cuts and changes a file as a slip of the hand does, and puts pieces of zone files anywhere.
fn slipped(bytes: &mut Vec<u8>, slips: &[(usize, String, usize)]) {
    for (at, text, cut) in slips {
        let at = at % (bytes.len() + 1);
        let end = (at + cut % 12).min(bytes.len());
        bytes.splice(at..end, text.bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_zone_file_is_judged_and_written(slips in proptest::collection::vec((any::<usize>(), "[()\"\\\\;$@. \\n\\ta-zA-Z0-9é]{0,6}", any::<usize>()), 1..6)) {
        let mut disk = zones();
        for path in ["regions/shop/shop.test.zone", "regions/shop/ended.test.zone"] {
            let bytes = disk.0.get_mut(path).expect("a zone");
            slipped(bytes, &slips);
        }
        let checked = plan_workspace(&disk, Options::default()).expect("memory can be read");
        if let Some(plan) = checked.plan {
            let _ = emit::emit(&plan, &emit::Selection::default());
        }
    }

    #[test]
    fn any_domain_is_judged_and_written(slips in proptest::collection::vec((any::<usize>(), "[{}\\[\\]\"=,. \\na-z0-9-]{0,6}", any::<usize>()), 1..4)) {
        let mut disk = zones();
        let bytes = disk.0.get_mut("regions/shop.toml").expect("a region");
        let start = bytes.windows(8).position(|it| it == b"[domains").expect("domains");
        let mut tail = bytes.split_off(start);
        slipped(&mut tail, &slips);
        bytes.extend(tail);
        let checked = plan_workspace(&disk, Options::default()).expect("memory can be read");
        if let Some(plan) = checked.plan {
            let _ = emit::emit(&plan, &emit::Selection::default());
        }
    }
}
