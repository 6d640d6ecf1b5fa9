//! Spec and Plan → edits of what can be repaired without a person's judgement, each proved before it is kept.
//!
//! A *step* looks for one kind of fault. What it finds is laid over the files in memory, the workspace is read anew, and
//! `judge` holds the two plans against each other: a repair after which anything is answered otherwise is let go and told.
//! So a fault in a step costs a repair, never an answer.

mod chains;
pub mod diff;
mod duplicates;
mod http;
mod judge;
mod rows;
mod sort;
mod spelled;
mod spelling;
mod text;

use crate::model::graph::Graph;
use crate::model::plan::Plan;
use crate::model::spec::Spec;
use crate::source::{Place, Sources, Span};
use rows::Layout;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

/// What can be repaired.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Destinations and sources that are not encrypted, and whose `https` twin is known.
    Http,
    /// Raw characters that must be escaped, and escapes that need not be.
    Encoding,
    /// Destinations that lead on within the workspace.
    Chains,
    /// Rules that another says already.
    Duplicates,
    /// The rows of a table in the order of their sources.
    Sort,
}

impl Kind {
    /// Returns the word for it.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Http => "http",
            Kind::Encoding => "encoding",
            Kind::Chains => "chains",
            Kind::Duplicates => "duplicates",
            Kind::Sort => "sort",
        }
    }
}

/// What a run is asked for.
pub struct Asked<'a> {
    pub kinds: &'a BTreeSet<Kind>,
    /// Tells whether a file, by its path in the workspace, may be changed.
    pub may_change: &'a dyn Fn(&str) -> bool,
}

/// The files of a workspace that are written otherwise, by path.
pub type Files = BTreeMap<String, Vec<u8>>;

/// A workspace as it stands with some files written otherwise.
pub struct Standing {
    pub spec: Spec,
    pub plan: Plan,
    /// What could not be read or bound: its rule and message, and its place.
    pub faults: Vec<(String, Span)>,
}

/// What a run did.
#[derive(Debug, Default)]
pub struct Fixed {
    /// By path, the file as it was read and as it is to be.
    pub files: BTreeMap<String, (Vec<u8>, Vec<u8>)>,
    /// How many repairs were made.
    pub mended: BTreeMap<Kind, usize>,
    /// What could not be repaired; lines are those of the repaired files.
    pub left: Vec<LeftOut>,
    /// How many faults forbid to prove anything but that the readable rest stays as it is.
    pub faults: usize,
}

/// Something that was not repaired, and why.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct LeftOut {
    pub place: Place,
    pub kind: Kind,
    pub why: String,
    /// The other half of the story.
    pub other: Option<Place>,
}

/// One stretch of a file that gives way to `text`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edit {
    span: Span,
    text: String,
}

/// Edits that stand or fall together, for the rule at `rule`.
#[derive(Clone, Debug)]
struct Repair {
    /// The rule's row or entry.
    rule: Span,
    edits: Vec<Edit>,
    /// Whether the rule could not be read before: it then begins to answer.
    is_mend: bool,
}

/// What a step found.
#[derive(Default)]
struct Found {
    repairs: Vec<Repair>,
    left: Vec<Left>,
}

impl Found {
    fn leave(&mut self, span: Span, why: impl Into<String>) {
        self.left.push(Left { span, why: why.into(), other: None });
    }
}

/// Something that a person must look at.
struct Left {
    span: Span,
    why: String,
    other: Option<Span>,
}

/// What a step looks at.
struct Subject<'s> {
    spec: &'s Spec,
    plan: &'s Plan,
    sources: &'s Sources,
    layout: Layout<'s>,
    lower: &'s Lower<'s>,
}

/// Looks for one kind of fault.
struct Step {
    kind: Kind,
    find: fn(&Subject) -> Found,
    /// Whether it can be proved where something else cannot be read.
    bears_faults: bool,
}

/// In the order in which they help each other: what is readable can be followed, what leads to one end may be there twice.
const STEPS: [Step; 6] = [
    Step { kind: Kind::Http, find: http::find, bears_faults: true },
    Step { kind: Kind::Encoding, find: spelled::destinations, bears_faults: true },
    Step { kind: Kind::Encoding, find: spelled::sources, bears_faults: true },
    Step { kind: Kind::Chains, find: chains::find, bears_faults: false },
    Step { kind: Kind::Duplicates, find: duplicates::find, bears_faults: false },
    Step { kind: Kind::Sort, find: sort::find, bears_faults: false },
];

/// How often all steps are taken: each pass leaves fewer faults, and one that finds nothing is the last.
const PASSES: usize = 12;
/// How often what a step found is tried with less of it, before all of it is let go.
const TRIES: usize = 4;

/// Why repairs are let go that no rule is to blame for.
const UNPROVED: &str = "it could not be proved that all else stays as it is";
/// Why a file is let alone whose text is not what lies on disk.
const UNLIKE: &str = "the file is not UTF-8, holds a secret, or has changed since it was read";

/// Reads the workspace with some files written otherwise; `None` where it has no plan.
pub type Read<'r> = dyn Fn(&Files) -> io::Result<Option<Standing>> + 'r;

/// Works out what URLs answer by a graph.
pub type Lower<'l> = dyn Fn(Graph) -> Plan + 'l;

/// What a run asks of others.
pub struct Means<'m> {
    /// Returns the bytes of a file as it lies on disk.
    pub bytes: &'m dyn Fn(&str) -> io::Result<Option<Vec<u8>>>,
    pub read: &'m Read<'m>,
    pub lower: &'m Lower<'m>,
}

/// Repairs what is asked for, until there is nothing left to repair; `None` where the workspace has no plan.
pub fn fix(asked: &Asked, means: &Means) -> io::Result<Option<Fixed>> {
    let Some(standing) = (means.read)(&Files::new())? else { return Ok(None) };
    let mut run = Run { asked, means, standing, now: Files::new(), fixed: Fixed::default() };
    for _ in 0..PASSES {
        run.fixed.left.clear();
        let before = run.fixed.mended.values().sum::<usize>();
        for step in STEPS.iter().filter(|it| asked.kinds.contains(&it.kind)) {
            run.take(step)?;
        }
        // What was found here is found again by whoever asks next: nothing of it could be kept.
        if run.fixed.mended.values().sum::<usize>() == before {
            break;
        }
    }
    run.fixed.faults = run.standing.faults.len();
    run.fixed.left.sort();
    run.fixed.left.dedup();
    run.fixed.files.retain(|_, (before, now)| before != now);
    Ok(Some(run.fixed))
}

/// A run on its way.
struct Run<'r> {
    asked: &'r Asked<'r>,
    means: &'r Means<'r>,
    standing: Standing,
    /// The files as they are by now.
    now: Files,
    fixed: Fixed,
}

impl Run<'_> {
    fn take(&mut self, step: &Step) -> io::Result<()> {
        if !step.bears_faults && !self.standing.faults.is_empty() {
            return Ok(());
        }
        let Found { repairs, left } = (step.find)(&self.standing.subject(self.means.lower));
        left.into_iter().for_each(|it| self.leave(step.kind, it));
        let mut repairs = self.allowed(step.kind, repairs)?;
        for _ in 0..TRIES {
            if repairs.is_empty() {
                return Ok(());
            }
            let files = self.with(&repairs);
            let Some(after) = (self.means.read)(&self.laid(&files))? else { break };
            let refused = judge::judge(&self.standing, &after, &repairs);
            if refused.is_empty() {
                *self.fixed.mended.entry(step.kind).or_default() += repairs.len();
                self.keep(files)?;
                self.standing = after;
                return Ok(());
            }
            let is_refused = |it: &Repair| refused.get(&it.rule);
            for (span, why) in repairs.iter().filter_map(|it| Some((it.rule, is_refused(it)?.clone()))).collect::<Vec<_>>() {
                self.leave(step.kind, Left { span, why, other: None });
            }
            repairs.retain(|it| is_refused(it).is_none());
        }
        for span in repairs.iter().map(|it| it.rule).collect::<Vec<_>>() {
            self.leave(step.kind, Left { span, why: UNPROVED.to_owned(), other: None });
        }
        Ok(())
    }

    fn leave(&mut self, kind: Kind, left: Left) {
        let place = |it: Span| self.standing.plan.sources.place(it);
        let left = LeftOut { place: place(left.span), kind, why: left.why, other: left.other.map(place) };
        if (self.asked.may_change)(&left.place.path) {
            self.fixed.left.push(left);
        }
    }

    /// Returns the repairs of files that may be changed, and of two that meet the first.
    fn allowed(&mut self, kind: Kind, mut repairs: Vec<Repair>) -> io::Result<Vec<Repair>> {
        repairs.sort_by_key(|it| (it.rule, it.edits.first().map(|it| it.span)));
        let mut is_plain: BTreeMap<String, bool> = BTreeMap::new();
        let mut last: Option<Span> = None;
        let mut allowed = Vec::with_capacity(repairs.len());
        for mut repair in repairs {
            repair.edits.sort();
            let path = self.standing.plan.sources.file(repair.rule.file).path.clone();
            if !is_plain.contains_key(&path) {
                let text = &self.standing.plan.sources.file(repair.rule.file).text;
                let bytes = match self.now.get(&path) {
                    Some(bytes) => Some(bytes.clone()),
                    None => (self.means.bytes)(&path)?,
                };
                is_plain.insert(path.clone(), bytes.is_some_and(|it| it == text.as_bytes()));
            }
            if !is_plain[&path] {
                self.leave(kind, Left { span: repair.rule, why: UNLIKE.to_owned(), other: None });
                continue;
            }
            let meets = |it: &Edit| last.is_some_and(|last| last.file == it.span.file && it.span.start < last.end);
            if (self.asked.may_change)(&path) && !repair.edits.is_empty() && !repair.edits.iter().any(meets) {
                last = repair.edits.last().map(|it| it.span);
                allowed.push(repair);
            }
        }
        Ok(allowed)
    }

    /// Returns the files that repairs change, as they then are.
    fn with(&self, repairs: &[Repair]) -> Files {
        let mut edits: Vec<&Edit> = repairs.iter().flat_map(|it| &it.edits).collect();
        edits.sort();
        let of_file = edits.chunk_by(|one, two| one.span.file == two.span.file);
        of_file
            .map(|edits| {
                let source = self.standing.plan.sources.file(edits[0].span.file);
                (source.path.clone(), text::apply(&source.text, edits).into_bytes())
            })
            .collect()
    }

    fn laid(&self, files: &Files) -> Files {
        let mut all = self.now.clone();
        all.extend(files.iter().map(|(path, bytes)| (path.clone(), bytes.clone())));
        all
    }

    fn keep(&mut self, files: Files) -> io::Result<()> {
        for (path, bytes) in files {
            match self.fixed.files.get_mut(&path) {
                Some((_, now)) => now.clone_from(&bytes),
                None => {
                    let before = (self.means.bytes)(&path)?.unwrap_or_default();
                    self.fixed.files.insert(path.clone(), (before, bytes.clone()));
                }
            }
            self.now.insert(path, bytes);
        }
        Ok(())
    }
}

impl Standing {
    fn subject<'s>(&'s self, lower: &'s Lower<'s>) -> Subject<'s> {
        let sources = &self.plan.sources;
        let layout = Layout { sources, waivers: &self.plan.graph.waivers };
        Subject { spec: &self.spec, plan: &self.plan, sources, layout, lower }
    }
}
