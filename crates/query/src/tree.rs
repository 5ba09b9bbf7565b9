//! The tree that grows while a query string is read. Keeps the memory that one hostile parameter can claim small.

use serde_json::{Map, Value};

use crate::{Bounds, QueryError, place::Place};

/// A tree of parameters. An index beyond the end of an array leaves holes, kept as nulls (no parameter's value is one) and closed at
/// the end, as `qs` does with sparse arrays.
pub(crate) struct Tree<'b> {
    root: Map<String, Value>,
    bounds: &'b Bounds,
    n_holes: usize,
}

/// What a bracketed key means.
enum Step<'k> {
    /// `[]`
    Append,
    /// `[3]`
    Index(usize),
    /// `[name]`
    Key(&'k str),
}

impl<'b> Tree<'b> {
    pub(crate) fn new(bounds: &'b Bounds) -> Self {
        Self { root: Map::new(), bounds, n_holes: 0 }
    }

    /// Adds one value. A parameter without a name counts for nothing.
    pub(crate) fn insert(&mut self, parameter: &str, keys: &[&str], value: String) -> Result<(), QueryError> {
        if parameter.is_empty() {
            return Ok(());
        }
        if keys.len() > self.bounds.max_key_depth {
            return Err(Place::root(parameter).too_large(self.bounds.max_key_depth));
        }
        let bounds = self.bounds;
        let mut place = self.root.entry(parameter).or_insert(Value::Null);
        for (n, key) in keys.iter().enumerate() {
            let step = Step::read(key, bounds);
            place = if n + 1 == keys.len() && step.is_taken(place) {
                append(place, bounds.max_array)
            } else {
                descend(place, &step, bounds.max_array, &mut self.n_holes)
            };
        }
        if place.is_null() {
            *place = Value::String(value);
        } else {
            add(place, value, bounds.max_array);
        }
        if self.n_holes > bounds.max_array.saturating_mul(8) {
            return Err(Place::root(parameter).too_large(bounds.max_array));
        }
        Ok(())
    }

    /// The tree without holes.
    pub(crate) fn finish(mut self) -> Map<String, Value> {
        if self.n_holes > 0 {
            self.root.values_mut().for_each(close_holes);
        }
        self.root
    }
}

impl<'k> Step<'k> {
    fn read(key: &'k str, bounds: &Bounds) -> Self {
        if key.is_empty() {
            return Self::Append;
        }
        let is_canonical = key.bytes().all(|byte| byte.is_ascii_digit()) && (key == "0" || !key.starts_with('0'));
        match key.parse() {
            Ok(index) if is_canonical && index < bounds.max_array => Self::Index(index),
            _ => Self::Key(key),
        }
    }

    /// Whether a value can't go where this leads because a list has one there: then it goes to the end of the list.
    fn is_taken(&self, place: &Value) -> bool {
        match (self, place) {
            (Self::Append, _) | (Self::Index(_), Value::String(_)) => true,
            (Self::Index(index), Value::Array(items)) => items.get(*index).is_some_and(|item| !item.is_null()),
            _ => false,
        }
    }
}

/// The place that a step leads to, made (as null) if it isn't there.
fn descend<'t>(place: &'t mut Value, step: &Step<'_>, max_array: usize, n_holes: &mut usize) -> &'t mut Value {
    let index = match step {
        Step::Key(key) => {
            let object = if place.is_string() { append(place, max_array) } else { place };
            return as_object(object).entry(*key).or_insert(Value::Null);
        }
        Step::Append => 0,
        Step::Index(index) => *index,
    };
    match place {
        Value::Object(object) => object.entry(index.to_string()).or_insert(Value::Null),
        Value::Array(items) if items.get(index).is_some_and(Value::is_string) => append(place, max_array),
        Value::String(_) => append(place, max_array),
        _ => {
            let items = as_array(place);
            if index >= items.len() {
                *n_holes += index - items.len();
                items.resize(index + 1, Value::Null);
            }
            &mut items[index]
        }
    }
}

/// A new place (null) at the end of a list; a value that isn't a list becomes its first element.
fn append(place: &mut Value, max_array: usize) -> &mut Value {
    let is_full = place.is_object() || place.as_array().is_some_and(|items| items.len() >= max_array);
    if is_full {
        let object = as_object(place);
        let next = object.len().to_string();
        return object.entry(next).or_insert(Value::Null);
    }
    let items = as_array(place);
    let last = items.len();
    items.push(Value::Null);
    &mut items[last]
}

/// Adds a value to a place that already has one: they become a list, unless the one there is an object (but not a former list).
fn add(place: &mut Value, value: String, max_array: usize) {
    match place {
        Value::Object(object) if !is_former_list(object) => {
            object.insert(value, Value::Bool(true));
        }
        _ => *append(place, max_array) = Value::String(value),
    }
}

/// Whether an object was a list before that became too long.
fn is_former_list(object: &Map<String, Value>) -> bool {
    object.keys().next().is_some_and(|key| key == "0") && object.keys().next_back().is_some_and(|key| key.parse() == Ok(object.len() - 1))
}

fn as_array(place: &mut Value) -> &mut Vec<Value> {
    if !place.is_array() {
        let first = place.take();
        *place = Value::Array(if first.is_null() { Vec::new() } else { vec![first] });
    }
    match place {
        Value::Array(items) => items,
        _ => unreachable!("made an array above"),
    }
}

/// Turns a place into an object; a list's elements get their indices as keys.
fn as_object(place: &mut Value) -> &mut Map<String, Value> {
    if !place.is_object() {
        let items = std::mem::take(as_array(place)).into_iter().enumerate();
        let pairs = items.filter(|(_, item)| !item.is_null()).map(|(index, item)| (index.to_string(), item));
        *place = Value::Object(pairs.collect());
    }
    match place {
        Value::Object(object) => object,
        _ => unreachable!("made an object above"),
    }
}

fn close_holes(place: &mut Value) {
    match place {
        Value::Array(items) => {
            items.retain(|item| !item.is_null());
            items.iter_mut().for_each(close_holes);
        }
        Value::Object(object) => object.values_mut().for_each(close_holes),
        _ => {}
    }
}
