//! `schema/dangling-ref`

crate::diag::code! {
    /// A name that nothing has.
    ///
    /// ## Why it matters
    ///
    /// Whatever hangs on it would hang on nothing: a rule without a beginning, a service that waits for no one.
    /// References read `region/service` or `platform/service`; a bare name is the region's own.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a"
    /// to = "/x"
    /// since = "migrat"
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the nearest known name that the finding shows, or add what is missing.
    "schema/dangling-ref" Error
}
