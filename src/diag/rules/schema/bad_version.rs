//! `schema/bad-version`

crate::diag::code! {
    /// The workspace is written in a version of the language that this program does not read.
    ///
    /// ## Why it matters
    ///
    /// A later version may mean something else by the same key. Nothing is guessed.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// spec = 2
    /// ```
    ///
    /// ## What to do
    ///
    /// Write `spec = 1` as the first line of `cutover.toml`, or take a `cutover` that reads the newer version.
    "schema/bad-version" Error
}
