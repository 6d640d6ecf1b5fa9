//! The signature beside a bundle: whether there is one, and whether it stands.

use super::{refused, text};
use crate::bundle::minisign::{Fault, PublicKey, Signature};
use crate::bundle::signature_of;
use crate::cli::Stop;
use crate::diag::printable;
use schemars::JsonSchema;
use serde::Serialize;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

/// What is known of a bundle's signature.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "Signature")]
pub struct Seal {
    pub state: State,
    /// What tells the key apart, as minisign shows it.
    pub key: Option<String>,
    /// What the signer said of the bundle; believe it where the signature stands.
    pub comment: Option<String>,
}

/// How a bundle stands with its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub enum State {
    /// There is none.
    Unsigned,
    /// There is one, and no public key was named to judge it by.
    NotJudged,
    /// It is of this bundle, by the key that was named.
    Good,
}

impl Seal {
    /// Judges the signature beside the bundle by the signer's key, where one is named; what does not stand is refused.
    pub fn of(bundle: &Path, mut file: impl Read + Seek, public_key: Option<&Path>) -> Result<Seal, Stop> {
        let path = signature_of(bundle);
        let key = public_key.map(|path| Ok::<_, Stop>((path, text(path)?))).transpose()?;
        let key = key.map(|(path, it)| PublicKey::parse(&it).map_err(|it| fault(path, &it))).transpose()?;
        match (path.exists(), key) {
            (false, None) => Ok(Seal { state: State::Unsigned, key: None, comment: None }),
            (false, Some(_)) => {
                let help = "ask whoever packed it for the signature, or pack it with `--key FILE`";
                Err(refused(bundle, &format!("it is not signed: there is no {}", path.display()), help))
            }
            (true, key) => {
                let signature = Signature::parse(&text(&path)?).map_err(|it| fault(&path, &it))?;
                if let Some(key) = &key {
                    file.seek(SeekFrom::Start(0))?;
                    signature.verify(key, file)?.map_err(|it| fault(&path, &it))?;
                }
                let state = if key.is_some() { State::Good } else { State::NotJudged };
                Ok(Seal { state, key: Some(signature.id.to_string()), comment: Some(printable(&signature.comment)) })
            }
        }
    }

    /// Returns it in a sentence.
    pub fn sentence(&self) -> String {
        let key = self.key.as_deref().unwrap_or("that is not known");
        match self.state {
            State::Unsigned => "it is not signed".to_owned(),
            State::NotJudged => format!("its signature, of the key {key}, was not judged: name the signer's key with `--public-key FILE`"),
            State::Good => format!("signed with key {key}: {}", self.comment.as_deref().unwrap_or_default()),
        }
    }
}

/// Returns a stop for a key or a signature that is of no use, with what to do.
fn fault(path: &Path, fault: &Fault) -> Stop {
    let help = match fault {
        Fault::Form { .. } => "name a file as `minisign` writes it",
        Fault::OtherKey { .. } => "if you trust that key too, name it with `--public-key FILE`; if not, do not use the bundle",
        Fault::Altered => "fetch the bundle and its signature once more, both of one run; if it stays so, do not use it",
        Fault::AlteredComment => "fetch the signature once more; if it stays so, do not believe what it says",
        Fault::NoPassphrase | Fault::WrongPassphrase => "give the passphrase of the key",
    };
    refused(path, &fault.to_string(), help)
}
