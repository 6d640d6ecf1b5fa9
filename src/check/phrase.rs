//! Finds a phrase in words, whatever apostrophes and spaces they are written with.

use std::collections::BTreeSet;
use std::ops::Range;

/// Phrases by the language that they are of.
pub type Phrases = [(&'static str, &'static [&'static str])];

/// Returns the phrases of the languages of `locales`, each once.
pub fn of<'l>(phrases: &Phrases, locales: impl IntoIterator<Item = &'l str>) -> BTreeSet<&'static str> {
    let languages: BTreeSet<&str> = locales.into_iter().filter_map(|it| it.split('-').next()).collect();
    phrases.iter().filter(|it| languages.contains(it.0)).flat_map(|it| it.1.iter().copied()).collect()
}

/// Returns the first place of `phrase` in `text` as whole words; capitals count only if `is_cased`.
pub fn find(text: &str, phrase: &str, is_cased: bool) -> Option<Range<usize>> {
    all(text, phrase, is_cased).into_iter().next()
}

/// Returns every place of `phrase` in `text` as whole words.
pub fn all(text: &str, phrase: &str, is_cased: bool) -> Vec<Range<usize>> {
    let wanted: Vec<char> = phrase.chars().map(|it| folded(it, is_cased)).collect();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut before = ' ';
    for (at, it) in text.char_indices() {
        let is_free = found.last().is_none_or(|it| it.end <= at);
        if is_free
            && !joins(before, it)
            && let Some(end) = end_of(&text[at..], &wanted, is_cased)
        {
            found.push(at..at + end);
        }
        before = it;
    }
    found
}

/// Returns how many bytes of `text` the phrase takes, if it begins there and ends with a word.
fn end_of(text: &str, wanted: &[char], is_cased: bool) -> Option<usize> {
    let mut rest = text.char_indices();
    let mut last = ' ';
    for want in wanted {
        let (_, it) = rest.next().filter(|(_, it)| folded(*it, is_cased) == *want)?;
        last = it;
    }
    let next = rest.next();
    (!next.is_some_and(|(_, it)| joins(last, it))).then(|| next.map_or(text.len(), |it| it.0))
}

/// Tells whether two characters belong to one word; what is written without spaces has a word's end everywhere.
fn joins(one: char, two: char) -> bool {
    let is_dense = |it: char| ('\u{2E80}'..='\u{9FFF}').contains(&it) || ('\u{AC00}'..='\u{D7AF}').contains(&it);
    one.is_alphanumeric() && two.is_alphanumeric() && !is_dense(one) && !is_dense(two)
}

fn folded(it: char, is_cased: bool) -> char {
    match it {
        '’' | 'ʼ' => '\'',
        '\u{A0}' | '\u{202F}' | '\n' | '\r' | '\t' => ' ',
        it if is_cased => it,
        it => it.to_lowercase().next().unwrap_or(it),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrase_is_found_as_whole_words_only() {
        let is_found = |text: &str, phrase: &str| find(text, phrase, false).map(|it| text[it].to_owned());
        assert_eq!(is_found("Rien ne\u{A0}change.", "rien ne change").as_deref(), Some("Rien ne\u{A0}change"));
        assert_eq!(is_found("rien n’est changé", "rien n'est").as_deref(), Some("rien n’est"));
        assert_eq!(is_found("sooner or later", "soon"), None);
        assert_eq!(is_found("closing SOON", "soon").as_deref(), Some("SOON"));
        assert_eq!(is_found("営業は明日まで", "明日").as_deref(), Some("明日"));
        assert_eq!(find("we may close", "May", true), None);
    }
}
