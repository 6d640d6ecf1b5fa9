//! The certificates that servers show: whom a client trusts, and what it finds.

use super::report::CertificateFacts;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio_rustls::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use tokio_rustls::rustls::client::{verify_server_cert_signed_by_trust_anchor, verify_server_name};
use tokio_rustls::rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use tokio_rustls::rustls::server::ParsedCertificate;
use tokio_rustls::rustls::{CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme};
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::{FromDer, X509Certificate};

/// Whose word a certificate is taken for.
#[derive(Clone, Debug)]
pub struct Trust {
    roots: RootCertStore,
}

impl Trust {
    /// Trusts whom browsers trust.
    pub fn browsers() -> Trust {
        Trust { roots: RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() } }
    }

    /// Trusts nobody.
    pub fn nobody() -> Trust {
        Trust { roots: RootCertStore::empty() }
    }

    /// Trusts the authorities of a file too (PEM).
    pub fn add_file(&mut self, path: &Path) -> io::Result<()> {
        let fault = |why: String| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {why}", path.display()));
        let text = std::fs::read(path).map_err(|err| io::Error::new(err.kind(), format!("{}: {err}", path.display())))?;
        let mut count = 0;
        for found in CertificateDer::pem_slice_iter(&text) {
            let found = found.map_err(|err| fault(format!("this is no PEM: {err}")))?;
            self.roots.add(found).map_err(|err| fault(format!("no authority can be read out of it: {err}")))?;
            count += 1;
        }
        if count == 0 { Err(fault("no certificate stands in it, as `-----BEGIN CERTIFICATE-----` would begin".to_owned())) } else { Ok(()) }
    }

    /// Trusts one authority too.
    pub fn add(&mut self, root: &CertificateDer<'static>) -> io::Result<()> {
        self.roots.add(root.clone()).map_err(io::Error::other)
    }
}

/// Takes every certificate, so that what stands behind it can be asked, and keeps what it found of it.
#[derive(Debug)]
pub(super) struct Watch {
    roots: RootCertStore,
    provider: Arc<CryptoProvider>,
    /// The moment that counts as now; the machine's own where there is none.
    now: Option<UnixTime>,
    /// By the name that was asked for.
    seen: Mutex<BTreeMap<String, CertificateFacts>>,
}

impl Watch {
    pub fn new(trust: &Trust, now: Option<UnixTime>) -> Watch {
        let provider = Arc::new(ring::default_provider());
        Watch { roots: trust.roots.clone(), provider, now, seen: Mutex::default() }
    }

    /// Returns how a client speaks TLS under this watch.
    pub fn config(self: &Arc<Watch>) -> Arc<ClientConfig> {
        let versions = ClientConfig::builder_with_provider(Arc::clone(&self.provider)).with_safe_default_protocol_versions();
        let builder = versions.expect("probe: ring speaks the versions that rustls knows");
        let mut config = builder.dangerous().with_custom_certificate_verifier(Arc::<Watch>::clone(self)).with_no_client_auth();
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Arc::new(config)
    }

    /// Returns what was found, by the name that was asked for.
    pub fn seen(&self) -> BTreeMap<String, CertificateFacts> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn judge(&self, end: &CertificateDer<'_>, more: &[CertificateDer<'_>], name: &ServerName<'_>, now: UnixTime) -> CertificateFacts {
        let mut facts = facts(end);
        let parsed = match ParsedCertificate::try_from(end) {
            Ok(parsed) => parsed,
            Err(err) => return CertificateFacts { faults: vec![why(&err)], ..facts },
        };
        let algorithms = self.provider.signature_verification_algorithms.all;
        let now = self.now.unwrap_or(now);
        if let Err(err) = verify_server_cert_signed_by_trust_anchor(&parsed, &self.roots, more, now, algorithms) {
            facts.faults.push(why(&err));
        }
        if verify_server_name(&parsed, name).is_err() {
            facts.faults.push(format!("it does not name `{}`", name.to_str()));
        }
        facts
    }
}

impl ServerCertVerifier for Watch {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        more: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        _: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let asked = name.to_str().into_owned();
        let is_known = self.seen.lock().unwrap_or_else(PoisonError::into_inner).contains_key(&asked);
        if !is_known {
            let facts = self.judge(end, more, name, now);
            self.seen.lock().unwrap_or_else(PoisonError::into_inner).insert(asked, facts);
        }
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls12_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        verify_tls13_signature(message, certificate, signed, &self.provider.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

/// Says why a certificate is not to be trusted.
fn why(err: &Error) -> String {
    match err {
        Error::InvalidCertificate(CertificateError::UnknownIssuer) => {
            "nobody who is trusted here vouches for it, or a certificate between the two is not sent".to_owned()
        }
        Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }) => "its time is over".to_owned(),
        Error::InvalidCertificate(CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. }) => {
            "its time has not begun".to_owned()
        }
        other => other.to_string().replace("invalid peer certificate: ", "it does not hold: "),
    }
}

/// Returns what a certificate says of itself.
fn facts(certificate: &CertificateDer<'_>) -> CertificateFacts {
    let fingerprint = Sha256::digest(certificate).iter().map(|it| format!("{it:02x}")).collect();
    let unread = CertificateFacts { fingerprint, ..CertificateFacts::default() };
    let Ok((_, parsed)) = X509Certificate::from_der(certificate) else { return unread };
    let day = |seconds: i64| jiff::Timestamp::from_second(seconds).map(|it| it.to_string()).unwrap_or_default();
    let name = |it: &GeneralName<'_>| match it {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    };
    let names = parsed.subject_alternative_name().ok().flatten();
    CertificateFacts {
        names: names.map(|it| it.value.general_names.iter().filter_map(name).collect()).unwrap_or_default(),
        issuer: parsed.issuer().to_string(),
        not_before: day(parsed.validity().not_before.timestamp()),
        not_after: day(parsed.validity().not_after.timestamp()),
        ..unread
    }
}
