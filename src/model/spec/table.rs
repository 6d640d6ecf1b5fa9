//! Tables of the language: closed, flat, and laid over one another key by key.

use super::{colour, milestone, notice, place, redirect, region, scalar, service, workspace};
use crate::source::{Located, Span};
use std::collections::BTreeMap;

/// What one region can take over from another. A scalar needs nothing more: the nearer one stands.
pub trait Inherit {
    /// Fills what is not written here from `base`.
    fn inherit(&mut self, _base: &Self) {}
    /// Tells whether anything is written here.
    fn is_written(&self) -> bool {
        true
    }
    /// Adds the places of all values that are written here, by their names below `name`.
    fn places(&self, _name: &str, _places: &mut Vec<(String, Span)>) {}
}

impl<T: Inherit> Inherit for Located<T> {
    fn inherit(&mut self, base: &Self) {
        self.value.inherit(&base.value);
    }
    fn places(&self, name: &str, places: &mut Vec<(String, Span)>) {
        let before = places.len();
        self.value.places(name, places);
        // What is made of other values has their places.
        if places.len() == before {
            places.push((name.to_owned(), self.span));
        }
    }
    fn is_written(&self) -> bool {
        self.value.is_written()
    }
}

/// Declares what stands or falls as a whole.
macro_rules! scalars {
    ($($($part:ident)::+),* $(,)?) => {
        $(impl Inherit for $($part)::+ {})*
    };
}

scalars![
    String,
    bool,
    u16,
    u32,
    colour::Colour,
    milestone::MilestoneKind,
    notice::AppPlatform,
    notice::Channel,
    notice::Placement,
    notice::Promise,
    notice::Purpose,
    notice::Surface,
    place::Challenge,
    place::Closure,
    place::Handover,
    place::MailEnd,
    place::Renewal,
    redirect::AnswerKind,
    redirect::Status,
    region::Disposition,
    region::Weekday,
    scalar::Day,
    scalar::DayOrForever,
    scalar::DayOrRelative,
    scalar::Duration,
    scalar::Moment,
    scalar::QueryPolicy,
    service::During,
    service::Funding,
    service::Move,
    service::Rounding,
    service::ServiceKind,
    workspace::Lack,
    workspace::Permit,
    workspace::Reason,
    workspace::Sync,
    workspace::TargetKind,
    workspace::Level,
    workspace::Waiver,
];

/// A list: the nearer one stands.
impl<T: Inherit> Inherit for Vec<T> {
    fn places(&self, name: &str, places: &mut Vec<(String, Span)>) {
        self.iter().enumerate().for_each(|(at, it)| it.places(&format!("{name}[{at}]"), places));
    }
}

impl<T: Inherit + Clone> Inherit for Option<T> {
    fn inherit(&mut self, base: &Self) {
        match (self.as_mut(), base) {
            (Some(here), Some(base)) => here.inherit(base),
            (None, Some(base)) => *self = Some(base.clone()),
            (_, None) => {}
        }
    }
    fn is_written(&self) -> bool {
        self.is_some()
    }
    fn places(&self, name: &str, places: &mut Vec<(String, Span)>) {
        if let Some(it) = self {
            it.places(name, places);
        }
    }
}

impl<V: Inherit + Clone> Inherit for BTreeMap<Located<String>, V> {
    fn inherit(&mut self, base: &Self) {
        for (key, value) in base {
            match self.get_mut(key) {
                Some(here) => here.inherit(value),
                None => drop(self.insert(key.clone(), value.clone())),
            }
        }
    }
    fn is_written(&self) -> bool {
        !self.is_empty()
    }
    fn places(&self, name: &str, places: &mut Vec<(String, Span)>) {
        self.iter().for_each(|(key, it)| it.places(&format!("{name}.{}", key.value), places));
    }
}

/// Open points: key of the table, and why it is not known.
pub type Unknowns = BTreeMap<Located<String>, Located<String>>;

/// A table with its open points.
pub trait Table {
    /// The open points, by the key that has no value yet.
    fn unknown(&self) -> &Unknowns;
    /// The keys that the table can hold.
    fn keys() -> Vec<String>
    where
        Self: Sized;
    /// Tells whether `key` has a value.
    fn holds(&self, key: &str) -> bool;
    /// Returns the place where `key` is marked as not known.
    fn open(&self, key: &str) -> Option<Span> {
        self.unknown().iter().find(|(it, _)| it.value == key).map(|(it, _)| it.span)
    }
}

/// Returns which of `keys` are neither written in the table nor marked there as not known.
pub fn unwritten<'k, T: Table>(table: Option<&T>, keys: &[&'k str]) -> Vec<&'k str> {
    let is_missing = |key: &&&str| table.is_none_or(|it| !it.holds(key) && it.open(key).is_none());
    keys.iter().filter(is_missing).copied().collect()
}

/// Declares a table of the language: every key optional, `unknown` beside them, inherited key by key. Keys in
/// `one of` are one slot: who writes one of them replaces whichever was inherited.
macro_rules! table {
    (
        $(#[$meta:meta])*
        pub struct $name:ident $(one of [$($slot:ident),* $(,)?])? {
            $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
        }
    ) => {
        #[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
        #[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
        #[schemars(extend("x-keys" = <$name as $crate::model::spec::table::Table>::keys()))]
        $(#[$meta])*
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
            /// Open points: the key that has no value yet, and why. A draft goes on; a strict check refuses and lists them.
            pub unknown: $crate::model::spec::table::Unknowns,
        }

        impl $crate::model::spec::table::Table for $name {
            fn unknown(&self) -> &$crate::model::spec::table::Unknowns {
                &self.unknown
            }
            fn keys() -> Vec<String> {
                vec![$(stringify!($field).trim_start_matches("r#").replace('_', "-")),*]
            }
            fn holds(&self, key: &str) -> bool {
                use $crate::model::spec::table::Inherit;
                $(if key == stringify!($field).trim_start_matches("r#").replace('_', "-") {
                    return self.$field.is_written();
                })*
                false
            }
        }

        impl $crate::model::spec::table::Inherit for $name {
            fn inherit(&mut self, base: &Self) {
                use $crate::model::spec::table::Table;
                #[allow(unused_mut, reason = "only tables with a slot change it")]
                let mut base = base.clone();
                $(
                    let slot = [$(stringify!($slot).replace('_', "-")),*];
                    if slot.iter().any(|it| self.holds(it) || self.open(it).is_some()) {
                        $(base.$slot = Default::default();)*
                        base.unknown.retain(|key, _| !slot.contains(&key.value));
                    }
                )?
                for (key, why) in &base.unknown {
                    if !self.holds(key) && self.open(key).is_none() {
                        self.unknown.insert(key.clone(), why.clone());
                    }
                }
                $(if self.open(&stringify!($field).trim_start_matches("r#").replace('_', "-")).is_none() {
                    self.$field.inherit(&base.$field);
                })*
            }
            fn is_written(&self) -> bool {
                true
            }
            fn places(&self, name: &str, places: &mut Vec<(String, $crate::source::Span)>) {
                $(self.$field.places(&format!("{name}.{}", stringify!($field).trim_start_matches("r#").replace('_', "-")), places);)*
                self.unknown.places(&format!("{name}.unknown"), places);
            }
        }
    };
}
pub(crate) use table;
