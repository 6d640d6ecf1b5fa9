//! `redirect/bad-destination`

crate::diag::code! {
    /// The destination of a redirect is not written as a destination is.
    ///
    /// ## Why it matters
    ///
    /// `Location` goes to browsers byte for byte. A destination is a path joined to the successor's, or a whole `https`
    /// URL, in ASCII, with no user, no `.` or `..` and whole escapes. Values stand in the path or in the value of a
    /// query parameter. A destination with a query or a fragment of its own drops the request's query: there is no
    /// place left for it.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a"
    /// to = "/x#part"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the destination as the finding shows; where it has a `?` or a `#`, add `query = "drop"`.
    "redirect/bad-destination" Error
}
