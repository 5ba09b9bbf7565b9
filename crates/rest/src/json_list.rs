//! A list of items as JSON, cut into its items as it arrives: the whole never stands in memory.

use serde_json::{Map, Value as Json};

/// Why a list can't be read, and from which item on, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("row {row}: {reason}")]
pub(crate) struct Unreadable {
    pub(crate) row: usize,
    pub(crate) reason: String,
}

/// A list that is read piece by piece.
#[derive(Debug, Default)]
pub(crate) struct JsonList {
    place: Place,
    /// What there is of the next item.
    item: Vec<u8>,
    /// How deep the next byte stands in it.
    depth: usize,
    text: Text,
    n_rows: usize,
    /// Whether an item must follow: there was a comma.
    owes_item: bool,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Place {
    #[default]
    Before,
    Within,
    Behind,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Text {
    #[default]
    Outside,
    Inside,
    Escaped,
}

impl JsonList {
    /// Takes the next piece; adds the items that are complete.
    pub(crate) fn feed(&mut self, piece: &[u8], items: &mut Vec<Map<String, Json>>) -> Result<(), Unreadable> {
        for byte in piece.iter().copied() {
            match self.place {
                Place::Before if byte == b'[' => self.place = Place::Within,
                // The mark before UTF-8 isn't part of the text.
                Place::Before if byte.is_ascii_whitespace() || "\u{feff}".as_bytes().contains(&byte) => {}
                Place::Before => return Err(self.unreadable("The file has to hold a list of items.")),
                Place::Within => self.within(byte, items)?,
                Place::Behind if byte.is_ascii_whitespace() => {}
                Place::Behind => return Err(self.unreadable("Something stands behind the end of the list.")),
            }
        }
        Ok(())
    }

    /// There is nothing more.
    pub(crate) fn end(self) -> Result<(), Unreadable> {
        match self.place {
            Place::Behind => Ok(()),
            _ => Err(self.unreadable("The list of items doesn't end.")),
        }
    }

    fn within(&mut self, byte: u8, items: &mut Vec<Map<String, Json>>) -> Result<(), Unreadable> {
        match (self.text, byte) {
            (Text::Inside, b'\\') => self.text = Text::Escaped,
            (Text::Escaped, _) | (Text::Outside, b'"') => self.text = Text::Inside,
            (Text::Inside, b'"') => self.text = Text::Outside,
            (Text::Outside, b'{' | b'[') => self.depth += 1,
            (Text::Outside, b',') if self.depth == 0 => {
                self.owes_item = true;
                return self.end_item(items);
            }
            (Text::Outside, b']') if self.depth == 0 => {
                self.place = Place::Behind;
                let is_empty = self.item.iter().all(u8::is_ascii_whitespace);
                return if is_empty && !self.owes_item { Ok(()) } else { self.end_item(items) };
            }
            (Text::Outside, b'}' | b']') => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.item.push(byte);
        Ok(())
    }

    fn end_item(&mut self, items: &mut Vec<Map<String, Json>>) -> Result<(), Unreadable> {
        let item = std::mem::take(&mut self.item);
        match serde_json::from_slice(&item) {
            Ok(Json::Object(item)) => {
                items.push(item);
                self.n_rows += 1;
                Ok(())
            }
            Ok(_) => Err(self.unreadable("Each entry of the list has to be an object.")),
            Err(error) => Err(self.unreadable(&format!("The entry is no JSON ({error})."))),
        }
    }

    fn unreadable(&self, reason: &str) -> Unreadable {
        Unreadable { row: self.n_rows + 1, reason: reason.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, usize> {
        let read_in = |pieces: std::slice::Chunks<'_, u8>| {
            let (mut list, mut rows) = (JsonList::default(), Vec::new());
            for piece in pieces {
                list.feed(piece, &mut rows).map_err(|error| error.row)?;
            }
            list.end().map_err(|error| error.row)?;
            Ok(rows.into_iter().map(|item| Json::Object(item).to_string()).collect::<Vec<_>>())
        };
        let whole = read_in(text.as_bytes().chunks(text.len().max(1)));
        assert_eq!(whole, read_in(text.as_bytes().chunks(1)));
        whole
    }

    #[test]
    fn items_are_cut_out_of_the_list() {
        let items = r#"[{"a":"],\"{"},{"b":[1,{"c":"}"}]}]"#;
        assert_eq!(read(items), Ok(vec![r#"{"a":"],\"{"}"#.to_owned(), r#"{"b":[1,{"c":"}"}]}"#.to_owned()]));
        assert_eq!((read("[]"), read(" [ \n] ")), (Ok(vec![]), Ok(vec![])));
    }

    #[test]
    fn what_is_no_list_of_items_is_refused_with_its_row() {
        let refused =
            [("{}", 1), ("", 1), ("[{}", 1), ("[{},3]", 2), ("[{},]", 2), ("[,{}]", 1), ("[{}] x", 2), ("[{}} ]", 1), ("[{\"a\":}]", 1)];
        for (text, row) in refused {
            assert_eq!(read(text), Err(row), "{text}");
        }
    }
}
