//! `schema/secret`

crate::diag::code! {
    /// A value looks like a secret: a private key, an access token, a password.
    ///
    /// ## Why it matters
    ///
    /// A workspace is read by many, kept for ever by its history, and copied into what is built. A secret in it is known.
    /// The value is passed over and drawn with its end covered, so that no log shows it.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [[sites]]
    /// id = "club"
    /// url = "https://www.po.co/club/"
    /// upstream = "http://shop:s3cret@127.0.0.1:8081"
    /// ```
    ///
    /// ## What to do
    ///
    /// Take it out, and change it where it is used: it has been seen. A server that needs one reads it from its own place.
    /// If it is none, write it so that it looks like none: the finding cannot be waived, for the value was passed over.
    "schema/secret" Error
}
