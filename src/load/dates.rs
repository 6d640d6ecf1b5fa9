//! Names the milestone that is meant where a date was written in its place.

use super::toml::WANTS_MILESTONE;
use crate::diag::{Help, Report};
use crate::model::spec::{Region, Spec};
use crate::source::Sources;
use jiff::civil::Date;

/// Completes the findings of dates in `since` and `until`: the milestone of that day, in the region or in what it extends.
pub fn name(spec: &Spec, sources: &Sources, report: &mut Report) {
    for finding in report.findings.iter_mut().filter(|it| it.message == WANTS_MILESTONE) {
        let (span, written) = (finding.span(), sources.text(finding.span()));
        let Some((id, file)) = spec.regions.iter().find(|(_, it)| it.file == span.file) else { continue };
        let Ok(day) = written.chars().take(10).collect::<String>().parse::<Date>() else { continue };
        let mut region = file.region.as_ref();
        // A region extends few others; a round of them is reported elsewhere.
        for _ in 0..spec.regions.len() {
            let Some(it) = region else { break };
            let names = of_day(it, day);
            if let Some(first) = names.first() {
                let help = Help::write(written, &format!("\"{first}\""));
                let quoted: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
                let text = format!("write `\"{first}\"`: on that day `{id}` has {}", quoted.join(" and "));
                *finding = finding.clone().help(if names.len() == 1 { help } else { Help::from("") });
                finding.help = Some(text);
                break;
            }
            let base = it.region.as_ref().and_then(|it| it.extends.as_ref());
            region = base.and_then(|it| spec.regions.get(&it.value)).and_then(|it| it.region.as_ref());
        }
    }
}

/// Returns the milestones of a region that are dated on `day`, those first that things begin and end at.
fn of_day(region: &Region, day: Date) -> Vec<&str> {
    let mut names: Vec<&str> = region.milestones.iter().filter(|(_, it)| it.names(day)).map(|(name, _)| name.value.as_str()).collect();
    names.sort_by_key(|it| !matches!(*it, "migrate" | "sunset"));
    names
}
