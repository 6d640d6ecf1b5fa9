//! What a run tells: every mistake once, whoever inherits it, and what a workspace lets pass.

use crate::answers::workspace;
use crate::overlay::{base, cases, check, folder, lay, short};
use crate::rules::snapshots;
use cutover::diag::{Diagnostic, Severity};
use cutover::load::Memory;
use cutover::model::plan::routing::{Action, KEPT};
use cutover::{Checked, Options};

/// Lays one text over one file of the base.
fn with(files: &[(&str, &str)]) -> Checked {
    check(&laid(files))
}

fn laid(files: &[(&str, &str)]) -> Memory {
    let files = files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
    lay(base(), Memory(files.collect()))
}

/// Returns `file:line rule` of each finding that is no note.
fn places(checked: &Checked) -> Vec<String> {
    let grave = checked.report.findings.iter().filter(|it| it.severity > Severity::Info && it.waived.is_none());
    grave.map(|it| format!("{} {}", checked.sources.place(it.span()), it.code.name)).collect()
}

fn of<'c>(checked: &'c Checked, rule: &str) -> Vec<&'c Diagnostic> {
    checked.report.findings.iter().filter(|it| it.code.name == rule).collect()
}

#[test]
fn every_mistake_of_many_in_one_file_is_one_finding() {
    for (name, count) in [("five", 5), ("planted", 8), ("twelve", 12)] {
        let case = cases().join("five_mistakes").join(name);
        let mut disk = base();
        disk.0.extend(folder(&case.join("regions")).0.into_iter().map(|(path, bytes)| (format!("regions/{path}"), bytes)));
        let checked = check(&disk);
        snapshots(&case, &checked);
        // What a mended file would be warned of is told too.
        assert_eq!(checked.report.count(Severity::Error), count, "{}", short(&checked));
    }
}

#[test]
fn text_from_a_file_cannot_speak_to_the_terminal() {
    let checked = with(&[
        ("regions/uk.toml", "[region]\nname = \"a\u{7f}b\"\n"),
        ("regions/fr.toml", "[region]\nname = \"a\\u001bb\"\n\"k\\u001b[2Jy\" = 1\n"),
    ]);
    for text in [short(&checked), crate::overlay::drawn(&checked)] {
        assert!(!text.contains(|it: char| it.is_control() && it != '\n'), "{text:?}");
    }
}

#[test]
fn an_independent_region_that_dates_a_closing_is_told_that_nothing_happens() {
    let checked = with(&[("regions/in.toml", "[milestones]\nsunset = { by = 2024-12-31 }\n")]);
    assert_eq!(of(&checked, "redirect/captures-kept-region").len(), 1, "{}", short(&checked));
    assert_eq!(places(&checked).len(), 1, "{}", short(&checked));
}

#[test]
fn text_that_turns_the_direction_of_a_line_is_refused() {
    let checked = with(&[("regions/uk.toml", "[region]\nname = \"live\u{202e}evil\"\n")]);
    assert_eq!(places(&checked), ["regions/uk.toml:8 schema/wrong-type"], "{}", short(&checked));
    assert!(short(&checked).contains("U+202E"), "{}", short(&checked));
}

// The worked examples of the language that end in a finding.

/// Tells whether `rule` finds something in `checked` that says `part`.
fn finds(checked: &Checked, rule: &str, part: &str) {
    let found = of(checked, rule);
    assert!(found.iter().any(|it| it.message.contains(part)), "{rule} does not say {part}:\n{}", short(checked));
}

#[test]
fn row_3_a_fragment_and_a_kept_query_have_no_place_for_each_other() {
    finds(&workspace("uk: /a -> /x#f"), "redirect/bad-destination", "`/x#f` has a fragment of its own, and the request's query is kept");
    assert!(!workspace("uk: /a -> /x#f query=drop").report.has_errors());
}

#[test]
fn row_11_two_placeholders_of_one_shape_are_a_tie() {
    let checked = workspace("uk: /a/:x -> /1/:x\nuk: /a/:y -> /2/:y");
    finds(&checked, "redirect/overlap", "both match `https://www.po.co/uk/a/0`");
    assert_eq!(places(&checked).len(), 1, "{}", short(&checked));
}

#[test]
fn row_15_and_16_two_conditions_are_a_tie_until_both_together_have_a_rule() {
    let two = "uk: /q?id=42 -> /1\nuk: /q?l=fr -> /2";
    let checked = workspace(two);
    finds(&checked, "redirect/overlap", "both match `https://www.po.co/uk/q?id=42&l=fr`");
    assert_eq!(places(&checked).len(), 1, "{}", short(&checked));
    assert!(!workspace(&format!("{two}\nuk: /q?id=42&l=fr -> /3")).report.has_errors());
}

#[test]
fn row_22_and_24_what_is_made_neither_ties_nor_turns_back() {
    for rules in ["uk: /a -> /1\nuk: /a/ -> /2", "uk: /shop/ -> https://www.po.co/uk/shop since=migrate until=sunset status=302"] {
        let checked = workspace(rules);
        for rule in ["redirect/overlap", "redirect/same-key", "redirect/cycle", "redirect/stale-permanent"] {
            assert!(of(&checked, rule).is_empty(), "{}", short(&checked));
        }
    }
}

#[test]
fn row_27_a_splat_right_behind_the_host_leads_anywhere() {
    finds(&workspace("uk: /old/* -> https://www.mi.com/*"), "redirect/unsafe-pattern", "ask for `/uk/old//evil.test`");
}

#[test]
fn row_37_a_chain_that_hangs_on_the_query_is_reported_with_its_two_hops() {
    let checked = workspace("uk: /a -> https://www.po.co/fr/b\nfr: /b?id=1 -> /c\nfr: /b -> /d");
    finds(&checked, "redirect/chain", "`/a` takes 2 hops or more");
    assert_eq!(of(&checked, "redirect/chain")[0].labels.len(), 2);
    assert_eq!(of(&checked, "redirect/chain")[0].severity, Severity::Warning);
}

#[test]
fn row_38_a_kept_redirect_that_ends_alike_is_no_finding() {
    let checked = workspace("uk: /a -> https://www.po.co/fr/b since=migrate");
    assert!(of(&checked, "redirect/stale-permanent").is_empty(), "{}", short(&checked));
}

#[test]
fn row_40_a_method_is_lost_only_where_the_inventory_lists_one() {
    let rule = "[redirects]\ninventory = [\"uk/inventory.csv\"]\n\n[[redirects.rules]]\nfrom = \"/a\"\nto = \"/x\"\n";
    let posted = with(&[("regions/uk.toml", rule), ("regions/uk/inventory.csv", "url,methods\n/a,POST\n")]);
    finds(&posted, "redirect/method-loss", "`/uk/a` takes POST, and is redirected with 302");
    let read = with(&[("regions/uk.toml", rule), ("regions/uk/inventory.csv", "url,methods\n/a,GET\n")]);
    assert!(of(&read, "redirect/method-loss").is_empty(), "{}", short(&read));
}

// Faults that an expert planted in the case that this program comes from.

#[test]
fn a_wildcard_that_takes_in_a_kept_store_is_refused() {
    let checked = with(&[("regions/global.toml", "[hosts.\"www.po.co\"]\naliases = [\"*.poco.in\"]\n")]);
    assert_eq!(places(&checked), ["regions/global.toml:16 schema/bad-host"], "{}", short(&checked));
}

#[test]
fn a_kept_store_claimed_as_an_alias_is_found() {
    let checked = with(&[("regions/global.toml", "[hosts.\"www.po.co\"]\naliases = [\"po.co\", \"www.poco.in\"]\n")]);
    assert!(places(&checked).iter().any(|it| it.contains("schema/host-claimed-twice")), "{}", short(&checked));
}

#[test]
fn a_loop_between_apex_and_www_is_found_with_its_round() {
    let rules = "[[redirects.rules]]\nfrom = \"/sale\"\nto = \"https://po.co/sale\"\n";
    let checked = with(&[("regions/global.toml", rules)]);
    assert_eq!(places(&checked), ["regions/global.toml:35 redirect/cycle"], "{}", short(&checked));
    finds(&checked, "redirect/cycle", "ask for `https://www.po.co/sale`");
}

#[test]
fn a_loop_through_the_successors_own_redirects_is_found() {
    let checked = with(&[
        ("cutover.toml", "[platforms.xiaomi]\nredirects = [\"xiaomi.csv\"]\n"),
        ("regions/xiaomi.csv", "from,to\nhttps://www.mi.com/uk/sale,https://www.po.co/uk/sale\n"),
        ("regions/uk.toml", "[[redirects.rules]]\nfrom = \"/sale\"\nto = \"/sale\"\n"),
    ]);
    finds(&checked, "redirect/cycle", "leads back to itself");
}

#[test]
fn rounds_that_hang_on_a_query_or_a_value_are_found() {
    for rules in [
        "uk: /a -> https://www.po.co/uk/b\nuk: /b?k=1 -> https://www.po.co/uk/a\nuk: /b -> /end",
        "uk: /one/:x -> https://www.po.co/uk/:x/one\nuk: /two/:x -> https://www.po.co/uk/:x/two\nuk: /:y/one -> https://www.po.co/uk/one/:y",
        "uk: /x/* -> https://www.po.co/uk/y/*\nuk: /y/* -> https://po.co/uk/x/*",
        "uk: /:a/:b -> https://www.po.co/uk/:b/:a",
        "uk: /* -> https://www.po.co/uk/a/*\nuk: /:x -> /end",
        "global: /uk2/:s -> https://www.po.co/fr/:s\nfr: /:s -> https://po.co/uk2/:s",
    ] {
        let checked = workspace(rules);
        finds(&checked, "redirect/cycle", "ask for `https://www.po.co/");
        assert!(places(&checked).iter().all(|it| it.ends_with("redirect/cycle")), "{}", short(&checked));
    }
    for rules in [
        "uk: /a -> https://www.po.co/uk/b query=drop\nuk: /b?k=1 -> https://www.po.co/uk/a\nuk: /b -> /end",
        "uk: /old/:x -> https://www.po.co/uk/new/:x\nuk: /new/:x -> /n/:x",
        "uk: /a -> https://www.po.co/uk/b since=migrate until=sunset status=302\nuk: /b -> https://www.po.co/uk/a",
    ] {
        let checked = workspace(rules);
        assert!(of(&checked, "redirect/cycle").is_empty(), "{rules}\n{}", short(&checked));
    }
}

#[test]
fn the_tag_en_uk_is_corrected() {
    let checked = with(&[("regions/uk.toml", "[region]\nlocales = [\"en-UK\"]\n")]);
    assert_eq!(places(&checked), ["regions/uk.toml:8 schema/bad-locale-or-zone"]);
    assert_eq!(of(&checked, "schema/bad-locale-or-zone")[0].help.as_deref(), Some("write `en-GB`"));
}

#[test]
fn a_time_without_a_zone_has_no_clock() {
    let region = "[region]\ndisposition = \"retire\"\n\n[[sites]]\nurl = \"https://www.po.co/xx/\"\nsuccessor = \"https://www.mi.com/\"\n\
                  upstream = \"http://127.0.0.1:1\"\ndefault = { to = \"/xx/\" }\n\n[milestones]\nsunset = { at = 2024-12-31T23:59 }\n";
    let checked = with(&[("regions/xx.toml", region)]);
    assert_eq!(places(&checked), ["regions/xx.toml:1 date/zone-missing"], "{}", short(&checked));
    let offset = region.replace("23:59", "23:59+08:00");
    assert_eq!(places(&with(&[("regions/xx.toml", &offset)])), ["regions/xx.toml:1 date/zone-missing"]);
}

#[test]
fn a_coupon_restored_on_the_day_under_before_is_a_claim_to_decide() {
    let restored = |decided: &str| {
        let claims = "claims = [{ source = \"report A\", on = 2024-12-12 }, { source = \"report B\", before = 2024-12-12 }]";
        with(&[("regions/uk.toml", &format!("[milestones]\ncoupons-restored = {{ kind = \"restore\", {decided}, {claims} }}\n"))])
    };
    let rules: Vec<&str> = restored("on = 2024-12-12").report.findings.iter().map(|it| it.code.name).collect();
    assert_eq!(rules, ["schema/conflicting-claims", "date/qualifier-lost"]);
    assert!(places(&restored("before = 2024-12-12, because = \"report B\"")).is_empty());
}

// Inheritance.

const FR: &str = "[region]\nextends = \"global\"\ndisposition = \"retire\"\ntime-zone = \"Europe/Paris\"\n\n[[sites]]\nurl = \"https://www.po.co/fr/\"\n\
                  successor = \"https://www.mi.com/fr/\"\nupstream = \"http://127.0.0.1:8082\"\n";

#[test]
fn a_fault_that_three_regions_inherit_is_one_finding_where_it_was_written() {
    let faults = "[milestones]\nsales-stop = { from = 2025-02-03 }\napp-sunset = { on = 2024-12-31 }\n\n[services.feedback]\n\
                  kind = \"feedback\"\nneeds = [\"acounts\"]\n\n[[redirects.rules]]\nfrom = \"/a\"\nto = \"/x\"\nsince = \"migrat\"\n\n\
                  [[redirects.rules]]\nfrom = \"/b\"\nto = \"https://shop.example/\"\n";
    let checked = with(&[("regions/global.toml", faults), ("regions/fr.toml", FR)]);
    let found = places(&checked);
    let wanted = [
        "regions/global.toml:24 date/out-of-order",
        "regions/global.toml:25 date/boundary-missing",
        "regions/global.toml:36 ent/kind-undeclared",
        "regions/global.toml:36 graph/service-without-successor",
        "regions/global.toml:38 schema/dangling-ref",
        "regions/global.toml:43 schema/dangling-ref",
        "regions/global.toml:47 redirect/target-retiring",
    ];
    assert_eq!(found, wanted, "{}", short(&checked));
}

#[test]
fn a_dropped_rule_is_gone_and_dropping_nothing_is_a_finding() {
    let global = "[[redirects.rules]]\nfrom = \"/press\"\nto = \"https://shop.example/\"\nsite = \"store\"\n";
    let drops = |from: &str| {
        let uk = format!("[[redirects.rules]]\nfrom = \"{from}\"\ndropped = \"the UK store never had it\"\n");
        with(&[("regions/global.toml", global), ("regions/uk.toml", &uk)])
    };
    let asked = cutover::model::plan::request::Request::of_url("https://www.po.co/uk/press").expect("a URL");
    let at = "2025-03-01T12:00:00Z".parse().expect("an instant");
    let origin = |checked: &Checked| {
        let plan = checked.plan.as_ref().expect("a plan");
        plan.answer(&asked, at).origin().map(|it| it.text.clone())
    };
    assert_eq!(origin(&drops("/press")).as_deref(), Some("/*"));
    let missed = drops("/pres");
    assert_eq!(origin(&missed).as_deref(), Some("/press"));
    assert_eq!(of(&missed, "schema/dangling-ref")[0].help.as_deref(), Some("did you mean `/press`?"));
}

#[test]
fn an_open_point_of_a_layer_is_told_once_and_closed_by_whoever_knows() {
    let global = "[milestones]\napp-sunset = { unknown = { on = \"the loyalty team decides\" } }\n";
    let open = with(&[("regions/global.toml", global), ("regions/fr.toml", FR)]);
    assert_eq!(places(&open), ["regions/global.toml:24 schema/open-unknown"], "{}", short(&open));
    let strict = cutover::check_workspace(&laid(&[("regions/global.toml", global)]), Options { is_strict: true, ..Options::default() })
        .expect("memory");
    assert!(strict.report.has_errors());
    let closed = with(&[("regions/global.toml", global), ("regions/uk.toml", "[milestones]\napp-sunset = { by = 2024-12-02 }\n")]);
    // The region that wrote it is a store itself, and does not know yet.
    assert_eq!(places(&closed), ["regions/global.toml:24 schema/open-unknown"]);
    let both = "[milestones]\napp-sunset = { from = 2024-12-02, unknown = { from = \"who knows\" } }\n";
    assert_eq!(places(&with(&[("regions/uk.toml", both)])), ["regions/uk.toml:85 schema/wrong-type"]);
}

#[test]
fn a_claim_can_be_decided_in_a_child() {
    let layer = "[region]\nlayer = true\nextends = \"global\"\n\n[milestones]\napp-delist = { claims = [{ source = \"A\", by = 2024-11-30 }, \
                 { source = \"B\", after = 2024-11-30 }] }\n";
    let uk =
        |decided: &str| with(&[("regions/emea.toml", layer), ("regions/uk.toml", &format!("[region]\nextends = \"emea\"\n{decided}"))]);
    assert_eq!(places(&uk("")), ["regions/emea.toml:6 schema/conflicting-claims"]);
    let decided = uk("\n[milestones]\napp-delist = { by = 2024-11-30, because = \"the store's own date\", \
                      gate = { check = \"counts agree\", owner = \"store-uk\", at = \"migrate\" } }\n");
    assert!(places(&decided).is_empty(), "{}", short(&decided));
}

#[test]
fn extending_what_is_missing_or_oneself_is_one_finding() {
    let missing = with(&[("regions/uk.toml", "[region]\nextends = \"globall\"\n")]);
    assert_eq!(places(&missing), ["regions/uk.toml:8 schema/dangling-ref"], "{}", short(&missing));
    assert_eq!(of(&missing, "schema/dangling-ref")[0].help.as_deref(), Some("did you mean `global`?"));
    let heir = with(&[("regions/uk.toml", "[region]\nextends = \"globall\"\n"), ("regions/ie.toml", &FR.replace("global", "uk"))]);
    assert_eq!(places(&heir), ["regions/uk.toml:8 schema/dangling-ref"], "{}", short(&heir));
    let own = with(&[("regions/uk.toml", "[region]\nextends = \"uk\"\n")]);
    assert_eq!(places(&own), ["regions/uk.toml:8 schema/dangling-ref"], "{}", short(&own));
    let round = with(&[("regions/global.toml", "[region]\nextends = \"uk\"\n")]);
    assert_eq!(places(&round), ["regions/global.toml:8 schema/dangling-ref"], "{}", short(&round));
    finds(&round, "schema/dangling-ref", "`global` → `uk` → `global`");
}

// What a workspace lets pass.

/// Returns the workspace with a short lead written in `file`, and a waiver for `rule` at `at`.
fn waived(file: &str, rule: &str, at: &str) -> Checked {
    let waiver = format!(
        "[[lint.waivers]]\nrule = \"{rule}\"\nat = \"{at}\"\nbecause = \"announced as reported\"\napprover = \"release-manager\"\nexpires = 2025-03-31\n"
    );
    with(&[
        ("cutover.toml", &waiver),
        (file, "[milestones]\nsales-stop = { from = 2024-10-21 }\nannounce = { by = 2024-10-15 }\n"),
        ("regions/fr.toml", FR),
    ])
}

#[test]
fn a_waiver_covers_its_place_and_all_below_it() {
    for at in ["uk.milestones.announce", "uk.milestones", "uk", "uk.toml:86"] {
        let checked = waived("regions/uk.toml", "date/short-lead", at);
        assert_eq!((places(&checked).len(), checked.report.waived()), (0, 1), "{at}: {}", short(&checked));
    }
    for at in ["fr", "uk.milestones.sales-stop", "uk.services", "uk.toml:85"] {
        let checked = waived("regions/uk.toml", "date/short-lead", at);
        let open = ["cutover.toml:20 lint/waiver-unused", "regions/uk.toml:86 date/short-lead"];
        assert_eq!((places(&checked), checked.report.waived()), (open.map(str::to_owned).to_vec(), 0), "{at}: {}", short(&checked));
    }
    // A place that is not there is told with the fault that it may be meant for, and what to write for it.
    let checked = waived("regions/uk.toml", "date/short-lead", "uk.milestones.ann");
    assert_eq!(places(&checked), ["regions/uk.toml:86 date/short-lead"], "{}", short(&checked));
    let finding = checked.report.findings.iter().find(|it| it.code.name == "date/short-lead").expect("one");
    assert_eq!(finding.fix[0].text, "uk.milestones.announce");
    let other = waived("regions/uk.toml", "date/out-of-order", "uk");
    assert_eq!(places(&other), ["cutover.toml:20 lint/waiver-unused", "regions/uk.toml:86 date/short-lead"]);
}

#[test]
fn a_waiver_where_something_is_written_covers_all_who_inherit_it() {
    let checked = waived("regions/global.toml", "date/short-lead", "global.milestones.announce");
    assert_eq!(places(&checked), [] as [&str; 0], "{}", short(&checked));
    let heir = waived("regions/global.toml", "date/short-lead", "uk");
    assert_eq!(places(&heir), ["regions/global.toml:24 date/short-lead"], "{}", short(&heir));
}

#[test]
fn a_waiver_names_a_line_of_a_table() {
    let table = [
        ("regions/uk.toml", "[redirects]\ntables = [\"uk/redirects.csv\"]\n"),
        ("regions/uk/redirects.csv", "from,to\n/a,https://shop.example/a\n/b,https://shop.example/b\n"),
    ];
    let waiver = "[[lint.waivers]]\nrule = \"redirect/target-retiring\"\nat = \"uk/redirects.csv:3\"\nbecause = \"a partner's shop\"\n\
                  approver = \"release-manager\"\nexpires = 2025-03-31\n";
    let checked = with(&[table[0], table[1], ("cutover.toml", waiver)]);
    assert_eq!(places(&checked), ["regions/uk/redirects.csv:2 redirect/target-retiring"], "{}", short(&checked));
}

#[test]
fn a_waiver_of_a_rule_that_nobody_knows_is_a_finding() {
    let checked = waived("regions/uk.toml", "date/short-leads", "uk");
    finds(&checked, "schema/dangling-ref", "there is no rule `date/short-leads`");
    assert_eq!(of(&checked, "schema/dangling-ref")[0].help.as_deref(), Some("did you mean `date/short-lead`?"));
}

#[test]
fn severities_are_the_workspaces_own() {
    let level = |level: &str, strict: bool| {
        let files = [
            ("cutover.toml", format!("[lint.severity]\n\"date/boundary-missing\" = \"{level}\"\n")),
            ("regions/uk.toml", "[milestones]\nsunset = { on = 2024-12-31 }\n".to_owned()),
        ];
        let disk = laid(&files.each_ref().map(|(path, text)| (*path, text.as_str())));
        let checked = cutover::check_workspace(&disk, Options { is_strict: strict, ..Options::default() }).expect("memory can be read");
        of(&checked, "date/boundary-missing").first().map(|it| it.severity)
    };
    assert_eq!(level("allow", true), None);
    assert_eq!(level("info", true), Some(Severity::Info));
    assert_eq!(level("warning", true), Some(Severity::Warning));
    assert_eq!(level("release", false), Some(Severity::Warning));
    assert_eq!(level("release", true), Some(Severity::Error));
    assert_eq!(level("error", false), Some(Severity::Error));
}

#[test]
fn the_clocks_of_many_zones_are_a_warning_until_somebody_says_that_they_are_meant() {
    let mut disk = laid(&[("regions/fr.toml", FR)]);
    assert!(of(&check(&disk), "date/region-spread").iter().all(|it| it.severity == Severity::Info));
    let workspace = disk.0.get_mut("cutover.toml").expect("a workspace");
    *workspace = String::from_utf8(workspace.clone()).expect("text").replace("sync = \"local\"\n", "").into_bytes();
    // London and Paris are an hour apart, which nobody notices; Jakarta is not.
    assert!(of(&check(&disk), "date/region-spread").iter().all(|it| it.severity == Severity::Info));
    disk.0.insert("regions/id.toml".to_owned(), FR.replace("Europe/Paris", "Asia/Jakarta").replace("/fr/", "/id/").into_bytes());
    let checked = check(&disk);
    assert_eq!(of(&checked, "date/region-spread").iter().map(|it| it.severity).collect::<Vec<_>>(), [Severity::Warning; 2]);
}

#[test]
fn what_is_not_compiled_cannot_be_let_pass() {
    let fault = ("regions/uk.toml", "[[redirects.rules]]\nfrom = \"/a b\"\nto = \"/x\"\n");
    let waiver =
        "[[lint.waivers]]\nrule = \"redirect/bad-source\"\nat = \"uk\"\nbecause = \"later\"\napprover = \"me\"\nexpires = 2025-03-31\n";
    for lint in ["[lint.severity]\n\"redirect/bad-source\" = \"allow\"\n", waiver] {
        let checked = with(&[fault, ("cutover.toml", lint)]);
        let rules: Vec<&str> = checked.report.findings.iter().map(|it| it.code.name).collect();
        assert_eq!((rules, checked.report.waived()), (vec!["schema/wrong-type", "redirect/bad-source"], 0), "{}", short(&checked));
    }
    let kept = with(&[("cutover.toml", "[lint.severity]\n\"redirect/bad-source\" = \"error\"\n")]);
    assert!(places(&kept).is_empty(), "{}", short(&kept));
}

// Tables as spreadsheets write them.

/// Returns what a table of uk gives: the answers of `/a` and `/b` at the end, and the findings.
fn table(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
    let mut disk = laid(&[("regions/uk.toml", "[redirects]\ntables = [\"uk/redirects.csv\"]\n")]);
    disk.0.insert("regions/uk/redirects.csv".to_owned(), bytes.to_vec());
    let checked = check(&disk);
    let at = "2025-03-01T12:00:00Z".parse().expect("an instant");
    let answers = checked.plan.as_ref().map(|plan| {
        ["/a", "/b"].map(|key| {
            let request = cutover::model::plan::request::Request::of_url(&format!("https://www.po.co/uk{key}")).expect("a URL");
            match plan.answer(&request, at).outcome {
                cutover::model::plan::answer::Outcome::Redirect { location, .. } => {
                    location.trim_start_matches("https://www.mi.com/uk").to_owned()
                }
                other => format!("{:?}", other.status()),
            }
        })
    });
    let findings = checked.report.findings.iter().map(|it| {
        let place = checked.sources.place(it.span());
        format!("{place}:{} {}: {} ({})", place.column, it.code.name, it.message, it.help.as_deref().unwrap_or_default())
    });
    (answers.into_iter().flatten().collect(), findings.collect())
}

#[test]
fn tables_are_read_as_spreadsheets_write_them() {
    let wide: Vec<u8> = [0xFF, 0xFE].into_iter().chain("from,to\n/a,/x\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for text in [
        "from,to\n/a,/x\n/b,/y\n",
        "\u{feff}from,to\r\n/a,/x\r\n/b,/y\r\n",
        "from;to\n/a;/x\n/b;/y\n",
        "from\tto\n/a\t/x\n/b\t/y",
        "\"from\",\"to\"\n\"/a\",\"/x\"\n\n/b,/y\n,\n",
        "note,to,from\n\"an old page, gone\",/x,/a\n\"said \"\"so\"\"\",/y,/b\n",
        " From , TO \n /a , /x \n/b,/y\n",
    ] {
        let (answers, findings) = table(text.as_bytes());
        assert_eq!((answers, findings), (vec!["/x".to_owned(), "/y".to_owned()], Vec::new()), "{text:?}");
    }
    assert_eq!(
        table(&wide).1,
        [
            "regions/uk/redirects.csv:1:1 schema/syntax: `regions/uk/redirects.csv` is UTF-16, wanted UTF-8 (save it as UTF-8 (in a spreadsheet: “CSV UTF-8”))"
        ]
    );
}

#[test]
fn what_a_table_cannot_mean_is_refused_with_its_line_and_the_fix() {
    let refused: &[(&[u8], &[&str])] = &[
        (
            b"from,to\n/a,/x\n/caf\xe9,/y\n",
            &[
                "3:5 schema/syntax: `regions/uk/redirects.csv` is Windows-1252 by its looks, wanted UTF-8 (save it as UTF-8 (in a spreadsheet: \u{201c}CSV UTF-8\u{201d}))",
            ],
        ),
        (b"to,note\n/x,a\n", &["1:1 schema/wrong-type: the first line names no column `from` (begin the file with the line `from,to`)"]),
        (
            b"/a,/x\n/b,/y\n",
            &["1:1 schema/wrong-type: the first line is a row already, wanted the names of the columns (put the line `from,to` above it)"],
        ),
        (b"from,too\n/a,/x\n", &["1:6 schema/unknown-key: found the column `too`, which is not known here (did you mean `to`?)"]),
        (
            b"from,to\n/a,/x\n/b,/y,/z\n/c,/z\n",
            &["3:1 schema/wrong-type: the row has 3 cells, the first line names 2 (put quotes round a cell that holds a separator)"],
        ),
        (
            b"from,to,status\n/a,/x,410\n/b,/y,abc\n",
            &[
                "2:7 schema/wrong-type: found status `410` (leave `status` empty and write `gone` in a column `answer`)",
                "3:7 schema/wrong-type: found status `abc` (write 301, 302, 307 or 308)",
            ],
        ),
        (b"from,to\n,/x\n/b,/y\n", &["2:1 schema/wrong-type: the row has nothing under `from` (write its `from`, or remove the row)"]),
        (b"from,to,since\n/a,/x,migrat\n/b,/y,\n", &["2:7 schema/dangling-ref: there is no milestone `migrat` (did you mean `migrate`?)"]),
        (
            b"from,to,note\n/a,/x,\"two\nlines\"\n/b,/y,\n",
            &["2:7 schema/wrong-type: the cell holds a line break (close its quote, or write it on one line)"],
        ),
        (b"from,to\n\"/a,/x\n/b,/y\n", &["2:1 schema/wrong-type: the cell holds a line break (close its quote, or write it on one line)"]),
        (b"", &["1:1 schema/wrong-type: the first line names no column `from` (begin the file with the line `from,to`)"]),
    ];
    for (bytes, wanted) in refused {
        let wanted: Vec<String> = wanted.iter().map(|it| format!("regions/uk/redirects.csv:{it}")).collect();
        assert_eq!(table(bytes).1, wanted, "{:?}", String::from_utf8_lossy(bytes));
    }
}

// Files that cannot be read as they are.

/// The base with one file replaced.
fn replaced(path: &str, change: impl Fn(String) -> Vec<u8>) -> Checked {
    let mut disk = laid(&[("regions/fr.toml", FR), ("regions/de.toml", &FR.replace("extends = \"global\"\n", "").replace("/fr/", "/de/"))]);
    let text = String::from_utf8(disk.0[path].clone()).expect("text");
    disk.0.insert(path.to_owned(), change(text));
    check(&disk)
}

#[test]
fn a_byte_order_mark_and_line_ends_of_another_system_change_nothing() {
    let plain = replaced("regions/uk.toml", |it| it.replace("en-GB", "en-UK").into_bytes());
    let marked = replaced("regions/uk.toml", |it| format!("\u{feff}{}", it.replace("en-GB", "en-UK").replace('\n', "\r\n")).into_bytes());
    assert_eq!(places(&plain), places(&marked));
    assert!(places(&plain).contains(&"regions/uk.toml:6 schema/bad-locale-or-zone".to_owned()));
    let _ = crate::overlay::drawn(&marked);
}

#[test]
fn a_region_that_cannot_be_read_is_one_finding_and_its_heirs_are_not_blamed() {
    let wide = |it: String| [0xFF, 0xFE].into_iter().chain(it.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let broken: [&dyn Fn(String) -> Vec<u8>; 4] = [
        &wide,
        &|it| format!("{it}# \u{e9}\n").chars().map(|it| it as u8).collect(),
        &|it| it.replace("[region]", "[region").into_bytes(),
        &|it| it.replace("[region]", "[region]\nname = \"twice\"").into_bytes(),
    ];
    for change in broken {
        let checked = replaced("regions/global.toml", change);
        let found: Vec<String> = places(&checked).into_iter().filter(|it| it.starts_with("regions/global.toml")).collect();
        // The one region that stands alone has faults of its own, and no other has any.
        let own: Vec<String> = places(&checked).into_iter().filter(|it| !it.starts_with("regions/global.toml")).collect();
        assert_eq!((found.len(), own.iter().all(|it| it.starts_with("regions/de.toml"))), (1, true), "{}", short(&checked));
        assert!(!short(&checked).contains("nothing answers `https://www.po.co/`"), "{}", short(&checked));
    }
}

#[test]
fn a_loss_that_is_told_afterwards_is_said_to_be_so() {
    let announced = |loss: &str| {
        with(&[("regions/uk.toml", &format!("[milestones]\nannounce = {{ on = 2024-12-05 }}\nmigrate = {{ from = 2024-12-10 }}\n{loss}"))])
    };
    assert_eq!(places(&announced("freeze = { from = 2024-12-02 }\n")), ["regions/uk.toml:85 date/out-of-order"]);
    finds(
        &announced("app-delist = { from = 2024-12-01 }\n"),
        "date/short-lead",
        "`app-delist` 4 days after it; 30 days before it are wanted",
    );
}

#[test]
fn a_secret_is_shown_in_no_form() {
    let uk = "[[sites]]\nid = \"club\"\nurl = \"https://www.po.co/club/\"\nupstream = \"http://shop:s3cr\u{e9}t@127.0.0.1:8081\"\n\n\
              [redirects]\ntables = [\"uk/redirects.csv\"]\n";
    let checked =
        with(&[("regions/uk.toml", uk), ("regions/uk/redirects.csv", "from,to\n/a,/b?password=hunter22\n/c,\"/d?password=hunter22\"\n")]);
    assert_eq!(of(&checked, "schema/secret").len(), 3, "{}", short(&checked));
    let printed = cutover::diag::render::json::render(&crate::overlay::printing(&checked));
    for text in [short(&checked), crate::overlay::drawn(&checked), printed] {
        assert!(!text.contains("s3cr") && !text.contains("hunter"), "{text}");
    }
}

#[test]
fn a_day_that_is_only_claimed_needs_people_too() {
    let global = "[region]\nstaffed = []\n\n[milestones]\nsunset = { claims = [{ source = \"A\", from = 2024-12-31 }, { source = \"B\", by = 2024-12-31 }] }\n";
    let found = with(&[("regions/global.toml", global)]);
    assert_eq!(of(&found, "date/close-on-holiday").len(), 1, "{}", short(&found));
}

// As many rows as a table may have: what they share is told once, however many there are.

const MANY: usize = 1_000;

fn rows(row: impl Fn(usize) -> String) -> Checked {
    workspace(&(1..=MANY).map(row).collect::<Vec<_>>().join("\n"))
}

#[test]
fn one_source_many_times_is_one_finding() {
    let checked = rows(|it| format!("uk: /same -> /q{it}"));
    finds(&checked, "redirect/same-key", "two rules answer `https://www.po.co/uk/same` differently, and 998 more");
    assert_eq!(places(&checked).len(), 1, "{}", short(&checked));
    for source in [|it| format!("/a/:x{it}"), |it| format!("/a?k{it}=1")] {
        let checked = rows(|it| format!("uk: {} -> /q{it}", source(it)));
        finds(&checked, "redirect/overlap", ", and 998 more");
        assert_eq!(places(&checked).len(), 1, "{}", short(&checked));
    }
}

#[test]
fn a_long_chain_is_one_finding_that_shows_where_it_begins() {
    let checked = rows(|it| format!("uk: /c{it} -> https://www.po.co/uk/c{}", it + 1));
    finds(&checked, "redirect/chain", "`/c1` takes 100");
    let chains = of(&checked, "redirect/chain");
    assert_eq!((chains.len(), chains[0].labels.len()), (1, 1 + KEPT), "{}", short(&checked));
    let plan = checked.plan.as_ref().expect("a plan");
    let routes = plan.hosts.values().flat_map(|it| &it.epochs).flat_map(|it| &it.routing.sites).flat_map(|it| &it.routes);
    let redirects = routes.filter_map(|it| if let Action::Redirect(it) = &it.action { Some(it) } else { None });
    let (longest, kept) = redirects.fold((0, 0), |(longest, kept), it| (longest.max(it.hop_count), kept.max(it.hops.len())));
    assert!(longest >= MANY - 1 && kept == KEPT, "{longest} hops, {kept} kept");
}

// A slip costs one finding: what follows from it is none.

/// Returns the root's own workspace with one text written for another in one file.
fn respelled(path: &str, old: &str, new: &str) -> Checked {
    changed(path, &[(old, new)])
}

fn changed(path: &str, changes: &[(&str, &str)]) -> Checked {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let workspace = std::fs::read(root.join("cutover.toml")).expect("the root workspace");
    let mut disk = Memory([("cutover.toml".to_owned(), workspace)].into_iter().collect());
    disk.0.extend(folder(&root.join("regions")).0.into_iter().map(|(path, bytes)| (format!("regions/{path}"), bytes)));
    let bytes = disk.0.get_mut(path).expect("the file is there");
    let mut text = String::from_utf8(bytes.clone()).expect("text");
    for (old, new) in changes {
        assert!(text.contains(old), "{path} has no {old}");
        text = text.replacen(old, new, 1);
    }
    *bytes = text.into_bytes();
    check(&disk)
}

#[test]
fn what_stands_behind_a_misspelt_key_is_read_as_it_was_meant() {
    for (path, old, new) in [
        ("regions/global.toml", "[milestones]", "[milestonesx]"),
        ("regions/global.toml", "\nmigrate ", "\nmigratex "),
        ("regions/global.toml", "[[sites]]", "[[sitesx]]"),
        ("regions/global.toml", "[services.accounts]", "[servicesx.accounts]"),
        ("regions/global.toml", "[brand]", "[brandx]"),
        ("regions/global.toml", "[certificates", "[certificatesx"),
        ("regions/global.toml", "[hosts", "[hostsx"),
        ("regions/global.toml", "\nreserved-upstream ", "\nreserved-upstreamx "),
        ("regions/uk.toml", "\nextends ", "\nextendsx "),
        ("regions/uk.toml", "\ntime-zone ", "\ntime-zonex "),
        ("regions/uk.toml", "[region]", "[regionx]"),
        ("regions/uk.toml", "[[redirects.rules]]", "[[redirects.rule]]"),
        ("cutover.toml", "\nrule ", "\nrulex "),
        ("cutover.toml", "\nat ", "\natx "),
        ("cutover.toml", "\nbecause ", "\nbecausex "),
        ("cutover.toml", "\napprover ", "\napproverx "),
        ("cutover.toml", "\nexpires ", "\nexpiresx "),
    ] {
        let checked = respelled(path, old, new);
        assert_eq!(places(&checked).len(), 1, "{new}\n{}", short(&checked));
    }
}

#[test]
fn a_word_that_is_wrong_costs_one_finding() {
    let token = format!("{}_{}", "ghp", "abcdefghijklmnopqrstuvwxyz0123456789");
    for (path, old, new) in [
        ("regions/uk.toml", "[\"en-GB\"]", "[\"en-UK\"]"),
        ("regions/uk.toml", "https://www.mi.com/uk/poco/", &token),
        ("regions/uk/redirects.csv", "from,", "fromm,"),
        ("regions/global.toml", "brand-continues", "brand-continue"),
        ("regions/global.toml", "report B; A speaks of the day of issue", &token),
        ("regions/global.toml", "sunset           = { by = 2024-12-31", "sunset           = { by = 2024-12-10"),
    ] {
        let checked = respelled(path, old, new);
        assert_eq!(places(&checked).len(), 1, "{new}\n{}", short(&checked));
    }
}

#[test]
fn services_that_wait_for_each_other_are_told_as_a_round_and_not_by_their_dates() {
    let checked = changed(
        "regions/global.toml",
        &[
            ("until    = \"services-done\"\nneeds    = [\"accounts\"]", "until    = \"services-done\"\nneeds    = [\"points\"]"),
            (
                "until        = \"services-done\"\nneeds        = [\"accounts\"]",
                "until        = \"services-done\"\nneeds        = [\"orders\"]",
            ),
        ],
    );
    assert_eq!(places(&checked), ["regions/global.toml:81 graph/cycle"], "{}", short(&checked));
}

#[test]
fn what_is_wrong_behind_a_misspelt_key_is_told_in_the_same_run() {
    let checked = with(&[("regions/uk.toml", "[brandx]\nlanding = \"nowhere\"\nsurfaces = [\"men\"]\n")]);
    let wanted = ["schema/bad-host", "schema/unknown-key", "schema/wrong-type"];
    let mut found: Vec<&str> = checked.report.findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.code.name).collect();
    found.sort_unstable();
    assert_eq!(found, wanted, "{}", short(&checked));
}

#[test]
fn a_region_whose_layer_is_not_there_is_judged_by_what_it_writes() {
    let checked = with(&[("regions/uk.toml", "[region]\nextends = \"globl\"\nlocales = [\"en-UK\"]\ntime-zone = \"Europe/Londn\"\n")]);
    let rules = ["schema/bad-locale-or-zone", "schema/bad-locale-or-zone", "schema/dangling-ref"];
    let mut found: Vec<&str> = checked.report.findings.iter().filter(|it| it.severity == Severity::Error).map(|it| it.code.name).collect();
    found.sort_unstable();
    assert_eq!(found, rules, "{}", short(&checked));
}

/// Lays a table over the base, and a region that reads it.
fn tabled(table: &str) -> Checked {
    with(&[("regions/uk.toml", "[redirects]\ntables = [\"uk/more.csv\"]\n"), ("regions/uk/more.csv", table)])
}

#[test]
fn a_column_that_is_named_twice_is_refused_at_the_second() {
    let checked = tabled("from,from,to\n/a,/b,/x\n");
    assert_eq!(places(&checked), ["regions/uk/more.csv:1 schema/duplicate-id"], "{}", short(&checked));
}

#[test]
fn a_line_that_a_spreadsheet_writes_to_itself_is_read_over() {
    for table in ["sep=;\nfrom;to\n/a;/x\n", "\u{feff}SEP=,\r\nfrom,to\r\n/a,/x\r\n", "sep=\t\nfrom\tto\n/a\t/x\n"] {
        let checked = tabled(table);
        assert!(places(&checked).is_empty(), "{table:?}\n{}", short(&checked));
    }
    let checked = tabled("sep=;\nfrom;to;status\n/a;/x;999\n");
    assert_eq!(places(&checked), ["regions/uk/more.csv:3 schema/wrong-type"], "{}", short(&checked));
}

#[test]
fn a_date_where_a_milestone_is_wanted_is_no_region() {
    let checked = tabled("from,to,since\n/a,/x,12/12/2024\n");
    assert_eq!(places(&checked), ["regions/uk/more.csv:2 schema/dangling-ref"], "{}", short(&checked));
    finds(&checked, "schema/dangling-ref", "found the date `12/12/2024`, wanted the name of a milestone");
}

#[test]
fn a_source_is_given_the_slash_only_where_that_mends_it() {
    for (from, fix) in [
        ("http://www.po.co/uk/a", Some("https://www.po.co/uk/a")),
        ("“/a”", Some("/a")),
        ("a/b", Some("/a/b")),
        ("www.po.co/uk/a", None),
        ("ftp://www.po.co/uk/a", None),
    ] {
        let checked = tabled(&format!("from,to\n{from},/x\n"));
        let found = of(&checked, "redirect/bad-source");
        assert_eq!(found.len(), 1, "{from}\n{}", short(&checked));
        assert_eq!(found[0].fix.first().map(|it| it.text.as_str()), fix, "{from}\n{}", short(&checked));
    }
}

#[test]
fn what_a_list_says_of_urls_is_refused_in_its_row_with_what_can_be_said() {
    let text = "[redirects]\ninventory = [\"uk/inventory.csv\"]\nalternates = [\"uk/alternates.csv\"]\n";
    let checked = with(&[
        ("regions/uk.toml", text),
        ("regions/uk/inventory.csv", "url,kind,valid-for\n/a,warrenty,\n/b,page,\n/c,reset,1d\n/shoes/,search,\n"),
        ("regions/uk/alternates.csv", "url,href,rel\nhttps://www.mi.com/,/uk/,\nhttps://www.mi.com/,https://www.mi.com/uk/,next\n"),
    ]);
    let places = places(&checked);
    for (row, rule) in [
        ("inventory.csv:2", "schema/wrong-type"),
        ("inventory.csv:3", "schema/wrong-type"),
        ("inventory.csv:4", "schema/wrong-type"),
        ("alternates.csv:2", "redirect/bad-source"),
        ("alternates.csv:3", "schema/wrong-type"),
    ] {
        assert!(places.contains(&format!("regions/uk/{row} {rule}")), "{row}:\n{}", short(&checked));
    }
    assert_eq!(places.len(), 5, "{}", short(&checked));
    let helps: Vec<&str> = of(&checked, "schema/wrong-type").iter().filter_map(|it| it.help.as_deref()).collect();
    assert!(helps.contains(&"did you mean `warranty`?"), "{helps:?}");
    assert!(helps.iter().any(|it| it.starts_with("write one of `reset`, `verify`")), "{helps:?}");
}

#[test]
fn a_thousand_rows_of_one_fault_are_one_finding_that_counts_them() {
    let mut table = "from,to,status\n".to_owned();
    (0..1_000).for_each(|it| table.push_str(&format!("/p/{it},https://www.mi.com/global/p/{it},302\n")));
    let checked = with(&[
        ("cutover.toml", "[platforms.xiaomi]\numbrella = \"https://www.mi.com/global/\"\n"),
        ("regions/uk.toml", "[redirects]\ninventory = [\"uk/inventory.csv\"]\ntables = [\"uk/redirects.csv\"]\n"),
        ("regions/uk/redirects.csv", &table),
    ]);
    for rule in ["redirect/temporary-code", "redirect/locale-mismatch"] {
        let found = of(&checked, rule);
        assert_eq!(found.len(), 1, "{}", short(&checked));
        assert!(found[0].message.ends_with("and 999 more like it"), "{}", found[0].message);
        assert_eq!(found[0].labels.len(), 5, "{:?}", found[0].labels);
    }
}

#[test]
fn a_rule_that_many_regions_inherit_is_counted_where_it_is_written() {
    let rule = "[[redirects.rules]]\nfrom = \"/sale\"\nto = \"/offers/\"\nstatus = 302\n";
    let ie = "[region]\nname = \"Ireland\"\nextends = \"global\"\ndisposition = \"retire\"\ncountries = [\"IE\"]\nowner = \"store-ie\"\n\n\
        [[sites]]\nid = \"store\"\nurl = \"https://www.po.co/ie/\"\nsuccessor = \"https://www.mi.com/ie/\"\nupstream = \"http://127.0.0.1:8083\"\n";
    let checked = with(&[("regions/global.toml", rule), ("regions/ie.toml", ie)]);
    let found = of(&checked, "redirect/temporary-code");
    assert_eq!(found.len(), 1, "{}", short(&checked));
    assert!(found[0].message.ends_with("nothing ends it"), "{}", found[0].message);
}

#[test]
fn a_link_to_unsubscribe_works_for_a_month_behind_the_last_mail() {
    let until = |end: &str, valid: &str| {
        let uk = format!(
            "[redirects]\ninventory = [\"uk/inventory.csv\"]\n\n[[redirects.rules]]\nfrom = \"/unsubscribe\"\nto = \"/account/\"\n\
             status = 302\nuntil = \"links-end\"\n\n[milestones]\nlinks-end = {{ kind = \"app-links-end\", from = {end} }}\n"
        );
        let mail = "[domains.\"po.co\"]\nretain = \"forever\"\nowner = \"domains@mi.example\"\nbudget = \"store-global\"\n\
             mail = { send-until = 2025-03-31, then = \"keep\" }\n";
        let list = format!("url,kind,valid-for\n/unsubscribe,unsubscribe,{valid}\n");
        let checked = with(&[("regions/uk.toml", &uk), ("regions/global.toml", mail), ("regions/uk/inventory.csv", &list)]);
        of(&checked, "redirect/token-link-unmapped").iter().map(|it| it.message.clone()).collect::<String>()
    };
    assert!(until("2025-04-30", "").contains("from 2025-04-29T23:00:00Z on"), "{}", until("2025-04-30", ""));
    assert_eq!(until("2025-05-01", ""), "");
    // Ten years are longer than thirty days.
    assert!(!until("2025-05-01", "10 years").is_empty());
}
