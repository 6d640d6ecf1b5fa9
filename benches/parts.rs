//! The parts of a run, beside what they cannot be faster than: `cargo bench`.

#[path = "workspace/mod.rs"]
mod workspace;

use cutover::bundle::write;
use cutover::emit::{self, Selection};
use cutover::load::{Folder, Memory};
use cutover::model::artifact::Artifacts;
use cutover::model::plan::request::Request;
use cutover::{Options, check_workspace, plan_workspace};
use divan::Bencher;
use divan::counter::ItemsCount;
use std::path::Path;

fn main() {
    divan::main();
}

/// The sizes that are measured: regions, each with ten rows.
const SIZES: [usize; 3] = [10, 100, 1000];
const ROWS: usize = 10;

fn checked(disk: &Memory) -> cutover::Checked {
    check_workspace(disk, Options::default()).expect("memory can be read")
}

/// Returns a workspace of one region whose table has `rows` rows, each as `row` says.
fn of_rows(rows: usize, row: impl Fn(usize) -> String) -> Memory {
    let mut disk = workspace::of(1, 0);
    let table: String = std::iter::once("from,to\n".to_owned()).chain((0..rows).map(|it| row(it) + "\n")).collect();
    disk.0.insert("regions/r0/redirects.csv".into(), table.into_bytes());
    disk
}

fn artifacts(regions: usize, selection: &Selection) -> Artifacts {
    let checked = plan_workspace(&workspace::of(regions, ROWS), Options::default()).expect("memory can be read");
    assert!(!checked.report.has_errors());
    emit::emit(checked.plan.as_ref().expect("a plan"), selection).expect("it can be written")
}

fn only(folders: &[&str]) -> Selection {
    Selection { only: Some(folders.iter().map(|it| (*it).to_owned()).collect()), ..Selection::default() }
}

#[divan::bench]
fn check_root_workspace(bencher: Bencher) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).to_owned();
    bencher.bench(|| check_workspace(&Folder(root.clone()), Options::default()).expect("the root workspace"));
}

#[divan::bench(args = SIZES)]
fn check_regions(bencher: Bencher, regions: usize) {
    let disk = workspace::of(regions, ROWS);
    bencher.counter(ItemsCount::new(regions)).bench(|| checked(&disk));
}

/// Twelve hosts with tables, and 100 rules with placeholders each.
#[divan::bench(args = [10_000, 100_000])]
fn check_tables(bencher: Bencher, rows: usize) {
    let disk = workspace::tables(rows);
    bencher.counter(ItemsCount::new(rows)).bench(|| checked(&disk));
}

/// What `plan.answer` takes, with a million rows to choose from.
#[divan::bench]
fn answer_among_a_million_rows(bencher: Bencher) {
    let checked = checked(&workspace::tables(1_000_000));
    let plan = checked.plan.as_ref().expect("a plan");
    let index = plan.hosts.values().find_map(|it| it.epochs[0].routing.sites[0].rows.as_ref()).expect("plain rows");
    let host = plan.hosts.keys().next().expect("a host");
    let url = |number: &u32| format!("https://{host}{}", index.key(*number));
    let urls: Vec<Request> = index.index.order().iter().step_by(7).map(|it| Request::of_url(&url(it)).expect("a URL")).collect();
    let at = plan.instant_of(0);
    bencher.counter(ItemsCount::new(urls.len())).bench(|| urls.iter().filter(|it| plan.answer(it, at).rule.is_some()).count());
}

/// Each row leads to the next.
#[divan::bench(args = [100, 1000])]
fn check_chain(bencher: Bencher, rows: usize) {
    let disk = of_rows(rows, |it| format!("/c{it},https://www.shop0.test/r0/c{}", it + 1));
    bencher.counter(ItemsCount::new(rows)).bench(|| checked(&disk));
}

#[divan::bench(args = [100, 1000])]
fn check_one_source_many_times(bencher: Bencher, rows: usize) {
    let disk = of_rows(rows, |it| format!("/same,/q{it}"));
    bencher.counter(ItemsCount::new(rows)).bench(|| checked(&disk));
}

/// Patterns on one host whose placeholders stand first, a third of which others take whole.
#[divan::bench(args = [1000, 10_000])]
fn check_patterns(bencher: Bencher, rows: usize) {
    let disk = of_rows(rows, |it| match it % 3 {
        0 => format!("/:x/p{}/:y,/q{it}/:x", it / 3),
        1 => format!("/:x/p{}/:y/*,/q{it}/:x", it / 3),
        _ => format!("/:x/p{}/*?k={it},/q{it}/:x", it / 3),
    });
    bencher.counter(ItemsCount::new(rows)).bench(|| checked(&disk));
}

/// Pages of one key that a number in the query names, as old shops have them.
#[divan::bench(args = [1000, 10_000])]
fn check_one_key_by_query(bencher: Bencher, rows: usize) {
    let disk = of_rows(rows, |it| format!("/product.php?id={it},/p/{it}"));
    bencher.counter(ItemsCount::new(rows)).bench(|| checked(&disk));
}

#[divan::bench(args = SIZES)]
fn emit_configurations_tables_services(bencher: Bencher, regions: usize) {
    let checked = checked(&workspace::of(regions, ROWS));
    let selection = only(&["configurations", "redirects", "services"]);
    bencher.counter(ItemsCount::new(regions)).bench(|| emit::emit(checked.plan.as_ref().expect("a plan"), &selection));
}

/// The output as `build` writes it: with digests, synced to disk, and put in place in one step.
#[divan::bench(args = [10, 100])]
fn write_whole_output(bencher: Bencher, regions: usize) {
    let made = artifacts(regions, &Selection::default());
    bencher.with_inputs(|| tempfile::tempdir().expect("a folder")).bench_values(|dir| {
        write(&made, &dir.path().join("dist")).expect("it can be written");
        dir
    });
}

/// The same bytes to the same number of files, and nothing else.
#[divan::bench(args = [10, 100])]
fn write_the_same_bytes_plainly(bencher: Bencher, regions: usize) {
    let made = artifacts(regions, &Selection::default());
    bencher.with_inputs(|| tempfile::tempdir().expect("a folder")).bench_values(|dir| {
        for (path, bytes) in &made.files {
            let path = dir.path().join(path);
            std::fs::create_dir_all(path.parent().expect("it has a folder")).expect("a folder");
            std::fs::write(path, bytes).expect("a file");
        }
        dir
    });
}
