//! `notice/too-long`

crate::diag::code! {
    /// A push is longer than phones show.
    ///
    /// ## Why it matters
    ///
    /// Phones cut what does not fit: iOS a title at about 50 characters and a body at 178, Android at 65 and 240 (as vendors
    /// of push services give it; no platform documents a figure). What is cut is the end, and the date stands there. Nothing
    /// is cut here: a push that does not fit is not built.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [notices]
    /// channels = ["push"]
    ///
    /// [milestones]
    /// app-sunset = { by = 2024-12-31 }
    /// app-links-end = { from = "app-sunset + 90 days" }
    /// warned = { kind = "migrate", on = 2024-11-29 }
    ///
    /// [apps.store]
    /// name = "Store"
    /// platforms = ["web"]
    /// ends = "app-sunset"
    /// delist = "services-done"
    /// in-app-notice = "warned"
    /// api-until = "app-links-end"
    /// replacement = { name = "Mi Store", platforms = ["web"] }
    /// ```
    ///
    /// ```ftl templates/notices/en-GB/short.ftl
    /// short-title-announcement = The { $brand } online store is closing, after so many years
    /// ```
    ///
    /// ## What to do
    ///
    /// Write the message shorter, in a file of your own in `templates/notices/<locale>/`, or give the brand by the name that
    /// customers say.
    "notice/too-long" Error
}
