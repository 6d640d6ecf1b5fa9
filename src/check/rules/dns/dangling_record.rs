//! `dns/dangling-record`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::name::domain_end;
use crate::model::graph::zone::Zone;
use crate::model::graph::{Graph, order, time};
use crate::model::spec::zone::Record;
use jiff::Timestamp;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A record still leads to something that is let go.
    ///
    /// ## Why it matters
    ///
    /// Whoever takes the name, the bucket or the address next answers in the store's name, with its certificate and its
    /// cookies. The record is deleted first, and then what it leads to.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// dns = { ttl = "300 s" }
    /// edge = [{ type = "A", value = "192.0.2.20", ends = "sunset" }]
    /// ```
    ///
    /// ## What to do
    ///
    /// Lead the name to something that lasts as long as the name does, or delete the record before: one of `records` that
    /// `ends` is deleted by the runbook.
    "dns/dangling-record" Error
}

/// Reports records that outlive what they lead to.
pub fn run(graph: &Graph, report: &mut Report) {
    for (domain, written) in graph.domains.iter().filter(|(_, it)| !order::is_kept(graph, it) && !graph.is_damaged(it.span)) {
        let Some(zone) = graph.zones.get(domain) else { continue };
        let region = order::region_at(graph, written.span).map_or("", |it| it.id.as_str());
        let mine = Mine { graph, domain, zone };
        for finding in mine.ended().into_iter().chain(mine.released()).chain(mine.missing()) {
            report.push(finding.about(format!("{region}.domains.{domain}")));
        }
    }
}

struct Mine<'g> {
    graph: &'g Graph,
    domain: &'g str,
    zone: &'g Zone,
}

impl Mine<'_> {
    /// Tells whether the domain is there for longer than until `at`.
    fn outlives(&self, at: Timestamp) -> bool {
        domain_end(self.graph, self.domain).is_none_or(|end| at < end)
    }

    /// Returns what our names lead to and ends before they do.
    fn ended(&self) -> Vec<Diagnostic> {
        let finding = |ending: &crate::model::graph::zone::Ending| {
            let name = &ending.ends.value;
            let milestone = self.graph.find_milestone(name)?;
            let zone = self.graph.regions.get(&name.region)?.zone.as_ref()?;
            let at = milestone.instants(zone)?.switch;
            let record = &ending.record;
            let message =
                format!("`{}` leads to `{}` for longer than that is there: until {}", record.name, record.data, time::local(at, zone));
            let finding = Diagnostic::new(&CODE, ending.ends.span, "ends with this", message).label(milestone.place(), "which is then");
            self.outlives(at).then(|| finding.help("lead the name to something that stays, or let it last as long as the name does"))
        };
        self.zone.ends.iter().filter(|it| it.is_edge).filter_map(finding).collect()
    }

    /// Returns records that lead to a name of another domain of the workspace that is let go before.
    fn released(&self) -> Vec<Diagnostic> {
        let all = self.zone.records.iter().chain(self.zone.edge.iter().map(|it| &it.record));
        let deleted: BTreeSet<&Record> = self.zone.ends.iter().map(|it| &it.record).collect();
        let finding = |record: &Record| {
            let target = target(record)?;
            let other = order::domain_of(self.graph, target).filter(|it| *it != self.domain)?;
            let end = domain_end(self.graph, other).filter(|it| self.outlives(*it))?;
            let message = format!("`{}` leads to `{target}`, and `{other}` is let go at {}", record.name, time::utc(end));
            let finding = Diagnostic::new(&CODE, record.span, "outlives it", message);
            let finding = finding.label(self.graph.domains[other].span, "is let go before");
            Some(finding.help("lead the name elsewhere, or write `ends` beside the record: it is then deleted in time"))
        };
        all.filter(|it| !deleted.contains(it)).filter_map(finding).collect()
    }

    /// Returns records of a whole zone that lead to a name in it that is not there.
    fn missing(&self) -> Vec<Diagnostic> {
        if self.zone.file.is_none() {
            return Vec::new();
        }
        let there: BTreeSet<&str> = self.zone.records.iter().map(|it| it.name.as_str()).collect();
        let delegated: BTreeSet<&str> = self.zone.records.iter().filter(|it| it.kind == "NS").map(|it| it.name.as_str()).collect();
        // What lies below a wildcard or a delegation is answered by it.
        let is_covered = |name: &str| {
            let parents =
                name.match_indices('.').map(|(at, _)| &name[at + 1..]).take_while(|it| *it != self.domain && it.ends_with(self.domain));
            let mut parents = parents.chain([self.domain]);
            parents.any(|it| there.contains(format!("*.{it}").as_str()) || (it != self.domain && delegated.contains(it)))
        };
        let is_inside = |it: &str| it == self.domain || it.strip_suffix(self.domain).is_some_and(|it| it.ends_with('.'));
        let finding = |record: &Record| {
            let target = target(record).map(str::to_ascii_lowercase)?;
            let is_missing = is_inside(&target) && !there.contains(target.as_str()) && !is_covered(&target);
            let message = format!("`{}` leads to `{target}`, which the zone does not have", record.name);
            let finding = Diagnostic::new(&CODE, record.span, "leads nowhere", message);
            is_missing.then(|| finding.help("delete the record, or add what it leads to"))
        };
        self.zone.records.iter().filter_map(finding).collect()
    }
}

/// Returns the name that a record leads to, without a dot at its end.
fn target(record: &Record) -> Option<&str> {
    let word = match record.kind.as_str() {
        "CNAME" | "ALIAS" | "NS" => 0,
        "MX" | "HTTPS" | "SVCB" => 1,
        "SRV" => 3,
        _ => return None,
    };
    record.data.split(' ').nth(word)?.strip_suffix('.').filter(|it| !it.is_empty())
}
