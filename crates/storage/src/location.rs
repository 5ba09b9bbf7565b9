//! Where a location's bytes lie, and how to reach them.

use std::{fs, path::PathBuf, sync::Arc};

use object_store::{ObjectStore, aws::AmazonS3Builder, local::LocalFileSystem, prefix::PrefixStore};
use smol_str::SmolStr;

use crate::StorageError;

/// One place for files, with the name that rows of `directus_files` give it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Location {
    /// Its name, as in `STORAGE_LOCATIONS`.
    pub name: SmolStr,
    /// What it is.
    pub kind: LocationKind,
}

/// The kinds of places.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LocationKind {
    /// A folder of this machine, made where it is missing.
    Folder(PathBuf),
    /// A bucket of Amazon S3 or of a service that speaks its protocol.
    S3(S3Bucket),
}

/// How to reach a bucket.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct S3Bucket {
    /// The bucket's name.
    pub bucket: String,
    /// The access key's id; without one requests aren't signed.
    pub key: Option<String>,
    /// The access key's secret.
    pub secret: Option<String>,
    /// The region; `us-east-1` where none is given.
    pub region: Option<String>,
    /// The service's URL, where it isn't Amazon's.
    pub endpoint: Option<String>,
    /// A folder within the bucket.
    pub root: Option<String>,
    /// Whether the bucket's name stands in the path instead of the host's name.
    pub force_path_style: bool,
}

impl std::fmt::Debug for S3Bucket {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("S3Bucket").field("bucket", &self.bucket).field("endpoint", &self.endpoint).finish_non_exhaustive()
    }
}

impl Location {
    pub(crate) fn open(&self) -> Result<Arc<dyn ObjectStore>, StorageError> {
        let failed = |source: Box<dyn std::error::Error + Send + Sync>| StorageError::Setup { location: self.name.clone(), source };
        match &self.kind {
            LocationKind::Folder(folder) => {
                fs::create_dir_all(folder).map_err(|error| failed(error.into()))?;
                let store = LocalFileSystem::new_with_prefix(folder).map_err(|error| failed(error.into()))?;
                Ok(Arc::new(store.with_fsync(true)))
            }
            LocationKind::S3(bucket) => {
                let store = bucket.builder().build().map_err(|error| failed(error.into()))?;
                Ok(match bucket.root.as_deref().map(|root| root.trim_matches('/')).filter(|root| !root.is_empty()) {
                    Some(root) => Arc::new(PrefixStore::new(store, root)),
                    None => Arc::new(store),
                })
            }
        }
    }
}

impl S3Bucket {
    fn builder(&self) -> AmazonS3Builder {
        // The TLS library wants to be told once which cryptography to use; it may have been told already.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = AmazonS3Builder::new()
            .with_bucket_name(&self.bucket)
            .with_region(self.region.as_deref().unwrap_or("us-east-1"))
            .with_virtual_hosted_style_request(!self.force_path_style && self.endpoint.is_none())
            .with_allow_http(self.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://")));
        if let Some(endpoint) = &self.endpoint {
            let endpoint = if endpoint.contains("://") { endpoint.clone() } else { format!("https://{endpoint}") };
            builder = builder.with_endpoint(endpoint);
        }
        match (&self.key, &self.secret) {
            (Some(key), Some(secret)) => builder.with_access_key_id(key).with_secret_access_key(secret),
            _ => builder.with_skip_signature(true),
        }
    }
}
