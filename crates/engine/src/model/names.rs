//! Which names a new collection or field may have: those that every database holds and every query can spell.

use relata_schema::{CollectionName, FieldName};

use crate::EngineError;

/// Longest name that all databases take, so that a model can move between them.
const MAX_BYTES: usize = 63;

/// Signs with a meaning in queries (`a.b`, `a:b`, `count(a)`, `a,b`, `*`) or in SQL.
const RESERVED_IN_FIELDS: [char; 9] = ['.', ',', ':', '(', ')', '*', '"', '`', '/'];
const RESERVED_IN_COLLECTIONS: [char; 8] = ['.', ',', ':', '(', ')', '"', '`', '\\'];

/// Checks the name of a new collection.
pub(super) fn new_collection(name: &str) -> Result<CollectionName, EngineError> {
    if name.starts_with("directus_") {
        return Err(EngineError::invalid_payload("Collections can't start with \"directus_\"."));
    }
    if name.contains('/') {
        return Err(EngineError::invalid_payload("Collection name can't contain \"/\"."));
    }
    if name.to_ascii_lowercase().starts_with("sqlite_") {
        return Err(EngineError::invalid_payload("Collections can't start with \"sqlite_\"."));
    }
    check("Collection", name, &RESERVED_IN_COLLECTIONS)?;
    CollectionName::parse(name).map_err(|error| EngineError::invalid_payload(format!("Collection {name:?}: {error}.")))
}

/// Checks the name of a new field.
pub(super) fn new_field(name: &str) -> Result<FieldName, EngineError> {
    if name.starts_with('$') {
        return Err(EngineError::invalid_payload(format!("Field name {name:?} can't start with \"$\".")));
    }
    check("Field", name, &RESERVED_IN_FIELDS)?;
    FieldName::parse(name).map_err(|error| EngineError::invalid_payload(format!("Field {name:?}: {error}.")))
}

fn check(what: &str, name: &str, reserved: &[char]) -> Result<(), EngineError> {
    if name.trim() != name {
        return Err(EngineError::invalid_payload(format!("{what} name {name:?} can't begin or end with a space.")));
    }
    if name.len() > MAX_BYTES {
        return Err(EngineError::invalid_payload(format!("{what} name {name:?} is longer than {MAX_BYTES} bytes.")));
    }
    if let Some(sign) = name.chars().find(|char| reserved.contains(char)) {
        return Err(EngineError::invalid_payload(format!("{what} name {name:?} can't contain {sign:?}.")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_names_pass() {
        for name in ["articles", "with space", "with-dash", "9num", "ünicode", "select", "_under", "users; drop table x"] {
            assert!(new_collection(name).is_ok(), "{name}");
            assert!(new_field(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn names_that_somebody_could_not_hold_or_spell_are_refused() {
        let long = "m".repeat(64);
        for name in ["directus_x", "a/b", "a.b", "a\"b", " lead", "trail ", "sqlite_x", "a\nb", "", &long] {
            assert!(new_collection(name).is_err(), "{name}");
        }
        for name in ["$x", "a/b", "a.b", "a,b", "x:y", "count(a)", "*", " lead", "", &long] {
            assert!(new_field(name).is_err(), "{name}");
        }
    }
}
