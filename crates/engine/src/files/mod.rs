//! Files: their bytes in a storage location, what is known of them in `directus_files`.
//!
//! Bytes are stored before the row that tells of them, and deleted after it, so that no row ever tells of bytes that aren't there.
//! What a caller may do is decided where items are read and written, never here.

mod asset;
mod import;
mod names;
mod upload;

use std::sync::Arc;
use std::time::Duration;

use relata_plan::Asker;
use relata_query::{Bounds, FieldPath, Limit, Query, Segment, parse_query};
use relata_storage::derived_prefix;
use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;
use tokio::sync::Semaphore;

pub use asset::{Asset, AssetWish, PictureWish};
pub use relata_outbound::{BadDenyList, Fetcher, Guard};
pub use relata_storage::{ByteRange, Download, Location, LocationKind, S3Bucket, Storage, StorageError, picture};
pub use upload::Incoming;

use crate::write::Placed;
use crate::{Engine, EngineError, Envelope, ErrorCode, ReadOf, ReadTarget, Selection, Written};

pub(crate) const COLLECTION: &str = "directus_files";

/// How many names of files are looked up at once.
const NAMES_PER_READ: usize = 100;

/// How files are treated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FileSettings {
    /// The largest file that may be uploaded, in bytes; `None`: any.
    pub max_upload_bytes: Option<u64>,
    /// The longest side of pictures that are made smaller, and of what is made of them, in pixels.
    pub max_picture_side: u32,
    /// How long it may take to make a picture.
    pub picture_timeout: Duration,
    /// How many pictures may be made at once.
    pub pictures_at_once: usize,
}

impl Default for FileSettings {
    fn default() -> Self {
        Self { max_upload_bytes: None, max_picture_side: 6000, picture_timeout: Duration::from_millis(7500), pictures_at_once: 2 }
    }
}

/// Uploads, downloads and pictures. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Files(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    storage: Storage,
    settings: FileSettings,
    fetcher: Fetcher,
    making: Semaphore,
}

/// Where a file's bytes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Stored {
    location: String,
    name: String,
}

impl Files {
    /// Files of an engine's database, in these locations. Others' are fetched with `fetcher`.
    pub fn new(engine: Engine, storage: Storage, settings: FileSettings, fetcher: Fetcher) -> Self {
        let making = Semaphore::new(settings.pictures_at_once.max(1));
        Self(Arc::new(Inner { engine, storage, settings, fetcher, making }))
    }

    /// Deletes files: their rows, and then their bytes.
    pub async fn delete(&self, asker: &Asker, selection: Selection<'_>) -> Result<Written, EngineError> {
        let keys = match selection {
            Selection::Item(key) => vec![Json::from(key)],
            Selection::Keys(keys) => keys.to_vec(),
            // What is selected is settled once: the same files lose their rows and their bytes.
            Selection::Query(query) => {
                let query = Query { fields: Some(fields(&["id"])), limit: query.limit.or(Some(Limit::All)), ..query.clone() };
                let of = ReadOf { collection: COLLECTION, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
                let found = self.0.engine.read_values(asker, of).await?;
                found.into_iter().filter_map(|mut file| file.get_mut("id").map(Json::take)).collect()
            }
            Selection::Singleton => return Err(EngineError::forbidden()),
        };
        let stored = self.stored(&keys).await?;
        let written = self.0.engine.delete(asker, COLLECTION, Selection::Keys(&keys)).await?;
        let gone: Vec<Stored> = stored.into_iter().map(|(_, stored)| stored).collect();
        self.discard(&gone).await;
        Ok(written)
    }

    /// Where the bytes of these files lie.
    async fn stored(&self, keys: &[Json]) -> Result<Vec<(Json, Stored)>, EngineError> {
        let keys = self.0.engine.keys(COLLECTION, keys).await?;
        let query = Query { fields: Some(fields(&["id", "storage", "filename_disk"])), limit: Some(Limit::All), ..Query::default() };
        let of = ReadOf { collection: COLLECTION, target: ReadTarget::Keys(&keys), query: &query, envelope: Envelope::Bare };
        let rows = self.0.engine.read_values(&Asker::system(), of).await?;
        Ok(rows.iter().filter_map(|row| Some((row.get("id")?.clone(), Stored::of(row)?))).collect())
    }

    /// Deletes bytes that no row tells of any more. What can't be deleted now stays behind, and the log says so.
    async fn discard(&self, gone: &[Stored]) {
        for some in gone.chunks(NAMES_PER_READ) {
            let told_of = self.told_of(some).await;
            for stored in some {
                let Stored { location, name } = stored;
                let deleted = match &told_of {
                    Ok(told_of) if stored.is_among(told_of) => {
                        tracing::warn!(location, name, "a file's bytes were kept: another file is stored there, too");
                        continue;
                    }
                    Ok(_) => self.0.storage.delete(stored.place()).await.map_err(|error| error.to_string()),
                    Err(error) => Err(error.to_string()),
                };
                if let Err(error) = deleted {
                    tracing::warn!(location, name, error, "a file's bytes could not be deleted");
                }
            }
        }
    }

    /// The places that rows tell of, among these and those that look like pictures made of a file.
    async fn told_of(&self, places: &[Stored]) -> Result<Vec<Stored>, EngineError> {
        let names: Vec<&str> = places.iter().map(|stored| stored.name.as_str()).collect();
        let filter = json!({"_or": [{"filename_disk": {"_in": names}}, {"filename_disk": {"_contains": "__"}}]});
        let query = query(json!({"fields": ["storage", "filename_disk"], "limit": -1, "filter": filter}))?;
        let of = ReadOf { collection: COLLECTION, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
        let rows = self.0.engine.read_values(&Asker::system(), of).await?;
        Ok(rows.iter().filter_map(Stored::of).collect())
    }

    /// One row of a system collection that every request may depend on.
    async fn setting(&self, names: &[&str]) -> Result<Map<String, Json>, EngineError> {
        let query = Query { fields: Some(fields(names)), ..Query::default() };
        let of = ReadOf { collection: "directus_settings", target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
        let found = self.0.engine.read_values(&Asker::system(), of).await?.into_iter().next();
        Ok(found.and_then(|row| if let Json::Object(row) = row { Some(row) } else { None }).unwrap_or_default())
    }
}

impl Stored {
    fn of(row: &Json) -> Option<Self> {
        let text = |name: &str| row.get(name).and_then(Json::as_str).map(str::to_owned);
        Some(Self { location: text("storage")?, name: text("filename_disk")? })
    }

    /// Whether deleting these bytes would delete some of those.
    fn is_among(&self, places: &[Self]) -> bool {
        let made_of_it = derived_prefix(&self.name);
        places.iter().any(|other| other.location == self.location && (other.name == self.name || other.name.starts_with(&made_of_it)))
    }

    fn placed(&self) -> Placed {
        Placed { location: self.location.clone(), name: self.name.clone() }
    }

    fn place(&self) -> (&str, &str) {
        (&self.location, &self.name)
    }
}

fn fields(names: &[&str]) -> Vec<FieldPath> {
    names.iter().map(|name| FieldPath(vec![Segment::Field(SmolStr::new(name))])).collect()
}

/// A query of our own, written like a request's.
fn query(parameters: Json) -> Result<Query, EngineError> {
    let Json::Object(parameters) = parameters else { return Ok(Query::default()) };
    Ok(parse_query(&parameters, &Bounds::default())?)
}

impl From<StorageError> for EngineError {
    fn from(error: StorageError) -> Self {
        let reason = crate::error::sentence(&error.to_string());
        match &error {
            StorageError::UnknownLocation { .. } | StorageError::BadName | StorageError::Interrupted(_) => Self::invalid_payload(reason),
            StorageError::NotFound => Self::forbidden(),
            StorageError::RangeOutside { .. } => Self::new(ErrorCode::RangeNotSatisfiable, reason),
            StorageError::TooLarge { .. } => Self::new(ErrorCode::ContentTooLarge, format!("{reason} Raise FILES_MAX_UPLOAD_SIZE.")),
            StorageError::Setup { .. } | StorageError::Failed(_) => {
                Self::new(ErrorCode::ServiceUnavailable, reason.clone()).with("service", "files").with("reason", reason)
            }
        }
        .caused_by(error)
    }
}
