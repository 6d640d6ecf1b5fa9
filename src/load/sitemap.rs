//! Reads sitemaps (sitemaps.org 0.9) as inventories: plain, packed with gzip, and indexes of others that lie beside them.
//!
//! No entity of a sitemap's own is expanded and no more is unpacked than the protocol allows, so a small file stays small.

use super::{Disk, REGIONS};
use crate::diag::rules::schema::{file_missing, secret, syntax, wrong_type};
use crate::diag::{Code, Diagnostic, Report, plural, printable, steers};
use crate::model::spec::{InventoryRow, Spec};
use crate::source::{FileId, Located, Sources, Span};
use flate2::read::MultiGzDecoder;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};

/// The most bytes that a sitemap may have once it is unpacked, by its protocol.
const MOST: u64 = 50 << 20;
/// The most bytes that an index and all beside it may have once they are unpacked.
const MOST_TOGETHER: u64 = 1 << 30;
/// How many places of one kind of fault are shown.
const SHOWN: usize = 5;

/// Tells whether a file of that name is read as a sitemap.
pub fn is_one(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    name.ends_with(".xml") || name.ends_with(".gz")
}

/// Reads the sitemap `name`, or all that the index `name` lists.
pub fn inventory(disk: &dyn Disk, name: &Located<String>, spec: &mut Spec, sources: &mut Sources, report: &mut Report) -> io::Result<()> {
    if spec.inventories.contains_key(&name.value) {
        return Ok(());
    }
    let Some(bytes) = super::attached_bytes(disk, name, report)? else { return Ok(()) };
    let mut reading = Reading { sources, report, left: MOST_TOGETHER, damaged: Vec::new() };
    let mut urls = Vec::new();
    if let Some(sitemap) = reading.sitemap(name, bytes) {
        match sitemap.is_index {
            true => reading.children(disk, name, &sitemap.locations, &mut urls)?,
            false => urls = sitemap.locations,
        }
    }
    spec.damaged.append(&mut reading.damaged);
    let rows = urls.into_iter().map(|url| InventoryRow { url, methods: Vec::new(), hits: None, kind: None, valid_for: None });
    spec.inventories.insert(name.value.clone(), rows.collect());
    Ok(())
}

/// One file, as far as it could be read.
#[derive(Default)]
struct Sitemap {
    is_index: bool,
    locations: Vec<Located<String>>,
}

/// What is wrong with an entry.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    NoLocation,
    TwoLocations,
    Stray,
    Entity,
    Control,
    Secret(&'static str),
}

impl Fault {
    fn code(self) -> &'static Code {
        match self {
            Fault::Secret(_) => &secret::CODE,
            _ => &wrong_type::CODE,
        }
    }

    /// Returns the message, the label and the help.
    fn words(self) -> (String, &'static str, &'static str) {
        match self {
            Fault::NoLocation => ("the entry has no address".to_owned(), "has no `<loc>`", "write `<loc>https://…</loc>` into it"),
            Fault::TwoLocations => ("the entry has two addresses".to_owned(), "a second `<loc>`", "give each address an entry of its own"),
            Fault::Stray => {
                ("the element is none that stands there".to_owned(), "not known here", "write `<url>`, or `<sitemap>` in an index")
            }
            Fault::Entity => {
                ("the reference is none that a sitemap may have".to_owned(), "not known", "write the character itself, or `&amp;`")
            }
            Fault::Control => ("the address holds a control character".to_owned(), "not visible", "write the address without it"),
            Fault::Secret(what) => (format!("the address looks like {what}"), "a secret", super::toml::SECRET),
        }
    }
}

struct Reading<'a> {
    sources: &'a mut Sources,
    report: &'a mut Report,
    /// How many bytes may still be unpacked.
    left: u64,
    damaged: Vec<Span>,
}

impl Reading<'_> {
    /// Reads the sitemaps that an index lists, each from the file of its name in the index's folder.
    fn children(
        &mut self,
        disk: &dyn Disk,
        index: &Located<String>,
        listed: &[Located<String>],
        urls: &mut Vec<Located<String>>,
    ) -> io::Result<()> {
        let folder = index.value.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let (mut seen, mut absent, mut nested) = (BTreeSet::new(), Vec::new(), Vec::new());
        for location in listed {
            let path = location.value.split(['?', '#']).next().unwrap_or_default();
            let file = path.rsplit('/').next().unwrap_or_default();
            let name = Located::new(format!("{folder}{file}"), location.span);
            if !seen.insert(name.value.clone()) {
                continue;
            }
            let is_name = !file.is_empty() && !matches!(file, "." | "..") && !file.contains(['\\', '\0']);
            let bytes = if is_name { disk.read(&format!("{REGIONS}/{}", name.value))? } else { None };
            match bytes {
                Some(bytes) => match self.sitemap(&name, bytes) {
                    Some(sitemap) if sitemap.is_index => nested.push(name),
                    Some(sitemap) => urls.extend(sitemap.locations),
                    None => {}
                },
                None => absent.push(name),
            }
        }
        let tell = |all: &[Located<String>], what: &str, more: &str, label: &str, help: String| {
            let (first, rest) = all.split_first()?;
            let more = if rest.is_empty() { String::new() } else { format!(", {more} {} more", rest.len()) };
            let finding = Diagnostic::new(&file_missing::CODE, first.span, label, format!("`{REGIONS}/{}` {what}{more}", first.value));
            Some(rest.iter().take(SHOWN - 1).fold(finding, |it, one| it.label(one.span, label)).help(help))
        };
        let help = format!("put the file into `{REGIONS}/{folder}`, beside the index, or take it out of the index");
        self.report.findings.extend(tell(&absent, "is not there", "nor are", "lists it", help));
        let help = "name it under `inventory` itself: an index lists sitemaps alone".to_owned();
        self.report.findings.extend(tell(&nested, "is an index in an index", "as are", "lists it", help));
        Ok(())
    }

    /// Unpacks a file if it is packed, keeps its text and reads it; `None` where nothing of it can be read.
    fn sitemap(&mut self, name: &Located<String>, bytes: Vec<u8>) -> Option<Sitemap> {
        let path = format!("{REGIONS}/{}", name.value);
        let known = self.sources.find_file(&path);
        let file = match known {
            Some(file) => file,
            None => {
                let bytes = if bytes.starts_with(&[0x1f, 0x8b]) { self.unpacked(name, &bytes)? } else { bytes };
                super::text(&path, bytes, self.sources, self.report)?
            }
        };
        let mut parser = Parser::new(&self.sources.file(file).text, file);
        let broken = parser.run().err().map(|it| *it);
        let Parser { sitemap, faults, .. } = parser;
        let secrets = faults.iter().filter(|it| matches!(it.0, Fault::Secret(_))).flat_map(|it| it.1.clone());
        let secrets: Vec<Span> = secrets.collect();
        // A file that two name is told of once.
        if known.is_none() {
            self.damaged.extend(faults.values().flatten().chain(broken.as_ref().map(|it| &it.labels[0].span)));
            self.report.findings.extend(broken);
            self.report.findings.extend(faults.into_iter().filter_map(|(fault, places)| told(fault, &places)));
        }
        secrets.into_iter().for_each(|it| self.sources.cover(it));
        Some(sitemap)
    }

    fn unpacked(&mut self, name: &Located<String>, bytes: &[u8]) -> Option<Vec<u8>> {
        let most = MOST.min(self.left);
        let mut text = Vec::new();
        let read = MultiGzDecoder::new(bytes).take(most + 1).read_to_end(&mut text);
        let path = format!("{REGIONS}/{}", name.value);
        let (message, help) = match read {
            Err(err) => {
                let why = printable(&err.to_string());
                (format!("`{path}` cannot be unpacked: {why}"), "fetch it again: it is cut short, or was changed on its way")
            }
            Ok(_) if text.len() as u64 > most && most < MOST => {
                let together = MOST_TOGETHER >> 20;
                (format!("`{path}` and those before it unpack to more than {together} MiB"), "name fewer of them in one index")
            }
            Ok(_) if text.len() as u64 > most => {
                let message = format!("`{path}` unpacks to more than {} MiB, the most that a sitemap may have", MOST >> 20);
                (message, "split it, or write what it lists into a CSV file")
            }
            Ok(_) => {
                self.left -= text.len() as u64;
                return Some(text);
            }
        };
        self.report.push(Diagnostic::new(&syntax::CODE, name.span, "not read", message).help(help));
        None
    }
}

/// Returns one finding of all places with a kind of fault.
fn told(fault: Fault, places: &[Span]) -> Option<Diagnostic> {
    let (first, rest) = places.split_first()?;
    let (message, label, help) = fault.words();
    let more = if rest.is_empty() { String::new() } else { format!(", and {} like it", plural(rest.len(), "other is", "others are")) };
    let finding = Diagnostic::new(fault.code(), *first, label, format!("{message}{more}"));
    Some(rest.iter().take(SHOWN - 1).fold(finding, |it, span| it.label(*span, label)).help(help))
}

/// An address as it is read, piece by piece.
struct Location {
    start: usize,
    text: String,
}

struct Parser<'t> {
    text: &'t str,
    /// Where what is read begins: behind a byte order mark.
    offset: usize,
    file: FileId,
    reader: Reader<&'t [u8]>,
    /// How many elements are open.
    depth: usize,
    /// The outermost element, as it was written.
    root: Option<&'t str>,
    /// The entry that is open, and whether it has an address.
    entry: Option<(Span, bool)>,
    location: Option<Location>,
    sitemap: Sitemap,
    faults: BTreeMap<Fault, Vec<Span>>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str, file: FileId) -> Parser<'t> {
        let body = text.trim_start_matches('\u{feff}');
        Parser {
            text,
            offset: text.len() - body.len(),
            file,
            reader: Reader::from_str(body),
            depth: 0,
            root: None,
            entry: None,
            location: None,
            sitemap: Sitemap::default(),
            faults: BTreeMap::new(),
        }
    }

    /// Reads to the end, or to what cannot be read; what was read before that counts.
    fn run(&mut self) -> Result<(), Box<Diagnostic>> {
        loop {
            let start = self.position();
            let event = match self.reader.read_event() {
                Ok(event) => event,
                Err(err) => {
                    let at = self.offset + usize::try_from(self.reader.error_position()).unwrap_or_default();
                    let why = printable(&err.to_string());
                    return Err(self.broken(at..at, format!("this is not XML: {why}"), "mend it; from here on the file was not read"));
                }
            };
            let here = start..self.position();
            match event {
                Event::Start(it) => self.open(&it, &here)?,
                Event::Empty(it) => {
                    self.open(&it, &here)?;
                    self.close(here.end);
                }
                Event::End(_) => self.close(start),
                Event::Text(it) if self.depth == 0 && !it.trim().is_empty() => {
                    let end = here.end.min(start + SAMPLE);
                    return Err(self.broken(
                        start..end,
                        "this is not XML: found text".to_owned(),
                        "save the sitemap itself, which begins with `<urlset`",
                    ));
                }
                Event::Text(it) => self.add(&it),
                Event::CData(it) => self.add(&it),
                Event::GeneralRef(it) => self.refer(&it, here),
                Event::DocType(_) => {
                    let message = "the file declares a document type, which no sitemap has".to_owned();
                    return Err(self.broken(here, message, "take `<!DOCTYPE …>` out, and write each character as itself"));
                }
                Event::Eof => return self.end(),
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
            }
        }
    }

    fn position(&self) -> usize {
        self.offset + usize::try_from(self.reader.buffer_position()).unwrap_or_default()
    }

    fn broken(&self, range: std::ops::Range<usize>, message: String, help: &str) -> Box<Diagnostic> {
        Box::new(Diagnostic::new(&syntax::CODE, Span::new(self.file, range), "here", message).help(help))
    }

    fn fault(&mut self, fault: Fault, span: Span) {
        self.faults.entry(fault).or_default().push(span);
    }

    fn open(&mut self, element: &BytesStart<'_>, range: &std::ops::Range<usize>) -> Result<(), Box<Diagnostic>> {
        self.depth += 1;
        let name = element.name();
        let (local, prefix) = name.decompose();
        let (local, prefix) = (local.as_ref(), prefix.as_ref().map_or("", |it| it.as_ref()));
        let span = Span::new(self.file, range.clone());
        if self.depth == 1 {
            let is_first = self.root.is_none();
            if !is_first || !matches!(local, "urlset" | "sitemapindex") {
                let wanted = if is_first { "wanted `<urlset>` or `<sitemapindex>`" } else { "behind the end of the sitemap" };
                let message = format!("this is no sitemap: found `<{}>`, {wanted}", printable(name.as_ref()));
                return Err(self.broken(
                    range.clone(),
                    message,
                    "save the sitemap itself: what was saved here may be a page that speaks of it",
                ));
            }
            self.sitemap.is_index = local == "sitemapindex";
            // What stands behind `<` is the name.
            let start = range.start + 1;
            self.root = self.text.get(start..start + name.as_ref().len());
            return Ok(());
        }
        let own = self.root.and_then(|it| it.split_once(':')).map_or("", |it| it.0);
        // What another vocabulary adds, of pictures and languages, is no address of a page.
        if prefix != own {
            return Ok(());
        }
        let entry = if self.sitemap.is_index { "sitemap" } else { "url" };
        match (self.depth, local) {
            (2, local) if local == entry => self.entry = Some((span, false)),
            (2, _) => self.fault(Fault::Stray, span),
            (3, "loc") if self.entry.is_some() => self.location = Some(Location { start: range.end, text: String::new() }),
            _ => {}
        }
        Ok(())
    }

    /// Closes the innermost element, whose end begins at `at`.
    fn close(&mut self, at: usize) {
        match self.depth {
            3 => {
                if let Some(location) = self.location.take() {
                    self.located(location, at);
                }
            }
            2 => {
                if let Some((span, false)) = self.entry.take() {
                    self.fault(Fault::NoLocation, span);
                }
            }
            _ => {}
        }
        self.depth = self.depth.saturating_sub(1);
    }

    fn located(&mut self, location: Location, end: usize) {
        let raw = self.text.get(location.start..end).unwrap_or_default();
        let start = location.start + (raw.len() - raw.trim_start().len());
        let span = Span::new(self.file, start..start + raw.trim().len());
        let text = location.text.trim();
        let Some((_, has_one)) = &mut self.entry else { return };
        let fault = match (std::mem::replace(has_one, true), text) {
            (true, _) => Fault::TwoLocations,
            (false, "") => Fault::NoLocation,
            (false, text) if text.chars().any(steers) => Fault::Control,
            (false, text) => match super::secret::kind("loc", text) {
                Some(what) => Fault::Secret(what),
                None => return self.sitemap.locations.push(Located::new(text.to_owned(), span)),
            },
        };
        self.fault(fault, span);
    }

    fn add(&mut self, text: &str) {
        if let Some(location) = self.location.as_mut().filter(|_| self.depth == 3) {
            location.text.push_str(text);
        }
    }

    /// Adds a character that is written by its number, or as one of the five names that all of XML has.
    fn refer(&mut self, reference: &BytesRef<'_>, range: std::ops::Range<usize>) {
        let of_name = || match reference.as_ref() {
            "amp" => Some('&'),
            "lt" => Some('<'),
            "gt" => Some('>'),
            "quot" => Some('"'),
            "apos" => Some('\''),
            _ => None,
        };
        match reference.resolve_char_ref().ok().flatten().or_else(of_name) {
            Some(it) => self.add(it.encode_utf8(&mut [0; 4])),
            None => self.fault(Fault::Entity, Span::new(self.file, range)),
        }
    }

    fn end(&mut self) -> Result<(), Box<Diagnostic>> {
        let end = self.text.len();
        match self.root {
            None => {
                Err(self.broken(0..0, "the file holds no sitemap: it is empty".to_owned(), "save the sitemap itself, or take its name out"))
            }
            Some(root) if self.depth > 0 => {
                let message = format!("the file ends within `<{}>`: it is cut short", printable(root));
                Err(self.broken(end..end, message, "fetch it again; what stands before is read"))
            }
            Some(_) => Ok(()),
        }
    }
}

/// How many bytes of what is no XML are pointed at.
const SAMPLE: usize = 20;
