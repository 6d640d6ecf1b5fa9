//! `schema/syntax`

crate::diag::code! {
    /// A file cannot be read as what it should be: TOML, or a table of UTF-8 text.
    ///
    /// ## Why it matters
    ///
    /// What stands behind the fault may mean anything, so nothing of the file is compiled.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones
    /// sunset = { on = 2024-12-31 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Mend the place that the finding shows, and run `cutover check` again: the rest of the file is judged then.
    "schema/syntax" Error
}
