//! The drawn form, for people: rustc's manner, with every place in its file.

use crate::diag::{Diagnostic, Printing, Severity};
use crate::source::FileId;
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet, renderer::DecorStyle};

/// Returns the findings, drawn, one after another: the gravest last, where the reader of a terminal looks first.
pub fn render(printing: &Printing) -> String {
    let renderer = if printing.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Unicode);
    let mut findings: Vec<&Diagnostic> = printing.report.findings.iter().filter(|it| it.waived.is_none()).collect();
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
    renderer.render(&[group.element(Level::HELP.message(help))])
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
