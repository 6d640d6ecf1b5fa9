//! Binds milestones: their kind, their date, and what sources claim.

use super::bind::Binding;
use super::inherit::suggestion;
use crate::diag::rules::schema::{dangling_ref, wrong_type};
use crate::diag::{Diagnostic, Help};
use crate::model::graph::time::{Qualifier, When};
use crate::model::graph::{Claim, Counted, Milestone, MilestoneRef};
use crate::model::spec::milestone as written_milestone;
use crate::model::spec::milestone::MilestoneKind;
use crate::model::spec::scalar::{DayOrRelative, Moment};
use crate::source::Located;

/// The date of a milestone or a claim as it was written, a relative one not yet counted.
enum Written {
    Day(Qualifier, DayOrRelative),
    At(Moment),
}

/// Returns the dates that are written, with their places.
fn dates(slots: [(Qualifier, &Option<Located<DayOrRelative>>); 5], at: &Option<Located<Moment>>) -> Vec<Located<Written>> {
    let days = slots.into_iter().filter_map(|(qualifier, slot)| slot.clone().map(|it| it.map(|day| Written::Day(qualifier, day))));
    days.chain(at.map(|it| it.map(Written::At))).collect()
}

pub fn bind_milestone(
    region: &str,
    name: &Located<String>,
    milestone: &Located<written_milestone::Milestone>,
    binding: &mut Binding,
) -> Milestone {
    let path = format!("{region}.milestones.{}", name.value);
    let it = &milestone.value;
    let kind = it.kind.map(|it| it.value).or_else(|| MilestoneKind::find(&name.value));
    if kind.is_none() && !binding.is_damaged(milestone.span) {
        let known = || MilestoneKind::ALL.map(MilestoneKind::word).map(|it| format!("`{it}`")).join(", ");
        let help = match meant_kind(&name.value) {
            Some(near) => format!("did you mean `{near}`? else add `kind = \"…\"`"),
            None => format!("add `kind = \"…\"`, one of {}", known()),
        };
        binding.fault(
            &wrong_type::CODE,
            name.span,
            "what does it do?",
            format!("the milestone `{}` does not say its kind", name.value),
            help,
            &path,
        );
    }
    let slots = [
        (Qualifier::On, &it.on),
        (Qualifier::From, &it.from),
        (Qualifier::By, &it.by),
        (Qualifier::Before, &it.before),
        (Qualifier::After, &it.after),
    ];
    let found = dates(slots, &it.at);
    let too_many = found.len() + usize::from(it.never.is_some()) > 1;
    if too_many {
        let message = format!("the milestone `{}` has more than one date", name.value);
        let finding = Diagnostic::new(&wrong_type::CODE, found[0].span, "one date", message);
        let second = found.get(1).map(|it| it.span).or(it.never.as_ref().map(|it| it.span));
        let finding = second.into_iter().fold(finding, |finding, span| finding.label(span, "and another"));
        binding.report.push(
            finding
                .help("keep one of `on`, `from`, `by`, `before`, `after`, `at`, `never`; what sources say goes into `claims`")
                .about(path.clone()),
        );
    }
    let (when, counted_from) = match found.into_iter().next().filter(|_| !too_many) {
        Some(found) => settle(found, region, &path, binding),
        None => (None, None),
    };
    // Why the sources were decided so may be what could not be read.
    let may_be_decided = it.because.is_none() && binding.is_damaged(milestone.span);
    let claims =
        it.claims.iter().flatten().filter(|_| !may_be_decided).filter_map(|claim| bind_claim(claim, region, &path, binding)).collect();
    if let Some(at) = it.gate.as_ref().and_then(|it| it.at.as_ref()) {
        milestone_ref(at, region, &path, binding);
    }
    Milestone {
        name: name.value.clone(),
        region: region.to_owned(),
        kind,
        span: name.span,
        when,
        counted_from,
        never: it.never.clone(),
        switch: it.switch,
        because: it.because.clone(),
        claims,
        gate: it.gate.clone(),
    }
}

/// Returns the kind whose name `name` may be a slip for.
fn meant_kind(name: &str) -> Option<&'static str> {
    crate::diag::nearest(name, MilestoneKind::ALL.map(MilestoneKind::word))
}

fn settle(found: Located<Written>, region: &str, path: &str, binding: &mut Binding) -> (Option<Located<When>>, Option<Located<Counted>>) {
    let span = found.span;
    match found.value {
        Written::At(moment) => (Some(Located::new(When::At(moment), span)), None),
        Written::Day(qualifier, DayOrRelative::Day(day)) => (Some(Located::new(When::Day(qualifier, day), span)), None),
        Written::Day(qualifier, DayOrRelative::Relative(relative)) => {
            let name = Located::new(relative.milestone, span);
            let counted = milestone_ref(&name, region, path, binding);
            (None, counted.map(|it| it.map(|milestone| Counted { milestone, qualifier, is_earlier: relative.earlier, by: relative.by })))
        }
    }
}

fn bind_claim(claim: &Located<written_milestone::Claim>, region: &str, path: &str, binding: &mut Binding) -> Option<Claim> {
    let it = &claim.value;
    let slots = [
        (Qualifier::On, &it.on),
        (Qualifier::From, &it.from),
        (Qualifier::By, &it.by),
        (Qualifier::Before, &it.before),
        (Qualifier::After, &it.after),
    ];
    let found = dates(slots, &it.at).into_iter().next()?;
    let source = it.source.as_ref().map_or_else(|| "a source".to_owned(), |it| it.value.clone());
    match settle(found, region, path, binding) {
        (Some(when), _) => Some(Claim { source, when: when.value, span: when.span }),
        (None, Some(counted)) => {
            binding.fault(
                &wrong_type::CODE,
                counted.span,
                "a relative date",
                "a claim gives no date of its own".to_owned(),
                "write the date that the source says",
                path,
            );
            None
        }
        (None, None) => None,
    }
}

/// Returns the milestone that `name` means in `region`; a name that nothing has is a finding.
pub fn milestone_ref(name: &Located<String>, region: &str, path: &str, binding: &mut Binding) -> Option<Located<MilestoneRef>> {
    let is_day = name.value.split(['/', '.']).count() == 3 && name.value.bytes().all(|it| it.is_ascii_digit() || b"/.".contains(&it));
    if is_day {
        let message = format!("found the date `{}`, wanted the name of a milestone: each date stands once", name.value);
        let help = "name a milestone, as `sunset`; dates stand under `[milestones]`";
        binding.fault(&dangling_ref::CODE, name.span, "a date", message, help, path);
        return None;
    }
    let (owner, milestone) = name.value.split_once('/').unwrap_or((region, &name.value));
    let Some(inherited) = binding.inherited.get(owner) else {
        if !binding.spec.regions.contains_key(owner) {
            let help = suggestion(owner, binding.inherited.keys().map(String::as_str), "regions");
            binding.fault(&dangling_ref::CODE, name.span, "no such region", format!("there is no region `{owner}`"), help, path);
        }
        return None;
    };
    if owner != region && inherited.region.region.as_ref().is_some_and(|it| it.layer.is_some_and(|it| it.value)) {
        let message = format!("`{owner}` is a layer, which has no dates of its own");
        binding.fault(&dangling_ref::CODE, name.span, "a layer's", message, format!("write `{milestone}`, or name a region"), path);
        return None;
    }
    if inherited.region.milestones.keys().any(|it| it.value == milestone) {
        return Some(Located::new(MilestoneRef { region: owner.to_owned(), name: milestone.to_owned() }, name.span));
    }
    if let Some(day) = milestone.parse::<jiff::civil::Date>().ok().filter(|_| milestone.len() == 10) {
        let named: Vec<&str> =
            inherited.region.milestones.iter().filter(|(_, it)| it.names(day)).map(|(name, _)| name.value.as_str()).collect();
        let help = match named.as_slice() {
            [] => Help::from("name a milestone, as `sunset`; dates stand under `[milestones]`"),
            [only] => Help::write(milestone, only),
            several => Help::from(format!("write one of {}, which are on that day", several.join(", "))),
        };
        let message = format!("found the date `{milestone}`, wanted the name of a milestone: each date stands once");
        binding.fault(&dangling_ref::CODE, name.span, "a date", message, help, path);
        return None;
    }
    let is_damaged = std::iter::once(owner)
        .chain(inherited.extends.iter().map(String::as_str))
        .any(|it| binding.is_written(&format!("{it}.milestones.{milestone}")));
    // One that does not say its kind, and has no name that would say it, is asked whether it is the one that is missing.
    let is_misspelt = |name: &str| MilestoneKind::find(name).is_none() && meant_kind(name) == Some(milestone);
    let is_told = inherited.region.milestones.iter().any(|(name, it)| it.kind.is_none() && is_misspelt(&name.value));
    if !is_damaged && !is_told {
        let known = inherited.region.milestones.keys().map(|it| it.value.as_str());
        let help = suggestion(milestone, known, "milestones");
        binding.fault(&dangling_ref::CODE, name.span, "no such milestone", format!("there is no milestone `{}`", name.value), help, path);
    }
    None
}
