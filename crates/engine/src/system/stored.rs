//! The rows of `directus_collections`, `directus_fields` and `directus_relations`, decoded as the API answers them.

use relata_db::{Cell, Database, ReadJob, RowSet, Session, TableFacts};
use relata_schema::{FieldName, FieldType, system_data};
use relata_sql::{Dialect, Statement, select_rows};
use serde_json::{Map, Value as Json};

use crate::EngineError;

/// A row: every column, in the table's order.
pub(crate) type Row = Map<String, Json>;

/// What a project says about its model.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct StoredRows {
    /// By name.
    pub collections: Vec<Row>,
    /// By id.
    pub fields: Vec<Row>,
    /// By id.
    pub relations: Vec<Row>,
}

/// A table to be read: its columns with what they mean.
struct Source {
    statement: Statement,
    columns: Vec<(String, Meaning)>,
}

#[derive(Clone, Copy)]
enum Meaning {
    Json,
    Csv,
    Boolean,
    Plain,
}

/// Reads all three tables, as of one moment where the database allows it. Tables that don't exist have no rows.
pub(crate) async fn read_stored_rows(db: &Database, dialect: Dialect, tables: &[TableFacts]) -> Result<StoredRows, EngineError> {
    let source = |name: &str, order: &str| source(dialect, tables, name, order);
    let job = ReadStored {
        sources: [source("directus_collections", "collection"), source("directus_fields", "id"), source("directus_relations", "id")],
    };
    let [mut collections, fields, relations] = db.read(job).await??;
    // Databases sort text each in their own way.
    collections.sort_by(|one, other| text(one, "collection").cmp(text(other, "collection")));
    Ok(StoredRows { collections, fields, relations })
}

/// A text of a row; empty where there is none.
pub(crate) fn text<'a>(row: &'a Row, key: &str) -> &'a str {
    row.get(key).and_then(Json::as_str).unwrap_or_default()
}

struct ReadStored {
    sources: [Option<Source>; 3],
}

impl ReadJob for ReadStored {
    type Output = Result<[Vec<Row>; 3], EngineError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let mut found = [const { Vec::new() }; 3];
        for (rows, source) in found.iter_mut().zip(self.sources) {
            if let Some(source) = source {
                *rows = decoded(&session.fetch(&source.statement).await?, &source.columns);
            }
        }
        Ok(found)
    }
}

fn source(dialect: Dialect, tables: &[TableFacts], name: &str, order: &str) -> Option<Source> {
    let table = tables.iter().find(|table| table.name == *name)?;
    let order = table.column(order)?.name.clone();
    let names: Vec<FieldName> = table.columns.iter().map(|column| column.name.clone()).collect();
    let columns = table.columns.iter().map(|column| (column.name.as_str().to_owned(), meaning(name, column.name.as_str(), column.ty)));
    Some(Source { statement: select_rows(dialect, &table.name, &names, &order), columns: columns.collect() })
}

/// What a column of a system table means: its field's marks first (the database sees plain text), then its type.
fn meaning(table: &str, column: &str, ty: FieldType) -> Meaning {
    let row = system_data().fields.iter().find(|row| text(row, "collection") == table && text(row, "field") == column);
    let has = |mark: &str| row.and_then(|row| row.get("special")?.as_array()).is_some_and(|marks| marks.iter().any(|it| it == mark));
    let declared =
        system_data().table(table).and_then(|table| table.columns.iter().find(|it| it.name == *column)).map_or(ty, |it| it.ty.ty);
    match declared {
        _ if has("cast-csv") || has("csv") => Meaning::Csv,
        _ if has("cast-json") => Meaning::Json,
        FieldType::Json => Meaning::Json,
        FieldType::Boolean => Meaning::Boolean,
        _ => Meaning::Plain,
    }
}

fn decoded(rows: &RowSet, columns: &[(String, Meaning)]) -> Vec<Row> {
    let row =
        |index| columns.iter().enumerate().map(move |(column, (name, meaning))| (name.clone(), value(rows.cell(index, column), *meaning)));
    (0..rows.len()).map(|index| row(index).collect()).collect()
}

#[expect(clippy::match_same_arms, reason = "one arm per kind of cell reads as a table")]
fn value(cell: Cell<'_>, meaning: Meaning) -> Json {
    match (cell, meaning) {
        (Cell::Null, _) => Json::Null,
        (Cell::Text(text), Meaning::Json) => serde_json::from_str(text).unwrap_or_else(|_| Json::String(text.to_owned())),
        (Cell::Text(text), Meaning::Csv) => csv(text),
        (Cell::Integer(number), Meaning::Boolean) => Json::Bool(number != 0),
        (Cell::Boolean(truth), _) => Json::Bool(truth),
        (Cell::Integer(number), _) => number.into(),
        (Cell::Unsigned(number), _) => number.into(),
        (Cell::Float(number), _) => number.into(),
        (Cell::Text(text), _) => Json::String(text.to_owned()),
        _ => Json::Null,
    }
}

/// `a,b` as a list; an empty text is an empty list.
pub(crate) fn csv(text: &str) -> Json {
    text.split(',').filter(|part| !part.is_empty()).map(|part| Json::String(part.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn columns_mean_what_their_fields_say() {
        let meaning = |table, column, ty| value(Cell::Text("a,b"), meaning(table, column, ty));
        assert_eq!(meaning("directus_fields", "special", FieldType::String), json!(["a", "b"]));
        assert_eq!(meaning("directus_relations", "one_allowed_collections", FieldType::Text), json!(["a", "b"]));
        assert_eq!(meaning("directus_fields", "note", FieldType::Text), json!("a,b"));
        assert_eq!(value(Cell::Integer(1), super::meaning("directus_fields", "hidden", FieldType::Integer)), json!(true));
        assert_eq!(csv(""), json!([]));
    }
}
