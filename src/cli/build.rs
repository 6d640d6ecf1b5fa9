//! `cutover build`: check, then write.

use super::judging::Judging;
use super::show::{self, Form};
use super::{Exit, Setting, Stop, ask};
use crate::bundle::{compare, tidy, write};
use crate::emit::Selection;
use crate::emit::manifest::Part;
use crate::load::Folder;
use crate::model::artifact::Artifacts;
use crate::model::plan::Plan;
use crate::{Checked, diag};
use clap::Args;
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Check, then write configurations, tables, notices and the runbook.
#[derive(Args)]
pub struct Build {
    /// The folder to write; `dist` beside `cutover.toml` unless given
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Compare with what is there, and fail on any difference
    #[arg(long)]
    check: bool,
    #[command(flatten)]
    judging: Judging,
    /// This stage only: its name, the beginning of its name, or an instant; may be repeated
    #[arg(long, value_name = "STAGE")]
    stage: Vec<String>,
    /// This target only, by its name; may be repeated
    #[arg(long, value_name = "TARGET")]
    target: Vec<String>,
    /// This region only, by its id; may be repeated
    #[arg(long, value_name = "REGION")]
    region: Vec<String>,
    /// These folders of the output only, as `stages,redirects`; `configurations` is what servers read of `stages`,
    /// `redirects.csv` what people read of `redirects`
    #[arg(long, value_name = "FOLDERS", value_delimiter = ',')]
    only: Vec<String>,
}

impl Build {
    /// Builds the workspace into its folder, or compares the two.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let root = setting.root()?;
        let is_narrowed = !(self.stage.is_empty() && self.target.is_empty() && self.region.is_empty() && self.only.is_empty());
        let dir = match &self.out {
            Some(out) => out.clone(),
            None if is_narrowed => return Err(Stop::usage("a narrowed build needs `--out DIR`: it must not replace the whole one")),
            None => root.join("dist"),
        };
        let reports = self.judging.reports()?;
        if self.is_current(&root, &dir)? {
            tidy(&dir)?;
            if !setting.is_quiet {
                anstream::eprintln!(
                    "{} is up to date: nothing that it is made of has changed; `cutover check` tells what is found there",
                    dir.display()
                );
            }
            return Ok(Exit::Done);
        }
        let mut refused = None;
        let built = crate::build(&Folder(root), self.judging.options(), |plan| match self.select(plan) {
            Ok(selection) => selection,
            Err(stop) => {
                refused = Some(stop);
                Selection { only: Some(BTreeSet::new()), ..Selection::default() }
            }
        })?;
        if let Some(stop) = refused {
            return Err(stop);
        }
        show::findings(&built.checked, Form::Terminal, setting)?;
        show::reports(&built.checked, reports, setting)?;
        let artifacts = match built.artifacts {
            Some(Ok(artifacts)) => artifacts,
            Some(Err(faults)) => {
                let text: Vec<String> = faults.into_iter().map(|it| it.0).collect();
                return self.fail(&built.checked, &format!("nothing was written: {}", text.join("\nerror: ")), setting);
            }
            None => {
                return self.fail(&built.checked, &format!("nothing was written: {}", show::summary(&built.checked)), setting);
            }
        };
        if self.check {
            return self.compare(&built.checked, &artifacts, &dir, setting);
        }
        let written = write(&artifacts, &dir)?;
        if !setting.is_quiet {
            let partial = if is_narrowed { ", partial" } else { "" };
            let size = written.iter().sum::<usize>();
            let files = diag::plural(written.len(), "file", "files");
            anstream::eprintln!(
                "wrote {files} ({} kB{partial}) into {}: {}",
                size.div_ceil(1_000),
                dir.display(),
                show::summary(&built.checked)
            );
            if !is_narrowed {
                anstream::eprintln!("read {} first", dir.join("index.html").display());
            }
        }
        Ok(Exit::Done)
    }

    /// Tells whether the folder holds what would be written, where nothing but that is asked for.
    fn is_current(&self, root: &Path, dir: &Path) -> Result<bool, Stop> {
        // An instant, or the beginning of a stage's name, is not what a manifest holds.
        if self.check || !self.stage.is_empty() || self.judging.is_asked() {
            return Ok(false);
        }
        let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<String>>().into_iter().collect();
        let part = Part { stages: Vec::new(), targets: sorted(&self.target), regions: sorted(&self.region), only: sorted(&self.only) };
        Ok(crate::is_current(&Folder(root.to_owned()), dir, Some(&part).filter(|it| **it != Part::default()))?)
    }

    /// Ends a red run: why, and how to repeat it.
    fn fail(&self, checked: &Checked, why: &str, setting: &Setting) -> Result<Exit, Stop> {
        anstream::eprintln!("error: {why}");
        let mut words = self.judging.words(setting, "build");
        words.extend(self.out.iter().flat_map(|it| ["--out".to_owned(), it.display().to_string()]));
        words.extend(self.check.then(|| "--check".to_owned()));
        let narrowed = [("--stage", &self.stage), ("--target", &self.target), ("--region", &self.region), ("--only", &self.only)];
        words.extend(narrowed.iter().flat_map(|(flag, names)| names.iter().flat_map(|it| [(*flag).to_owned(), it.clone()])));
        show::repeat(checked, &words)?;
        Ok(Exit::Found)
    }

    fn compare(&self, checked: &Checked, artifacts: &Artifacts, dir: &Path, setting: &Setting) -> Result<Exit, Stop> {
        let differences = compare(artifacts, dir)?;
        let mut out = anstream::stdout().lock();
        for difference in &differences {
            writeln!(out, "{difference}")?;
        }
        if differences.is_empty() {
            if !setting.is_quiet {
                anstream::eprintln!("{} is what this workspace builds", dir.display());
            }
            return Ok(Exit::Done);
        }
        let files = diag::plural(differences.len(), "file differs", "files differ");
        self.fail(checked, &format!("{files} from what this workspace builds; `cutover build` writes it anew"), setting)
    }

    fn select(&self, plan: &Plan) -> Result<Selection, Stop> {
        let mut selection = Selection::default();
        if !self.stage.is_empty() {
            selection.stages = Some(self.stage.iter().map(|it| stage(it, plan)).collect::<Result<_, _>>()?);
        }
        let targets: Vec<&str> = plan.graph.targets.keys().map(String::as_str).collect();
        selection.targets = known(&self.target, &targets, "target")?;
        let regions: Vec<&str> = plan.graph.regions.keys().map(String::as_str).collect();
        selection.regions = known(&self.region, &regions, "region")?;
        selection.only = known(&self.only, crate::emit::FOLDERS, "folder of the output")?;
        Ok(selection)
    }
}

/// Returns the names that were asked for, all of which must be known.
fn known(asked: &[String], known: &[&str], what: &str) -> Result<Option<BTreeSet<String>>, Stop> {
    for name in asked {
        if !known.contains(&name.as_str()) {
            let near = diag::nearest(name, known.iter().copied())
                .map_or_else(|| format!("there are {}", known.join(", ")), |it| format!("did you mean `{it}`?"));
            return Err(Stop::usage(format!("there is no {what} `{name}`; {near}")));
        }
    }
    Ok((!asked.is_empty()).then(|| asked.iter().cloned().collect()))
}

/// Returns the rank of the stage that `text` means: its name, the one name that begins so, or an instant.
pub(super) fn stage(text: &str, plan: &Plan) -> Result<usize, Stop> {
    if let Some(rank) = plan.stages.iter().position(|it| it.name == text) {
        return Ok(rank);
    }
    let begin: Vec<usize> = (0..plan.stages.len()).filter(|it| plan.stages[*it].name.starts_with(text)).collect();
    match (begin.as_slice(), ask::instant(text)) {
        ([only], _) => Ok(*only),
        ([], Some(at)) => Ok(plan.stage_at(at)),
        ([], None) => {
            let names: Vec<&str> = plan.stages.iter().map(|it| it.name.as_str()).collect();
            Err(Stop::usage(format!("there is no stage `{text}`; there are {}", names.join(", "))))
        }
        (several, _) => {
            let names: Vec<&str> = several.iter().map(|it| plan.stages[*it].name.as_str()).collect();
            Err(Stop::usage(format!("several stages begin with `{text}`: {}", names.join(", "))))
        }
    }
}
