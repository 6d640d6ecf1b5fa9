//! Sites, hosts, domains and certificates: what answers, and under which names.

use super::redirect::Fallback;
use super::scalar::{Day, DayOrForever, Duration, QueryPolicy};
use super::table::table;
use crate::source::Located;
use schemars::JsonSchema;
use serde::Deserialize;

table! {
    /// A URL, host and literal path, that the region answers for.
    pub struct Site {
        /// A name within the region; findings and `site` of a rule use it.
        pub id: Option<Located<String>>,
        /// Where it stands, as `https://www.po.co/uk/`: it owns this path and everything below it.
        pub url: Option<Located<String>>,
        /// Where it goes, as `https://www.mi.com/uk/`; redirects are joined to it.
        pub successor: Option<Located<String>>,
        /// The server that serves the site today, as `http://127.0.0.1:8081`; it answers until the site is dark.
        pub upstream: Option<Located<String>>,
        /// The zone that the site's days are read in, where it is not the region's.
        pub time_zone: Option<Located<String>>,
        /// What happens to queries, where it is not what the region says.
        pub query: Option<Located<QueryPolicy>>,
        /// The answer of a path that no rule names, where it is not what the region says.
        pub default: Option<Located<Fallback>>,
        /// Other spellings of a source that answer alike, where it is not what the region says.
        pub closure: Option<Vec<Located<Closure>>>,
        /// Paths that no pattern and no default may take; a prefix if it ends in `/`.
        pub reserved: Option<Vec<Located<String>>>,
    }
}

/// Another spelling of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Closure {
    /// All hex digits of its escapes in lower case.
    HexCase,
    /// The characters ``!$&'()*+,;=:@`` as themselves.
    Decoded,
    /// With a slash at its end where it has none, without where it has one.
    TrailingSlash,
}

table! {
    /// A DNS name that serves; it is described once, in whichever region.
    pub struct Host {
        /// Names that answer as this one does, in one hop.
        pub aliases: Option<Vec<Located<String>>>,
        /// The server for paths that no site owns, until the default begins.
        pub upstream: Option<Located<String>>,
        /// The answer for paths that no site owns, and since when.
        pub default: Option<Located<Fallback>>,
        /// The server for reserved paths such as `/.well-known/`; it may outlive the sunset.
        pub reserved_upstream: Option<Located<String>>,
        /// What the host's server says under `/robots.txt` as long as it is asked for that: a copy, its path from `regions/`.
        pub robots: Option<Located<String>>,
        /// The certificate that covers it: a name under `certificates`.
        pub certificate: Option<Located<String>>,
        /// HTTP Strict Transport Security (RFC 6797).
        pub hsts: Option<Located<Hsts>>,
        /// The team that answers for it.
        pub owner: Option<Located<String>>,
    }
}

table! {
    /// HTTP Strict Transport Security (RFC 6797).
    pub struct Hsts {
        /// How long a browser keeps to https (`max-age`).
        pub max_age: Option<Located<Duration>>,
        /// Whether all names below are bound too (`includeSubDomains`).
        pub include_subdomains: Option<Located<bool>>,
        /// Whether browsers carry the name in their own list: http is then first sent to https on the same host.
        pub preload: Option<Located<bool>>,
    }
}

table! {
    /// A registered name: registration, zone and mail.
    pub struct Domain {
        /// Where it is registered.
        pub registrar: Option<Located<String>>,
        /// The day until which it is paid for.
        pub registered_until: Option<Located<Day>>,
        /// Whether it is renewed by itself.
        pub auto_renew: Option<Located<bool>>,
        /// The last day on which it is kept; a name that lapses is taken over by others.
        pub retain: Option<Located<DayOrForever>>,
        /// Who answers for it: an address that is not on the domain itself.
        pub owner: Option<Located<String>>,
        /// Who pays.
        pub budget: Option<Located<String>>,
        /// Where its zone is served, and for how long answers are kept.
        pub dns: Option<Located<Dns>>,
        /// Its whole zone before the change, as a zone file (RFC 1035 section 5) below `regions/`; instead of `records`.
        pub zone: Option<Located<String>>,
        /// What is known of the zone before the change.
        pub records: Option<Vec<Located<Record>>>,
        /// What names lead to once our servers answer; without a name, every name of ours.
        pub edge: Option<Vec<Located<Record>>>,
        /// What becomes of its mail.
        pub mail: Option<Located<Mail>>,
    }
}

table! {
    /// Where a zone is served.
    pub struct Dns {
        /// The provider.
        pub provider: Option<Located<String>>,
        /// How long resolvers keep answers today (the records' TTL).
        pub ttl: Option<Located<Duration>>,
        /// How long resolvers keep answers around a switch; lowered one old `ttl` before it, restored after it.
        pub switch_ttl: Option<Located<Duration>>,
        /// Whether the zone is signed: a DS record stands at the registry (RFC 4035).
        pub dnssec: Option<Located<bool>>,
        /// Who serves the zone after the change, where another does.
        pub next_provider: Option<Located<String>>,
        /// The milestone with which the next provider takes the zone over.
        pub next_since: Option<Located<String>>,
        /// How a signed zone gets to the next provider.
        pub handover: Option<Located<Handover>>,
        /// How long resolvers keep the DS record of the registry; "1 day" unless written.
        pub ds_ttl: Option<Located<Duration>>,
    }
}

/// How a signed zone changes its provider (RFC 6781 section 4.3.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Handover {
    /// The DS record is taken away first, and set anew once the next provider signs.
    Unsign,
    /// Both providers publish both keys until resolvers have forgotten the old ones (RFC 8901).
    DoubleSign,
}

table! {
    /// A DNS record.
    pub struct Record {
        /// The name within the zone; `@` is the zone's own.
        pub name: Option<Located<String>>,
        /// `A`, `AAAA`, `CNAME`, `MX`, `TXT`, …
        #[schemars(extend("pattern" = r"^[A-Za-z][A-Za-z0-9]*$"))]
        pub r#type: Option<Located<String>>,
        /// The record's data, as a zone file has it (RFC 1035 section 5); a text may stand without quotes.
        pub value: Option<Located<String>>,
        /// How long resolvers keep it, where that is not the `ttl` of `dns`.
        pub ttl: Option<Located<Duration>>,
        /// The milestone with which what it leads to is let go; the record is deleted before.
        pub ends: Option<Located<String>>,
    }
}

table! {
    /// What becomes of a domain's mail.
    pub struct Mail {
        /// The last day on which mail is received.
        pub receive_until: Option<Located<Day>>,
        /// The last day on which mail is sent.
        pub send_until: Option<Located<Day>>,
        /// The state after that.
        pub then: Option<Located<MailEnd>>,
        /// The address to which mail is passed on, where it is.
        pub forward_to: Option<Located<String>>,
        /// Where reports on misuse go (`rua` of DMARC, RFC 7489 section 6.3), as `mailto:dmarc@mi.example`.
        pub reports: Option<Located<String>>,
    }
}

/// How a domain's mail ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum MailEnd {
    /// No mail is taken (RFC 7505).
    NullMx,
    /// Mail is passed on.
    Forward,
    /// Mail stays as it is.
    Keep,
}

table! {
    /// A certificate.
    pub struct Certificate {
        /// The names that it holds; `*.` covers one label.
        pub names: Option<Vec<Located<String>>>,
        /// Who issues it, as CAA records name it.
        pub issuer: Option<Located<String>>,
        /// How it is renewed.
        pub renewal: Option<Located<Renewal>>,
        /// How the issuer sees that the names are ours (RFC 8555 section 8).
        pub challenge: Option<Located<Challenge>>,
        /// The zone in which DNS challenges are answered, where it is not that of the names.
        pub challenge_zone: Option<Located<String>>,
        /// The day on which the present one ends.
        pub not_after: Option<Located<Day>>,
        /// Where it lies on the servers, followed by those that vouch for it (PEM).
        #[schemars(extend("pattern" = r"^(/(\.|\.?[A-Za-z0-9_-][A-Za-z0-9._-]*|\.\.[A-Za-z0-9._-]+))+$"))]
        pub chain: Option<Located<String>>,
        /// Where its key lies on the servers (PEM); the key itself is never written here.
        #[schemars(extend("pattern" = r"^(/(\.|\.?[A-Za-z0-9_-][A-Za-z0-9._-]*|\.\.[A-Za-z0-9._-]+))+$"))]
        pub key: Option<Located<String>>,
    }
}

/// How a certificate is renewed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Renewal {
    Automatic,
    Manual,
}

/// How an issuer sees that a name is ours (RFC 8555 section 8, RFC 8737).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Challenge {
    /// A file below `/.well-known/acme-challenge/`.
    #[serde(rename = "http-01")]
    Http,
    /// A TXT record at `_acme-challenge`.
    #[serde(rename = "dns-01")]
    Dns,
    /// A certificate of its own during the handshake.
    #[serde(rename = "tls-alpn-01")]
    TlsAlpn,
}

impl Challenge {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Challenge::Http => "http-01",
            Challenge::Dns => "dns-01",
            Challenge::TlsAlpn => "tls-alpn-01",
        }
    }
}
