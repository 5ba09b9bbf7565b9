//! One-time passwords that an app shows for 30 seconds (RFC 6238): six digits, SHA-1, as authenticator apps expect them.

use data_encoding::BASE32_NOPAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use rand::Rng as _;
use sha1::Sha1;
use subtle::ConstantTimeEq as _;

const N_SECRET_BYTES: usize = 20;
const STEP_SECONDS: u64 = 30;
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// A new secret: 160 bits in Base32.
pub fn new_totp_secret() -> String {
    let mut bytes = [0; N_SECRET_BYTES];
    rand::rng().fill_bytes(&mut bytes);
    BASE32_NOPAD.encode(&bytes)
}

/// What an authenticator app reads from a picture: `otpauth://totp/…`.
pub fn totp_url(issuer: &str, account: &str, secret: &str) -> String {
    let encoded = |text| utf8_percent_encode(text, UNRESERVED);
    let (issuer, account) = (encoded(issuer), encoded(account));
    format!("otpauth://totp/{issuer}:{account}?secret={secret}&period={STEP_SECONDS}&digits=6&algorithm=SHA1&issuer={issuer}")
}

/// Whether `code` is what the app shows at `now`, in seconds since 1970.
pub fn is_current_code(secret: &str, code: &str, now: u64) -> bool {
    totp_code(secret, now).is_some_and(|expected| expected.as_bytes().ct_eq(code.as_bytes()).into())
}

/// What the app shows at `now`, in seconds since 1970. A secret that can't be read has no code.
pub fn totp_code(secret: &str, now: u64) -> Option<String> {
    code_at(secret, now / STEP_SECONDS)
}

fn code_at(secret: &str, step: u64) -> Option<String> {
    let key = BASE32_NOPAD.decode(secret.trim_end_matches('=').to_ascii_uppercase().as_bytes()).ok().filter(|key| !key.is_empty())?;
    let mut mac = Hmac::<Sha1>::new_from_slice(&key).ok()?;
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let offset = usize::from(digest.last()? & 15);
    let four: [u8; 4] = digest.get(offset..offset + 4)?.try_into().ok()?;
    Some(format!("{:06}", (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of the RFC's examples, `12345678901234567890`.
    const OF_THE_RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn gives_the_codes_of_the_rfc() {
        for (now, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924"), (20_000_000_000, "353130")] {
            assert!(is_current_code(OF_THE_RFC, code, now), "{now}");
            assert!(!is_current_code(OF_THE_RFC, code, now + 30), "{now}");
        }
    }

    #[test]
    fn nothing_else_is_a_code() {
        for code in ["", "28708", "2870820", "000000", "abc"] {
            assert!(!is_current_code(OF_THE_RFC, code, 59), "{code}");
        }
        for secret in ["", "not base 32", "1"] {
            assert!(!is_current_code(secret, "287082", 59), "{secret}");
        }
    }

    #[test]
    fn a_secret_made_here_is_one() {
        let secret = new_totp_secret();
        assert_eq!(secret.len(), 32);
        assert!(code_at(&secret, 1).is_some());
        assert_ne!(secret, new_totp_secret());
    }

    #[test]
    fn an_address_cannot_break_out_of_the_url() {
        let url = totp_url("Our site", "a&secret=x@example.com", "ABC");
        assert_eq!(
            url,
            "otpauth://totp/Our%20site:a%26secret%3Dx%40example.com?secret=ABC&period=30&digits=6&algorithm=SHA1&issuer=Our%20site"
        );
    }
}
