//! Keys of items as they come in: one value, or the parts of a composite key, which travel as one text, joined by commas.
//! A comma within a part is written `%2C` there, and a percent sign `%25`.

use std::borrow::Cow;

use relata_schema::{Collection, PrimaryKey, Value};
use serde_json::{Map, Value as Json};

use crate::typing;

/// A key as it stands in a path or in a list of keys, read as the collection's key; composite ones are lists of their parts. `None`
/// if it can't be one.
pub fn item_key(collection: &Collection, json: &Json) -> Option<Value> {
    match &collection.primary_key {
        PrimaryKey::None => None,
        PrimaryKey::Single(name) => part(collection, name.as_str(), json),
        PrimaryKey::Composite(names) => {
            let texts: Vec<&str> = json.as_str()?.split(',').collect();
            let parts: Option<Vec<Value>> =
                names.iter().zip(&texts).map(|(name, text)| part(collection, name.as_str(), &decoded(text).into())).collect();
            parts.filter(|_| texts.len() == names.len()).map(Value::List)
        }
    }
}

/// The key that an object names in its key fields; `None` if a part is missing or can't be one.
pub fn key_in(collection: &Collection, object: &Map<String, Json>) -> Option<Value> {
    let parts = collection.primary_key.columns().iter().map(|name| part(collection, name.as_str(), object.get(name.as_str())?));
    whole(&collection.primary_key, parts.collect::<Option<_>>()?)
}

/// A key from its parts, in the key's order.
pub fn whole(primary_key: &PrimaryKey, mut parts: Vec<Value>) -> Option<Value> {
    match primary_key {
        PrimaryKey::None => None,
        PrimaryKey::Single(_) => parts.pop(),
        PrimaryKey::Composite(_) => Some(Value::List(parts)),
    }
}

/// A part of a composite key as it stands in the key's text.
pub fn encoded_key_part(part: &str) -> Cow<'_, str> {
    if part.contains(['%', ',']) { part.replace('%', "%25").replace(',', "%2C").into() } else { part.into() }
}

/// A part of a composite key out of the key's text. A percent sign that begins nothing stands for itself.
fn decoded(text: &str) -> Cow<'_, str> {
    if text.contains('%') { text.replace("%2C", ",").replace("%2c", ",").replace("%25", "%").into() } else { text.into() }
}

fn part(collection: &Collection, name: &str, json: &Json) -> Option<Value> {
    typing::typed(json, collection.field(name)?.ty).filter(|value| !value.is_null())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_come_back_as_they_were() {
        for part in ["", "a", "x,y", ",", "50%", "%2C", "%252C", "%,%25", "a%2cb", "%%25%2C,"] {
            let encoded = encoded_key_part(part);
            assert!(!encoded.contains(','), "{part}: {encoded}");
            assert_eq!(decoded(&encoded), part, "{encoded}");
        }
        assert_eq!((decoded("50%"), decoded("x%2cy")), ("50%".into(), "x,y".into()));
    }
}
