//! `schema/bad-host`

crate::diag::code! {
    /// A host, a site's URL or a server's address is not written as one.
    ///
    /// ## Why it matters
    ///
    /// Hosts are compared byte by byte further down. A host is labels of lower-case letters, digits and hyphens with
    /// dots between them (RFC 1123 section 2.1): no scheme, port, path or wildcard, and names in other scripts in their
    /// `xn--` form (RFC 5891). A wildcard would take in hosts that are nobody's to take, such as a kept region's.
    ///
    /// ## Example
    ///
    /// ```toml regions/global.toml
    /// [hosts."www.po.co"]
    /// aliases = ["*.po.co"]
    /// ```
    ///
    /// ## What to do
    ///
    /// Name each host by itself. A site's URL is `https://`, a host and a path that ends in `/`; an upstream is
    /// `http://` or `https://`, an address and perhaps a port.
    "schema/bad-host" Error
}
