//! The same configuration, to be asked here: what decides of redirects, and nothing that reaches out of its folder.

use super::Scope;
use super::syntax::Directive;
use std::fmt::Write;

const KEPT: &[&str] = &[
    "redirect",
    "redirectmatch",
    "redirectpermanent",
    "redirecttemp",
    "rewriteengine",
    "rewriterule",
    "rewritecond",
    "rewritebase",
    "rewriteoptions",
    "allowencodedslashes",
    "mergeslashes",
    "serveralias",
];
const TRANSPARENT: &[&str] = &["ifmodule", "ifdefine", "ifversion", "directory", "requireall", "requireany"];
const SECTIONS: &[&str] = &["location", "locationmatch"];

/// Writes a whole configuration that listens on `port`; `home` is the folder that it runs in.
pub fn configuration(directives: &[Directive], scope: Scope, port: u16, home: &str) -> String {
    let mut text = format!(
        "ServerRoot \"{home}\"\nListen 127.0.0.1:{port}\nServerName localhost\nDefaultRuntimeDir .\nPidFile httpd.pid\n\
         ErrorLog error.log\nLogLevel crit\nUser nobody\nGroup \"#65534\"\nKeepAlive On\nMaxKeepAliveRequests 0\n\
         KeepAliveTimeout 60\nLimitRequestFieldSize 16380\nDocumentRoot \"{home}/empty\"\n"
    );
    for (name, file) in
        [("mpm_event", "mpm_event"), ("authz_core", "authz_core"), ("alias", "alias"), ("env", "env"), ("rewrite", "rewrite")]
    {
        let _ = writeln!(text, "LoadModule {name}_module /usr/lib/apache2/modules/mod_{file}.so");
    }
    let _ = writeln!(text, "<Directory \"{home}/empty\">\n  Require all granted\n  Options FollowSymLinks");
    let mut inside = String::new();
    let mut outside = String::new();
    write(directives, port, &mut inside, &mut outside);
    match scope {
        Scope::Folder => text + &inside + "</Directory>\n" + &outside,
        Scope::Server => text + "</Directory>\n" + &inside + &outside,
    }
}

/// Writes what is kept; virtual hosts stand behind all else.
fn write(directives: &[Directive], port: u16, out: &mut String, hosts: &mut String) {
    for it in directives {
        let name = it.name();
        match &it.section {
            Some(inner) if name == "virtualhost" => {
                let named = inner.iter().find(|it| it.name() == "servername").and_then(|it| it.arguments().first());
                let mut text = String::new();
                write(inner, port, &mut text, &mut String::new());
                let named = named.map(|it| it.rsplit("://").next().unwrap_or(it).split(':').next().unwrap_or(it).to_owned());
                let _ = writeln!(
                    hosts,
                    "<VirtualHost *:{port}>\n{}{text}</VirtualHost>",
                    named.map(|it| format!("ServerName {}\n", quoted(&it))).unwrap_or_default()
                );
            }
            Some(inner) if TRANSPARENT.contains(&name.as_str()) => write(inner, port, out, hosts),
            Some(inner) if SECTIONS.contains(&name.as_str()) => {
                let mut text = String::new();
                write(inner, port, &mut text, hosts);
                let words: Vec<String> = it.arguments().iter().map(|it| quoted(it)).collect();
                let _ = writeln!(out, "<{} {}>\n{text}</{}>", it.words[0], words.join(" "), it.words[0]);
            }
            None if KEPT.contains(&name.as_str()) => {
                let words: Vec<String> = it.arguments().iter().map(|it| quoted(&secure(it))).collect();
                let _ = writeln!(out, "{} {}", it.words[0], words.join(" "));
            }
            // A map of the server's own functions runs nothing else.
            None if name == "rewritemap" && it.arguments().get(1).is_some_and(|it| it.starts_with("int:")) => {
                let words: Vec<String> = it.arguments().iter().map(|it| quoted(it)).collect();
                let _ = writeln!(out, "{} {}", it.words[0], words.join(" "));
            }
            _ => {}
        }
    }
}

/// Has a rule believe that requests come over https, as visitors do, whatever they come by here.
fn secure(word: &str) -> String {
    let known = [("%{HTTPS}", "on"), ("%{SERVER_PORT}", "443"), ("%{REQUEST_SCHEME}", "https"), ("%{HTTP:X-Forwarded-Proto}", "https")];
    known.iter().fold(word.to_owned(), |word, (name, value)| word.replace(name, value))
}

/// Returns a word as Apache reads it back.
fn quoted(word: &str) -> String {
    let mut out = String::from("\"");
    let mut rest = word.chars().peekable();
    while let Some(it) = rest.next() {
        match it {
            '"' => out.push_str("\\\""),
            '\\' if matches!(rest.peek(), None | Some('\\' | '"')) => out.push_str("\\\\"),
            // Only what is written here ends a line.
            it if it.is_control() => out.push(' '),
            it => out.push(it),
        }
    }
    out.push('"');
    out
}
