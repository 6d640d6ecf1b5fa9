//! `svc/legacy-data-fate`

use crate::check::moves::{Moving, moves};
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::Graph;
use crate::model::spec::service::{Move, ServiceKind};
use crate::model::spec::table::{Table, unwritten};
use std::collections::BTreeMap;

crate::diag::code! {
    /// It is not said what becomes of customers' data in the old store, or consent is carried over.
    ///
    /// ## Why it matters
    ///
    /// Moving a copy empties nothing: the old store still holds names, orders and addresses. Some must be kept for a time,
    /// all are erased one day, and until then customers can have a copy. Consent and cookies were given to the old store
    /// alone; the successor asks anew. What the law asks of whom is counsel's to say.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [services.addresses]
    /// move = "transfer"
    /// to = "xiaomi/identity"
    /// since = "migrate"
    /// until = "services-done"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write three dates for each service that holds personal data, and end consent instead of moving it:
    ///
    /// ```text
    /// old-data = { export-until = 2024-12-30, keep-until = 2030-12-31, erase-on = 2031-01-31 }
    /// ```
    "svc/legacy-data-fate" Warning
}

const KEYS: [&str; 3] = ["export-until", "keep-until", "erase-on"];

/// Reports, once a region, the services whose old data have no stated end; and data that are erased too early.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut regions: BTreeMap<&str, Vec<(Moving, Vec<&str>)>> = BTreeMap::new();
    for it in moves(graph).filter(|it| is_personal(it.kind)) {
        let written = &it.service.written;
        let missing = unwritten(written.old_data.as_ref().map(|it| &it.value), &KEYS);
        order(&it, report);
        consent(&it, report);
        if !missing.is_empty() && written.open("old-data").is_none() {
            regions.entry(&it.region.id).or_default().push((it, missing));
        }
    }
    for (region, open) in regions {
        let names: Vec<&str> = open.iter().map(|(it, _)| it.service.name.as_str()).collect();
        let message = format!("nothing says what becomes of the old store's data of {}", listed(&names));
        let mut labels = open.iter().map(|(it, missing)| {
            let place = it.service.written.old_data.as_ref().map_or(it.service.span, |it| it.span);
            (place, if missing.len() == KEYS.len() { "kept until when?".to_owned() } else { format!("does not say {}", listed(missing)) })
        });
        let Some((place, label)) = labels.next() else { continue };
        let finding = labels.fold(Diagnostic::new(&CODE, place, label, message), |finding, (place, label)| finding.label(place, label));
        let help = "write `old-data = { export-until = …, keep-until = …, erase-on = … }` for each";
        report.push(finding.help(help).about(format!("{region}.services")));
    }
}

/// Tells whether the old store knows people by it.
fn is_personal(kind: ServiceKind) -> bool {
    use ServiceKind::{Accounts, Addresses, AfterSales, Consent, Feedback, OpenOrders, Orders, Returns};
    matches!(kind, Accounts | Addresses | AfterSales | Consent | Feedback | OpenOrders | Orders | Returns)
}

/// What must be kept, or can still be had, is not erased.
fn order(it: &Moving, report: &mut Report) {
    let Some(data) = &it.service.written.old_data else { return };
    let Some(erased) = &data.erase_on else { return };
    let held = [(&data.keep_until, "must be kept until then"), (&data.export_until, "can be had until then")];
    for (until, label) in held.into_iter().filter_map(|(until, label)| Some((until.as_ref()?, label))) {
        if erased.value <= until.value {
            let message =
                format!("the old data of `{}` are erased on {}, and wanted until {}", it.service.name, erased.value.0, until.value.0);
            let finding = Diagnostic::new(&CODE, erased.span, "erased too early", message).label(until.span, label);
            report.push(finding.help("let `erase-on` come after it").about(it.subject()));
        }
    }
}

fn consent(it: &Moving, report: &mut Report) {
    let Some(movement) = it.service.movement.as_ref().filter(|_| it.kind == ServiceKind::Consent && it.movement != Move::End) else {
        return;
    };
    let message = format!("`{}` is carried over; it was given to this store alone", it.service.name);
    let finding = Diagnostic::new(&CODE, movement.span, "asked anew instead", message);
    report.push(finding.help("write `move = \"end\"`, and let the successor ask").about(it.subject()));
}
