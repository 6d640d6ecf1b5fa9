//! `target/limit`

crate::diag::code! {
    /// Something is more than a target takes.
    ///
    /// ## Why it matters
    ///
    /// Servers and providers have limits: of length, of number, of size. What goes beyond them is cut, ignored or refused
    /// by them, often without a word; so it is refused here, with the limit, before anything is written.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [targets.edge]
    /// kind = "nginx"
    /// ```
    ///
    /// ```toml regions/global.toml
    /// [[redirects.rules]]
    /// from = "/p/:a/:b/:c/:d/:e/:f/:g/:h/:i/:j"
    /// to = "/poco/:a/"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the rule within the limit, or name the hosts that the target serves (`hosts`) without this one. Where a
    /// provider gives a larger limit to some of its customers, another kind of target may hold what this one cannot.
    "target/limit" Error
}
