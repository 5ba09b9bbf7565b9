//! Whether mail works, as told in the log at the start.

use relata_config::{EmailTransport, Settings};
use relata_mail::Mailer;

/// Asks the way out once.
pub(crate) async fn check(mailer: Mailer, transport: EmailTransport) {
    match (mailer.check().await, transport) {
        (Ok(()), _) => tracing::debug!("mail works"),
        // The default: nobody has asked for mail yet.
        (Err(error), EmailTransport::Sendmail) => tracing::info!(%error, "no mail can be sent; EMAIL_TRANSPORT and its kin change that"),
        (Err(error), EmailTransport::Smtp) => tracing::warn!(%error, "no mail can be sent at the moment"),
    }
}

/// Warns where mails would carry links that lead nowhere.
pub(crate) fn check_links(settings: &Settings) {
    if settings.email.transport == EmailTransport::Smtp && settings.server.public_url.as_str().is_empty() {
        tracing::warn!("PUBLIC_URL isn't set, so the links in mails have no host");
    }
}
