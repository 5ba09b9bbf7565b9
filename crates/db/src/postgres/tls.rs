//! Encrypts connections, or doesn't, as the settings say.

use std::pin::Pin;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::client::{WebPkiServerVerifier, verify_server_name};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::server::ParsedCertificate;
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio::sync::oneshot;
use tokio_postgres::tls::{MakeTlsConnect, TlsConnect};
use tokio_postgres::{CancelToken, Config, NoTls};
use tokio_postgres_rustls::MakeRustlsConnect;

use super::line::{Lent, Line};
use crate::{Cause, DbError, Tls};

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
            Tls::Verified { authorities } => {
                let verifier = Trusted::new(authorities, provider)?;
                builder.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth()
            }
            Tls::Unverified => builder.dangerous().with_custom_certificate_verifier(Arc::new(AnyServer(provider))).with_no_client_auth(),
        };
        Ok(Self::Encrypted(MakeRustlsConnect::new(config)))
    }

    pub(super) fn is_encrypted(&self) -> bool {
        matches!(self, Self::Encrypted(_))
    }

    /// Greets a server over a stream that has just been opened. What comes back is that stream, encrypted where it is to be, and the
    /// right to stop what will run on it.
    pub(super) async fn greet(&self, line: Line, name: Option<&str>, config: &Config) -> Result<(Line, CancelToken), Cause> {
        // Whatever holds the stream beside us is dropped before it is taken back.
        match self {
            Self::Plain => {
                let lent = Lent::new(line);
                let (client, _) = config.connect_raw(lent.clone(), NoTls).await?;
                let token = client.cancel_token();
                drop(client);
                Ok((lent.taken_back().ok_or(NotGivenBack)?, token))
            }
            Self::Encrypted(tls) => {
                let (hand_over, mut handed_over) = oneshot::channel();
                let tls = Watched { tls: certified(tls, name)?, hand_over };
                let (client, _) = config.connect_raw(line, tls).await?;
                let token = client.cancel_token();
                drop(client);
                let lent: Lent<_> = handed_over.try_recv()?;
                Ok((Line::new(lent.taken_back().ok_or(NotGivenBack)?), token))
            }
        }
    }

    /// Stops what runs on a connection, by way of another one to the same server.
    pub(super) async fn cancel(&self, token: &CancelToken, line: Line, name: Option<&str>) -> Result<(), Cause> {
        match self {
            Self::Plain => token.cancel_query_raw(line, NoTls).await?,
            Self::Encrypted(tls) => token.cancel_query_raw(line, certified(tls, name)?).await?,
        }
        Ok(())
    }
}

type Certified = <MakeRustlsConnect as MakeTlsConnect<Line>>::TlsConnect;
type Encrypted = <MakeRustlsConnect as MakeTlsConnect<Line>>::Stream;

/// Encryption towards a server that has to prove its name.
fn certified(tls: &MakeRustlsConnect, name: Option<&str>) -> Result<Certified, Cause> {
    Ok(MakeTlsConnect::<Line>::make_tls_connect(&mut tls.clone(), name.unwrap_or_default())?)
}

#[derive(Debug, thiserror::Error)]
#[error("the connection is still in use by the one who opened it")]
struct NotGivenBack;

/// Encrypts a stream, and lets us have it.
struct Watched {
    tls: Certified,
    hand_over: oneshot::Sender<Lent<Encrypted>>,
}

impl TlsConnect<Line> for Watched {
    type Stream = Lent<Encrypted>;
    type Error = Cause;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Stream, Cause>> + Send>>;

    fn connect(self, line: Line) -> Self::Future {
        Box::pin(async move {
            let lent = Lent::new(self.tls.connect(line).await?);
            let _nobody_waits = self.hand_over.send(lent.clone());
            Ok(lent)
        })
    }
}

impl std::fmt::Debug for Connect {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.is_encrypted() { "Encrypted" } else { "Plain" })
    }
}

/// Takes certificates of the given authorities, or of the well-known ones where none are given. A certificate that was given itself is
/// taken, too: servers often show the one that they have signed themselves, which no authority's certificate may do by the book.
#[derive(Debug)]
struct Trusted {
    by_the_book: Arc<WebPkiServerVerifier>,
    given: Vec<CertificateDer<'static>>,
}

impl Trusted {
    fn new(authorities: &[u8], provider: Arc<CryptoProvider>) -> Result<Self, DbError> {
        let unusable = |cause: Cause| DbError::Unavailable(cause);
        let mut roots = RootCertStore::empty();
        let mut given = Vec::new();
        if authorities.is_empty() {
            roots.extend(webpki_roots::TLS_SERVER_ROOTS.iter().cloned());
        }
        for certificate in CertificateDer::pem_slice_iter(authorities) {
            let certificate = certificate.map_err(|cause| unusable(cause.into()))?;
            roots.add(certificate.clone()).map_err(|cause| unusable(cause.into()))?;
            given.push(certificate);
        }
        let by_the_book = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
        Ok(Self { by_the_book: by_the_book.map_err(|cause| unusable(cause.into()))?, given })
    }
}

impl ServerCertVerifier for Trusted {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        let verified = self.by_the_book.verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now);
        if verified.is_ok() || !self.given.iter().any(|given| given == end_entity) {
            return verified;
        }
        verify_server_name(&ParsedCertificate::try_from(end_entity)?, server_name)?;
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.by_the_book.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.by_the_book.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.by_the_book.supported_verify_schemes()
    }
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
