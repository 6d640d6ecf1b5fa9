//! nginx: `return`, `rewrite` and `map` in the order in which nginx asks them.

pub mod served;
mod server;
pub mod syntax;
mod values;

use super::Reader;
use super::steps::{self, Read, Step};
use syntax::Directive;
use values::{Map, Maps};

/// As `--from` names it.
pub const READER: Reader = Reader { name: "nginx", files: &["nginx.conf"], read: |bytes| read(bytes, &[], None).map(|it| it.import) };

/// A file that `include` names.
pub struct File<'f> {
    pub path: &'f str,
    pub bytes: &'f [u8],
}

/// So many directives are read at most, those of included files with them.
const MOST: usize = 2_000_000;

/// Reads a configuration, or a part of one; `files` are those that it includes, `site` the host where it names none.
pub fn read(bytes: &[u8], files: &[File<'_>], site: Option<&str>) -> Result<Read, String> {
    let steps = asked(&parsed(bytes, files)?);
    Ok(steps::read(&steps, site))
}

/// Returns the directives of a file, those that it includes in their places.
pub fn parsed(bytes: &[u8], files: &[File<'_>]) -> Result<Vec<Directive>, String> {
    let directives = syntax::parse(&String::from_utf8_lossy(bytes))?;
    let mut count = 0;
    include(directives, files, &mut Vec::new(), &mut count)
}

fn include(directives: Vec<Directive>, files: &[File<'_>], within: &mut Vec<String>, count: &mut usize) -> Result<Vec<Directive>, String> {
    let mut found = Vec::with_capacity(directives.len());
    for mut it in directives {
        *count += 1;
        if *count > MOST {
            return Err(format!("it holds more than {MOST} directives"));
        }
        if it.name() == "include"
            && let Some(wanted) = it.arguments().first()
        {
            let mut has_any = false;
            for file in files.iter().filter(|file| is_named(wanted, file.path)) {
                has_any = true;
                if within.iter().any(|it| it == file.path) {
                    continue;
                }
                within.push(file.path.to_owned());
                let inner = syntax::parse(&String::from_utf8_lossy(file.bytes)).map_err(|err| format!("{}: {err}", file.path))?;
                let mut inner = include(inner, files, within, count)?;
                // A place in another file is that of its `include`.
                inner.iter_mut().for_each(|inner| at_line(inner, it.line));
                found.extend(inner);
                within.pop();
            }
            if has_any {
                continue;
            }
        }
        if let Some(block) = it.block.take() {
            it.block = Some(include(block, files, within, count)?);
        }
        found.push(it);
    }
    Ok(found)
}

fn at_line(directive: &mut Directive, line: usize) {
    directive.line = line;
    directive.block.iter_mut().flatten().for_each(|it| at_line(it, line));
}

/// Tells whether the words of an `include` mean a file that was handed in.
fn is_named(wanted: &str, path: &str) -> bool {
    let file = |it: &str| it.rsplit('/').next().unwrap_or(it).to_owned();
    match wanted.split_once('*') {
        Some((before, after)) => {
            let name = file(path);
            name.starts_with(&file(before)) && name.ends_with(after)
        }
        None => path.ends_with(wanted) || wanted.ends_with(path) || file(wanted) == file(path),
    }
}

/// Returns all steps: those of each server, in nginx's order.
fn asked(directives: &[Directive]) -> Vec<Step> {
    let mut maps = Maps::new();
    let mut servers: Vec<&Directive> = Vec::new();
    let mut loose: Vec<Directive> = Vec::new();
    gather(directives, &mut maps, &mut servers, &mut loose);
    let mut steps = Vec::new();
    for it in &servers {
        server::read(it.inner(), &maps, &mut steps);
    }
    if !loose.is_empty() {
        server::read(&loose, &maps, &mut steps);
    }
    steps
}

/// Finds the servers and maps; what stands outside any server is a part of one.
fn gather<'d>(directives: &'d [Directive], maps: &mut Maps, servers: &mut Vec<&'d Directive>, loose: &mut Vec<Directive>) {
    for it in directives {
        match (it.name(), &it.block) {
            ("http", Some(block)) => gather(block, maps, servers, loose),
            ("server", Some(_)) => servers.push(it),
            ("map", Some(_)) => {
                if let [from, to] = it.arguments() {
                    maps.insert(to.trim_start_matches('$').to_owned(), Map::new(from, it));
                }
            }
            ("events" | "types" | "upstream" | "stream" | "geo" | "split_clients" | "mail", Some(_)) => {}
            _ => loose.push(it.clone()),
        }
    }
}
