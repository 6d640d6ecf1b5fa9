//! `cutover test`: what the workspace expects of its own URLs, and which rules nobody tries.

mod junit;
mod suggest;
mod text;

use super::{Exit, Setting, Stop, show};
use crate::Options;
use crate::judge::report::Tested;
use clap::Args;
use std::io::Write;
use std::path::PathBuf;

/// Ask what the workspace expects of its own URLs (`tests/*.toml`, `tests/*.csv`), and tell which rules nobody tries.
#[derive(Args)]
pub struct Test {
    /// Fail if fewer of a hundred rules than this are reached by an expectation or a URL of an inventory
    #[arg(long, value_name = "PER CENT", value_parser = clap::value_parser!(u8).range(0..=100))]
    min_coverage: Option<u8>,
    /// List every rule that nobody tries, and every expectation that does not hold
    #[arg(long)]
    all: bool,
    /// Write a table that leads each URL of a region's inventory that no rule answers to the successor's page most like it;
    /// for a person to look at: nothing reads it. May be repeated
    #[arg(long, value_name = "REGION=FILE", value_parser = suggested)]
    suggest: Vec<(String, PathBuf)>,
    /// The form of what is printed
    #[arg(long, value_name = "FORM", default_value = "terminal")]
    format: Form,
    /// Write everything into a file too, as junit=FILE; may be repeated
    #[arg(long, value_name = "FORM=FILE", value_parser = report)]
    report: Vec<(Form, PathBuf)>,
}

/// The form of what is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For people; long lists are cut, with a count
    Terminal,
    /// For programs: everything; see schema/tested.schema.json
    Json,
    /// JUnit's XML, for boards that show test runs
    Junit,
}

fn report(text: &str) -> Result<(Form, PathBuf), String> {
    match text.split_once('=') {
        Some(("json", file)) if !file.is_empty() => Ok((Form::Json, PathBuf::from(file))),
        Some(("junit", file)) if !file.is_empty() => Ok((Form::Junit, PathBuf::from(file))),
        _ => Err("write a form and a file, as junit=tested.xml; forms: json, junit".to_owned()),
    }
}

fn suggested(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((region, file)) if !region.is_empty() && !file.is_empty() => Ok((region.to_owned(), PathBuf::from(file))),
        _ => Err("write a region and a file, as uk=suggested.csv".to_owned()),
    }
}

impl Test {
    /// Reads the workspace, asks, and prints what was found.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        let checked = crate::check_workspace(setting.disk()?.as_ref(), Options::default())?;
        let Some(plan) = checked.plan.as_ref().filter(|_| !crate::is_broken(&checked.report)) else {
            show::findings(&checked, show::Form::Terminal, setting)?;
            anstream::eprintln!("error: the workspace cannot answer: {}", show::summary(&checked));
            show::repeat(&checked, &setting.words("check"))?;
            return Ok(Exit::Found);
        };
        let tables = suggest::tables(plan, &self.suggest)?;
        let tested = crate::test(plan, &checked.expectations);
        let text = self.rendered(self.format, &tested, setting.is_quiet);
        write!(anstream::stdout().lock(), "{text}")?;
        for (form, path) in &self.report {
            let text = self.rendered(*form, &tested, false);
            crate::bundle::write_file(path, text.as_bytes()).map_err(|err| Stop::machine(path, &err))?;
        }
        for (path, table) in &tables {
            suggest::write(path, table)?;
        }
        let is_short = self.is_short(&tested);
        if let Some(least) = self.min_coverage.filter(|_| is_short) {
            anstream::eprintln!("error: {} % of the rules are tried, wanted at least {least} %", tested.coverage.rules.per_cent);
        }
        Ok(if tested.failed > 0 || is_short { Exit::Found } else { Exit::Done })
    }

    /// Tells whether fewer rules are tried than are asked for.
    fn is_short(&self, tested: &Tested) -> bool {
        let rules = &tested.coverage.rules;
        self.min_coverage.is_some_and(|it| rules.reached * 100 < usize::from(it) * rules.all)
    }

    fn rendered(&self, form: Form, tested: &Tested, is_quiet: bool) -> String {
        match form {
            Form::Terminal => text::render(tested, self.all, is_quiet),
            Form::Json => serde_json::to_string_pretty(tested).expect("cli: a report has text for keys") + "\n",
            Form::Junit => junit::render(tested, self.min_coverage.map(|it| (it, self.is_short(tested)))),
        }
    }
}
