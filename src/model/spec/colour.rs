//! Colours as people write them, and how well one is read upon another (WCAG 2).

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error};
use std::borrow::Cow;
use std::fmt;

/// A colour of the screen (sRGB), without transparency.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour {
    pub red: u8,
    pub green: u8,
    pub blue: u8,
}

/// The least contrast of text (WCAG 2, 1.4.3).
pub const READABLE: f64 = 4.5;

impl Colour {
    pub const BLACK: Colour = Colour::new(0x00_00_00);
    pub const WHITE: Colour = Colour::new(0xff_ff_ff);

    /// Returns the colour of `0xrrggbb`.
    pub const fn new(rgb: u32) -> Colour {
        let [_, red, green, blue] = rgb.to_be_bytes();
        Colour { red, green, blue }
    }

    /// Returns the colour of `#rrggbb` or `#rgb`.
    pub fn parse(text: &str) -> Option<Colour> {
        let digits = text.strip_prefix('#').filter(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))?;
        let long = match digits.len() {
            3 => digits.chars().flat_map(|it| [it, it]).collect(),
            6 => digits.to_owned(),
            _ => return None,
        };
        u32::from_str_radix(&long, 16).ok().map(Colour::new)
    }

    /// Returns how bright it is, from 0 to 1.
    fn luminance(self) -> f64 {
        let linear = |it: u8| {
            let part = f64::from(it) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * linear(self.red) + 0.7152 * linear(self.green) + 0.0722 * linear(self.blue)
    }

    /// Returns how well one is read upon the other, from 1 (not at all) to 21.
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, two) = (self.luminance(), other.luminance());
        (one.max(two) + 0.05) / (one.min(two) + 0.05)
    }

    /// Returns white or black, whichever is read upon it; white where both are.
    pub fn press(self) -> Colour {
        let is_white = self.contrast(Colour::WHITE) >= READABLE;
        if is_white { Colour::WHITE } else { Colour::BLACK }
    }

    /// Returns it as it is if it is read upon `ground` with `least`, else as near to it as is.
    pub fn readable_on(self, ground: Colour, least: f64) -> Colour {
        let end = if ground.contrast(Colour::BLACK) > ground.contrast(Colour::WHITE) { Colour::BLACK } else { Colour::WHITE };
        let steps = (0..=20).map(|it| self.mixed(end, it));
        steps.clone().find(|it| it.contrast(ground) >= least).unwrap_or(end)
    }

    /// Returns it with so many twentieths of `other`.
    fn mixed(self, other: Colour, twentieths: u16) -> Colour {
        let part = |a: u8, b: u8| ((u16::from(a) * (20 - twentieths) + u16::from(b) * twentieths) / 20) as u8;
        Colour { red: part(self.red, other.red), green: part(self.green, other.green), blue: part(self.blue, other.blue) }
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.red, self.green, self.blue)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Colour, D::Error> {
        let text = String::deserialize(deserializer)?;
        Colour::parse(&text).ok_or_else(|| D::Error::custom(format!("found `{text}`, wanted a colour, as \"#ff6900\"")))
    }
}

impl JsonSchema for Colour {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Colour".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^#([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_is_that_of_wcag() {
        let of = |one: &str, two: &str| Colour::parse(one).unwrap().contrast(Colour::parse(two).unwrap());
        assert_eq!(of("#000", "#fff"), 21.0);
        assert!((of("#767676", "#ffffff") - 4.54).abs() < 0.01);
        assert!((of("#ff6900", "#ffffff") - 2.87).abs() < 0.02);
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in ["", "#", "ff6900", "#ff690", "#ff69000", "#gg6900", "#ff6900;", "red", "#ｆｆ６９００", "#+12"] {
            assert_eq!(Colour::parse(text), None, "{text}");
        }
        assert_eq!(Colour::parse("#F60").unwrap().to_string(), "#ff6600");
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read(one in 0_u32..=0xff_ff_ff, two in 0_u32..=0xff_ff_ff) {
            let (colour, ground) = (Colour::new(one), Colour::new(two));
            prop_assert!(colour.readable_on(ground, READABLE).contrast(ground) >= READABLE);
            prop_assert!(colour.press().contrast(colour) >= READABLE);
        }
    }
}
