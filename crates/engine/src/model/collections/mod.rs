//! Collections: listing, making, describing and removing them.

mod create;
mod delete;
mod update;

use std::iter;

use relata_plan::Asker;
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use super::answer;
use super::edit::Edit;
use super::groups::Groups;
use super::sight::Sight;
use crate::engine::Model;
use crate::{Engine, EngineError};

impl Engine {
    /// Every collection: described ones by name, then the system's, then tables that nobody has described. As in Directus, what is seen is
    /// seen in its place: with the folders that it lies in.
    pub async fn collections(&self, asker: &Asker) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_collections")?;
        let model = self.model().await?;
        let groups = Groups::of(&model);
        let readable = model.schema.collections().map(|collection| &collection.name).filter(|name| sight.collection(name));
        let seen: FxHashSet<&str> = readable.flat_map(|name| iter::once(name.as_str()).chain(groups.above(name.as_str()))).collect();
        let all = || model.schema.collections().filter(|collection| seen.contains(collection.name.as_str()));
        let own = |name: &str| model.stored.collections.iter().any(|row| row.get("collection").and_then(Json::as_str) == Some(name));
        let mut described: Vec<_> = all().filter(|collection| own(collection.name.as_str())).collect();
        described.sort_by(|one, other| one.name.cmp(&other.name));
        let system =
            relata_schema::system_data().collections.iter().filter_map(|row| model.schema.collection(row.get("collection")?.as_str()?));
        let system = system.filter(|collection| !own(collection.name.as_str()) && seen.contains(collection.name.as_str()));
        let plain = all().filter(|collection| collection.meta.is_none());
        Ok(described
            .into_iter()
            .chain(system)
            .chain(plain)
            .map(|collection| sight.told_collection(collection, answer::collection(self.dialect(), &model, collection)))
            .collect())
    }

    /// One collection.
    pub async fn collection(&self, asker: &Asker, name: &str) -> Result<Json, EngineError> {
        let sight = Sight::through(asker, "directus_collections")?;
        let model = self.model().await?;
        let seen = model.schema.collection(name).filter(|collection| sight.collection(&collection.name));
        Ok(sight.told_collection(seen.ok_or_else(EngineError::forbidden)?, self.shown(&model, name)?))
    }

    /// Makes one collection (the body is an object) or several (a list): all or none.
    pub async fn create_collections(&self, asker: &Asker, body: &Json) -> Result<Json, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let (bodies, many) = match body {
            Json::Array(bodies) => (bodies.as_slice(), true),
            one => (std::slice::from_ref(one), false),
        };
        let planned = create::plan(edit.columns, &edit.model, bodies)?;
        let model = edit.finish(planned.change).await?;
        let mut shown = planned.names.iter().map(|name| self.shown(&model, name.as_str())).collect::<Result<Vec<_>, _>>()?;
        Ok(if many { Json::Array(shown) } else { shown.pop().unwrap_or(Json::Null) })
    }

    /// Changes what is said about a collection.
    pub async fn update_collection(&self, asker: &Asker, name: &str, body: &Json) -> Result<Json, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let change = update::plan(edit.dialect, &edit.model, &[(name, body)])?;
        let model = edit.finish(change).await?;
        self.shown(&model, name)
    }

    /// Changes what is said about several collections: all or none.
    pub async fn update_collections(&self, asker: &Asker, body: &Json) -> Result<Json, EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let named = update::named(body)?;
        let change = update::plan(edit.dialect, &edit.model, &named)?;
        let model = edit.finish(change).await?;
        named.iter().map(|(name, _)| self.shown(&model, name)).collect()
    }

    /// Removes a collection with its items, and every mention of it.
    pub async fn delete_collection(&self, asker: &Asker, name: &str) -> Result<(), EngineError> {
        let edit = Edit::begin(self, asker).await?;
        let change = delete::plan(edit.dialect, &edit.model, name)?;
        edit.finish(change).await?;
        Ok(())
    }

    fn shown(&self, model: &Model, name: &str) -> Result<Json, EngineError> {
        let collection = model.schema.collection(name).ok_or_else(EngineError::forbidden)?;
        Ok(answer::collection(self.dialect(), model, collection))
    }
}
