//! What a CloudFront Function is refused, without CloudFront.

use cutover::Options;
use cutover::load::Memory;
use std::collections::BTreeMap;

/// Returns the clauses that are refused of a host whose site never serves; `host` is what else is said of the host.
fn refused(host: &str) -> Vec<&'static str> {
    let workspace = "spec = 1\n[platforms.new]\norigins = [\"https://new.test\"]\n[targets.edge]\nkind = \"cloudfront-function\"\n";
    let region = format!(
        "[region]\ndisposition = \"retire\"\n[[sites]]\nurl = \"https://shop.test/old/\"\nsuccessor = \"https://new.test/\"\n\
         default = {{ to = \"/\" }}\n[hosts.\"shop.test\"]\n{host}\n"
    );
    let files = [("cutover.toml", workspace.to_owned()), ("regions/shop.toml", region)];
    let disk = Memory(files.map(|(path, text)| (path.to_owned(), text.into_bytes())).into_iter().collect::<BTreeMap<_, _>>());
    let plan = cutover::check_workspace(&disk, Options::default()).expect("memory can be read").plan.expect("a plan");
    cutover::emit::refused(&plan).into_iter().map(|it| it.refusal.clause.name()).collect()
}

#[test]
fn hsts_is_refused_where_the_shop_serves_what_no_site_owns() {
    let hsts = "hsts = { max-age = \"365 days\" }";
    let served = "upstream = \"https://store.shop.test\"";
    let led = "default = { to = \"https://new.test/\" }";
    assert_eq!(refused(&format!("{hsts}\n{served}")), ["hsts"]);
    assert_eq!(refused(&format!("{hsts}\n{led}")), [""; 0]);
    assert_eq!(refused(served), [""; 0]);
}
