//! Signs files, and checks signatures, in the form of the program minisign (<https://jedisct1.github.io/minisign/>).
//!
//! A signature is made over the BLAKE2b-512 digest of a file (algorithm `ED`); a second one covers the first and the trusted
//! comment. Keys are files of two lines, as `minisign -G` writes them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blake2::digest::consts::U32;
use blake2::{Blake2b, Blake2b512, Digest};
use ed25519_dalek::{Signature as Raw, Signer, SigningKey, VerifyingKey};
use scrypt::Params;
use std::fmt;
use std::io::{self, Read};

/// Why a key or a signature is of no use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is no file of minisign's: what it was to be, and what is wrong with it.
    Form { what: &'static str, why: String },
    /// The key is guarded by a passphrase, and none was given.
    NoPassphrase,
    /// The passphrase opens another key.
    WrongPassphrase,
    /// The signature was made with another key.
    OtherKey { signed_by: String, wanted: String },
    /// The file is not the one that was signed.
    Altered,
    /// The trusted comment is not the one that was signed.
    AlteredComment,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Form { what, why } => write!(f, "it is no {what} as minisign writes it: {why}"),
            Fault::NoPassphrase => write!(f, "the key is guarded by a passphrase"),
            Fault::WrongPassphrase => write!(f, "the passphrase does not open the key"),
            Fault::OtherKey { signed_by, wanted } => write!(f, "it was signed with the key {signed_by}, and not with {wanted}"),
            Fault::Altered => write!(f, "the file is not the one that was signed"),
            Fault::AlteredComment => write!(f, "the trusted comment is not the one that was signed"),
        }
    }
}

impl std::error::Error for Fault {}

/// What tells keys apart: eight bytes, shown as minisign shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyId([u8; 8]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:X}", u64::from_le_bytes(self.0))
    }
}

/// A key that signatures are checked with.
#[derive(Clone, Debug)]
pub struct PublicKey {
    pub id: KeyId,
    key: VerifyingKey,
}

impl PublicKey {
    /// Reads a key: the file's two lines, or the second one alone.
    pub fn parse(text: &str) -> Result<PublicKey, Fault> {
        const WHAT: &str = "public key";
        let line = text.lines().map(str::trim).find(|it| !it.is_empty() && !it.starts_with("untrusted comment:")).unwrap_or_default();
        let bytes: [u8; 42] = decoded(line, WHAT)?;
        if &bytes[..2] != b"Ed" {
            return Err(form(WHAT, "its algorithm is not `Ed`"));
        }
        let key = VerifyingKey::from_bytes(&part(&bytes, 10)).map_err(|_| form(WHAT, "it is no point of the curve"))?;
        if key.is_weak() {
            return Err(form(WHAT, "anyone can sign for it"));
        }
        Ok(PublicKey { id: KeyId(part(&bytes, 2)), key })
    }
}

/// A key that signs.
pub struct SecretKey {
    pub id: KeyId,
    key: SigningKey,
}

/// A key as its file holds it, perhaps guarded by a passphrase.
pub struct Guarded {
    bytes: [u8; 158],
}

/// The most that opening a key may cost; minisign's own keys cost as much (a gibibyte of memory).
const MOST: u8 = 20;

impl Guarded {
    /// Reads the file's two lines.
    pub fn parse(text: &str) -> Result<Guarded, Fault> {
        const WHAT: &str = "secret key";
        let mut lines = text.lines();
        if !lines.next().is_some_and(|it| it.starts_with("untrusted comment:")) {
            return Err(form(WHAT, "its first line is no `untrusted comment:`"));
        }
        let bytes: [u8; 158] = decoded(lines.next().unwrap_or_default().trim(), WHAT)?;
        match (&bytes[..2], &bytes[2..4], &bytes[4..6]) {
            (b"Ed", b"Sc" | b"\0\0", b"B2") => Ok(Guarded { bytes }),
            _ => Err(form(WHAT, "its algorithms are not `Ed`, `Sc` and `B2`")),
        }
    }

    /// Tells whether a passphrase is needed.
    pub fn has_passphrase(&self) -> bool {
        &self.bytes[2..4] == b"Sc"
    }

    /// Opens the key; what is guarded takes some seconds, as it is meant to.
    pub fn open(&self, passphrase: Option<&[u8]>) -> Result<SecretKey, Fault> {
        let mut secret: [u8; 104] = part(&self.bytes, 54);
        if self.has_passphrase() {
            let passphrase = passphrase.ok_or(Fault::NoPassphrase)?;
            let mut stream = [0; 104];
            scrypt::scrypt(passphrase, &self.bytes[6..38], &self.params()?, &mut stream).map_err(|it| form("secret key", it))?;
            secret.iter_mut().zip(stream).for_each(|(byte, with)| *byte ^= with);
        }
        // A key that no passphrase guards has no checksum either.
        let sum = Blake2b::<U32>::new().chain_update(b"Ed").chain_update(&secret[..72]).finalize();
        if self.has_passphrase() && sum.as_slice() != &secret[72..] {
            return Err(Fault::WrongPassphrase);
        }
        let pair: [u8; 64] = part(&secret, 8);
        let key = SigningKey::from_keypair_bytes(&pair).map_err(|_| form("secret key", "its two halves are of different keys"))?;
        Ok(SecretKey { id: KeyId(part(&secret, 0)), key })
    }

    /// Returns what scrypt is run with, from the two limits that libsodium knows (`crypto_pwhash_scryptsalsa208sha256`).
    fn params(&self) -> Result<Params, Fault> {
        let (operations, memory) = (u64::from_le_bytes(part(&self.bytes, 38)).max(32_768), u64::from_le_bytes(part(&self.bytes, 46)));
        const R: u64 = 8;
        let log = |most: u64| (1..63).find(|it| 1_u64 << it > most / 2).unwrap_or(63);
        let (log_n, p) = if operations < memory / 32 {
            (log(operations / (R * 4)), 1)
        } else {
            let log_n = log(memory / (R * 128));
            (log_n, ((operations / 4) / (1_u64 << log_n)).min(0x3fff_ffff) / R)
        };
        let log_n = u8::try_from(log_n).unwrap_or(u8::MAX);
        if log_n > MOST || p > 16 {
            return Err(form("secret key", "opening it would cost more than any key of minisign's"));
        }
        Params::new(log_n, R as u32, p.max(1) as u32).map_err(|it| form("secret key", it))
    }
}

impl SecretKey {
    /// Returns the key that checks what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey { id: self.id, key: self.key.verifying_key() }
    }

    /// Signs a file, and `comment` with it, which is one line.
    pub fn sign(&self, file: impl Read, comment: &str) -> io::Result<String> {
        let comment: String = comment.chars().map(|it| if it.is_control() { ' ' } else { it }).collect();
        let signature = self.key.sign(&digest(file)?).to_bytes();
        let over_all = self.key.sign(&[&signature[..], comment.as_bytes()].concat()).to_bytes();
        let first = [&b"ED"[..], &self.id.0, &signature].concat();
        Ok(format!(
            "untrusted comment: signature from minisign secret key\n{}\ntrusted comment: {comment}\n{}\n",
            STANDARD.encode(first),
            STANDARD.encode(over_all)
        ))
    }
}

/// A signature, as a file beside what was signed.
#[derive(Clone, Debug)]
pub struct Signature {
    pub id: KeyId,
    /// What the signer said of it.
    pub comment: String,
    raw: [u8; 64],
    over_all: [u8; 64],
}

impl Signature {
    /// Reads the four lines of a signature.
    pub fn parse(text: &str) -> Result<Signature, Fault> {
        const WHAT: &str = "signature";
        let lines: Vec<&str> = text.lines().collect();
        let [untrusted, first, trusted, over_all] = lines[..] else { return Err(form(WHAT, "it has not four lines")) };
        if !untrusted.starts_with("untrusted comment:") {
            return Err(form(WHAT, "its first line is no `untrusted comment:`"));
        }
        let comment = trusted.strip_prefix("trusted comment: ").ok_or_else(|| form(WHAT, "its third line is no `trusted comment:`"))?;
        let bytes: [u8; 74] = decoded(first, WHAT)?;
        if &bytes[..2] != b"ED" {
            return Err(form(WHAT, "its algorithm is not `ED`, of a digest"));
        }
        let over_all = decoded(over_all, WHAT)?;
        Ok(Signature { id: KeyId(part(&bytes, 2)), comment: comment.to_owned(), raw: part(&bytes, 10), over_all })
    }

    /// Holds a file against the signature; an inner `Err` says why it does not stand.
    pub fn verify(&self, key: &PublicKey, file: impl Read) -> io::Result<Result<(), Fault>> {
        if self.id != key.id {
            return Ok(Err(Fault::OtherKey { signed_by: self.id.to_string(), wanted: key.id.to_string() }));
        }
        let stands = |message: &[u8], raw: &[u8; 64]| key.key.verify_strict(message, &Raw::from_bytes(raw)).is_ok();
        if !stands(&digest(file)?, &self.raw) {
            return Ok(Err(Fault::Altered));
        }
        let all = [&self.raw[..], self.comment.as_bytes()].concat();
        Ok(if stands(&all, &self.over_all) { Ok(()) } else { Err(Fault::AlteredComment) })
    }
}

fn digest(mut file: impl Read) -> io::Result<[u8; 64]> {
    let (mut digest, mut buffer) = (Blake2b512::new(), vec![0; 1 << 16]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(digest.finalize().into()),
            read => digest.update(&buffer[..read]),
        }
    }
}

fn form(what: &'static str, why: impl fmt::Display) -> Fault {
    Fault::Form { what, why: why.to_string() }
}

fn decoded<const N: usize>(line: &str, what: &'static str) -> Result<[u8; N], Fault> {
    let bytes = STANDARD.decode(line).map_err(|it| form(what, it))?;
    let found = bytes.len();
    bytes.try_into().map_err(|_| form(what, format!("{found} bytes stand where {N} are")))
}

/// Returns the part of `bytes` from `start` on.
fn part<const N: usize>(bytes: &[u8], start: usize) -> [u8; N] {
    bytes[start..start + N].try_into().expect("each part lies within what was read")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of `minisign -G -W`, made for these tests and used nowhere.
    const SECRET: &str = include_str!("../../tests/keys/test.key");
    const PUBLIC: &str = include_str!("../../tests/keys/test.pub");

    fn signed(text: &str) -> Signature {
        let key = Guarded::parse(SECRET).unwrap().open(None).unwrap();
        Signature::parse(&key.sign(text.as_bytes(), "a bundle").unwrap()).unwrap()
    }

    #[test]
    fn what_is_signed_is_verified_and_nothing_else() {
        let public = PublicKey::parse(PUBLIC).unwrap();
        let signature = signed("bundle");
        assert_eq!(signature.verify(&public, &b"bundle"[..]).unwrap(), Ok(()));
        assert_eq!(signature.verify(&public, &b"bundlf"[..]).unwrap(), Err(Fault::Altered));
        let other = Signature { comment: "another".into(), ..signature.clone() };
        assert_eq!(other.verify(&public, &b"bundle"[..]).unwrap(), Err(Fault::AlteredComment));
        let other = Signature { id: KeyId([0; 8]), ..signature };
        assert!(matches!(other.verify(&public, &b"bundle"[..]).unwrap(), Err(Fault::OtherKey { .. })));
    }

    #[test]
    fn the_second_line_of_a_public_key_is_enough() {
        let line = PUBLIC.lines().nth(1).unwrap();
        assert_eq!(PublicKey::parse(line).unwrap().id, PublicKey::parse(PUBLIC).unwrap().id);
    }

    #[test]
    fn what_is_no_file_of_minisigns_is_told() {
        let cut = &SECRET[..SECRET.len() - 9];
        for text in ["", "untrusted comment: x", "untrusted comment: x\nAAAA", cut, "untrusted comment: x\n!!!!"] {
            assert!(matches!(Guarded::parse(text), Err(Fault::Form { .. })), "{text}");
            assert!(matches!(PublicKey::parse(text), Err(Fault::Form { .. })), "{text}");
            assert!(matches!(Signature::parse(text), Err(Fault::Form { .. })), "{text}");
        }
        let mut bytes = STANDARD.decode(SECRET.lines().nth(1).unwrap()).unwrap();
        bytes[70] ^= 1;
        let key = Guarded::parse(&format!("untrusted comment: x\n{}\n", STANDARD.encode(&bytes))).unwrap();
        assert!(matches!(key.open(None), Err(Fault::Form { .. })));
        // A key that would take all memory to open is not tried.
        bytes[2..4].copy_from_slice(b"Sc");
        bytes[38..54].copy_from_slice(&[0xff; 16]);
        let key = Guarded::parse(&format!("untrusted comment: x\n{}\n", STANDARD.encode(&bytes))).unwrap();
        assert_eq!(key.open(None).err(), Some(Fault::NoPassphrase));
        assert!(matches!(key.open(Some(b"a")), Err(Fault::Form { .. })));
    }
}
