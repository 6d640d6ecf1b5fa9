//! Which texts are meant: by name, by the beginning of a name, or by a name with `*` in it.

use std::convert::Infallible;
use std::str::FromStr;

/// Names of texts, as they are typed.
#[derive(Clone, Debug)]
pub struct Pattern(String);

impl FromStr for Pattern {
    type Err = Infallible;
    fn from_str(text: &str) -> Result<Pattern, Infallible> {
        Ok(Pattern(text.to_owned()))
    }
}

impl Pattern {
    /// Returns it as it was typed.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// Tells whether it means the text of that name: each `*` stands for anything. Without one, a name stands for all that
    /// it begins: `fr`, `fr/fr-FR`, `fr/fr-FR/2024-10-15-announcement`.
    pub fn is_of(&self, id: &str) -> bool {
        let Some((first, rest)) = self.0.split_once('*') else {
            let text = self.0.trim_end_matches('/');
            return id.strip_prefix(text).is_some_and(|it| it.is_empty() || it.starts_with(['/', '.']));
        };
        let Some(mut left) = id.strip_prefix(first) else { return false };
        let mut parts: Vec<&str> = rest.split('*').collect();
        let last = parts.pop().unwrap_or_default();
        for part in parts {
            let Some(at) = left.find(part) else { return false };
            left = &left[at + part.len()..];
        }
        left.ends_with(last)
    }

    /// Tells whether it may mean a text whose name begins with `place`, as `fr/fr-FR/`.
    pub fn meets(&self, place: &str) -> bool {
        let fixed = self.0.split('*').next().unwrap_or_default();
        place.starts_with(fixed) || fixed.starts_with(place)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn names_are_meant_by_their_beginning_and_by_stars() {
        let id = "fr/fr-FR/2024-10-15-announcement.mail";
        let is_of = |it: &str| Pattern(it.to_owned()).is_of(id);
        for text in [
            "fr",
            "fr/",
            "fr/fr-FR",
            "fr/fr-FR/2024-10-15-announcement",
            id,
            "fr/*",
            "*.mail",
            "*",
            "*/2024-10-15-announcement.*",
            "f*-FR*mail",
        ] {
            assert!(is_of(text), "{text}");
        }
        for text in ["f", "fr/fr", "fr/fr-FR/2024-10-15", "*.sms", "uk/*", "fr/*mail*mail", "*.mail.mail"] {
            assert!(!is_of(text), "{text}");
        }
    }

    #[test]
    fn places_are_met_by_whatever_may_mean_a_text_there() {
        let meets = |it: &str| Pattern(it.to_owned()).meets("fr/fr-FR/");
        for text in ["fr", "fr/fr-FR", "fr/*", "*", "*.sms", "fr/fr-FR/2024-10-15-announcement.mail"] {
            assert!(meets(text), "{text}");
        }
        assert!(!meets("uk") && !meets("uk/*") && !meets("fr/en-GB"));
    }
}
