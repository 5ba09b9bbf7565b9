//! The statements behind logins: who has a token, which policies are in force, which sessions are open.
//!
//! They read columns that no asker may read (password, token), so they can't come from a plan. Fixed texts over the system tables;
//! nothing of a request but binds gets in.

use relata_schema::Value;

use crate::{Dialect, Statement};

const USER_COLUMNS: &str = "[id], [role], [status], [password], [provider], [tfa_secret]";

/// The user with a static token. Columns: id, role, status, password, provider, `tfa_secret`.
pub fn user_by_token(dialect: Dialect, token: &str) -> Statement {
    filled(dialect, &format!("SELECT {USER_COLUMNS} FROM [directus_users] WHERE [token] = ?"), vec![Value::text(token)])
}

/// The user with a key. Columns as in [`user_by_token`].
pub fn user_by_id(dialect: Dialect, id: &str) -> Statement {
    filled(dialect, &format!("SELECT {USER_COLUMNS} FROM [directus_users] WHERE [id] = ?"), vec![uuid(id)])
}

/// The user with an e-mail address, in any letter case. Columns as in [`user_by_token`].
pub fn user_by_email(dialect: Dialect, email: &str) -> Statement {
    let email = Value::text(email.to_lowercase());
    filled(dialect, &format!("SELECT {USER_COLUMNS} FROM [directus_users] WHERE LOWER([email]) = ?"), vec![email])
}

/// A role and its ancestors, nearest first. Column: id. Stops at a cycle.
pub fn roles(dialect: Dialect, role: &str) -> Statement {
    let text = "WITH RECURSIVE [chain] ([id]) AS (SELECT [id] FROM [directus_roles] WHERE [id] = ? \
                UNION SELECT r.[parent] FROM [directus_roles] r JOIN [chain] c ON r.[id] = c.[id] WHERE r.[parent] IS NOT NULL) \
                SELECT [id] FROM [chain]";
    filled(dialect, text, vec![uuid(role)])
}

/// The policies of a user and of roles. Columns: id, `admin_access`, `app_access`.
pub fn policies(dialect: Dialect, user: &str, roles: &[impl AsRef<str>]) -> Statement {
    let mut text = "SELECT p.[id], p.[admin_access], p.[app_access] FROM [directus_policies] p \
                    WHERE p.[id] IN (SELECT a.[policy] FROM [directus_access] a WHERE a.[user] = ?"
        .to_owned();
    if !roles.is_empty() {
        text.push_str(" OR a.[role] IN (");
        text.push_str(&vec!["?"; roles.len()].join(", "));
        text.push(')');
    }
    text.push_str(") ORDER BY p.[id]");
    let binds = std::iter::once(uuid(user)).chain(roles.iter().map(|role| uuid(role.as_ref()))).collect();
    filled(dialect, &text, binds)
}

/// The session behind a refresh token. Columns: user, expires, `next_token`, share.
pub fn session(dialect: Dialect, token: &str) -> Statement {
    filled(dialect, "SELECT [user], [expires], [next_token], [share] FROM [directus_sessions] WHERE [token] = ?", vec![Value::text(token)])
}

/// A session to be opened.
#[derive(Debug, Clone)]
pub struct NewSession<'a> {
    /// The refresh token.
    pub token: &'a str,
    /// Whose.
    pub user: &'a str,
    /// Until when, in microseconds since 1970-01-01T00:00:00Z.
    pub expires_micros: i64,
    /// The caller's address.
    pub ip: Option<&'a str>,
    /// The caller's program.
    pub user_agent: Option<&'a str>,
    /// The page that called.
    pub origin: Option<&'a str>,
}

/// Opens a session.
pub fn open_session(dialect: Dialect, new: &NewSession<'_>) -> Statement {
    let optional = |text: Option<&str>| text.map_or(Value::Null, Value::text);
    let text = "INSERT INTO [directus_sessions] ([token], [user], [expires], [ip], [user_agent], [origin]) VALUES (?, ?, ?, ?, ?, ?)";
    let binds = vec![
        Value::text(new.token),
        uuid(new.user),
        Value::Timestamp(new.expires_micros),
        optional(new.ip),
        optional(new.user_agent),
        optional(new.origin),
    ];
    filled(dialect, text, binds)
}

/// Gives a session a new token and a new end, if it still has the old token: of two that try, one matches a row.
pub fn renew_session(dialect: Dialect, old_token: &str, new_token: &str, expires_micros: i64) -> Statement {
    let text = "UPDATE [directus_sessions] SET [token] = ?, [expires] = ? WHERE [token] = ?";
    filled(dialect, text, vec![Value::text(new_token), Value::Timestamp(expires_micros), Value::text(old_token)])
}

/// Closes the session with a token, if there is one.
pub fn close_session(dialect: Dialect, token: &str) -> Statement {
    filled(dialect, "DELETE FROM [directus_sessions] WHERE [token] = ?", vec![Value::text(token)])
}

/// Closes all sessions of a user.
pub fn close_sessions_of(dialect: Dialect, user: &str) -> Statement {
    filled(dialect, "DELETE FROM [directus_sessions] WHERE [user] = ?", vec![uuid(user)])
}

/// Removes sessions whose end has passed.
pub fn remove_expired_sessions(dialect: Dialect, now_micros: i64) -> Statement {
    filled(dialect, "DELETE FROM [directus_sessions] WHERE [expires] < ?", vec![Value::Timestamp(now_micros)])
}

/// Notes that a user was here.
pub fn touch_user(dialect: Dialect, user: &str, now_micros: i64) -> Statement {
    filled(dialect, "UPDATE [directus_users] SET [last_access] = ? WHERE [id] = ?", vec![Value::Timestamp(now_micros), uuid(user)])
}

/// Replaces a user's password hash.
pub fn set_password(dialect: Dialect, user: &str, hash: &str) -> Statement {
    filled(dialect, "UPDATE [directus_users] SET [password] = ? WHERE [id] = ?", vec![Value::text(hash), uuid(user)])
}

/// A user to be made.
#[derive(Debug, Clone)]
pub struct NewUser<'a> {
    /// The key, a UUID.
    pub id: &'a str,
    /// First name.
    pub first_name: Option<&'a str>,
    /// Last name.
    pub last_name: Option<&'a str>,
    /// E-mail address.
    pub email: &'a str,
    /// The hash of the password.
    pub password_hash: &'a str,
    /// The role, a UUID.
    pub role: Option<&'a str>,
    /// A static token.
    pub token: Option<&'a str>,
}

/// Makes an active user.
pub fn create_user(dialect: Dialect, new: &NewUser<'_>) -> Statement {
    let optional = |text: Option<&str>| text.map_or(Value::Null, Value::text);
    let text = "INSERT INTO [directus_users] ([id], [first_name], [last_name], [email], [password], [role], [token], [status]) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let binds = vec![
        uuid(new.id),
        optional(new.first_name),
        optional(new.last_name),
        Value::text(new.email),
        Value::text(new.password_hash),
        new.role.map_or(Value::Null, uuid),
        optional(new.token),
        Value::text("active"),
    ];
    filled(dialect, text, binds)
}

/// How many users there are.
pub fn count_users(dialect: Dialect) -> Statement {
    filled(dialect, "SELECT COUNT(*) FROM [directus_users]", Vec::new())
}

/// A key as a bind: UUID columns take nothing else, and other columns take a UUID as text.
fn uuid(id: &str) -> Value {
    Value::Uuid(id.into())
}

/// `text` with `[name]` quoted and `?` numbered as the dialect wants it.
fn filled(dialect: Dialect, text: &str, binds: Vec<Value>) -> Statement {
    let quote = dialect.caps().quote;
    let mut out = String::with_capacity(text.len() + 32);
    let mut n_binds = 0;
    for c in text.chars() {
        match c {
            '[' | ']' => out.push(quote),
            '?' => {
                n_binds += 1;
                dialect.write_placeholder(&mut out, n_binds);
            }
            c => out.push(c),
        }
    }
    debug_assert_eq!(n_binds, binds.len(), "every placeholder has its bind: {out}");
    Statement { text: out, binds }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_placeholders_follow_the_dialect() {
        let of = |dialect| renew_session(dialect, "old", "new", 7).text;
        assert_eq!(of(Dialect::Postgres), "UPDATE \"directus_sessions\" SET \"token\" = $1, \"expires\" = $2 WHERE \"token\" = $3");
        assert_eq!(of(Dialect::Sqlite), "UPDATE \"directus_sessions\" SET \"token\" = ?1, \"expires\" = ?2 WHERE \"token\" = ?3");
        assert_eq!(of(Dialect::Mariadb), "UPDATE `directus_sessions` SET `token` = ?, `expires` = ? WHERE `token` = ?");
    }

    #[test]
    fn a_user_without_a_role_is_asked_for_alone() {
        assert!(!policies(Dialect::Sqlite, "u", &[""; 0]).text.contains("role"));
        let two = policies(Dialect::Sqlite, "u", &["a", "b"]);
        assert!(two.text.contains("IN (?2, ?3)"), "{}", two.text);
        assert_eq!(two.binds.len(), 3);
    }
}
