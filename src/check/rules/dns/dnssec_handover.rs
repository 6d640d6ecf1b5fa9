//! `dns/dnssec-handover`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, order};
use crate::model::spec::table::Table;

crate::diag::code! {
    /// A signed zone changes its provider, and nobody says how its signature gets there.
    ///
    /// ## Why it matters
    ///
    /// While the registry's DS record names the old provider's key, whatever the new one answers is refused by every
    /// resolver that validates: the domain vanishes for hours, mail and all. Either the DS record goes first, and a DS
    /// TTL passes, or both providers sign with both keys for a while (RFC 6781 section 4.3.5, RFC 8901).
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [domains."po.co"]
    /// retain = "forever"
    /// owner = "domains@mi.example"
    /// budget = "store-global"
    /// mail = { then = "keep" }
    /// dns = { provider = "example-dns", dnssec = true, next-provider = "other-dns", next-since = "migrate" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `handover = "unsign"` (the DS record goes, a day passes, then the zone moves) or `handover = "double-sign"`;
    /// for a zone that is not signed, `dnssec = false`.
    "dns/dnssec-handover" Warning
}

/// Reports zones that change hands without a word on their signature.
pub fn run(graph: &Graph, report: &mut Report) {
    for (name, domain) in graph.domains.iter().filter(|(_, it)| !order::is_kept(graph, it) && !graph.is_damaged(it.span)) {
        let Some(dns) = &domain.dns else { continue };
        let Some(next) = dns.next_provider.as_ref().filter(|_| !dns.holds("handover") && dns.open("handover").is_none()) else { continue };
        let file = graph.zones.get(name).into_iter().flat_map(|it| &it.records);
        let key = file.filter(|it| it.kind == "DNSKEY").map(|it| it.span).next();
        let (state, signed) = match dns.dnssec {
            Some(it) if !it.value && key.is_none() => continue,
            Some(it) if it.value => ("is signed", Some(it.span)),
            _ if key.is_some() => ("is signed", key),
            _ if dns.open("dnssec").is_some() => continue,
            _ => ("may be signed", None),
        };
        let message = format!("`{name}` {state}, and moves to `{}` without a word on its keys", next.value);
        let finding = Diagnostic::new(&CODE, next.span, "takes over", message);
        let finding = signed.into_iter().fold(finding, |finding, it| finding.label(it, "signed today"));
        let help = match signed {
            Some(_) => "write `handover = \"unsign\"` or `handover = \"double-sign\"`",
            None => "write `dnssec = false` if it is not signed, else `handover = \"unsign\"`",
        };
        let region = order::region_at(graph, domain.span).map_or("", |it| it.id.as_str());
        report.push(finding.help(help).about(format!("{region}.domains.{name}.dns")));
    }
}
