//! `graph/cycle`

crate::diag::code! {
    /// Things wait for each other in a round, so that none can go first.
    ///
    /// ## Why it matters
    ///
    /// A runbook with a round in it has no first step. The finding shows the shortest round, an edge at a time.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [milestones]
    /// migrate = { from = "sunset - 10 days" }
    /// sunset = { by = "migrate + 10 days" }
    /// ```
    ///
    /// ## What to do
    ///
    /// Take one edge out: give one of the milestones a date of its own, or let one of the services begin earlier.
    "graph/cycle" Error
}
