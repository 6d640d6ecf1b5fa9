//! `redirect/bad-source`

crate::diag::code! {
    /// The source of a rule is not written as a source is.
    ///
    /// ## Why it matters
    ///
    /// A source that no request can spell never answers, and one outside the region's own sites would answer for others.
    ///
    /// A source is a path that begins with `/`, or a whole URL within one of the region's sites. A segment is literal,
    /// or `:name` (a whole segment, not empty), or, as the last, `*`. It may end in conditions, `?key=value&key=value`.
    /// Anything else in it is spelled with escapes (RFC 3986 section 2.1).
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "/a b"
    /// to = "/x"
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the source as the finding shows. A literal segment that begins with `:` or `*` is written `%3A…`, `%2A…`.
    "redirect/bad-source" Error
}
