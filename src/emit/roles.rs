//! `roles/<role>/runbook.md` and `calendar.ics`: the steps that concern one trade, without the addresses of servers.

use super::calendar;
use super::index;
use super::runbook::view::{NightView, Reader};
use super::runbook::{self, view};
use crate::model::artifact::Artifacts;
use crate::model::plan::Plan;
use crate::model::plan::step::{Check, Role, Step, Undo, Way};
use crate::template::{Failure, Templates, Verbatim};
use serde::Serialize;
use std::collections::BTreeSet;

/// What the template prints.
#[derive(Serialize)]
struct View<'v> {
    program: &'v str,
    title: &'static str,
    about: &'static str,
    clock: &'v str,
    count: usize,
    all: usize,
    files: Vec<File>,
    nights: &'v [NightView],
    bodies: Vec<Verbatim>,
}

/// A file that the trade reads, and what for.
#[derive(Serialize)]
struct File {
    href: String,
    path: String,
    about: &'static str,
}

/// Writes a folder for each role that any step concerns.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    for role in Role::ALL {
        let withheld = Withheld::of(plan, role);
        let nights = view::nights(plan, &withheld);
        if nights.is_empty() {
            continue;
        }
        let (title, about) = words(role);
        let view = View {
            program: &plan.graph.program.name,
            title,
            about,
            clock: &view::clock_name(plan),
            count: nights.iter().map(|it| it.count).sum(),
            all: plan.steps.len(),
            files: files(plan, role),
            nights: &nights,
            bodies: runbook::bodies(templates, "runbook/night.md.j2", &nights)?,
        };
        out.add(format!("roles/{}/runbook.md", role.word()), templates.render("roles/runbook.md.j2", &view)?);
        let steps: Vec<Step> = plan.steps.iter().filter(|it| withheld.has(it)).map(|it| withheld.told(it)).collect();
        let name = format!("{}: {title}", plan.graph.program.name);
        out.add(format!("roles/{}/calendar.ics", role.word()), calendar::of(plan, &name, &steps));
    }
    Ok(())
}

/// Returns what a role is called, and what its extract is for.
fn words(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Dns => {
            ("names and certificates", "When records change, which certificates must be there before, and for how long names are kept.")
        }
        Role::Legal => ("law", "What customers are told and when, what becomes of their data, and what is kept."),
        Role::Marketing => {
            ("marketing", "When customers are written to, when apps leave the stores, and where the brand stands afterwards.")
        }
        Role::Seo => (
            "search engines",
            "When answers to old URLs change: a redirect is temporary (302, 307) while it is on trial, and permanent (301, 308) from the end of the trial on.",
        ),
        Role::Support => ("customer service", "What customers are told and when, and which service is moving, has moved or has ended."),
    }
}

/// Returns the files that a role reads, as far as the plan has something to say in them.
fn files(plan: &Plan, role: Role) -> Vec<File> {
    let retiring = || plan.graph.retiring().map(|it| it.id.as_str());
    let branded = || plan.graph.retiring().filter(|it| it.brand.is_some()).map(|it| it.id.as_str());
    let of = |folder: &str, ending: &str, ids: Vec<&str>, about| {
        ids.iter().map(|it| file(format!("{folder}/{it}{ending}"), about)).collect::<Vec<_>>()
    };
    let texts =
        || (!plan.notices.is_empty()).then(|| file("notices/index.html".to_owned(), "every text that customers read, to read and to sign"));
    match role {
        Role::Dns => {
            let stages: BTreeSet<usize> = plan.zones.iter().flat_map(|it| &it.changes).map(|it| it.stage).collect();
            let zones = stages.iter().map(|it| {
                file(format!("stages/{}/dns.md", plan.stages[*it].name), "the change sets of this stage, with what dig must then show")
            });
            std::iter::once(file("certificates.json".to_owned(), "every name, and until when it needs a certificate"))
                .chain(zones)
                .collect()
        }
        Role::Legal => {
            texts().into_iter().chain([file("proof/untouched.json".to_owned(), "that nothing reaches the regions that stay")]).collect()
        }
        Role::Marketing => {
            texts().into_iter().chain(of("placement", ".json", branded().collect(), "where the brand stands on the successor")).collect()
        }
        Role::Seo => {
            let tables = of("redirects", ".csv", retiring().collect(), "every rule as a table");
            tables
                .into_iter()
                .chain(of("placement", ".head.html", branded().collect(), "canonical and alternate links for the brand's page"))
                .collect()
        }
        Role::Support => texts()
            .into_iter()
            .chain(of("services", ".json", retiring().collect(), "where each service is reached, stage by stage"))
            .collect(),
    }
}

fn file(path: String, about: &'static str) -> File {
    File { href: format!("../../{}", index::href(&path)), path, about }
}

/// The addresses that only those need who run servers: those of upstreams, and for others than DNS those of our own servers.
struct Withheld {
    role: Role,
    /// In lower case: `host:port`, and the host alone where it is a name with a dot or a number and not public anyway.
    addresses: BTreeSet<String>,
}

/// What stands in the place of an address.
const INSTEAD: &str = "(an address that only servers need)";

impl Withheld {
    fn of(plan: &Plan, role: Role) -> Withheld {
        let graph = &plan.graph;
        let of_hosts = graph.hosts.values().flat_map(|it| [&it.upstream, &it.reserved_upstream]).flatten();
        let of_sites = graph.sites.values().filter_map(|it| it.upstream.as_ref());
        let public = public(plan, role);
        let mut addresses = BTreeSet::new();
        for url in of_hosts.chain(of_sites) {
            let authority = authority(&url.value);
            let host = host(&authority);
            let is_address = host.contains(['.', ':']);
            addresses.extend((host.len() < authority.len()).then(|| authority.clone()));
            addresses.extend((is_address && !public.contains(host)).then(|| host.to_owned()));
        }
        if role != Role::Dns {
            let edges = graph.zones.values().flat_map(|it| &it.edge).map(|it| it.record.data.trim_end_matches('.').to_ascii_lowercase());
            addresses.extend(edges.filter(|it| !it.contains(' ') && !public.contains(it)));
        }
        Withheld { role, addresses }
    }

    /// Returns a look as it is done from outside: by public DNS, and where only those who run the servers can look, by asking.
    fn check(&self, check: &Check, owner: &str) -> Check {
        let expect = self.text(&check.expect);
        let way = match &check.way {
            Way::Command(line) => {
                let line = if self.role == Role::Dns { line.clone() } else { from_outside(line) };
                if self.text(&line) == line { Way::Command(line) } else { Way::Look }
            }
            Way::Look | Way::Probes(_) => Way::Look,
        };
        let is_asked = matches!(way, Way::Look) && !matches!(check.way, Way::Look);
        let owner = self.text(owner);
        Check { expect: if is_asked { format!("{owner} has seen: {expect}") } else { expect }, way }
    }

    /// Returns text without the words that hold an address: a URL goes with its scheme and its path.
    fn text(&self, text: &str) -> String {
        let mut kept = String::with_capacity(text.len());
        for piece in text.split_inclusive(is_between) {
            let word = piece.trim_end_matches(|it| is_between(it) || it == '.' || it == ':');
            let is_withheld = word.split(|it: char| !is_of_address(it)).any(|it| self.holds(it));
            kept.push_str(if is_withheld { INSTEAD } else { word });
            kept.push_str(&piece[word.len()..]);
        }
        kept
    }

    /// Tells whether a run of letters of addresses is one of them, or ends in one.
    fn holds(&self, run: &str) -> bool {
        let run = run.to_ascii_lowercase();
        let ends = std::iter::once(0).chain(run.match_indices(':').map(|it| it.0 + 1));
        ends.map(|it| run[it..].trim_matches('.')).any(|it| {
            let bare = it.trim_matches(['[', ']']);
            [it, bare, host(it)].iter().any(|it| self.addresses.contains(*it))
        })
    }
}

impl Reader for Withheld {
    fn told(&self, step: &Step) -> Step {
        let lines = |it: &[String]| it.iter().map(|it| self.text(it)).collect::<Vec<_>>();
        Step {
            title: self.text(&step.title),
            how: lines(&step.how),
            check: step.check.iter().map(|it| self.check(it, &step.owner)).collect(),
            otherwise: lines(&step.otherwise),
            undo: match &step.undo {
                Undo::Nothing => Undo::Nothing,
                Undo::By(it) => Undo::By(lines(it)),
                Undo::Never(it) => Undo::Never(self.text(it)),
            },
            owner: self.text(&step.owner),
            ..step.clone()
        }
    }

    fn has(&self, step: &Step) -> bool {
        step.roles.contains(&self.role)
    }

    fn has_file(&self, _: &str) -> bool {
        false
    }
}

/// Tells whether a letter ends a word for sure.
fn is_between(it: char) -> bool {
    it.is_whitespace() || "'\"`<>(),;|".contains(it)
}

fn is_of_address(it: char) -> bool {
    it.is_ascii_alphanumeric() || ".:-_[]".contains(it)
}

/// Returns what stands between a URL's scheme and its path, in lower case.
fn authority(url: &str) -> String {
    let rest = url.split_once("://").map_or(url, |it| it.1);
    rest.split(['/', '?', '#']).next().unwrap_or(rest).to_ascii_lowercase()
}

/// Returns an authority without its port, and without the brackets of an address of IPv6.
fn host(authority: &str) -> &str {
    let end = authority.rfind(':').filter(|it| authority.ends_with(|it: char| it.is_ascii_digit()) && !authority[..*it].ends_with(':'));
    match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or(rest),
        None if authority.matches(':').count() > 1 => authority,
        None => end.map_or(authority, |it| &authority[..it]),
    }
}

/// Returns the names that everybody knows, and for DNS the values of records, which everybody can ask for.
fn public(plan: &Plan, role: Role) -> BTreeSet<String> {
    let graph = &plan.graph;
    let hosts = graph.hosts.values().flat_map(|it| std::iter::once(&it.name).chain(it.aliases.iter().map(|it| &it.value)));
    let sites = graph.sites.values().map(|it| &it.host);
    let names = hosts.chain(sites).chain(graph.domains.keys()).map(|it| it.to_ascii_lowercase());
    let origins = graph.origins.iter().map(|it| host(&authority(it)).to_owned());
    let edits = plan.zones.iter().flat_map(|it| &it.changes).flat_map(|it| &it.edits).filter(|_| role == Role::Dns);
    let values = edits.flat_map(|it| it.before.iter().chain(&it.after)).flat_map(|it| it.values.keys());
    names.chain(origins).chain(values.map(|it| it.trim_end_matches('.').to_ascii_lowercase())).collect()
}

/// Returns a command that asks by public DNS what the one for those who run the servers asks at its own address.
fn from_outside(command: &str) -> String {
    let mut words = command.split(' ');
    let mut kept: Vec<&str> = Vec::new();
    while let Some(word) = words.next() {
        match word {
            "--resolve" => drop(words.next()),
            _ => kept.push(word),
        }
    }
    kept.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld(addresses: &[&str]) -> Withheld {
        Withheld { role: Role::Seo, addresses: addresses.iter().map(|it| (*it).to_owned()).collect() }
    }

    #[test]
    fn an_address_goes_with_its_scheme_and_path_and_no_other_word_does() {
        let it = withheld(&["127.0.0.1:8402", "127.0.0.1", "shop:8080", "::1", "[::1]:81"]);
        let cases = [
            ("served by http://127.0.0.1:8402/a?b.", "served by (an address that only servers need)."),
            ("a shop at shop:8080, and 127.0.0.11", "a shop at (an address that only servers need), and 127.0.0.11"),
            ("x:443:127.0.0.1 'http://[::1]:81/'", "(an address that only servers need) '(an address that only servers need)'"),
            ("HTTP://127.0.0.1/", "(an address that only servers need)"),
            ("at 12:30: 127.0.0.1.", "at 12:30: (an address that only servers need)."),
            ("nothing here: https://www.po.co/uk/", "nothing here: https://www.po.co/uk/"),
        ];
        for (text, wanted) in cases {
            assert_eq!(it.text(text), wanted);
        }
    }

    #[test]
    fn a_host_is_found_with_a_port_and_without() {
        assert_eq!(host("a.test:80"), "a.test");
        assert_eq!(host("[::1]:81"), "::1");
        assert_eq!(host("::1"), "::1");
        assert_eq!(host("a.test"), "a.test");
        assert_eq!(authority("http://A.test:80/x"), "a.test:80");
    }

    #[test]
    fn a_command_from_outside_names_no_address() {
        assert_eq!(from_outside("curl -sfI --resolve a.test:443:192.0.2.1 https://a.test/"), "curl -sfI https://a.test/");
    }
}
