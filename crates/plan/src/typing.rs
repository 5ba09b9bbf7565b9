//! JSON values read as a field's type. The only place where text becomes a number, a date, a key.

use jiff::{Timestamp, civil};
use relata_schema::{FieldType, GeometryKind, Value};
use serde_json::Value as Json;
use smol_str::{SmolStr, ToSmolStr as _};

/// Reads `json` as a value of type `ty`; `None` if it can't be one. Null is a value of every type.
///
/// Numbers and booleans may come as text, as they do in query strings. Dates and times are accepted in ISO 8601 with `T` or a
/// space, with or without a zone; what has a zone is converted to UTC.
pub fn typed(json: &Json, ty: FieldType) -> Option<Value> {
    if json.is_null() {
        return Some(Value::Null);
    }
    match ty {
        FieldType::Integer | FieldType::BigInteger => integer(json).map(Value::Integer),
        FieldType::Float => float(json).map(Value::Float),
        FieldType::Decimal => decimal(json).map(Value::Decimal),
        FieldType::Boolean => boolean(json).map(Value::Boolean),
        FieldType::Uuid => text(json).and_then(|text| uuid(&text)).map(Value::Uuid),
        FieldType::Date => date(&text(json)?).map(Value::Date),
        FieldType::Time => time(&text(json)?).map(Value::Time),
        FieldType::DateTime => date_time(&text(json)?).map(Value::DateTime),
        FieldType::Timestamp => date_time(&text(json)?).map(Value::Timestamp),
        FieldType::Json => Some(Value::Json(document(json))),
        FieldType::Geometry(_) => Some(Value::Geometry(document(json))),
        FieldType::Csv => csv(json).map(Value::Text),
        FieldType::Binary | FieldType::String | FieldType::Text | FieldType::Hash | FieldType::Unknown => text(json).map(Value::Text),
        FieldType::Alias => None,
    }
}

/// Reads a GeoJSON geometry of some kind; `spatial` is the reference system of a column for shapes.
pub(crate) fn geometry(json: &Json, kind: GeometryKind, spatial: Option<u32>) -> Option<Value> {
    let geojson = is_geometry(json, kind).then(|| document(json))?;
    Some(match spatial {
        Some(srid) => Value::Shape { geojson, srid },
        None => Value::Geometry(geojson),
    })
}

/// Whether a value is a GeoJSON geometry of the field's kind (RFC 7946, section 3.1), as an object or as its text.
fn is_geometry(json: &Json, kind: GeometryKind) -> bool {
    let parsed;
    let object = match json {
        Json::String(text) => {
            parsed = serde_json::from_str(text).unwrap_or(Json::Null);
            &parsed
        }
        other => other,
    };
    let Some(name) = object.get("type").and_then(Json::as_str) else { return false };
    let (own_name, depth) = match name {
        "Point" => (GeometryKind::Point, 0),
        "LineString" => (GeometryKind::LineString, 1),
        "MultiPoint" => (GeometryKind::MultiPoint, 1),
        "Polygon" => (GeometryKind::Polygon, 2),
        "MultiLineString" => (GeometryKind::MultiLineString, 2),
        "MultiPolygon" => (GeometryKind::MultiPolygon, 3),
        "GeometryCollection" => {
            return kind == GeometryKind::Any
                && object
                    .get("geometries")
                    .and_then(Json::as_array)
                    .is_some_and(|members| members.iter().all(|member| member.is_object() && is_geometry(member, GeometryKind::Any)));
        }
        _ => return false,
    };
    (kind == GeometryKind::Any || kind == own_name) && object.get("coordinates").is_some_and(|coordinates| positions(coordinates, depth))
}

/// Whether coordinates are positions, nested so many arrays deep.
fn positions(coordinates: &Json, depth: usize) -> bool {
    let Some(parts) = coordinates.as_array() else { return false };
    if depth > 0 {
        return parts.iter().all(|part| positions(part, depth - 1));
    }
    parts.len() >= 2 && parts.iter().all(Json::is_number)
}

/// The text of a scalar; `None` for arrays and objects.
pub fn text(json: &Json) -> Option<SmolStr> {
    match json {
        Json::String(text) => Some(SmolStr::new(text)),
        Json::Number(number) => Some(SmolStr::new(number.to_string())),
        Json::Bool(flag) => Some(SmolStr::new_static(if *flag { "true" } else { "false" })),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A truth value, also from the texts `true`, `false`, `1`, `0`.
pub fn boolean(json: &Json) -> Option<bool> {
    match text(json)?.as_str() {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

fn integer(json: &Json) -> Option<i64> {
    let text = text(json)?;
    let text = text.trim();
    text.parse().ok().or_else(|| {
        // `1.0` and `1e3` are whole numbers too.
        let number: f64 = text.parse().ok()?;
        #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range")]
        (number.fract() == 0.0 && number.abs() < 9.0e15).then_some(number as i64)
    })
}

/// A whole number of an unsigned column; what no signed one holds is kept as text.
pub(crate) fn unsigned(json: &Json) -> Option<Value> {
    let large = || text(json)?.trim().parse::<u64>().ok().map(|number| Value::Decimal(number.to_smolstr()));
    integer(json).map(Value::Integer).or_else(large)
}

fn float(json: &Json) -> Option<f64> {
    if json.is_boolean() {
        return None;
    }
    text(json)?.trim().parse().ok().filter(|number: &f64| number.is_finite())
}

fn decimal(json: &Json) -> Option<SmolStr> {
    let text = text(json)?;
    let trimmed = text.trim();
    let digits = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    let plain =
        !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && digits.bytes().filter(|b| *b == b'.').count() <= 1;
    if plain && digits != "." {
        return Some(SmolStr::new(trimmed));
    }
    // Scientific notation: through a double, as JavaScript clients do.
    float(json).map(|number| SmolStr::new(number.to_string()))
}

fn uuid(text: &str) -> Option<SmolStr> {
    let bytes = text.as_bytes();
    let hyphens = [8, 13, 18, 23];
    let well_formed = bytes.len() == 36
        && bytes.iter().enumerate().all(|(at, byte)| if hyphens.contains(&at) { *byte == b'-' } else { byte.is_ascii_hexdigit() });
    well_formed.then(|| SmolStr::new(text.to_ascii_lowercase()))
}

fn document(json: &Json) -> SmolStr {
    match json {
        // Clients send documents as text, too.
        Json::String(text) if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() => SmolStr::new(text),
        other => SmolStr::new(other.to_string()),
    }
}

fn csv(json: &Json) -> Option<SmolStr> {
    match json {
        Json::Array(items) => {
            let items: Option<Vec<_>> = items.iter().map(text).collect();
            Some(SmolStr::new(items?.join(",")))
        }
        other => text(other),
    }
}

/// Days since 1970-01-01.
fn date(text: &str) -> Option<i32> {
    let micros = date_time(text)?;
    i32::try_from(micros.div_euclid(MICROS_PER_DAY)).ok()
}

/// Microseconds since midnight.
fn time(text: &str) -> Option<i64> {
    let time: civil::Time = text.trim().parse().ok()?;
    let nanos = civil::Time::midnight().until(time).ok()?.total(jiff::Unit::Microsecond).ok()?;
    #[expect(clippy::cast_possible_truncation, reason = "a day has fewer than 2^53 microseconds")]
    Some(nanos as i64)
}

const MICROS_PER_DAY: i64 = 86_400_000_000;

/// Microseconds since 1970-01-01T00:00:00, in UTC if the text names a zone.
pub fn date_time(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_microsecond());
    }
    let civil: civil::DateTime = match text.parse::<civil::DateTime>() {
        Ok(civil) => civil,
        Err(_) if text.len() == 7 => format!("{text}-01").parse().ok()?,
        Err(_) => return None,
    };
    Some(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_microsecond())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_come_as_text_too() {
        assert_eq!(typed(&json!("5"), FieldType::Integer), Some(Value::Integer(5)));
        assert_eq!(typed(&json!(5.0), FieldType::Integer), Some(Value::Integer(5)));
        assert_eq!(typed(&json!("2.5"), FieldType::Float), Some(Value::Float(2.5)));
        assert_eq!(typed(&json!("-12.50"), FieldType::Decimal), Some(Value::Decimal("-12.50".into())));
        assert_eq!(typed(&json!("five"), FieldType::Integer), None);
        assert_eq!(typed(&json!(5.5), FieldType::Integer), None);
        assert_eq!(typed(&json!("NaN"), FieldType::Float), None);
        assert_eq!(typed(&json!("1.2.3"), FieldType::Decimal), None);
    }

    #[test]
    fn moments_are_read_in_utc() {
        let noon = Some(Value::Timestamp(1_709_207_159_000_000));
        assert_eq!(typed(&json!("2024-02-29T13:45:59+02:00"), FieldType::Timestamp), noon);
        assert_eq!(typed(&json!("2024-02-29 11:45:59"), FieldType::Timestamp), noon);
        assert_eq!(typed(&json!("2024-02-29"), FieldType::Date), Some(Value::Date(19_782)));
        assert_eq!(typed(&json!("13:45"), FieldType::Time), Some(Value::Time(49_500_000_000)));
        assert_eq!(typed(&json!("2024-02-30"), FieldType::Date), None);
        assert_eq!(typed(&json!("soon"), FieldType::Timestamp), None);
    }

    #[test]
    fn uuids_are_normalised() {
        let mixed = json!("8CBF8A1C-93B1-4B2A-9F0F-35B2C1A7D6F2");
        assert_eq!(typed(&mixed, FieldType::Uuid), Some(Value::Uuid("8cbf8a1c-93b1-4b2a-9f0f-35b2c1a7d6f2".into())));
        assert_eq!(typed(&json!("nope"), FieldType::Uuid), None);
    }
}
