//! Writes a workspace of any size: `cargo run --release --example generate -- REGIONS ROWS DIR`, or with `tables` for
//! REGIONS twelve hosts that share the rows.

#[path = "workspace/mod.rs"]
mod workspace;

use std::path::Path;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [regions, rows, dir] = arguments.as_slice() else {
        eprintln!("wanted: REGIONS ROWS DIR, or tables ROWS DIR");
        std::process::exit(2);
    };
    let made = match (regions.as_str(), regions.parse(), rows.parse()) {
        ("tables", _, Ok(rows)) => workspace::tables(rows),
        (_, Ok(regions), Ok(rows)) => workspace::of(regions, rows),
        _ => {
            eprintln!("REGIONS and ROWS are whole numbers");
            std::process::exit(2);
        }
    };
    for (path, bytes) in made.0 {
        let path = Path::new(dir).join(path);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
        if let Err(err) = written {
            eprintln!("{}: {err}", path.display());
            std::process::exit(3);
        }
    }
}
