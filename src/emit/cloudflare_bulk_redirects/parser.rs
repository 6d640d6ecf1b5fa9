//! A model of what Cloudflare makes of the rows of a Bulk Redirect list, as its documentation tells: a row takes one URL,
//! whatever its scheme, and what no row takes goes on.

use super::dialect::Item;
use crate::emit::dialect::{Found, as_url};
use std::collections::BTreeMap;

/// Reads the rows, by host and key; one that is not as its documentation asks is missing.
pub fn read(text: &str) -> BTreeMap<String, Item> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).filter_map(|it| item(&it)).collect()
}

fn item(record: &csv::StringRecord) -> Option<(String, Item)> {
    let fields: Vec<&str> = record.iter().collect();
    let [source, to, status, keeps_query, "FALSE", "FALSE", "FALSE"] = fields.as_slice() else { return None };
    let (_, key) = source.split_at(source.find('/')?);
    let status = status.parse().ok().filter(|it| [301, 302, 307, 308].contains(it))?;
    let item = Item { key: key.to_owned(), to: (*to).to_owned(), status, keeps_query: *keeps_query == "TRUE" };
    Some(((*source).to_owned(), item))
}

/// Answers GET for `path` without a query; `None` where the zone's own server is asked.
pub fn answer(items: &BTreeMap<String, Item>, host: &str, path: &str) -> Option<Found> {
    let item = items.get(&format!("{host}{path}"))?;
    Some(Found { status: item.status, location: as_url(&item.to) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_takes_one_url_and_no_other() {
        let items = read("h.test/a,https://x.test/1,301,TRUE,FALSE,FALSE,FALSE\nh.test/b,https://x.test/2,410,TRUE,FALSE,FALSE,FALSE\n");
        assert_eq!(answer(&items, "h.test", "/a"), Some(Found { status: 301, location: Some("https://x.test/1".to_owned()) }));
        for (host, path) in [("h.test", "/a/"), ("h.test", "/b"), ("i.test", "/a")] {
            assert_eq!(answer(&items, host, path), None, "{host}{path}");
        }
    }
}
