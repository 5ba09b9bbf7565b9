//! What the project's settings say about accounts.

use relata_db::{DbError, ReadJob, RowSet, Session};
use relata_sql::{Statement, accounts};
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::{
    Auth,
    account::{is_true, text},
    failed,
};
use crate::EngineError;

const NAME: &str = "Relata";

/// The default of `directus_settings.project_name`.
const UNNAMED: &str = "Directus";

/// How the project shows itself.
#[derive(Debug, Clone)]
pub(crate) struct Project {
    /// Its name, as people read it.
    pub name: String,
    /// The tag of the language that it speaks to people who have chosen none.
    pub language: Option<SmolStr>,
}

/// Whether and how people may make accounts for themselves.
#[derive(Debug, Clone)]
pub(crate) struct RegistrationRules {
    /// Whether they may at all.
    pub open: bool,
    /// Whether they have to show that the address is theirs.
    pub verifies: bool,
    /// The role that they get.
    pub role: Option<SmolStr>,
    /// Which addresses are taken.
    pub email_filter: Option<Json>,
}

impl Auth {
    /// How the project shows itself. What Directus's database calls a project that nobody has named counts as no name.
    pub(crate) async fn project(&self) -> Result<Project, EngineError> {
        let rows = self.settings_row(accounts::project(self.0.dialect)).await?;
        let name = text(rows.cell(0, 0)).filter(|name| !name.is_empty() && name != UNNAMED);
        Ok(Project { name: name.map_or_else(|| NAME.to_owned(), String::from), language: text(rows.cell(0, 1)) })
    }

    /// What the settings say about registrations.
    pub(crate) async fn registration_rules(&self) -> Result<RegistrationRules, EngineError> {
        let rows = self.settings_row(accounts::registration(self.0.dialect)).await?;
        // A filter that is no JSON is no filter that anything could pass.
        let email_filter = text(rows.cell(0, 3)).map(|filter| serde_json::from_str(&filter).unwrap_or(Json::Bool(false)));
        Ok(RegistrationRules {
            open: is_true(rows.cell(0, 0)),
            verifies: rows.cell(0, 1).is_null() || is_true(rows.cell(0, 1)),
            role: text(rows.cell(0, 2)),
            email_filter: email_filter.filter(|filter| !filter.is_null()),
        })
    }

    async fn settings_row(&self, statement: Statement) -> Result<RowSet, EngineError> {
        self.0.database.read(Fetch(statement)).await.and_then(|rows| rows).map_err(|error| failed("reading the settings", error))
    }
}

/// One statement that reads.
pub(crate) struct Fetch(pub Statement);

impl ReadJob for Fetch {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&self.0).await
    }
}
