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
