//! Lays each region over those that it extends.

use crate::diag::rules::schema::dangling_ref;
use crate::diag::{Diagnostic, Help, Report};
use crate::model::spec::redirect::{Redirects, Rule};
use crate::model::spec::table::Inherit;
use crate::model::spec::{Region, Spec};
use crate::source::Located;
use std::collections::{BTreeMap, BTreeSet};

/// A region with all that it takes over.
#[derive(Clone, Debug)]
pub struct Inherited {
    pub region: Region,
    /// The layers that it takes over from, the nearest first.
    pub extends: Vec<String>,
}

/// Returns every region that can be judged, layers among them, by id.
pub fn inherit(spec: &Spec, report: &mut Report) -> BTreeMap<String, Inherited> {
    let mut done = BTreeMap::new();
    for id in spec.regions.keys() {
        let chain = chain(id, spec, report);
        if let Some(chain) = chain {
            done.insert(id.clone(), lay(&chain, spec, report));
        }
    }
    done
}

/// Returns the layers of a region, itself first; `None` if one of them cannot be read.
fn chain(id: &str, spec: &Spec, report: &mut Report) -> Option<Vec<String>> {
    let mut chain = vec![id.to_owned()];
    let mut steps = Vec::new();
    let mut region = spec.regions[id].region.as_ref()?;
    while let Some(base) = region.region.as_ref().and_then(|it| it.extends.as_ref()) {
        let is_own = chain.len() == 1;
        steps.push(base.span);
        let Some(file) = spec.regions.get(&base.value) else {
            if is_own {
                let known = spec.regions.keys().map(String::as_str);
                let finding = Diagnostic::new(
                    &dangling_ref::CODE,
                    base.span,
                    "no such region",
                    format!("there is no region `{}` to extend", base.value),
                );
                report.push(finding.help(suggestion(&base.value, known, "regions")).about(format!("{id}.region.extends")));
            }
            return None;
        };
        if chain.contains(&base.value) {
            if base.value == id && chain.iter().min() == chain.first() {
                let round = chain.iter().chain([&base.value]).cloned().collect::<Vec<_>>().join("` → `");
                let message = format!("the region `{id}` extends itself: `{round}`");
                let finding = Diagnostic::new(&dangling_ref::CODE, steps[0], "comes back to itself", message);
                let finding = steps[1..].iter().fold(finding, |finding, step| finding.label(*step, "which extends this"));
                report.push(finding.help("take `extends` out of one of them").about(format!("{id}.region.extends")));
            }
            return None;
        }
        chain.push(base.value.clone());
        region = file.region.as_ref()?;
    }
    Some(chain)
}

fn lay(chain: &[String], spec: &Spec, report: &mut Report) -> Inherited {
    let layers: Vec<&Region> = chain.iter().filter_map(|it| spec.regions[it].region.as_ref()).collect();
    let mut region = layers[0].clone();
    // What was dropped stays in the list until every layer has been laid below, for a layer may drop what lies two below.
    for base in &layers[1..] {
        over(&mut region, base);
    }
    let own = layers[0].redirects.as_ref().and_then(|it| it.rules.as_ref());
    drop_rules(&mut region, own, &layers[1..], chain, report);
    Inherited { region, extends: chain[1..].to_vec() }
}

/// Fills what `region` does not write from `base`; what belongs to the region that wrote it stays behind.
fn over(region: &mut Region, base: &Region) {
    if let Some(mut head) = base.region.clone() {
        (head.value.name, head.value.extends, head.value.layer, head.value.disposition) = (None, None, None, None);
        match &mut region.region {
            Some(own) => own.value.inherit(&head.value),
            None => region.region = Some(head),
        }
    }
    tables(&mut region.milestones, &base.milestones);
    tables(&mut region.services, &base.services);
    tables(&mut region.apps, &base.apps);
    table(&mut region.notices, &base.notices);
    table(&mut region.brand, &base.brand);
    if let Some(below) = &base.redirects {
        let mut below = below.clone();
        (below.value.tables, below.value.inventory, below.value.alternates) = (None, None, None);
        match &mut region.redirects {
            Some(own) => {
                let rules = rules(own.value.rules.take(), below.value.rules.take());
                own.value.inherit(&below.value);
                own.value.rules = rules;
            }
            None => region.redirects = Some(below),
        }
    }
}

fn table<T: Inherit + Clone>(own: &mut Option<Located<T>>, base: &Option<Located<T>>) {
    match (own.as_mut(), base) {
        (Some(own), Some(base)) => own.value.inherit(&base.value),
        (None, Some(base)) => *own = Some(base.clone()),
        (_, None) => {}
    }
}

fn tables<T: Inherit + Clone>(own: &mut BTreeMap<Located<String>, Located<T>>, base: &BTreeMap<Located<String>, Located<T>>) {
    for (key, value) in base {
        match own.get_mut(key) {
            Some(own) => own.value.inherit(&value.value),
            None => drop(own.insert(key.clone(), value.clone())),
        }
    }
}

/// Rules merge by their source and the milestone at which they begin.
fn rules(own: Option<Vec<Located<Rule>>>, base: Option<Vec<Located<Rule>>>) -> Option<Vec<Located<Rule>>> {
    let (Some(own), Some(base)) = (own.as_ref(), base.as_ref()) else { return own.or(base) };
    let known: BTreeSet<_> = own.iter().map(|it| key(it)).collect();
    let further = base.iter().filter(|it| !known.contains(&key(it)));
    Some(own.iter().chain(further).cloned().collect())
}

fn key(rule: &Rule) -> (Option<&str>, &str) {
    (rule.from.as_ref().map(|it| it.value.as_str()), rule.since.as_ref().map_or("sunset", |it| it.value.as_str()))
}

/// Takes out what is dropped; dropping what no layer has is a finding.
fn drop_rules(region: &mut Region, own: Option<&Vec<Located<Rule>>>, below: &[&Region], chain: &[String], report: &mut Report) {
    let all = |it: &Redirects| it.rules.clone().unwrap_or_default();
    let inherited: Vec<Located<Rule>> = below.iter().filter_map(|it| it.redirects.as_ref()).flat_map(|it| all(it)).collect();
    for rule in own.into_iter().flatten().filter(|it| it.dropped.is_some()) {
        if !inherited.iter().any(|it| key(it) == key(rule)) {
            let from = rule.from.as_ref().map_or("", |it| &it.value);
            let known = inherited.iter().filter_map(|it| it.from.as_ref()).map(|it| it.value.as_str());
            let span = rule.from.as_ref().map_or(rule.span, |it| it.span);
            let help = match inherited.is_empty() {
                true => Help::from("take the entry out: nothing is inherited"),
                false => suggestion(from, known, "inherited rules"),
            };
            let message = format!("no layer of `{}` has a rule from `{from}` that begins at `{}`", chain[0], key(rule).1);
            let finding = Diagnostic::new(&dangling_ref::CODE, span, "drops nothing", message);
            report.push(finding.help(help).about(format!("{}.redirects.rules", chain[0])));
        }
    }
    if let Some(rules) = region.redirects.as_mut().and_then(|it| it.value.rules.as_mut()) {
        rules.retain(|it| it.dropped.is_none());
    }
}

/// Says which known name may be meant.
pub fn suggestion<'a>(found: &str, known: impl Iterator<Item = &'a str>, what: &str) -> Help {
    let mut known: Vec<&str> = known.collect();
    known.sort_unstable();
    known.dedup();
    Help::nearest(found, known.iter().copied(), || {
        if known.is_empty() {
            return format!("there are no {what}; add one");
        }
        let shown: Vec<String> = known.iter().take(SHOWN).map(|it| format!("`{it}`")).collect();
        let more = if known.len() > SHOWN { format!(" and {} more", known.len() - SHOWN) } else { String::new() };
        format!("known {what}: {}{more}", shown.join(", "))
    })
}

const SHOWN: usize = 12;
