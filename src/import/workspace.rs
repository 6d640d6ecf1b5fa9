//! Writes a workspace round what was carried over.

use super::source;
use super::taken::Taken;
use super::{Carried, Rule};
use crate::model::spec::place::Closure;
use std::collections::{BTreeMap, BTreeSet};

/// Where the rules hold, and where paths lead.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The host of rules that name none.
    pub host: Option<String>,
    /// Where a destination that is a path leads; each site itself unless it is given.
    pub successor: Option<String>,
    /// Whether `https` is taken where a destination says `http`.
    pub is_secure: bool,
}

/// The host that stands for one that nobody named.
pub const NAMELESS: &str = "www.example.com";

/// A workspace that is not yet on disk.
#[derive(Clone, Debug, Default)]
pub struct Workspace {
    pub files: BTreeMap<String, Vec<u8>>,
    /// The path of its table.
    pub table: String,
    /// The path of the list of what was left.
    pub left: String,
    /// Which carried rule each line of the table holds, from the second line on.
    pub rows: Vec<usize>,
}

impl Place {
    /// Returns the hosts that the rules hold on: the one that was named, then those that rules name, the one of most rules
    /// first.
    pub fn hosts(&self, taken: &Taken) -> Vec<String> {
        let mut counts: BTreeMap<&String, usize> = BTreeMap::new();
        taken.carried.iter().filter_map(|it| it.it.host.as_ref()).for_each(|it| *counts.entry(it).or_default() += 1);
        let mut hosts: Vec<(&String, usize)> = counts.into_iter().collect();
        hosts.sort_by_key(|it| std::cmp::Reverse(it.1));
        let of_rules: Vec<String> = hosts.into_iter().map(|it| it.0.clone()).collect();
        let first = self.host.clone().or_else(|| of_rules.is_empty().then(|| NAMELESS.to_owned()));
        let others: Vec<String> = of_rules.into_iter().filter(|it| Some(it) != first.as_ref()).collect();
        first.into_iter().chain(others).collect()
    }

    /// Tells whether a rule holds on a host that nobody named.
    pub fn is_unnamed(&self, taken: &Taken) -> bool {
        let is_unnamed = |host: &Option<String>| host.as_deref().is_none_or(|it| it == NAMELESS);
        self.host.is_none() && (taken.carried.is_empty() || taken.carried.iter().any(|it| is_unnamed(&it.it.host)))
    }
}

/// Takes `https` where a rule leads to `http` on one of the hosts it holds on, which redirect that anyway; lists the others.
pub fn secure(taken: &mut Taken, place: &Place) {
    let own = place.hosts(taken);
    let is_own = |host: &str| source::host(host).is_some_and(|it| own.contains(&it));
    for of in &mut taken.carried {
        let mut is_changed = false;
        let Carried { rule, also, notes, .. } = &mut of.it;
        for row in std::iter::once(rule).chain(also) {
            let better = row.to.as_deref().and_then(source::whole).filter(|it| !it.is_secure && (place.is_secure || is_own(it.host)));
            if let Some(better) = better.map(|it| format!("https://{}{}", it.host, it.rest)) {
                is_changed = true;
                row.to = Some(better);
            }
        }
        if is_changed {
            notes.push("it led to `http://`, and leads to `https://`".to_owned());
        }
    }
    taken.leave(|_, carried| {
        let whole = carried.rule.to.as_deref().and_then(source::whole).filter(|it| !it.is_secure)?;
        Some(format!(
            "it leads to `http://{}`, and a destination is `https://` here: say `--https` if it answers so",
            source::one_line(whole.host)
        ))
    });
}

/// Returns the workspace of what was carried over.
pub fn write(taken: &Taken, place: &Place) -> Workspace {
    let hosts = place.hosts(taken);
    let region = slug(&hosts[0]);
    let table = format!("regions/{region}/redirects.csv");
    let (rows, csv) = csv(taken, &hosts);
    let mut files = BTreeMap::new();
    files.insert("cutover.toml".to_owned(), workspace(taken, place, &hosts).into_bytes());
    files.insert(format!("regions/{region}.toml"), self::region(taken, place, &hosts).into_bytes());
    files.insert(table.clone(), csv);
    Workspace { files, table, left: format!("regions/{region}/left.csv"), rows }
}

/// Returns a name of the language for a host.
fn slug(host: &str) -> String {
    host.strip_prefix("www.").unwrap_or(host).replace('.', "-")
}

/// Returns a name for each site; two hosts may differ in their `www.` alone.
fn site_ids(hosts: &[String]) -> BTreeMap<&str, String> {
    let mut ids = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for host in hosts {
        let id = if taken.insert(slug(host)) { slug(host) } else { host.replace('.', "-") };
        taken.insert(id.clone());
        ids.insert(host.as_str(), id);
    }
    ids
}

fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// Returns the scheme, host and port of a destination, if they can stand in a list of origins.
fn origin(to: &str) -> Option<String> {
    let whole = source::whole(to).filter(|it| it.is_secure)?;
    let (name, port) = whole.host.split_once(':').map_or((whole.host, None), |(name, port)| (name, Some(port)));
    let is_port = port.is_none_or(|it| it.parse::<u16>().is_ok_and(|it| it > 0 && it != 443) && !it.starts_with('+'));
    (source::host(name).as_deref() == Some(name) && is_port).then(|| format!("https://{}", whole.host))
}

fn origins(taken: &Taken, place: &Place) -> BTreeSet<String> {
    let of_rules = taken.carried.iter().flat_map(|it| it.it.rows()).filter_map(|it| it.to.as_deref());
    of_rules.chain(place.successor.as_deref()).filter_map(origin).collect()
}

fn workspace(taken: &Taken, place: &Place, hosts: &[String]) -> String {
    let own: BTreeSet<String> = hosts.iter().map(|it| format!("https://{it}")).collect();
    let origins: Vec<String> = origins(taken, place).difference(&own).map(|it| format!("    {},\n", quoted(it))).collect();
    let mut text = format!(
        "#:schema schema/workspace.schema.json\n# Taken over from {} by `cutover import`.\nspec = 1\n\n[program]\nname      = {}\n",
        told(&taken.files),
        quoted(&hosts[0])
    );
    if !origins.is_empty() {
        text.push_str("successor = \"elsewhere\"\n");
    }
    text.push_str("time-zone = \"UTC\"\n");
    if !origins.is_empty() {
        text.push_str(&format!(
            "\n# Where the redirects may lead, besides the sites themselves.\n[platforms.elsewhere]\norigins = [\n{}]\n",
            origins.concat()
        ));
    }
    text.push_str("\n[policy]\n# These redirects are in use today: none of them begins, so none is tried out first.\ntrial = \"0 days\"\n");
    text.push_str("\n[targets.edge]\nkind = \"nginx\"\n");
    text
}

/// Names the files, in a comment.
fn told(files: &[String]) -> String {
    let names: Vec<String> = files.iter().map(|it| source::one_line(it)).collect();
    crate::diag::listed(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Tells whether a rule leads to a page of one of the hosts: that site still serves.
fn is_alive(taken: &Taken, place: &Place, hosts: &[String]) -> bool {
    let leads_here = |rule: &Rule| match rule.to.as_deref() {
        None => rule.answer.as_deref() == Some("serve"),
        Some(to) => source::whole(to).map_or(place.successor.is_none(), |it| hosts.iter().any(|host| host == it.host)),
    };
    taken.carried.iter().flat_map(|it| it.it.rows()).any(leads_here)
}

fn region(taken: &Taken, place: &Place, hosts: &[String]) -> String {
    let region = slug(&hosts[0]);
    let is_alive = is_alive(taken, place, hosts);
    let ids = site_ids(hosts);
    let mut text = format!(
        "#:schema ../schema/region.schema.json\n[region]\nname        = {}\ndisposition = \"retire\"\ntime-zone   = \"UTC\"\n",
        quoted(&hosts[0])
    );
    if is_alive {
        text.push_str(
            "\n# Redirects lead to pages of the site itself: what no rule names is served by it. Write its server under `upstream`.\n",
        );
    }
    for host in hosts {
        let itself = format!("https://{host}/");
        text.push_str(&format!("\n[[sites]]\nid        = {}\nurl       = {}\n", quoted(&ids[host.as_str()]), quoted(&itself)));
        text.push_str(&format!("successor = {}\n", quoted(place.successor.as_ref().unwrap_or(&itself))));
        if is_alive {
            text.push_str("upstream  = \"http://127.0.0.1:8080\"\n");
        }
    }
    text.push_str(&format!("\n[redirects]\ntables  = [{}]\n", quoted(&format!("{region}/redirects.csv"))));
    text.push_str(if is_alive { "default = { answer = \"serve\" }\n" } else { "default = { answer = \"gone\" }\n" });
    if let Some(closure) = &taken.closure {
        let words: Vec<&str> = closure.iter().map(|it| word(*it)).collect();
        text.push_str(&format!("# Paths were compared like this until now.\nclosure = [{}]\n", words.join(", ")));
    }
    text
}

fn word(closure: Closure) -> &'static str {
    match closure {
        Closure::HexCase => "\"hex-case\"",
        Closure::Decoded => "\"decoded\"",
        Closure::TrailingSlash => "\"trailing-slash\"",
    }
}

/// A column of a table: its name, and what it holds of a row.
type Column<'a> = (&'static str, Box<dyn Fn(&Carried, &Rule) -> String + 'a>);

/// Writes the table, with the columns that some row needs; which rule each line holds, too. 301 is what holds unless a row
/// says otherwise, so it is not written.
fn csv(taken: &Taken, hosts: &[String]) -> (Vec<usize>, Vec<u8>) {
    let text = |it: &Option<String>| it.as_deref().map(source::one_line).unwrap_or_default();
    let ids = site_ids(hosts);
    let site = |carried: &Carried| match &carried.host {
        Some(host) if hosts.len() > 1 => ids.get(host.as_str()).cloned().unwrap_or_default(),
        _ => String::new(),
    };
    let columns: [Column<'_>; 7] = [
        ("from", Box::new(|_, it| it.from.clone())),
        ("to", Box::new(|_, it| it.to.clone().unwrap_or_default())),
        ("answer", Box::new(|_, it| it.answer.clone().unwrap_or_default())),
        ("status", Box::new(|_, it| it.status.filter(|it| *it != 301).map(|it| it.to_string()).unwrap_or_default())),
        ("query", Box::new(|_, it| it.query.clone().unwrap_or_default())),
        ("site", Box::new(|of, _| site(of))),
        ("note", Box::new(|_, it| text(&it.note))),
    ];
    let rows: Vec<(usize, &Carried, &Rule)> =
        taken.carried.iter().enumerate().flat_map(|(at, of)| of.it.rows().map(move |it| (at, &of.it, it))).collect();
    let used: Vec<&Column<'_>> = columns
        .iter()
        .filter(|(name, cell)| matches!(*name, "from" | "to") || rows.iter().any(|(_, of, it)| !cell(of, it).is_empty()))
        .collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: Vec<String>| {
        // Memory takes every byte.
        let _ = writer.write_record(&cells);
    };
    write(used.iter().map(|it| it.0.to_owned()).collect());
    rows.iter().for_each(|(_, of, it)| write(used.iter().map(|(_, cell)| cell(of, it)).collect()));
    (rows.iter().map(|it| it.0).collect(), writer.into_inner().unwrap_or_default())
}

/// Writes the list of what was left.
pub fn left(taken: &Taken) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let mut write = |cells: [&str; 4]| {
        // Memory takes every byte.
        let _ = writer.write_record(cells);
    };
    write(["file", "line", "rule", "why"]);
    for of in &taken.left {
        write([&taken.files[of.file], &of.it.line.to_string(), &of.it.text, &of.it.why]);
    }
    writer.into_inner().unwrap_or_default()
}
