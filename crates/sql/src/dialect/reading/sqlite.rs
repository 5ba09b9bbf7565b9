//! SQLite.

use relata_query::Function;
use relata_schema::FieldType;

use super::{DateParts, Nulls, Reading, RowEstimate};

pub(super) const READING: Reading = Reading {
    array_binds: false,
    json_lists: true,
    each_key: true,
    limits_as_text: false,
    plan_hints: false,
    row_estimate: Some(RowEstimate::LastRowid),
    nulls: Nulls::FirstUnlessSaid,
    gathers_members: false,
    weighs_lists: true,
    ilike: false,
    like_is_sensitive: false,
    no_limit: " LIMIT -1",
    text_cast: None,
    text_type: "TEXT",
    integer_cast: None,
    json_length: ("json_array_length(", ")"),
    date_parts: DateParts::Format(format_of),
    // Never asked for: no column is one for shapes here.
    meets: |_| ["(", " = ", ")"],
    big_numbers_as_text: false,
    insert_defaults: " DEFAULT VALUES",
    lock_rows: |_| None,
    locks_what_it_finds: false,
    array_type: |_| "",
    key_cast,
    key_pattern: |_| None,
};

fn format_of(part: Function) -> &'static str {
    match part {
        Function::Count | Function::Year => "'%Y'",
        Function::Month => "'%m'",
        Function::Week => "'%W'",
        Function::Day => "'%d'",
        Function::Weekday => "'%w'",
        Function::Hour => "'%H'",
        Function::Minute => "'%M'",
        Function::Second => "'%S'",
    }
}

fn key_cast(key: FieldType) -> Option<&'static str> {
    match key {
        FieldType::Integer | FieldType::BigInteger => Some("INTEGER"),
        FieldType::Decimal | FieldType::Float => Some("REAL"),
        _ => None,
    }
}
