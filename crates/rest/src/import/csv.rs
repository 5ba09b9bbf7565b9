//! CSV after RFC 4180: the first line names the fields, nested ones as `country.name`; quoted cells may hold line breaks and doubled
//! quotes. Cells are separated by commas, semicolons or tabs, whichever the first line has most of.

use std::sync::Arc;

use relata_engine::ImportRow;

use super::Unreadable;

/// The longest first line.
const MAX_HEAD_BYTES: usize = 1024 * 1024;

/// What spreadsheets put before UTF-8.
const MARK: &[u8] = "\u{feff}".as_bytes();

/// A file that is read piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Csv {
    /// The first line, until it is complete; then what stood before it tells how to read on.
    head: Vec<u8>,
    /// How cells are separated; not known before the first line is complete.
    separator: Option<u8>,
    names: Vec<Arc<str>>,
    n_rows: usize,
    cells: Vec<Cell>,
    cell: Cell,
    quotes: Quotes,
}

#[derive(Debug, Default)]
struct Cell {
    bytes: Vec<u8>,
    quoted: bool,
}

/// Where the next byte stands.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Quotes {
    #[default]
    Outside,
    Inside,
    /// Behind a quote inside: another one makes it a character, anything else ends the quoted part.
    Behind,
}

impl Csv {
    pub(super) fn feed(&mut self, piece: &[u8], rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        if self.separator.is_some() {
            return self.read(piece, rows);
        }
        self.head.extend_from_slice(piece);
        match end_of_line(&self.head) {
            Some(_) => self.begin(rows),
            None if self.head.len() > MAX_HEAD_BYTES => Err(self.unreadable("The first line, which names the fields, doesn't end.")),
            None => Ok(()),
        }
    }

    pub(super) fn end(mut self, rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        if self.separator.is_none() {
            self.begin(rows)?;
        }
        if self.quotes == Quotes::Inside {
            return Err(self.unreadable("A quote is opened and never closed."));
        }
        if !self.cells.is_empty() || !self.cell.bytes.is_empty() || self.cell.quoted {
            self.end_row(rows)?;
        }
        Ok(())
    }

    /// Chooses the separator and reads what has been kept so far.
    fn begin(&mut self, rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        let head = std::mem::take(&mut self.head);
        let head = head.strip_prefix(MARK).unwrap_or(&head);
        let line = &head[..end_of_line(head).unwrap_or(head.len())];
        let count = |separator: u8| {
            let mut inside = false;
            line.iter()
                .filter(|byte| {
                    inside ^= **byte == b'"';
                    !inside && **byte == separator
                })
                .count()
        };
        // Of equally frequent ones the first.
        let separator = [b'\t', b';', b','].into_iter().max_by_key(|separator| count(*separator)).unwrap_or(b',');
        self.separator = Some(separator);
        self.read(head, rows)
    }

    fn read(&mut self, piece: &[u8], rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        let separator = self.separator.unwrap_or(b',');
        for byte in piece.iter().copied() {
            match (self.quotes, byte) {
                (Quotes::Inside, b'"') => self.quotes = Quotes::Behind,
                (Quotes::Inside, byte) => self.cell.bytes.push(byte),
                (Quotes::Behind, b'"') => {
                    self.cell.bytes.push(b'"');
                    self.quotes = Quotes::Inside;
                }
                (Quotes::Outside, b'"') if self.cell.bytes.is_empty() => {
                    self.cell.quoted = true;
                    self.quotes = Quotes::Inside;
                }
                (_, byte) if byte == separator => {
                    self.quotes = Quotes::Outside;
                    self.cells.push(std::mem::take(&mut self.cell));
                }
                (_, b'\n') => {
                    self.quotes = Quotes::Outside;
                    self.end_row(rows)?;
                }
                (_, byte) => {
                    self.quotes = Quotes::Outside;
                    self.cell.bytes.push(byte);
                }
            }
        }
        Ok(())
    }

    fn end_row(&mut self, rows: &mut Vec<ImportRow>) -> Result<(), Unreadable> {
        // The end of a line may be two characters.
        if self.cell.bytes.last() == Some(&b'\r') {
            self.cell.bytes.pop();
        }
        self.cells.push(std::mem::take(&mut self.cell));
        let cells = std::mem::take(&mut self.cells);
        let is_blank = cells.len() == 1 && cells.iter().all(|cell| cell.bytes.is_empty() && !cell.quoted);
        if is_blank {
            return Ok(());
        }
        let mut texts = Vec::with_capacity(cells.len());
        for Cell { bytes, quoted } in cells {
            let text = String::from_utf8(bytes).map_err(|_| self.unreadable("The file isn't UTF-8."))?;
            texts.push((text, quoted));
        }
        if self.names.is_empty() {
            self.names = texts.into_iter().map(|(name, _)| Arc::from(name.trim())).collect();
            return Ok(());
        }
        if texts.iter().skip(self.names.len()).any(|(text, _)| !text.is_empty()) {
            return Err(self.unreadable(&format!("The row has {} cells, the first line only {}.", texts.len(), self.names.len())));
        }
        self.n_rows += 1;
        let given = self.names.iter().zip(texts).filter(|(name, (text, quoted))| !name.is_empty() && (*quoted || !text.is_empty()));
        rows.push(ImportRow::Cells(given.map(|(name, (text, _))| (Arc::clone(name), text)).collect()));
        Ok(())
    }

    fn unreadable(&self, reason: &str) -> Unreadable {
        Unreadable { row: self.n_rows + 1, reason: reason.to_owned() }
    }
}

/// Where the first line ends, if it does; line breaks within quotes don't end it.
fn end_of_line(text: &[u8]) -> Option<usize> {
    let mut inside = false;
    text.iter().position(|byte| {
        inside ^= *byte == b'"';
        !inside && *byte == b'\n'
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads a file whole, and in pieces of one byte: both must say the same.
    fn read(text: &str) -> Result<Vec<String>, Unreadable> {
        let read_in = |pieces: std::slice::Chunks<'_, u8>| {
            let (mut csv, mut rows) = (Csv::default(), Vec::new());
            for piece in pieces {
                csv.feed(piece, &mut rows)?;
            }
            csv.end(&mut rows)?;
            let printed = rows.into_iter().map(|row| match row {
                ImportRow::Cells(cells) => cells.iter().map(|(name, text)| format!("{name}={text}")).collect::<Vec<_>>().join("|"),
                ImportRow::Item(item) => format!("{item:?}"),
            });
            Ok(printed.collect::<Vec<_>>())
        };
        let whole = read_in(text.as_bytes().chunks(text.len().max(1)));
        assert_eq!(whole, read_in(text.as_bytes().chunks(1)));
        whole
    }

    #[test]
    fn rows_are_cells_by_name() {
        assert_eq!(read("a,b\n1,2\n3,\n\n,\"\"\n").as_deref(), Ok(&["a=1|b=2".into(), "a=3".into(), "b=".into()][..]));
        assert_eq!(read("\u{feff}a;b\r\n1;\"2;\r\n\"\"3\"\"\"\r\n").as_deref(), Ok(&["a=1|b=2;\r\n\"3\"".into()][..]));
        assert_eq!(read("a\tb,c\td\nx\t\ty").as_deref(), Ok(&["a=x|d=y".into()][..]));
        assert_eq!(read("").as_deref(), Ok(&[][..]));
        assert_eq!(read("a,b").as_deref(), Ok(&[][..]));
    }

    #[test]
    fn what_can_not_be_read_is_refused_with_its_row() {
        let refused = |text: &str| read(text).map_err(|error| error.row);
        assert_eq!(refused("a,b\n1,2\n1,2,3\n"), Err(2));
        assert_eq!(refused("a\n1\n\"2\n"), Err(2));
        let (mut csv, mut rows) = (Csv::default(), Vec::new());
        assert_eq!(csv.feed(b"a\n1\n\xff\n", &mut rows).map_err(|error| error.row), Err(2));
    }
}
