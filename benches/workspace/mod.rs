//! Workspaces of any size, always the same ones.

use cutover::load::Memory;
use std::fmt::Write;

/// How many regions share a host.
const ON_A_HOST: usize = 25;

const PROGRAM: &str = r#"spec = 1

[program]
name = "many-stores"
successor = "next"
time-zone = "UTC"
sync = "local"

[platforms.next]
name = "Next"
origins = ["https://www.next.test"]
umbrella = "https://www.next.test/"

[platforms.next.services]
orders = { url = "https://www.next.test/orders/", live-since = 2024-10-01, owner = "orders" }

[targets.edge]
kind = "nginx"
"#;

const BASE: &str = r#"[region]
name = "What all regions have"
layer = true
owner = "stores"

[milestones]
announce = { by = 2024-08-15 }
migrate = { from = 2024-10-21 }
sunset = { by = 2024-12-03 }
redirects-end = { never = "customers keep old links for years" }
"#;

/// Returns a workspace of `regions` regions, each with a table of `rows` rows; 25 regions share a host.
pub fn of(regions: usize, rows: usize) -> Memory {
    let mut disk = Memory::default();
    let mut add = |path: String, text: String| drop(disk.0.insert(path, text.into_bytes()));
    add("cutover.toml".into(), PROGRAM.into());
    add("regions/base.toml".into(), BASE.into());
    for region in 0..regions {
        add(format!("regions/r{region}.toml"), self::region(region));
        let mut table = String::from("from,to\n");
        for row in 0..rows {
            let _ = writeln!(table, "/product/{row}/of-{region},/poco/{row}/");
        }
        add(format!("regions/r{region}/redirects.csv"), table);
        add(format!("regions/r{region}/inventory.csv"), format!("url\n/product/0/of-{region}\n/\n"));
    }
    disk
}

const TABLES: &str = r#"spec = 1

[program]
name = "big-tables"
successor = "next"
time-zone = "UTC"

[platforms.next]
name = "Next"
origins = ["https://www.next.test", "https://help.next.test"]

[targets.edge]
kind = "nginx"

[lint.severity]
"redirect/chain" = "allow"
"redirect/duplicate" = "allow"
"#;

/// How many hosts `tables` has.
const HOSTS: usize = 12;

/// Returns a workspace without dates: twelve hosts that share `rows` rows, and 100 rules with placeholders on each. Of
/// a thousand rows one leads to another row of its host, and one is written twice.
pub fn tables(rows: usize) -> Memory {
    let mut disk = Memory::default();
    disk.0.insert("cutover.toml".into(), TABLES.into());
    for host in 0..HOSTS {
        let rows = rows / HOSTS + usize::from(host < rows % HOSTS);
        disk.0.insert(format!("regions/shop{host}.toml"), shop(host).into_bytes());
        let mut table = String::with_capacity(rows * 100);
        table.push_str("from,to,status\n");
        for row in 0..rows {
            // Neither sorted nor by chance: each number comes once.
            let item = (row * 7_919 + host) % rows.max(1);
            let (group, word) = (item % 97, WORDS[item % WORDS.len()]);
            let from = format!("/product/{word}-{group}/{word}-{item}-{host}");
            let _ = match row % 1_000 {
                500 => writeln!(table, "{from},https://www.shop{host}.test/product/next-{},301", row + 1),
                501 => writeln!(table, "/product/next-{row},https://www.next.test/poco/{word}/last-{item}/,301"),
                502 => writeln!(table, "{from},https://help.next.test/{word}/{item},302\n{from},https://help.next.test/{word}/{item},302"),
                _ => writeln!(table, "{from},https://www.next.test/poco/{word}-{group}/{word}-{item}/,301"),
            };
        }
        disk.0.insert(format!("regions/shop{host}/redirects.csv"), table.into_bytes());
    }
    disk
}

const WORDS: [&str; 8] = ["phone", "tablet", "charger", "case", "earbuds", "watch", "cable", "accessory"];

fn shop(host: usize) -> String {
    let mut text = format!(
        r#"[region]
name = "Shop {host}"
disposition = "retire"
time-zone = "UTC"
owner = "stores"

[[sites]]
id = "shop"
url = "https://www.shop{host}.test/"
successor = "https://www.next.test/poco/"
closure = []
default = {{ answer = "gone" }}

[redirects]
tables = ["shop{host}/redirects.csv"]
"#
    );
    for pattern in 0..100 {
        let _ = writeln!(text, "\n[[redirects.rules]]\nfrom = \"/list-{pattern}/:name/*\"\nto = \"/lists/{pattern}/:name/*\"");
    }
    text
}

fn region(region: usize) -> String {
    let host = format!("www.shop{}.test", region / ON_A_HOST);
    let mut text = format!(
        "[region]\nname = \"Region {region}\"\nextends = \"base\"\ndisposition = \"retire\"\ntime-zone = \"Europe/London\"\n\n\
         [[sites]]\nid = \"store\"\nurl = \"https://{host}/r{region}/\"\nsuccessor = \"https://www.next.test/r{region}/\"\n\
         upstream = \"http://127.0.0.1:8080\"\n\n\
         [redirects]\ntables = [\"r{region}/redirects.csv\"]\ninventory = [\"r{region}/inventory.csv\"]\ndefault = {{ to = \"/home/\" }}\n"
    );
    if region.is_multiple_of(ON_A_HOST) {
        let _ = write!(
            text,
            "\n[hosts.\"{host}\"]\nupstream = \"http://127.0.0.1:8080\"\ndefault = {{ to = \"https://www.next.test/shop/\", since = \"sunset\" }}\n"
        );
    }
    text
}
