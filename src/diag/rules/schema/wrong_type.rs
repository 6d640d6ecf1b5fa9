//! `schema/wrong-type`

crate::diag::code! {
    /// A value of another kind than the key wants.
    ///
    /// ## Why it matters
    ///
    /// A date written as text cannot be compared, and a number where a duration is wanted has no unit.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// sunset = { on = "2024-12-31" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the kind of value that the finding asks for: dates without quotes, durations as text with a unit
    /// (`"14 days"`), words from the list, every key that must be there.
    "schema/wrong-type" Error
}
