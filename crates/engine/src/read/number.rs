//! Numbers as JavaScript prints them, which is what clients of the API have always seen.

use std::fmt::Write as _;

/// Appends a whole number.
pub(crate) fn write_integer(number: i64, out: &mut String) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends a double the way JavaScript prints it: `250`, `0.1`, `1e+21`, `1e-7`. What JSON can't hold becomes null.
pub(crate) fn write_float(number: f64, out: &mut String) {
    let magnitude = number.abs();
    if !number.is_finite() {
        out.push_str("null");
    } else if number == 0.0 {
        out.push('0');
    } else if number.fract() == 0.0 && magnitude < 9.0e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
        write_integer(number as i64, out);
    } else if (1e-5..1e15).contains(&magnitude) {
        out.push_str(ryu::Buffer::new().format_finite(number));
    } else {
        write_by_digits(number, out);
    }
}

/// The general case: the shortest digits, placed by JavaScript's rules.
fn write_by_digits(number: f64, out: &mut String) {
    let scientific = format!("{number:e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let (sign, mantissa) = mantissa.strip_prefix('-').map_or(("", mantissa), |rest| ("-", rest));
    let digits = mantissa.replace('.', "");
    let n_digits = i32::try_from(digits.len()).unwrap_or(0);
    out.push_str(sign);
    if (-7..0).contains(&exponent) && exponent > -7 {
        out.push_str("0.");
        (1..-exponent).for_each(|_| out.push('0'));
        out.push_str(&digits);
    } else if (0..21).contains(&exponent) && exponent + 1 >= n_digits {
        out.push_str(&digits);
        (0..exponent + 1 - n_digits).for_each(|_| out.push('0'));
    } else {
        let sign = if exponent < 0 { "" } else { "+" };
        let _infallible = write!(out, "{mantissa}e{sign}{exponent}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(number: f64, expected: &str) {
        let mut out = String::new();
        write_float(number, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn floats_look_like_javascript() {
        check(250.0, "250");
        check(-0.0, "0");
        check(0.1, "0.1");
        check(123_456.789, "123456.789");
        check(1e21, "1e+21");
        check(1.5e300, "1.5e+300");
        check(1e-7, "1e-7");
        check(1.25e-6, "0.00000125");
        check(123_456_789_012_345_680.0, "123456789012345680");
        check(f64::NAN, "null");
    }
}
