//! The statements behind shares: items shown to people without an account.
//!
//! Like those of [`crate::accounts`] they read columns that no asker may read, and count uses that no asker may count.

use crate::accounts::{filled, uuid};
use crate::{Dialect, Statement};

/// A share. Columns: collection, item, role, password, `user_created`, `date_start`, `date_end`, `times_used`, `max_uses`.
pub fn share(dialect: Dialect, id: &str) -> Statement {
    let text = "SELECT [collection], [item], [role], [password], [user_created], [date_start], [date_end], [times_used], [max_uses] \
                FROM [directus_shares] WHERE [id] = ?";
    filled(dialect, text, vec![uuid(id)])
}

/// Counts one more use, if one is left: of two that try for the last, one matches a row.
pub fn use_share(dialect: Dialect, id: &str) -> Statement {
    let text = "UPDATE [directus_shares] SET [times_used] = COALESCE([times_used], 0) + 1 \
                WHERE [id] = ? AND ([max_uses] IS NULL OR [max_uses] > COALESCE([times_used], 0))";
    filled(dialect, text, vec![uuid(id)])
}

/// The policies that roles have. Columns: id, `admin_access`, `app_access`, `enforce_tfa`, `ip_access`, and the role.
pub fn policies_of_roles(dialect: Dialect, roles: &[impl AsRef<str>]) -> Statement {
    let text = format!(
        "SELECT p.[id], p.[admin_access], p.[app_access], p.[enforce_tfa], p.[ip_access], a.[role] FROM [directus_access] a \
         JOIN [directus_policies] p ON p.[id] = a.[policy] WHERE a.[role] IN ({}) ORDER BY a.[sort], p.[id]",
        vec!["?"; roles.len()].join(", ")
    );
    filled(dialect, &text, roles.iter().map(|role| uuid(role.as_ref())).collect())
}
