//! How a brand looks: its colours and its picture.

use crate::model::spec::colour::Colour;
use std::sync::Arc;

/// How a brand looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    pub accent: Option<Colour>,
    /// Behind the text, in the light.
    pub background: Option<Colour>,
    /// Of the text, in the light.
    pub text: Option<Colour>,
    /// Its picture, as SVG.
    pub logo: Option<Arc<String>>,
    /// Where mails fetch its picture.
    pub logo_url: Option<String>,
    /// How wide its picture is shown, in pixels.
    pub logo_width: Option<u16>,
}
