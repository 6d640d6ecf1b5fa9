//! The language: what regions take over from each other, what names mean, and what a draft may leave open.

use super::asking::{DATES, PROGRAM, check, closing, errors, plan, says};
use cutover::Options;
use cutover::model::graph::Graph;

const HOST: &str = "[hosts.\"shop.example\"]\ndefault = { to = \"https://new.example/\", query = \"drop\" }\n";

fn layer(text: &str) -> String {
    format!("[region]\nlayer = true\ntime-zone = \"Europe/London\"\nlocales = [\"en-GB\", \"cy\"]\n{text}")
}

fn over(text: &str) -> String {
    format!(
        "[region]\nextends = \"base\"\ndisposition = \"retire\"\n[[sites]]\nurl = \"https://shop.example/uk/\"\nsuccessor = \"https://new.example/uk/\"\n\
         upstream = \"http://127.0.0.1:8081\"\n{HOST}{text}"
    )
}

fn graph(base: &str, uk: &str) -> std::sync::Arc<Graph> {
    plan(PROGRAM, &[("base", &layer(base)), ("uk", &over(uk))]).graph
}

#[test]
fn tables_merge_key_by_key_and_lists_replace() {
    let base = format!(
        "{DATES}[redirects]\nquery = \"drop\"\nclosure = [\"hex-case\"]\ndefault = {{ to = \"/base\", query = \"keep\", status = 308 }}\n\
         [services.points]\nkind = \"loyalty-points\"\nmove = \"end\"\nsince = \"freeze\"\nuntil = \"freeze\"\nrate = {{ old = 100, new = 1 }}\n"
    );
    let uk = "[redirects]\ndefault = { to = \"/own\" }\n[services.points]\nuntil = \"sunset\"\nrate = { new = 2 }\n";
    let found = plan(PROGRAM, &[("base", &layer(&base)), ("uk", &over(uk))]);
    says(&found, "/uk/z?q @2025-02-01 => 308 ~/uk/own?q\n/uk/z?q @2025-01-05 => 307 ~/uk/own?q");
    let region = &found.graph.regions["uk"];
    assert_eq!(region.locales.len(), 2);
    let rate = region.services["points"].written.rate.as_ref().expect("a rate");
    assert_eq!((rate.old.map(|it| it.value), rate.new.map(|it| it.value)), (Some(100), Some(2)));
    assert_eq!(region.services["points"].until.as_ref().expect("an end").value.name, "sunset");
    assert_eq!(region.services["points"].since.as_ref().expect("a beginning").value.region, "uk");
}

#[test]
fn one_slot_is_replaced_as_a_whole() {
    let base = format!("{DATES}[redirects]\ndefault = {{ to = \"/base\" }}\n");
    let by = graph(&base, "[milestones]\nannounce = { by = 2024-10-10 }\nfreeze = { never = \"no freeze\" }\n");
    let found = &by.regions["uk"].milestones;
    assert_eq!(found["announce"].when.expect("a date").value.to_string(), "by 2024-10-10");
    assert!(found["freeze"].when.is_none() && found["freeze"].never.is_some());
    let gone = plan(PROGRAM, &[("base", &layer(&base)), ("uk", &over("[redirects]\ndefault = { answer = \"gone\" }\n"))]);
    says(&gone, "/uk/z @2025-02-01 => 410");
}

#[test]
fn an_open_point_replaces_a_value_and_a_value_an_open_point() {
    let base = format!("{DATES}[redirects]\ndefault = {{ to = \"/base\" }}\n");
    let open = graph(&base, "[milestones]\nfreeze = { unknown = { from = \"to be told\" } }\n");
    assert!(open.regions["uk"].milestones["freeze"].when.is_none());
    assert!(open.regions["uk"].unknowns.iter().any(|it| it.0 == "uk.milestones.freeze.from"));
    let base = base.replace("freeze = { from = 2024-11-01 }", "freeze = { unknown = { from = \"to be told\" } }");
    let known = graph(&base, "[milestones]\nfreeze = { by = 2024-11-02 }\n");
    assert!(known.regions["uk"].milestones["freeze"].when.is_some());
    assert!(known.regions["uk"].unknowns.is_empty(), "{:?}", known.regions["uk"].unknowns);
    // A layer between the two.
    let middle = "[region]\nextends = \"low\"\nlayer = true\n[milestones]\nfreeze = { unknown = { on = \"asked again\" } }\n";
    let low = layer(&format!("{DATES}[redirects]\ndefault = {{ to = \"/base\" }}\n"));
    let found = plan(PROGRAM, &[("base", middle), ("low", &low), ("uk", &over(""))]).graph;
    assert!(found.regions["uk"].milestones["freeze"].when.is_none());
}

#[test]
fn rules_merge_by_source_and_beginning() {
    let rule = |from: &str, rest: &str| format!("[[redirects.rules]]\nfrom = \"{from}\"\n{rest}\n");
    let base = format!(
        "{DATES}[redirects]\ndefault = {{ to = \"/base\" }}\n{}{}{}{}",
        rule("/a", "to = \"/a0\""),
        rule("/b", "to = \"/b0\""),
        rule("/c", "to = \"/c0\"\nsince = \"migrate\"\nuntil = \"sunset\""),
        rule("/d", "to = \"/d0\""),
    );
    let uk = format!(
        "{}{}{}",
        rule("/a", "to = \"/a1\"\nsince = \"sunset\""),
        rule("/b", "dropped = \"not sold here\""),
        rule("/c", "to = \"/c1\"")
    );
    let found = plan(PROGRAM, &[("base", &layer(&base)), ("uk", &over(&uk))]);
    says(
        &found,
        "/uk/a @2025-02-01 => 301 ~/uk/a1
         /uk/b @2025-02-01 => 301 ~/uk/base
         /uk/c @2024-11-10 => 301 ~/uk/c0
         /uk/c @2025-02-01 => 301 ~/uk/c1
         /uk/d @2025-02-01 => 301 ~/uk/d0",
    );
    let wrong = over(&rule("/bb", "dropped = \"not sold here\""));
    let found = errors(PROGRAM, &[("base", &layer(&base)), ("uk", &wrong)]);
    assert!(found.len() == 1 && found[0].contains("no layer of `uk` has a rule from `/bb`"), "{found:?}");
}

#[test]
fn sites_hosts_and_tables_stay_with_the_region_that_wrote_them() {
    let base = closing("/base", &format!("{HOST}[redirects]\ntables = [\"base.csv\"]\ndefault = {{ to = \"/d\" }}\n"));
    let uk = over("[redirects]\n").replace(HOST, "");
    let found = plan(PROGRAM, &[("base", &base), ("uk", &uk), ("base.csv", "from,to\n/a,/x\n")]);
    says(&found, "/base/a @2025-02-01 => 301 ~/base/x\n/uk/a @2025-02-01 => 301 ~/uk/d");
    assert_eq!(found.graph.sites_of("uk").count(), 1);
    assert_eq!(found.graph.hosts["shop.example"].region, "base");
    assert_eq!(found.graph.regions["uk"].name, "uk");
}

#[test]
fn a_sites_default_needs_no_section_of_redirects() {
    let text = closing("/uk", HOST).replacen("upstream =", "default = { to = \"/poco/\" }\nupstream =", 1);
    says(&plan(PROGRAM, &[("uk", &text)]), "/uk/z @2024-11-10 => served by 8081\n/uk/z @2025-02-01 => 301 ~/uk/poco/");
}

#[test]
fn references_name_regions_and_platforms() {
    let with = |to: &str, more: &str| {
        closing(
            "/uk",
            &format!(
                "{HOST}[redirects]\ndefault = {{ to = \"/\" }}\n[services.orders]\nkind = \"orders\"\nmove = \"transfer\"\nto = \"{to}\"\nsince = \"freeze\"\nuntil = \"freeze\"\nroutes = [\"/o\"]\n{more}"
            ),
        )
    };
    let fr = "[region]\ndisposition = \"independent\"\ntime-zone = \"Europe/Paris\"\n[services.orders]\nkind = \"orders\"\ncontact = { url = \"https://new.example/fr/orders\" }\n[milestones]\nmigrate = { from = 2024-11-05 }\n";
    says(&plan(PROGRAM, &[("uk", &with("new/orders", "")), ("fr", fr)]), "/uk/o @2025-02-01 => 301 ~/orders");
    says(&plan(PROGRAM, &[("uk", &with("fr/orders", "")), ("fr", fr)]), "/uk/o @2025-02-01 => 301 ~/fr/orders");
    let wrong = |to: &str| errors(PROGRAM, &[("uk", &with(to, "")), ("fr", fr)]).join("; ");
    assert!(wrong("new/order").contains("there is no service `new/order`"), "{}", wrong("new/order"));
    assert!(wrong("neu/orders").contains("there is no platform or region `neu`"));
    let since = with("new/orders", "[[redirects.rules]]\nfrom = \"/a\"\nto = \"/a\"\nsince = \"fr/migrat\"\n");
    assert_eq!(errors(PROGRAM, &[("uk", &since), ("fr", fr)]), ["schema/dangling-ref: there is no milestone `fr/migrat`"]);
}

#[test]
fn a_layer_has_no_dates_of_its_own() {
    let base = format!("{DATES}[redirects]\ndefault = {{ to = \"/base\" }}\n");
    let uk = over("[[redirects.rules]]\nfrom = \"/a\"\nto = \"/a\"\nsince = \"base/migrate\"\n");
    let found = errors(PROGRAM, &[("base", &layer(&base)), ("uk", &uk)]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("schema/dangling-ref"), "{found:?}");
}

#[test]
fn an_open_point_of_a_rule_is_listed_and_leaves_it_inactive() {
    for open in
        ["unknown = { to = \"asked\" }", "to = \"/x\"\nunknown = { since = \"asked\" }", "to = \"/x\"\nunknown = { until = \"asked\" }"]
    {
        let text = closing("/uk", &format!("{HOST}[redirects]\ndefault = {{ to = \"/\" }}\n[[redirects.rules]]\nfrom = \"/a\"\n{open}\n"));
        let found = plan(PROGRAM, &[("uk", &text)]);
        says(&found, "/uk/a @2025-02-01 => 301 ~/uk/");
        assert_eq!(found.graph.regions["uk"].unknowns.len(), 1, "{open}");
        let strict = check(PROGRAM, &[("uk", &text)], Options { is_strict: true, ..Options::default() });
        assert!(strict.report.findings.iter().any(|it| it.code.name == "schema/open-unknown"), "{open}");
    }
    let text = closing("/uk", &format!("{HOST}[redirects]\ndefault = {{ unknown = {{ to = \"asked\" }} }}\n"));
    let found = check(PROGRAM, &[("uk", &text)], Options::default());
    assert!(found.report.findings.iter().any(|it| it.code.name == "schema/open-unknown"));
    assert!(!found.report.findings.iter().any(|it| it.code.name == "redirect/bad-destination"));
}

#[test]
fn nothing_that_is_written_is_passed_over() {
    let with = |rule: &str| {
        errors(
            PROGRAM,
            &[
                ("uk", &closing("/uk", &format!("{HOST}[redirects]\ndefault = {{ to = \"/\" }}\n[[redirects.rules]]\n{rule}\n"))),
                ("p.html", "x"),
            ],
        )
    };
    for rule in [
        "from = \"/a\"\nto = \"/x\"\npage = \"p.html\"",
        "from = \"/a\"\nanswer = \"gone\"\npage = \"p.html\"",
        "from = \"/a\"\nto = \"/x\"\nanswer = \"gone\"",
        "from = \"/a\"\nanswer = \"gone\"\nstatus = 301",
        "from = \"/a\"\nto = \"https://new.example:443/x\"",
    ] {
        assert_eq!(with(rule).len(), 1, "{rule}: {:?}", with(rule));
    }
    // A path is joined to the successor, and there is none.
    let text = closing(
        "/uk",
        &format!("{HOST}[redirects]\ndefault = {{ to = \"https://new.example/\" }}\n[[redirects.rules]]\nfrom = \"/a\"\nto = \"/x\"\n"),
    )
    .replace("successor = \"https://new.example/uk/\"", "");
    assert!(errors(PROGRAM, &[("uk", &text)]).iter().any(|it| it.contains("successor")), "{:?}", errors(PROGRAM, &[("uk", &text)]));
}

#[test]
fn a_date_is_counted_from_the_day_that_the_region_sees() {
    let dates = DATES
        .replace("sunset = { by = 2024-12-31 }", "sunset = { at = 2024-12-31T23:30:00Z }")
        .replace("{ at = 2026-01-01T00:00 }", "{ from = \"sunset + 1 year\" }");
    let text = closing("/uk", &format!("{HOST}[redirects]\ndefault = {{ to = \"/\" }}\n"))
        .replace(DATES, &dates)
        .replace("Europe/London", "Asia/Shanghai");
    let found = plan(PROGRAM, &[("uk", &text)]);
    assert_eq!(found.graph.regions["uk"].milestones["redirects-end"].when.expect("a date").value.to_string(), "from 2026-01-01");
}

#[test]
fn a_table_is_read_as_a_spreadsheet_writes_it() {
    let text = closing("/uk", &format!("{HOST}[redirects]\ntables = [\"uk/t.csv\"]\ndefault = {{ to = \"/\" }}\n"));
    let rows = "\u{feff}From;To;Status;Query;Since;Until\r\n/a;/x;308;k l;;\r\n\r\n\"/b;c\";/y;;drop;announce;sunset\r\n";
    let found = plan(PROGRAM, &[("uk", &text), ("uk/t.csv", rows)]);
    says(
        &found,
        "/uk/a?m=1&l=2&k=3 @2025-02-01 => 308 ~/uk/x?k=3&l=2
         /uk/b;c?q @2024-11-10 => 301 ~/uk/y
         /uk/b;c?q @2025-02-01 => 301 ~/uk/?q",
    );
    let spans: Vec<String> = found.graph.regions["uk"].redirects.iter().map(|it| found.place(it.span).to_string()).collect();
    assert!(spans[0].starts_with("regions/uk/t.csv:2") && spans[1].starts_with("regions/uk/t.csv:4"), "{spans:?}");
    let wrong = errors(PROGRAM, &[("uk", &text), ("uk/t.csv", "from,to,until\n/a,/x,2025-01-01\n/b,/y,redirects-end\n")]);
    assert_eq!(wrong[0], "schema/dangling-ref: found the date `2025-01-01`, wanted the name of a milestone: each date stands once");
}

#[test]
fn rules_of_an_independent_region_are_told() {
    let kept = "[region]\ndisposition = \"independent\"\n[[sites]]\nurl = \"https://kept.example/\"\n[redirects]\n[[redirects.rules]]\nfrom = \"/a\"\nto = \"https://new.example/a\"\n";
    let text = closing("/uk", &format!("{HOST}[redirects]\ndefault = {{ to = \"/\" }}\n"));
    let found = errors(PROGRAM, &[("uk", &text), ("in", kept)]);
    assert_eq!(found.len(), 1, "{found:?}");
}
