//! A user's account with what follows from it: roles and policies.

use std::net::IpAddr;

use indexmap::IndexMap;
use relata_db::{Cell, DbError, ReadJob, RowSet, Session};
use relata_identity::IpList;
use relata_sql::{Dialect, accounts};
use smol_str::SmolStr;

/// What logins need to know of a user.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub id: SmolStr,
    pub role: Option<SmolStr>,
    pub status: SmolStr,
    pub password_hash: Option<String>,
    pub provider: SmolStr,
    pub email: SmolStr,
    /// The tag of the language that the user has chosen.
    pub language: Option<SmolStr>,
    /// The secret of the second factor, if there is one.
    pub second_factor: Option<SmolStr>,
    /// The role and its ancestors, nearest first.
    pub roles: Vec<SmolStr>,
    /// All policies, weightier ones later.
    pub policies: Vec<Policy>,
}

/// A policy of a user.
#[derive(Debug, Clone)]
pub(crate) struct Policy {
    pub id: SmolStr,
    pub admin_access: bool,
    pub app_access: bool,
    pub enforce_tfa: bool,
    /// From where it holds, if not from everywhere.
    pub ip_access: Option<SmolStr>,
}

impl Account {
    /// Whether the user may log in at all.
    pub(crate) fn is_active(&self) -> bool {
        self.status == "active"
    }

    /// Whether some policy makes an administrator.
    pub(super) fn admin_access(&self) -> bool {
        self.policies.iter().any(|policy| policy.admin_access)
    }

    /// Whether some policy demands a second factor.
    pub(super) fn enforce_tfa(&self) -> bool {
        self.policies.iter().any(|policy| policy.enforce_tfa)
    }

    /// The account as far as its policies hold for requests from an address.
    pub(super) fn at(mut self, address: Option<IpAddr>) -> Self {
        self.policies.retain(|policy| policy.holds_at(address));
        self
    }

    /// Whether some policy opens the app.
    pub(super) fn app_access(&self) -> bool {
        self.policies.iter().any(|policy| policy.admin_access || policy.app_access)
    }
}

impl Policy {
    /// Whether the policy holds for requests from an address.
    pub(super) fn holds_at(&self, address: Option<IpAddr>) -> bool {
        let Some(list) = &self.ip_access else { return true };
        // An entry that can't be read matches nothing.
        let holds = |address| list.split(',').any(|entry| IpList::parse([entry]).is_ok_and(|entry| entry.contains(address)));
        address.is_some_and(holds)
    }
}

/// How to find an account.
#[derive(Debug, Clone)]
pub(super) enum By {
    Token(String),
    Id(String),
    Email(String),
    /// What the server with a name knows a user by.
    Identifier {
        provider: String,
        identifier: String,
    },
}

impl By {
    /// Whether no database keeps such a text: PostgreSQL refuses even to look for one with a zero in it.
    fn is_unkept(&self) -> bool {
        match self {
            Self::Token(text) | Self::Id(text) | Self::Email(text) => text.contains('\0'),
            Self::Identifier { provider, identifier } => provider.contains('\0') || identifier.contains('\0'),
        }
    }
}

/// Finds an account: three small statements at most.
pub(super) struct FindAccount {
    pub dialect: Dialect,
    pub by: By,
}

impl ReadJob for FindAccount {
    type Output = Result<Option<Account>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        if self.by.is_unkept() {
            return Ok(None);
        }
        let found = match &self.by {
            By::Token(token) => accounts::user_by_token(self.dialect, token),
            By::Id(id) => accounts::user_by_id(self.dialect, id),
            By::Email(email) => accounts::user_by_email(self.dialect, email),
            By::Identifier { provider, identifier } => accounts::user_by_identifier(self.dialect, provider, identifier),
        };
        let users = session.fetch(&found).await?;
        let Some(id) = text(users.cell(0, 0)) else { return Ok(None) };
        let role = text(users.cell(0, 1));
        let roles = match &role {
            Some(role) => column(&session.fetch(&accounts::roles(self.dialect, role)).await?),
            None => Vec::new(),
        };
        let policies = session.fetch(&accounts::policies(self.dialect, &id, &roles)).await?;
        Ok(Some(Account {
            status: text(users.cell(0, 2)).unwrap_or_default(),
            password_hash: text(users.cell(0, 3)).map(String::from),
            provider: text(users.cell(0, 4)).unwrap_or_default(),
            second_factor: text(users.cell(0, 5)).filter(|secret| !secret.is_empty()),
            email: text(users.cell(0, 6)).unwrap_or_default(),
            language: text(users.cell(0, 7)),
            policies: by_weight(&policies, &roles),
            id,
            role,
            roles,
        }))
    }
}

/// Reads the policies of everybody without credentials.
pub(super) struct FindPublicPolicies {
    pub dialect: Dialect,
}

impl ReadJob for FindPublicPolicies {
    type Output = Result<Vec<Policy>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        Ok(by_weight(&session.fetch(&accounts::public_policies(self.dialect)).await?, &[]))
    }
}

/// Reads what policies allow: one statement, however many they are.
pub(super) struct FindPermissions {
    pub dialect: Dialect,
    pub policies: Vec<SmolStr>,
}

impl ReadJob for FindPermissions {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&accounts::permissions(self.dialect, &self.policies)).await
    }
}

/// The policies in the order in which they override each other: those of the farthest ancestor first, the user's own last. One that
/// comes by several ways stands where it weighs most.
pub(super) fn by_weight(rows: &RowSet, roles: &[SmolStr]) -> Vec<Policy> {
    let weight = |row: &usize| {
        let role = text(rows.cell(*row, 5));
        role.map_or(0, |role| 1 + roles.iter().position(|known| *known == role).unwrap_or(roles.len()))
    };
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(|row| std::cmp::Reverse(weight(row)));
    let mut policies: IndexMap<SmolStr, Policy> = IndexMap::new();
    for row in order {
        let Some(id) = text(rows.cell(row, 0)) else { continue };
        policies.shift_remove(&id);
        let ip_access = text(rows.cell(row, 4)).filter(|list| !list.trim().is_empty());
        let flag = |column| is_true(rows.cell(row, column));
        let policy = Policy { id: id.clone(), admin_access: flag(1), app_access: flag(2), enforce_tfa: flag(3), ip_access };
        policies.insert(id, policy);
    }
    policies.into_values().collect()
}

pub(super) fn column(rows: &RowSet) -> Vec<SmolStr> {
    (0..rows.len()).filter_map(|row| text(rows.cell(row, 0))).collect()
}

/// A key or a text, however the database keeps it.
pub(crate) fn text(cell: Cell<'_>) -> Option<SmolStr> {
    match cell {
        Cell::Text(text) => Some(text.into()),
        Cell::Uuid(bytes) => Some(uuid::Uuid::from_bytes(bytes).hyphenated().to_string().into()),
        Cell::Bytes(bytes) => std::str::from_utf8(bytes).ok().map(SmolStr::new),
        Cell::Integer(number) => Some(number.to_string().into()),
        _ => None,
    }
}

/// A truth value, also where another tool wrote it as text.
pub(super) fn is_true(cell: Cell<'_>) -> bool {
    match cell {
        Cell::Text(text) => matches!(text, "1" | "true" | "t"),
        other => other.as_i64().is_some_and(|number| number != 0),
    }
}
