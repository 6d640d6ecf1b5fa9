//! The drawn form, for people: rustc's manner, with every place in its file.

use crate::diag::{Diagnostic, Printing, Severity};
use crate::source::FileId;
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet, renderer::DecorStyle};

/// Returns the findings, drawn, one after another: the gravest last, where the reader of a terminal looks first.
pub fn render(printing: &Printing) -> String {
    let renderer = if printing.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Unicode);
    let mut findings: Vec<&Diagnostic> = printing.open().collect();
    findings.sort_by_key(|it| it.severity);
    findings.into_iter().map(|it| draw(printing, &renderer, it) + "\n\n").collect()
}

fn draw(printing: &Printing, renderer: &Renderer, finding: &Diagnostic) -> String {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning | Severity::Release => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let title = level.primary_title(finding.message.as_str()).id(finding.code.name);
    let group = files(finding).into_iter().fold(Group::with_title(title), |group, file| {
        let source = printing.sources.file(file);
        let labels = finding.labels.iter().enumerate().filter(|(_, it)| it.span.file == file);
        let annotations = labels.map(|(at, it)| {
            let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(printing.sources.clamp(it.span)).label(it.text.as_str())
        });
        let snippet = Snippet::source(source.text.as_str()).path(crate::diag::printable(&source.path));
        group.element(snippet.annotations(annotations))
    });
    let page = format!("`cutover explain {}`", finding.code.name);
    let help = match &finding.help {
        Some(help) => format!("{help} ({page})"),
        None => format!("see {page}"),
    };
    if finding.fix.is_empty() {
        return renderer.render(&[group.element(Level::HELP.message(help))]);
    }
    renderer.render(&[group, mended(printing, finding, help)])
}

/// How many changes of one fix are drawn.
const MENDED: usize = 8;

/// Draws the lines that a fix changes, as they are and as they will be.
fn mended<'a>(printing: &'a Printing, finding: &'a Diagnostic, mut help: String) -> Group<'a> {
    if finding.fix.len() > MENDED {
        help = format!("{help}; the first {MENDED} of {} changes", finding.fix.len());
    }
    let fix = &finding.fix[..finding.fix.len().min(MENDED)];
    let mut files: Vec<FileId> = fix.iter().map(|it| it.span.file).collect();
    files.dedup();
    files.into_iter().fold(Group::with_title(Level::HELP.secondary_title(help)), |group, file| {
        let source = printing.sources.file(file);
        let edits = fix.iter().filter(|it| it.span.file == file);
        let patches = edits.map(|it| Patch::new(printing.sources.clamp(it.span), it.text.as_str()));
        group.element(Snippet::source(source.text.as_str()).path(crate::diag::printable(&source.path)).patches(patches))
    })
}

/// Returns the files that a finding speaks of, that of the fault first.
fn files(finding: &Diagnostic) -> Vec<FileId> {
    let mut files = Vec::new();
    for label in &finding.labels {
        if !files.contains(&label.span.file) {
            files.push(label.span.file);
        }
    }
    files
}
