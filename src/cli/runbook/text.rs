//! A step of the runbook, as a person at a terminal reads it.

use super::choice::Numbered;
use crate::diag::{printable, printable_lines};
use crate::emit::shape::zone;
use crate::model::graph::time::{local, utc};
use crate::model::plan::step::{Check, Step, Undo};
use jiff::Timestamp;
use jiff::civil::Date;
use std::fmt::Write;

/// Returns steps one after the other, in their nights.
pub fn of(steps: &[Numbered]) -> String {
    let mut out = String::new();
    for night in steps.chunk_by(|one, two| one.night == two.night) {
        let _ = writeln!(out, "== {}\n", heading(night[0].night));
        for it in night {
            let _ = write!(out, "{}\n{}{}\n", title(it), whose(it.step), body(it.step));
        }
    }
    out
}

/// Returns what a night is called, by the morning in which it ends.
fn heading(night: Option<Date>) -> String {
    match night {
        Some(day) => format!("{}, and the night before", day.strftime("%A, %-d %B %Y")),
        None => "Without a date".to_owned(),
    }
}

/// Returns the number and what is done.
pub fn title(it: &Numbered) -> String {
    format!("{}. {}", it.number, printable(&it.step.title))
}

/// Returns by what it is called, who does it, and when.
pub fn whose(step: &Step) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "   step    {}", printable(&step.id));
    let region = if step.region.is_empty() { String::new() } else { format!(" (for {})", printable(&step.region)) };
    let _ = writeln!(out, "   owner   {}{region}", printable(&step.owner));
    let zone = zone(&step.zone);
    let _ = writeln!(out, "   window  {}", window(step, |it| local(it, &zone)));
    if step.at().is_some() {
        let _ = writeln!(out, "           {}", window(step, utc));
    }
    out
}

/// Returns what is done, how one sees that it took, what to do if not, and how one goes back.
pub fn body(step: &Step) -> String {
    let mut out = lines("To do:", &step.how);
    if !step.check.is_empty() {
        out.push_str("   It took when:\n");
        for (rank, check) in step.check.iter().enumerate() {
            let _ = writeln!(out, "     {}. {}", rank + 1, self::check(check));
        }
    }
    out + &otherwise(step) + &undo(step)
}

/// Returns one look at the result.
pub fn check(check: &Check) -> String {
    let expect = printable(&check.expect);
    check.command().map_or_else(|| expect.clone(), |it| format!("`{}` shows: {expect}", printable(&it)))
}

/// Returns what to do if it did not take.
pub fn otherwise(step: &Step) -> String {
    lines("If not:", &step.otherwise)
}

/// Returns how one goes back.
pub fn undo(step: &Step) -> String {
    match &step.undo {
        Undo::Nothing => String::new(),
        Undo::By(how) => lines("To go back:", how),
        Undo::Never(why) => format!("   Nothing brings back what was: {}.\n", printable(why).trim_end_matches('.')),
    }
}

fn lines(heading: &str, lines: &[String]) -> String {
    if lines.is_empty() {
        return String::new();
    }
    format!("   {heading}\n") + &lines.iter().map(|it| format!("     - {}\n", printable(it))).collect::<String>()
}

/// Returns what a command printed, set in.
pub fn output(text: &str) -> String {
    let text = printable_lines(text.trim_end());
    if text.is_empty() { "     (it printed nothing)\n".to_owned() } else { text.lines().map(|it| format!("     | {it}\n")).collect() }
}

/// Says when a step is done, by one clock.
fn window(step: &Step, clock: impl Fn(Timestamp) -> String) -> String {
    match (step.from, step.until) {
        (Some(from), Some(until)) => format!("from {} to {}", clock(from), clock(until)),
        (Some(from), None) => format!("at {}", clock(from)),
        (None, Some(until)) => format!("before {}", clock(until)),
        (None, None) => "at any time".to_owned(),
    }
}

/// Tells whether it is too early for a step.
pub fn is_early(step: &Step, now: Timestamp) -> bool {
    step.from.is_some_and(|it| now < it)
}

/// Says how a step's window lies to now; empty where it has none.
pub fn timing(step: &Step, now: Timestamp) -> String {
    match (step.from, step.until) {
        (Some(from), _) if now < from => format!("early: {} to go", between(now, from)),
        (_, Some(until)) if now > until => format!("late by {}", between(until, now)),
        (_, Some(until)) => format!("in time: {} left", between(now, until)),
        (Some(from), None) => format!("due since {}", between(from, now)),
        (None, None) => String::new(),
    }
}

/// Returns a time between two instants in its two largest units.
fn between(from: Timestamp, to: Timestamp) -> String {
    let minutes = (to.as_second() - from.as_second()) / 60;
    let (days, hours, left) = (minutes / 1440, minutes / 60 % 24, minutes % 60);
    match (days, hours) {
        (0, 0) if left == 0 => "less than a minute".to_owned(),
        (0, 0) => format!("{left} min"),
        (0, _) => format!("{hours} h {left} min"),
        (1, _) => format!("1 day {hours} h"),
        _ => format!("{days} days {hours} h"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_in_two_units() {
        let at = |it: i64| Timestamp::from_second(it).expect("an instant");
        for (seconds, wanted) in
            [(59, "less than a minute"), (60, "1 min"), (3_660, "1 h 1 min"), (90_000, "1 day 1 h"), (180_000, "2 days 2 h")]
        {
            assert_eq!(between(at(0), at(seconds)), wanted);
        }
    }
}
