//! `deep`.

use relata_query::{Bounds, Deep, Limit, Query, QueryError, parse_query};
use serde_json::json;

use crate::{read, read_json, refuse};

fn deep(text: &str) -> Deep {
    read(text).unwrap().deep
}

#[test]
fn brackets_and_json_say_the_same() {
    for text in [r#"deep={"cities":{"_limit":1,"_sort":"-id"}}"#, "deep[cities][_limit]=1&deep[cities][_sort][]=-id"] {
        let deep = deep(text);
        assert_eq!(deep["cities"].limit, Some(Limit::AtMost(1)), "{text}");
        assert_eq!(deep["cities"].sort.as_ref().unwrap()[0].to_string(), "-id", "{text}");
    }
    let text = read_json(r#"{"deep":"{\"cities\":{\"_limit\":1}}"}"#).unwrap();
    assert_eq!(text.deep["cities"].limit, Some(Limit::AtMost(1)));
}

#[test]
fn every_parameter_of_a_level() {
    let query = &deep(
        r#"deep={"users":{"_filter":"{\"id\":2}","_search":"x","_offset":1,"_page":"2","_alias":{"a":"b"},"_aggregate":{"count":"user"},"_groupBy":["policy"]}}"#,
    )["users"];
    assert_eq!(query.filter.as_ref().unwrap().to_json(), json!({"id": {"_eq": 2}}));
    assert_eq!(query.search.as_deref(), Some("x"));
    assert_eq!((query.offset, query.page), (Some(1), Some(2)));
    assert_eq!(query.alias["a"].to_string(), "b");
    assert_eq!((query.aggregate.len(), query.group.len()), (1, 1));
    assert!(query.is_aggregate());
}

#[test]
fn levels_nest() {
    let deep = deep(r#"deep={"cities":{"_limit":1,"country":{"cities":{"_limit":-1}}},"blocks":{"item:headings":{"_filter":{"id":9}}}}"#);
    assert_eq!(deep["cities"].limit, Some(Limit::AtMost(1)));
    assert_eq!(deep["cities"].deep["country"].deep["cities"].limit, Some(Limit::All));
    assert!(deep["blocks"].deep["item:headings"].filter.is_some());
}

#[test]
fn what_says_nothing_is_passed_over() {
    for text in
        ["deep=", "deep=abc", "deep=5", "deep=null", "deep=[1]", "deep[cities]=5", "deep[cities]={\"_limit\":1}", r#"deep={"_limit":1}"#]
    {
        assert_eq!(deep(text), Deep::default(), "{text}");
    }
    let nothing =
        deep(r#"deep={"a":{"_foo":1,"limit":1,"_meta":"*","_export":"foo","_fields":["id"],"_group":["id"],"_deep":{"b":{"_limit":1}}}}"#);
    assert_eq!(nothing["a"], Query::default());
}

#[test]
fn malformed_parameters_are_refused_with_their_place() {
    refuse(r#"deep={"cities":{"_limit":-2}}"#, "\"deep.cities._limit\" must be a whole number from -1 up");
    refuse("deep[cities][_limit]=abc", "\"deep.cities._limit\" must be a whole number from -1 up");
    refuse("deep[a][b][_sort]=,", "\"deep.a.b._sort\" must be a list without empty names");
    refuse("deep[cities][_filter]=abc", "\"deep.cities._filter\" is not valid JSON");
    refuse(r#"deep={"cities":{"_filter":{"id":{"_foo":2}}}}"#, "there is no filter operator \"_foo\"");
    refuse(
        r#"deep={"cities":{"_alias":{"x.y":"country"}}}"#,
        "\"deep.cities._alias.x.y\" must be a name for a field of the same level, without dots",
    );
}

#[test]
fn depth_is_bounded() {
    let bounds = Bounds { max_depth: 2, ..Bounds::default() };
    let read = |tree: serde_json::Value| parse_query(json!({ "deep": tree }).as_object().unwrap(), &bounds);
    assert!(read(json!({"a": {"b": {"_limit": 1}}})).is_ok());
    let refused = read(json!({"a": {"b": {"c": {"_limit": 1}}}})).unwrap_err();
    assert_eq!(refused, QueryError::TooLarge { parameter: "deep.a.b.c".to_owned(), limit: 2 });
}
