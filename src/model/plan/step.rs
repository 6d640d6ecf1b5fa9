//! The steps of the runbook.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// What stands for an owner where none is written.
pub const NOBODY: &str = "nobody is named";

/// One thing that somebody does. Its lines are plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// A name that is unique in the plan, as `uk/points/finish`.
    pub id: String,
    /// What is done, in one sentence.
    pub title: String,
    /// How it is done, a line each.
    pub how: Vec<String>,
    /// How many lines at the end of `how` say what is done at every step of its kind.
    pub usual: usize,
    /// How one sees that it took.
    pub check: Vec<Check>,
    /// What to do if it did not take, a line each.
    pub otherwise: Vec<String>,
    /// How one goes back.
    pub undo: Undo,
    /// The team that does it; says so where nobody is named.
    pub owner: String,
    /// Those whom it concerns besides its owner.
    pub roles: BTreeSet<Role>,
    /// The region, or the platform, that it is for.
    pub region: String,
    /// The zone's IANA name in which its instants are read.
    pub zone: String,
    /// Not before this instant, where there is one.
    pub from: Option<Timestamp>,
    /// Done by this instant, where there is one.
    pub until: Option<Timestamp>,
    /// The stage that it brings, where it is a switch.
    pub stage: Option<String>,
    /// The steps that come before it, by id.
    pub after: Vec<String>,
}

impl Step {
    /// Returns the instant by which it is put in order: that of its beginning, else that by which it is done.
    pub fn at(&self) -> Option<Timestamp> {
        self.from.or(self.until)
    }

    /// Returns how it is done: what it alone says, and what every step of its kind does.
    pub fn parts(&self) -> (&[String], &[String]) {
        self.how.split_at(self.how.len().saturating_sub(self.usual))
    }

    /// Tells whether somebody is named who does it.
    pub fn has_owner(&self) -> bool {
        !self.owner.contains(NOBODY) && self.owner.split(", ").all(|it| !it.trim().is_empty())
    }
}

/// One look at the result of a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    pub way: Way,
    /// What is then seen.
    pub expect: String,
}

/// How one looks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Way {
    /// A person looks.
    Look,
    /// What to type.
    Command(String),
    /// The probes of a stage, by its name, are put to the servers.
    Probes(String),
}

impl Check {
    /// Returns what to type; `None` where a person looks.
    pub fn command(&self) -> Option<String> {
        match &self.way {
            Way::Look => None,
            Way::Command(line) => Some(line.clone()),
            Way::Probes(stage) => Some(format!("cutover verify --stage {stage} --connect SERVER:443")),
        }
    }
}

/// How one goes back behind a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Undo {
    /// It changes nothing.
    Nothing,
    /// What to do, a line each.
    By(Vec<String>),
    /// Why nothing brings back what was.
    Never(String),
}

/// A trade that takes part in a change without running its servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    Dns,
    Legal,
    Marketing,
    Seo,
    Support,
}

impl Role {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Role; 5] = [Role::Dns, Role::Legal, Role::Marketing, Role::Seo, Role::Support];

    /// Returns its name, as in `roles/seo/`.
    pub fn word(self) -> &'static str {
        match self {
            Role::Dns => "dns",
            Role::Legal => "legal",
            Role::Marketing => "marketing",
            Role::Seo => "seo",
            Role::Support => "support",
        }
    }
}

/// The steps from one noon to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Night<'p> {
    /// The day in whose morning it ends; `None` for steps without a date.
    pub ends: Option<Date>,
    /// Each with its rank among all steps.
    pub steps: Vec<(usize, &'p Step)>,
}

/// Groups steps into nights, from noon to noon by the clock of `zone`: what is due at the end of a day and what switches at
/// the start of the next one stand side by side, for every region. The order stays: what waits for a later step, or has no
/// date and waits for one, is of that one's night. So each night comes once.
pub fn nights<'p>(steps: &'p [Step], zone: &TimeZone) -> Vec<Night<'p>> {
    let mut nights: Vec<Night> = Vec::new();
    for (rank, step) in steps.iter().enumerate() {
        let ends = step.at().map(|it| morning(it, zone)).max(nights.last().and_then(|it| it.ends));
        match nights.last_mut().filter(|it| it.ends == ends) {
            Some(night) => night.steps.push((rank, step)),
            None => nights.push(Night { ends, steps: vec![(rank, step)] }),
        }
    }
    nights
}

/// Returns the day in whose morning the night around `at` ends.
fn morning(at: Timestamp, zone: &TimeZone) -> Date {
    let local = at.to_zoned(zone.clone());
    if local.hour() < 12 { local.date() } else { local.date().tomorrow().unwrap_or(local.date()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(id: &str, at: Option<&str>) -> Step {
        Step {
            id: id.into(),
            title: String::new(),
            how: Vec::new(),
            usual: 0,
            check: Vec::new(),
            otherwise: Vec::new(),
            undo: Undo::Nothing,
            owner: String::new(),
            roles: BTreeSet::new(),
            region: String::new(),
            zone: String::new(),
            from: at.map(|it| it.parse().unwrap()),
            until: None,
            stage: None,
            after: Vec::new(),
        }
    }

    fn shown(steps: &[Step]) -> Vec<String> {
        let ids = |it: &Night| it.steps.iter().map(|it| it.1.id.clone()).collect::<Vec<_>>().join(" ");
        let night = |it: &Night| format!("{}: {}", it.ends.map_or_else(|| "none".to_owned(), |it| it.to_string()), ids(it));
        nights(steps, &TimeZone::get("Asia/Shanghai").unwrap()).iter().map(night).collect()
    }

    #[test]
    fn each_night_comes_once_and_the_order_stays() {
        let steps = [
            step("a", None),
            step("b", Some("2024-10-14T03:59:00Z")),
            step("c", Some("2024-10-14T04:00:00Z")),
            step("d", None),
            step("e", Some("2024-10-01T00:00:00Z")),
            step("f", Some("2024-10-15T03:00:00Z")),
        ];
        assert_eq!(shown(&steps), ["none: a", "2024-10-14: b", "2024-10-15: c d e f"]);
    }
}
