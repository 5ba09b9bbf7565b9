//! The demo, carried in the binary: its model, its rows, its files, and where they come from.

use include_dir::{Dir, include_dir};
use serde_json::Value as Json;

static DATA: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/demo/data");
static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/demo/files");
static LICENCES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../templates/demo/LICENSES");
const MODEL: &str = include_str!("../../../templates/demo/model.json");
const SOURCES: &str = include_str!("../../../templates/demo/SOURCES.md");

/// `model.json`: what to make before any row.
pub(crate) struct Model {
    /// Bodies of `POST /collections`, folders before what is in them.
    pub collections: Vec<Json>,
    /// Bodies of `POST /relations`.
    pub relations: Vec<Json>,
    /// The collections with rows, referenced ones first.
    pub load: Vec<String>,
}

/// The demo's model.
pub(crate) fn model() -> Result<Model, serde_json::Error> {
    let mut model: Json = serde_json::from_str(MODEL)?;
    Ok(Model {
        collections: serde_json::from_value(model["collections"].take())?,
        relations: serde_json::from_value(model["relations"].take())?,
        load: serde_json::from_value(model["load"].take())?,
    })
}

/// The rows of a collection.
pub(crate) fn rows(collection: &str) -> Result<Vec<serde_json::Map<String, Json>>, serde_json::Error> {
    let text = DATA.get_file(format!("{collection}.json")).map_or(&b"[]"[..], |file| file.contents());
    serde_json::from_slice(text)
}

/// A file by its name.
pub(crate) fn file(name: &str) -> Option<&'static [u8]> {
    FILES.get_file(name).map(include_dir::File::contents)
}

/// Where everything comes from, and on what terms.
pub(crate) fn sources() -> String {
    let mut text = SOURCES.to_owned();
    for file in LICENCES.files() {
        text.push_str("\n---\n\n");
        text.push_str(file.contents_utf8().unwrap_or_default());
    }
    text
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn every_row_and_every_file_is_there() {
        let model = model().unwrap();
        assert!(model.collections.len() > 10 && model.relations.len() > 10);
        for collection in &model.load {
            assert!(!rows(collection).unwrap().is_empty(), "{collection}");
        }
        for row in rows("directus_files").unwrap() {
            let name = row["filename_download"].as_str().unwrap();
            assert!(file(name).is_some(), "{name}");
        }
    }

    #[test]
    fn the_terms_travel_along() {
        let text = sources();
        assert!(text.contains("CC BY-SA 4.0") && text.contains("Unicode License"), "{text}");
    }
}
