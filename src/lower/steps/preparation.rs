//! What is prepared before the first switch: services that must be up, the archive, certificates, names.

use super::{Steps, Whose, blank, command, concerns, list, look, probes, quoted, unnamed, zone_name};
use crate::model::graph::order::{self, Node};
use crate::model::graph::{Disposition, Host, Region, ServiceRef, Site};
use crate::model::plan::step::{Check, Role, Undo};
use crate::model::spec::place::Renewal;

impl Steps<'_> {
    pub(super) fn ready(&mut self, node: &Node, service: &ServiceRef) {
        let platform = &self.graph.platforms[&service.owner];
        let Some(found) = platform.services.get(&service.name) else { return };
        let owner = found
            .owner
            .as_ref()
            .map_or_else(|| unnamed(&format!("platforms.{}.services.{}.owner", service.owner, service.name)), |it| it.value.clone());
        let url = found.url.as_ref().map(|it| it.value.clone());
        let whose = Whose { region: service.owner.clone(), owner, zone: zone_name(self.graph.program.zone.as_ref()) };
        let since = self.due(node).filter(|_| found.live_since.is_some());
        let mut step = blank(
            &format!("platform/{}/{}/verify", service.owner, service.name),
            &format!("See that the service {} works at {}", service.name, platform.name),
            whose,
        );
        step.how.extend(found.live_since.map(|it| format!("It is declared to be up since {}.", it.value)));
        step.check = match url {
            Some(url) => vec![command(
                format!("curl -sfIL -o /dev/null -w '%{{url_effective}}\\n' {}", quoted(&url)),
                "the page where it ends: one of the successor, not of the closing store",
            )],
            None => vec![look("its owner confirms it: no URL is written for it")],
        };
        step.otherwise =
            vec![format!("Ask {}, and begin nothing that leads customers there: each step that waits for this one waits on.", step.owner)];
        step.roles = concerns(&[Role::Support]);
        step.from = since;
        step.until = since.is_none().then(|| self.due(node)).flatten();
        self.add(Some(node), step);
    }

    pub(super) fn archive(&mut self, node: &Node, region: &Region) {
        let mut step =
            blank(&format!("{}/archive", region.id), &format!("Ask for the archive copy of {}", region.name), self.whose(region));
        let sites: Vec<String> = self.graph.sites_of(&region.id).map(Site::url).collect();
        step.how.push(format!(
            "Ask the archives that keep the sites for a last copy, at least {} before the sunset: {}.",
            order::ARCHIVE_LEAD,
            sites.join(", ")
        ));
        step.check = sites
            .iter()
            .map(|it| {
                command(
                    format!(
                        "curl -sf {} | grep -o '\"timestamp\": *\"[0-9]*\"'",
                        quoted(&format!("https://archive.org/wayback/available?url={it}"))
                    ),
                    "the day of the last copy: one after the last change of the site",
                )
            })
            .collect();
        step.otherwise = vec!["Save a copy yourselves, and ask again: once the store is dark there is nothing left to copy.".into()];
        step.roles = concerns(&[Role::Legal, Role::Seo]);
        step.until = self.due(node);
        self.add(Some(node), step);
    }

    pub(super) fn certificate(&mut self, node: &Node, name: &str) {
        let Some(certificate) = self.graph.certificates.get(name) else { return };
        let names: Vec<&str> = certificate.names.iter().flatten().map(|it| it.value.as_str()).collect();
        let whose = self.whose_at(certificate.span);
        let mut step = blank(&format!("certificate/{name}/issue"), &format!("Issue or verify the certificate {name}"), whose);
        let issuer = certificate.issuer.as_ref().map_or("an issuer that is not written", |it| it.value.as_str());
        let renewal = match certificate.renewal.map(|it| it.value) {
            Some(Renewal::Automatic) => "renewed automatically",
            Some(Renewal::Manual) => "renewed by hand: it ends inside the time of the redirects unless somebody does",
            None => "how it is renewed is not written",
        };
        step.how.push(format!("It holds {}; from {issuer}; {renewal}.", list(&names)));
        step.how.extend(certificate.not_after.map(|it| format!("The present one ends on {}.", it.value.0)));
        let address = names.iter().find_map(|it| self.edge_address(it));
        step.check = names.iter().map(|it| certificate_check(it, address.as_deref())).collect();
        step.otherwise = vec!["Let none of these names lead to our servers yet: browsers would warn. See whether the issuer reaches /.well-known/acme-challenge/ or its TXT record, and whether a CAA record forbids it.".into()];
        step.roles = concerns(&[Role::Dns]);
        step.until = self.due(node);
        self.add(Some(node), step);
    }

    pub(super) fn install(&mut self, node: &Node, host: &Host) {
        let mut step =
            blank(&format!("host/{}/install", host.name), &format!("Install the start stage for {}", host.name), self.whose_at(host.span));
        step.how = self.targets_of(&host.name, "start", None);
        step.how.push("The upstreams still serve the sites, through our server.".into());
        if !host.aliases.is_empty() {
            let names: Vec<&str> = host.aliases.iter().map(|it| it.value.as_str()).collect();
            step.how.push(format!("New from now on: {} redirects (308) to https://{}/.", list(&names), host.name));
        }
        if let Some(reserved) = &host.reserved_upstream {
            step.how.push(format!("New from now on: /.well-known/ is served by {}.", reserved.value));
        }
        if host.hsts.is_some() {
            step.how.push("New from now on, over https: Strict-Transport-Security, which browsers keep.".into());
        }
        let left = self.sites_on(&host.name).filter(|it| self.graph.region_of(it).disposition == Disposition::Independent);
        step.how.extend(left.map(|it| format!("{} is independent and stays as it is.", it.url())).collect::<Vec<_>>());
        let sites: Vec<String> = self.sites_on(&host.name).map(Site::url).collect();
        let start = self.plan.instant_of(0);
        step.check = sites.iter().map(|it| self.curl(&host.name, it, start)).collect();
        step.check.push(probes("start"));
        step.otherwise =
            vec!["Lead nobody to this server before it agrees. For a URL that differs type cutover ask URL: it names the rule that answers, and where that is written.".into()];
        step.roles.extend(host.hsts.is_some().then_some(Role::Dns));
        let mut back = vec![format!("Put back what served {} before, and reload.", host.name)];
        back.extend(host.hsts.is_some().then(|| "Go on to answer over https: browsers keep Strict-Transport-Security.".into()));
        step.undo = Undo::By(back);
        step.until = self.due(node);
        self.add(Some(node), step);
    }
}

pub(super) fn certificate_check(name: &str, address: Option<&str>) -> Check {
    let name = name.strip_prefix("*.").map_or_else(|| name.to_owned(), |it| format!("any-name.{it}"));
    let connect = quoted(&format!("{}:443", address.unwrap_or(&name)));
    let read = "openssl x509 -noout -enddate -ext subjectAltName";
    command(
        format!("openssl s_client -connect {connect} -servername {} </dev/null 2>/dev/null | {read}", quoted(&name)),
        &format!("{name} is among the names, and the end is ahead"),
    )
}
