//! A bucket of a real S3-compatible server: signed requests over a real socket.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io;

use bytes::Bytes;
use futures_util::{Stream, TryStreamExt, stream};
use hyper_util::rt::{TokioExecutor, TokioIo};
use relata_storage::{ByteRange, Location, LocationKind, S3Bucket, Storage, StorageError};
use s3s::{auth::SimpleAuth, service::S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;

const KEY: &str = "access-key";
const SECRET: &str = "secret-key";

/// Serves a folder with one bucket, named `files`, on a free port of the loopback interface.
async fn server() -> (TempDir, String) {
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join("files")).unwrap();
    let mut builder = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
    builder.set_auth(SimpleAuth::from_single(KEY, SECRET));
    let service = builder.build();
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            let service = service.clone();
            tokio::spawn(async move {
                let connection = hyper_util::server::conn::auto::Builder::new(TokioExecutor::new());
                // A client that hangs up is no failure of the server.
                let _ = connection.serve_connection(TokioIo::new(socket), service).await;
            });
        }
    });
    (folder, url)
}

fn storage(endpoint: &str, secret: &str) -> Storage {
    let bucket = S3Bucket {
        bucket: "files".to_owned(),
        key: Some(KEY.to_owned()),
        secret: Some(secret.to_owned()),
        endpoint: Some(endpoint.to_owned()),
        root: Some("uploads".to_owned()),
        force_path_style: true,
        ..S3Bucket::default()
    };
    Storage::open(&[Location { name: "s3".into(), kind: LocationKind::S3(bucket) }]).unwrap()
}

fn pieces(n_bytes: usize) -> impl Stream<Item = io::Result<Bytes>> + Send {
    let piece = Bytes::from(vec![7; 64 * 1024]);
    stream::iter((0..n_bytes.div_ceil(piece.len())).map(move |_| Ok(piece.clone())))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bucket_is_a_place_like_any_other() {
    let (_folder, url) = server().await;
    let storage = storage(&url, SECRET);
    // Larger than one part of an upload.
    let size = storage.write(("s3", "large.bin"), pieces(12 * 1024 * 1024), None).await.unwrap();
    assert_eq!(size, 12 * 1024 * 1024);
    let whole: Vec<Bytes> = storage.read(("s3", "large.bin"), None).await.unwrap().bytes.try_collect().await.unwrap();
    assert_eq!(whole.iter().map(Bytes::len).sum::<usize>() as u64, size);
    let part = storage.read(("s3", "large.bin"), Some(ByteRange::Between(5, 9))).await.unwrap();
    assert_eq!((part.range.clone(), part.size), (5..10, size));
    assert_eq!(part.bytes.try_collect::<Vec<_>>().await.unwrap().concat(), [7; 5]);
    storage.write(("s3", "large__64.bin"), pieces(1), None).await.unwrap();
    storage.delete(("s3", "large.bin")).await.unwrap();
    for name in ["large.bin", "large__64.bin"] {
        assert!(matches!(storage.read(("s3", name), None).await, Err(StorageError::NotFound)), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_that_fails_leaves_nothing() {
    let (_folder, url) = server().await;
    let storage = storage(&url, SECRET);
    let large = storage.write(("s3", "a"), pieces(8 * 1024 * 1024), Some(1024)).await;
    assert!(matches!(large, Err(StorageError::TooLarge { .. })));
    assert!(matches!(storage.read(("s3", "a"), None).await, Err(StorageError::NotFound)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_secret_is_a_failure_without_secrets() {
    let (_folder, url) = server().await;
    let error = storage(&url, "wrong").read(("s3", "a"), None).await.unwrap_err();
    assert!(matches!(error, StorageError::Failed(_)), "{error:?}");
    assert_eq!(error.to_string(), "the storage location can't be reached or is full");
}
