//! Reads a query string by the rules of node's `qs`, which is what Directus and its clients speak: `a[b][c]=x`, `a[]=x`, `a[0]=x`,
//! repeated keys. The result is the tree that the same request would have as JSON, all values as texts.
//!
//! Knows no parameter's meaning. Differs from `qs` where that loses data in silence: too many parameters and too deep keys are
//! errors, and names that JavaScript objects inherit (`constructor`) are ordinary keys.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::{Bounds, QueryError, place::Place, tree::Tree};

/// Reads a query string (without its `?`) into a tree.
pub fn parse_query_string(text: &str, bounds: &Bounds) -> Result<Map<String, Value>, QueryError> {
    let mut tree = Tree::new(bounds);
    for (n, pair) in text.split('&').filter(|pair| !pair.is_empty()).enumerate() {
        if n >= bounds.max_parameters {
            return Err(Place::root("query string").too_large(bounds.max_parameters));
        }
        let (name, value) = split_pair(pair);
        let name = decode(name);
        let mut keys = Vec::new();
        let parameter = split_name(&name, &mut keys);
        tree.insert(parameter, &keys, decode(value).into_owned())?;
    }
    Ok(tree.finish())
}

/// Splits at the first `=`, or, if that stands inside brackets, at the first one behind them.
fn split_pair(pair: &str) -> (&str, &str) {
    let Some(first) = pair.find('=') else { return (pair, "") };
    let is_inside = pair[..first].rfind('[') > pair[..first].rfind(']');
    let at = if is_inside { pair.find("]=").map_or(first, |close| close + 1) } else { first };
    (&pair[..at], &pair[at + 1..])
}

/// The parameter and its bracketed keys. Only innermost brackets count; text between and behind them doesn't.
fn split_name<'n>(name: &'n str, keys: &mut Vec<&'n str>) -> &'n str {
    let mut parameter = name;
    let mut open = None;
    for (at, byte) in name.bytes().enumerate() {
        match (byte, open) {
            (b'[', _) => open = Some(at),
            (b']', Some(start)) => {
                if keys.is_empty() {
                    parameter = &name[..start];
                }
                keys.push(&name[start + 1..at]);
                open = None;
            }
            _ => {}
        }
    }
    if parameter.is_empty() && !keys.is_empty() {
        parameter = keys.remove(0);
    }
    parameter
}

/// Decodes `+` and percent escapes. A text with a broken escape stays as it is, as in `qs`.
fn decode(text: &str) -> Cow<'_, str> {
    let Some(first) = text.bytes().position(|byte| matches!(byte, b'+' | b'%')) else {
        return Cow::Borrowed(text);
    };
    let (plain, mut rest) = text.as_bytes().split_at(first);
    let mut decoded = Vec::with_capacity(text.len());
    decoded.extend_from_slice(plain);
    while let [byte, tail @ ..] = rest {
        rest = tail;
        match byte {
            b'+' => decoded.push(b' '),
            b'%' => {
                let [high, low, tail @ ..] = tail else { return undecoded(text) };
                let (Some(high), Some(low)) = (hex(*high), hex(*low)) else { return undecoded(text) };
                decoded.push(high << 4 | low);
                rest = tail;
            }
            byte => decoded.push(*byte),
        }
    }
    String::from_utf8(decoded).map_or_else(|_| undecoded(text), Cow::Owned)
}

fn undecoded(text: &str) -> Cow<'_, str> {
    Cow::Owned(text.replace('+', " "))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}
