//! Tells what looks like a secret: it never stands in a file that many people read.

/// Names behind whose `=` a password stands.
const PASSWORDS: &[&str] =
    &["password", "passwd", "pwd", "passphrase", "secret", "client_secret", "client-secret", "api_key", "api-key", "apikey", "private_key"];
/// Names behind whose `=` a long token may stand.
const TOKENS: &[&str] = &["token", "access_token", "auth_token", "refresh_token", "id_token", "x-amz-signature"];

/// Returns what `text`, the value of `key`, looks like, if that is a secret.
pub fn kind(key: &str, text: &str) -> Option<&'static str> {
    // Tables have millions of cells: one pass, and a closer look only where a secret can begin.
    let found = text.bytes().enumerate().find_map(|(at, byte)| match byte {
        b'-' | b'A' | b'e' | b'g' | b'r' | b's' | b'x' => prefixed(text, at),
        b'@' => userinfo(text.get(..at)?),
        b'=' => assigned(text.get(..at)?, text.get(at + 1..)?),
        _ => None,
    });
    let is_named = || is_one_of(key, PASSWORDS) || is_one_of(key, TOKENS);
    found.or_else(|| (text.len() >= 8 && is_mixed(text) && !text.contains([' ', '/']) && is_named()).then_some("a password"))
}

/// Beginnings of keys that their issuers have marked, how many characters follow at least, and what they are.
const MARKED: &[(&str, usize, &str)] = &[
    ("AKIA", 16, "an access key"),
    ("ASIA", 16, "an access key"),
    ("AIza", 35, "an access key"),
    ("ghp_", 36, "an access token"),
    ("gho_", 36, "an access token"),
    ("ghs_", 36, "an access token"),
    ("ghu_", 36, "an access token"),
    ("ghr_", 36, "an access token"),
    ("github_pat_", 22, "an access token"),
    ("glpat-", 20, "an access token"),
    ("xoxa-", 20, "an access token"),
    ("xoxb-", 20, "an access token"),
    ("xoxp-", 20, "an access token"),
    ("xoxr-", 20, "an access token"),
    ("xoxs-", 20, "an access token"),
    ("rk_live_", 16, "an access key"),
    ("sk_live_", 16, "an access key"),
];

fn prefixed(text: &str, at: usize) -> Option<&'static str> {
    let rest = text.get(at..)?;
    if at > 0 && text.as_bytes()[at - 1].is_ascii_alphanumeric() {
        return None;
    }
    if rest.starts_with("-----BEGIN") {
        return rest.contains("PRIVATE KEY").then_some("a private key");
    }
    if rest.starts_with("eyJ") {
        let mut parts = rest.split('.');
        let is_long = |it: Option<&str>| it.is_some_and(|it| run(it) >= 10);
        let is_token = is_long(parts.next()) && parts.clone().next().is_some_and(|it| it.starts_with("eyJ"));
        return (is_token && is_long(parts.next()) && is_long(parts.next())).then_some("a signed token");
    }
    let marked = MARKED.iter().find(|(mark, _, _)| rest.starts_with(mark))?;
    let tail = &rest[marked.0.len()..];
    (run(tail) >= marked.1 && tail.bytes().take(run(tail)).any(|it| it.is_ascii_digit())).then_some(marked.2)
}

/// Returns how many characters of a key `text` begins with.
fn run(text: &str) -> usize {
    text.bytes().take_while(|it| it.is_ascii_alphanumeric() || matches!(it, b'-' | b'_')).count()
}

/// Looks for `user:password` between a scheme and an `@`.
fn userinfo(before: &str) -> Option<&'static str> {
    let (_, userinfo) = before.rsplit_once("://")?;
    let (user, password) = userinfo.split_once(':')?;
    let is_plain = |it: &str| !it.contains(['/', '?', '#', ' ', '@']);
    (!password.is_empty() && is_plain(user) && is_plain(password)).then_some("a password in a URL")
}

/// Looks at `name=value`.
fn assigned(before: &str, after: &str) -> Option<&'static str> {
    let start = before.rfind(|it: char| !it.is_ascii_alphanumeric() && it != '_' && it != '-').map_or(0, |it| it + 1);
    // A character of several bytes may stand in front of the name.
    let name = before.get(start..).unwrap_or_default();
    let value = after.split(['&', ';', ',', '#', '"', '\'', ' ']).next().unwrap_or_default();
    if is_one_of(name, PASSWORDS) && value.len() >= 6 && is_mixed(value) {
        return Some("a password");
    }
    (is_one_of(name, TOKENS) && value.len() >= 20 && run(value) == value.len() && is_mixed(value)).then_some("a token")
}

fn is_one_of(name: &str, names: &[&str]) -> bool {
    names.iter().any(|it| it.eq_ignore_ascii_case(name))
}

/// Tells whether letters and digits stand together: a word of a language has none, a placeholder neither.
fn is_mixed(text: &str) -> bool {
    text.bytes().any(|it| it.is_ascii_digit())
        && text.bytes().any(|it| it.is_ascii_alphabetic())
        && !text.starts_with([':', '*', '<', '$', '{'])
}

#[cfg(test)]
mod tests {
    use super::kind;

    // Put together here, so that no file holds what looks like one.
    fn long(mark: &str) -> String {
        format!("{mark}{}", "a1B2c3D4e5".repeat(5))
    }

    #[test]
    fn what_looks_like_a_secret_is_one() {
        for text in [
            "-----BEGIN RSA PRIVATE KEY-----".to_owned(),
            format!("AKIA{}", "Q2W3E4R5T6Y7U8I9"),
            long("ghp_"),
            long("token xoxb-"),
            long("sk_live_"),
            format!("{}.{}.{}", long("eyJ"), long("eyJ"), long("x")),
            "https://shop:s3cret@db.example/".to_owned(),
            "postgres://shop:secret@db.example/".to_owned(),
            "/in?password=hunter22".to_owned(),
            long("/reset?token="),
        ] {
            assert!(kind("note", &text).is_some(), "{text}");
        }
        assert!(kind("api-key", "5f2b1c9d8e7a").is_some());
    }

    #[test]
    fn what_only_resembles_one_is_none() {
        for text in [
            "https://www.po.co/uk/product/poco-x6-pro-5g-12gb-512gb",
            "/blob/0b653cdea025de9446cab1f37a8a94c3e2b1d0f4",
            "POCO <notice@po.co>",
            "https://www.po.co/@team",
            "https://user@host.example/",
            "https://www.po.co:8443/a:b/@c",
            "/login?password=forgotten",
            "/reset?token=:token",
            "/reset?password=:password1",
            "/search?key=a1b2c3",
            "eyJust a word. eyJ. eyJ",
            "asks_live_agent",
            "AKIA",
            "é=1",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert_eq!(kind("note", text), None, "{text}");
        }
        assert_eq!(kind("key", "verified e-mail address"), None);
        assert_eq!(kind("api-key", "not published yet 1"), None);
    }
}
