//! Puts edits into a text, and finds in the new text what stood in the old one.

use super::Edit;
use crate::source::Span;

/// Returns `text` with `edits`, which are in order and do not meet, in the place of what they span.
pub fn apply(text: &str, edits: &[&Edit]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    for edit in edits {
        out.push_str(&text[at..edit.span.start as usize]);
        out.push_str(&edit.text);
        at = edit.span.end as usize;
    }
    out.push_str(&text[at..]);
    out
}

/// Where the places of the new texts stood in the old ones.
pub struct Moved<'e> {
    /// In order, each with the bytes by which what stands behind it has moved.
    edits: Vec<(&'e Edit, i64)>,
}

impl<'e> Moved<'e> {
    /// Returns the move that `edits` make.
    pub fn new(edits: impl Iterator<Item = &'e Edit>) -> Moved<'e> {
        let mut edits: Vec<&Edit> = edits.collect();
        edits.sort();
        let (mut file, mut by) = (None, 0);
        let moved = edits.into_iter().map(|it| {
            if file.replace(it.span.file) != Some(it.span.file) {
                by = 0;
            }
            by += it.text.len() as i64 - i64::from(it.span.end - it.span.start);
            (it, by)
        });
        Moved { edits: moved.collect() }
    }

    /// Returns the place in the old text of a place in the new one; of a new text, where the old one stood.
    pub fn before(&self, span: Span) -> Span {
        let start_of = |at: usize| {
            let (edit, by) = self.edits[at];
            (edit.span.file, i64::from(edit.span.end) + by - edit.text.len() as i64)
        };
        let (mut low, mut high) = (0, self.edits.len());
        while low < high {
            let middle = (low + high) / 2;
            match start_of(middle) <= (span.file, i64::from(span.start)) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        let last = low.checked_sub(1).map(|at| self.edits[at]).filter(|(edit, _)| edit.span.file == span.file);
        let Some((edit, by)) = last else { return span };
        let end = i64::from(edit.span.end) + by;
        if i64::from(span.start) < end {
            return edit.span;
        }
        let back = |it: u32| u32::try_from(i64::from(it) - by).unwrap_or_default();
        Span { file: span.file, start: back(span.start), end: back(span.end) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_place_behind_an_edit_is_found_where_it_was() {
        let span = |from, to| Span::new(FileId(0), from..to);
        let edits = [Edit { span: span(2, 4), text: "xyz".to_owned() }, Edit { span: span(6, 8), text: String::new() }];
        let new = apply("abcdefghij", &edits.iter().collect::<Vec<_>>());
        assert_eq!(new, "abxyzefij");
        let moved = Moved::new(edits.iter());
        assert_eq!(moved.before(span(0, 1)), span(0, 1));
        assert_eq!(moved.before(span(3, 4)), span(2, 4));
        assert_eq!(moved.before(span(5, 6)), span(4, 5));
        assert_eq!(moved.before(span(7, 9)), span(8, 10));
    }
}
