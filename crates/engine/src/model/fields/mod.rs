//! Fields: listing, adding, changing and removing them.

mod create;
mod delete;
mod new_field;
mod update;

use relata_plan::Asker;
use relata_schema::{Collection, CollectionKind};
use serde_json::Value as Json;

use super::answer::{self, Shown};
use super::body::{self, object};
use super::edit::Edit;
use super::sight::Sight;
use crate::engine::Model;
use crate::{Engine, EngineError};

pub(super) use new_field::{NewField, new_field_row};

impl Engine {
    /// The fields of all collections: columns first, then what has no column.
    pub async fn fields(&self, asker: &Asker) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_fields")?;
        let model = self.model().await?;
        let all = || {
            let tables = model.schema.collections().filter(|collection| collection.has_table());
            let fields = tables.flat_map(|collection| collection.fields.values().map(move |field| (collection, field)));
            fields.filter(|(collection, field)| sight.field(&collection.name, field.name.as_str()))
        };
        let columns = all().filter(|(_, field)| field.has_column());
        let aliases = all().filter(|(_, field)| !field.has_column());
        Ok(columns
            .chain(aliases)
            .map(|(collection, field)| sight.told_field(answer::field(self.dialect(), &model, collection, field, Shown::InList)))
            .collect())
    }

    /// The fields of one collection.
    pub async fn fields_of(&self, asker: &Asker, collection: &str) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_fields")?;
        let model = self.model().await?;
        let collection = known(&model, collection)?;
        if !sight.collection(&collection.name) {
            return Err(EngineError::forbidden());
        }
        let seen = collection.fields.values().filter(|field| sight.field(&collection.name, field.name.as_str()));
        let told = |field| sight.told_field(answer::field(self.dialect(), &model, collection, field, Shown::InList));
        Ok(seen.map(told).collect())
    }

    /// One field.
    pub async fn field(&self, asker: &Asker, collection: &str, field: &str) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_fields")?;
        let model = self.model().await?;
        let found = known(&model, collection)?;
        if !sight.field(&found.name, field) {
            return Err(EngineError::forbidden());
        }
        self.shown_field(&model, collection, field).map(|told| sight.told_field(told)).ok_or_else(EngineError::forbidden)
    }

    /// Adds a field. `None`: an alias about which nothing is said leaves nothing to show.
    pub async fn create_field(&self, asker: &Asker, collection: &str, body: &Json) -> Result<Option<Json>, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let field = create::parse(&edit, collection, body)?;
        create::check_rows(&edit, collection, &field).await?;
        let change = create::plan(&edit, collection, &field)?;
        let model = edit.finish(change).await?;
        Ok(self.shown_field(&model, collection, field.name.as_str()))
    }

    /// Changes a field in place.
    pub async fn update_field(&self, asker: &Asker, collection: &str, field: &str, body: &Json) -> Result<Option<Json>, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let change = update::plan(&edit, collection, field, object(body)?).await?;
        let model = edit.finish(change).await?;
        Ok(self.shown_field(&model, collection, field))
    }

    /// Changes several fields of one collection: all or none. `None`: nothing was asked.
    pub async fn update_fields(&self, asker: &Asker, collection: &str, body: &Json) -> Result<Option<Json>, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        known(&edit.model, collection)?;
        let bodies = body.as_array().ok_or_else(|| EngineError::invalid_payload("Submitted body has to be an array."))?;
        let mut change = super::ModelChange::default();
        let mut names = Vec::new();
        for body in bodies {
            let body = object(body)?;
            let name = body::name(body, "field")?;
            if names.contains(&name) {
                return Err(EngineError::invalid_payload(format!("Field \"{name}\" is given twice.")));
            }
            change.then(update::plan(&edit, collection, name, body).await?);
            names.push(name);
        }
        if names.is_empty() {
            return Ok(None);
        }
        let model = edit.finish(change).await?;
        Ok(Some(names.iter().filter_map(|name| self.shown_field(&model, collection, name)).collect()))
    }

    /// Removes a field with its values, and every mention of it. Unknown ones are gone already.
    pub async fn delete_field(&self, asker: &Asker, collection: &str, field: &str) -> Result<(), EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let change = delete::plan(&edit, collection, field).await?;
        edit.finish(change).await?;
        Ok(())
    }

    fn shown_field(&self, model: &Model, collection: &str, field: &str) -> Option<Json> {
        let collection = model.schema.collection(collection)?;
        Some(answer::field(self.dialect(), model, collection, collection.field(field)?, Shown::Alone))
    }
}

/// A collection that can have fields.
pub(super) fn known<'m>(model: &'m Model, name: &str) -> Result<&'m Collection, EngineError> {
    let collection = model.schema.collection(name).filter(|collection| collection.has_table());
    collection.map(AsRef::as_ref).ok_or_else(EngineError::forbidden)
}

/// A collection whose columns can be changed.
fn changeable<'m>(model: &'m Model, name: &str) -> Result<&'m Collection, EngineError> {
    let collection = known(model, name)?;
    match collection.kind {
        CollectionKind::Table => Ok(collection),
        _ => Err(EngineError::invalid_payload(format!("\"{name}\" is a view: its columns can only be changed where it was made."))),
    }
}

/// Whether a field belongs to a system collection from the start.
fn is_system(collection: &str, field: &str) -> bool {
    let is = |row: &relata_schema::SystemRow, key: &str, value: &str| row.get(key).and_then(Json::as_str) == Some(value);
    let described = relata_schema::system_data().fields.iter().any(|row| is(row, "collection", collection) && is(row, "field", field));
    let table = relata_schema::system_data().table(collection);
    described || table.is_some_and(|table| table.columns.iter().any(|column| column.name == *field))
}
