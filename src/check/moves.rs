//! What the rules on services share: the moves to judge, when they are done, and the number that they are held against.

use crate::diag::Diagnostic;
use crate::model::graph::time::Instants;
use crate::model::graph::{Graph, MilestoneRef, Region, Service};
use crate::model::spec::service::{Move, ServiceKind};
use crate::source::Located;

/// A service of a region that closes, and what becomes of it; what was refused in part is not among them.
pub struct Moving<'g> {
    pub region: &'g Region,
    pub service: &'g Service,
    pub kind: ServiceKind,
    pub movement: Move,
}

impl<'g> Moving<'g> {
    /// Tells whether customers' own is carried over, not only the way to it.
    pub fn is_carried(&self) -> bool {
        matches!(self.movement, Move::Transfer | Move::Reissue)
    }

    /// Returns what a finding is about.
    pub fn subject(&self) -> String {
        format!("{}.services.{}", self.region.id, self.service.name)
    }

    /// Returns the instants of a milestone by the region's clock.
    pub fn instants(&self, graph: &Graph, name: Option<&Located<MilestoneRef>>) -> Option<Instants> {
        graph.find_milestone(&name?.value)?.instants(self.region.zone.as_ref()?)
    }
}

/// Returns every service that a closing store has, by region and name.
pub fn moves(graph: &Graph) -> impl Iterator<Item = Moving<'_>> {
    let whole = move |it: &&Service| !graph.is_damaged(it.span);
    let all = graph.retiring().flat_map(move |region| region.services.values().filter(whole).map(move |it| (region, it)));
    all.filter_map(|(region, service)| {
        let (kind, movement) = (service.kind.as_ref()?.value, service.movement.as_ref()?.value);
        (movement != Move::None).then_some(Moving { region, service, kind, movement })
    })
}

/// Adds the place where a number of the policy was written, if it was.
pub fn cite(graph: &Graph, key: &str, finding: Diagnostic) -> Diagnostic {
    graph.policy.written.get(key).into_iter().fold(finding, |finding, span| finding.label(*span, "asked for here"))
}
