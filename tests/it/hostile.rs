//! No value of a file breaks out of its place in any output.

#[path = "../hostile.rs"]
mod workspace;

use cutover::emit::Selection;
use cutover::{Options, build};
use workspace::TEXT;

#[test]
fn hostile_text_is_refused_or_stays_text() {
    let workspace::Hostile { disk, taken, longer, .. } = workspace::workspace(".");
    for key in [
        "program.brand",
        "region.name",
        "services.*.compensation",
        "milestones.*.because",
        "region.owner",
        "notices.sender",
        "lint.waivers.because",
    ] {
        assert!(taken.contains(key), "`{key}` takes any text: {taken:?}");
    }
    for key in ["redirects.rules.from", "redirects.rules.to", "csv:from", "csv:to"] {
        assert!(longer.contains(key), "`{key}` takes what a URL may hold: {longer:?}");
    }
    for key in [
        "sites.url",
        "sites.upstream",
        "redirects.rules.from",
        "redirects.rules.to",
        "region.time-zone",
        "redirects.tables",
        "hosts.*.aliases",
    ] {
        assert!(!taken.contains(key), "`{key}` must refuse such text");
    }
    let built = build(&disk, Options::default(), |_| Selection::default()).expect("memory can be read");
    let artifacts = built.artifacts.expect("no error").unwrap_or_else(|faults| panic!("{faults:?}"));
    assert!(artifacts.files.len() > 500);
    let mut held = 0;
    for (path, bytes) in &artifacts.files {
        assert!(path.split('/').all(|it| !it.is_empty() && it != ".." && !it.contains(['\\', '"', '<', '\n'])), "{path}");
        let text = String::from_utf8(bytes.clone()).expect("every output is UTF-8");
        assert!(!text.contains("62615533"), "{path}: a template was run over a value");
        held += usize::from(text.contains("hostile"));
        match path.rsplit('.').next() {
            Some("html") => {
                assert!(!text.contains("<b id=hostile>"), "{path} has a new element");
                assert_eq!(text.matches("<script").count(), text.matches("</script>").count(), "{path}");
            }
            Some("json") => drop(serde_json::from_str::<serde_json::Value>(&text).unwrap_or_else(|err| panic!("{path}: {err}"))),
            Some("jsonl") => text
                .lines()
                .for_each(|it| drop(serde_json::from_str::<serde_json::Value>(it).unwrap_or_else(|err| panic!("{path}: {err}")))),
            Some("csv") => {
                let width = text.lines().next().expect("a first line").split(',').count();
                let mut reader = csv::Reader::from_reader(text.as_bytes());
                for row in reader.records() {
                    let row = row.expect("a row of the same width");
                    assert_eq!(row.len(), width);
                    assert!(row.iter().all(|it| !it.starts_with(['=', '+', '@'])), "{path}");
                }
            }
            Some("ics") => {
                let unfolded = text.replace("\r\n ", "");
                assert!(
                    unfolded.split("\r\n").filter(|it| !it.is_empty()).all(|it| it
                        .split([':', ';'])
                        .next()
                        .is_some_and(|name| name.bytes().all(|it| it.is_ascii_uppercase() || it == b'-'))),
                    "{path}"
                );
            }
            Some("xml") => assert!(!text.contains("<b id"), "{path}"),
            _ => {}
        }
    }
    assert!(held > 20, "the text is in {held} outputs; it begins `{}`", &TEXT[..3]);
}
