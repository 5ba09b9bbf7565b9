//! Payloads, the well-formed and the others: what is planned, what is refused, and that nothing panics.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod model;

use proptest::prelude::*;
use relata_plan::{Breach, ItemWrite, ListChange, Member, Requirement, WriteError};
use serde_json::{Map, Value as Json, json};

fn plan(payload: &Json) -> Result<ItemWrite, WriteError> {
    let schema = model::schema().unwrap();
    model::plan(&schema, payload.as_object().unwrap()).unwrap()
}

#[test]
fn nested_items_stand_under_their_relations() {
    let item = plan(&json!({"name": "a", "parent": {"name": "p"}, "children": [7, {"name": "c"}], "links": {"create": [{"collection": "notes", "item": {"name": "n"}}]}}))
        .unwrap();
    assert_eq!(item.to_one[0].item.collection.name.as_str(), "nodes");
    let ListChange::Exactly(children) = &item.lists[0].change else { panic!("an array says what a list is from now on") };
    assert!(matches!(children[0], Member::Key(_)) && matches!(children[1], Member::Item(_)));
    let ListChange::Edit { create, .. } = &item.lists[1].change else { panic!("an object says what changes") };
    assert_eq!(create[0].to_one[0].item.collection.name.as_str(), "notes");
}

#[test]
fn what_is_missing_is_named_with_its_place() {
    let refused = |payload| plan(&payload).unwrap_err();
    let required = |path: &[&str], place: &[&str]| {
        let steps = |steps: &[&str]| steps.iter().map(|step| (*step).into()).collect();
        let breach = Breach { path: steps(path), place: steps(place), ..Breach::new("name", Requirement::Given) };
        WriteError::FailedValidation(vec![breach])
    };
    assert_eq!(refused(json!({})), required(&[], &[]));
    let children = json!({"name": "a", "children": [{"name": "b", "parent": {}}, {"children": []}]});
    assert_eq!(refused(children), required(&["children"], &["children", "1"]));
    let children = json!({"name": "a", "children": {"create": [{"name": "b"}], "update": [{"id": 1}, {"id": 2, "children": [{}]}]}});
    assert_eq!(refused(children), required(&["children", "children"], &["children", "update", "1", "children", "0"]));
    let parents = json!({"name": "a", "parent": {"parent": {"flag": true}, "name": "b"}});
    assert_eq!(refused(parents), required(&["parent", "parent"], &["parent", "parent"]));
}

#[test]
fn values_that_do_not_fit_are_refused() {
    for payload in [
        json!({"name": "a", "day": "yesterday"}),
        json!({"name": "a", "price": "much"}),
        json!({"name": "a", "flag": "maybe"}),
        json!({"name": "a", "children": 5}),
        json!({"name": "a", "children": {"create": 5}}),
        json!({"name": "a", "children": ["x"]}),
        json!({"name": "a", "links": [{"item": {"name": "n"}}]}),
        json!({"name": "a", "links": [{"collection": "links", "item": {"name": "n"}}]}),
        json!({"name": null}),
    ] {
        assert!(plan(&payload).is_err(), "{payload}");
    }
}

#[test]
fn nesting_has_an_end() {
    let deep = (0..30).fold(json!({"name": "x"}), |below, _| json!({"name": "x", "parent": below}));
    assert_eq!(plan(&deep).unwrap_err(), WriteError::TooDeep { max: 10 });
}

fn any_json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        any::<i64>().prop_map(Json::from),
        any::<f64>().prop_map(Json::from),
        ".{0,12}".prop_map(Json::from),
        "[0-9:TZ-]{0,24}".prop_map(Json::from),
    ];
    let names = prop_oneof![
        Just("name"),
        Just("parent"),
        Just("children"),
        Just("links"),
        Just("item"),
        Just("collection"),
        Just("id"),
        Just("day"),
        Just("at"),
        Just("time"),
        Just("price"),
        Just("data"),
        Just("words"),
        Just("token"),
        Just("create"),
        Just("update"),
        Just("delete"),
    ];
    leaf.prop_recursive(6, 64, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Json::from),
            prop::collection::vec((names.clone(), inner), 0..6)
                .prop_map(|entries| Json::Object(entries.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Map<_, _>>())),
        ]
    })
}

proptest! {
    #[test]
    fn no_payload_brings_planning_down(payload in any_json()) {
        let schema = model::schema().unwrap();
        if let Json::Object(payload) = &payload {
            let _planned_or_refused = model::plan(&schema, payload);
        }
    }
}
