//! What a database's own type and default mean for a field: one table for all databases, since their type names hardly collide.

use relata_schema::{FieldType, GeometryKind};
use serde_json::Value as Json;

/// The field type that a column's type stands for, under the name that the database reports. Whatever is missing here is served
/// as text.
pub(crate) fn field_type(data_type: &str) -> FieldType {
    let name = data_type.trim().to_ascii_lowercase();
    let name = name.strip_suffix(" unsigned").unwrap_or(&name);
    match name {
        "character varying" | "varchar" | "char" | "character" | "nvarchar" | "nchar" | "native character" | "varying character"
        | "citext" | "name" | "enum" | "set" | "\"char\"" => FieldType::String,
        "text" | "tinytext" | "mediumtext" | "longtext" | "clob" | "ntext" => FieldType::Text,
        "boolean" | "bool" | "tinyint(1)" => FieldType::Boolean,
        "integer" | "int" | "smallint" | "mediumint" | "tinyint" | "int2" | "int4" | "serial" | "year" => FieldType::Integer,
        "bigint" | "int8" | "bigserial" | "unsigned big int" => FieldType::BigInteger,
        "real" | "float" | "double" | "double precision" | "float4" | "float8" => FieldType::Float,
        "numeric" | "decimal" | "dec" | "fixed" => FieldType::Decimal,
        "date" => FieldType::Date,
        "time" | "time without time zone" => FieldType::Time,
        "datetime" | "timestamp without time zone" => FieldType::DateTime,
        "timestamp" | "timestamp with time zone" | "timestamptz" => FieldType::Timestamp,
        "json" | "jsonb" => FieldType::Json,
        "uuid" | "uniqueidentifier" => FieldType::Uuid,
        "blob" | "tinyblob" | "mediumblob" | "longblob" | "binary" | "varbinary" | "bytea" => FieldType::Binary,
        "geometry" | "geography" => FieldType::Geometry(GeometryKind::Any),
        "point" => FieldType::Geometry(GeometryKind::Point),
        "linestring" => FieldType::Geometry(GeometryKind::LineString),
        "polygon" => FieldType::Geometry(GeometryKind::Polygon),
        "multipoint" => FieldType::Geometry(GeometryKind::MultiPoint),
        "multilinestring" => FieldType::Geometry(GeometryKind::MultiLineString),
        "multipolygon" => FieldType::Geometry(GeometryKind::MultiPolygon),
        _ => FieldType::Unknown,
    }
}

/// A column's default, as far as the database's spelling is undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawDefault {
    /// A value, as text.
    Literal(String),
    /// Something that is computed for each row.
    Expression(String),
}

impl RawDefault {
    /// Reads a default that is written as SQL: a quoted text, a number, or anything else. `None` is the default NULL.
    pub(crate) fn parse(sql: &str) -> Option<Self> {
        let mut text = sql.trim();
        while let Some(inner) = text.strip_prefix('(').and_then(|rest| rest.strip_suffix(')'))
            && is_balanced(inner)
        {
            text = inner.trim();
        }
        if text.eq_ignore_ascii_case("null") || text.to_ascii_lowercase().starts_with("null::") {
            return None;
        }
        if let Some((literal, rest)) = quoted(text)
            && (rest.is_empty() || is_cast(rest))
        {
            return Some(Self::Literal(literal));
        }
        let bare = strip_cast(text);
        let lower = bare.to_ascii_lowercase();
        let is_number = !bare.is_empty() && bare.parse::<f64>().is_ok_and(f64::is_finite);
        if is_number || lower == "true" || lower == "false" {
            return Some(Self::Literal(bare.to_owned()));
        }
        Some(Self::Expression(if is_now(&lower) { "CURRENT_TIMESTAMP".to_owned() } else { text.to_owned() }))
    }

    /// The default as clients see it: typed as the field is.
    pub(crate) fn into_json(self, ty: FieldType) -> Json {
        let text = match self {
            Self::Expression(text) => return Json::String(text),
            Self::Literal(text) => text,
        };
        let typed = match ty {
            FieldType::Integer | FieldType::BigInteger | FieldType::Float | FieldType::Decimal => {
                text.trim().parse().ok().map(Json::Number)
            }
            FieldType::Boolean => match text.trim().to_ascii_lowercase().as_str() {
                "1" | "true" | "t" => Some(Json::Bool(true)),
                "0" | "false" | "f" => Some(Json::Bool(false)),
                _ => None,
            },
            FieldType::Json => serde_json::from_str(&text).ok(),
            _ => None,
        };
        typed.unwrap_or(Json::String(text))
    }
}

fn is_now(lower: &str) -> bool {
    matches!(lower, "now()" | "current_timestamp" | "current_timestamp()" | "current_timestamp(6)" | "localtimestamp()")
        || lower.starts_with("current_timestamp(")
}

/// Whether no parenthesis closes before it was opened.
fn is_balanced(text: &str) -> bool {
    let mut depth = 0_i32;
    for character in text.chars() {
        match character {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 {
            return false;
        }
    }
    depth == 0
}

/// Reads a text in single quotes at the start; what follows it comes second.
fn quoted(text: &str) -> Option<(String, &str)> {
    let mut rest = text.strip_prefix('\'')?;
    let mut literal = String::new();
    loop {
        let at = rest.find('\'')?;
        literal.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        match rest.strip_prefix('\'') {
            Some(after) => {
                literal.push('\'');
                rest = after;
            }
            None => return Some((literal, rest)),
        }
    }
}

/// Whether this is `::type`, PostgreSQL's cast, and nothing more.
fn is_cast(text: &str) -> bool {
    text.strip_prefix("::").is_some_and(|ty| ty.chars().all(|c| c.is_alphanumeric() || " _\"().,[]".contains(c)))
}

fn strip_cast(text: &str) -> &str {
    match text.split_once("::") {
        Some((value, ty)) if !value.contains('\'') && is_cast(&text[text.len() - ty.len() - 2..]) => {
            value.trim_start_matches('(').trim_end_matches(')')
        }
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn defaults_of_all_databases() {
        let check = |sql: &str, ty| RawDefault::parse(sql).map(|default| default.into_json(ty));
        assert_eq!(check("'draft'::character varying", FieldType::String), Some(json!("draft")));
        assert_eq!(check("'it''s'", FieldType::String), Some(json!("it's")));
        assert_eq!(check("'5'", FieldType::String), Some(json!("5")));
        assert_eq!(check("5", FieldType::String), Some(json!("5")));
        assert_eq!(check("'7'", FieldType::Integer), Some(json!(7)));
        assert_eq!(check("'-1'::integer", FieldType::Integer), Some(json!(-1)));
        assert_eq!(check("(-1)", FieldType::Integer), Some(json!(-1)));
        assert_eq!(check("'abc'", FieldType::Integer), Some(json!("abc")));
        assert_eq!(check("1.5", FieldType::Decimal), Some(json!(1.5)));
        assert_eq!(check("true", FieldType::Boolean), Some(json!(true)));
        assert_eq!(check("'0'", FieldType::Boolean), Some(json!(false)));
        assert_eq!(check("'{\"a\": [1]}'::json", FieldType::Json), Some(json!({"a": [1]})));
        assert_eq!(check("NULL::character varying", FieldType::String), None);
        assert_eq!(check("NULL", FieldType::String), None);
        assert_eq!(check("now()", FieldType::Timestamp), Some(json!("CURRENT_TIMESTAMP")));
        assert_eq!(check("current_timestamp()", FieldType::Timestamp), Some(json!("CURRENT_TIMESTAMP")));
        assert_eq!(check("nextval('articles_id_seq'::regclass)", FieldType::Integer), Some(json!("nextval('articles_id_seq'::regclass)")));
        assert_eq!(check("('a'::text || 'b'::text)", FieldType::Text), Some(json!("'a'::text || 'b'::text")));
        assert_eq!(check("''", FieldType::String), Some(json!("")));
    }

    #[test]
    fn types_of_all_databases() {
        assert_eq!(field_type("character varying"), FieldType::String);
        assert_eq!(field_type("int unsigned"), FieldType::Integer);
        assert_eq!(field_type("DOUBLE PRECISION"), FieldType::Float);
        assert_eq!(field_type("interval"), FieldType::Unknown);
        assert_eq!(field_type(""), FieldType::Unknown);
    }
}
