//! Every kind of schema change, as each dialect spells it. One snapshot per dialect, read as code.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fmt::Write as _;

use relata_schema::{
    CollectionName, ColumnChange, ColumnDefault, ColumnSpec, ColumnType, ExistingIndex, FieldName, FieldType, ForeignKeySpec, IndexPurpose,
    IndexSpec, ReferentialAction, SchemaChange, TableSpec,
};
use relata_sql::{DdlContext, Dialect, needs, schema_change};

fn collection(name: &str) -> CollectionName {
    CollectionName::parse(name).unwrap()
}

fn field(name: &str) -> FieldName {
    FieldName::parse(name).unwrap()
}

fn foreign_key() -> ForeignKeySpec {
    ForeignKeySpec {
        column: field("country"),
        table: collection("countries"),
        referenced_column: field("id"),
        on_delete: ReferentialAction::SetNull,
        on_update: ReferentialAction::NoAction,
    }
}

/// One column of every type, one of every ability.
fn everything() -> TableSpec {
    let plain = FieldType::all().filter(|ty| ty.has_column() && *ty != FieldType::Unknown);
    let mut columns = vec![ColumnSpec::counted_key(field("id"))];
    columns.extend(plain.map(|ty| ColumnSpec::new(field(&format!("a_{ty}")), ty)));
    let string = |name: &str| ColumnSpec::new(field(name), FieldType::String);
    let literal = |text: &str| Some(ColumnDefault::Literal(text.into()));
    columns.extend([
        ColumnSpec { nullable: false, ..string("required") },
        ColumnSpec { default: literal("it's \\ so"), ..string("with_default") },
        ColumnSpec { unique: true, ..string("unique") },
        ColumnSpec { indexed: true, ..string("indexed") },
        ColumnSpec { ty: ColumnType { max_length: Some(10), ..ColumnType::of(FieldType::String) }, ..string("short") },
        ColumnSpec { default: literal("true"), ..ColumnSpec::new(field("truth"), FieldType::Boolean) },
        ColumnSpec { default: literal("{}"), ..ColumnSpec::new(field("document"), FieldType::Json) },
        ColumnSpec { default: Some(ColumnDefault::Now), ..ColumnSpec::new(field("moment"), FieldType::Timestamp) },
    ]);
    TableSpec { name: collection("things"), columns, unique_together: vec![vec![field("required"), field("short")]], foreign_keys: vec![] }
}

fn keyed() -> TableSpec {
    let key = |name: &str| ColumnSpec { primary_key: true, nullable: false, ..ColumnSpec::new(field(name), FieldType::Uuid) };
    TableSpec { name: collection("pairs"), columns: vec![key("one"), key("two")], unique_together: vec![], foreign_keys: vec![] }
}

fn changes() -> Vec<SchemaChange> {
    let cities = || collection("cities");
    let alter = |change| SchemaChange::AlterColumn { table: cities(), column: field("name"), change };
    let longer = ColumnType { max_length: Some(300), ..ColumnType::of(FieldType::String) };
    let index = |purpose, columns: &[&str]| IndexSpec { purpose, columns: columns.iter().map(|name| field(name)).collect() };
    let existing = |name: &str, purpose| ExistingIndex { name: name.into(), columns: vec![field("name")], purpose };
    vec![
        SchemaChange::CreateTable(everything()),
        SchemaChange::CreateTable(keyed()),
        SchemaChange::DropTable(cities()),
        SchemaChange::AddColumn {
            table: cities(),
            column: ColumnSpec { unique: true, ..ColumnSpec::new(field("code"), FieldType::String) },
        },
        SchemaChange::AddColumn {
            table: cities(),
            column: ColumnSpec {
                default: Some(ColumnDefault::Now),
                nullable: false,
                ..ColumnSpec::new(field("made"), FieldType::Timestamp)
            },
        },
        alter(ColumnChange { ty: Some(longer), ..ColumnChange::default() }),
        alter(ColumnChange { nullable: Some(false), ..ColumnChange::default() }),
        alter(ColumnChange { default: Some(Some(ColumnDefault::Literal("x".into()))), ..ColumnChange::default() }),
        alter(ColumnChange { default: Some(None), ..ColumnChange::default() }),
        alter(ColumnChange {
            ty: Some(ColumnType::of(FieldType::Integer)),
            default: Some(Some(ColumnDefault::Literal("5".into()))),
            nullable: Some(true),
        }),
        SchemaChange::DropColumn { table: cities(), column: field("name") },
        SchemaChange::AddForeignKey { table: cities(), key: foreign_key() },
        SchemaChange::DropForeignKey { table: cities(), key: foreign_key(), constraint_name: Some("cities_country_foreign".into()) },
        SchemaChange::AddIndex { table: cities(), index: index(IndexPurpose::Relation, &["country", "sort"]) },
        SchemaChange::AddIndex { table: cities(), index: index(IndexPurpose::Unique, &["name"]) },
        SchemaChange::DropIndex { table: cities(), index: existing("cities_name_index", IndexPurpose::Asked) },
        SchemaChange::DropIndex { table: cities(), index: existing("cities_name_unique", IndexPurpose::Unique) },
        SchemaChange::DropIndex { table: cities(), index: existing("sqlite_autoindex_cities_1", IndexPurpose::Unique) },
    ]
}

fn definitions(dialect: Dialect) -> (&'static str, &'static str) {
    match dialect {
        Dialect::Mariadb | Dialect::Mysql => (
            "CREATE TABLE `cities` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n  `name` varchar(100) DEFAULT 'a' COMMENT 'shown',\n  \
             `country` int(11) DEFAULT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB",
            "CREATE TABLE `countries` (\n  `id` int(10) unsigned NOT NULL,\n  PRIMARY KEY (`id`)\n) ENGINE=InnoDB",
        ),
        Dialect::Sqlite | Dialect::Postgres => (
            "CREATE TABLE `cities` (`id` integer not null primary key autoincrement, `name` varchar(100) default 'a' check (name <> '') unique, \
             `country` integer references countries (id))",
            "",
        ),
    }
}

fn snapshot(dialect: Dialect) -> String {
    let (definition, target) = definitions(dialect);
    let attachments = ["CREATE INDEX by_country ON cities (country)".into(), "CREATE INDEX by_name ON cities (name)".into()];
    let mut out = String::new();
    for change in changes() {
        let needed = needs(dialect, &change);
        let context = DdlContext {
            definition: needed.definition_of.map(|_| definition),
            target_definition: needed.target_definition_of.map(|_| target),
            attachments: &attachments,
            taken_names: None,
        };
        let plan = schema_change(dialect, &change, &context).unwrap();
        let debug = format!("{change:?}");
        let kind: String = debug.chars().take_while(char::is_ascii_alphabetic).collect();
        let rebuilt = if plan.rebuilt.is_some() { " (rebuilt)" } else { "" };
        writeln!(out, "-- {kind} {}{rebuilt}", change.table()).unwrap();
        for statement in &plan.statements {
            let binds = if statement.binds.is_empty() { String::new() } else { format!("  -- {:?}", statement.binds) };
            writeln!(out, "{}{binds}", statement.text).unwrap();
        }
        for statement in &plan.undo {
            writeln!(out, "   undo: {}", statement.text).unwrap();
        }
        out.push('\n');
    }
    out
}

#[test]
fn sqlite() {
    insta::assert_snapshot!(snapshot(Dialect::Sqlite));
}

#[test]
fn postgres() {
    insta::assert_snapshot!(snapshot(Dialect::Postgres));
}

#[test]
fn mariadb() {
    insta::assert_snapshot!(snapshot(Dialect::Mariadb));
}

#[test]
fn mysql() {
    insta::assert_snapshot!(snapshot(Dialect::Mysql));
}
