//! Requests near the rules of a plan: on them, beside them, and in every odd spelling that domain N allows.

use cutover::model::graph::pattern::{Pattern, Segment};
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::plan::routing::{Action, Base, Route, Routing, SiteRouting};
use cutover::model::plan::{Host, Plan};
use cutover::model::spec::scalar::QueryPolicy;
use jiff::Timestamp;
use std::collections::BTreeSet;

/// Numbers that look random and are the same in every run (xorshift64*).
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// Returns a number below `count`.
    pub fn below(&mut self, count: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize % count
    }

    /// Tells, as a rule once in so many times, yes.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    /// Returns one of a list.
    pub fn of<'t, T: ?Sized>(&mut self, list: &[&'t T]) -> &'t T {
        list[self.below(list.len())]
    }
}

const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];
const VALUES: &[&str] = &[
    "a",
    "b",
    "0",
    "x",
    "sale",
    "2024",
    "slug-1.html",
    "a%2Fb",
    "a%2fb",
    "%c3%a9",
    "%C3%A9",
    "%c3%A9",
    "~",
    "%7E",
    "$1",
    "$uri",
    "${a}",
    "a;b",
    "(x)",
    "a+b",
    "*",
    ":s",
    "'q'",
    "@",
    "a=b",
    "a&b",
    "%0d%0aX:1",
    "%25",
    "%22",
    "%5C",
    "default",
    "!",
    "-",
    "_",
    "...",
    "A",
    "[1]",
    "a|b",
    "{x}",
    "caf%C3%A9",
];
const RESTS: &[&str] = &["", "a", "a/b", "a/", "/a", "a//b/", "%2F", "2024", "2024/q", "$1/$2", "x/y/z;p=1", "evil.test/"];
const QUERIES: &[&str] = &[
    "u=1",
    "u=%20z",
    "utm=a&id=42",
    "id=42",
    "id=43&id=42",
    "id=42&id=43",
    "ID=42",
    "id",
    "id=",
    "id=42x",
    "xid=42",
    "%69d=42",
    "id=4%32",
    "l=fr",
    "l=fr&id=42",
    "id=42&l=fr",
    "&",
    "&&id=42",
    "id=42&",
    "a=b=c",
    "v=1&u=2&id=3&u=4",
    "v&u&id",
    "x=$1&y=$uri",
    "q=a?b",
    "id=9",
    "id=9&l=de",
    "l=de&id=9",
    "a.b=(1)",
    "aXb=(1)",
    "y=2&x=1",
    "a=1&x=1&y=2",
    "s=/../..",
    "u=http://evil.test/",
    "v=1&&u=2",
    "=x",
    "utm=%26&id=1%261",
];

/// Gathers what one host's rules speak of, so that requests can be drawn near it.
pub struct Near<'p> {
    host: &'p Host,
    sources: Vec<Pattern>,
    paths: Vec<String>,
    queries: Vec<String>,
}

impl<'p> Near<'p> {
    /// Looks at the rules of all times: what has ended is as near as what holds.
    pub fn of(host: &'p Host) -> Near<'p> {
        let mut near = Near { host, sources: Vec::new(), paths: vec!["/".to_owned()], queries: Vec::new() };
        host.epochs.iter().for_each(|it| near.routing(&it.routing));
        near.queries.extend(QUERIES.iter().map(|it| (*it).to_owned()));
        near
    }

    fn routing(&mut self, routing: &'p Routing) {
        for site in &routing.sites {
            self.paths.push(site.path.clone());
            self.paths.extend(site.reserved.iter().cloned());
            for route in site.all_routes() {
                self.route(&route);
            }
            for base in [&site.base, &routing.unowned] {
                if let Base::Default(route) = base {
                    self.route(route);
                }
            }
        }
        self.paths.extend(["/.well-known/", "/.well-known", "/.well-known/acme-challenge/token", "/.well-knownx/a"].map(str::to_owned));
    }

    fn route(&mut self, route: &Route) {
        self.sources.push(route.pattern.clone());
        let parts: Vec<String> = route.pattern.conditions.iter().map(ToString::to_string).collect();
        if !parts.is_empty() {
            let reversed: Vec<String> = parts.iter().rev().cloned().collect();
            self.queries.extend([parts.join("&"), reversed.join("&"), format!("z=1&{}", reversed.join("&y&"))]);
            self.queries.extend([format!("{}&{}", parts.join("&"), parts[0].replace('=', "=x")), parts[0].clone()]);
            self.queries.extend([format!("{}&{}", parts[0].replace('=', "=x"), parts.join("&")), parts.join("&").to_uppercase()]);
        }
        if let Action::Redirect(redirect) = &route.action
            && let QueryPolicy::Only(names) = &redirect.query
        {
            let parts: Vec<String> = names.iter().rev().enumerate().map(|(at, it)| format!("{it}={at}")).collect();
            self.queries.extend([parts.join("&"), format!("{}&z=1&{}", parts.join("&"), parts.join("&"))]);
        }
    }

    /// Returns a request on every rule that holds at `at`, by GET under the host's own name.
    pub fn hits(&self, at: Timestamp, random: &mut Random) -> Vec<Request> {
        let routing = self.host.routing(at);
        let routes = routing.sites.iter().flat_map(SiteRouting::all_routes);
        let mut hit = |it: &Route| {
            let query: Vec<String> = it.pattern.conditions.iter().map(ToString::to_string).collect();
            let mark = if query.is_empty() { "" } else { "?" };
            format!("{}{mark}{}", fill(&it.pattern, random), query.join("&"))
        };
        let targets: Vec<String> = routes.map(|it| hit(&it)).collect();
        targets.into_iter().map(|it| self.request("GET", self.host.name.clone(), it)).filter(|it| it.outside().is_none()).collect()
    }

    fn request(&self, method: &str, host: String, target: String) -> Request {
        Request { scheme: Scheme::Http, method: method.to_owned(), host, target }
    }

    /// Returns a request of domain N.
    pub fn draw(&self, random: &mut Random) -> Request {
        loop {
            let mut key = self.key(random);
            if !key.starts_with('/') {
                key.insert(0, '/');
            }
            if random.one_in(3) {
                key = bend(&key, random);
            }
            let query = match random.below(3) {
                0 => String::new(),
                _ => format!("?{}", self.queries[random.below(self.queries.len())]),
            };
            let method = if random.one_in(2) { "GET" } else { METHODS[random.below(METHODS.len())] };
            let request = self.request(method, self.host_name(random), format!("{key}{query}"));
            if request.outside().is_none() {
                return request;
            }
        }
    }

    fn key(&self, random: &mut Random) -> String {
        let path = |random: &mut Random| self.paths[random.below(self.paths.len())].clone();
        match random.below(10) {
            0 => path(random),
            1 => format!("{}/{}", path(random), random.of(VALUES)),
            2 => format!("{}{}", path(random), random.of(RESTS)),
            3 => format!("{}/{}/{}", path(random), random.of(VALUES), random.of(RESTS)),
            _ if self.sources.is_empty() => path(random),
            _ => fill(&self.sources[random.below(self.sources.len())], random),
        }
    }

    fn host_name(&self, random: &mut Random) -> String {
        let aliases = &self.host.aliases;
        let name = match random.below(8) {
            0..3 if !aliases.is_empty() => aliases[random.below(aliases.len())].name.clone(),
            3 if random.one_in(6) => {
                return ["unknown.test", "localhost", "www.shop.test.evil.test", "127.0.0.1"][random.below(4)].to_owned();
            }
            _ => self.host.name.clone(),
        };
        match random.below(16) {
            0 => name.to_uppercase(),
            1 => format!("{name}:8080"),
            2 => format!("{name}."),
            3 => format!("{name}.:80"),
            4 => name.split('.').map(|it| format!("{}{}", it[..1].to_uppercase(), &it[1..])).collect::<Vec<_>>().join("."),
            _ => name,
        }
    }
}

/// Returns a key that `pattern` matches.
fn fill(pattern: &Pattern, random: &mut Random) -> String {
    let segment = |it: &Segment| match it {
        Segment::Literal(text) => text.clone(),
        Segment::Name(_) => random.of(VALUES).to_owned(),
        Segment::Splat => random.of(RESTS).to_owned(),
    };
    format!("/{}", pattern.segments.iter().map(segment).collect::<Vec<_>>().join("/"))
}

/// Returns a key that is nearly `key`.
fn bend(key: &str, random: &mut Random) -> String {
    let at = random.below(key.len());
    let at = (0..=at).rev().find(|it| key.is_char_boundary(*it)).unwrap_or(0);
    let swap = |it: char| if it.is_ascii_uppercase() { it.to_ascii_lowercase() } else { it.to_ascii_uppercase() };
    match random.below(12) {
        0 => key.chars().enumerate().map(|(rank, it)| if rank == at { swap(it) } else { it }).collect(),
        1 => key.to_uppercase(),
        2 => key.to_lowercase(),
        3 => format!("{key}/"),
        4 => key.strip_suffix('/').filter(|it| !it.is_empty()).unwrap_or(key).to_owned(),
        5 => format!("{}/{}", &key[..at], &key[at..]),
        6 => match key[1..].find('/') {
            Some(slash) => format!("{}%2F{}", &key[..slash + 1], &key[slash + 2..]),
            None => format!("{key}%2F"),
        },
        7 => format!("{key}{}", random.of(VALUES)),
        8 => key[..at].to_owned() + if at == 0 { "/" } else { "" },
        9 if key.as_bytes()[at] != b'/' && key.as_bytes()[at] != b'%' => {
            format!("{}%{:02X}{}", &key[..at], key.as_bytes()[at], &key[at + 1..])
        }
        10 => format!("/{key}"),
        _ => format!("{key}?"),
    }
}

/// Returns the names of all hosts that something is generated for.
pub fn hosts(plan: &Plan) -> Vec<&Host> {
    let names: BTreeSet<&String> = plan.hosts.keys().collect();
    names.into_iter().map(|it| &plan.hosts[it]).filter(|it| !it.is_untouched).collect()
}
