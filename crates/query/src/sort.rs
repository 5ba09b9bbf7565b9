//! Sort criteria as text: `name`, `-author.name`, `-year(birthday)`. What is printed reads back as the same criterion.

use std::fmt;

use smol_str::SmolStr;

use crate::{Direction, FieldPath, QueryError, Segment, Sort, place::Place};

impl Sort {
    /// Reads one criterion. A `*` is no wildcard here but the name of a field that doesn't exist.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let (direction, path) = text.strip_prefix('-').map_or((Direction::Ascending, text), |path| (Direction::Descending, path));
        let mut path = FieldPath::parse(path)?;
        if direction == Direction::Ascending && path.0.first().is_some_and(starts_with_minus) {
            return Err(Place::root(text).malformed("a field, with its minus in front of everything"));
        }
        for segment in &mut path.0 {
            if *segment == Segment::Wildcard {
                *segment = Segment::Field(SmolStr::new_static("*"));
            }
        }
        Ok(Self { direction, path })
    }
}

/// `year(-author.birthday)` would print as a descending criterion.
fn starts_with_minus(segment: &Segment) -> bool {
    match segment {
        Segment::Field(name) | Segment::Scoped { field: name, .. } => name.starts_with('-'),
        Segment::Function(..) | Segment::Wildcard => false,
    }
}

impl fmt::Display for Sort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.direction == Direction::Descending {
            f.write_str("-")?;
        }
        write!(f, "{}", self.path)
    }
}
