//! What can be wrong with a request before any schema is looked at.

/// Why a request can't be understood. Every one of these is the caller's to mend (400 `INVALID_QUERY`).
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// A parameter that should hold JSON doesn't.
    #[error("\"{parameter}\" is not valid JSON")]
    InvalidJson {
        /// The parameter's name.
        parameter: String,
    },
    /// A parameter has a form that it can't have.
    #[error("\"{parameter}\" must be {expected}")]
    Malformed {
        /// The parameter's name, e.g. `deep.cities._limit`.
        parameter: String,
        /// What would be right, e.g. `a whole number from -1 up`.
        expected: &'static str,
    },
    /// An operator that doesn't exist.
    #[error("there is no filter operator \"{operator}\"")]
    UnknownOperator {
        /// As given.
        operator: String,
    },
    /// A function that doesn't exist.
    #[error("there is no function \"{function}\"")]
    UnknownFunction {
        /// As given.
        function: String,
    },
    /// A bound of the server was passed.
    #[error("\"{parameter}\" goes beyond the limit of {limit}")]
    TooLarge {
        /// What was too large.
        parameter: String,
        /// The bound.
        limit: usize,
    },
}
