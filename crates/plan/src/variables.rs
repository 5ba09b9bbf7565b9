//! `$NOW`, `$CURRENT_USER` and their kin: texts in a filter that stand for a value known only when the request is planned.

use jiff::{Span, Timestamp, tz::TimeZone};
use serde_json::Value as Json;

use crate::{Asker, Moment};

/// Replaces a variable by its value; everything else stays as it is. `None`: looks like `$NOW(…)` but can't be read.
pub fn substitute(value: &Json, asker: &Asker, moment: &Moment) -> Option<Json> {
    let Json::String(text) = value else { return Some(value.clone()) };
    if !text.starts_with('$') {
        return Some(value.clone());
    }
    let id = |id: &Option<smol_str::SmolStr>| id.as_ref().map_or(Json::Null, |id| Json::String(id.to_string()));
    let ids = |ids: &[smol_str::SmolStr]| Json::Array(ids.iter().map(|id| Json::String(id.to_string())).collect());
    Some(match text.as_str() {
        "$NOW" => Json::String(format_moment(moment.now_us)?),
        "$CURRENT_USER" => id(&asker.user),
        "$CURRENT_ROLE" => id(&asker.role),
        "$CURRENT_ROLES" => ids(&asker.roles),
        "$CURRENT_POLICIES" => ids(&asker.policies),
        other => {
            if let Some(adjustment) = other.strip_prefix("$NOW(").and_then(|rest| rest.strip_suffix(')')) {
                return Some(Json::String(format_moment(adjusted(moment.now_us, adjustment)?)?));
            }
            if other.starts_with("$CURRENT_USER.") || other.starts_with("$CURRENT_ROLE.") {
                return Some(moment.facts.iter().find(|(path, _)| path == other).map_or(Json::Null, |(_, value)| value.clone()));
            }
            value.clone()
        }
    })
}

fn format_moment(micros: i64) -> Option<String> {
    Timestamp::from_microsecond(micros).ok().map(|moment| moment.to_string())
}

/// Applies `-1 day`, `+2 months`, `3h`, … to a moment. Calendar units count in UTC.
fn adjusted(now_us: i64, adjustment: &str) -> Option<i64> {
    let adjustment = adjustment.trim();
    let split = adjustment.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = adjustment.split_at(split);
    let number: i64 = number.trim().replace(' ', "").parse().ok()?;
    let unit = unit.trim().to_ascii_lowercase();
    let span = match unit.as_str() {
        "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => Span::new().try_milliseconds(number),
        "s" | "sec" | "secs" | "second" | "seconds" => Span::new().try_seconds(number),
        "m" | "min" | "mins" | "minute" | "minutes" => Span::new().try_minutes(number),
        "h" | "hr" | "hrs" | "hour" | "hours" => Span::new().try_hours(number),
        "d" | "day" | "days" => Span::new().try_days(number),
        "w" | "week" | "weeks" => Span::new().try_weeks(number),
        "mo" | "month" | "months" => Span::new().try_months(number),
        "y" | "yr" | "yrs" | "year" | "years" => Span::new().try_years(number),
        _ => return None,
    };
    let moment = Timestamp::from_microsecond(now_us).ok()?.to_zoned(TimeZone::UTC);
    Some(moment.checked_add(span.ok()?).ok()?.timestamp().as_microsecond())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(variable: &str, expected: Option<Json>) {
        // 2024-03-31T12:00:00Z
        let moment = Moment::at(1_711_886_400_000_000);
        assert_eq!(substitute(&json!(variable), &Asker::system(), &moment), expected, "{variable}");
    }

    #[test]
    fn moments_move_by_calendar_units() {
        check("$NOW", Some(json!("2024-03-31T12:00:00Z")));
        check("$NOW(-1 day)", Some(json!("2024-03-30T12:00:00Z")));
        check("$NOW(-1 month)", Some(json!("2024-02-29T12:00:00Z")));
        check("$NOW(+2 hours)", Some(json!("2024-03-31T14:00:00Z")));
    }

    #[test]
    fn a_moment_that_means_nothing_is_refused() {
        check("$NOW(tomorrow)", None);
        check("$NOW(99999999 years)", None);
    }

    #[test]
    fn other_texts_stay() {
        check("$5 off", Some(json!("$5 off")));
        check("$CURRENT_USER", Some(Json::Null));
    }
}
