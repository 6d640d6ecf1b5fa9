//! The shop behind the edge, drawn: servers in this process that tell what reached them.

use super::client::Found;
use super::judge::digest;
use crate::model::plan::Plan;
use crate::model::plan::routing::{Action, Base, Route, Routing, UpstreamUrl};
use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

/// Starts a server for each that `plan` names, and puts it in its place; each calls itself by its address. They answer as
/// long as the process lives.
pub fn stand_in(plan: &mut Plan) -> io::Result<()> {
    let mut places: BTreeMap<UpstreamUrl, UpstreamUrl> = BTreeMap::new();
    let mut failed = None;
    let mut place = |upstream: &mut UpstreamUrl| {
        let here = match places.get(upstream) {
            Some(here) => here.clone(),
            None => match start() {
                Ok(authority) => UpstreamUrl { scheme: "http".to_owned(), authority },
                Err(err) => return failed = Some(err),
            },
        };
        places.insert(upstream.clone(), here.clone());
        *upstream = here;
    };
    for epoch in plan.hosts.values_mut().flat_map(|it| &mut it.epochs) {
        // Large tables are not copied where nobody else holds them.
        let routing: &mut Routing = Arc::make_mut(&mut epoch.routing);
        routing.reserved_upstream.iter_mut().for_each(&mut place);
        of_base(&mut routing.unowned, &mut place);
        for site in &mut routing.sites {
            of_base(&mut site.base, &mut place);
            of_base(&mut site.reserved_base, &mut place);
            site.routes.iter_mut().for_each(|it| of_route(it, &mut place));
        }
    }
    failed.map_or(Ok(()), Err)
}

fn of_base(base: &mut Base, place: &mut impl FnMut(&mut UpstreamUrl)) {
    match base {
        Base::Serve(upstream) => place(upstream),
        Base::Default(route) => of_route(route, place),
        Base::Gone(_) | Base::NotFound => {}
    }
}

fn of_route(route: &mut Route, place: &mut impl FnMut(&mut UpstreamUrl)) {
    if let Action::Serve(upstream) = &mut route.action {
        place(upstream);
    }
}

/// The header in which a stand-in tells what reached it.
const SEEN: &str = "X-Cutover-Seen";

/// Returns what reached a stand-in, as it tells it; empty where none answered.
pub(super) fn seen(found: &Found) -> String {
    found.values(SEEN).join(" and ")
}

/// Returns the words for a request that reached `server`.
pub(super) fn words(server: &str, method: &str, target: &str, host: &str, body: &[u8]) -> String {
    let digest: String = digest(body).chars().take(16).collect();
    format!("{server} got {method} {target} for {host} with {} bytes ({digest})", body.len())
}

/// Starts a server, and returns its address.
fn start() -> io::Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let name = listener.local_addr()?.to_string();
    let own = name.clone();
    std::thread::Builder::new().spawn(move || {
        for stream in listener.incoming().flatten() {
            let name = own.clone();
            // A client that goes away ends its connection, and there is nobody left to tell.
            let _ = std::thread::Builder::new().spawn(move || serve(stream, &name));
        }
    })?;
    Ok(name)
}

/// How long a connection may stay idle, and how long a body may be.
const IDLE: Duration = Duration::from_secs(600);
const MOST_BODY: u64 = 1 << 24;

fn serve(stream: TcpStream, name: &str) -> io::Result<()> {
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(IDLE))?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut stream = stream;
    while let Some(line) = line(&mut reader)? {
        let mut words_of_line = line.splitn(3, ' ').map(str::to_owned);
        let (method, target) = (words_of_line.next().unwrap_or_default(), words_of_line.next().unwrap_or_default());
        let mut headers: BTreeMap<String, String> = BTreeMap::new();
        while let Some((name, value)) = self::line(&mut reader)?.as_deref().and_then(|it| it.split_once(':')) {
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        let mut body = Vec::new();
        if headers.contains_key("transfer-encoding") {
            while let Some(length) = self::line(&mut reader)?.and_then(|it| u64::from_str_radix(it.trim(), 16).ok()) {
                reader.by_ref().take(length.min(MOST_BODY)).read_to_end(&mut body)?;
                self::line(&mut reader)?;
                if length == 0 {
                    break;
                }
            }
        } else if let Some(length) = headers.get("content-length").and_then(|it| it.parse::<u64>().ok()) {
            reader.by_ref().take(length.min(MOST_BODY)).read_to_end(&mut body)?;
        }
        let host = headers.get("host").map(String::as_str).unwrap_or_default();
        let seen = words(name, &method, &target, host, &body);
        let text = if method == "HEAD" { "" } else { "served" };
        write!(stream, "HTTP/1.1 200 OK\r\n{SEEN}: {seen}\r\nContent-Type: text/plain\r\nContent-Length: 6\r\n\r\n{text}")?;
    }
    Ok(())
}

/// Reads one line without its end; `None` where no more comes.
fn line(reader: &mut impl BufRead) -> io::Result<Option<String>> {
    let mut bytes = Vec::new();
    reader.by_ref().take(1 << 16).read_until(b'\n', &mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    Ok((!bytes.is_empty()).then(|| text.trim_end_matches(['\r', '\n']).to_owned()))
}
