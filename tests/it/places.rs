//! Where findings stand: cells of tables, lines that hold more than ASCII, and what is drawn and measured there.

use crate::overlay::{base, check, drawn, lay, short};
use cutover::Checked;
use cutover::load::Memory;

fn table(text: &str) -> Checked {
    let files = [("regions/uk.toml", "[redirects]\ntables = [\"uk/redirects.csv\"]\n"), ("regions/uk/redirects.csv", text)];
    check(&lay(base(), Memory(files.into_iter().map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).collect())))
}

/// Returns `line:column end rule text` of what is found in the table, columns in characters.
fn regions(checked: &Checked) -> Vec<String> {
    let in_table = checked.report.findings.iter().filter(|it| checked.sources.file(it.span().file).path.ends_with(".csv"));
    in_table
        .map(|it| {
            let at = checked.sources.region(it.span(), |text| text.chars().count());
            format!("{}:{}-{} {} {}", at.line, at.column, at.end_column, it.code.name, checked.sources.text(it.span()))
        })
        .collect()
}

#[test]
fn a_finding_about_a_row_shows_the_cell() {
    let far = "redirect/target-retiring";
    for (text, wanted) in [
        ("from,to\n/a,https://shop.example/a\n", format!("2:4-26 {far} https://shop.example/a")),
        ("from;to\n/caf\u{e9};https://shop.example/a\n", format!("2:7-29 {far} https://shop.example/a")),
        ("from\tto\tnote\n/a\thttps://shop.example/a\tx\n", format!("2:4-26 {far} https://shop.example/a")),
        ("\u{feff}from,to\r\n/a,https://shop.example/a\r\n", format!("2:4-26 {far} https://shop.example/a")),
        ("note,from,to\n\"\u{1f600}, caf\u{e9}\",/a,\"https://shop.example/a\"\n", format!("2:15-37 {far} https://shop.example/a")),
        ("note,from,to\n\"he said \"\"no, no\"\"\",/a,  https://shop.example/a \n", format!("2:27-49 {far} https://shop.example/a")),
        ("from,to,status\n/a,\"/x\",\"abc\"\n", "2:10-13 schema/wrong-type abc".to_owned()),
    ] {
        assert_eq!(regions(&table(text)), [wanted], "{text:?}");
    }
    insta::assert_snapshot!("cell", drawn(&table("note;from;to\n\"\u{1f600}; caf\u{e9}\";/a;\"https://shop.example/a\"\n")));
}

#[test]
fn a_byte_order_mark_takes_no_column() {
    assert_eq!(regions(&table("\u{feff}from,too\n/a,/x\n")), ["1:6-9 schema/unknown-key too"]);
}

#[test]
fn a_first_line_that_names_other_columns_leads_to_the_fix() {
    for (text, first) in [
        ("de;vers\n/a;/x\n", "from;to"),
        ("ancienne url;nouvelle url\n/a;/x\n", "from;to"),
        ("Old URL,New URL,Status\n/a,/x,301\n", "from,to,status"),
    ] {
        let checked = table(text);
        let [finding] = checked.report.findings.as_slice() else { panic!("{}", short(&checked)) };
        assert_eq!(finding.help.as_deref(), Some(format!("write the first line as `{first}`").as_str()), "{}", short(&checked));
        assert_eq!(finding.fix[0].text, first);
    }
    for (text, above) in [("/a;/x\n", "from;to"), ("https://www.po.co/uk/a,/x,301\n", "from,to"), ("/a\t/x\n", "from\\u0009to")] {
        let checked = table(text);
        let [finding] = checked.report.findings.as_slice() else { panic!("{}", short(&checked)) };
        assert_eq!(finding.help.as_deref(), Some(format!("put the line `{above}` above it").as_str()), "{}", short(&checked));
    }
    // Two columns that mean the same are not renamed into one.
    assert_eq!(table("de,ancien\n/a,/x\n").report.findings.len(), 2);
    insta::assert_snapshot!("header", drawn(&table("de;vers\n/a;/x\n")));
}

fn found(path: &str, text: &str) -> Checked {
    check(&lay(base(), Memory([(path.to_owned(), text.as_bytes().to_vec())].into())))
}

#[test]
fn a_date_in_place_of_a_milestone_names_the_milestone() {
    let rule = |date: &str| found("regions/uk.toml", &format!("[[redirects.rules]]\nfrom = \"/a\"\nto = \"/x\"\nsince = {date}\n"));
    let help = |checked: &Checked| checked.report.findings[0].help.clone().unwrap_or_default();
    let own = rule("2024-10-21");
    assert_eq!(own.report.findings.len(), 1, "{}", short(&own));
    assert_eq!(help(&own), "write `\"migrate\"`: on that day `uk` has `migrate`");
    assert_eq!(own.report.findings[0].fix[0].text, "\"migrate\"");
    let other = rule("2024-10-22");
    assert_eq!(help(&other), "name a milestone, as `\"sunset\"`; dates stand under `[milestones]`");
    assert!(other.report.findings[0].fix.is_empty());
}

#[test]
fn a_date_in_a_table_names_the_milestone_too() {
    let checked = table("from,to,since\n/a,/x,2024-10-21\n/b,/y,2024-10-22\n");
    let found: Vec<(&str, &str, usize)> =
        checked.report.findings.iter().map(|it| (it.message.as_str(), it.help.as_deref().unwrap_or_default(), it.fix.len())).collect();
    assert_eq!(
        found,
        [
            ("found the date `2024-10-21`, wanted the name of a milestone: each date stands once", "write `migrate`", 1),
            (
                "found the date `2024-10-22`, wanted the name of a milestone: each date stands once",
                "name a milestone, as `sunset`; dates stand under `[milestones]`",
                0
            ),
        ]
    );
}

#[test]
fn a_star_right_behind_the_host_is_said_to_lengthen_its_name() {
    let checked = found("regions/uk.toml", "[[redirects.rules]]\nfrom = \"/a/*\"\nto = \"https://www.mi.com*\"\n");
    let finding = &checked.report.findings[0];
    assert_eq!(
        (finding.code.name, finding.message.as_str(), finding.help.as_deref(), checked.report.findings.len()),
        (
            "redirect/bad-destination",
            "the destination `https://www.mi.com*` puts a value into the host's name: it could become `www.mi.com.evil.test`",
            Some("end the host with `/` and a path of its own, as `https://www.mi.com/help/*`"),
            1
        )
    );
}

#[test]
fn a_date_that_no_calendar_has_costs_that_date_alone() {
    let checked = found("regions/uk.toml", "[milestones]\nsunset = { by = 2024-11-31 }\nfreeze = { from = 2024-12-02, becuse = \"x\" }\n");
    let lines: Vec<String> = checked.report.findings.iter().map(|it| format!("{} {}", it.code.name, it.message)).collect();
    assert_eq!(
        lines,
        [
            "schema/wrong-type found `2024-11-31`, which is no day of the calendar",
            "schema/unknown-key found the key `becuse`, which is not known here"
        ]
    );
    assert_eq!(checked.report.findings[0].help.as_deref(), Some("take a day from 2024-11-01 to 2024-11-30"));
}

#[test]
fn a_break_is_one_finding_and_what_stands_above_it_is_judged() {
    let disk = Memory(
        [
            ("cutover.toml".to_owned(), b"spec = 1\n".to_vec()),
            (
                "regions/uk.toml".to_owned(),
                b"[region]\nnam = \"x\"\nlocales = [\"en-GB\"\nname = \"x\"\n\n[milestones]\nfoo = 1\nfoo = 2\n".to_vec(),
            ),
        ]
        .into(),
    );
    let checked = check(&disk);
    assert_eq!(
        short(&checked),
        "regions/uk.toml:2:1: error[schema/unknown-key]: found the key `nam`, which is not known here\n\
         regions/uk.toml:4:1: error[schema/syntax]: this is not TOML: missing comma between array elements, wanted `,`\n"
    );
    assert_eq!(checked.report.findings[1].help.as_deref(), Some("mend it; from line 3 on the file was not read"));
}
