//! Destinations and sources that begin with `http://`, where it is known that `https://` says the same.

use super::rows::written;
use super::spelled::bound;
use super::{Found, Repair, Subject};
use crate::model::graph::Graph;

/// Finds what is not encrypted.
pub fn find(subject: &Subject) -> Found {
    let mut found = Found::default();
    let mut known = None;
    for rule in written(subject.spec) {
        let from = rule.rule.from.as_ref().map(|it| (it, false));
        let to = rule.rule.to.as_ref().map(|it| (it, true));
        let mut edits = Vec::new();
        for (value, is_to) in from.into_iter().chain(to) {
            let Some(rest) = bare(&value.value) else { continue };
            let at = rest.find(['/', '?', '#']).unwrap_or(rest.len());
            let host = rest[..at].strip_suffix(":80").unwrap_or(&rest[..at]);
            let text = format!("https://{host}{}", &rest[at..]);
            match has_twin(&subject.plan.graph, &host.to_ascii_lowercase(), is_to) {
                true => match subject.layout.rewrite(&rule, value, &text) {
                    Ok(edit) => edits.push(edit),
                    Err(why) => found.leave(value.span, why),
                },
                false if is_to => {
                    let why = format!(
                        "nothing says that `https://{host}` answers as `{}` does; add it to the `origins` of a platform",
                        value.value
                    );
                    found.leave(value.span, why);
                }
                false => found.leave(value.span, format!("`{host}` is no host of the workspace")),
            }
        }
        if !edits.is_empty() {
            let known = known.get_or_insert_with(|| bound(subject));
            let is_mend = rule.rule.from.as_ref().is_none_or(|it| !known.contains(&it.span));
            found.repairs.push(Repair { rule: rule.span(), edits, is_mend });
        }
    }
    found
}

/// Returns what stands behind `http://`.
fn bare(text: &str) -> Option<&str> {
    let (scheme, rest) = text.split_at_checked("http://".len())?;
    scheme.eq_ignore_ascii_case("http://").then_some(rest)
}

/// Tells whether a host is known to answer over https: one of the workspace, or where redirects may lead.
fn has_twin(graph: &Graph, host: &str, is_to: bool) -> bool {
    let is_ours = graph.find_host(host).is_some() || graph.sites.values().any(|it| it.host == host);
    is_ours || (is_to && graph.origins.contains(&format!("https://{host}")))
}
