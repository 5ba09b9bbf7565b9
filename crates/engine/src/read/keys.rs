//! Keys as they travel from a level's rows to the statements below it and back.

use std::fmt;

use relata_db::Cell;
use relata_plan::{encoded_key_part, typed};
use relata_schema::{FieldType, Value};
use serde_json::Value as Json;
use smol_str::{SmolStr, ToSmolStr};
use uuid::Uuid;

/// A key in one canonical form, whatever the database stores: text and binary UUIDs meet, so do integers of all sizes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Key {
    Integer(i64),
    Uuid(Uuid),
    Text(SmolStr),
    /// The parts of a composite key, in the key's order.
    Parts(Vec<Key>),
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            Self::Uuid(uuid) => write!(f, "{uuid}"),
            Self::Text(text) => f.write_str(text),
            Self::Parts(parts) => {
                let comma = |nth| if nth == 0 { "" } else { "," };
                let part = |part: &Self| if let Self::Text(text) = part { encoded_key_part(text).into() } else { part.to_string() };
                parts.iter().enumerate().try_for_each(|(nth, of)| write!(f, "{}{}", comma(nth), part(of)))
            }
        }
    }
}

impl Key {
    /// Reads a cell; `None` for NULL.
    pub(crate) fn read(cell: Cell<'_>) -> Option<Self> {
        Some(match cell {
            Cell::Null | Cell::Array(_) | Cell::Shape(_) => return None,
            Cell::Uuid(bytes) => Self::Uuid(Uuid::from_bytes(bytes)),
            Cell::Text(text) => Self::of_text(text),
            Cell::Decimal(number) => Self::Text(number.to_smolstr()),
            Cell::Float(number) => Self::Text(number.to_smolstr()),
            Cell::Bytes(bytes) => Self::Text(SmolStr::new(String::from_utf8_lossy(bytes))),
            Cell::Date(number) => Self::Integer(i64::from(number)),
            Cell::Time(number) | Cell::DateTime(number) | Cell::Timestamp(number) => Self::Integer(number),
            Cell::Boolean(_) | Cell::Integer(_) | Cell::Unsigned(_) => match cell.as_i64() {
                Some(number) => Self::Integer(number),
                None => return None,
            },
        })
    }

    /// A key that is stored as text. A UUID in its canonical form is one, whatever the column's type; in any other form it stays the
    /// text that it is, because databases without that type compare it letter by letter.
    fn of_text(text: &str) -> Self {
        let canonical = text.len() == 36 && !text.bytes().any(|byte| byte.is_ascii_uppercase());
        match Uuid::try_parse(text) {
            Ok(uuid) if canonical => Self::Uuid(uuid),
            _ => Self::Text(text.into()),
        }
    }

    /// Reads the text key of an any-reference as a key of type `ty`; `None` if it can't be one.
    pub(crate) fn parse(text: &str, ty: FieldType) -> Option<Self> {
        match typed(&Json::from(text), ty)? {
            Value::Integer(number) => Some(Self::Integer(number)),
            Value::Uuid(text) => Uuid::try_parse(&text).ok().map(Self::Uuid),
            Value::Text(text) => Some(Self::of_text(&text)),
            Value::Decimal(text) => Some(Self::Text(text)),
            _ => None,
        }
    }

    /// The key that a bind stands for; `None` for NULL and for what is no key.
    pub(crate) fn of_value(value: &Value) -> Option<Self> {
        Some(match value {
            Value::Integer(number) | Value::Time(number) | Value::DateTime(number) | Value::Timestamp(number) => Self::Integer(*number),
            Value::Date(number) => Self::Integer(i64::from(*number)),
            Value::Boolean(truth) => Self::Integer(i64::from(*truth)),
            Value::Uuid(text) | Value::Text(text) => Self::of_text(text),
            Value::Decimal(text) => Self::Text(text.clone()),
            Value::Float(number) => Self::Text(number.to_smolstr()),
            Value::List(parts) => Self::Parts(parts.iter().map(Self::of_value).collect::<Option<_>>()?),
            Value::Null | Value::Json(_) | Value::Geometry(_) | Value::Shape { .. } | Value::Binary(_) => return None,
        })
    }

    /// The bind that finds rows by this key in a column of type `ty`.
    pub(crate) fn to_value(&self, ty: FieldType) -> Value {
        match self {
            Self::Integer(number) => match ty {
                FieldType::Date => i32::try_from(*number).map_or(Value::Null, Value::Date),
                FieldType::Time => Value::Time(*number),
                FieldType::DateTime => Value::DateTime(*number),
                FieldType::Timestamp => Value::Timestamp(*number),
                _ => Value::Integer(*number),
            },
            Self::Uuid(uuid) => Value::Uuid(uuid.to_smolstr()),
            Self::Text(text) if ty == FieldType::Decimal => Value::Decimal(text.clone()),
            Self::Text(text) => Value::Text(text.clone()),
            Self::Parts(parts) => Value::List(parts.iter().map(|part| part.to_value(ty)).collect()),
        }
    }
}
