//! `cutover check`: all findings.

use super::show::{self, Form};
use super::{Exit, Setting, Stop};
use crate::load::Folder;
use crate::{Options, diag::Severity};
use clap::Args;

/// Tell all that is wrong, each fault with its place and the way out.
#[derive(Args)]
pub struct Check {
    /// Refuse open points and undecided claims, as a release does
    #[arg(long)]
    strict: bool,
    /// Fail on findings of this rule or severity too; may be repeated
    #[arg(long, value_name = "RULE|warning")]
    deny: Vec<String>,
    /// How findings are printed
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    format: Form,
}

impl Check {
    /// Reads the workspace, judges it, and prints what was found.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let root = setting.root()?;
        let known = crate::codes();
        if let Some(wrong) = self.deny.iter().find(|it| *it != "warning" && *it != "warnings" && !known.iter().any(|code| code.name == *it))
        {
            return Err(Stop::usage(format!("`--deny {wrong}` names no rule; `cutover explain` lists them")));
        }
        let mut checked = crate::check_workspace(&Folder(root), Options { is_strict: self.strict })?;
        for finding in &mut checked.report.findings {
            let is_denied =
                self.deny.iter().any(|it| it == finding.code.name || (it.starts_with("warning") && finding.severity == Severity::Warning));
            if is_denied {
                finding.severity = Severity::Error;
            }
        }
        show::findings(&checked, self.format, setting)?;
        if !setting.is_quiet && self.format == Form::Terminal {
            let stages = checked.plan.as_ref().map_or(0, |it| it.stages.len());
            let regions = checked.plan.as_ref().map_or(0, |it| it.graph.regions.len());
            let (regions, stages) = (crate::diag::plural(regions, "region", "regions"), crate::diag::plural(stages, "stage", "stages"));
            anstream::eprintln!("checked {regions} in {stages}: {}", show::summary(&checked));
        }
        let strict = if self.strict { " --strict" } else { "" };
        let denied: String = self.deny.iter().map(|it| format!(" --deny {it}")).collect();
        show::repeat(&checked, &format!("cutover check{strict}{denied}"))?;
        Ok(show::exit(&checked))
    }
}
