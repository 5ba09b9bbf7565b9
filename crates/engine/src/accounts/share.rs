//! Mailing the link of a share.

use relata_plan::Asker;
use relata_query::Query;

use super::Accounts;
use crate::{EngineError, Envelope, ReadOf, ReadTarget};

impl Accounts {
    /// Sends the link of a share that the asker may read to each of these addresses.
    pub async fn invite_to_share(&self, asker: &Asker, share: &str, emails: &[String]) -> Result<(), EngineError> {
        if asker.user.is_none() && !asker.is_admin() {
            return Err(EngineError::forbidden());
        }
        let query = Query::default();
        let of = ReadOf { collection: "directus_shares", target: ReadTarget::Item(share), query: &query, envelope: Envelope::Bare };
        let found = self.0.engine.read_values(asker, of).await?;
        let found = found.first().ok_or_else(EngineError::forbidden)?;
        let name = found.get("name").and_then(serde_json::Value::as_str).filter(|name| !name.is_empty());
        // As stored: the path of the request may spell it differently.
        let id = found.get("id").and_then(serde_json::Value::as_str).unwrap_or(share);
        let link = format!("{}/admin/shared/{id}", self.0.settings.public_url);
        let letter = self.sender(None).await?.share(name, &link);
        for email in emails {
            self.0.mailer.send(letter.to(email.clone()));
        }
        Ok(())
    }
}
