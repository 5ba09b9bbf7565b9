//! Renders everything that goes wrong as `{"errors":[{"message","extensions":{…,"code"}}]}`.
//!
//! The only place that knows how an error looks on the wire. The cause never leaves the server: it travels beside the response, as
//! [`Logged`], for the access log to write once.

use std::{error::Error, fmt, sync::Arc};

use axum::{
    body::Body,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use relata_engine::{EngineError, ErrorCode};
use relata_query::QueryError;
use serde_json::{Map, Value as Json, json};

use crate::reply::JSON_TYPE;

/// What a handler answers instead of an outcome: one error or several, the first of which decides the status.
#[derive(Debug)]
pub struct ApiError {
    errors: Vec<EngineError>,
    /// Takes away a cookie that is of no use any more.
    set_cookie: Option<HeaderValue>,
    /// After how many seconds another attempt makes sense.
    retry_after_seconds: Option<u64>,
}

/// Beside an error response, for the log: the whole chain of causes.
#[derive(Debug, Clone)]
pub(crate) struct Logged(pub Arc<EngineError>);

impl ApiError {
    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        let status = self.errors.first().map_or(ErrorCode::InternalServerError.status(), |error| error.code().status());
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The same, with a cookie to go with it.
    pub(crate) fn with_cookie(self, cookie: Option<HeaderValue>) -> Self {
        Self { set_cookie: cookie, ..self }
    }

    /// The same, with the time after which another attempt makes sense.
    pub(crate) fn with_retry_after(self, seconds: u64) -> Self {
        Self { retry_after_seconds: Some(seconds), ..self }
    }

    /// Whether it says that something is not allowed, or not there.
    pub(crate) fn is_forbidden(&self) -> bool {
        self.errors.first().is_some_and(|error| error.code() == ErrorCode::Forbidden)
    }

    /// The body of the answer.
    fn body(&self) -> Json {
        let errors: Vec<Json> = self.errors.iter().map(rendered).collect();
        json!({ "errors": errors })
    }
}

fn rendered(error: &EngineError) -> Json {
    if error.code() == ErrorCode::InternalServerError {
        return json!({"message": "An unexpected error occurred.", "extensions": {"code": error.code().as_str()}});
    }
    let mut extensions: Map<String, Json> = error.extensions().clone();
    extensions.insert("code".to_owned(), error.code().as_str().into());
    json!({"message": error.to_string(), "extensions": extensions})
}

impl From<EngineError> for ApiError {
    fn from(error: EngineError) -> Self {
        Self::from(error.into_each())
    }
}

impl From<Vec<EngineError>> for ApiError {
    fn from(errors: Vec<EngineError>) -> Self {
        Self { errors, set_cookie: None, retry_after_seconds: None }
    }
}

impl From<QueryError> for ApiError {
    fn from(error: QueryError) -> Self {
        EngineError::from(error).into()
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let body = self.body().to_string();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status();
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON_TYPE));
        if let Some(cookie) = self.set_cookie {
            response.headers_mut().insert(header::SET_COOKIE, cookie);
        }
        if let Some(seconds) = self.retry_after_seconds {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if let Some(error) = self.errors.into_iter().next() {
            response.extensions_mut().insert(Logged(Arc::new(error)));
        }
        response
    }
}

/// An error with all its causes, for the log.
pub(crate) fn chain(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text.push_str(": ");
        text.push_str(&error.to_string());
        cause = error.source();
    }
    text
}

impl fmt::Display for Logged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&chain(self.0.as_ref()))
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[test]
    fn the_table_of_codes_is_the_apis() {
        use ErrorCode as C;
        let all = [
            C::ContainsNullValues,
            C::ContentTooLarge,
            C::FailedValidation,
            C::Forbidden,
            C::IllegalAssetTransformation,
            C::InternalServerError,
            C::InvalidCredentials,
            C::InvalidForeignKey,
            C::InvalidIp,
            C::InvalidOtp,
            C::InvalidPayload,
            C::InvalidProvider,
            C::InvalidQuery,
            C::InvalidToken,
            C::LimitExceeded,
            C::MethodNotAllowed,
            C::NotNullViolation,
            C::OutOfDate,
            C::RangeNotSatisfiable,
            C::RecordNotUnique,
            C::RequestsExceeded,
            C::RouteNotFound,
            C::ServiceUnavailable,
            C::TokenExpired,
            C::UnexpectedResponse,
            C::UnprocessableContent,
            C::UnsupportedMediaType,
            C::UserSuspended,
            C::ValueOutOfRange,
            C::ValueTooLong,
        ];
        let lines = all.into_iter().map(|code| {
            let error = ApiError::from(EngineError::new(code, "What to change."));
            format!("{} {}", error.status().as_u16(), error.body())
        });
        insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    }

    #[test]
    fn an_unexpected_error_keeps_its_detail_to_the_log() {
        let error = EngineError::new(ErrorCode::InternalServerError, "reading users").caused_by(io::Error::other("disk on fire"));
        let response = ApiError::from(error).into_response();
        assert_eq!(response.status(), 500);
        assert_eq!(response.extensions().get::<Logged>().map(ToString::to_string).as_deref(), Some("reading users: disk on fire"));
    }

    #[test]
    fn several_errors_come_in_their_order_and_the_first_decides() {
        let error = ApiError::from(vec![EngineError::invalid_payload("One."), EngineError::forbidden()]);
        assert_eq!(error.status(), 400);
        assert_eq!(error.body()["errors"][0]["extensions"]["reason"], "One.");
        assert_eq!(error.body()["errors"][1]["extensions"]["code"], "FORBIDDEN");
    }
}
