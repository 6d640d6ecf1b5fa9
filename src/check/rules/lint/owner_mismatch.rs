//! `lint/owner-mismatch`

use crate::diag::{Diagnostic, Report, plural};
use crate::model::graph::Graph;
use crate::model::spec::owners::{Match, Owners};
use crate::source::{Located, Sources};
use std::collections::BTreeMap;

crate::diag::code! {
    /// A file is changed without those who answer for what it says.
    ///
    /// ## Why it matters
    ///
    /// Whoever `CODEOWNERS` names for a file is asked before it changes. Where that is another team than the `owner`
    /// written in it, or nobody, a date moves and those who must keep it hear of it last. This is judged with
    /// `cutover check --owners FILE` alone.
    ///
    /// ## Example
    ///
    /// ```text CODEOWNERS
    /// *            @shop/platform-identity @shop/platform-orders @shop/platform-loyalty
    /// /regions/    @shop/store-global
    /// ```
    ///
    /// ## What to do
    ///
    /// Name the team in the line that takes the file, as `/regions/uk.toml @shop/store-uk`: the last line that takes a
    /// file counts, in GitLab the last one of each section. `store-uk` is `@shop/store-uk`, whatever stands before the
    /// last `/`; a mail address is itself. Or write the team that does answer for it as `owner`.
    "lint/owner-mismatch" Warning
}

/// Someone who answers for something, and the files in which that stands.
struct Answering<'g> {
    owner: &'g Located<String>,
    /// For what, as `uk`.
    what: String,
    /// Its path in the workspace, as `uk.region.owner`.
    key: String,
    files: Vec<&'g str>,
}

/// Reports owners who are not asked when their files change.
pub fn run(graph: &Graph, sources: &Sources, owners: &Owners, report: &mut Report) {
    for it in answering(graph, sources) {
        let mut wrong: BTreeMap<Vec<usize>, (Match, Vec<&str>)> = BTreeMap::new();
        for file in it.files.iter().copied() {
            let found = owners.of(file);
            if !found.has(&it.owner.value) {
                wrong.entry(found.lines.clone()).or_insert_with(|| (found, Vec::new())).1.push(file);
            }
        }
        for (found, files) in wrong.into_values() {
            report.push(finding(&it, owners, &found, &files));
        }
    }
}

fn finding(it: &Answering, owners: &Owners, found: &Match, files: &[&str]) -> Diagnostic {
    let (team, path) = (&it.owner.value, &owners.path);
    let first = files.first().copied().unwrap_or_default();
    let more = if files.len() > 1 { format!(" and {}", plural(files.len() - 1, "more file", "more files")) } else { String::new() };
    let lines = found.lines.iter().map(|it| format!("`{path}:{it}`")).collect::<Vec<_>>().join(", ");
    let whose = match (found.lines.is_empty(), found.owners.is_empty()) {
        (true, _) => format!("nobody's: no line of `{path}` takes it"),
        (false, true) => format!("nobody's by {lines}"),
        (false, false) => format!("{}'s by {lines}", crate::diag::listed(&found.owners.iter().map(String::as_str).collect::<Vec<_>>())),
    };
    let are = if files.len() > 1 { "are" } else { "is" };
    let message = format!("`{first}`{more} {are} {whose}, and `{team}` answers for `{}`", it.what);
    let name = if team.contains('@') { team.clone() } else { format!("@ORGANISATION/{team}") };
    let help = match found.lines.last() {
        Some(line) => format!("add `{name}` to line {line} of `{path}`, or write a line for the file behind it"),
        None => format!("add a line to `{path}` that takes the file, with `{name}`"),
    };
    Diagnostic::new(&CODE, it.owner.span, "is not asked", message).help(help).about(it.key.clone())
}

/// Returns everyone who is named, each with the files that speak of what they answer for.
fn answering<'g>(graph: &'g Graph, sources: &'g Sources) -> Vec<Answering<'g>> {
    let file = |it: &Located<String>| sources.file(it.span.file).path.as_str();
    let mut all = Vec::new();
    for region in graph.regions.values() {
        let Some(owner) = &region.owner else { continue };
        let folder = format!("regions/{}/", region.id);
        let own = sources.file(region.span.file).path.as_str();
        let files = sources.files().map(|it| it.1.path.as_str()).filter(|it| *it == own || it.starts_with(&folder));
        // What a region takes over from a layer is the layer's to say.
        if owner.span.file == region.span.file {
            all.push(Answering { owner, what: region.id.clone(), key: format!("{}.region.owner", region.id), files: files.collect() });
        }
    }
    for (name, domain) in &graph.domains {
        if let Some(owner) = &domain.owner {
            all.push(Answering { owner, what: name.clone(), key: format!("domains.{name}.owner"), files: vec![file(owner)] });
        }
    }
    for (platform, service) in graph.platforms.values().flat_map(|it| it.services.values().map(|service| (&it.id, service))) {
        if let Some(owner) = &service.owner {
            let (what, key) = (format!("{platform}/{}", service.name), format!("platforms.{platform}.services.{}.owner", service.name));
            all.push(Answering { owner, what, key, files: vec![file(owner)] });
        }
    }
    all
}
