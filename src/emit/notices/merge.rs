//! Fills in what stands in a mail for the sending service, byte for byte: what it writes there is its own language, and no
//! escaper of ours knows that.

use crate::emit::language::{Fault, MARKS};
use std::collections::BTreeMap;

/// Returns `text` with the fields of the sending service as they were declared, or every one that was not.
pub fn filled(text: &str, fields: &BTreeMap<String, String>, locale: &str) -> Result<String, Vec<Fault>> {
    let [open, _, close] = MARKS;
    let mut pieces = text.split(open);
    let (mut out, mut faults) = (pieces.next().unwrap_or_default().to_owned(), Vec::new());
    for piece in pieces {
        let (spoken, rest) = piece.split_once(close).unwrap_or(("", piece));
        let (message, field) = parts(spoken);
        match fields.get(field) {
            Some(value) => out.push_str(value),
            None => faults.push(fault(locale, message, field, "which `merge-fields` does not declare")),
        }
        out.push_str(rest);
    }
    if faults.is_empty() { Ok(out) } else { Err(faults) }
}

/// Refuses a text that speaks of a field where no sending service fills it in.
pub fn refuse(text: &str, locale: &str) -> Result<(), Vec<Fault>> {
    let [open, _, close] = MARKS;
    let spoken = text.split(open).skip(1).filter_map(|it| it.split_once(close)).map(|it| parts(it.0));
    let why = "and nothing but a mail is filled in by a sending service";
    let faults: Vec<Fault> = spoken.map(|(message, field)| fault(locale, message, field, why)).collect();
    if faults.is_empty() { Ok(()) } else { Err(faults) }
}

/// Returns the message and the field between the marks.
fn parts(spoken: &str) -> (&str, &str) {
    spoken.split_once(MARKS[1]).unwrap_or_default()
}

fn fault(locale: &str, message: &str, field: &str, why: &str) -> Fault {
    Fault::MergeField { locale: locale.to_owned(), message: message.to_owned(), field: field.to_owned(), why: why.to_owned() }
}

/// Returns what stands for a field until all is laid out.
pub fn mark(message: &str, field: &str) -> String {
    let [open, between, close] = MARKS;
    format!("{open}{message}{between}{field}{close}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fields() -> BTreeMap<String, String> {
        BTreeMap::from([("first-name".to_owned(), "*|FNAME|* <\"&'".to_owned())])
    }

    #[test]
    fn declared_field_comes_out_byte_for_byte_and_another_is_named() {
        let text = format!("Hello {}, {}!", mark("greeting", "first-name"), mark("greeting", "first-name"));
        assert_eq!(filled(&text, &fields(), "en-GB").unwrap(), "Hello *|FNAME|* <\"&', *|FNAME|* <\"&'!");
        let faults = filled(&mark("greeting", "surname"), &fields(), "en-GB").unwrap_err();
        assert_eq!(
            faults[0].to_string(),
            "message `greeting` of `en-GB` speaks of `$merge-surname`, which `merge-fields` does not declare"
        );
        assert!(refuse("Hello", "en-GB").is_ok());
        assert!(refuse(&text, "en-GB").unwrap_err()[0].to_string().ends_with("filled in by a sending service"));
    }

    proptest! {
        #[test]
        fn no_text_leaves_a_mark(text in "[a\u{FDD0}\u{FDD1}\u{FDD2}]{0,9}") {
            if let Ok(text) = filled(&text, &BTreeMap::from([(String::new(), String::new())]), "en-GB") {
                prop_assert!(!text.contains(MARKS[0]));
            }
        }
    }
}
