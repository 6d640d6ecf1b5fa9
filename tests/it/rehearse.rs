//! `cutover rehearse`, as far as no server is started: what is asked for, and refused.

use std::path::Path;
use std::process::{Command, Output};

fn rehearse(words: &[&str]) -> Output {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    Command::new(env!("CARGO_BIN_EXE_cutover")).arg("-C").arg(root).arg("rehearse").args(words).output().expect("it runs")
}

#[test]
fn what_is_not_understood_starts_nothing() {
    for (words, told) in [
        (&[][..], "--local <PROGRAM>"),
        (&["--local", "lighttpd"], "[possible values: nginx, apache, haproxy, caddy, envoy]"),
        (&["--local", "nginx", "--target", "edg"], "there is no target `edg`; did you mean `edge`?"),
        (&["--local", "caddy", "--target", "edge"], "the target `edge` is not one that caddy reads"),
        (&["--local", "nginx", "--stage", "2030-never"], "there is no stage `2030-never`"),
        (&["--local", "nginx", "--stage", "start", "--from", "start"], "cannot be used with"),
        (&["--local", "nginx", "--from", "2025-01-01", "--until", "start"], "`2025-01-01T0000Z-global-sunset` is behind `start`"),
        (
            &["--local", "nginx", "--until", "2024-10-14T17", "--roll", "2025-01-01"],
            "no switch to `2025-01-01T0000Z-global-sunset` is rehearsed",
        ),
        (&["--local", "nginx", "--roll", "start"], "no switch to `start` is rehearsed, so none can be undone"),
        (&["--local", "nginx", "--roll", "all", "--roll", "start"], "`--roll all` and `--roll none` stand alone"),
        (&["--local", "nginx", "--report", "xml=a"], "the one form is json"),
    ] {
        let ended = rehearse(words);
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert_eq!(ended.status.code(), Some(2), "{words:?}: {said}");
        assert!(said.contains(told), "{words:?}: {said}");
        assert!(ended.stdout.is_empty());
    }
}
