//! `schema/bad-locale-or-zone`

crate::diag::code! {
    /// A language tag, a country or a time zone is not a known one.
    ///
    /// ## Why it matters
    ///
    /// Search engines ignore wrong codes without a word, and a wrong zone moves every switch. Languages are BCP 47 tags
    /// (`en-GB`, never `en-UK`), countries two letters of ISO 3166-1 (`GB`, never `UK`), zones names of the IANA time
    /// zone database (`Europe/London`, never `BST`).
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// locales = ["en-UK"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the code that the finding names.
    "schema/bad-locale-or-zone" Error
}
