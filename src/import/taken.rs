//! Joins what several files said, in their order.

use super::{Carried, Import, Left, Order};
use crate::model::spec::place::Closure;

/// Something of one of the files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Of<T> {
    /// The rank of its file.
    pub file: usize,
    pub it: T,
}

/// What was read of all files: what is carried over, what is left, and what is told of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// As they were named.
    pub files: Vec<String>,
    pub carried: Vec<Of<Carried>>,
    pub left: Vec<Of<Left>>,
    pub order: Order,
    pub closure: Option<Vec<Closure>>,
    pub notes: Vec<String>,
}

impl Taken {
    /// Joins files that one order and one closure hold for; the name of the first that has others is the error.
    pub fn new(files: impl IntoIterator<Item = (String, Import)>) -> Result<Taken, String> {
        let mut taken = Taken::default();
        for (name, import) in files {
            let file = taken.files.len();
            if file == 0 {
                (taken.order, taken.closure) = (import.order, import.closure);
            } else if (taken.order, &taken.closure) != (import.order, &import.closure) {
                return Err(name);
            }
            taken.files.push(name);
            taken.carried.extend(import.carried.into_iter().map(|it| Of { file, it }));
            taken.left.extend(import.left.into_iter().map(|it| Of { file, it }));
            for note in import.notes {
                if !taken.notes.contains(&note) {
                    taken.notes.push(note);
                }
            }
        }
        Ok(taken)
    }

    /// Returns how many rules were read.
    pub fn read(&self) -> usize {
        self.carried.len() + self.left.len()
    }

    /// Leaves carried rules that `why` gives a reason for.
    pub fn leave(&mut self, mut why: impl FnMut(usize, &Carried) -> Option<String>) {
        let mut kept = Vec::with_capacity(self.carried.len());
        for (at, of) in std::mem::take(&mut self.carried).into_iter().enumerate() {
            match why(at, &of.it) {
                Some(why) => self.left.push(Of { file: of.file, it: Left { line: of.it.line, text: of.it.text, why, ..Left::default() } }),
                None => kept.push(of),
            }
        }
        self.carried = kept;
    }

    /// Puts what is left in the order of the files.
    pub fn sort_left(&mut self) {
        self.left.sort_by_key(|it| (it.file, it.it.line));
    }
}
