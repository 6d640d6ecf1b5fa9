//! What we tell the user: findings with places, and the codes that they carry.

pub mod fingerprint;
mod gather;
pub mod render;
pub mod rules;

use crate::source::{FileId, Sources, Span};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    Info,
    Warning,
    /// A warning while drafting, an error when a release is cut.
    Release,
    Error,
}

impl Severity {
    /// Returns what the severity means for this run.
    pub fn under(self, strict: bool) -> Severity {
        match (self, strict) {
            (Severity::Release, true) => Severity::Error,
            (Severity::Release, false) => Severity::Warning,
            (other, _) => other,
        }
    }

    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Release => "release",
            Severity::Error => "error",
        }
    }
}

/// A kind of fault: its name, how grave it is, and its page.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// `topic/fault`.
    pub name: &'static str,
    pub severity: Severity,
    /// The page that `cutover explain` prints; Markdown.
    pub page: &'static str,
}

impl Code {
    /// Returns the page without the space that stands in front of each line of a doc comment.
    pub fn text(&self) -> String {
        self.page.lines().map(|it| it.strip_prefix(' ').unwrap_or(it)).collect::<Vec<_>>().join("\n").trim().to_owned()
    }

    /// Returns the fault in the user's words: the first sentence of the page.
    pub fn title(&self) -> String {
        self.text().split("\n\n").next().unwrap_or_default().replace('\n', " ")
    }
}

/// Declares a code; the doc comment in front is its page.
macro_rules! code {
    ($(#[doc = $line:literal])* $name:literal $severity:ident) => {
        $(#[doc = $line])*
        pub static CODE: $crate::diag::Code = $crate::diag::Code {
            name: $name,
            severity: $crate::diag::Severity::$severity,
            page: concat!($($line, "\n"),*),
        };
    };
}
pub(crate) use code;

/// One place that a finding speaks of, and what it says there in a few words.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// A change of text that is certain to mend a fault: what stands at `span` gives way to `text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Edit {
    pub span: Span,
    pub text: String,
    /// The part of the span that gives way, where it is not all of it; known once the file's text is at hand.
    part: Option<String>,
}

impl Edit {
    /// Narrows the edit to the part that gives way, if that stands there just once.
    fn narrowed(mut self, sources: &Sources) -> Option<Edit> {
        let Some(part) = self.part.take() else { return Some(self) };
        let text = sources.text(self.span);
        let at = text.find(&part).filter(|at| !part.is_empty() && text.rfind(&part) == Some(*at))?;
        let start = sources.clamp(self.span).start + at;
        self.span = Span::new(self.span.file, start..start + part.len());
        Some(self)
    }
}

/// What to do about a fault, in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    pub text: String,
    /// The text that stands at the fault, and the one that mends it for certain.
    instead: Option<(String, String)>,
}

impl Help {
    /// Says to write `wanted` for `found`.
    pub fn write(found: &str, wanted: &str) -> Help {
        Help { text: format!("write `{wanted}`"), instead: Some((found.to_owned(), wanted.to_owned())) }
    }

    /// Asks for the known name that is nearest to `found`; `otherwise` says what to do if none is near.
    pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>, otherwise: impl FnOnce() -> String) -> Help {
        let known: Vec<&str> = known.into_iter().collect();
        let Some(near) = nearest(found, known.iter().copied()) else { return Help::from(otherwise()) };
        let instead = only_nearest(found, known).map(|it| (found.to_owned(), it.to_owned()));
        Help { text: format!("did you mean `{near}`?"), instead }
    }
}

impl From<String> for Help {
    fn from(text: String) -> Help {
        Help { text, instead: None }
    }
}

impl From<&str> for Help {
    fn from(text: &str) -> Help {
        Help::from(text.to_owned())
    }
}

/// One fault: what it is, where, and the way out.
#[derive(Clone, Debug)]
pub struct Diagnostic {
    pub code: &'static Code,
    pub severity: Severity,
    /// The severity before it was known how this run judges.
    pub declared: Severity,
    pub message: String,
    /// The first is the fault, the others are the other half of the story.
    pub labels: Vec<Label>,
    /// Every place with what is told of it, where there are more than the labels show; else empty.
    pub all: Vec<Label>,
    pub help: Option<String>,
    /// What mends it for certain, in the order of the file; empty where a person must decide.
    pub fix: Vec<Edit>,
    /// What it is about in the language's words, as `uk.milestones.sunset`; where empty, the first label tells.
    pub subject: String,
    /// The reason of the waiver that covers it.
    pub waived: Option<String>,
}

impl Diagnostic {
    /// Returns a finding of `code` that begins at `span`.
    pub fn new(code: &'static Code, span: Span, label: impl Into<String>, message: impl Into<String>) -> Diagnostic {
        Diagnostic {
            code,
            severity: code.severity,
            declared: code.severity,
            message: message.into(),
            labels: vec![Label { span, text: label.into() }],
            all: Vec::new(),
            help: None,
            fix: Vec::new(),
            subject: String::new(),
            waived: None,
        }
    }

    /// Adds the other half of the story.
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        let label = Label { span, text: text.into() };
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
        self
    }

    /// Lists every place, with what is told of it, where the labels show only the first.
    pub fn all(mut self, places: impl IntoIterator<Item = (Span, String)>) -> Diagnostic {
        self.all = places.into_iter().map(|(span, text)| Label { span, text }).collect();
        self
    }

    /// Says what to do; where that is to write one text for another, at the fault, it is a fix too.
    pub fn help(mut self, help: impl Into<Help>) -> Diagnostic {
        let help = help.into();
        self.help = Some(help.text);
        match help.instead {
            Some((found, wanted)) => {
                let span = self.span();
                self.instead(span, &found, wanted)
            }
            None => self,
        }
    }

    /// Mends it by writing `text` over all of `span`.
    pub fn replace(mut self, span: Span, text: impl Into<String>) -> Diagnostic {
        self.fix.push(Edit { span, text: text.into(), part: None });
        self
    }

    /// Mends it by writing `text` for `part`, which stands inside `span`; not if the file spells it otherwise.
    pub fn instead(mut self, span: Span, part: &str, text: impl Into<String>) -> Diagnostic {
        self.fix.push(Edit { span, text: text.into(), part: Some(part.to_owned()) });
        self
    }

    /// Says what it is about.
    pub fn about(mut self, subject: impl Into<String>) -> Diagnostic {
        self.subject = subject.into();
        self
    }

    /// Makes it as grave as `severity`.
    pub fn severity(mut self, severity: Severity) -> Diagnostic {
        self.severity = severity;
        self
    }

    /// Returns what it is about without the region: what several regions inherit differs in nothing else.
    fn inherited(&self) -> Option<String> {
        self.subject.split_once('.').map(|(_, tail)| tail.to_owned())
    }

    /// Returns the place of the fault.
    pub fn span(&self) -> Span {
        self.labels[0].span
    }
}

/// How many places of one name that nothing has are shown.
const JOINED: usize = 8;

/// The findings of one run.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub findings: Vec<Diagnostic>,
}

impl Report {
    /// Adds a finding.
    pub fn push(&mut self, finding: Diagnostic) {
        self.findings.push(finding);
    }

    /// Tells whether anything forbids to go on.
    pub fn has_errors(&self) -> bool {
        self.findings.iter().any(|it| it.severity == Severity::Error && it.waived.is_none())
    }

    /// Settles what `Release` means and where fixes stand, sorts by place, and drops repetitions: a fault that several
    /// regions inherit is one, and so is one that a rule finds at many places of a file.
    pub fn settle(&mut self, strict: bool, sources: &Sources) {
        for finding in &mut self.findings {
            finding.declared = finding.severity;
            finding.severity = finding.severity.under(strict);
            finding.message = printable(&finding.message);
            finding.help = finding.help.as_deref().map(printable);
            finding.waived = finding.waived.as_deref().map(printable);
            finding.labels.iter_mut().chain(&mut finding.all).for_each(|it| it.text = printable(&it.text));
            let edits: Option<Vec<Edit>> = std::mem::take(&mut finding.fix).into_iter().map(|it| it.narrowed(sources)).collect();
            finding.fix = edits.unwrap_or_default();
            finding.fix.sort();
        }
        let key = |it: &Diagnostic| (it.span(), it.code.name, it.message.clone());
        self.findings.sort_by_cached_key(key);
        self.findings.dedup_by_key(|it| key(it));
        let mut heirs = BTreeSet::new();
        self.findings
            .retain(|it| it.inherited().is_none_or(|tail| heirs.insert((it.code.name, it.labels.clone(), tail, it.waived.is_some()))));
        self.join();
        self.findings = gather::gather(std::mem::take(&mut self.findings), sources);
    }

    /// Makes one finding of a name that nothing has and several places of a file speak of: it is one slip, mended as one.
    fn join(&mut self) {
        let mut first: BTreeMap<(FileId, String, Option<String>, bool), usize> = BTreeMap::new();
        let mut kept: Vec<Diagnostic> = Vec::with_capacity(self.findings.len());
        let mut places: BTreeMap<usize, usize> = BTreeMap::new();
        for finding in std::mem::take(&mut self.findings) {
            if finding.code.name != rules::schema::dangling_ref::CODE.name {
                kept.push(finding);
                continue;
            }
            let key = (finding.span().file, finding.message.clone(), finding.help.clone(), finding.waived.is_some());
            let at = *first.entry(key).or_insert(kept.len());
            let Some(one) = kept.get_mut(at) else {
                kept.push(finding);
                continue;
            };
            let count = places.entry(at).or_insert(1);
            *count += 1;
            if *count <= JOINED {
                one.labels.extend(finding.labels.into_iter().take(1).map(|it| Label { text: "nor here".to_owned(), ..it }));
            }
            one.fix.extend(finding.fix);
        }
        for (at, count) in places {
            let more = if count > JOINED { format!(" (the first {JOINED} are shown)") } else { String::new() };
            kept[at].message = format!("{}, and {count} places name it{more}", kept[at].message);
            kept[at].fix.sort();
            kept[at].fix.dedup();
        }
        self.findings = kept;
    }

    /// Returns how many unwaived findings there are of `severity`.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|it| it.severity == severity && it.waived.is_none()).count()
    }

    /// Returns how many findings are waived.
    pub fn waived(&self) -> usize {
        self.findings.iter().filter(|it| it.waived.is_some()).count()
    }
}

/// Returns the known name nearest to `found`, if one is near enough to be meant.
pub fn nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (found.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|it| (strsim::damerau_levenshtein(&folded(found), &folded(it)), it))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, it)| it)
}

/// Returns the known name nearest to `found` if no other is as near: the one that can be written without asking.
pub fn only_nearest<'a>(found: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let known: BTreeSet<&str> = known.into_iter().collect();
    let near = nearest(found, known.iter().copied())?;
    let distance = |it: &str| strsim::damerau_levenshtein(&folded(found), &folded(it));
    let rivals = known.iter().filter(|it| **it != near && distance(it) <= distance(near));
    (rivals.count() == 0).then_some(near)
}

fn folded(name: &str) -> String {
    name.to_lowercase().replace('_', "-")
}

/// Tells whether a character steers a terminal, or overrides the direction of what follows (Unicode, UAX 9).
pub fn steers(it: char) -> bool {
    it.is_control() || matches!(it, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns `text` with what could steer a terminal, or turn the direction of a line, spelled out.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for it in text.chars() {
        // Marks of direction are part of some languages, but not of what is printed here.
        if steers(it) || matches!(it, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{FFFE}' | '\u{FFFF}') {
            out.push_str(&format!("\\u{:04X}", u32::from(it)));
        } else {
            out.push(it);
        }
    }
    out
}

/// Returns `text` with its line ends as they are and everything else [`printable`].
pub fn printable_lines(text: &str) -> String {
    text.split_inclusive('\n').map(|it| it.strip_suffix('\n').map_or_else(|| printable(it), |it| printable(it) + "\n")).collect()
}

/// Returns `word` for one, `words` for any other number.
pub fn plural(count: usize, word: &str, words: &str) -> String {
    format!("{count} {}", if count == 1 { word } else { words })
}

/// Returns a number as people read long ones: `1,203`.
pub fn counted(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Returns the names in backticks as one phrase: `a`, `b` and `c`.
pub fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// Prints the findings of a run in one form.
pub struct Printing<'a> {
    pub sources: &'a Sources,
    pub report: &'a Report,
    pub color: bool,
    /// The way from the repository to the workspace, empty or ending in `/`: hosts name files from the repository.
    pub prefix: &'a str,
    /// Every rule, those too that found nothing.
    pub rules: &'a [&'static Code],
    /// The day that counted as today.
    pub as_of: Option<jiff::civil::Date>,
}

impl Printing<'_> {
    /// Returns the path of a file from the repository.
    pub fn path(&self, file: FileId) -> String {
        format!("{}{}", self.prefix, self.sources.file(file).path)
    }

    /// Returns the findings that are not waived.
    pub fn open(&self) -> impl Iterator<Item = &Diagnostic> {
        self.report.findings.iter().filter(|it| it.waived.is_none())
    }
}
