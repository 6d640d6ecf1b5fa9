//! Redirects: rules, tables, defaults and inventories.

use super::place::Closure;
use super::scalar::{Duration, QueryPolicy};
use super::table::table;
use crate::source::Located;
use schemars::JsonSchema;
use serde::Deserialize;

table! {
    /// Where the old URLs lead.
    pub struct Redirects {
        /// Tables (CSV with the columns `from,to` and any key of a rule), paths from `regions/`.
        pub tables: Option<Vec<Located<String>>>,
        /// Lists of the URLs that exist today, paths from `regions/`: CSV with a column `url`, and `methods`, `hits` if known; or
        /// sitemaps (`.xml`, packed as `.gz`, or an index of those beside it).
        pub inventory: Option<Vec<Located<String>>>,
        /// Lists of what pages that stay say of others (CSV with the columns `url,href`, and `rel` if known), paths from `regions/`.
        pub alternates: Option<Vec<Located<String>>>,
        /// What happens to queries; `"keep"` unless written.
        pub query: Option<Located<QueryPolicy>>,
        /// The answer of a path that no rule names, once the site is dark.
        pub default: Option<Located<Fallback>>,
        /// Other spellings of a source that answer alike; all unless written.
        pub closure: Option<Vec<Located<Closure>>>,
        /// How long a redirect that begins is answered as temporary; the policy's unless written.
        pub trial: Option<Located<Duration>>,
        /// Rules; over tables for the few that need more than two columns.
        pub rules: Option<Vec<Located<Rule>>>,
    }
}

table! {
    /// One redirect, or another answer to a path.
    pub struct Rule {
        /// The source: a path joined to the site's, with `:name` for a segment and `*` at the end, and conditions as `?key=value`.
        pub from: Option<Located<String>>,
        /// The destination: a path joined to the successor's, or a whole `https` URL.
        pub to: Option<Located<String>>,
        /// Another answer than a redirect.
        pub answer: Option<Located<AnswerKind>>,
        /// The status of the redirect (RFC 9110); 301 unless written. 307 and 308 keep the method, 301 and 308 are permanent.
        pub status: Option<Located<Status>>,
        /// What happens to the query; the site's policy unless written.
        pub query: Option<Located<QueryPolicy>>,
        /// The milestone from which the rule holds; `sunset` unless written.
        pub since: Option<Located<String>>,
        /// The milestone until which the rule holds; `redirects-end` unless written.
        pub until: Option<Located<String>>,
        /// The one site that it is for, where the region has several.
        pub site: Option<Located<String>>,
        /// How long it is answered as temporary once it begins; the region's unless written.
        pub trial: Option<Located<Duration>>,
        /// The file that `answer = "page"` serves, a path from `regions/`; the region's notice unless written.
        pub page: Option<Located<String>>,
        /// A note for people; nothing reads it.
        pub note: Option<Located<String>>,
        /// Removes the inherited rule of the same `from` and `since`, and says why.
        pub dropped: Option<Located<String>>,
    }
}

table! {
    /// The answer of whatever no rule names.
    pub struct Fallback one of [to, answer] {
        /// The destination; a `*` in it stands for the path behind the site's.
        pub to: Option<Located<String>>,
        /// Another answer than a redirect.
        pub answer: Option<Located<AnswerKind>>,
        /// The status of the redirect (RFC 9110); 301 unless written.
        pub status: Option<Located<Status>>,
        /// What happens to the query; the site's policy unless written.
        pub query: Option<Located<QueryPolicy>>,
        /// The milestone from which it holds; for a site `sunset`, for a host at once, unless written.
        pub since: Option<Located<String>>,
    }
}

/// What a path answers where it is not redirected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum AnswerKind {
    /// 410 with a page.
    Gone,
    /// 200 with a page.
    Page,
    /// 503 with a page, and when to come again.
    Unavailable,
    /// What the site's own server says.
    Serve,
}

/// What a URL of an inventory is for, where it is no page like others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum UrlKind {
    Reset,
    Verify,
    Unsubscribe,
    Track,
    Invoice,
    Warranty,
    Campaign,
    Coupon,
    Search,
}

impl UrlKind {
    /// All kinds.
    pub const ALL: [UrlKind; 9] = [
        UrlKind::Reset,
        UrlKind::Verify,
        UrlKind::Unsubscribe,
        UrlKind::Track,
        UrlKind::Invoice,
        UrlKind::Warranty,
        UrlKind::Campaign,
        UrlKind::Coupon,
        UrlKind::Search,
    ];

    /// Returns the word for it, as an inventory writes it.
    pub fn word(self) -> &'static str {
        match self {
            UrlKind::Reset => "reset",
            UrlKind::Verify => "verify",
            UrlKind::Unsubscribe => "unsubscribe",
            UrlKind::Track => "track",
            UrlKind::Invoice => "invoice",
            UrlKind::Warranty => "warranty",
            UrlKind::Campaign => "campaign",
            UrlKind::Coupon => "coupon",
            UrlKind::Search => "search",
        }
    }

    /// Tells whether customers hold such links in old mail, on paper or on a box.
    pub fn is_held(self) -> bool {
        !matches!(self, UrlKind::Campaign | UrlKind::Coupon | UrlKind::Search)
    }

    /// Tells whether such a URL says what it is about in its query.
    pub fn needs_its_query(self) -> bool {
        matches!(self, UrlKind::Track | UrlKind::Campaign | UrlKind::Coupon | UrlKind::Search)
    }
}

/// The status of a redirect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status(pub u16);

impl Status {
    /// The statuses that a redirect can have.
    pub const ALL: [u16; 4] = [301, 302, 307, 308];
}

impl<'de> Deserialize<'de> for Status {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Status, D::Error> {
        let status = i64::deserialize(deserializer)?;
        let known = Status::ALL.into_iter().find(|it| i64::from(*it) == status);
        known.map(Status).ok_or_else(|| serde::de::Error::custom(format!("found status {status}, wanted 301, 302, 307 or 308")))
    }
}

impl JsonSchema for Status {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Status".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "enum": Status::ALL })
    }
}
