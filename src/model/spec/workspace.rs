//! `cutover.toml`: the program as a whole, its platforms, targets and policy.

use super::scalar::{Day, Duration};
use super::table::{Inherit, table};
use crate::source::{Located, Span};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The workspace: what holds for all regions.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Workspace {
    /// The version of the language: 1.
    #[schemars(extend("const" = 1))]
    pub spec: Located<u32>,
    /// The change as a whole.
    #[serde(default)]
    pub program: Option<Located<Program>>,
    /// Where things go, by name: the successor and others.
    #[serde(default)]
    pub platforms: BTreeMap<Located<String>, Located<Platform>>,
    /// The servers that are configured, by any name; several of one kind may stand side by side.
    #[serde(default)]
    #[schemars(extend("propertyNames" = { "pattern": "^[A-Za-z0-9_-][A-Za-z0-9._-]*$" }))]
    pub targets: BTreeMap<Located<String>, Located<Target>>,
    /// What the checks and the servers go by; what is not written has its default.
    #[serde(default)]
    pub policy: Policy,
    /// Severities and waivers.
    #[serde(default)]
    pub lint: Lint,
}

impl Workspace {
    /// Returns the places of all values that are written, by their names, as `policy.trial`.
    pub fn places(&self) -> Vec<(String, Span)> {
        let mut places = vec![("spec".to_owned(), self.spec.span)];
        self.program.places("program", &mut places);
        self.platforms.places("platforms", &mut places);
        self.targets.places("targets", &mut places);
        self.policy.places("policy", &mut places);
        self.lint.places("lint", &mut places);
        places
    }
}

table! {
    /// The change as a whole.
    pub struct Program {
        /// A short name, used in file names and headings.
        pub name: Option<Located<String>>,
        /// The brand that moves, as customers read it.
        pub brand: Option<Located<String>>,
        /// The platform that takes over: a name under `platforms`.
        pub successor: Option<Located<String>>,
        /// The head office's zone, for the dates of platforms; an IANA name such as `Asia/Shanghai`.
        pub time_zone: Option<Located<String>>,
        /// Whose clock the days of all regions are read by.
        pub sync: Option<Located<Sync>>,
        /// Why it is done, as customers are told it.
        pub reasons: Option<Vec<Located<Reason>>>,
    }
}

/// Why a brand moves; notices say it in the reader's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Reason {
    /// The successor's brands come together on one platform.
    OnePlatform,
    /// The brands appear as one.
    UnifiedPresence,
    /// Things are done once instead of twice.
    Efficiency,
}

impl Reason {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            Reason::OnePlatform => "one-platform",
            Reason::UnifiedPresence => "unified-presence",
            Reason::Efficiency => "efficiency",
        }
    }
}

/// Whose clock a day is read by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Sync {
    /// Each region at its own midnight.
    Local,
    /// All regions by the head office's clock.
    Program,
}

table! {
    /// A platform that takes over: the origins that redirects may lead to, and its services.
    pub struct Platform {
        /// The name as customers read it.
        pub name: Option<Located<String>>,
        /// The allow-list of destinations: scheme and host each, as `https://www.mi.com`.
        pub origins: Option<Vec<Located<String>>>,
        /// The page for everyone that no region's own page fits.
        pub umbrella: Option<Located<String>>,
        /// Tables of the platform's own redirects (CSV, from `regions/`); they are followed too.
        pub redirects: Option<Vec<Located<String>>>,
        /// Lists of the URLs that it has (CSV or sitemaps, from `regions/`): where an old URL has no answer, the one most like
        /// it is suggested.
        pub inventory: Option<Vec<Located<String>>>,
        /// What customers use there, by name.
        pub services: BTreeMap<Located<String>, Located<PlatformService>>,
    }
}

table! {
    /// A service of a platform.
    pub struct PlatformService {
        /// Where customers reach it.
        pub url: Option<Located<String>>,
        /// The day from whose start, by the head office's clock, it is up.
        pub live_since: Option<Located<Day>>,
        /// The team that answers for it.
        pub owner: Option<Located<String>>,
    }
}

table! {
    /// A server that reads what is generated.
    #[schemars(extend("required" = ["kind"]))]
    pub struct Target {
        /// The program that it runs.
        pub kind: Option<Located<TargetKind>>,
        /// The hosts that it serves; all of the workspace's unless written.
        pub hosts: Option<Vec<Located<String>>>,
        /// The ports that it listens on; 80 unless written.
        #[schemars(inner(range(min = 1)))]
        pub listen: Option<Vec<Located<u16>>>,
        /// The ports that it listens on with TLS; none unless written. Each host that it serves then has a certificate whose
        /// `chain` and `key` are written.
        #[schemars(inner(range(min = 1)))]
        pub listen_tls: Option<Vec<Located<u16>>>,
        /// The folder on the server beside whose configuration the `include` form is put; the program's usual one unless
        /// written, such as `/etc/nginx`.
        #[schemars(extend("pattern" = r"^(/(\.|\.?[A-Za-z0-9_-][A-Za-z0-9._-]*|\.\.[A-Za-z0-9._-]+)?)+$"))]
        pub home: Option<Located<String>>,
        /// The milestone from whose switch it answers, with its region, as `uk/sunset`; from the start unless written.
        pub since: Option<Located<String>>,
        /// The milestone at whose switch it no longer answers, with its region, as `uk/redirects-end`; never unless written.
        pub until: Option<Located<String>>,
        /// What its answers may lack, where it has no words for it.
        pub without: Option<Vec<Located<Lack>>>,
    }
}

/// What the answers of a target may lack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Lack {
    /// The headers of a site, and for how long a redirect may be kept.
    Headers,
    /// `Strict-Transport-Security`.
    Hsts,
}

/// The programs that are written for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum TargetKind {
    /// nginx, from 1.22.
    Nginx,
    /// Apache httpd, from 2.4.
    Apache,
    /// HAProxy, from 2.6.
    Haproxy,
    /// Caddy, from 2.11.
    Caddy,
    /// Envoy, from 1.40.
    Envoy,
    /// A Cloudflare Worker.
    CloudflareWorker,
    /// A CloudFront Function with its key-value store.
    CloudfrontFunction,
    /// Netlify, by its table of redirects.
    Netlify,
    /// Cloudflare Pages, by its tables of redirects and headers.
    CloudflarePages,
    /// Bulk Redirects of a Cloudflare account, in front of its zones.
    CloudflareBulkRedirects,
    /// Vercel, by the routes of `vercel.json`.
    Vercel,
    /// Firebase Hosting, by `firebase.json`.
    Firebase,
    /// A gateway in Kubernetes, by routes of the Gateway API.
    GatewayApi,
    /// Any other program, by templates of one's own: each file of `templates/targets/<name>/` that ends in `.j2` is
    /// rendered with the answers of a stage, as `routes.json` has them.
    Template,
}

table! {
    /// What the checks and the servers go by.
    pub struct Policy {
        /// How long a redirect that begins is answered as temporary; "14 days" unless written, "0 days" is a stated risk.
        pub trial: Option<Located<Duration>>,
        /// How long browsers may keep a redirect on trial, or a temporary one; "5 minutes" unless written.
        pub trial_max_age: Option<Located<Duration>>,
        /// How long browsers may keep a permanent redirect; "1 day" unless written.
        pub redirect_max_age: Option<Located<Duration>>,
        /// The least time from the announcement to a customer's first loss; "30 days" unless written.
        pub announce_lead: Option<Located<Duration>>,
        /// A chain of more hops than this is a warning; 1 unless written.
        pub chain_warn: Option<Located<u32>>,
        /// A chain of more hops than this is an error; 5 unless written.
        pub chain_error: Option<Located<u32>>,
        /// The longest time without points, coupons or credit that is let pass uncompensated; "14 days" unless written.
        pub entitlement_gap: Option<Located<Duration>>,
        /// How long what was moved can at least be used; "30 days" unless written.
        pub validity_after_restore: Option<Located<Duration>>,
        /// How long paid credit is valid at least where a law may ask for it; "5 years" unless written.
        pub stored_value_validity: Option<Located<Duration>>,
        /// How long after its delivery an order is tracked and taken back; "44 days" (14 to withdraw, 30 to settle) unless written.
        pub withdrawal_tail: Option<Located<Duration>>,
        /// The least time from the notice in an app to its end; "30 days" unless written.
        pub in_app_notice_lead: Option<Located<Duration>>,
        /// How long the files that tie links to an app outlive it; "90 days" unless written.
        pub app_links_tail: Option<Located<Duration>>,
        /// The least time from the end of the last service's move to the sunset; "14 days" unless written.
        pub slack: Option<Located<Duration>>,
        /// The least time from the sunset to the end of the redirects; "365 days" unless written, as Google asks for.
        pub redirect_period: Option<Located<Duration>>,
        /// How long a link to unsubscribe works after the last mail at least; "30 days" unless written, as the FTC asks for.
        pub opt_out_tail: Option<Located<Duration>>,
        /// How long the domain of a closed store is kept at least; "5 years" unless written.
        pub domain_retention: Option<Located<Duration>>,
        /// Of a hundred old URLs, how many may lead to a home page; 10 unless written.
        pub home_page_share: Option<Located<u32>>,
        /// Whether each response of a closing site carries `Cutover-Stage`, a digest of all that its host answers at that
        /// time: `cutover verify` then tells which stage a server is at; `false` unless written.
        pub stage_header: Option<Located<bool>>,
        /// Of a hundred written redirects, how many one change may lose before `cutover diff` stops; 5 unless written, and
        /// then a change that loses fewer than ten is let pass.
        pub max_redirects_lost: Option<Located<u32>>,
        /// Whether `cutover diff` lets a sunset, a freeze or a sales stop come earlier than was announced; `refuse` unless
        /// written.
        pub sunset_earlier: Option<Located<Permit>>,
        /// Of a hundred hits of the inventories (of a hundred URLs, where no hits are known), how many one change may answer
        /// otherwise before `cutover diff` stops; any number unless written.
        pub max_answers_changed: Option<Located<u32>>,
        /// Whether `cutover diff` lets a host or an alias go that was answered before; `allow` unless written.
        pub host_lost: Option<Located<Permit>>,
        /// Whether `cutover diff` lets a URL of an independent region be answered otherwise; `refuse` unless written.
        pub independent_touched: Option<Located<Permit>>,
        /// The languages in which customers of a country have to be told, by ISO 3166-1 code, as `{ BE = ["fr", "nl"] }`;
        /// `FR` has `fr` unless written.
        pub required_languages: BTreeMap<Located<String>, Vec<Located<String>>>,
    }
}

/// Whether a change may do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Permit {
    /// It stops, and says what to type.
    Refuse,
    /// It goes on.
    Allow,
}

impl Permit {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> &'static str {
        match self {
            Permit::Refuse => "refuse",
            Permit::Allow => "allow",
        }
    }
}

table! {
    /// What this workspace thinks of the rules.
    pub struct Lint {
        /// Another severity for a rule, by the rule's name.
        pub severity: BTreeMap<Located<String>, Located<Level>>,
        /// Findings that are let pass, each with its reason.
        pub waivers: Option<Vec<Located<Waiver>>>,
    }
}

/// What a rule's findings count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Level {
    /// Not told at all.
    Allow,
    /// Told.
    Info,
    /// Told; fails with `--deny`.
    Warning,
    /// A warning in a draft, an error with `--strict`.
    Release,
    /// Fails.
    Error,
}

/// A finding that is let pass, at one place, for a reason, until a day.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Waiver {
    /// The rule, as `date/short-lead`.
    pub rule: Located<String>,
    /// The place: `uk.milestones.sunset`, `uk/redirects.csv:14`, or a region.
    pub at: Located<String>,
    /// Why it is let pass.
    pub because: Located<String>,
    /// The role that approved it.
    pub approver: Located<String>,
    /// The last day on which it holds.
    pub expires: Located<Day>,
}

impl TargetKind {
    /// Returns the word for it, as the language writes it.
    pub fn word(self) -> String {
        let word = serde_json::to_value(self).ok().and_then(|it| it.as_str().map(str::to_owned));
        word.expect("spec: a kind of target is a word")
    }
}
