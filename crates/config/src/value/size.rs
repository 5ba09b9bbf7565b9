//! Sizes of data, written `1mb`, `512kb`; a bare number counts bytes.

use super::Value;
use super::duration::split_number;

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SizeBytes(pub u64);

/// Beyond this a floating-point number no longer holds every whole number.
const LARGEST: f64 = 9_007_199_254_740_992.0;

impl Value for SizeBytes {
    const KIND: &'static str = "size";
    const FORM: &'static str = "a size such as `512kb` or `1mb`";

    fn parse(text: &str) -> Option<Self> {
        let (number, unit) = split_number(text)?;
        let n_bytes = (number * factor(&unit.to_ascii_lowercase())?).floor();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole, not negative and within the bound")]
        (n_bytes <= LARGEST).then_some(Self(n_bytes as u64))
    }
}

fn factor(unit: &str) -> Option<f64> {
    let exponent = match unit {
        "" | "b" => 0,
        "kb" => 1,
        "mb" => 2,
        "gb" => 3,
        "tb" => 4,
        _ => return None,
    };
    Some(1024_f64.powi(exponent))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    #[test]
    fn reads_what_directus_reads() {
        reads(
            &[
                ("1mb", SizeBytes(1_048_576)),
                ("512 KB", SizeBytes(524_288)),
                ("1.5gb", SizeBytes(1_610_612_736)),
                ("100", SizeBytes(100)),
                ("10b", SizeBytes(10)),
            ],
            &["mb", "-1mb", "1 mib", "lots", "99999999tb"],
        );
    }
}
