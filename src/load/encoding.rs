//! Guesses what a file is that is not UTF-8: spreadsheets save text in what their country had before.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252};

/// What a file seems to be.
pub struct Foreign {
    /// What it says, if that can be read.
    pub text: Option<String>,
    /// What it seems to be.
    pub what: &'static str,
    /// Where in the text, or in the bytes that are UTF-8, that shows first.
    pub at: usize,
}

/// Returns what `bytes`, which are not UTF-8, seem to be.
pub fn guess(bytes: &[u8]) -> Foreign {
    let good = std::str::from_utf8(bytes).err().map_or(bytes.len(), |it| it.valid_up_to());
    if let Some((wide, _)) = Encoding::for_bom(bytes).filter(|it| it.0 != UTF_8) {
        let (text, _, is_broken) = wide.decode(bytes);
        return Foreign { text: (!is_broken).then(|| text.into_owned()), what: "UTF-16", at: 0 };
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Foreign { text: None, what: "a workbook or an archive", at: 0 };
    }
    let is_text = |it: &u8| *it >= 0x20 || matches!(it, b'\t' | b'\n' | b'\r');
    if !bytes.iter().all(is_text) {
        return Foreign { text: None, what: "no text", at: good };
    }
    let read = |bytes| WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned();
    Foreign { text: Some(read(bytes)), what: "Windows-1252 by its looks", at: read(&bytes[..good]).len() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_sign_is_a_place_in_the_text_as_it_is_shown() {
        // What is UTF-8 by chance stands before it, and is two characters by the other reading.
        let found = guess(b"\xc2\xa3 caf\xe9");
        let text = found.text.expect("it can be read");
        assert_eq!((text.as_str(), &text[found.at..]), ("Â£ café", "é"));
        assert_eq!(guess(b"\xff\xfea\x00").text.as_deref(), Some("a"));
        assert!(guess(b"\xff\xfea").text.is_none() && guess(b"\x00\xff").text.is_none());
    }
}
