//! A bundle: the same bytes each time, and nothing but what it says; whatever is done to it is refused.

use crate::overlay::base;
use cutover::bundle::archive::{Member, Packing, unpack};
use cutover::bundle::held::hold;
use cutover::bundle::{Refused, digest_of};
use cutover::emit::Selection;
use cutover::load::{Disk, Memory};
use cutover::model::plan::Plan;
use cutover::{Bundle, Checked, Outcome, bundle, rebuild};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};
use tar::{EntryType, Header};

fn asked(base: Option<Vec<u8>>) -> Bundle<'static> {
    Bundle {
        name: "release".to_owned(),
        as_of: jiff::civil::date(2024, 9, 1),
        stages: Vec::new(),
        regions: Vec::new(),
        base,
        select: &|_: &Plan| Selection::default(),
        told: &|name, _: &Plan, _: &Plan| BTreeMap::from([("diff.md".to_owned(), format!("since {name}\n").into_bytes())]),
    }
}

fn packed(disk: &Memory, base: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let bundled = bundle(disk, &asked(base), &mut bytes).expect("memory can be read");
    let findings: Vec<String> = bundled.checked.report.findings.iter().map(|it| format!("{}: {}", it.code.name, it.message)).collect();
    assert!(matches!(bundled.outcome, Outcome::Packed(_)), "{findings:#?}");
    bytes
}

/// Judges a bundle as `bundle verify` does.
fn verify(bytes: &[u8]) -> Result<(), String> {
    let held = hold(bytes, |it| it.starts_with("previous")).map_err(|it| it.to_string())?;
    let differences = rebuild(&held, &digest_of(bytes), &asked(None)).map_err(|it| it.to_string())?;
    if differences.is_empty() { Ok(()) } else { Err(differences.join("; ")) }
}

/// A row of numbers that is the same each time (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut it = self.0;
        it = (it ^ (it >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        it = (it ^ (it >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (it ^ (it >> 31)) as usize % end
    }
}

/// Returns the members of a bundle, in order.
fn members(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut all = Vec::new();
    unpack(bytes, |member: Member| {
        let mut bytes = Vec::new();
        member.bytes.read_to_end(&mut bytes).map_err(|it| Refused(it.to_string()))?;
        all.push((member.path, bytes));
        Ok::<(), Refused>(())
    })
    .expect("it is ours");
    all
}

fn packed_anew(members: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut packing = Packing::new(Vec::new(), 1_725_148_800).expect("memory takes all");
    for (path, bytes) in members {
        packing.add(path, bytes.len() as u64, &bytes[..]).expect("memory takes all");
    }
    packing.finish().expect("memory takes all")
}

#[test]
fn the_same_release_is_the_same_bytes_and_verifies() {
    let one = packed(&base(), None);
    assert_eq!(one, packed(&base(), None));
    verify(&one).expect("it is whole");
    let two = packed(&base(), Some(one));
    verify(&two).expect("it is whole, with the one before it inside");
    assert!(members(&two).iter().any(|it| it.0 == "release/previous/release.tar.zst"));
}

#[test]
fn five_hundred_changes_are_each_refused() {
    let bytes = packed(&base(), None);
    let all = members(&bytes);
    let mut chance = Chance(7);
    for round in 0..500 {
        let mut changed = all.clone();
        let at = chance.below(changed.len());
        let is_whole_again = |members: &[(String, Vec<u8>)]| packed_anew(members);
        let (what, mutated) = match round % 10 {
            0 => {
                let mut bytes = bytes.clone();
                let at = chance.below(bytes.len());
                bytes[at] ^= 1 << chance.below(8);
                ("a bit flipped", bytes)
            }
            1 => ("cut", bytes[..chance.below(bytes.len())].to_vec()),
            2 => {
                let mut bytes = bytes.clone();
                let at = chance.below(bytes.len());
                bytes.insert(at, chance.below(256) as u8);
                ("a byte more", bytes)
            }
            3 => {
                let byte = chance.below(changed[at].1.len().max(1));
                match changed[at].1.get_mut(byte) {
                    Some(it) => *it = it.wrapping_add(1),
                    None => changed[at].1.push(b'x'),
                }
                ("a file altered", is_whole_again(&changed))
            }
            4 => {
                changed.remove(at);
                ("a file left out", is_whole_again(&changed))
            }
            5 => {
                let other = (at + 1 + chance.below(changed.len() - 1)) % changed.len();
                changed.swap(at, other);
                ("two files swapped", is_whole_again(&changed))
            }
            6 => {
                let name = ["release/output/extra.txt", "release/zzz", "other/file", "release/inputs/regions/more.toml"][chance.below(4)];
                changed.push((name.to_owned(), b"x".to_vec()));
                changed[1..].sort();
                ("a file more", is_whole_again(&changed))
            }
            7 => {
                let other = (at + 1 + chance.below(changed.len() - 1)) % changed.len();
                if changed[at].1 == changed[other].1 {
                    continue;
                }
                let (one, two) = (changed[at].1.clone(), changed[other].1.clone());
                (changed[at].1, changed[other].1) = (two, one);
                ("two files' bytes swapped", is_whole_again(&changed))
            }
            8 => {
                // The list of digests is altered along with the file: the statement still tells.
                let file = changed.iter().position(|it| it.0.ends_with("runbook.md")).expect("it is there");
                let old = digest_of(&changed[file].1);
                changed[file].1.extend_from_slice(format!("\nround {round}\n").as_bytes());
                let new = digest_of(&changed[file].1);
                let sums = changed.iter().position(|it| it.0.ends_with("SHA256SUMS")).expect("it is there");
                let text = String::from_utf8(changed[sums].1.clone()).expect("it is text").replace(&old, &new);
                changed[sums].1 = text.into_bytes();
                ("a file and its line in the list altered", is_whole_again(&changed))
            }
            _ => {
                // All that is stated is altered alike: only to build it once more tells.
                let file = changed.iter().position(|it| it.0.ends_with("runbook.md")).expect("it is there");
                let (old, size) = (digest_of(&changed[file].1), changed[file].1.len());
                changed[file].1[size / 2] = b'#';
                changed[file].1[round % size] = b'~';
                let new = digest_of(&changed[file].1);
                let replace = |bytes: &[u8], old: &str, new: &str| String::from_utf8_lossy(bytes).replace(old, new).into_bytes();
                let sums = changed.iter().position(|it| it.0.ends_with("SHA256SUMS")).expect("it is there");
                let old_sums = digest_of(&changed[sums].1);
                changed[sums].1 = replace(&changed[sums].1.clone(), &old, &new);
                let new_sums = digest_of(&changed[sums].1);
                changed[0].1 = replace(&replace(&changed[0].1.clone(), &old, &new), &old_sums, &new_sums);
                ("a file and all that is said of it altered", is_whole_again(&changed))
            }
        };
        assert!(verify(&mutated).is_err(), "round {round}: {what} is not seen");
    }
}

#[test]
fn a_bomb_is_refused_before_it_is_unpacked() {
    let all = members(&packed(&base(), None));
    let mut packing = Packing::new(Vec::new(), 0).expect("memory takes all");
    packing.add(&all[0].0, all[0].1.len() as u64, &all[0].1[..]).expect("memory takes all");
    let size = 1_u64 << 30;
    packing.add(&all[1].0, size, io::repeat(0).take(size)).expect("memory takes all");
    let bytes = packing.finish().expect("memory takes all");
    assert!(bytes.len() < 1 << 20, "it is a bomb");
    let why = verify(&bytes).expect_err("it is none of ours");
    assert!(why.contains("bytes, and"), "{why}");
    // A statement that is itself too large is not read.
    let mut packing = Packing::new(Vec::new(), 0).expect("memory takes all");
    packing.add("release/manifest.json", size, io::repeat(b' ').take(size)).expect("memory takes all");
    let why = verify(&packing.finish().expect("memory takes all")).expect_err("it is none of ours");
    assert!(why.contains("larger than any of ours"), "{why}");
}

/// A disk on which somebody saves files meanwhile: those that are named in `saved` are others when they are read again.
struct Saving {
    disk: Memory,
    saved: BTreeSet<String>,
    read: RefCell<BTreeSet<String>>,
}

impl Disk for Saving {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let is_again = !self.read.borrow_mut().insert(path.to_owned()) && self.saved.contains(path);
        let more = if is_again { &b"# saved\n"[..] } else { b"" };
        Ok(self.disk.read(path)?.map(|it| [&it[..], more].concat()))
    }

    fn list(&self, folder: &str, extension: &str) -> io::Result<Vec<String>> {
        self.disk.list(folder, extension)
    }

    fn tree(&self, folder: &str) -> io::Result<Vec<String>> {
        self.disk.tree(folder)
    }
}

/// Packs a workspace while somebody saves the file that its file `saved` names; returns what was found.
pub fn packed_while_saving(mut disk: Memory) -> Checked {
    let saved = disk.0.remove("saved").map(|it| String::from_utf8_lossy(&it).trim().to_owned());
    let disk = Saving { disk, saved: saved.into_iter().collect(), read: RefCell::default() };
    bundle(&disk, &asked(None), io::sink()).expect("memory can be read").checked
}

#[test]
fn what_comes_out_otherwise_the_second_time_is_not_packed() {
    static COUNT: AtomicUsize = AtomicUsize::new(0);
    let base_of = packed(&base(), None);
    let asked = Bundle {
        // What tells of the change counts how often it was asked: no clock and no chance could do worse.
        told: &|name, _: &Plan, _: &Plan| {
            let text = format!("since {name}, told {} times\n", COUNT.fetch_add(1, Ordering::Relaxed));
            BTreeMap::from([("diff.md".to_owned(), text.into_bytes())])
        },
        ..asked(Some(base_of))
    };
    let bundled = bundle(&base(), &asked, io::sink()).expect("memory can be read");
    assert!(matches!(bundled.outcome, Outcome::Found) && COUNT.load(Ordering::Relaxed) == 2);
    let found = bundled.checked.report.findings.iter().find(|it| it.code.name == "release/not-reproducible").expect("it is found");
    assert!(found.message.contains("`diff.md` is another") && !found.message.contains("runbook"), "{}", found.message);
}

/// Packs blocks as they are, in a frame as ours.
fn framed(blocks: &[u8]) -> Vec<u8> {
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("memory takes all");
    encoder.include_checksum(true).expect("it can");
    encoder.write_all(blocks).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

/// Returns the blocks of a member as they are wanted, its checksum right.
fn blocks(bytes: &[u8], change: impl FnOnce(&mut Header)) -> Vec<u8> {
    let mut header = Header::new_ustar();
    header.set_path("release/zzz").expect("it fits");
    header.set_size(bytes.len() as u64);
    header.set_mode(0o644);
    header.set_entry_type(EntryType::Regular);
    change(&mut header);
    header.set_cksum();
    let mut blocks = [&header.as_bytes()[..], bytes].concat();
    blocks.resize(blocks.len().next_multiple_of(512), 0);
    blocks
}

/// Names a member whatever the name is.
fn name(header: &mut Header, name: &[u8]) {
    header.as_mut_bytes()[..100].fill(0);
    header.as_mut_bytes()[..name.len()].copy_from_slice(name);
}

/// Returns the blocks of a good bundle, without the two that end it.
fn good() -> Vec<u8> {
    let all = members(&packed(&base(), None));
    let of = |(path, bytes): &(String, Vec<u8>)| blocks(bytes, |it| it.set_path(path).expect("it fits"));
    all.iter().flat_map(of).collect()
}

const END: [u8; 1024] = [0; 1024];

#[test]
fn a_member_that_is_no_plain_file_of_ours_is_refused() {
    let good = good();
    // Packed by hand as it was, it is read.
    let read = |blocks: &[u8]| hold(&framed(&[blocks, &END].concat())[..], |_| false).map(|_| ()).map_err(|it| it.0);
    read(&good).expect("it is ours");
    let with = |bytes: &[u8], change: &dyn Fn(&mut Header)| read(&[&good[..], &blocks(bytes, change)].concat());
    let kinds = [
        EntryType::Link,
        EntryType::Symlink,
        EntryType::Char,
        EntryType::Block,
        EntryType::Directory,
        EntryType::Fifo,
        EntryType::Continuous,
        EntryType::GNULongName,
        EntryType::GNULongLink,
        EntryType::GNUSparse,
        EntryType::XGlobalHeader,
        EntryType::XHeader,
    ];
    for kind in kinds {
        let why = with(b"", &|it| it.set_entry_type(kind)).expect_err("it is no plain file");
        assert!(why.contains("no plain file"), "{kind:?}: {why}");
    }
    let why = with(b"", &|it| it.set_link_name("/etc/passwd").expect("it fits")).expect_err("it is a link");
    assert!(why.contains("no plain file"), "{why}");
    let out: [&[u8]; 14] = [
        b"../zzz",
        b"/etc/passwd",
        b"release/../../zzz",
        b"release/..",
        b"release//zzz",
        b"release/./zzz",
        b"release/",
        b"zzz",
        b"release\\..\\zzz/a",
        b"release/z\nzz",
        b"release/z\x1b[2Jzz",
        b"release/z\x7fzz",
        b"release/z\xffz",
        b"",
    ];
    for path in out {
        let why = with(b"x", &|it| name(it, path)).expect_err("it leads out");
        assert!(why.contains("leads out") || why.contains("no text"), "{}: {why}", path.escape_ascii());
    }
    let twice = [b"release/manifest.json".as_slice(), b"release/SHA256SUMS", b"release/output/index.html", b"release/MANIFEST.json"];
    for path in twice {
        let why = with(b"x", &|it| name(it, path)).expect_err("it is there twice, or by another case");
        assert!(why.contains("twice"), "{}: {why}", path.escape_ascii());
    }
    for (path, wanted) in
        [(b"release/zzz".as_slice(), "more than is stated"), (b"other/zzz", "out of order"), (b"zother/z", "lies outside")]
    {
        let why = with(b"x", &|it| name(it, path)).expect_err("it is more");
        assert!(why.contains(wanted), "{}: {why}", path.escape_ascii());
    }
    // A size that is not that of the bytes: as much as a header can say, and one block too many.
    for size in [u64::MAX, 1 << 40, 1_024] {
        with(b"x", &|it| it.set_size(size)).expect_err("it ends before");
    }
    // GNU's own header, in which a file may be sparse.
    let gnu = |it: &mut Header| it.as_mut_bytes()[257..265].copy_from_slice(b"ustar  \0");
    assert!(with(b"x", &gnu).expect_err("it is another's").contains("no plain file"));
    // A checksum that is wrong.
    let mut spoiled = blocks(b"x", |_| ());
    spoiled[148] ^= 1;
    read(&[&good[..], &spoiled].concat()).expect_err("its checksum is wrong");
}

#[test]
fn what_stands_behind_the_end_is_refused() {
    let good = good();
    let read = |bytes: &[u8]| hold(bytes, |_| false).map(|_| ()).map_err(|it| it.0);
    let whole = framed(&[&good[..], &END].concat());
    read(&whole).expect("it is ours");
    let behind = |blocks: &[u8]| framed(&[&good[..], &END, blocks].concat());
    let mut skipped = vec![0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0];
    skipped.extend(b"more");
    for (what, bytes) in [
        ("a member", behind(&blocks(b"x", |_| ()))),
        ("bytes", behind(b"x")),
        ("zeros without end", behind(&vec![0; 1 << 20])),
        ("another frame", [&whole[..], &framed(b"x")].concat()),
        ("an empty frame", [&whole[..], &framed(b"")].concat()),
        ("a frame to be skipped", [&whole[..], &skipped].concat()),
        ("a byte", [&whole[..], b"\n"].concat()),
    ] {
        let why = read(&bytes).expect_err(what);
        assert!(why.contains("behind its end"), "{what}: {why}");
    }
    // A frame that wants more memory than ours does.
    let mut encoder = zstd::Encoder::new(Vec::new(), 3).expect("memory takes all");
    encoder.window_log(27).expect("it can");
    encoder.write_all(&[&good[..], &END].concat()).expect("memory takes all");
    assert!(read(&encoder.finish().expect("memory takes all")).is_err());
}

/// Alters a file of a bundle and all that is said of it, so that its digests hold.
fn consistent(all: &mut [(String, Vec<u8>)], path: &str, bytes: Vec<u8>) {
    let at = |all: &[(String, Vec<u8>)], path: &str| all.iter().position(|it| it.0 == path).expect("it is there");
    let file = at(all, path);
    let (old, old_size) = (digest_of(&all[file].1), all[file].1.len());
    let (new, new_size) = (digest_of(&bytes), bytes.len());
    all[file].1 = bytes;
    let sums = at(all, "release/SHA256SUMS");
    let old_sums = digest_of(&all[sums].1);
    all[sums].1 = String::from_utf8_lossy(&all[sums].1).replace(&old, &new).into_bytes();
    let new_sums = digest_of(&all[sums].1);
    let statement = String::from_utf8_lossy(&all[0].1).replace(&old, &new).replace(&old_sums, &new_sums);
    all[0].1 = statement.replace(&format!("\"size\": {old_size}\n"), &format!("\"size\": {new_size}\n")).into_bytes();
}

/// Who alters an input and every digest is caught, for the output is not what that input gives; who packs anew what he altered
/// has made a bundle like any other: that it is not the one that was reviewed only a signature tells.
#[test]
fn an_altered_input_is_told_by_the_build_and_a_bundle_made_anew_by_nothing_inside() {
    let mut all = members(&packed(&base(), None));
    let path = "release/inputs/regions/uk.toml";
    let bytes = all.iter().find(|it| it.0 == path).expect("it is there").1.clone();
    // White space alone: nothing that servers do changes by it.
    let altered = String::from_utf8(bytes).expect("it is text").replacen("name = ", "name  =", 1).into_bytes();
    consistent(&mut all, path, altered);
    let bytes = packed_anew(&all);
    hold(&bytes[..], |_| false).expect("all that is said of it holds");
    let why = verify(&bytes).expect_err("it is none of ours");
    assert!(why.contains("`output/manifest.json` is another"), "{why}");
    let mut other = base();
    other.0.get_mut("regions/uk.toml").expect("it is there").extend(b"\n# mine\n");
    verify(&packed(&other, None)).expect("it is a bundle, of another workspace");
}

fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cutover")).args(arguments).current_dir(dir).output().expect("the program runs")
}

/// Writes the workspace of the cases to a folder.
fn laid() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("a folder can be made");
    let root = dir.path().join("shop");
    for (path, bytes) in base().0 {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().expect("it lies in a folder")).expect("a folder can be made");
        std::fs::write(path, bytes).expect("it can be written");
    }
    (dir, root)
}

#[test]
fn the_command_says_how_it_ends() {
    let (dir, root) = laid();
    let ends = |arguments: &[&str], wanted: i32, text: &str| {
        let output = run(dir.path(), &[&["-C", "shop"], arguments].concat());
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(wanted), "{arguments:?}: {said}");
        assert!(said.contains(text), "{arguments:?}: {said}");
        said
    };
    let day = ["--as-of", "2024-09-01"];
    ends(&["bundle"], 2, "what it is called");
    ends(&["bundle", "a"], 2, "add `--as-of DATE`");
    ends(&["bundle", "a/b", day[0], day[1]], 2, "write letters");
    ends(&["bundle", "a", "--as-of", "soon"], 2, "soon");
    ends(&["bundle", "a", day[0], day[1], "--passphrase-file", "x"], 2, "--key");
    ends(&["bundle", "a", day[0], day[1], "--region", "xx"], 2, "there is no region `xx`");
    ends(&["bundle", "a", day[0], day[1], "--key", "none.key"], 3, "none.key");
    ends(&["bundle", "a", day[0], day[1], "--base", "none.tar.zst"], 3, "none.tar.zst");
    ends(&["bundle", "verify", "none.tar.zst"], 3, "none.tar.zst");
    assert!(!dir.path().join("a.tar.zst").exists());
    ends(&["bundle", "a", day[0], day[1]], 0, "not signed: `--key FILE` signs it");
    assert_eq!(ends(&["--quiet", "bundle", "b", day[0], day[1], "--base", "a.tar.zst"], 0, ""), "");
    assert_eq!(ends(&["--quiet", "bundle", "verify", "b.tar.zst"], 0, ""), "");
    ends(&["bundle", "verify", "a.tar.zst", "--public-key", "shop/cutover.toml"], 1, "is no public key");
    ends(&["bundle", "show", "b.tar.zst"], 0, "base      a (sha256:");
    ends(&["bundle", "show", "b.tar.zst", "--files"], 0, "output/runbook.md");
    ends(&["bundle", "diff", "a.tar.zst", "a.tar.zst", "--exit-code"], 0, "they hold the same");
    ends(&["bundle", "diff", "a.tar.zst", "b.tar.zst", "--exit-code"], 1, "`diff.md` is missing");
    std::fs::write(dir.path().join("c.tar.zst"), "no bundle").expect("it can be written");
    ends(&["bundle", "show", "c.tar.zst"], 1, "= help: fetch it once more");
    ends(&["bundle", "c", day[0], day[1]], 3, "c.tar.zst: is no bundle of cutover");
    // An error packs nothing, and leaves what is there.
    std::fs::write(root.join("regions/uk.toml"), "[region]\nnmae = 1\n").expect("it can be written");
    let before = std::fs::read(dir.path().join("a.tar.zst")).expect("it is there");
    ends(&["bundle", "a", day[0], day[1]], 1, "nothing was packed");
    assert!(before == std::fs::read(dir.path().join("a.tar.zst")).expect("it is there"));
}

/// What a bundle is named for that only reads it is done, and what writes is refused.
#[test]
fn a_bundle_is_read_as_a_workspace_and_never_written() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    std::fs::write(dir.path().join("b.tar.zst"), packed(&base(), None)).expect("it can be written");
    for (arguments, wanted, text) in [
        (&["notices"][..], 0, ""),
        (&["notices", "--sign", "legal", "--on", "2024-09-01"], 2, "is no folder"),
        (&["diff", "b.tar.zst"], 2, "two bundles are compared by `cutover bundle diff`"),
        (&["build"], 2, "is no folder"),
        (&["fix"], 2, "is no folder"),
    ] {
        let output = run(dir.path(), &[&["-C", "b.tar.zst"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(wanted), "{arguments:?}: {said}");
        assert!(said.contains(text), "{arguments:?}: {said}");
    }
}

/// A bundle's own words stand in the refusal: they neither steer the terminal nor how the command ends.
#[test]
fn the_words_of_a_bundle_that_is_refused_are_only_shown() {
    let dir = tempfile::tempdir().expect("a folder can be made");
    for word in ["Broken pipe", "Broken pipe (os error 32)", "\\u001b[2J\\u202e"] {
        let mut all = members(&packed(&base(), None));
        all[0].1 = String::from_utf8_lossy(&all[0].1).replacen("https://in-toto.io/Statement/v1", word, 1).into_bytes();
        std::fs::write(dir.path().join("x.tar.zst"), packed_anew(&all)).expect("it can be written");
        let verify: &[&str] = &["bundle", "verify", "x.tar.zst"];
        for arguments in [verify, &["-C", "x.tar.zst", "check"], &["-C", "x.tar.zst", "runbook"]] {
            let output = run(dir.path(), arguments);
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(1), "{arguments:?}, {word}: {said}");
            assert!(said.contains("is refused: its statement is a"), "{arguments:?}: {said}");
            assert!(!said.chars().any(|it| it.is_control() && it != '\n' || it == '\u{202e}'), "{arguments:?}: {said:?}");
        }
    }
}

#[test]
fn what_a_bundle_says_of_itself_is_what_its_schemas_say() {
    let schemas: BTreeMap<String, String> = cutover::schemas().into_iter().collect();
    let judge = |schema: &str, bytes: &[u8]| {
        let schema: serde_json::Value = serde_json::from_str(&schemas[schema]).expect("a schema is JSON");
        let value: serde_json::Value = serde_json::from_slice(bytes).expect("it is JSON");
        let validator = jsonschema::draft202012::new(&schema).expect("a schema is one");
        let faults: Vec<String> = validator.iter_errors(&value).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{faults:#?}");
    };
    let (dir, _) = laid();
    assert!(run(dir.path(), &["-C", "shop", "bundle", "a", "--as-of", "2024-09-01"]).status.success());
    let all: BTreeMap<String, Vec<u8>> = members(&std::fs::read(dir.path().join("a.tar.zst")).expect("it is there")).into_iter().collect();
    judge("bundle.schema.json", &all["a/manifest.json"]);
    judge("findings.schema.json", &all["a/findings.json"]);
    judge("waivers.schema.json", &all["a/waivers.json"]);
    judge("manifest.schema.json", &all["a/output/manifest.json"]);
    judge("bundle-shown.schema.json", &run(dir.path(), &["bundle", "show", "a.tar.zst", "--format", "json"]).stdout);
}
