//! The certificate that STARTTLS shows: PEM files, read again when they change. Not a certificate
//! authority's client: whoever renews the files needs to tell us nothing.

use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustls::ServerConfig;
use rustls::crypto::ring;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Why a certificate cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BadCertificate {
    /// A file is not there, or not for us to read.
    #[error("cannot read {path}: {why}")]
    Unreadable {
        /// Which.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
    /// A file is not PEM, or holds nothing of the kind.
    #[error("{path} holds no {kind} in PEM form")]
    NotPem {
        /// Which.
        path: PathBuf,
        /// `certificate` or `private key`.
        kind: &'static str,
    },
    /// The two do not fit each other, or are of a kind that TLS here does not know.
    #[error("the certificate and its key cannot be used: {0}")]
    Unusable(#[from] rustls::Error),
}

/// A certificate chain and its key.
#[derive(Debug)]
pub struct Certificate {
    chain: PathBuf,
    key: PathBuf,
    current: Mutex<Current>,
}

#[derive(Debug)]
struct Current {
    seen: Stamp,
    config: Arc<ServerConfig>,
}

/// Tells one state of the two files from another.
type Stamp = [Option<(u64, u64, i64, i64)>; 2];

impl Certificate {
    /// Reads both files.
    ///
    /// # Errors
    /// [`BadCertificate`]: startup should stop and say so.
    pub fn open(chain: &Path, key: &Path) -> Result<Self, BadCertificate> {
        let seen = stamp(chain, key);
        let current = Mutex::new(Current { seen, config: read(chain, key)? });
        Ok(Self { chain: chain.to_owned(), key: key.to_owned(), current })
    }

    /// What to shake hands with. Files that changed are read again; if they cannot be used (a renewal
    /// half done), the last that could stays, and the log says so once for each change.
    pub fn config(&self) -> Arc<ServerConfig> {
        let mut current = self.current.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = stamp(&self.chain, &self.key);
        if seen != current.seen {
            current.seen = seen;
            match read(&self.chain, &self.key) {
                Ok(config) => {
                    current.config = config;
                    tracing::info!(chain = %self.chain.display(), "smtp.certificate_reloaded");
                }
                Err(error) => tracing::error!(%error, "smtp.certificate_kept"),
            }
        }
        Arc::clone(&current.config)
    }
}

fn stamp(chain: &Path, key: &Path) -> Stamp {
    [chain, key].map(|path| {
        let data = fs::metadata(path).ok()?;
        Some((data.ino(), data.size(), data.mtime(), data.mtime_nsec()))
    })
}

fn read(chain: &Path, key: &Path) -> Result<Arc<ServerConfig>, BadCertificate> {
    let pem = |path: &Path| {
        fs::read(path).map_err(|why| BadCertificate::Unreadable { path: path.to_owned(), why })
    };
    let not = |path: &Path, kind| BadCertificate::NotPem { path: path.to_owned(), kind };
    let certificates = CertificateDer::pem_slice_iter(&pem(chain)?)
        .collect::<Result<Vec<_>, _>>()
        .ok()
        .filter(|all| !all.is_empty())
        .ok_or_else(|| not(chain, "certificate"))?;
    let private = PrivateKeyDer::from_pem_slice(&pem(key)?).map_err(|_| not(key, "private key"))?;
    // The provider is named, so that no process-wide default is needed.
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(certificates, private)?;
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, name: &str) {
        let made = rcgen::generate_simple_self_signed([name.to_owned()]).unwrap();
        fs::write(folder.join("new"), made.cert.pem()).unwrap();
        fs::rename(folder.join("new"), folder.join("chain.pem")).unwrap();
        fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    }

    #[test]
    fn changed_files_are_read_again_and_bad_ones_are_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
        assert!(matches!(Certificate::open(&chain, &key), Err(BadCertificate::Unreadable { .. })));
        write(folder.path(), "a.example.org");
        let certificate = Certificate::open(&chain, &key).unwrap();
        let first = certificate.config();
        assert!(Arc::ptr_eq(&first, &certificate.config()));
        write(folder.path(), "b.example.org");
        let second = certificate.config();
        assert!(!Arc::ptr_eq(&first, &second));
        fs::write(&chain, "not a certificate").unwrap();
        assert!(Arc::ptr_eq(&second, &certificate.config()));
        fs::remove_file(&key).unwrap();
        assert!(Arc::ptr_eq(&second, &certificate.config()));
        write(folder.path(), "c.example.org");
        assert!(!Arc::ptr_eq(&second, &certificate.config()));
    }

    #[test]
    fn a_key_of_another_certificate_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let (chain, key) = (folder.path().join("chain.pem"), folder.path().join("key.pem"));
        write(folder.path(), "a.example.org");
        let other = rcgen::KeyPair::generate().unwrap();
        fs::write(&key, other.serialize_pem()).unwrap();
        assert!(matches!(Certificate::open(&chain, &key), Err(BadCertificate::Unusable(_))));
        fs::write(&key, "").unwrap();
        assert!(matches!(Certificate::open(&chain, &key), Err(BadCertificate::NotPem { .. })));
    }
}
