//! Ways to PostgreSQL other than a plain address: an encrypted connection, with a certificate made for this test, and a socket in a folder.
//!
//! The server is the real one. Before it stands a door that speaks TLS, or listens in a folder, and hands on what comes.

use std::sync::Arc;

use rcgen::{BasicConstraints, Certificate, CertificateParams, IsCa, Issuer, KeyPair};
use relata_db::{Database, DatabaseOptions, DbError, PoolSize, ServerOptions, Tls};
use relata_test_support::{Backend, TestDatabase};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixListener};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::common::{Fetch, sql};

/// What a client sends first if it wants encryption: its length, 8, and a number that no version has.
const SSL_REQUEST: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// An authority, and a certificate of it for `localhost`.
struct Certificates {
    authority_pem: String,
    server: ServerConfig,
}

fn certificates() -> Certificates {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let authority_pem = params.self_signed(&key).unwrap().pem();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    Certificates { authority_pem, server: shown(&certificate, &key) }
}

/// A certificate for `localhost` that has signed itself and says that it may sign others: what `openssl req -x509` makes.
fn signed_by_itself() -> Certificates {
    let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let certificate = params.self_signed(&key).unwrap();
    Certificates { authority_pem: certificate.pem(), server: shown(&certificate, &key) }
}

fn shown(certificate: &Certificate, key: &KeyPair) -> ServerConfig {
    let server = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    server.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap()
}

async fn behind(db: &TestDatabase) -> TcpStream {
    let server = db.server().unwrap();
    TcpStream::connect((server.host.as_str(), server.port)).await.unwrap()
}

/// A door that lets only encrypted connections in; answers its port.
async fn encrypted_door(db: Arc<TestDatabase>, config: ServerConfig) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let (db, acceptor) = (Arc::clone(&db), acceptor.clone());
            tokio::spawn(async move {
                let mut asked = [0; 8];
                stream.read_exact(&mut asked).await.ok()?;
                if asked != SSL_REQUEST {
                    return None;
                }
                stream.write_all(b"S").await.ok()?;
                let mut stream = acceptor.accept(stream).await.ok()?;
                copy_bidirectional(&mut stream, &mut behind(&db).await).await.ok()
            });
        }
    });
    port
}

fn through(db: &TestDatabase, host: &str, port: u16, tls: Tls) -> DatabaseOptions {
    let server = db.server().unwrap();
    let text = format!("host={host} port={port} user={} password={} dbname={}", server.user, server.password, db.name());
    DatabaseOptions::Postgres(ServerOptions { tls, pool: PoolSize { min: 0, max: 2 }, ..ServerOptions::from_connection_string(text) })
}

async fn answers(options: &DatabaseOptions) -> Result<i64, DbError> {
    let database = Database::open(options).await?;
    let rows = database.read(Fetch(sql(&database, "select 41 + 1", Vec::new()))).await??;
    Ok(rows.cell(0, 0).as_i64().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_encrypted_connection_takes_only_certificates_that_it_trusts() {
    let db = Arc::new(TestDatabase::create(Backend::Postgres).await);
    let certificates = certificates();
    let port = encrypted_door(Arc::clone(&db), certificates.server).await;
    let trusting = |pem: &str| Tls::Verified { authorities: pem.as_bytes().to_vec() };
    assert_eq!(answers(&through(&db, "localhost", port, trusting(&certificates.authority_pem))).await.unwrap(), 42);
    assert_eq!(answers(&through(&db, "localhost", port, Tls::Unverified)).await.unwrap(), 42);
    assert_eq!(answers(&through(&db, "127.0.0.1", port, Tls::Unverified)).await.unwrap(), 42);
    let another = self::certificates().authority_pem;
    for refused in [
        // Another authority, the well-known ones, another name, no encryption.
        through(&db, "localhost", port, trusting(&another)),
        through(&db, "localhost", port, trusting("")),
        through(&db, "127.0.0.1", port, trusting(&certificates.authority_pem)),
        through(&db, "localhost", port, Tls::Off),
    ] {
        let error = answers(&refused).await.unwrap_err();
        assert!(matches!(error, DbError::Unavailable(_)), "{refused:?}: {error:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_signs_itself_is_trusted_where_it_is_given() {
    let db = Arc::new(TestDatabase::create(Backend::Postgres).await);
    let certificates = signed_by_itself();
    let port = encrypted_door(Arc::clone(&db), certificates.server).await;
    let trusting = |pem: &str| Tls::Verified { authorities: pem.as_bytes().to_vec() };
    assert_eq!(answers(&through(&db, "localhost", port, trusting(&certificates.authority_pem))).await.unwrap(), 42);
    for refused in [
        through(&db, "127.0.0.1", port, trusting(&certificates.authority_pem)),
        through(&db, "localhost", port, trusting(&signed_by_itself().authority_pem)),
        through(&db, "localhost", port, trusting("")),
    ] {
        assert!(matches!(answers(&refused).await.unwrap_err(), DbError::Unavailable(_)), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_sent_in_plain_where_encryption_is_asked_for() {
    let db = TestDatabase::create(Backend::Postgres).await;
    // A server that has no encryption to offer.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let heard = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut asked = [0; 8];
        stream.read_exact(&mut asked).await.unwrap();
        stream.write_all(b"N").await.unwrap();
        let mut more = Vec::new();
        stream.read_to_end(&mut more).await.unwrap();
        (asked, more)
    });
    assert!(answers(&through(&db, "127.0.0.1", port, Tls::Unverified)).await.is_err());
    assert_eq!(heard.await.unwrap(), (SSL_REQUEST, Vec::new()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_is_the_address_of_a_socket() {
    let db = Arc::new(TestDatabase::create(Backend::Postgres).await);
    let folder = tempfile::tempdir().unwrap();
    let listener = UnixListener::bind(folder.path().join(".s.PGSQL.5432")).unwrap();
    let other_side = Arc::clone(&db);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            let db = Arc::clone(&other_side);
            tokio::spawn(async move { copy_bidirectional(&mut stream, &mut behind(&db).await).await.ok() });
        }
    });
    let path = folder.path().to_str().unwrap();
    assert_eq!(answers(&through(&db, path, 5432, Tls::Off)).await.unwrap(), 42);
    assert!(matches!(answers(&through(&db, path, 5433, Tls::Off)).await.unwrap_err(), DbError::Unavailable(_)));
}
