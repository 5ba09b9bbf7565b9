//! The `type` and `schema` of a field's body as a column, and the marks that a type brings along.

use relata_schema::{ColumnDefault, ColumnSpec, ColumnType, FieldName, FieldType};
use relata_sql::Dialect;
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, ToSmolStr};

use crate::EngineError;

/// Most digits that any database keeps.
const MAX_PRECISION: u32 = 65;

/// Which columns a database can have.
#[derive(Debug, Clone, Copy)]
pub(super) struct Columns {
    /// Its SQL.
    pub dialect: Dialect,
    /// Whether new ones may be of a type for shapes.
    pub spatial: bool,
}

/// The column of a new field.
pub(super) fn new_column(
    columns: Columns,
    name: FieldName,
    ty: FieldType,
    schema: Option<&Map<String, Json>>,
) -> Result<ColumnSpec, EngineError> {
    let empty = Map::new();
    let schema = schema.unwrap_or(&empty);
    let flag = |key: &str| schema.get(key).and_then(Json::as_bool);
    let auto_increment = flag("has_auto_increment").unwrap_or_default();
    let primary_key = auto_increment || flag("is_primary_key").unwrap_or_default();
    if auto_increment && !matches!(ty, FieldType::Integer | FieldType::BigInteger) {
        return Err(EngineError::invalid_payload(format!("Field \"{name}\" can't count by itself: it is no whole number.")));
    }
    let default = match schema.get("default_value") {
        None | Some(Json::Null) => None,
        Some(_) if auto_increment => None,
        Some(_) if is_spatial(columns, ty) => {
            return Err(EngineError::invalid_payload(format!("Field \"{name}\" can't have a default: it holds shapes.")));
        }
        Some(value) => default(&name, ty, value)?,
    };
    Ok(ColumnSpec {
        ty: ColumnType { spatial: is_spatial(columns, ty), ..column_type(columns.dialect, &name, ty, schema)? },
        nullable: !primary_key && flag("is_nullable").unwrap_or(true),
        default,
        primary_key,
        auto_increment,
        unique: flag("is_unique").unwrap_or_default(),
        indexed: flag("is_indexed").unwrap_or_default(),
        name,
    })
}

fn is_spatial(columns: Columns, ty: FieldType) -> bool {
    columns.spatial && matches!(ty, FieldType::Geometry(_))
}

/// A type with the measures that are given and that it has a use for.
pub(super) fn column_type(
    dialect: Dialect,
    name: &FieldName,
    ty: FieldType,
    schema: &Map<String, Json>,
) -> Result<ColumnType, EngineError> {
    let measure = |key: &str, min: u32, max: u32| match schema.get(key).and_then(Json::as_i64) {
        None => Ok(None),
        Some(number) => match u32::try_from(number) {
            Ok(number) if (min..=max).contains(&number) => Ok(Some(number)),
            _ => Err(EngineError::invalid_payload(format!("\"{key}\" of field \"{name}\" must be between {min} and {max}."))),
        },
    };
    let mut column = ColumnType::of(ty);
    match ty {
        FieldType::String | FieldType::Hash => column.max_length = measure("max_length", 1, dialect.caps().max_text_length)?,
        FieldType::Decimal => {
            column.numeric_precision = measure("numeric_precision", 1, MAX_PRECISION)?;
            column.numeric_scale = measure("numeric_scale", 0, MAX_PRECISION)?;
            if column.numeric_scale.unwrap_or(5) > column.numeric_precision.unwrap_or(10) {
                return Err(EngineError::invalid_payload(format!("Field \"{name}\" can't have more digits after the point than in all.")));
            }
        }
        _ => {}
    }
    Ok(column)
}

/// A default, checked against the type.
#[expect(clippy::match_same_arms, reason = "one arm per type reads as a table")]
pub(super) fn default(name: &FieldName, ty: FieldType, value: &Json) -> Result<Option<ColumnDefault>, EngineError> {
    let wrong = || EngineError::invalid_payload(format!("The default of field \"{name}\" is no value of type \"{ty}\"."));
    let text: SmolStr = match (ty, value) {
        (_, Json::Null) => return Ok(None),
        (FieldType::DateTime | FieldType::Timestamp, Json::String(text)) if is_now(text) => return Ok(Some(ColumnDefault::Now)),
        (FieldType::Boolean, Json::Bool(truth)) => truth.to_smolstr(),
        (FieldType::Boolean, Json::String(text)) if matches!(text.as_str(), "true" | "false" | "1" | "0") => text.to_smolstr(),
        (FieldType::Boolean, Json::Number(number)) if matches!(number.as_i64(), Some(0 | 1)) => number.to_smolstr(),
        (FieldType::Integer | FieldType::BigInteger, value) => {
            let number = value.as_i64().or_else(|| value.as_str()?.trim().parse().ok()).ok_or_else(wrong)?;
            if ty == FieldType::Integer && i32::try_from(number).is_err() {
                return Err(wrong());
            }
            number.to_smolstr()
        }
        (FieldType::Float | FieldType::Decimal, Json::Number(number)) => number.to_smolstr(),
        (FieldType::Float | FieldType::Decimal, Json::String(text)) if text.trim().parse::<f64>().is_ok_and(f64::is_finite) => {
            text.trim().to_smolstr()
        }
        (FieldType::Json | FieldType::Geometry(_), Json::String(text)) if serde_json::from_str::<Json>(text).is_ok() => text.to_smolstr(),
        (FieldType::Json | FieldType::Geometry(_), value) => value.to_smolstr(),
        (FieldType::Csv, Json::Array(parts)) => {
            let texts: Option<Vec<&str>> = parts.iter().map(Json::as_str).collect();
            SmolStr::from(texts.ok_or_else(wrong)?.join(","))
        }
        (FieldType::Uuid, Json::String(text)) => uuid::Uuid::parse_str(text).map_err(|_| wrong())?.to_smolstr(),
        (FieldType::String | FieldType::Text | FieldType::Csv | FieldType::Hash | FieldType::Unknown, Json::String(text)) => {
            text.to_smolstr()
        }
        (FieldType::String | FieldType::Text, Json::Number(number)) => number.to_smolstr(),
        (FieldType::Date | FieldType::Time | FieldType::DateTime | FieldType::Timestamp, Json::String(text)) => {
            temporal(ty, text).ok_or_else(wrong)?
        }
        _ => return Err(wrong()),
    };
    Ok(Some(ColumnDefault::Literal(text)))
}

fn is_now(text: &str) -> bool {
    ["CURRENT_TIMESTAMP", "NOW()", "NOW"].iter().any(|now| text.eq_ignore_ascii_case(now))
}

fn temporal(ty: FieldType, text: &str) -> Option<SmolStr> {
    let fits = match ty {
        FieldType::Date => text.parse::<jiff::civil::Date>().is_ok(),
        FieldType::Time => text.parse::<jiff::civil::Time>().is_ok(),
        _ => text.parse::<jiff::civil::DateTime>().is_ok() || text.parse::<jiff::Timestamp>().is_ok(),
    };
    fits.then(|| text.to_smolstr())
}

/// The marks that a field of this type must carry so that it reads back as what it is; `None` where there are none to store. In columns
/// of a type for shapes (`spatial`) the type tells everything.
pub(super) fn marks(columns: Columns, ty: FieldType, given: Option<&Json>) -> Result<Option<Json>, EngineError> {
    let mut marks: Option<Vec<Json>> = match given {
        None | Some(Json::Null) => None,
        Some(Json::Array(marks)) => Some(marks.clone()),
        Some(Json::String(text)) => Some(text.split(',').map(Json::from).collect()),
        Some(_) => return Err(EngineError::invalid_payload("\"meta.special\" must be a list of names.")),
    };
    let needed = match ty {
        FieldType::Json => Some("cast-json"),
        FieldType::Timestamp if !columns.dialect.caps().timestamp_type => Some("cast-timestamp"),
        FieldType::Geometry(_) if !columns.spatial && !columns.dialect.caps().geometry_names => Some(ty.as_str()),
        _ => None,
    };
    if let Some(needed) = needed {
        let marks = marks.get_or_insert_default();
        if !marks.iter().any(|mark| mark == needed) {
            marks.push(needed.into());
        }
    }
    Ok(marks.map(Json::Array))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn literal(ty: FieldType, value: &Json) -> Option<String> {
        match default(&FieldName::parse("f").unwrap(), ty, value).ok()? {
            None => Some("none".to_owned()),
            Some(ColumnDefault::Now) => Some("now".to_owned()),
            Some(ColumnDefault::Literal(text)) => Some(text.to_string()),
        }
    }

    #[test]
    fn defaults_fit_their_type() {
        use FieldType::{BigInteger, Boolean, Csv, Date, Decimal, Integer, Json, String, Timestamp, Uuid};
        let check = |ty, value, expected: Option<&str>| assert_eq!(literal(ty, &value).as_deref(), expected, "{ty} {value}");
        check(String, json!("it's"), Some("it's"));
        check(String, json!(5), Some("5"));
        check(String, json!(null), Some("none"));
        check(Integer, json!("7"), Some("7"));
        check(Integer, json!("abc"), None);
        check(Integer, json!(3_000_000_000_i64), None);
        check(BigInteger, json!("9007199254740993"), Some("9007199254740993"));
        check(Decimal, json!(1.5), Some("1.5"));
        check(Boolean, json!("true"), Some("true"));
        check(Boolean, json!("maybe"), None);
        check(Timestamp, json!("now()"), Some("now"));
        check(Date, json!("2024-01-02"), Some("2024-01-02"));
        check(Date, json!("soon"), None);
        check(Json, json!({"a": [1]}), Some("{\"a\":[1]}"));
        check(Json, json!("{\"a\":1}"), Some("{\"a\":1}"));
        check(Csv, json!(["a", "b"]), Some("a,b"));
        check(Uuid, json!("x"), None);
    }

    #[test]
    fn types_bring_their_marks() {
        let check = |dialect, ty, given: Json, expected: Json| {
            let columns = Columns { dialect, spatial: false };
            assert_eq!(marks(columns, ty, Some(&given)).unwrap().unwrap_or(Json::Null), expected, "{ty}");
        };
        check(Dialect::Postgres, FieldType::Json, json!([]), json!(["cast-json"]));
        check(Dialect::Sqlite, FieldType::Timestamp, json!(["date-created"]), json!(["date-created", "cast-timestamp"]));
        check(Dialect::Postgres, FieldType::Timestamp, json!(["date-created"]), json!(["date-created"]));
        check(Dialect::Postgres, FieldType::parse("geometry.Point").unwrap(), json!(null), json!(["geometry.Point"]));
        check(Dialect::Sqlite, FieldType::String, json!("hash"), json!(["hash"]));
        check(Dialect::Sqlite, FieldType::String, json!(null), json!(null));
    }

    #[test]
    fn measures_have_bounds() {
        let name = FieldName::parse("f").unwrap();
        let on = |dialect, ty, schema: Json| column_type(dialect, &name, ty, schema.as_object().unwrap());
        let check = |ty, schema| on(Dialect::Sqlite, ty, schema);
        assert_eq!(check(FieldType::String, json!({"max_length": 10})).unwrap().max_length, Some(10));
        assert_eq!(check(FieldType::String, json!({"max_length": "abc"})).unwrap().max_length, None);
        assert!(check(FieldType::String, json!({"max_length": 0})).is_err());
        let long = json!({"max_length": 100_000});
        assert_eq!(on(Dialect::Postgres, FieldType::String, long.clone()).unwrap().max_length, Some(100_000));
        assert!(on(Dialect::Mariadb, FieldType::String, long).is_err());
        assert!(check(FieldType::Decimal, json!({"numeric_precision": 2, "numeric_scale": 5})).is_err());
    }
}
