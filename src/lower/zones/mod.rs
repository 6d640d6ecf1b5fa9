//! What changes in each domain's zone: when, from what to what, and what is seen then.
//!
//! Each change is laid over what was there before it, so that the zone after any of them can be written down.

mod mail;

use super::steps::quoted;
use super::timeline::{self, Life};
use crate::model::graph::order::{self, Node, Order};
use crate::model::graph::zone::{ADDRESSES, Names, Zone as Known, is_address, names, old_ttl};
use crate::model::graph::{Graph, Region, Site, time};
use crate::model::plan::Stage;
use crate::model::plan::zone::{Change, ChangeKind, Edit, Expect, Look, Set, Sets, Zone};
use crate::model::spec::place::{Domain, Handover, Mail, MailEnd};
use crate::model::spec::scalar::{DayOrForever, Duration};
use crate::model::spec::zone::{Record, unquoted};
use crate::source::{Located, Span};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet};

/// How long records are kept that nothing says it of, in seconds.
const TTL: u32 = 3_600;
/// How long resolvers keep the DS record of a registry that does not say it.
const DS_TTL: Duration = Duration::days(1);

/// The types that `dig` shows as they are written; of others only the time is looked at.
const SHOWN: [&str; 8] = ["A", "AAAA", "CAA", "CNAME", "MX", "NS", "SRV", "TXT"];

/// Returns the zones of all domains that change, by name.
pub fn zones(graph: &Graph, order: &Order, stages: &[Stage]) -> Vec<Zone> {
    let names = names(graph);
    let nobody = Names::default();
    let certificates = certificates(graph);
    let all = graph.domains.iter().filter(|(name, _)| order.find(&Node::Domain((*name).clone())).is_some());
    let made = all.map(|(name, domain)| {
        let names = names.get(name.as_str()).unwrap_or(&nobody);
        let known = graph.zones.get(name).expect("resolve: each domain has its zone");
        let certificates = certificates.get(name.as_str()).cloned().unwrap_or_default();
        Making { certificates, ..Making::new(graph, order, (name, domain), (known, names)) }.zone(stages)
    });
    made.filter(|it| !it.changes.is_empty()).collect()
}

/// A zone in the making.
struct Making<'g> {
    graph: &'g Graph,
    order: &'g Order,
    name: &'g str,
    domain: &'g Located<Domain>,
    known: &'g Known,
    names: &'g Names<'g>,
    /// Those that hold a name in the domain.
    certificates: BTreeSet<&'g str>,
    clock: TimeZone,
    /// How long our records are kept, in seconds.
    ttl: u32,
    sets: Sets,
    ours: BTreeSet<(String, String)>,
    changes: Vec<Change>,
}

impl<'g> Making<'g> {
    fn new(
        graph: &'g Graph,
        order: &'g Order,
        (name, domain): (&'g str, &'g Located<Domain>),
        (known, names): (&'g Known, &'g Names<'g>),
    ) -> Making<'g> {
        let written = domain.dns.as_ref().and_then(|it| it.ttl).map(|it| seconds(it.value));
        let longest = || old_ttl(graph, name, names).map(|it| seconds(it.value));
        let clock = order::region_at(graph, domain.span).and_then(|it| it.zone.clone()).or(graph.program.zone.clone());
        Making {
            graph,
            order,
            name,
            domain,
            known,
            names,
            certificates: BTreeSet::new(),
            clock: clock.unwrap_or(TimeZone::UTC),
            ttl: written.or(known.file.as_ref().and_then(|it| it.ttl)).or_else(longest).unwrap_or(TTL),
            sets: sets(&known.records),
            ours: BTreeSet::new(),
            changes: Vec::new(),
        }
    }

    fn zone(mut self, stages: &[Stage]) -> Zone {
        let before = self.sets.clone();
        let mut due = self.due();
        due.sort_by_key(|it| (it.from.or(it.until), it.kind));
        for one in due {
            self.change(&one, stages);
        }
        let dns = self.domain.dns.as_ref();
        Zone {
            domain: self.name.to_owned(),
            span: self.domain.span,
            provider: dns.and_then(|it| it.provider.as_ref()).map(|it| it.value.clone()),
            names: self.names.ours.iter().map(|it| (*it).to_owned()).collect(),
            kept: self.names.kept.iter().map(|it| (*it).to_owned()).collect(),
            is_whole: self.is_whole(),
            before,
            changes: self.changes,
        }
    }

    fn is_whole(&self) -> bool {
        self.known.file.is_some()
    }

    /// Tells whether an independent region answers by a name of the domain: what holds for all names is not ours to set.
    fn is_shared(&self) -> bool {
        !self.names.kept.is_empty()
    }

    fn at(&self, node: Node) -> Option<Timestamp> {
        self.order.find(&node)?.at
    }

    fn end_of(&self, day: jiff::civil::Date) -> Option<Timestamp> {
        time::end(day, &self.clock).ok()
    }

    /// Returns when each change is due, in no order.
    fn due(&self) -> Vec<Due> {
        let name = || self.name.to_owned();
        let until =
            |kind, until: Option<Timestamp>| until.map(|it| Due { kind, name: kind.word().to_owned(), from: None, until: Some(it) });
        let from = |kind, from: Option<Timestamp>| from.map(|it| Due { kind, name: kind.word().to_owned(), from: Some(it), until: None });
        let mail = self.domain.mail.as_ref();
        let day = |it: Option<Located<crate::model::spec::scalar::Day>>| it.and_then(|it| self.end_of(it.value.0));
        let ends_mail = |it: &&Located<Mail>| it.then.is_some_and(|it| it.value != MailEnd::Keep);
        let (moves, unsigned) = self.handover();
        let mut due: Vec<Due> = [
            until(ChangeKind::LowerTtl, self.at(Node::TtlLowered(name()))),
            until(ChangeKind::Move, self.at(Node::DnsMoved(name()))),
            from(ChangeKind::RestoreTtl, self.at(Node::TtlRestored(name()))),
            until(ChangeKind::RemoveDs, unsigned),
            from(ChangeKind::ChangeProvider, moves),
            from(ChangeKind::StopSending, mail.filter(ends_mail).and_then(|it| day(it.send_until))),
            from(ChangeKind::StopReceiving, mail.filter(ends_mail).and_then(|it| day(it.receive_until))),
        ]
        .into_iter()
        .flatten()
        .collect();
        due.extend(self.release());
        due.extend(self.endings());
        due
    }

    /// Returns when the next provider takes over, and by when the DS record is gone, if it is to go.
    fn handover(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let Some(dns) = self.domain.dns.as_ref().filter(|it| it.next_provider.is_some()) else { return (None, None) };
        let since = self.known.next_since.as_ref().and_then(|it| self.switch(&it.value));
        let is_unsigned = dns.handover.is_some_and(|it| it.value == Handover::Unsign);
        let lead = dns.ds_ttl.map_or(DS_TTL, |it| it.value);
        (since, since.filter(|_| is_unsigned).and_then(|it| time::shift(it, lead, true, &self.clock).ok()))
    }

    fn switch(&self, name: &crate::model::graph::MilestoneRef) -> Option<Timestamp> {
        let zone = self.graph.regions.get(&name.region)?.zone.as_ref()?;
        Some(self.graph.find_milestone(name)?.instants(zone)?.switch)
    }

    /// Returns when the names are let go: once the last site is, else before the domain is kept no longer.
    fn release(&self) -> Option<Due> {
        let kind = ChangeKind::Release;
        let name = kind.word().to_owned();
        if let Some(from) = let_go(self.graph, self.names) {
            return Some(Due { kind, name, from: Some(from), until: None });
        }
        match self.domain.retain?.value {
            DayOrForever::Day(day) if !self.is_shared() => Some(Due { kind, name, from: None, until: Some(self.end_of(day)?) }),
            _ => None,
        }
    }

    /// Returns when records are deleted whose destination ends, those of one milestone together.
    fn endings(&self) -> Vec<Due> {
        let mut due: BTreeMap<String, Timestamp> = BTreeMap::new();
        for ending in self.known.ends.iter().filter(|it| !it.is_edge) {
            let (Some(at), name) = (self.switch(&ending.ends.value), &ending.ends.value) else { continue };
            let ttl = SignedDuration::from_secs(i64::from(ending.record.ttl.unwrap_or(self.ttl)));
            let until = at.checked_sub(ttl).unwrap_or(at);
            let word = format!("delete-{}-{}", file_name(&name.region), file_name(&name.name));
            due.entry(word).and_modify(|it| *it = until.min(*it)).or_insert(until);
        }
        due.into_iter().map(|(name, until)| Due { kind: ChangeKind::Delete, name, from: None, until: Some(until) }).collect()
    }

    fn change(&mut self, due: &Due, stages: &[Stage]) {
        let mut doing = Doing::default();
        match due.kind {
            ChangeKind::LowerTtl => {
                self.set_ttl(self.switch_ttl(), &mut doing);
                let old = old_ttl(self.graph, self.name, self.names).filter(|_| !doing.edits.is_empty());
                doing.lines.extend(
                    old.map(|it| format!("Wait {} before any of these names changes: so long others keep the old answer.", it.value)),
                );
            }
            ChangeKind::RestoreTtl => self.set_ttl(None, &mut doing),
            ChangeKind::Move => self.move_names(&mut doing),
            ChangeKind::RemoveDs | ChangeKind::ChangeProvider => self.hand_over(due.kind, &mut doing),
            ChangeKind::Delete => self.delete(&due.name, &mut doing),
            ChangeKind::StopSending => self.stop_sending(&mut doing),
            ChangeKind::StopReceiving => self.stop_receiving(&mut doing),
            ChangeKind::Release => self.let_go(&mut doing),
        }
        if doing.edits.is_empty() && doing.lines.is_empty() {
            return;
        }
        let at = due.from.or(due.until.map(|it| it - SignedDuration::from_nanos(1)));
        let rank = at.map_or(0, |at| stages.partition_point(|it| it.since.is_none_or(|since| since <= at)).saturating_sub(1));
        let step = match due.kind {
            ChangeKind::StopSending | ChangeKind::StopReceiving => format!("domain/{}/{}", self.name, due.name),
            _ => format!("dns/{}/{}", self.name, due.name),
        };
        doing.edits.sort_by(|one, two| (&one.name, &one.kind).cmp(&(&two.name, &two.kind)));
        self.changes.push(Change {
            kind: due.kind,
            name: due.name.clone(),
            step,
            title: self.title(due.kind),
            from: due.from,
            until: due.until,
            stage: rank,
            zone: self.clock.iana_name().unwrap_or("UTC").to_owned(),
            looks: doing.edits.iter().map(|it| self.look(it)).chain(doing.looks).collect(),
            lines: doing.lines,
            edits: doing.edits,
            after: self.sets.clone(),
            ours: self.ours.iter().cloned().collect(),
        });
    }

    fn title(&self, kind: ChangeKind) -> String {
        let (name, dns) = (self.name, self.domain.dns.as_ref());
        let ttl = |it: Option<Located<Duration>>| it.map_or_else(|| "what it was".to_owned(), |it| it.value.to_string());
        match kind {
            ChangeKind::LowerTtl => format!("Lower the TTL of {name} to {}", ttl(dns.and_then(|it| it.switch_ttl))),
            ChangeKind::RestoreTtl => format!("Restore the TTL of {name} to {}", ttl(dns.and_then(|it| it.ttl))),
            ChangeKind::Move => format!("Lead the names of {name} to our servers"),
            ChangeKind::RemoveDs => format!("Take the DS record of {name} away"),
            ChangeKind::ChangeProvider => format!("Let the next provider serve {name}"),
            ChangeKind::Delete => format!("Delete records of {name} before what they lead to is let go"),
            ChangeKind::StopSending => format!("Stop sending mail from {name}"),
            ChangeKind::StopReceiving => format!("Bring the mail of {name} to its end state"),
            ChangeKind::Release => format!("Let the names of {name} go"),
        }
    }

    fn switch_ttl(&self) -> Option<u32> {
        self.domain.dns.as_ref().and_then(|it| it.switch_ttl).map(|it| seconds(it.value))
    }

    /// Sets the time of all that leads names of ours to a server; without one, back to what it was.
    fn set_ttl(&mut self, to: Option<u32>, doing: &mut Doing) {
        let before = sets(&self.known.records);
        for name in self.names.ours.iter().map(|it| (*it).to_owned()) {
            let known: Vec<(String, String)> = self.keys_of(&name).filter(|it| ADDRESSES.contains(&it.1.as_str())).cloned().collect();
            let is_unknown = known.is_empty() && !self.is_whole();
            for key in known.into_iter().chain(is_unknown.then(|| (name.clone(), "A".to_owned()))) {
                let old = before.get(&key).and_then(|it| it.ttl).unwrap_or(self.ttl);
                if to.is_some_and(|it| old <= it) {
                    continue;
                }
                let set = self.sets.get(&key).cloned().unwrap_or_default();
                self.put(key, Set { ttl: Some(to.unwrap_or(old)), ..set }, doing);
            }
        }
    }

    /// Leads every name of ours to our servers: no other address stays, for its visitors would come to the old one.
    fn move_names(&mut self, doing: &mut Doing) {
        let ttl = self.switch_ttl().filter(|_| self.at(Node::TtlLowered(self.name.to_owned())).is_some()).unwrap_or(self.ttl);
        let known = self.known;
        let others = known.edge.iter().filter(|it| !it.is_for_all && !self.names.kept.contains(it.record.name.as_str()));
        let named: BTreeSet<String> = others.map(|it| it.record.name.clone()).collect();
        let ours: BTreeSet<String> = self.names.ours.iter().map(|it| (*it).to_owned()).chain(named).collect();
        for name in ours {
            let is_ours = self.names.ours.contains(name.as_str());
            let records: Vec<&Record> = known.edge_of(&name, is_ours).collect();
            let mut new: BTreeMap<String, Set> = BTreeMap::new();
            for record in &records {
                // A name that is not ours is not lowered before, and not restored behind.
                let usual = || self.sets.get(&(name.clone(), record.kind.clone())).and_then(|it| it.ttl).unwrap_or(self.ttl);
                let ttl = if is_ours { ttl } else { usual() };
                let set = new.entry(record.kind.clone()).or_insert_with(|| Set { ttl: Some(ttl), ..Set::default() });
                set.values.insert(record.data.clone(), record.span);
            }
            if records.iter().any(|it| is_address(it)) {
                self.take_addresses(&name, |kind| !new.contains_key(kind), doing);
            }
            for (kind, set) in new {
                self.put((name.clone(), kind), set, doing);
            }
        }
    }

    /// Takes away what leads `name` to servers, of the types that `is_old` names. Where the zone is not known, an address of
    /// either family may be there.
    fn take_addresses(&mut self, name: &str, is_old: impl Fn(&str) -> bool, doing: &mut Doing) {
        for kind in ADDRESSES.into_iter().filter(|it| is_old(it)) {
            let key = (name.to_owned(), kind.to_owned());
            let is_possible = !self.is_whole() && matches!(kind, "A" | "AAAA") && !self.ours.contains(&key);
            if self.sets.contains_key(&key) || is_possible {
                self.take(key, doing);
            }
        }
    }

    fn hand_over(&mut self, kind: ChangeKind, doing: &mut Doing) {
        let Some(dns) = &self.domain.dns else { return };
        let next = dns.next_provider.as_ref().map_or("the next provider", |it| it.value.as_str());
        let name = self.name;
        let look = |kind: &str, expect: Expect| Look { command: format!("dig +noall +answer {} {kind}", quoted(name)), expect };
        if kind == ChangeKind::RemoveDs {
            let registrar = self.domain.registrar.as_ref().map_or("the registrar", |it| it.value.as_str());
            let wait = dns.ds_ttl.map_or(DS_TTL, |it| it.value);
            doing.lines.push(format!(
                "At {registrar}: take the DS record of {name} away, and wait {wait} before anything else: so long resolvers keep it."
            ));
            doing.looks.push(look("DS", Expect::Lines(Vec::new())));
            return;
        }
        doing.lines.push(format!("Copy the whole zone of {name} to {next}, and see that its servers answer as the old ones do."));
        match dns.handover.map(|it| it.value) {
            Some(Handover::DoubleSign) => {
                doing.lines.push("Both providers publish both DNSKEY sets, and both DS records stand at the registry, until the longest TTL has passed (RFC 8901).".into());
            }
            Some(Handover::Unsign) => doing.lines.push(format!("Once {next} signs, set its DS record.")),
            None => {}
        }
        doing.lines.push(format!("At the registrar: name the servers of {next}."));
        doing.looks.push(look("NS", Expect::Words(format!("the servers of {next} and no other"))));
    }

    fn delete(&mut self, word: &str, doing: &mut Doing) {
        let known = self.known;
        for ending in known.ends.iter().filter(|it| !it.is_edge) {
            let milestone = &ending.ends.value;
            let key = (ending.record.name.clone(), ending.record.kind.clone());
            let Some(set) = self.sets.get(&key).filter(|it| it.values.contains_key(&ending.record.data)) else { continue };
            if word != format!("delete-{}-{}", file_name(&milestone.region), file_name(&milestone.name)) {
                continue;
            }
            let mut rest = set.clone();
            rest.values.remove(&ending.record.data);
            match rest.values.is_empty() {
                true => self.take(key, doing),
                false => self.put(key, rest, doing),
            }
        }
    }

    /// Lets the names go: nothing leads to a server any more, and nobody sends mail or gets a certificate in their name.
    fn let_go(&mut self, doing: &mut Doing) {
        for name in self.names.ours.iter().map(|it| (*it).to_owned()) {
            self.take_addresses(&name, |_| true, doing);
        }
        if self.is_shared() {
            doing.lines.push(format!("{} stay as they are: they are independent.", self.kept()));
            return;
        }
        self.refuse_sending(doing);
        self.refuse_mail(doing);
        let nobody = Set { ttl: Some(self.ttl), values: BTreeMap::from([("0 issue \";\"".to_owned(), self.domain.span)]) };
        self.put((self.name.to_owned(), "CAA".to_owned()), nobody, doing);
        doing.lines.push("Delete what else still leads to servers that are let go, before they are.".into());
    }

    fn kept(&self) -> String {
        self.names.kept.iter().copied().collect::<Vec<_>>().join(", ")
    }

    fn keys_of<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s (String, String)> {
        let name = name.to_owned();
        self.sets.range((name.clone(), String::new())..).map(|it| it.0).take_while(move |it| it.0 == name)
    }

    /// Sets the records of a name and type.
    fn put(&mut self, key: (String, String), set: Set, doing: &mut Doing) {
        let before = self.sets.get(&key).cloned();
        self.ours.insert(key.clone());
        if before.as_ref() == Some(&set) {
            return;
        }
        let is_known = self.is_whole() || before.is_some();
        doing.edit(Edit { name: key.0.clone(), kind: key.1.clone(), before, is_known, after: Some(set.clone()), keeps_others: false });
        // Without a value only the time of what is there is known.
        if !set.values.is_empty() {
            self.sets.insert(key, set);
        }
    }

    /// Takes all records of a name and type away.
    fn take(&mut self, key: (String, String), doing: &mut Doing) {
        let before = self.sets.remove(&key);
        self.ours.insert(key.clone());
        let is_known = self.is_whole() || before.is_some();
        doing.edit(Edit { name: key.0, kind: key.1, before, is_known, after: None, keeps_others: false });
    }

    /// Sets one text of a name in place of those that begin alike. Others stay at the domain's own name, known or not.
    fn amend(&mut self, name: &str, prefix: &str, (text, span): (&str, Span), doing: &mut Doing) {
        let key = (name.to_owned(), "TXT".to_owned());
        let before = self.sets.get(&key).cloned();
        let mut set = before.clone().unwrap_or_else(|| Set { ttl: Some(self.ttl), ..Set::default() });
        let is_alike = |it: &str| unquoted(it).trim_start().get(..prefix.len()).is_some_and(|it| it.eq_ignore_ascii_case(prefix));
        set.values.retain(|it, _| !is_alike(it));
        set.values.insert(format!("\"{text}\""), span);
        self.ours.insert(key.clone());
        let is_same = before.as_ref().is_some_and(|it| it.values.keys().eq(set.values.keys()));
        if !is_same {
            let keeps_others = name == self.name && !self.is_whole();
            let is_known = self.is_whole();
            doing.edit(Edit { name: key.0.clone(), kind: key.1.clone(), before, is_known, after: Some(set.clone()), keeps_others });
        }
        self.sets.insert(key, set);
    }

    /// Returns the look at what an edit brings about, at a server of the zone itself: no cache stands between.
    fn look(&self, edit: &Edit) -> Look {
        let server = match self.sets.get(&(self.name.to_owned(), "NS".to_owned())).and_then(|it| it.values.keys().next()) {
            Some(server) => quoted(&format!("@{server}")),
            None => format!("@$(dig +short {} NS | head -n 1)", quoted(self.name)),
        };
        let command = format!("dig +noall +answer {server} {} {}", quoted(&edit.name), quoted(&edit.kind));
        let Some(set) = &edit.after else { return Look { command, expect: self.nothing(edit) } };
        let ttl = set.ttl.unwrap_or(self.ttl);
        let lines: Vec<String> = set.values.keys().map(|it| format!("{}. {ttl} IN {} {it}", edit.name, edit.kind)).collect();
        let expect = match (lines.is_empty() || !SHOWN.contains(&edit.kind.as_str()), edit.keeps_others) {
            (true, _) => Expect::Ttl(ttl),
            (false, true) => Expect::Among(lines),
            (false, false) => Expect::Lines(lines),
        };
        Look { command, expect }
    }

    /// Returns what is seen where a name has no record of a type: its alias, if it has one.
    fn nothing(&self, edit: &Edit) -> Expect {
        let alias = self.sets.get(&(edit.name.clone(), "CNAME".to_owned()));
        let lines = alias.into_iter().flat_map(|set| {
            let ttl = set.ttl.unwrap_or(self.ttl);
            set.values.keys().map(move |it| format!("{}. {ttl} IN CNAME {it}", edit.name))
        });
        let lines: Vec<String> = lines.collect();
        if lines.is_empty() { Expect::Lines(lines) } else { Expect::Among(lines) }
    }
}

/// When a change is due.
struct Due {
    kind: ChangeKind,
    name: String,
    from: Option<Timestamp>,
    until: Option<Timestamp>,
}

/// A change in the making.
#[derive(Default)]
struct Doing {
    edits: Vec<Edit>,
    lines: Vec<String>,
    looks: Vec<Look>,
}

impl Doing {
    /// Adds an edit; a second one of the same name and type goes on from the first.
    fn edit(&mut self, edit: Edit) {
        match self.edits.iter_mut().find(|it| it.name == edit.name && it.kind == edit.kind) {
            Some(first) => first.after = edit.after,
            None => self.edits.push(edit),
        }
    }
}

/// Returns records by name and type.
fn sets(records: &[Record]) -> Sets {
    let mut sets = Sets::new();
    for record in records {
        let set = sets.entry((record.name.clone(), record.kind.clone())).or_default();
        // Records of one name and type are kept equally long (RFC 2181 section 5.2).
        set.ttl = set.ttl.max(record.ttl);
        set.values.insert(record.data.clone(), record.span);
    }
    sets
}

/// Returns the certificates that hold names in each domain.
fn certificates(graph: &Graph) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut below: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (certificate, it) in &graph.certificates {
        let names = it.names.iter().flatten().map(|it| it.value.strip_prefix("*.").unwrap_or(&it.value));
        let domains = names.filter_map(|it| order::domain_of(graph, it));
        for domain in domains {
            below.entry(domain).or_default().insert(certificate);
        }
    }
    below
}

/// Returns when the last site on names of ours is let go; `None` where one never is, or none is dated.
fn let_go(graph: &Graph, names: &Names) -> Option<Timestamp> {
    let sites = names.hosts.iter().flat_map(|it| graph.sites.on(it));
    let ends = sites.map(|it: &Site| {
        let region: &Region = graph.region_of(it);
        Life::of(region, timeline::zone(graph, it)).let_go
    });
    ends.collect::<Option<Vec<_>>>()?.into_iter().max()
}

/// Returns a name as part of a file's name.
fn file_name(name: &str) -> String {
    name.chars().map(|it| if it.is_ascii_alphanumeric() || it == '-' { it } else { '-' }).collect()
}

fn seconds(duration: Duration) -> u32 {
    u32::try_from(duration.nominal_seconds()).unwrap_or(u32::MAX)
}
