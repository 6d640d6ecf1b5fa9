//! The language, key by key: a chapter for each section of the two files, made from their types.

use super::sample::{self, KeyOf};
use super::words::{default, example, literal, meanings, scalar};
use super::{Page, anchor, rules};
use crate::load::listed::ALTERNATE_COLUMNS;
use crate::load::table::{INVENTORY_COLUMNS, RULE_COLUMNS};
use crate::schema::{ORDER, written};
use serde_json::{Map, Value as Schema};
use std::collections::{BTreeMap, BTreeSet};

/// The sections in the order in which files hold them; what is not listed comes behind.
const SECTIONS: [&[&str]; 2] = [
    &["spec", "program", "platforms", "targets", "policy", "lint"],
    &["region", "sites", "hosts", "domains", "certificates", "milestones", "services", "apps", "redirects", "notices", "brand"],
];

/// What a value is made of.
pub(super) enum Shape<'s> {
    Table(&'s Schema),
    /// A list of tables.
    Tables(&'s Schema),
    /// Tables by name.
    Named(&'s Schema),
    Scalar,
}

/// The types of the two files.
pub(super) struct Language {
    /// `cutover.toml`, then `regions/<id>.toml`.
    roots: [Schema; 2],
    /// The page and the heading of each key.
    places: BTreeMap<KeyOf, (String, String)>,
}

/// What the chapters say beside the types.
struct Known {
    values: BTreeMap<KeyOf, String>,
    rules: BTreeMap<KeyOf, Vec<&'static crate::diag::Code>>,
}

/// One table of the language on its page.
struct Table<'s> {
    /// From the page's section on, as `rules[]`; empty for the section itself.
    path: String,
    header: String,
    name: &'s str,
    schema: &'s Schema,
    keys: Vec<(String, &'s Schema)>,
}

impl Language {
    pub(super) fn new() -> Language {
        let mut language = Language { roots: written(), places: BTreeMap::new() };
        let mut places = BTreeMap::new();
        for section in language.sections() {
            for table in language.tables(&section) {
                for (key, _) in &table.keys {
                    let heading = joined(&table.path, key);
                    places.entry((table.name.to_owned(), key.clone())).or_insert((section.page(), heading));
                }
            }
        }
        language.places = places;
        language
    }

    /// Returns the schema of a whole file.
    pub(super) fn root(&self, is_workspace: bool) -> &Schema {
        &self.roots[usize::from(!is_workspace)]
    }

    /// Returns what `schema` refers to.
    fn followed<'s>(&'s self, schema: &'s Schema) -> &'s Schema {
        let Some(name) = reference(schema) else { return schema };
        self.roots.iter().find_map(|it| it.get("$defs")?.get(name)).unwrap_or(schema)
    }

    /// Returns the name and the keys of a table.
    pub(super) fn table<'s>(&'s self, schema: &'s Schema) -> Option<(&'s str, &'s Map<String, Schema>)> {
        let named = reference(schema).or_else(|| schema.get("title")?.as_str()).unwrap_or_default();
        Some((named, self.followed(schema).get("properties")?.as_object()?))
    }

    /// Returns what `schema` is made of.
    pub(super) fn shape<'s>(&'s self, schema: &'s Schema) -> Shape<'s> {
        let is_table = |it: &&Schema| self.table(it).is_some();
        let held = self.followed(schema);
        if is_table(&schema) {
            Shape::Table(schema)
        } else if let Some(inner) = held.get("items").filter(is_table) {
            Shape::Tables(inner)
        } else if let Some(inner) = held.get("additionalProperties").filter(is_table) {
            Shape::Named(inner)
        } else {
            Shape::Scalar
        }
    }

    /// Tells whether a key of that name exists; a name within stands for any.
    pub(super) fn has(&self, path: &str) -> bool {
        let names: Vec<&str> = path.split('.').map(|it| it.split('[').next().unwrap_or_default()).collect();
        self.roots.iter().any(|root| self.leads(root, &names))
    }

    fn leads(&self, schema: &Schema, names: &[&str]) -> bool {
        let Some((name, rest)) = names.split_first() else { return true };
        let Some((_, keys)) = self.table(schema) else { return false };
        let Some(key) = keys.get(*name) else { return false };
        match (self.shape(key), rest) {
            (Shape::Table(inner) | Shape::Tables(inner), rest) => self.leads(inner, rest),
            (Shape::Named(inner), [_, rest @ ..]) => self.leads(inner, rest),
            (Shape::Named(_), []) => true,
            // What a key holds by name, as `lint.severity`, has no keys of the language.
            (Shape::Scalar, rest) => rest.is_empty() || self.followed(key).get("additionalProperties").is_some(),
        }
    }

    /// Returns the keys of that name, in whichever table.
    pub(super) fn named(&self, key: &str) -> impl Iterator<Item = KeyOf> {
        self.places.keys().filter(move |it| it.1 == key).cloned()
    }

    /// Returns links to keys, from `up`, the way to the book's folder.
    pub(super) fn links(&self, keys: &BTreeSet<KeyOf>, up: &str) -> Vec<String> {
        let places: BTreeSet<&(String, String)> = keys.iter().filter_map(|it| self.places.get(it)).collect();
        let link = |(page, heading): &(String, String)| {
            let section = page.trim_start_matches("language/").trim_end_matches(".md");
            format!("[`{section}.{heading}`]({up}{page}#{})", anchor(heading))
        };
        // Whoever speaks of a key within a table speaks of the table.
        let is_within = |(page, heading): &(String, String)| {
            places.iter().any(|(other, inner)| other == page && inner != heading && inner.starts_with(&format!("{heading}.")))
                || places.iter().any(|(other, inner)| other == page && inner.starts_with(&format!("{heading}[]")))
        };
        places.iter().filter(|it| !is_overview(&it.0) && !is_within(it)).map(|it| link(it)).collect()
    }

    fn sections(&self) -> Vec<Section<'_>> {
        let of = |(at, root): (usize, &'_ Schema)| {
            let keys = root.get("properties").and_then(Schema::as_object).into_iter().flatten();
            let rank = |key: &str| SECTIONS[at].iter().position(|it| *it == key).unwrap_or(usize::MAX);
            let mut keys: Vec<(usize, &String)> = keys.map(|(key, _)| (rank(key), key)).collect();
            keys.sort();
            keys.into_iter().map(|it| it.1.clone()).map(move |key| (at, key)).collect::<Vec<_>>()
        };
        let all = self.roots.iter().enumerate().flat_map(of);
        all.map(|(at, key)| Section { is_workspace: at == 0, schema: &self.roots[at]["properties"][&key], key }).collect()
    }

    /// Returns the tables of a section, each before those inside it, and each type once.
    fn tables<'s>(&'s self, section: &Section<'s>) -> Vec<Table<'s>> {
        let mut tables = Vec::new();
        let (schema, header) = match self.shape(section.schema) {
            Shape::Table(inner) => (inner, section.key.clone()),
            Shape::Tables(inner) => (inner, format!("[{}]", section.key)),
            Shape::Named(inner) => (inner, format!("{}.<name>", section.key)),
            Shape::Scalar => return tables,
        };
        self.add_table("", header, schema, &mut tables);
        tables
    }

    fn add_table<'s>(&'s self, path: &str, header: String, schema: &'s Schema, tables: &mut Vec<Table<'s>>) {
        let Some((name, properties)) = self.table(schema) else { return };
        if tables.iter().any(|it| it.name == name) {
            return;
        }
        let keys: Vec<(String, &Schema)> =
            order(self.followed(schema), properties).into_iter().filter_map(|it| Some((it.clone(), properties.get(&it)?))).collect();
        let inside = keys.clone();
        tables.push(Table { path: path.to_owned(), header: format!("[{header}]"), name, schema, keys });
        for (key, schema) in inside {
            let path = joined(path, &key);
            let header = joined(header.trim_matches(['[', ']']), &key);
            match self.shape(schema) {
                Shape::Table(inner) => self.add_table(&path, header, inner, tables),
                Shape::Tables(inner) => self.add_table(&format!("{path}[]"), format!("[{header}]"), inner, tables),
                Shape::Named(inner) => self.add_table(&format!("{path}.<name>"), format!("{header}.<name>"), inner, tables),
                Shape::Scalar => {}
            }
        }
    }

    /// Returns the chapters.
    pub(super) fn pages(&self) -> Vec<Page> {
        let mut rules: BTreeMap<KeyOf, Vec<_>> = BTreeMap::new();
        for code in crate::codes() {
            sample::of_page(code, self).into_iter().for_each(|it| rules.entry(it).or_default().push(code));
        }
        let known = Known { values: sample::values(self), rules };
        let mut pages = vec![self.overview()];
        for file in [true, false] {
            pages.push(self.file(file, &known));
            let sections = self.sections();
            let own = sections.iter().filter(|it| it.is_workspace == file && !matches!(self.shape(it.schema), Shape::Scalar));
            pages.extend(own.map(|it| self.section(it, &known)));
        }
        pages.push(self.columns());
        pages
    }

    fn overview(&self) -> Page {
        let text = format!("# The language\n\n{}", OVERVIEW.trim_start());
        Page { title: "The language".to_owned(), path: "language/index.md".to_owned(), text, depth: 0 }
    }

    fn file(&self, is_workspace: bool, known: &Known) -> Page {
        let (file, path) = if is_workspace { ("cutover.toml", WORKSPACE_PAGE) } else { ("regions/<id>.toml", REGION_PAGE) };
        let root = self.root(is_workspace);
        let mut text = format!("# `{file}`\n\n{}\n\n| section | holds |\n|---|---|\n", about(root));
        let sections = self.sections();
        let own: Vec<&Section> = sections.iter().filter(|it| it.is_workspace == is_workspace).collect();
        let is_scalar = |it: &&&Section| matches!(self.shape(it.schema), Shape::Scalar);
        for section in own.iter().filter(|it| !is_scalar(it)) {
            let link = section.page();
            let link = link.trim_start_matches("language/");
            text.push_str(&format!("| [`{}`]({link}) | {} |\n", section.key, about(section.schema).replace('|', "\\|")));
        }
        for section in own.iter().filter(is_scalar) {
            let key = (if is_workspace { "Workspace" } else { "Region" }.to_owned(), section.key.clone());
            text.push('\n');
            text.push_str(&self.key(&section.key, &section.key, section.schema, &key, known));
        }
        Page { title: format!("`{file}`"), path: path.to_owned(), text, depth: 1 }
    }

    fn section(&self, section: &Section, known: &Known) -> Page {
        let file = if section.is_workspace { "cutover.toml" } else { "regions/<id>.toml" };
        let tables = self.tables(section);
        let mut text = format!("# `{}`\n\n{} In `{file}`.\n", section.key, about(section.schema));
        if let Some((file, lines)) = excerpt(section) {
            text.push_str(&format!("\nFrom `{file}`:\n\n```toml\n{lines}```\n"));
        }
        for table in &tables {
            let first = tables.iter().position(|it| std::ptr::eq(it, table)) == Some(0);
            text.push_str(&self.head(table, first));
            for (key, schema) in &table.keys {
                let heading = joined(&table.path, key);
                text.push('\n');
                text.push_str(&self.key(&heading, key, schema, &(table.name.to_owned(), key.clone()), known));
            }
        }
        Page { title: format!("`{}`", section.key), path: section.page(), text, depth: 2 }
    }

    /// Returns the heading of a table, with what is special about it.
    fn head(&self, table: &Table, is_first: bool) -> String {
        let header = &table.header;
        let about = if is_first { String::new() } else { format!("\n{}\n", about(self.followed(table.schema))) };
        let inline = match table.path.rsplit_once('.').map_or(table.path.as_str(), |it| it.1) {
            "" | "<name>" => String::new(),
            key if key.ends_with("[]") => format!("\nOr in one line each, in a list: `{} = [{{ … }}]`.\n", key.trim_end_matches("[]")),
            key => format!("\nOr in one line, in the table above it: `{key} = {{ … }}`.\n"),
        };
        format!("\n## `{header}`\n{about}{inline}")
    }

    /// Returns what is known of a key.
    fn key(&self, heading: &str, key: &str, schema: &Schema, of: &KeyOf, known: &Known) -> String {
        let about = about(schema);
        let meanings = meanings(self.followed(schema));
        let words = self.words(of, schema);
        // The words themselves stand below, each with what it means.
        let words = if meanings.is_empty() { words.as_str() } else { words.split(" `\"").next().unwrap_or_default() };
        let mut text = format!("### `{heading}`\n\n{about}\n\n- **Type**: {words}\n");
        for (word, meaning) in meanings {
            text.push_str(&format!("  - `\"{word}\"`: {meaning}\n"));
        }
        if let Some(default) = default(&about) {
            text.push_str(&format!("- **Unless written**: {default}\n"));
        }
        if matches!(self.shape(schema), Shape::Scalar) {
            let value =
                known.values.get(of).cloned().or_else(|| example(of)).or_else(|| literal(&about)).unwrap_or_else(|| self.made_up(schema));
            if !value.is_empty() {
                text.push_str(&format!("- **Example**: `{key} = {value}`\n"));
            }
        }
        let rules: Vec<String> =
            known.rules.get(of).into_iter().flatten().map(|it| format!("[`{}`](../{})", it.name, rules::path(it))).collect();
        match rules.as_slice() {
            [] => {}
            many if many.len() > MANY => {
                text.push_str(&format!("- **Seen in**: {} and {} more\n", many[..MANY].join(", "), many.len() - MANY))
            }
            few => text.push_str(&format!("- **Seen in**: {}\n", few.join(", "))),
        }
        text
    }

    /// Returns the type in the user's words.
    fn words(&self, of: &KeyOf, schema: &Schema) -> String {
        let held = self.followed(schema);
        let linked = |inner: &Schema, of: &str| {
            let name = self.table(inner).map_or("", |it| it.0);
            let first = self.places.iter().find(|(key, _)| key.0 == name).map(|(_, place)| place);
            let keys = first.map_or("keys".to_owned(), |(page, heading)| {
                let heading = heading.rsplit_once('.').map_or("", |it| it.0);
                let page = page.trim_start_matches("language/");
                format!("[keys]({page}{})", if heading.is_empty() { String::new() } else { format!("#{}", self.head_anchor(page, name)) })
            });
            format!("{of}, with {keys} of its own")
        };
        match self.shape(schema) {
            Shape::Table(inner) => return linked(inner, "table"),
            Shape::Tables(inner) => return linked(inner, "list of tables"),
            Shape::Named(inner) => return linked(inner, "tables by name"),
            Shape::Scalar => {}
        }
        if let Some(inner) = held.get("items").filter(|_| held["type"] == "array") {
            return format!("list of: {}", self.words(of, inner));
        }
        if let Some(inner) = held.get("additionalProperties").filter(|it| it.is_object()) {
            return format!("by name: {}", self.words(of, inner));
        }
        scalar(of, held)
    }

    /// Returns the anchor of the table `name` on `page`.
    fn head_anchor(&self, page: &str, name: &str) -> String {
        let sections = self.sections();
        let section = sections.iter().find(|it| it.page().ends_with(&format!("/{page}")));
        let header = section.and_then(|it| self.tables(it).into_iter().find(|it| it.name == name)).map(|it| it.header);
        anchor(&header.unwrap_or_default())
    }

    /// Returns a value of the type, for a key that is written nowhere yet.
    fn made_up(&self, schema: &Schema) -> String {
        let held = self.followed(schema);
        if let Some(inner) = held.get("items").filter(|_| held["type"] == "array") {
            return format!("[{}]", self.made_up(inner));
        }
        match scalar(&KeyOf::default(), held).as_str() {
            it if it.starts_with("`\"keep\"`") => "\"keep\"".to_owned(),
            it if it.starts_with("date with") => "2024-12-31T18:00".to_owned(),
            it if it.starts_with("date") => "2024-12-31".to_owned(),
            it if it.starts_with("duration") => "\"14 days\"".to_owned(),
            it if it.starts_with("whole") => "1".to_owned(),
            it if it.starts_with("`true`") => "true".to_owned(),
            it if it.starts_with("one of") => it.trim_start_matches("one of ").split('`').nth(1).unwrap_or_default().to_owned(),
            "text" if held["type"] == "string" => "\"…\"".to_owned(),
            _ => String::new(),
        }
    }

    fn columns(&self) -> Page {
        let rule = self.roots[1]["$defs"].get("Rule").unwrap_or(&Schema::Null);
        let mut text =
            format!("# Tables and inventories\n\n{}\n## Redirect tables\n\n| column | meaning |\n|---|---|\n", COLUMNS.trim_start());
        for column in RULE_COLUMNS {
            let meaning = rule.get("properties").and_then(|it| it.get(column)).map(about).unwrap_or_default();
            text.push_str(&format!(
                "| [`{column}`](redirects.md#{}) | {} |\n",
                anchor(&format!("rules[].{column}")),
                meaning.replace('|', "\\|")
            ));
        }
        text.push_str("\nFrom `regions/uk/redirects.csv`:\n\n```text\n");
        text.push_str(include_str!("../../regions/uk/redirects.csv"));
        text.push_str("```\n\n## Inventories\n\n| column | meaning |\n|---|---|\n");
        for column in INVENTORY_COLUMNS {
            let meaning = URL_COLUMNS.iter().find(|it| it.0 == *column).map_or("", |it| it.1);
            text.push_str(&format!("| `{column}` | {meaning} |\n"));
        }
        text.push_str("\nA sitemap is an inventory too: [Test what URLs get](../test.md#inventories) tells how it is read.\n");
        text.push_str("\nFrom `regions/uk/inventory.csv`:\n\n```text\n");
        text.push_str(include_str!("../../regions/uk/inventory.csv"));
        text.push_str("```\n\n## What pages that stay say\n\n");
        text.push_str(ALTERNATES);
        text.push_str("\n| column | meaning |\n|---|---|\n");
        for column in ALTERNATE_COLUMNS {
            let meaning = LINK_COLUMNS.iter().find(|it| it.0 == *column).map_or("", |it| it.1);
            text.push_str(&format!("| `{column}` | {meaning} |\n"));
        }
        Page { title: "Tables and inventories".to_owned(), path: "language/tables.md".to_owned(), text, depth: 1 }
    }
}

/// A key at the top of one of the two files.
struct Section<'s> {
    is_workspace: bool,
    key: String,
    schema: &'s Schema,
}

impl Section<'_> {
    fn page(&self) -> String {
        format!("language/{}.md", self.key)
    }
}

const WORKSPACE_PAGE: &str = "language/cutover-toml.md";
const REGION_PAGE: &str = "language/region-toml.md";

fn is_overview(page: &str) -> bool {
    [WORKSPACE_PAGE, REGION_PAGE].contains(&page)
}

/// More links than this on one line are read by nobody.
const MANY: usize = 6;

fn reference(schema: &Schema) -> Option<&str> {
    schema.get("$ref")?.as_str()?.strip_prefix("#/$defs/")
}

fn joined(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

pub(super) fn about(schema: &Schema) -> String {
    schema.get("description").and_then(Schema::as_str).unwrap_or_default().replace('\n', " ")
}

/// Returns the keys as they are declared, and behind them whatever is not; `unknown`, which every table has, is told once.
fn order(table: &Schema, properties: &Map<String, Schema>) -> Vec<String> {
    let declared = table.get(ORDER).or_else(|| table.get("required")).and_then(Schema::as_array);
    let mut keys: Vec<String> = declared.into_iter().flatten().filter_map(Schema::as_str).map(str::to_owned).collect();
    let rest: Vec<String> = properties.keys().filter(|it| *it != "unknown" && !keys.contains(it)).cloned().collect();
    keys.extend(rest);
    keys
}

/// Returns the lines of a section as the workspace of this repository has them, up to the first empty one.
fn excerpt(section: &Section) -> Option<(&'static str, String)> {
    let is_head = |line: &str| {
        let name = line.trim_start_matches('[').split([']', '.']).next().unwrap_or_default();
        line.starts_with('[') && name == section.key
    };
    sample::WORKSPACE.iter().find_map(|(file, text)| {
        let lines: Vec<&str> = text.lines().skip_while(|it| !is_head(it)).take_while(|it| !it.is_empty()).collect();
        (!lines.is_empty()).then(|| (*file, lines.iter().map(|it| format!("{it}\n")).collect()))
    })
}

const URL_COLUMNS: [(&str, &str); 5] = [
    ("url", "The URL: a path on the region's site, with a query where one matters, or a whole URL."),
    ("methods", "The methods that it is asked by, with a space between, as `GET POST`; a form that is posted must not lose its method."),
    ("hits", "How often it is asked for, in any unit of time; findings tell the busiest URLs first."),
    (
        "kind",
        "What it is for, where it is no page like others: `reset`, `verify`, `unsubscribe`, `track`, `invoice` or `warranty` for a \
         link that customers hold in old mail, on paper or on a box; `campaign`, `coupon` or `search` for one whose query counts.",
    ),
    ("valid-for", "How long such a link works after it was given out, as `10 years`: the last one is given out at the sunset."),
];

const LINK_COLUMNS: [(&str, &str); 3] = [
    ("url", "The page that says it, or the sitemap: a whole URL."),
    ("href", "The page that it speaks of: a whole URL."),
    ("rel", "`alternate` (`hreflang`) unless written, `canonical`, or `sitemap` for an entry of a sitemap."),
];

const COLUMNS: &str = "
A table holds redirects as a spreadsheet writes them, an inventory the URLs that exist today. Both are CSV in UTF-8 with
a header: the order of the columns is free, a cell may be empty, and what a cell leaves out has the value that the key
has in TOML. A byte-order mark, CRLF, and `;` or a tab instead of the comma are read. A row is spoken of as
`uk/redirects.csv:4`, the line in the file, also in findings, in `cutover why` and in what is built.

Name tables under `redirects.tables` and inventories under `redirects.inventory`, with paths from `regions/`. Both belong
to the region that names them: whoever extends it does not take them over.
";

const ALTERNATES: &str = "\
Pages of the successor, and of regions that go on, name others in `link rel=\"alternate\"`, `link rel=\"canonical\"` and in
sitemaps. A list of that, named under `redirects.alternates`, shows which of them still name a URL that closes (see
[`redirect/stale-alternates`](../rules/redirect/stale-alternates.md)).
";

const OVERVIEW: &str = "
A workspace is a folder with [`cutover.toml`](cutover-toml.md) and one file a region, [`regions/<id>.toml`](region-toml.md);
the file's name is the region's id. [Tables and inventories](tables.md) lie beside the regions. Keys are kebab-case. These
chapters are made from the program's own types, so they are complete.

## Values

| is written | means |
|---|---|
| `2024-12-31` | a day, read by the region's clock; without quotes |
| `2024-12-31T18:00` | a time on the region's clock; `2024-12-31T18:00+01:00` one on any |
| `\"14 days\"` | a duration: `s`, `min`, `h`, `day`, `week`, `month`, `year` and their plurals; days and longer are steps of the calendar |
| `\"sunset + 90 days\"` | a day counted from another milestone |
| `\"xiaomi/orders\"` | a service of a platform or of another region; a bare name is the region's own |
| `\"uk/migrate\"` | a milestone of another region; a bare name is the region's own |

What a day is, and why a milestone gives two instants, is told under [Time](../time.md).

## Open points

Every table takes the key `unknown` beside its own: which keys have no value yet, and why. A draft goes on without them;
`cutover check --strict` refuses, and lists them (see [`schema/open-unknown`](../rules/schema/open-unknown.md)).

```toml
[services.points]
kind    = \"loyalty-points\"
unknown = { rate = \"not published\" }
```

## Inheritance

`extends` lays a region over another one. Tables merge key by key; a value or a list replaces what it inherits.

| section | is inherited |
|---|---|
| `milestones`, `services`, `apps`, `notices`, `brand` | key by key |
| `redirects.rules` | rule by rule, told apart by `from` and `since`; `dropped = \"reason\"` removes one |
| `region.time-zone`, `region.locales` and the like | key by key |
| `sites`, `hosts`, `domains`, `certificates`, `redirects.tables`, `redirects.inventory`, `redirects.alternates` | never |

A milestone's qualifier (`on`, `from`, `by`, …) is one slot: whoever writes one of them replaces the one that was
inherited. The same holds for `to` and `answer` of a default. `cutover why uk.milestones.sunset` prints each layer and
the one that wins. Names in `since`, `until` and `needs` are looked up in the region where the value ends up.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_of_an_inventory_is_explained() {
        assert_eq!(URL_COLUMNS.map(|it| it.0), INVENTORY_COLUMNS);
        assert_eq!(LINK_COLUMNS.map(|it| it.0), ALTERNATE_COLUMNS);
    }
}
