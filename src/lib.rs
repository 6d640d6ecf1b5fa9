//! `cutover` compiles the closing of an online store.
//!
//! People write, per region, what is decided: domains, dates, where the brand goes, which service moves where. This
//! crate reads it ([`load`]), binds and dates it ([`resolve`]), finds what cannot work ([`check`]), works out what every
//! URL answers at every instant ([`lower`]), writes what servers and people need of that ([`emit`]), and puts it on
//! disk ([`bundle`]). A phase knows the nouns in [`model`] and no other phase; their order is here and nowhere else.

pub mod check;
pub mod cli;
pub mod diag;
pub mod emit;
pub mod load;
pub mod lower;
pub mod model;
pub mod resolve;
pub mod schema;
pub mod source;
pub mod template;

use diag::Report;
use load::Disk;
use model::plan::Plan;
use source::Sources;
use std::io;
use std::sync::Arc;

pub use schema::schemas;

/// What one run found.
pub struct Checked {
    pub sources: Arc<Sources>,
    pub report: Report,
    /// `None` where a fault lies so deep that nothing can be said of any URL.
    pub plan: Option<Plan>,
}

/// How a run judges.
#[derive(Clone, Copy, Debug, Default)]
pub struct Options {
    /// Refuses open points and undecided claims, as a release does.
    pub is_strict: bool,
}

/// Reads a workspace and finds what cannot work in it; an `Err` is a file that cannot be read.
pub fn check_workspace(disk: &dyn Disk, options: Options) -> io::Result<Checked> {
    let mut sources = Sources::default();
    let mut report = Report::default();
    let spec = load::load(disk, &mut sources, &mut report)?;
    let graph = resolve::resolve(&spec, &mut report);
    let Some(graph) = graph else {
        report.settle(options.is_strict);
        return Ok(Checked { sources: Arc::new(sources), report, plan: None });
    };
    check::graph(&graph, &mut report);
    let plan = lower::lower(graph, sources);
    check::plan(&plan, &mut report);
    let names: Vec<&str> = codes().iter().map(|it| it.name).collect();
    check::waive(&plan.graph, &plan.sources, &names, &mut report);
    report.settle(options.is_strict);
    Ok(Checked { sources: Arc::clone(&plan.sources), report, plan: Some(plan) })
}

/// Returns every rule's code, sorted by name.
pub fn codes() -> Vec<&'static diag::Code> {
    let mut codes: Vec<&diag::Code> = diag::rules::CODES.iter().copied().chain(check::rules::RULES.iter().map(|it| it.code)).collect();
    codes.sort_by_key(|it| it.name);
    codes.dedup_by_key(|it| it.name);
    codes
}

/// Tells whether something could not even be read or bound, so that no answer can be trusted.
pub fn is_broken(report: &Report) -> bool {
    let binding: Vec<&str> = diag::rules::CODES.iter().map(|it| it.name).collect();
    report.findings.iter().any(|it| it.severity == diag::Severity::Error && it.waived.is_none() && binding.contains(&it.code.name))
}
