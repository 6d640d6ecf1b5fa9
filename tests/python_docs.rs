//! The redirects of docs.python.org as configurations: nginx's locations, and Apache's directives.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The host of the locations, and one for the directives, whose own is not among the data.
pub const HOST: &str = "docs.python.org";
pub const OLD_HOST: &str = "old.python.example";

pub fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpora/python-docs")
}

fn rows(name: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(home().join(name)).expect("the table is there");
    reader.records().map(|it| it.expect("a row of the table")).collect()
}

/// Returns the locations as nginx reads them, and how many there are.
pub fn nginx() -> (String, usize) {
    let mut text = format!("server {{\n  server_name {HOST};\n");
    let mut count = 0;
    for row in rows("redirects.csv") {
        count += 1;
        let _ = writeln!(text, "  location = {} {{ return {} {}; }}", &row[0], &row[2], &row[1]);
    }
    for row in rows("patterns.csv").iter().filter(|it| &it[3] == "nginx-location") {
        count += 1;
        let does = if row[2].is_empty() { row[1].to_owned() } else { format!("return {} {};", &row[2], &row[1]) };
        let _ = writeln!(text, "  {} {{ {does} }}", &row[0]);
    }
    (text + "}\n", count)
}

/// Returns the directives as Apache reads them, and how many there are.
pub fn apache() -> (String, usize) {
    let mut text = "RewriteEngine On\nRewriteMap lowercase int:tolower\n".to_owned();
    let mut count = 0;
    for row in rows("patterns.csv") {
        let (from, to, status) = (&row[0], &row[1], &row[2]);
        let line = match &row[3] {
            "apache-RewriteRule" => format!("RewriteRule {from} {to} [R={status},L]"),
            "apache-Redirect(prefix)" => format!("Redirect {status} {from} {to}"),
            "apache-RedirectMatch" => format!("RedirectMatch {status} {from} {to}"),
            _ => continue,
        };
        count += 1;
        let _ = writeln!(text, "{line}");
    }
    (text, count)
}
