//! The shop behind the edge: servers that tell what reached them.

use crate::client::Response;
use sha2::{Digest, Sha256};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

/// One server in this process; it takes connections until it is dropped.
pub struct Upstream {
    pub port: u16,
    has_ended: Arc<AtomicBool>,
    /// Whoever streams waits for a word from here before each further chunk.
    go_on: Sender<()>,
    /// Says a word for each chunk of a request's body as it comes.
    heard: Mutex<Receiver<usize>>,
}

/// What reached a server, as its response tells.
#[derive(Debug, PartialEq, Eq)]
pub struct Seen {
    pub server: String,
    pub method: String,
    pub target: String,
    pub host: String,
    pub length: usize,
    pub digest: String,
}

impl Seen {
    /// Reads what reached a server; `None` where no server of ours answered.
    pub fn of(response: &Response) -> Option<Seen> {
        let header = |name: &str| response.header(name).unwrap_or_default().to_owned();
        response.header("X-Upstream")?;
        Some(Seen {
            server: header("X-Upstream"),
            method: header("X-Seen-Method"),
            target: header("X-Seen-Target"),
            host: header("X-Seen-Host"),
            length: header("X-Seen-Length").parse().ok()?,
            digest: header("X-Seen-Digest"),
        })
    }
}

/// Returns the digest of a body as servers tell it.
pub fn digest(body: &[u8]) -> String {
    Sha256::digest(body).iter().map(|it| format!("{it:02x}")).collect()
}

impl Upstream {
    /// Starts a server that calls itself by its address.
    pub fn start() -> Upstream {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port on loopback");
        let port = listener.local_addr().expect("the port").port();
        let (go_on, wait) = channel();
        let (say, heard) = channel();
        let wait = Arc::new(Mutex::new(wait));
        let name = format!("127.0.0.1:{port}");
        let has_ended = Arc::new(AtomicBool::new(false));
        let ends = Arc::clone(&has_ended);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten().take_while(|_| !ends.load(Ordering::Relaxed)) {
                let (name, wait, say) = (name.clone(), wait.clone(), say.clone());
                std::thread::spawn(move || {
                    // A client that goes away ends the connection; what it missed is its own to tell.
                    let _ = serve(stream, &name, &wait, &say);
                });
            }
        });
        Upstream { port, has_ended, go_on, heard: Mutex::new(heard) }
    }

    /// Lets a stream go on with its next chunk.
    pub fn go_on(&self) {
        self.go_on.send(()).expect("the server lives");
    }

    /// Returns the length of the next chunk of a request's body that has come, or `None` if none comes.
    pub fn heard(&self) -> Option<usize> {
        self.heard.lock().expect("no test panics here").recv_timeout(std::time::Duration::from_secs(10)).ok()
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.has_ended.store(true, Ordering::Relaxed);
        // Whoever waits for a connection looks only when one comes.
        drop(TcpStream::connect(("127.0.0.1", self.port)));
    }
}

fn serve(stream: TcpStream, name: &str, wait: &Mutex<Receiver<()>>, say: &Sender<usize>) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.trim_end().splitn(3, ' ').map(str::to_owned);
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let mut headers: Vec<(String, String)> = Vec::new();
        loop {
            let mut line = String::new();
            reader.read_line(&mut line)?;
            match line.trim_end().split_once(':') {
                Some((name, value)) => headers.push((name.to_ascii_lowercase(), value.trim().to_owned())),
                None => break,
            }
        }
        let header = |name: &str| headers.iter().find(|it| it.0 == name).map(|it| it.1.as_str());
        let task = header("x-task").unwrap_or_default().to_owned();
        if task == "upgrade" {
            let found = (header("upgrade"), header("connection"));
            let is_upgrade = found.1.is_some_and(|it| it.eq_ignore_ascii_case("upgrade"));
            let (Some(upgrade), true) = (found.0, is_upgrade) else { return Err(io::Error::other(format!("no upgrade: {found:?}"))) };
            // What proves that a server speaks it, for the key that clients here send (RFC 6455 section 1.3).
            let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";
            let head = format!("Upgrade: {upgrade}\r\nConnection: upgrade\r\nSec-WebSocket-Accept: {accept}");
            write!(stream, "HTTP/1.1 101 Switching Protocols\r\n{head}\r\n\r\n")?;
            return echo(reader, stream);
        }
        let body = match (header("content-length").and_then(|it| it.parse().ok()), header("transfer-encoding")) {
            (Some(length), _) => sized(&mut reader, length)?,
            (None, Some(_)) => chunked(&mut reader, say)?,
            (None, None) => Vec::new(),
        };
        let of_proxies = ["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"];
        let proxies: Vec<&str> = of_proxies.iter().filter_map(|it| header(it)).collect();
        let seen = format!(
            "X-Upstream: {name}\r\nX-Seen-Proxies: {}\r\nX-Seen-Odd: {}\r\nX-Seen-Method: {method}\r\nX-Seen-Target: {target}\r\nX-Seen-Host: {}\r\nX-Seen-Length: {}\r\nX-Seen-Digest: {}\r\n",
            proxies.join("; "),
            header("x_odd").unwrap_or_default(),
            header("host").unwrap_or_default(),
            body.len(),
            digest(&body),
        );
        match task.as_str() {
            "stream" => {
                write!(stream, "HTTP/1.1 200 OK\r\n{seen}Transfer-Encoding: chunked\r\n\r\n")?;
                for _ in 0..3 {
                    stream.write_all(b"5\r\nchunk\r\n")?;
                    wait.lock().expect("no stream panics").recv().map_err(io::Error::other)?;
                }
                stream.write_all(b"0\r\n\r\n")?;
            }
            "range" => {
                let range = header("range").unwrap_or("none");
                let head = format!("Content-Range: {} 2-5/10\r\nAccept-Ranges: bytes", range.split('=').next().unwrap_or_default());
                write!(stream, "HTTP/1.1 206 Partial Content\r\n{seen}{head}\r\nX-Seen-Range: {range}\r\nContent-Length: 4\r\n\r\n2345")?;
            }
            _ => {
                let text = if method == "HEAD" { "" } else { "served" };
                write!(stream, "HTTP/1.1 200 OK\r\n{seen}X-Shop: as_it_was\r\nServer: shop/1\r\nContent-Length: 6\r\n\r\n{text}")?;
            }
        }
    }
}

fn sized(reader: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut body = vec![0; length];
    reader.read_exact(&mut body)?;
    Ok(body)
}

fn chunked(reader: &mut impl BufRead, say: &Sender<usize>) -> io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(io::Error::other)?;
        let mut chunk = vec![0; length + 2];
        reader.read_exact(&mut chunk)?;
        if length == 0 {
            return Ok(body);
        }
        body.extend(&chunk[..length]);
        say.send(length).map_err(io::Error::other)?;
    }
}

fn echo(mut reader: impl Read, mut stream: TcpStream) -> io::Result<()> {
    let mut bytes = [0; 1024];
    loop {
        match reader.read(&mut bytes)? {
            0 => return Ok(()),
            count => stream.write_all(&bytes[..count])?,
        }
    }
}
