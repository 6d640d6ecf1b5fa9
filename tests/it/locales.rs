//! Languages: each date with each word in each locale, every message in all its forms, and text from right to left.

use crate::overlay::{base, cases, check, folder, lay, short, tripped};
use cutover::diag::Severity;
use cutover::emit::language::{Language, Values, locales};
use cutover::emit::notices::{Printer, Text};
use cutover::load::Memory;
use cutover::messages::Messages;
use cutover::model::plan::PageKind;
use cutover::{Checked, emit};
use jiff::civil::{Date, Time, date, time};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

const WORDS: [&str; 7] = ["on", "from", "by", "before", "after", "at", "at-start"];
/// A closing day; the first of a month; the days whose Italian numbers begin with a vowel.
const DAYS: [Date; 5] = [date(2024, 12, 31), date(2025, 1, 1), date(2024, 12, 8), date(2025, 3, 11), date(2024, 2, 29)];
const TIMES: [Time; 6] = [time(0, 0, 0, 0), time(0, 5, 0, 0), time(1, 5, 0, 0), time(12, 0, 0, 0), time(18, 0, 0, 0), time(23, 59, 0, 0)];
const NUMBERS: [i64; 8] = [0, 1, 2, 5, 11, 21, 1_234, 1_000_000];

/// Returns the store that is read from right to left.
fn right_to_left() -> Memory {
    lay(base(), folder(&cases().join("right_to_left")))
}

/// Returns what a workspace lays over the built-in messages, by the path below `templates/`.
fn overlay(files: &Memory) -> BTreeMap<String, String> {
    let text =
        |(path, bytes): (&String, &Vec<u8>)| Some((path.strip_prefix("templates/")?.to_owned(), String::from_utf8(bytes.clone()).ok()?));
    files.0.iter().filter_map(text).collect()
}

/// Returns every locale that there is, with that of the store above.
fn languages() -> Vec<Language> {
    let overlay = overlay(&right_to_left());
    locales(&overlay).iter().map(|it| Language::new(it, &overlay).expect("all messages")).collect()
}

/// Makes visible what is not: spaces at which no line breaks, and isolates.
fn visible(text: &str) -> String {
    text.replace('\u{A0}', "⍽").replace('\u{202F}', "⎵").replace('\u{2068}', "⟦").replace('\u{2069}', "⟧")
}

#[test]
fn dates_times_and_numbers_read_as_an_editor_of_each_language_writes_them() {
    let mut page = String::from("⍽ no-break space, ⎵ narrow no-break space, ⟦ ⟧ isolate\n");
    for language in languages() {
        let when = |word: &str, day: String, at: Time| {
            let values = Values::new().with("day", day).with("time", language.time(at).unwrap());
            language.text(&format!("when-{word}"), &values).unwrap()
        };
        let _ = write!(page, "\n\n{} ({})\n", language.locale(), language.direction());
        for day in DAYS {
            let _ = writeln!(page, "\n{day}\n");
            for word in WORDS {
                let (short, long) = (when(word, language.day(day), TIMES[4]), when(word, language.weekday(day), TIMES[4]));
                let _ = writeln!(page, "  {word:9} {short}\n            {long}");
            }
        }
        let _ = writeln!(page, "\nthe first of each month\n");
        for month in 1..=12 {
            let _ = writeln!(page, "  {}", language.weekday(date(2025, month, 1)));
        }
        let _ = writeln!(page, "\ntimes\n");
        for it in TIMES {
            let _ = writeln!(page, "  {:9} {}", it.strftime("%H:%M").to_string(), when("at", language.day(DAYS[0]), it));
        }
        let _ = writeln!(page, "\nnumbers\n");
        for it in NUMBERS {
            let days = language.text("days", &Values::new().with_count("days", it, &language)).unwrap();
            let _ = writeln!(page, "  {:9} {:12} {days}", language.plural(it), language.number(it));
        }
        let items = ["www.po.co", "POCO", "42"].map(str::to_owned);
        let _ = writeln!(page, "\nlists\n");
        for count in 1..=items.len() {
            let _ = writeln!(page, "  {}", language.list(&items[..count]));
        }
        let _ = writeln!(page, "\nzones\n");
        for zone in ["Europe/London", "Asia/Jakarta", "Africa/Cairo", "America/Argentina/Buenos_Aires"] {
            let _ = writeln!(page, "  {}", language.text("dates-zone", &Values::new().with("zone", language.zone(zone).unwrap())).unwrap());
        }
    }
    insta::assert_snapshot!("dates", visible(&page));
}

/// Returns the files of messages of a locale.
fn texts(locale: &str) -> Vec<String> {
    let dir = match locale {
        "ar-EG" => cases().join("right_to_left/templates/notices/ar-EG"),
        _ => std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/notices").join(locale),
    };
    let files = std::fs::read_dir(dir).unwrap().map(|it| it.unwrap().path());
    files.map(|it| std::fs::read_to_string(it).unwrap()).collect()
}

#[test]
fn every_message_in_each_of_its_forms_is_whole() {
    for language in languages() {
        let mut said = 0;
        for text in texts(language.locale()) {
            let messages = Messages::new(&text);
            let mut names: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
            messages.words.iter().for_each(|it| _ = names.entry(it.message).or_default());
            messages.printed.iter().for_each(|it| _ = names.entry(it.message).or_default().insert(it.name));
            let mut choices: BTreeMap<&str, BTreeMap<&str, BTreeSet<&str>>> = BTreeMap::new();
            for choice in &messages.choices {
                let keys = choice.variants.iter().map(|it| it.key);
                choices.entry(choice.message).or_default().entry(choice.variable).or_default().extend(keys.chain(WORDS));
                names.entry(choice.message).or_default();
            }
            for (message, printed) in &names {
                // Another message that it is put together from asks for the same.
                let given = Values::new().with("days", "7").with("days-form", "other");
                let mut sets = vec![printed.iter().fold(given, |all, it| all.with(it, format!("<{it}>")))];
                for (variable, keys) in choices.get(message).into_iter().flatten() {
                    sets = sets.iter().flat_map(|set| keys.iter().map(move |key| set.clone().with(variable, key))).collect();
                }
                for values in sets {
                    let text = language.text(message, &values).unwrap();
                    let is_whole = !text.contains(['{', '}', '\n']) && !text.contains("  ") && !text.is_empty() && text.trim() == text;
                    assert!(is_whole, "{} {message}: `{text}`", language.locale());
                    assert!(!text.contains(" .") && !text.contains(" ,"), "{} {message}: `{text}`", language.locale());
                    said += 1;
                }
            }
        }
        assert!(said > 400, "{}: {said}", language.locale());
    }
}

#[test]
fn no_locale_that_comes_with_the_program_says_that_it_was_reviewed() {
    for language in languages() {
        assert!(!language.is_reviewed(), "{}", language.locale());
        assert!(texts(language.locale()).iter().any(|it| it.lines().any(|it| it == "reviewed = no")), "{}", language.locale());
    }
    let signed = BTreeMap::from([("notices/de-DE/locale.ftl".to_owned(), "reviewed = yes\n".to_owned())]);
    assert!(Language::new("de-DE", &signed).unwrap().is_reviewed());
}

/// Returns the texts of the store that is read from right to left.
fn told() -> (Checked, Vec<Text>) {
    let files = right_to_left();
    let checked = check(&files);
    let plan = checked.plan.as_ref().expect("a plan");
    let texts = Printer::new(&overlay(&files)).texts(plan).expect("all can be said");
    (checked, texts)
}

/// Returns what stands in no isolate, or `None` where isolates do not close.
fn outside(line: &str) -> Option<String> {
    let (mut depth, mut outside) = (0_i32, String::new());
    for it in line.chars() {
        match it {
            '\u{2068}' => depth += 1,
            '\u{2069}' => depth -= 1,
            _ if depth == 0 => outside.push(it),
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    (depth == 0).then_some(outside)
}

fn is_arabic(text: &str) -> bool {
    text.chars().any(|it| ('\u{620}'..='\u{64A}').contains(&it))
}

#[test]
fn a_store_from_right_to_left_checks_clean_of_what_its_languages_are_asked() {
    let (checked, texts) = told();
    let errors = checked.report.findings.iter().filter(|it| it.severity == Severity::Error).count();
    assert_eq!(errors, 0, "{}", short(&checked));
    assert!(
        !tripped(&checked).iter().any(|it| it.starts_with("notice/typography") || it.starts_with("notice/plural")),
        "{}",
        short(&checked)
    );
    assert!(texts.iter().any(|it| it.locale == "ar-EG" && !it.told.is_empty()));
}

#[test]
fn what_is_not_arabic_keeps_its_isolate_in_subject_text_and_html() {
    let (_, texts) = told();
    let mut seen = BTreeSet::new();
    for text in texts.iter().filter(|it| it.locale == "ar-EG") {
        // Wrapped lines are one sentence: an isolate may go over the end of a line.
        let told = text.words.split("\n\n").map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
        for line in told.filter(|it| is_arabic(it)) {
            let outside = outside(&line).unwrap_or_else(|| panic!("{}: an isolate is open in `{line}`", text.id()));
            // An address that stands alone in its line begins in its own direction.
            let alone = ["https://www.mi.com/uk/", "https://www.mi.com/orders/"];
            let outside = alone.iter().fold(outside, |all, it| all.replace(it, ""));
            assert!(!outside.contains(|it: char| it.is_ascii_alphanumeric()), "{}: `{line}`", text.id());
        }
        for (path, bytes) in &text.files {
            let body = String::from_utf8(bytes.clone()).unwrap();
            if path.ends_with(".subject.txt") {
                assert!(body.contains("\u{2068}POCO\u{2069}") || body.contains("\u{2068}Xiaomi\u{2069}"), "{path}: {body}");
                seen.insert("subject");
            }
            if path.ends_with(".html") && !path.contains("/ar-EG/") {
                assert!(body.contains("lang=\"ar-EG\" dir=\"rtl\""), "{path}");
                seen.insert("page");
            } else if path.ends_with(".html") {
                assert!(body.contains("lang=\"ar-EG\" dir=\"rtl\""), "{path}");
                for node in body.split('>').filter_map(|it| it.split_once('<')).map(|it| it.0).filter(|it| is_arabic(it)) {
                    let outside = outside(node).unwrap_or_else(|| panic!("{path}: an isolate is open in `{node}`"));
                    assert!(!outside.contains(|it: char| it.is_ascii_alphanumeric()), "{path}: `{node}`");
                }
                for link in body.split("<a ").skip(1).filter_map(|it| it.split_once('>')?.1.split_once("</a>")).map(|it| it.0) {
                    let link = link.trim_start_matches("<bdi>").trim_end_matches("</bdi>");
                    assert!(is_arabic(link) || (link.starts_with('\u{2068}') && link.ends_with('\u{2069}')), "{path}: `{link}`");
                }
                seen.insert("html");
            }
        }
    }
    assert_eq!(seen, BTreeSet::from(["html", "page", "subject"]));
}

#[test]
fn numbers_and_days_are_in_the_locales_own_digits() {
    let (_, texts) = told();
    let announcement = texts.iter().find(|it| it.id().starts_with("uk/ar-EG/2024-09-15-announcement.mail")).expect("an announcement");
    let words = visible(&announcement.words.split_whitespace().collect::<Vec<_>>().join(" "));
    for part in ["٣١ ديسمبر ٢٠٢٤", "⟦١٬٠٠٠⟧ نقطة هنا", "⟦٣⟧ نقاط لدى ⟦Xiaomi⟧", "⟦٩⟧ أيام", "⟦+20 2 0000 0000⟧"]
    {
        assert!(words.contains(part), "no `{part}` in\n{words}");
    }
}

#[test]
fn text_from_left_to_right_has_no_isolates() {
    let (checked, texts) = told();
    let plan = checked.plan.as_ref().expect("a plan");
    let mut notices: Vec<_> = plan.notices.iter().filter(|it| it.locale == "en-GB" && it.region == "uk").cloned().collect();
    for notice in &mut notices {
        notice.brand = "\u{2068}PO\u{2069}CO\u{2067}".to_owned();
        notice.genuine_hosts.push("\u{2068}www.po.co\u{2069}".to_owned());
        notice.services[0].contact = vec!["\u{2068}+1 2\u{2069}".to_owned()];
    }
    let hostile = Printer::new(&BTreeMap::new()).of_notices(&notices).unwrap();
    let all = texts.iter().filter(|it| it.locale == "en-GB" && it.occasion.is_some()).chain(&hostile);
    let files = all.flat_map(|it| it.files.iter().map(|it| String::from_utf8(it.1.clone()).unwrap()).chain([it.words.clone()]));
    let mut count = 0;
    for file in files {
        assert!(!file.contains(|it: char| matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')), "{file}");
        count += 1;
    }
    assert!(count > 20);
}

#[test]
fn no_value_turns_the_text_around_it() {
    let (checked, _) = told();
    let plan = checked.plan.as_ref().expect("a plan");
    let mut notices: Vec<_> = plan.notices.iter().filter(|it| it.locale == "ar-EG").cloned().collect();
    for notice in &mut notices {
        notice.brand = "PO\u{2069}CO\u{202E}\u{2067}".to_owned();
        notice.successor = Some("\u{2068}\u{2068}Big\u{2069}".to_owned());
        notice.genuine_hosts.push("\u{2069}\u{2069}www.po.co\u{2066}".to_owned());
    }
    for text in Printer::new(&overlay(&right_to_left())).of_notices(&notices).unwrap() {
        let words = text.words.split("\n\n").map(|it| it.split_whitespace().collect::<Vec<_>>().join(" "));
        for line in words {
            assert!(outside(&line).is_some(), "{}: {line:?}", text.id());
            assert!(!line.contains(|it: char| matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}' | '\u{2067}')), "{}: {line:?}", text.id());
        }
    }
}

#[test]
fn a_locale_more_is_a_folder_more() {
    let files = right_to_left();
    let plan = check(&files).plan.expect("a plan");
    let of =
        |locale: &str| emit::missing(&plan).into_iter().find(|it| it.region == "uk" && it.locale == locale).expect("the region's language");
    assert_eq!(of("ar-EG").lacks, cutover::emit::language::Lacks::default());
    let mut fewer = files.clone();
    let path = "templates/notices/ar-EG/form.ftl".to_owned();
    let text = String::from_utf8(fewer.0[&path].clone()).unwrap();
    fewer.0.insert(path, text.replace("when-by = ", "# ").replace("    [two] يومان\n", "").into_bytes());
    fewer.0.insert("templates/notices/ar-EG/locale.ftl".to_owned(), b"reviewed = yes\n".to_vec());
    let checked = check(&fewer);
    let missing = emit::missing(checked.plan.as_ref().expect("a plan"));
    let found = &missing.iter().find(|it| it.locale == "ar-EG").expect("the region's language").lacks;
    assert_eq!((&found.messages, &found.forms), (&vec!["when-by".to_owned()], &vec![("days".to_owned(), "two")]));
    assert!(found.is_reviewed);
    let said: Vec<&str> = checked.report.findings.iter().map(|it| it.message.as_str()).filter(|it| it.contains("ar-EG")).collect();
    assert!(said.contains(&"`ar-EG` has no `when-by` (form.ftl)"), "{said:?}");
    // Nothing of it is said in another language.
    let overlay = overlay(&fewer);
    assert!(Printer::new(&overlay).texts(checked.plan.as_ref().expect("a plan")).is_err());
    let unknown = emit::language::lacks("cy-GB", &overlay);
    assert!(unknown.messages.len() > 200 && !unknown.is_reviewed);
}

#[test]
fn a_page_holds_both_directions() {
    let files = right_to_left();
    let plan = check(&files).plan.expect("a plan");
    for kind in [PageKind::Notice, PageKind::Gone, PageKind::Moving] {
        let page = Printer::new(&overlay(&files)).page(&plan.graph, &plan.notices, "uk", kind).unwrap();
        let page = String::from_utf8(page).unwrap();
        assert!(page.contains("lang=\"ar-EG\" dir=\"rtl\"") && page.contains("lang=\"en-GB\" dir=\"ltr\""), "{page}");
    }
}

#[test]
fn what_comes_with_the_program_is_judged_like_what_a_workspace_brings() {
    let built_in = folder(&cases().join("../../templates/notices")).0;
    let known = locales(&BTreeMap::new());
    let spoken: Vec<String> = known.iter().map(|it| format!("\"{it}\"")).collect();
    let region = format!("[region]\nlocales = [{}]\n", spoken.join(", "));
    let workspace = lay(base(), Memory(BTreeMap::from([("regions/uk.toml".to_owned(), region.into_bytes())])));
    let mut laid = workspace.clone();
    for (path, bytes) in built_in.into_iter().filter(|it| it.0.ends_with(".ftl")) {
        // With a comment more a file counts as the workspace's own.
        laid.0.insert(format!("templates/notices/{path}"), [&bytes, &b"\n# Ours.\n"[..]].concat());
    }
    assert!(laid.0.len() >= workspace.0.len() + 5 * known.len(), "five files a language");
    assert_eq!(short(&check(&laid)), short(&check(&workspace)));
}
