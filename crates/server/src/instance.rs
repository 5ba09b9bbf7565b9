//! An opened instance: database, engine, logins.

use std::fs;

use relata_config::{DatabaseTarget, Settings};
use relata_db::Database;
use relata_engine::{
    BootstrapReport, Engine, NewAdmin,
    accounts::Accounts,
    auth::Auth,
    files::{Files, Storage},
};
use relata_identity::random_token;
use relata_mail::Mailer;

use crate::{failure::Failure, options, secret};

const DEFAULT_ADMIN_EMAIL: &str = "admin@example.com";

/// How long a password is that nobody chose: 120 bits.
const PASSWORD_LENGTH: usize = 20;

/// An opened instance.
pub(crate) struct Instance {
    /// The engine.
    pub engine: Engine,
    /// Logins.
    pub auth: Auth,
    /// Invitations, registrations, new passwords.
    pub accounts: Accounts,
    /// Sends mail.
    pub mailer: Mailer,
    /// Where files are kept.
    pub storage: Storage,
    /// Uploads and downloads.
    pub files: Files,
}

impl Instance {
    /// Opens the database; a SQLite file and its folder are made where they are missing.
    pub(crate) async fn open(settings: &Settings) -> Result<Self, Failure> {
        if matches!(settings.database_target, DatabaseTarget::Sqlite { .. }) {
            let folder = options::data_folder(settings);
            fs::create_dir_all(folder).map_err(|source| Failure::File { path: folder.to_owned(), source })?;
        }
        let storage = Storage::open(&options::locations(settings)).map_err(Failure::Storage)?;
        let database = Database::open(&options::database(settings)).await.map_err(Failure::Open)?;
        let engine = Engine::open(database, options::engine(settings)?).await?;
        // Made last: a start that fails leaves no file behind.
        let secret = secret::secret(settings)?;
        let auth = Auth::new(engine.clone(), options::auth(settings, secret))?;
        let mailer = Mailer::new(options::mail(&settings.email)).map_err(Failure::Mail)?;
        let accounts = Accounts::new(engine.clone(), auth.clone(), mailer.clone(), options::accounts(settings));
        let files = Files::new(engine.clone(), storage.clone(), options::files(settings), options::fetcher(settings)?);
        Ok(Self { engine, auth, accounts, mailer, storage, files })
    }

    /// Makes what is missing, but leaves the first administrator to the Editor's first page where the settings say nothing of one.
    pub(crate) async fn prepare(&self, settings: &Settings) -> Result<(), Failure> {
        let account = &settings.account;
        if account.admin_email.is_some() || account.admin_password.is_some() || account.admin_token.is_some() {
            return self.bootstrap(settings).await;
        }
        tell_tables(&self.engine.bootstrap(None).await?);
        Ok(())
    }

    /// Makes what is missing: system tables, the first administrator. Prints a password that was made here, once.
    pub(crate) async fn bootstrap(&self, settings: &Settings) -> Result<(), Failure> {
        let account = &settings.account;
        let email = account.admin_email.clone().unwrap_or_else(|| DEFAULT_ADMIN_EMAIL.to_owned());
        let made = account.admin_password.is_none().then(new_password);
        let password = match (&account.admin_password, &made) {
            (Some(password), _) => password.reveal().to_owned(),
            (None, made) => made.clone().unwrap_or_default(),
        };
        let admin = NewAdmin {
            email: email.clone(),
            password,
            token: account.admin_token.as_ref().map(|token| token.reveal().to_owned()),
            first_name: "Admin".to_owned(),
            last_name: "User".to_owned(),
        };
        let report = self.engine.bootstrap(Some(admin)).await?;
        tell_tables(&report);
        if let Some(token) = &account.admin_token
            && self.auth.asker(token.reveal(), None).await.is_err()
        {
            tracing::warn!("ADMIN_TOKEN is no user's token: it counts only when the first administrator is made");
        }
        if report.admin.is_some() {
            if let Some(password) = made {
                // Not through the log: logs are kept and sent elsewhere.
                println!("Made the administrator {email} with the password {password} (shown only now).");
            } else {
                tracing::info!("made the administrator");
            }
        }
        Ok(())
    }

    /// Lets running statements finish and closes all connections.
    pub(crate) async fn close(&self) {
        self.engine.database().close().await;
    }
}

fn tell_tables(report: &BootstrapReport) {
    if report.n_tables_made > 0 {
        tracing::info!(n_tables = report.n_tables_made, "made the system tables");
    }
}

/// A password that nobody can guess.
pub(crate) fn new_password() -> String {
    random_token().chars().filter(char::is_ascii_alphanumeric).take(PASSWORD_LENGTH).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_made_password_is_long_and_easy_to_copy() {
        let password = new_password();
        assert_eq!(password.len(), PASSWORD_LENGTH);
        assert!(password.chars().all(|c| c.is_ascii_alphanumeric()));
        assert_ne!(password, new_password());
    }
}
