//! Dates and times as text. Arithmetic on the proleptic Gregorian calendar, in UTC.
//!
//! Days to civil dates by Howard Hinnant's `civil_from_days` (chrono-compatible low-level date algorithms, public domain).

use std::fmt::Write as _;

/// Microseconds of a day.
pub(crate) const MICROS_PER_DAY: i64 = 86_400_000_000;

/// `2026-11-22`
pub(crate) fn write_date(days: i64, out: &mut String) {
    let z = days.saturating_add(719_468);
    let era = z.div_euclid(146_097);
    let day_of_era = z.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    if (0..=9_999).contains(&year) {
        two_digits(year / 100, out);
        two_digits(year % 100, out);
    } else {
        let _infallible = write!(out, "{year:+07}");
    }
    out.push('-');
    two_digits(month, out);
    out.push('-');
    two_digits(day, out);
}

/// `17:05:00`, with a fraction where there is one. MariaDB also keeps lengths of time: `-25:30:00`.
pub(crate) fn write_time(micros: i64, out: &mut String) {
    if micros < 0 {
        out.push('-');
    }
    let length = micros.saturating_abs();
    let seconds = length / 1_000_000;
    match seconds / 3_600 {
        hours @ 0..100 => two_digits(hours, out),
        hours => out.push_str(&hours.to_string()),
    }
    write_minutes(seconds, out);
    let fraction = length % 1_000_000;
    if fraction != 0 {
        let digits = format!("{fraction:06}");
        out.push('.');
        out.push_str(digits.trim_end_matches('0'));
    }
}

/// `2026-11-22T17:05:00`
pub(crate) fn write_date_time(micros: i64, out: &mut String) {
    write_date(micros.div_euclid(MICROS_PER_DAY), out);
    out.push('T');
    write_clock(micros, out);
}

/// `2026-11-22T17:05:00.000Z`
pub(crate) fn write_timestamp(micros: i64, out: &mut String) {
    write_date_time(micros, out);
    let millis = micros.rem_euclid(1_000_000) / 1_000;
    out.push('.');
    out.push(char::from(b'0' + u8::try_from(millis / 100).unwrap_or(0)));
    two_digits(millis % 100, out);
    out.push('Z');
}

fn write_clock(micros: i64, out: &mut String) {
    let seconds = micros.rem_euclid(MICROS_PER_DAY) / 1_000_000;
    two_digits(seconds / 3_600, out);
    write_minutes(seconds, out);
}

fn write_minutes(seconds: i64, out: &mut String) {
    out.push(':');
    two_digits(seconds / 60 % 60, out);
    out.push(':');
    two_digits(seconds % 60, out);
}

fn two_digits(number: i64, out: &mut String) {
    let number = u8::try_from(number).unwrap_or(0);
    out.push(char::from(b'0' + number / 10 % 10));
    out.push(char::from(b'0' + number % 10));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_may_be_longer_than_a_day() {
        for (seconds, expected) in [(0.0, "00:00:00"), (61_500.25, "17:05:00.25"), (91_800.0, "25:30:00"), (-3_020_399.0, "-838:59:59")] {
            let mut out = String::new();
            #[expect(clippy::cast_possible_truncation, reason = "few")]
            write_time((seconds * 1e6) as i64, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn moments_read_as_iso_8601() {
        for (micros, expected) in [
            (0, "1970-01-01T00:00:00.000Z"),
            (1_709_214_359_123_000, "2024-02-29T13:45:59.123Z"),
            (-2_209_075_200_000_000, "1899-12-31T00:00:00.000Z"),
            (-1, "1969-12-31T23:59:59.999Z"),
        ] {
            let mut out = String::new();
            write_timestamp(micros, &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn years_of_every_length() {
        for (days, expected) in [(-683_368, "0099-01-01"), (19_782, "2024-02-29"), (2_932_897, "+010000-01-01")] {
            let mut out = String::new();
            write_date(days, &mut out);
            assert_eq!(out, expected);
        }
    }
}
