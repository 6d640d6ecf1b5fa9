//! Packs a release into one file: what was made, of what, and a statement that holds all of it together.

use super::archive::Packing;
use super::digest::Digesting;
use super::statement::{Asked, BUILD, Builder, Definition, Details, Digest, PREDICATE, Provenance, Size, Statement, Subject, TYPE};
use super::{INPUTS, MANIFEST, OUTPUT, SUMS};
use crate::model::artifact::{Artifacts, Digested, Stream};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What a bundle is made of.
pub struct Release<'a> {
    pub asked: Asked,
    /// What a build writes.
    pub output: &'a Artifacts,
    /// Every file that was read, by its path in the workspace.
    pub inputs: &'a BTreeMap<String, Vec<u8>>,
    /// What stands beside the two, such as the findings, by path below the bundle's folder.
    pub beside: BTreeMap<String, Vec<u8>>,
    /// By name, as `tzdb`.
    pub versions: BTreeMap<String, String>,
}

/// One file that is packed.
enum Content<'a> {
    Bytes(&'a [u8]),
    Stream(&'a Stream),
}

/// Packs a release into `out`; the same release is the same bytes. Returns what the bundle says of itself.
pub fn pack(release: &Release, time: u64, out: impl Write) -> io::Result<Statement> {
    let streams = digests(&release.output.streams)?;
    let last = release.output.last.as_ref().map(|it| (it.path.clone(), it.bytes(&streams)));
    let mut files: BTreeMap<String, Content> = BTreeMap::new();
    files.extend(release.beside.iter().map(|(path, it)| (path.clone(), Content::Bytes(it))));
    files.extend(release.inputs.iter().map(|(path, it)| (format!("{INPUTS}/{path}"), Content::Bytes(it))));
    files.extend(release.output.files.iter().map(|(path, it)| (format!("{OUTPUT}/{path}"), Content::Bytes(it))));
    files.extend(last.iter().map(|(path, it)| (format!("{OUTPUT}/{path}"), Content::Bytes(it))));
    files.extend(release.output.streams.iter().map(|(path, it)| (format!("{OUTPUT}/{path}"), Content::Stream(it))));

    let of_file = |(path, content): (&String, &Content)| match content {
        Content::Bytes(bytes) => subject(path, &digested(bytes)),
        Content::Stream(_) => subject(path, &streams[path.split_once('/').expect("it lies below a folder").1]),
    };
    let mut subjects: Vec<Subject> = files.iter().map(of_file).collect();
    let sums: String = subjects.iter().map(|it| format!("{}  {}\n", it.digest.sha256, it.name)).collect();
    files.insert(SUMS.to_owned(), Content::Bytes(sums.as_bytes()));
    subjects.push(subject(SUMS, &digested(sums.as_bytes())));
    subjects.sort_by(|one, two| one.name.cmp(&two.name));

    let statement = Statement {
        form: TYPE.to_owned(),
        subject: subjects,
        predicate_type: PREDICATE.to_owned(),
        predicate: Provenance {
            build_definition: Definition {
                build_type: BUILD.to_owned(),
                external_parameters: release.asked.clone(),
                resolved_dependencies: release.inputs.iter().map(|(path, it)| subject(path, &digested(it))).collect(),
            },
            run_details: Details { builder: Builder { id: "urn:cutover".to_owned(), version: release.versions.clone() } },
        },
    };
    let mut packing = Packing::new(out, time)?;
    let name = &release.asked.name;
    let manifest = serde_json::to_string_pretty(&statement).expect("a published shape has text for keys") + "\n";
    packing.add(&format!("{name}/{MANIFEST}"), manifest.len() as u64, manifest.as_bytes())?;
    for subject in &statement.subject {
        let path = format!("{name}/{}", subject.name);
        match files[&subject.name] {
            Content::Bytes(bytes) => packing.add(&path, bytes.len() as u64, bytes)?,
            Content::Stream(stream) => packing.stream(&path, subject.annotations.size, |out| stream.write(out))?,
        }
    }
    packing.finish()?.flush()?;
    Ok(statement)
}

/// Returns the digest of each stream; those that are the same are made once.
fn digests(streams: &BTreeMap<String, Stream>) -> io::Result<BTreeMap<String, Digested>> {
    let (mut known, mut all) = (BTreeMap::new(), BTreeMap::new());
    for (path, stream) in streams {
        if !known.contains_key(&stream.identity) {
            let mut sink = Digesting::new(io::sink());
            stream.write(&mut sink)?;
            known.insert(stream.identity.clone(), sink.finish().0);
        }
        all.insert(path.clone(), known[&stream.identity].clone());
    }
    Ok(all)
}

fn digested(bytes: &[u8]) -> Digested {
    let mut sink = Digesting::new(io::sink());
    sink.write_all(bytes).expect("a sink takes all");
    sink.finish().0
}

fn subject(path: &str, digested: &Digested) -> Subject {
    Subject { name: path.to_owned(), digest: Digest { sha256: digested.sha256.clone() }, annotations: Size { size: digested.size as u64 } }
}
