//! `calendar.ics`: steps as appointments (RFC 5545).

use crate::model::artifact::Artifacts;
use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::model::plan::step::Step;
use jiff::Timestamp;

/// Writes the calendar of all steps.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    out.add("calendar.ics", of(plan, &plan.graph.program.name, &plan.steps));
}

/// Returns a calendar: one appointment a step, under the same name in every build and every calendar, so that a new date
/// moves it. `name` is what a reader sees of the calendar.
pub fn of(plan: &Plan, name: &str, steps: &[Step]) -> String {
    let mut calendar = Calendar(String::new());
    calendar.line("BEGIN:VCALENDAR");
    calendar.line("VERSION:2.0");
    calendar.line(&format!("PRODID:-//cutover//{}//EN", env!("CARGO_PKG_VERSION")));
    calendar.line("CALSCALE:GREGORIAN");
    calendar.line("METHOD:PUBLISH");
    calendar.line(&format!("X-WR-CALNAME:{}", text(name)));
    let mut steps: Vec<(&Step, Timestamp)> = steps.iter().filter_map(|it| Some((it, it.at()?))).collect();
    steps.sort_by_key(|(it, at)| (*at, it.id.as_str()));
    steps.iter().for_each(|(it, at)| calendar.event(&plan.graph.program.name, it, *at));
    calendar.line("END:VCALENDAR");
    calendar.0
}

struct Calendar(String);

impl Calendar {
    fn event(&mut self, program: &str, step: &Step, at: Timestamp) {
        let zone = super::shape::zone(&step.zone);
        self.line("BEGIN:VEVENT");
        self.line(&format!("UID:{}", text(&format!("{}@{program}.cutover", step.id))));
        // The time stamp says as of when the appointment is right; no clock is read, so it is the appointment's own.
        self.line(&format!("DTSTAMP:{}", stamp(at)));
        self.line(&format!("DTSTART:{}", stamp(at)));
        if let Some(end) = step.until.filter(|it| at < *it) {
            self.line(&format!("DTEND:{}", stamp(end)));
        }
        self.line(&format!("SUMMARY:{}", text(&step.title)));
        let mut lines =
            vec![format!("Step {}", step.id), format!("Owner: {}", step.owner), format!("{} ({})", time::local(at, &zone), time::utc(at))];
        lines.extend(step.how.iter().cloned());
        lines.extend(
            step.check.iter().map(|it| it.command().map_or_else(|| it.expect.clone(), |command| format!("{command}: {}", it.expect))),
        );
        self.line(&format!("DESCRIPTION:{}", text(&lines.join("\n"))));
        self.line(&format!("CATEGORIES:{}", text(&step.region)));
        self.line("TRANSP:TRANSPARENT");
        self.line("END:VEVENT");
    }

    /// Adds one line, folded so that none is longer than 75 octets (section 3.1).
    fn line(&mut self, line: &str) {
        let mut room = 75;
        for it in line.chars() {
            if it.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = 74;
            }
            self.0.push(it);
            room -= it.len_utf8();
        }
        self.0.push_str("\r\n");
    }
}

fn stamp(at: Timestamp) -> String {
    at.strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Returns a value of the type TEXT (section 3.3.11); no control character but the line's end is left.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for it in value.chars() {
        match it {
            '\\' | ';' | ',' => escaped.extend(['\\', it]),
            '\n' => escaped.push_str("\\n"),
            it if it.is_control() => escaped.push(' '),
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_longer_than_75_octets_and_no_character_is_torn() {
        let mut calendar = Calendar(String::new());
        let long = format!("SUMMARY:{}", "é€𝄞a".repeat(60));
        calendar.line(&long);
        assert!(calendar.0.split("\r\n").all(|it| it.len() <= 75));
        assert_eq!(calendar.0.replace("\r\n ", ""), format!("{long}\r\n"));
    }

    #[test]
    fn a_value_cannot_begin_a_property() {
        assert_eq!(text("a\r\nBEGIN:VEVENT;x,y\\"), "a \\nBEGIN:VEVENT\\;x\\,y\\\\");
    }
}
