//! What a workspace expects of its own URLs: entries of `tests/*.toml`, rows of `tests/*.csv`.

use super::scalar::At;
use crate::source::Located;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One file of `tests/`.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Expectations {
    /// What is expected, one entry a request.
    pub expect: Vec<Located<Expectation>>,
}

/// What one request must get. At least one of `answer`, `status`, `location`, `ends` and `header` is written.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Expectation {
    /// The URL, whole, as `https://www.po.co/uk/sale`.
    pub url: Located<String>,
    /// When it is asked: a day (its start by the clock of the URL's site), a time, a stage's name or its beginning, or a
    /// milestone, as `uk/sunset` (its switch); the last stage unless written.
    pub at: Option<Located<At>>,
    /// The method; `GET` unless written.
    pub method: Option<Located<Method>>,
    /// What kind of answer it is.
    pub answer: Option<Located<Kind>>,
    /// The status.
    pub status: Option<Located<u16>>,
    /// Where it leads, byte for byte; what begins with `/` is on the host of `url`, over https.
    pub location: Option<Located<String>>,
    /// Where a visitor ends who follows it through the workspace; what begins with `/` is as in `location`.
    pub ends: Option<Located<String>>,
    /// Headers that it carries, by name.
    #[serde(default)]
    pub header: BTreeMap<Located<String>, Located<String>>,
    /// What it is for.
    pub note: Option<Located<String>>,
}

impl Expectation {
    /// Tells whether anything is expected at all.
    pub fn is_some(&self) -> bool {
        let is_written = [self.answer.is_some(), self.status.is_some(), self.location.is_some(), self.ends.is_some()];
        is_written.contains(&true) || !self.header.is_empty()
    }
}

/// The method of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(inline)]
pub enum Method {
    Get,
    Head,
    Post,
    Put,
    Patch,
    Delete,
    Options,
}

impl Method {
    /// All of them.
    pub const ALL: [Method; 7] = [Method::Get, Method::Head, Method::Post, Method::Put, Method::Patch, Method::Delete, Method::Options];

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Head => "HEAD",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Patch => "PATCH",
            Method::Delete => "DELETE",
            Method::Options => "OPTIONS",
        }
    }
}

/// A kind of answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum Kind {
    /// It leads elsewhere.
    Redirect,
    /// 410, with a page.
    Gone,
    /// 200, with a page of ours.
    Page,
    /// 503, with a page.
    Unavailable,
    /// What the shop's own server says.
    Serve,
    /// 404.
    NotFound,
    /// The host is an independent region's, and nothing is generated for it.
    Untouched,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 7] = [Kind::Redirect, Kind::Gone, Kind::Page, Kind::Unavailable, Kind::Serve, Kind::NotFound, Kind::Untouched];

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Redirect => "redirect",
            Kind::Gone => "gone",
            Kind::Page => "page",
            Kind::Unavailable => "unavailable",
            Kind::Serve => "serve",
            Kind::NotFound => "not-found",
            Kind::Untouched => "untouched",
        }
    }
}
