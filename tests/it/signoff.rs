//! Signing texts off: who must, what unsigns, what corrects a date that was told, and what is left when it is not.

use crate::overlay::{self, base, folder, lay};
use cutover::load::{Disk, Folder, Memory};
use cutover::model::spec::scalar::When;
use cutover::{Checked, Options, check_workspace};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

const ROLES: [&str; 2] = ["legal", "support"];

/// A workspace on disk, as people have it.
struct Desk(tempfile::TempDir);

/// What a command printed, and how it ended.
struct Run {
    status: i32,
    out: String,
    err: String,
}

impl Desk {
    fn new(files: &Memory) -> Desk {
        let desk = Desk(tempfile::tempdir().expect("a folder"));
        files.0.iter().for_each(|(path, bytes)| desk.write(path, std::str::from_utf8(bytes).expect("text")));
        desk
    }

    /// The root workspace, with two roles that must sign.
    fn root() -> Desk {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let mut files = Memory::default();
        files.0.insert("cutover.toml".to_owned(), std::fs::read(root.join("cutover.toml")).expect("the root workspace"));
        files.0.extend(folder(&root.join("regions")).0.into_iter().map(|(path, bytes)| (format!("regions/{path}"), bytes)));
        let desk = Desk::new(&files);
        desk.edit("regions/global.toml", "[notices]\n", "[notices]\nsign-off = [\"legal\", \"support\"]\n");
        desk
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("it can be made");
        std::fs::write(path, text).expect("it can be written");
    }

    fn read(&self, path: &str) -> String {
        std::fs::read_to_string(self.0.path().join(path)).unwrap_or_default()
    }

    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "{path} holds `{from}` not once");
        self.write(path, &text.replacen(from, to, 1));
    }

    fn run(&self, arguments: &[&str]) -> Run {
        let run = Command::new(env!("CARGO_BIN_EXE_cutover")).args(arguments).current_dir(self.0.path()).output().expect("it runs");
        let text = |bytes| String::from_utf8(bytes).expect("output is text");
        Run { status: run.status.code().expect("it ended"), out: text(run.stdout), err: text(run.stderr) }
    }

    fn sign(&self, on: &str, texts: &[&str]) {
        for role in ROLES {
            let run = self.run(&[&["notices", "--sign", role, "--on", on], texts].concat());
            assert_eq!(run.status, 0, "{}", run.err);
        }
    }

    /// Every text by its name, as `cutover notices` tells it.
    fn texts(&self, more: &[&str]) -> BTreeMap<String, Value> {
        let run = self.run(&[&["notices", "--format", "json"], more].concat());
        assert_eq!(run.status, 0, "{}", run.err);
        let all: Value = serde_json::from_str(&run.out).expect("JSON");
        all["texts"].as_array().expect("texts").iter().map(|it| (it["id"].as_str().expect("a name").to_owned(), it.clone())).collect()
    }

    fn check(&self, as_of: Option<&str>) -> Checked {
        let options = Options { as_of: as_of.map(|it| it.parse().expect("a day")), ..Options::default() };
        check_workspace(&Folder(self.0.path().to_owned()), options).expect("it can be read")
    }

    /// The messages of a rule, in order.
    fn found(&self, rule: &str, as_of: Option<&str>) -> Vec<String> {
        let checked = self.check(as_of);
        checked.report.findings.iter().filter(|it| it.code.name == rule).map(|it| it.message.clone()).collect()
    }

    /// The words of a text.
    fn words(&self, id: &str) -> String {
        let checked = self.check(None);
        let texts = cutover::emit::texts(checked.plan.as_ref().expect("a plan")).expect("it can be said");
        texts.into_iter().find(|it| it.id() == id).unwrap_or_else(|| panic!("no `{id}`")).words
    }
}

fn tells(text: &Value, milestone: &str) -> bool {
    text["dates"].as_array().expect("dates").iter().any(|it| it["milestone"] == milestone)
}

fn changes(text: &Value) -> BTreeSet<String> {
    let of = |it: &Value| it["changes"].as_array().expect("changes").clone();
    text["signatures"].as_array().expect("signatures").iter().flat_map(of).map(|it| it.as_str().expect("text").to_owned()).collect()
}

const COUPONS: &str = "coupons-restored = { kind = \"restore\", before = 2024-12-12";
const SUNSET: &str = "sunset           = { by = 2024-12-31";

#[test]
fn a_milestone_moved_by_a_day_unsigns_what_tells_it_and_nothing_else() {
    let desk = Desk::root();
    desk.sign("2024-10-10", &[]);
    let before = desk.texts(&[]);
    assert!(before.values().all(|it| it["state"] == "signed"), "{before:#?}");
    assert_eq!(desk.found("notice/unsigned", None), [] as [&str; 0]);

    desk.edit("regions/global.toml", COUPONS, &COUPONS.replace("-12-12", "-12-13"));
    let after = desk.texts(&[]);
    let telling = before.iter().filter(|it| tells(it.1, "coupons-restored")).count();
    assert!(telling > 8 && telling < before.len() - 8, "some texts tell it, others do not: {telling} of {}", before.len());
    for (id, was) in &before {
        let now = &after[id];
        match tells(was, "coupons-restored") {
            true => {
                assert_eq!(now["state"], "changed", "{id}");
                assert_ne!(now["digest"], was["digest"], "{id}");
                assert_eq!(changes(now), BTreeSet::from(["coupons-restored: before 2024-12-12, now before 2024-12-13".to_owned()]), "{id}");
            }
            false => assert_eq!((&now["state"], &now["digest"]), (&"signed".into(), &was["digest"]), "{id}"),
        }
    }
    // And each region's customers are told, in each language, on the day after the first text that told it.
    let new: BTreeSet<&str> = after.keys().filter(|it| !before.contains_key(*it)).map(String::as_str).collect();
    let places: BTreeSet<String> =
        before.values().map(|it| format!("{}/{}", it["region"].as_str().unwrap(), it["locale"].as_str().unwrap())).collect();
    assert!(new.iter().all(|it| it.contains("/2024-10-16-correction.")), "{new:?}");
    assert_eq!(new.iter().map(|it| it.rsplit_once('/').unwrap().0.to_owned()).collect::<BTreeSet<_>>(), places);
    assert!(new.iter().all(|it| after[*it]["state"] == "unsigned"));
    let words = desk.words("uk/en-GB/2024-10-16-correction.mail");
    let at = |it: &str| words.find(it).unwrap_or_else(|| panic!("`{it}` is not in\n{words}"));
    assert!(at("before Thursday 12 December 2024") < at("before Friday 13 December 2024"));
}

#[test]
fn engineer_drafts_on_and_a_release_is_refused() {
    let desk = Desk::root();
    let draft = desk.run(&["check"]);
    assert_eq!(draft.status, 0, "{}", draft.err);
    let strict = desk.run(&["check", "--strict", "--format", "short"]);
    assert_eq!(strict.status, 1);
    let lines: Vec<&str> = strict.out.lines().filter(|it| it.contains("error[")).collect();
    let of = |rule: &str| lines.iter().filter(|it| it.contains(rule)).count();
    // One a region and language, and one a language, however many texts there are.
    let places: BTreeSet<(String, String)> =
        desk.texts(&[]).values().map(|it| (it["region"].to_string(), it["locale"].to_string())).collect();
    let locales: BTreeSet<&String> = places.iter().map(|it| &it.1).collect();
    assert_eq!((of("[notice/unsigned]"), of("[notice/unreviewed]")), (places.len(), locales.len()), "{lines:#?}");
    assert_eq!(lines.len(), places.len() + locales.len(), "{lines:#?}");

    for locale in locales {
        desk.write(&format!("templates/notices/{}/locale.ftl", locale.trim_matches('"')), "reviewed = yes\n");
    }
    desk.sign("2024-10-10", &[]);
    let signed = desk.run(&["check", "--strict"]);
    assert_eq!(signed.status, 0, "{}", signed.err);
}

#[test]
fn one_role_or_some_texts_are_not_all() {
    let desk = Desk::root();
    assert_eq!(desk.run(&["notices", "--sign", "legal", "--on", "2024-10-10"]).status, 0);
    assert!(desk.found("notice/unsigned", None).iter().all(|it| it.ends_with("not signed by `support`")));
    assert_eq!(desk.run(&["notices", "--sign", "support", "--on", "2024-10-11", "fr", "*/2024-10-15-announcement.*"]).status, 0);
    for (id, text) in desk.texts(&[]) {
        let is_meant = id.starts_with("fr/") || id.contains("/2024-10-15-announcement.");
        assert_eq!(text["state"], if is_meant { "signed" } else { "unsigned" }, "{id}");
    }
}

#[test]
fn slips_are_refused_and_named() {
    let desk = Desk::root();
    for (arguments, wanted) in [
        (&["--sign", "legl", "--on", "2024-10-10"] as &[&str], "nobody asks `legl` to sign; did you mean `legal`?"),
        (&["--sign", "legal"], "--on"),
        (&["--sign", "legal", "--on", "now"], "a signature bears the day"),
        (&["--sign", "legal", "--on", "2024-02-30"], "no day of the calendar"),
        (
            &["--sign", "legal", "--on", "2024-10-10", "uk/en-GB/2024-10-15-anouncement.mail"],
            "did you mean `uk/en-GB/2024-10-15-announcement.mail`?",
        ),
        (&["--sign", "legal", "--on", "2024-10-10", "--as-of", "2024-10-10"], "--as-of"),
        (&["--dry-run"], "--sign"),
        (&["gb"], "there is no text `gb`"),
    ] {
        let run = desk.run(&[&["notices"], arguments].concat());
        assert_eq!(run.status, 2, "{arguments:?}: {}", run.err);
        assert!(run.err.contains(wanted), "{arguments:?}: {}", run.err);
    }
    assert_eq!(desk.read("approvals.toml"), "");
}

#[test]
fn dry_run_writes_nothing_and_signing_keeps_what_stands_there() {
    let desk = Desk::root();
    let dry = desk.run(&["notices", "--sign", "legal", "--on", "2024-10-10", "--dry-run", "uk"]);
    assert!(
        dry.out.contains("+text = \"uk/en-GB/2024-10-15-announcement.mail\"") && dry.err.contains("would sign"),
        "{}{}",
        dry.out,
        dry.err
    );
    assert_eq!(desk.read("approvals.toml"), "");

    desk.write("approvals.toml", "#:schema schema/approvals.schema.json\n# Who signs: see the wiki.\n");
    assert_eq!(desk.run(&["notices", "--sign", "legal", "--on", "2024-10-10", "uk/en-GB/2024-10-15-announcement"]).status, 0);
    let one = desk.read("approvals.toml");
    assert!(one.starts_with("#:schema schema/approvals.schema.json\n# Who signs: see the wiki.\n\n[[approvals]]\ntext = \"uk/"), "{one}");
    // Comments, order and spaces are people's.
    let commented = one.replace("role = \"legal\"", "role = \"legal\"   # J. Doe").replace("[[approvals]]", "# the first\n[[approvals]]");
    desk.write("approvals.toml", &commented);
    assert_eq!(desk.run(&["notices", "--sign", "legal", "--on", "2024-10-11", "uk/en-GB"]).status, 0);
    let all = desk.read("approvals.toml");
    assert!(all.starts_with(&commented), "{all}");
    let again = desk.run(&["notices", "--sign", "legal", "--on", "2024-10-12", "uk/en-GB"]);
    assert!(again.err.contains("signed 0 texts") && again.err.contains("signed already as they stand"), "{}", again.err);
    assert_eq!(desk.read("approvals.toml"), all);
}

#[test]
fn what_was_not_sent_is_signed_anew_and_what_was_stays() {
    let desk = Desk::root();
    desk.sign("2024-10-10", &["uk"]);
    let entries = |text: &str| text.matches("[[approvals]]").count();
    let count = entries(&desk.read("approvals.toml"));
    desk.edit("regions/global.toml", COUPONS, &COUPONS.replace("-12-12", "-12-13"));

    // Before the announcement went out nobody was told anything: it is signed anew, and there is nothing to correct.
    desk.sign("2024-10-12", &["uk"]);
    assert_eq!(entries(&desk.read("approvals.toml")), count);
    assert!(!desk.texts(&["uk"]).keys().any(|it| it.contains("correction")));
    assert!(desk.texts(&["uk"]).values().all(|it| it["state"] == "signed"));

    // After it went out its signature stays, and the correction is told until it is sent.
    desk.edit("regions/global.toml", &COUPONS.replace("-12-12", "-12-13"), &COUPONS.replace("-12-12", "-12-14"));
    desk.edit("regions/global.toml", "[notices]\n", "[notices]\ncorrection = 2024-11-21\n");
    desk.sign("2024-11-20", &["uk"]);
    let signed = desk.read("approvals.toml");
    assert!(signed.contains("coupons-restored = \"before 2024-12-13\"") && signed.contains("coupons-restored = \"before 2024-12-14\""));
    let texts = desk.texts(&["uk", "--as-of", "2024-11-20"]);
    assert_eq!(texts["uk/en-GB/2024-11-21-correction.mail"]["state"], "signed");
    assert_eq!(texts["uk/en-GB/2024-10-15-announcement.mail"]["state"], "sent");
    let words = desk.words("uk/en-GB/2024-11-21-correction.mail");
    assert!(words.contains("before Friday 13 December 2024") && words.contains("before Saturday 14 December 2024"), "{words}");

    // A second move is told from where the first correction left it.
    desk.edit("regions/global.toml", &COUPONS.replace("-12-12", "-12-14"), &COUPONS.replace("-12-12", "-12-16"));
    desk.edit("regions/global.toml", "correction = 2024-11-21\n", "correction = 2024-12-05\n");
    let words = desk.words("uk/en-GB/2024-12-05-correction.mail");
    assert!(words.contains("before Saturday 14 December 2024") && words.contains("before Monday 16 December 2024"), "{words}");
    assert!(!words.contains("13 December"), "{words}");
    assert!(!desk.texts(&["uk"]).contains_key("uk/en-GB/2024-11-21-correction.mail"));
    assert_eq!(desk.found("notice/stray-approval", Some("2024-11-30")), [] as [&str; 0], "what was sent is history");
}

#[test]
fn signature_of_a_text_that_is_given_up_before_it_was_sent_goes() {
    let desk = Desk::root();
    desk.sign("2024-10-10", &["uk"]);
    desk.edit("regions/global.toml", SUNSET, &SUNSET.replace("2024-12-31", "2025-01-02"));
    let stray = desk.found("notice/stray-approval", Some("2024-10-12"));
    assert!(stray.len() == 1 && stray[0].ends_with("are of texts that are not made any more and were not sent"), "{stray:?}");
    let run = desk.run(&["notices", "--sign", "legal", "--on", "2024-10-12", "uk"]);
    assert!(run.err.contains("taken out: uk/en-GB/2024-12-30-last-day.mail"), "{}", run.err);
    desk.sign("2024-10-12", &["uk"]);
    assert_eq!(desk.found("notice/stray-approval", Some("2024-10-12")), [] as [&str; 0]);
    assert!(desk.texts(&["uk"]).values().all(|it| it["state"] == "signed"));
    assert!(!desk.read("approvals.toml").contains(" sunset = \"before 2024-12-31\""), "nobody was told the old date");
}

#[test]
fn correction_is_due_until_it_is_too_late_and_then_told_with_its_cost() {
    let desk = Desk::root();
    desk.sign("2024-10-10", &["uk"]);
    desk.edit("regions/global.toml", SUNSET, &SUNSET.replace("2024-12-31", "2024-12-27"));
    let due = |as_of: &str| -> Vec<(String, String, String)> {
        let checked = desk.check(Some(as_of));
        let found = checked.report.findings.iter().filter(|it| it.code.name == "notice/correction-due");
        found.map(|it| (it.severity.word().to_owned(), it.message.clone(), it.help.clone().unwrap_or_default())).collect()
    };
    assert_eq!(due("2024-10-12"), [], "nobody was told yet");
    assert_eq!(due("2024-10-16"), [], "the correction is still to be sent");
    let told = "customers of `uk` were told `sunset: before 2024-12-31` on 2024-10-20, and it is `before 2024-12-27` now";
    let late = due("2024-11-20");
    assert_eq!(late.len(), 1, "{late:#?}");
    assert_eq!((late[0].0.as_str(), late[0].1.clone()), ("warning", format!("{told}; the correction of 2024-10-16 was not signed")));
    assert_eq!(late[0].2, "write `correction = 2024-11-20` under `[notices]` of `uk`, and sign it");
    // The day on which the new date is, by the first instant of both.
    let over = due("2024-12-27");
    let cost = "no correction can reach them before the first of the two: who goes by it comes 4 days too late";
    let told = told.replace("2024-10-20", "2024-12-24");
    assert_eq!(over.iter().map(|it| (it.0.as_str(), it.1.clone())).collect::<Vec<_>>(), [("error", format!("{told}; {cost}"))]);
    // What is over cannot be mended any more.
    assert_eq!(due("2025-01-05").iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["warning"]);
    // Written for a day that comes too late, it is an error at once.
    desk.edit("regions/global.toml", "[notices]\n", "[notices]\ncorrection = 2024-12-28\n");
    assert_eq!(due("2024-11-20").iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["error"]);
    desk.edit("regions/global.toml", "correction = 2024-12-28\n", "correction = 2024-11-20\n");
    assert_eq!(due("2024-11-20"), []);
    desk.sign("2024-11-20", &["uk"]);
    assert_eq!(due("2024-11-25"), [], "it was signed and sent");
}

#[test]
fn date_that_is_never_to_come_is_corrected_and_one_that_nobody_knows_is_asked_for() {
    let desk = Desk::root();
    desk.sign("2024-10-10", &["uk"]);
    let app = "app-sunset       = { on = 2024-12-31, ";
    desk.edit("regions/global.toml", app, "app-sunset       = { never = \"the app stays\", ");
    desk.edit("regions/global.toml", "from = \"app-sunset + 90 days\"", "from = 2025-03-31");
    let words = desk.words("uk/en-GB/2024-10-16-correction.mail");
    assert!(words.contains("on Tuesday 31 December 2024") && words.contains("This will not happen"), "{words}");
    desk.edit(
        "regions/global.toml",
        "app-sunset       = { never = \"the app stays\", ",
        "app-sunset       = { unknown = { on = \"open\" }, ",
    );
    let due = desk.found("notice/correction-due", Some("2024-11-20"));
    assert!(due.iter().any(|it| it.contains("`app-sunset: on 2024-12-31`") && it.ends_with("nobody knows it now")), "{due:?}");
}

#[test]
fn nothing_is_missing_where_all_is_said_reviewed_and_signed() {
    let notices = "[notices]\nsender = \"POCO <notice@po.co>\"\nchannels = [\"mail\"]\nsign-off = [\"legal\"]\n";
    let files = [("regions/uk.toml", notices), ("templates/notices/en-GB/locale.ftl", "reviewed = no\n")];
    let files = Memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into_iter().collect());
    let desk = Desk::new(&lay(base(), files));
    let kinds = |run: &Run| -> BTreeSet<String> { run.out.lines().filter_map(|it| Some(it.split(": ").nth(1)?.to_owned())).collect() };
    let run = desk.run(&["notices", "--missing"]);
    assert_eq!((run.status, kinds(&run)), (1, ["review", "signature"].map(str::to_owned).into()), "{}", run.out);
    desk.write("templates/notices/en-GB/locale.ftl", "reviewed = yes\n");
    assert_eq!(desk.run(&["notices", "--sign", "legal", "--on", "2024-10-10"]).status, 0);
    let run = desk.run(&["notices", "--missing"]);
    assert_eq!((run.status, run.out.as_str()), (0, "nothing is missing\n"));
    // A rung that falls before the announcement, a channel with nothing to say, and a language that is not there.
    desk.edit("regions/uk.toml", "channels = [\"mail\"]", "channels = [\"mail\"]\nreminders = [\"120 days\"]");
    let run = desk.run(&["notices", "--missing"]);
    assert_eq!((run.status, kinds(&run)), (1, ["notice"].map(str::to_owned).into()), "{}", run.out);
    desk.edit("regions/uk.toml", "locales = [\"en-GB\"]", "locales = [\"en-GB\", \"cy-GB\"]");
    let run = desk.run(&["notices", "--missing"]);
    assert!(run.status == 1, "{}{}", run.out, run.err);
}

#[test]
fn dates_as_told_are_read_back_exactly_and_nothing_else_is() {
    for text in ["on 2024-12-31", "from 2024-12-31", "by 2024-02-29", "before 9999-12-31", "after 0001-01-01", "at 2024-12-31T18:00:00"] {
        assert_eq!(text.parse::<When>().map(|it| it.to_string()), Ok(text.to_owned()));
    }
    for text in ["at 2024-12-31T18:00:00+01:00", "at 2024-12-31T18:00:00+05:30", "at 2024-12-31T18:00:00Z", "at 2024-12-31T18:00:00-11:45"]
    {
        let When::At(moment) = text.parse().expect(text) else { panic!("{text}") };
        assert!(moment.offset.is_some() && moment.civil.to_string() == "2024-12-31T18:00:00", "{text}");
    }
    let bad = [
        "",
        " ",
        "before",
        "before ",
        "2024-12-31",
        "until 2024-12-31",
        "before 2024-02-30",
        "before  2024-12-31",
        "before 2024-12-31 ",
        "before 20241231",
        "Before 2024-12-31",
        "before 2024-12-31T18:00:00",
        "at 2024-12-31",
        "at T",
        "at 2024-12-31T25:00:00",
        "at 2024-12-31T18:00:00+99:00",
        "at é",
        "é 2024-12-31",
        "before \u{202e}2024-12-31",
        "before -000001-01-01",
    ];
    for text in bad {
        assert!(text.parse::<When>().is_err(), "{text}");
        let entry = format!(
            "[[approvals]]\ntext = \"uk/en-GB/x.mail\"\ndigest = \"{}\"\nrole = \"legal\"\non = 2024-10-10\ntold = {{ sunset = {text:?} }}\n",
            "0".repeat(64)
        );
        let checked = overlay::check(&lay(base(), Memory([("approvals.toml".to_owned(), entry.into_bytes())].into_iter().collect())));
        assert!(overlay::tripped(&checked).iter().any(|it| it.starts_with("schema/")), "{text}:\n{}", overlay::short(&checked));
    }
}

#[test]
fn whatever_stands_in_the_file_is_told_and_nothing_breaks() {
    let entry = |text: &str, on: &str, told: &str| {
        format!("[[approvals]]\ntext = {text:?}\ndigest = \"{}\"\nrole = \"legal\"\non = {on}\ntold = {{ {told} }}\n", "0".repeat(64))
    };
    let notices = "[notices]\nsender = \"POCO <notice@po.co>\"\nsign-off = [\"legal\"]\n";
    for (text, is_shape) in [
        ("approvals = 3\n".to_owned(), true),
        ("approvals = [{ text = \"a\" }]\n".to_owned(), true),
        ("[approvals]\ntext = \"a\"\n".to_owned(), true),
        ("[[approvals]]\ntxt = \"a\"\n".to_owned(), true),
        ("[[approvals]]\n".to_owned(), true),
        (entry("uk/en-GB/2024-10-15-announcement.mail", "2024-10-10", "").replace("0000\"", "\""), true),
        (entry("uk/en-GB/2024-10-15-announcement.mail", "\"2024-10-10\"", ""), true),
        (entry("////", "2024-10-10", ""), false),
        (entry("uk/en-GB/2024-10-15", "2024-10-10", ""), false),
        (entry("uk/en-GB/é024-10-15-announcement.mail", "2024-10-10", ""), false),
        (entry("uk/en-GB/9999-12-31-reminder.mail", "0001-01-01", "sunset = \"before 9999-12-31\""), false),
        (entry("uk/en-GB/9999-12-31-reminder.mail", "9999-12-31", "sunset = \"after 9999-12-31\""), false),
        (entry("uk/en-GB/0001-01-01-reminder.mail", "9999-12-31", "sunset = \"on 0001-01-01\", nothing = \"by 2024-12-31\""), false),
        (entry("uk/en-GB/2024-10-15-announcement.mail", "2024-10-10", "sunset = \"at 2024-03-31T01:30:00\""), false),
    ] {
        let files = [("approvals.toml", text.as_str()), ("regions/uk.toml", notices)];
        let mut disk = lay(base(), Memory(files.map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into_iter().collect()));
        for as_of in [None, Some("0001-01-01"), Some("2024-11-20"), Some("9999-12-31")] {
            as_of.into_iter().for_each(|it| drop(disk.0.insert("as-of".to_owned(), it.as_bytes().to_vec())));
            let checked = overlay::check(&disk);
            let found = overlay::tripped(&checked);
            assert_eq!(found.iter().any(|it| it.starts_with("schema/")), is_shape, "{text}\n{}", overlay::short(&checked));
            checked.plan.iter().for_each(|plan| drop(cutover::emit::texts(plan)));
        }
    }
}

#[test]
fn approvals_are_an_input_of_what_is_built_and_the_page_shows_every_text() {
    let desk = Desk::root();
    assert_eq!(desk.run(&["build", "-q"]).status, 0);
    let texts = desk.texts(&[]);
    let page = desk.read("dist/notices/index.html");
    for (id, text) in &texts {
        assert!(page.contains(&format!("<article id=\"{id}\" data-digest=\"{}\"", text["digest"].as_str().unwrap())), "{id}");
        for file in text["files"].as_array().unwrap() {
            let below = file.as_str().unwrap().strip_prefix("notices/").unwrap();
            assert!(page.contains(&format!("href=\"{below}\"")) && !desk.read(&format!("dist/notices/{below}")).is_empty(), "{below}");
        }
    }
    let addresses: Vec<&str> = page.split(['"', '\'']).filter(|it| it.starts_with("http") || it.starts_with("//")).collect();
    assert_eq!(addresses, [] as [&str; 0], "it stands by itself");
    assert!(desk.read("dist/index.html").contains("href=\"notices/index.html\""));
    let again = desk.run(&["build"]);
    assert!(again.err.contains("is up to date"), "{}", again.err);
    desk.sign("2024-10-10", &["uk"]);
    assert_eq!(desk.run(&["build", "-q"]).status, 0);
    assert!(desk.read("dist/manifest.json").contains("\"path\": \"approvals.toml\""));
    assert!(desk.read("dist/notices/index.html").contains("legal: signed on 2024-10-10"));
    assert!(desk.run(&["build"]).err.contains("is up to date"));
    // A part of it has the texts of its region alone.
    assert_eq!(desk.run(&["build", "-q", "--region", "fr", "--only", "notices", "--out", "part"]).status, 0);
    let part = desk.read("part/notices/index.html");
    assert!(part.contains("id=\"fr/fr-FR/") && !part.contains("id=\"uk/en-GB/"));
}

#[test]
fn hostile_names_and_words_cannot_leave_their_place_on_the_page() {
    let evil = "<script>alert(1)</script>\" onload=\"x' </article>";
    let region = format!("[region]\nname = {evil:?}\n\n[notices]\nsender = \"POCO <notice@po.co>\"\nsign-off = [{evil:?}]\n");
    let program = format!("[program]\nname = {evil:?}\n");
    let files = [("regions/uk.toml", region), ("cutover.toml", program)];
    let disk = lay(base(), Memory(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into_iter().collect()));
    let built = cutover::build(&disk, Options::default(), |_| cutover::emit::Selection::default()).expect("memory can be read");
    let artifacts = built.artifacts.unwrap_or_else(|| panic!("{}", overlay::short(&built.checked))).expect("it can be said");
    let page = String::from_utf8(artifacts.files["notices/index.html"].clone()).expect("text");
    assert_eq!(page.matches("<script>").count(), 1, "ours alone");
    assert_eq!(page.matches("<article").count(), page.matches("</article>").count());
    assert!(!page.contains("onload=\"x") && page.contains("&lt;script&gt;"));
}

#[test]
fn difference_names_the_texts_whose_words_change_with_their_dates() {
    let desk = Desk::root();
    let before = Desk::root();
    desk.edit("regions/global.toml", COUPONS, &COUPONS.replace("-12-12", "-12-13"));
    let run = desk.run(&["diff", before.0.path().to_str().expect("a path"), "--format", "json"]);
    assert_eq!(run.status, 0, "{}", run.err);
    let all: Value = serde_json::from_str(&run.out).expect("JSON");
    let words: Vec<&Value> = all["facts"].as_array().unwrap().iter().filter(|it| it["subject"] == "words").collect();
    let telling: Vec<String> = before.texts(&[]).into_iter().filter(|it| tells(&it.1, "coupons-restored")).map(|it| it.0).collect();
    assert_eq!(words.iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>(), telling);
    for it in &words {
        assert_eq!(it["what"], "changed");
        let changes = serde_json::json!([{ "field": "coupons-restored", "before": "before 2024-12-12", "after": "before 2024-12-13" }]);
        assert_eq!(it["changes"], changes, "{it}");
    }
    let text = desk.run(&["diff", before.0.path().to_str().expect("a path")]);
    assert!(text.out.contains("coupons-restored: before 2024-12-12 → before 2024-12-13"), "{}", text.out);
    assert!(Folder(desk.0.path().to_owned()).read("approvals.toml").expect("it can be read").is_none(), "nothing is written");
}
