//! Apache httpd: `Redirect`, `RedirectMatch` and `RewriteRule` in the order in which Apache asks them.

mod rewrite;
pub mod served;
pub mod syntax;

use super::Reader;
use super::steps::{self, Does, Order, Query, Read, Step, Text};
use rewrite::Rewrite;
use syntax::Directive;

/// As `--from` names it.
pub const READER: Reader =
    Reader { name: "apache", files: &["httpd.conf", "apache2.conf"], read: |bytes| read(bytes, Scope::Server, None).map(|it| it.import) };
/// The file of one folder: paths in it have no slash in front.
pub const HTACCESS: Reader =
    Reader { name: "htaccess", files: &[".htaccess"], read: |bytes| read(bytes, Scope::Folder, None).map(|it| it.import) };

/// Where a configuration is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// The whole server, or a virtual host.
    Server,
    /// The folder at the root of a site.
    Folder,
}

/// Reads a configuration, or a part of one; `site` is the host where it names none.
pub fn read(bytes: &[u8], scope: Scope, site: Option<&str>) -> Result<Read, String> {
    let directives = syntax::parse(&String::from_utf8_lossy(bytes))?;
    let mut reading = Reading { site, servers: Vec::new() };
    reading.server(&directives, scope, None);
    let mut steps = Vec::new();
    // Those of a virtual host are asked before those of the whole server.
    for mut it in reading.servers {
        steps.append(&mut it.rewritten);
        steps.append(&mut it.redirected);
    }
    Ok(steps::read(&steps, site))
}

struct Reading<'r> {
    site: Option<&'r str>,
    servers: Vec<Asked>,
}

/// What one server asks: `mod_rewrite` comes before `mod_alias`.
#[derive(Default)]
struct Asked {
    rewritten: Vec<Step>,
    redirected: Vec<Step>,
}

impl Reading<'_> {
    fn server(&mut self, directives: &[Directive], scope: Scope, host: Option<&str>) {
        let mut asked = Asked::default();
        let mut rewrite = Rewrite::new(scope, host.map(str::to_owned), self.site);
        self.section(directives, &mut rewrite, None, &mut asked);
        self.servers.push(asked);
    }

    fn section(&mut self, directives: &[Directive], rewrite: &mut Rewrite<'_>, location: Option<&Location>, asked: &mut Asked) {
        for it in directives {
            let name = it.name();
            match (name.as_str(), &it.section) {
                ("virtualhost", Some(inner)) => {
                    let named = inner.iter().find(|it| it.name() == "servername").and_then(|it| it.arguments().first());
                    let host = named.map(|it| it.rsplit("://").next().unwrap_or(it).split(':').next().unwrap_or(it).to_ascii_lowercase());
                    self.server(inner, Scope::Server, host.as_deref().filter(|it| it.contains('.')));
                }
                ("directory" | "directorymatch" | "files" | "filesmatch", Some(inner)) => {
                    let mut within = rewrite.within();
                    self.section(inner, &mut within, location, asked);
                }
                ("location" | "locationmatch", Some(inner)) => {
                    let found = Location::of(name == "locationmatch", it.arguments());
                    let mut within = rewrite.within();
                    self.section(inner, &mut within, found.as_ref(), asked);
                }
                (_, Some(inner)) => self.section(inner, rewrite, location, asked),
                ("redirect" | "redirectpermanent" | "redirecttemp" | "redirectmatch", None) => {
                    let step = redirect(it, &name, rewrite.host.as_deref(), location);
                    asked.redirected.push(Step { order: Order::Beside, ..step });
                }
                _ => asked.rewritten.extend(rewrite.directive(&name, it)),
            }
        }
    }
}

/// What a section of paths takes.
struct Location(String);

impl Location {
    fn of(is_match: bool, words: &[String]) -> Option<Location> {
        match words {
            [sign, path] if sign == "~" => Some(Location(path.clone())),
            [path] if is_match => Some(Location(path.clone())),
            [path] => Some(Location(below(path))),
            _ => None,
        }
    }
}

/// Returns the expression that takes a path and all below it, which is its first group.
fn below(path: &str) -> String {
    match path.ends_with('/') {
        true => format!("^{}(.*)$", regex_syntax::escape(path)),
        false => format!("^{}((?:/.*)?)$", regex_syntax::escape(path)),
    }
}

/// Reads a redirect of `mod_alias`.
fn redirect(it: &Directive, name: &str, host: Option<&str>, location: Option<&Location>) -> Step {
    let words = it.arguments();
    let status = match (name, words.first().map(|it| it.to_ascii_lowercase())) {
        ("redirectpermanent", _) => Some((301, 0)),
        ("redirecttemp", _) => Some((302, 0)),
        (_, Some(word)) => match word.as_str() {
            "permanent" => Some((301, 1)),
            "temp" => Some((302, 1)),
            "seeother" => Some((303, 1)),
            "gone" => Some((410, 1)),
            word => word.parse::<u16>().ok().map(|it| (it, 1)),
        },
        _ => None,
    };
    let (status, skipped) = status.unwrap_or((302, 0));
    let words = &words[skipped.min(words.len())..];
    let is_match = name == "redirectmatch";
    let is_leading = (300..=399).contains(&status);
    let (from, to) = match (words, is_leading, location) {
        ([from, to], true, _) => (Some(from), Some(to)),
        ([to], true, Some(_)) => (None, Some(to)),
        ([from, ..], false, _) => (Some(from), None),
        ([], false, Some(_)) => (None, None),
        _ => return step(it, host, String::new(), Does::Unsaid("its words are not those of a redirect".to_owned())),
    };
    let pattern = match (from, location) {
        (Some(from), _) if is_match => from.clone(),
        (Some(from), _) => below(from),
        (None, Some(Location(it))) => it.clone(),
        (None, None) => String::new(),
    };
    let does = match (status, to) {
        (410, _) => Does::Gone,
        (_, Some(to)) => {
            let mut texts = if is_match { groups(to) } else { vec![Text::Fixed(to.clone())] };
            if from.is_some() && !is_match {
                texts.push(Text::Group(1));
            }
            Does::Redirect { to: texts, status, query: Query::KeepUnlessOwn }
        }
        (status, None) => Does::Serves(format!("it answers {status}")),
    };
    step(it, host, pattern, does)
}

fn step(it: &Directive, host: Option<&str>, pattern: String, does: Does) -> Step {
    Step {
        line: it.line,
        text: it.text.clone(),
        host: host.map(str::to_owned),
        pattern,
        any_case: false,
        conditions: Vec::new(),
        does,
        lacks: Vec::new(),
        notes: Vec::new(),
        family: None,
        order: Order::Before,
    }
}

/// Returns a destination with `$1` for what a group holds.
fn groups(to: &str) -> Vec<Text> {
    let mut found = Vec::new();
    let mut text = String::new();
    let mut rest = to.chars().peekable();
    while let Some(it) = rest.next() {
        match (it, rest.peek().and_then(|it| it.to_digit(10))) {
            ('$', Some(group)) => {
                rest.next();
                found.push(Text::Fixed(std::mem::take(&mut text)));
                found.push(Text::Group(group));
            }
            ('\\', _) if matches!(rest.peek(), Some('$' | '&')) => text.extend(rest.next()),
            (it, _) => text.push(it),
        }
    }
    found.push(Text::Fixed(text));
    found.retain(|it| *it != Text::Fixed(String::new()));
    found
}
