//! The forms of a report, each read back by a reader that is not ours.

use crate::overlay::{base, cases, check, folder, lay, printing};
use cutover::diag::{Diagnostic, Printing, Severity, render};
use cutover::load::Memory;
use cutover::{Checked, Options};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const UK: &str = "regions/uk.toml";

fn laid(files: &[(&str, &str)]) -> Memory {
    lay(base(), Memory(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect()))
}

/// A workspace whose texts would break out of every form if they could, with a waived finding and a certain fix.
fn hostile() -> Checked {
    let name = "[region]\nlocales = [\"en-UK\"]\n\"::error file=x%0A,line=1::</failure>]]>&\\\"'\u{1f600}\u{202e}\\u001b[31m\" = 1\n";
    let rules = "[[redirects.rules]]\nfrom = \"/caf\u{e9}/\u{1f600}\"\nto = \"https://shop.example/%0A::warning::\"\n";
    let milestones = "[milestones]\nannounce = { by = 2024-10-15 }\nsales-stop = { from = 2024-10-21 }\n";
    let waiver = "[[lint.waivers]]\nrule = \"date/short-lead\"\nat = \"uk\"\nbecause = \"as <reported>\\u202e & \\\"so\\\"\"\n\
                  approver = \"release-manager\"\nexpires = 2025-03-31\n";
    let uk = format!("{name}\n{milestones}\n{rules}");
    check(&laid(&[(UK, &uk), ("cutover.toml", waiver)]))
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|err| panic!("{err}: {text}"))
}

/// Tells that `text` can neither steer a terminal nor turn a line.
fn is_plain(text: &str) -> bool {
    !text.contains(|it: char| it.is_control() && it != '\n' || matches!(it, '\u{202A}'..='\u{202E}'))
}

#[test]
fn sarif_is_what_its_published_schema_says() {
    let schema =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/sarif-2.1.0-rtm.5.json")).expect("a schema");
    // As published, this pattern is no regular expression.
    let schema = json(&schema.replace("^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$", "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$"));
    let validator = jsonschema::options().should_validate_formats(true).build(&schema).expect("the schema can be used");
    let checked = hostile();
    let text = render::sarif::render(&printing(&checked));
    let log = json(&text);
    let errors: Vec<String> = validator.iter_errors(&log).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert!(is_plain(&text));
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().expect("rules");
    assert_eq!(rules.len(), cutover::codes().len());
    let results = run["results"].as_array().expect("results");
    assert_eq!(results.len(), checked.report.findings.len());
    for (result, finding) in results.iter().zip(&checked.report.findings) {
        let rule = &rules[result["ruleIndex"].as_u64().expect("a rank") as usize];
        assert_eq!((&rule["id"], result["ruleId"].as_str()), (&result["ruleId"], Some(finding.code.name)));
        assert_eq!(result["suppressions"].is_array(), finding.waived.is_some());
        assert_eq!(result["fixes"].is_array(), !finding.fix.is_empty());
        assert_eq!(result["relatedLocations"].as_array().map_or(0, Vec::len), finding.labels.len() - 1);
    }
    let mut marks: Vec<&str> = results.iter().filter_map(|it| it["partialFingerprints"]["cutover/v1"].as_str()).collect();
    marks.sort_unstable();
    marks.dedup();
    assert_eq!(marks.len(), results.len());
}

/// Cuts out of a text what a region of SARIF names: lines, and columns in UTF-16.
fn cut(text: &str, region: &Value) -> String {
    let number = |key: &str| region[key].as_u64().expect("a number") as usize;
    assert_eq!(number("startLine"), number("endLine"));
    let line = text.trim_start_matches('\u{feff}').split('\n').nth(number("startLine") - 1).expect("a line");
    let units: Vec<u16> = line.encode_utf16().collect();
    String::from_utf16(&units[number("startColumn") - 1..number("endColumn") - 1]).expect("whole characters")
}

#[test]
fn the_columns_of_sarif_count_as_an_editor_counts() {
    for (text, wanted) in [
        ("from,to,note\n/caf\u{e9},https://shop.example/a,x\n", "https://shop.example/a"),
        ("\u{feff}note;from;to\r\n\"\u{1f600}; caf\u{e9}\";/a;\"https://shop.example/a\"\r\n", "https://shop.example/a"),
        ("\u{feff}from,too\n/a,/x\n", "too"),
    ] {
        let checked = check(&laid(&[(UK, "[redirects]\ntables = [\"uk/redirects.csv\"]\n"), ("regions/uk/redirects.csv", text)]));
        let log = json(&render::sarif::render(&printing(&checked)));
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "regions/uk/redirects.csv");
        assert_eq!(cut(text, &place["region"]), wanted);
    }
    let uk = "[region]\nname = \"\u{1f600} caf\u{e9}\"\nlocales = [ \"en-UK\" ] # \u{1f600}\n";
    let disk = laid(&[(UK, uk)]);
    let log = json(&render::sarif::render(&printing(&check(&disk))));
    let replacement = &log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]["replacements"][0];
    let text = String::from_utf8(disk.0[UK].clone()).expect("text");
    assert_eq!(
        (cut(&text, &replacement["deletedRegion"]).as_str(), &replacement["insertedContent"]["text"]),
        ("en-UK", &Value::from("en-GB"))
    );
}

#[test]
fn fingerprints_stay_while_lines_move_and_differ_where_findings_do() {
    let marks = |uk: &str| -> Vec<String> {
        let log = json(&render::sarif::render(&printing(&check(&laid(&[(UK, uk)])))));
        let results = log["runs"][0]["results"].as_array().expect("results").clone();
        results.iter().map(|it| it["partialFingerprints"]["cutover/v1"].as_str().expect("a mark").to_owned()).collect()
    };
    let rule = "[[redirects.rules]]\nfrom = \"/a b\"\nto = \"/x\"\n";
    let once = marks(rule);
    assert_eq!(once, marks(&format!("# one\n# more\n\n[[redirects.rules]]\nfrom = \"/z\"\nto = \"/y\"\n\n{rule}")));
    let twice = marks(&format!("{rule}\n{rule}"));
    assert_eq!((twice.len(), twice.contains(&once[0]), twice[0] == twice[1]), (2, true, false));
}

/// A workflow command as GitHub's runner takes it apart: the properties, the message.
fn command(line: &str) -> (String, Vec<(String, String)>, String) {
    let data = |it: &str| it.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%");
    let property = |it: &str| it.replace("%0D", "\r").replace("%0A", "\n").replace("%3A", ":").replace("%2C", ",").replace("%25", "%");
    let (head, message) = line.strip_prefix("::").and_then(|it| it.split_once("::")).unwrap_or_else(|| panic!("no command: {line}"));
    let (name, properties) = head.split_once(' ').expect("properties");
    let pairs = properties.split(',').map(|it| it.split_once('=').expect("a pair")).map(|(key, value)| (key.to_owned(), property(value)));
    (name.to_owned(), pairs.collect(), data(message))
}

#[test]
fn a_workflow_command_comes_back_as_the_finding_that_it_was() {
    let checked = hostile();
    let text = render::github::render(&printing(&checked));
    assert!(is_plain(&text));
    let lines: Vec<&str> = text.lines().collect();
    let open: Vec<&Diagnostic> = checked.report.findings.iter().filter(|it| it.waived.is_none()).collect();
    assert_eq!(lines.len(), open.len());
    for line in lines {
        let (name, pairs, message) = command(line);
        let of = |key: &str| pairs.iter().find(|it| it.0 == key).map(|it| it.1.as_str()).unwrap_or_default();
        assert_eq!(pairs.iter().map(|it| it.0.as_str()).collect::<Vec<_>>(), ["file", "line", "endLine", "col", "endColumn", "title"]);
        let finding = open.iter().find(|it| message.starts_with(it.message.as_str())).unwrap_or_else(|| panic!("{message}"));
        let place = checked.sources.place(finding.span());
        let kind = if finding.severity == Severity::Error { "error" } else { "warning" };
        assert_eq!((name.as_str(), of("file"), of("title")), (kind, place.path.as_str(), finding.code.name));
        assert_eq!((of("line"), of("col")), (place.line.to_string().as_str(), place.column.to_string().as_str()));
    }
}

#[test]
fn what_github_would_cut_is_cut_openly() {
    let keys: String = (0..13).map(|at| format!("z{at} = 1\n")).collect();
    let text = render::github::render(&printing(&check(&laid(&[(UK, &format!("[region]\n{keys}"))]))));
    assert_eq!(text.lines().filter(|it| it.starts_with("::error ")).count(), 10);
    assert!(
        text.ends_with("::notice title=cutover::3 errors more: only 10 of a kind are shown here, the log of `cutover check` has all\n"),
        "{text}"
    );
}

#[test]
fn code_quality_is_what_gitlab_reads() {
    let schema =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/schemas/gitlab-code-quality.json")).expect("a schema");
    let checked = hostile();
    let text = render::gitlab::render(&printing(&checked));
    let list = json(&text);
    let validator = jsonschema::validator_for(&json(&schema)).expect("the schema can be used");
    let errors: Vec<String> = validator.iter_errors(&list).map(|it| format!("{}: {it}", it.instance_path())).collect();
    assert!(errors.is_empty() && is_plain(&text), "{errors:#?}");
    let list = list.as_array().expect("a list");
    let open = checked.report.findings.iter().filter(|it| it.waived.is_none());
    for (issue, finding) in list.iter().zip(open) {
        assert!(issue["description"].as_str().is_some_and(|it| it.starts_with(finding.message.as_str())));
    }
    let mut marks: Vec<&Value> = list.iter().map(|it| &it["fingerprint"]).collect();
    marks.sort_by_key(|it| it.to_string());
    marks.dedup();
    assert_eq!(marks.len(), list.len());
}

#[test]
fn junit_has_a_case_for_each_finding_and_each_rule_that_found_nothing() {
    let checked = hostile();
    let text = render::junit::render(&printing(&checked));
    assert!(is_plain(&text));
    let document = roxmltree::Document::parse(&text).unwrap_or_else(|err| panic!("{err}\n{text}"));
    let cases: Vec<roxmltree::Node> = document.descendants().filter(|it| it.has_tag_name("testcase")).collect();
    let tripped: std::collections::BTreeSet<&str> = checked.report.findings.iter().map(|it| it.code.name).collect();
    assert_eq!(cases.len(), checked.report.findings.len() + cutover::codes().len() - tripped.len());
    let child = |case: &roxmltree::Node, tag: &str| {
        case.children().find(|it| it.has_tag_name(tag)).and_then(|it| it.attribute("message").map(str::to_owned))
    };
    for finding in &checked.report.findings {
        let mine: Vec<_> = cases
            .iter()
            .filter(|it| it.attribute("name").is_some_and(|name| name.starts_with(&format!("{} at ", finding.code.name))))
            .collect();
        let is_told = mine.iter().any(|case| match (&finding.waived, finding.severity) {
            (Some(reason), _) => child(case, "skipped") == Some(format!("waived: {reason}")),
            (None, Severity::Error) => child(case, "failure").as_ref() == Some(&finding.message),
            (None, _) => {
                case.children().any(|it| it.has_tag_name("system-out") && it.text().is_some_and(|it| it.contains(&finding.message)))
            }
        });
        assert!(is_told, "{}\n{text}", finding.message);
    }
    let sum = |key: &str| -> usize {
        let suites = document.descendants().filter(|it| it.has_tag_name("testsuite"));
        suites.map(|it| it.attribute(key).expect("a figure").parse::<usize>().expect("a number")).sum()
    };
    assert_eq!((sum("tests"), sum("skipped")), (cases.len(), checked.report.waived()));
    assert_eq!(sum("failures"), checked.report.count(Severity::Error));
}

#[test]
fn findings_for_programs_are_what_their_schema_says() {
    let schema = cutover::schemas().into_iter().find(|it| it.0 == "findings.schema.json").expect("the schema").1;
    let checked = hostile();
    let text = render::json::render(&printing(&checked));
    let validator = jsonschema::validator_for(&json(&schema)).expect("the schema can be used");
    let errors: Vec<String> = validator.iter_errors(&json(&text)).map(|it| it.to_string()).collect();
    assert!(errors.is_empty() && is_plain(&text), "{errors:#?}");
}

// Fixes.

/// Returns the workspace with a finding's fix applied.
fn mended(disk: &Memory, printing: &Printing, finding: &Diagnostic) -> Memory {
    let mut disk = disk.clone();
    for edit in finding.fix.iter().rev() {
        let bytes = disk.0.get_mut(&printing.sources.file(edit.span.file).path).expect("the file was read");
        bytes.splice(edit.span.start as usize..edit.span.end as usize, edit.text.bytes());
    }
    disk
}

#[test]
fn each_fix_in_every_case_mends_what_it_is_for() {
    let mut disks: Vec<Memory> = Vec::new();
    for code in cutover::codes() {
        disks.push(lay(base(), folder(&cases().join("rules").join(code.name.replace('-', "_")).join("trips"))));
    }
    for name in ["five", "planted", "twelve"] {
        let mut disk = base();
        disk.0.extend(
            folder(&cases().join("five_mistakes").join(name).join("regions"))
                .0
                .into_iter()
                .map(|(path, it)| (format!("regions/{path}"), it)),
        );
        disks.push(disk);
    }
    let spelled = "[region]\nlayer = True\n\n[milestones]\nsunset = { by = 31.12.2024 }\nfreeze = { from = 1 December 2024 }\nrestore = { by = 2024-12-1 }\n\
                   app-sunset = { by = 2024-12-31, because = reported }\n";
    disks.push(laid(&[(UK, spelled)]));
    disks.push(laid(&[(UK, "[redirects]\ntables = [\"uk/redirects.csv\"]\n"), ("regions/uk/redirects.csv", "\u{feff}/a;/x\r\n/b;/y\r\n")]));
    disks.push(laid(&[(UK, "[redirects]\ntables = [\"uk/redirects.csv\"]\n"), ("regions/uk/redirects.csv", "De;Vers\r\n/a;/x\r\n")]));
    disks.push(Memory([("cutover.toml".to_owned(), b"#:schema schema/workspace.schema.json\n[program]\nname = \"x\"\n".to_vec())].into()));
    disks.push(Memory([("cutover.toml".to_owned(), b"spec = \"1\"\n".to_vec())].into()));
    let mut count = 0;
    for disk in &disks {
        let checked = check(disk);
        for finding in checked.report.findings.iter().filter(|it| !it.fix.is_empty()) {
            count += 1;
            let after = check(&mended(disk, &printing(&checked), finding));
            let is_same = |it: &&Diagnostic| it.code == finding.code && it.message == finding.message;
            let (before, left) =
                (checked.report.findings.iter().filter(is_same).count(), after.report.findings.iter().filter(is_same).count());
            assert_eq!(left + 1, before, "{}: {}\n{}", finding.code.name, finding.message, crate::overlay::short(&after));
            assert!(
                after
                    .report
                    .findings
                    .iter()
                    .all(|it| it.code.name != "schema/syntax" || checked.report.findings.iter().any(|old| old.code == it.code))
            );
        }
    }
    assert!(count >= 30, "{count}");
}

// The program as people run it.

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cutover")).current_dir(dir).args(arguments).output().expect("the program runs")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A repository with a workspace some folders down, whose names ask to be escaped.
fn repository(uk: &str) -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder");
    let root = dir.path().join("it's #1/caf\u{e9}");
    std::fs::create_dir_all(dir.path().join(".git")).expect("a folder");
    for (path, bytes) in laid(&[(UK, uk)]).0 {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, bytes).expect("a file");
    }
    (dir, root)
}

const FORMS: [&str; 7] = ["terminal", "short", "json", "sarif", "github", "gitlab", "junit"];

#[test]
fn reports_are_written_beside_what_is_printed_with_paths_from_the_repository() {
    let (dir, root) = repository("[region]\nlocales = [\"en-UK\"]\n");
    let mut arguments = vec!["-C".to_owned(), root.display().to_string(), "check".to_owned()];
    arguments.extend(FORMS.iter().flat_map(|it| ["--report".to_owned(), format!("{it}=out.{it}")]));
    let output = run(dir.path(), &arguments.iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let read = |form: &str| std::fs::read_to_string(dir.path().join(format!("out.{form}"))).expect("a report");
    let path = "it's #1/caf\u{e9}/regions/uk.toml";
    assert_eq!(json(&read("json"))["findings"][0]["places"][0]["path"], path);
    assert_eq!(json(&read("gitlab"))[0]["location"]["path"], path);
    let uri = &json(&read("sarif"))["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(uri, "it%27s%20%231/caf%C3%A9/regions/uk.toml");
    assert!(read("github").starts_with("::error file=it's #1/caf\u{e9}/regions/uk.toml,line=8,"), "{}", read("github"));
    assert!(
        read("junit").contains("at it&apos;s #1/caf\u{e9}/regions/uk.toml:8:")
            || read("junit").contains("at it's #1/caf\u{e9}/regions/uk.toml:8:")
    );
    assert!(read("short").starts_with("regions/uk.toml:8:"));
    assert!(!read("terminal").contains('\u{1b}'));
    for form in FORMS {
        let printed = run(&root, &["check", "--format", form]);
        let shown = if form == "terminal" { &printed.stderr } else { &printed.stdout };
        assert!(String::from_utf8_lossy(shown).starts_with(&read(form)), "{form}");
    }
    // Nothing but the reports was left.
    assert_eq!(std::fs::read_dir(dir.path()).expect("a folder").count(), 2 + FORMS.len());
}

#[test]
fn a_report_that_cannot_be_written_is_named() {
    let (_dir, root) = repository("");
    let output = run(&root, &["check", "--report", "sarif=no/such/folder.sarif"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("no/such/folder.sarif: "), "{}", said(&output));
    let output = run(&root, &["check", "--report", "json=regions"]);
    assert_eq!((output.status.code(), said(&output).contains("regions: ")), (Some(3), true), "{}", said(&output));
    for wrong in ["sarif", "srif=x", "sarif="] {
        assert_eq!(run(&root, &["check", "--report", wrong]).status.code(), Some(2), "{wrong}");
    }
    assert_eq!(run(&root, &["check", "--report", "json=x", "--report", "sarif=x"]).status.code(), Some(2));
}

#[test]
fn a_build_writes_its_reports_whether_it_is_red_or_not() {
    for (uk, code) in [("", 0), ("[region]\nlocales = [\"en-UK\"]\n", 1)] {
        let (_dir, root) = repository(uk);
        let output = run(&root, &["build", "--report", "sarif=out.sarif", "--as-of", "2024-10-01"]);
        assert_eq!(output.status.code(), Some(code), "{}", said(&output));
        let log = json(&std::fs::read_to_string(root.join("out.sarif")).expect("a report"));
        assert_eq!(log["runs"][0]["results"].as_array().map(|it| it.iter().any(|it| it["level"] == "error")), Some(code == 1));
    }
}

/// Runs the command between the backticks of the last line, as a shell reads it.
fn repeated(output: &Output, dir: &Path) -> (String, Output) {
    let said = said(output);
    let last = said.lines().last().expect("a last line");
    let command =
        last.strip_prefix("repeat with `").and_then(|it| it.rsplit_once("` (cutover ")).unwrap_or_else(|| panic!("{said}")).0.to_owned();
    let bin = Path::new(env!("CARGO_BIN_EXE_cutover")).parent().expect("a folder");
    let path = format!("{}:{}", bin.display(), std::env::var("PATH").unwrap_or_default());
    let again = Command::new("sh").arg("-c").arg(&command).current_dir(dir).env("PATH", path).output().expect("a shell");
    (command, again)
}

#[test]
fn the_last_line_of_a_red_run_repeats_it() {
    let (dir, root) = repository("[milestones]\nsunset = { on = 2024-12-31 }\n");
    let place = root.display().to_string();
    for arguments in [
        vec!["-C", &place, "check", "--strict"],
        vec!["-C", &place, "check", "--deny", "date/boundary-missing", "--as-of", "2024-10-01"],
        vec!["-C", &place, "check", "--deny", "warning", "--as-of", "now"],
        vec!["-C", &place, "build", "--strict", "--out", "my dist", "--region", "uk", "--only", "notices,redirects"],
    ] {
        let output = run(dir.path(), &arguments);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(
            said(&output).lines().last().is_some_and(|it| it.contains(&format!("(cutover {}, inputs sha256:", env!("CARGO_PKG_VERSION"))))
        );
        let (command, again) = repeated(&output, dir.path());
        assert_eq!((again.status.code(), said(&again)), (Some(1), said(&output)), "{command}");
        assert!(!command.contains("now"), "{command}");
    }
    let green = run(&root, &["build"]);
    assert_eq!(green.status.code(), Some(0), "{}", said(&green));
    assert!(!said(&green).contains("repeat with"));
    std::fs::write(root.join("dist/surplus"), "").expect("a file");
    let output = run(&root, &["build", "--check"]);
    let (command, again) = repeated(&output, &root);
    assert_eq!((output.status.code(), command.as_str(), again.stdout), (Some(1), "cutover build --check", output.stdout.clone()));
}

#[test]
fn a_severity_may_be_denied_and_all_graver_ones_with_it() {
    let denied = |uk: &str, what: &str| {
        let (_dir, root) = repository(uk);
        run(&root, &["check", "--deny", what]).status.code()
    };
    let release = "[milestones]\nsunset = { on = 2024-12-31 }\n";
    let warning = "[milestones]\nannounce = { by = 2024-10-15 }\nsales-stop = { from = 2024-10-21 }\n";
    for what in ["info", "warning", "release"] {
        assert_eq!(denied(release, what), Some(1), "{what}");
        assert_eq!(denied("", what), Some(0), "{what}");
        assert_eq!(denied(warning, what), Some(i32::from(what != "release")), "{what}");
    }
    assert_eq!(denied("", "graver"), Some(2));
    assert_eq!(denied("", "date/short-leed"), Some(2));
}

// A present.

#[test]
fn a_day_changes_findings_and_no_answer() {
    let (_dir, root) = repository("");
    let waiver =
        "\n[[lint.waivers]]\nrule = \"date/region-spread\"\nat = \"global\"\nbecause = \"x\"\napprover = \"y\"\nexpires = 2025-03-31\n";
    let mut text = std::fs::read_to_string(root.join("cutover.toml")).expect("a file");
    text.push_str(waiver);
    std::fs::write(root.join("cutover.toml"), text).expect("a file");
    let open = said(&run(&root, &["check"]));
    assert!(open.ends_with("; 1 waiver was not judged without `--as-of`\n"), "{open}");
    let early = run(&root, &["check", "--as-of", "2025-03-31"]);
    assert!(said(&early).ends_with("judged as of 2025-03-31\n") && early.status.success(), "{}", said(&early));
    let late = run(&root, &["check", "--as-of", "2025-04-01"]);
    assert_eq!(late.status.code(), Some(1));
    assert!(said(&late).contains("lint/waiver-expired"), "{}", said(&late));
    let now = run(&root, &["check", "--as-of", "now"]);
    assert!(said(&now).contains("judged as of 20"), "{}", said(&now));
    for wrong in ["soon", "2024-11-31", "2024-10"] {
        assert_eq!(run(&root, &["check", "--as-of", wrong]).status.code(), Some(2), "{wrong}");
    }
    run(&root, &["build", "--out", "one"]);
    run(&root, &["build", "--out", "two", "--as-of", "2025-03-31"]);
    let read = |dir: &str| folder(&root.join(dir)).0;
    assert!(read("one") == read("two") && !read("one").is_empty());
}

#[test]
fn a_waiver_whose_rule_did_not_run_is_not_called_unused() {
    let waiver =
        |rule: &str| format!("[[lint.waivers]]\nrule = \"{rule}\"\nat = \"uk\"\nbecause = \"x\"\napprover = \"y\"\nexpires = 2025-03-31\n");
    let unused = |files: &[(&str, &str)], day: Option<&str>| {
        let options = Options { as_of: day.map(|it| it.parse().expect("a day")), ..Options::default() };
        let checked = cutover::check_workspace(&laid(files), options).expect("memory can be read");
        checked.report.findings.iter().filter(|it| it.code.name == "lint/waiver-unused").count()
    };
    let lead = waiver("date/short-lead");
    assert_eq!(unused(&[("cutover.toml", &lead)], None), 1);
    // A file that cannot be read, and a name that cannot be bound, may hide the fault.
    assert_eq!(unused(&[("cutover.toml", &lead), (UK, "[region]\nlocales = [\"en-UK\"]\n")], None), 0);
    assert_eq!(unused(&[("cutover.toml", &lead), ("regions/fr.toml", "[region\n")], None), 0);
    // A rule that asks for a day.
    assert_eq!(unused(&[("cutover.toml", &waiver("lint/waiver-expired"))], None), 0);
    assert_eq!(unused(&[("cutover.toml", &waiver("lint/waiver-expired"))], Some("2024-10-01")), 1);
    // An expired one is told once, as such.
    assert_eq!(unused(&[("cutover.toml", &lead)], Some("2025-04-01")), 0);
}
