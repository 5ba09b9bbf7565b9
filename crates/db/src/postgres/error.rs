//! Reads the fields of PostgreSQL's errors.

use smol_str::SmolStr;
use std::error::Error as _;
use tokio_postgres::error::{DbError as ServerError, SqlState};

use super::bind::BindError;
use crate::{DbError, Details, ForeignKeyBreach};

/// What an error of a statement means.
pub(super) fn read(error: tokio_postgres::Error) -> DbError {
    if is_lost(&error) {
        return DbError::ConnectionLost(Box::new(error));
    }
    if let Some(bind) = error.source().and_then(|source| source.downcast_ref::<BindError>()) {
        let out_of_range = matches!(bind, BindError::OutOfRange { .. });
        let details = Box::new(Details { cause: Some(Box::new(error)), ..Details::default() });
        return if out_of_range { DbError::OutOfRange(details) } else { DbError::InvalidValue(details) };
    }
    let Some(server) = error.as_db_error() else {
        return DbError::Other(Box::new(error));
    };
    let kind = kind(server);
    let details = details(server);
    with_cause(kind, details, error)
}

/// What an error while connecting means.
pub(super) fn read_connect(error: tokio_postgres::Error) -> DbError {
    DbError::Unavailable(Box::new(error))
}

/// Whether the connection is gone, so that nothing more can come over it.
pub(super) fn is_lost(error: &tokio_postgres::Error) -> bool {
    match error.as_db_error() {
        Some(server) => server.code().code().starts_with("57P"),
        None => error.is_closed() || error.source().is_some_and(<dyn std::error::Error>::is::<std::io::Error>),
    }
}

/// Whether the server says that a prepared statement no longer fits its tables.
pub(super) fn is_stale_plan(error: &tokio_postgres::Error) -> bool {
    error.as_db_error().is_some_and(|server| {
        (*server.code() == SqlState::FEATURE_NOT_SUPPORTED && server.routine() == Some("RevalidateCachedQuery"))
            || *server.code() == SqlState::INVALID_SQL_STATEMENT_NAME
    })
}

/// A value and a statement's placeholder that don't go together. When the statement was prepared long ago, its tables may have
/// changed since.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conflict {
    /// Found while binding.
    BeforeSending,
    /// Found by the server.
    ByServer,
}

pub(super) fn conflict(error: &tokio_postgres::Error) -> Option<Conflict> {
    if error.source().is_some_and(<dyn std::error::Error>::is::<BindError>) {
        return Some(Conflict::BeforeSending);
    }
    // Types that don't go together, or operators and functions that don't exist for them.
    let code = error.as_db_error()?.code().code();
    matches!(code, "42804" | "42883" | "42846").then_some(Conflict::ByServer)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Unique,
    ForeignKey,
    NotNull,
    Check,
    TooLong,
    OutOfRange,
    InvalidValue,
    LockTimeout,
    Deadlock,
    Timeout,
    ConnectionLost,
    SchemaChanged,
    Other,
}

fn kind(server: &ServerError) -> Kind {
    match server.code().code() {
        "23505" | "23P01" => Kind::Unique,
        "23503" | "23001" => Kind::ForeignKey,
        "23502" => Kind::NotNull,
        "23514" => Kind::Check,
        "22001" => Kind::TooLong,
        "22003" | "22008" => Kind::OutOfRange,
        // Texts that are no value of the type, NUL characters, types that don't go together.
        "22P02" | "22P03" | "22P05" | "22007" | "22021" | "22030" | "22032" | "42804" | "42846" => Kind::InvalidValue,
        "55P03" => Kind::LockTimeout,
        "40P01" | "40001" => Kind::Deadlock,
        "57014" => Kind::Timeout,
        "25P03" => Kind::ConnectionLost,
        "0A000" if server.routine() == Some("RevalidateCachedQuery") => Kind::SchemaChanged,
        "26000" => Kind::SchemaChanged,
        _ => Kind::Other,
    }
}

fn with_cause(kind: Kind, mut details: Details, error: tokio_postgres::Error) -> DbError {
    let breach = breach(&details, &error);
    let cause = Box::new(error);
    match kind {
        Kind::LockTimeout => return DbError::LockTimeout(cause),
        Kind::Deadlock => return DbError::Deadlock(cause),
        Kind::Timeout => return DbError::Timeout(cause),
        Kind::ConnectionLost => return DbError::ConnectionLost(cause),
        Kind::SchemaChanged => return DbError::SchemaChanged(cause),
        Kind::Other => return DbError::Other(cause),
        _ => details.cause = Some(cause),
    }
    let details = Box::new(details);
    match kind {
        Kind::ForeignKey => DbError::ForeignKey { breach, details },
        Kind::Unique => DbError::Unique(details),
        Kind::NotNull => DbError::NotNull(details),
        Kind::Check => DbError::Check(details),
        Kind::TooLong => DbError::TooLong(details),
        Kind::OutOfRange => DbError::OutOfRange(details),
        _ => DbError::InvalidValue(details),
    }
}

fn details(server: &ServerError) -> Details {
    let mut details = Details {
        table: server.table().map(SmolStr::new),
        columns: server.column().map(SmolStr::new).into_iter().collect(),
        constraint: server.constraint().map(SmolStr::new),
        ..Details::default()
    };
    // `Key (a, b)=(1, x) already exists.`: the shape is the same in every language of the server.
    if let Some((columns, rest)) = server.detail().and_then(|text| text.split_once('(')?.1.split_once(")=("))
        && let Some((value, rest)) = rest.rsplit_once(')')
        && details.columns.is_empty()
    {
        details.columns = columns.split(", ").map(|name| SmolStr::new(unquoted(name))).collect();
        details.value = Some(SmolStr::new(value));
        details.referenced_table = rest.split('"').nth(1).map(SmolStr::new);
    }
    details
}

fn unquoted(name: &str) -> String {
    match name.strip_prefix('"').and_then(|name| name.strip_suffix('"')) {
        Some(inner) => inner.replace("\"\"", "\""),
        None => name.to_owned(),
    }
}

/// The detail names the table at the other end: of the missing row, or of the row that still refers.
fn breach(details: &Details, error: &tokio_postgres::Error) -> Option<ForeignKeyBreach> {
    let text = error.as_db_error()?.detail()?;
    if text.contains("still referenced") {
        Some(ForeignKeyBreach::StillReferenced)
    } else if text.contains("not present") {
        Some(ForeignKeyBreach::MissingTarget)
    } else if details.referenced_table == details.table {
        Some(ForeignKeyBreach::StillReferenced)
    } else {
        Some(ForeignKeyBreach::MissingTarget)
    }
}
