//! `placement/<region>.json`, `.head.html` and `.sitemap.xml`: where the brand stands on the successor, what its page
//! says of itself to search engines, and the old URLs that they should ask for once more.

use super::shape::{Instant, VERSION, json};
use crate::model::artifact::Artifacts;
use crate::model::graph::{Region, Site};
use crate::model::plan::Plan;
use crate::model::spec;
use crate::model::spec::notice::{Placement as Place, Surface};
use crate::source::Located;
use crate::template::{Failure, Templates, Verbatim};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// The most URLs and bytes that one sitemap may have (sitemaps.org, protocol 0.9).
const MOST_URLS: usize = 50_000;
const MOST_BYTES: usize = 50 * 1024 * 1024;

/// Where the brand of one region stands on the successor.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Placement {
    /// The version of this shape.
    pub version: u32,
    pub region: String,
    pub name: String,
    pub brand: Option<String>,
    /// `sub-brand`, `category` or `archive`.
    pub placement: Option<&'static str>,
    /// Its page on the successor.
    pub landing: Option<String>,
    /// `menu`, `search`, `support`.
    pub surfaces: Vec<&'static str>,
    /// From when on.
    pub since: Option<Instant>,
    /// The product lines that the store sells, and what becomes of each.
    pub lines: Vec<Line>,
    /// The pages of all regions in their languages; each page names all of them, itself among them.
    pub alternates: Vec<Alternate>,
    pub sites: Vec<Moved>,
}

/// A product line, and what becomes of it.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Line {
    pub name: String,
    /// Its page on the successor.
    pub landing: Option<String>,
    /// Why it is not sold there, where that is decided.
    pub not_sold: Option<String>,
}

/// The same page for other readers.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Alternate {
    /// A language and a country, as `en-GB`, or `x-default`.
    pub hreflang: String,
    pub href: String,
}

/// A site, and where it goes.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub struct Moved {
    pub site: String,
    pub url: String,
    pub successor: Option<String>,
}

/// Writes the three files of every region that retires and says where its brand stands.
pub fn emit(plan: &Plan, templates: &Templates, out: &mut Artifacts) -> Result<(), Failure> {
    let alternates = alternates(plan);
    for region in plan.graph.retiring() {
        if region.brand.is_some() {
            let view = placement(plan, region, &alternates);
            out.add(format!("placement/{}.head.html", region.id), head(&view, region, templates)?);
            json(&format!("placement/{}.json", region.id), &view, out);
        }
        sitemaps(plan, region, out);
    }
    Ok(())
}

fn placement(plan: &Plan, region: &Region, alternates: &BTreeMap<String, String>) -> Placement {
    let brand = region.brand.as_ref().map(|it| &it.value);
    let place = |it: Place| match it {
        Place::SubBrand => "sub-brand",
        Place::Category => "category",
        Place::Archive => "archive",
    };
    let surface = |it: Surface| match it {
        Surface::Menu => "menu",
        Surface::Search => "search",
        Surface::Support => "support",
    };
    let landing = landing(region).map(str::to_owned);
    let since = brand.and_then(|it| it.since.as_ref()).map_or("migrate", |it| it.value.as_str());
    let since = region.milestones.get(since).zip(region.zone.as_ref());
    let is_one_of_them = landing.as_ref().is_some_and(|it| alternates.values().any(|href| href == it));
    let moved = |it: &Site| Moved {
        site: it.id.clone(),
        url: it.url(),
        successor: it.successor.as_ref().map(|it| format!("{}/", it.value.trim_end_matches('/'))),
    };
    Placement {
        version: VERSION,
        region: region.id.clone(),
        name: region.name.clone(),
        brand: plan.graph.program.brand.as_ref().map(|it| it.value.clone()),
        placement: brand.and_then(|it| it.placement).map(|it| place(it.value)),
        landing,
        surfaces: brand.and_then(|it| it.surfaces.as_ref()).into_iter().flatten().map(|it| surface(it.value)).collect(),
        since: since.and_then(|(it, zone)| Some(Instant::of(it.instants(zone)?.switch, zone))),
        lines: brand.into_iter().flat_map(|it| &it.lines).map(|(name, it)| line(&name.value, it)).collect(),
        alternates: alternates
            .iter()
            .filter(|_| is_one_of_them)
            .map(|(hreflang, href)| Alternate { hreflang: hreflang.clone(), href: href.clone() })
            .collect(),
        sites: plan.graph.sites_of(&region.id).map(moved).collect(),
    }
}

fn line(id: &str, line: &spec::notice::Line) -> Line {
    let text = |it: &Option<Located<String>>| it.as_ref().map(|it| it.value.clone());
    Line { name: text(&line.name).unwrap_or_else(|| id.to_owned()), landing: text(&line.landing), not_sold: text(&line.not_sold) }
}

fn landing(region: &Region) -> Option<&str> {
    region.brand.as_ref()?.landing.as_ref().map(|it| it.value.as_str())
}

/// Returns the one page of each language and country: of regions that share a language, that of the country's own.
fn alternates(plan: &Plan) -> BTreeMap<String, String> {
    let mut claims: BTreeMap<&str, BTreeSet<(bool, &str, &str)>> = BTreeMap::new();
    for region in plan.graph.retiring() {
        let Some(landing) = landing(region) else { continue };
        for locale in &region.locales {
            let is_elsewhere = !region.countries.iter().any(|it| locale.value.split('-').skip(1).any(|part| part == it.value));
            claims.entry(&locale.value).or_default().insert((is_elsewhere, &region.id, landing));
        }
    }
    let mut pages: BTreeMap<String, String> = BTreeMap::new();
    for (locale, claims) in &claims {
        pages.extend(claims.first().map(|(_, _, landing)| ((*locale).to_owned(), (*landing).to_owned())));
    }
    let for_everyone = plan.graph.retiring().filter(|it| it.countries.is_empty()).find_map(landing);
    pages.extend(for_everyone.map(|it| ("x-default".to_owned(), it.to_owned())));
    pages
}

/// What the template prints.
#[derive(Serialize)]
struct Head<'v> {
    canonical: &'v str,
    alternates: &'v [Alternate],
    linked_data: Verbatim,
}

fn head(view: &Placement, region: &Region, templates: &Templates) -> Result<String, Failure> {
    let sites: Vec<&str> = view.sites.iter().map(|it| it.url.as_str()).collect();
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@type": "WebPage",
        "url": view.landing,
        "inLanguage": region.locales.iter().map(|it| it.value.as_str()).collect::<Vec<_>>(),
        "about": { "@type": "Brand", "name": view.brand, "url": view.landing, "sameAs": sites },
    });
    let linked_data = Verbatim(script_json(&data));
    templates.render(
        "placement/head.html.j2",
        &Head { canonical: view.landing.as_deref().unwrap_or_default(), alternates: &view.alternates, linked_data },
    )
}

/// Returns JSON that cannot end the `<script>` around it.
pub fn script_json(value: &serde_json::Value) -> String {
    let text = serde_json::to_string_pretty(value).expect("emit: a value of JSON is written as JSON");
    let escape = |it: char| match it {
        '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => format!("\\u{:04x}", it as u32),
        it => it.to_string(),
    };
    text.chars().map(escape).collect()
}

fn sitemaps(plan: &Plan, region: &Region, out: &mut Artifacts) {
    let sites: BTreeMap<&str, &Site> = plan.graph.sites_of(&region.id).map(|it| (it.id.as_str(), it)).collect();
    let listed =
        plan.graph.inventory.iter().filter_map(|it| Some(format!("{}{}", sites.get(it.site.as_str())?.scheme_and_host, it.target)));
    let mut urls: BTreeSet<String> = listed.collect();
    if urls.is_empty() {
        urls = sites.values().map(|it| it.url()).collect();
    }
    let Some(base) = sites.values().next().map(|it| it.url()) else { return };
    let parts = cut(&urls);
    if let [only] = parts.as_slice() {
        out.add(format!("placement/{}.sitemap.xml", region.id), sitemap(only));
        return;
    }
    let mut index = format!("{XML}<sitemapindex {NAMESPACE}>\n");
    for (at, part) in parts.iter().enumerate() {
        let name = format!("{}.sitemap-{}.xml", region.id, at + 1);
        index.push_str(&format!("<sitemap><loc>{}</loc></sitemap>\n", xml(&format!("{base}{name}"))));
        out.add(format!("placement/{name}"), sitemap(part));
    }
    index.push_str("</sitemapindex>\n");
    out.add(format!("placement/{}.sitemap.xml", region.id), index);
}

const XML: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
const NAMESPACE: &str = "xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\"";

/// Cuts the URLs into parts that one sitemap can hold; there is at least one part.
fn cut(urls: &BTreeSet<String>) -> Vec<Vec<String>> {
    let mut parts = vec![Vec::new()];
    let mut bytes = 0;
    for line in urls.iter().map(|it| format!("<url><loc>{}</loc></url>\n", xml(it))) {
        let part: &Vec<String> = &parts[parts.len() - 1];
        if part.len() == MOST_URLS || bytes + line.len() > MOST_BYTES - 1024 {
            parts.push(Vec::new());
            bytes = 0;
        }
        bytes += line.len();
        let last = parts.len() - 1;
        parts[last].push(line);
    }
    parts
}

fn sitemap(lines: &[String]) -> String {
    format!("{XML}<urlset {NAMESPACE}>\n{}</urlset>\n", lines.concat())
}

fn xml(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for it in text.chars() {
        match it {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&apos;"),
            it if it.is_control() => escaped.push_str(&format!("%{:02X}", it as u32)),
            it => escaped.push(it),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_brand_cannot_end_its_script() {
        let text = script_json(&serde_json::json!({ "name": "</script><script>alert(1)//\u{2028}\n\"" }));
        assert!(!text.contains('<') && !text.contains('\u{2028}'), "{text}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["name"], "</script><script>alert(1)//\u{2028}\n\"");
    }

    #[test]
    fn a_sitemap_holds_at_most_fifty_thousand() {
        let urls = (0..100_001).map(|it| format!("https://x.test/{it}?a=1&b=<2>")).collect();
        let parts = cut(&urls);
        assert_eq!(parts.iter().map(Vec::len).collect::<Vec<_>>(), [50_000, 50_000, 1]);
        assert_eq!(parts[0][0], "<url><loc>https://x.test/0?a=1&amp;b=&lt;2&gt;</loc></url>\n");
        assert_eq!(cut(&BTreeSet::new()).len(), 1);
    }
}
