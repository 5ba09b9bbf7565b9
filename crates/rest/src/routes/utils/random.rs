//! `GET /utils/random/string`

use std::collections::HashMap;

use axum::{
    extract::{Query, rejection::QueryRejection},
    response::Response,
};
use relata_engine::{EngineError, tools};

use crate::{ApiError, reply};

const N_LETTERS: usize = 32;
const N_LETTERS_MAX: f64 = 500.0;

/// Random letters, 32 or `length` of them.
pub(super) async fn string(query: Result<Query<HashMap<String, String>>, QueryRejection>) -> Result<Response, ApiError> {
    let length = query.ok().and_then(|Query(mut query)| query.remove("length"));
    let n_letters = length.map_or(Ok(N_LETTERS), |length| n_letters(&length))?;
    Ok(reply::data(&tools::random_letters(n_letters).into()))
}

fn n_letters(text: &str) -> Result<usize, EngineError> {
    let number: Option<f64> = text.trim().parse().ok().filter(|number: &f64| number.is_finite());
    let refusal = match number {
        None => "must be a number",
        Some(number) if number.fract() != 0.0 => "must be an integer",
        Some(number) if number < 1.0 => "must be greater than or equal to 1",
        Some(number) if number > N_LETTERS_MAX => "must be less than or equal to 500",
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and between 1 and 500")]
        Some(number) => return Ok(number as usize),
    };
    Err(EngineError::invalid_query(format!("\"length\" {refusal}.")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn lengths_are_bounded() {
        assert_eq!((n_letters("1").unwrap(), n_letters("500").unwrap()), (1, 500));
        for refused in ["0", "501", "-1", "2.5", "many", "", "NaN", "inf"] {
            assert!(n_letters(refused).is_err(), "{refused}");
        }
    }
}
