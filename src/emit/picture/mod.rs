//! Pictures of the plan: `graph.svg`, what waits for what, and `timeline.svg`, what happens when.
//!
//! Both fit a window 1280 px wide, follow the reader's light or dark setting, and have a title for every shape.

mod flow;
mod graph;
mod layers;
mod timeline;
mod words;

use crate::model::artifact::Artifacts;
use crate::model::plan::Plan;
use crate::template::{Failure, Templates};

use serde::Serialize;

pub use flow::{Edge, Flow, Kind, Node, Panel};
pub use words::{dot, mermaid};

/// Writes both pictures.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    out.add("graph.svg", graph_svg(plan, templates)?);
    out.add("timeline.svg", timeline_svg(plan, templates)?);
    Ok(())
}

/// Returns the picture of what waits for what.
pub fn graph_svg(plan: &Plan, templates: &Templates) -> Result<String, Failure> {
    templates.render("picture/graph.svg.j2", &graph::view(&Flow::of(plan), &plan.graph.program.name))
}

/// Returns the picture of what happens when.
pub fn timeline_svg(plan: &Plan, templates: &Templates) -> Result<String, Failure> {
    templates.render("picture/timeline.svg.j2", &timeline::view(plan))
}

/// The width of both pictures, in pixels.
const WIDTH: u32 = 1280;
/// The room around what is drawn.
const MARGIN: u32 = 24;
/// The size of most text.
const TEXT: u32 = 12;

/// What a colour means.
#[derive(Serialize)]
struct Key {
    class: &'static str,
    text: &'static str,
    x: u32,
}

/// Returns the legend: the keys side by side.
fn legend(keys: impl IntoIterator<Item = (&'static str, &'static str)>) -> Vec<Key> {
    let mut x = MARGIN;
    let key = |(class, text)| {
        let key = Key { class, text, x };
        x += 28 + width(text, TEXT) + 18;
        key
    };
    keys.into_iter().map(key).collect()
}

/// Returns how wide `text` is at most, in pixels, in a sans-serif face of `size` pixels.
fn width(text: &str, size: u32) -> u32 {
    let per_mille = |it: char| match it {
        'i' | 'j' | 'l' | '.' | ',' | ':' | '\'' | '|' => 340,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 960,
        'A'..='Z' | '→' | '–' => 740,
        it if it.is_ascii() => 600,
        it if u32::from(it) < 0x2000 => 640,
        _ => 1060,
    };
    (text.chars().map(per_mille).sum::<u32>() * size).div_ceil(1_000)
}

/// Returns `text`, cut with a mark where it is wider than `room` pixels.
fn fitted(text: &str, size: u32, room: u32) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for char in text.chars() {
        kept.push(char);
        if width(&format!("{kept}…"), size) > room {
            kept.pop();
            break;
        }
    }
    kept.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_cut_openly() {
        assert_eq!(fitted("orders", 12, 100), "orders");
        let cut = fitted("a service with a name that is far too long", 12, 100);
        assert!(cut.ends_with('…') && width(&cut, 12) <= 100, "{cut}");
        assert_eq!(fitted("abc", 12, 0), "…");
    }
}
