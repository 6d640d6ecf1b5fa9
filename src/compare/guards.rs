//! What stops a change: more lost than `[policy]` lets pass, a promise that is broken, and what to type to let it pass.

use super::{Difference, MovedDate};
use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::workspace::Permit;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;
use std::fmt;

/// What may stop a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Guard {
    RedirectsLost,
    SunsetEarlier,
    AnswersChanged,
    HostLost,
    IndependentTouched,
}

impl Guard {
    const ALL: [Guard; 5] = [Guard::RedirectsLost, Guard::SunsetEarlier, Guard::AnswersChanged, Guard::HostLost, Guard::IndependentTouched];

    /// Returns its name, as `--allow` takes it.
    pub fn word(self) -> &'static str {
        match self {
            Guard::RedirectsLost => "redirects-lost",
            Guard::SunsetEarlier => "sunset-earlier",
            Guard::AnswersChanged => "answers-changed",
            Guard::HostLost => "host-lost",
            Guard::IndependentTouched => "independent-touched",
        }
    }

    /// Returns its key below `[policy]`.
    pub fn key(self) -> &'static str {
        match self {
            Guard::RedirectsLost => "max-redirects-lost",
            Guard::AnswersChanged => "max-answers-changed",
            other => other.word(),
        }
    }
}

/// What somebody lets pass, and no more than that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Allowed {
    /// Up to so many hundredths of a per cent.
    Share(Guard, u64),
    /// A milestone, as `uk/sunset`, on that day or later.
    Day(String, Date),
    /// A host, or a region.
    Name(Guard, String),
}

impl fmt::Display for Allowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Allowed::Share(guard, share) => write!(f, "{}={}%", guard.word(), percent(*share)),
            Allowed::Day(milestone, day) => write!(f, "{}={milestone}@{day}", Guard::SunsetEarlier.word()),
            Allowed::Name(guard, name) => write!(f, "{}={name}", guard.word()),
        }
    }
}

impl std::str::FromStr for Allowed {
    type Err = String;
    fn from_str(text: &str) -> Result<Allowed, String> {
        let known = || Guard::ALL.iter().map(|it| it.word()).collect::<Vec<_>>().join(", ");
        let (name, figure) =
            text.split_once('=').ok_or_else(|| "write a guard and what it lets pass, as redirects-lost=3.2%".to_owned())?;
        let guard = Guard::ALL.into_iter().find(|it| it.word() == name);
        let guard = guard.ok_or_else(|| format!("there is no guard `{name}`; there are {}", known()))?;
        match guard {
            Guard::RedirectsLost | Guard::AnswersChanged => {
                let share = hundredths(figure).ok_or_else(|| format!("found `{figure}`, wanted a share, as 3.2%"))?;
                Ok(Allowed::Share(guard, share))
            }
            Guard::SunsetEarlier => {
                let wrong = || format!("found `{figure}`, wanted a milestone and its day, as uk/sunset@2024-12-21");
                let (milestone, day) = figure.split_once('@').ok_or_else(wrong)?;
                Ok(Allowed::Day(milestone.to_owned(), day.parse().map_err(|_| wrong())?))
            }
            Guard::HostLost | Guard::IndependentTouched => match figure {
                "" => Err("found nothing, wanted a name".to_owned()),
                name => Ok(Allowed::Name(guard, name.to_owned())),
            },
        }
    }
}

/// Reads a share with at most two places behind its point.
fn hundredths(text: &str) -> Option<u64> {
    let number = text.strip_suffix('%').unwrap_or(text).trim_end();
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let is_number = |it: &str| it.bytes().all(|it| it.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 2 || !is_number(whole) || !is_number(part) {
        return None;
    }
    let part: u64 = format!("{part:0<2}").parse().ok()?;
    Some(whole.parse::<u64>().ok()? * 100 + part)
}

fn percent(hundredths: u64) -> String {
    let text = format!("{}.{:02}", hundredths / 100, hundredths % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// A guard that stops a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stopped {
    pub guard: Guard,
    /// What was found, in a sentence without its end.
    pub found: String,
    /// What is let pass.
    pub limit: String,
    /// What lets exactly this pass.
    pub allow: Allowed,
    /// Whether somebody has said so.
    pub is_allowed: bool,
}

/// Returns the guards that stop a change; of both plans' policies the stricter one counts. `as_of` is today: a loss that is
/// announced later than that was not told to anybody yet. Without it whatever has a date of its announcement counts as told.
pub fn guards(difference: &Difference, plans: [&Plan; 2], as_of: Option<Date>, allowed: &[Allowed]) -> Vec<Stopped> {
    let policy = plans[0].graph.policy.guards.stricter(&plans[1].graph.policy.guards);
    let counts = &difference.counts;
    let mut found = Vec::new();
    let (lost, all) = (counts.redirects_lost as u64, counts.redirects as u64);
    let is_few = !policy.is_written && lost < FEW;
    if is_over(lost, all, policy.redirects_lost) && !is_few {
        let share = share(lost, all);
        let text = format!("{lost} of {all} redirects that people wrote no longer redirect ({}%)", percent(share));
        found.push((Guard::RedirectsLost, text, format!("{}%", policy.redirects_lost), Allowed::Share(Guard::RedirectsLost, share)));
    }
    if policy.sunset_earlier == Permit::Refuse {
        found.extend(difference.dates.iter().filter_map(|it| earlier(it, plans, as_of)));
    }
    let (changed, all, what) = match counts.hits {
        0 => (counts.urls_changed as u64, counts.urls as u64, "known URLs"),
        hits => (counts.hits_changed, hits, "hits"),
    };
    if let Some(limit) = policy.answers_changed.filter(|it| is_over(changed, all, *it)) {
        let share = share(changed, all);
        let text = format!("{changed} of {all} {what} are answered otherwise ({}%)", percent(share));
        found.push((Guard::AnswersChanged, text, format!("{limit}%"), Allowed::Share(Guard::AnswersChanged, share)));
    }
    let none = || "none".to_owned();
    if policy.host_lost == Permit::Refuse {
        let lost = names(plans[0]).difference(&names(plans[1])).map(|it| (*it).to_owned()).collect::<Vec<_>>();
        found.extend(
            lost.into_iter()
                .map(|it| (Guard::HostLost, format!("`{it}` is not answered any more"), none(), Allowed::Name(Guard::HostLost, it))),
        );
    }
    if policy.independent_touched == Permit::Refuse {
        found.extend(difference.touched.iter().map(|it| {
            let text = format!("URLs of `{it}`, which was left alone, are answered otherwise");
            (Guard::IndependentTouched, text, none(), Allowed::Name(Guard::IndependentTouched, it.clone()))
        }));
    }
    let stop = |(guard, found, limit, allow): (Guard, String, String, Allowed)| {
        let is_allowed = allowed.iter().any(|it| covers(it, &allow));
        Stopped { guard, found, limit, allow, is_allowed }
    };
    found.into_iter().map(stop).collect()
}

/// Fewer than these are let pass where no limit is written: of a small table one row is many per cent.
const FEW: u64 = 10;

fn is_over(part: u64, all: u64, limit: u32) -> bool {
    u128::from(part) * 100 > u128::from(all) * u128::from(limit)
}

/// Returns a share in hundredths of a per cent, rounded up: what is typed lets this pass, and nothing that is larger.
fn share(part: u64, all: u64) -> u64 {
    let share = (u128::from(part) * 10_000).div_ceil(u128::from(all.max(1)));
    u64::try_from(share).unwrap_or(u64::MAX)
}

/// Tells whether what is let pass covers what was found.
fn covers(allowed: &Allowed, found: &Allowed) -> bool {
    match (allowed, found) {
        (Allowed::Share(one, limit), Allowed::Share(two, share)) => one == two && share <= limit,
        (Allowed::Day(one, limit), Allowed::Day(two, day)) => one == two && day >= limit,
        (Allowed::Name(one, limit), Allowed::Name(two, name)) => one == two && limit == name,
        _ => false,
    }
}

/// Returns the names by which hosts answer that are not left alone.
fn names(plan: &Plan) -> BTreeSet<&str> {
    let hosts = plan.hosts.values().filter(|it| !it.is_untouched);
    hosts.flat_map(|it| std::iter::once(it.name.as_str()).chain(it.aliases.iter().map(|it| it.name.as_str()))).collect()
}

/// Returns a loss that comes earlier than its customers were told.
fn earlier(moved: &MovedDate, plans: [&Plan; 2], as_of: Option<Date>) -> Option<(Guard, String, String, Allowed)> {
    let region = plans[0].graph.regions.get(&moved.region)?;
    let kind = region.milestones.get(&moved.name)?.kind?;
    let [before, after] = [moved.instants[0]?, moved.instants[1]?];
    let is_promise = matches!(kind, MilestoneKind::Sunset | MilestoneKind::Freeze | MilestoneKind::SalesStop);
    let zone = region.zone.clone().unwrap_or(TimeZone::UTC);
    let announced = region.instants(MilestoneKind::Announce)?.told.to_zoned(zone.clone()).date();
    if !is_promise || (after.told >= before.told && after.switch >= before.switch) || as_of.is_some_and(|it| it < announced) {
        return None;
    }
    let text = |it: time::Instants| time::local(it.told, &zone);
    let name = format!("{}/{}", moved.region, moved.name);
    let found = format!("`{name}` comes earlier than was announced on {announced}: {} instead of {}", text(after), text(before));
    let day = after.told.to_zoned(zone.clone()).date();
    Some((Guard::SunsetEarlier, found, "no earlier".to_owned(), Allowed::Day(name, day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_lets_something_pass_reads_as_it_is_printed() {
        for text in ["redirects-lost=3.2%", "answers-changed=12%", "sunset-earlier=uk/sunset@2024-12-21", "host-lost=www.po.co"] {
            assert_eq!(text.parse::<Allowed>().map(|it| it.to_string()), Ok(text.to_owned()));
        }
        for wrong in
            ["redirects-lost", "redirects-lost=all", "sunset-earlier=uk/sunset", "redirect-lost=3%", "host-lost=", "redirects-lost=3.254%"]
        {
            assert!(wrong.parse::<Allowed>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_share_is_rounded_up() {
        assert_eq!(percent(share(1, 3)), "33.34");
        assert_eq!(percent(share(32, 1000)), "3.2");
        assert!(is_over(6, 100, 5) && !is_over(5, 100, 5));
    }
}
