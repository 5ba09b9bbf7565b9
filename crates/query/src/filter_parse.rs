//! Filters from JSON or from a query string's tree. Follows Directus's public filter reference; where Directus drops a condition in
//! silence (a `_between` of one value, a `_some` without a list), this refuses it.
//!
//! Types nothing: `"1"` stays text until the plan knows the field.

use serde_json::{Map, Value};
use smol_str::{SmolStr, format_smolstr};

use crate::{Bounds, Filter, FilterKey, Operator, Quantifier, QueryError, operand, place::Place};

impl Filter {
    /// Reads a filter from its JSON form.
    pub fn parse(json: &Value, bounds: &Bounds) -> Result<Self, QueryError> {
        Self::parse_at(json, &Place::root("filter"), bounds)
    }

    pub(crate) fn parse_at(json: &Value, place: &Place<'_>, bounds: &Bounds) -> Result<Self, QueryError> {
        let mut parser = Parser { bounds, n_nodes: 0 };
        parser.filter(json, Subject::Item, 0, place)
    }
}

/// What the conditions at a place are about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// An item: only fields can be compared.
    Item,
    /// A key: its value can be compared.
    Key,
}

struct Parser<'b> {
    bounds: &'b Bounds,
    n_nodes: usize,
}

impl Parser<'_> {
    fn filter(&mut self, json: &Value, subject: Subject, depth: usize, place: &Place<'_>) -> Result<Filter, QueryError> {
        match json {
            Value::Object(entries) => self.all(entries, subject, depth, place),
            // Directus takes an array's indices for keys, so that `{"id":[1]}` is about a field "0", which doesn't exist.
            Value::Array(items) => {
                let keys = (0..items.len()).map(|index| format_smolstr!("{index}"));
                self.fields(keys.zip(items), depth, place)
            }
            Value::Null => Err(place.malformed("a condition; use _null to look for empty values")),
            value if subject == Subject::Key => {
                self.enter(depth, place)?;
                Ok(Filter::Is(Operator::Eq, operand::read(Operator::Eq, value, place, self.bounds)?))
            }
            _ => Err(place.malformed("an object with fields as its keys")),
        }
    }

    /// The entries of an object: all must hold.
    fn all(&mut self, entries: &Map<String, Value>, subject: Subject, depth: usize, place: &Place<'_>) -> Result<Filter, QueryError> {
        if let (1, Some((key, value))) = (entries.len(), entries.iter().next()) {
            return self.entry(key, value, subject, depth, place);
        }
        self.enter(depth, place)?;
        let parts = entries.iter().map(|(key, value)| self.entry(key, value, subject, depth + 1, place));
        parts.collect::<Result<_, _>>().map(Filter::And)
    }

    /// Conditions on fields by name.
    fn fields<'v>(
        &mut self,
        fields: impl ExactSizeIterator<Item = (SmolStr, &'v Value)>,
        depth: usize,
        place: &Place<'_>,
    ) -> Result<Filter, QueryError> {
        self.enter(depth, place)?;
        let parts = fields.map(|(name, value)| {
            self.enter(depth + 1, place)?;
            let condition = self.filter(value, Subject::Key, depth + 2, &place.child(&name))?;
            Ok(Filter::On(FilterKey::Field(name), Box::new(condition)))
        });
        parts.collect::<Result<_, _>>().map(Filter::And)
    }

    fn entry(&mut self, key: &str, value: &Value, subject: Subject, depth: usize, place: &Place<'_>) -> Result<Filter, QueryError> {
        self.enter(depth, place)?;
        let here = place.child(key);
        if !key.starts_with('_') {
            let condition = self.filter(value, Subject::Key, depth + 1, &here)?;
            return Ok(Filter::On(FilterKey::parse(key)?, Box::new(condition)));
        }
        match key {
            "_and" => self.group(value, subject, depth, &here).map(Filter::And),
            "_or" => self.group(value, subject, depth, &here).map(Filter::Or),
            "_some" | "_none" if subject == Subject::Item => Err(here.malformed("inside a list's name")),
            "_some" => self.members(Quantifier::Some, value, depth, &here),
            "_none" => self.members(Quantifier::None, value, depth, &here),
            _ => {
                let operator = Operator::parse(key).ok_or_else(|| QueryError::UnknownOperator { operator: key.to_owned() })?;
                if subject == Subject::Item {
                    return Err(here.malformed("inside a field's name"));
                }
                Ok(Filter::Is(operator, operand::read(operator, value, &here, self.bounds)?))
            }
        }
    }

    fn members(&mut self, quantifier: Quantifier, value: &Value, depth: usize, place: &Place<'_>) -> Result<Filter, QueryError> {
        let condition = self.filter(value, Subject::Item, depth + 1, place)?;
        Ok(Filter::Members(quantifier, Box::new(condition)))
    }

    /// The members of `_and` and `_or`: an array, or an object with indices as keys, which long lists in a query string become.
    fn group(&mut self, value: &Value, subject: Subject, depth: usize, place: &Place<'_>) -> Result<Vec<Filter>, QueryError> {
        match value {
            Value::Array(items) => items.iter().map(|item| self.filter(item, subject, depth + 1, place)).collect(),
            Value::Object(entries) if !entries.is_empty() && entries.keys().all(|key| is_index(key)) => {
                entries.values().map(|item| self.filter(item, subject, depth + 1, place)).collect()
            }
            _ => Err(place.malformed("an array of filters")),
        }
    }

    fn enter(&mut self, depth: usize, place: &Place<'_>) -> Result<(), QueryError> {
        if depth >= self.bounds.max_depth {
            return Err(place.too_large(self.bounds.max_depth));
        }
        self.n_nodes += 1;
        if self.n_nodes > self.bounds.max_filter_nodes {
            return Err(place.too_large(self.bounds.max_filter_nodes));
        }
        Ok(())
    }
}

fn is_index(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_digit())
}
