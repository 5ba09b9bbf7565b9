//! Reads, writes and deletes files of named locations.

use std::{ops::Range, sync::Arc};

use bytes::Bytes;
use futures_util::{Stream, StreamExt, TryStreamExt, stream::BoxStream};
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt, PutPayload, WriteMultipart, path::Path};
use smol_str::SmolStr;

use crate::{Location, StorageError};

/// Parts of an upload that are on their way at once.
const PARTS_AT_ONCE: usize = 2;

/// All locations. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Storage(Arc<[(SmolStr, Arc<dyn ObjectStore>)]>);

/// Which bytes of a file are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteRange {
    /// From an offset to the end.
    From(u64),
    /// From an offset to another, both included.
    Between(u64, u64),
    /// The last so many.
    Last(u64),
}

/// A file on its way out.
pub struct Download {
    /// Its bytes.
    pub bytes: BoxStream<'static, Result<Bytes, StorageError>>,
    /// Which of them come.
    pub range: Range<u64>,
    /// The whole file's size in bytes.
    pub size: u64,
}

impl Storage {
    /// Opens every location. The first one takes new files.
    pub fn open(locations: &[Location]) -> Result<Self, StorageError> {
        let stores = locations.iter().map(|location| Ok((location.name.clone(), location.open()?)));
        Ok(Self(stores.collect::<Result<_, StorageError>>()?))
    }

    /// The location that takes new files.
    pub fn first_location(&self) -> Option<&SmolStr> {
        self.0.first().map(|(name, _)| name)
    }

    /// Stores a stream of bytes under a name, or nothing at all. Answers the size in bytes.
    pub async fn write<E>(
        &self,
        (location, name): (&str, &str),
        bytes: impl Stream<Item = Result<Bytes, E>> + Send,
        max_bytes: Option<u64>,
    ) -> Result<u64, StorageError>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let (store, path) = (self.store(location)?, path(name)?);
        let mut upload = WriteMultipart::new(store.put_multipart(&path).await?);
        match fill(&mut upload, bytes, max_bytes).await {
            // A service takes no upload of nothing in parts.
            Ok(0) => {
                upload.abort().await?;
                store.put(&path, PutPayload::new()).await?;
                Ok(0)
            }
            Ok(size) => {
                upload.finish().await?;
                Ok(size)
            }
            Err(error) => {
                // What went wrong first is what the caller wants to know.
                let _ = upload.abort().await;
                Err(error)
            }
        }
    }

    /// Opens a file, or a range of its bytes.
    pub async fn read(&self, (location, name): (&str, &str), range: Option<ByteRange>) -> Result<Download, StorageError> {
        let (store, path) = (self.store(location)?, path(name)?);
        if let Some(range) = range {
            let size = store.head(&path).await?.size;
            if !range.meets(size) {
                return Err(StorageError::RangeOutside { size });
            }
        }
        let options = GetOptions { range: range.map(ByteRange::into_get), ..GetOptions::default() };
        let found = store.get_opts(&path, options).await?;
        let (range, size) = (found.range.clone(), found.meta.size);
        Ok(Download { bytes: found.into_stream().map_err(StorageError::from).boxed(), range, size })
    }

    /// Deletes a file and everything that was made from it. Deleting what isn't there is no error.
    pub async fn delete(&self, (location, name): (&str, &str)) -> Result<(), StorageError> {
        let (store, path) = (self.store(location)?, path(name)?);
        delete_one(store.as_ref(), &path).await?;
        self.delete_derived((location, name)).await
    }

    /// Deletes what was made from a file, but not the file.
    pub async fn delete_derived(&self, (location, name): (&str, &str)) -> Result<(), StorageError> {
        let (store, path) = (self.store(location)?, path(name)?);
        let own = derived_prefix(path.as_ref());
        let folder = path.as_ref().rsplit_once('/').map(|(folder, _)| Path::from(folder));
        let found = store.list_with_delimiter(folder.as_ref()).await?;
        for object in found.objects.iter().filter(|object| object.location.as_ref().starts_with(&own)) {
            delete_one(store.as_ref(), &object.location).await?;
        }
        Ok(())
    }

    fn store(&self, location: &str) -> Result<&Arc<dyn ObjectStore>, StorageError> {
        let found = self.0.iter().find(|(name, _)| name == location).map(|(_, store)| store);
        found.ok_or_else(|| StorageError::UnknownLocation { location: location.into() })
    }
}

/// How the names of files begin that were made from a file: its own name without its ending, and two underscores, as Directus has it.
pub fn derived_prefix(name: &str) -> String {
    let base = name.rfind('.').filter(|dot| *dot > name.rfind('/').map_or(0, |slash| slash + 1)).map_or(name, |dot| &name[..dot]);
    format!("{base}__")
}

async fn delete_one(store: &dyn ObjectStore, path: &Path) -> Result<(), StorageError> {
    match store.delete(path).await {
        Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

async fn fill<E>(
    upload: &mut WriteMultipart,
    bytes: impl Stream<Item = Result<Bytes, E>> + Send,
    max_bytes: Option<u64>,
) -> Result<u64, StorageError>
where
    E: std::error::Error + Send + Sync + 'static,
{
    let mut bytes = std::pin::pin!(bytes);
    let mut size = 0_u64;
    while let Some(some) = bytes.next().await {
        let some = some.map_err(|error| StorageError::Interrupted(Box::new(error)))?;
        size += some.len() as u64;
        if let Some(max_bytes) = max_bytes.filter(|max| size > *max) {
            return Err(StorageError::TooLarge { max_bytes });
        }
        upload.wait_for_capacity(PARTS_AT_ONCE).await?;
        upload.put(some);
    }
    Ok(size)
}

/// A name as a path within its location. Segments that lead elsewhere are refused, never mended.
fn path(name: &str) -> Result<Path, StorageError> {
    let bad = name.is_empty() || name.contains('\\') || name.split('/').any(|part| part.is_empty() || part.starts_with('.'));
    if bad {
        return Err(StorageError::BadName);
    }
    Path::parse(name).map_err(|_| StorageError::BadName)
}

impl ByteRange {
    /// Whether a file of this size has any of these bytes.
    fn meets(self, size: u64) -> bool {
        match self {
            Self::From(start) => start < size,
            Self::Between(start, end) => start < size && start <= end,
            Self::Last(n) => n > 0 && size > 0,
        }
    }

    fn into_get(self) -> GetRange {
        match self {
            Self::From(start) => GetRange::Offset(start),
            Self::Between(start, end) => GetRange::Bounded(start..end.saturating_add(1)),
            Self::Last(n) => GetRange::Suffix(n),
        }
    }
}

impl std::fmt::Debug for Download {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Download").field("range", &self.range).field("size", &self.size).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::io;

    use futures_util::stream;
    use tempfile::TempDir;

    use super::*;
    use crate::LocationKind;

    fn folder() -> (TempDir, Storage) {
        let folder = TempDir::new().unwrap();
        let location = Location { name: "local".into(), kind: LocationKind::Folder(folder.path().join("uploads")) };
        let storage = Storage::open(&[location]).unwrap();
        (folder, storage)
    }

    fn pieces(texts: &[&'static str]) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
        stream::iter(texts.iter().map(|text| Ok(Bytes::from_static(text.as_bytes()))).collect::<Vec<_>>())
    }

    async fn text(download: Download) -> String {
        let bytes: Vec<Bytes> = download.bytes.try_collect().await.unwrap();
        String::from_utf8(bytes.concat()).unwrap()
    }

    #[tokio::test]
    async fn what_is_written_can_be_read_whole_and_in_part() {
        let (_folder, storage) = folder();
        assert_eq!(storage.write(("local", "a.txt"), pieces(&["hello ", "world"]), None).await.unwrap(), 11);
        let read = |range| storage.read(("local", "a.txt"), range);
        assert_eq!(text(read(None).await.unwrap()).await, "hello world");
        assert_eq!(text(read(Some(ByteRange::Between(0, 4))).await.unwrap()).await, "hello");
        assert_eq!(text(read(Some(ByteRange::From(6))).await.unwrap()).await, "world");
        assert_eq!(text(read(Some(ByteRange::Last(3))).await.unwrap()).await, "rld");
        let part = read(Some(ByteRange::Between(6, 99))).await.unwrap();
        assert_eq!((part.range.clone(), part.size), (6..11, 11));
        assert!(matches!(read(Some(ByteRange::From(11))).await, Err(StorageError::RangeOutside { size: 11 })));
    }

    #[tokio::test]
    async fn an_empty_file_is_a_file() {
        let (_folder, storage) = folder();
        assert_eq!(storage.write(("local", "empty"), pieces(&[]), None).await.unwrap(), 0);
        assert_eq!(storage.read(("local", "empty"), None).await.unwrap().size, 0);
    }

    #[tokio::test]
    async fn an_upload_that_fails_leaves_nothing() {
        let (folder, storage) = folder();
        let broken = pieces(&["half"]).chain(stream::iter([Err(io::Error::other("gone"))]));
        assert!(matches!(storage.write(("local", "a"), broken, None).await, Err(StorageError::Interrupted(_))));
        let large = storage.write(("local", "a"), pieces(&["12345", "6"]), Some(5)).await;
        assert!(matches!(large, Err(StorageError::TooLarge { max_bytes: 5 })));
        assert!(matches!(storage.read(("local", "a"), None).await, Err(StorageError::NotFound)));
        assert_eq!(std::fs::read_dir(folder.path().join("uploads")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn names_stay_within_their_location() {
        let (folder, storage) = folder();
        std::fs::write(folder.path().join("secret"), "s").unwrap();
        for name in ["", "..", "../secret", "a/../../secret", "/secret", "a//b", ".env", "a\\b", "a/"] {
            assert!(matches!(storage.read(("local", name), None).await, Err(StorageError::BadName)), "{name}");
            assert!(matches!(storage.write(("local", name), pieces(&["x"]), None).await, Err(StorageError::BadName)), "{name}");
        }
        assert!(matches!(storage.read(("elsewhere", "a"), None).await, Err(StorageError::UnknownLocation { .. })));
    }

    #[tokio::test]
    async fn a_file_takes_what_was_made_from_it_along() {
        let (_folder, storage) = folder();
        for name in ["a.png", "a__64.png", "ab.png", "ab__64.png"] {
            storage.write(("local", name), pieces(&["x"]), None).await.unwrap();
        }
        storage.delete(("local", "a.png")).await.unwrap();
        storage.delete(("local", "a.png")).await.unwrap();
        for (name, there) in [("a.png", false), ("a__64.png", false), ("ab.png", true), ("ab__64.png", true)] {
            assert_eq!(storage.read(("local", name), None).await.is_ok(), there, "{name}");
        }
    }
}
