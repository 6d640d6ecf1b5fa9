//! `graph.svg`: what waits for what, a panel for each region or group of regions that differ in nothing.

use super::flow::{Flow, Kind, Node, Panel};
use super::layers::{Layers, Slot, layers};
use super::{Key, MARGIN, TEXT, WIDTH, fitted, legend};
use serde::Serialize;

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    title: String,
    width: u32,
    height: u32,
    panels: Vec<PanelView>,
    legend: Vec<Key>,
}

#[derive(Serialize)]
struct PanelView {
    title: String,
    y: u32,
    boxes: Vec<BoxView>,
    lines: Vec<LineView>,
}

#[derive(Serialize)]
struct BoxView {
    title: String,
    class: &'static str,
    is_critical: bool,
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    text_x: u32,
    name_y: u32,
    name: String,
    days_y: u32,
    days: String,
}

#[derive(Serialize)]
struct LineView {
    title: String,
    is_critical: bool,
    path: String,
}

const TOP: u32 = 92;
const BOX_HEIGHT: u32 = 38;
const GAP_HEIGHT: u32 = 10;
const SPACE: u32 = 10;
/// The room between columns in which lines bend.
const GUTTER: u32 = 44;
const HEADING: u32 = 34;
const DAYS: u32 = 11;

const LEGEND: [(Kind, &str); 6] = [
    (Kind::Ready, "up at the successor"),
    (Kind::Told, "customers are told"),
    (Kind::Service, "a service moves"),
    (Kind::Gain, "customers get"),
    (Kind::Loss, "customers lose"),
    (Kind::Work, "to be done"),
];

/// Returns the picture of `flow`.
pub fn view(flow: &Flow, program: &str) -> View {
    let mut y = TOP;
    let mut panels = Vec::new();
    for panel in &flow.panels {
        let (view, height) = draw(panel, y);
        panels.push(view);
        y += height + MARGIN;
    }
    View {
        title: format!("{program}: what waits for what"),
        width: WIDTH,
        height: y,
        panels,
        legend: legend(LEGEND.map(|(kind, text)| (kind.word(), text))),
    }
}

fn draw(panel: &Panel, top: u32) -> (PanelView, u32) {
    let edges: Vec<(usize, usize)> = panel.edges.iter().map(|it| (it.from, it.to)).collect();
    let layers = layers(panel.nodes.len(), &edges);
    let count = layers.columns.len().max(1) as u32;
    let room = WIDTH - 2 * MARGIN;
    let column = ((room + GUTTER) / count).saturating_sub(GUTTER).clamp(60, 260);
    let step = column + GUTTER;
    let rows = Rows::of(&layers, top + HEADING);
    let mut boxes = Vec::new();
    for (at, slots) in layers.columns.iter().enumerate() {
        for (row, slot) in slots.iter().enumerate() {
            if let Slot::Thing(thing) = slot {
                boxes.push(boxed(&panel.nodes[*thing], MARGIN + at as u32 * step, rows.middle(at, row), column));
            }
        }
    }
    let lines = panel.edges.iter().zip(&layers.ways).filter(|(_, way)| way.len() > 1).map(|(edge, way)| {
        let lead = if edge.lead.is_empty() { String::new() } else { format!(", at least {} later", edge.lead) };
        let (from, to) = (&panel.nodes[edge.from].name, &panel.nodes[edge.to].name);
        LineView { title: format!("{from}, then {to}{lead}"), is_critical: edge.is_critical, path: path(way, &rows, step, column) }
    });
    let mut lines: Vec<LineView> = lines.collect();
    // The path that decides lies on top.
    lines.sort_by_key(|it| it.is_critical);
    (PanelView { title: fitted(&panel.title, 16, room), y: top + 18, boxes, lines }, rows.height + HEADING)
}

/// The middles of all slots, column by column.
struct Rows {
    middles: Vec<Vec<u32>>,
    height: u32,
}

impl Rows {
    fn of(layers: &Layers, top: u32) -> Rows {
        let tall = |it: &Slot| if *it == Slot::Gap { GAP_HEIGHT } else { BOX_HEIGHT };
        let total = |slots: &Vec<Slot>| slots.iter().map(|it| tall(it) + SPACE).sum::<u32>().saturating_sub(SPACE);
        let height = layers.columns.iter().map(total).max().unwrap_or(0);
        let middles = layers.columns.iter().map(|slots| {
            let mut y = top + (height - total(slots)) / 2;
            let middle = |it: &Slot| {
                let middle = y + tall(it) / 2;
                y += tall(it) + SPACE;
                middle
            };
            slots.iter().map(middle).collect()
        });
        Rows { middles: middles.collect(), height }
    }

    fn middle(&self, column: usize, row: usize) -> u32 {
        self.middles[column][row]
    }
}

fn boxed(node: &Node, x: u32, middle: u32, room: u32) -> BoxView {
    let y = middle - BOX_HEIGHT / 2;
    let days = if node.days.is_empty() { String::new() } else { format!(", {}", node.days) };
    BoxView {
        title: format!("{}{days}", node.name),
        class: node.kind.word(),
        is_critical: node.is_critical,
        x,
        y,
        width: room,
        height: BOX_HEIGHT,
        text_x: x + 10,
        name_y: if node.days.is_empty() { y + 23 } else { y + 16 },
        name: fitted(&node.name, TEXT, room - 16),
        days_y: y + 31,
        days: fitted(&node.days, DAYS, room - 16),
    }
}

/// Returns a line from the right of its source to the left of its target, straight through the columns between.
fn path(way: &[(usize, usize)], rows: &Rows, step: u32, column: u32) -> String {
    let left = |at: usize| MARGIN + at as u32 * step;
    let (first, row) = way[0];
    let mut path = format!("M{} {}", left(first) + column, rows.middle(first, row));
    for (at, pair) in way.windows(2).enumerate() {
        let ((from, one), (to, two)) = (pair[0], pair[1]);
        let (x0, y0, x1, y1) = (left(from) + column, rows.middle(from, one), left(to), rows.middle(to, two));
        let bend = (x0 + x1) / 2;
        path.push_str(&format!(" C{bend} {y0} {bend} {y1} {x1} {y1}"));
        if at + 2 < way.len() {
            path.push_str(&format!(" H{}", x1 + column));
        }
    }
    path
}
