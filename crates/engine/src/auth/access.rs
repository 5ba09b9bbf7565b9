//! From the rows of `directus_permissions` to what an asker may do.
//!
//! A permission that can't be read (a rule that isn't a filter, say) allows nothing: what can't be checked isn't allowed.

use indexmap::IndexSet;
use relata_db::RowSet;
use relata_plan::{Action, FieldSet, Grants, PermissionCase, mentions_in, mentions_in_filter};
use relata_query::{Bounds, Filter};
use relata_schema::{CollectionName, system_data};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::account::text;

/// Rules are the administrator's: they are as long and as deep as they are.
const NO_BOUNDS: Bounds = Bounds {
    max_parameters: usize::MAX,
    max_key_depth: usize::MAX,
    max_array: usize::MAX,
    max_names: usize::MAX,
    max_depth: usize::MAX,
    max_filter_nodes: usize::MAX,
    max_values: usize::MAX,
    empty_operands: true,
};

/// Everything that the rows allow. Columns: policy, collection, action, permissions, validation, presets, fields; weightier policies
/// come later. `app` adds what access to the app implies.
pub(super) fn grants(rows: &RowSet, policies: &[SmolStr], app: bool) -> Grants {
    let mut grants = Grants::default();
    for row in rows_by_policy(rows, policies) {
        let cell = |column| text(rows.cell(row, column));
        let document = |column| match cell(column) {
            None => Ok(Json::Null),
            Some(text) => serde_json::from_str(&text),
        };
        let (Ok(permissions), Ok(validation), Ok(presets)) = (document(3), document(4), document(5)) else {
            tracing::warn!(policy = ?cell(0), "a permission can't be read and allows nothing");
            continue;
        };
        let stored = Stored { permissions: &permissions, validation: &validation, presets: &presets, fields: fields(cell(6).as_deref()) };
        add(&mut grants, (cell(1).as_deref(), cell(2).as_deref()), stored, cell(0));
    }
    if app {
        for row in &system_data().app_permissions {
            let at = |name: &str| row.get(name).unwrap_or(&Json::Null);
            let listed = at("fields")
                .as_array()
                .map_or_else(String::new, |fields| fields.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(","));
            let stored = Stored {
                permissions: at("permissions"),
                validation: at("validation"),
                presets: &Json::Null,
                fields: fields(Some(&listed)),
            };
            add(&mut grants, (at("collection").as_str(), at("action").as_str()), stored, None);
        }
    }
    grants
}

/// The rows in the order of the policies.
fn rows_by_policy(rows: &RowSet, policies: &[SmolStr]) -> Vec<usize> {
    let weight = |row: &usize| text(rows.cell(*row, 0)).and_then(|policy| policies.iter().position(|known| *known == policy));
    let mut order: Vec<usize> = (0..rows.len()).collect();
    order.sort_by_key(weight);
    order
}

struct Stored<'j> {
    permissions: &'j Json,
    validation: &'j Json,
    presets: &'j Json,
    fields: FieldSet,
}

fn add(grants: &mut Grants, place: (Option<&str>, Option<&str>), stored: Stored<'_>, policy: Option<SmolStr>) {
    let (Some(Ok(collection)), Some(action)) = (place.0.map(CollectionName::parse), place.1.and_then(Action::parse)) else { return };
    let Ok(rule) = filter(stored.permissions) else {
        tracing::warn!(%collection, action = action.as_str(), "a permission's rule is no filter: it allows nothing");
        return;
    };
    let presets = stored.presets.as_object().cloned().unwrap_or_else(Map::new);
    if let Some(rule) = &rule {
        mentions_in_filter(rule, &mut grants.mentions);
    }
    mentions_in(stored.validation, &mut grants.mentions);
    for preset in presets.values() {
        mentions_in(preset, &mut grants.mentions);
    }
    let case = PermissionCase { policy, rule, fields: stored.fields, validation: stored.validation.clone(), presets };
    grants.by_collection.entry((collection, action)).or_default().cases.push(case);
}

/// A stored filter; null and `{}` mean no condition.
pub(crate) fn filter(json: &Json) -> Result<Option<Filter>, relata_query::QueryError> {
    match json {
        Json::Null => Ok(None),
        Json::Object(entries) if entries.is_empty() => Ok(None),
        Json::Array(entries) if entries.is_empty() => Ok(None),
        json => Filter::parse(json, &NO_BOUNDS).map(Some),
    }
}

fn fields(list: Option<&str>) -> FieldSet {
    let names: IndexSet<SmolStr> =
        list.unwrap_or_default().split(',').map(str::trim).filter(|name| !name.is_empty()).map(SmolStr::new).collect();
    if names.contains("*") { FieldSet::All } else { FieldSet::Only(names) }
}
