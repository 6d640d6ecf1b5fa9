//! What is not promised, and what a target declares of it all the same.

use crate::client::Client;
use crate::compare::{Shop, pages};
use crate::engine::{self, ENGINES};
use crate::plans;
use cutover::emit::target::{Clause, Holding};
use cutover::model::plan::answer::Outcome;
use cutover::model::plan::request::{Request, Scheme};
use cutover::model::spec::workspace::TargetKind;

/// Requests that lie outside the promise, by the clause that speaks of them; each is near a redirect.
const OUTSIDE: &[(Clause, &[&str])] = &[
    (Clause::DotSegments, &["/uk/blog/../a", "/uk/./a", "/uk/blog/%2e%2E/x", "/uk/blog/.", "/uk/x/../../../a", "/../uk/a"]),
    (Clause::EmptyQuery, &["/uk/a?", "/uk/q?", "/uk/blog/x?", "/uk/n?", "/x/a?"]),
    (Clause::BrokenEscapes, &["/uk/blog/%zz", "/uk/blog/a%", "/uk/a%2", "/uk/%g0"]),
];

#[test]
fn what_is_not_promised_is_as_declared() {
    let shop = Shop::behind(&plans::harsh());
    let at = shop.plan.instant_of(2);
    let host = "www.shop.test";
    // What a template makes of it is its owner's to say.
    for engine in ENGINES.iter().filter(|it| it.kind != TargetKind::Template) {
        let mut plan = shop.plan.clone();
        (engine.fit)(&mut plan);
        let running = (engine.boot)(engine.kind, &plan, 2, &pages(&plan));
        let mut client = Client::new(running.port);
        for (clause, targets) in OUTSIDE {
            let mut differs = |target: &&&str| {
                let request = Request { scheme: Scheme::Http, method: "GET".into(), host: host.into(), target: (**target).to_owned() };
                assert!(request.outside().is_some(), "`{target}` is promised");
                let wanted = match plan.answer(&request, at).outcome {
                    Outcome::Redirect { location, .. } => location,
                    other => panic!("`{target}` is redirected, not {other:?}"),
                };
                let found = client.ask("GET", target, host, "", b"").expect("a response");
                found.header("Location") != Some(wanted.as_str())
            };
            let differing: Vec<&&str> = targets.iter().filter(&mut differs).collect();
            let declared = (engine::emitter(engine.kind).fidelity)(*clause);
            assert_eq!(differing.is_empty(), declared == Holding::Holds, "{} declares {declared:?}: {differing:?}", engine.name);
        }
    }
}
