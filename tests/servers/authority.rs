//! A local authority, and the certificates that it vouches for.

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;
use tokio_rustls::rustls::pki_types::CertificateDer;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// An authority that only these tests know.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
    dir: TempDir,
}

/// Where a certificate and its key lie.
pub struct Files {
    pub chain: PathBuf,
    pub key: PathBuf,
}

impl Authority {
    pub fn new() -> Authority {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let root = params.self_signed(&key).expect("an authority").der().clone();
        Authority { issuer: Issuer::new(params, key), root, dir: TempDir::new().expect("a folder") }
    }

    /// Issues a certificate for `names`, in files that are named after `label`.
    pub fn issue(&self, label: &str, names: Vec<String>) -> Files {
        let key = KeyPair::generate().expect("a key");
        let certificate = CertificateParams::new(names).expect("names").signed_by(&key, &self.issuer).expect("a certificate");
        let at = |end: &str| self.dir.path().join(format!("{label}.{end}"));
        let files = Files { chain: at("pem"), key: at("pem.key") };
        write(&files.chain, &certificate.pem());
        write(&files.key, &key.serialize_pem());
        files
    }

    /// Returns how a client that trusts this authority alone speaks TLS.
    pub fn client(&self) -> Arc<ClientConfig> {
        let mut roots = RootCertStore::empty();
        roots.add(self.root.clone()).expect("a root");
        let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().expect("versions of TLS");
        Arc::new(config.with_root_certificates(roots).with_no_client_auth())
    }
}

fn write(path: &Path, text: &str) {
    fs::write(path, text).expect("a file");
}
