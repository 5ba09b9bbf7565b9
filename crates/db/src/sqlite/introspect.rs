//! What SQLite says about its tables: its pragmas, joined into one statement per kind of fact.

use relata_schema::{CollectionName, ColumnFacts, FieldName, FieldType, Generated};
use rusqlite::{Connection, Row};
use smol_str::SmolStr;

use super::error;
use crate::column_type::{RawDefault, field_type};
use crate::facts::{TableBuilder, action, names};
use crate::{ColumnInfo, DbError, ForeignKeyFacts, IndexFacts, TableFacts, TableKind};

/// Tables that hold rows of their own: the inner tables of full-text and other virtual tables are left out.
const TABLES: &str = "SELECT s.name, s.sql FROM sqlite_schema s JOIN pragma_table_list l ON l.schema = 'main' AND l.name = s.name \
     WHERE s.type = 'table' AND l.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
const COLUMNS: &str = "SELECT s.name, c.name, c.type, c.\"notnull\", c.dflt_value, c.pk, c.hidden, \
     s.sql LIKE '%AUTOINCREMENT%' FROM sqlite_schema s JOIN pragma_table_xinfo(s.name) c \
     WHERE s.type = 'table' AND s.name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND s.sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY s.name, c.cid";
const FOREIGN_KEYS: &str = "SELECT s.name, f.id, f.\"table\", f.\"from\", f.\"to\", f.on_update, f.on_delete \
     FROM sqlite_schema s JOIN pragma_foreign_key_list(s.name) f WHERE s.type = 'table' ORDER BY s.name, f.id DESC, f.seq";
const INDEXES: &str = "SELECT s.name, i.name, i.\"unique\", i.origin, i.partial, c.cid, c.name \
     FROM sqlite_schema s JOIN pragma_index_list(s.name) i JOIN pragma_index_info(i.name) c \
     WHERE s.type = 'table' ORDER BY s.name, i.name, c.seqno";
const VIEWS: &str = "SELECT name, sql FROM sqlite_schema WHERE type = 'view'";
const VIEW_COLUMNS: &str = "SELECT ?1, name, type, \"notnull\", dflt_value, pk, hidden, 0 FROM pragma_table_xinfo(?1) ORDER BY cid";

pub(super) fn tables(connection: &Connection) -> Result<Vec<TableFacts>, DbError> {
    read(connection).map_err(error::read)
}

fn read(connection: &Connection) -> rusqlite::Result<Vec<TableFacts>> {
    let mut tables = TableBuilder::default();
    each(connection, TABLES, |row| {
        if let Some(table) = tables.table(&text(row, 0)?) {
            table.definition = row.get::<_, Option<String>>(1)?.map(SmolStr::new);
        }
        Ok(())
    })?;
    each(connection, COLUMNS, |row| column(&mut tables, row))?;
    each(connection, FOREIGN_KEYS, |row| foreign_key(&mut tables, row))?;
    each(connection, INDEXES, |row| index(&mut tables, row))?;
    views(connection, &mut tables)?;
    Ok(tables.finish())
}

/// Views one by one: a view over tables that are gone can't be described, and must not hide the others.
fn views(connection: &Connection, tables: &mut TableBuilder) -> rusqlite::Result<()> {
    let mut views = Vec::new();
    each(connection, VIEWS, |row| {
        views.push((text(row, 0)?, row.get::<_, Option<String>>(1)?));
        Ok(())
    })?;
    for (name, sql) in views {
        let mut statement = connection.prepare(VIEW_COLUMNS)?;
        let Some(table) = tables.table(&name) else { continue };
        table.kind = TableKind::View;
        table.definition = sql.map(SmolStr::new);
        let mut rows = statement.query([&name])?;
        while let Ok(Some(row)) = rows.next() {
            column(tables, row)?;
        }
    }
    Ok(())
}

fn column(tables: &mut TableBuilder, row: &Row<'_>) -> rusqlite::Result<()> {
    let Some(table) = tables.known(&text(row, 0)?) else { return Ok(()) };
    let Ok(name) = FieldName::parse(text(row, 1)?) else { return Ok(()) };
    let hidden: i64 = row.get(6)?;
    if hidden == 1 {
        return Ok(());
    }
    let declared = Declared::parse(&text(row, 2)?);
    let ty = field_type(&declared.name);
    let key_place: i64 = row.get(5)?;
    if key_place > 0 {
        let place = usize::try_from(key_place - 1).unwrap_or(0).min(table.primary_key.len());
        table.primary_key.insert(place, name.clone());
    }
    let default = row.get::<_, Option<String>>(4)?;
    let is_number = matches!(ty, FieldType::Decimal | FieldType::Float);
    let facts = ColumnFacts {
        data_type: SmolStr::new(&declared.name),
        default: default.and_then(|sql| RawDefault::parse(&sql)).map(|default| default.into_json(ty)),
        max_length: declared.first.filter(|_| !is_number && matches!(ty, FieldType::String | FieldType::Text)),
        numeric_precision: declared.first.filter(|_| is_number),
        numeric_scale: declared.second.filter(|_| is_number),
        // Keys other than whole numbers may be NULL, unless they say otherwise: an old defect that SQLite keeps.
        nullable: !row.get::<_, bool>(3)? && (key_place == 0 || ty != FieldType::Integer),
        auto_increment: key_place > 0 && row.get::<_, Option<bool>>(7)?.unwrap_or(false),
        // SQLite keeps the expression in the table's text only.
        generated: if hidden >= 2 { Generated::As(SmolStr::default()) } else { Generated::No },
        ..ColumnFacts::default()
    };
    table.columns.push(ColumnInfo { name, ty, facts });
    Ok(())
}

fn foreign_key(tables: &mut TableBuilder, row: &Row<'_>) -> rusqlite::Result<()> {
    let name = text(row, 0)?;
    let id: i64 = row.get(1)?;
    let Some(table) = tables.known(&name) else { return Ok(()) };
    let Ok(target) = CollectionName::parse(text(row, 2)?) else { return Ok(()) };
    let from = names([text(row, 3)?]);
    let to = names(row.get::<_, Option<String>>(4)?);
    let id = SmolStr::new(id.to_string());
    // The number stands where other databases have a name, until the key is complete.
    match table.foreign_keys.last_mut() {
        Some(key) if key.constraint_name.as_ref() == Some(&id) => {
            key.columns.extend(from);
            key.referenced_columns.extend(to);
        }
        previous => {
            if let Some(key) = previous {
                key.constraint_name = None;
            }
            table.foreign_keys.push(ForeignKeyFacts {
                constraint_name: Some(id),
                columns: from,
                table: target,
                referenced_columns: to,
                on_update: action(&text(row, 5)?),
                on_delete: action(&text(row, 6)?),
            });
        }
    }
    Ok(())
}

fn index(tables: &mut TableBuilder, row: &Row<'_>) -> rusqlite::Result<()> {
    let Some(table) = tables.known(&text(row, 0)?) else { return Ok(()) };
    let name = SmolStr::new(text(row, 1)?);
    let unique: bool = row.get(2)?;
    let column = names(row.get::<_, Option<String>>(6)?).pop();
    if text(row, 3)? == "pk" {
        // The key's own index is known by the key; a key of one column is unique by it.
        if let (Some(column), [_]) = (column, table.primary_key.as_slice())
            && let Some(info) = table.columns.iter_mut().find(|info| info.name == column)
        {
            info.facts.unique = true;
        }
        return Ok(());
    }
    let partial = row.get::<_, bool>(4)? || column.is_none();
    match table.indexes.last_mut() {
        Some(index) if index.name == name => {
            index.columns.extend(column);
            index.partial |= partial;
        }
        _ => table.indexes.push(IndexFacts { name, columns: column.into_iter().collect(), unique, partial }),
    }
    Ok(())
}

/// A declared type: `varchar(255)`, `decimal(10, 2)`.
struct Declared {
    name: String,
    first: Option<i64>,
    second: Option<i64>,
}

impl Declared {
    fn parse(text: &str) -> Self {
        let (name, rest) = text.split_once('(').unwrap_or((text, ""));
        let (inside, after) = rest.split_once(')').unwrap_or((rest, ""));
        let mut numbers = inside.split(',').map(|number| number.trim().parse().ok());
        let name = format!("{}{}", name.trim_end(), after.trim_end()).to_ascii_lowercase();
        Self { name, first: numbers.next().flatten(), second: numbers.next().flatten() }
    }
}

fn text(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    row.get(column)
}

fn each(connection: &Connection, sql: &str, mut take: impl FnMut(&Row<'_>) -> rusqlite::Result<()>) -> rusqlite::Result<()> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}
