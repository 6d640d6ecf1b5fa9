//! A client that sends exactly what it is given, and reads what comes back. It follows nothing and normalises nothing.

use std::io::{self, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, ClientConnection, StreamOwned};

/// One connection to a server, opened again where the server closed it.
pub struct Client {
    port: u16,
    tls: Option<(Arc<ClientConfig>, ServerName<'static>)>,
    stream: Option<Box<dyn Stream>>,
    buffer: Vec<u8>,
}

/// What is read and written.
trait Stream: Read + Write {}
impl<T: Read + Write> Stream for T {}

/// What came back.
#[derive(Clone, Debug)]
pub struct Response {
    pub status: u16,
    /// In the order in which they came.
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Response {
    /// Returns the first header of that name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str())
    }

    /// Returns all values of a header, sorted.
    pub fn values(&self, name: &str) -> Vec<&str> {
        let mut values: Vec<&str> = self.headers.iter().filter(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.as_str()).collect();
        values.sort_unstable();
        values
    }
}

impl Client {
    pub fn new(port: u16) -> Client {
        Client { port, tls: None, stream: None, buffer: Vec::new() }
    }

    /// Returns a client that asks for the certificate of `name`, and accepts no other.
    pub fn with_tls(port: u16, config: Arc<ClientConfig>, name: &str) -> Client {
        let name = ServerName::try_from(name.to_owned()).expect("a name of the plan");
        Client { tls: Some((config, name)), ..Client::new(port) }
    }

    /// Sends the head and the body, and reads the response. A connection that the server has closed meanwhile is opened again.
    pub fn ask(&mut self, method: &str, target: &str, host: &str, more: &str, body: &[u8]) -> io::Result<Response> {
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let mut bytes = format!("{method} {target} HTTP/1.1\r\nHost: {host}\r\n{length}{more}\r\n").into_bytes();
        bytes.extend(body);
        let was_open = self.stream.is_some();
        match self.exchange(method, &bytes) {
            Err(_) if was_open => {
                self.stream = None;
                self.exchange(method, &bytes)
            }
            other => other,
        }
    }

    fn exchange(&mut self, method: &str, bytes: &[u8]) -> io::Result<Response> {
        self.send(bytes)?;
        let response = self.response(method);
        let closes = response.as_ref().map_or(true, |it| it.header("Connection").is_some_and(|it| it.eq_ignore_ascii_case("close")));
        if closes {
            self.stream = None;
        }
        response
    }

    /// Sends bytes as they are.
    pub fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(("127.0.0.1", self.port))?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(Duration::from_secs(20)))?;
            stream.set_write_timeout(Some(Duration::from_secs(20)))?;
            self.stream = Some(match &self.tls {
                Some((config, name)) => {
                    let connection = ClientConnection::new(Arc::clone(config), name.clone()).map_err(io::Error::other)?;
                    Box::new(StreamOwned::new(connection, stream))
                }
                None => Box::new(stream),
            });
            self.buffer.clear();
        }
        self.stream.as_mut().expect("it was opened").write_all(bytes)
    }

    /// Reads one response to a request with `method`.
    pub fn response(&mut self, method: &str) -> io::Result<Response> {
        let mut response = self.head()?;
        let has_body = method != "HEAD" && response.status >= 200 && response.status != 204 && response.status != 304;
        if has_body {
            response.body = match response.header("Content-Length").and_then(|it| it.parse().ok()) {
                Some(length) => self.take(length)?,
                None if response.header("Transfer-Encoding").is_some() => self.chunks()?,
                None => self.rest()?,
            };
        }
        Ok(response)
    }

    /// Reads status and headers.
    pub fn head(&mut self) -> io::Result<Response> {
        let line = self.line()?;
        let status = line.split(' ').nth(1).and_then(|it| it.parse().ok());
        let status = status.ok_or_else(|| io::Error::other(format!("`{line}` is no status line")))?;
        let mut headers = Vec::new();
        loop {
            let line = self.line()?;
            if line.is_empty() {
                return Ok(Response { status, headers, body: Vec::new() });
            }
            let (name, value) = line.split_once(':').ok_or_else(|| io::Error::other(format!("`{line}` is no header")))?;
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }

    /// Reads one chunk of a chunked body; empty for the last.
    pub fn chunk(&mut self) -> io::Result<Vec<u8>> {
        let line = self.line()?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        let chunk = self.take(length)?;
        self.line()?;
        Ok(chunk)
    }

    fn chunks(&mut self) -> io::Result<Vec<u8>> {
        let mut body = Vec::new();
        loop {
            let chunk = self.chunk()?;
            if chunk.is_empty() {
                return Ok(body);
            }
            body.extend(chunk);
        }
    }

    fn rest(&mut self) -> io::Result<Vec<u8>> {
        let mut stream = self.stream.take().ok_or(io::ErrorKind::NotConnected)?;
        stream.read_to_end(&mut self.buffer)?;
        Ok(std::mem::take(&mut self.buffer))
    }

    /// Reads exactly `length` bytes.
    pub fn take(&mut self, length: usize) -> io::Result<Vec<u8>> {
        while self.buffer.len() < length {
            self.fill()?;
        }
        Ok(self.buffer.drain(..length).collect())
    }

    fn line(&mut self) -> io::Result<String> {
        loop {
            if let Some(end) = self.buffer.windows(2).position(|it| it == b"\r\n") {
                let line: Vec<u8> = self.buffer.drain(..end + 2).collect();
                return String::from_utf8(line[..end].to_vec()).map_err(io::Error::other);
            }
            self.fill()?;
        }
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut bytes = [0; 16_384];
        let stream = self.stream.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        match stream.read(&mut bytes)? {
            0 => Err(io::ErrorKind::UnexpectedEof.into()),
            count => {
                self.buffer.extend(&bytes[..count]);
                Ok(())
            }
        }
    }
}
