//! `$NOW`, `$CURRENT_USER` and their kin: texts in a filter that stand for a value known only when the request is planned.

use jiff::{Span, Timestamp, tz::TimeZone};
use serde_json::Value as Json;

use relata_query::{Filter, Operand};
use smol_str::SmolStr;

use crate::Asker;

/// Variables that lead on to a field.
const PATHS: [&str; 4] = ["$CURRENT_USER.", "$CURRENT_ROLE.", "$CURRENT_ROLES.", "$CURRENT_POLICIES."];

/// Replaces a variable by its value; everything else stays as it is. `known`: the moment in microseconds, and facts by the variable's text. `None`: looks like `$NOW(…)` but can't be read.
pub fn substitute(value: &Json, asker: &Asker, known: (i64, &[(SmolStr, Json)])) -> Option<Json> {
    let (now_us, facts) = known;
    let Json::String(text) = value else { return Some(value.clone()) };
    if !text.starts_with('$') {
        return Some(value.clone());
    }
    let id = |id: &Option<smol_str::SmolStr>| id.as_ref().map_or(Json::Null, |id| Json::String(id.to_string()));
    let ids = |ids: &[smol_str::SmolStr]| Json::Array(ids.iter().map(|id| Json::String(id.to_string())).collect());
    Some(match text.as_str() {
        "$NOW" => Json::String(format_moment(now_us)?),
        "$CURRENT_USER" => id(&asker.user),
        "$CURRENT_ROLE" => id(&asker.role),
        "$CURRENT_ROLES" => ids(&asker.roles),
        "$CURRENT_POLICIES" => ids(&asker.policies),
        other => {
            if let Some(adjustment) = other.strip_prefix("$NOW(").and_then(|rest| rest.strip_suffix(')')) {
                return Some(Json::String(format_moment(adjusted(now_us, adjustment)?)?));
            }
            if PATHS.iter().any(|variable| other.starts_with(variable)) {
                return Some(facts.iter().find(|(path, _)| path == other).map_or(Json::Null, |(_, value)| value.clone()));
            }
            value.clone()
        }
    })
}

/// Replaces variables anywhere in a document; what looks like one but can't be read stays.
pub fn substitute_within(json: &Json, asker: &Asker, known: (i64, &[(SmolStr, Json)])) -> Json {
    match json {
        Json::Array(items) => Json::Array(items.iter().map(|item| substitute_within(item, asker, known)).collect()),
        Json::Object(entries) => {
            Json::Object(entries.iter().map(|(name, value)| (name.clone(), substitute_within(value, asker, known))).collect())
        }
        json => substitute(json, asker, known).unwrap_or_else(|| json.clone()),
    }
}

/// Collects the variables with a path that a filter mentions, at any depth.
pub fn mentions_in_filter(filter: &Filter, found: &mut Vec<SmolStr>) {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().for_each(|part| mentions_in_filter(part, found)),
        Filter::On(_, inner) | Filter::Members(_, inner) => mentions_in_filter(inner, found),
        Filter::Is(_, Operand::One(json)) => mentions_in(json, found),
        Filter::Is(_, Operand::Many(values)) => values.iter().for_each(|json| mentions_in(json, found)),
    }
}

/// Collects the variables with a path that a document mentions, at any depth.
pub fn mentions_in(json: &Json, found: &mut Vec<SmolStr>) {
    match json {
        Json::String(text) if PATHS.iter().any(|variable| text.starts_with(variable)) && !found.iter().any(|known| known == text) => {
            found.push(SmolStr::new(text));
        }
        Json::Array(items) => items.iter().for_each(|item| mentions_in(item, found)),
        Json::Object(entries) => entries.values().for_each(|value| mentions_in(value, found)),
        _ => {}
    }
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
    #![expect(clippy::needless_pass_by_value, reason = "tests read better so")]

    use serde_json::json;

    use super::*;

    fn check(variable: &str, expected: Option<Json>) {
        // 2024-03-31T12:00:00Z
        let known = (1_711_886_400_000_000, [].as_slice());
        assert_eq!(substitute(&json!(variable), &Asker::system(), known), expected, "{variable}");
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
