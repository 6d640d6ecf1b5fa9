//! Makes a workspace on which something fails small: whatever can go while it still fails, goes.

use crate::text::{Files, Piece};
use cutover::model::plan::request::{Request, Scheme};
use std::collections::BTreeSet;

/// Returns the smallest workspace that is found for which `fails` still holds, as it does for `files`.
pub fn shrink(mut files: Files, mut fails: impl FnMut(&Files) -> bool) -> Files {
    assert!(fails(&files), "what is made small fails at first");
    loop {
        let before = files.clone();
        for size in sizes(&files) {
            let mut at = 0;
            // What goes makes what follows it take its place.
            while let Some(piece) = files.pieces(size).get(at) {
                let smaller = without(&files, piece);
                if fails(&smaller) {
                    files = smaller;
                } else {
                    at += 1;
                }
            }
        }
        if files == before {
            return files;
        }
    }
}

/// Returns how much is taken out at once, from much to little; 0 is one line.
fn sizes(files: &Files) -> Vec<usize> {
    let most = files.0.values().map(|it| it.matches("\n\n").count() + 1).max().unwrap_or(1);
    let halves = std::iter::successors(Some(most.next_power_of_two()), |it| Some(it / 2)).take_while(|it| *it > 0);
    halves.chain([0]).collect()
}

/// Returns the simplest of a request that still fails: by GET, under the name alone, without a query, by http.
pub fn simplify(mut request: Request, mut fails: impl FnMut(&Request) -> bool) -> Request {
    let steps: [fn(&mut Request); 4] = [
        |it| it.method = "GET".to_owned(),
        |it| it.host = it.host_name(),
        |it| it.target = it.key().to_owned(),
        |it| it.scheme = Scheme::Http,
    ];
    for step in steps {
        let mut simpler = request.clone();
        step(&mut simpler);
        if simpler != request && fails(&simpler) {
            request = simpler;
        }
    }
    request
}

fn without(files: &Files, piece: &Piece) -> Files {
    let mut files = files.clone();
    if piece.lines.len() >= files.0[&piece.path].lines().count() {
        files.0.remove(&piece.path);
    } else {
        files.without(&piece.path, &piece.lines.clone().collect::<BTreeSet<usize>>());
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(of: &[(&str, &str)]) -> Files {
        Files(of.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect())
    }

    #[test]
    fn only_what_fails_is_left() {
        let rules: String = (0..40).map(|it| format!("[[redirects.rules]]\nfrom = \"/{it}\"\nto = \"/to\"\nstatus = 301\n\n")).collect();
        let rows: String = (0..100).map(|it| format!("/row/{it},/to\n")).collect();
        let big = files(&[
            ("cutover.toml", "spec = 1\n\n[program]\nname = \"x\"\n"),
            ("regions/a.toml", &rules),
            ("regions/a.csv", &format!("from,to\n{rows}")),
            ("regions/b.toml", "[region]\n"),
        ]);
        let mut asked = 0;
        let small = shrink(big, |it| {
            asked += 1;
            let has = |path: &str, text: &str| it.0.get(path).is_some_and(|it| it.contains(text));
            has("cutover.toml", "spec = 1\n")
                && has("regions/a.toml", "from = \"/17\"\n")
                && has("regions/a.csv", "/row/63,")
                && has("regions/a.csv", "from,to")
        });
        let left: Vec<(&str, &str)> = small.0.iter().map(|(path, text)| (path.as_str(), text.trim_end())).collect();
        let wanted = [("cutover.toml", "spec = 1"), ("regions/a.csv", "from,to\n/row/63,/to"), ("regions/a.toml", "from = \"/17\"")];
        assert_eq!(left, wanted);
        assert!(asked < 400, "it asks {asked} times");
    }

    #[test]
    fn request_keeps_what_it_fails_by() {
        let request = |method: &str, scheme, host: &str, target: &str| Request {
            scheme,
            method: method.to_owned(),
            host: host.to_owned(),
            target: target.to_owned(),
        };
        let found = simplify(request("PUT", Scheme::Https, "A.test.:80", "/a?b=1"), |it| it.method == "PUT" && it.target.contains("b=1"));
        assert_eq!(found, request("PUT", Scheme::Http, "a.test", "/a?b=1"));
    }

    #[test]
    fn two_that_fail_only_together_both_stay() {
        let text = "a = 1\n\nb = 2\n\nc = 3\n";
        let small = shrink(files(&[("x.toml", text)]), |it| {
            it.0.get("x.toml").is_some_and(|it| it.contains("a = 1") == it.contains("c = 3") && !it.is_empty())
        });
        assert!(["b = 2\n", "a = 1\n\nc = 3\n"].contains(&small.0["x.toml"].as_str()), "{small:?}");
    }
}
