//! Days and microseconds to calendar dates and back, in the proleptic Gregorian calendar.
//!
//! Databases store points in time in three ways; this is the one place that converts between them. Knows no zones.

use std::fmt::Write;

pub(crate) const MICROS_PER_SECOND: i64 = 1_000_000;
pub(crate) const MILLIS_PER_DAY: i64 = 86_400_000;
pub(crate) const MICROS_PER_DAY: i64 = 86_400 * MICROS_PER_SECOND;

/// A calendar day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Civil {
    pub year: i64,
    pub month: u8,
    pub day: u8,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub hour: u8,
    pub minute: u8,
    pub second: u8,
    pub micros: u32,
}

/// The day that stands `days` after 1970-01-01.
pub(crate) fn civil_of_days(days: i64) -> Civil {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_index = (5 * day_of_year + 2) / 153;
    let month = if month_index < 10 { month_index + 3 } else { month_index - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Civil { year, month: narrow(month), day: narrow(day_of_year - (153 * month_index + 2) / 5 + 1) }
}

/// Days from 1970-01-01 to a day; `None` for days that don't exist.
pub(crate) fn days_of_civil(civil: Civil) -> Option<i64> {
    if !(1..=12).contains(&civil.month) || civil.day == 0 || civil.day > days_in_month(civil.year, civil.month) {
        return None;
    }
    let month = i64::from(civil.month);
    let year = civil.year - i64::from(month <= 2);
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * (month + if month > 2 { -3 } else { 9 }) + 2) / 5 + i64::from(civil.day) - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    Some(era * 146_097 + day_of_era - 719_468)
}

fn days_in_month(year: i64, month: u8) -> u8 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// The time of day that stands `micros` after midnight, within one day.
pub(crate) fn clock_of_micros(micros: i64) -> Clock {
    let micros = micros.rem_euclid(MICROS_PER_DAY);
    let seconds = micros / MICROS_PER_SECOND;
    Clock {
        hour: narrow(seconds / 3_600),
        minute: narrow(seconds / 60 % 60),
        second: narrow(seconds % 60),
        micros: u32::try_from(micros % MICROS_PER_SECOND).unwrap_or(0),
    }
}

/// Microseconds after midnight; `None` for times that don't exist.
pub(crate) fn micros_of_clock(clock: Clock) -> Option<i64> {
    if clock.hour > 24 || clock.minute > 59 || clock.second > 60 || clock.micros > 999_999 {
        return None;
    }
    let seconds = i64::from(clock.hour) * 3_600 + i64::from(clock.minute) * 60 + i64::from(clock.second);
    Some(seconds * MICROS_PER_SECOND + i64::from(clock.micros))
}

/// Splits microseconds since 1970 into days and microseconds of the day.
pub(crate) fn split_days(micros: i64) -> (i64, i64) {
    (micros.div_euclid(MICROS_PER_DAY), micros.rem_euclid(MICROS_PER_DAY))
}

/// `2026-11-22`.
pub(crate) fn print_date(days: i64, out: &mut String) {
    let Civil { year, month, day } = civil_of_days(days);
    let _infallible = write!(out, "{year:04}-{month:02}-{day:02}");
}

/// `17:05:00`, with microseconds only where there are any.
pub(crate) fn print_time(micros: i64, out: &mut String) {
    let Clock { hour, minute, second, micros } = clock_of_micros(micros);
    let _infallible = write!(out, "{hour:02}:{minute:02}:{second:02}");
    if micros != 0 {
        let _infallible = write!(out, ".{micros:06}");
    }
}

/// `2026-11-22T17:05:00`.
pub(crate) fn print_date_time(micros: i64, out: &mut String) {
    let (days, rest) = split_days(micros);
    print_date(days, out);
    out.push('T');
    print_time(rest, out);
}

/// Reads `2026-11-22`.
pub(crate) fn parse_date(text: &str) -> Option<i32> {
    let (days, rest) = date_prefix(text)?;
    rest.is_empty().then_some(i32::try_from(days).ok()?)
}

/// Reads `17:05`, `17:05:00` and `17:05:00.25`.
pub(crate) fn parse_time(text: &str) -> Option<i64> {
    let (micros, rest) = time_prefix(text)?;
    rest.is_empty().then_some(micros)
}

/// Reads a day with an optional time, separated by `T` or a space, and an optional offset, which is taken off. The answer is in
/// microseconds since 1970.
pub(crate) fn parse_date_time(text: &str) -> Option<i64> {
    let (days, rest) = date_prefix(text)?;
    let midnight = days.checked_mul(MICROS_PER_DAY)?;
    if rest.is_empty() {
        return Some(midnight);
    }
    let (micros, rest) = time_prefix(rest.strip_prefix(['T', 't', ' '])?)?;
    let offset = match rest.trim_start() {
        "" | "Z" | "z" => 0,
        zone => offset_micros(zone)?,
    };
    midnight.checked_add(micros - offset)
}

fn offset_micros(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some(parts), _) => parts,
        (None, 2) => (digits, "0"),
        (None, 4) => digits.split_at_checked(2)?,
        _ => return None,
    };
    let (hours, minutes): (i64, i64) = (hours.parse().ok()?, minutes.parse().ok()?);
    ((0..=23).contains(&hours) && (0..=59).contains(&minutes)).then_some(sign * (hours * 60 + minutes) * 60 * MICROS_PER_SECOND)
}

fn date_prefix(text: &str) -> Option<(i64, &str)> {
    let year_length = text.bytes().take_while(u8::is_ascii_digit).count();
    if !(4..=6).contains(&year_length) {
        return None;
    }
    let (year, rest) = text.split_at_checked(year_length)?;
    let (month, rest) = two_digits(rest.strip_prefix('-')?)?;
    let (day, rest) = two_digits(rest.strip_prefix('-')?)?;
    Some((days_of_civil(Civil { year: year.parse().ok()?, month, day })?, rest))
}

fn time_prefix(text: &str) -> Option<(i64, &str)> {
    let (hour, rest) = two_digits(text)?;
    let (minute, rest) = two_digits(rest.strip_prefix(':')?)?;
    let (second, rest) = match rest.strip_prefix(':') {
        Some(rest) => two_digits(rest)?,
        None => (0, rest),
    };
    let (micros, rest) = match rest.strip_prefix('.') {
        Some(rest) => fraction(rest)?,
        None => (0, rest),
    };
    Some((micros_of_clock(Clock { hour, minute, second, micros })?, rest))
}

fn fraction(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(length)?;
    if digits.is_empty() {
        return None;
    }
    // What lies beyond microseconds is cut off.
    let micros = digits.bytes().chain(std::iter::repeat(b'0')).take(6).fold(0, |sum, digit| sum * 10 + u32::from(digit - b'0'));
    Some((micros, rest))
}

fn two_digits(text: &str) -> Option<(u8, &str)> {
    let (digits, rest) = text.split_at_checked(2)?;
    digits.bytes().all(|digit| digit.is_ascii_digit()).then_some((digits.parse().ok()?, rest))
}

fn narrow(number: i64) -> u8 {
    u8::try_from(number).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree_over_four_centuries() {
        for days in (-146_097..146_097).step_by(13) {
            assert_eq!(days_of_civil(civil_of_days(days)), Some(days));
        }
        assert_eq!(civil_of_days(0), Civil { year: 1970, month: 1, day: 1 });
        assert_eq!(parse_date("2000-02-29"), Some(11_016));
        assert_eq!(parse_date("1900-02-29"), None);
        assert_eq!(parse_date("2026-13-01"), None);
        assert_eq!(parse_date("2026-1-01"), None);
    }

    #[test]
    fn moments_print_as_they_are_read() {
        for text in ["2026-11-22T17:05:00", "1969-12-31T23:59:59.999999", "0001-01-01T00:00:00", "9999-12-31T23:59:59"] {
            let mut printed = String::new();
            print_date_time(parse_date_time(text).unwrap_or_default(), &mut printed);
            assert_eq!(printed, text);
        }
    }

    #[test]
    fn offsets_and_spellings() {
        let noon = parse_date_time("2026-11-22 12:00:00");
        assert!(noon.is_some());
        for same in ["2026-11-22T12:00", "2026-11-22T12:00:00.000Z", "2026-11-22T14:00:00+02:00", "2026-11-22 07:00:00-0500"] {
            assert_eq!(parse_date_time(same), noon, "{same}");
        }
        for wrong in ["2026-11-22T", "2026-11-22T25:00", "2026-11-22T12:00:00+2", "22.11.2026", "", "2026-11-22T12:00:00."] {
            assert_eq!(parse_date_time(wrong), None, "{wrong}");
        }
    }
}
