//! A bundle: the same bytes each time, and nothing but what it says; whatever is done to it is refused.

use crate::overlay::base;
use cutover::bundle::archive::{Member, Packing, unpack};
use cutover::bundle::held::hold;
use cutover::bundle::{Digests, Refused, digest_of};
use cutover::emit::Selection;
use cutover::load::Memory;
use cutover::model::plan::Plan;
use cutover::{Bundle, Outcome, bundle, rebuild};
use std::collections::BTreeMap;
use std::io::{self, Read};

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
    let mut again = Digests::default();
    let differences = rebuild(&held, &asked(None), &mut again).map_err(|it| it.to_string())?;
    if !differences.is_empty() {
        return Err(differences.join("; "));
    }
    if again.finish() == digest_of(bytes) { Ok(()) } else { Err("the same files, packed otherwise".to_owned()) }
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
