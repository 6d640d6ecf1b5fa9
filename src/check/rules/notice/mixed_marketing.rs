//! `notice/mixed-marketing`

use super::fact_mismatch::host_of;
use crate::check::{phrase, wording};
use crate::diag::{Diagnostic, Report, listed};
use crate::model::graph::{Graph, Region, order, time};
use crate::model::plan::Plan;
use crate::model::spec::notice::{Channel, Notices};
use crate::source::Located;
use jiff::civil::Date;
use jiff::tz::TimeZone;

crate::diag::code! {
    /// A notice sells something, cannot be told from a forged one, or cannot be refused.
    ///
    /// ## Why it matters
    ///
    /// A notice on an account may be sent to those too who refused advertising, as long as telling them is what it is for
    /// (CAN-SPAM, read in full and from secondary reports; other laws: ask counsel). A discount in it makes it advertising,
    /// and whoever refuses that must be able to for 30 days after the last mail (quoted from the FTC's guide; change it with
    /// `opt-out-tail` under `[policy]`). "Your account moves" is what a forger would write too: what is sent from a domain
    /// without SPF, DKIM and DMARC, or from one that is not the store's, looks just like that (general knowledge).
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// sender = "POCO <notice@poco-moves.example>"
    /// ```
    ///
    /// ## What to do
    ///
    /// Leave out what sells. Send from a domain of the store, with its SPF, DKIM and DMARC in the zone, and let it receive
    /// mail until 30 days after the last notice. That links lead to the stores and to the `origins` of what takes over is
    /// `redirect/target-retiring`'s, and that links to unsubscribe outlive the last mail `redirect/token-link-unmapped`'s.
    "notice/mixed-marketing" Warning
}

/// Words that sell.
const SELLING: &phrase::Phrases = &[
    (
        "en",
        &[
            "discount",
            "discounts",
            "special offer",
            "exclusive offer",
            "limited offer",
            "buy now",
            "shop now",
            "order now",
            "free shipping",
            "free delivery",
            "save up to",
            "clearance sale",
            "closing-down sale",
            "bargain",
            "bargains",
            "don't miss",
        ],
    ),
    (
        "fr",
        &[
            "remise",
            "remises",
            "promotion",
            "promotions",
            "soldes",
            "offre spéciale",
            "offre exclusive",
            "profitez-en",
            "profitez de",
            "achetez maintenant",
            "commandez maintenant",
            "livraison gratuite",
            "déstockage",
            "bon plan",
        ],
    ),
    (
        "de",
        &[
            "Rabatt",
            "Rabatte",
            "Sonderangebot",
            "Sonderangebote",
            "jetzt kaufen",
            "jetzt bestellen",
            "jetzt sichern",
            "Räumungsverkauf",
            "Ausverkauf",
            "versandkostenfrei",
            "Schnäppchen",
        ],
    ),
    (
        "it",
        &[
            "sconto",
            "sconti",
            "offerta speciale",
            "offerte",
            "promozione",
            "acquista ora",
            "approfitta",
            "approfittane",
            "spedizione gratuita",
            "svendita",
        ],
    ),
    (
        "es",
        &[
            "descuento",
            "descuentos",
            "oferta especial",
            "ofertas",
            "rebajas",
            "promoción",
            "compra ahora",
            "compre ahora",
            "aprovecha",
            "aproveche",
            "envío gratis",
            "liquidación total",
        ],
    ),
    ("id", &["diskon", "promo", "obral", "cuci gudang", "penawaran khusus", "beli sekarang", "gratis ongkir", "jangan lewatkan"]),
];

/// Reports notices that sell, and senders that are not the store's, not proved, or deaf to a refusal.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    selling(plan, report);
    for region in graph.retiring() {
        let Some(notices) = region.notices.as_ref().filter(|it| !graph.is_damaged(it.span)) else { continue };
        let Some(sender) = &notices.sender else { continue };
        let found = [unproved(graph, sender), deaf(plan, region, notices, sender)];
        report.findings.extend(found.into_iter().flatten().map(|it| it.about(format!("{}.notices.sender", region.id))));
    }
}

fn selling(plan: &Plan, report: &mut Report) {
    let spoken: Vec<&str> = plan.graph.retiring().flat_map(|it| &it.locales).map(|it| it.value.as_str()).collect();
    for wording in wording::messages(plan).into_iter().chain(wording::layouts(plan)) {
        let locales = wording.locale.map_or_else(|| spoken.clone(), |it| vec![it]);
        let phrases = phrase::of(SELLING, locales);
        for passage in &wording.passages {
            let places = phrases.iter().flat_map(|it| phrase::all(&passage.text, it, false));
            let Some(place) = places.min_by_key(|it| it.start) else { continue };
            let what = if passage.message.is_empty() { "the layout".to_owned() } else { format!("the message `{}`", passage.message) };
            let message = format!("{what} says `{}`, and a notice is no advertisement", &passage.text[place.clone()]);
            let finding = Diagnostic::new(&CODE, passage.span(wording.file, place), "sells something", message);
            report.push(finding.help("take it out, and send what sells to those who agreed to it"));
        }
    }
}

/// Tells whether a host or a domain is the workspace's own or one that takes over, or lies above or below such a one.
fn is_official(graph: &Graph, name: &str) -> bool {
    let below = |one: &str, other: &str| one == other || one.strip_suffix(other).is_some_and(|it| it.ends_with('.'));
    let hosts = graph.hosts.values().flat_map(|it| std::iter::once(it.name.as_str()).chain(it.aliases.iter().map(|it| it.value.as_str())));
    let sites = graph.sites.values().map(|it| it.host.as_str());
    let own = graph.domains.keys().map(String::as_str).chain(hosts).chain(sites);
    let services = graph.platforms.values().flat_map(|it| it.services.values()).filter_map(|it| it.url.as_ref());
    let successors = graph.sites.values().filter_map(|it| it.successor.as_ref()).map(|it| it.value.as_str());
    let others = graph.origins.iter().map(String::as_str).chain(services.map(|it| it.value.as_str())).chain(successors);
    let others: Vec<String> = others.filter_map(host_of).collect();
    own.chain(others.iter().map(String::as_str)).any(|it| below(name, it) || below(it, name))
}

/// Returns the domain of a mail address, as `POCO <notice@po.co>` has it.
fn domain_of(address: &str) -> Option<String> {
    let address = address.rsplit('<').next()?.trim().trim_end_matches('>');
    Some(address.rsplit_once('@')?.1.trim().to_ascii_lowercase()).filter(|it| it.contains('.'))
}

/// Returns the fault of a sender who cannot be told from a forger.
fn unproved(graph: &Graph, sender: &Located<String>) -> Option<Diagnostic> {
    let domain = domain_of(&sender.value)?;
    if !is_official(graph, &domain) {
        let message = format!("notices come from `{domain}`, which is neither the store's nor an origin of what takes over");
        let finding = Diagnostic::new(&CODE, sender.span, "a stranger's", message);
        return Some(finding.help("send from a domain of the store"));
    }
    let name = order::domain_of(graph, &domain)?;
    let zone = graph.zones.get(name)?;
    // Only of a zone whose texts are known is it known what is missing.
    let is_known = zone.file.is_some() || zone.records.iter().any(|it| it.kind == "TXT");
    let has = |at: &dyn Fn(&str) -> bool, version: &str| {
        let is_record = |it: &&crate::model::spec::zone::Record| {
            let data = crate::model::spec::zone::unquoted(&it.data);
            it.kind == "CNAME" || (it.kind == "TXT" && data.trim().to_ascii_lowercase().starts_with(version))
        };
        zone.records.iter().filter(is_record).any(|it| at(&it.name))
    };
    let is_sending = |it: &str| it == domain;
    let is_policy = |it: &str| it == format!("_dmarc.{domain}") || it == format!("_dmarc.{name}");
    let is_key = |it: &str| it.ends_with(&format!("._domainkey.{domain}")) || it.ends_with(&format!("._domainkey.{name}"));
    let missing: Vec<&str> = [("SPF", has(&is_sending, "v=spf1")), ("DKIM", has(&is_key, "")), ("DMARC", has(&is_policy, "v=dmarc1"))]
        .into_iter()
        .filter_map(|(it, is_there)| (!is_there).then_some(it))
        .collect();
    let place = graph.domains.get(name).map(|it| it.span);
    let message = format!("notices come from `{domain}`, whose zone has no {}", listed(&missing));
    let finding = || Diagnostic::new(&CODE, sender.span, "nothing proves it", message);
    let finding = (is_known && !missing.is_empty()).then(finding)?;
    let finding = place.into_iter().fold(finding, |finding, it| finding.label(it, "its zone"));
    Some(finding.help("publish them before the announcement, and write them among `records`"))
}

/// Returns the fault of a domain that takes no refusal any more while the last mail is fresh.
fn deaf(plan: &Plan, region: &Region, notices: &Notices, sender: &Located<String>) -> Option<Diagnostic> {
    let graph = &plan.graph;
    let is_mailed = notices.channels.as_ref().is_none_or(|it| it.iter().any(|it| it.value == Channel::Mail));
    let address = notices.reply_to.as_ref().unwrap_or(sender);
    let domain = domain_of(&address.value)?;
    let mail = graph.domains.get(order::domain_of(graph, &domain)?)?.mail.as_ref()?;
    let until = mail.receive_until.as_ref()?;
    let last = plan.notices.iter().filter(|it| it.region == region.id).map(|it| it.day).max()?;
    let tail = graph.policy.opt_out_tail;
    let wanted = later(last, tail)?;
    if !is_mailed || until.value.0 >= wanted {
        return None;
    }
    let message = format!(
        "`{domain}` takes mail until {}, and who wants no more of it must be able to say so until {wanted}, {tail} after the last notice",
        until.value.0
    );
    let finding = Diagnostic::new(&CODE, address.span, "is written to here", message).label(until.span, "deaf from then on");
    Some(finding.help(format!("let `receive-until` be {wanted} or later, or add `reply-to` on another domain")))
}

fn later(day: Date, by: crate::model::spec::scalar::Duration) -> Option<Date> {
    let at = time::start(day, &TimeZone::UTC).and_then(|it| time::shift(it, by, false, &TimeZone::UTC)).ok()?;
    Some(at.to_zoned(TimeZone::UTC).date())
}
