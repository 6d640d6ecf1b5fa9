//! Disk → `Spec`: the only reader of workspaces.

mod dates;
mod disk;
mod edited;
mod encoding;
pub(crate) mod expectation;
pub(crate) mod listed;
mod names;
mod rows;
mod secret;
mod sitemap;
mod syntax;
pub(crate) mod table;
mod toml;
mod value;
mod zone;

pub use disk::{Disk, Folder, Memory, Recorded};
pub use edited::{Edited, Set, Unfit};

use crate::diag::{Diagnostic, Report};
use crate::model::spec::workspace::TargetKind;
use crate::model::spec::{self, RegionFile, Spec};
use crate::source::{FileId, Located, Sources, Span};
use encoding::Foreign;
use std::io;
use std::sync::Arc;

/// The name of the file at a workspace's root.
pub const WORKSPACE: &str = "cutover.toml";
/// The name of the file of who signed what, beside it.
pub const APPROVALS: &str = "approvals.toml";
/// The folder of regions, and of what they name.
const REGIONS: &str = "regions";
/// The folder of what is laid over the built-in templates.
const TEMPLATES: &str = "templates";

/// Reads a whole workspace; what is wrong in it goes to `report`, an `Err` is a file that cannot be read.
pub fn load(disk: &dyn Disk, sources: &mut Sources, report: &mut Report) -> io::Result<Spec> {
    load_into(Spec::default(), disk, sources, report)
}

/// Reads a whole workspace, and each row of a table as a rule like any other: for who looks at what is written in them.
pub fn load_row_by_row(disk: &dyn Disk, sources: &mut Sources, report: &mut Report) -> io::Result<Spec> {
    load_into(Spec { is_row_by_row: true, ..Spec::default() }, disk, sources, report)
}

fn load_into(mut spec: Spec, disk: &dyn Disk, sources: &mut Sources, report: &mut Report) -> io::Result<Spec> {
    if let Some(bytes) = disk.read(WORKSPACE)?
        && let Some(file) = text(WORKSPACE, bytes, sources, report)
    {
        spec.workspace_file = Some(file);
        spec.workspace = toml::workspace(file, sources, &mut spec, report);
    }
    for path in disk.list("regions", "toml")? {
        let Some(bytes) = disk.read(&path)? else { continue };
        let id = path.trim_start_matches("regions/").trim_end_matches(".toml").to_owned();
        let Some(file) = text(&path, bytes, sources, report) else {
            // The region is there, though nothing is known of it: who names it is not told that it is missing.
            spec.regions.extend(sources.find_file(&path).map(|file| (id, RegionFile { file, region: None })));
            continue;
        };
        let region = toml::region(&id, file, sources, &mut spec, report);
        spec.regions.insert(id, RegionFile { file, region });
    }
    if let Some(file) = spec.workspace_file.filter(|_| spec.regions.is_empty()) {
        let start = Span::new(file, 0..0);
        let finding = Diagnostic::new(
            &crate::diag::rules::schema::file_missing::CODE,
            start,
            "of nothing",
            "there is no region: `regions/` holds no `.toml` file",
        );
        report.push(finding.help("add `regions/<id>.toml`; `cutover init` writes an example"));
    }
    dates::name(&spec, sources, report);
    attached(disk, &mut spec, sources, report)?;
    overlay(disk, sources, report)?;
    expectation::all(disk, &mut spec, sources, report)?;
    approvals(disk, &mut spec, sources, report)?;
    targets_have_templates(&spec, sources, report);
    Ok(spec)
}

/// Reads who signed which text; entries that are refused are passed over.
fn approvals(disk: &dyn Disk, spec: &mut Spec, sources: &mut Sources, report: &mut Report) -> io::Result<()> {
    if let Some(bytes) = disk.read(APPROVALS)?
        && let Some(file) = text(APPROVALS, bytes, sources, report)
    {
        let read = toml::approvals(APPROVALS, file, sources, spec, report);
        spec.approvals = read.map_or_else(Vec::new, |it| it.approvals);
    }
    Ok(())
}

/// Reports targets of the workspace's own for which there is no template.
fn targets_have_templates(spec: &Spec, sources: &Sources, report: &mut Report) {
    let targets = spec.workspace.iter().flat_map(|it| &it.targets);
    for (name, _) in targets.filter(|it| it.1.kind.as_ref().is_some_and(|it| it.value == TargetKind::Template)) {
        let folder = format!("{TEMPLATES}/{}{}/", crate::template::TARGETS, name.value);
        if !sources.files().any(|(_, it)| it.path.starts_with(&folder) && it.path.ends_with(".j2")) {
            let message = format!("there is no template below `{folder}`");
            let finding = Diagnostic::new(&crate::diag::rules::schema::file_missing::CODE, name.span, "has no template", message);
            let help = format!("write what the program reads as `{folder}….j2`, or take the target out");
            report.push(finding.help(help).about(format!("targets.{}", name.value)));
        }
    }
}

/// Returns the paths of the files that are read because they are there, whoever names them.
pub fn found(disk: &dyn Disk) -> io::Result<Vec<String>> {
    let laid = disk.tree(TEMPLATES)?.into_iter().filter(|it| is_laid_over(it));
    let approvals = disk.read(APPROVALS)?.map(|_| APPROVALS.to_owned());
    Ok(std::iter::once(WORKSPACE.to_owned()).chain(disk.list("regions", "toml")?).chain(laid).chain(approvals).collect())
}

fn is_laid_over(path: &str) -> bool {
    path.ends_with(".j2") || path.ends_with(".ftl")
}

/// Reads what the workspace lays over the built-in templates and messages.
fn overlay(disk: &dyn Disk, sources: &mut Sources, report: &mut Report) -> io::Result<()> {
    for path in disk.tree(TEMPLATES)? {
        if is_laid_over(&path)
            && let Some(bytes) = disk.read(&path)?
        {
            text(&path, bytes, sources, report);
        }
    }
    Ok(())
}

/// Reads the tables, lists, pages and zone files that regions name.
fn attached(disk: &dyn Disk, spec: &mut Spec, sources: &mut Sources, report: &mut Report) -> io::Result<()> {
    let regions: Vec<spec::Region> = spec.regions.values().filter_map(|it| it.region.clone()).collect();
    for redirects in regions.iter().filter_map(|it| it.redirects.as_ref()) {
        for name in redirects.tables.iter().flatten() {
            if let Some(file) = attach(disk, name, sources, report)? {
                table::redirects(name, file, spec, sources, report);
            }
        }
        for name in redirects.inventory.iter().flatten() {
            inventory(disk, name, spec, sources, report)?;
        }
        for name in redirects.alternates.iter().flatten() {
            if let Some(file) = attach(disk, name, sources, report)? {
                listed::alternates(name, file, spec, sources, report);
            }
        }
        for name in redirects.rules.iter().flatten().filter_map(|it| it.page.as_ref()) {
            if let Some(file) = attach(disk, name, sources, report)? {
                spec.pages.insert(name.value.clone(), file);
            }
        }
    }
    for name in regions.iter().filter_map(|it| it.brand.as_ref()?.value.logo.as_ref()) {
        if let Some(file) = attach(disk, name, sources, report)? {
            spec.logos.insert(name.value.clone(), Arc::clone(&sources.file(file).text));
        }
    }
    for (domain, name) in regions.iter().flat_map(|it| &it.domains).filter_map(|(domain, it)| Some((domain, it.zone.as_ref()?))) {
        if let Some(file) = attach(disk, name, sources, report)?.filter(|_| !spec.zones.contains_key(&domain.value)) {
            zone::zone(&domain.value, file, spec, sources, report);
        }
    }
    for name in regions.iter().flat_map(|it| it.hosts.values()).filter_map(|it| it.robots.as_ref()) {
        attach(disk, name, sources, report)?;
    }
    let platforms: Vec<_> = spec.workspace.iter().flat_map(|it| it.platforms.values()).collect();
    let names: Vec<_> = platforms.iter().flat_map(|it| it.redirects.iter().flatten()).cloned().collect();
    let listed: Vec<_> = platforms.iter().flat_map(|it| it.inventory.iter().flatten()).cloned().collect();
    for name in names {
        if let Some(file) = attach(disk, &name, sources, report)? {
            table::redirects(&name, file, spec, sources, report);
        }
    }
    listed.iter().try_for_each(|it| inventory(disk, it, spec, sources, report))
}

/// Reads a list of URLs: a sitemap by its name, else a table.
fn inventory(disk: &dyn Disk, name: &Located<String>, spec: &mut Spec, sources: &mut Sources, report: &mut Report) -> io::Result<()> {
    if sitemap::is_one(&name.value) {
        return sitemap::inventory(disk, name, spec, sources, report);
    }
    if let Some(file) = attach(disk, name, sources, report)? {
        table::inventory(name, file, spec, sources, report);
    }
    Ok(())
}

/// Reads one file that the workspace names by a path from `regions/`, as text.
fn attach(disk: &dyn Disk, name: &Located<String>, sources: &mut Sources, report: &mut Report) -> io::Result<Option<FileId>> {
    let path = format!("{REGIONS}/{}", name.value);
    if let Some(file) = sources.find_file(&path) {
        return Ok(Some(file));
    }
    let bytes = attached_bytes(disk, name, report)?;
    Ok(bytes.and_then(|it| text(&path, it, sources, report)))
}

/// Reads one file that the workspace names by a path from `regions/`.
fn attached_bytes(disk: &dyn Disk, name: &Located<String>, report: &mut Report) -> io::Result<Option<Vec<u8>>> {
    let path = format!("{REGIONS}/{}", name.value);
    let is_inside = name.value.split('/').all(|part| !part.is_empty() && part != "." && part != "..");
    if !is_inside || name.value.contains('\\') {
        report.push(
            Diagnostic::new(
                &crate::diag::rules::schema::file_missing::CODE,
                name.span,
                "leads elsewhere",
                format!("`{}` is no path below `regions/`", name.value),
            )
            .help("write a path with `/` between its parts and without `..`"),
        );
        return Ok(None);
    }
    let read = disk.read(&path)?;
    if read.is_none() {
        let finding =
            Diagnostic::new(&crate::diag::rules::schema::file_missing::CODE, name.span, "no such file", format!("`{path}` is not there"));
        report.push(finding.help("add the file, or take its name out"));
    }
    Ok(read)
}

/// Keeps a file's text. One that is not UTF-8 is a finding; what else is wrong in it is told too, as far as it can be read.
fn text(path: &str, bytes: Vec<u8>, sources: &mut Sources, report: &mut Report) -> Option<FileId> {
    let bytes = match String::from_utf8(bytes) {
        Ok(text) => return Some(sources.add(path.to_owned(), text)),
        Err(err) => err.into_bytes(),
    };
    let Foreign { text, what, at } = encoding::guess(&bytes);
    let is_read = text.is_some();
    let shown = text.unwrap_or_else(|| String::from_utf8_lossy(&bytes[..at]).into_owned());
    let file = sources.add(path.to_owned(), shown);
    let end = sources.file(file).text[at..].chars().next().filter(|_| at > 0).map_or(at, |it| at + it.len_utf8());
    let (verb, label) = if is_read { ("", "is the first sign of it") } else { (" and was not read", "from here on") };
    let message = format!("`{path}` is {what}, wanted UTF-8{verb}");
    let finding = Diagnostic::new(&crate::diag::rules::schema::syntax::CODE, Span::new(file, at..end), label, message);
    report.push(finding.help("save it as UTF-8 (in a spreadsheet: “CSV UTF-8”)"));
    is_read.then_some(file)
}
