//! MariaDB 10.11 and newer.

use relata_schema::{ColumnType, FieldType};

use super::caps::{Caps, Counting, Escapes, NullsPlace, Placeholder, Uniqueness};

pub(super) const CAPS: Caps = Caps {
    quote: '`',
    placeholder: Placeholder::Question,
    max_binds: 65_535,
    max_name_bytes: 64,
    max_text_length: 65_535,
    insert_returning: true,
    lateral: false,
    array_binds: false,
    nulls_order: false,
    nulls_in_ascending: NullsPlace::First,
    ilike: false,
    transactional_ddl: false,
    alter_column: true,
    indexes_foreign_keys: true,
    text_defaults: true,
    table_names_fold_case: false,
    foreign_keys_match_exactly: true,
    timestamp_type: true,
    geometry_names: false,
    literal_escapes: Escapes::Backslash,
    counting: Counting::AutoIncrement,
    uniqueness: Uniqueness::Index,
};

/// The column type. Floats are doubles, because `float(8, 2)` rounds silently.
pub(super) fn column_type(ty: ColumnType) -> String {
    match ty.ty {
        FieldType::String | FieldType::Hash => format!("varchar({})", ty.max_length.unwrap_or(255)),
        FieldType::Text | FieldType::Csv | FieldType::Alias | FieldType::Unknown => "text".to_owned(),
        FieldType::Boolean => "tinyint(1)".to_owned(),
        FieldType::Integer => "int".to_owned(),
        FieldType::BigInteger => "bigint".to_owned(),
        FieldType::Float => "double".to_owned(),
        FieldType::Decimal => super::decimal(ty),
        FieldType::Date => "date".to_owned(),
        FieldType::Time => "time".to_owned(),
        FieldType::DateTime => "datetime".to_owned(),
        FieldType::Timestamp => "timestamp".to_owned(),
        FieldType::Geometry(kind) if ty.spatial => super::shape_name(kind).to_ascii_lowercase(),
        FieldType::Json | FieldType::Geometry(_) => "json".to_owned(),
        FieldType::Uuid => "char(36)".to_owned(),
        FieldType::Binary => "longblob".to_owned(),
    }
}
