//! The statements behind logins: who has a token, which policies are in force, which sessions are open.
//!
//! They read columns that no asker may read (password, token), so they can't come from a plan. Fixed texts over the system tables;
//! nothing of a request but binds gets in.

use relata_schema::Value;

use crate::{Dialect, Statement};

const USER_COLUMNS: &str = "[id], [role], [status], [password], [provider], [tfa_secret], [email], [language]";

/// The user with a static token. Columns: id, role, status, password, provider, `tfa_secret`, email, language.
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

/// The user whom another server knows by an identifier. Columns as in [`user_by_token`].
pub fn user_by_identifier(dialect: Dialect, provider: &str, identifier: &str) -> Statement {
    let text = format!("SELECT {USER_COLUMNS} FROM [directus_users] WHERE [provider] = ? AND LOWER([external_identifier]) = ?");
    filled(dialect, &text, vec![Value::text(provider), Value::text(identifier.to_lowercase())])
}

/// What another server gave for asking again about a user. Column: `auth_data`.
pub fn auth_data(dialect: Dialect, user: &str) -> Statement {
    filled(dialect, "SELECT [auth_data] FROM [directus_users] WHERE [id] = ?", vec![uuid(user)])
}

/// Keeps what another server gave for asking again about a user.
pub fn set_auth_data(dialect: Dialect, user: &str, data: Option<&str>) -> Statement {
    let data = data.map_or(Value::Null, |text| Value::Json(text.into()));
    filled(dialect, "UPDATE [directus_users] SET [auth_data] = ? WHERE [id] = ?", vec![data, uuid(user)])
}

/// The users with an e-mail address, in any letter case. Column: id.
pub fn users_with_email(dialect: Dialect, email: &str) -> Statement {
    filled(dialect, "SELECT [id] FROM [directus_users] WHERE LOWER([email]) = ?", vec![Value::text(email.to_lowercase())])
}

/// One active user who has a policy with admin access, directly or by a role or one of its ancestors. Column: id.
pub fn an_administrator(dialect: Dialect) -> Statement {
    let text = "WITH RECURSIVE [admin_roles] ([id]) AS (\
                SELECT a.[role] FROM [directus_access] a JOIN [directus_policies] p ON p.[id] = a.[policy] \
                WHERE p.[admin_access] = ? AND a.[role] IS NOT NULL \
                UNION SELECT r.[id] FROM [directus_roles] r JOIN [admin_roles] c ON r.[parent] = c.[id]) \
                SELECT u.[id] FROM [directus_users] u WHERE u.[status] = 'active' AND (u.[role] IN (SELECT [id] FROM [admin_roles]) \
                OR EXISTS (SELECT 1 FROM [directus_access] a JOIN [directus_policies] p ON p.[id] = a.[policy] \
                WHERE p.[admin_access] = ? AND a.[user] = u.[id])) LIMIT 1";
    filled(dialect, text, vec![Value::Boolean(true), Value::Boolean(true)])
}

/// How the project shows itself. Columns: `project_name`, `default_language`.
pub fn project(dialect: Dialect) -> Statement {
    filled(dialect, "SELECT [project_name], [default_language] FROM [directus_settings]", Vec::new())
}

/// What the project demands of passwords. Column: `auth_password_policy`.
pub fn password_policy(dialect: Dialect) -> Statement {
    filled(dialect, "SELECT [auth_password_policy] FROM [directus_settings]", Vec::new())
}

/// How many attempts to log in the project allows. Column: `auth_login_attempts`, null: any number.
pub fn allowed_attempts(dialect: Dialect) -> Statement {
    filled(dialect, "SELECT [auth_login_attempts] FROM [directus_settings]", Vec::new())
}

/// Keeps an active user from logging in.
pub fn suspend_user(dialect: Dialect, user: &str) -> Statement {
    filled(dialect, "UPDATE [directus_users] SET [status] = 'suspended' WHERE [id] = ? AND [status] = 'active'", vec![uuid(user)])
}

/// Whether and how people may register. Columns: `public_registration`, `public_registration_verify_email`, `public_registration_role`,
/// `public_registration_email_filter`.
pub fn registration(dialect: Dialect) -> Statement {
    let text = "SELECT [public_registration], [public_registration_verify_email], [public_registration_role], \
                [public_registration_email_filter] FROM [directus_settings]";
    filled(dialect, text, Vec::new())
}

/// A role and its ancestors, nearest first. Column: id. Stops at a cycle.
pub fn roles(dialect: Dialect, role: &str) -> Statement {
    let text = "WITH RECURSIVE [chain] ([id]) AS (SELECT [id] FROM [directus_roles] WHERE [id] = ? \
                UNION SELECT r.[parent] FROM [directus_roles] r JOIN [chain] c ON r.[id] = c.[id] WHERE r.[parent] IS NOT NULL) \
                SELECT [id] FROM [chain]";
    filled(dialect, text, vec![uuid(role)])
}

/// What policies allow. Columns: policy, collection, action, permissions, validation, presets, fields.
pub fn permissions(dialect: Dialect, policies: &[impl AsRef<str>]) -> Statement {
    let text = format!(
        "SELECT [policy], [collection], [action], [permissions], [validation], [presets], [fields] FROM [directus_permissions] \
         WHERE [policy] IN ({}) ORDER BY [id]",
        vec!["?"; policies.len()].join(", ")
    );
    filled(dialect, &text, policies.iter().map(|policy| uuid(policy.as_ref())).collect())
}

/// The policies of everybody without credentials. Columns as in [`policies`].
pub fn public_policies(dialect: Dialect) -> Statement {
    let text = format!("{POLICY_COLUMNS} WHERE a.[role] IS NULL AND a.[user] IS NULL ORDER BY a.[sort], p.[id]");
    filled(dialect, &text, Vec::new())
}

const POLICY_COLUMNS: &str = "SELECT p.[id], p.[admin_access], p.[app_access], p.[enforce_tfa], p.[ip_access], a.[role] \
                              FROM [directus_access] a JOIN [directus_policies] p ON p.[id] = a.[policy]";

/// The policies of a user and of roles. Columns: id, `admin_access`, `app_access`, `enforce_tfa`, `ip_access`, and the role that has
/// the policy, null where the user has it.
pub fn policies(dialect: Dialect, user: &str, roles: &[impl AsRef<str>]) -> Statement {
    let mut text = format!("{POLICY_COLUMNS} WHERE a.[user] = ?");
    if !roles.is_empty() {
        text.push_str(" OR a.[role] IN (");
        text.push_str(&vec!["?"; roles.len()].join(", "));
        text.push(')');
    }
    text.push_str(" ORDER BY a.[sort], p.[id]");
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
    /// Whose, if a user's.
    pub user: Option<&'a str>,
    /// Of which share, if somebody's who has opened one.
    pub share: Option<&'a str>,
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
    let text = "INSERT INTO [directus_sessions] ([token], [user], [share], [expires], [ip], [user_agent], [origin]) \
                VALUES (?, ?, ?, ?, ?, ?, ?)";
    let binds = vec![
        Value::text(new.token),
        new.user.map_or(Value::Null, uuid),
        new.share.map_or(Value::Null, uuid),
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

/// Names the session that follows one, which itself stays open for a short time: of two that try, one matches a row.
pub fn succeed_session(dialect: Dialect, old_token: &str, new_token: &str, expires_micros: i64) -> Statement {
    let text = "UPDATE [directus_sessions] SET [next_token] = ?, [expires] = ? WHERE [token] = ? AND [next_token] IS NULL";
    filled(dialect, text, vec![Value::text(new_token), Value::Timestamp(expires_micros), Value::text(old_token)])
}

/// Closes the session with a token, if there is one.
pub fn close_session(dialect: Dialect, token: &str) -> Statement {
    filled(dialect, "DELETE FROM [directus_sessions] WHERE [token] = ?", vec![Value::text(token)])
}

/// Closes all sessions of a user but one.
pub fn close_other_sessions(dialect: Dialect, user: &Value, kept: Option<&str>) -> Statement {
    let text = "DELETE FROM [directus_sessions] WHERE [user] = ? AND [token] <> ?";
    filled(dialect, text, vec![user.clone(), Value::text(kept.unwrap_or_default())])
}

/// Replaces the secret of a user's second factor.
pub fn set_second_factor(dialect: Dialect, user: &str, secret: Option<&str>) -> Statement {
    let text = "UPDATE [directus_users] SET [tfa_secret] = ? WHERE [id] = ?";
    filled(dialect, text, vec![secret.map_or(Value::Null, Value::text), uuid(user)])
}

/// A line of the activity about a user's account.
#[derive(Debug, Clone)]
pub struct AccountActivity<'a> {
    /// `login` or `logout`.
    pub action: &'a str,
    /// Whose.
    pub user: &'a str,
    /// When, in microseconds since 1970-01-01T00:00:00Z.
    pub at_micros: i64,
    /// The caller's address.
    pub ip: Option<&'a str>,
    /// The caller's program.
    pub user_agent: Option<&'a str>,
    /// The page that called.
    pub origin: Option<&'a str>,
}

/// Notes that somebody has come or gone.
pub fn note_activity(dialect: Dialect, activity: &AccountActivity<'_>) -> Statement {
    let optional = |text: Option<&str>| text.map_or(Value::Null, Value::text);
    let text = "INSERT INTO [directus_activity] ([action], [user], [timestamp], [ip], [user_agent], [origin], [collection], [item]) \
                VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let binds = vec![
        Value::text(activity.action),
        uuid(activity.user),
        Value::Timestamp(activity.at_micros),
        optional(activity.ip),
        optional(activity.user_agent),
        optional(activity.origin),
        Value::text("directus_users"),
        Value::text(activity.user),
    ];
    filled(dialect, text, binds)
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

/// Notes where a user was last.
pub fn note_page(dialect: Dialect, user: &str, page: &str) -> Statement {
    filled(dialect, "UPDATE [directus_users] SET [last_page] = ? WHERE [id] = ?", vec![Value::text(page), uuid(user)])
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
pub(crate) fn uuid(id: &str) -> Value {
    Value::Uuid(id.into())
}

/// `text` with `[name]` quoted and `?` numbered as the dialect wants it.
pub(crate) fn filled(dialect: Dialect, text: &str, binds: Vec<Value>) -> Statement {
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
        assert!(!policies(Dialect::Sqlite, "u", &[""; 0]).text.contains(" OR "));
        let two = policies(Dialect::Sqlite, "u", &["a", "b"]);
        assert!(two.text.contains("IN (?2, ?3)"), "{}", two.text);
        assert_eq!(two.binds.len(), 3);
    }
}
