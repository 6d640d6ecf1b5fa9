//! `index.html`: links everything for a person.

use crate::emit::notices;
use crate::model::artifact::Artifacts;
use crate::model::graph::time;
use crate::model::plan::Plan;
use crate::template::{Failure, Templates};
use serde::Serialize;
use std::collections::BTreeMap;

/// What the template prints.
#[derive(Serialize)]
struct View {
    program: String,
    stages: Vec<StageView>,
    groups: Vec<Group>,
    count: usize,
}

#[derive(Serialize)]
struct StageView {
    name: String,
    since: String,
    causes: String,
    is_switch: bool,
    files: Vec<Link>,
    more: usize,
}

/// Files that belong together.
#[derive(Serialize)]
struct Group {
    title: String,
    about: String,
    sections: Vec<Section>,
}

#[derive(Serialize)]
struct Section {
    /// Empty for the files right in the group.
    title: String,
    rows: Vec<Row>,
}

/// Files on one line: the forms of one notice, or all of a section.
#[derive(Serialize)]
struct Row {
    /// Empty where the files speak for themselves.
    title: String,
    files: Vec<Link>,
}

#[derive(Serialize)]
struct Link {
    href: String,
    text: String,
}

/// The files that are written behind the others: this page and the manifest.
const AFTER: usize = 2;

/// Writes the page over all that is in `out`.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let view = View {
        program: plan.graph.program.name.clone(),
        stages: stages(plan, out),
        groups: groups(out),
        count: out.paths().count() + AFTER,
    };
    out.add("index.html", templates.render("index/index.html.j2", &view)?);
    Ok(())
}

/// Files that a person opens first, of a stage.
const OF_STAGE: [&str; 4] = ["routes.json", "probes.jsonl", "dns.md", "dns.json"];

fn stages(plan: &Plan, out: &Artifacts) -> Vec<StageView> {
    let view = |stage: &crate::model::plan::Stage| {
        let prefix = format!("stages/{}/", stage.name);
        let all: Vec<&String> = out.paths().filter(|it| it.starts_with(&prefix)).collect();
        let mut files: Vec<Link> = OF_STAGE
            .iter()
            .map(|it| format!("{prefix}{it}"))
            .filter(|it| out.files.contains_key(it))
            .map(|it| link(&it, &prefix))
            .collect();
        let is_main = |it: &&&String| {
            let behind = it.split_once("/complete/").map_or("", |it| it.1);
            !behind.is_empty() && (!behind.contains('/') || behind.contains("/hosts/"))
        };
        files.extend(all.iter().filter(is_main).map(|it| link(it, &prefix)));
        let causes: Vec<String> = stage.causes.iter().map(|it| format!("{}/{}", it.region, it.event)).collect();
        let since = stage.since.map_or_else(|| "until the first switch".to_owned(), time::utc);
        StageView {
            name: stage.name.clone(),
            since,
            causes: causes.join(", "),
            is_switch: stage.since.is_some(),
            more: all.len() - files.len(),
            files,
        }
    };
    plan.stages.iter().map(view).filter(|it| !it.files.is_empty()).collect()
}

/// The folders, in the order in which a person needs them, and what each is for.
const GROUPS: [(&str, &str, &str); 9] = [
    ("", "The whole change", "The runbook to follow, the same as tasks, the plan for programs, the appointments for calendars."),
    ("roles/", "Roles", "What each trade has to do and to know, with a calendar of its own."),
    ("notices/", "Notices", "What customers are told, by region, language and day."),
    ("redirects/", "Redirects", "Every rule as a person reads it, with the place where it was written."),
    ("services/", "Services", "Where each service is reached, stage by stage."),
    ("placement/", "Placement", "Where the brand stands on the successor, and the old URLs for search engines."),
    ("proof/", "Proof", "What stays untouched, what becomes of the URLs that exist, what the probes prove, and in what servers differ."),
    ("rollback/", "Rollback", "What undoes each stage, or why nothing can."),
    ("tables/", "Tables", "Big tables that stages share."),
];

fn groups(out: &Artifacts) -> Vec<Group> {
    let mut sections: BTreeMap<usize, BTreeMap<String, Vec<Link>>> = BTreeMap::new();
    for path in out.paths().filter(|it| !it.starts_with("stages/")) {
        let rank = GROUPS.iter().skip(1).position(|(prefix, _, _)| path.starts_with(prefix)).map_or(0, |it| it + 1);
        let prefix = GROUPS[rank].0;
        let title = path[prefix.len()..].rsplit_once('/').map_or("", |it| it.0);
        let within = if title.is_empty() { prefix.to_owned() } else { format!("{prefix}{title}/") };
        sections.entry(rank).or_default().entry(title.to_owned()).or_default().push(link(path, &within));
    }
    // The manifest is written behind this page.
    sections.entry(0).or_default().entry(String::new()).or_default().push(link("manifest.json", ""));
    let section = |(title, files)| Section { title, rows: rows(files) };
    let group = |(rank, of): (usize, BTreeMap<String, Vec<Link>>)| {
        let (_, title, about) = GROUPS[rank];
        Group { title: title.to_owned(), about: about.to_owned(), sections: of.into_iter().map(section).collect() }
    };
    sections.into_iter().map(group).collect()
}

/// Returns the files on their lines: those of one notice, `<day>-<occasion>.<form>`, on a line of their own.
fn rows(files: Vec<Link>) -> Vec<Row> {
    let mut rows: Vec<Row> = Vec::new();
    for mut file in files {
        let form = FORMS.iter().find_map(|(ending, form)| Some((file.text.strip_suffix(ending)?.to_owned(), *form)));
        if file.href == notices::index::PATH {
            file.text = "every text, to read and tick through".to_owned();
        }
        let is_notice = file.href.starts_with("notices/");
        let title = match form.filter(|_| is_notice) {
            Some((title, form)) => {
                file.text = form.to_owned();
                title
            }
            None => String::new(),
        };
        match rows.last_mut().filter(|it| it.title == title) {
            Some(row) => row.files.push(file),
            None => rows.push(Row { title, files: vec![file] }),
        }
    }
    rows
}

/// The forms of a notice, by the ending of the file; longer endings first.
const FORMS: [(&str, &str); 10] = [
    (".eml", "copy to open"),
    (".banner.html", "banner"),
    (".push.json", "push"),
    (".sms.json", "size of the text message"),
    (".sms.txt", "text message"),
    (".faq.md", "questions and answers"),
    (".macro.txt", "reply"),
    (".subject.txt", "subject"),
    (".html", "mail"),
    (".txt", "mail as text"),
];

/// Returns a link to a file below the page's folder.
fn link(path: &str, within: &str) -> Link {
    Link { href: href(path), text: path.strip_prefix(within).unwrap_or(path).to_owned() }
}

/// Returns a path as a URL has it: what it cannot hold is escaped.
pub fn href(path: &str) -> String {
    const KEPT: &percent_encoding::AsciiSet =
        &percent_encoding::NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/').remove(b'@');
    percent_encoding::utf8_percent_encode(path, KEPT).to_string()
}
