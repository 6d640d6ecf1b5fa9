//! Spec → Graph: inherit, bind every name to the thing it names, date.

mod bind;
mod date;
mod inherit;
mod looks;
mod milestone;
mod redirect;
mod region;
pub mod route;
mod service;
mod site;
mod zone;

pub use inherit::{Inherited, inherit};

use crate::diag::Report;
use crate::model::graph::Graph;
use crate::model::spec::Spec;

/// Returns what the workspace means; `None` where there is no workspace to speak of.
pub fn resolve(spec: &Spec, report: &mut Report) -> Option<Graph> {
    let inherited = inherit(spec, report);
    let mut graph = bind::bind(spec, &inherited, report)?;
    date::date(&mut graph, report);
    Some(graph)
}
