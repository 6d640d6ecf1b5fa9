//! `cutover explain`: the page of a rule.

use super::{Exit, Setting, Stop};
use crate::diag::nearest;
use clap::Args;
use std::io::Write;

/// Print the page of a rule, or list all rules.
#[derive(Args)]
pub struct Explain {
    /// The rule, as `redirect/cycle`; without it all rules are listed
    rule: Option<String>,
}

impl Explain {
    /// Prints the page, or the list.
    pub fn run(&self, _: &Setting) -> Result<Exit, Stop> {
        let codes = crate::codes();
        let mut out = anstream::stdout().lock();
        let Some(rule) = &self.rule else {
            for code in &codes {
                writeln!(out, "{:<36} {:<8} {}", code.name, code.severity.word(), code.page.lines().next().unwrap_or_default().trim())?;
            }
            return Ok(Exit::Done);
        };
        let Some(code) = codes.iter().find(|it| it.name == rule) else {
            let near = nearest(rule, codes.iter().map(|it| it.name))
                .map_or_else(|| "`cutover explain` lists them".to_owned(), |it| format!("did you mean `{it}`?"));
            return Err(Stop::usage(format!("there is no rule `{rule}`; {near}")));
        };
        writeln!(out, "# {}\n\n{}\n\nSeverity: {}", code.name, code.text(), code.severity.word())?;
        Ok(Exit::Done)
    }
}
