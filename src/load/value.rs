//! Gives serde one parsed TOML value, with places, and turns what serde refuses into faults with places.

use super::secret;
use crate::diag::{Help, only_nearest, steers};
use crate::model::spec::scalar::DATE;
use crate::source::{FileId, LOCATED, LOCATED_FIELDS, Span};
use serde::de::value::{BorrowedStrDeserializer, StrDeserializer, StringDeserializer, U32Deserializer};
use serde::de::{DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess, Unexpected, Visitor};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// What serde refuses, before it is worded.
#[derive(Clone, Debug)]
pub struct Fault {
    pub span: Option<Span>,
    pub kind: FaultKind,
}

/// The ways in which a value can be refused.
#[derive(Clone, Debug)]
pub enum FaultKind {
    /// `written` are those known keys that the table holds already.
    UnknownKey {
        found: String,
        known: Vec<&'static str>,
        written: Vec<&'static str>,
    },
    UnknownWord {
        found: String,
        known: Vec<&'static str>,
    },
    Missing {
        key: &'static str,
    },
    WrongType {
        found: &'static str,
        wanted: String,
    },
    /// What it looks like.
    Secret(&'static str),
    /// What stands there is no value at all.
    Spoilt {
        text: String,
        help: Help,
    },
    Text(String),
}

impl Fault {
    fn at(mut self, span: Span) -> Fault {
        self.span.get_or_insert(span);
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            FaultKind::UnknownKey { found, .. } => write!(f, "found the key `{found}`, which is not known here"),
            FaultKind::UnknownWord { found, .. } => write!(f, "found `{found}`, which is not one of the words known here"),
            FaultKind::Missing { key } => write!(f, "the key `{key}` is missing"),
            FaultKind::WrongType { found, wanted } => write!(f, "found {found}, wanted {wanted}"),
            FaultKind::Secret(what) => write!(f, "found what looks like {what}"),
            FaultKind::Text(text) | FaultKind::Spoilt { text, .. } => f.write_str(text),
        }
    }
}

impl std::error::Error for Fault {}

impl Error for Fault {
    fn custom<T: fmt::Display>(text: T) -> Fault {
        Fault { span: None, kind: FaultKind::Text(text.to_string()) }
    }
    fn invalid_type(found: Unexpected, wanted: &dyn Expected) -> Fault {
        let found = match found {
            Unexpected::Bool(_) => "true or false",
            Unexpected::Unsigned(_) | Unexpected::Signed(_) => "a whole number",
            Unexpected::Float(_) => "a number with a fraction",
            Unexpected::Str(_) | Unexpected::Char(_) => "text",
            Unexpected::Seq => "a list",
            Unexpected::Map => "a table",
            _ => "another value",
        };
        Fault { span: None, kind: FaultKind::WrongType { found, wanted: worded(wanted) } }
    }
    fn invalid_value(found: Unexpected, wanted: &dyn Expected) -> Fault {
        let found = match found {
            Unexpected::Signed(number) => format!("found {number}"),
            Unexpected::Unsigned(number) => format!("found {number}"),
            _ => "found another value".to_owned(),
        };
        Fault { span: None, kind: FaultKind::Text(format!("{found}, wanted {}", worded(wanted))) }
    }
    fn unknown_variant(found: &str, known: &'static [&'static str]) -> Fault {
        Fault { span: None, kind: FaultKind::UnknownWord { found: found.to_owned(), known: known.to_vec() } }
    }
    fn unknown_field(found: &str, known: &'static [&'static str]) -> Fault {
        Fault { span: None, kind: FaultKind::UnknownKey { found: found.to_owned(), known: known.to_vec(), written: Vec::new() } }
    }
    fn missing_field(key: &'static str) -> Fault {
        Fault { span: None, kind: FaultKind::Missing { key } }
    }
}

/// Says in our words what a visitor of serde wants.
fn worded(wanted: &dyn Expected) -> String {
    let text = wanted.to_string();
    match text.as_str() {
        "a string" | "a borrowed string" => "text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a map" => "a table".to_owned(),
        "a sequence" => "a list".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" | "i64" | "u64" => "a whole number".to_owned(),
        it if it.starts_with("struct ") => "a table".to_owned(),
        it if it.starts_with("variant of enum") || it.starts_with("enum ") => "a word".to_owned(),
        it => it.to_owned(),
    }
}

/// What is known while one file is read: which values are already refused, and why.
pub struct Reading {
    pub file: FileId,
    /// Starts of the values that are passed over, as though they were not written.
    pub pruned: RefCell<BTreeSet<u32>>,
    pub faults: RefCell<Vec<Fault>>,
    /// The keys that are meant, by where the misspelt ones start: what stands behind them is read all the same.
    pub meant: RefCell<BTreeMap<u32, &'static str>>,
    /// Tables in which something was passed over.
    pub damaged: RefCell<BTreeSet<Span>>,
    /// Values that are none, by where they start.
    pub spoilt: BTreeMap<u32, Fault>,
    /// The table that the whole file is.
    root: Span,
}

impl Reading {
    /// Returns a reading of `file` in which nothing is refused yet.
    pub fn new(file: FileId, root: &Spanned<DeValue<'_>>, spoilt: BTreeMap<u32, Fault>) -> Reading {
        let root = Span::new(file, root.span());
        let (pruned, faults, meant, damaged) = (RefCell::default(), RefCell::default(), RefCell::default(), RefCell::default());
        Reading { file, pruned, faults, meant, damaged, spoilt, root }
    }

    /// Refuses every text that looks like a secret, before anything else can be said of it.
    pub fn refuse_secrets(&self, table: &DeTable<'_>) {
        for (key, value) in table.iter() {
            self.refuse_secret(key.get_ref(), value);
        }
    }

    fn refuse_secret(&self, key: &str, value: &Spanned<DeValue<'_>>) {
        match value.get_ref() {
            DeValue::String(text) => {
                if let Some(what) = secret::kind(key, text) {
                    let span = Span::new(self.file, value.span());
                    self.damage(span);
                    self.refuse(Fault { span: Some(span), kind: FaultKind::Secret(what) });
                }
            }
            DeValue::Array(list) => list.iter().for_each(|it| self.refuse_secret(key, it)),
            DeValue::Table(table) => self.refuse_secrets(table),
            _ => {}
        }
    }

    /// Notes that a table is not whole; that of the whole file says nothing.
    fn damage(&self, table: Span) {
        if table != self.root {
            self.damaged.borrow_mut().insert(table);
        }
    }

    /// Records `fault` and passes over the value where it stands from now on.
    fn refuse(&self, fault: Fault) {
        if let Some(span) = fault.span {
            self.pruned.borrow_mut().insert(span.start);
        }
        self.faults.borrow_mut().push(fault);
    }

    /// Reads `value` as a `T`, as often as something in it must be passed over; `None` if nothing is left.
    pub fn read<T: serde::de::DeserializeOwned>(&self, value: &Spanned<DeValue<'_>>) -> Option<T> {
        let own = Node::new(value, self).span;
        loop {
            match T::deserialize(Node::new(value, self)) {
                Ok(value) => return Some(value),
                Err(fault) => {
                    let fault = fault.at(own);
                    let is_whole = fault.span == Some(own);
                    self.damage(own);
                    match fault.kind {
                        // It is written, and refused already.
                        FaultKind::Missing { key } if is_whole && self.holds(value.get_ref(), key) => {
                            self.pruned.borrow_mut().insert(own.start);
                        }
                        _ => self.refuse(fault),
                    }
                    if is_whole {
                        return None;
                    }
                }
            }
        }
    }

    fn is_pruned(&self, value: &Spanned<DeValue<'_>>) -> bool {
        self.pruned.borrow().contains(&(value.span().start as u32))
    }

    /// Returns the name that a key is read by.
    pub fn name<'k>(&self, key: &'k Spanned<Cow<'_, str>>) -> &'k str {
        self.meant.borrow().get(&(key.span().start as u32)).copied().unwrap_or(key.get_ref())
    }

    fn holds(&self, value: &DeValue<'_>, key: &str) -> bool {
        value.as_table().is_some_and(|it| it.keys().any(|it| self.name(it) == key))
    }

    /// Looks at the keys of `value`, which a `T` is to be read from, and at nothing behind them.
    pub fn meet<T: serde::de::DeserializeOwned>(&self, value: &Spanned<DeValue<'_>>) {
        // It ends in a fault by design: no value is made.
        drop(T::deserialize(Keys(Node::new(value, self))));
    }

    /// Lays a table of the file whose key can only be another, which is written too, below that one.
    pub fn join(&self, file: &mut Spanned<DeValue<'_>>) {
        let DeValue::Table(root) = file.get_mut() else { return };
        for fault in self.faults.borrow_mut().iter_mut() {
            let FaultKind::UnknownKey { found, known, written } = &mut fault.kind else { continue };
            let near = only_nearest(found, known.iter().copied()).and_then(|near| written.iter().copied().find(|it| *it == near));
            let is_table = |key: &str| root.get(key).is_some_and(|it| it.get_ref().is_table());
            let Some(near) = near.filter(|it| is_table(it) && is_table(found)) else { continue };
            let Some((key, value)) = root.remove_entry(found.as_str()) else { continue };
            let (start, DeValue::Table(entries)) = (value.span().start as u32, value.into_inner()) else { continue };
            let Some(DeValue::Table(below)) = root.get_mut(near).map(Spanned::get_mut) else { continue };
            for (key, value) in entries {
                below.entry(key).or_insert(value);
            }
            self.pruned.borrow_mut().remove(&start);
            self.meant.borrow_mut().insert(key.span().start as u32, near);
            written.retain(|it| *it != near);
        }
    }

    /// Reports the keys of a table that are not known. One that can only be another, which is not written, is read as that.
    fn check_keys(&self, table: &DeTable<'_>, span: Span, known: &'static [&'static str]) {
        let written = || known.iter().copied().filter(|it| table.contains_key(*it)).collect::<Vec<_>>();
        for (key, value) in table.iter().filter(|(key, value)| !known.contains(&self.name(key)) && !self.is_pruned(value)) {
            let found = key.get_ref().to_string();
            let is_free = |near: &&str| !table.keys().any(|it| self.name(it) == *near);
            match only_nearest(&found, known.iter().copied()).and_then(|near| known.iter().find(|it| **it == near)).filter(|it| is_free(it))
            {
                Some(near) => drop(self.meant.borrow_mut().insert(key.span().start as u32, near)),
                None => drop(self.pruned.borrow_mut().insert(value.span().start as u32)),
            }
            self.damage(span);
            let kind = FaultKind::UnknownKey { found, known: known.to_vec(), written: written() };
            self.faults.borrow_mut().push(Fault { span: Some(Span::new(self.file, key.span())), kind });
        }
    }
}

/// A table of which nothing but the keys is looked at.
struct Keys<'a>(Node<'a>);

impl<'de> Deserializer<'de> for Keys<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Fault> {
        Err(Fault::custom("nothing is read"))
    }

    fn deserialize_struct<V: Visitor<'de>>(self, _: &'static str, known: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        if let DeValue::Table(table) = self.0.value {
            self.0.reading.check_keys(table, self.0.span, known);
        }
        self.deserialize_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// One value, and the reading that it belongs to.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    value: &'a DeValue<'a>,
    span: Span,
    reading: &'a Reading,
}

impl<'a> Node<'a> {
    fn new(value: &'a Spanned<DeValue<'a>>, reading: &'a Reading) -> Node<'a> {
        Node { value: value.get_ref(), span: Span::new(reading.file, value.span()), reading }
    }

    /// Refuses what is no value at all.
    fn check(&self) -> Result<(), Fault> {
        match self.reading.spoilt.get(&self.span.start) {
            Some(fault) if fault.span == Some(self.span) => Err(fault.clone()),
            _ => Ok(()),
        }
    }

    fn table(self, table: &'a DeTable<'a>) -> Table<'a> {
        Table { entries: table.iter(), next: None, reading: self.reading }
    }
}

fn text_fault(text: &str) -> Option<Fault> {
    let found = text.chars().find(|it| steers(*it))?;
    let name = match found {
        '\n' | '\r' => "a line break; end the line with `\\` to go on without one".to_owned(),
        '\t' => "a tab".to_owned(),
        other if other.is_control() => format!("the control character U+{:04X}", u32::from(other)),
        other => format!("U+{:04X}, a control character that turns the direction of a line", u32::from(other)),
    };
    Some(Fault::custom(format!("the text holds {name}")))
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.check()?;
        let result = match self.value {
            DeValue::String(text) => match text_fault(text) {
                Some(fault) => Err(fault),
                None => visitor.visit_borrowed_str(text),
            },
            DeValue::Integer(number) => match i64::from_str_radix(&number.as_str().replace('_', ""), number.radix()) {
                Ok(number) => visitor.visit_i64(number),
                Err(_) => Err(Fault::custom("found a number that is too great")),
            },
            DeValue::Float(number) => match number.as_str().parse() {
                Ok(number) => visitor.visit_f64(number),
                Err(_) => Err(Fault::custom("found a number that cannot be read")),
            },
            DeValue::Boolean(it) => visitor.visit_bool(*it),
            DeValue::Datetime(it) => visitor.visit_map(Date(Some(it.to_string()))).map_err(|fault| match fault.kind {
                FaultKind::WrongType { wanted, .. } => Fault { kind: FaultKind::WrongType { found: "a date", wanted }, ..fault },
                _ => fault,
            }),
            DeValue::Array(list) => visitor.visit_seq(List { values: list.iter(), reading: self.reading }),
            DeValue::Table(table) => visitor.visit_map(self.table(table)),
        };
        result.map_err(|fault| fault.at(self.span))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        if name == LOCATED {
            return visitor.visit_map(Located { rank: 0, node: self });
        }
        self.check()?;
        // Serde would take a list for a table too, its values for those of the keys in their order.
        let found = match self.value {
            DeValue::Datetime(_) => Some("a date"),
            DeValue::Array(_) => Some("a list"),
            _ => None,
        };
        if let Some(found) = found {
            let is_date_of_milestone = name == "Milestone" && found == "a date";
            let wanted = if is_date_of_milestone { "a table with the date's word, as `{ on = 2024-12-31 }`" } else { "a table" };
            return Err(Fault { span: Some(self.span), kind: FaultKind::WrongType { found, wanted: wanted.to_owned() } });
        }
        if let DeValue::Table(table) = self.value {
            self.reading.check_keys(table, self.span, known);
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        self.check()?;
        match self.value {
            DeValue::String(text) => {
                let deserializer: StrDeserializer<Fault> = text.as_ref().into_deserializer();
                visitor.visit_enum(deserializer).map_err(|fault| fault.at(self.span))
            }
            _ => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map identifier ignored_any
    }
}

struct Table<'a> {
    entries: toml::map::Iter<'a, Spanned<Cow<'a, str>>, Spanned<DeValue<'a>>>,
    next: Option<&'a Spanned<DeValue<'a>>>,
    reading: &'a Reading,
}

impl<'de> MapAccess<'de> for Table<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        for (key, value) in self.entries.by_ref() {
            if self.reading.is_pruned(value) {
                continue;
            }
            let span = Span::new(self.reading.file, key.span());
            if let Some(fault) = text_fault(key.get_ref()) {
                // The value stands for its entry: passing it over passes over the key.
                return Err(fault.at(Span::new(self.reading.file, value.span())));
            }
            self.next = Some(value);
            return seed.deserialize(Key { text: self.reading.name(key), span }).map(Some).map_err(|fault| fault.at(span));
        }
        Ok(None)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let value = self.next.take().expect("serde asks for a value behind its key");
        let node = Node::new(value, self.reading);
        seed.deserialize(node).map_err(|fault| fault.at(node.span))
    }
}

struct List<'a> {
    values: std::slice::Iter<'a, Spanned<DeValue<'a>>>,
    reading: &'a Reading,
}

impl<'de> SeqAccess<'de> for List<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let next = self.values.by_ref().find(|it| !self.reading.is_pruned(it));
        let node = next.map(|it| Node::new(it, self.reading));
        node.map(|it| seed.deserialize(it).map_err(|fault| fault.at(it.span))).transpose()
    }
}

/// A key, which may be asked for its place.
struct Key<'a> {
    text: &'a str,
    span: Span,
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_borrowed_str(self.text)
    }

    fn deserialize_struct<V: Visitor<'de>>(self, name: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Fault> {
        if name == LOCATED { visitor.visit_map(Located { rank: 0, node: self }) } else { self.deserialize_any(visitor) }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

/// What has a place and a value.
trait Placed<'de>: Copy {
    fn span(self) -> Span;
    fn hand_over<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault>;
}

impl<'de> Placed<'de> for Node<'de> {
    fn span(self) -> Span {
        self.span
    }
    fn hand_over<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self).map_err(|fault| fault.at(self.span))
    }
}

impl Clone for Key<'_> {
    fn clone(&self) -> Self {
        *self
    }
}

impl Copy for Key<'_> {}

impl<'de> Placed<'de> for Key<'de> {
    fn span(self) -> Span {
        self.span
    }
    fn hand_over<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(self)
    }
}

/// A value as [`crate::source::Located`] reads it: file, start, end, and itself.
struct Located<N> {
    rank: usize,
    node: N,
}

impl<'de, N: Placed<'de>> MapAccess<'de> for Located<N> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let key = LOCATED_FIELDS.get(self.rank);
        key.map(|it| seed.deserialize(BorrowedStrDeserializer::new(it))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let span = self.node.span();
        self.rank += 1;
        let number = |it: u32| -> U32Deserializer<Fault> { it.into_deserializer() };
        match self.rank {
            1 => seed.deserialize(number(span.file.0)),
            2 => seed.deserialize(number(span.start)),
            3 => seed.deserialize(number(span.end)),
            _ => self.node.hand_over(seed),
        }
    }
}

/// A TOML date or time, as [`DATE`] and its text.
struct Date(Option<String>);

impl<'de> MapAccess<'de> for Date {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        match self.0 {
            Some(_) => seed.deserialize(BorrowedStrDeserializer::new(DATE)).map(Some),
            None => Ok(None),
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Fault> {
        let text = self.0.take().expect("serde asks for a value behind its key");
        let deserializer: StringDeserializer<Fault> = text.into_deserializer();
        seed.deserialize(deserializer)
    }
}
