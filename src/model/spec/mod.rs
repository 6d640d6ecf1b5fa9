//! What people wrote: one `Workspace`, one `Region` a file, every value with its place.

pub mod approval;
pub mod colour;
pub mod expectation;
pub mod milestone;
pub mod notice;
pub mod owners;
pub mod place;
pub mod redirect;
pub mod region;
pub mod scalar;
pub mod service;
pub mod table;
pub mod workspace;
pub mod zone;

use crate::model::rows::PlainRows;
use crate::source::{FileId, Located, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

pub use region::Region;
pub use workspace::Workspace;

/// A workspace as it was written.
#[derive(Clone, Debug, Default)]
pub struct Spec {
    /// `None` where the file is missing or cannot be read as TOML.
    pub workspace: Option<Workspace>,
    /// The file that holds `workspace`.
    pub workspace_file: Option<FileId>,
    /// By the region's id, which is the file's name.
    pub regions: BTreeMap<String, RegionFile>,
    /// The rows of redirect tables but the plain ones, by the table's path as it was written, from `regions/`.
    pub tables: BTreeMap<String, Vec<Located<redirect::Rule>>>,
    /// Whether each row is read as a rule like any other.
    pub is_row_by_row: bool,
    /// Those rows that say no more than where a path leads.
    pub plain: BTreeMap<String, Arc<PlainRows>>,
    /// The rows of inventories, by the inventory's path as it was written, from `regions/`.
    pub inventories: BTreeMap<String, Vec<InventoryRow>>,
    /// The rows of what pages say of others, by the list's path as it was written, from `regions/`.
    pub alternates: BTreeMap<String, Vec<AlternateRow>>,
    /// What the workspace expects of its own URLs, in the order of the files of `tests/`.
    pub expectations: Vec<expectation::Expectation>,
    /// Who signed which text, in the order of `approvals.toml`.
    pub approvals: Vec<Located<approval::Approval>>,
    /// Pages that rules answer with, by the path as it was written, from `regions/`.
    pub pages: BTreeMap<String, FileId>,
    /// The pictures that brands are known by, as SVG, by the path as it was written, from `regions/`.
    pub logos: BTreeMap<String, Arc<String>>,
    /// The zone files of domains, by the domain's name.
    pub zones: BTreeMap<String, zone::ZoneFile>,
    /// Entries that are written twice: which is meant is not known, and nothing that rules say of either counts.
    pub twice: Vec<Span>,
    /// Entries that could not be read in full: what seems to be missing there is no second fault.
    pub damaged: Vec<Span>,
    /// Every name that was written in any file, read or not, as `uk.services.points`.
    pub written: BTreeSet<String>,
}

/// One file of `regions/`.
#[derive(Clone, Debug)]
pub struct RegionFile {
    pub file: FileId,
    /// `None` where the file cannot be read as TOML: whoever extends it cannot be judged.
    pub region: Option<Region>,
}

/// One URL that exists today.
#[derive(Clone, Debug)]
pub struct InventoryRow {
    pub url: Located<String>,
    /// In capitals; empty if they are not known.
    pub methods: Vec<String>,
    /// How often it was asked for, if that is known.
    pub hits: Option<u64>,
    /// What it is for, where that is said.
    pub kind: Option<redirect::UrlKind>,
    /// How long it works after it was given out, where that is said.
    pub valid_for: Option<scalar::Duration>,
}

/// What one page says of another in a `link` (RFC 8288, RFC 6596).
#[derive(Clone, Debug)]
pub struct AlternateRow {
    /// The page that says it.
    pub url: Located<String>,
    pub rel: Rel,
    /// The page that it speaks of.
    pub href: Located<String>,
}

/// What a page says of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rel {
    /// The same in another language, or for another country (`hreflang`).
    Alternate,
    /// The address under which it wants to be found.
    Canonical,
    /// One of the pages that there are: the `url` is a sitemap.
    Sitemap,
}

impl Rel {
    /// All of them.
    pub const ALL: [Rel; 3] = [Rel::Alternate, Rel::Canonical, Rel::Sitemap];

    /// Returns the word for it, as a list writes it.
    pub fn word(self) -> &'static str {
        match self {
            Rel::Alternate => "alternate",
            Rel::Canonical => "canonical",
            Rel::Sitemap => "sitemap",
        }
    }
}
