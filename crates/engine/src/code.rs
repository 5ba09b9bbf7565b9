//! The codes and HTTP statuses of everything that can be refused: Directus's table, plus nothing.

/// An error code of the API, as it appears in `errors[].extensions.code`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the API's own")]
pub enum ErrorCode {
    ContainsNullValues,
    ContentTooLarge,
    FailedValidation,
    Forbidden,
    IllegalAssetTransformation,
    InternalServerError,
    InvalidCredentials,
    InvalidForeignKey,
    InvalidInvite,
    InvalidIp,
    InvalidOtp,
    InvalidPayload,
    InvalidProvider,
    InvalidQuery,
    InvalidToken,
    LimitExceeded,
    MethodNotAllowed,
    NotNullViolation,
    OutOfDate,
    RangeNotSatisfiable,
    RecordNotUnique,
    RequestsExceeded,
    RouteNotFound,
    ServiceUnavailable,
    TokenExpired,
    UnexpectedResponse,
    UnprocessableContent,
    UnsupportedMediaType,
    UserSuspended,
    ValueOutOfRange,
    ValueTooLong,
}

impl ErrorCode {
    /// The code's name and its HTTP status.
    const fn row(self) -> (&'static str, u16) {
        match self {
            Self::ContainsNullValues => ("CONTAINS_NULL_VALUES", 400),
            Self::ContentTooLarge => ("CONTENT_TOO_LARGE", 413),
            Self::FailedValidation => ("FAILED_VALIDATION", 400),
            Self::Forbidden => ("FORBIDDEN", 403),
            Self::IllegalAssetTransformation => ("ILLEGAL_ASSET_TRANSFORMATION", 400),
            Self::InternalServerError => ("INTERNAL_SERVER_ERROR", 500),
            Self::InvalidCredentials => ("INVALID_CREDENTIALS", 401),
            Self::InvalidForeignKey => ("INVALID_FOREIGN_KEY", 400),
            Self::InvalidInvite => ("INVALID_INVITE", 400),
            Self::InvalidIp => ("INVALID_IP", 401),
            Self::InvalidOtp => ("INVALID_OTP", 401),
            Self::InvalidPayload => ("INVALID_PAYLOAD", 400),
            Self::InvalidProvider => ("INVALID_PROVIDER", 403),
            Self::InvalidQuery => ("INVALID_QUERY", 400),
            Self::InvalidToken => ("INVALID_TOKEN", 403),
            Self::LimitExceeded => ("LIMIT_EXCEEDED", 403),
            Self::MethodNotAllowed => ("METHOD_NOT_ALLOWED", 405),
            Self::NotNullViolation => ("NOT_NULL_VIOLATION", 400),
            Self::OutOfDate => ("OUT_OF_DATE", 503),
            Self::RangeNotSatisfiable => ("RANGE_NOT_SATISFIABLE", 416),
            Self::RecordNotUnique => ("RECORD_NOT_UNIQUE", 400),
            Self::RequestsExceeded => ("REQUESTS_EXCEEDED", 429),
            Self::RouteNotFound => ("ROUTE_NOT_FOUND", 404),
            Self::ServiceUnavailable => ("SERVICE_UNAVAILABLE", 503),
            Self::TokenExpired => ("TOKEN_EXPIRED", 401),
            Self::UnexpectedResponse => ("UNEXPECTED_RESPONSE", 503),
            Self::UnprocessableContent => ("UNPROCESSABLE_CONTENT", 422),
            Self::UnsupportedMediaType => ("UNSUPPORTED_MEDIA_TYPE", 415),
            Self::UserSuspended => ("USER_SUSPENDED", 401),
            Self::ValueOutOfRange => ("VALUE_OUT_OF_RANGE", 400),
            Self::ValueTooLong => ("VALUE_TOO_LONG", 400),
        }
    }

    /// The code as clients read it.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        self.row().1
    }
}
