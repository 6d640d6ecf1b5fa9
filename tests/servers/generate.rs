//! Small, nasty workspaces, drawn from a seed as the text that people would write, and read by the real loader.
//!
//! What is drawn need not make sense: where `check` refuses it, the rules that its findings name are taken out.

use crate::near::Random;
use crate::text::Files;
use cutover::diag::Severity;
use cutover::model::plan::Plan;
use cutover::{Checked, Options};
use std::fmt::Write;

/// A workspace without an error, and what it means.
#[derive(Clone)]
pub struct Drawn {
    pub seed: u64,
    pub files: Files,
    pub plan: Plan,
    /// How many workspaces were thrown away before.
    pub thrown_away: usize,
    /// How many rules, rows and services were drawn and taken out again.
    pub taken_out: usize,
}

/// How often what is refused is taken out before another workspace is drawn.
const ROUNDS: usize = 20;

/// Draws a workspace without an error.
pub fn draw(seed: u64) -> Drawn {
    for thrown_away in 0.. {
        let files = Pen::new(Random::new(seed * 1_000 + thrown_away as u64)).workspace();
        let written = files.entries();
        if let Ok((files, plan)) = mend(files) {
            return Drawn { seed, plan, thrown_away, taken_out: written - files.entries(), files };
        }
    }
    unreachable!("seeds do not end")
}

/// Takes out what has a finding until there is no error; an error that no entry can be taken out for is told.
pub fn mend(mut files: Files) -> Result<(Files, Plan), String> {
    for _ in 0..ROUNDS {
        let checked = check(&files);
        let errors: Vec<_> = checked.report.findings.iter().filter(|it| it.severity == Severity::Error).collect();
        if errors.is_empty() {
            return Ok((files, checked.plan.expect("a workspace without an error has a plan")));
        }
        let mut places = Vec::new();
        for finding in errors {
            // The second of two that contradict each other goes: its partner may then stay.
            let labels = finding.labels.iter().map(|it| checked.sources.place(it.span));
            let droppable: Vec<_> = labels.filter(|it| files.entry_at(&it.path, it.line).is_some()).collect();
            let Some(place) = droppable.into_iter().max_by_key(|it| (it.path.clone(), it.line)) else {
                return Err(format!("{}: {}", checked.sources.place(finding.span()), finding.message));
            };
            places.push((place.path, place.line));
        }
        files.drop_entries(&places);
    }
    Err("what is taken out leaves something to take out".to_owned())
}

/// Reads and checks what is drawn.
pub fn check(files: &Files) -> Checked {
    cutover::check_workspace(&files.disk(), Options::default()).expect("memory can be read")
}

const HOSTS: &[(&str, &[&str])] =
    &[("www.a.test", &["a.test", "old-a.test"]), ("b.test", &["www.b.test"]), ("shop.b.test", &[]), ("x--1.test", &["x.test"])];
const PATHS: &[&str] = &["", "/uk", "/uk/outlet", "/a", "/a/b", "/s-1", "/caf%C3%A9"];
const ZONES: &[&str] = &["Europe/London", "Europe/Paris", "Asia/Kolkata", "America/New_York"];
const LITERALS: &[&str] = &[
    "a",
    "A",
    "b",
    "x",
    "sale",
    "Sale",
    "2024",
    "blog",
    "blog",
    "p",
    "p",
    "caf%C3%A9",
    "caf%c3%a9",
    "%7Eann",
    "~ann",
    "(x)",
    "$1",
    "$uri",
    "a%2Fb",
    "a+b",
    "x;y",
    "a.b",
    "'q'",
    "!x",
    "%2Alit",
    "%3Alit",
    "index.php",
    "a=b",
    "a&b",
    "@",
    "1,2",
    "%25",
    "-",
    "caf%C3%A9",
    "%E4%BD%A0",
    "default",
    "none",
    "%22",
    "%5C",
    "a_b",
    "...",
    "uk",
    "outlet",
];
const CONDITIONS: &[&str] =
    &["id=42", "id=42&l=fr", "l=fr", "id=7", "id", "id=", "a.b=(1)", "id=A", "ID=42", "x=1&y=2", "q=$1", "u=%20z", "v=a+b"];
const QUERIES: &[&str] = &["\"keep\"", "\"drop\"", "[\"id\"]", "[\"u\", \"id\"]", "[\"l\", \"x\", \"id\"]"];
const FROM: &[&str] = &["announce", "migrate", "moved", "sunset"];
const UNTIL: &[&str] = &["migrate", "moved", "sunset", "redirects-end"];

/// What writes one workspace.
struct Pen {
    random: Random,
    files: Files,
    hosts: Vec<(&'static str, &'static [&'static str])>,
    /// Host, path and region of each site that closes.
    sites: Vec<(usize, &'static str, usize)>,
    /// The host that an independent site shares.
    shared: Option<usize>,
    has_tls: bool,
    upstreams: usize,
}

impl Pen {
    fn new(random: Random) -> Pen {
        Pen { random, files: Files::default(), hosts: Vec::new(), sites: Vec::new(), shared: None, has_tls: false, upstreams: 0 }
    }

    fn workspace(mut self) -> Files {
        self.has_tls = self.random.one_in(4);
        let first = self.random.below(HOSTS.len());
        self.hosts = (0..1 + self.random.below(3)).map(|it| HOSTS[(first + it) % HOSTS.len()]).collect();
        self.program();
        if self.is(3) {
            let host = self.random.below(self.hosts.len());
            self.shared = Some(host);
            self.independent(host);
        }
        let regions = 1 + self.random.below(2);
        let regions = self.place(regions);
        for region in 0..regions {
            self.region(region);
        }
        self.files
    }

    fn is(&mut self, once_in: usize) -> bool {
        self.random.one_in(once_in)
    }

    fn of(&mut self, list: &[&'static str]) -> &'static str {
        self.random.of(list)
    }

    fn upstream(&mut self) -> String {
        self.upstreams += 1;
        format!("http://127.0.0.1:{}", 9_100 + self.upstreams)
    }

    fn program(&mut self) {
        let zone = self.of(ZONES);
        let trial = self.of(&["14 days", "0 days", "3 days"]);
        self.files.write(
            "cutover.toml",
            &format!(
                "spec = 1\n\n[program]\nname = \"drawn\"\nsuccessor = \"new\"\ntime-zone = \"{zone}\"\n\n\
                 [platforms.new]\norigins = [\"https://new.test\", \"https://cdn.new.test:8443\"]\n\n\
                 [platforms.new.services]\naccount = {{ url = \"https://new.test/account/\" }}\n\n\
                 [policy]\ntrial = \"{trial}\"\n\n[lint.severity]\n\"ent/kind-undeclared\" = \"allow\"\n"
            ),
        );
    }

    /// Gives each host one to three sites, each to one of the regions; returns how many regions have one.
    fn place(&mut self, regions: usize) -> usize {
        for host in 0..self.hosts.len() {
            let mut paths = Vec::new();
            if !self.is(4) {
                paths.push("");
            }
            for _ in 0..1 + self.random.below(2) {
                let path = self.of(PATHS);
                if !paths.contains(&path) {
                    paths.push(path);
                }
            }
            for path in paths {
                let region = self.random.below(regions);
                self.sites.push((host, path, region));
            }
        }
        // A region without a site has nothing to say.
        let is_shared = (0..regions).all(|region| self.sites.iter().any(|it| it.2 == region));
        if !is_shared {
            self.sites.iter_mut().for_each(|it| it.2 = 0);
        }
        if is_shared { regions } else { 1 }
    }

    fn region(&mut self, region: usize) {
        let path = format!("regions/{}.toml", ["one", "two"][region]);
        let zone = self.of(ZONES);
        let mut text = format!("[region]\nname = \"Region {region}\"\ndisposition = \"retire\"\ntime-zone = \"{zone}\"\n");
        let (announce, end) = (1 + self.random.below(14), self.random.below(3));
        let _ = write!(
            text,
            "\n[milestones]\nannounce = {{ on = 2024-10-{announce:02} }}\nmigrate = {{ from = 2024-11-{:02} }}\n\
             moved = {{ kind = \"restore\", by = 2024-12-{:02} }}\nsunset = {{ by = 2024-12-31 }}\n\
             redirects-end = {{ at = 2026-0{}-01T00:00 }}\ndomain-release = {{ never = \"the name is kept\" }}\n",
            1 + announce,
            1 + announce,
            1 + end,
        );
        let sites: Vec<(usize, &'static str)> = self.sites.iter().filter(|it| it.2 == region).map(|it| (it.0, it.1)).collect();
        for (at, (host, path)) in sites.iter().enumerate() {
            text.push_str(&self.site(at, *host, path));
        }
        if region == 0 {
            for host in 0..self.hosts.len() {
                text.push_str(&self.host(host));
            }
            if self.has_tls {
                let names: Vec<String> =
                    self.hosts.iter().flat_map(|it| std::iter::once(&it.0).chain(it.1)).map(|it| format!("\"{it}\"")).collect();
                let _ = write!(
                    text,
                    "\n[certificates.all]\nnames = [{}]\nissuer = \"letsencrypt.org\"\nrenewal = \"automatic\"\nchain = \"/etc/ssl/all.pem\"\nkey = \"/etc/ssl/all.pem.key\"\n",
                    names.join(", ")
                );
            }
        }
        if self.is(2) {
            text.push_str("\n[notices]\npage = \"/closing\"\n");
        }
        text.push_str(&self.service());
        text.push_str(&self.redirects(region, sites.len()));
        self.files.write(&path, &text);
    }

    fn site(&mut self, at: usize, host: usize, path: &str) -> String {
        let upstream = self.upstream();
        let mut text = format!(
            "\n[[sites]]\nid = \"s{at}\"\nurl = \"https://{}{path}/\"\nsuccessor = \"https://new.test/s{host}{path}/\"\nupstream = \"{upstream}\"\n",
            self.hosts[host].0
        );
        if self.is(2) {
            let query = self.of(QUERIES);
            let _ = writeln!(text, "query = {query}");
        }
        if self.is(3) {
            let default = self.default(&["sunset", "moved", "migrate"]);
            let _ = writeln!(text, "default = {default}");
        }
        if self.is(3) {
            let closure = self.of(&["[]", "[\"hex-case\"]", "[\"decoded\", \"trailing-slash\"]", "[\"trailing-slash\"]"]);
            let _ = writeln!(text, "closure = {closure}");
        }
        if self.is(3) {
            let reserved = self.of(&["[\"/hook\"]", "[\"/api/\", \"/p/\"]", "[\"/a\", \"/blog/2024/\"]", "[\"/(x)/\"]"]);
            let _ = writeln!(text, "reserved = {reserved}");
        }
        if self.is(6) {
            let zone = self.of(ZONES);
            let _ = writeln!(text, "time-zone = \"{zone}\"");
        }
        text
    }

    fn default(&mut self, since: &[&'static str]) -> String {
        let since = self.of(since);
        match self.random.below(8) {
            0 => "{ answer = \"gone\" }".to_owned(),
            1 => "{ answer = \"page\" }".to_owned(),
            2 => format!("{{ to = \"https://new.test/all/*\", status = 302, since = \"{since}\", query = [\"id\"] }}"),
            3 => format!("{{ to = \"/\", since = \"{since}\", query = \"drop\" }}"),
            4 => format!("{{ to = \"https://cdn.new.test:8443/d/*?all=1#end\", query = \"drop\", status = 307, since = \"{since}\" }}"),
            5 => "{ to = \"/*\", status = 308, query = \"keep\" }".to_owned(),
            _ => format!("{{ to = \"/home/*\", since = \"{since}\" }}"),
        }
    }

    fn host(&mut self, host: usize) -> String {
        let (name, aliases) = self.hosts[host];
        let mut text = format!("\n[hosts.\"{name}\"]\n");
        if !aliases.is_empty() && !self.is(4) {
            let aliases: Vec<String> = aliases.iter().map(|it| format!("\"{it}\"")).collect();
            let _ = writeln!(text, "aliases = [{}]", aliases.join(", "));
        }
        let is_owned = self.sites.iter().any(|it| it.0 == host && it.1.is_empty());
        let is_shared = self.shared == Some(host);
        // What an independent site shares is neither taken by a default nor bound by HSTS.
        let kind = if is_shared { 0 } else { self.random.below(3) };
        if !is_owned && kind < 2 {
            let upstream = self.upstream();
            let _ = writeln!(text, "upstream = \"{upstream}\"");
        }
        if !is_owned && kind > 0 {
            let to = self.of(&["/none", "/none/*", "/"]);
            let _ = writeln!(
                text,
                "default = {{ to = \"https://new.test{to}\", query = \"drop\"{} }}",
                if kind == 1 { ", since = \"sunset\"" } else { "" }
            );
        }
        if self.is(2) {
            let upstream = self.upstream();
            let _ = writeln!(text, "reserved-upstream = \"{upstream}\"");
        }
        if self.has_tls {
            text.push_str("certificate = \"all\"\n");
            match self.random.below(3) {
                _ if is_shared => {}
                0 => text.push_str("hsts = { max-age = \"30 days\" }\n"),
                1 => text.push_str("hsts = { max-age = \"365 days\", include-subdomains = true, preload = true }\n"),
                _ => {}
            }
        }
        text
    }

    fn independent(&mut self, host: usize) {
        let path = if self.is(2) { "/in" } else { "/uk/in" };
        let upstream = self.upstream();
        self.files.write(
            "regions/stays.toml",
            &format!(
                "[region]\nname = \"Stays\"\ndisposition = \"independent\"\nreview-by = 2026-12-31\ntime-zone = \"Asia/Kolkata\"\n\n\
                 [[sites]]\nid = \"store\"\nurl = \"https://{}{path}/\"\nupstream = \"{upstream}\"\n",
                self.hosts[host].0
            ),
        );
    }

    fn service(&mut self) -> String {
        if self.is(3) {
            return String::new();
        }
        let during = self.of(&["serve", "unavailable", "page"]);
        let routes = self.of(&["[\"/account/*\"]", "[\"/orders/:id\", \"/orders\"]", "[\"/account/:tab/x\"]"]);
        let ends = self.is(3);
        let to = if ends { "move = \"end\"" } else { "move = \"reroute\"\nto = \"new/account\"" };
        format!(
            "\n[services.catalogue]\nkind = \"catalogue\"\n{to}\nsince = \"migrate\"\nuntil = \"moved\"\nduring = \"{during}\"\nroutes = {routes}\n"
        )
    }

    fn redirects(&mut self, region: usize, sites: usize) -> String {
        let default = self.default(&["sunset"]);
        let mut text = format!("\n[redirects]\ndefault = {default}\n");
        if self.is(2) {
            let query = self.of(QUERIES);
            let _ = writeln!(text, "query = {query}");
        }
        if self.is(3) {
            text.push_str("trial = \"0 days\"\n");
        }
        if self.is(2) {
            let file = ["one.csv", "two.csv"][region];
            let _ = writeln!(text, "tables = [\"{file}\"]");
            let table = self.table();
            self.files.write(&format!("regions/{file}"), &table);
        }
        for _ in 0..6 + self.random.below(14) {
            text.push_str(&self.rule(sites));
        }
        text
    }

    fn table(&mut self) -> String {
        let mut text = "from,to,status,query,since,note\n".to_owned();
        for row in 0..2 + self.random.below(10) {
            let (from, names) = self.source(9);
            let (to, query) = self.destination(&names);
            let status = self.of(&["", "301", "302", "307", "308"]);
            let since = self.of(&["", "migrate", "sunset", "announce"]);
            let _ = writeln!(text, "{},{},{status},{},{since},row {row}", cell(&from), cell(&to), query.unwrap_or_default());
        }
        text
    }

    fn rule(&mut self, sites: usize) -> String {
        let (from, names) = self.source(3);
        let mut text = format!("\n[[redirects.rules]]\nfrom = \"{from}\"\n");
        let mut is_timed = self.is(2);
        match self.random.below(10) {
            0 => text.push_str("answer = \"gone\"\n"),
            1 => text.push_str("answer = \"page\"\n"),
            2 if self.is(2) => {
                text.push_str("answer = \"page\"\npage = \"one/recall.html\"\n");
                self.files.write("regions/one/recall.html", "<!doctype html><title>$uri {{ 1 }}</title>\n");
            }
            2 => {
                text.push_str("answer = \"unavailable\"\nsince = \"migrate\"\nuntil = \"sunset\"\n");
                is_timed = false;
            }
            3 => {
                text.push_str("answer = \"serve\"\nsince = \"migrate\"\nuntil = \"sunset\"\n");
                is_timed = false;
            }
            _ => {
                let (to, query) = self.destination(&names);
                let status = self.of(&["", "", "status = 301\n", "status = 302\n", "status = 307\n", "status = 308\n"]);
                let _ = write!(text, "to = \"{to}\"\n{status}");
                match query {
                    Some(query) => drop(writeln!(text, "query = \"{query}\"")),
                    None if self.is(3) => drop(writeln!(text, "query = {}", self.of(QUERIES))),
                    None => {}
                }
                if self.is(5) {
                    text.push_str("trial = \"5 days\"\n");
                }
            }
        }
        if is_timed {
            let at = self.random.below(FROM.len());
            let until = at + self.random.below(UNTIL.len() - at);
            let _ = write!(text, "since = \"{}\"\nuntil = \"{}\"\n", FROM[at], UNTIL[until]);
        }
        if sites > 1 && self.is(3) {
            let _ = writeln!(text, "site = \"s{}\"", self.random.below(sites));
        }
        text
    }

    /// Returns a source, and the names of its placeholders; once in so many it has conditions.
    fn source(&mut self, conditions: usize) -> (String, Vec<&'static str>) {
        let mut names = Vec::new();
        let mut from = String::new();
        for _ in 0..1 + self.random.below(3) {
            from.push('/');
            match self.random.below(5) {
                0 if names.len() < 2 => {
                    let name = ["x", "y"][names.len()];
                    names.push(name);
                    from.push(':');
                    from.push_str(name);
                }
                _ => from.push_str(self.of(LITERALS)),
            }
        }
        match self.random.below(9) {
            0 | 1 => {
                from.push_str("/*");
                names.push("*");
            }
            2 => from.push('/'),
            3 => from.push_str("//z"),
            _ => {}
        }
        if self.is(conditions) {
            let condition = self.of(CONDITIONS);
            let _ = write!(from, "?{condition}");
        }
        (from, names)
    }

    /// Returns a destination that uses some of the names, and the query policy that it needs.
    fn destination(&mut self, names: &[&'static str]) -> (String, Option<&'static str>) {
        let word = self.of(&["n", "$", "d;e", "caf%C3%A9", "(y)+*'", "a%2Fb", "$1"]);
        let value = |it: &&&str| if **it == "*" { "*".to_owned() } else { format!(":{it}") };
        let values: String =
            names.iter().filter(|it| **it != "*").collect::<Vec<_>>().iter().rev().map(|it| format!("/{}", value(it))).collect();
        let splat = if names.contains(&"*") { "/*" } else { "" };
        match self.random.below(9) {
            0 => (format!("https://cdn.new.test:8443/{word}{values}{splat}"), None),
            1 => (format!("https://cdn.new.test:8443/{word}{values}?fixed=$uri#part"), Some("drop")),
            2 if names.contains(&"x") => (format!("/{word}?x=:x"), Some("drop")),
            3 => (format!("/{word}#top"), Some("drop")),
            4 | 5 => {
                let (host, path, _) = self.sites[self.random.below(self.sites.len())];
                let (name, aliases) = self.hosts[host];
                let name = if self.is(3) { aliases.first().unwrap_or(&name) } else { &name };
                let literal = self.of(LITERALS);
                (format!("https://{name}{path}/{literal}{values}{splat}"), None)
            }
            _ => (format!("/{word}{values}{splat}"), None),
        }
    }
}

/// Returns text as a cell of a CSV file.
fn cell(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}
