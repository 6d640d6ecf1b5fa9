//! The colours and the picture of a brand, as layouts print them: each colour is read where it stands.

use crate::model::graph::looks::Looks;
use crate::model::spec::colour::{Colour, READABLE};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;

/// How wide a picture is shown, unless it is written.
const WIDTH: u16 = 120;

/// The colours of the two schemes.
#[derive(Clone, Debug, Serialize)]
pub struct Palette {
    pub light: Scheme,
    pub dark: Scheme,
}

/// One colour for each thing that has one, as `#rrggbb`.
#[derive(Clone, Debug, Serialize)]
pub struct Scheme {
    /// Behind everything.
    pub back: String,
    /// Behind the text.
    pub body: String,
    pub text: String,
    /// Of what is said beside.
    pub soft: String,
    pub line: String,
    pub link: String,
    /// Of the button, and of the line at the top.
    pub accent: String,
    /// Of the text on the button.
    pub press: String,
}

/// The colours that the brand does not write.
struct Usual {
    back: u32,
    body: u32,
    text: u32,
    soft: u32,
    line: u32,
    accent: u32,
}

const LIGHT: Usual = Usual { back: 0xf2f3f5, body: 0xffffff, text: 0x1b1d21, soft: 0x50545c, line: 0xdcdee3, accent: 0x0b4fc4 };
const DARK: Usual = Usual { back: 0x101216, body: 0x1b1e24, text: 0xe6e7ea, soft: 0xb4b8c0, line: 0x4a4f59, accent: 0xa3c4ff };

/// The least contrast of a button with what is around it: it is known by its words, so its colour need only be seen.
const VISIBLE: f64 = 2.0;

impl Palette {
    pub fn of(looks: &Looks) -> Palette {
        Palette { light: scheme(&LIGHT, looks.accent, looks.background, looks.text), dark: scheme(&DARK, looks.accent, None, None) }
    }
}

fn scheme(usual: &Usual, accent: Option<Colour>, background: Option<Colour>, text: Option<Colour>) -> Scheme {
    let body = background.unwrap_or(Colour::new(usual.body));
    let accent = accent.unwrap_or(Colour::new(usual.accent));
    let button = accent.readable_on(body, VISIBLE);
    let read = |it: Colour| it.readable_on(body, READABLE).to_string();
    Scheme {
        back: Colour::new(usual.back).to_string(),
        body: body.to_string(),
        text: read(text.unwrap_or(Colour::new(usual.text))),
        soft: read(Colour::new(usual.soft)),
        line: Colour::new(usual.line).to_string(),
        link: read(accent),
        press: button.press().to_string(),
        accent: button.to_string(),
    }
}

/// A brand's picture; where there is none, its name stands in letters.
#[derive(Clone, Debug, Serialize)]
pub struct Logo {
    pub url: String,
    pub width: u16,
}

impl Logo {
    /// Returns the picture that mails fetch.
    pub fn fetched(looks: &Looks) -> Option<Logo> {
        let url = looks.logo_url.clone()?;
        Some(Logo { url, width: looks.logo_width.unwrap_or(WIDTH) })
    }

    /// Returns the picture that travels inside a page.
    pub fn inside(looks: &Looks) -> Option<Logo> {
        let svg = looks.logo.as_ref()?;
        let url = format!("data:image/svg+xml,{}", utf8_percent_encode(svg.trim(), NON_ALPHANUMERIC));
        Some(Logo { url, width: looks.logo_width.unwrap_or(WIDTH) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::sync::Arc;

    fn contrast(one: &str, two: &str) -> f64 {
        Colour::parse(one).unwrap().contrast(Colour::parse(two).unwrap())
    }

    #[test]
    fn a_brand_without_colours_has_ours_and_a_bright_one_keeps_its_own() {
        let usual = Palette::of(&Looks::default());
        assert_eq!((usual.light.body.as_str(), usual.light.accent.as_str(), usual.light.press.as_str()), ("#ffffff", "#0b4fc4", "#ffffff"));
        let bright = Palette::of(&Looks { accent: Colour::parse("#ffd400"), ..Looks::default() });
        assert_eq!((bright.dark.accent.as_str(), bright.dark.press.as_str()), ("#ffd400", "#000000"));
        assert_ne!(bright.light.link, "#ffd400", "yellow on white is not read");
    }

    #[test]
    fn a_picture_cannot_end_its_attribute() {
        let looks = Looks { logo: Some(Arc::new("<svg a=\"'\">é</svg>".to_owned())), ..Looks::default() };
        let logo = Logo::inside(&looks).unwrap();
        assert_eq!(logo.url, "data:image/svg+xml,%3Csvg%20a%3D%22%27%22%3E%C3%A9%3C%2Fsvg%3E");
    }

    proptest! {
        #[test]
        fn whatever_colours_are_written_everything_is_read(accent in 0_u32..=0xff_ff_ff, ground in 0_u32..=0xffffff, text in 0_u32..=0xff_ff_ff) {
            let written = [accent, ground, text].map(|it| Some(Colour::new(it)));
            let looks = Looks { accent: written[0], background: written[1], text: written[2], ..Looks::default() };
            let palette = Palette::of(&looks);
            for scheme in [palette.light, palette.dark] {
                for it in [&scheme.text, &scheme.soft, &scheme.link] {
                    prop_assert!(contrast(it, &scheme.body) >= READABLE);
                }
                prop_assert!(contrast(&scheme.press, &scheme.accent) >= READABLE);
                prop_assert!(contrast(&scheme.accent, &scheme.body) >= VISIBLE);
            }
        }
    }
}
