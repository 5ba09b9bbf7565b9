//! MariaDB and MySQL.

use relata_plan::ShapeExtent;
use relata_query::Function;
use relata_schema::FieldType;

use super::{DateParts, Nulls, Reading, RowLock};

#[expect(clippy::unnecessary_wraps, reason = "where rows can't be locked there is nothing to write")]
fn lock_rows(lock: RowLock) -> Option<&'static str> {
    Some(match lock {
        RowLock::Remove => " LOCK IN SHARE MODE",
        RowLock::Change | RowLock::Refer => " FOR UPDATE",
    })
}

pub(super) const READING: Reading = Reading {
    array_binds: false,
    json_lists: false,
    each_key: false,
    limits_as_text: false,
    plan_hints: false,
    row_estimate: None,
    nulls: Nulls::First,
    gathers_members: false,
    weighs_lists: false,
    ilike: false,
    like_is_sensitive: false,
    no_limit: " LIMIT 18446744073709551615",
    text_cast: None,
    text_type: "CHAR",
    integer_cast: None,
    json_length: ("JSON_LENGTH(", ")"),
    date_parts: DateParts::Call(call_of),
    meets,
    big_numbers_as_text: false,
    insert_defaults: " () VALUES ()",
    lock_rows,
    locks_what_it_finds: false,
    array_type: |_| "",
    key_cast,
    key_pattern: |_| None,
};

fn call_of(part: Function) -> (&'static str, &'static str) {
    match part {
        Function::Count | Function::Year => ("YEAR(", ")"),
        Function::Month => ("MONTH(", ")"),
        // As the original on MariaDB, which counts weeks and weekdays the server's way: weekdays from 1 (Sunday).
        Function::Week => ("WEEK(", ")"),
        Function::Day => ("DAYOFMONTH(", ")"),
        Function::Weekday => ("DAYOFWEEK(", ")"),
        Function::Hour => ("HOUR(", ")"),
        Function::Minute => ("MINUTE(", ")"),
        Function::Second => ("SECOND(", ")"),
    }
}

fn key_cast(key: FieldType) -> Option<&'static str> {
    match key {
        FieldType::Integer | FieldType::BigInteger => Some("SIGNED"),
        FieldType::Decimal => Some("DECIMAL(65, 10)"),
        _ => None,
    }
}

/// What is bound to a column for shapes is no shape to a function: it begins with four bytes of reference system.
fn meets(extent: ShapeExtent) -> [&'static str; 3] {
    match extent {
        ShapeExtent::Points => ["ST_Intersects(", ", ST_GeomFromWKB(SUBSTRING(CAST(", " AS BINARY), 5)))"],
        ShapeExtent::Box => ["MBRIntersects(", ", ST_GeomFromWKB(SUBSTRING(CAST(", " AS BINARY), 5)))"],
    }
}
