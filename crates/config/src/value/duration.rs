//! Durations, written `15m`, `7d`, `1.5 hours`; a bare number counts milliseconds.

use std::time::Duration;

use super::Value;

const SECOND: f64 = 1000.0;
const MINUTE: f64 = 60.0 * SECOND;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
/// About 100 years: longer than anything that is meant, short enough for every calendar.
const LONGEST: f64 = 36_525.0 * DAY;

impl Value for Duration {
    const KIND: &'static str = "duration";
    const FORM: &'static str = "a duration such as `500ms`, `15m` or `7d`";

    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = split_number(text)?;
        let milliseconds = number * factor(&unit.to_ascii_lowercase())?;
        (milliseconds <= LONGEST).then(|| Self::from_secs_f64(milliseconds / SECOND))
    }
}

fn factor(unit: &str) -> Option<f64> {
    Some(match unit {
        "" | "ms" | "msec" | "msecs" | "millisecond" | "milliseconds" => 1.0,
        "s" | "sec" | "secs" | "second" | "seconds" => SECOND,
        "m" | "min" | "mins" | "minute" | "minutes" => MINUTE,
        "h" | "hr" | "hrs" | "hour" | "hours" => HOUR,
        "d" | "day" | "days" => DAY,
        "w" | "week" | "weeks" => 7.0 * DAY,
        "y" | "yr" | "yrs" | "year" | "years" => 365.25 * DAY,
        _ => return None,
    })
}

/// A number that isn't negative, and the unit behind it.
pub(super) fn split_number(text: &str) -> Option<(f64, &str)> {
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    Some((number.parse().ok()?, unit.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    #[test]
    fn reads_what_directus_reads() {
        let seconds = Duration::from_secs;
        reads(
            &[
                ("15m", seconds(900)),
                ("7d", seconds(604_800)),
                ("1.5 hours", seconds(5400)),
                ("500ms", Duration::from_millis(500)),
                ("1000", seconds(1)),
                ("2 Days", seconds(172_800)),
                ("1y", seconds(31_557_600)),
                ("0", seconds(0)),
            ],
            &["soon", "m", "-1m", "15 parsecs", "1.2.3s", "101y", "1e3", "NaN", "∞"],
        );
    }
}
