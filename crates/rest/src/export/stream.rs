//! Long exports, written while they are read: never more than a piece of them stands in memory.
//!
//! CSV names the columns of all items in its first line, before any of them: there the items wait in a file without a name, which
//! goes with its handle.

use std::io;

use axum::{body::Body, response::Response};
use bytes::Bytes;
use futures_util::StreamExt as _;
use relata_engine::{EngineError, ErrorCode, Pieces};
use relata_query::Export;
use serde_json::Value as Json;
use tokio::fs::File;
use tokio::io::{AsyncReadExt as _, AsyncSeekExt as _, AsyncWriteExt as _};

use super::{MARK, csv::Columns, json, named, xml, yaml};
use crate::json_list::{JsonList, Unreadable};

/// As much as is read from the file at once.
const PIECE_BYTES: usize = 64 * 1024;

/// A list of items, which comes in pieces of JSON, as a file of `format`.
pub(crate) async fn stream(format: Export, name: &str, mut pieces: Pieces) -> Result<Response, EngineError> {
    let (source, columns) = match format {
        Export::Csv | Export::CsvUtf8 => {
            let (file, columns) = waiting(&mut pieces).await?;
            (Source::File(file), columns)
        }
        Export::Json | Export::Xml | Export::Yaml => (Source::Pieces(pieces), Columns::default()),
    };
    let writing = Writing { format, columns, n_items: 0, list: JsonList::default(), source: Some(source) };
    let body = futures_util::stream::unfold(writing, |mut writing| async {
        let piece = writing.next().await?;
        // Too late for another status: the answer can only be broken off.
        if let Err(error) = &piece {
            tracing::error!(error = %crate::error::chain(error), "an export was broken off");
        }
        Some((piece, writing))
    });
    Ok(named(format, name, Body::from_stream(body.fuse())))
}

/// The items in a file, and the columns that they bring.
async fn waiting(pieces: &mut Pieces) -> Result<(File, Columns), EngineError> {
    let mut file = File::from_std(tempfile::tempfile().map_err(unexpected)?);
    let (mut list, mut items, mut columns) = (JsonList::default(), Vec::new(), Columns::default());
    while let Some(piece) = pieces.next().await {
        let piece = piece?;
        file.write_all(&piece).await.map_err(unexpected)?;
        list.feed(&piece, &mut items).map_err(unexpected)?;
        items.drain(..).for_each(|item| columns.note(&Json::Object(item)));
    }
    list.end().map_err(unexpected)?;
    file.flush().await.map_err(unexpected)?;
    file.rewind().await.map_err(unexpected)?;
    Ok((file, columns))
}

enum Source {
    Pieces(Pieces),
    File(File),
}

impl Source {
    async fn next(&mut self) -> Option<Result<Bytes, EngineError>> {
        match self {
            Self::Pieces(pieces) => pieces.next().await,
            Self::File(file) => {
                let mut piece = Vec::with_capacity(PIECE_BYTES);
                let read: io::Result<usize> = file.take(PIECE_BYTES as u64).read_to_end(&mut piece).await;
                match read {
                    Ok(0) => None,
                    Ok(_) => Some(Ok(piece.into())),
                    Err(error) => Some(Err(unexpected(error))),
                }
            }
        }
    }
}

/// An export on its way out.
struct Writing {
    format: Export,
    columns: Columns,
    n_items: usize,
    list: JsonList,
    /// `None` once everything is written.
    source: Option<Source>,
}

impl Writing {
    async fn next(&mut self) -> Option<Result<Bytes, EngineError>> {
        let mut out = Vec::new();
        while out.is_empty() {
            let written = if let Some(piece) = self.source.as_mut()?.next().await {
                piece.and_then(|piece| self.take(&piece, &mut out))
            } else {
                self.source = None;
                self.end(&mut out)
            };
            if let Err(error) = written {
                self.source = None;
                return Some(Err(error));
            }
        }
        Some(Ok(out.into()))
    }

    fn take(&mut self, piece: &[u8], out: &mut Vec<u8>) -> Result<(), EngineError> {
        let mut items = Vec::new();
        self.list.feed(piece, &mut items).map_err(unexpected)?;
        items.into_iter().try_for_each(|item| self.item(&Json::Object(item), out)).map_err(unexpected)
    }

    fn item(&mut self, item: &Json, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        let is_first = self.n_items == 0;
        self.n_items += 1;
        match self.format {
            Export::Csv | Export::CsvUtf8 => {
                if is_first {
                    self.begin_table(out);
                }
                self.columns.line(item, out);
            }
            Export::Json => {
                out.extend_from_slice(if is_first { b"[\n\t" } else { b",\n\t" });
                json::write_at(1, &serde_json::to_vec(item)?, out)?;
            }
            Export::Xml => {
                let mut text = if is_first { xml::HEAD.to_owned() } else { String::new() };
                xml::item(item, &mut text);
                out.extend_from_slice(text.as_bytes());
            }
            Export::Yaml => {
                let mut text = String::new();
                yaml::item(item, &mut text);
                out.extend_from_slice(text.as_bytes());
            }
        }
        Ok(())
    }

    fn begin_table(&self, out: &mut Vec<u8>) {
        if self.format == Export::CsvUtf8 {
            out.extend_from_slice(MARK.as_bytes());
        }
        self.columns.head(out);
    }

    fn end(&mut self, out: &mut Vec<u8>) -> Result<(), EngineError> {
        std::mem::take(&mut self.list).end().map_err(|error: Unreadable| unexpected(error))?;
        match (self.format, self.n_items) {
            (Export::Csv | Export::CsvUtf8, 0) => self.begin_table(out),
            (Export::Json, 0) => out.extend_from_slice(b"[]"),
            (Export::Json, _) => out.extend_from_slice(b"\n]"),
            (Export::Xml, 0) => out.extend_from_slice(xml::EMPTY.as_bytes()),
            (Export::Xml, _) => out.extend_from_slice(xml::FOOT.as_bytes()),
            (Export::Yaml, 0) => out.extend_from_slice(b"[]\n"),
            (Export::Csv | Export::CsvUtf8 | Export::Yaml, _) => {}
        }
        Ok(())
    }
}

fn unexpected(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::new(ErrorCode::InternalServerError, "An unexpected error occurred.").caused_by(error)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const ITEMS: &str = r#"[{"id":1,"t":"a, \"b\"","country":{"name":"x","codes":[1,{"n":[]}]},"n":12.50,"e":{}},{"id":2,"t":null,"country":null,"n":90071992547409931.10,"e":[]}]"#;

    /// What is written of `items` that come in pieces of this length.
    fn written(format: Export, items: &str, n_bytes: usize) -> Vec<u8> {
        let mut columns = Columns::default();
        for item in serde_json::from_str::<Vec<Json>>(items).unwrap() {
            columns.note(&item);
        }
        let mut writing = Writing { format, columns, n_items: 0, list: JsonList::default(), source: None };
        let mut out = Vec::new();
        for piece in items.as_bytes().chunks(n_bytes) {
            writing.take(piece, &mut out).unwrap();
        }
        writing.end(&mut out).unwrap();
        out
    }

    #[test]
    fn what_is_written_in_pieces_is_what_is_written_at_once() {
        for items in [ITEMS, "[]"] {
            for format in [Export::Csv, Export::Json, Export::Xml, Export::Yaml] {
                let mut whole = Vec::new();
                match format {
                    Export::Csv | Export::CsvUtf8 => super::super::csv::write(items.as_bytes(), &mut whole).unwrap(),
                    Export::Json => json::write(items.as_bytes(), &mut whole).unwrap(),
                    Export::Xml => xml::write(items.as_bytes(), &mut whole).unwrap(),
                    Export::Yaml => yaml::write(items.as_bytes(), &mut whole).unwrap(),
                }
                for n_bytes in [1, 7, 10_000] {
                    let pieces = written(format, items, n_bytes);
                    assert_eq!(String::from_utf8(pieces).unwrap(), String::from_utf8(whole.clone()).unwrap(), "{format:?}");
                }
            }
        }
    }
}
