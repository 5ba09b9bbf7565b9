//! SQLite 3.45 and newer.

use relata_schema::{ColumnType, FieldType, GeometryKind};

use super::caps::{Caps, Counting, Escapes, NullsPlace, Placeholder, Uniqueness};

pub(super) const CAPS: Caps = Caps {
    quote: '"',
    placeholder: Placeholder::NumberedQuestion,
    max_binds: 32_766,
    max_name_bytes: 255,
    insert_returning: true,
    lateral: false,
    array_binds: false,
    nulls_order: true,
    nulls_in_ascending: NullsPlace::First,
    ilike: false,
    transactional_ddl: true,
    alter_column: false,
    indexes_foreign_keys: false,
    text_defaults: true,
    table_names_fold_case: true,
    column_names_keep_case: false,
    foreign_keys_match_exactly: false,
    timestamp_type: false,
    geometry_type: true,
    literal_escapes: Escapes::None,
    counting: Counting::Autoincrement,
    uniqueness: Uniqueness::Index,
};

/// The declared type. SQLite stores what it is given; the name is what introspection reads the field type from.
pub(super) fn column_type(ty: ColumnType) -> String {
    match ty.ty {
        FieldType::String | FieldType::Hash => format!("varchar({})", ty.max_length.unwrap_or(255)),
        FieldType::Text | FieldType::Csv | FieldType::Alias | FieldType::Unknown => "text".to_owned(),
        FieldType::Boolean => "boolean".to_owned(),
        FieldType::Integer => "integer".to_owned(),
        FieldType::BigInteger => "bigint".to_owned(),
        FieldType::Float | FieldType::Decimal => "float".to_owned(),
        FieldType::Date => "date".to_owned(),
        FieldType::Time => "time".to_owned(),
        FieldType::DateTime | FieldType::Timestamp => "datetime".to_owned(),
        FieldType::Json => "json".to_owned(),
        FieldType::Uuid => "char(36)".to_owned(),
        FieldType::Binary => "blob".to_owned(),
        FieldType::Geometry(kind) => geometry(kind).to_owned(),
    }
}

fn geometry(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Any => "geometry",
        GeometryKind::Point => "Point",
        GeometryKind::LineString => "LineString",
        GeometryKind::Polygon => "Polygon",
        GeometryKind::MultiPoint => "MultiPoint",
        GeometryKind::MultiLineString => "MultiLineString",
        GeometryKind::MultiPolygon => "MultiPolygon",
    }
}
