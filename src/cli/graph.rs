//! `cutover graph`: what waits for what, as a picture or for other programs that draw.

use super::{Exit, Setting, Stop};
use crate::Options;
use crate::emit::picture::{self, Flow};
use crate::template::{Failure, Templates};
use clap::Args;
use std::collections::BTreeMap;
use std::io::Write;

/// Print what waits for what, or what happens when, as a picture.
#[derive(Args)]
pub struct Graph {
    /// How it is drawn
    #[arg(long, value_name = "FORM", default_value = "svg")]
    format: Form,
    /// What happens when, a lane for each region, instead of what waits for what; as SVG
    #[arg(long)]
    timeline: bool,
}

/// How a graph is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// A picture, as `graph.svg` of a build
    Svg,
    /// For Markdown that draws Mermaid
    Mermaid,
    /// For Graphviz
    Dot,
}

impl Graph {
    /// Prints the picture.
    pub fn run(&self, setting: &Setting) -> Result<Exit, Stop> {
        if self.timeline && self.format != Form::Svg {
            return Err(Stop::usage("a timeline is drawn as SVG only; leave `--format` out"));
        }
        let checked = crate::check_workspace(setting.disk()?.as_ref(), Options::default())?;
        let plan = super::planned(&checked)?;
        let failed = |it: Failure| Stop { exit: Exit::Found, text: it.to_string() };
        let templates = Templates::new(BTreeMap::new());
        let text = match self.format {
            Form::Svg if self.timeline => picture::timeline_svg(plan, &templates).map_err(failed)?,
            Form::Svg => picture::graph_svg(plan, &templates).map_err(failed)?,
            Form::Mermaid => picture::mermaid(&Flow::of(plan)),
            Form::Dot => picture::dot(&Flow::of(plan)),
        };
        write!(anstream::stdout().lock(), "{text}")?;
        Ok(super::warned(&checked))
    }
}
