//! What people are told and what they do about apps, domains, mail and reviews.

use super::preparation::certificate_check;
use super::{Steps, blank, command, concerns, list, look, quoted};
use crate::model::graph::order::Node;
use crate::model::graph::{Disposition, Region, time};
use crate::model::plan::notice::Notice;
use crate::model::plan::step::{Role, Undo};
use crate::model::spec::notice::{App, Channel};
use crate::model::spec::place::{Domain, Renewal};
use crate::model::spec::scalar::DayOrForever;
use crate::source::Located;
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// What is done with the files of each channel.
const CHANNELS: [(Channel, &str); 6] = [
    (
        Channel::Mail,
        "Mail: send .html with .txt as its plain text, under the subject in .subject.txt; open .eml to see it as customers do.",
    ),
    (
        Channel::Banner,
        "Banner: paste .banner.html into every page of the store; banners.json says when another takes its place, or none does.",
    ),
    (Channel::Page, "Page: nothing to do; the configuration of the stage serves it."),
    (
        Channel::Push,
        "Push: send what .push.json holds, and nothing after the instant at its key expires; what stands at its key in-app is for the app to show, each at its time.",
    ),
    (Channel::Sms, "Text message: send .sms.txt byte for byte; .sms.json says how many parts that is, and until when it may be delivered."),
    (Channel::Support, "Customer service: hand them .faq.md to answer by and .macro.txt to paste; both hold until the next notice."),
];

impl Steps<'_> {
    pub(super) fn of_notices(&mut self, notices: &[Notice]) {
        let mut days: BTreeMap<(&str, Date, _), Vec<&Notice>> = BTreeMap::new();
        for notice in notices {
            days.entry((notice.region.as_str(), notice.day, notice.occasion)).or_default().push(notice);
        }
        for ((region, day, occasion), notices) in days {
            let Some((region, zone)) = self.graph.regions.get(region).and_then(|it| Some((it, it.zone.as_ref()?))) else { continue };
            let word = occasion.word();
            let mut step = blank(
                &format!("{}/notice/{day}-{word}", region.id),
                &format!("Send the {word} notice to the customers of {}", region.name),
                self.whose(region),
            );
            let written = region.notices.as_ref();
            let is_used = |channel: &Channel| notices.iter().any(|it| it.speaks_by(*channel));
            let used: Vec<Channel> = CHANNELS.iter().map(|it| it.0).filter(is_used).collect();
            let words: Vec<&str> = used.iter().map(|it| it.word()).collect();
            step.how.push(format!("Ways to tell them: {}.", list(&words)));
            step.how.extend(written.and_then(|it| it.sender.as_ref()).map(|it| format!("From {}.", it.value)));
            let has_files = used.iter().any(|it| *it != Channel::Page);
            for notice in notices.iter().filter(|_| has_files) {
                step.how.push(format!(
                    "{}: the files in notices/{}/{}/ whose names begin with {day}-{word}.",
                    notice.locale, region.id, notice.locale
                ));
            }
            step.how.extend(CHANNELS.iter().filter(|it| used.contains(&it.0)).map(|it| it.1.to_owned()));
            step.usual = used.len();
            step.check.push(look("a copy sent to yourselves first shows the words of the file, and each of its links opens"));
            step.check.push(look("as many messages were accepted as there are customers in the list, less the refusals"));
            step.otherwise = vec![
                "Stop sending at the first wrong word; keep the list of those who have it.".into(),
                "Mend the date or fact in the region's file, not the text, and build again: the correction is written beside the notice."
                    .into(),
            ];
            step.undo = Undo::Never("what was sent is read; only a correction follows it".into());
            step.roles = concerns(&[Role::Legal, Role::Marketing, Role::Support]);
            step.from = time::start(day, zone).ok();
            step.until = time::end(day, zone).ok();
            step.after = self.switched(&region.id, step.from);
            let node = Node::Told(region.id.clone());
            let is_announcement = occasion == crate::model::plan::notice::Occasion::Announcement;
            self.add(is_announcement.then_some(&node), step);
        }
    }

    /// Returns the last switch of a region up to `at`: what is said or done then is true only behind it.
    pub(super) fn switched(&self, region: &str, at: Option<Timestamp>) -> Vec<String> {
        let Some(at) = at else { return Vec::new() };
        let up_to = (region.to_owned(), Timestamp::MIN)..=(region.to_owned(), at);
        self.switches.range(up_to).next_back().map(|(_, it)| it.clone()).into_iter().collect()
    }

    pub(super) fn of_apps(&mut self) {
        for region in self.graph.retiring() {
            for (id, app) in &region.apps {
                self.app(region, id, app, app.delist.as_ref(), "delist");
                self.app(region, id, app, app.ends.as_ref(), "end");
            }
        }
    }

    fn app(&mut self, region: &Region, id: &str, app: &App, milestone: Option<&Located<String>>, word: &str) {
        let found = milestone.and_then(|it| self.graph.milestone_named(&region.id, &it.value)).zip(region.zone.as_ref());
        let Some(instants) = found.and_then(|(it, zone)| it.instants(zone)) else { return };
        let name = app.name.as_ref().map_or(id, |it| it.value.as_str());
        let title = if word == "delist" {
            format!("Take {name} out of the app stores in {}", region.name)
        } else {
            format!("End {name} in {}", region.name)
        };
        let mut step = blank(&format!("{}/app/{id}/{word}", region.id), &title, self.whose(region));
        let platforms: Vec<String> = app.platforms.iter().flatten().map(|it| format!("{:?}", it.value).to_lowercase()).collect();
        step.how.push(if platforms.is_empty() {
            "The systems that it runs on are not written.".into()
        } else {
            format!("Systems: {}.", list(&platforms))
        });
        let replacement = app.replacement.as_ref().and_then(|it| it.name.as_ref());
        step.how.push(
            replacement.map_or_else(|| "No app to use instead is written.".to_owned(), |it| format!("Its users are led to {}.", it.value)),
        );
        let answering = app.api_until.as_ref().filter(|_| word == "end");
        step.how.extend(
            answering
                .map(|it| format!("The servers that it calls answer until {}; from then on they say 410 with a word of help.", it.value)),
        );
        step.check.push(look(if word == "delist" {
            "a search in each store finds it no longer"
        } else {
            "an installed copy says that it has ended and where to go"
        }));
        step.otherwise = vec!["Ask the stores' support with the time at which it was done; their indexes may take a day.".into()];
        step.undo = Undo::Never(match word {
            "delist" => "a store that lists an app again reviews it first, and may refuse".into(),
            _ => "installed copies have told their users that it has ended".into(),
        });
        step.roles = concerns(&[Role::Marketing, Role::Support]);
        step.from = Some(instants.switch);
        step.after = self.switched(&region.id, step.from);
        self.add(None, step);
    }

    pub(super) fn of_placements(&mut self) {
        for region in self.graph.retiring() {
            let Some(brand) = region.brand.as_ref() else { continue };
            let since = brand.since.as_ref().map_or("migrate", |it| it.value.as_str());
            let found = region.milestones.get(since).zip(region.zone.as_ref());
            let Some(instants) = found.and_then(|(it, zone)| it.instants(zone)) else { continue };
            let id = &region.id;
            let title = format!("Show the brand of {} where customers are led to", region.name);
            let mut step = blank(&format!("{id}/placement"), &title, self.whose(region));
            step.how = vec![
                format!("Put the lines of placement/{id}.head.html into the head of the brand's page, and of no other."),
                format!("See that menus, search and product lines are as placement/{id}.json says."),
                format!(
                    "Submit placement/{id}.sitemap.xml to search engines, as a sitemap of the old site: they then ask for its URLs soon."
                ),
            ];
            match &brand.landing {
                Some(landing) => {
                    let page = quoted(&landing.value);
                    let canonical = format!("curl -sfL {page} | grep -o '<link[^>]*canonical[^>]*>'");
                    step.check.push(command(canonical, "one line, and the page's own address in it"));
                }
                None => step.check.push(look("the brand's page is up: no address is written for it")),
            }
            step.check.push(look("each search engine says that it has read the sitemap"));
            step.otherwise = vec!["Ask the successor's web team; old links still lead there, but search engines learn of it later.".into()];
            step.undo = Undo::By(vec!["Take the lines out of the page, and the sitemap back.".into()]);
            step.roles = concerns(&[Role::Marketing, Role::Seo]);
            step.from = Some(instants.switch);
            step.after = self.switched(id, step.from);
            self.add(None, step);
        }
    }

    pub(super) fn of_domains(&mut self) {
        let graph = self.graph;
        for (name, domain) in &graph.domains {
            // Without a switch below it the domain has no part in the change.
            let Some(last) = self.due(&Node::Domain(name.clone())) else { continue };
            self.keep(name, domain, last);
        }
        for (name, certificate) in &graph.certificates {
            let is_manual = certificate.renewal.is_some_and(|it| it.value == Renewal::Manual);
            let ends = certificate.not_after.filter(|_| is_manual && self.order.find(&Node::Certificate(name.clone())).is_some());
            let Some(ends) = ends else { continue };
            let mut step =
                blank(&format!("certificate/{name}/renew"), &format!("Renew the certificate {name}"), self.whose_at(certificate.span));
            step.how.push("It is renewed by hand, and the redirects need it for as long as they last.".into());
            step.check = certificate
                .names
                .iter()
                .flatten()
                .map(|it| certificate_check(&it.value, self.edge_address(&it.value).as_deref()))
                .collect();
            step.otherwise = vec!["Renew by another issuer that CAA lets: without it every redirect ends in a warning.".into()];
            step.roles = concerns(&[Role::Dns]);
            step.until = time::start(ends.value.0, &self.zone_at(certificate.span)).ok();
            self.add(None, step);
        }
    }

    fn keep(&mut self, name: &str, domain: &Located<Domain>, last: Timestamp) {
        let mut step = blank(&format!("domain/{name}/keep"), &format!("Keep {name} registered"), self.whose_domain(domain));
        step.how.push(match domain.retain.map(|it| it.value) {
            Some(DayOrForever::Forever) => "It is kept for ever.".to_owned(),
            Some(DayOrForever::Day(day)) => format!("It is kept until {day}."),
            None => format!("How long it is kept is not written ({name}: retain)."),
        });
        step.how.extend(domain.registered_until.map(|it| format!("It is paid for until {}.", it.value.0)));
        step.how.push(match domain.auto_renew.map(|it| it.value) {
            Some(true) => "It is renewed by itself; see that the means of payment lasts.".into(),
            Some(false) => "It is not renewed by itself.".into(),
            None => "Whether it is renewed by itself is not written.".into(),
        });
        step.how.extend(domain.registrar.as_ref().map(|it| format!("Registrar: {}.", it.value)));
        step.how.push(domain.budget.as_ref().map_or_else(|| "Who pays is not written.".to_owned(), |it| format!("Paid by: {}.", it.value)));
        step.check
            .push(command(format!("whois {} | grep -i expir", quoted(name)), "a date of expiry behind the day until which it is kept"));
        step.otherwise = vec!["Pay for it at once, and lock it: a name that lapses goes to whoever asks next.".into()];
        step.roles = concerns(&[Role::Dns, Role::Legal]);
        step.from = Some(last);
        step.until = domain.registered_until.and_then(|it| time::end(it.value.0, &self.zone_at(domain.span)).ok()).filter(|it| last < *it);
        self.add(Some(&Node::Domain(name.to_owned())), step);
    }

    pub(super) fn of_reviews(&mut self) {
        for region in self.graph.regions.values().filter(|it| it.disposition == Disposition::Independent) {
            let Some((review, zone)) = region.review_by.zip(region.zone.as_ref()) else { continue };
            let mut step = blank(
                &format!("{}/review", region.id),
                &format!("Look again at whether {} stays independent", region.name),
                self.whose(region),
            );
            step.how.push("Nothing of it was touched; proof/untouched.json shows it.".into());
            step.check.push(look("the decision is written into its region's file, with a new day or without one"));
            step.otherwise = vec!["It stays independent until somebody decides.".into()];
            step.roles = concerns(&[Role::Legal]);
            step.until = time::end(review.value, zone).ok();
            self.add(None, step);
        }
    }
}
