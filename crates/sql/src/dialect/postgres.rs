//! PostgreSQL 13 and newer.

use relata_schema::{ColumnType, FieldType};

use super::caps::{Caps, Counting, Escapes, NullsPlace, Placeholder, Uniqueness};

pub(super) const CAPS: Caps = Caps {
    quote: '"',
    placeholder: Placeholder::Dollar,
    max_binds: 65_535,
    max_name_bytes: 63,
    max_text_length: 10_485_760,
    insert_returning: true,
    lateral: true,
    array_binds: true,
    nulls_order: true,
    nulls_in_ascending: NullsPlace::Last,
    ilike: true,
    transactional_ddl: true,
    alter_column: true,
    indexes_foreign_keys: false,
    text_defaults: true,
    table_names_fold_case: false,
    foreign_keys_match_exactly: false,
    timestamp_type: true,
    geometry_names: false,
    literal_escapes: Escapes::None,
    counting: Counting::Serial,
    uniqueness: Uniqueness::Constraint,
};

/// The column type. Geometry is kept as GeoJSON where PostGIS isn't there, and in the reference system of GeoJSON where it is.
pub(super) fn column_type(ty: ColumnType) -> String {
    match ty.ty {
        FieldType::String | FieldType::Hash => format!("varchar({})", ty.max_length.unwrap_or(255)),
        FieldType::Text | FieldType::Csv | FieldType::Alias | FieldType::Unknown => "text".to_owned(),
        FieldType::Boolean => "boolean".to_owned(),
        FieldType::Integer => "integer".to_owned(),
        FieldType::BigInteger => "bigint".to_owned(),
        FieldType::Float => "real".to_owned(),
        FieldType::Decimal => super::decimal(ty),
        FieldType::Date => "date".to_owned(),
        FieldType::Time => "time".to_owned(),
        FieldType::DateTime => "timestamp".to_owned(),
        FieldType::Timestamp => "timestamptz".to_owned(),
        FieldType::Geometry(kind) if ty.spatial => format!("geometry({}, 4326)", super::shape_name(kind)),
        FieldType::Json | FieldType::Geometry(_) => "json".to_owned(),
        FieldType::Uuid => "uuid".to_owned(),
        FieldType::Binary => "bytea".to_owned(),
    }
}
