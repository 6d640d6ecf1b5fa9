//! `certificates.json`: the names that need a certificate, and until when each does.

use super::shape::{Instant, VERSION, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::name::{self, Need};
use crate::model::plan::Plan;
use crate::model::spec::place::{Certificate, Renewal};
use crate::source::Located;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// What is needed to answer over https, and until when.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Certificates {
    /// The version of this shape.
    pub version: u32,
    /// Every name by which a closing store answers, sorted.
    pub names: Vec<Name>,
    /// By name.
    pub certificates: Vec<Issued>,
}

/// A name that needs a certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Name {
    pub name: String,
    /// The host that it is, or is an alias of.
    pub host: String,
    /// The certificate that covers it; none where none does.
    pub certificate: Option<String>,
    /// By this instant its certificate is there; none where nothing is dated.
    pub since: Option<Instant>,
    /// From this instant on nobody answers by it; none where it answers for good.
    pub until: Option<Instant>,
    /// What ends it, in words.
    pub because: String,
}

/// A certificate.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Issued {
    pub certificate: String,
    /// File and line from the workspace's root.
    pub place: String,
    pub names: Vec<String>,
    /// Those of its names by which no closing store answers: it is renewed without them.
    pub not_needed: Vec<String>,
    /// As CAA records name it.
    pub issuer: Option<String>,
    /// `automatic` or `manual`.
    pub renewal: Option<&'static str>,
    /// `http-01`, `dns-01` or `tls-alpn-01`.
    pub challenge: Option<&'static str>,
    /// The last day of the present one.
    pub not_after: Option<String>,
    /// When the last of its names needs it no longer; none where one does for good, or none does at all.
    pub until: Option<Instant>,
}

/// Writes the list, if any closing store answers by a name.
pub fn emit(plan: &Plan, out: &mut Artifacts) {
    let needs = name::needs(&plan.graph);
    if needs.is_empty() {
        return;
    }
    // Our server is ready by then, and its certificate before that.
    let ready: BTreeMap<&str, Timestamp> = plan.steps.iter().filter_map(|it| Some((it.id.as_str(), it.until?))).collect();
    let clock = |need: &Need| plan.graph.regions.get(&need.region).and_then(|it| it.zone.clone()).unwrap_or(TimeZone::UTC);
    let of_name = |need: &Need| Name {
        name: need.name.clone(),
        host: need.host.clone(),
        certificate: need.certificate.clone(),
        since: ready.get(format!("host/{}/install", need.host).as_str()).map(|it| Instant::of(*it, &clock(need))),
        until: need.until.map(|it| Instant::of(it, &clock(need))),
        because: need.because.clone(),
    };
    let grouped = name::by_certificate(&needs);
    let certificates = plan.graph.certificates.iter().map(|(name, it)| {
        let mine = grouped.get(name.as_str()).map_or(&[] as &[&Need], Vec::as_slice);
        issued(plan, (name, it), mine, &clock)
    });
    let view = Certificates { version: VERSION, certificates: certificates.collect(), names: needs.iter().map(of_name).collect() };
    json("certificates.json", &view, out);
}

fn issued(plan: &Plan, (name, certificate): (&str, &Located<Certificate>), needs: &[&Need], clock: &dyn Fn(&Need) -> TimeZone) -> Issued {
    let names: Vec<String> = certificate.names.iter().flatten().map(|it| it.value.clone()).collect();
    let is_idle = |it: &&String| !needs.iter().any(|need| name::covers(it, &need.name));
    let ends: Option<Vec<(Timestamp, &Need)>> = needs.iter().map(|need| Some((need.until?, *need))).collect();
    let last = ends.and_then(|it| it.into_iter().max_by_key(|it| it.0));
    Issued {
        certificate: name.to_owned(),
        place: plan.place(certificate.span).to_string(),
        not_needed: names.iter().filter(is_idle).cloned().collect(),
        names,
        issuer: certificate.issuer.as_ref().map(|it| it.value.clone()),
        renewal: certificate.renewal.map(|it| match it.value {
            Renewal::Automatic => "automatic",
            Renewal::Manual => "manual",
        }),
        challenge: certificate.challenge.map(|it| it.value.word()),
        not_after: certificate.not_after.map(|it| it.value.0.to_string()),
        until: last.map(|(at, need)| Instant::of(at, &clock(need))),
    }
}
