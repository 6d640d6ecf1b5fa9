//! `redirect/captures-kept-region`

crate::diag::code! {
    /// A rule reaches for a URL of a region that is independent.
    ///
    /// ## Why it matters
    ///
    /// The region that was meant to be left alone is the one that a closing takes down most easily: by a shared host,
    /// or by a pattern that is too wide. No generated rule ever matches a URL of an independent region.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[redirects.rules]]
    /// from = "https://www.poco.in/sale"
    /// to = "/sale"
    /// ```
    ///
    /// ## What to do
    ///
    /// Take the rule out, or write it for the site that it was meant for. An independent region that extends one which
    /// closes is a warning: nothing of the closing holds for it. What both share goes into a region with `layer = true`.
    "redirect/captures-kept-region" Error
}
