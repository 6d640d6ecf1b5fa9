//! `timeline.svg`: what happens when, a lane for each region.
//!
//! Only days on which something happens have a column; a long time between two of them is drawn short and says so.

use super::{Key, MARGIN, TEXT, WIDTH, fitted, legend, width};
use crate::model::graph::{Disposition, Graph, Region, Service};
use crate::model::plan::Plan;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::service::Move;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// What the template prints.
#[derive(Serialize)]
pub struct View {
    title: String,
    width: u32,
    height: u32,
    /// Where the lines of the days begin, and where they end.
    top: u32,
    bottom: u32,
    left: u32,
    is_dense: bool,
    days: Vec<DayView>,
    breaks: Vec<BreakView>,
    lanes: Vec<LaneView>,
    legend: Vec<Key>,
}

#[derive(Serialize)]
struct DayView {
    x: u32,
    text: String,
}

/// A time in which nothing happens, drawn shorter than it is.
#[derive(Serialize)]
struct BreakView {
    x: u32,
    text: String,
}

#[derive(Serialize)]
struct LaneView {
    title: String,
    name: String,
    about: String,
    y: u32,
    height: u32,
    name_y: u32,
    about_y: u32,
    bars: Vec<BarView>,
    marks: Vec<MarkView>,
}

#[derive(Serialize)]
struct BarView {
    title: String,
    class: &'static str,
    x: u32,
    y: u32,
    width: u32,
    height: u32,
    text_x: u32,
    text_y: u32,
    text: String,
}

#[derive(Serialize)]
struct MarkView {
    title: String,
    class: &'static str,
    /// The four corners.
    points: String,
    /// `start` right of the mark, `end` left of it.
    anchor: &'static str,
    text_x: u32,
    text_y: u32,
    text: String,
}

/// Where the lanes begin, right of their names.
const LEFT: u32 = 208;
const TOP: u32 = 150;
const BAR: u32 = 22;
const THIN: u32 = 16;
const ROW: u32 = 18;
const PAD: u32 = 10;
/// Up to so many columns a day is written level, and has this much room.
const LEVEL: usize = 12;
const LEVEL_ROOM: u32 = 78;
const DENSE_ROOM: u32 = 20;
/// A time without any event that is longer than this many days is marked.
const LONG: i64 = 45;

const LEGEND: [(&str, &str); 6] = [
    ("live", "open"),
    ("announced", "announced"),
    ("moving", "moving"),
    ("dark", "dark: old addresses lead on"),
    ("closed", "closed"),
    ("service", "services on the move"),
];

/// Returns the picture of a plan.
pub fn view(plan: &Plan) -> View {
    let lanes: Vec<Lane> = plan.graph.regions.values().filter_map(|it| Lane::of(&plan.graph, it)).collect();
    let days: BTreeSet<Date> = lanes.iter().flat_map(Lane::days).collect();
    let axis = Axis::of(&days);
    let mut y = TOP;
    let mut views = Vec::new();
    for lane in &lanes {
        let view = lane.view(&axis, y);
        y += view.height;
        views.push(view);
    }
    View {
        title: format!("{}: what happens when", plan.graph.program.name),
        width: axis.width,
        height: y + MARGIN,
        top: TOP - 8,
        bottom: y,
        left: LEFT,
        is_dense: axis.is_dense,
        days: axis.days(),
        breaks: axis.breaks(),
        lanes: views,
        legend: legend(LEGEND),
    }
}

/// Where days lie.
struct Axis {
    days: Vec<Date>,
    x: BTreeMap<Date, u32>,
    width: u32,
    is_dense: bool,
}

impl Axis {
    fn of(days: &BTreeSet<Date>) -> Axis {
        let days: Vec<Date> = days.iter().copied().collect();
        let is_dense = days.len() > LEVEL;
        let least = if is_dense { DENSE_ROOM } else { LEVEL_ROOM };
        let gaps: Vec<i64> = days.windows(2).map(|it| between(it[0], it[1])).collect();
        let open = WIDTH - LEFT - 2 * MARGIN - least;
        let spare = open.saturating_sub(least * gaps.len() as u32);
        // Beyond the least room that a column needs, room is given by the root of the time: order stays clear, and a
        // year does not hide a week.
        let weight = |it: &i64| (*it as f64).sqrt();
        let total: f64 = gaps.iter().map(weight).sum();
        let mut at = LEFT + MARGIN;
        let mut x: BTreeMap<Date, u32> = days.first().map(|it| (*it, at)).into_iter().collect();
        for (gap, pair) in gaps.iter().zip(days.windows(2)) {
            at += least + (f64::from(spare) * weight(gap) / total) as u32;
            x.insert(pair[1], at);
        }
        Axis { days, x, width: WIDTH.max(at + least + MARGIN), is_dense }
    }

    fn at(&self, day: Date) -> u32 {
        self.x.get(&day).copied().unwrap_or(LEFT)
    }

    fn end(&self) -> u32 {
        self.width - MARGIN
    }

    fn days(&self) -> Vec<DayView> {
        self.days.iter().map(|it| DayView { x: self.at(*it), text: it.to_string() }).collect()
    }

    fn breaks(&self) -> Vec<BreakView> {
        let long = self.days.windows(2).filter(|it| between(it[0], it[1]) > LONG);
        long.map(|it| BreakView { x: (self.at(it[0]) + self.at(it[1])) / 2, text: format!("{} days", between(it[0], it[1])) }).collect()
    }
}

fn between(one: Date, two: Date) -> i64 {
    i64::from(one.until(two).map_or(0, |it| it.get_days()))
}

/// What is drawn of one region.
struct Lane {
    name: String,
    about: String,
    is_independent: bool,
    /// The days on which its state changes, with the state that begins.
    states: Vec<(Date, &'static str)>,
    /// Services that move through the same days: the first, the one behind the last, and their names.
    windows: BTreeMap<(Date, Date), Vec<String>>,
    marks: Vec<Mark>,
}

struct Mark {
    day: Date,
    text: String,
    title: String,
    class: &'static str,
}

impl Lane {
    fn of(graph: &Graph, region: &Region) -> Option<Lane> {
        let zone = region.zone.as_ref();
        let about = zone.and_then(TimeZone::iana_name).unwrap_or_default().to_owned();
        let mut lane = Lane {
            name: region.name.clone(),
            about,
            is_independent: region.disposition == Disposition::Independent,
            states: Vec::new(),
            windows: BTreeMap::new(),
            marks: Vec::new(),
        };
        match (region.disposition, zone) {
            (Disposition::Independent, _) => "independent: untouched".clone_into(&mut lane.about),
            (Disposition::Retire, Some(zone)) => lane.fill(graph, region, zone),
            _ => return None,
        }
        Some(lane)
    }

    fn fill(&mut self, graph: &Graph, region: &Region, zone: &TimeZone) {
        for (kind, state) in [
            (MilestoneKind::Announce, "announced"),
            (MilestoneKind::Migrate, "moving"),
            (MilestoneKind::Sunset, "dark"),
            (MilestoneKind::RedirectsEnd, "closed"),
        ] {
            let day = region.instants(kind).map(|it| it.switch.to_zoned(zone.clone()).date());
            self.states.extend(day.map(|day| (day, state)));
        }
        self.states.sort_by_key(|it| it.0);
        for milestone in region.milestones.values() {
            let Some((instants, when)) = milestone.instants(zone).zip(milestone.when.as_ref()) else { continue };
            let switch = instants.switch.to_zoned(zone.clone());
            let class = if milestone.kind.is_some_and(MilestoneKind::is_gain) { "gain" } else { "loss" };
            let class = if milestone.kind == Some(MilestoneKind::Announce) { "told" } else { class };
            let title = format!("{} {}: servers switch at {}", milestone.name, when.value, switch.strftime("%Y-%m-%d %H:%M"));
            self.marks.push(Mark { day: switch.date(), text: format!("{} {}", milestone.name, when.value), title, class });
        }
        self.marks.sort_by(|one, two| (one.day, &one.text).cmp(&(two.day, &two.text)));
        let switch = |it: &Service, of: fn(&Service) -> &Option<crate::source::Located<crate::model::graph::MilestoneRef>>| {
            let milestone = graph.find_milestone(&of(it).as_ref()?.value)?;
            Some(milestone.instants(zone)?.switch.to_zoned(zone.clone()).date())
        };
        for service in region.services.values().filter(|it| it.movement.is_none_or(|it| it.value != Move::None)) {
            let window = switch(service, |it| &it.since).zip(switch(service, |it| &it.until)).filter(|(since, until)| since < until);
            if let Some(window) = window {
                self.windows.entry(window).or_default().push(service.name.clone());
            }
        }
    }

    fn days(&self) -> impl Iterator<Item = Date> {
        let windows = self.windows.keys().flat_map(|(since, until)| [*since, *until]);
        self.states.iter().map(|it| it.0).chain(self.marks.iter().map(|it| it.day)).chain(windows)
    }

    fn view(&self, axis: &Axis, top: u32) -> LaneView {
        let mut y = top + PAD;
        let mut bars = self.states(axis, y);
        y += BAR + 4;
        for ((since, until), names) in &self.windows {
            let (x, end) = (axis.at(*since), axis.at(*until));
            let text = names.join(", ");
            let title = format!("{text}: {since} to {until}");
            bars.push(bar("service", title, x, y, end - x, THIN, &text));
            y += THIN + 4;
        }
        let (marks, rows) = self.marks(axis, y + 4);
        y += rows * ROW;
        let height = (y + PAD + 4 - top).max(56);
        LaneView {
            title: format!("{} ({})", self.name, self.about),
            name: fitted(&self.name, 14, LEFT - MARGIN - 12),
            about: fitted(&self.about, TEXT, LEFT - MARGIN - 12),
            y: top,
            height,
            name_y: top + 26,
            about_y: top + 44,
            bars,
            marks,
        }
    }

    fn states(&self, axis: &Axis, y: u32) -> Vec<BarView> {
        if self.is_independent {
            let text = "stays as it is";
            return vec![bar("live", format!("{}: {text}", self.name), LEFT, y, axis.end() - LEFT, BAR, text)];
        }
        let mut states: Vec<(u32, &'static str, String)> = vec![(LEFT, "live", "until then".to_owned())];
        states.extend(self.states.iter().map(|(day, state)| (axis.at(*day), *state, format!("from {day}"))));
        let ends = states.iter().skip(1).map(|it| it.0).chain([axis.end()]);
        let drawn = states.iter().zip(ends).filter(|(it, end)| *end > it.0);
        drawn.map(|((x, state, since), end)| bar(state, format!("{}, {since}", said(state)), *x, y, end - x, BAR, said(state))).collect()
    }

    /// Lays the marks in rows, each in the first one where its text meets no other.
    fn marks(&self, axis: &Axis, top: u32) -> (Vec<MarkView>, u32) {
        let mut ends: Vec<u32> = Vec::new();
        let mut views = Vec::new();
        for mark in &self.marks {
            let x = axis.at(mark.day);
            let room = width(&mark.text, TEXT) + 12;
            let is_left = x + room > axis.end();
            let (from, to) = if is_left { (x.saturating_sub(room), x + 8) } else { (x - 6, x + room + 10) };
            let row = ends.iter().position(|it| *it <= from).unwrap_or(ends.len());
            if row == ends.len() {
                ends.push(0);
            }
            ends[row] = to;
            let y = top + row as u32 * ROW + 9;
            views.push(MarkView {
                title: mark.title.clone(),
                class: mark.class,
                points: format!("{x},{} {},{y} {x},{} {},{y}", y - 5, x + 5, y + 5, x - 5),
                anchor: if is_left { "end" } else { "start" },
                text_x: if is_left { x - 9 } else { x + 9 },
                text_y: y + 4,
                text: mark.text.clone(),
            });
        }
        (views, ends.len() as u32)
    }
}

fn said(state: &str) -> &'static str {
    LEGEND.iter().find(|it| it.0 == state).map_or("", |it| it.1)
}

fn bar(class: &'static str, title: String, x: u32, y: u32, wide: u32, height: u32, text: &str) -> BarView {
    let room = wide.saturating_sub(14);
    let text = if room < 24 { String::new() } else { fitted(text, TEXT, room) };
    BarView { title, class, x, y, width: wide, height, text_x: x + 7, text_y: y + height / 2 + 4, text }
}
