//! Binds what holds for the whole workspace, then each region.

use super::inherit::{Inherited, suggestion};
use super::milestone::milestone_ref;
use super::{region, route, site, zone};
use crate::diag::rules::redirect::bad_source;
use crate::diag::rules::schema::{bad_host, bad_locale_or_zone, dangling_ref, duplicate_id, wrong_type};
use crate::diag::{Code, Diagnostic, Help, Report};
use crate::model::graph::guard::Guards;
use crate::model::graph::sites::Sites;
use crate::model::graph::{self, Graph};
use crate::model::spec::scalar::Duration;
use crate::model::spec::table::{Table, Unknowns};
use crate::model::spec::workspace::Permit;
use crate::model::spec::{Spec, Workspace, workspace};
use crate::source::{Located, Span, Spans};
use jiff::tz::{TimeZone, TimeZoneDatabase};
use std::collections::{BTreeMap, BTreeSet};

/// What binding knows and where it tells what is wrong.
pub struct Binding<'a> {
    pub spec: &'a Spec,
    pub inherited: &'a BTreeMap<String, Inherited>,
    pub report: &'a mut Report,
    damaged: Spans,
    zones: TimeZoneDatabase,
}

impl Binding<'_> {
    /// Records a finding about `subject`.
    pub fn fault(&mut self, code: &'static Code, span: Span, label: &str, message: String, help: impl Into<Help>, subject: &str) {
        self.report.push(Diagnostic::new(code, span, label, message).help(help).about(subject));
    }

    /// Returns the zone of that name, from the data inside this program.
    pub fn zone(&mut self, name: &Located<String>, subject: &str) -> Option<TimeZone> {
        let found = self.zones.get(&name.value).ok();
        let canonical = found.as_ref().and_then(|it| it.iana_name()).map(str::to_owned);
        if canonical.as_deref() == Some(name.value.as_str()) {
            return found;
        }
        let known: Vec<String> = self.zones.available().map(|it| it.as_str().to_owned()).collect();
        let help = match canonical {
            Some(canonical) => Help::write(&name.value, &canonical),
            None => Help::nearest(&name.value, known.iter().map(String::as_str), || "write an IANA name, as `Europe/London`".to_owned()),
        };
        self.fault(&bad_locale_or_zone::CODE, name.span, "no such zone", format!("there is no time zone `{}`", name.value), help, subject);
        None
    }

    /// Returns a whole `https` URL, if it is one.
    pub fn url(&mut self, url: &Located<String>, subject: &str) -> Option<Located<String>> {
        match route::absolute(&url.value).and_then(|_| route::destination(&url.value, &[])) {
            Ok(_) => Some(url.clone()),
            Err(wrong) => {
                self.fault(&bad_host::CODE, url.span, "no such URL", wrong.message, wrong.help, subject);
                None
            }
        }
    }

    /// Returns the address of a server, if it is one.
    pub fn upstream(&mut self, url: Option<&Located<String>>, subject: &str) -> Option<Located<String>> {
        let url = url?;
        if crate::model::plan::upstream(&url.value).is_some() {
            return Some(url.clone());
        }
        let message = format!("`{}` is not the address of a server", url.value);
        self.fault(
            &bad_host::CODE,
            url.span,
            "no address",
            message,
            "write scheme, host and port alone, as `http://127.0.0.1:8081`",
            subject,
        );
        None
    }

    /// Tells whether a finding about what is missing in `span` would only follow from another.
    pub fn is_damaged(&self, span: Span) -> bool {
        self.damaged.meet(span)
    }

    /// Tells whether a name was written anywhere, though it could not be read.
    pub fn is_written(&self, name: &str) -> bool {
        self.spec.written.contains(name)
    }

    /// Checks that every open point is a key of its table and has no value.
    pub fn unknowns<T: Table>(&mut self, table: &T, path: &str, all: &mut Vec<(String, Located<String>)>) {
        let unknown: &Unknowns = table.unknown();
        for (key, why) in unknown {
            let keys = T::keys();
            if !keys.contains(&key.value) {
                let help = suggestion(&key.value, keys.iter().map(String::as_str), "keys");
                let message = format!("`{}` is marked as unknown, and is no key of this table", key.value);
                self.fault(&crate::diag::rules::schema::unknown_key::CODE, key.span, "not known here", message, help, path);
            } else if table.holds(&key.value) {
                let message = format!("`{}` is marked as unknown, and has a value", key.value);
                self.fault(
                    &wrong_type::CODE,
                    key.span,
                    "has a value beside it",
                    message,
                    format!("take `{}` out of `unknown`", key.value),
                    path,
                );
            } else {
                all.push((format!("{path}.{}", key.value), why.clone()));
            }
        }
    }
}

/// Returns the graph, its dates not yet settled.
pub fn bind(spec: &Spec, inherited: &BTreeMap<String, Inherited>, report: &mut Report) -> Option<Graph> {
    let workspace = spec.workspace.as_ref()?;
    let mut binding = Binding { spec, inherited, report, damaged: Spans::new(&spec.damaged), zones: TimeZoneDatabase::bundled() };
    let mut unknowns = Vec::new();
    let program = program(workspace, &mut binding, &mut unknowns);
    binding.unknowns(&workspace.policy, "policy", &mut unknowns);
    binding.unknowns(&workspace.lint, "lint", &mut unknowns);
    for (name, target) in &workspace.targets {
        binding.unknowns(&target.value, &format!("targets.{}", name.value), &mut unknowns);
    }
    let platforms = platforms(workspace, &mut binding, &mut unknowns);
    if let Some(successor) = &program.successor
        && !platforms.contains_key(&successor.value)
        && !binding.is_written(&format!("platforms.{}", successor.value))
    {
        let help = suggestion(&successor.value, platforms.keys().map(String::as_str), "platforms");
        binding.fault(
            &dangling_ref::CODE,
            successor.span,
            "no such platform",
            format!("there is no platform `{}`", successor.value),
            help,
            "program.successor",
        );
    }
    share_names(workspace, &mut binding);
    let policy = policy(&workspace.policy);
    let mut graph = Graph {
        program,
        platforms,
        targets: BTreeMap::new(),
        policy,
        regions: BTreeMap::new(),
        hosts: BTreeMap::new(),
        sites: Sites::default(),
        domains: BTreeMap::new(),
        zones: BTreeMap::new(),
        certificates: BTreeMap::new(),
        origins: BTreeSet::new(),
        inventory: Vec::new(),
        alternates: Vec::new(),
        waivers: workspace.lint.waivers.clone().unwrap_or_default(),
        approvals: spec.approvals.clone(),
        levels: workspace.lint.severity.clone(),
        unknowns,
        damaged: binding.damaged.clone(),
    };
    site::bind(&mut graph, &mut binding);
    graph.origins = origins(workspace, &graph, &mut binding);
    region::bind(&mut graph, &mut binding);
    zone::bind(&mut graph, &mut binding);
    graph.targets = targets(workspace, &graph, &mut binding);
    Some(graph)
}

fn program(workspace: &Workspace, binding: &mut Binding, unknowns: &mut Vec<(String, Located<String>)>) -> graph::Program {
    let written = workspace.program.as_ref().map(|it| it.value.clone()).unwrap_or_default();
    binding.unknowns(&written, "program", unknowns);
    graph::Program {
        name: written.name.as_ref().map_or_else(|| "cutover".to_owned(), |it| it.value.clone()),
        zone: written.time_zone.as_ref().and_then(|it| binding.zone(it, "program.time-zone")),
        brand: written.brand,
        successor: written.successor,
        sync: written.sync.map(|it| it.value),
        reasons: written.reasons.unwrap_or_default(),
    }
}

fn platforms(
    workspace: &Workspace,
    binding: &mut Binding,
    unknowns: &mut Vec<(String, Located<String>)>,
) -> BTreeMap<String, graph::Platform> {
    let mut platforms = BTreeMap::new();
    for (id, platform) in &workspace.platforms {
        let path = format!("platforms.{}", id.value);
        binding.unknowns(&platform.value, &path, unknowns);
        let mut services = BTreeMap::new();
        for (name, service) in &platform.services {
            let path = format!("{path}.services.{}", name.value);
            binding.unknowns(&service.value, &path, unknowns);
            let bound = graph::PlatformService {
                name: name.value.clone(),
                span: name.span,
                url: service.url.as_ref().and_then(|it| binding.url(it, &path)),
                live_since: service.live_since.map(|it| it.map(|day| day.0)),
                owner: service.owner.clone(),
            };
            services.insert(name.value.clone(), bound);
        }
        let bound = graph::Platform {
            id: id.value.clone(),
            name: platform.name.as_ref().map_or_else(|| id.value.clone(), |it| it.value.clone()),
            umbrella: platform.umbrella.as_ref().and_then(|it| binding.url(it, &path)),
            services,
            inventory: listed(&platform.value, &path, binding),
            redirects: foreign(&platform.value, binding),
        };
        platforms.insert(id.value.clone(), bound);
    }
    platforms
}

/// Returns the redirects that a platform has of its own.
fn foreign(platform: &workspace::Platform, binding: &Binding) -> Vec<(Located<String>, Located<String>)> {
    let names = || platform.redirects.iter().flatten().map(|it| it.value.as_str());
    let plain = names().filter_map(|it| binding.spec.plain.get(it)).flat_map(|it| it.rows.iter().map(|row| it.rule(*row)));
    let rules = names().filter_map(|it| binding.spec.tables.get(it)).flatten().cloned().chain(plain);
    rules.filter_map(|it| it.value.from.zip(it.value.to)).collect()
}

/// Returns the URLs that a platform's inventories list, whole: a path is on its first origin.
fn listed(platform: &workspace::Platform, path: &str, binding: &mut Binding) -> Vec<String> {
    let origins: Vec<&str> = platform.origins.iter().flatten().map(|it| it.value.trim_end_matches('/')).collect();
    let spec = binding.spec;
    let rows = platform.inventory.iter().flatten().filter_map(|it| spec.inventories.get(&it.value)).flatten();
    let (mut urls, mut strangers) = (Vec::new(), Vec::new());
    for row in rows {
        let url = match (row.url.value.starts_with('/'), origins.first()) {
            (true, Some(origin)) => format!("{origin}{}", row.url.value),
            _ => row.url.value.replacen("http://", "https://", 1),
        };
        let is_on = |it: &str| url.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        if origins.iter().any(|it| is_on(it)) { urls.push(url) } else { strangers.push(row.url.clone()) }
    }
    // Without an origin that is the fault.
    if !origins.is_empty() {
        let found = Strangers {
            all: &strangers,
            what: "is on none of the platform's origins",
            help: "take it out, or add its origin to `origins`",
        };
        binding.report.findings.extend(found.told(&format!("{path}.inventory")));
    }
    urls
}

/// URLs that nobody here has, of one list or several.
pub struct Strangers<'a> {
    pub all: &'a [Located<String>],
    pub what: &'a str,
    pub help: &'a str,
}

impl Strangers<'_> {
    /// How many are shown.
    const SHOWN: usize = 5;

    /// Returns one finding for the strangers of each host: a list may have thousands.
    pub fn told(&self, subject: &str) -> Vec<Diagnostic> {
        let mut by_host: BTreeMap<String, Vec<&Located<String>>> = BTreeMap::new();
        for url in self.all {
            let host = url.value.split_once("://").map_or("", |it| it.1).split(['/', '?', '#']).next().unwrap_or_default();
            by_host.entry(host.to_ascii_lowercase()).or_default().push(url);
        }
        let one = |urls: &Vec<&Located<String>>| {
            let (first, rest) = urls.split_first()?;
            let more = match rest.len() {
                0 => String::new(),
                1 => ", nor is 1 more of its host".to_owned(),
                count => format!(", nor are {count} more of its host"),
            };
            let message = format!("the URL `{}` {}{more}", first.value, self.what);
            let finding = Diagnostic::new(&bad_source::CODE, first.span, "nobody's", message);
            let finding = rest.iter().take(Self::SHOWN - 1).fold(finding, |it, url| it.label(url.span, "nor is this"));
            Some(finding.help(self.help).about(subject))
        };
        by_host.values().filter_map(one).collect()
    }
}

/// Regions and platforms share one name space.
fn share_names(workspace: &Workspace, binding: &mut Binding) {
    for id in workspace.platforms.keys() {
        if let Some(region) = binding.spec.regions.get(&id.value) {
            let start = Span::new(region.file, 0..0);
            let finding = Diagnostic::new(&duplicate_id::CODE, id.span, "a platform", format!("`{}` is a platform and a region", id.value));
            binding
                .report
                .push(finding.label(start, "a region").help("give one of them another name").about(format!("platforms.{}", id.value)));
        }
    }
}

/// Returns where redirects may lead: the platforms' origins; without platforms, the sites' successors.
fn origins(workspace: &Workspace, graph: &Graph, binding: &mut Binding) -> BTreeSet<String> {
    let mut origins = BTreeSet::new();
    for (id, platform) in &workspace.platforms {
        for origin in platform.origins.iter().flatten() {
            let bare = origin.value.strip_suffix('/').unwrap_or(&origin.value);
            match route::absolute(bare) {
                Ok(it) if it.rest.is_empty() => drop(origins.insert(bare.to_owned())),
                Ok(it) => {
                    let (message, help) = (format!("`{}` is more than an origin", origin.value), Help::write(&origin.value, it.origin));
                    binding.fault(&bad_host::CODE, origin.span, "has a path", message, help, &format!("platforms.{}.origins", id.value));
                }
                Err(wrong) => binding.fault(
                    &bad_host::CODE,
                    origin.span,
                    "no origin",
                    wrong.message,
                    wrong.help,
                    &format!("platforms.{}.origins", id.value),
                ),
            }
        }
    }
    if workspace.platforms.is_empty() {
        let successors = graph.sites.values().filter_map(|it| it.successor.as_ref());
        origins.extend(successors.filter_map(|it| route::absolute(&it.value).ok()).map(|it| it.origin.to_owned()));
    }
    origins
}

fn policy(written: &workspace::Policy) -> graph::Policy {
    let mut places = BTreeMap::new();
    let mut duration = |key: &'static str, value: &Option<Located<Duration>>, default: Duration| match value {
        Some(value) => {
            places.insert(key, value.span);
            value.value
        }
        None => default,
    };
    let (trial, announce_lead) =
        (duration("trial", &written.trial, Duration::days(14)), duration("announce-lead", &written.announce_lead, Duration::days(30)));
    let minutes = Duration { count: 5, unit: crate::model::spec::scalar::Unit::Minute };
    let (trial_max_age, redirect_max_age) = (
        duration("trial-max-age", &written.trial_max_age, minutes),
        duration("redirect-max-age", &written.redirect_max_age, Duration::days(1)),
    );
    let entitlement_gap = duration("entitlement-gap", &written.entitlement_gap, Duration::days(14));
    let validity_after_restore = duration("validity-after-restore", &written.validity_after_restore, Duration::days(30));
    let years = Duration { count: 5, unit: crate::model::spec::scalar::Unit::Year };
    let stored_value_validity = duration("stored-value-validity", &written.stored_value_validity, years);
    let withdrawal_tail = duration("withdrawal-tail", &written.withdrawal_tail, Duration::days(44));
    let in_app_notice_lead = duration("in-app-notice-lead", &written.in_app_notice_lead, Duration::days(30));
    let app_links_tail = duration("app-links-tail", &written.app_links_tail, Duration::days(90));
    let slack = duration("slack", &written.slack, Duration::days(14));
    let redirect_period = duration("redirect-period", &written.redirect_period, Duration::days(365));
    let opt_out_tail = duration("opt-out-tail", &written.opt_out_tail, Duration::days(30));
    let domain_retention = duration("domain-retention", &written.domain_retention, years);
    let numbers = [("chain-warn", written.chain_warn), ("chain-error", written.chain_error), ("home-page-share", written.home_page_share)];
    for (key, value) in numbers {
        places.extend(value.map(|it| (key, it.span)));
    }
    graph::Policy {
        trial,
        trial_max_age,
        redirect_max_age,
        announce_lead,
        chain_warn: written.chain_warn.map_or(1, |it| it.value),
        chain_error: written.chain_error.map_or(5, |it| it.value),
        entitlement_gap,
        validity_after_restore,
        stored_value_validity,
        withdrawal_tail,
        in_app_notice_lead,
        app_links_tail,
        slack,
        redirect_period,
        opt_out_tail,
        domain_retention,
        home_page_share: written.home_page_share.map_or(10, |it| it.value),
        has_stage_header: written.stage_header.is_some_and(|it| it.value),
        guards: guards(written),
        required_languages: required_languages(written),
        written: places,
    }
}

/// The languages that countries ask for, each on evidence that was read: France by law 94-665, article 2.
const REQUIRED_LANGUAGES: [(&str, &str); 1] = [("FR", "fr")];

fn required_languages(written: &workspace::Policy) -> BTreeMap<String, Vec<graph::RequiredLanguage>> {
    let of_itself = |language: &str| vec![graph::RequiredLanguage { language: language.to_owned(), span: None }];
    let mut required: BTreeMap<String, Vec<_>> =
        REQUIRED_LANGUAGES.iter().map(|(country, it)| ((*country).to_owned(), of_itself(it))).collect();
    for (country, languages) in &written.required_languages {
        let asked = |it: &Located<String>| graph::RequiredLanguage { language: it.value.clone(), span: Some(it.span) };
        required.insert(country.value.to_ascii_uppercase(), languages.iter().map(asked).collect());
    }
    required
}

fn guards(written: &workspace::Policy) -> Guards {
    let permit = |it: Option<Located<Permit>>, unwritten| it.map_or(unwritten, |it| it.value);
    Guards {
        redirects_lost: written.max_redirects_lost.map_or(5, |it| it.value),
        is_written: written.max_redirects_lost.is_some(),
        sunset_earlier: permit(written.sunset_earlier, Permit::Refuse),
        answers_changed: written.max_answers_changed.map(|it| it.value),
        host_lost: permit(written.host_lost, Permit::Allow),
        independent_touched: permit(written.independent_touched, Permit::Refuse),
    }
}

/// Tells whether `text` is the path of something on a server from its root, in plain letters.
pub(super) fn is_whole_path(text: &str) -> bool {
    let is_plain = text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-._/".contains(&it));
    text.starts_with('/') && is_plain && !text.split('/').any(|part| part == "..")
}

/// Returns the milestone that a name with its region means.
fn of_region(name: &Located<String>, path: &str, binding: &mut Binding) -> Option<Located<graph::MilestoneRef>> {
    if !name.value.contains('/') {
        let message = format!("`{}` does not say whose milestone it is", name.value);
        let help = format!("write the region before it, as `uk/{}`", name.value);
        binding.fault(&dangling_ref::CODE, name.span, "no region", message, help, path);
        return None;
    }
    milestone_ref(name, "", path, binding)
}

fn targets(workspace: &Workspace, graph: &Graph, binding: &mut Binding) -> BTreeMap<String, graph::Target> {
    let mut targets = BTreeMap::new();
    for (name, target) in &workspace.targets {
        let path = format!("targets.{}", name.value);
        let is_file_name = name.value.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_.".contains(&it))
            && !name.value.starts_with('.')
            && !name.value.is_empty();
        if !is_file_name {
            let message = format!("`{}` cannot be the name of a folder", name.value);
            binding.fault(&wrong_type::CODE, name.span, "a target's name", message, "use letters, digits, `-` and `_`", &path);
            continue;
        }
        for host in target.hosts.iter().flatten().filter(|it| !graph.hosts.contains_key(&it.value)) {
            let help = suggestion(&host.value, graph.hosts.keys().map(String::as_str), "hosts");
            binding.fault(&dangling_ref::CODE, host.span, "no such host", format!("there is no host `{}`", host.value), help, &path);
        }
        let Some(kind) = target.kind else {
            if !graph.is_damaged(target.span) {
                let message = format!("the target `{}` does not say what it is", name.value);
                binding.fault(&wrong_type::CODE, name.span, "no kind", message, "add `kind = \"nginx\"`", &path);
            }
            continue;
        };
        let listen: Vec<u16> = target.listen.as_ref().map_or_else(|| vec![80], |it| it.iter().map(|it| it.value).collect());
        let listen_tls: Vec<u16> = target.listen_tls.iter().flatten().map(|it| it.value).collect();
        if let Some(port) = target.listen.iter().chain(&target.listen_tls).flatten().find(|it| it.value == 0) {
            binding.fault(&wrong_type::CODE, port.span, "no port", "found port 0".to_owned(), "write a port from 1 to 65535", &path);
        }
        if let Some(home) = target.home.as_ref().filter(|it| !is_whole_path(&it.value)) {
            let message = format!("`{}` is not the whole path of a folder", home.value);
            binding.fault(
                &wrong_type::CODE,
                home.span,
                "no folder",
                message,
                "write letters, digits, `-`, `_` and `.` between slashes, as `/etc/nginx`",
                &path,
            );
        }
        let home = target.home.as_ref().map_or(usual_home(kind.value), |it| it.value.trim_end_matches('/')).to_owned();
        let since = target.since.as_ref().map(|it| of_region(it, &path, binding));
        let until = target.until.as_ref().map(|it| of_region(it, &path, binding));
        // What it would be used for cannot be judged without its time.
        if matches!(since, Some(None)) || matches!(until, Some(None)) {
            continue;
        }
        let bound = graph::Target {
            home,
            since: since.flatten(),
            until: until.flatten(),
            without: target.without.iter().flatten().map(|it| it.value).collect(),
            name: name.value.clone(),
            kind: kind.value,
            hosts: target.hosts.clone().unwrap_or_default(),
            listen,
            listen_tls,
            span: name.span,
        };
        targets.insert(name.value.clone(), bound);
    }
    targets
}

/// Returns the folder in which a program looks for its configuration, as it is packaged.
fn usual_home(kind: workspace::TargetKind) -> &'static str {
    match kind {
        workspace::TargetKind::Nginx => "/etc/nginx",
        workspace::TargetKind::Haproxy => "/etc/haproxy",
        workspace::TargetKind::Envoy => "/etc/envoy",
        workspace::TargetKind::Caddy => "/etc/caddy",
        workspace::TargetKind::Apache => "/etc/apache2",
        // None is asked for there, or the workspace's own templates use it.
        _ => "/srv",
    }
}
