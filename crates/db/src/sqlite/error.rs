//! Reads SQLite's result codes and, where only they tell, its messages.

use rusqlite::ffi::{self, ErrorCode};
use smol_str::SmolStr;

use crate::{Cause, DbError, Details};

/// What an error means. Takes it whole: it becomes the source.
pub(super) fn read(error: rusqlite::Error) -> DbError {
    let Some(code) = error.sqlite_error() else { return DbError::Other(Box::new(error)) };
    let (primary, extended) = (code.code, code.extended_code);
    let message = match &error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        _ => String::new(),
    };
    let cause: Cause = Box::new(error);
    match primary {
        ErrorCode::ConstraintViolation => constraint(extended, &message, cause),
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => DbError::LockTimeout(cause),
        ErrorCode::OperationInterrupted => DbError::Timeout(cause),
        ErrorCode::TypeMismatch => DbError::InvalidValue(details(None, Vec::new(), cause)),
        ErrorCode::TooBig => DbError::TooLong(details(None, Vec::new(), cause)),
        ErrorCode::SchemaChanged => DbError::SchemaChanged(cause),
        ErrorCode::CannotOpen | ErrorCode::NotADatabase | ErrorCode::DiskFull | ErrorCode::SystemIoFailure => DbError::Unavailable(cause),
        _ if message == "malformed JSON" => DbError::InvalidValue(details(None, Vec::new(), cause)),
        _ if message.starts_with("unknown datatype for ") => DbError::Unsuited(cause),
        _ if message == "integer overflow" => DbError::OutOfRange(details(None, Vec::new(), cause)),
        _ => DbError::Other(cause),
    }
}

fn constraint(extended: i32, message: &str, cause: Cause) -> DbError {
    match extended {
        ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY | ffi::SQLITE_CONSTRAINT_ROWID => {
            let rest = after(message, "UNIQUE constraint failed: ");
            if let Some(index) = rest.and_then(|rest| rest.strip_prefix("index '")?.strip_suffix('\'')) {
                let constraint = Some(SmolStr::new(index));
                return DbError::Unique(Box::new(Details { constraint, cause: Some(cause), ..Details::default() }));
            }
            let (table, columns) = columns(rest.unwrap_or_default());
            DbError::Unique(details(table, columns, cause))
        }
        ffi::SQLITE_CONSTRAINT_NOTNULL => {
            let (table, columns) = columns(after(message, "NOT NULL constraint failed: ").unwrap_or_default());
            DbError::NotNull(details(table, columns, cause))
        }
        ffi::SQLITE_CONSTRAINT_FOREIGNKEY => DbError::ForeignKey { breach: None, details: details(None, Vec::new(), cause) },
        ffi::SQLITE_CONSTRAINT_TRIGGER => DbError::Check(details(None, Vec::new(), cause)),
        ffi::SQLITE_CONSTRAINT_CHECK => {
            let constraint = after(message, "CHECK constraint failed: ").map(SmolStr::new);
            DbError::Check(Box::new(Details { constraint, cause: Some(cause), ..Details::default() }))
        }
        ffi::SQLITE_CONSTRAINT_DATATYPE => {
            let (table, columns) = columns(message.split(" column ").nth(1).unwrap_or_default());
            DbError::InvalidValue(details(table, columns, cause))
        }
        _ => DbError::Other(cause),
    }
}

fn after<'a>(message: &'a str, start: &str) -> Option<&'a str> {
    message.strip_prefix(start)
}

/// Reads `table.a, table.b`. Names are not quoted there, so a name with a comma or a point in it is read as far as the pieces
/// agree on one table.
fn columns(list: &str) -> (Option<SmolStr>, Vec<SmolStr>) {
    let mut table = None;
    let mut columns = Vec::new();
    for piece in list.split(", ").filter(|piece| !piece.is_empty()) {
        match piece.split_once('.') {
            Some((name, column)) if table.is_none() || table.as_deref() == Some(name) => {
                table = Some(SmolStr::new(name));
                columns.push(SmolStr::new(column));
            }
            _ => {
                if let Some(last) = columns.last_mut() {
                    *last = smol_str::format_smolstr!("{last}, {piece}");
                }
            }
        }
    }
    (table, columns)
}

fn details(table: Option<SmolStr>, columns: Vec<SmolStr>, cause: Cause) -> Box<Details> {
    Box::new(Details { table, columns, cause: Some(cause), ..Details::default() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_lists_of_columns() {
        let check = |list: &str| {
            let (table, columns) = columns(list);
            (table.unwrap_or_default().to_string(), columns.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert_eq!(check("t.a"), ("t".into(), vec!["a".into()]));
        assert_eq!(check("t.a, t.b"), ("t".into(), vec!["a".into(), "b".into()]));
        assert_eq!(check("Order Details.a, b"), ("Order Details".into(), vec!["a, b".into()]));
        assert_eq!(check(""), (String::new(), Vec::new()));
    }
}
