//! `notice/fact-mismatch`

use crate::check::literal::{Calendar, Kind, Literal, literals};
use crate::check::own_page::{self, OwnPage};
use crate::diag::{Diagnostic, Report};
use crate::model::graph::{Graph, Region, order};
use crate::model::plan::Plan;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::Day;
use crate::model::spec::service::{Cutoff, Service};
use crate::source::{Located, Span};
use jiff::civil::Date;
use std::collections::BTreeSet;

crate::diag::code! {
    /// A page or a text that customers read states a date, a host or an amount that the workspace does not know.
    ///
    /// ## Why it matters
    ///
    /// Customers of other stores lost balances because a date had moved and one text still said the old one. What stands in
    /// a page of one's own, or in the words of a compensation, moves with nothing: so it is held against the milestones, the
    /// dates of the services, the hosts and the addresses of the workspace. A date is known if it is that of a milestone or
    /// the day before or after it, or one that a service names. Amounts of money and percentages are in no model.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/closing/"
    /// answer = "page"
    /// page = "uk/closing.html"
    /// ```
    ///
    /// ```html regions/uk/closing.html
    /// <!doctype html>
    /// <html lang="en-GB">
    /// <title>Closing</title>
    /// <p>The store closes on 30 November 2024.</p>
    /// </html>
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the date as the region has it, or let `answer = "page"` stand without `page`: the notice that is made then
    /// holds what the model knows, in each language. A host that is genuine is named under `origins` of its platform.
    "notice/fact-mismatch" Error
}

/// Reports pages and texts of the workspace's own that state what the model contradicts or does not have.
pub fn run(plan: &Plan, report: &mut Report) {
    let graph = &plan.graph;
    for page in own_page::pages(plan) {
        let known = Known::of(graph, page.region);
        of_page(&page, &known, report);
    }
    for region in graph.retiring() {
        let services = region.services.values().filter(|it| !graph.is_damaged(it.span));
        // What has neither figures nor an address states nothing that could be known otherwise.
        let is_stating = |it: &Located<String>| it.value.contains(|it: char| it.is_numeric() || "@./".contains(it));
        let texts = services.flat_map(|service| texts(&service.written).into_iter().map(move |(key, text)| (service, key, text)));
        let texts: Vec<_> = texts.filter(|it| is_stating(it.2)).collect();
        if texts.is_empty() {
            continue;
        }
        let calendar = Calendar::of(region.locales.iter().map(|it| it.value.as_str()));
        let known = Known::of(graph, region);
        for (service, key, text) in texts {
            // What a text is worth is said nowhere else: only what the model has is held against it.
            let is_held = |it: &Literal| !matches!(it.kind, Kind::Money | Kind::Percentage);
            let stated = literals(&text.value, &calendar).into_iter().filter(is_held);
            let strange: Vec<Literal> = stated.filter(|it| !known.has(&text.value, it, &calendar)).collect();
            let Some(first) = strange.first() else { continue };
            let what = format!("`{key}` of `{}`", service.name);
            let found = finding(text.span, &what, &text.value[first.range.clone()], first.kind, &known);
            report.push(found.about(format!("{}.services.{}.{key}", region.id, service.name)));
        }
    }
}

fn of_page(page: &OwnPage, known: &Known, report: &mut Report) {
    let calendar = page.calendar();
    // A link often shows what it leads to.
    let mut told = BTreeSet::new();
    for passage in &page.passages {
        for it in literals(&passage.text, &calendar).into_iter().filter(|it| !known.has(&passage.text, it, &calendar)) {
            let (span, text) = (passage.span(page.file, it.range.clone()), &passage.text[it.range.clone()]);
            if !told.insert(text.to_owned()) {
                continue;
            }
            let what = format!("the page of `{}`", page.region.id);
            report.push(finding(span, &what, text, it.kind, known).about(page.subject()));
        }
    }
}

fn finding(span: Span, what: &str, text: &str, kind: Kind, known: &Known) -> Diagnostic {
    let text: Vec<&str> = text.split_whitespace().collect();
    let message = format!("{what} states `{}`, which the workspace does not know", text.join(" "));
    let finding = Diagnostic::new(&CODE, span, kind.word(), message);
    match kind {
        Kind::Date => {
            let finding = known.closes.into_iter().fold(finding, |finding, it| finding.label(it, "closes here"));
            finding.help("write a date of the region's milestones or services, or take it out")
        }
        Kind::Host | Kind::Mail | Kind::Telephone => {
            finding.help("write an address of the workspace, or name it: under `origins`, or as a `contact`")
        }
        _ => finding.help("take it out: what is not in the workspace is held against nothing"),
    }
}

/// Returns the texts of a service that customers read, by key.
fn texts(service: &Service) -> Vec<(&'static str, &Located<String>)> {
    let reduced = service.reduced.as_ref();
    let all = [
        ("compensation", service.compensation.as_ref()),
        ("refund", service.refund.as_ref()),
        ("reduced.value", reduced.and_then(|it| it.value.value.as_ref())),
        ("reduced.validity", reduced.and_then(|it| it.value.validity.as_ref())),
        ("reduced.minimum-spend", reduced.and_then(|it| it.value.minimum_spend.as_ref())),
        ("reduced.scope", reduced.and_then(|it| it.value.scope.as_ref())),
    ];
    all.into_iter().filter_map(|(key, it)| Some((key, it?))).collect()
}

/// What may be stated to the customers of a region.
struct Known {
    days: BTreeSet<Date>,
    years: BTreeSet<i16>,
    /// Where the region's close is dated.
    closes: Option<Span>,
    /// Hosts and domains; what lies below one is known too.
    hosts: BTreeSet<String>,
    /// In lower case; of telephone numbers the figures.
    contacts: BTreeSet<String>,
}

impl Known {
    fn of(graph: &Graph, region: &Region) -> Known {
        let mut known = Known {
            days: BTreeSet::new(),
            years: BTreeSet::new(),
            closes: region.of_kind(MilestoneKind::Sunset).and_then(|it| it.when.as_ref()).map(|it| it.span),
            hosts: hosts(graph),
            contacts: BTreeSet::new(),
        };
        for it in region.milestones.values() {
            let written = it.when.as_ref().map(|it| it.value.day());
            let zones = region.zone.iter().chain(graph.sites_of(&region.id).filter_map(|it| it.zone.as_ref()));
            let instants = zones.filter_map(|zone| Some((zone, it.instants(zone)?)));
            let local = instants.flat_map(|(zone, it)| [it.told, it.switch].map(|it| it.to_zoned(zone.clone()).date()));
            for day in written.into_iter().chain(local) {
                known.days.extend([day.yesterday().ok(), Some(day), day.tomorrow().ok()].into_iter().flatten());
            }
        }
        for service in region.services.values() {
            known.days.extend(days(&service.written));
            let contact = service.written.contact.as_ref();
            known.contacts.extend(contact.and_then(|it| it.mail.as_ref()).map(|it| it.value.to_lowercase()));
            known.contacts.extend(contact.and_then(|it| it.phone.as_ref()).map(|it| figures(&it.value)));
            known.hosts.extend(contact.and_then(|it| it.url.as_ref()).and_then(|it| host_of(&it.value)));
        }
        known.years = known.days.iter().map(|it| it.year()).collect();
        if let Some(notices) = &region.notices {
            let of_controller = notices.controller.as_ref().and_then(|it| it.contact.as_ref());
            let mails = [notices.sender.as_ref(), notices.reply_to.as_ref(), of_controller];
            let address = |it: &str| it.rsplit('<').next().unwrap_or(it).trim().trim_end_matches('>').to_lowercase();
            known.contacts.extend(mails.into_iter().flatten().map(|it| address(&it.value)));
        }
        let apps = region.apps.values().filter_map(|it| it.replacement.as_ref()?.url.as_ref());
        known.hosts.extend(apps.filter_map(|it| host_of(&it.value)));
        known
    }

    /// Tells whether what `text` states there is known.
    fn has(&self, text: &str, literal: &Literal, calendar: &Calendar) -> bool {
        let stated = &text[literal.range.clone()];
        match literal.kind {
            Kind::Date => {
                let is_year = stated.parse().is_ok_and(|it: i16| self.years.contains(&it));
                let days = calendar.read(stated, &self.years);
                // A weekday or a month alone names no day that could be wrong.
                let is_whole = stated.chars().any(char::is_numeric);
                !is_whole || is_year || days.iter().any(|it| self.days.contains(it))
            }
            Kind::Host => host_of(stated).is_none_or(|it| self.is_ours(&it)),
            Kind::Mail => {
                let stated = stated.to_lowercase();
                self.contacts.contains(&stated) || stated.rsplit_once('@').is_some_and(|it| self.is_ours(it.1))
            }
            Kind::Telephone => self.contacts.contains(&figures(stated)),
            Kind::Money | Kind::Percentage => false,
            Kind::Time | Kind::Number => true,
        }
    }

    fn is_ours(&self, host: &str) -> bool {
        self.hosts.iter().any(|it| host == it || host.strip_suffix(it.as_str()).is_some_and(|it| it.ends_with('.')))
    }
}

/// Returns the hosts, aliases and domains of the workspace, and those of the platforms.
fn hosts(graph: &Graph) -> BTreeSet<String> {
    let mut hosts: BTreeSet<String> = graph.domains.keys().cloned().collect();
    for host in graph.hosts.values() {
        hosts.insert(host.name.clone());
        hosts.extend(host.aliases.iter().map(|it| it.value.clone()));
    }
    let names: Vec<String> = hosts.iter().cloned().collect();
    hosts.extend(names.iter().filter_map(|it| order::domain_of(graph, it)).map(str::to_owned));
    hosts.extend(graph.sites.values().map(|it| it.host.clone()));
    hosts.extend(graph.origins.iter().filter_map(|it| host_of(it)));
    let services = graph.platforms.values().flat_map(|it| it.services.values()).filter_map(|it| it.url.as_ref());
    hosts.extend(services.filter_map(|it| host_of(&it.value)));
    let bare: Vec<String> = hosts.iter().filter_map(|it| it.strip_prefix("www.")).map(str::to_owned).collect();
    hosts.extend(bare);
    hosts
}

/// Returns the host of a URL, or of one without its scheme.
pub fn host_of(text: &str) -> Option<String> {
    let rest = text.split_once("://").map_or(text, |it| it.1);
    let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default().rsplit('@').next().unwrap_or_default();
    (host.contains('.')).then(|| host.to_ascii_lowercase())
}

fn figures(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Returns the days that a service names.
fn days(service: &Service) -> Vec<Date> {
    let data = service.old_data.as_ref().map(|it| &it.value);
    let of_data = data.into_iter().flat_map(|it| [it.export_until, it.keep_until, it.erase_on]);
    let cohort = service.cohort.as_ref().map(|it| &it.value);
    let cutoffs = cohort.into_iter().flat_map(|it| [&it.held, &it.valid, &it.issued]).flatten();
    let of_cutoff = |it: &Located<Cutoff>| [it.on, it.from, it.by, it.before, it.after];
    let rate = service.rate.as_ref().and_then(|it| it.value.on);
    let all = of_data.chain(cutoffs.flat_map(of_cutoff)).chain([rate]);
    all.flatten().map(|it: Located<Day>| it.value.0).collect()
}
