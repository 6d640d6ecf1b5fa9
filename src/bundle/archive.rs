//! Packs files into one archive, the same bytes on any machine, and reads one of which nothing is known.
//!
//! It is a POSIX tar (IEEE Std 1003.1, `ustar`) in one zstd frame with a checksum (RFC 8878): plain files only, in the order of
//! their paths but for the first, owned by nobody, all of one time. What is otherwise is no archive of ours.

use super::{Refused, refused};
use std::io::{self, BufRead, BufReader, Read, Write};
use tar::{Archive, Builder, EntryType, Header};
use zstd::stream::read::Decoder;
use zstd::stream::write::Encoder;

/// More than this is no better and takes three times as long.
const LEVEL: i32 = 3;
/// The bytes are the same with any number but none.
const WORKERS: u32 = 2;
/// How much a reader keeps of what it has unpacked: as much as the writer looks back, and a frame that asks for more is refused.
const WINDOW_LOG: u32 = 23;
/// What a tar is made of.
const BLOCK: usize = 512;
/// The longest path: what `ustar` holds.
const LONGEST: usize = 255;

/// An archive that is written.
pub struct Packing<W: Write> {
    builder: Builder<Encoder<'static, W>>,
    time: u64,
}

impl<W: Write> Packing<W> {
    /// Begins an archive whose files are all of `time`, in seconds since 1970 (UTC).
    pub fn new(out: W, time: u64) -> io::Result<Packing<W>> {
        let mut encoder = Encoder::new(out, LEVEL)?;
        encoder.include_checksum(true)?;
        encoder.multithread(WORKERS)?;
        Ok(Packing { builder: Builder::new(encoder), time })
    }

    /// Adds a file of `size` bytes.
    pub fn add(&mut self, path: &str, size: u64, mut bytes: impl Read) -> io::Result<()> {
        self.stream(path, size, |out| io::copy(&mut bytes, out).map(drop))
    }

    /// Adds a file of `size` bytes that is made as it is packed.
    pub fn stream(&mut self, path: &str, size: u64, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut header = Header::new_ustar();
        header.set_path(path)?;
        header.set_size(size);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(self.time);
        header.set_entry_type(EntryType::Regular);
        header.set_cksum();
        let out = self.builder.get_mut();
        out.write_all(header.as_bytes())?;
        let mut counting = Counting { inner: &mut *out, size: 0 };
        write(&mut counting)?;
        if counting.size != size {
            return Err(io::Error::other(format!("`{path}` changed while it was packed")));
        }
        // A file fills whole blocks.
        out.write_all(&[0; BLOCK][..size.next_multiple_of(BLOCK as u64).abs_diff(size) as usize])
    }

    /// Ends the archive and returns what it was written to.
    pub fn finish(self) -> io::Result<W> {
        self.builder.into_inner()?.finish()
    }
}

/// Counts what passes by.
struct Counting<W> {
    inner: W,
    size: u64,
}

impl<W: Write> Write for Counting<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = self.inner.write(bytes)?;
        self.size += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

/// A file of an archive that is read.
pub struct Member<'r> {
    pub path: String,
    /// In bytes.
    pub size: u64,
    pub bytes: &'r mut dyn Read,
}

/// Hands over each file of an archive, from the first to the last. What is read may be anything: memory stays bounded, and a
/// member is handed over only once its name is known to lie below the archive's folder.
pub fn unpack<E: From<Refused>>(packed: impl Read, mut take: impl FnMut(Member) -> Result<(), E>) -> Result<(), E> {
    let fault = |err: io::Error| E::from(refused(format!("it cannot be unpacked: {err}")));
    let mut packed = BufReader::with_capacity(1 << 16, packed);
    let mut decoder = Decoder::with_buffer(&mut packed).map_err(fault)?.single_frame();
    decoder.window_log_max(WINDOW_LOG).map_err(fault)?;
    let mut last: Option<String> = None;
    {
        let mut archive = Archive::new(&mut decoder);
        archive.set_ignore_zeros(false);
        // Raw, so that no long name is read into memory for us.
        for (at, entry) in archive.entries().map_err(fault)?.raw(true).enumerate() {
            let mut entry = entry.map_err(fault)?;
            let path = named(entry.header()).map_err(E::from)?;
            // The first one says what all others are; those stand in order, so none comes twice.
            if at > 1 && last.as_ref().is_some_and(|it| *it >= path) {
                return Err(refused(format!("`{path}` stands out of order, or twice")).into());
            }
            let size = entry.header().size().map_err(fault)?;
            take(Member { path: path.clone(), size, bytes: &mut entry })?;
            if io::copy(&mut entry, &mut io::sink()).map_err(fault)? > 0 {
                return Err(refused(format!("`{path}` is longer than it says")).into());
            }
            last = Some(path);
        }
    }
    if last.is_none() {
        return Err(refused("it holds no file".to_owned()).into());
    }
    // Two empty blocks end an archive, and the checksum comes behind them.
    let mut rest = [0; 2048];
    let mut left = 0;
    loop {
        let read = decoder.read(&mut rest).map_err(fault)?;
        left += read;
        if read == 0 {
            break;
        }
        if rest[..read].iter().any(|it| *it != 0) || left > 1 << 16 {
            return Err(refused("something stands behind its end".to_owned()).into());
        }
    }
    drop(decoder);
    match packed.fill_buf().map_err(fault)?.is_empty() {
        true => Ok(()),
        false => Err(refused("something stands behind its end".to_owned()).into()),
    }
}

/// Returns the path of a member that is as we write it.
fn named(header: &Header) -> Result<String, Refused> {
    let path = header.path_bytes().into_owned();
    let path = String::from_utf8(path).map_err(|_| refused("a member has a name that is no text".to_owned()))?;
    let is_plain = |it: &str| !matches!(it, "" | "." | "..") && !it.contains(['\\', '\0']) && !it.chars().any(char::is_control);
    if path.len() > LONGEST || !path.split('/').all(is_plain) || !path.contains('/') {
        return Err(refused(format!("the member `{}` leads out of the bundle", path.escape_debug())));
    }
    let is_file = header.entry_type() == EntryType::Regular && header.as_ustar().is_some();
    if !is_file || header.link_name_bytes().is_some() {
        return Err(refused(format!("the member `{path}` is no plain file")));
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn packed(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut packing = Packing::new(Vec::new(), 1_733_011_200).unwrap();
        for (path, bytes) in files {
            packing.add(path, bytes.len() as u64, *bytes).unwrap();
        }
        packing.finish().unwrap()
    }

    fn unpacked(bytes: &[u8]) -> Result<BTreeMap<String, Vec<u8>>, Refused> {
        let mut files = BTreeMap::new();
        unpack(bytes, |member| {
            let mut bytes = Vec::new();
            member.bytes.take(1 << 20).read_to_end(&mut bytes).map_err(|err| refused(err.to_string()))?;
            files.insert(member.path, bytes);
            Ok::<(), Refused>(())
        })?;
        Ok(files)
    }

    const FILES: [(&str, &[u8]); 3] = [("a/manifest.json", b"{}"), ("a/SHA256SUMS", b"x\n"), ("a/output/index.html", b"<p>")];

    #[test]
    fn what_is_packed_is_unpacked_and_packed_again_it_is_the_same() {
        let bytes = packed(&FILES);
        assert_eq!(bytes, packed(&FILES));
        let files = unpacked(&bytes).unwrap();
        assert_eq!(files.len(), 3);
        assert_eq!(files["a/output/index.html"], b"<p>");
    }

    #[test]
    fn every_byte_that_is_cut_or_flipped_is_refused() {
        let bytes = packed(&FILES);
        let whole = unpacked(&bytes).unwrap();
        for at in 0..bytes.len() {
            assert!(unpacked(&bytes[..at]).is_err(), "cut at {at}");
            let mut flipped = bytes.clone();
            flipped[at] ^= 0x10;
            // What only says otherwise how it is packed holds the same files.
            assert!(unpacked(&flipped).map_or(true, |it| it == whole), "flipped at {at}");
        }
        let longer = [bytes.clone(), b"x".to_vec()].concat();
        assert!(unpacked(&longer).is_err());
        assert!(unpacked(&[bytes.clone(), bytes].concat()).is_err());
    }

    #[test]
    fn members_that_are_not_ours_are_refused() {
        for path in ["../a", "a/../b", "/a", "a", "a//b", "a/.", "a\\b/c"] {
            let mut raw = Builder::new(Encoder::new(Vec::new(), 1).unwrap());
            let mut header = Header::new_ustar();
            header.as_mut_bytes()[..path.len()].copy_from_slice(path.as_bytes());
            header.set_size(1);
            header.set_entry_type(EntryType::Regular);
            header.set_cksum();
            raw.append(&header, &b"x"[..]).unwrap();
            let bytes = raw.into_inner().unwrap().finish().unwrap();
            let said = unpacked(&bytes).unwrap_err().to_string();
            assert!(said.contains("leads out") || said.contains("cannot be unpacked"), "{path}: {said}");
        }
        for kind in [EntryType::Symlink, EntryType::Link, EntryType::Directory, EntryType::GNULongName, EntryType::XHeader] {
            let mut raw = Builder::new(Encoder::new(Vec::new(), 1).unwrap());
            let mut header = Header::new_ustar();
            header.set_path("a/b").unwrap();
            header.set_entry_type(kind);
            header.set_size(0);
            header.set_cksum();
            raw.append(&header, io::empty()).unwrap();
            let bytes = raw.into_inner().unwrap().finish().unwrap();
            assert!(unpacked(&bytes).unwrap_err().to_string().contains("no plain file"), "{kind:?}");
        }
        assert!(unpacked(&packed(&[("a/m", b""), ("a/b", b""), ("a/b", b"")])).unwrap_err().to_string().contains("twice"));
    }
}
