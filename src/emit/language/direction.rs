//! Keeps text of the other direction together: in right-to-left text, hosts, codes and amounts stand in isolates.

use super::MARKS;
use std::borrow::Cow;

/// Begins a part that is read in the direction of its own first letter.
const FIRST_STRONG: char = '\u{2068}';
const POP: char = '\u{2069}';

/// Returns text without line breaks, control characters, or marks that turn the direction of what follows. An isolate that is
/// closed within the text stays: it turns nothing beyond itself.
pub fn one_line(text: &str) -> String {
    let is_break = |it: char| {
        it.is_control() || MARKS.contains(&it) || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    let mut line: Vec<char> = text.chars().map(|it| if is_break(it) { ' ' } else { it }).collect();
    let mut open: Vec<(usize, char)> = Vec::new();
    for (at, mark) in text.chars().enumerate() {
        match mark {
            '\u{2066}' | '\u{2067}' | FIRST_STRONG => open.push((at, mark)),
            POP => {
                if let Some((start, FIRST_STRONG)) = open.pop() {
                    (line[start], line[at]) = (FIRST_STRONG, POP);
                }
            }
            _ => {}
        }
    }
    line.into_iter().collect()
}

/// Returns text without isolates: left-to-right text needs none.
pub fn bare(text: &str) -> Cow<'_, str> {
    let is_mark = |it: char| matches!(it, FIRST_STRONG | POP);
    if text.contains(is_mark) { Cow::Owned(text.chars().filter(|it| !is_mark(*it)).collect()) } else { Cow::Borrowed(text) }
}

/// Returns text as it stands in right-to-left text: in an isolate, unless it is of that direction itself.
pub fn isolated(text: &str) -> Cow<'_, str> {
    let (mut depth, mut has_left, mut has_right, mut has_any) = (0_usize, false, false, false);
    for it in text.chars() {
        match it {
            FIRST_STRONG => depth += 1,
            POP => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            _ => {
                has_any |= it.is_alphanumeric();
                has_right |= it.is_alphabetic() && is_right_to_left(it);
                has_left |= it.is_alphabetic() && !is_right_to_left(it);
            }
        }
    }
    if has_left || (has_any && !has_right) { Cow::Owned(format!("{FIRST_STRONG}{text}{POP}")) } else { Cow::Borrowed(text) }
}

/// Tells whether a letter is of a script that is written from right to left.
fn is_right_to_left(letter: char) -> bool {
    let blocks = [0x0590..=0x08FF, 0xFB1D..=0xFDFF, 0xFE70..=0xFEFF, 0x1_0800..=0x1_0FFF, 0x1_E800..=0x1_EFFF];
    blocks.iter().any(|it| it.contains(&u32::from(letter)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_turns_what_follows() {
        assert_eq!(one_line("a\u{202E}b\r\nc\u{2069}d\u{2067}e"), "a b  c d e");
        assert_eq!(one_line("a \u{2068}b\u{2069} c"), "a \u{2068}b\u{2069} c");
        assert_eq!(one_line("\u{2068}a \u{2067}b\u{2069} c"), " a  b  c");
        assert_eq!(one_line("\u{2069}a\u{2068}"), " a ");
    }

    #[test]
    fn only_what_is_not_of_the_direction_is_isolated() {
        assert_eq!(isolated("www.po.co"), "\u{2068}www.po.co\u{2069}");
        assert_eq!(isolated("1,000"), "\u{2068}1,000\u{2069}");
        assert_eq!(isolated("٣١ ديسمبر ٢٠٢٤"), "٣١ ديسمبر ٢٠٢٤");
        assert_eq!(isolated("متجر \u{2068}www.po.co\u{2069}"), "متجر \u{2068}www.po.co\u{2069}");
        assert_eq!(isolated(&isolated("POCO")), "\u{2068}POCO\u{2069}");
        assert_eq!((isolated(""), isolated(" · ")), ("".into(), " · ".into()));
        assert_eq!(bare("a \u{2068}b\u{2069}"), "a b");
    }
}
