//! What must hold of files once a write has done its work: a row tells of bytes that were stored for it, and of nobody else's. Whoever
//! could name a place would read, overwrite and delete what lies there.
//!
//! Only an upload says where bytes are. Administrators may also say it of bytes that somebody has put into a location by hand.

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_schema::{FieldName, Value};
use relata_sql::count_rows;

use crate::events::RowChange;
use crate::files::COLLECTION;
use crate::read::Key;
use crate::write::{ChangeAction, WriteFailure, session::WriteSession};

use super::IntegrityError;

const LOCATION: &str = "storage";
const NAME: &str = "filename_disk";

/// Where bytes lie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) location: String,
    pub(crate) name: String,
}

impl Placed {
    /// Where the bytes lie of which a file's row tells.
    pub(crate) fn of(row: &IndexMap<FieldName, Value>) -> Option<Self> {
        let text = |wanted: &str| {
            let found = row.iter().find(|(name, _)| name.as_str() == wanted).and_then(|(_, value)| Key::of_value(value));
            found.map(|key| key.to_string())
        };
        Some(Self { location: text(LOCATION)?, name: text(NAME)? })
    }
}

/// Whether a column of `directus_files` tells of the bytes, which no write of the row brings back or changes.
pub(crate) fn tells_of_bytes(column: &str) -> bool {
    [LOCATION, NAME, "filesize", "type", "width", "height", "uploaded_on"].contains(&column)
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks files, as far as the write has given any another place.
    pub(super) async fn check_files(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        for row in rows.iter().filter(|row| row.collection().as_str() == COLLECTION && row.action() != ChangeAction::Delete) {
            if row.written(LOCATION).is_some() || row.written(NAME).is_some() {
                self.check_place(row).await?;
            }
        }
        Ok(())
    }

    async fn check_place(&mut self, row: &RowChange) -> Result<(), WriteFailure> {
        let text = |value: Option<&Value>| value.and_then(Key::of_value).map(|key| key.to_string());
        let column = |name: &str| FieldName::parse(name).map_err(|_| WriteFailure::Forbidden);
        let (location, name) = (column(LOCATION)?, column(NAME)?);
        let (before, after) = (text(row.change.before(&name)), text(row.change.after(&name)));
        let Some(after) = after else {
            // Nobody loses bytes in passing.
            return if before.is_none() || self.asker.is_admin() { Ok(()) } else { Err(IntegrityError::PlacedByHand.into()) };
        };
        let place = Placed { location: text(row.change.after(&location)).unwrap_or_default(), name: after };
        if !self.asker.is_admin() && !self.rights.placed.contains(&place) {
            return Err(IntegrityError::PlacedByHand.into());
        }
        let same = [(location, Value::text(&place.location)), (name, Value::text(&place.name))];
        let found = self.tx.fetch(&count_rows(self.dialect, row.collection(), &same)).await?;
        let is_alone = found.cell(0, 0).as_i64() == Some(1);
        if is_alone { Ok(()) } else { Err(IntegrityError::BytesOfAnother { location: place.location, name: place.name }.into()) }
    }
}
