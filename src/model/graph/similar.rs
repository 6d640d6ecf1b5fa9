//! Which path of a list is most like another: a measure of our own, for suggestions that a person looks at.
//!
//! A path is cut into words: at each character that is no letter and no digit, and where letters meet digits; escapes are
//! read, capitals are not told apart, and what only names a kind of file (`html`, `php`) is left out. Words weigh
//!
//! - three where they hold a digit: a number or an article's code tells pages apart as no word does,
//! - two in the last segment, which names the page, and one in those before it,
//! - and half as much once more than every hundredth path of the list has them.
//!
//! The likeness of two paths is the weight of the words that they share over the weight of all (Dice's coefficient, by
//! weight). Words that stand in another order than in the old path count three quarters. To that the likeness of the last
//! segments letter by letter (`strsim`, Damerau and Levenshtein) adds up to a fifth. Where both paths hold digits and no
//! such word is shared, half of it is taken off: another article is no answer. One is the same path, nought shares nothing.
//!
//! Only paths that share a word are looked at, those of the rarest words first and never more than `LOOKED_AT`: so long
//! lists cost what they are long.

use super::{Graph, Site};
use percent_encoding::percent_decode_str;
use std::collections::{BTreeMap, BTreeSet};

/// The most paths that are compared with one.
const LOOKED_AT: usize = 256;
/// What is less like than this is not suggested.
const LEAST: f64 = 0.5;
/// What a file's name ends in where that says nothing of the page.
const KINDS: &[&str] = &["html", "htm", "xhtml", "php", "asp", "aspx", "jsp", "do"];

/// A list of URLs, to be asked which of them is most like another.
#[derive(Clone, Debug, Default)]
pub struct Index<'u> {
    paths: Vec<(&'u str, Words)>,
    /// The ranks of the paths that hold a word.
    by_word: BTreeMap<String, Vec<u32>>,
}

/// A URL that is like another.
#[derive(Clone, Debug, PartialEq)]
pub struct Like<'u> {
    pub url: &'u str,
    /// From nought to one.
    pub likeness: f64,
}

/// A row of a redirect table that nobody has looked at yet.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion<'u> {
    /// As a table of the site's region writes it.
    pub from: String,
    pub to: String,
    /// The URL that is suggested, whole.
    pub url: &'u str,
    pub likeness: f64,
}

impl<'u> Suggestion<'u> {
    /// Returns the row that leads `target`, a path below the host's root, to the URL of `index` that is most like it.
    pub fn of(site: &Site, target: &str, index: &Index<'u>) -> Option<Suggestion<'u>> {
        let key = target.split('?').next().unwrap_or(target);
        let from = key.strip_prefix(&site.path).filter(|it| it.starts_with('/')).unwrap_or("/");
        // What a table would read as a placeholder stands for itself in a URL.
        let is_literal = !from.contains('*') && !from.contains("/:");
        let Like { url, likeness } = index.nearest(from).filter(|_| is_literal)?;
        let below = site.successor.as_ref().and_then(|it| url.strip_prefix(it.value.as_str())).filter(|it| it.starts_with('/'));
        Some(Suggestion { from: from.to_owned(), to: below.unwrap_or(url).to_owned(), url, likeness })
    }

    /// Returns the row, for a table with the columns `from,to`.
    pub fn row(&self) -> String {
        format!("{},{}", cell(&self.from), cell(&self.to))
    }
}

/// Returns a cell of a table, in quotes where it needs them.
fn cell(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r', ';']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
}

/// A path, word by word.
#[derive(Clone, Debug, Default)]
struct Words {
    words: Vec<Word>,
    /// The last segment as it is compared letter by letter.
    last: String,
}

#[derive(Clone, Debug)]
struct Word {
    text: String,
    weight: f64,
}

impl<'u> Index<'u> {
    /// Returns the index of `urls`; one that is listed again counts once.
    pub fn new(urls: impl Iterator<Item = &'u str>) -> Index<'u> {
        let urls: BTreeSet<&str> = urls.collect();
        let mut index = Index { paths: urls.into_iter().map(|it| (it, Words::of(it))).collect(), by_word: BTreeMap::new() };
        for (rank, (_, words)) in index.paths.iter().enumerate() {
            let distinct: BTreeSet<&str> = words.words.iter().map(|it| it.text.as_str()).collect();
            for word in distinct {
                index.by_word.entry(word.to_owned()).or_default().push(rank as u32);
            }
        }
        index
    }

    /// Returns the index of all URLs that platforms list.
    pub fn of_platforms(graph: &'u Graph) -> Index<'u> {
        Index::new(graph.platforms.values().flat_map(|it| it.inventory.iter().map(String::as_str)))
    }

    /// Tells whether it lists nothing.
    pub fn is_empty(&self) -> bool {
        self.paths.is_empty()
    }

    /// Returns the URL that is most like `url`, if one is like enough to be worth a look.
    pub fn nearest(&self, url: &str) -> Option<Like<'u>> {
        let wanted = Words::of(url);
        let mut near: Option<Like<'u>> = None;
        for rank in self.worth(&wanted) {
            let (url, words) = &self.paths[rank as usize];
            let likeness = self.likeness(&wanted, words);
            // Of those that are as like, the first by name: the list is sorted.
            if likeness >= LEAST && near.as_ref().is_none_or(|it| likeness > it.likeness) {
                near = Some(Like { url, likeness });
            }
        }
        near
    }

    /// Returns the ranks of the paths worth a look, in the order of the list.
    fn worth(&self, wanted: &Words) -> BTreeSet<u32> {
        let mut lists: Vec<&Vec<u32>> = wanted.words.iter().filter_map(|it| self.by_word.get(&it.text)).collect();
        lists.sort_by_key(|it| (it.len(), it.first().copied()));
        let mut worth = BTreeSet::new();
        for rank in lists.into_iter().flatten() {
            if worth.len() == LOOKED_AT {
                break;
            }
            worth.insert(*rank);
        }
        worth
    }

    fn weight(&self, word: &Word) -> f64 {
        let count = self.by_word.get(&word.text).map_or(0, Vec::len);
        if count * 100 > self.paths.len() && count > 1 { word.weight / 2.0 } else { word.weight }
    }

    fn likeness(&self, one: &Words, two: &Words) -> f64 {
        let all: f64 = one.words.iter().chain(&two.words).map(|it| self.weight(it)).sum();
        if all == 0.0 {
            return 0.0;
        }
        let mut free: Vec<bool> = vec![true; two.words.len()];
        let (mut shared, mut behind, mut shares_number) = (0.0, 0, false);
        for word in &one.words {
            let is_free = |it: &usize| free[*it] && two.words[*it].text == word.text;
            let Some(at) = (behind..free.len()).chain(0..behind.min(free.len())).find(is_free) else { continue };
            free[at] = false;
            let order = if at >= behind { 1.0 } else { 0.75 };
            behind = at + 1;
            shared += order * (self.weight(word) + self.weight(&two.words[at]));
            shares_number |= has_digit(&word.text);
        }
        let letters = strsim::normalized_damerau_levenshtein(&one.last, &two.last);
        let likeness = 0.8 * shared / all + 0.2 * letters;
        let have_numbers = [one, two].iter().all(|it| it.words.iter().any(|it| has_digit(&it.text)));
        if have_numbers && !shares_number { likeness / 2.0 } else { likeness }
    }
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|it| it.is_ascii_digit())
}

/// The most words of a path that are compared, and the most letters of its last segment: nobody's URL has more to tell.
const MOST_WORDS: usize = 32;
const MOST_LETTERS: usize = 120;

impl Words {
    /// Cuts the path of a URL, or a path, into words.
    fn of(url: &str) -> Words {
        let path = url.split(['?', '#']).next().unwrap_or(url);
        let path = match path.split_once("://") {
            Some((_, rest)) => rest.split_once('/').map_or("", |it| it.1),
            None => path,
        };
        let path = percent_decode_str(path).decode_utf8_lossy().to_lowercase();
        let segments: Vec<&str> = path.split('/').filter(|it| !it.is_empty()).collect();
        let Some((last, before)) = segments.split_last() else { return Words::default() };
        let last = last.rsplit_once('.').filter(|it| KINDS.contains(&it.1)).map_or(*last, |it| it.0);
        let mut words = Vec::new();
        for segment in before {
            words.extend(cut(segment).map(|it| Word { weight: if has_digit(it) { 3.0 } else { 1.0 }, text: it.to_owned() }));
        }
        words.extend(cut(last).map(|it| Word { weight: if has_digit(it) { 3.0 } else { 2.0 }, text: it.to_owned() }));
        // The end tells more than the beginning.
        let surplus = words.len().saturating_sub(MOST_WORDS);
        words.drain(..surplus);
        Words { words, last: last.chars().take(MOST_LETTERS).collect() }
    }
}

/// Cuts a segment where a character is no letter and no digit, and where letters meet digits.
fn cut(segment: &str) -> impl Iterator<Item = &str> {
    segment.split(|it: char| !it.is_alphanumeric()).flat_map(|word| {
        let mut starts: Vec<usize> = vec![0];
        let kinds: Vec<(usize, bool)> = word.char_indices().map(|(at, it)| (at, it.is_ascii_digit())).collect();
        starts.extend(kinds.windows(2).filter(|it| it[0].1 != it[1].1).map(|it| it[1].0));
        let ends: Vec<usize> = starts.iter().skip(1).copied().chain([word.len()]).collect();
        starts.into_iter().zip(ends).map(|(start, end)| &word[start..end]).filter(|it| !it.is_empty()).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(list: &[&'static str], path: &str) -> Option<&'static str> {
        Index::new(list.iter().copied()).nearest(path).map(|it| it.url)
    }

    const SHOP: &[&str] = &[
        "https://new.test/uk/",
        "https://new.test/uk/product/poco-f6",
        "https://new.test/uk/product/poco-f6-pro",
        "https://new.test/uk/product/poco-x6",
        "https://new.test/uk/support/contact-us",
        "https://new.test/uk/blog/2024/f6-review",
        "https://new.test/uk/blog/how-we-build-cameras",
    ];

    #[test]
    fn a_number_tells_articles_apart() {
        assert_eq!(nearest(SHOP, "/products/POCO_X6.html"), Some("https://new.test/uk/product/poco-x6"));
        assert_eq!(nearest(SHOP, "/products/poco-f6"), Some("https://new.test/uk/product/poco-f6"));
        assert_eq!(nearest(SHOP, "/p/f6-pro-poco"), Some("https://new.test/uk/product/poco-f6-pro"));
        // An article that the list does not have is no other.
        assert_eq!(nearest(SHOP, "/product/poco-m7"), None);
    }

    #[test]
    fn order_counts_and_words_may_stand_in_another() {
        let list = ["/a/red-shoe-laces", "/a/laces-shoe-red"];
        assert_eq!(nearest(&list, "/b/laces-shoe-red"), Some("/a/laces-shoe-red"));
        assert_eq!(nearest(SHOP, "/help/us-contact"), Some("https://new.test/uk/support/contact-us"));
    }

    #[test]
    fn what_shares_nothing_is_not_suggested() {
        assert_eq!(nearest(SHOP, "/imprint"), None);
        assert_eq!(nearest(SHOP, "/"), None);
        assert_eq!(nearest(&[], "/a"), None);
    }

    #[test]
    fn the_same_path_is_one() {
        let index = Index::new(SHOP.iter().copied());
        let like = index.nearest("https://old.test/uk/blog/how-we-build-cameras").expect("the same path");
        assert!((like.likeness - 1.0).abs() < 1e-9, "{like:?}");
    }

    #[test]
    fn long_lists_are_not_walked_for_each_path() {
        let urls: Vec<String> = (0..20_000).map(|it| format!("https://new.test/product/item-{it}")).collect();
        let index = Index::new(urls.iter().map(String::as_str));
        for it in (0..20_000).step_by(10) {
            let like = index.nearest(&format!("/shop/item{it}")).expect("one is like it");
            assert!(like.url.ends_with(&format!("/item-{it}")), "{it}: {}", like.url);
        }
    }

    #[test]
    fn any_text_has_words() {
        for text in ["", "/", "%", "/%ff%00/a1b2ß३", "https://", "//", "?#", "/\u{1F600}1x"] {
            Index::new([text].into_iter()).nearest(text);
        }
    }
}
