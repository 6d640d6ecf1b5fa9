//! Lists of the URLs that exist: as other programs write sitemaps, hostile ones, and what becomes of the URLs.

use crate::overlay::{base, check, lay, short};
use crate::robust::survives;
use cutover::Checked;
use cutover::diag::Diagnostic;
use cutover::load::Memory;
use flate2::Compression;
use flate2::write::GzEncoder;
use proptest::prelude::*;
use serde_json::Value;
use std::io::Write;
use std::path::Path;

/// Returns a file that another program wrote.
fn kept(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sitemaps").join(name);
    std::fs::read(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
}

/// Returns the base whose UK store lists its URLs in `name`, with more files below `regions/uk/`.
fn listing(name: &str, files: &[(&str, &[u8])]) -> Memory {
    let uk = format!("[redirects]\ninventory = [\"uk/{name}\"]\n");
    let mut disk = lay(base(), Memory([("regions/uk.toml".to_owned(), uk.into_bytes())].into()));
    disk.0.extend(files.iter().map(|(path, bytes)| (format!("regions/uk/{path}"), bytes.to_vec())));
    disk
}

/// Returns the targets of the URLs that are listed for the UK's store, and where each stands.
fn listed(checked: &Checked) -> Vec<(String, String)> {
    let plan = checked.plan.as_ref().expect("a plan");
    let of_uk = plan.graph.inventory.iter().filter(|it| it.site == "uk/store");
    of_uk.map(|it| (it.target.clone(), checked.sources.place(it.span).to_string())).collect()
}

fn targets(checked: &Checked) -> Vec<String> {
    listed(checked).into_iter().map(|it| it.0).collect()
}

/// Returns the findings about files of `regions/uk/`.
fn about<'c>(checked: &'c Checked, path: &str) -> Vec<&'c Diagnostic> {
    checked.report.findings.iter().filter(|it| checked.sources.file(it.span().file).path.starts_with(path)).collect()
}

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::best());
    packer.write_all(bytes).expect("memory can be written");
    packer.finish().expect("memory can be written")
}

fn urlset(inside: &str) -> Vec<u8> {
    format!("<?xml version=\"1.0\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{inside}\n</urlset>\n").into_bytes()
}

#[test]
fn sitemaps_of_other_programs_are_read() {
    for name in ["prefixed.xml", "packed.xml.gz"] {
        let checked = check(&listing(name, &[(name, &kept(&format!("python/{name}")))]));
        let place = |line| format!("regions/uk/{name}:{line}");
        let wanted = [("/uk/", 5), ("/uk/a?b=1&c=2", 10), ("/uk/it's", 15)].map(|(target, line)| (target.to_owned(), place(line)));
        assert_eq!(listed(&checked), wanted);
        assert_eq!(about(&checked, "regions/uk/").len(), 0, "{}", short(&checked));
    }
}

#[test]
fn an_index_lists_the_sitemaps_beside_it() {
    let files = ["sitemap-index.xml", "sitemap-0.xml.gz", "sitemap-1.xml.gz"];
    let bytes = files.map(|it| (it, kept(&format!("npm/{it}"))));
    let disk = listing("sitemap-index.xml", &bytes.each_ref().map(|(name, bytes)| (*name, bytes.as_slice())));
    let checked = check(&disk);
    let wanted = ["/uk/product/poco-f6", "/uk/search?q=f6&sort=price", "/uk/caf%C3%A9/menu", "/uk/help/status/orders", "/uk/blog/a-b"];
    assert_eq!(targets(&checked), wanted);
    // The pictures' addresses and those in other languages are no pages of the store.
    assert_eq!(about(&checked, "regions/uk/").len(), 0, "{}", short(&checked));
    // Without one of them, the index is told which, at its line, and the others are read.
    let mut without = disk.clone();
    without.0.remove("regions/uk/sitemap-0.xml.gz");
    let checked = check(&without);
    assert_eq!(targets(&checked), &wanted[3..]);
    let found = about(&checked, "regions/uk/");
    let [only] = found.as_slice() else { panic!("{}", short(&checked)) };
    assert_eq!((only.code.name, only.message.as_str()), ("schema/file-missing", "`regions/uk/sitemap-0.xml.gz` is not there"));
    assert_eq!(checked.sources.text(only.span()), "https://www.po.co/sitemaps/sitemap-0.xml.gz");
}

#[test]
fn what_xml_can_say_in_several_ways_is_one_url() {
    let inside = "<url><loc><![CDATA[https://www.po.co/uk/a?b&c]]></loc></url>\
        <url><loc>https://www.po.co/uk/&#x61;&#45;b</loc><priority>1</priority></url><!-- <url><loc>x</loc></url> -->\
        <url>\n<loc>\nhttps://www.po.co/uk/c\n</loc><x:loc>https://www.po.co/uk/d</x:loc></url><x:url/>";
    let mut text = b"\xef\xbb\xbf".to_vec();
    text.extend(urlset(inside));
    let checked = check(&listing("s.xml", &[("s.xml", &text)]));
    assert_eq!(targets(&checked), ["/uk/a?b&c", "/uk/a-b", "/uk/c"]);
    assert_eq!(listed(&checked)[2].1, "regions/uk/s.xml:5");
}

/// What is wrong with a sitemap: its name, its bytes, the rule, how the message begins, the line, how many URLs are read.
type Wrong = (&'static str, Vec<u8>, &'static str, &'static str, usize, usize);

#[test]
fn every_fault_of_a_sitemap_is_told_at_its_place() {
    let good = "<url><loc>https://www.po.co/uk/a</loc></url>\n";
    let long = urlset(&good.repeat(40));
    let cut = String::from_utf8(urlset(&good.repeat(19))).expect("text").replace("\n\n</urlset>\n", "");
    let entity = format!(
        "<!DOCTYPE urlset [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>\n{}",
        String::from_utf8_lossy(&urlset("<url><loc>https://www.po.co/uk/&b;</loc></url>"))
    );
    let cases: [Wrong; 16] = [
        (
            "page.xml",
            b"<!-- -->\n<html><body>Not found</body></html>".to_vec(),
            "schema/syntax",
            "this is no sitemap: found `<html>`",
            2,
            0,
        ),
        ("text.xml", b"404 Not Found".to_vec(), "schema/syntax", "this is not XML: found text", 1, 0),
        ("json.xml", b"{\"urls\": []}".to_vec(), "schema/syntax", "this is not XML: found text", 1, 0),
        ("empty.xml", b"".to_vec(), "schema/syntax", "the file holds no sitemap: it is empty", 1, 0),
        ("cut.xml", cut.into_bytes(), "schema/syntax", "the file ends within `<urlset>`: it is cut short", 21, 19),
        ("tag.xml", b"<urlset><url><loc".to_vec(), "schema/syntax", "this is not XML: ", 1, 0),
        ("cross.xml", urlset(&format!("{good}<url><loc>https://www.po.co/uk/b</url></loc>")), "schema/syntax", "this is not XML: ", 4, 1),
        ("entity.xml", entity.into_bytes(), "schema/syntax", "the file declares a document type, which no sitemap has", 1, 0),
        (
            "name.xml",
            urlset(&format!("{good}<url><loc>https://www.po.co/uk/&eacute;</loc></url>")),
            "schema/wrong-type",
            "the reference is none that a sitemap may have",
            4,
            2,
        ),
        (
            "latin.xml",
            [&urlset("")[..], b"<!-- caf\xe9 -->"].concat(),
            "schema/syntax",
            "`regions/uk/latin.xml` is Windows-1252 by its looks, wanted UTF-8",
            5,
            0,
        ),
        ("short.xml.gz", gz(&long)[..60].to_vec(), "schema/syntax", "`regions/uk/short.xml.gz` cannot be unpacked: ", 3, 0),
        ("bomb.xml.gz", gz(&vec![b' '; 51 << 20]), "schema/syntax", "`regions/uk/bomb.xml.gz` unpacks to more than 50 MiB", 3, 0),
        (
            "none.xml",
            urlset(&format!("{good}<url><lastmod>2024-01-01</lastmod></url>\n<url/>")),
            "schema/wrong-type",
            "the entry has no address, and 1 other is like it",
            4,
            1,
        ),
        (
            "two.xml",
            urlset("<url><loc>https://www.po.co/uk/a</loc><loc>https://www.po.co/uk/b</loc></url>"),
            "schema/wrong-type",
            "the entry has two addresses",
            3,
            1,
        ),
        (
            "stray.xml",
            urlset(&format!("{good}<sitemap><loc>https://www.po.co/s.xml</loc></sitemap>")),
            "schema/wrong-type",
            "the element is none that stands there",
            4,
            1,
        ),
        (
            "secret.xml",
            urlset("<url><loc>https://www.po.co/uk/?key=AKIAIOSFODNN7EXAMPLE</loc></url>"),
            "schema/secret",
            "the address looks like an access key",
            3,
            0,
        ),
    ];
    for (name, bytes, rule, message, line, count) in cases {
        let checked = check(&listing(name, &[(name, &bytes)]));
        let is_told = |it: &&Diagnostic| it.code.name == rule && it.message.starts_with(message);
        let found: Vec<&Diagnostic> = checked.report.findings.iter().filter(is_told).collect();
        let [only] = found.as_slice() else { panic!("{name}: {}", short(&checked)) };
        // What is packed and cannot be read has no line of its own: the one that names it is told.
        let path = if name.contains(".gz") { "regions/uk.toml".to_owned() } else { format!("regions/uk/{name}") };
        let place = checked.sources.place(only.span());
        assert_eq!(place.path, path, "{name}");
        assert!(place.line == line || name.contains(".gz"), "{name}: {place}");
        assert!(only.help.is_some(), "{name}");
        assert_eq!(listed(&checked).len(), count, "{name}");
        assert!(!short(&checked).contains("AKIAIOSFODNN7EXAMPLE"), "{name}");
    }
}

#[test]
fn an_index_leads_to_files_beside_it_and_to_no_index() {
    let index = |inside: &str| {
        format!("<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n{inside}\n</sitemapindex>").into_bytes()
    };
    let entry = |it: &str| format!("<sitemap><loc>https://www.po.co/{it}</loc></sitemap>\n");
    let child = urlset("<url><loc>https://www.po.co/uk/a</loc></url>");
    // What stands in a folder above is not asked for, whatever its name.
    let inside = ["a.xml", "..", "x/..%2fuk.toml", "a.xml?again", "i.xml", "deep/b.xml", "", "c.xml"].map(entry).concat();
    let files: [(&str, &[u8]); 3] = [("i.xml", &index(&inside)), ("a.xml", &child), ("b.xml", &child)];
    let checked = check(&listing("i.xml", &files));
    assert_eq!(targets(&checked), ["/uk/a", "/uk/a"]);
    let told: Vec<String> = about(&checked, "regions/uk/i.xml").iter().map(|it| format!("{}: {}", it.code.name, it.message)).collect();
    let wanted = [
        "schema/file-missing: `regions/uk/..` is not there, nor are 3 more",
        "schema/file-missing: `regions/uk/i.xml` is an index in an index",
    ];
    assert_eq!(told, wanted, "{}", short(&checked));
}

#[test]
fn thousands_of_strangers_are_one_finding_a_host() {
    let entries: String = (0..3_000).map(|it| format!("<url><loc>https://other{}.test/{it}</loc></url>\n", it % 2)).collect();
    let checked = check(&listing("s.xml", &[("s.xml", &urlset(&entries))]));
    let told: Vec<&Diagnostic> = about(&checked, "regions/uk/s.xml");
    let messages: Vec<&str> = told.iter().map(|it| it.message.as_str()).collect();
    let wanted = [
        "the URL `https://other0.test/0` is on no site of the workspace, nor are 1499 more of its host",
        "the URL `https://other1.test/1` is on no site of the workspace, nor are 1499 more of its host",
    ];
    assert_eq!(messages, wanted);
    assert!(told.iter().all(|it| it.labels.len() == 5));
}

/// The base with a site whose reserved paths nobody serves once it is dark, and `rows` of an inventory with hits.
fn lost(rows: &str, more: &[(&str, &str)]) -> Memory {
    let uk = "[[sites]]\nid = \"help\"\nurl = \"https://www.po.co/help/\"\nsuccessor = \"https://www.mi.com/uk/support/\"\n\
              upstream = \"http://127.0.0.1:8081\"\nreserved = [\"/status/\"]\n";
    let files = [("regions/uk.toml", uk.to_owned()), ("regions/uk/inventory.csv", format!("url,hits\n{rows}"))];
    let more = more.iter().map(|(path, text)| (*path, (*text).to_owned()));
    lay(base(), Memory(files.into_iter().chain(more).map(|(path, text)| (path.to_owned(), text.into_bytes())).collect()))
}

fn unmapped(checked: &Checked) -> Vec<&Diagnostic> {
    checked.report.findings.iter().filter(|it| it.code.name == "redirect/unmapped-url").collect()
}

#[test]
fn a_thousand_lost_urls_are_one_finding_with_the_busiest_first() {
    let rows: String = (1..=1_000).map(|it| format!("https://www.po.co/help/status/{it},{it}\n")).collect();
    let checked = check(&lost(&(rows + "https://www.po.co/help/faq,499500\n"), &[]));
    let found = unmapped(&checked);
    let [only] = found.as_slice() else { panic!("{}", short(&checked)) };
    let wanted = "`https://www.po.co/help/status/1000` is not found once its site is dark, asked for 1000 times, nor are 999 more \
                  (50 % of the host's hits)";
    assert_eq!(only.message, wanted);
    let shown: Vec<String> = only.labels.iter().map(|it| checked.sources.place(it.span).line.to_string()).collect();
    assert_eq!(shown, ["1001", "1000", "999", "998", "997"]);
    // Nobody lists the successor's pages, so nothing is suggested.
    assert_eq!(only.help.as_deref(), Some("write a rule for it: `to = \"/…\"`, or `answer = \"gone\"`"));
}

#[test]
fn the_page_most_like_a_lost_one_is_suggested_and_nothing_is_applied() {
    let platform = ("cutover.toml", "[platforms.xiaomi]\ninventory = [\"successor.csv\"]\n");
    let pages = ("regions/successor.csv", "url\n/uk/support/orders/track-42\nhttps://www.mi.com/uk/support/orders/track-43\n/uk/tv\n");
    let disk = lost("https://www.po.co/help/status/track-order-43,7\n", &[platform, pages]);
    let checked = check(&disk);
    let found = unmapped(&checked);
    let [only] = found.as_slice() else { panic!("{}", short(&checked)) };
    let wanted = "write a rule for it: `to = \"/…\"`, or `answer = \"gone\"`; the most like it is \
                  `https://www.mi.com/uk/support/orders/track-43`: look at it, and if it is the page, add the row \
                  `/status/track-order-43,/orders/track-43`";
    assert_eq!(only.help.as_deref(), Some(wanted));
    assert!(only.fix.is_empty(), "a guess is never applied");
    // The row does what it says.
    let table = ("regions/uk.toml", "[redirects]\ntables = [\"uk/more.csv\"]\n");
    let row = ("regions/uk/more.csv", "from,to,site\n/status/track-order-43,/orders/track-43,help\n");
    let mended = lay(disk, Memory([table, row].map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec())).into()));
    let checked = check(&mended);
    assert_eq!(unmapped(&checked).len(), 0, "{}", short(&checked));
    let at = "2025-06-01T00:00:00Z".parse().expect("an instant");
    let request = cutover::model::plan::request::Request::of_url("https://www.po.co/help/status/track-order-43").expect("a URL");
    let answer = checked.plan.as_ref().expect("a plan").answer(&request, at).outcome;
    let location = "https://www.mi.com/uk/support/orders/track-43".to_owned();
    assert_eq!(answer, cutover::model::plan::answer::Outcome::Redirect { status: 301, location });
}

#[test]
fn a_platform_is_asked_for_its_own_pages() {
    let platform = ("cutover.toml", "[platforms.xiaomi]\ninventory = [\"successor.xml\"]\n");
    let entry = |it: &str| format!("<url><loc>{it}</loc></url>\n");
    let pages = String::from_utf8(urlset(&(entry("https://www.mi.com/a") + &entry("https://elsewhere.test/b")))).expect("text");
    let checked = check(&lost("", &[platform, ("regions/successor.xml", &pages)]));
    assert_eq!(checked.plan.as_ref().expect("a plan").graph.platforms["xiaomi"].inventory, ["https://www.mi.com/a"]);
    let told = about(&checked, "regions/successor.xml");
    let [only] = told.as_slice() else { panic!("{}", short(&checked)) };
    assert_eq!(only.message, "the URL `https://elsewhere.test/b` is on none of the platform's origins");
}

#[test]
fn the_proof_counts_what_becomes_of_each_url() {
    let rows = "https://www.po.co/help/status/orders,40\nhttps://www.po.co/help/faq,60\n/,5\n";
    let disk = lost(rows, &[("regions/uk/redirects.csv", "from,to\n/old,/new\n")]);
    let checked = cutover::plan_workspace(&disk, cutover::Options::default()).expect("memory can be read");
    let selection = cutover::emit::Selection { only: Some(["proof".to_owned()].into()), ..Default::default() };
    let made = cutover::emit::emit(checked.plan.as_ref().expect("a plan"), &selection).expect("it can be written");
    let proof: Value = serde_json::from_slice(&made.files["proof/inventory.json"]).expect("JSON");
    let list =
        proof["inventories"].as_array().expect("a list").iter().find(|it| it["path"] == "regions/uk/inventory.csv").expect("the UK's");
    let counts = |name: &str| (list["figures"][name]["urls"].as_u64(), list["figures"][name]["hits"].as_u64());
    assert_eq!((counts("listed"), counts("unanswered")), ((Some(3), Some(105)), (Some(1), Some(40))));
    assert_eq!((counts("by-default"), counts("ruled"), counts("served")), ((Some(2), Some(65)), (Some(0), Some(0)), (Some(0), Some(0))));
    let unanswered = &proof["unanswered"];
    assert_eq!(unanswered.as_array().map(Vec::len), Some(1));
    assert_eq!(unanswered[0]["place"], "regions/uk/inventory.csv:2");
    let host = &proof["hosts"].as_array().expect("a list").iter().find(|it| it["host"] == "www.po.co").expect("the host")["figures"];
    let sum: u64 = ["ruled", "by-default", "served", "unanswered"].iter().filter_map(|it| host[it]["urls"].as_u64()).sum();
    assert_eq!(host["listed"]["urls"].as_u64(), Some(sum));
    let schema = cutover::schemas().into_iter().find(|it| it.0 == "inventory-proof.schema.json").expect("a schema").1;
    let schema: Value = serde_json::from_str(&schema).expect("JSON");
    let faults: Vec<String> = jsonschema::validator_for(&schema).expect("a schema").iter_errors(&proof).map(|it| it.to_string()).collect();
    assert_eq!(faults, [""; 0]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn no_sitemap_brings_the_program_down(
        edits in proptest::collection::vec((0_usize..10_000, prop_oneof![
            Just(b"<".to_vec()), Just(b"&".to_vec()), Just(b"</loc>".to_vec()), Just(b"<![CDATA[".to_vec()), Just(b"<!DOCTYPE a [".to_vec()),
            Just("é\u{202E}".as_bytes().to_vec()), Just(b"\xff\x00".to_vec()), Just(b"&#0;&#xFFFFFFFF;&#55296;".to_vec()),
            proptest::collection::vec(any::<u8>(), 1..4),
        ], 0_usize..6), 1..5),
        is_packed in any::<bool>(),
    ) {
        let mut bytes = kept("python/prefixed.xml");
        for (at, text, cut) in edits {
            let at = at % (bytes.len() + 1);
            let end = (at + cut).min(bytes.len());
            bytes.splice(at..end, text);
        }
        let bytes = if is_packed { gz(&bytes) } else { bytes };
        survives(&listing("s.xml", &[("s.xml", &bytes)]));
        // Packed bytes may be broken too.
        let mut packed = gz(&bytes);
        let middle = packed.len() / 2;
        packed[middle] ^= 0x55;
        survives(&listing("s.xml.gz", &[("s.xml.gz", &packed)]));
    }
}
