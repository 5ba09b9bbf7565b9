//! The names of indexes and constraints: `table_columns_purpose`, shortened where a database asks for it, and never one that is taken.

use std::hash::Hasher as _;

use relata_schema::{CollectionName, FieldName, IndexPurpose, IndexSpec};
use rustc_hash::FxHasher;
use smol_str::SmolStr;

use super::{DdlContext, DdlError};
use crate::{ConstraintName, Dialect};

/// The name of an index.
pub(super) fn index(
    dialect: Dialect,
    table: &CollectionName,
    index: &IndexSpec,
    context: &DdlContext<'_>,
) -> Result<ConstraintName, DdlError> {
    let suffix = match index.purpose {
        IndexPurpose::Asked => "index",
        IndexPurpose::Unique => "unique",
        IndexPurpose::Relation => "foreign_index",
    };
    name(dialect, table, &index.columns, suffix, context)
}

/// The name of a foreign key.
pub(super) fn foreign_key(
    dialect: Dialect,
    table: &CollectionName,
    column: &FieldName,
    context: &DdlContext<'_>,
) -> Result<ConstraintName, DdlError> {
    name(dialect, table, std::slice::from_ref(column), "foreign", context)
}

/// A name that the database itself reported.
pub(super) fn reported(name: &str) -> Result<ConstraintName, DdlError> {
    ConstraintName::parse(name).map_err(|source| DdlError::BadName { name: name.to_owned(), source })
}

fn name(
    dialect: Dialect,
    table: &CollectionName,
    columns: &[FieldName],
    suffix: &str,
    context: &DdlContext<'_>,
) -> Result<ConstraintName, DdlError> {
    let joined = columns.iter().map(FieldName::as_str).collect::<Vec<_>>().join("_");
    let plain = format!("{table}_{joined}_{suffix}");
    let is_taken = |name: &str| context.taken_names.is_some_and(|taken| taken.contains(name.to_lowercase().as_str()));
    if plain.len() <= dialect.caps().max_name_bytes && !is_taken(&plain) {
        return reported(&plain);
    }
    let mut salt = 0_u8;
    loop {
        let candidate = hashed(dialect, &plain, table, columns, salt);
        if !is_taken(&candidate) || salt == u8::MAX {
            return reported(&candidate);
        }
        salt += 1;
    }
}

/// As much of the plain name as there is room for, and a number that tells it from others of the same beginning.
fn hashed(dialect: Dialect, plain: &str, table: &CollectionName, columns: &[FieldName], salt: u8) -> SmolStr {
    let mut hasher = FxHasher::default();
    hasher.write(plain.as_bytes());
    hasher.write(table.as_str().as_bytes());
    hasher.write_usize(columns.len());
    hasher.write_u8(salt);
    let tail = format!("_{:08x}", hasher.finish() >> 32);
    let mut room = dialect.caps().max_name_bytes.saturating_sub(tail.len()).min(plain.len());
    while !plain.is_char_boundary(room) {
        room -= 1;
    }
    SmolStr::from(format!("{}{tail}", &plain[..room]))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use rustc_hash::FxHashSet;

    use super::*;

    fn fk(table: &str, column: &str, taken: &[&str]) -> String {
        let taken: FxHashSet<SmolStr> = taken.iter().map(SmolStr::new).collect();
        let context = DdlContext { taken_names: Some(&taken), ..DdlContext::default() };
        let (table, column) = (CollectionName::parse(table).unwrap(), FieldName::parse(column).unwrap());
        foreign_key(Dialect::Postgres, &table, &column, &context).unwrap().to_string()
    }

    #[test]
    fn names_say_what_they_are_for() {
        assert_eq!(fk("cities", "country", &[]), "cities_country_foreign");
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let name = fk("a", "b_c", &["a_b_c_foreign"]);
        assert!(name.starts_with("a_b_c_foreign_"), "{name}");
        assert_ne!(name, fk("a_b", "c", &["a_b_c_foreign"]));
    }

    #[test]
    fn a_long_name_fits_and_stays_unlike_its_neighbours() {
        let long = "x".repeat(60);
        let (one, two) = (fk(&long, "first_column", &[]), fk(&long, "second_column", &[]));
        assert_eq!(one.len(), 63);
        assert_ne!(one, two);
    }
}
