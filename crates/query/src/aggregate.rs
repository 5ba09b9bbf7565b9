//! `aggregate` and `alias`: objects whose keys are functions or new names.

use indexmap::IndexMap;
use serde_json::{Map, Value};
use smol_str::SmolStr;

use crate::{Aggregate, AggregateFunction, AggregateTarget, Bounds, FieldExpr, QueryError, place::Place};

/// Reads `{"count":"*","sum":["population"]}`; values are lists of fields.
pub(crate) fn read_aggregate(object: &Map<String, Value>, place: &Place<'_>, bounds: &Bounds) -> Result<Vec<Aggregate>, QueryError> {
    let mut aggregates = Vec::new();
    for (name, targets) in object {
        let place = place.child(name);
        let function = AggregateFunction::parse(name).ok_or_else(|| QueryError::UnknownFunction { function: name.clone() })?;
        if function == AggregateFunction::CountAll {
            aggregates.push(Aggregate { function, target: AggregateTarget::Items });
            continue;
        }
        let mut push = |target: &str| {
            if aggregates.len() >= bounds.max_names {
                return Err(place.too_large(bounds.max_names));
            }
            let target = match target.trim() {
                "*" if function == AggregateFunction::Count => AggregateTarget::Items,
                "*" => return Err(place.malformed("names of fields; only count takes *")),
                field => AggregateTarget::Field(SmolStr::new(field)),
            };
            aggregates.push(Aggregate { function, target });
            Ok(())
        };
        let malformed = || place.malformed("a comma list or an array of fields");
        match targets {
            Value::String(text) => text.split(',').try_for_each(push)?,
            Value::Array(items) => items.iter().try_for_each(|item| push(item.as_str().ok_or_else(malformed)?))?,
            _ => return Err(malformed()),
        }
    }
    Ok(aggregates)
}

/// Reads `{"capital":"cities","n":"count(cities)"}`: output name → field, or a function of one.
pub(crate) fn read_alias(
    object: &Map<String, Value>,
    place: &Place<'_>,
    bounds: &Bounds,
) -> Result<IndexMap<SmolStr, FieldExpr>, QueryError> {
    if object.len() > bounds.max_names {
        return Err(place.too_large(bounds.max_names));
    }
    let pairs = object.iter().map(|(name, field)| {
        let place = place.child(name);
        match field {
            Value::String(field) if name.contains('.') || field.contains('.') => {
                Err(place.malformed("a name for a field of the same level, without dots"))
            }
            Value::String(field) => Ok((SmolStr::new(name), FieldExpr::parse(field)?)),
            _ => Err(place.malformed("the name of a field")),
        }
    });
    pairs.collect()
}
