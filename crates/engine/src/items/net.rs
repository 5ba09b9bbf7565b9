//! Several recorded writes as one: what each row was before the first, and what it is after the last. Pure.

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

type Columns = IndexMap<SmolStr, Json>;

/// What all writes together did to one row.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Net {
    pub(super) collection: SmolStr,
    pub(super) item: SmolStr,
    /// Whether it was there before.
    pub(super) existed: bool,
    /// Whether it is there now.
    pub(super) exists: bool,
    /// What changed columns held before; all columns of a row that went.
    pub(super) before: Columns,
    /// What they were given at last.
    pub(super) after: Columns,
    /// The collection under which it was made, and the field; none of what came back.
    pub(super) below: Option<(SmolStr, Option<SmolStr>)>,
}

/// The net changes of records, which stand from the oldest to the newest. Rows stand in the order in which they are met first.
pub(super) fn net_changes(records: &[Json]) -> Vec<Net> {
    let mut nets: IndexMap<(SmolStr, SmolStr), Net> = IndexMap::new();
    for record in records {
        let rows = record.as_array().map(Vec::as_slice).unwrap_or_default();
        for row in rows {
            let (Some(collection), Some(item)) = (text(row, "collection"), text(row, "item")) else { continue };
            let (before, after) = (columns(row, "before"), columns(row, "after"));
            let net = nets.entry((collection.clone(), item.clone())).or_insert_with(|| Net {
                collection,
                item,
                existed: text(row, "action").as_deref() != Some("create"),
                exists: true,
                before: Columns::new(),
                after: Columns::new(),
                below: below(rows, row),
            });
            if net.existed {
                before.into_iter().for_each(|(name, value)| {
                    net.before.entry(name).or_insert(value);
                });
            }
            net.after.extend(after);
            net.exists = text(row, "action").as_deref() != Some("delete");
        }
    }
    nets.into_values().collect()
}

fn text(row: &Json, name: &str) -> Option<SmolStr> {
    row.get(name).and_then(Json::as_str).map(SmolStr::new)
}

fn columns(row: &Json, name: &str) -> Columns {
    let empty = Map::new();
    let object = row.get(name).and_then(Json::as_object).unwrap_or(&empty);
    object.iter().map(|(name, value)| (SmolStr::new(name), value.clone())).collect()
}

fn below(rows: &[Json], row: &Json) -> Option<(SmolStr, Option<SmolStr>)> {
    let parent = row.get("parent").and_then(Json::as_u64).and_then(|at| usize::try_from(at).ok())?;
    Some((text(rows.get(parent)?, "collection")?, text(row, "field")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn row(action: &str, before: impl Into<Json>, after: impl Into<Json>) -> Json {
        let (before, after): (Json, Json) = (before.into(), after.into());
        json!({"collection": "members", "item": "1", "action": action, "before": before, "after": after})
    }

    fn net(records: &[Json]) -> (bool, bool, Json, Json) {
        let net = net_changes(records).pop().unwrap();
        (net.existed, net.exists, json!(net.before), json!(net.after))
    }

    #[test]
    fn only_the_first_before_and_the_last_after_count() {
        let (first, second) =
            (row("update", json!({"a": 1}), json!({"a": 2})), row("update", json!({"a": 2, "b": 1}), json!({"a": 3, "b": 2})));
        assert_eq!(net(&[json!([first]), json!([second])]), (true, true, json!({"a": 1, "b": 1}), json!({"a": 3, "b": 2})));
    }

    #[test]
    fn a_row_that_went_was_what_it_was_before_the_first_change() {
        let (changed, gone) = (row("update", json!({"a": 1}), json!({"a": 2})), row("delete", json!({"id": 1, "a": 2}), Json::Null));
        assert_eq!(net(&[json!([changed]), json!([gone])]), (true, false, json!({"a": 1, "id": 1}), json!({"a": 2})));
    }

    #[test]
    fn a_row_that_came_and_went_was_never_there() {
        let (made, gone) = (row("create", Json::Null, json!({"a": 1})), row("delete", json!({"id": 1, "a": 1}), Json::Null));
        let (existed, exists, before, _) = net(&[json!([made, gone])]);
        assert_eq!((existed, exists, before), (false, false, json!({})));
    }
}
