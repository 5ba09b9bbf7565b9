//! `relata init --template demo`: fills an empty instance.

use std::{convert::Infallible, path::Path, time::Instant};

use bytes::Bytes;
use futures_util::stream;
use relata_config::Settings;
use relata_engine::{Asker, Engine, Selection, files::Storage};
use serde_json::{Map, Value as Json};

use crate::{failure::Failure, instance::Instance, template};

/// Rows that one transaction takes.
const ROWS_AT_ONCE: usize = 2_000;

/// Makes the demo's collections, relations, rows and files. Refused where there are collections already.
pub(super) async fn init(settings: &Settings) -> Result<(), Failure> {
    let instance = Instance::open(settings).await?;
    let outcome = async {
        instance.bootstrap(settings).await?;
        fill(&instance).await
    };
    let outcome = outcome.await;
    instance.close().await;
    outcome
}

/// Prints where the demo's data comes from.
pub(super) fn print_sources() {
    println!("{}", template::sources());
}

async fn fill(instance: &Instance) -> Result<(), Failure> {
    let engine = &instance.engine;
    let began = Instant::now();
    let schema = engine.schema().await?;
    if let Some(there) = schema.collections().find(|collection| !collection.name.is_system()) {
        return Err(Failure::NotEmpty { collection: there.name.to_string() });
    }
    let model = template::model().map_err(Failure::Template)?;
    let asker = Asker::system();
    engine.create_collections(&asker, &Json::Array(model.collections)).await?;
    for relation in &model.relations {
        engine.create_relation(&asker, relation).await?;
    }
    let mut n_rows = 0;
    for collection in &model.load {
        let mut rows = template::rows(collection).map_err(Failure::Template)?;
        if collection == "directus_files" {
            for row in &mut rows {
                store(row, &instance.storage).await?;
            }
        }
        n_rows += rows.len();
        load(engine, &asker, collection, &rows).await?;
    }
    let n_collections = model.load.len();
    println!("Loaded {n_rows} items of {n_collections} collections in {:.1} s.", began.elapsed().as_secs_f64());
    println!("Where they come from and on what terms: relata init --template demo --sources");
    Ok(())
}

async fn load(engine: &Engine, asker: &Asker, collection: &str, rows: &[Map<String, Json>]) -> Result<(), Failure> {
    if engine.is_singleton(collection).await? {
        if let Some(row) = rows.first() {
            engine.update(asker, collection, (Selection::Singleton, row)).await?;
        }
        return Ok(());
    }
    for some in rows.chunks(ROWS_AT_ONCE) {
        engine.create(asker, collection, &some.iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Stores a file's bytes under its key, and notes that in its row.
async fn store(row: &mut Map<String, Json>, storage: &Storage) -> Result<(), Failure> {
    let text = |row: &Map<String, Json>, name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default().to_owned();
    let name = text(row, "filename_download");
    let Some(contents) = template::file(&name) else { return Ok(()) };
    let ending = Path::new(&name).extension().and_then(|ending| ending.to_str()).unwrap_or("bin");
    let on_disk = format!("{}.{ending}", text(row, "id"));
    let location = storage.first_location().cloned().unwrap_or_else(|| "local".into());
    let whole = stream::iter([Ok::<_, Infallible>(Bytes::from_static(contents))]);
    let size = storage.write((&location, &on_disk), whole, None).await.map_err(Failure::Storage)?;
    row.insert("storage".to_owned(), location.as_str().into());
    row.insert("filename_disk".to_owned(), on_disk.into());
    row.insert("filesize".to_owned(), size.into());
    Ok(())
}
