//! Encrypts connections, or doesn't, as the settings say.

use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::{CancelToken, Client, Config, Error, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::{DbError, Tls};

/// How to reach the server.
#[derive(Clone)]
pub(super) enum Connect {
    Plain,
    Encrypted(MakeRustlsConnect),
}

impl Connect {
    pub(super) fn new(tls: &Tls) -> Result<Self, DbError> {
        let provider = Arc::new(ring::default_provider());
        let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
        let config = match tls {
            Tls::Off => return Ok(Self::Plain),
            Tls::Verified { authorities } => builder.with_root_certificates(roots(authorities)?).with_no_client_auth(),
            Tls::Unverified => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer(provider))).with_no_client_auth(),
        };
        Ok(Self::Encrypted(MakeRustlsConnect::new(config)))
    }

    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self, Self::Encrypted(_))
    }

    /// Connects, and keeps the connection moving in a task of its own until the client is dropped.
    pub(super) async fn connect(&self, config: &Config) -> Result<Client, Error> {
        match self {
            Self::Plain => {
                let (client, connection) = config.connect(NoTls).await?;
                // Its error reaches whoever waits for an answer.
                tokio::spawn(connection);
                Ok(client)
            }
            Self::Encrypted(tls) => {
                let (client, connection) = config.connect(tls.clone()).await?;
                tokio::spawn(connection);
                Ok(client)
            }
        }
    }

    pub(super) async fn cancel(&self, token: &CancelToken) -> Result<(), Error> {
        match self {
            Self::Plain => token.cancel_query(NoTls).await,
            Self::Encrypted(tls) => token.cancel_query(tls.clone()).await,
        }
    }
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_encrypted() { "Encrypted" } else { "Plain" })
    }
}

fn roots(authorities: &[u8]) -> Result<RootCertStore, DbError> {
    let mut roots = RootCertStore::empty();
    if authorities.is_empty() {
        roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        return Ok(roots);
    }
    for certificate in CertificateDer::pem_slice_iter(authorities) {
        let certificate = certificate.map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
        roots.add(certificate).map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
    }
    Ok(roots)
}

/// Takes every certificate, but checks that the server holds its key.
#[derive(Debug)]
struct AnyServer(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyServer {
    fn verify_server_cert(
        &self,
        _end_entity: &CertificateDer<'_>,
        _intermediates: &[CertificateDer<'_>],
        _server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        _now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls12_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        verify_tls13_signature(message, certificate, signed, &self.0.signature_verification_algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
