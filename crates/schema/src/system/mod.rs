//! The `directus_*` collections: their tables, and what the API says about them.
//!
//! One table in data (`data/*.json`, origin in `data/NOTICE`): migrations, the loader, documentation and tests all read it from here.
//! These descriptions aren't rows of `directus_collections` or `directus_fields`; projects may lay own rows over them.

mod rows;
mod tables;

use std::sync::LazyLock;

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use crate::TableSpec;

/// A row as the API answers it.
pub type SystemRow = Map<String, Json>;

static DATA: LazyLock<SystemData> = LazyLock::new(SystemData::read);

/// Everything that is known about the system collections.
#[derive(Debug)]
pub struct SystemData {
    /// One row per collection, in the order in which the API lists them.
    pub collections: Vec<SystemRow>,
    /// One row per field, alias fields included.
    pub fields: Vec<SystemRow>,
    /// One row per relation.
    pub relations: Vec<SystemRow>,
    /// What everybody with access to the app may do, as rows of `directus_permissions` without a policy.
    pub app_permissions: Vec<SystemRow>,
    /// The tables. Their foreign keys point at each other in every direction: tables first, keys afterwards.
    pub tables: Vec<TableSpec>,
    /// Our own tables, which Directus ignores and no face shows.
    pub own_tables: Vec<TableSpec>,
    /// The migrations that a Directus of this version has behind it: version and name.
    pub migrations: Vec<(SmolStr, SmolStr)>,
}

/// The system collections. Read once, on first use.
pub fn system_data() -> &'static SystemData {
    &DATA
}

impl SystemData {
    fn read() -> Self {
        Self {
            collections: rows::collections(),
            fields: rows::fields(),
            relations: rows::relations(),
            app_permissions: rows::embedded(include_str!("../../data/app-permissions.json")),
            tables: tables::tables(),
            own_tables: tables::own_tables(),
            migrations: rows::embedded(include_str!("../../data/migrations.json")),
        }
    }

    /// The table of a system collection.
    pub fn table(&self, name: &str) -> Option<&TableSpec> {
        self.tables.iter().find(|table| table.name == *name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_collection_has_its_table_and_every_field_its_collection() {
        let data = system_data();
        assert_eq!(data.collections.len(), data.tables.len());
        for row in &data.collections {
            let name = row["collection"].as_str().unwrap_or_default();
            assert!(data.table(name).is_some(), "{name}");
        }
        for row in &data.fields {
            assert!(data.table(row["collection"].as_str().unwrap_or_default()).is_some(), "{row:?}");
        }
    }

    #[test]
    fn every_app_permission_is_about_fields_that_there_are() {
        let data = system_data();
        assert_eq!(data.app_permissions.len(), 20);
        for row in &data.app_permissions {
            let known =
                |field: &Json| field == "*" || data.fields.iter().any(|f| f["collection"] == row["collection"] && f["field"] == *field);
            assert!(row["fields"].as_array().is_some_and(|fields| fields.iter().all(known)), "{row:?}");
        }
    }

    #[test]
    fn every_foreign_key_meets_a_column_of_its_type() {
        let data = system_data();
        for table in &data.tables {
            for key in &table.foreign_keys {
                let column = table.columns.iter().find(|column| column.name == key.column);
                let target = data.table(key.table.as_str()).and_then(|t| t.columns.iter().find(|c| c.name == key.referenced_column));
                assert_eq!(column.map(|c| c.ty.ty), target.map(|c| c.ty.ty), "{}.{}", table.name, key.column);
                assert!(column.is_some());
            }
        }
    }

    #[test]
    fn rows_have_the_keys_that_the_api_answers() {
        let field = &system_data().fields[0];
        let keys: Vec<&str> = field.keys().map(String::as_str).collect();
        assert_eq!(keys[..4], ["system", "collection", "field", "special"]);
        assert_eq!(keys.len(), 18);
        assert_eq!(system_data().relations[0].keys().next_back().map(String::as_str), Some("system"));
    }
}
