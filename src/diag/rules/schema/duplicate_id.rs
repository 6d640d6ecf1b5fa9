//! `schema/duplicate-id`

crate::diag::code! {
    /// Two things have the same name.
    ///
    /// ## Why it matters
    ///
    /// If the last one won, the first would be lost without a word. Regions and platforms share one name space; a host
    /// is described once, in whichever region; a site's id is unique in its region.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// sunset = { on = 2024-12-31 }
    /// sunset = { on = 2025-01-31 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Keep one of the two, or give one of them another name.
    "schema/duplicate-id" Error
}
