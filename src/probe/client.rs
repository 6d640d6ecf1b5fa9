//! A client that sends a request as it is written, to any address, under any name, and follows nothing.

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper::http::uri::PathAndQuery;
use hyper::{Uri, header};
use hyper_util::rt::TokioIo;
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use crate::model::plan::request::Request;

/// Where a client connects to, and how it speaks there.
#[derive(Clone)]
pub(super) struct Way {
    pub addresses: Arc<[SocketAddr]>,
    /// `None` for http.
    pub tls: Option<Arc<ClientConfig>>,
}

/// What came back, as far as anyone asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub status: u16,
    /// In the order in which they came; names in lower case.
    pub headers: Vec<(String, String)>,
    /// The SHA-256 of as much of the body as was read.
    pub body: String,
}

impl Found {
    /// Returns all values of a header, sorted.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let mut values: Vec<&str> = self.headers.iter().filter(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str()).collect();
        values.sort_unstable();
        values
    }

    /// Returns the first value of a header.
    pub fn value(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str())
    }
}

/// One connection, opened again where the server closed it or another name is asked for.
pub(super) struct Client {
    way: Way,
    open: Option<Open>,
}

struct Open {
    host: String,
    sender: SendRequest<Full<Bytes>>,
    /// What moves the bytes; it ends with this.
    task: JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// What a log reads of whoever asks.
const AGENT: &str = concat!("cutover-verify/", env!("CARGO_PKG_VERSION"));
/// Of a body more than this is not read: nobody looks at it, and the connection is closed instead.
const MOST_BODY: usize = 1 << 20;
/// A response may have as many headers, and as many bytes of them.
const MOST_HEADERS: usize = 256;
const MOST_HEAD: usize = 256 << 10;

impl Client {
    pub fn new(way: Way) -> Client {
        Client { way, open: None }
    }

    /// Puts one request; a connection that the server has closed meanwhile is opened again, once.
    pub async fn ask(&mut self, request: &Request, body: &'static [u8]) -> Result<Found, String> {
        // Each TLS connection is made for one name.
        let kept = self.open.take().filter(|it| !it.sender.is_closed() && (self.way.tls.is_none() || it.host == request.host));
        if let Some(open) = kept
            && let Ok(found) = self.exchange(open, request, body).await
        {
            return Ok(found);
        }
        let open = self.connect(&request.host).await?;
        self.exchange(open, request, body).await
    }

    async fn exchange(&mut self, mut open: Open, request: &Request, body: &'static [u8]) -> Result<Found, String> {
        let message = message(request, body)?;
        open.sender.ready().await.map_err(|err| told(&err))?;
        let response = open.sender.send_request(message).await.map_err(|err| told(&err))?;
        let (head, body) = response.into_parts();
        let text = |it: &header::HeaderValue| String::from_utf8_lossy(it.as_bytes()).into_owned();
        let headers = head.headers.iter().map(|(name, value)| (name.as_str().to_owned(), text(value))).collect();
        let (is_whole, body) = drain(body).await;
        if is_whole {
            self.open = Some(open);
        }
        Ok(Found { status: head.status.as_u16(), headers, body })
    }

    async fn connect(&self, host: &str) -> Result<Open, String> {
        let stream = TcpStream::connect(&*self.way.addresses).await.map_err(|err| format!("no connection: {err}"))?;
        stream.set_nodelay(true).map_err(|err| err.to_string())?;
        let mut builder = http1::Builder::new();
        builder.max_headers(MOST_HEADERS).max_buf_size(MOST_HEAD);
        let (sender, task) = match &self.way.tls {
            None => {
                let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|err| told(&err))?;
                (sender, tokio::spawn(async { drop(connection.await) }))
            }
            Some(config) => {
                let name = ServerName::try_from(host.to_owned()).map_err(|_| format!("TLS cannot ask for the name `{host}`"))?;
                let stream = TlsConnector::from(Arc::clone(config)).connect(name, stream).await;
                let stream = stream.map_err(|err| format!("no TLS: {err}"))?;
                let (sender, connection) = builder.handshake(TokioIo::new(stream)).await.map_err(|err| told(&err))?;
                (sender, tokio::spawn(async { drop(connection.await) }))
            }
        };
        Ok(Open { host: host.to_owned(), sender, task })
    }
}

fn message(request: &Request, body: &'static [u8]) -> Result<hyper::Request<Full<Bytes>>, String> {
    let target = PathAndQuery::try_from(request.target.as_str()).map_err(|err| format!("it cannot be asked: {err}"))?;
    let mut builder = hyper::Request::builder().method(request.method.as_str()).uri(Uri::from(target));
    builder = builder.header(header::HOST, request.host.as_str()).header(header::USER_AGENT, AGENT);
    if !body.is_empty() {
        builder = builder.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    }
    builder.body(Full::new(Bytes::from_static(body))).map_err(|err| format!("it cannot be asked: {err}"))
}

/// Reads a body; tells whether it came to its end, so that the connection can be used again, and what it was.
async fn drain(mut body: Incoming) -> (bool, String) {
    let mut length = 0;
    let mut digest = Sha256::new();
    let told = |digest: Sha256| digest.finalize().iter().map(|it| format!("{it:02x}")).collect();
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return (false, told(digest)) };
        let bytes = frame.data_ref().map_or(&[] as &[u8], |it| it);
        digest.update(bytes);
        length += bytes.len();
        if length > MOST_BODY {
            return (false, told(digest));
        }
    }
    (true, told(digest))
}

/// Returns an error with all that lies behind it.
fn told(err: &hyper::Error) -> String {
    let mut text = err.to_string();
    let mut next = std::error::Error::source(err);
    while let Some(err) = next {
        text.push_str(&format!(": {err}"));
        next = err.source();
    }
    text
}
