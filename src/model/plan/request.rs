//! A request, as far as an answer depends on it.

/// A request of domain N: one Host, an origin-form target that starts with `/`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Request {
    pub scheme: Scheme,
    pub method: String,
    /// As it was sent.
    pub host: String,
    /// Path and query, as they were sent.
    pub target: String,
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scheme {
    Http,
    Https,
}

impl Request {
    /// Returns the request that a browser makes of `url`, or says why there is none. Nothing is decoded or resolved.
    pub fn of_url(url: &str) -> Result<Request, String> {
        let (scheme, rest) = match url.split_once("://") {
            Some(("https", rest)) => (Scheme::Https, rest),
            Some(("http", rest)) => (Scheme::Http, rest),
            _ => return Err(format!("`{url}` does not begin with `https://` or `http://`")),
        };
        let rest = rest.split('#').next().unwrap_or(rest);
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        let (host, target) = rest.split_at(at);
        if host.is_empty() || host.contains('@') {
            return Err(format!("`{url}` has no host, or a user in front of it"));
        }
        let target = if target.starts_with('/') { target.to_owned() } else { format!("/{target}") };
        Ok(Request { scheme, method: "GET".to_owned(), host: host.to_owned(), target })
    }

    /// Returns the host in lower case, without `:digits` and then one dot at its end.
    pub fn host_name(&self) -> String {
        let host = match self.host.rsplit_once(':') {
            Some((name, port)) if port.bytes().all(|it| it.is_ascii_digit()) => name,
            _ => &self.host,
        };
        host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase()
    }

    /// Returns the path, byte for byte.
    pub fn key(&self) -> &str {
        self.target.split_once('?').map_or(&self.target, |it| it.0)
    }

    /// Returns the query without its `?`; empty if there is none.
    pub fn query(&self) -> &str {
        self.target.split_once('?').map_or("", |it| it.1)
    }

    /// Says why the request is outside domain N, where the promise to answer alike on every server holds.
    pub fn outside(&self) -> Option<&'static str> {
        let target = self.target.as_bytes();
        let (key, query) = (self.key(), self.query());
        let segment_is_dots = |it: &str| matches!(it.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        if !["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].contains(&self.method.as_str()) {
            Some("the method is not one of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS")
        } else if target.len() > 4_000 {
            Some("the target is longer than 4,000 bytes")
        } else if !key.starts_with('/') {
            Some("the target does not start with `/`")
        } else if !target.iter().all(|it| it.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(it)) || target.contains(&b'#') {
            Some("the target holds a character that RFC 3986 does not allow")
        } else if !escapes_are_whole(target) {
            Some("a `%` is not followed by two hex digits, or escapes the byte 0")
        } else if key.split('/').any(segment_is_dots) {
            Some("the path holds a segment `.` or `..`")
        } else if self.target.ends_with('?') && query.is_empty() {
            Some("the query is empty")
        } else {
            None
        }
    }
}

/// Tells whether every `%` is followed by two hex digits that are not `00`.
pub fn escapes_are_whole(text: &[u8]) -> bool {
    let after = |at: usize| text.get(at + 1..at + 3).is_some_and(|it| it.iter().all(u8::is_ascii_hexdigit) && it != b"00");
    text.iter().enumerate().all(|(at, it)| *it != b'%' || after(at))
}
