//! Relations: listing, making, changing and removing them, with their foreign keys and indexes.

mod check;
mod create;
mod detach;
mod update;

use relata_plan::Asker;
use relata_schema::Relation;
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::answer;
use super::edit::Edit;
use super::fields::known;
use super::sight::Sight;
use crate::engine::Model;
use crate::{Engine, EngineError};

pub(super) use check::{check_fit, check_type};
pub(super) use create::index;
pub(super) use detach::{detach, without_allowed};

impl Engine {
    /// Every relation: foreign keys first, then those that only a row knows.
    pub async fn relations(&self, asker: &Asker) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_relations")?;
        let model = self.model().await?;
        Ok(self.listed(&model, sight, |_| true))
    }

    /// The relations that start in a collection.
    pub async fn relations_of(&self, asker: &Asker, collection: &str) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_relations")?;
        let model = self.model().await?;
        let collection = known(&model, collection)?;
        if !sight.collection(&collection.name) {
            return Err(EngineError::forbidden());
        }
        Ok(self.listed(&model, sight, |relation| relation.many_collection == collection.name))
    }

    /// The relation that starts at a field.
    pub async fn relation(&self, asker: &Asker, collection: &str, field: &str) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_relations")?;
        let model = self.model().await?;
        known(&model, collection)?;
        let starts_here = |relation: &&std::sync::Arc<Relation>| relation.many_collection == *collection && relation.many_field == *field;
        model.schema.relations().iter().find(starts_here).filter(|relation| sight.relation(relation)).ok_or_else(EngineError::forbidden)?;
        Ok(sight.told_relation(self.shown_relation(&model, collection, field)?))
    }

    /// Relates a field to a collection, or to any of several.
    pub async fn create_relation(&self, asker: &Asker, body: &Json) -> Result<Json, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let planned = create::plan(&edit, body)?;
        let model = edit.finish(planned.change).await?;
        self.shown_relation(&model, planned.collection.as_str(), planned.field.as_str())
    }

    /// Changes what is said about a relation, or what its foreign key does.
    pub async fn update_relation(&self, asker: &Asker, collection: &str, field: &str, body: &Json) -> Result<Json, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let change = update::plan(&edit, collection, field, body)?;
        let model = edit.finish(change).await?;
        self.shown_relation(&model, collection, field)
    }

    /// Removes a relation with its foreign key; the field and its values stay.
    pub async fn delete_relation(&self, asker: &Asker, collection: &str, field: &str) -> Result<(), EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let relation = update::existing(&edit.model, collection, field)?;
        let change = detach(edit.dialect, &edit.model, relation)?;
        edit.finish(change).await?;
        Ok(())
    }

    fn listed(&self, model: &Model, sight: Sight<'_>, wanted: impl Fn(&Relation) -> bool) -> Json {
        let mut seen = FxHashSet::default();
        let mut shown = Vec::new();
        for relation in model.schema.relations() {
            // Two rows may speak of one foreign key; the first has it.
            let first = seen.insert((relation.many_collection.clone(), relation.many_field.clone()));
            if wanted(relation) && sight.relation(relation) {
                let meta = relation.meta.as_ref().map_or(Json::Null, |meta| Json::Object(meta.row.clone()));
                shown.push(sight.told_relation(answer::relation(self.dialect(), model, relation, meta, first)));
            }
        }
        Json::Array(shown)
    }

    /// One relation. What is said about the system's own relations shows up in lists only.
    fn shown_relation(&self, model: &Model, collection: &str, field: &str) -> Result<Json, EngineError> {
        let starts_here = |relation: &&std::sync::Arc<Relation>| relation.many_collection == *collection && relation.many_field == *field;
        let relation = model.schema.relations().iter().find(starts_here).ok_or_else(EngineError::forbidden)?;
        let row = relation.meta.as_ref().map(|meta| &meta.row).filter(|row| !row.contains_key("system"));
        Ok(answer::relation(self.dialect(), model, relation, row.map_or(Json::Null, |row| Json::Object(row.clone())), true))
    }
}
