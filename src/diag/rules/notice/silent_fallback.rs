//! `notice/silent-fallback`

crate::diag::code! {
    /// A region's language has no messages, so its customers would be told in another or not at all.
    ///
    /// ## Why it matters
    ///
    /// A notice in a language that its reader does not know is no notice. Nothing falls back in silence: what cannot be
    /// said is not built.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [region]
    /// locales = ["cy-GB"]
    ///
    /// [notices]
    /// sender = "POCO <notice@po.co>"
    /// ```
    ///
    /// ## What to do
    ///
    /// Take a locale that has messages, or lay messages of your own over the built-in ones: a folder
    /// `templates/notices/<locale>/` with the same files as `en-GB`, and in them every message that those have.
    "notice/silent-fallback" Error
}
