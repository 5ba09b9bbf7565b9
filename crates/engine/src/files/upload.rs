//! Bytes coming in: new files, and new contents of files.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt};
use jiff::Timestamp;
use relata_plan::Asker;
use relata_storage::{StorageError, derived_prefix, picture};
use serde_json::{Map, Value as Json, json};

use super::{COLLECTION, Files, Stored, names};
use crate::{EngineError, Envelope, ReadOf, ReadTarget, Selection, Written};

/// As much of a file as is looked at to find a picture's size: beyond any reasonable header.
const HEAD_BYTES: usize = 512 * 1024;

/// A file on its way in.
#[derive(Debug)]
pub struct Incoming<S> {
    /// Its name, as its sender has it.
    pub file_name: String,
    /// Its media type, where the sender says one.
    pub media_type: Option<String>,
    /// Its bytes.
    pub bytes: S,
}

impl Files {
    /// Stores a new file, with what else is said about it.
    pub async fn upload<S, E>(&self, asker: &Asker, said: Map<String, Json>, file: Incoming<S>) -> Result<Written, EngineError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: std::error::Error + Send + Sync + 'static,
    {
        let key = match said.get("id").and_then(Json::as_str) {
            Some(key) => key.to_owned(),
            None => uuid::Uuid::new_v4().to_string(),
        };
        let mut row = Map::new();
        row.insert("id".to_owned(), key.clone().into());
        let file_name = names::base(&file.file_name);
        row.insert("title".to_owned(), names::title(&file_name).into());
        if !said.contains_key("folder") {
            let folder = self.setting(&["storage_default_folder"]).await?.remove("storage_default_folder").unwrap_or_default();
            row.insert("folder".to_owned(), folder);
        }
        let stored = self.place_for(&key, &said, &file).await?;
        row.extend(said);
        let placed = Some(stored.placed());
        let create = async |row: &Map<String, Json>| self.0.engine.create_placed(asker, COLLECTION, &[row], placed).await;
        self.put(stored, row, file, create).await
    }

    /// Gives a file new contents. Its key stays, and so does whatever refers to it.
    pub async fn replace<S, E>(&self, asker: &Asker, key: &str, said: Map<String, Json>, file: Incoming<S>) -> Result<Written, EngineError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: std::error::Error + Send + Sync + 'static,
    {
        let old = self.stored(&[key.into()]).await?.into_iter().next().map(|(_, stored)| stored);
        let said = match &old {
            Some(old) if !said.contains_key("storage") => {
                let mut said = said;
                said.insert("storage".to_owned(), old.location.clone().into());
                said
            }
            _ => said,
        };
        // Never over the old bytes: they have to be there still where the row is refused.
        let name = format!("{}{}", uuid::Uuid::new_v4(), names::ending(&file.file_name, file.media_type.as_deref().unwrap_or_default()));
        let stored = Stored { location: self.location(&said)?, name };
        let placed = Some(stored.placed());
        let change =
            async |row: &Map<String, Json>| self.0.engine.update_placed(asker, COLLECTION, (Selection::Item(key), row), placed).await;
        let written = self.put(stored, said, file, change).await?;
        if let Some(old) = old {
            self.discard(&[old]).await;
        }
        Ok(written)
    }

    /// Stores bytes, completes what is known of them, and lets the row be written. Without a row the bytes go again.
    async fn put<S, E>(
        &self,
        stored: Stored,
        mut row: Map<String, Json>,
        file: Incoming<S>,
        write: impl AsyncFnOnce(&Map<String, Json>) -> Result<Written, EngineError>,
    ) -> Result<Written, EngineError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: std::error::Error + Send + Sync + 'static,
    {
        let file_name = names::base(&file.file_name);
        let media_type = names::media_type(file.media_type.as_deref(), &file_name);
        let (size, head) = self.store(&stored, file.bytes).await?;
        let is_picture = media_type.starts_with("image/");
        let (width, height) = is_picture.then(|| picture::dimensions(&head)).flatten().unzip();
        row.entry("filename_download").or_insert_with(|| file_name.into());
        row.insert("storage".to_owned(), stored.location.clone().into());
        row.insert("filename_disk".to_owned(), stored.name.clone().into());
        row.entry("type").or_insert_with(|| media_type.into());
        row.insert("filesize".to_owned(), size.into());
        row.insert("width".to_owned(), json!(width));
        row.insert("height".to_owned(), json!(height));
        if width.is_some() {
            row.entry("metadata").or_insert_with(|| json!({}));
        }
        row.insert("uploaded_on".to_owned(), Timestamp::now().to_string().into());
        match write(&row).await {
            Ok(written) if !written.keys.is_empty() => Ok(written),
            refused => {
                self.discard(std::slice::from_ref(&stored)).await;
                refused
            }
        }
    }

    /// Stores a stream; answers its size and its first bytes.
    async fn store<S, E>(&self, stored: &Stored, bytes: S) -> Result<(u64, Vec<u8>), EngineError>
    where
        S: Stream<Item = Result<Bytes, E>> + Send,
        E: std::error::Error + Send + Sync + 'static,
    {
        let head = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&head);
        let bytes = bytes.inspect_ok(move |some| {
            if let Ok(mut head) = seen.lock() {
                let wanted = HEAD_BYTES.saturating_sub(head.len()).min(some.len());
                head.extend_from_slice(&some[..wanted]);
            }
        });
        let size = self.0.storage.write(stored.place(), bytes, self.0.settings.max_upload_bytes).await?;
        let head = head.lock().map(|mut head| std::mem::take(&mut *head)).unwrap_or_default();
        Ok((size, head))
    }

    fn location(&self, said: &Map<String, Json>) -> Result<String, EngineError> {
        let said = said.get("storage").and_then(Json::as_str).map(str::to_owned);
        let first = || self.0.storage.first_location().map(ToString::to_string);
        said.or_else(first).ok_or_else(|| EngineError::invalid_payload("There is no storage location: set STORAGE_LOCATIONS."))
    }

    /// Where a new file goes. Its bytes must not take the place of another's.
    async fn place_for<S>(&self, key: &str, said: &Map<String, Json>, file: &Incoming<S>) -> Result<Stored, EngineError> {
        let location = self.location(said)?;
        let media_type = names::media_type(file.media_type.as_deref(), &file.file_name);
        let Some(name) = said.get("filename_disk").and_then(Json::as_str) else {
            if uuid::Uuid::try_parse(key).is_err() {
                return Err(EngineError::invalid_payload("\"id\" must be a UUID."));
            }
            let taken = self.stored(&[key.into()]).await?;
            let name = if taken.is_empty() { key.to_owned() } else { uuid::Uuid::new_v4().to_string() };
            return Ok(Stored { location, name: format!("{name}{}", names::ending(&file.file_name, &media_type)) });
        };
        if name.contains("__") {
            return Err(EngineError::invalid_payload("\"filename_disk\" must not hold \"__\": pictures made of files have such names."));
        }
        let stored = Stored { location, name: name.to_owned() };
        let base = derived_prefix(&name.to_lowercase());
        // Two names that differ by their endings alone would share the pictures made of them.
        let is_hit = |other: &String| derived_prefix(other) == base || other.starts_with(&base);
        let is_taken = self.names_like(&stored).await?.iter().any(is_hit) || self.is_there(&stored).await?;
        if is_taken {
            return Err(EngineError::invalid_payload(format!("Another file is stored as \"{name}\": leave \"filename_disk\" out.")));
        }
        Ok(stored)
    }

    /// The names in a location that begin like one, up to its ending; in lower case, because some disks know no other difference.
    async fn names_like(&self, stored: &Stored) -> Result<Vec<String>, EngineError> {
        let made_of_it = derived_prefix(&stored.name);
        let base = made_of_it.trim_end_matches("__");
        let filter = json!({"storage": {"_eq": stored.location}, "filename_disk": {"_istarts_with": base}});
        let query = super::query(json!({"fields": ["filename_disk"], "limit": -1, "filter": filter}))?;
        let of = ReadOf { collection: COLLECTION, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
        let rows = self.0.engine.read_values(&Asker::system(), of).await?;
        Ok(rows.iter().filter_map(|row| row.get("filename_disk")?.as_str()).map(str::to_lowercase).collect())
    }

    /// Whether there are bytes already.
    async fn is_there(&self, stored: &Stored) -> Result<bool, EngineError> {
        match self.0.storage.read(stored.place(), None).await {
            Ok(_) => Ok(true),
            Err(StorageError::NotFound) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}
