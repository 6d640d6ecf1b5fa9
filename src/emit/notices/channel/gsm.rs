//! Counts what a text message takes, as 3GPP TS 23.038 and TS 23.040 have it.

/// The default alphabet, each character one septet.
const BASIC: &str =
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// Its extension: an escape and one more septet.
const EXTENSION: &str = "\u{C}^{}\\[~]|€";

/// What stands for a character of good typography that the alphabet does not have.
const PLAIN: [(char, &str); 13] = [
    ('\u{A0}', " "),
    ('\u{202F}', " "),
    ('\u{2009}', " "),
    ('‘', "'"),
    ('’', "'"),
    ('“', "\""),
    ('”', "\""),
    ('„', "\""),
    ('«', "\""),
    ('»', "\""),
    ('–', "-"),
    ('—', "-"),
    ('…', "..."),
];

/// How the characters of a text message are sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    Gsm7,
    Ucs2,
}

/// What a text message takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub encoding: Encoding,
    pub characters: usize,
    /// Septets in GSM 7-bit, else UTF-16 code units.
    pub units: usize,
    pub segments: usize,
}

impl Size {
    /// Returns what `text` takes. A character that takes two units is never parted.
    pub fn of(text: &str) -> Size {
        let septets: Option<Vec<usize>> = text.chars().map(septets).collect();
        let (encoding, units, single, part) = match septets {
            Some(septets) => (Encoding::Gsm7, septets, 160, 153),
            None => (Encoding::Ucs2, text.chars().map(char::len_utf16).collect(), 70, 67),
        };
        let total = units.iter().sum();
        let (mut segments, mut filled) = (1, 0);
        for unit in units.iter().filter(|_| total > single) {
            if filled + unit > part {
                segments += 1;
                filled = 0;
            }
            filled += unit;
        }
        Size { encoding, characters: text.chars().count(), units: total, segments }
    }
}

/// Returns how many septets a character takes; `None` where the alphabet does not have it.
fn septets(char: char) -> Option<usize> {
    if BASIC.contains(char) { Some(1) } else { EXTENSION.contains(char).then_some(2) }
}

/// Returns `text` as it is sent: in plain typography where that alone keeps it in GSM 7-bit, else as it is.
pub fn folded(text: &str) -> String {
    let plain = |it: char| PLAIN.iter().find(|known| known.0 == it).map(|it| it.1);
    let folded = text.chars().fold(String::with_capacity(text.len()), |mut all, it| {
        match plain(it) {
            Some(plain) => all.push_str(plain),
            None => all.push(it),
        }
        all
    });
    if Size::of(&folded).encoding == Encoding::Gsm7 { folded } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(text: &str) -> (Encoding, usize, usize) {
        let size = Size::of(text);
        (size.encoding, size.units, size.segments)
    }

    #[test]
    fn alphabet_is_that_of_the_standard() {
        // 128 places, of which one is the escape.
        assert_eq!(BASIC.chars().count(), 127);
        assert_eq!(EXTENSION.chars().count(), 10);
        assert!(!BASIC.contains(['ç', 'ê', 'ô', '`', '’', '\u{A0}']) && BASIC.contains(['é', 'è', 'à', 'ù', 'Ç', '§']));
    }

    #[test]
    fn segments_are_counted_as_networks_count() {
        use Encoding::{Gsm7, Ucs2};
        for (text, expected) in [
            (String::new(), (Gsm7, 0, 1)),
            ("a".repeat(160), (Gsm7, 160, 1)),
            ("a".repeat(161), (Gsm7, 161, 2)),
            ("a".repeat(306), (Gsm7, 306, 2)),
            ("a".repeat(307), (Gsm7, 307, 3)),
            ("€".repeat(80), (Gsm7, 160, 1)),
            // 153 is odd: each segment holds 76 whole ones.
            ("€".repeat(81), (Gsm7, 162, 2)),
            ("€".repeat(152), (Gsm7, 304, 2)),
            ("€".repeat(153), (Gsm7, 306, 3)),
            (format!("{}€", "a".repeat(159)), (Gsm7, 161, 2)),
            ("ê".repeat(70), (Ucs2, 70, 1)),
            ("ê".repeat(71), (Ucs2, 71, 2)),
            ("ê".repeat(134), (Ucs2, 134, 2)),
            ("ê".repeat(135), (Ucs2, 135, 3)),
            ("😀".repeat(35), (Ucs2, 70, 1)),
            ("😀".repeat(36), (Ucs2, 72, 2)),
            // 67 is odd: each segment holds 33 whole ones.
            ("😀".repeat(67), (Ucs2, 134, 3)),
        ] {
            assert_eq!(size(&text), expected, "{text}");
        }
    }

    #[test]
    fn typography_is_folded_only_where_that_helps() {
        assert_eq!(folded("l’heure\u{A0}: «\u{202F}été\u{202F}» – 1…"), "l'heure : \" été \" - 1...");
        assert_eq!(folded("l’arrêt\u{A0}: 1"), "l’arrêt\u{A0}: 1", "a circumflex is not spelled otherwise");
    }
}
