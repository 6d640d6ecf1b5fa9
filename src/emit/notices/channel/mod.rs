//! The ways to reach customers, one file each.

mod mail;

use super::{Said, Saying};
use crate::emit::language::Fault;
use crate::model::spec::notice::Channel;

/// Returns what `channel` says; `None` where it has nothing to say on that occasion.
pub fn say(channel: Channel, saying: &Saying) -> Result<Option<Said>, Vec<Fault>> {
    match channel {
        Channel::Mail => mail::say(saying).map(Some),
        // A page is true whenever it is read, and no occasion's.
        Channel::Page => Ok(None),
        Channel::Banner | Channel::Push | Channel::Sms => Ok(None),
    }
}
