//! The same configuration, to be asked here: what decides of redirects, and nothing that reaches out of its folder.

use super::syntax::Directive;
use std::fmt::Write;

/// What is kept of a server, and of its blocks.
const KEPT: &[&str] = &["return", "rewrite", "set", "break", "server_name", "merge_slashes", "internal", "server_name_in_redirect"];
const BLOCKS: &[&str] = &["location", "if"];

/// Writes a whole configuration that listens on `port`; names that nobody has are asked of its first server.
pub fn configuration(directives: &[Directive], port: u16) -> String {
    let mut maps = String::new();
    let mut servers: Vec<(bool, Vec<String>, String)> = Vec::new();
    let mut loose: Vec<&Directive> = Vec::new();
    gather(directives, port, &mut maps, &mut servers, &mut loose);
    if !loose.is_empty() {
        let mut text = String::new();
        loose.iter().for_each(|it| write(it, 2, &mut text));
        servers.push((true, Vec::new(), server(port, &text)));
    }
    // Of two servers of one name the one with TLS is asked: visitors come over https.
    let secure: Vec<String> = servers.iter().filter(|it| it.0).flat_map(|it| it.1.clone()).collect();
    let mut text = format!(
        "worker_processes 1;\npid nginx.pid;\nerror_log stderr crit;\nevents {{ worker_connections 512; }}\nhttp {{\n  access_log off;\n  \
         port_in_redirect off;\n  map_hash_max_size 262144;\n  map_hash_bucket_size 4096;\n  server_names_hash_bucket_size 512;\n  \
         keepalive_requests 1000000;\n  root empty;\n  client_body_temp_path body;\n  proxy_temp_path proxy;\n  \
         fastcgi_temp_path fastcgi;\n  uwsgi_temp_path uwsgi;\n  scgi_temp_path scgi;\n  map $host $cutover_scheme {{ default https; }}\n{maps}"
    );
    for (is_secure, names, server) in &servers {
        if *is_secure || !names.iter().any(|it| secure.contains(it)) {
            text.push_str(server);
        }
    }
    text + "}\n"
}

fn server(port: u16, inner: &str) -> String {
    format!("  server {{\n    listen 127.0.0.1:{port};\n{inner}  }}\n")
}

fn gather<'d>(
    directives: &'d [Directive],
    port: u16,
    maps: &mut String,
    servers: &mut Vec<(bool, Vec<String>, String)>,
    loose: &mut Vec<&'d Directive>,
) {
    for it in directives {
        match (it.name(), &it.block) {
            ("http", Some(block)) => gather(block, port, maps, servers, loose),
            ("server", Some(block)) => {
                let mut text = String::new();
                block.iter().for_each(|it| write(it, 2, &mut text));
                let named = block.iter().filter(|it| it.name() == "server_name");
                let names: Vec<String> = named.flat_map(|it| it.arguments().to_vec()).collect();
                let listens = || block.iter().filter(|it| it.name() == "listen");
                let is_secure = |it: &Directive| it.arguments().iter().any(|it| it == "ssl" || it.ends_with("443"));
                servers.push((listens().next().is_none() || listens().any(is_secure), names, server(port, &text)));
            }
            ("map", Some(block)) => {
                let _ = writeln!(maps, "  {} {{", words(&it.words));
                for it in block.iter().filter(|it| it.name() != "include") {
                    let _ = writeln!(maps, "    {};", words(&it.words));
                }
                maps.push_str("  }\n");
            }
            _ => loose.push(it),
        }
    }
}

fn write(it: &Directive, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match &it.block {
        Some(block) if BLOCKS.contains(&it.name()) => {
            let head = if it.name() == "if" { condition(&it.words) } else { words(&it.words) };
            let _ = writeln!(out, "{indent}{head} {{");
            block.iter().for_each(|it| write(it, depth + 1, out));
            let _ = writeln!(out, "{indent}}}");
        }
        None if KEPT.contains(&it.name()) => {
            let _ = writeln!(out, "{indent}{};", words(&it.words));
        }
        _ => {}
    }
}

/// Returns words as nginx reads them back; requests come over https, whatever they come by here.
fn words(words: &[String]) -> String {
    words.iter().map(|it| quoted(it)).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    let word = word.replace("$scheme", "$cutover_scheme").replace("${scheme}", "${cutover_scheme}");
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "$/._-:=~^*".contains(it);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word;
    }
    let mut out = String::from("\"");
    let mut rest = word.chars().peekable();
    while let Some(it) = rest.next() {
        match it {
            '"' => out.push_str("\\\""),
            // A backslash that nginx would take away is doubled.
            '\\' if matches!(rest.peek(), None | Some('"' | '\'' | '\\' | 't' | 'r' | 'n')) => out.push_str("\\\\"),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}

/// The words of an `if` stand in parentheses that are no part of them.
fn condition(all: &[String]) -> String {
    let joined = all[1..].join(" ");
    let inside = joined.trim().strip_prefix('(').and_then(|it| it.strip_suffix(')')).unwrap_or(&joined).trim();
    let parts: Vec<&str> = inside.splitn(3, ' ').collect();
    let parts = if parts.len() == 2 { [&parts[..], &[""]].concat() } else { parts };
    let words: Vec<String> = parts.iter().map(|it| if it.is_empty() { "\"\"".to_owned() } else { quoted(it) }).collect();
    format!("if ({})", words.join(" "))
}
