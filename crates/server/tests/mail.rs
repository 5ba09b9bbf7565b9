//! The ways that mails leave by: encrypted and with a log-in to a mail server, or through a program. Each with the one that must not work.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair};
use relata_test_support::{Backend, TestDatabase};
use serde_json::json;
use tempfile::TempDir;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer};

mod support;

use support::letter_box::{Guard, LetterBox};
use support::{ADMIN_EMAIL, Server, answer};

/// `\0desk\0secret` in base64.
const LOGIN: &str = "AGRlc2sAc2VjcmV0";

/// A certificate for `localhost`, and a file with the authority that has signed it.
fn certified(folder: &Path) -> (TlsAcceptor, String) {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = KeyPair::generate().unwrap();
    let file = folder.join("authority.pem");
    fs::write(&file, params.self_signed(&key).unwrap().pem()).unwrap();
    let issuer = Issuer::new(params, key);
    let key = KeyPair::generate().unwrap();
    let certificate = CertificateParams::new(vec!["localhost".to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
    let key = PrivateKeyDer::try_from(key.serialize_der()).unwrap();
    let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
    (TlsAcceptor::from(Arc::new(config)), file.to_str().unwrap().to_owned())
}

/// A server that sends to a letter box, whom somebody asks for a mail.
async fn asked(database: &TestDatabase, letters: &LetterBox, settings: &[(&str, &str)]) -> Server {
    let of_mail = letters.settings();
    let mut all: Vec<(&str, &str)> = of_mail.iter().map(|(name, value)| (*name, value.as_str())).collect();
    all.extend([("EMAIL_SMTP_HOST", "localhost"), ("SERVER_SHUTDOWN_TIMEOUT", "30s")]);
    all.extend(settings);
    let server = Server::with(database, &all);
    ask(&server).await;
    server
}

async fn ask(server: &Server) {
    assert_eq!(answer(server.post("/auth/password/request", &json!({"email": ADMIN_EMAIL}))).await.0, 204);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_server_is_trusted_and_logged_in_to_before_it_gets_anything() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let folder = TempDir::new().unwrap();
    let (tls, authority) = certified(folder.path());
    let right = [("EMAIL_SMTP_USER", "desk"), ("EMAIL_SMTP_PASSWORD", "secret")];
    for from_the_start in [false, true] {
        let secure = ("EMAIL_SMTP_SECURE", if from_the_start { "true" } else { "false" });
        let guard = Guard { tls: Some(tls.clone()), from_the_start, login: Some(LOGIN) };
        let mut letters = LetterBox::guarded(guard.clone()).await;
        let trusting = [secure, ("SSL_CERT_FILE", authority.as_str()), right[0], right[1]];
        let server = asked(&database, &letters, &trusting).await;
        assert_eq!(letters.next().await.to, [ADMIN_EMAIL]);
        server.stopped();

        for (settings, said) in [
            // Nobody vouches for this server: it is left before anything is said.
            (vec![secure, right[0], right[1]], "a message w"),
            (vec![secure, ("SSL_CERT_FILE", authority.as_str()), right[0], ("EMAIL_SMTP_PASSWORD", "wrong")], "it said 535"),
            (vec![secure, ("SSL_CERT_FILE", authority.as_str())], "it said 530"),
        ] {
            let mut letters = LetterBox::guarded(guard.clone()).await;
            let mut server = asked(&database, &letters, &settings).await;
            server.said(said);
            assert!(letters.rest().is_empty(), "{settings:?}");
        }
    }
    // Where encryption is offered and forbidden to be used, the server refuses what comes in plain.
    let mut letters = LetterBox::guarded(Guard { tls: Some(tls), from_the_start: false, login: None }).await;
    let mut server = asked(&database, &letters, &[("EMAIL_SMTP_IGNORE_TLS", "true")]).await;
    server.said("it said 530");
    assert!(letters.rest().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_gets_the_letter_and_whom_it_is_for() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    let folder = TempDir::new().unwrap();
    let at = |name: &str| folder.path().join(name);
    let program = at("sendmail");
    let text = format!("#!/bin/sh\nprintf '%s ' \"$@\" > '{}'\ncat > '{}'\n", at("arguments").display(), at("letter").display());
    fs::write(&program, text).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let path = program.to_str().unwrap();
    let settings = [("EMAIL_TRANSPORT", "sendmail"), ("EMAIL_SENDMAIL_PATH", path), ("SERVER_SHUTDOWN_TIMEOUT", "30s")];
    let server = Server::with(&database, &settings);
    ask(&server).await;
    server.stopped();
    assert!(fs::read_to_string(at("arguments")).unwrap().contains(ADMIN_EMAIL));
    let letter = fs::read_to_string(at("letter")).unwrap();
    assert!(letter.contains(&format!("To: {ADMIN_EMAIL}")) && letter.contains("token=3D"), "{letter}");

    // One that fails is named in the log.
    fs::write(&program, "#!/bin/sh\necho out of stamps >&2\nexit 1\n").unwrap();
    let mut server = Server::with(&database, &settings);
    ask(&server).await;
    server.said("a message was not sent");
}
