//! The drawn form, for people: rustc's manner, with every place in its file.

use crate::diag::{Diagnostic, Printing, Severity, counted};
use crate::source::{FileId, Span};
use annotate_snippets::{AnnotationKind, Group, Level, Patch, Renderer, Snippet, renderer::DecorStyle};
use std::ops::Range;

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
        let labels = finding.labels.iter().enumerate().filter(|(_, it)| it.span.file == file);
        let part = Part::of(printing, file, labels.clone().map(|it| it.1.span));
        let annotations = labels.map(|(at, it)| {
            let kind = if at == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            kind.span(part.range(it.span)).label(it.text.as_str())
        });
        group.element(part.snippet().annotations(annotations))
    });
    let group = match finding.all.len() {
        0 => group,
        all => group.element(Level::NOTE.message(format!("all {} places are in what `--report places=FILE` writes", counted(all)))),
    };
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
        let edits = fix.iter().filter(|it| it.span.file == file);
        let part = Part::of(printing, file, edits.clone().map(|it| it.span));
        let patches = edits.map(|it| Patch::new(part.range(it.span), it.text.as_str()));
        group.element(part.snippet().patches(patches))
    })
}

/// The lines of a file that a drawing needs: to give the whole file for each finding would cost its size each time.
struct Part<'a> {
    printing: &'a Printing<'a>,
    file: FileId,
    text: &'a str,
    start: usize,
    line: usize,
}

/// How many lines around the places of a finding are at hand for the drawing.
const AROUND: usize = 3;

impl<'a> Part<'a> {
    fn of(printing: &'a Printing, file: FileId, spans: impl Iterator<Item = Span>) -> Part<'a> {
        let ranges: Vec<Range<usize>> = spans.map(|it| printing.sources.clamp(it)).collect();
        let start = ranges.iter().map(|it| it.start).min().unwrap_or_default();
        let end = ranges.iter().map(|it| it.end).max().unwrap_or_default();
        let (text, start, line) = printing.sources.lines(file, start..end, AROUND);
        Part { printing, file, text, start, line }
    }

    fn range(&self, span: Span) -> Range<usize> {
        let range = self.printing.sources.clamp(span);
        range.start - self.start..range.end - self.start
    }

    fn snippet<T: Clone>(&self) -> Snippet<'a, T> {
        let path = crate::diag::printable(&self.printing.sources.file(self.file).path);
        Snippet::source(self.text).line_start(self.line).path(path)
    }
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
