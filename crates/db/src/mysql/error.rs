//! Reads the error numbers of MariaDB and MySQL and, where only they tell, their messages.

use mysql_async::{DriverError, Error, ServerError};
use smol_str::SmolStr;

use crate::{DbError, Details, ForeignKeyBreach};

/// What an error of a statement means.
pub(super) fn read(error: Error) -> DbError {
    if is_lost(&error) {
        return DbError::ConnectionLost(Box::new(error));
    }
    let Error::Server(server) = &error else { return DbError::Other(Box::new(error)) };
    let code = server.code;
    let mut details = details(server);
    match code {
        1205 | 3572 => return DbError::LockTimeout(Box::new(error)),
        1213 | 1020 => return DbError::Deadlock(Box::new(error)),
        1969 | 3024 | 1317 | 1028 => return DbError::Timeout(Box::new(error)),
        1412 | 1615 => return DbError::SchemaChanged(Box::new(error)),
        _ => {}
    }
    let breach = match code {
        1216 | 1452 => Some(ForeignKeyBreach::MissingTarget),
        1217 | 1451 => Some(ForeignKeyBreach::StillReferenced),
        _ => None,
    };
    details.cause = Some(Box::new(error));
    let details = Box::new(details);
    match code {
        1062 | 1586 | 1022 | 1169 => DbError::Unique(details),
        1216 | 1217 | 1451 | 1452 | 1761 | 1762 => DbError::ForeignKey { breach, details },
        1048 | 1364 | 1263 => DbError::NotNull(details),
        // The last one is what a trigger signals.
        4025 | 3819 | 1644 => DbError::Check(details),
        1406 => DbError::TooLong(details),
        1264 | 1690 => DbError::OutOfRange(details),
        1830 => DbError::Unsuited(Box::new(*details)),
        1265 | 1292 | 1416 | 1366 | 1367 | 1411 | 3140 | 4038 | 22007 => DbError::InvalidValue(details),
        _ => DbError::Other(Box::new(*details)),
    }
}

/// What an error while connecting means.
pub(super) fn read_connect(error: Error) -> DbError {
    DbError::Unavailable(Box::new(error))
}

/// Whether the connection is gone, so that nothing more can come over it.
pub(super) fn is_lost(error: &Error) -> bool {
    match error {
        Error::Io(_) | Error::Driver(DriverError::ConnectionClosed | DriverError::PacketOutOfOrder) => true,
        // The server shuts down, or somebody killed the connection.
        Error::Server(server) => matches!(server.code, 1053 | 1927 | 1152 | 1158..=1161 | 4031),
        _ => false,
    }
}

fn details(server: &ServerError) -> Details {
    let message = &server.message;
    let mut details = Details::default();
    match server.code {
        // Duplicate entry 'x' for key 'table.key': MariaDB leaves the table out.
        1062 | 1586 => {
            let (value, key) = message.rsplit_once(" for key ").unwrap_or((message, ""));
            details.value = within_quotes(value).map(SmolStr::new);
            let key = key.trim_matches('\'');
            match key.split_once('.') {
                Some((table, key)) => {
                    details.table = Some(SmolStr::new(table));
                    details.constraint = Some(SmolStr::new(key));
                }
                None => details.constraint = Some(SmolStr::new(key)),
            }
        }
        // … (`db`.`table`, CONSTRAINT `name` FOREIGN KEY (`a`, `b`) REFERENCES `other` (`c`, `d`) …)
        1216 | 1217 | 1451 | 1452 => {
            let (head, rest) = message.split_once(" FOREIGN KEY ").unwrap_or((message, ""));
            let (columns, target) = rest.split_once(" REFERENCES ").unwrap_or((rest, ""));
            let names = quoted(head);
            if let [_, table, rest @ ..] = names.as_slice() {
                details.table = Some(table.clone());
                details.constraint = rest.first().cloned();
            }
            details.columns = quoted(columns);
            details.referenced_table = quoted(target.split(" (").next().unwrap_or_default()).pop();
        }
        // … for column `db`.`table`.`column` at row 1, or … column 'column' …
        _ => {
            let after = message.split("olumn ").nth(1).or_else(|| message.split("ield ").nth(1)).unwrap_or(message);
            let names = quoted(after);
            match names.as_slice() {
                [_, table, column, ..] => {
                    details.table = Some(table.clone());
                    details.columns = vec![column.clone()];
                }
                _ => details.columns = after.split('\'').nth(1).map(SmolStr::new).into_iter().collect(),
            }
            if matches!(server.code, 4025 | 3819) {
                details.columns.clear();
                details.constraint = message
                    .split('`')
                    .nth(1)
                    .or_else(|| message.split('\'').nth(1))
                    .map(|name| SmolStr::new(name.rsplit('.').next().unwrap_or(name)));
            }
        }
    }
    details
}

/// From the first quote to the last: quotes within a value aren't marked.
fn within_quotes(text: &str) -> Option<&str> {
    text.split_once('\'')?.1.rsplit_once('\'').map(|(inside, _)| inside)
}

/// The names in backticks, in order; a doubled backtick is one.
fn quoted(text: &str) -> Vec<SmolStr> {
    let mut names = Vec::new();
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        if character != '`' {
            continue;
        }
        let mut name = String::new();
        while let Some(inner) = characters.next() {
            if inner == '`' && characters.next_if_eq(&'`').is_none() {
                break;
            }
            name.push(inner);
        }
        names.push(SmolStr::new(name));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(code: u16, message: &str) -> Details {
        details(&ServerError { code, message: message.to_owned(), state: String::new() })
    }

    #[test]
    fn reads_duplicates_of_both_products() {
        let mariadb = check(1062, "Duplicate entry 'it's' for key 'users_email_unique'");
        assert_eq!(mariadb.value.as_deref(), Some("it's"));
        assert_eq!(mariadb.constraint.as_deref(), Some("users_email_unique"));
        assert_eq!(mariadb.table, None);
        let mysql = check(1062, "Duplicate entry 'x' for key 'users.users_email_unique'");
        assert_eq!(mysql.table.as_deref(), Some("users"));
        assert_eq!(mysql.constraint.as_deref(), Some("users_email_unique"));
    }

    #[test]
    fn reads_foreign_keys() {
        let details = check(
            1452,
            "Cannot add or update a child row: a foreign key constraint fails (`shop`.`Order ``x`` Details`, CONSTRAINT `fk_1` \
             FOREIGN KEY (`a`, `b`) REFERENCES `orders` (`c`, `d`) ON DELETE CASCADE)",
        );
        assert_eq!(details.table.as_deref(), Some("Order `x` Details"));
        assert_eq!(details.constraint.as_deref(), Some("fk_1"));
        assert_eq!(details.columns, ["a", "b"]);
        assert_eq!(details.referenced_table.as_deref(), Some("orders"));
    }

    #[test]
    fn reads_columns() {
        assert_eq!(check(1048, "Column 'title' cannot be null").columns, ["title"]);
        assert_eq!(check(1364, "Field 'title' doesn't have a default value").columns, ["title"]);
        assert_eq!(check(1406, "Data too long for column 'title' at row 1").columns, ["title"]);
        let wrong = check(1366, "Incorrect integer value: 'x' for column `shop`.`t`.`n` at row 1");
        assert_eq!((wrong.table.as_deref(), wrong.columns), (Some("t"), vec![SmolStr::new("n")]));
        assert_eq!(check(4025, "CONSTRAINT `t.n` failed for `shop`.`t`").constraint.as_deref(), Some("n"));
    }
}
