//! Rows as the driver read them from the binary protocol.

use mysql_async::consts::ColumnType;
use mysql_async::{Column, Row, Value};

use crate::calendar::{self, Civil, Clock};
use crate::cell::widen;
use crate::{Cell, Decimal, Shape};

/// The character set that stands for raw bytes.
const BINARY: u16 = 63;

/// The rows of one result.
#[derive(Debug)]
pub(crate) struct MysqlRows {
    kinds: Vec<Kind>,
    rows: Vec<Row>,
}

/// What a column's bytes and dates stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Bytes,
    Decimal,
    Date,
    Time,
    DateTime,
    Timestamp,
    Bits,
    Shape,
    /// Numbers say themselves what they are.
    Number,
}

impl MysqlRows {
    pub(super) fn new(columns: &[Column]) -> Self {
        Self { kinds: columns.iter().map(kind).collect(), rows: Vec::new() }
    }

    pub(super) fn with_rows(mut self, rows: Vec<Row>) -> Self {
        self.rows = rows;
        self
    }

    pub(super) fn push(&mut self, row: Row) {
        self.rows.push(row);
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.kinds.len()
    }

    #[inline]
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let value = self.rows.get(row).and_then(|row| row.as_ref(column));
        match (value, self.kinds.get(column)) {
            (Some(value), Some(kind)) => cell(value, *kind),
            _ => Cell::Null,
        }
    }

    /// Takes the rows out and leaves an empty result of the same columns.
    pub(super) fn take(&mut self) -> Self {
        Self { kinds: self.kinds.clone(), rows: std::mem::take(&mut self.rows) }
    }
}

fn kind(column: &Column) -> Kind {
    match column.column_type() {
        ColumnType::MYSQL_TYPE_DECIMAL | ColumnType::MYSQL_TYPE_NEWDECIMAL => Kind::Decimal,
        ColumnType::MYSQL_TYPE_DATE | ColumnType::MYSQL_TYPE_NEWDATE => Kind::Date,
        ColumnType::MYSQL_TYPE_TIME | ColumnType::MYSQL_TYPE_TIME2 => Kind::Time,
        ColumnType::MYSQL_TYPE_DATETIME | ColumnType::MYSQL_TYPE_DATETIME2 => Kind::DateTime,
        ColumnType::MYSQL_TYPE_TIMESTAMP | ColumnType::MYSQL_TYPE_TIMESTAMP2 => Kind::Timestamp,
        ColumnType::MYSQL_TYPE_BIT => Kind::Bits,
        ColumnType::MYSQL_TYPE_GEOMETRY => Kind::Shape,
        ColumnType::MYSQL_TYPE_JSON => Kind::Text,
        ColumnType::MYSQL_TYPE_STRING
        | ColumnType::MYSQL_TYPE_VAR_STRING
        | ColumnType::MYSQL_TYPE_VARCHAR
        | ColumnType::MYSQL_TYPE_BLOB
        | ColumnType::MYSQL_TYPE_TINY_BLOB
        | ColumnType::MYSQL_TYPE_MEDIUM_BLOB
        | ColumnType::MYSQL_TYPE_LONG_BLOB
        | ColumnType::MYSQL_TYPE_ENUM
        | ColumnType::MYSQL_TYPE_SET => {
            if column.character_set() == BINARY {
                Kind::Bytes
            } else {
                Kind::Text
            }
        }
        _ => Kind::Number,
    }
}

fn cell(value: &Value, kind: Kind) -> Cell<'_> {
    match *value {
        Value::NULL => Cell::Null,
        Value::Int(number) => Cell::Integer(number),
        Value::UInt(number) => i64::try_from(number).map_or(Cell::Unsigned(number), Cell::Integer),
        Value::Float(number) => Cell::Float(widen(number)),
        Value::Double(number) => Cell::Float(number),
        Value::Date(year, month, day, hour, minute, second, micros) => {
            let civil = Civil { year: i64::from(year), month, day };
            // Zero dates and zero months are no dates anywhere else.
            let Some(days) = calendar::days_of_civil(civil) else { return Cell::Null };
            let time = calendar::micros_of_clock(Clock { hour, minute, second, micros }).unwrap_or(0);
            let moment = days * calendar::MICROS_PER_DAY + time;
            match kind {
                Kind::Date => i32::try_from(days).map_or(Cell::Null, Cell::Date),
                Kind::Timestamp => Cell::Timestamp(moment),
                _ => Cell::DateTime(moment),
            }
        }
        Value::Time(negative, days, hours, minutes, seconds, micros) => {
            let seconds = ((i64::from(days) * 24 + i64::from(hours)) * 60 + i64::from(minutes)) * 60 + i64::from(seconds);
            let total = seconds * calendar::MICROS_PER_SECOND + i64::from(micros);
            Cell::Time(if negative { -total } else { total })
        }
        Value::Bytes(ref bytes) => match kind {
            Kind::Bytes => Cell::Bytes(bytes),
            Kind::Bits => bits(bytes),
            Kind::Shape => Shape::of_prefixed(bytes).map_or(Cell::Bytes(bytes), Cell::Shape),
            _ => match std::str::from_utf8(bytes) {
                Ok(text) if kind == Kind::Decimal => Cell::Decimal(Decimal::from_text(text)),
                Ok(text) => Cell::Text(text),
                Err(_) => Cell::Bytes(bytes),
            },
        },
    }
}

fn bits(bytes: &[u8]) -> Cell<'_> {
    let number = bytes.iter().fold(0_u64, |sum, byte| (sum << 8) | u64::from(*byte));
    i64::try_from(number).map_or(Cell::Unsigned(number), Cell::Integer)
}
