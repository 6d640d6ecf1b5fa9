//! Guides a person through the steps: shows each, waits, looks whether it took, and keeps what happened. It changes nothing
//! on any server.

use super::checks::{Checking, Outcome, print};
use super::choice::{Numbered, find};
use super::log::{Event, State, Writing};
use super::present::{Wall, ask};
use super::text;
use crate::cli::{Exit, Stop};
use crate::diag::{listed, plural, printable};
use crate::model::graph::time::utc;
use crate::model::plan::step::Undo;

/// What is followed, by whom it is kept, and how one looks.
pub struct Following<'a> {
    /// Every step of the runbook.
    pub all: &'a [Numbered<'a>],
    /// The places of those that are asked for, in order.
    pub asked: &'a [usize],
    pub checking: Checking<'a>,
    pub wall: Wall,
    pub log: Writing,
}

/// What a person says at a step.
#[derive(Debug, PartialEq, Eq)]
enum Said<'l> {
    Done,
    Check,
    Skip(&'l str),
    Fail(&'l str),
    Note(&'l str),
    Override(&'l str),
    Back(&'l str),
    Show,
    Help,
    Quit,
    Unknown,
}

/// Where it goes on.
enum Next {
    /// At the same step.
    Stay,
    /// At the first open step from here.
    Go(usize),
    Leave,
}

const HELP: &str = "   done, d, Enter   it is done: look whether it took, and go on
   check, c         look whether it took
   skip REASON      leave it out
   fail REASON      it did not take; it stays open
   note TEXT        keep this in the log
   override REASON  do it although steps before it are open, or before its window
   back [STEP]      how to go back behind this step, or one before it, which is then open again
   show, w          show the step again
   quit, q          leave; the same command goes on here
   Checks change nothing: probes ask, commands look, and each is run only after you say so.
";

impl Following<'_> {
    /// Goes from step to step, from the first open one on, until all are done or the person leaves.
    pub fn run(&mut self) -> Result<Exit, Stop> {
        let mut place = 0;
        while let Some(at) = (place..self.asked.len()).find(|it| !self.is_over(self.asked[*it])) {
            match self.step(at)? {
                Next::Stay => {}
                Next::Go(to) => place = to,
                Next::Leave => {
                    self.add(Event::Left)?;
                    let open = self.asked.iter().filter(|it| !self.is_over(**it)).count();
                    print(&format!("left with {} open; the same command goes on here\n", plural(open, "step", "steps")))?;
                    return Ok(Exit::Done);
                }
            }
        }
        self.end()
    }

    fn end(&mut self) -> Result<Exit, Stop> {
        let skipped = self.asked.iter().filter(|it| self.log.standing.state(&self.all[**it].step.id) == State::Skipped).count();
        let skipped = if skipped > 0 { format!(", {skipped} of them skipped") } else { String::new() };
        let open = self.all.iter().filter(|it| !self.log.standing.is_over(&it.step.id)).count();
        let open = if open > 0 { format!("; {open} of the whole runbook are open") } else { String::new() };
        print(&format!("{} over{skipped}{open}\n", plural(self.asked.len(), "step is", "steps are")))?;
        self.add(Event::Left)?;
        Ok(Exit::Done)
    }

    fn is_over(&self, at: usize) -> bool {
        self.log.standing.is_over(&self.all[at].step.id)
    }

    fn add(&mut self, event: Event) -> Result<(), Stop> {
        self.log.add(self.wall.now(), event)
    }

    /// Shows the step at a place of those asked for, and takes answers until it goes on elsewhere.
    fn step(&mut self, at: usize) -> Result<Next, Stop> {
        let it = self.all[self.asked[at]];
        self.show(&it)?;
        self.add(Event::Shown { step: it.step.id.clone() })?;
        loop {
            let Some(line) = ask(&format!("{} (done, check, skip, fail, note, back, quit, help)", it.number))? else {
                return Ok(Next::Leave);
            };
            match self.answer(at, &it, &line)? {
                Next::Stay => {}
                next => return Ok(next),
            }
        }
    }

    fn show(&self, it: &Numbered) -> Result<(), Stop> {
        let now = self.wall.now();
        let mut out = format!("\n{} (of {})\n{}", text::title(it), self.all.len(), text::whose(it.step));
        let timing = text::timing(it.step, now);
        out.push_str(&format!("   now     {}{}{timing}\n", utc(now), if timing.is_empty() { "" } else { "  " }));
        if !it.step.after.is_empty() {
            let after: Vec<String> = it.step.after.iter().map(|it| format!("{} ({})", self.called(it), self.state(it))).collect();
            out.push_str(&format!("   after   {}\n", after.join(", ")));
        }
        if let Some(said) = self.log.standing.of(&it.step.id) {
            let why = if said.reason.is_empty() { String::new() } else { format!(": {}", printable(&said.reason)) };
            out.push_str(&format!("   before  {} by {} at {}{why}\n", word(said.state), printable(&said.who), printable(&said.at)));
        }
        for note in self.log.standing.notes.get(&it.step.id).into_iter().flatten() {
            out.push_str(&format!("   note    {} ({}, {})\n", printable(&note.reason), printable(&note.who), printable(&note.at)));
        }
        print(&(out + &text::body(it.step)))
    }

    /// Returns a step's number and id.
    fn called(&self, id: &str) -> String {
        let number = self.all.iter().find(|it| it.step.id == id).map_or_else(String::new, |it| format!("{} ", it.number));
        format!("{number}{}", printable(id))
    }

    fn state(&self, id: &str) -> &'static str {
        word(self.log.standing.state(id))
    }

    fn answer(&mut self, at: usize, it: &Numbered, line: &str) -> Result<Next, Stop> {
        let id = it.step.id.clone();
        match said(line) {
            Said::Done => return self.done(at, it),
            Said::Check => return self.check(it),
            Said::Skip("") => print("   say why: skip REASON\n")?,
            Said::Fail("") => print("   say what is wrong: fail REASON\n")?,
            Said::Note("") => print("   say what is to be kept: note TEXT\n")?,
            Said::Override("") => print("   say why: override REASON\n")?,
            Said::Skip(reason) => {
                self.add(Event::Skipped { step: id, reason: reason.to_owned() })?;
                print(&format!("   {} is skipped\n", it.number))?;
                return Ok(Next::Go(at));
            }
            Said::Fail(reason) => {
                self.add(Event::Failed { step: id, reason: reason.to_owned() })?;
                print(&format!("   {} did not take, and stays open\n{}{}", it.number, text::otherwise(it.step), text::undo(it.step)))?;
            }
            Said::Note(text) => {
                self.add(Event::Note { step: id, text: text.to_owned() })?;
                print("   kept\n")?;
            }
            Said::Override(reason) => self.override_step(it, reason)?,
            Said::Back(which) => return self.back(at, which),
            Said::Show => self.show(it)?,
            Said::Help => print(HELP)?,
            Said::Quit => return Ok(Next::Leave),
            Said::Unknown => print(&format!("   `{}` is no answer here; help lists them\n", printable(line)))?,
        }
        Ok(Next::Stay)
    }

    /// Says what keeps a step from being done; empty where nothing does.
    fn hindrances(&self, it: &Numbered) -> Vec<String> {
        let waiting = self.log.standing.waiting(it.step);
        let mut found: Vec<String> = waiting.iter().map(|it| format!("{} is {}", self.called(it), self.state(it))).collect();
        let now = self.wall.now();
        if text::is_early(it.step, now) && !self.log.standing.may_be_early(&it.step.id) {
            found.push(format!("its window has not begun ({})", text::timing(it.step, now)));
        }
        found
    }

    fn done(&mut self, at: usize, it: &Numbered) -> Result<Next, Stop> {
        let hindrances = self.hindrances(it);
        if !hindrances.is_empty() {
            let list: String = hindrances.iter().map(|it| format!("     - {it}\n")).collect();
            print(&format!("   not yet:\n{list}   override REASON lets it be done all the same\n"))?;
            return Ok(Next::Stay);
        }
        match self.look(it)? {
            Outcome::Took => {
                self.add(Event::Done { step: it.step.id.clone() })?;
                print(&format!("   {} is done\n", it.number))?;
                Ok(Next::Go(at))
            }
            Outcome::Ended => Ok(Next::Leave),
            Outcome::DidNot | Outcome::Stopped => Ok(Next::Stay),
        }
    }

    fn check(&mut self, it: &Numbered) -> Result<Next, Stop> {
        match self.look(it)? {
            Outcome::Took => print("   it took\n")?,
            Outcome::Ended => return Ok(Next::Leave),
            Outcome::DidNot | Outcome::Stopped => {}
        }
        Ok(Next::Stay)
    }

    /// Makes the checks of a step; where one shows that it did not take, says what to do.
    fn look(&mut self, it: &Numbered) -> Result<Outcome, Stop> {
        let (wall, log) = (self.wall, &mut self.log);
        let outcome = self.checking.of(it.step, wall.now(), &mut |event| log.add(wall.now(), event))?;
        if outcome == Outcome::DidNot {
            print(&format!("   {} did not take\n{}", it.number, text::otherwise(it.step)))?;
        }
        Ok(outcome)
    }

    fn override_step(&mut self, it: &Numbered, reason: &str) -> Result<(), Stop> {
        if self.hindrances(it).is_empty() {
            return print("   nothing keeps it from being done\n");
        }
        let waiting = self.log.standing.waiting(it.step).into_iter().map(str::to_owned).collect();
        let early = text::is_early(it.step, self.wall.now());
        self.add(Event::Overridden { step: it.step.id.clone(), waiting, early, reason: reason.to_owned() })?;
        print("   it may be done\n")
    }

    /// Shows how one goes back behind a step, and opens it again where the person did.
    fn back(&mut self, at: usize, which: &str) -> Result<Next, Stop> {
        let rank = match which {
            "" => self.asked[at],
            which => match find(self.all, which) {
                Ok(rank) => rank,
                Err(why) => {
                    print(&format!("   {why}\n"))?;
                    return Ok(Next::Stay);
                }
            },
        };
        let it = self.all[rank];
        let undo = if it.step.undo == Undo::Nothing { "   It changes nothing.\n".to_owned() } else { text::undo(it.step) };
        let behind: Vec<&str> =
            self.all.iter().filter(|other| other.step.after.contains(&it.step.id)).map(|it| it.step.id.as_str()).collect();
        let behind: Vec<&str> = behind.into_iter().filter(|it| self.log.standing.is_over(it)).collect();
        let behind = if behind.is_empty() { String::new() } else { format!("   Over already, and after it: {}.\n", listed(&behind)) };
        print(&format!("   {} ({})\n{undo}{behind}", text::title(&it), self.state(&it.step.id)))?;
        let Some(line) = ask("   were these lines carried out, so that it is open again? y yes, n no")? else { return Ok(Next::Leave) };
        if !matches!(line.as_str(), "y" | "yes") {
            return Ok(Next::Stay);
        }
        self.add(Event::Undone { step: it.step.id.clone() })?;
        print(&format!("   {} is open again\n", it.number))?;
        match self.asked.iter().position(|it| *it == rank) {
            Some(to) if to < at => Ok(Next::Go(to)),
            _ => Ok(Next::Stay),
        }
    }
}

/// Returns the word for how far a step is.
pub fn word(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Done => "done",
        State::Skipped => "skipped",
        State::Failed => "failed",
    }
}

fn said(line: &str) -> Said<'_> {
    let (word, rest) = line.split_once(char::is_whitespace).map_or((line, ""), |(word, rest)| (word, rest.trim()));
    match (word, rest) {
        ("" | "d" | "done", "") => Said::Done,
        ("c" | "check", "") => Said::Check,
        ("s" | "skip", reason) => Said::Skip(reason),
        ("f" | "fail", reason) => Said::Fail(reason),
        ("n" | "note", text) => Said::Note(text),
        ("o" | "override", reason) => Said::Override(reason),
        ("b" | "back", which) => Said::Back(which),
        ("w" | "show", "") => Said::Show,
        ("h" | "?" | "help", "") => Said::Help,
        ("q" | "quit", "") => Said::Quit,
        _ => Said::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_word_and_what_belongs_to_it() {
        assert_eq!(said(""), Said::Done);
        assert_eq!(said("done"), Said::Done);
        assert_eq!(said("done?"), Said::Unknown);
        assert_eq!(said("done it"), Said::Unknown, "who writes more may have meant a note");
        assert_eq!(said("skip   nobody is there"), Said::Skip("nobody is there"));
        assert_eq!(said("skip"), Said::Skip(""));
        assert_eq!(said("b 3"), Said::Back("3"));
    }
}
