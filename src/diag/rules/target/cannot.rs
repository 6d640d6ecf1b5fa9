//! `target/cannot`

crate::diag::code! {
    /// A server cannot be told what a rule means.
    ///
    /// ## Why it matters
    ///
    /// Nothing is cut, reordered or reinterpreted to fit a server: what its language, or the part of it that is written,
    /// cannot say exactly is refused, with the rule, the target and the reason.
    ///
    /// ## Example
    ///
    /// ```toml cutover.toml
    /// [targets.edge]
    /// kind = "nginx"
    /// ```
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// hsts = { max-age = "365 days", include-subdomains = true, preload = true }
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the rule as the finding asks, or name the hosts that the target serves (`hosts`) without this one.
    "target/cannot" Error
}
