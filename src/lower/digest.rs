//! A digest of what a host answers through one epoch, so that each response can say which answers it belongs to.

use crate::model::graph::pattern::{Piece, Segment};
use crate::model::plan::answer::STAGE;
use crate::model::plan::routing::{Action, Base, Redirect, Route, Routing, UpstreamUrl};
use crate::model::plan::{Host, Page, PageBody};
use crate::model::spec::scalar::QueryPolicy;
use crate::source::Sources;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Adds the header `Cutover-Stage` to every response of the sites of `hosts` that are not left alone.
pub fn stamp(hosts: &mut BTreeMap<String, Host>, pages: &BTreeMap<String, Page>, sources: &Sources) {
    for host in hosts.values_mut().filter(|it| !it.is_untouched) {
        let speaks = of_host(host);
        for epoch in &mut host.epochs {
            let mut saying = Saying { digest: speaks.clone(), pages, sources };
            saying.routing(&epoch.routing);
            let digest = saying.finish();
            let sites = &mut Arc::make_mut(&mut epoch.routing).sites;
            sites.iter_mut().filter(|it| !it.is_independent).for_each(|it| it.headers.push((STAGE, digest.clone())));
        }
    }
}

/// Takes in what holds for a host at all times.
fn of_host(host: &Host) -> Sha256 {
    let mut digest = Sha256::new();
    say(&mut digest, "host", &host.name);
    for alias in &host.aliases {
        say(&mut digest, if alias.is_preloaded { "preloaded-alias" } else { "alias" }, &alias.name);
    }
    say(&mut digest, "preloaded", if host.is_preloaded { "yes" } else { "no" });
    say(&mut digest, "hsts", host.hsts.as_deref().unwrap_or_default());
    say(&mut digest, "max-age", &host.max_age.to_string());
    digest
}

/// Takes in one line, whose length keeps it apart from the next.
fn say(digest: &mut Sha256, what: &str, text: &str) {
    digest.update(format!("{what} {} {text}\n", text.len()));
}

/// What answers say, in a text that no place in a file and no site's name is part of.
struct Saying<'a> {
    digest: Sha256,
    pages: &'a BTreeMap<String, Page>,
    sources: &'a Sources,
}

impl Saying<'_> {
    fn say(&mut self, what: &str, text: &str) {
        say(&mut self.digest, what, text);
    }

    fn routing(&mut self, routing: &Routing) {
        for site in &routing.sites {
            self.say(if site.is_independent { "independent" } else { "site" }, &site.path);
            site.all_routes().for_each(|it| self.route(&it));
            site.reserved.iter().for_each(|it| self.say("reserved", it));
            self.base("reserved-base", &site.reserved_base);
            self.base("base", &site.base);
            for (name, value) in &site.headers {
                self.say(name, value);
            }
        }
        self.base("unowned", &routing.unowned);
        if let Some(upstream) = &routing.reserved_upstream {
            self.upstream("reserved-upstream", upstream);
        }
    }

    fn route(&mut self, route: &Route) {
        // The names of placeholders are the rule's own, and no answer knows them. A space stands in no literal.
        let segment = |it: &Segment| match it {
            Segment::Literal(text) => format!("/{text}"),
            Segment::Name(_) => "/ :".to_owned(),
            Segment::Splat => "/ *".to_owned(),
        };
        self.say("from", &route.pattern.segments.iter().map(segment).collect::<String>());
        route.pattern.conditions.iter().for_each(|it| self.say("condition", &it.to_string()));
        match &route.action {
            Action::Redirect(redirect) => self.redirect(redirect),
            Action::Gone { page } => self.page("gone", page),
            Action::Page { page } => self.page("page", page),
            Action::Unavailable { page, until } => {
                self.page("unavailable", page);
                self.say("until", &until.map(|it| it.to_string()).unwrap_or_default());
            }
            Action::Serve(upstream) => self.upstream("serve", upstream),
            Action::NotFound => self.say("not-found", ""),
        }
    }

    fn redirect(&mut self, redirect: &Redirect) {
        let piece = |it: Piece| match it {
            Piece::Text(text) => text,
            Piece::Value(rank) => format!(" {rank}"),
        };
        self.say("to", &redirect.to.pieces().into_iter().map(piece).collect::<String>());
        let mut how = format!("{} {}", redirect.status, redirect.max_age);
        let _ = match &redirect.query {
            QueryPolicy::Keep => write!(how, " keep"),
            QueryPolicy::Drop => write!(how, " drop"),
            QueryPolicy::Only(names) => write!(how, " only {}", names.join("&")),
        };
        self.say("how", &how);
    }

    fn base(&mut self, what: &str, base: &Base) {
        self.say(what, "");
        match base {
            Base::Serve(upstream) => self.upstream("serve", upstream),
            Base::Default(route) => self.route(route),
            Base::Gone(page) => self.page("gone", page),
            Base::NotFound => self.say("not-found", ""),
        }
    }

    fn upstream(&mut self, what: &str, upstream: &UpstreamUrl) {
        self.say(what, &format!("{}://{}", upstream.scheme, upstream.authority));
    }

    /// Takes in a page by its name and type, and by its words where people wrote them.
    fn page(&mut self, what: &str, name: &str) {
        self.say(what, name);
        let Some(page) = self.pages.get(name) else { return };
        self.say("type", &page.content_type);
        if let PageBody::File(file) = &page.body
            && let Some(file) = self.sources.find_file(&format!("regions/{file}"))
        {
            let text = self.sources.file(file).text.as_str();
            say(&mut self.digest, "text", text);
        }
    }

    /// Returns the first sixteen digits.
    fn finish(self) -> String {
        self.digest.finalize().iter().take(8).map(|it| format!("{it:02x}")).collect()
    }
}
