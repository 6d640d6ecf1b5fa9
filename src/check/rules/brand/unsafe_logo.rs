//! `brand/unsafe-logo`

use crate::diag::{Diagnostic, Report};
use crate::model::graph::Graph;
use crate::source::Span;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;
use std::collections::BTreeSet;

crate::diag::code! {
    /// The brand's picture carries more than a picture, or is fetched from a stranger.
    ///
    /// ## Why it matters
    ///
    /// An SVG is a document: it can hold scripts, pages within it, and addresses of others that learn who reads the notice.
    /// A page that customers are asked to trust fetches nothing. A mail may fetch its picture, from a host of the store's own
    /// or of the platform that takes over: each other host is one that readers are told not to trust.
    ///
    /// ## Example
    ///
    /// ```toml regions/uk.toml
    /// [brand]
    /// placement = "sub-brand"
    /// landing = "https://www.mi.com/uk/poco/"
    /// logo = "uk/logo.svg"
    ///
    /// [notices]
    /// claims = ["brand-continues"]
    /// ```
    ///
    /// ```svg regions/uk/logo.svg
    /// <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">
    ///   <image href="https://pictures.example/poco.png" width="9" height="9"/>
    /// </svg>
    /// ```
    ///
    /// ## What to do
    ///
    /// Save the picture as a plain SVG: paths, colours, gradients, text. Put the picture of mails on a host of yours, or add
    /// its host to the `origins` of the platform that owns it.
    "brand/unsafe-logo" Error
}

/// The most bytes of a picture that travels in every page.
const MOST: usize = 64 << 10;

/// What an SVG needs to be shown as a picture.
const SVG: &str = "http://www.w3.org/2000/svg";

/// Reports pictures that are more than that, and those that mails would fetch from strangers.
pub fn run(graph: &Graph, report: &mut Report) {
    let mut told: BTreeSet<Span> = BTreeSet::new();
    for region in graph.retiring() {
        let Some(brand) = &region.brand else { continue };
        let subject = format!("{}.brand", region.id);
        if let (Some(name), Some(svg)) = (&brand.logo, &region.looks.logo)
            && let Err(fault) = plain(svg)
            && told.insert(name.span)
        {
            let message = format!("`{}` {fault}", name.value);
            let finding = Diagnostic::new(&CODE, name.span, "no plain picture", message);
            report.push(finding.help("save the picture as a plain SVG, of paths, colours and text alone").about(&subject));
        }
        let Some(url) = brand.logo_url.as_ref().filter(|it| !is_known(graph, &it.value) && told.insert(it.span)) else { continue };
        let message = format!("mails would fetch their picture from `{}`, which is neither the store's nor the platform's", url.value);
        let help = "put it on a host of yours over `https`, or add its origin to the `origins` of the platform that owns it";
        report.push(Diagnostic::new(&CODE, url.span, "a stranger's host", message).help(help).about(&subject));
    }
}

/// Tells whether an address is on a host of the workspace, or of a platform.
fn is_known(graph: &Graph, address: &str) -> bool {
    let Some(url) = url::Url::parse(address).ok().filter(|it| it.scheme() == "https") else { return false };
    let is_own = url.host_str().is_some_and(|it| graph.find_host(it).is_some());
    is_own || graph.origins.contains(&url.origin().ascii_serialization())
}

/// Tells what keeps an SVG from being a picture and no more.
fn plain(svg: &str) -> Result<(), String> {
    if svg.len() > MOST {
        return Err(format!("has {} bytes, wanted {MOST} at most: every page carries it", svg.len()));
    }
    let mut reader = Reader::from_str(svg);
    let (mut depth, mut has_root, mut is_style) = (0_usize, false, false);
    loop {
        let event = reader.read_event().map_err(|it| format!("cannot be read as XML: {it}"))?;
        let is_open = matches!(event, Event::Start(_));
        match event {
            Event::Start(it) | Event::Empty(it) => {
                let name = it.local_name().as_ref().to_ascii_lowercase();
                let is_svg = name == "svg" && it.attributes().flatten().any(|it| it.key.as_ref() == "xmlns" && it.value.as_ref() == SVG);
                if depth == 0 && !is_svg {
                    return Err("is no SVG: its first element is not `<svg xmlns=\"http://www.w3.org/2000/svg\">`".to_owned());
                }
                has_root = true;
                element(&name, &it)?;
                is_style = is_open && name == "style";
                depth += usize::from(is_open);
            }
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                is_style = false;
            }
            Event::Text(it) if is_style => style(&it)?,
            Event::CData(it) if is_style => style(&it)?,
            Event::GeneralRef(_) if is_style => return Err("has an entity in its `<style>`".to_owned()),
            Event::DocType(_) => return Err("has a document type, which may hold entities".to_owned()),
            Event::PI(_) => return Err("has a processing instruction, which may name a style sheet".to_owned()),
            Event::Eof if has_root && depth == 0 => return Ok(()),
            Event::Eof => return Err("ends before its `</svg>`".to_owned()),
            Event::Text(_) | Event::CData(_) | Event::Comment(_) | Event::Decl(_) | Event::GeneralRef(_) => {}
        }
    }
}

/// What runs, holds a page, plays, or changes addresses as time goes by.
const REFUSED: [&str; 13] =
    ["script", "foreignobject", "iframe", "object", "embed", "audio", "video", "link", "image", "feimage", "set", "animate", "handler"];

fn element(name: &str, start: &BytesStart) -> Result<(), String> {
    if REFUSED.contains(&name) {
        return Err(format!("holds `<{name}>`"));
    }
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|it| format!("cannot be read as XML: {it}"))?;
        let key = attribute.key.local_name().as_ref().to_ascii_lowercase();
        let value = attribute.value.as_ref();
        if key.starts_with("on") {
            return Err(format!("runs a script at `{key}`"));
        }
        if matches!(key.as_str(), "href" | "src" | "base") && !value.starts_with('#') {
            return Err(format!("leads to `{value}`"));
        }
        // Namespaces are names, no addresses.
        if !attribute.key.as_ref().starts_with("xmlns") {
            style(value)?;
        }
    }
    Ok(())
}

/// Refuses a style that fetches anything.
fn style(text: &str) -> Result<(), String> {
    let text: String = text.chars().filter(|it| !it.is_whitespace() && !matches!(it, '"' | '\'')).collect::<String>().to_ascii_lowercase();
    // `\75rl(` is `url(` too.
    if text.contains('\\') || text.contains('&') {
        return Err("hides what its style says behind escapes".to_owned());
    }
    let is_outside = text.split("url(").skip(1).any(|it| !it.starts_with('#'));
    if is_outside || text.contains("@import") || text.contains("image-set(") {
        return Err("fetches what its style names".to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(inside: &str) -> Result<(), String> {
        plain(&format!("<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>\n"))
    }

    #[test]
    fn a_plain_picture_passes() {
        of("<title>A &amp; B</title><style>path { fill: url(#a) } @media (prefers-color-scheme: dark) { path { fill: #fff } }</style>")
            .unwrap();
        of("<g xmlns:xlink=\"http://www.w3.org/1999/xlink\"><use xlink:href=\"#a\"/><path style=\"fill: url('#a')\" d=\"M0 0\"/></g>")
            .unwrap();
    }

    #[test]
    fn what_is_more_than_a_picture_is_refused() {
        let refused = [
            "<script>alert(1)</script>",
            "<SCRIPT/>",
            "<a:script xmlns:a=\"http://www.w3.org/2000/svg\"/>",
            "<foreignObject/>",
            "<g onload=\"a()\"/>",
            "<g OnClick='a()'/>",
            "<a href=\"https://x.example/\"/>",
            "<a href=\" javascript:a()\"/>",
            "<use xlink:href=\"//x.example/a.svg#b\"/>",
            "<image href=\"data:image/png;base64,AA\"/>",
            "<style>@import 'https://x.example/';</style>",
            "<style><![CDATA[a { fill: URL( \"https://x.example/\" ) }]]></style>",
            "<g style=\"fill: u\\72l(https://x.example/)\"/>",
            "<g fill=\"url(https://x.example/#a)\"/>",
            "<g style=\"fill: url&#40;https://x.example/)\"/>",
            "<set attributeName=\"href\" to=\"javascript:a()\"/>",
            "<g>",
            "</g>",
        ];
        for inside in refused {
            assert!(of(inside).is_err(), "{inside}");
        }
        for whole in
            ["", "x", "<svg/>", "<html><svg xmlns=\"http://www.w3.org/2000/svg\"/></html>", "<!DOCTYPE svg [<!ENTITY a 'b'>]><svg/>"]
        {
            assert!(plain(whole).is_err(), "{whole}");
        }
        assert!(plain(&format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{}</svg>", " ".repeat(MOST))).is_err());
    }
}
