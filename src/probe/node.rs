//! A server that is asked: where it is, and how it speaks.

use std::fmt;
use std::net::SocketAddr;
use std::str::FromStr;

/// A server, or one that takes connections for many.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// As the report calls it.
    pub name: String,
    /// Where it speaks http.
    pub plain: Option<Address>,
    /// Where it speaks https.
    pub tls: Option<Address>,
}

/// Where a server takes connections.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Address {
    /// A name or a number, without brackets.
    pub host: String,
    pub port: u16,
}

impl Address {
    /// Returns a port on this machine.
    pub fn here(port: u16) -> Address {
        Address { host: "127.0.0.1".to_owned(), port }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.host.contains(':') {
            true => write!(f, "[{}]:{}", self.host, self.port),
            false => write!(f, "{}:{}", self.host, self.port),
        }
    }
}

impl FromStr for Node {
    type Err = String;

    /// Reads `http://HOST`, `https://HOST:PORT`, or `HOST:PORT`, which is https on port 443 and http on any other.
    fn from_str(text: &str) -> Result<Node, String> {
        let wanted = || "write HOST:PORT, as `10.0.0.1:443`, or with a scheme, as `http://10.0.0.1:8080`".to_owned();
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme @ ("http" | "https"), rest)) => (Some(scheme), rest.strip_suffix('/').unwrap_or(rest)),
            Some(_) => return Err(wanted()),
            None => (None, text),
        };
        let (host, port) = match rest.strip_prefix('[').and_then(|it| it.split_once(']')) {
            Some((host, rest)) => (host, rest.strip_prefix(':')),
            None => rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
        };
        let port = match (port, scheme) {
            (Some(port), _) => port.parse().ok().filter(|it| *it > 0).ok_or_else(wanted)?,
            (None, Some("http")) => 80,
            (None, Some(_)) => 443,
            (None, None) => return Err(wanted()),
        };
        let is_plain = |it: char| it.is_ascii_alphanumeric() || ".-_:".contains(it);
        if host.is_empty() || !host.chars().all(is_plain) {
            return Err(wanted());
        }
        let address = Address { host: host.to_owned(), port };
        let is_secure = scheme.map_or(port == 443, |it| it == "https");
        let name = format!("{}://{address}", if is_secure { "https" } else { "http" });
        Ok(match is_secure {
            true => Node { name, plain: None, tls: Some(address) },
            false => Node { name, plain: Some(address), tls: None },
        })
    }
}

/// Returns the numbers of a name.
pub(super) async fn resolve(address: &Address) -> Result<Vec<SocketAddr>, String> {
    let found = tokio::net::lookup_host((address.host.as_str(), address.port)).await;
    let found: Vec<SocketAddr> = found.map_err(|err| format!("{address} cannot be found: {err}"))?.collect();
    if found.is_empty() { Err(format!("{address} cannot be found: it has no address")) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_is_read_as_it_is_typed() {
        for (text, name) in [
            ("http://10.0.0.1", "http://10.0.0.1:80"),
            ("https://edge-1.example.net/", "https://edge-1.example.net:443"),
            ("10.0.0.1:443", "https://10.0.0.1:443"),
            ("localhost:8080", "http://localhost:8080"),
            ("https://[::1]:8443", "https://[::1]:8443"),
        ] {
            assert_eq!(text.parse::<Node>().map(|it| it.name), Ok(name.to_owned()), "{text}");
        }
        for text in ["10.0.0.1", "ftp://a", "http://", "http://a:0", "http://a:70000", "a b:80", "http://a/b", "a:80:80", ""] {
            assert!(text.parse::<Node>().is_err(), "{text}");
        }
    }
}
