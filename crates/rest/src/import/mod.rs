//! Rows of files that come in: CSV and JSON, read piece by piece as they arrive. Knows nothing of collections or fields.

mod csv;

use relata_engine::ImportRow;

use crate::json_list::JsonList;
pub(crate) use crate::json_list::Unreadable;
pub(crate) use csv::Csv;

/// Reads a file piece by piece.
#[derive(Debug)]
pub(crate) enum Reader {
    Csv(Csv),
    Json(JsonList),
}

impl Reader {
    /// A reader for a media type; `None` for what can't be imported.
    pub(crate) fn of(media_type: &str) -> Option<Self> {
        match media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
            // Some browsers take whatever ends in `.csv` for a file of a spreadsheet.
            "text/csv" | "application/vnd.ms-excel" => Some(Self::Csv(Csv::default())),
            "application/json" => Some(Self::Json(JsonList::default())),
            _ => None,
        }
    }

    /// Takes the next piece.
    pub(crate) fn feed(&mut self, piece: &[u8], rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        match self {
            Self::Csv(csv) => csv.feed(piece, rows),
            Self::Json(list) => {
                let mut items = Vec::new();
                list.feed(piece, &mut items)?;
                rows.extend(items.into_iter().map(ImportRow::Item));
                Ok(())
            }
        }
    }

    /// There is nothing more.
    pub(crate) fn end(self, rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        match self {
            Self::Csv(csv) => csv.end(rows),
            Self::Json(list) => list.end(),
        }
    }
}
