//! Reads the fields of PostgreSQL's errors.

use smol_str::SmolStr;

use super::bind::BindError;
use super::failure::{Failure, ServerError};
use crate::{DbError, Details, ForeignKeyBreach};

/// What a failure of a statement means.
pub(super) fn read(failure: Failure) -> DbError {
    if failure.ends_connection() {
        return DbError::ConnectionLost(Box::new(failure));
    }
    if let Failure::Bind(bind) = &failure {
        let out_of_range = matches!(bind, BindError::OutOfRange { .. });
        let details = Box::new(Details { cause: Some(Box::new(failure)), ..Details::default() });
        return if out_of_range { DbError::OutOfRange(details) } else { DbError::InvalidValue(details) };
    }
    let Some(server) = failure.as_server_error() else {
        return DbError::Other(Box::new(failure));
    };
    let kind = kind(server);
    let details = details(server);
    with_cause(kind, details, failure)
}

/// Whether the server says that a prepared statement no longer fits its tables.
pub(super) fn is_stale_plan(failure: &Failure) -> bool {
    failure.as_server_error().is_some_and(|server| {
        // "feature not supported" and "invalid SQL statement name".
        (server.code == "0A000" && server.routine.as_deref() == Some("RevalidateCachedQuery")) || server.code == "26000"
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

pub(super) fn conflict(failure: &Failure) -> Option<Conflict> {
    match failure {
        Failure::Bind(_) => Some(Conflict::BeforeSending),
        // Types that don't go together, or operators and functions that don't exist for them.
        Failure::Server(server) => matches!(server.code.as_str(), "42804" | "42883" | "42846").then_some(Conflict::ByServer),
        _ => None,
    }
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
    Unsuited,
    StillNeeded,
    Other,
}

fn kind(server: &ServerError) -> Kind {
    match server.code.as_str() {
        "23505" | "23P01" => Kind::Unique,
        "23503" | "23001" => Kind::ForeignKey,
        "23502" => Kind::NotNull,
        // The last one is what a trigger raises.
        "23514" | "P0001" => Kind::Check,
        "22001" => Kind::TooLong,
        "22003" | "22008" => Kind::OutOfRange,
        // Texts that are no value of the type, NUL characters, types that don't go together.
        "22P02" | "22P03" | "22P05" | "22007" | "22021" | "22030" | "22032" | "42804" | "42846" => Kind::InvalidValue,
        "55P03" => Kind::LockTimeout,
        "40P01" | "40001" => Kind::Deadlock,
        "57014" => Kind::Timeout,
        "25P03" => Kind::ConnectionLost,
        "0A000" if server.routine.as_deref() == Some("RevalidateCachedQuery") => Kind::SchemaChanged,
        "26000" => Kind::SchemaChanged,
        // Operators and functions that a type hasn't, parameters that they don't take, and tables that can't be written.
        "42883" | "42P22" | "42809" | "22023" | "0A000" => Kind::Unsuited,
        "2BP01" => Kind::StillNeeded,
        code if code.starts_with("22") => Kind::InvalidValue,
        _ => Kind::Other,
    }
}

fn with_cause(kind: Kind, mut details: Details, failure: Failure) -> DbError {
    let breach = breach(&details, &failure);
    let cause = Box::new(failure);
    match kind {
        Kind::LockTimeout => return DbError::LockTimeout(cause),
        Kind::Deadlock => return DbError::Deadlock(cause),
        Kind::Timeout => return DbError::Timeout(cause),
        Kind::ConnectionLost => return DbError::ConnectionLost(cause),
        Kind::SchemaChanged => return DbError::SchemaChanged(cause),
        Kind::Unsuited => return DbError::Unsuited(cause),
        Kind::StillNeeded => return DbError::StillNeeded(cause),
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
        table: server.table.clone(),
        columns: server.column.clone().into_iter().collect(),
        constraint: server.constraint.clone(),
        ..Details::default()
    };
    // `Key (a, b)=(1, x) already exists.`: the shape is the same in every language of the server.
    if let Some((columns, rest)) = server.detail.as_deref().and_then(|text| text.split_once('(')?.1.split_once(")=("))
        // What an exclusion constraint says goes on about the other row.
        && let Some((value, rest)) = rest.split_once(") conflicts with ").or_else(|| rest.rsplit_once(')'))
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
fn breach(details: &Details, failure: &Failure) -> Option<ForeignKeyBreach> {
    let text = failure.as_server_error()?.detail.as_deref()?;
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
