//! What people wrote: one `Workspace`, one `Region` a file, every value with its place.

pub mod expectation;
pub mod milestone;
pub mod notice;
pub mod place;
pub mod redirect;
pub mod region;
pub mod scalar;
pub mod service;
pub mod table;
pub mod workspace;
pub mod zone;

use crate::source::{FileId, Located, Span};
use std::collections::{BTreeMap, BTreeSet};

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
    /// The rows of redirect tables, by the table's path as it was written, from `regions/`.
    pub tables: BTreeMap<String, Vec<Located<redirect::Rule>>>,
    /// The rows of inventories, by the inventory's path as it was written, from `regions/`.
    pub inventories: BTreeMap<String, Vec<InventoryRow>>,
    /// What the workspace expects of its own URLs, in the order of the files of `tests/`.
    pub expectations: Vec<expectation::Expectation>,
    /// Pages that rules answer with, by the path as it was written, from `regions/`.
    pub pages: BTreeMap<String, FileId>,
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
}
