//! Plan → Artifacts: one file an emitter, one template folder of the same name.

pub mod apache;
pub mod big;
pub mod caddy;
pub mod calendar;
pub mod certificates;
pub mod cloudflare_bulk_redirects;
pub mod cloudflare_pages;
pub mod code;
pub mod dialect;
pub mod dns;
pub mod envoy;
pub mod expression;
pub mod fidelity;
pub mod firebase;
pub mod gateway_api;
pub mod go_no_go;
pub mod haproxy;
pub mod index;
pub mod inventory;
pub mod language;
pub mod manifest;
pub mod netlify;
pub mod nginx;
pub mod notices;
pub mod own;
pub mod picture;
pub mod placement;
pub mod plan_json;
pub mod probes;
pub mod proof;
pub mod redirects;
pub mod refuse;
pub mod release;
pub mod roles;
pub mod rollback;
pub mod routes;
pub mod runbook;
pub mod services;
pub mod shape;
pub mod table;
pub mod target;
pub mod tasks;
pub mod vercel;

use crate::model::artifact::Artifacts;
use crate::model::graph::{Region, Target};
use crate::model::plan::probe::Probe;
use crate::model::plan::{PageBody, Plan};
use crate::model::spec::notice::Channel;
use crate::source::Located;
use crate::template::{Failure, Templates};
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use std::collections::{BTreeMap, BTreeSet};
use target::{Emitter, Refusal, Subject};

/// What writes for targets, in the order in which they are shown.
pub const EMITTERS: &[Emitter] = &[
    nginx::EMITTER,
    apache::EMITTER,
    haproxy::EMITTER,
    caddy::EMITTER,
    envoy::EMITTER,
    code::cloudflare_worker::EMITTER,
    code::cloudfront_function::EMITTER,
    netlify::EMITTER,
    cloudflare_pages::EMITTER,
    cloudflare_bulk_redirects::EMITTER,
    vercel::EMITTER,
    firebase::EMITTER,
    gateway_api::EMITTER,
    own::EMITTER,
];

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

    /// Tells whether the stage of that rank is asked for.
    pub fn has_stage(&self, rank: usize) -> bool {
        self.stages.as_ref().is_none_or(|it| it.contains(&rank))
    }

    /// Tells whether a folder, or a file at the top by its name without ending, is asked for.
    fn has_folder(&self, name: &str) -> bool {
        self.only.as_ref().is_none_or(|it| it.contains(name))
    }

    /// Tells whether a file is asked for, by the first part of its path and by the region that it is named after.
    fn has_path(&self, path: &str) -> bool {
        let (first, rest) = path.split_once('/').unwrap_or((path, ""));
        let top = if rest.is_empty() { first.split('.').next().unwrap_or(first) } else { first };
        let region = rest.split(['/', '.']).next().unwrap_or(rest);
        let is_of_region = OF_REGIONS.contains(&top);
        // Two folders below a stage's name lie what targets read; right below it what is no target's.
        let is_configuration = top == STAGES && rest.matches('/').count() > 1;
        let is_table = top == REDIRECTS && rest.ends_with(".csv");
        (self.has_folder(top) || (is_configuration && self.has_folder(CONFIGURATIONS)) || (is_table && self.has_folder(REDIRECT_TABLES)))
            && (!is_of_region || path == notices::index::PATH || self.regions.as_ref().is_none_or(|it| it.contains(region)))
    }
}

/// What holds for each stage, and the part of it that servers read.
const STAGES: &str = "stages";
const CONFIGURATIONS: &str = "configurations";
/// Every rule, for people and programs, and the form for people alone.
const REDIRECTS: &str = "redirects";
const REDIRECT_TABLES: &str = "redirects.csv";

/// The folders whose files are named after regions.
const OF_REGIONS: [&str; 4] = ["notices", "placement", "redirects", "services"];

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
    pub refusal: Refusal,
}

/// Returns what writes for `target`.
fn emitter(target: &Target) -> &'static Emitter {
    EMITTERS.iter().find(|it| it.kind == target.kind).expect("emit: every kind of target has an emitter")
}

/// Returns what no server of the workspace may be told otherwise: each rule that a target cannot hold.
pub fn refused(plan: &Plan) -> Vec<Refused<'_>> {
    plan.graph
        .targets
        .values()
        .flat_map(|target| (emitter(target).cannot)(plan, target).into_iter().map(move |refusal| Refused { target, refusal }))
        .collect()
}

/// Returns the languages of regions in which there are no messages, and those that there are.
pub fn unsaid(plan: &Plan) -> (Vec<(&Region, &Located<String>)>, BTreeSet<String>) {
    let known = language::locales(&overlay(plan));
    let told = plan.graph.retiring().filter(|it| it.notices.is_some());
    let unsaid = told.flat_map(|region| region.locales.iter().filter(|it| !known.contains(&it.value)).map(move |it| (region, it)));
    (unsaid.collect(), known)
}

/// Returns the languages that a workspace brings and in which something cannot be said, with what that is.
pub fn half_said(plan: &Plan) -> Vec<(&Region, &Located<String>, String)> {
    let overlay = overlay(plan);
    let is_other = |path: &str, text: &str| path.ends_with(".ftl") && !language::is_built_in(path, text);
    let own: Vec<&String> = overlay.iter().filter(|(path, text)| is_other(path, text)).map(|it| it.0).collect();
    let is_own = |locale: &str| own.iter().any(|it| it.starts_with(&format!("notices/{locale}/")));
    let told = plan.graph.retiring().filter(|it| it.notices.is_some());
    let locales = told.flat_map(|region| region.locales.iter().map(move |it| (region, it))).filter(|(_, it)| is_own(&it.value));
    locales.filter_map(|(region, it)| Some((region, it, language::lacks(&it.value, &overlay).told(&it.value)?))).collect()
}

/// What one region's customers are not told in one of its languages, and whether a native reader has signed the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// The region's id.
    pub region: String,
    /// As the region writes it.
    pub locale: String,
    pub lacks: language::Lacks,
}

/// Returns, for each retiring region with notices and each of its languages, what is missing: nothing may be.
pub fn missing(plan: &Plan) -> Vec<Missing> {
    let overlay = overlay(plan);
    let told = plan.graph.retiring().filter(|it| it.notices.is_some());
    let languages = told.flat_map(|region| region.locales.iter().map(move |it| (region.id.clone(), it.value.clone())));
    languages.map(|(region, locale)| Missing { lacks: language::lacks(&locale, &overlay), region, locale }).collect()
}

/// Returns the regions whose pushes are longer than phones show, with what is.
pub fn too_long(plan: &Plan) -> Vec<(&Region, Vec<String>)> {
    if !plan.notices.iter().any(|it| it.speaks_by(Channel::Push)) {
        return Vec::new();
    }
    let found = notices::Printer::new(&overlay(plan)).too_long(&plan.notices);
    let of_region = |it: &Region| found.iter().filter(|(region, _)| *region == it.id).map(|it| it.1.to_string()).collect();
    plan.graph.retiring().map(|it| (it, of_region(it))).filter(|it: &(_, Vec<String>)| !it.1.is_empty()).collect()
}

/// Returns every text that customers read, or everything that keeps it from being said.
pub fn texts(plan: &Plan) -> Result<Vec<notices::Text>, Vec<Fault>> {
    let texts = notices::Printer::new(&overlay(plan)).texts(plan);
    texts.map_err(|found| found.into_iter().map(Fault::from).collect())
}

/// Returns the languages that customers read, and whether a person who reads each has looked at its messages: the message
/// `reviewed` says so.
pub fn reviewed(plan: &Plan) -> BTreeMap<String, bool> {
    let overlay = overlay(plan);
    let locales: BTreeSet<&String> = plan.notices.iter().map(|it| &it.locale).collect();
    let is_reviewed = |locale: &str| language::Language::new(locale, &overlay).is_ok_and(|it| it.is_reviewed());
    locales.into_iter().map(|it| (it.clone(), is_reviewed(it))).collect()
}

/// Returns every file of the output, or everything that keeps it from being written.
pub fn emit(plan: &Plan, selection: &Selection) -> Result<Artifacts, Vec<Fault>> {
    let overlay = overlay(plan);
    let mut printer = notices::Printer::new(&overlay);
    let mut faults = Vec::new();
    let pages = pages(plan, &mut printer, &mut faults);
    let templates = Templates::new(overlay);
    let mut out = Artifacts::default();
    for rank in (0..plan.stages.len()).filter(|it| selection.has_stage(*it)) {
        let is_asked = |it: &&Target| selection.targets.as_ref().is_none_or(|names| names.contains(&it.name));
        for target in plan.graph.targets.values().filter(is_asked).filter(|it| target::is_used(plan, it, rank)) {
            let prefix = format!("stages/{}/{}/", plan.stages[rank].name, target.name);
            let subject = Subject { plan, target, stage: rank, pages: &pages, templates: &templates };
            if let Err(failure) = (emitter(target).emit)(&subject, &prefix, &mut out) {
                faults.push(failure.into());
            }
        }
    }
    match printer.texts(plan) {
        Ok(texts) => {
            if let Err(failure) = notices::index::emit(plan, selection, &texts, &templates, &mut out) {
                faults.push(failure.into());
            }
            texts.into_iter().flat_map(|it| it.files).for_each(|(path, bytes)| out.add(path, bytes));
        }
        Err(found) => faults.extend(found.into_iter().map(Fault::from)),
    }
    if let Err(failure) = for_people_and_programs(plan, selection, &templates, &mut out) {
        faults.push(failure.into());
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

/// What configurations are made of beside their plan: they are written one target and one stage at a time.
pub struct Configurations {
    pages: BTreeMap<String, Vec<u8>>,
    templates: Templates,
}

impl Configurations {
    /// Makes the pages that configurations of `plan` name, or says all that keeps them from being made.
    pub fn new(plan: &Plan) -> Result<Configurations, Vec<Fault>> {
        let overlay = overlay(plan);
        let mut faults = Vec::new();
        let pages = pages(plan, &mut notices::Printer::new(&overlay), &mut faults);
        if faults.is_empty() { Ok(Configurations { pages, templates: Templates::new(overlay) }) } else { Err(faults) }
    }

    /// Returns what `target` reads at a stage: `complete/…` and `include/…`.
    pub fn of(&self, plan: &Plan, target: &Target, stage: usize) -> Result<Artifacts, Fault> {
        let mut out = Artifacts::default();
        let subject = Subject { plan, target, stage, pages: &self.pages, templates: &self.templates };
        (emitter(target).emit)(&subject, "", &mut out)?;
        Ok(out)
    }
}

/// Returns what `target` cannot be told.
pub fn refused_by(plan: &Plan, target: &Target) -> Vec<Refusal> {
    (emitter(target).cannot)(plan, target)
}

/// Adds what is no server's, and at last the files that speak of all others.
fn for_people_and_programs(plan: &Plan, selection: &Selection, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    if selection.has_folder("stages") {
        routes::emit(plan, selection, out);
        dns::emit(plan, selection, templates, out)?;
    }
    if selection.has_folder("certificates") {
        certificates::emit(plan, out);
    }
    if selection.has_folder("stages") || selection.has_folder("proof") {
        probes::emit(plan, selection, out);
    }
    if selection.has_folder(REDIRECTS) || selection.has_folder(REDIRECT_TABLES) {
        redirects::emit(plan, out);
    }
    if selection.has_folder("placement") {
        placement::emit(plan, templates, out)?;
    }
    if selection.has_folder("services") {
        services::emit(plan, out);
    }
    if selection.has_folder("plan") {
        plan_json::emit(plan, out);
    }
    if selection.has_folder("runbook") {
        runbook::emit(plan, templates, out)?;
    }
    if selection.has_folder("tasks") {
        tasks::emit(plan, templates, out)?;
    }
    if selection.has_folder("roles") {
        roles::emit(plan, templates, out)?;
    }
    if selection.has_folder("calendar") {
        calendar::emit(plan, out);
    }
    if selection.has_folder("proof") {
        proof::emit(plan, out);
        inventory::emit(plan, out);
        fidelity::emit(plan, out);
    }
    if selection.has_folder("go-no-go") {
        go_no_go::emit(plan, templates, out)?;
    }
    if selection.has_folder("rollback") {
        rollback::emit(plan, selection, templates, out)?;
    }
    if selection.has_folder("graph") || selection.has_folder("timeline") {
        picture::emit(plan, templates, out)?;
    }
    out.files.retain(|path, _| selection.has_path(path));
    out.streams.retain(|path, _| selection.has_path(path));
    index::emit(plan, templates, out)?;
    manifest::emit(plan, selection, out);
    Ok(())
}

/// Returns the schemas of what is published, by the name of their file.
pub fn schemas() -> Vec<(&'static str, Schema)> {
    vec![
        ("banners.schema.json", schema::<notices::Banners>()),
        ("certificates.schema.json", schema::<certificates::Certificates>()),
        ("dns.schema.json", schema::<dns::Dns>()),
        ("inventory-proof.schema.json", schema::<inventory::Proof>()),
        ("manifest.schema.json", schema::<manifest::Manifest>()),
        ("placement.schema.json", schema::<placement::Placement>()),
        ("plan.schema.json", schema::<plan_json::PlanJson>()),
        ("probe.schema.json", schema::<Probe>()),
        ("probes-proof.schema.json", schema::<probes::Proof>()),
        ("push.schema.json", schema::<notices::PushFile>()),
        ("redirects.schema.json", schema::<redirects::Redirects>()),
        ("rollback.schema.json", schema::<rollback::RollbackJson>()),
        ("routes.schema.json", schema::<routes::Routes>()),
        ("services.schema.json", schema::<services::Services>()),
        ("sms.schema.json", schema::<notices::Sms>()),
        ("targets.schema.json", schema::<fidelity::Targets>()),
        ("untouched.schema.json", schema::<proof::Untouched>()),
        ("waivers.schema.json", schema::<release::Waivers>()),
    ]
}

/// Returns the schema of what `T` is written as (draft 2020-12).
fn schema<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// Returns what the workspace lays over the built-in templates, by the path below `templates/`.
fn overlay(plan: &Plan) -> BTreeMap<String, String> {
    let below = plan.sources.files().filter_map(|(_, it)| Some((it.path.strip_prefix("templates/")?.to_owned(), it.text.to_string())));
    below.collect()
}

/// Returns the bytes of every page that an answer may name.
fn pages(plan: &Plan, printer: &mut notices::Printer, faults: &mut Vec<Fault>) -> BTreeMap<String, Vec<u8>> {
    let mut pages = BTreeMap::new();
    for page in plan.pages.values() {
        let body = match &page.body {
            PageBody::File(file) => {
                plan.sources.find_file(&format!("regions/{file}")).map(|it| plan.sources.file(it).text.as_bytes().to_vec())
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

/// What stands at the top of the output, without endings; and `configurations`, the part of `stages` that servers read, and
/// `redirects.csv`, the part of `redirects` that people read.
pub const FOLDERS: &[&str] = &[
    "calendar",
    "certificates",
    CONFIGURATIONS,
    "go-no-go",
    "graph",
    "notices",
    "placement",
    "plan",
    "proof",
    REDIRECTS,
    REDIRECT_TABLES,
    "roles",
    "rollback",
    "runbook",
    "services",
    STAGES,
    "tasks",
    "timeline",
];
