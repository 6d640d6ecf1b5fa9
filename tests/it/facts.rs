//! The case of two press reports: what they leave open is found, what they say is not doubted, and each planted fault is told.

use crate::overlay::{base, cases, check, folder, lay, short};
use crate::rules::snapshots;
use cutover::Checked;
use cutover::diag::Severity;
use std::collections::BTreeMap;

fn facts() -> Checked {
    check(&folder(&cases().join("facts_only")))
}

/// Returns how often each rule found something.
fn counts(checked: &Checked) -> BTreeMap<&str, usize> {
    checked.report.findings.iter().fold(BTreeMap::new(), |mut counts, it| {
        *counts.entry(it.code.name).or_default() += 1;
        counts
    })
}

fn says(checked: &Checked, rule: &str, part: &str) -> bool {
    checked.report.findings.iter().any(|it| it.code.name == rule && it.message.contains(part))
}

#[test]
fn what_the_reports_leave_open_is_found() {
    let checked = facts();
    snapshots(&cases().join("facts_only"), &checked);
    let counts = counts(&checked);
    for rule in [
        "schema/region-without-disposition",
        "date/boundary-missing",
        "date/short-lead",
        "date/close-on-holiday",
        "ent/cohort-unclear",
        "ent/rate-missing",
        "ent/kind-undeclared",
        "redirect/home-page-dump",
        "domain/no-retention-plan",
        "mail/no-plan",
        "app/replacement-missing",
    ] {
        assert!(counts.contains_key(rule), "{rule} finds nothing:\n{}", short(&checked));
    }
    assert_eq!(counts["schema/conflicting-claims"], 3, "the closure, the coupons, the app");
    assert!(says(&checked, "date/short-lead", "6 days"));
    assert!(says(&checked, "schema/region-without-disposition", "`other` closes and names neither"));
    for class in ["returns", "addresses", "stored-value", "consent"] {
        assert!(says(&checked, "ent/kind-undeclared", &format!("`{class}`")), "{class}");
    }
    let open = [
        "sites[0].url",
        "sites[0].successor",
        "services.points.rate",
        "services.other-loyalty.move",
        "apps.poco-store.platforms",
        "notices.controller",
    ];
    for point in open {
        assert!(says(&checked, "schema/open-unknown", &format!("`{point}` is not known")), "{point}");
    }
}

#[test]
fn of_the_region_that_stays_only_its_being_provisional_is_told() {
    let checked = facts();
    let of_india = checked.report.findings.iter().filter(|it| checked.sources.place(it.span()).path == "regions/in.toml");
    let told: Vec<(&str, Severity)> = of_india.map(|it| (it.code.name, it.severity)).collect();
    assert_eq!(told, [("schema/region-without-disposition", Severity::Info)]);
}

#[test]
fn outside_reports_add_the_52_days_and_contradict_what_was_promised() {
    let mut disk = lay(folder(&cases().join("facts_only")), folder(&cases().join("facts_only_with_outside_reports")));
    disk.0.retain(|path, _| !path.ends_with(".snap"));
    let checked = check(&disk);
    snapshots(&cases().join("facts_only_with_outside_reports"), &checked);
    assert!(says(&checked, "ent/gap-window", "52 days"), "{}", short(&checked));
    assert!(!counts(&facts()).contains_key("ent/gap-window"));
    let promised = checked.report.findings.iter().find(|it| it.code.name == "notice/overpromise" && it.message.contains("`uninterrupted`"));
    let labels: Vec<&str> = promised.expect("the promise is held").labels.iter().map(|it| it.text.as_str()).collect();
    assert!(labels.iter().any(|it| it.contains("52 days")), "{labels:?}");
}

#[test]
fn each_planted_fault_is_told_once_and_nothing_else_is() {
    let planted = [
        ("a_wildcard_takes_in_the_store_that_stays", "schema/bad-host"),
        ("apex_and_www_lead_to_each_other", "redirect/cycle"),
        ("en_uk_for_en_gb", "schema/bad-locale-or-zone"),
        ("a_null_mx_beside_an_mx", "mail/null-mx-conflict"),
        ("sunset_is_told_before_deprecation", "date/sunset-before-deprecation"),
        ("a_time_without_a_zone", "date/zone-missing"),
        ("a_certificate_ends_inside_the_year", "tls/expires-in-period"),
        ("a_french_message_lacks_a_form", "notice/plural-form"),
        ("coupons_are_back_on_the_day_they_were_promised_before", "date/qualifier-lost"),
    ];
    let mut wrong = Vec::new();
    for (name, rule) in planted {
        let case = cases().join("planted").join(name);
        let mut files = folder(&case);
        files.0.retain(|path, _| !path.ends_with(".snap"));
        let checked = check(&lay(base(), files));
        snapshots(&case, &checked);
        let told: Vec<&str> = checked.report.findings.iter().filter(|it| it.severity > Severity::Info).map(|it| it.code.name).collect();
        if told != [rule] {
            wrong.push(format!("{name}:\n{}", short(&checked)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
