//! TLS towards other servers: verified against roots, or unverified where mail would otherwise go in
//! the clear (RFC 7435). Not a policy: who asks for which is the caller's.

use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring};
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{
    ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
    crypto::{verify_tls12_signature, verify_tls13_signature},
};

/// The two ways to shake hands.
#[derive(Clone, Debug)]
pub(super) struct Handshakes {
    /// The certificate must be the host's, by a root we trust.
    pub(super) verified: Arc<ClientConfig>,
    /// Any certificate.
    pub(super) unverified: Arc<ClientConfig>,
}

/// The roots that browsers trust.
pub(super) fn public_roots() -> RootCertStore {
    RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() }
}

impl Handshakes {
    pub(super) fn new(roots: RootCertStore) -> Result<Self, Error> {
        let provider = Arc::new(ring::default_provider());
        let builder = || {
            ClientConfig::builder_with_provider(provider.clone())
                .with_safe_default_protocol_versions()
        };
        let roots = Arc::new(roots);
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, provider.clone())
            .build()
            .map_err(|e| Error::General(e.to_string()))?;
        let verified = builder()?.with_webpki_verifier(verifier).with_no_client_auth();
        let anyone = Arc::new(Anyone(provider.clone()));
        let unverified =
            builder()?.dangerous().with_custom_certificate_verifier(anyone).with_no_client_auth();
        Ok(Self { verified: Arc::new(verified), unverified: Arc::new(unverified) })
    }
}

/// Takes any certificate, but the handshake must be signed with its key.
#[derive(Debug)]
struct Anyone(Arc<CryptoProvider>);

impl ServerCertVerifier for Anyone {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, known)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let known = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, known)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
