//! The old server beside ours: what is asked of both, and what their answers say of what was imported.

use super::apache::{self, Scope};
use super::nginx::{self, File};
use super::regex::sample;
use super::steps::{Carry, Read, WITH_QUERY};
use super::{Carried, Import};
use crate::model::plan::request::{Request, Scheme};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The configuration of an old server.
pub enum Old<'o> {
    Nginx { bytes: &'o [u8], files: &'o [File<'o>] },
    Apache { bytes: &'o [u8], scope: Scope },
}

impl Old<'_> {
    /// Reads its rules.
    pub fn read(&self, site: Option<&str>) -> Result<Read, String> {
        match self {
            Old::Nginx { bytes, files } => nginx::read(bytes, files, site),
            Old::Apache { bytes, scope } => apache::read(bytes, *scope, site),
        }
    }

    /// Returns the file that the server reads, and what stands in it: listening on `port`, and at home in a folder.
    pub fn configuration(&self, port: u16, home: &str) -> Result<(&'static str, String), String> {
        Ok(match self {
            Old::Nginx { bytes, files } => ("nginx.conf", nginx::served::configuration(&nginx::parsed(bytes, files)?, port)),
            Old::Apache { bytes, scope } => {
                let directives = apache::syntax::parse(&String::from_utf8_lossy(bytes))?;
                ("httpd.conf", apache::served::configuration(&directives, *scope, port, home))
            }
        })
    }
}

/// What a server answered, as far as rules are concerned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    pub status: u16,
    pub location: Option<String>,
}

impl Answer {
    /// Returns where it leads; a 410 leads to its own word, and what is served nowhere.
    pub fn led(&self, host: &str) -> Option<(u16, String)> {
        match (self.status, &self.location) {
            (300..=399, Some(to)) => Some((self.status, plain(to, host))),
            (410, _) => Some((410, String::new())),
            _ => None,
        }
    }
}

/// Returns a URL so that two which a browser asks alike are one; requests come over https, whatever they came by here.
fn plain(url: &str, host: &str) -> String {
    let url = if url.starts_with('/') && !url.starts_with("//") { format!("https://{host}{url}") } else { url.to_owned() };
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or(&url);
    let (name, more) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let more = if more.starts_with('/') { more.to_owned() } else { format!("/{more}") };
    let more = more.strip_suffix('?').unwrap_or(&more).to_owned();
    format!("https://{}{more}", name.to_ascii_lowercase())
}

/// What one comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Proof {
    /// How many requests were put to both.
    pub asked: usize,
    /// Both lead to the same, with the same status.
    pub led_alike: usize,
    /// Both serve, or know nothing.
    pub served_alike: usize,
    /// Ours goes at once where the old one goes in several hops.
    pub in_fewer_hops: usize,
    /// A rule, or a part of one, answers there that was left.
    pub by_what_was_left: usize,
    /// Where they part as a note of a rule tells.
    pub as_told: usize,
    /// The old server reads the path decoded, with its slashes merged; ours reads it as it is sent.
    pub spelled_otherwise: usize,
    pub differences: Vec<Difference>,
}

/// A request that both answer otherwise, though nothing says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Difference {
    pub method: String,
    pub url: String,
    /// The line of the old configuration that answers there, where it could be decided.
    pub line: Option<usize>,
    /// The line that the rule came from which answers here.
    pub imported_from: Option<usize>,
    pub old: String,
    pub new: String,
}

/// One request, and what came back.
pub struct Asked<'a> {
    pub request: &'a Request,
    pub old: &'a Answer,
    pub new: &'a Answer,
    /// Where a visitor of the old server ends within its own host.
    pub end: Option<(u16, String)>,
    /// The rule that answers here.
    pub by: Option<&'a Carried>,
}

impl Proof {
    /// Judges one request.
    pub fn judge(&mut self, read: &Read, it: &Asked<'_>) {
        self.asked += 1;
        let host = it.request.host_name();
        let (old, new) = (it.old.led(&host), it.new.led(&host));
        if old == new {
            *if old.is_some() { &mut self.led_alike } else { &mut self.served_alike } += 1;
            return;
        }
        if new.is_some() && it.end == new {
            self.in_fewer_hops += 1;
            return;
        }
        let path = decoded(it.request.key());
        let is_odd = path != it.request.key().as_bytes();
        let winner = read.winner(&host, &path, it.request.query());
        let is_told = it.by.is_some_and(|it| it.notes.iter().any(|it| it == WITH_QUERY)) && !it.request.query().is_empty();
        if is_told && old != new {
            self.as_told += 1;
            return;
        }
        // What a row takes was not left, whatever else of its step was.
        let is_left = |it: &super::steps::Winner| it.carry != Carry::Whole && !it.is_said;
        if winner.as_ref().is_some_and(is_left) && it.by.is_none_or(|by| winner.as_ref().is_some_and(|it| it.line != by.line)) {
            self.by_what_was_left += 1;
            return;
        }
        if is_odd {
            self.spelled_otherwise += 1;
            return;
        }
        let url = format!("https://{}{}", it.request.host, it.request.target);
        let (line, imported_from) = (winner.map(|it| it.line), it.by.map(|it| it.line));
        let method = it.request.method.clone();
        self.differences.push(Difference { method, url, line, imported_from, old: told(it.old), new: told(it.new) });
    }
}

/// Returns a path as the old server reads it.
fn decoded(key: &str) -> Vec<u8> {
    let mut path: Vec<u8> = Vec::new();
    for byte in percent_encoding::percent_decode_str(key) {
        if byte != b'/' || path.last() != Some(&b'/') {
            path.push(byte);
        }
    }
    path
}

fn told(answer: &Answer) -> String {
    match &answer.location {
        Some(to) => format!("{} {to}", answer.status),
        None => answer.status.to_string(),
    }
}

/// Numbers that look random and are the same in every run (xorshift64*).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % count.max(1)
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }
}

const VALUES: &[&str] = &["a", "b", "0", "2024", "index.html", "a-b", "x.y", "~u", "A", "en", "product-12", "sale"];
const RESTS: &[&str] = &["", "a", "a/b", "a/", "index.html", "x.pdf", "2024/q", "a/b/c.html", "~"];
const QUERIES: &[&str] = &["utm=1", "id=42", "id=42&utm=1", "a=b&c=d", "q=a%20b", "utm"];

/// Returns requests near the rules of an import, the same for the same seed; all of them are of domain N.
pub fn requests(read: &Read, import: &Import, site: Option<&str>, count: usize, seed: u64) -> Vec<Request> {
    let mut random = Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
    let expressions: Vec<(Option<&str>, &str)> = read.expressions().collect();
    let hosts: Vec<&str> = import.carried.iter().filter_map(|it| it.host.as_deref().or(site)).collect();
    let mut found = Vec::with_capacity(count);
    let mut tries = 0;
    while found.len() < count && tries < count.saturating_mul(8) && !hosts.is_empty() {
        tries += 1;
        let (host, mut target) = match import.carried.is_empty() || (!expressions.is_empty() && random.one_in(4)) {
            // What was left is as near as what was carried.
            true => {
                let (host, pattern) = expressions[random.below(expressions.len())];
                let Some(path) = sample(pattern, &mut |count| random.below(count)) else { continue };
                (host.or(site).unwrap_or(hosts[0]), encoded(&path))
            }
            false => {
                let rule = &import.carried[random.below(import.carried.len())];
                let Some(host) = rule.host.as_deref().or(site) else { continue };
                (host, filled(&rule.rule.from, &mut random))
            }
        };
        bend(&mut target, &mut random);
        let method = if random.one_in(12) { "HEAD" } else { "GET" };
        let request = Request { scheme: Scheme::Http, method: method.to_owned(), host: host.to_owned(), target };
        if request.outside().is_none() && hosts.contains(&host) {
            found.push(request);
        }
    }
    found
}

fn encoded(path: &[u8]) -> String {
    let byte = |it: &u8| match it {
        it if it.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/".contains(it) => char::from(*it).to_string(),
        it => format!("%{it:02X}"),
    };
    path.iter().map(byte).collect()
}

/// Returns a request that a source takes.
fn filled(from: &str, random: &mut Random) -> String {
    let (path, query) = from.split_once('?').map_or((from, None), |(path, query)| (path, Some(query)));
    let parts = path.split('/').skip(1).map(|it| match it {
        it if it.starts_with(':') => VALUES[random.below(VALUES.len())].to_owned(),
        "*" => RESTS[random.below(RESTS.len())].to_owned(),
        it => it.to_owned(),
    });
    let path: String = parts.map(|it| format!("/{it}")).collect();
    query.map_or(path.clone(), |query| format!("{path}?{query}"))
}

/// Bends a target a little: most requests that a server gets are near a rule, and not on it.
fn bend(target: &mut String, random: &mut Random) {
    let (mut path, mut query) = match target.split_once('?') {
        Some((path, query)) => (path.to_owned(), Some(query.to_owned())),
        None => (target.clone(), None),
    };
    let at = random.below(path.len());
    match random.below(20) {
        0 | 1 => match path.strip_suffix('/') {
            Some(rest) if !rest.is_empty() => path = rest.to_owned(),
            _ => path.push('/'),
        },
        2 => path = path.to_ascii_uppercase(),
        3 => path.push_str("/more"),
        4 => path.push('x'),
        5 => path.truncate(path.rfind('/').filter(|it| *it > 0).unwrap_or(path.len())),
        6 => path.insert_str(0, "/before"),
        7 => path = path.replacen('.', "x", 1),
        8 if path.is_char_boundary(at) && path.as_bytes()[at].is_ascii_lowercase() => {
            let escaped = format!("%{:02x}", path.as_bytes()[at]);
            path.replace_range(at..=at, &escaped);
        }
        9 => path = path.replacen('/', "//", 1 + random.below(2)),
        _ => {}
    }
    match random.below(8) {
        0 => query = Some(QUERIES[random.below(QUERIES.len())].to_owned()),
        1 => query = query.map(|it| format!("{it}&utm=1")),
        2 if random.one_in(2) => query = None,
        _ => {}
    }
    *target = query.map_or(path.clone(), |query| format!("{path}?{query}"));
}

/// A workspace that holds what was imported, and nothing else: its files by path, and the row of each carried rule.
pub struct Workspace {
    pub files: BTreeMap<String, Vec<u8>>,
    /// The rule of a row, by the table's path and the line.
    pub rows: BTreeMap<(String, usize), usize>,
}

/// Returns a workspace that answers by the rules of an import from its first day on.
pub fn workspace(import: &Import, site: Option<&str>) -> Workspace {
    let mut tables: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, it) in import.carried.iter().enumerate() {
        if let Some(host) = it.host.as_deref().or(site) {
            tables.entry(host.to_owned()).or_default().push(at);
        }
    }
    let mut found = Workspace { files: BTreeMap::new(), rows: BTreeMap::new() };
    let mut origins: Vec<String> = import.carried.iter().filter_map(|it| origin(it.rule.to.as_deref()?)).collect();
    origins.sort();
    origins.dedup();
    let origins: Vec<String> = origins.iter().map(|it| format!("{it:?}")).collect();
    let text = format!("spec = 1\n\n[platforms.there]\norigins = [{}]\n", origins.join(", "));
    found.files.insert("cutover.toml".to_owned(), text.into_bytes());
    for (rank, (host, rows)) in tables.iter().enumerate() {
        let region = format!(
            "[region]\ndisposition = \"retire\"\n\n[[sites]]\nurl = \"https://{host}/\"\nupstream = \"http://127.0.0.1:9\"\n\
             closure = [\"hex-case\", \"decoded\"]\n\n[redirects]\ntables = [\"h{rank}/redirects.csv\"]\ndefault = {{ answer = \"serve\" }}\n"
        );
        found.files.insert(format!("regions/h{rank}.toml"), region.into_bytes());
        let path = format!("regions/h{rank}/redirects.csv");
        let mut table = csv::Writer::from_writer(Vec::new());
        let mut write = |row: [&str; 5]| table.write_record(row).is_ok();
        let mut is_whole = write(["from", "to", "answer", "status", "query"]);
        for (line, at) in rows.iter().enumerate() {
            let rule = &import.carried[*at].rule;
            let status = rule.status.map(|it| it.to_string()).unwrap_or_default();
            let text = |it: &'_ Option<String>| it.clone().unwrap_or_default();
            is_whole &= write([&rule.from, &text(&rule.to), &text(&rule.answer), &status, &text(&rule.query)]);
            found.rows.insert((path.clone(), line + 2), *at);
        }
        debug_assert!(is_whole, "a table in memory can be written");
        found.files.insert(path, table.into_inner().unwrap_or_default());
    }
    found
}

/// Returns the scheme and host of a destination.
fn origin(to: &str) -> Option<String> {
    let rest = to.strip_prefix("https://")?;
    Some(format!("https://{}", &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())]))
}
