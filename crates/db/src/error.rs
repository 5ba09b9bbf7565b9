//! What can go wrong, read from the drivers' codes and fields.
//!
//! The texts here name no SQL and no values, so that they may be logged or shown; what the driver said stays behind `source`.

use smol_str::SmolStr;

/// The driver's own error, for logs.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why a job failed.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// A value that must be unique is already taken.
    #[error("a value that must be unique is already taken")]
    Unique(#[source] Box<Details>),
    /// A reference to a row that doesn't exist, or a row that is still referenced.
    #[error("a foreign key would be broken")]
    ForeignKey {
        /// Which end of the key is the problem, where the database tells.
        breach: Option<ForeignKeyBreach>,
        /// The rest.
        #[source]
        details: Box<Details>,
    },
    /// NULL where a value is required.
    #[error("a required value is missing")]
    NotNull(#[source] Box<Details>),
    /// A check constraint said no.
    #[error("a check constraint is violated")]
    Check(#[source] Box<Details>),
    /// Text longer than its column.
    #[error("a value is too long for its column")]
    TooLong(#[source] Box<Details>),
    /// A number beyond its column's type.
    #[error("a number is out of its column's range")]
    OutOfRange(#[source] Box<Details>),
    /// A value that isn't of the column's type.
    #[error("a value doesn't fit its column's type")]
    InvalidValue(#[source] Box<Details>),
    /// Somebody else holds a lock for too long.
    #[error("a lock could not be had in time")]
    LockTimeout(#[source] Cause),
    /// Two transactions waited for each other, or could not be put into an order. Trying again helps.
    #[error("the transaction collided with another one")]
    Deadlock(#[source] Cause),
    /// A statement ran for too long and was stopped.
    #[error("the statement took too long")]
    Timeout(#[source] Cause),
    /// The connection broke; whether a commit that was under way has happened is unknown.
    #[error("the connection to the database was lost")]
    ConnectionLost(#[source] Cause),
    /// No connection could be had.
    #[error("the database can't be reached")]
    Unavailable(#[source] Cause),
    /// A table was changed while the statement was in use. Trying again helps.
    #[error("the database's schema changed meanwhile")]
    SchemaChanged(#[source] Cause),
    /// A schema change would leave rows that refer to nothing; it was undone.
    #[error("the schema change would leave rows that refer to nothing")]
    BrokenReferences(Vec<BrokenReference>),
    /// The job panicked; its transaction was undone.
    #[error("the job panicked")]
    Panicked,
    /// The database was closed.
    #[error("the database is closed")]
    Closed,
    /// The database has no way to do this with the types or tables that the statement names.
    #[error("the database can't do this with what the statement names")]
    Unsuited(#[source] Cause),
    /// Something else in the database, such as a view, needs what was to go.
    #[error("something else in the database needs what was to go")]
    StillNeeded(#[source] Cause),
    /// Not possible on this database.
    #[error("{0} is not possible on this database")]
    Unsupported(&'static str),
    /// Everything else; a defect of ours more often than not.
    #[error("the database refused the statement")]
    Other(#[source] Cause),
}

/// Which end of a foreign key is the problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ForeignKeyBreach {
    /// The row refers to one that doesn't exist.
    MissingTarget,
    /// The row can't go: others refer to it.
    StillReferenced,
}

/// What is known about an offending value. Only PostgreSQL tells most of it; SQLite names columns but no values, and nothing at
/// all for foreign keys.
#[derive(Debug, Default)]
pub struct Details {
    /// The table of the constraint (for a foreign key: the one that refers).
    pub table: Option<SmolStr>,
    /// The constraint's columns.
    pub columns: Vec<SmolStr>,
    /// The constraint's name.
    pub constraint: Option<SmolStr>,
    /// The offending value, as the database prints it.
    pub value: Option<SmolStr>,
    /// For a foreign key: the table referred to.
    pub referenced_table: Option<SmolStr>,
    /// The driver's error.
    pub cause: Option<Cause>,
}

/// Rows of a table that refer to rows which don't exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrokenReference {
    /// The table that refers.
    pub table: SmolStr,
    /// The table referred to.
    pub referenced_table: SmolStr,
    /// How many rows more than before.
    pub n_rows: u64,
}

impl std::fmt::Display for Details {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let table = self.table.as_deref().unwrap_or("?");
        write!(f, "table \"{table}\"")?;
        for column in &self.columns {
            write!(f, ", column \"{column}\"")?;
        }
        if let Some(constraint) = &self.constraint {
            write!(f, ", constraint \"{constraint}\"")?;
        }
        Ok(())
    }
}

impl std::error::Error for Details {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause.as_ref() as _)
    }
}

impl DbError {
    /// Whether the same job may succeed when it is run again.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::LockTimeout(_) | Self::Deadlock(_) | Self::ConnectionLost(_) | Self::Unavailable(_) | Self::SchemaChanged(_))
    }

    /// What is known about the offending value.
    pub fn details(&self) -> Option<&Details> {
        match self {
            Self::Unique(details)
            | Self::NotNull(details)
            | Self::Check(details)
            | Self::TooLong(details)
            | Self::OutOfRange(details)
            | Self::InvalidValue(details)
            | Self::ForeignKey { details, .. } => Some(details),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_hold_no_values() {
        let details = Details {
            table: Some("users".into()),
            columns: vec!["email".into()],
            value: Some("ann@example.org".into()),
            ..Details::default()
        };
        let error = DbError::Unique(Box::new(details));
        let mut printed = error.to_string();
        let mut source = std::error::Error::source(&error);
        while let Some(next) = source {
            printed += &next.to_string();
            source = next.source();
        }
        assert!(!printed.contains("ann@example.org"), "{printed}");
        assert!(printed.contains("email"), "{printed}");
    }
}
