//! PostgreSQL.

use relata_plan::ShapeExtent;
use relata_query::Function;
use relata_schema::FieldType;

use super::{DateParts, Nulls, Reading, RowEstimate, RowLock};

pub(super) const READING: Reading = Reading {
    array_binds: true,
    json_lists: false,
    each_key: false,
    limits_as_text: true,
    plan_hints: true,
    row_estimate: Some(RowEstimate::Catalog),
    nulls: Nulls::Last,
    gathers_members: true,
    weighs_lists: false,
    ilike: true,
    like_is_sensitive: true,
    no_limit: "",
    text_cast: Some("::text"),
    text_type: "text",
    integer_cast: Some("::bigint"),
    json_length: ("json_array_length((", ")::json)"),
    date_parts: DateParts::Extract(field_of),
    meets,
    big_numbers_as_text: true,
    insert_defaults: " DEFAULT VALUES",
    lock_rows,
    locks_what_it_finds: true,
    array_type,
    key_cast,
    key_pattern,
};

#[expect(clippy::unnecessary_wraps, reason = "where rows can't be locked there is nothing to write")]
fn lock_rows(lock: RowLock) -> Option<&'static str> {
    Some(match lock {
        RowLock::Remove => " FOR KEY SHARE",
        RowLock::Change => " FOR NO KEY UPDATE",
        RowLock::Refer => " FOR UPDATE",
    })
}

fn field_of(part: Function) -> &'static str {
    match part {
        Function::Weekday => "DOW",
        Function::Count | Function::Year => "YEAR",
        Function::Month => "MONTH",
        Function::Week => "WEEK",
        Function::Day => "DAY",
        Function::Hour => "HOUR",
        Function::Minute => "MINUTE",
        Function::Second => "SECOND",
    }
}

fn array_type(key: FieldType) -> &'static str {
    match key {
        FieldType::Integer | FieldType::BigInteger => "bigint[]",
        FieldType::Uuid => "uuid[]",
        FieldType::Decimal => "numeric[]",
        FieldType::Float => "double precision[]",
        FieldType::Date => "date[]",
        FieldType::Timestamp => "timestamptz[]",
        FieldType::DateTime => "timestamp[]",
        _ => "text[]",
    }
}

fn key_cast(key: FieldType) -> Option<&'static str> {
    match key {
        FieldType::Integer | FieldType::BigInteger => Some("bigint"),
        FieldType::Uuid => Some("uuid"),
        FieldType::Decimal => Some("numeric"),
        _ => None,
    }
}

fn key_pattern(key: FieldType) -> Option<&'static str> {
    match key {
        FieldType::Integer | FieldType::BigInteger => Some("'^-?[0-9]{1,18}$'"),
        FieldType::Uuid => Some("'^[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$'"),
        FieldType::Decimal => Some("'^-?[0-9]+([.][0-9]+)?$'"),
        _ => None,
    }
}

fn meets(extent: ShapeExtent) -> [&'static str; 3] {
    match extent {
        ShapeExtent::Points => ["ST_Intersects(", ", ", ")"],
        ShapeExtent::Box => ["(", " && ", ")"],
    }
}
