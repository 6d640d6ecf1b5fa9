//! What each emitter declares of each clause, held against what happens: a witness a clause, asked of every engine.
//!
//! A declaration fails in either direction: what `Holds` is not refused and answered as the plan does, what is `Refused`
//! is refused in the name of its clause, and what `Differs` does.

use crate::compare::{Asking, Clients, Judgement, Shop, faults, pages};
use crate::engine::{ENGINES, Engine};
use crate::generate;
use crate::sayable;
use crate::text::Files;
use cutover::diag::Severity;
use cutover::emit::EMITTERS;
use cutover::emit::target::{Clause, Emitter, Holding};
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::plan::routing::{Action, Base, Redirect, Route, Routing};
use cutover::model::plan::{Host, Plan};
use cutover::model::spec::scalar::QueryPolicy;
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::sync::Arc;

/// A tiny workspace and requests that depend on one clause.
struct Witness {
    clause: Clause,
    /// What the region holds.
    text: &'static [&'static str],
    /// Each a method, a scheme, a host and a target.
    asked: &'static [&'static str],
    /// When it is asked; the moment holds for ever, so that nothing before or behind it is refused.
    at: &'static str,
    /// Makes of a plan and a request what they would be if the clause did not hold.
    wrong: fn(&mut Plan, &mut Request),
}

const WORKSPACE: &str =
    "spec = 1\n\n[platforms.new]\norigins = [\"https://new.test\"]\n\n[lint.severity]\n\"ent/kind-undeclared\" = \"allow\"\n";
const REGION: &str = "[region]\ndisposition = \"retire\"\ntime-zone = \"Europe/London\"\n";
/// Another region, of which nothing is asked unless a witness is about it.
const STAYS: &str =
    "[region]\ndisposition = \"independent\"\n\n[[sites]]\nurl = \"https://shop.test/in/\"\nupstream = \"http://127.0.0.1:9002\"\n";
/// A site that is dark from the beginning.
const SITE: &str = "\n[[sites]]\nid = \"root\"\nurl = \"https://shop.test/\"\nsuccessor = \"https://new.test/\"\nclosure = []\n";
/// A site through its whole life.
const LIFE: &str = "
[milestones]
announce = { on = 2024-10-15 }
migrate = { from = 2024-10-21 }
moved = { kind = \"restore\", by = 2024-12-10 }
sunset = { by = 2024-12-31 }
redirects-end = { at = 2026-01-01T00:00 }
domain-release = { never = \"the name is kept\" }

[[sites]]
id = \"root\"
url = \"https://shop.test/\"
successor = \"https://new.test/\"
upstream = \"http://127.0.0.1:9001\"
closure = []
";
const CERTIFICATE: &str = "
[certificates.all]
names = [\"shop.test\"]
issuer = \"letsencrypt.org\"
renewal = \"automatic\"
chain = \"/etc/ssl/all.pem\"
key = \"/etc/ssl/all.pem.key\"
";
const DEFAULT: &str = "\n[redirects]\ndefault = { to = \"/home\" }\n";
/// While the life's services move, and when its site is dark.
const MOVING: &str = "2024-11-20T12:00:00Z";
const DARK: &str = "2025-03-01T12:00:00Z";

/// Returns one rule.
macro_rules! rule {
    ($from:literal, $rest:literal) => {
        concat!("\n[[redirects.rules]]\nfrom = \"", $from, "\"\n", $rest, "\n")
    };
}

const WITNESSES: &[Witness] = &[
    Witness {
        clause: Clause::Key,
        text: &[
            SITE,
            DEFAULT,
            rule!("/Case", "to = \"/n/1\""),
            rule!("/case", "to = \"/n/2\""),
            rule!("/a%2Fb", "to = \"/n/3\""),
            rule!("/a/b", "to = \"/n/4\""),
            rule!("/t", "to = \"/n/5\""),
            rule!("/t/", "to = \"/n/6\""),
        ],
        asked: &[
            "GET http shop.test /Case",
            "GET http shop.test /case",
            "GET http shop.test /CASE",
            "GET http shop.test /C%61se",
            "GET http shop.test /a%2Fb",
            "GET http shop.test /a/b",
            "GET http shop.test /t",
            "GET http shop.test /t/",
            "GET http shop.test //t",
        ],
        at: DARK,
        wrong: |_, it| it.target = it.target.to_lowercase().replace("%2f", "/"),
    },
    Witness {
        clause: Clause::Host,
        text: &[SITE, DEFAULT, rule!("/a", "to = \"/n/a\"")],
        asked: &[
            "GET http shop.test /a",
            "GET http SHOP.test /a",
            "GET http shop.test. /a",
            "GET http shop.test:8080 /a",
            "GET http unknown.test /a",
        ],
        at: DARK,
        wrong: |_, it| it.host = "shop.test".to_owned(),
    },
    Witness {
        clause: Clause::Alias,
        text: &[SITE, "\n[hosts.\"shop.test\"]\naliases = [\"www.shop.test\"]\n", DEFAULT, rule!("/a", "to = \"/n/a\"")],
        asked: &["GET http shop.test /a", "GET http www.shop.test /a?u=1", "GET http www.shop.test /z"],
        at: DARK,
        wrong: |plan, _| plan.aliases.clear(),
    },
    Witness {
        clause: Clause::Scheme,
        text: &[SITE, "\n[hosts.\"shop.test\"]\ncertificate = \"all\"\n", CERTIFICATE, DEFAULT, rule!("/a", "to = \"/n/a\"")],
        asked: &["GET http shop.test /a", "GET https shop.test /a", "GET https shop.test /z"],
        at: DARK,
        wrong: |plan, _| host(plan).is_preloaded = true,
    },
    Witness {
        clause: Clause::Scheme,
        text: &[
            SITE,
            "\n[hosts.\"shop.test\"]\ncertificate = \"all\"\nhsts = { max-age = \"365 days\", include-subdomains = true, preload = true }\n",
            CERTIFICATE,
            DEFAULT,
            rule!("/a", "to = \"/n/a\""),
        ],
        asked: &["GET http shop.test /a", "GET http shop.test /z?u=1", "GET https shop.test /a"],
        at: DARK,
        wrong: |plan, _| host(plan).is_preloaded = false,
    },
    Witness {
        clause: Clause::Site,
        text: &[
            SITE,
            "\n[[sites]]\nid = \"uk\"\nurl = \"https://shop.test/uk/\"\nsuccessor = \"https://new.test/uk/\"\nclosure = []\n",
            DEFAULT,
            rule!("/:l/sale", "to = \"/n/sale\"\nsite = \"root\""),
        ],
        asked: &[
            "GET http shop.test /uk/sale",
            "GET http shop.test /de/sale",
            "GET http shop.test /uk",
            "GET http shop.test /ukx",
            "GET http shop.test /uk/",
        ],
        at: DARK,
        wrong: |plan, _| each_routing(plan, |it| it.sites.retain(|it| it.path.is_empty())),
    },
    Witness {
        clause: Clause::Source,
        text: &[SITE, DEFAULT, rule!("/p/:s", "to = \"/n/p/:s\""), rule!("/b/*", "to = \"/n/b/*\"")],
        asked: &[
            "GET http shop.test /p/x",
            "GET http shop.test /p/",
            "GET http shop.test /p/x/y",
            "GET http shop.test /b",
            "GET http shop.test /b/",
            "GET http shop.test /b/x/y",
        ],
        at: DARK,
        wrong: |_, it| it.target.push('x'),
    },
    Witness {
        clause: Clause::Condition,
        text: &[SITE, DEFAULT, rule!("/q", "to = \"/n/0\""), rule!("/q?id=42", "to = \"/n/1\""), rule!("/q?id=42&l=fr", "to = \"/n/2\"")],
        asked: &[
            "GET http shop.test /q",
            "GET http shop.test /q?id=42",
            "GET http shop.test /q?a=1&id=42",
            "GET http shop.test /q?id=43&id=42",
            "GET http shop.test /q?ID=42",
            "GET http shop.test /q?id=4%32",
            "GET http shop.test /q?id=420",
            "GET http shop.test /q?l=fr&id=42",
        ],
        at: DARK,
        wrong: |_, it| it.target = "/q?id=42".to_owned(),
    },
    Witness {
        clause: Clause::Order,
        text: &[
            SITE,
            DEFAULT,
            rule!("/blog/*", "to = \"/n/1/*\""),
            rule!("/blog/:s", "to = \"/n/2/:s\""),
            rule!("/blog/2024/*", "to = \"/n/3/*\""),
            rule!("/blog/2024/x", "to = \"/n/4\""),
        ],
        asked: &[
            "GET http shop.test /blog/",
            "GET http shop.test /blog/a",
            "GET http shop.test /blog/2024",
            "GET http shop.test /blog/2024/",
            "GET http shop.test /blog/2024/x",
            "GET http shop.test /blog/2024/y",
        ],
        at: DARK,
        // Each pattern answers what another of them should.
        wrong: |plan, _| {
            each_routing(plan, |it| {
                for site in &mut it.sites {
                    let ranks = site.patterns.clone();
                    let pairs = ranks.iter().zip(ranks.iter().rev()).take(ranks.len() / 2);
                    for (one, two) in pairs {
                        let action = site.routes[*one].action.clone();
                        site.routes[*one].action = std::mem::replace(&mut site.routes[*two].action, action);
                    }
                }
            });
        },
    },
    Witness {
        clause: Clause::Reserved,
        text: &[SITE, "reserved = [\"/hook\", \"/api/\"]\n", DEFAULT, rule!("/:x/y", "to = \"/n/:x\"")],
        asked: &[
            "GET http shop.test /hook",
            "GET http shop.test /api/y",
            "GET http shop.test /api/z",
            "GET http shop.test /other/y",
            "GET http shop.test /.well-known/y",
        ],
        at: DARK,
        wrong: |plan, _| each_routing(plan, |it| it.sites.iter_mut().for_each(|it| it.reserved.clear())),
    },
    Witness {
        clause: Clause::Default,
        text: &[SITE, "\n[redirects]\ndefault = { to = \"/home/*\" }\n", rule!("/a", "to = \"/n/a\"")],
        asked: &["GET http shop.test /a", "GET http shop.test /z", "GET http shop.test /z/y", "GET http shop.test /"],
        at: DARK,
        wrong: |plan, _| each_routing(plan, |it| it.sites.iter_mut().for_each(|it| it.base = Base::NotFound)),
    },
    Witness {
        clause: Clause::Serve,
        text: &[LIFE, DEFAULT, rule!("/a", "to = \"/n/a\"\nsince = \"migrate\"")],
        asked: &["GET http shop.test /a", "GET http shop.test /z?u=1", "POST http shop.test /z/a%2Fb", "HEAD http shop.test /z"],
        at: MOVING,
        wrong: |plan, _| each_routing(plan, |it| it.sites.iter_mut().for_each(|it| it.base = Base::NotFound)),
    },
    Witness {
        clause: Clause::Destination,
        text: &[SITE, DEFAULT, rule!("/d/:s", "to = \"/n/:s\""), rule!("/w/*", "to = \"/n/w/*\"")],
        asked: &[
            "GET http shop.test /d/a%2Fb",
            "GET http shop.test /d/%c3%a9",
            "GET http shop.test /d/$1",
            "GET http shop.test /d/a+b",
            "GET http shop.test /d/%25",
            "GET http shop.test /w/a%2Fb//c",
            "GET http shop.test /w/x/",
        ],
        at: DARK,
        wrong: |_, it| it.target = it.target.replace("%2F", "/").replace("%c3", "%C3"),
    },
    Witness {
        clause: Clause::QueryKeep,
        text: &[SITE, DEFAULT, rule!("/k", "to = \"/n/k\"")],
        asked: &[
            "GET http shop.test /k",
            "GET http shop.test /k?a=%20z&u=1",
            "GET http shop.test /k?u=1&id=2&u=3",
            "GET http shop.test /k?u=1&&z",
        ],
        at: DARK,
        wrong: |plan, _| each_redirect(plan, |it| it.query = QueryPolicy::Drop),
    },
    Witness {
        clause: Clause::QueryDrop,
        text: &[SITE, DEFAULT, rule!("/k", "to = \"/n/k\"\nquery = \"drop\"")],
        asked: &[
            "GET http shop.test /k",
            "GET http shop.test /k?a=%20z&u=1",
            "GET http shop.test /k?u=1&id=2&u=3",
            "GET http shop.test /k?u=1&&z",
        ],
        at: DARK,
        wrong: |plan, _| each_redirect(plan, |it| it.query = QueryPolicy::Keep),
    },
    Witness {
        clause: Clause::QueryOnly,
        text: &[SITE, DEFAULT, rule!("/k", "to = \"/n/k\"\nquery = [\"id\", \"u\"]")],
        asked: &[
            "GET http shop.test /k",
            "GET http shop.test /k?a=%20z&u=1",
            "GET http shop.test /k?u=1&id=2&u=3",
            "GET http shop.test /k?u=1&&z",
        ],
        at: DARK,
        wrong: |plan, _| each_redirect(plan, |it| it.query = QueryPolicy::Keep),
    },
    Witness {
        clause: Clause::Redirect,
        text: &[
            SITE,
            DEFAULT,
            rule!("/r/301", "to = \"/n/301\"\nstatus = 301"),
            rule!("/r/302", "to = \"/n/302\"\nstatus = 302"),
            rule!("/r/307", "to = \"/n/307\"\nstatus = 307"),
            rule!("/r/308", "to = \"/n/308\"\nstatus = 308"),
        ],
        asked: &["GET http shop.test /r/301", "GET http shop.test /r/302", "GET http shop.test /r/307", "GET http shop.test /r/308"],
        at: DARK,
        wrong: |plan, _| each_redirect(plan, |it| it.status = 303),
    },
    Witness {
        clause: Clause::Gone,
        text: &[SITE, DEFAULT, rule!("/g", "answer = \"gone\"")],
        asked: &["GET http shop.test /g"],
        at: DARK,
        wrong: |plan, _| each_route(plan, |it| it.action = Action::NotFound),
    },
    Witness {
        clause: Clause::Page,
        text: &[SITE, DEFAULT, rule!("/g", "answer = \"page\"\npage = \"shop/recall.html\"")],
        asked: &["GET http shop.test /g"],
        at: DARK,
        wrong: |plan, _| each_route(plan, |it| it.action = Action::NotFound),
    },
    Witness {
        clause: Clause::Unavailable,
        text: &[
            LIFE,
            DEFAULT,
            rule!("/g", "answer = \"unavailable\"\nsince = \"migrate\"\nuntil = \"moved\""),
            rule!("/*", "to = \"/n/*\"\nsince = \"migrate\""),
        ],
        asked: &["GET http shop.test /g"],
        at: MOVING,
        wrong: |plan, _| each_route(plan, |it| it.action = Action::NotFound),
    },
    Witness {
        clause: Clause::Method,
        text: &[SITE, DEFAULT, rule!("/a", "to = \"/n/a\"")],
        asked: &[
            "GET http shop.test /a",
            "HEAD http shop.test /a",
            "POST http shop.test /a",
            "PUT http shop.test /a",
            "PATCH http shop.test /a",
            "DELETE http shop.test /a",
            "OPTIONS http shop.test /a",
        ],
        at: DARK,
        wrong: |plan, it| {
            if it.method != "GET" {
                plan.hosts.clear()
            }
        },
    },
    Witness {
        clause: Clause::Headers,
        text: &[LIFE, DEFAULT, rule!("/a", "to = \"/n/a\"")],
        asked: &["GET http shop.test /a", "GET http shop.test /z"],
        at: DARK,
        wrong: |plan, _| each_routing(plan, |it| it.sites.iter_mut().for_each(|it| it.headers.clear())),
    },
    Witness {
        clause: Clause::Headers,
        text: &[LIFE, DEFAULT, rule!("/a", "to = \"/n/a\"\nsince = \"migrate\"")],
        asked: &["GET http shop.test /a", "GET http shop.test /z"],
        at: MOVING,
        wrong: |plan, _| each_routing(plan, |it| it.sites.iter_mut().for_each(|it| it.headers.clear())),
    },
    Witness {
        clause: Clause::Hsts,
        text: &[
            SITE,
            "\n[hosts.\"shop.test\"]\ncertificate = \"all\"\nhsts = { max-age = \"30 days\" }\n",
            CERTIFICATE,
            DEFAULT,
            rule!("/a", "to = \"/n/a\""),
        ],
        asked: &["GET http shop.test /a", "GET https shop.test /a", "GET https shop.test /z"],
        at: DARK,
        wrong: |plan, _| host(plan).hsts = None,
    },
    Witness {
        clause: Clause::Hsts,
        text: &[
            LIFE,
            "\n[hosts.\"shop.test\"]\ncertificate = \"all\"\nhsts = { max-age = \"30 days\" }\n",
            CERTIFICATE,
            DEFAULT,
            rule!("/a", "to = \"/n/a\"\nsince = \"migrate\""),
        ],
        asked: &["GET http shop.test /a", "GET https shop.test /a", "GET https shop.test /z"],
        at: MOVING,
        wrong: |plan, _| host(plan).hsts = None,
    },
    Witness {
        clause: Clause::Independent,
        text: &[SITE, DEFAULT, rule!("/a", "to = \"/n/a\"")],
        asked: &["GET http shop.test /a", "GET http shop.test /in", "GET http shop.test /in/", "GET http shop.test /in/a"],
        at: DARK,
        wrong: |plan, _| each_routing(plan, |it| it.sites.retain(|it| !it.is_independent)),
    },
    Witness {
        clause: Clause::DotSegments,
        text: &[SITE, DEFAULT, rule!("/old", "to = \"/n/old\""), rule!("/x/*", "to = \"/n/x/*\"")],
        asked: &[
            "GET http shop.test /x/../old",
            "GET http shop.test /./old",
            "GET http shop.test /../old",
            "GET http shop.test /x/%2e%2e/old",
            "GET http shop.test /old/.",
        ],
        at: DARK,
        wrong: |_, it| it.target = "/old".to_owned(),
    },
    Witness {
        clause: Clause::EmptyQuery,
        text: &[SITE, DEFAULT, rule!("/old", "to = \"/n/old\"")],
        asked: &["GET http shop.test /old?", "GET http shop.test /z?"],
        at: DARK,
        wrong: |_, it| it.target.push('x'),
    },
    Witness {
        clause: Clause::BrokenEscapes,
        text: &[SITE, DEFAULT, rule!("/p/:s", "to = \"/n/:s\"")],
        asked: &["GET http shop.test /p/%zz", "GET http shop.test /p/%", "GET http shop.test /p/%4"],
        at: DARK,
        wrong: |_, it| it.target = it.target.replace('%', "%25"),
    },
];

impl Witness {
    fn files(&self) -> Files {
        let mut files = Files::default();
        files.write("cutover.toml", WORKSPACE);
        files.write("regions/shop.toml", &(REGION.to_owned() + &self.text.concat()));
        files.write("regions/shop/recall.html", "<!doctype html><title>recalled</title>\n");
        if self.clause == Clause::Independent {
            files.write("regions/stays.toml", STAYS);
        }
        files
    }

    /// Returns what holds at its moment.
    fn plan(&self) -> Plan {
        let checked = generate::check(&self.files());
        let errors = checked.report.findings.iter().filter(|it| it.severity == Severity::Error);
        let errors: Vec<String> = errors.map(|it| format!("{}: {}", checked.sources.place(it.span()), it.message)).collect();
        assert_eq!(errors, [""; 0], "the witness of `{}` has no fault", self.clause.name());
        sayable::freeze(&checked.plan.expect("a workspace without a fault has a plan"), self.at())
    }

    fn at(&self) -> Timestamp {
        self.at.parse().expect("an instant")
    }

    fn requests(&self) -> Vec<Request> {
        let request = |it: &&str| {
            let words: Vec<&str> = it.split(' ').collect();
            let scheme = if words[1] == "https" { Scheme::Https } else { Scheme::Http };
            Request { scheme, method: words[0].to_owned(), host: words[2].to_owned(), target: words[3].to_owned() }
        };
        self.asked.iter().map(request).collect()
    }
}

fn host(plan: &mut Plan) -> &mut Host {
    plan.hosts.get_mut("shop.test").expect("every witness has the host")
}

fn each_routing(plan: &mut Plan, change: impl Fn(&mut Routing)) {
    plan.hosts.values_mut().flat_map(|it| &mut it.epochs).for_each(|it| change(Arc::make_mut(&mut it.routing)));
}

fn each_route(plan: &mut Plan, change: impl Fn(&mut Route)) {
    each_routing(plan, |it| it.sites.iter_mut().flat_map(|it| &mut it.routes).for_each(&change));
}

fn each_redirect(plan: &mut Plan, change: impl Fn(&mut Redirect)) {
    each_route(plan, |it| {
        if let Action::Redirect(redirect) = &mut it.action {
            change(redirect);
        }
    });
}

#[test]
fn every_clause_has_a_witness_that_would_notice() {
    let witnessed: BTreeSet<Clause> = WITNESSES.iter().map(|it| it.clause).collect();
    assert_eq!(witnessed, Clause::ALL.iter().copied().collect());
    for witness in WITNESSES {
        let plan = witness.plan();
        let mut noticed = 0;
        for request in witness.requests() {
            let (mut wrong, mut taken) = (plan.clone(), request.clone());
            (witness.wrong)(&mut wrong, &mut taken);
            let (right, wrong) = (plan.answer(&request, witness.at()), wrong.answer(&taken, witness.at()));
            noticed += usize::from((&right.outcome, &right.headers) != (&wrong.outcome, &wrong.headers));
        }
        assert!(noticed > 0, "no answer of the witness of `{}` depends on it", witness.clause.name());
    }
}

#[test]
fn what_emitters_declare_is_true() {
    let mut told = String::new();
    for emitter in EMITTERS {
        let engine = ENGINES.iter().find(|it| sayable::emitter(it).kind == emitter.kind);
        for clause in Clause::ALL.iter().copied() {
            let witnesses: Vec<&Witness> = WITNESSES.iter().filter(|it| it.clause == clause).collect();
            if let Err(why) = is_true(emitter, engine, clause, &witnesses) {
                told += &format!("\n{}, `{}`: {why}", emitter.kind.word(), clause.name());
            }
        }
        println!("clauses {}: {} declarations, each with its witness", emitter.kind.word(), Clause::ALL.len());
    }
    assert!(told.is_empty(), "{told}");
}

/// Says why what an emitter declares of a clause is not true.
fn is_true(emitter: &Emitter, engine: Option<&Engine>, clause: Clause, witnesses: &[&Witness]) -> Result<(), String> {
    let declared = (emitter.fidelity)(clause);
    if matches!(declared, Holding::Differs(_)) && !clause.is_outside() {
        return Err("it differs, and the clause is promised".to_owned());
    }
    let (mut is_refused, mut asked, mut differing) = (false, 0, Vec::new());
    for witness in witnesses {
        let plan = witness.plan();
        let refused: BTreeSet<Clause> = sayable::refusals(emitter, &plan).iter().map(|it| it.clause).collect();
        if let Some(held) = refused.iter().find(|it| (emitter.fidelity)(**it) == Holding::Holds) {
            return Err(format!("its witness is refused for `{}`, which is declared to hold", held.name()));
        }
        is_refused |= refused.contains(&clause);
        // What another clause keeps from being written is asked in a witness without that clause, if there is one.
        if let (Some(engine), true) = (engine, refused.is_empty()) {
            let found = ask(engine, witness, &plan);
            if !found.would_notice {
                return Err("answers that are wrong in it would not be noticed".to_owned());
            }
            asked += found.count;
            differing.extend(found.differing);
        }
    }
    match declared {
        Holding::Refused(_) if !is_refused => Err("it is declared to be refused, and its witness is not".to_owned()),
        Holding::Holds | Holding::Differs(_) if is_refused => Err("its witness is refused, and it is not declared so".to_owned()),
        Holding::Holds if !differing.is_empty() => Err(format!("it is declared to hold, and differs:\n{}", differing.concat())),
        Holding::Differs(_) if engine.is_some() && differing.is_empty() => Err("it is declared to differ, and does not".to_owned()),
        // What lies in the part is asked by others; what lies beside it, by tests of that target's own.
        Holding::Within(_) | Holding::Open => Ok(()),
        Holding::Holds if engine.is_some() && asked == 0 => {
            println!("clauses {}: `{}` holds, and is not asked: another clause is in the way", emitter.kind.word(), clause.name());
            Ok(())
        }
        _ => Ok(()),
    }
}

/// What an engine makes of a witness.
struct Asked {
    /// How many requests it takes.
    count: usize,
    differing: Vec<String>,
    /// Whether answers that are wrong in the clause would be told from the engine's.
    would_notice: bool,
}

fn ask(engine: &Engine, witness: &Witness, plan: &Plan) -> Asked {
    let shop = Shop::behind(plan);
    let pages = pages(&shop.plan);
    let running = (engine.boot)(engine.kind, &shop.plan, 0, &pages);
    let at = witness.at();
    let mut asking = Asking { plan: &shop.plan, pages: &pages, at, clients: Clients::of(&running) };
    let all = witness.requests();
    let is_sent = |it: &Request| it.scheme == Scheme::Http || running.tls_port.is_some();
    let mut asked = Asked { count: 0, differing: Vec::new(), would_notice: !all.iter().all(is_sent) };
    for request in all.iter().filter(|it| is_sent(it)) {
        asked.count += 1;
        if let Judgement::Differs(text) = asking.judge(request) {
            asked.differing.push(text);
        }
        let (mut wrong, mut taken) = (shop.plan.clone(), request.clone());
        (witness.wrong)(&mut wrong, &mut taken);
        let answer = wrong.answer(&taken, at);
        asked.would_notice |= asking.send(request).is_ok_and(|it| !faults(&answer, request, &it, &pages).is_empty());
    }
    asked
}
