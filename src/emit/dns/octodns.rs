//! A zone after a change, as octoDNS reads it.

use super::comment;
use crate::model::plan::Plan;
use crate::model::plan::zone::{Change, Set, Zone};
use crate::model::spec::zone::words;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Keys of one record with their values, sorted by key as octoDNS asks for it.
type Fields = Vec<(&'static str, String)>;

/// The value of a record: a word, or a table.
enum Data {
    Word(String),
    Table(Fields),
}

/// Returns the zone, `None` where nothing of it is known, or why octoDNS cannot hold it: what it were not told it would
/// delete.
pub fn yaml(plan: &Plan, zone: &Zone, change: &Change) -> Result<Option<String>, String> {
    let mut names: Vec<(Name, BTreeMap<&str, &Set>)> = Vec::new();
    for ((name, kind), set) in sets(zone, change) {
        let own = name.strip_suffix(&zone.domain).unwrap_or(name).trim_end_matches('.');
        match names.last_mut().filter(|it| it.0.text == own) {
            Some((_, kinds)) => drop(kinds.insert(kind, set)),
            None => names.push((Name::of(own), BTreeMap::from([(kind.as_str(), set)]))),
        }
    }
    if names.is_empty() {
        return Ok(None);
    }
    names.sort_by(|one, other| one.0.cmp(&other.0));
    let mut text = String::from("---\n");
    let what = if zone.is_whole { "The whole zone" } else { "What is changed so far, and nothing else," };
    // `\;` is read as `;` unless the provider is told otherwise.
    text.push_str(&format!("# {what} once this is done: {}. For a YamlProvider with `escaped_semicolons: true`.\n", change.step));
    if !zone.is_whole && change.ours.contains(&(zone.domain.clone(), "TXT".to_owned())) {
        text.push_str("# The TXT records of the zone's own name are not among them: what else stands there is not known.\n");
    }
    for (name, kinds) in names {
        text.push_str(&format!("{}:\n", quoted(&name.text)));
        for (kind, set) in kinds {
            records(plan, kind, set, &mut text)
                .ok_or_else(|| format!("No file for octoDNS: it cannot hold the {kind} of {}.", full(&name.text, zone)))?;
        }
    }
    Ok(Some(text))
}

fn full(name: &str, zone: &Zone) -> String {
    if name.is_empty() { zone.domain.clone() } else { format!("{name}.{}", zone.domain) }
}

/// Returns what is written: the whole zone but its start of authority; or what is ours, where others cannot stand beside it.
fn sets<'c>(zone: &'c Zone, change: &'c Change) -> Vec<(&'c (String, String), &'c Set)> {
    let is_apart = |key: &(String, String)| key.0 == zone.domain && key.1 == "TXT";
    match zone.is_whole {
        true => change.after.iter().filter(|it| it.0.1 != "SOA").collect(),
        false => change.ours.iter().filter(|it| !is_apart(it)).filter_map(|it| change.after.get_key_value(it)).collect(),
    }
}

/// Writes the records of one name and type; `None` where octoDNS has no words for them.
fn records(plan: &Plan, kind: &str, set: &Set, text: &mut String) -> Option<()> {
    let is_single = matches!(kind, "CNAME" | "DNAME" | "ALIAS");
    if is_single && set.values.len() > 1 {
        return None;
    }
    let _ = writeln!(text, "- ttl: {}\n  type: {kind}\n  {}:", set.ttl.unwrap_or(3_600), if is_single { "value" } else { "values" });
    for (value, span) in &set.values {
        let place = comment(plan, *span);
        let dash = if is_single { "   " } else { "  -" };
        match data(kind, value)? {
            Data::Word(word) => {
                let _ = writeln!(text, "{dash} {word} # {place}");
            }
            Data::Table(fields) => {
                let mut lead = dash;
                for (at, (key, word)) in fields.iter().enumerate() {
                    let place = if at == 0 { format!(" # {place}") } else { String::new() };
                    let _ = writeln!(text, "{lead} {key}: {word}{place}");
                    lead = "   ";
                }
            }
        }
    }
    Some(())
}

/// Returns data in octoDNS's words; `None` where it has none.
fn data(kind: &str, value: &str) -> Option<Data> {
    let words: Vec<(String, bool)> = words(value).ok()?;
    if !value.is_ascii() {
        return None;
    }
    let text = |at: usize| words.get(at).map(|it| quoted(&it.0));
    let number = |at: usize| words.get(at).and_then(|it| it.0.parse::<u32>().ok()).map(|it| it.to_string());
    let table = |fields: Vec<(&'static str, Option<String>)>| {
        fields.into_iter().map(|(key, it)| Some((key, it?))).collect::<Option<Fields>>().map(Data::Table)
    };
    let joined = |from: usize| Some(quoted(&words.get(from..)?.iter().map(|it| it.0.as_str()).collect::<String>()));
    match kind {
        "A" | "AAAA" | "ALIAS" | "CNAME" | "DNAME" | "NS" | "PTR" => text(0).map(Data::Word),
        "TXT" => Some(Data::Word(quoted(&chunks(&words)))),
        "MX" => table(vec![("exchange", text(1)), ("preference", number(0))]),
        "CAA" => table(vec![("flags", number(0)), ("tag", text(1)), ("value", text(2))]),
        "SRV" => table(vec![("port", number(2)), ("priority", number(0)), ("target", text(3)), ("weight", number(1))]),
        "DS" => table(vec![("algorithm", number(1)), ("digest", joined(3)), ("digest_type", number(2)), ("key_tag", number(0))]),
        "SSHFP" => table(vec![("algorithm", number(0)), ("fingerprint", joined(2)), ("fingerprint_type", number(1))]),
        "TLSA" => table(vec![
            ("certificate_association_data", joined(3)),
            ("certificate_usage", number(0)),
            ("matching_type", number(2)),
            ("selector", number(1)),
        ]),
        "NAPTR" => table(vec![
            ("flags", text(2)),
            ("order", number(0)),
            ("preference", number(1)),
            ("regexp", text(4)),
            ("replacement", text(5)),
            ("service", text(3)),
        ]),
        "HTTPS" | "SVCB" => service(&words),
        _ => None,
    }
}

/// Returns the text of a TXT record as octoDNS writes it: one string, its semicolons escaped.
fn chunks(words: &[(String, bool)]) -> String {
    let text: String = words.iter().map(|it| it.0.replace("\\\"", "\"").replace("\\;", ";")).collect();
    text.replace(';', "\\;")
}

/// Returns a service binding (RFC 9460).
fn service(words: &[(String, bool)]) -> Option<Data> {
    let [priority, target, rest @ ..] = words else { return None };
    let mut params: BTreeMap<&str, String> = BTreeMap::new();
    for at in 0..rest.len() {
        let (word, is_quoted) = &rest[at];
        let (key, value) = match word.split_once('=') {
            // The value may stand between quotes of its own behind the sign.
            Some((key, "")) => (key, rest.get(at + 1).filter(|it| it.1).map(|it| it.0.as_str())),
            Some((key, value)) => (key, Some(value)),
            None if *is_quoted => continue,
            None => (word.as_str(), None),
        };
        let list = |it: &str| it.split(',').map(quoted).collect::<Vec<_>>().join(", ");
        let written = match (key, value) {
            ("alpn" | "ipv4hint" | "ipv6hint" | "mandatory", Some(value)) => format!("[{}]", list(value)),
            ("port", Some(value)) => value.parse::<u16>().ok()?.to_string(),
            ("ech" | "dohpath", Some(value)) => quoted(value),
            ("no-default-alpn", None) => "null".to_owned(),
            _ => return None,
        };
        params.insert(key, written);
    }
    let params = params.into_iter().map(|(key, it)| format!("{}: {it}", quoted(key))).collect::<Vec<_>>().join(", ");
    let params = format!("{{{params}}}");
    let priority = priority.0.parse::<u16>().ok()?.to_string();
    Some(Data::Table(vec![("svcparams", params), ("svcpriority", priority), ("targetname", quoted(&target.0))]))
}

/// Returns text between quotes: YAML reads a string of JSON as it is.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string().replace('\u{7f}', "\\u007f")
}

/// A name as octoDNS sorts it: runs of digits by their number.
#[derive(Debug, PartialEq, Eq)]
struct Name {
    text: String,
    parts: Vec<(String, String)>,
}

impl Name {
    fn of(text: &str) -> Name {
        let mut parts: Vec<(String, String)> = vec![(String::new(), String::new())];
        for char in text.chars() {
            let is_digit = char.is_ascii_digit();
            if !is_digit && parts.last().is_some_and(|it| !it.1.is_empty()) {
                parts.push((String::new(), String::new()));
            }
            if let Some(last) = parts.last_mut() {
                if is_digit { last.1.push(char) } else { last.0.push(char) }
            }
        }
        Name { text: text.to_owned(), parts }
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Name) -> Ordering {
        let pairs = self.parts.iter().zip(&other.parts);
        let by_part = pairs.map(|(one, other)| one.0.cmp(&other.0).then_with(|| number(&one.1, &other.1)));
        let first = by_part.into_iter().find(|it| it.is_ne()).unwrap_or(Ordering::Equal);
        first.then(self.parts.len().cmp(&other.parts.len())).then_with(|| self.text.cmp(&other.text))
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Name) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

fn number(one: &str, other: &str) -> Ordering {
    match (one.is_empty(), other.is_empty()) {
        (false, false) => {
            let (one, other) = (one.trim_start_matches('0'), other.trim_start_matches('0'));
            one.len().cmp(&other.len()).then_with(|| one.cmp(other))
        }
        (one, other) => other.cmp(&one),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_as_octodns_sorts_them() {
        let mut names: Vec<Name> = ["www", "a10", "", "a2", "_dmarc", "*", "10", "9", "a", "a2b"].into_iter().map(Name::of).collect();
        names.sort();
        let names: Vec<&str> = names.iter().map(|it| it.text.as_str()).collect();
        assert_eq!(names, ["", "9", "10", "*", "_dmarc", "a", "a2", "a2b", "a10", "www"]);
    }

    #[test]
    fn semicolons_are_escaped_once() {
        assert_eq!(chunks(&words(r#""v=DMARC1; p=none" "\;x\"y""#).unwrap()), r#"v=DMARC1\; p=none\;x"y"#);
    }
}
