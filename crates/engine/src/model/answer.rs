//! Collections, fields and relations as the API shows them, keys in Directus's order.

use relata_db::TableFacts;
use relata_schema::{Collection, ColumnFacts, Field, FieldType, Generated, Relation};
use relata_sql::Dialect;
use serde_json::{Map, Value as Json, json};

use crate::engine::Model;

/// Whether a field stands in a list or alone: the order of its keys differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    InList,
    Alone,
}

pub(super) fn collection(dialect: Dialect, model: &Model, collection: &Collection) -> Json {
    let schema = table_of(model, collection.name.as_str()).map_or(Json::Null, |table| table_schema(dialect, table));
    let meta = collection.meta.as_ref().map(|meta| meta.row.clone());
    match meta {
        Some(meta) => json!({"collection": collection.name.as_str(), "meta": meta, "schema": schema}),
        None => json!({"collection": collection.name.as_str(), "schema": schema, "meta": null}),
    }
}

pub(super) fn table_of<'a>(model: &'a Model, name: &str) -> Option<&'a TableFacts> {
    model.tables.iter().find(|table| table.name == *name)
}

fn table_schema(dialect: Dialect, table: &TableFacts) -> Json {
    let comment = table.comment.as_deref();
    let mut schema = match dialect {
        Dialect::Sqlite => json!({"name": table.name.as_str(), "sql": table.definition.as_deref()}),
        Dialect::Postgres => json!({"schema": table.schema.as_deref(), "name": table.name.as_str(), "comment": comment}),
        Dialect::Mariadb | Dialect::Mysql => json!({"name": table.name.as_str(), "schema": table.schema.as_deref(), "comment": comment}),
    };
    // In which order its parts stand in the key's text; the fields say only that they belong to it.
    if let several @ [_, _, ..] = table.primary_key.as_slice() {
        schema["primary_key"] = several.iter().map(|name| Json::from(name.as_str())).collect();
    }
    schema
}

pub(super) fn field(dialect: Dialect, model: &Model, collection: &Collection, field: &Field, shown: Shown) -> Json {
    let schema = field
        .column
        .as_ref()
        .map_or(Json::Null, |column| column_schema(dialect, table_of(model, collection.name.as_str()), field.name.as_str(), column));
    let meta = field.meta.as_ref().map_or(Json::Null, |meta| Json::Object(meta.row.clone()));
    let ty = match (dialect, field.ty) {
        // Directus has no name for PostgreSQL's bytes.
        (Dialect::Postgres, FieldType::Binary) => FieldType::Unknown,
        (_, ty) => ty,
    };
    let (name, of, ty) = (field.name.as_str(), collection.name.as_str(), ty.as_str());
    match shown {
        Shown::InList => json!({"collection": of, "field": name, "type": ty, "schema": schema, "meta": meta}),
        Shown::Alone => json!({"collection": of, "field": name, "type": ty, "meta": meta, "schema": schema}),
    }
}

fn column_schema(dialect: Dialect, table: Option<&TableFacts>, name: &str, column: &ColumnFacts) -> Json {
    let mut out = Map::new();
    let mut put = |key: &str, value: Json| {
        out.insert(key.to_owned(), value);
    };
    let (is_generated, expression) = match &column.generated {
        Generated::No => (false, Json::Null),
        Generated::As(expression) => (true, expression.as_str().into()),
    };
    let sqlite = dialect == Dialect::Sqlite;
    put("name", name.into());
    put("table", table.map(|table| table.name.as_str()).into());
    put("data_type", column.data_type.to_ascii_lowercase().as_str().into());
    put("default_value", column.default.clone().unwrap_or(Json::Null));
    if !sqlite {
        put("generation_expression", expression.clone());
    }
    put("max_length", column.max_length.into());
    put("numeric_precision", column.numeric_precision.into());
    put("numeric_scale", column.numeric_scale.into());
    put("is_generated", is_generated.into());
    if sqlite {
        put("generation_expression", expression);
    }
    put("is_nullable", column.nullable.into());
    put("is_unique", column.unique.into());
    put("is_indexed", column.indexed.into());
    put("is_primary_key", column.primary_key.into());
    put("has_auto_increment", column.auto_increment.into());
    let key = column.foreign_key.as_ref();
    let (to_table, to_column) = (key.map(|key| key.table.as_str()), key.map(|key| key.column.as_str()));
    match dialect {
        Dialect::Postgres => {
            put("foreign_key_schema", key.and(table).and_then(|table| table.schema.as_deref()).into());
            put("foreign_key_table", to_table.into());
            put("foreign_key_column", to_column.into());
        }
        Dialect::Sqlite | Dialect::Mariadb | Dialect::Mysql => {
            put("foreign_key_column", to_column.into());
            put("foreign_key_table", to_table.into());
        }
    }
    if !sqlite {
        put("comment", column.comment.as_deref().into());
    }
    Json::Object(out)
}

#[expect(clippy::needless_pass_by_value, reason = "it becomes part of the answer")]
pub(super) fn relation(dialect: Dialect, model: &Model, relation: &Relation, meta: Json, with_schema: bool) -> Json {
    let schema = if with_schema { relation_schema(dialect, model, relation) } else { Json::Null };
    json!({
        "collection": relation.many_collection.as_str(),
        "field": relation.many_field.as_str(),
        "related_collection": relation.one_collection().map(relata_schema::CollectionName::as_str),
        "schema": schema,
        "meta": meta,
    })
}

fn relation_schema(dialect: Dialect, model: &Model, relation: &Relation) -> Json {
    let column = model
        .schema
        .collection(relation.many_collection.as_str())
        .and_then(|many| many.field(relation.many_field.as_str())?.column.clone());
    let Some(key) = column.and_then(|column| column.foreign_key.clone()) else { return Json::Null };
    let name = key.constraint_name.as_deref();
    let (table, column) = (relation.many_collection.as_str(), relation.many_field.as_str());
    let (to_table, to_column) = (key.table.as_str(), key.column.as_str());
    let (on_update, on_delete) = (key.on_update.as_sql(), key.on_delete.as_sql());
    match dialect {
        Dialect::Postgres => json!({
            "constraint_name": name, "table": table, "column": column,
            "foreign_key_schema": table_of(model, table).and_then(|table| table.schema.as_deref()),
            "foreign_key_table": to_table, "foreign_key_column": to_column, "on_update": on_update, "on_delete": on_delete,
        }),
        Dialect::Sqlite | Dialect::Mariadb | Dialect::Mysql => json!({
            "table": table, "column": column, "foreign_key_table": to_table, "foreign_key_column": to_column,
            "on_update": on_update, "on_delete": on_delete, "constraint_name": name.filter(|_| dialect != Dialect::Sqlite),
        }),
    }
}
