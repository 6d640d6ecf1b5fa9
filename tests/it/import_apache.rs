//! Apache's configurations, read: what is carried, in which order, and what is left and why.

use crate::import_nginx::told;
use crate::python_docs;
use cutover::import::apache::{self, Scope};
use proptest::prelude::*;
use std::collections::BTreeSet;

fn server(text: &str) -> String {
    told(&apache::read(text.as_bytes(), Scope::Server, Some("a.example")).expect("a configuration").import)
}

fn folder(text: &str) -> String {
    told(&apache::read(text.as_bytes(), Scope::Folder, Some("a.example")).expect("a configuration").import)
}

#[test]
fn forms_that_people_write_are_carried() {
    for (text, wanted) in [
        ("Redirect /a /b", "1 /a => 302 https://a.example/b keep\n1 /a/* => 302 https://a.example/b/* keep\n"),
        ("Redirect permanent /a https://x.example/b", "1 /a => 301 https://x.example/b keep\n1 /a/* => 301 https://x.example/b/* keep\n"),
        ("RedirectPermanent /a/ https://x.example/b/", "1 /a/* => 301 https://x.example/b/* keep\n"),
        ("Redirect gone /a", "1 /a/* => gone\n1 /a => gone\n"),
        (
            "RedirectMatch 301 \"^/(a|b)/?$\" https://x.example/$1",
            "1 /a/ => 301 https://x.example/a keep\n1 /a => 301 https://x.example/a keep\n1 /b/ => 301 https://x.example/b keep\n1 /b => 301 https://x.example/b keep\n",
        ),
        ("RewriteRule ^/a/([^/]+)$ https://x.example/b/$1 [R=301,L]", "1 /a/:s1 => 301 https://x.example/b/:s1 keep\n"),
        ("RewriteRule ^/a$ /b? [R,L]", "1 /a => 302 https://a.example/b drop\n"),
        ("RewriteRule ^/a$ /b#c [R=301,NE,QSD]", "1 /a => 301 https://a.example/b#c drop\n"),
        ("RewriteRule ^/a$ /b?c=1 [R=308]", "1 /a => 308 https://a.example/b?c=1 drop\n"),
        ("RewriteRule ^/a$ - [G]", "1 /a => gone\n"),
        ("RewriteRule ^/a$ https://x.example%{REQUEST_URI}?%{QUERY_STRING} [R=301]", "1 /a => 301 https://x.example/a keep\n"),
        (
            "RewriteCond %{HTTP_HOST} ^(www\\.)?old\\.example$ [NC]\nRewriteRule ^/a$ https://x.example/b [R=301]",
            "2 www.old.example: /a => 301 https://x.example/b keep\n2 old.example: /a => 301 https://x.example/b keep\n",
        ),
        (
            "<VirtualHost *:443>\nServerName b.example\nRedirect 301 /a$ /b\n</VirtualHost>",
            "3 b.example: /a$ => 301 https://b.example/b keep\n3 b.example: /a$/* => 301 https://b.example/b/* keep\n",
        ),
        ("<IfModule mod_rewrite.c>\nRewriteRule ^/a$ \\\n  /b [R=301]\n</IfModule>", "2 /a => 301 https://a.example/b keep\n"),
    ] {
        let sorted = |it: &str| it.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        assert_eq!(sorted(&server(text)), sorted(wanted), "{text}");
    }
}

#[test]
fn a_folder_has_no_slash_in_front() {
    assert_eq!(folder("RewriteRule ^a/(.*)$ /b/$1 [R=301,L]"), "1 /a/* => 301 https://a.example/b/* keep\n");
    assert_eq!(folder("RewriteBase /shop/\nRewriteRule ^a$ b [R=301,L]"), "2 /shop/a => 301 https://a.example/shop/b keep\n");
    assert_eq!(folder("RewriteRule ^/a$ /b [R=301]"), "1 left: it takes no path\n");
    // `mod_alias` is asked though the path was replaced within the server.
    let text = "RewriteRule . /index.php [L]\nRedirect 301 /a/ /b/";
    assert_eq!(folder(text), "2 /a/* => 301 https://a.example/b/* keep\n1 left: it goes on with another path within the server\n");
    assert_eq!(
        server(text),
        "1 left: it goes on with another path within the server\n2 left: never reached there either: line 1 comes first\n"
    );
}

#[test]
fn what_cannot_be_said_is_left_with_its_reason() {
    for (text, line, why) in [
        (
            "RewriteMap l int:tolower\nRewriteRule ^/a/(.*)$ https://x.example/${l:$1} [R=301]",
            2,
            "it looks its destination up in a `RewriteMap`",
        ),
        ("RewriteRule ^/a$ /b#c [R=301,NE]", 1, "it keeps the query behind a destination with a query or fragment of its own"),
        ("RewriteRule ^/a$ /b?c=1 [R=301,QSA]", 1, "it keeps the query behind a destination with a query or fragment of its own"),
        ("RewriteRule ^/a$ - [F]", 1, "no redirect: it answers 403"),
        ("RewriteEngine Off\nRewriteRule ^/a$ /b [R=301]", 2, "`RewriteEngine` is off"),
        ("RewriteRule !^/a$ /b [R=301]", 1, "it takes what its expression does not"),
        ("RewriteCond %{HTTPS} off\nRewriteRule ^/(.*)$ https://%{HTTP_HOST}/$1 [R=301]", 2, cutover::import::steps::HOP),
        (
            "RewriteCond %{HTTP_HOST} !^a\\.example$\nRewriteRule ^/(.*)$ https://a.example/$1 [R=301]",
            2,
            "it is asked under other names alone: write them as `aliases`",
        ),
        ("RewriteCond %{HTTP_USER_AGENT} bot\nRewriteRule ^/a$ /b [R=301]", 2, "it is asked under a condition on `%{HTTP_USER_AGENT}`"),
        (
            "RewriteCond %{QUERY_STRING} ^id=1$\nRewriteRule ^/a$ /b? [R=301]",
            2,
            "it asks that the query is `id=1` alone, and a condition lets others stand beside it",
        ),
        ("Redirect seeother /a /b", 1, "it answers 303, and a redirect is 301, 302, 307 or 308"),
        ("Redirect 301", 1, "its words are not those of a redirect"),
        ("Redirect 301 / https://x.example/", 1, "what visitors write would stand right behind the host; say it as the site's `default`"),
    ] {
        assert_eq!(server(text), format!("{line} left: {why}\n"), "{text}");
    }
}

#[test]
fn the_order_of_apache_decides() {
    // `mod_rewrite` comes before `mod_alias`, and in each the first that fits.
    let text = "Redirect 301 /a https://x.example/alias\nRewriteRule ^/a$ https://x.example/rewrite [R=301,L]\nRedirect 301 /a/b https://x.example/late\n";
    let wanted = "\
2 /a => 301 https://x.example/rewrite keep
1 /a/* => 301 https://x.example/alias/* keep
1 left: carried in part: never reached there either: line 2 comes first
3 left: never reached there either: line 1 comes first
";
    assert_eq!(server(text), wanted);
    // A broad rule in front of a narrow one keeps its paths.
    let text = "RewriteRule ^/([^/]+)/b$ https://x.example/broad [R=301]\nRedirect 301 /a https://x.example/narrow\n";
    let wanted = "\
1 /:s1/b => 301 https://x.example/broad keep
2 /a => 301 https://x.example/narrow keep
2 left: carried in part: line 1 comes first for a part of it, and here the more specific source would
";
    assert_eq!(server(text), wanted);
}

#[test]
fn every_directive_of_python_docs_is_carried_or_left() {
    let (text, count) = python_docs::apache();
    let import = apache::read(text.as_bytes(), Scope::Server, Some(python_docs::OLD_HOST)).expect("a configuration").import;
    let carried: BTreeSet<usize> = import.carried.iter().map(|it| it.line).collect();
    let left: BTreeSet<usize> = import.left.iter().map(|it| it.line).collect();
    assert_eq!(carried.union(&left).copied().collect::<Vec<_>>(), (3..3 + count).collect::<Vec<_>>());
    let in_part = carried.intersection(&left).count();
    let counts = (count, carried.len() - in_part, in_part, left.len() - in_part, import.carried.len(), import.read());
    // 460 directives: read = whole + in part + left.
    assert_eq!(counts, (460, 74, 142, 244, 352, 738));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300), is_folder: bool) {
        let scope = if is_folder { Scope::Folder } else { Scope::Server };
        if let Ok(read) = apache::read(&bytes, scope, Some("a.example")) {
            prop_assert_eq!(read.import.read(), read.import.carried.len() + read.import.left.len());
        }
    }

    #[test]
    fn each_line_of_any_rules_is_carried_or_left(lines in proptest::collection::vec(line(), 1..12), is_folder: bool) {
        let text: String = lines.iter().map(|it| format!("{it}\n")).collect();
        let scope = if is_folder { Scope::Folder } else { Scope::Server };
        let import = apache::read(text.as_bytes(), scope, Some("a.example")).expect("well-formed lines").import;
        let told: BTreeSet<usize> = import.carried.iter().map(|it| it.line).chain(import.left.iter().map(|it| it.line)).collect();
        prop_assert_eq!(told.into_iter().collect::<Vec<_>>(), (1..=lines.len()).collect::<Vec<_>>());
    }
}

/// Returns a directive as somebody may write it.
fn line() -> impl Strategy<Value = String> {
    let path = "(/[a-c]{1,2}){1,3}/?";
    let regex = r"\^?(/?[a-c]|/\(a\|b\)|/\(\[\^/\]\+\)|/\(\.\*\)|\.html|\||\(\?!a\)){1,4}\$?";
    let to = "(https://x\\.example|)(/[a-c%?#]{1,2}){1,2}(/\\$1)?";
    prop_oneof![
        (path, to).prop_map(|(path, to)| format!("Redirect 301 {path} {to}")),
        (regex, to).prop_map(|(regex, to)| format!("RedirectMatch {regex} {to}")),
        (regex, to, "(R|R=301|L|NE|QSA|G|NC|R=303)(,(L|NE|QSD|F))?")
            .prop_map(|(regex, to, flags)| format!("RewriteRule {regex} {to} [{flags}]")),
    ]
}
