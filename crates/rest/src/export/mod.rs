//! Answers as files: CSV, JSON, XML, YAML, in the layout that Directus gives them.
//!
//! Works on the JSON text of the items, one item at a time: the whole never stands in memory as a tree. Knows nothing of collections
//! or fields.

mod csv;
mod items;
mod json;
mod stream;
mod xml;
mod yaml;

use axum::{body::Body, response::Response};
use relata_query::Export;

use crate::reply;

pub(crate) use stream::stream;

/// Without this mark spreadsheets guess another encoding.
const MARK: &str = "\u{feff}";

/// `items` (the JSON text of one item or of a list) as a file of `format`, named after the collection and the moment.
pub(crate) fn file(format: Export, name: &str, items: &[u8]) -> Result<Response, serde_json::Error> {
    let mut out = Vec::with_capacity(items.len());
    match format {
        Export::Csv => csv::write(items, &mut out)?,
        Export::CsvUtf8 => {
            out.extend_from_slice(MARK.as_bytes());
            csv::write(items, &mut out)?;
        }
        Export::Json => json::write(items, &mut out)?,
        Export::Xml => xml::write(items, &mut out)?,
        Export::Yaml => yaml::write(items, &mut out)?,
    }
    Ok(named(format, name, out))
}

/// An answer that is saved as a file, named after the collection and the moment.
fn named(format: Export, name: &str, body: impl Into<Body>) -> Response {
    let (content_type, extension) = match format {
        Export::Csv | Export::CsvUtf8 => ("text/csv; charset=utf-8", "csv"),
        Export::Json => (reply::JSON_TYPE, "json"),
        Export::Xml => ("text/xml; charset=utf-8", "xml"),
        Export::Yaml => ("text/yaml; charset=utf-8", "yaml"),
    };
    let moment = jiff::Timestamp::now().strftime("%Y%m%d-%H%M%S");
    reply::file(body, content_type, &format!("{name} {moment}.{extension}"))
}
