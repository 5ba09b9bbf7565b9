//! SQLite 3.45 and newer.

use relata_schema::{ColumnType, FieldType};

use super::caps::{Caps, Counting, Escapes, NullsPlace, Placeholder, Uniqueness};

pub(super) const CAPS: Caps = Caps {
    quote: '"',
    placeholder: Placeholder::NumberedQuestion,
    max_binds: 32_766,
    max_name_bytes: 255,
    max_text_length: 1_000_000_000,
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
    foreign_keys_match_exactly: false,
    timestamp_type: false,
    geometry_names: true,
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
        FieldType::Geometry(kind) => super::shape_name(kind).to_owned(),
    }
}

/// SQLite keeps whatever it is given, whatever the column's type says.
pub(super) fn unfit(column: &str, ty: ColumnType) -> Option<String> {
    Some(match ty.ty {
        FieldType::String | FieldType::Hash => format!("length({column}) > {}", ty.max_length.unwrap_or(255)),
        FieldType::Integer => format!("cast(cast({column} as integer) as text) <> cast({column} as text) or abs({column}) > 2147483647"),
        FieldType::BigInteger => format!("cast(cast({column} as integer) as text) <> cast({column} as text)"),
        FieldType::Float | FieldType::Decimal => {
            format!("typeof({column}) not in ('integer', 'real') and ({column} glob '*[^-+.0-9eE]*' or {column} not glob '*[0-9]*')")
        }
        FieldType::Boolean => format!("{column} not in (0, 1, '0', '1')"),
        FieldType::Uuid => format!("length({column}) <> 36"),
        FieldType::Date => format!("typeof({column}) = 'text' and date({column}) is null"),
        FieldType::Time => format!("typeof({column}) = 'text' and time({column}) is null"),
        FieldType::DateTime | FieldType::Timestamp => format!("typeof({column}) = 'text' and datetime({column}) is null"),
        FieldType::Json | FieldType::Geometry(_) => format!("not json_valid({column})"),
        FieldType::Text | FieldType::Csv | FieldType::Binary | FieldType::Alias | FieldType::Unknown => return None,
    })
}
