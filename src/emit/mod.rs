//! Plan → Artifacts: one file an emitter, one template folder of the same name.

pub mod language;
pub mod nginx;
pub mod notices;

use crate::model::artifact::Artifacts;
use crate::model::graph::Target;
use crate::model::plan::notice::Notice;
use crate::model::plan::{PageBody, Plan};
use crate::model::spec::workspace::TargetKind;
use crate::template::{Failure, Templates};
use std::collections::{BTreeMap, BTreeSet};

/// What is written of a plan: everything, unless narrowed.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// The ranks of the stages.
    pub stages: Option<BTreeSet<usize>>,
    /// The names of the targets.
    pub targets: Option<BTreeSet<String>>,
    /// The ids of the regions.
    pub regions: Option<BTreeSet<String>>,
    /// The folders and files at the top of the output, without their endings.
    pub only: Option<BTreeSet<String>>,
}

impl Selection {
    /// Tells whether anything is left out.
    pub fn is_partial(&self) -> bool {
        self.stages.is_some() || self.targets.is_some() || self.regions.is_some() || self.only.is_some()
    }

    /// Tells whether what stands at the top as `folder` is asked for.
    fn has(&self, folder: &str) -> bool {
        self.only.as_ref().is_none_or(|it| it.contains(folder))
    }

    fn has_region(&self, region: &str) -> bool {
        self.regions.as_ref().is_none_or(|it| it.contains(region))
    }

    fn has_stage(&self, rank: usize) -> bool {
        self.stages.as_ref().is_none_or(|it| it.contains(&rank))
    }

    fn has_target(&self, target: &Target) -> bool {
        self.targets.as_ref().is_none_or(|it| it.contains(&target.name))
    }
}

/// Why something cannot be written: a template that fails, or a message that is missing.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault(pub String);

impl From<language::Fault> for Fault {
    fn from(fault: language::Fault) -> Fault {
        Fault(fault.to_string())
    }
}

impl From<Failure> for Fault {
    fn from(failure: Failure) -> Fault {
        Fault(failure.to_string())
    }
}

/// What one target's language cannot say.
#[derive(Clone, Debug)]
pub struct Refused<'p> {
    pub target: &'p Target,
    pub refusal: nginx::Refusal,
}

/// Returns what no server of the workspace may be told otherwise: each rule that a target cannot hold.
pub fn refused(plan: &Plan) -> Vec<Refused<'_>> {
    let of = |target: &Target| match target.kind {
        TargetKind::Nginx => nginx::cannot(plan, target),
    };
    plan.graph.targets.values().flat_map(|target| of(target).into_iter().map(move |refusal| Refused { target, refusal })).collect()
}

/// Returns every file of the output, or everything that keeps it from being written.
pub fn emit(plan: &Plan, selection: &Selection) -> Result<Artifacts, Vec<Fault>> {
    let overlay = overlay(plan);
    let mut printer = notices::Printer::new(&overlay);
    let mut faults = Vec::new();
    let pages = pages(plan, &mut printer, &mut faults);
    let templates = Templates::new(overlay);
    let mut out = Artifacts::default();
    for rank in (0..plan.stages.len()).filter(|it| selection.has("stages") && selection.has_stage(*it)) {
        for target in plan.graph.targets.values().filter(|it| selection.has_target(it)) {
            let prefix = format!("stages/{}/{}/", plan.stages[rank].name, target.name);
            let subject = nginx::Subject { plan, target, stage: rank, pages: &pages, templates: &templates };
            if let Err(failure) = nginx::emit(&subject, &prefix, &mut out) {
                faults.push(failure.into());
            }
        }
    }
    if selection.has("notices") {
        let notices: Vec<Notice> = plan.notices.iter().filter(|it| selection.has_region(&it.region)).cloned().collect();
        match printer.notices(&notices) {
            Ok(notices) => out.files.extend(notices.files),
            Err(found) => faults.extend(found.into_iter().map(Fault::from)),
        }
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

/// Returns what the workspace lays over the built-in templates, by the path below `templates/`.
fn overlay(plan: &Plan) -> BTreeMap<String, String> {
    let below = plan.sources.files().filter_map(|(_, it)| Some((it.path.strip_prefix("templates/")?.to_owned(), it.text.clone())));
    below.collect()
}

/// Returns the bytes of every page that an answer may name.
fn pages(plan: &Plan, printer: &mut notices::Printer, faults: &mut Vec<Fault>) -> BTreeMap<String, Vec<u8>> {
    let mut pages = BTreeMap::new();
    for page in plan.pages.values() {
        let body = match &page.body {
            PageBody::File(file) => {
                plan.sources.find_file(&format!("regions/{file}")).map(|it| plan.sources.file(it).text.clone().into_bytes())
            }
            PageBody::Notice { region, kind } => match printer.page(&plan.graph, &plan.notices, region, *kind) {
                Ok(body) => Some(body),
                Err(found) => {
                    faults.extend(found.into_iter().map(Fault::from));
                    None
                }
            },
        };
        pages.insert(page.name.clone(), body.unwrap_or_default());
    }
    pages
}

/// What stands at the top of the output, without endings.
pub const FOLDERS: &[&str] = &["stages", "notices"];
