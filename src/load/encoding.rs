//! Guesses what a file is that is not UTF-8: spreadsheets save text in what their country had before.

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
    let wide: Option<fn([u8; 2]) -> u16> = match bytes {
        [0xFF, 0xFE, ..] => Some(u16::from_le_bytes),
        [0xFE, 0xFF, ..] => Some(u16::from_be_bytes),
        _ => None,
    };
    if let Some(read) = wide {
        let units = bytes[2..].chunks_exact(2).map(|it| read([it[0], it[1]]));
        let text = char::decode_utf16(units).collect::<Result<String, _>>().ok();
        return Foreign { text, what: "UTF-16", at: 0 };
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return Foreign { text: None, what: "a workbook or an archive", at: 0 };
    }
    let is_text = |it: &u8| *it >= 0x20 || matches!(it, b'\t' | b'\n' | b'\r');
    match bytes.iter().all(is_text) {
        true => Foreign { text: Some(bytes.iter().map(|it| western(*it)).collect()), what: "Windows-1252 by its looks", at: good },
        false => Foreign { text: None, what: "no text", at: good },
    }
}

/// Returns a character of Windows-1252, which is ISO 8859-1 but for what stands here.
fn western(byte: u8) -> char {
    const BETWEEN: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}', '\u{90}', '‘', '’', '“', '”', '•',
        '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    match byte {
        0x80..=0x9F => BETWEEN[usize::from(byte - 0x80)],
        other => char::from(other),
    }
}
