//! Parameters to a query: the one door for reads, whether they came in a query string or as JSON. Follows Directus's public
//! documentation of query parameters.
//!
//! Unknown parameters (`access_token`, `version`, …) are passed over: they belong to others.

use std::borrow::Cow;

use serde_json::{Map, Value};
use smol_str::SmolStr;

use crate::{
    Bounds, Deep, Export, FieldExpr, FieldPath, Filter, MetaRequest, Query, QueryError, Sort, aggregate,
    list::{Elements, read_list},
    number,
    place::Place,
};

/// Reads the parameters of a request: the tree of its query string, or the `query` object of a SEARCH body.
pub fn parse_query(params: &Map<String, Value>, bounds: &Bounds) -> Result<Query, QueryError> {
    let mut query = Query::default();
    for (name, value) in params {
        let place = Place::root(name);
        match name.as_str() {
            "fields" => query.fields = read_list(value, Elements::Split, &place, bounds, FieldPath::parse)?,
            "deep" => query.deep = deep(value, &place, bounds)?,
            "meta" => query.meta = meta(value, &place)?,
            "export" => query.export = export(value, &place)?,
            "backlink" => query.backlink = backlink(value),
            name => level(&mut query, name, value, &place, bounds)?,
        }
    }
    Ok(query)
}

/// The parameters that nested lists have too (there with an underscore in front).
fn level(query: &mut Query, name: &str, value: &Value, place: &Place<'_>, bounds: &Bounds) -> Result<(), QueryError> {
    match name {
        "filter" => {
            query.filter = match json(value, place)? {
                None => None,
                Some(filter) => Some(Filter::parse_at(&filter, place, bounds)?),
            }
        }
        "search" => query.search = search(value, place)?,
        "sort" => query.sort = read_list(value, Elements::Whole, place, bounds, Sort::parse)?,
        "limit" => query.limit = number::read_limit(value, place)?,
        "offset" => query.offset = number::read_count(value, place)?,
        "page" => query.page = number::read_count(value, place)?,
        "alias" => query.alias = with_object(value, place, |object| aggregate::read_alias(object, place, bounds))?,
        "aggregate" => query.aggregate = with_object(value, place, |object| aggregate::read_aggregate(object, place, bounds))?,
        "groupBy" => query.group = read_list(value, Elements::Split, place, bounds, FieldExpr::parse)?.unwrap_or_default(),
        _ => {}
    }
    Ok(())
}

/// Nested parameters. What isn't an object says nothing, nor does a text that isn't JSON.
fn deep(value: &Value, place: &Place<'_>, bounds: &Bounds) -> Result<Deep, QueryError> {
    match json(value, place) {
        Ok(Some(tree)) => Ok(nested(&tree, place, 0, bounds)?.deep),
        Ok(None) | Err(_) => Ok(Deep::default()),
    }
}

/// One level of nested parameters: keys with an underscore are parameters of this level (there are none at the root), others lead
/// further down.
fn nested(tree: &Value, place: &Place<'_>, depth: usize, bounds: &Bounds) -> Result<Query, QueryError> {
    let mut query = Query::default();
    if depth > bounds.max_depth {
        return Err(place.too_large(bounds.max_depth));
    }
    for (key, value) in tree.as_object().into_iter().flatten() {
        let place = place.child(key);
        match key.strip_prefix('_') {
            Some(_) if depth == 0 => {}
            Some(name) => level(&mut query, name, value, &place, bounds)?,
            None if value.is_object() => {
                query.deep.insert(SmolStr::new(key), nested(value, &place, depth + 1, bounds)?);
            }
            None => {}
        }
    }
    Ok(query)
}

fn search(value: &Value, place: &Place<'_>) -> Result<Option<String>, QueryError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        Value::Number(number) => Ok(Some(number.to_string())),
        _ => Err(place.malformed("a text")),
    }
}

fn meta(value: &Value, place: &Place<'_>) -> Result<MetaRequest, QueryError> {
    let mut request = MetaRequest::default();
    let mut add = |name: &str| {
        match name {
            "total_count" => request.total_count = true,
            "filter_count" => {
                request.filter_count_first |= !request.total_count;
                request.filter_count = true;
            }
            _ => return Err(place.malformed("*, or a list of total_count and filter_count")),
        }
        Ok(())
    };
    match value {
        Value::Null => {}
        Value::String(text) if text.is_empty() => {}
        Value::String(text) if text == "*" => request = MetaRequest { total_count: true, filter_count: true, filter_count_first: false },
        Value::String(text) => text.split(',').try_for_each(add)?,
        Value::Array(items) => items.iter().try_for_each(|item| add(item.as_str().unwrap_or_default()))?,
        _ => add("")?,
    }
    Ok(request)
}

fn export(value: &Value, place: &Place<'_>) -> Result<Option<Export>, QueryError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        value => {
            let format = value.as_str().and_then(Export::parse);
            format.map(Some).ok_or_else(|| place.malformed("csv, csv_utf8, json, xml or yaml"))
        }
    }
}

/// Only a plain "false" is false.
fn backlink(value: &Value) -> Option<bool> {
    match value {
        Value::Null => None,
        Value::Bool(flag) => Some(*flag),
        value => Some(value.as_str() != Some("false")),
    }
}

/// A parameter that holds an object, or a text with JSON in it; None if there is nothing to read.
fn json<'v>(value: &'v Value, place: &Place<'_>) -> Result<Option<Cow<'v, Value>>, QueryError> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text.is_empty() => Ok(None),
        Value::String(text) => serde_json::from_str(text).map(|tree| Some(Cow::Owned(tree))).map_err(|_| place.invalid_json()),
        value => Ok(Some(Cow::Borrowed(value))),
    }
}

fn with_object<T: Default>(
    value: &Value,
    place: &Place<'_>,
    read: impl FnOnce(&Map<String, Value>) -> Result<T, QueryError>,
) -> Result<T, QueryError> {
    match json(value, place)? {
        None => Ok(T::default()),
        Some(tree) => read(tree.as_object().ok_or_else(|| place.malformed("an object"))?),
    }
}
