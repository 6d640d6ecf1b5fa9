//! The ways to reach customers, one file each.

pub mod banner;
mod gsm;
mod mail;
pub mod push;
pub mod sms;
mod support;

use super::words::Short;
use super::{Said, Saying, Shown};
use crate::emit::language::Fault;
use crate::model::spec::notice::Channel;

/// What a channel says, when each of it is to be read, and the files by what their names end in.
pub struct Spoken {
    pub words: String,
    pub shown: Vec<Shown>,
    pub files: Vec<(String, Vec<u8>)>,
}

impl From<Said> for Spoken {
    fn from(said: Said) -> Spoken {
        let files = said.files.into_iter().map(|(ending, bytes)| (ending.to_owned(), bytes));
        Spoken { words: said.words, shown: Vec::new(), files: files.collect() }
    }
}

/// Returns what `channel` says; `None` where it has nothing to say on that occasion.
pub fn say(channel: Channel, saying: &Saying) -> Result<Option<Spoken>, Vec<Fault>> {
    if !saying.notice.speaks_by(channel) {
        return Ok(None);
    }
    match channel {
        Channel::Mail => mail::say(saying).map(|it| Some(it.into())),
        // A page is true whenever it is read, and no occasion's.
        Channel::Page => Ok(None),
        Channel::Banner => banner::say(saying),
        Channel::Push => push::say(saying),
        Channel::Sms => sms::say(saying),
        Channel::Support => support::say(saying).map(Some),
    }
}

/// Returns the time of what is said in short.
fn shown(short: &Short, words: String) -> Shown {
    Shown { since: short.since, until: short.until, words, ahead: short.ahead.clone() }
}
