//! What MariaDB and MySQL say about their tables: a few queries over the information schema of the one database.

use relata_schema::{CollectionName, ColumnFacts, FieldName, FieldType, Generated};
use relata_sql::Statement;
use smol_str::SmolStr;

use super::session::MysqlSession;
use crate::column_type::{RawDefault, field_type};
use crate::facts::{TableBuilder, action, names};
use crate::{ColumnInfo, DbError, ForeignKeyFacts, IndexFacts, RowSet, Session, TableFacts, TableKind};

const TABLES: &str = "\
SELECT table_name, table_type LIKE '%VIEW', table_schema, table_comment, version() LIKE '%MariaDB%'
FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type IN ('BASE TABLE', 'VIEW', 'SYSTEM VERSIONED')";

const COLUMNS: &str = "\
SELECT table_name, column_name, column_type, column_default, is_nullable = 'YES', character_maximum_length,
  numeric_precision, numeric_scale, extra, generation_expression, column_comment, data_type
FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY table_name, ordinal_position";

const FOREIGN_KEYS: &str = "\
SELECT k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name,
  r.delete_rule, r.update_rule
FROM information_schema.key_column_usage k
JOIN information_schema.referential_constraints r ON r.constraint_schema = k.constraint_schema
  AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name
WHERE k.table_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.ordinal_position";

const INDEXES: &str = "\
SELECT table_name, index_name, non_unique = 0, column_name, sub_part
FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY table_name, index_name, seq_in_index";

/// MariaDB's JSON columns are text with a check of their own.
const JSON_CHECKS: &str = "\
SELECT table_name, check_clause FROM information_schema.check_constraints
WHERE constraint_schema = DATABASE() AND check_clause LIKE 'json_valid(%'";

/// A change of a table makes a new file for it, or at least changes its columns or its times.
const FINGERPRINT: &str = "\
SELECT CAST(CRC32(CONCAT_WS(':',
  (SELECT CONCAT_WS(',', COUNT(*), SUM(CRC32(CONCAT_WS(',', table_name, table_type, create_time, table_comment))))
   FROM information_schema.tables WHERE table_schema = DATABASE()),
  (SELECT CONCAT_WS(',', COUNT(*), SUM(CRC32(CONCAT_WS(',', table_name, column_name, column_type, column_default, is_nullable,
    ordinal_position, extra, column_comment)))) FROM information_schema.columns WHERE table_schema = DATABASE()),
  (SELECT CONCAT_WS(',', COUNT(*), SUM(CRC32(CONCAT_WS(',', table_name, index_name, column_name, seq_in_index, non_unique))))
   FROM information_schema.statistics WHERE table_schema = DATABASE()),
  (SELECT CONCAT_WS(',', COUNT(*), SUM(CRC32(CONCAT_WS(',', table_name, constraint_name, delete_rule, update_rule))))
   FROM information_schema.referential_constraints WHERE constraint_schema = DATABASE()))) AS SIGNED)";

pub(super) async fn tables(session: &mut MysqlSession) -> Result<Vec<TableFacts>, DbError> {
    let statements = [TABLES, COLUMNS, FOREIGN_KEYS, INDEXES].map(Statement::new);
    let results = session.fetch_all(&statements).await?;
    let [list, columns, keys, indexes] = results.as_slice() else { return Ok(Vec::new()) };
    let is_mariadb = list.cell(0, 4).as_i64() == Some(1);
    let mut tables = TableBuilder::default();
    (0..list.len()).for_each(|row| table(&mut tables, list, row));
    (0..columns.len()).for_each(|row| column(&mut tables, columns, row, is_mariadb));
    (0..keys.len()).for_each(|row| foreign_key(&mut tables, keys, row));
    (0..indexes.len()).for_each(|row| index(&mut tables, indexes, row));
    if is_mariadb {
        let checks = session.fetch(&Statement::new(JSON_CHECKS)).await?;
        (0..checks.len()).for_each(|row| json_check(&mut tables, &checks, row));
    }
    Ok(tables.finish())
}

pub(super) async fn fingerprint(session: &mut MysqlSession) -> Result<u64, DbError> {
    let rows = session.fetch(&Statement::new(FINGERPRINT)).await?;
    Ok(rows.cell(0, 0).as_i64().unwrap_or_default().cast_unsigned())
}

fn table(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let Some(table) = tables.table(rows.cell(row, 0).as_str().unwrap_or_default()) else { return };
    if rows.cell(row, 1).as_i64() == Some(1) {
        // A view's comment is the word VIEW.
        table.kind = TableKind::View;
    } else {
        table.comment = rows.cell(row, 3).as_str().filter(|text| !text.is_empty()).map(SmolStr::new);
    }
    table.schema = rows.cell(row, 2).as_str().map(SmolStr::new);
}

fn column(tables: &mut TableBuilder, rows: &RowSet, row: usize, is_mariadb: bool) {
    let text = |column| rows.cell(row, column).as_str();
    let number = |column| rows.cell(row, column).as_i64();
    let Some(table) = tables.known(text(0).unwrap_or_default()) else { return };
    let Some(Ok(name)) = text(1).map(FieldName::parse) else { return };
    let data_type = data_type(text(2).unwrap_or_default());
    let ty = field_type(&data_type);
    let extra = text(8).unwrap_or_default().to_ascii_lowercase();
    let generated = match text(9) {
        Some(expression) if extra.contains("generated") && !expression.is_empty() => Generated::As(SmolStr::new(expression)),
        _ => Generated::No,
    };
    let default = text(3).and_then(|text| default(text, is_mariadb || extra.contains("default_generated")));
    let facts = ColumnFacts {
        data_type: SmolStr::new(&data_type),
        default: default.map(|default| default.into_json(ty)),
        max_length: number(5),
        numeric_precision: number(6),
        numeric_scale: number(7),
        // Tables tell of no reference system, but what is written without one fits those that ask for none.
        spatial: matches!(ty, FieldType::Geometry(_)).then_some(0),
        nullable: number(4) == Some(1),
        auto_increment: extra.contains("auto_increment"),
        generated,
        comment: text(10).map(SmolStr::new),
        ..ColumnFacts::default()
    };
    table.columns.push(ColumnInfo { name, ty, facts });
}

/// MariaDB writes defaults as SQL; MySQL only those that are expressions, and values bare.
fn default(text: &str, is_sql: bool) -> Option<RawDefault> {
    if is_sql { RawDefault::parse(text) } else { Some(RawDefault::Literal(text.to_owned())) }
}

/// `varchar(255)` is `varchar`, `int(10) unsigned` is `int unsigned`, `tinyint(1)` and `bit(1)` are booleans, more bits a number.
fn data_type(column_type: &str) -> String {
    if column_type.starts_with("tinyint(1)") || column_type == "bit(1)" {
        return "boolean".to_owned();
    }
    if column_type.starts_with("bit(") {
        return "bigint".to_owned();
    }
    let (name, rest) = column_type.split_once('(').unwrap_or((column_type, ""));
    let after = rest.rsplit_once(')').map_or("", |(_, after)| after);
    let unsigned = if after.contains("unsigned") && !name.contains("unsigned") { " unsigned" } else { "" };
    format!("{}{unsigned}", name.split(" zerofill").next().unwrap_or(name))
}

fn foreign_key(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let text = |column| rows.cell(row, column).as_str();
    let Some(table) = tables.known(text(0).unwrap_or_default()) else { return };
    let name = text(1).map(SmolStr::new);
    let (from, to) = (names(text(2)), names(text(4)));
    match table.foreign_keys.last_mut() {
        Some(key) if key.constraint_name == name => {
            key.columns.extend(from);
            key.referenced_columns.extend(to);
        }
        _ => {
            let Some(Ok(target)) = text(3).map(CollectionName::parse) else { return };
            table.foreign_keys.push(ForeignKeyFacts {
                constraint_name: name,
                columns: from,
                table: target,
                referenced_columns: to,
                on_delete: action(text(5).unwrap_or_default()),
                on_update: action(text(6).unwrap_or_default()),
            });
        }
    }
}

fn index(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let text = |column| rows.cell(row, column).as_str();
    let Some(table) = tables.known(text(0).unwrap_or_default()) else { return };
    let column = names(text(3)).pop();
    if text(1) == Some("PRIMARY") {
        table.primary_key.extend(column);
        return;
    }
    let name = SmolStr::new(text(1).unwrap_or_default());
    let partial = column.is_none() || !rows.cell(row, 4).is_null();
    match table.indexes.last_mut() {
        Some(index) if index.name == name => {
            index.columns.extend(column);
            index.partial |= partial;
        }
        _ => {
            let unique = rows.cell(row, 2).as_i64() == Some(1);
            table.indexes.push(IndexFacts { name, columns: column.into_iter().collect(), unique, partial });
        }
    }
}

fn json_check(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let Some(table) = tables.known(rows.cell(row, 0).as_str().unwrap_or_default()) else { return };
    let clause = rows.cell(row, 1).as_str().unwrap_or_default();
    let column = clause.strip_prefix("json_valid(`").and_then(|rest| rest.strip_suffix("`)")).map(|name| name.replace("``", "`"));
    let Some(info) = column.and_then(|column| table.columns.iter_mut().find(|info| info.name == *column)) else { return };
    info.ty = FieldType::Json;
    // The default was read as text.
    if let Some(serde_json::Value::String(text)) = &info.facts.default
        && let Ok(parsed) = serde_json::from_str(text)
    {
        info.facts.default = Some(parsed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_lose_their_measures() {
        for (given, read) in [
            ("int(10) unsigned", "int unsigned"),
            ("bigint unsigned", "bigint unsigned"),
            ("varchar(255)", "varchar"),
            ("tinyint(1)", "boolean"),
            ("tinyint(4)", "tinyint"),
            ("bit(1)", "boolean"),
            ("bit(8)", "bigint"),
            ("enum('a','b)')", "enum"),
            ("decimal(10,5)", "decimal"),
        ] {
            assert_eq!(data_type(given), read);
        }
    }
}
