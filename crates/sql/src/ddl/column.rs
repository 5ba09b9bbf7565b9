//! The definition of a new column.

use relata_schema::{ColumnDefault, ColumnSpec, ColumnType, FieldType};

use crate::Dialect;
use crate::dialect::Counting;

/// Whether the primary key stands with the column instead of at the end of the table.
pub(super) fn is_counted(column: &ColumnSpec) -> bool {
    column.primary_key && column.auto_increment
}

/// `"name" type not null default …`, without what concerns the table as a whole.
pub(super) fn definition(dialect: Dialect, column: &ColumnSpec) -> String {
    let mut out = dialect.quote_name(&column.name);
    out.push(' ');
    if is_counted(column) {
        out.push_str(&counted(dialect, column.ty.ty));
        return out;
    }
    out.push_str(&dialect.column_type(column.ty));
    out.push_str(if column.nullable && !column.primary_key { " null" } else { " not null" });
    if let Some(default) = &column.default {
        out.push_str(" default ");
        out.push_str(&default_text(dialect, column.ty, default));
    }
    out
}

/// A default as DDL spells it.
pub(super) fn default_text(dialect: Dialect, ty: ColumnType, default: &ColumnDefault) -> String {
    let mut out = String::new();
    match default {
        ColumnDefault::Now => out.push_str("CURRENT_TIMESTAMP"),
        ColumnDefault::Literal(text) => {
            let unlimited =
                matches!(ty.ty, FieldType::Text | FieldType::Csv | FieldType::Json | FieldType::Geometry(_) | FieldType::Binary);
            let bracketed = unlimited && !dialect.caps().text_defaults;
            if bracketed {
                out.push('(');
            }
            dialect.write_literal(&mut out, spelling(ty.ty, text));
            if bracketed {
                out.push(')');
            }
        }
    }
    out
}

/// Truth values are `1` and `0` everywhere; PostgreSQL reads these as well.
fn spelling(ty: FieldType, text: &str) -> &str {
    match (ty, text) {
        (FieldType::Boolean, "true") => "1",
        (FieldType::Boolean, "false") => "0",
        _ => text,
    }
}

fn counted(dialect: Dialect, ty: FieldType) -> String {
    let big = ty == FieldType::BigInteger;
    match dialect.caps().counting {
        // SQLite counts up only under this very type name, which holds 64 bits anyway.
        Counting::Autoincrement => "integer not null primary key autoincrement".to_owned(),
        Counting::Serial => format!("{} primary key", if big { "bigserial" } else { "serial" }),
        Counting::AutoIncrement => format!("{} not null auto_increment primary key", if big { "bigint" } else { "int" }),
    }
}
