//! The switches: what each stage changes, and what is installed for it.

use super::super::timeline::{self, Life};
use super::{Steps, Whose, blank, concerns, list, probes, zone_name};
use crate::model::graph::order::Node;
use crate::model::graph::time;
use crate::model::graph::{Host, MilestoneRef, PlainRedirects, Region, Site};
use crate::model::plan::rollback::{Install, Rollback, Server};
use crate::model::plan::step::{Role, Undo};
use crate::model::plan::{Cause, Stage};
use crate::model::spec::milestone::{Gate, MilestoneKind};
use crate::source::Located;
use jiff::Timestamp;
use std::collections::BTreeSet;

impl Steps<'_> {
    pub(super) fn of_stages(&mut self, stages: &[Stage], rollbacks: &[Rollback]) {
        for (rank, stage) in stages.iter().enumerate() {
            let Some(since) = stage.since else { continue };
            let changes: Vec<Change> = stage.causes.iter().flat_map(|it| self.changes(it, since)).collect();
            let leading = stage.causes.iter().find(|it| it.changes_state).or(stage.causes.first());
            let Some(region) = leading.and_then(|it| self.graph.regions.get(&it.region)) else { continue };
            let owners: BTreeSet<String> =
                stage.causes.iter().filter_map(|it| self.graph.regions.get(&it.region)).map(|it| self.whose(it).owner).collect();
            let whose = self.whose(region);
            let zone = leading.and_then(|it| self.changes(it, since).into_iter().find_map(|it| it.zone)).unwrap_or(whose.zone);
            let whose = Whose { owner: owners.into_iter().collect::<Vec<_>>().join(", "), zone, region: whose.region };
            let causes: Vec<String> = stage.causes.iter().map(|it| format!("{}/{}", it.region, it.event)).collect();
            let mut step = blank(&format!("switch/{}", stage.name), &format!("Switch: {}", causes.join(", ")), whose);
            let hosts: BTreeSet<&str> = changes.iter().flat_map(|it| it.hosts.iter().map(String::as_str)).collect();
            step.how = changes.iter().map(|it| it.line.clone()).collect();
            step.how.extend(hosts.iter().flat_map(|it| self.targets_of(it, &stage.name, stage.since)));
            let sites: BTreeSet<(&str, &str)> =
                changes.iter().flat_map(|it| it.sites.iter().map(|(host, url)| (host.as_str(), url.as_str()))).collect();
            step.check = sites.iter().map(|(host, url)| self.curl(host, url, since)).collect();
            step.check.push(probes(&stage.name));
            step.otherwise = vec![
                format!(
                    "For a URL that differs type cutover ask URL --at {}: it names the rule that answers, and where that is written.",
                    time::utc(since)
                ),
                format!("Go back as rollback/{}/rollback.md says, unless the fault can be mended within the night.", stage.name),
            ];
            step.undo = rollbacks.get(rank.wrapping_sub(1)).map_or(Undo::Nothing, |it| self.back(it, stages));
            step.roles = concerns(&[Role::Seo, Role::Support]);
            step.from = Some(since);
            step.stage = Some(stage.name.clone());
            let regions = stage.causes.iter().map(|it| ((it.region.clone(), since), step.id.clone()));
            self.switches.extend(regions);
            self.add(Some(&Node::Switch(since)), step);
        }
    }

    /// Says how one goes back behind a switch.
    fn back(&self, rollback: &Rollback, stages: &[Stage]) -> Undo {
        let (stage, before) = (&stages[rollback.stage], &stages[rollback.stage - 1]);
        let kind = |it: &Cause| self.graph.regions.get(&it.region)?.milestones.get(&it.event)?.kind;
        if stage.causes.iter().all(|it| kind(it) == Some(MilestoneKind::DomainRelease)) {
            return Undo::Never("the names are let go: they belong to whoever comes next".into());
        }
        let install = |it: &Install| match &it.folder {
            Some(folder) => format!("On {}: install {folder} again, and reload ({}).", it.target, list(&it.hosts)),
            None => {
                format!("On {}: take out what stages/{}/{}/ holds; at {} it is not used.", it.target, stage.name, it.target, before.name)
            }
        };
        let server = |it: &Server| format!("See that {} runs: it serves {} again.", it.address, it.serves);
        let mut lines: Vec<String> = rollback.installs.iter().map(install).chain(rollback.servers.iter().map(server)).collect();
        lines.extend(rollback.reopened.iter().cloned());
        if lines.is_empty() {
            return Undo::Nothing;
        }
        lines.push(format!("What stays all the same, and how one sees that it took: rollback/{}/rollback.md.", stage.name));
        Undo::By(lines)
    }

    /// Says what one cause of a switch changes, for the sites whose clock has come to it.
    fn changes(&self, cause: &Cause, since: Timestamp) -> Vec<Change> {
        let Some(region) = self.graph.regions.get(&cause.region) else { return Vec::new() };
        let milestone = region.milestones.get(&cause.event);
        let is_here = |it: &&Site| {
            let zone = timeline::zone(self.graph, it);
            milestone.zip(zone).and_then(|(it, zone)| it.instants(zone)).is_none_or(|it| it.switch == since)
        };
        let sites: Vec<&Site> = self.graph.sites_of(&region.id).filter(is_here).collect();
        let mut lines = vec![match milestone {
            None => format!(
                "{}: redirects that began at {} are answered as permanent from now on.",
                region.name,
                cause.event.trim_end_matches("-trial-end")
            ),
            Some(milestone) => self.meaning(region, milestone.kind, &milestone.name),
        }];
        lines.extend(milestone.and_then(|it| it.gate.as_ref()).map(|it| gate(region, it)));
        for site in sites.iter().filter(|_| cause.changes_state) {
            let life = Life::of(region, timeline::zone(self.graph, site));
            let (was, is) = (life.state(Some(since - jiff::SignedDuration::from_nanos(1))), life.state(Some(since)));
            lines.extend((was != is).then(|| format!("{}: {} becomes {}.", site.url(), was.word(), is.word())));
        }
        let hosts: BTreeSet<String> = sites.iter().map(|it| it.host.clone()).chain(self.hosts_with_default(region, &cause.event)).collect();
        let urls: Vec<(String, String)> = sites.iter().map(|it| (it.host.clone(), it.url())).collect();
        let zone = sites.first().and_then(|it| timeline::zone(self.graph, it)).map(|it| zone_name(Some(it)));
        let mut changes: Vec<Change> =
            lines.into_iter().map(|line| Change { line, zone: zone.clone(), hosts: BTreeSet::new(), sites: Vec::new() }).collect();
        changes[0].hosts = hosts;
        changes[0].sites = urls;
        changes
    }

    fn hosts_with_default(&self, region: &Region, event: &str) -> Vec<String> {
        let begins =
            |it: &&Host| it.default.as_ref().and_then(|it| it.since.as_ref()).is_some_and(|it| it.region == region.id && it.name == event);
        self.graph.hosts.values().filter(begins).map(|it| it.name.clone()).collect()
    }

    /// Says what a milestone does: to the shop, to rules, and to services.
    fn meaning(&self, region: &Region, kind: Option<MilestoneKind>, name: &str) -> String {
        let what = match kind {
            Some(MilestoneKind::Announce) => "the closing is announced; responses say so in their headers",
            Some(MilestoneKind::Migrate) => "the move begins",
            Some(MilestoneKind::SalesStop) => "sales stop; the shop takes no orders from now on",
            Some(MilestoneKind::Freeze) => "entitlements are frozen",
            Some(MilestoneKind::Restore) => "entitlements are restored",
            Some(MilestoneKind::Sunset) => "the store goes dark; redirects and defaults answer",
            Some(MilestoneKind::AppDelist) => "app stores stop offering the app",
            Some(MilestoneKind::AppSunset) => "the app stops working",
            Some(MilestoneKind::AppLinksEnd) => "links of the app are looked after no longer",
            Some(MilestoneKind::RedirectsEnd) => "redirects end; what is left is gone (410)",
            Some(MilestoneKind::DomainRelease) => "the domain is let go",
            None => "a date whose kind is not written",
        };
        let own = |it: &Option<Located<MilestoneRef>>| it.as_ref().is_some_and(|it| it.region == region.id && it.name == name);
        let plain = |name: fn(&PlainRedirects) -> &Option<Located<MilestoneRef>>| {
            region.rows.iter().filter(|it| own(name(it))).map(PlainRedirects::count).sum::<usize>()
        };
        let begin = region.redirects.iter().filter(|it| own(&it.since)).count() + plain(|it| &it.since);
        let end = region.redirects.iter().filter(|it| own(&it.until)).count() + plain(|it| &it.until);
        let mut more = String::new();
        if begin + end > 0 {
            more = format!(" Rules that begin: {begin}; that end: {end}.");
        }
        format!("{}: {name}: {what}.{more}", region.name)
    }
}

/// Says what must have been seen before a switch that cannot be undone.
fn gate(region: &Region, gate: &Gate) -> String {
    let or = |it: &Option<Located<String>>, unsaid: &str| it.as_ref().map_or_else(|| unsaid.to_owned(), |it| it.value.clone());
    let (owner, check) = (or(&gate.owner, "a team that is not written"), or(&gate.check, "what is to be verified is not written"));
    let at = gate.at.as_ref().map_or_else(String::new, |it| format!(", at {}", it.value));
    format!("{}: this cannot be undone. Go on only once {owner} has verified{at}: {check}.", region.name)
}

/// What one cause of a switch changes.
struct Change {
    line: String,
    /// The clock of its first site.
    zone: Option<String>,
    hosts: BTreeSet<String>,
    /// Hosts and URLs.
    sites: Vec<(String, String)>,
}
