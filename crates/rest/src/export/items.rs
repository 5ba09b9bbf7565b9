//! Walks the JSON text of one item or of a list of items, one item at a time.

use std::fmt;

use serde::{
    Deserializer as _,
    de::{Error as _, SeqAccess, Visitor},
};
use serde_json::{Deserializer, Error, Value as Json};

/// Whether a text holds a list or a single item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    One,
    Many,
}

/// The shape of a JSON text.
pub(super) fn shape(items: &[u8]) -> Shape {
    match items.iter().find(|byte| !byte.is_ascii_whitespace()) {
        Some(b'[') => Shape::Many,
        _ => Shape::One,
    }
}

/// Calls `each` with every item in turn.
pub(super) fn for_each(items: &[u8], mut each: impl FnMut(Json)) -> Result<(), Error> {
    match shape(items) {
        Shape::One => {
            each(serde_json::from_slice(items)?);
            Ok(())
        }
        Shape::Many => {
            let mut deserializer = Deserializer::from_slice(items);
            deserializer.deserialize_seq(Walk(each))?;
            deserializer.end()
        }
    }
}

struct Walk<F>(F);

impl<'de, F: FnMut(Json)> Visitor<'de> for Walk<F> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of items")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element::<Json>().map_err(A::Error::custom)? {
            (self.0)(item);
        }
        Ok(())
    }
}
