//! `cutover runbook --follow` as a person meets it: by a pipe, with servers that answer wrongly, and after every kind of end.

use cutover::load::Folder;
use cutover::model::plan::Plan;
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::Request;
use cutover::model::plan::step::Way;
use cutover::{Options, plan_workspace};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Output, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const PROGRAM: &str = env!("CARGO_BIN_EXE_cutover");

const WORKSPACE: &str = r#"spec = 1
[program]
name = "small"
successor = "new"
time-zone = "Europe/London"
[platforms.new]
origins = ["https://new.test"]
[targets.edge]
kind = "nginx"
"#;

const REGION: &str = r#"
[region]
name        = "Shop"
owner       = "store"
disposition = "retire"
time-zone   = "Europe/London"

[[sites]]
id        = "store"
url       = "https://shop.test/"
successor = "https://new.test/"
upstream  = "http://127.0.0.1:9301"

[milestones]
announce = { on = 2024-10-15 }
migrate  = { from = 2024-11-20 }
sunset   = { by = 2024-12-31 }

[redirects]
default = { to = "/" }

[[redirects.rules]]
from   = "/closed"
answer = "gone"
since  = "migrate"
"#;

/// The steps of this workspace: the first server, four switches, a copy for the archives, and somebody who decides.
const STEPS: [&str; 7] = [
    "host/shop.test/install",
    "switch/2024-10-14T2300Z-shop-announce",
    "shop/archive",
    "switch/2024-11-20T0000Z-shop-migrate",
    "switch/2025-01-01T0000Z-shop-sunset",
    "switch/2025-01-15T0000Z-shop-sunset-trial-end/gate",
    "switch/2025-01-15T0000Z-shop-sunset-trial-end",
];

/// Behind all of it.
const LATE: &str = "--now=2025-01-01T00:30:00Z";

/// A workspace on disk, with a place for logs beside it.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(dir.path().join("regions")).expect("a folder");
        std::fs::write(dir.path().join("cutover.toml"), WORKSPACE).expect("a file");
        std::fs::write(dir.path().join("regions/shop.toml"), REGION).expect("a file");
        Place(dir)
    }

    fn log(&self) -> PathBuf {
        self.0.path().join("night.jsonl")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(self.log()).unwrap_or_default()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.arg("-C").arg(self.0.path()).arg("runbook").args(words).arg("--log").arg(self.log());
        command
    }

    fn follow(&self, words: &[&str]) -> Session {
        let mut command = self.command(&[&["--follow", "--who", "anna"], words].concat());
        Session::begin(command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()))
    }

    /// Says all of `lines`, and returns how it ended.
    fn told(&self, words: &[&str], lines: &str) -> Output {
        let mut command = self.command(&[&["--follow", "--who", "anna"], words].concat());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
        // Who is refused reads nothing.
        let _ = child.stdin.take().expect("a pipe").write_all(lines.as_bytes());
        child.wait_with_output().expect("it ends")
    }

    /// Returns the records that are whole, each held against the schema.
    fn records(&self) -> Vec<Value> {
        let schema = schema("runbook-log");
        let bytes = self.bytes();
        let lines = bytes.split(|it| *it == b'\n').filter_map(|it| serde_json::from_slice::<Value>(it).ok());
        lines.inspect(|it| assert!(schema.is_valid(it), "{it}: {:?}", schema.validate(it).err())).collect()
    }

    /// Returns what happened: the step's number with the word for it.
    fn events(&self) -> Vec<String> {
        let number = |it: &Value| STEPS.iter().position(|id| it["step"] == *id).map_or_else(String::new, |it| format!("{} ", it + 1));
        self.records().iter().map(|it| format!("{}{}", number(it), it["event"].as_str().expect("a word"))).collect()
    }

    fn status(&self) -> Value {
        let ended = self.command(&["--status", "--format", "json"]).output().expect("it runs");
        assert!(ended.status.success(), "{}", text(&ended.stderr));
        let status: Value = serde_json::from_slice(&ended.stdout).expect("JSON");
        assert!(schema("runbook-status").is_valid(&status), "{status}");
        status
    }

    fn states(&self) -> Vec<String> {
        self.status()["steps"].as_array().expect("a list").iter().map(|it| it["state"].as_str().expect("a word").to_owned()).collect()
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("what is printed is text")
}

fn schema(name: &str) -> jsonschema::Validator {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schema/{name}.schema.json"));
    let schema: Value = serde_json::from_slice(&std::fs::read(path).expect("the schema")).expect("JSON");
    jsonschema::draft202012::new(&schema).expect("a schema")
}

/// A person at the runbook, who reads up to each question before the answer.
struct Session {
    child: Child,
    input: Option<ChildStdin>,
    output: ChildStdout,
}

impl Session {
    fn begin(command: &mut Command) -> Session {
        let mut child = command.spawn().expect("it runs");
        let (input, output) = (child.stdin.take(), child.stdout.take().expect("a pipe"));
        Session { child, input, output }
    }

    /// Reads on to the next question, or to the end.
    fn question(&mut self) -> String {
        let mut read = Vec::new();
        let mut byte = [0];
        while !read.ends_with(b"> ") && self.output.read(&mut byte).expect("it can be read") == 1 {
            read.push(byte[0]);
        }
        text(&read)
    }

    fn say(&mut self, line: &str) -> String {
        writeln!(self.input.as_mut().expect("it listens"), "{line}").expect("it listens");
        self.question()
    }

    /// Says nothing more, and returns the status.
    fn end(mut self) -> i32 {
        drop(self.input.take());
        let _ = self.output.read_to_end(&mut Vec::new());
        self.child.wait().expect("it ends").code().expect("a status")
    }
}

/// A server that answers as the plan does at a stage, or wrongly.
fn server(plan: Plan, stage: usize, is_right: Arc<AtomicBool>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
    let port = listener.local_addr().expect("the port").port();
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let answer = |head: &str| match is_right.load(Ordering::SeqCst) {
                true => right(&plan, stage, head),
                false => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
            };
            converse(stream, &answer);
        }
    });
    port
}

fn converse(mut stream: TcpStream, answer: &dyn Fn(&str) -> String) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|it| it == 1) {
        head.push(byte[0]);
    }
    let _ = stream.write_all(answer(&String::from_utf8_lossy(&head)).as_bytes());
}

fn right(plan: &Plan, stage: usize, head: &str) -> String {
    let mut words = head.split_whitespace();
    let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let named = head.lines().find_map(|it| it.split_once(':').filter(|it| it.0.eq_ignore_ascii_case("host")));
    let host = named.map_or("", |it| it.1.trim()).split(':').next().unwrap_or_default();
    let Ok(request) = Request::of_url(&format!("http://{host}{path}")) else { return "HTTP/1.1 400 Bad Request\r\n\r\n".to_owned() };
    let answer = plan.answer(&Request { method: method.to_owned(), ..request }, plan.instant_of(stage));
    let (status, mut headers) = match &answer.outcome {
        Outcome::Redirect { status, location } => (*status, format!("Location: {location}\r\n")),
        other => (other.status().unwrap_or(200), String::new()),
    };
    headers.extend(answer.headers.iter().map(|(name, value)| format!("{name}: {value}\r\n")));
    format!("HTTP/1.1 {status} Said\r\n{headers}Content-Length: 0\r\nConnection: close\r\n\r\n")
}

fn plan(place: &Place) -> Plan {
    let checked = plan_workspace(&Folder(place.0.path().to_path_buf()), Options::default()).expect("it can be read");
    let plan = checked.plan.expect("a plan");
    assert_eq!(plan.steps.iter().map(|it| it.id.as_str()).collect::<Vec<_>>(), STEPS);
    plan
}

#[test]
fn steps_are_followed_one_by_one_and_a_server_that_answers_wrongly_is_caught() {
    let place = Place::new();
    let is_right = Arc::new(AtomicBool::new(false));
    let port = server(plan(&place), 3, Arc::clone(&is_right));
    let node = format!("http://127.0.0.1:{port}");
    let mut session = place.follow(&[LATE, "--step", "1", "--step", "3", "--step", STEPS[4], "--connect", &node]);
    let shown = session.question();
    for wanted in ["small: 3 steps, 0 over", "1. Install the start stage for shop.test (of 7)", "owner   store", "late by 78 days"] {
        assert!(shown.contains(wanted), "{wanted}: {shown}");
    }
    let next = session.say("skip the first server was there before");
    assert!(next.contains("1 is skipped") && next.contains("3. Ask for the archive copy"), "{next}");
    assert!(session.say("done").contains("check 1 of 1: `curl"));
    let next = session.say("y");
    assert!(next.contains("3 is done") && next.contains("5. Switch: shop/sunset") && next.contains("due since 30 min"), "{next}");
    assert!(session.say("done").contains(&format!("- 4 {} is open", STEPS[3])));
    session.say("override the one before was left out");
    assert!(session.say("done").contains("check 1 of 2: `curl"));
    let wrong = session.say("y");
    assert!(
        wrong.contains("found `404`") && wrong.contains("5 did not take\n   If not:\n     - For a URL that differs type cutover ask URL"),
        "{wrong}"
    );
    // Nothing goes on: the same step is asked about until it took.
    assert!(session.say("check").contains("check 1 of 2"));
    assert!(session.say("n").contains("5 did not take"), "a person may say so too");
    assert!(session.say("skip").contains("say why"));
    assert_eq!(place.states()[4], "open");
    is_right.store(true, Ordering::SeqCst);
    session.say("d");
    let over = session.say("yes");
    assert!(over.contains("all agree") && over.contains("5 is done"), "{over}");
    assert!(over.contains("3 steps are over, 1 of them skipped; 4 of the whole runbook are open"), "{over}");
    assert_eq!(session.end(), 0);
    assert_eq!(place.states(), ["skipped", "open", "done", "open", "done", "open", "open"]);
    let wanted = "begun,1 shown,1 skipped,3 shown,3 check,3 done,5 shown,5 overridden,5 check,5 check,5 check,5 check,5 check,5 done,left";
    assert_eq!(place.events().join(","), wanted);
    let check = &place.records()[9];
    assert_eq!((&check["way"], &check["took"], check["check"].as_u64()), (&"probes".into(), &false.into(), Some(2)), "{check}");
    assert!(check["output"].as_str().expect("text").contains("asked"), "{check}");
    assert!(place.records().iter().all(|it| it["who"] == "anna" && it["at"] == "2025-01-01T00:30:00Z"));
}

#[test]
fn what_waits_is_refused_until_a_reason_is_given() {
    let place = Place::new();
    let mut session = place.follow(&["--now=2024-11-19T23:00:00Z", "--from", "4", "--no-run"]);
    let shown = session.question();
    assert!(shown.contains("early: 1 h 0 min to go") && shown.contains(&format!("after   2 {} (open)", STEPS[1])), "{shown}");
    let refused = session.say("done");
    assert!(refused.contains(&format!("- 2 {} is open", STEPS[1])), "{refused}");
    assert!(refused.contains("its window has not begun (early: 1 h 0 min to go)"), "{refused}");
    assert!(session.say("override").contains("say why"));
    session.say("override the office has decided");
    assert!(session.say("override again").contains("nothing keeps it"));
    let asked = session.say("done");
    assert!(asked.contains("y yes, n no>") && !asked.contains("r runs"), "nothing may be run: {asked}");
    assert!(session.say("r").contains("answer y or n"));
    session.say("y");
    assert!(session.say("y").contains("4 is done"));
    // Back behind it: the reason that was given then holds no longer.
    let back = session.say("back 4");
    assert!(back.contains("To go back:") && back.contains("were these lines carried out"), "{back}");
    let open = session.say("y");
    assert!(open.contains("4 is open again") && open.contains("4. Switch"), "{open}");
    assert_eq!(session.end(), 0);
    assert_eq!(place.states(), ["open"; 7]);
    let again = place.told(&["--now=2024-11-19T23:00:00Z", "--from", "4"], "done\n");
    assert!(text(&again.stdout).contains("not yet"), "{}", text(&again.stdout));
    let overridden = place.records().into_iter().find(|it| it["event"] == "overridden").expect("it is kept");
    assert_eq!((&overridden["early"], &overridden["waiting"][0]), (&true.into(), &STEPS[1].into()));
}

#[test]
fn a_command_is_run_after_a_person_says_so_and_its_status_is_told() {
    let place = Place::new();
    let programs = tempfile::tempdir().expect("a folder");
    let path = format!("{}:{}", programs.path().display(), std::env::var("PATH").unwrap_or_default());
    let put = |name: &str, script: &str| {
        let program = programs.path().join(name);
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).expect("a file");
        assert!(Command::new("chmod").arg("+x").arg(&program).status().expect("chmod").success());
    };
    put("curl", "printf 'HTTP/2 200\\r\\n\\033[2J asked for %s %s' \"$1\" \"$2\"");
    put("grep", "cat; exit 0");
    let mut command = place.command(&["--follow", "--step", "3", LATE]);
    let mut session =
        Session::begin(command.env("PATH", &path).env("USER", "bert").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()));
    session.question();
    session.say("done");
    let ran = session.say("r");
    assert!(ran.contains("asked for -sf https://archive.org/") && ran.contains("exit status 0"), "{ran}");
    assert!(ran.contains("\\u001B[2J") && !ran.contains('\u{1b}'), "{ran}");
    assert!(ran.contains("is it so?"), "that it ran does not say what it shows: {ran}");
    put("grep", "echo broken >&2; exit 22");
    let failed = session.say("r");
    assert!(failed.contains("| broken") && failed.contains("exit status 22") && failed.contains("3 did not take\n   If not:"), "{failed}");
    assert_eq!(session.end(), 0);
    let checks: Vec<(Value, Value)> =
        place.records().iter().filter(|it| it["event"] == "check").map(|it| (it["status"].clone(), it["took"].clone())).collect();
    assert_eq!(checks, [(0.into(), true.into()), (22.into(), false.into())]);
    assert!(place.records().iter().all(|it| it["who"] == "bert"));
}

/// A row of numbers that is the same each time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (it ^ (it >> 31)) % end
    }
}

#[test]
fn whatever_kills_it_nothing_that_was_kept_is_lost_or_changed() {
    let place = Place::new();
    let mut chance = Chance(20_261_121);
    let mut before = place.bytes();
    let mut over = 0;
    for kill in 0..40 {
        let mut session = place.follow(&[LATE]);
        let mut input = session.input.take().expect("it listens");
        // One step in ten answers, so that there is something to kill through all of it.
        let answers = std::thread::spawn(move || {
            for at in 0..10_000 {
                let line = if at % 97 == 96 { "d\ny\ny\n".to_owned() } else { format!("note {at}\n") };
                if input.write_all(line.as_bytes()).is_err() {
                    return;
                }
            }
        });
        let mut read = vec![0; 1 + usize::try_from(chance.below(40_000)).expect("small")];
        let _ = session.output.read_exact(&mut read);
        let told = String::from_utf8_lossy(&read).matches("   kept\n").count();
        session.child.kill().expect("it can be killed");
        session.child.wait().expect("it ends");
        drop(session);
        answers.join().expect("it ends");
        let after = place.bytes();
        assert!(after.len() > before.len() && after.starts_with(&before), "kill {kill}: what was kept has changed");
        let kept = |bytes: &[u8]| String::from_utf8_lossy(bytes).matches(r#""event":"note""#).count();
        assert!(kept(&after) - kept(&before) >= told, "kill {kill}: {told} notes were told to be kept, and are not there");
        let records = place.records().len();
        let whole = after.iter().filter(|it| **it == b'\n').count();
        assert!(records == whole || records == whole + 1, "kill {kill}: {records} records in {whole} lines");
        let done = place.states().iter().filter(|it| *it == "done").count();
        assert!(done >= over, "kill {kill}: a step that was done is open");
        (before, over) = (after, done);
    }
    assert!(over > 0, "nothing was done meanwhile");
    let done = place.events().iter().filter(|it| it.as_str() == "1 done").count();
    assert_eq!(done, 1, "a step that is done is not asked again");
}

#[test]
fn a_record_that_was_cut_off_stays_and_counts_for_nothing() {
    let whole = Place::new();
    whole.told(&[LATE], "note née Anna\nskip \"quoted\" \\ and more\n");
    let bytes = whole.bytes();
    let starts: Vec<usize> = bytes.iter().enumerate().filter(|it| *it.1 == b'\n').map(|it| it.0 + 1).collect();
    let note = bytes.windows(2).position(|it| it == "é".as_bytes()).expect("it is there");
    let ends = [1, starts[0] - 2, starts[0] - 1, starts[1] + 1, note + 1, starts[3] - 3, bytes.len() - 2];
    for end in ends {
        let place = Place::new();
        std::fs::write(place.log(), &bytes[..end]).expect("a file");
        let is_record = bytes[end] == b'\n';
        assert_eq!(place.status()["is-cut"], !is_record, "{end}");
        let told = text(&place.told(&[LATE], "note on\n").stdout);
        assert_eq!(told.contains("was cut off"), !is_record, "{end}: {told}");
        let after = place.bytes();
        assert!(after.starts_with(&bytes[..end]) && after[end] == b'\n', "{end}");
        assert_eq!(place.status()["is-cut"], false, "{end}");
        let events = place.events();
        assert_eq!(events.last().map(String::as_str), Some("left"), "{end}: {events:?}");
        // And once more, over the line that stays.
        assert_eq!(place.told(&[LATE], "").status.code(), Some(0), "{end}");
    }
    let spoiled = Place::new();
    std::fs::write(spoiled.log(), bytes.iter().copied().chain(*b"{}\n").collect::<Vec<u8>>()).expect("a file");
    let refused = spoiled.told(&[LATE], "done\n");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("line 7 is no record of ours"), "{}", text(&refused.stderr));
    assert!(spoiled.bytes().ends_with(b"{}\n"), "nothing was added");
}

#[test]
fn two_cannot_follow_by_one_log() {
    let place = Place::new();
    let mut first = place.follow(&[LATE]);
    first.question();
    let before = place.bytes();
    let second = place.told(&[LATE], "done\n");
    assert_eq!(second.status.code(), Some(3));
    assert!(text(&second.stderr).contains("another process writes it"), "{}", text(&second.stderr));
    assert_eq!(place.bytes(), before);
    assert_eq!(place.states(), ["open"; 7], "to look is no following");
    assert_eq!(first.end(), 0);
    assert_eq!(place.told(&[LATE], "").status.code(), Some(0), "the lock goes with its process");
}

#[test]
fn the_log_of_another_runbook_is_refused_unless_it_is_adopted() {
    let place = Place::new();
    place.told(&[LATE], "skip it was there\n");
    let before = place.bytes();
    std::fs::write(place.0.path().join("regions/shop.toml"), REGION.replace("2024-11-20", "2024-11-21")).expect("a file");
    let refused = place.told(&[LATE], "skip x\n");
    assert_eq!(refused.status.code(), Some(1));
    assert!(text(&refused.stderr).contains("is the log of other steps") && text(&refused.stderr).contains("`--adopt`"));
    assert_eq!(place.bytes(), before);
    assert_eq!(place.status()["is-current"], false);
    let adopted = text(&place.told(&[LATE, "--adopt"], "").stdout);
    assert!(adopted.contains("7 steps, 1 over") && adopted.contains("2. Switch"), "{adopted}");
    assert!(place.bytes().starts_with(&before));
    assert_eq!(place.told(&[LATE], "").status.code(), Some(0), "once is enough");
    let adopted: Vec<bool> = place.records().iter().map(|it| it["adopted"] == true).filter(|it| *it).collect();
    assert_eq!(adopted.len(), 1);
}

#[test]
fn a_full_disk_is_told_and_nothing_goes_on() {
    let place = Place::new();
    // So many blocks may a file have; the signal of the limit is passed over, as a disk sends none.
    let limited = |blocks: usize, lines: &str| {
        let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$@\"");
        let mut command = Command::new("sh");
        command.args(["-c", &line, "sh", PROGRAM, "-C"]).arg(place.0.path()).args(["runbook", "--follow", LATE, "--log"]);
        let mut child = command.arg(place.log()).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("sh");
        let _ = child.stdin.take().expect("a pipe").write_all(lines.as_bytes());
        child.wait_with_output().expect("it ends")
    };
    let notes: String = (0..50).map(|it| format!("note {it}\n")).collect();
    let full = limited(1, &format!("{notes}skip never\n"));
    let told = text(&full.stderr);
    assert_eq!(full.status.code(), Some(3), "{told}");
    assert!(told.contains("night.jsonl") && told.contains("the last record is not there"), "{told}");
    assert!(!text(&full.stdout).contains("is skipped"));
    let before = place.bytes();
    assert!([512, 1024].contains(&before.len()), "{}", before.len());
    let none = limited(0, "skip never\n");
    assert_eq!(none.status.code(), Some(3));
    assert_eq!(place.bytes(), before);
    // With room again it goes on.
    let on = place.told(&[LATE], "skip now\n");
    assert!(text(&on.stdout).contains("1 is skipped"), "{}", text(&on.stdout));
    assert!(place.bytes().starts_with(&before));
    for no_file in ["/dev/full", "/dev/null", "/"] {
        let refused = Command::new(PROGRAM)
            .arg("-C")
            .arg(place.0.path())
            .args(["runbook", "--follow", "--log", no_file])
            .stdin(Stdio::null())
            .output()
            .expect("it runs");
        assert_eq!(refused.status.code(), Some(3), "{no_file}: {}", text(&refused.stderr));
    }
}

#[test]
fn nothing_that_was_written_steers_the_terminal() {
    // Nothing of the kind can stand in a workspace; it can in what people type, and in logs.
    let place = Place::new();
    let first = place.told(&[LATE], "note \u{1b}[2J\u{202e}\nfail \u{9b}31m\n\u{1b}c\nback \u{1b}[1m\n");
    let who = ["--follow", LATE, "--who", "\u{1b}]0;x\u{7}"];
    let second = place.command(&who).stdin(Stdio::null()).output().expect("it runs");
    let status = place.command(&["--status"]).output().expect("it runs");
    for ended in [&first, &second, &status] {
        assert_eq!(ended.status.code(), Some(0), "{}", text(&ended.stderr));
        let out = text(&ended.stdout);
        assert!(!out.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'), "{out:?}");
    }
    assert!(text(&second.stdout).contains("\\u001B[2J"), "what it was is shown: {}", text(&second.stdout));
}

#[test]
fn the_end_of_an_answer_that_is_too_long_is_no_other_answer() {
    let place = Place::new();
    // What is pasted may be longer than an answer is read; what follows there may look like one.
    let told = text(&place.told(&[LATE], &format!("note {}skip it\nnote on\n", "a".repeat((1 << 14) - 5))).stdout);
    assert!(told.contains("an answer has at most 16384 bytes"), "{told}");
    assert_eq!(place.events(), ["begun", "1 shown", "1 note", "left"], "the one that is too long is left out");
    assert_eq!(place.states(), ["open"; 7]);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let place = Place::new();
    let run = |words: &[&str]| {
        let ended = Command::new(PROGRAM).arg("-C").arg(place.0.path()).arg("runbook").args(words).output().expect("it runs");
        (ended.status.code().expect("a status"), text(&ended.stderr))
    };
    for (words, said) in [
        (&["--follow"][..], "--log"),
        (&["--log", "x"], "`--follow` or `--status`"),
        (&["--night", "2024-10-16"], "the nearest end on `2024-10-15` and `2024-11-06`"),
        (&["--region", "shp"], "did you mean `shop`?"),
        (&["--owner", "nobody"], "there are `store`"),
        (&["--step", "8"], "there are 1 to 7"),
        (&["--step", "shop/archve"], "did you mean `shop/archive`?"),
        (&["--role", "king"], "seo"),
        (&["--follow", "--log", "x", "--who", ""], "--who"),
        (&["--connect", "http://127.0.0.1:1"], "--follow"),
    ] {
        let (status, told) = run(words);
        assert_eq!(status, 2, "{words:?}: {told}");
        assert!(told.contains(said), "{words:?}: {told}");
    }
}

#[test]
fn the_runbook_is_narrowed_in_every_form_and_numbers_stay() {
    let place = Place::new();
    let run = |words: &[&str]| {
        text(&Command::new(PROGRAM).arg("-C").arg(place.0.path()).arg("runbook").args(words).output().expect("it runs").stdout)
    };
    let night = run(&["--night", "2024-11-20"]);
    assert!(night.contains("4. Switch: shop/migrate") && night.matches("\n   step ").count() == 1, "{night}");
    let json: Value = serde_json::from_str(&run(&["--night", "2024-11-20", "--format", "json"])).expect("JSON");
    assert!(schema("runbook").is_valid(&json));
    assert_eq!((json["steps"][0]["number"].as_u64(), json["steps"].as_array().map(Vec::len)), (Some(4), Some(1)));
    assert!(run(&["--step", "4", "--format", "markdown"]).contains("## 4\\. Switch: shop/migrate"));
    let whole = run(&["--format", "markdown"]);
    let built = tempfile::tempdir().expect("a folder");
    let dist = built.path().join("dist");
    let build = Command::new(PROGRAM).arg("-C").arg(place.0.path()).args(["build", "-q", "--only", "runbook", "--out"]).arg(&dist).output();
    let build = build.expect("it runs");
    let wanted = std::fs::read_to_string(dist.join("runbook.md"));
    assert_eq!(whole, wanted.unwrap_or_else(|err| panic!("{err}: {}", text(&build.stderr))));
    assert_eq!(run(&["--role", "dns"]), "", "nothing of this is for them");
}

#[test]
fn no_record_of_a_zone_is_run_by_the_shell() {
    let place = Place::new();
    let canary = place.0.path().join("canary");
    let domain = format!(
        "\n[domains.\"shop.test\"]\nowner = \"dns\"\nretain = \"forever\"\nbudget = \"store\"\n\
         dns = {{ provider = \"x\", ttl = \"1 day\", switch-ttl = \"300 s\" }}\nedge = [{{ type = \"A\", value = \"192.0.2.20\" }}]\n\
         records = [{{ name = \"\", type = \"A\", value = \"192.0.2.10\" }}, {{ name = \"\", type = \"NS\", value = \"ns'`:>{}`'.x.\" }}]\n",
        canary.display()
    );
    std::fs::write(place.0.path().join("regions/shop.toml"), format!("{REGION}{domain}")).expect("a file");
    let checked = plan_workspace(&Folder(place.0.path().to_path_buf()), Options::default()).expect("it can be read");
    let found: Vec<&str> = checked.report.findings.iter().map(|it| it.message.as_str()).collect();
    let plan = checked.plan.as_ref().unwrap_or_else(|| panic!("{found:#?}"));
    let checks = plan.steps.iter().flat_map(|it| &it.check);
    let commands: Vec<&String> = checks.filter_map(|it| if let Way::Command(line) = &it.way { Some(line) } else { None }).collect();
    assert!(commands.iter().any(|it| it.contains("canary")), "{commands:#?} {found:#?}");
    for line in commands {
        // Its words alone: no program is found, and nothing is looked up.
        let ended = Command::new("/bin/sh").args(["-c", line]).env("PATH", "/nonexistent").output().expect("a shell");
        assert!(!canary.exists(), "{line}: {ended:?}");
    }
}
