//! The commands that show dates: `plan` with a slip, `graph`, and `why`, as people run them on this repository's own workspace.

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};

/// Runs the program here; returns its exit status, standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output { status, stdout, stderr } = Command::new(env!("CARGO_BIN_EXE_cutover"))
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .output()
        .expect("the program runs");
    let text = |it| String::from_utf8(it).expect("UTF-8");
    (status.code().expect("a status"), text(stdout), text(stderr))
}

fn slip(set: &str) -> (i32, Value) {
    let (status, out, err) = run(&["plan", "--format", "json", "--set", set]);
    (status, serde_json::from_str(&out).unwrap_or_else(|it| panic!("{it}: {out}{err}")))
}

fn texts(value: &Value, path: &str) -> Vec<String> {
    value.as_array().expect("a list").iter().map(|it| it.pointer(path).and_then(Value::as_str).unwrap_or("–").to_owned()).collect()
}

#[test]
fn a_sunset_before_the_services_have_moved_cannot_be_kept_and_the_next_day_that_can_is_named() {
    let (status, early) = slip("uk.milestones.sunset=2024-12-10");
    assert_eq!(status, 1);
    assert_eq!(texts(&early["new"], "/rule")[0], "graph/too-early");
    assert_eq!(early["nearest-feasible-day"], "2024-12-18");
    // The day before it brings an error too, and the day itself none.
    let (before, _) = slip("uk.milestones.sunset=2024-12-17");
    let (status, kept) = slip("uk.milestones.sunset=2024-12-18");
    assert_eq!((before, status), (1, 0));
    assert_eq!(kept["nearest-feasible-day"], Value::Null);
}

#[test]
fn a_slip_tells_what_moves_and_which_told_dates_become_false() {
    let (status, slip) = slip("uk.milestones.sunset=2025-01-07");
    assert_eq!(status, 0);
    assert_eq!(texts(&slip["dates"], "/region"), ["uk"]);
    assert_eq!(slip["dates"][0]["decided"]["after"], "by 2025-01-07");
    assert_eq!(slip["dates"][0]["switch"]["after"]["utc"], "2025-01-08T00:00:00Z");
    assert_eq!(texts(&slip["told"], "/occasion")[0], "announcement");
    assert!(texts(&slip["told"], "/region").iter().all(|it| it == "uk"));
    assert!(texts(&slip["stages-new"], "").contains(&"2025-01-08T0000Z-uk-sunset".to_owned()));
    let titles = texts(&slip["steps"], "/title");
    assert!(titles.iter().any(|it| it == "Switch: uk/sunset"), "{titles:?}");
}

#[test]
fn what_cannot_be_set_is_wrong_usage_and_says_why() {
    for (set, why) in [("uk.milestones.sunst=2025-01-07", "did you mean `sunset`?"), ("uk.milestones.sunset", "has no `=`")] {
        let (status, _, err) = run(&["plan", "--set", set]);
        assert_eq!(status, 2, "{err}");
        assert!(err.contains(why), "{err}");
    }
}

#[test]
fn the_plan_is_the_same_in_all_forms_and_matches_its_schema() {
    let (_, json, _) = run(&["plan", "--format", "json"]);
    let plan: Value = serde_json::from_str(&json).expect("JSON");
    let (_, slip, _) = run(&["plan", "--format", "json", "--set", "uk.milestones.sunset=2024-12-10"]);
    for (file, value) in [("plan", &plan), ("slip", &serde_json::from_str(&slip).expect("JSON"))] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{file}.schema.json"));
        let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("a schema")).expect("JSON");
        let found: Vec<String> =
            jsonschema::validator_for(&schema).expect("a schema").iter_errors(value).map(|it| it.to_string()).collect();
        assert_eq!(found, [] as [&str; 0], "{file}");
    }
    let date = |name: &str| plan["milestones"].as_array().expect("dates").iter().find(|it| it["region"] == "uk" && it["name"] == name);
    // One day more, and customers have their points back no earlier than they are told that the store closes.
    assert_eq!(date("services-done").expect("a date")["slack-days"], 13);
    let (_, text, _) = run(&["plan"]);
    let (_, markdown, _) = run(&["plan", "--format", "markdown"]);
    for step in plan["steps"].as_array().expect("steps") {
        assert!(text.contains(step["title"].as_str().expect("a title")), "{step}");
    }
    assert_eq!(markdown.matches("\n## ").count(), text.split("\n\n").count() - 1, "as many sections");
}

#[test]
fn graphs_for_other_programs_have_the_nodes_of_the_picture() {
    let (_, svg, _) = run(&["graph"]);
    let (_, mermaid, _) = run(&["graph", "--format", "mermaid"]);
    let (_, dot, _) = run(&["graph", "--format", "dot"]);
    let boxes = svg.matches("<g><title>").count();
    assert!(boxes > 20, "{boxes}");
    assert_eq!(mermaid.matches(":::").count(), boxes);
    assert_eq!(dot.matches(", class = ").count(), boxes);
    let (status, _, err) = run(&["graph", "--timeline", "--format", "dot"]);
    assert_eq!(status, 2, "{err}");
}

#[test]
fn why_names_each_layer_the_winner_and_the_place() {
    let (_, told, _) = run(&["why", "uk.milestones.sunset"]);
    assert!(told.contains("uk writes nothing of it\n  global is inherited, and writes\n    wins  regions/global.toml:"), "{told}");
    assert!(told.contains("servers switch      2025-01-01 00:00 Europe/London"), "{told}");
    let (_, told, _) = run(&["why", "uk.region.owner"]);
    assert!(told.contains("wins  regions/uk.toml:") && told.contains("lost  regions/global.toml:"), "{told}");
}

#[test]
fn why_tells_of_a_line_who_takes_it_over_and_of_a_row_where_it_answers() {
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("regions/global.toml")).expect("a file");
    let line = |start: &str| text.lines().position(|it| it.starts_with(start)).expect("a line") + 1;
    let (_, told, _) = run(&["why", &format!("regions/global.toml:{}", line("owner "))]);
    assert!(told.contains("global has it from here\n") && told.contains("instead  regions/uk.toml:"), "{told}");
    let (_, told, _) = run(&["why", "uk/redirects.csv:4"]);
    assert!(told.contains("https://www.po.co/uk/product/example  from 2024-10-20T23:00:00Z on"), "{told}");
    for (path, why) in [
        ("uk.milestones.sunse", "did you mean `uk.milestones.sunset`?"),
        ("uk/redirects.csv:999", "no row on line 999"),
        ("nofile.toml:1", "no file"),
    ] {
        let (status, _, err) = run(&["why", path]);
        assert_eq!(status, 2);
        assert!(err.contains(why), "{err}");
    }
}

#[test]
fn only_what_a_notice_still_tells_becomes_false() {
    let (_, slip) = slip("uk.milestones.coupons-restored=2024-12-13");
    let days = texts(&slip["told"], "/day");
    assert_eq!(days, ["2024-10-15", "2024-10-20", "2024-12-01"], "behind the day it is told no more");
}

#[test]
fn a_day_is_looked_for_on_both_sides_and_only_where_a_date_was_set() {
    let (status, late) = slip("uk.milestones.services-done=2024-12-31");
    assert_eq!((status, &late["nearest-feasible-day"]), (1, &Value::from("2024-12-29")));
    let (_, other) = slip("uk.services.points.takes=90 days");
    assert_eq!((&other["nearest-feasible-day"], &other["days-tried"]), (&Value::Null, &Value::from(0)));
    let (_, word) = slip("uk.milestones.sunset.by=2024-12-10");
    assert_eq!(word["nearest-feasible-day"], "2024-12-18");
}

#[test]
fn all_zones_of_a_region_move_and_another_region_can_be_left_out() {
    let (_, out, _) = run(&["plan", "--set", "other.milestones.sunset=2025-01-07"]);
    assert!(out.contains("other (also Asia/Jakarta, Europe/Rome)"), "{out}");
    let (_, out, _) = run(&["plan", "--set", "other.milestones.sunset=2025-01-07", "--region", "fr"]);
    assert!(!out.contains("Dates that move"), "{out}");
}

/// Returns how `plan` ends as of a day, what was due, and what cannot be kept with the day that can be.
fn late(day: &str) -> (i32, Vec<String>, Vec<[String; 2]>) {
    let (status, out, err) = run(&["plan", "--format", "json", "--as-of", day]);
    let late = &serde_json::from_str::<Value>(&out).unwrap_or_else(|it| panic!("{it}: {err}"))["late"];
    assert_eq!(late["as-of"], day);
    let lost = texts(&late["lost"], "/what").into_iter().zip(texts(&late["lost"], "/earliest/local")).map(<[String; 2]>::from);
    (status, texts(&late["overdue"], "/what"), lost.collect())
}

#[test]
fn what_is_late_pushes_the_dates_that_wait_for_it_and_each_says_when_it_can_be() {
    let (status, overdue, lost) = late("2024-10-14");
    assert_eq!(status, 1);
    assert_eq!(
        overdue,
        ["fr", "other", "global", "uk"]
            .map(|it| format!("customers of {it} are told"))
            .into_iter()
            .chain(["short TTL of po.co".into()])
            .collect::<Vec<_>>()
    );
    // A day after it was due, with a day for what resolvers keep: six hours too late for the first switch.
    assert_eq!(lost[0], ["switch 2024-10-14T17:00:00Z", "2024-10-14 23:00 UTC"]);
    assert!(lost.contains(&["uk.milestones.sales-stop".into(), "2024-11-13 00:00 Europe/London".into()]), "{lost:?}");
    let (status, overdue, lost) = late("2024-12-30");
    assert_eq!((status, overdue.len()), (1, 4));
    assert_eq!(lost[3], ["uk.milestones.sunset", "2025-02-24 00:00 Europe/London"]);
    let (_, text, _) = run(&["plan", "--as-of", "2024-12-30"]);
    assert!(text.contains("archive copy of uk, and takes 8 weeks"), "{text}");
}

#[test]
fn where_nothing_is_late_the_plan_says_so() {
    assert_eq!(late("2024-10-16"), (0, vec![], vec![]));
    let (status, text, _) = run(&["plan", "--as-of", "2024-10-16"]);
    assert!(status == 0 && text.contains("Nothing that is still wanted had to be done before this day."), "{text}");
    let (status, _, err) = run(&["plan", "--as-of", "2024-13-01"]);
    assert!(status == 2 && err.contains("--as-of"), "{err}");
}
