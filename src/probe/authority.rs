//! An authority of this run alone, for servers that are started here with TLS.

use crate::model::plan::Plan;
use crate::source::Located;
use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;
use tokio_rustls::rustls::pki_types::CertificateDer;

/// An authority that nobody else knows.
pub struct Authority {
    issuer: Issuer<'static, KeyPair>,
    /// What a client takes its word by.
    pub root: CertificateDer<'static>,
}

impl Authority {
    /// Makes one, with a key that is never written.
    pub fn new() -> io::Result<Authority> {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let mut params = CertificateParams::new(Vec::new()).map_err(io::Error::other)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        params.distinguished_name.push(rcgen::DnType::CommonName, "cutover, here and now");
        let root = params.self_signed(&key).map_err(io::Error::other)?.der().clone();
        Ok(Authority { issuer: Issuer::new(params, key), root })
    }

    /// Issues every certificate that `plan` names anew, into `dir`, and has the plan look there.
    pub fn certify(&self, plan: &mut Plan, dir: &Path) -> io::Result<()> {
        let mut names: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for host in plan.hosts.values() {
            if let Some(certificate) = plan.graph.find_host(&host.name).and_then(|it| it.certificate.as_ref()) {
                let all = std::iter::once(&host.name).chain(host.aliases.iter().map(|it| &it.name));
                names.entry(certificate.value.clone()).or_default().extend(all.cloned());
            }
        }
        let graph = std::sync::Arc::make_mut(&mut plan.graph);
        for (rank, (name, certificate)) in graph.certificates.iter_mut().enumerate() {
            let chain = dir.join(format!("certificate-{rank}.pem"));
            let key = dir.join(format!("certificate-{rank}.pem.key"));
            self.issue(names.remove(name).unwrap_or_default(), &chain, &key)?;
            let span = certificate.span;
            let place = |path: &Path| Some(Located::new(path.display().to_string(), span));
            (certificate.value.chain, certificate.value.key) = (place(&chain), place(&key));
        }
        Ok(())
    }

    /// Issues one certificate, and writes it and its key.
    pub fn issue(&self, names: impl IntoIterator<Item = String>, chain: &Path, key: &Path) -> io::Result<()> {
        let pair = KeyPair::generate().map_err(io::Error::other)?;
        let params = CertificateParams::new(names.into_iter().collect::<Vec<_>>()).map_err(io::Error::other)?;
        let certificate = params.signed_by(&pair, &self.issuer).map_err(io::Error::other)?;
        fs::write(chain, certificate.pem())?;
        fs::write(key, pair.serialize_pem())
    }
}
