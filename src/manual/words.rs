//! Types, defaults and examples in the user's words.

use super::language::about;
use super::sample::KeyOf;
use serde_json::Value as Schema;

/// What text stands for, by the key or, where keys of one name differ, by table and key; what is not listed is text.
const WORDS: &[(&str, &[&str])] = &[
    ("source: a path, as `/product/:slug`", &["Rule.from"]),
    ("mail address", &["Contact.mail", "Notices.reply-to", "Controller.contact", "Mail.forward-to"]),
    ("path of a zone file, from `regions/`", &["Domain.zone"]),
    ("name of a zone", &["Certificate.challenge-zone"]),
    ("name of a certificate", &["Host.certificate"]),
    ("name of a platform", &["Program.successor"]),
    ("name of a service, as `platform/service` or `region/service`", &["Service.to"]),
    ("path, or whole `https` URL", &["Rule.to", "Fallback.to"]),
    ("path of a page, from `regions/`", &["Rule.page"]),
    ("path of an SVG file, from `regions/`", &["Brand.logo"]),
    ("id of a site", &["Rule.site"]),
    ("path of a CSV file, from `regions/`", &["tables", "redirects", "alternates"]),
    ("path of a CSV file or a sitemap, from `regions/`", &["inventory"]),
    ("path of a copy of `robots.txt`, from `regions/`", &["Host.robots"]),
    ("path", &["reserved", "Notices.page", "Target.home", "Certificate.chain", "Certificate.key"]),
    ("source, as `from` of a redirect", &["routes"]),
    ("URL", &["url", "successor", "upstream", "reserved-upstream", "landing", "umbrella", "logo-url"]),
    ("scheme and host", &["origins"]),
    ("host name", &["aliases", "hosts"]),
    ("name of a milestone with its region", &["Target.since", "Target.until"]),
    ("name of a milestone", &["since", "until", "ends", "delist", "in-app-notice", "api-until", "next-since"]),
    ("IANA time zone", &["time-zone"]),
    ("name of a region", &["extends"]),
    ("ISO 3166-1 code", &["countries"]),
    ("BCP 47 tag", &["locales"]),
    ("name of a service", &["needs"]),
    ("name of a rule", &["rule"]),
];

/// Values for keys that neither the workspace of this repository nor a rule's example writes.
const EXAMPLES: &[((&str, &str), &str)] = &[
    (("Lint", "severity"), "{ \"date/short-lead\" = \"error\" }"),
    (("Platform", "inventory"), "[\"xiaomi/sitemap.xml\"]"),
    (("Certificate", "challenge-zone"), "\"acme.mi.example\""),
    (("Dns", "ds-ttl"), "\"1 day\""),
    (("Dns", "handover"), "\"double-sign\""),
    (("Domain", "zone"), "\"global/po.co.zone\""),
    (("Record", "ttl"), "\"1 hour\""),
    (("Host", "robots"), "\"global/robots.txt\""),
    (("Redirects", "alternates"), "[\"uk/alternates.csv\"]"),
    (("Host", "owner"), "\"platform-web\""),
    (("Controller", "safeguard"), "\"standard clauses; counsel was asked\""),
    (("Terms", "keep"), "\"points can be spent as before at the support desk\""),
    (("Service", "refund"), "\"to the card that paid, on request\""),
    (("Service", "note"), "\"agreed with the loyalty team\""),
    (("Rate", "because"), "\"a point of the new programme buys twice as much\""),
    (("Reduced", "value"), "\"a coupon of 10 EUR becomes one of 8 EUR\""),
    (("Reduced", "validity"), "\"twelve months instead of twenty-four\""),
    (("Reduced", "minimum-spend"), "\"50 EUR instead of 30 EUR\""),
    (("Reduced", "scope"), "\"accessories only\""),
    (("Brand", "logo-url"), "\"https://www.mi.com/mail/poco.png\""),
    (("Brand", "logo-width"), "120"),
    (("Colours", "background"), "\"#ffffff\""),
    (("Colours", "text"), "\"#1b1d21\""),
    (("Contact", "phone"), "\"+44 20 7946 0000\""),
    (("Contact", "mail"), "\"care@mi.example\""),
    (("Notices", "correction"), "2024-11-21"),
    (("Rule", "page"), "\"uk/recall.html\""),
    (("Rule", "note"), "\"printed on the box\""),
    (("Site", "reserved"), "[\"/apple-app-site-association\", \"/pay/\"]"),
    (("Target", "hosts"), "[\"www.po.co\"]"),
    (("Target", "home"), "\"/etc/nginx\""),
    (("Target", "listen-tls"), "[443]"),
    (("Target", "since"), "\"uk/sunset\""),
    (("Target", "until"), "\"uk/redirects-end\""),
    (("Target", "without"), "[\"headers\"]"),
    (("Certificate", "chain"), "\"/etc/ssl/po-co/fullchain.pem\""),
    (("Certificate", "key"), "\"/etc/ssl/po-co/privkey.pem\""),
    (("Platform", "redirects"), "[\"xiaomi.csv\"]"),
    (("Line", "landing"), "\"https://www.mi.com/uk/poco/f-series/\""),
    (("Line", "not-sold"), "\"the successor sells no tablets\""),
    (("Replacement", "countries"), "[\"GB\", \"FR\"]"),
    (("Replacement", "url"), "\"https://www.mi.com/uk/\""),
];

/// Returns the words that a key can hold and what each means, where that is said.
pub(super) fn meanings(schema: &Schema) -> Vec<(&str, String)> {
    let list = schema.get("items").unwrap_or(schema).get("oneOf").and_then(Schema::as_array);
    list.into_iter().flatten().filter_map(|it| Some((it.get("const")?.as_str()?, about(it)))).collect()
}

/// Returns the type of a value that is no table and no list.
pub(super) fn scalar(of: &KeyOf, schema: &Schema) -> String {
    let text = |it: &Schema| it.as_str().map_or_else(|| it.to_string(), |it| format!("\"{it}\""));
    let quoted = |list: Vec<&Schema>| list.into_iter().map(|it| format!("`{}`", text(it))).collect::<Vec<_>>().join(", ");
    let pattern = schema.get("pattern").and_then(Schema::as_str).unwrap_or_default();
    if let Some(list) = schema.get("enum").and_then(Schema::as_array) {
        return format!("one of {}", quoted(list.iter().collect()));
    }
    if let Some(list) = schema.get("oneOf").and_then(Schema::as_array) {
        let words =
            list.iter().flat_map(|it| it.get("const").into_iter().chain(it.get("enum").and_then(Schema::as_array).into_iter().flatten()));
        return format!("one of {}", quoted(words.collect()));
    }
    if let Some(only) = schema.get("const") {
        return format!("`{}`", text(only));
    }
    match schema.get("type") {
        Some(Schema::Array(_)) => "`\"keep\"`, `\"drop\"`, or a list of the parameters that are kept".to_owned(),
        Some(kind) if kind == "boolean" => "`true` or `false`".to_owned(),
        Some(kind) if kind == "integer" => "whole number".to_owned(),
        _ if schema.get("format").is_some_and(|it| it == "date") => "date, as `2024-12-31`".to_owned(),
        _ if pattern.contains("|forever") => "date, as `2024-12-31`, or `\"forever\"`".to_owned(),
        _ if pattern.contains("[+-] +") => "date, as `2024-12-31`, or one counted from a milestone, as `\"sunset + 90 days\"`".to_owned(),
        _ if pattern.contains("weeks") => "duration, as `\"14 days\"`".to_owned(),
        _ if pattern.contains("[Tt ]") => "date with a time, as `2024-12-31T18:00`, and an offset where one is needed".to_owned(),
        _ => word(of).to_owned(),
    }
}

/// Returns what text under a key stands for.
fn word((table, key): &KeyOf) -> &'static str {
    let whole = format!("{table}.{key}");
    WORDS.iter().find(|it| it.1.contains(&whole.as_str()) || it.1.contains(&key.as_str())).map_or("text", |it| it.0)
}

/// Returns the value that is set for a key that is written nowhere.
pub(super) fn example((table, key): &KeyOf) -> Option<String> {
    EXAMPLES.iter().find(|it| it.0 == (table, key)).map(|it| it.1.to_owned())
}

/// Returns what holds unless a key is written, where its meaning says so.
pub(super) fn default(about: &str) -> Option<&str> {
    let before = &about[..about.find(" unless written")?];
    let start = ["; ", ". "].iter().filter_map(|it| before.rfind(it).map(|at| at + 2)).max().unwrap_or(0);
    Some(before[start..].trim_end_matches(','))
}

/// Returns the default that a meaning names, where it can be written as it stands there.
pub(super) fn literal(about: &str) -> Option<String> {
    let default = default(about)?;
    match default.strip_prefix('"').and_then(|it| it.split_once('"')) {
        Some((text, _)) => Some(format!("\"{text}\"")),
        None => default.parse::<u32>().is_ok().then(|| default.to_owned()),
    }
}
