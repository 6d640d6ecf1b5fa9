//! `date/nonexistent-local-time`

crate::diag::code! {
    /// A day or a time that the region's clock never shows, or shows twice.
    ///
    /// ## Why it matters
    ///
    /// Where clocks go forward an hour is skipped, where they go back one comes twice, and some zones have dropped a
    /// whole day. Schedulers guess in such cases, each in its own way. A day whose midnight is skipped or repeated is no
    /// fault: it begins with its first instant.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// time-zone = "Europe/London"
    ///
    /// [milestones]
    /// sunset = { at = 2024-10-27T01:30 }
    /// ```
    ///
    /// ## What to do
    ///
    /// Take another time, or write the offset that is meant: `2024-10-27T01:30+01:00`.
    "date/nonexistent-local-time" Error
}
