//! `schema/file-missing`

crate::diag::code! {
    /// A table, an inventory, a page or a template that the workspace names cannot be found.
    ///
    /// ## Why it matters
    ///
    /// Without its table a region would go to release with no redirects at all.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [redirects]
    /// tables = ["uk/redirect.csv"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Paths begin at `regions/`, have `/` between their parts and never `..`. Add the file, or mend the path.
    "schema/file-missing" Error
}
