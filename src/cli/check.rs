//! `cutover check`: all findings.

use super::judging::Judging;
use super::show::{self, Form};
use super::{Exit, Setting, Stop, files};
use crate::Checked;
use crate::diag::{Severity, plural};
use crate::model::spec::owners::Owners;
use clap::Args;
use std::path::{Path, PathBuf};

/// Tell all that is wrong, each fault with its place and the way out.
#[derive(Args)]
pub struct Check {
    #[command(flatten)]
    judging: Judging,
    /// Fail on findings of this rule too, or of this severity and graver ones: info, warning, release; may be repeated
    #[arg(long, value_name = "RULE|SEVERITY")]
    deny: Vec<String>,
    /// Hold this file (CODEOWNERS of GitHub or GitLab) against who answers for what each file says
    #[arg(long, value_name = "FILE")]
    owners: Option<PathBuf>,
    /// How findings are printed
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    format: Form,
}

impl Check {
    /// Reads the workspace, judges it, and prints what was found.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let disk = setting.disk()?;
        let known = crate::codes();
        let is_known = |it: &str| severity(it).is_some() || known.iter().any(|code| code.name == it);
        if let Some(wrong) = self.deny.iter().find(|it| !is_known(it)) {
            let near = crate::diag::nearest(wrong, known.iter().map(|it| it.name))
                .map_or_else(|| "`cutover explain` lists them".to_owned(), |it| format!("did you mean `{it}`?"));
            return Err(Stop::usage(format!("`--deny {wrong}` names no rule and no severity; {near}")));
        }
        let reports = self.judging.reports()?;
        let owners = self.owners.as_ref().map(|it| owners(it, setting)).transpose()?;
        let mut checked = crate::check_with_owners(disk.as_ref(), self.judging.options(), owners.as_ref())?;
        self.deny(&mut checked);
        show::findings(&checked, self.format, setting)?;
        if !setting.is_quiet && matches!(self.format, Form::Terminal | Form::Short) {
            let stages = checked.plan.as_ref().map_or(0, |it| it.stages.len());
            let regions = checked.plan.as_ref().map_or(0, |it| it.graph.regions.len());
            let (regions, stages) = (plural(regions, "region", "regions"), plural(stages, "stage", "stages"));
            // Lines by place do not end with the gravest, as drawn findings do.
            let first = if self.format == Form::Short { show::first_error(&checked) } else { String::new() };
            anstream::eprintln!("checked {regions} in {stages}: {}{first}", show::summary(&checked));
        }
        if checked.report.has_errors() {
            let mut words = self.judging.words(setting, "check");
            words.extend(self.owners.iter().flat_map(|it| ["--owners".to_owned(), it.display().to_string()]));
            words.extend(self.deny.iter().flat_map(|it| ["--deny".to_owned(), it.clone()]));
            show::repeat(&checked, &words)?;
        }
        show::reports(&checked, reports, setting)?;
        let exit = show::exit(&checked);
        // The process ends here: the system takes memory back at once, we would do so piece by piece.
        std::mem::forget(checked);
        Ok(exit)
    }

    fn deny(&self, checked: &mut Checked) {
        let limit = self.deny.iter().filter_map(|it| severity(it)).min();
        for finding in &mut checked.report.findings {
            if self.deny.iter().any(|it| it == finding.code.name) || limit.is_some_and(|it| finding.declared >= it) {
                finding.severity = Severity::Error;
            }
        }
    }
}

/// Reads who is asked when a file changes.
fn owners(path: &Path, setting: &Setting) -> Result<Owners, Stop> {
    let bytes = files::read(path)?;
    let text = std::str::from_utf8(&bytes).map_err(|_| Stop { exit: Exit::Machine, text: format!("{}: is not UTF-8", path.display()) })?;
    Ok(Owners::read(&path.display().to_string(), text, &show::prefix(setting)?))
}

/// Returns the severity of that name, if findings of it can be denied.
fn severity(name: &str) -> Option<Severity> {
    match name {
        "info" => Some(Severity::Info),
        "warning" | "warnings" => Some(Severity::Warning),
        "release" => Some(Severity::Release),
        _ => None,
    }
}
