//! `schema/unknown-key`

crate::diag::code! {
    /// A key that the language does not know.
    ///
    /// ## Why it matters
    ///
    /// A mistyped `sunet` must not silently mean that there is no date.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// sunset = { byy = 2024-12-31 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the nearest known key that the finding names, or remove the line. Editors that read the schema named on a
    /// file's first line list what may stand there.
    "schema/unknown-key" Error
}
