//! Definitions as databases store them: what a change touches, and that it touches nothing else.

#![expect(clippy::unwrap_used, reason = "tests")]

use relata_schema::{CollectionName, ColumnChange, ColumnDefault, ColumnType, FieldName, FieldType};

use super::Definition;
use crate::Dialect;

fn table() -> CollectionName {
    CollectionName::parse("t").unwrap()
}

fn name(text: &str) -> FieldName {
    FieldName::parse(text).unwrap()
}

fn changed(dialect: Dialect, definition: &str, column: &str, change: &ColumnChange) -> String {
    let mut parsed = Definition::of(dialect, &table(), Some(definition)).unwrap();
    parsed.column_mut(&table(), &name(column)).unwrap().change(dialect, change);
    parsed.text(dialect, &table())
}

const ODD: &str = "CREATE TABLE `t` (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `a,b` varchar(10) COLLATE NOCASE DEFAULT 'x, (y' NOT NULL \
    CHECK (length(`a,b`) > 1), \"c\" decimal(8, 2) CONSTRAINT pos CHECK (c > 0) NULL, [d] AS (c * 2) STORED, e REFERENCES o (id) ON DELETE SET NULL \
    ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED UNIQUE, f DEFAULT -1.5, -- last\n FOREIGN KEY (`c`) REFERENCES p(x) ON DELETE CASCADE, \
    CONSTRAINT u UNIQUE (c, f)) STRICT";

#[test]
fn an_untouched_definition_keeps_every_clause() {
    let text = changed(Dialect::Sqlite, ODD, "c", &ColumnChange::default());
    assert_eq!(
        text,
        "create table \"t\" (`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL, `a,b` varchar(10) COLLATE NOCASE DEFAULT 'x, (y' NOT NULL CHECK (length(`a,b`) > 1), \
         \"c\" decimal(8, 2) CONSTRAINT pos CHECK (c > 0) NULL, [d] AS (c * 2) STORED, e REFERENCES o (id) ON DELETE SET NULL \
         ON UPDATE NO ACTION DEFERRABLE INITIALLY DEFERRED UNIQUE, f DEFAULT -1.5, FOREIGN KEY (`c`) REFERENCES p(x) ON DELETE CASCADE, \
         CONSTRAINT u UNIQUE (c, f)) STRICT"
    );
}

#[test]
fn only_what_changes_changes() {
    let change = ColumnChange {
        ty: Some(ColumnType { max_length: Some(20), ..ColumnType::of(FieldType::String) }),
        nullable: Some(true),
        default: Some(Some(ColumnDefault::Literal("it's".into()))),
    };
    let text = changed(Dialect::Sqlite, ODD, "a,b", &change);
    assert!(text.contains("`a,b` varchar(20) null CHECK (length(`a,b`) > 1) default 'it''s', \"c\""), "{text}");
}

#[test]
fn a_foreign_key_goes_wherever_it_is_written() {
    let mut parsed = Definition::of(Dialect::Sqlite, &table(), Some(ODD)).unwrap();
    parsed.drop_foreign_key(&name("e"));
    parsed.drop_foreign_key(&name("c"));
    let text = parsed.text(Dialect::Sqlite, &table());
    assert!(!text.contains("REFERENCES"), "{text}");
    assert!(text.contains("e UNIQUE, f DEFAULT -1.5, CONSTRAINT u"), "{text}");
}

#[test]
fn a_column_goes_with_the_constraints_it_takes_part_in() {
    let mut parsed = Definition::of(Dialect::Sqlite, &table(), Some(ODD)).unwrap();
    parsed.drop_column(&name("c"));
    let text = parsed.text(Dialect::Sqlite, &table());
    assert!(!text.contains("FOREIGN KEY") && !text.contains("CONSTRAINT"), "{text}");
    assert!(text.contains("[d] AS (c * 2) STORED"), "what is computed from it makes the rebuild fail, not lie: {text}");
}

#[test]
fn computed_columns_are_known() {
    let parsed = Definition::of(Dialect::Sqlite, &table(), Some(ODD)).unwrap();
    let generated: Vec<&str> = parsed.columns().filter(|column| column.is_generated()).map(super::ColumnText::written_name).collect();
    assert_eq!(generated, ["[d]"]);
}

#[test]
fn mariadb_restates_the_whole_column() {
    let stored = "CREATE TABLE `t` (\n  `id` int(10) unsigned NOT NULL AUTO_INCREMENT,\n  `s` varchar(255) CHARACTER SET latin1 COLLATE latin1_bin DEFAULT NULL \
        COMMENT 'a, b',\n  `ts` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp(),\n  PRIMARY KEY (`id`),\n  KEY `s` (`s`)\n) \
        ENGINE=InnoDB DEFAULT CHARSET=utf8mb4";
    let parsed = Definition::of(Dialect::Mariadb, &table(), Some(stored)).unwrap();
    assert_eq!(parsed.columns().count(), 3);
    assert_eq!(parsed.column(&table(), &name("id")).unwrap().type_text(), "int(10) unsigned");
    let mut column = parsed.column(&table(), &name("s")).unwrap().clone();
    column.change(Dialect::Mariadb, &ColumnChange { nullable: Some(false), ..ColumnChange::default() });
    assert_eq!(column.text(), "`s` varchar(255) CHARACTER SET latin1 COLLATE latin1_bin not null COMMENT 'a, b'");
    let timestamp = parsed.column(&table(), &name("ts")).unwrap();
    assert_eq!(timestamp.text(), "`ts` timestamp NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()");
}

#[test]
fn what_is_no_table_is_refused() {
    for text in ["", "CREATE TABLE t", "CREATE TABLE t (a", "CREATE TABLE t (a))("] {
        let parsed = Definition::of(Dialect::Sqlite, &table(), Some(text));
        assert!(parsed.is_err() || text.ends_with("))("), "{text}");
    }
}
