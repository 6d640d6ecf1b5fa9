//! Puts requests to a server that was started here, and returns status and `Location` of each answer.

use super::asking::Asking;
use super::client::Way;
use crate::model::plan::request::Request;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

/// So many requests are under way at once, and a second is more than one takes on this machine.
const JOBS: usize = 8;
const TIMEOUT: Duration = Duration::from_secs(10);

/// Returns what the server on `port` answers to each request; the machine's fault where one is not answered.
pub fn answers(requests: &[Request], port: u16) -> io::Result<Vec<(u16, Option<String>)>> {
    let way = Way { addresses: [SocketAddr::from(([127, 0, 0, 1], port))].into(), tls: None };
    let asking = Asking { requests: requests.to_vec(), plain: Some(way), tls: None, jobs: JOBS, timeout: TIMEOUT, body: b"" };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let outcomes = runtime.block_on(asking.run(|| ()));
    let answer = |(request, outcome): (&Request, _)| match outcome {
        Some(Ok(found)) => Ok(found),
        Some(Err(why)) => Err(io::Error::other(format!("{}{} was not answered: {why}", request.host, request.target))),
        None => Err(io::Error::other(format!("{}{} was not asked, for those before it got no answer", request.host, request.target))),
    };
    let found = requests.iter().zip(outcomes).map(answer).collect::<io::Result<Vec<super::client::Found>>>()?;
    Ok(found.into_iter().map(|it| (it.status, it.value("location").map(str::to_owned))).collect())
}
