//! A user's account with what follows from it: roles, policies, whether everything is allowed.

use std::sync::Arc;

use relata_db::{Cell, DbError, ReadJob, RowSet, Session};
use relata_plan::{Access, Asker};
use relata_sql::{Dialect, accounts};
use smol_str::SmolStr;

/// What logins need to know of a user.
#[derive(Debug, Clone)]
pub(super) struct Account {
    pub id: SmolStr,
    pub role: Option<SmolStr>,
    pub status: SmolStr,
    pub password_hash: Option<String>,
    pub provider: SmolStr,
    pub has_second_factor: bool,
    /// The role and its ancestors.
    pub roles: Vec<SmolStr>,
    pub policies: Vec<SmolStr>,
    pub admin_access: bool,
    pub app_access: bool,
}

impl Account {
    /// Whether the user may log in at all.
    pub(super) fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// The user as an asker. Only administrators are allowed anything until permissions are read.
    pub(super) fn asker(&self) -> Asker {
        let access = if self.admin_access { Access::Everything } else { Access::Granted(rustc_hash::FxHashMap::default()) };
        Asker {
            user: Some(self.id.clone()),
            role: self.role.clone(),
            roles: self.roles.clone(),
            policies: self.policies.clone(),
            access: Arc::new(access),
        }
    }
}

/// How to find an account.
#[derive(Debug, Clone)]
pub(super) enum By {
    Token(String),
    Id(String),
    Email(String),
}

/// Finds an account: three small statements at most.
pub(super) struct FindAccount {
    pub dialect: Dialect,
    pub by: By,
}

impl ReadJob for FindAccount {
    type Output = Result<Option<Account>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let found = match &self.by {
            By::Token(token) => accounts::user_by_token(self.dialect, token),
            By::Id(id) => accounts::user_by_id(self.dialect, id),
            By::Email(email) => accounts::user_by_email(self.dialect, email),
        };
        let users = session.fetch(&found).await?;
        let Some(id) = text(users.cell(0, 0)) else { return Ok(None) };
        let role = text(users.cell(0, 1));
        let roles = match &role {
            Some(role) => column(&session.fetch(&accounts::roles(self.dialect, role)).await?),
            None => Vec::new(),
        };
        let policies = session.fetch(&accounts::policies(self.dialect, &id, &roles)).await?;
        let any = |column| (0..policies.len()).any(|row| is_true(policies.cell(row, column)));
        Ok(Some(Account {
            status: text(users.cell(0, 2)).unwrap_or_default(),
            password_hash: text(users.cell(0, 3)).map(String::from),
            provider: text(users.cell(0, 4)).unwrap_or_default(),
            has_second_factor: text(users.cell(0, 5)).is_some_and(|secret| !secret.is_empty()),
            admin_access: any(1),
            app_access: any(1) || any(2),
            policies: column(&policies),
            id,
            role,
            roles,
        }))
    }
}

fn column(rows: &RowSet) -> Vec<SmolStr> {
    (0..rows.len()).filter_map(|row| text(rows.cell(row, 0))).collect()
}

/// A key or a text, however the database keeps it.
pub(super) fn text(cell: Cell<'_>) -> Option<SmolStr> {
    match cell {
        Cell::Text(text) => Some(text.into()),
        Cell::Uuid(bytes) => Some(uuid::Uuid::from_bytes(bytes).hyphenated().to_string().into()),
        Cell::Bytes(bytes) => std::str::from_utf8(bytes).ok().map(SmolStr::new),
        Cell::Integer(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// A truth value, also where another tool wrote it as text.
fn is_true(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => matches!(text, "1" | "true" | "t"),
        other => other.as_i64().is_some_and(|number| number != 0),
    }
}
