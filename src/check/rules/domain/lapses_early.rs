//! `domain/lapses-early`

use crate::check::held::{self, Held};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Region};
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::DayOrForever;
use crate::source::Span;
use jiff::civil::Date;

crate::diag::code! {
    /// The domain is paid for until a day on which its links still redirect, and nothing renews it.
    ///
    /// ## Why it matters
    ///
    /// On the day behind it anyone can register the name, with every link in old mail and every bookmark leading to them.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// registered-until = 2026-06-30
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Let it renew itself and write `auto-renew = true`, or pay for as long as its links redirect.
    "domain/lapses-early" Error
}

/// Reports domains whose registration ends before their redirects, or before the day until which they are kept.
pub fn run(graph: &Graph, report: &mut Report) {
    for held in held::domains(graph).iter().filter(|it| !graph.is_damaged(it.domain.span)) {
        let Some(paid) = held.domain.registered_until.filter(|_| !held.domain.auto_renew.is_some_and(|it| it.value)) else { continue };
        let Some(need) = need(held).filter(|it| it.last.is_none_or(|last| paid.value.0 < last)) else { continue };
        let until = need.last.map_or_else(|| "for good".to_owned(), |it| format!("until {it}"));
        let message = format!("`{}` is paid for until {}, and {} {until}", held.name, paid.value.0, need.what);
        let finding = Diagnostic::new(&CODE, paid.span, "lapses then", message);
        let finding = need.span.into_iter().fold(finding, |finding, it| finding.label(it, "needed for so long"));
        let help = match held.domain.auto_renew {
            Some(_) => "let it renew itself and write `auto-renew = true`, or pay for longer",
            None => "add `auto-renew = true` if it renews itself, or pay for longer",
        };
        report.push(finding.help(help).about(format!("{}.registered-until", held.subject(graph))));
    }
}

/// For how long a name is needed.
struct Need {
    /// `None` where nothing ends it.
    last: Option<Date>,
    span: Option<Span>,
    what: &'static str,
}

/// Returns what needs the domain the longest; `None` where that is not known.
fn need(held: &Held) -> Option<Need> {
    let redirects = held.regions.values().filter(|it| it.is_dated).map(|it| redirects(it));
    let kept = held.domain.retain.map(|it| {
        let last = match it.value {
            DayOrForever::Day(day) => Some(day),
            DayOrForever::Forever => None,
        };
        Need { last, span: Some(it.span), what: "is to be kept" }
    });
    // For ever is later than any day.
    redirects.chain(kept).max_by_key(|it| (it.last.is_none(), it.last))
}

fn redirects(region: &Region) -> Need {
    let what = "its links redirect";
    let Some(end) = region.of_kind(MilestoneKind::RedirectsEnd) else { return Need { last: None, span: None, what } };
    let zone = region.zone.clone();
    let day = zone.and_then(|zone| Some(end.instants(&zone)?.switch.to_zoned(zone).date()));
    Need { last: day, span: Some(end.never.as_ref().map_or(end.place(), |it| it.span)), what }
}
