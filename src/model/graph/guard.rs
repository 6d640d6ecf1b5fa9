//! What a change may not do unless somebody says so: how far answers, dates and hosts may change at once.

use crate::model::spec::workspace::Permit;

/// How far one change may go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guards {
    /// Of a hundred written redirects, how many may be lost.
    pub redirects_lost: u32,
    /// Whether that number was written; by itself it lets a few pass.
    pub is_written: bool,
    /// Whether a loss that is announced may come earlier.
    pub sunset_earlier: Permit,
    /// Of a hundred hits, how many may be answered otherwise; any number where none is written.
    pub answers_changed: Option<u32>,
    /// Whether a name may be answered no more.
    pub host_lost: Permit,
    /// Whether what is left alone may be answered otherwise.
    pub independent_touched: Permit,
}

impl Guards {
    /// Returns the stricter of both, one by one: no change loosens what it is held by.
    pub fn stricter(&self, other: &Guards) -> Guards {
        let share = match (self.is_written, other.is_written) {
            (true, false) => self,
            (false, true) => other,
            _ if self.redirects_lost <= other.redirects_lost => self,
            _ => other,
        };
        let permit = |one: Permit, two: Permit| if one == Permit::Refuse { one } else { two };
        Guards {
            redirects_lost: share.redirects_lost,
            is_written: share.is_written,
            sunset_earlier: permit(self.sunset_earlier, other.sunset_earlier),
            answers_changed: self.answers_changed.into_iter().chain(other.answers_changed).min(),
            host_lost: permit(self.host_lost, other.host_lost),
            independent_touched: permit(self.independent_touched, other.independent_touched),
        }
    }

    /// Returns each by its key, as it holds.
    pub fn words(&self) -> [(&'static str, String); 5] {
        let permit = |it: Permit| it.word().to_owned();
        [
            ("max-redirects-lost", self.redirects_lost.to_string()),
            ("sunset-earlier", permit(self.sunset_earlier)),
            ("max-answers-changed", self.answers_changed.map_or_else(|| "any".to_owned(), |it| it.to_string())),
            ("host-lost", permit(self.host_lost)),
            ("independent-touched", permit(self.independent_touched)),
        ]
    }
}
