//! The letters of a JSON body: UTF-8, or UTF-16 where the content type says so.

use std::borrow::Cow;

use axum::http::{HeaderMap, header};
use relata_engine::EngineError;

const UTF8_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

/// The body in UTF-8, without the mark that it may begin with.
pub(crate) fn utf8<'b>(headers: &HeaderMap, bytes: &'b [u8]) -> Result<Cow<'b, [u8]>, EngineError> {
    let charset = charset(headers);
    let units = match charset.as_deref() {
        None | Some("utf-8" | "utf8") => return Ok(bytes.strip_prefix(UTF8_MARK).unwrap_or(bytes).into()),
        Some("utf-16") => units(bytes, if begins_big_endian(bytes) { u16::from_be_bytes } else { u16::from_le_bytes }),
        Some("utf-16le") => units(bytes, u16::from_le_bytes),
        Some("utf-16be") => units(bytes, u16::from_be_bytes),
        Some(other) => {
            let message = format!("A body in the charset \"{other}\" can't be read: send UTF-8 or UTF-16.");
            return Err(EngineError::invalid_payload(message));
        }
    };
    let text = units.and_then(|units| String::from_utf16(units.strip_prefix(&[0xFEFF]).unwrap_or(&units)).ok());
    let text = text.ok_or_else(|| EngineError::invalid_payload("The body isn't UTF-16, as its content type says."))?;
    Ok(text.into_bytes().into())
}

fn charset(headers: &HeaderMap) -> Option<String> {
    let content_type = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let parameters = content_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    let mut charsets = parameters.filter(|(name, _)| name.trim().eq_ignore_ascii_case("charset"));
    charsets.next().map(|(_, charset)| charset.trim().trim_matches('"').to_ascii_lowercase())
}

/// Whether the first letter is a mark or, as in all JSON, an ASCII one whose higher half comes first.
fn begins_big_endian(bytes: &[u8]) -> bool {
    matches!(bytes, [0xFE, 0xFF, ..] | [0, _, ..])
}

fn units(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<Vec<u16>> {
    let (pairs, rest) = bytes.as_chunks();
    rest.is_empty().then(|| pairs.iter().map(|pair| unit(*pair)).collect())
}
