//! `release/not-reproducible`

crate::diag::code! {
    /// A release, built once more from the same inputs, comes out otherwise.
    ///
    /// ## Why it matters
    ///
    /// A bundle says of what it was made, and whoever has it can make it again: that it was reviewed means something only if
    /// it is what its inputs give. So `cutover bundle` builds each bundle twice before it puts it in its place, and reads
    /// every input once more. Where the bytes differ, somebody wrote to the workspace meanwhile, or the program depends on
    /// something that it must not.
    ///
    /// ## Example
    ///
    /// No file trips it by what stands in it. Somebody saves one while a release is packed:
    ///
    /// ```text saved
    /// regions/uk.toml
    /// ```
    ///
    /// ## What to do
    ///
    /// Let nobody write to the workspace, and pack it again: from a clone of the revision that was reviewed. If it happens
    /// there too, report it with the names in the finding.
    "release/not-reproducible" Error
}
