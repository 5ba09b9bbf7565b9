//! Filters: each form beside its canonical JSON.

use relata_query::{Bounds, Filter, FilterKey, Function, Operand, Operator, Quantifier, QueryError};
use serde_json::{Value, json};

use crate::{read, read_json, refuse};

/// Reads a query string and compares the filter's canonical form.
#[track_caller]
fn check(text: &str, canonical: &str) {
    let filter = read(text).unwrap().filter.unwrap();
    assert_eq!(filter.to_json().to_string(), canonical, "{text}");
}

/// The same for the JSON form, in both ways that it can come.
#[track_caller]
fn check_json(filter: &str, canonical: &str) {
    check(&format!("filter={}", filter.replace('&', "%26").replace('+', "%2B")), canonical);
    let query = read_json(&json!({ "filter": serde_json::from_str::<Value>(filter).unwrap() }).to_string()).unwrap();
    assert_eq!(query.filter.unwrap().to_json().to_string(), canonical, "{filter}");
}

#[track_caller]
fn refuse_json(filter: &str, error: &str) {
    refuse(&format!("filter={filter}"), error);
}

#[test]
fn brackets_and_json_say_the_same() {
    check("filter[author][name][_eq]=Ann", r#"{"author":{"name":{"_eq":"Ann"}}}"#);
    check_json(r#"{"author":{"name":{"_eq":"Ann"}}}"#, r#"{"author":{"name":{"_eq":"Ann"}}}"#);
    check("filter%5Bname%5D%5B_eq%5D=a%26b", r#"{"name":{"_eq":"a&b"}}"#);
}

#[test]
fn the_tree_has_one_shape() {
    let filter = read("filter[author][name][_eq]=Ann&filter[author][age][_gt]=3").unwrap().filter.unwrap();
    let is = |operator, text: &str| Box::new(Filter::Is(operator, Operand::One(text.into())));
    let on = |name: &str, condition| Filter::On(FilterKey::Field(name.into()), condition);
    let both = Filter::And(vec![on("name", is(Operator::Eq, "Ann")), on("age", is(Operator::Gt, "3"))]);
    assert_eq!(filter, on("author", Box::new(both)));
}

#[test]
fn nothing_to_filter_by() {
    assert_eq!(read("filter=").unwrap().filter, None);
    assert_eq!(read("filter").unwrap().filter, None);
    assert_eq!(read_json(r#"{"filter":null}"#).unwrap().filter, None);
    check_json("{}", r#"{"_and":[]}"#);
    check_json("[]", r#"{"_and":[]}"#);
    check_json(r#"{"id":{}}"#, r#"{"id":{"_and":[]}}"#);
}

#[test]
fn what_is_no_filter() {
    refuse("filter=abc", "\"filter\" is not valid JSON");
    refuse("filter={", "\"filter\" is not valid JSON");
    refuse("filter=5", "\"filter\" must be an object with fields as its keys");
    refuse("filter=\"x\"", "\"filter\" must be an object with fields as its keys");
    refuse("filter=null", "\"filter\" must be a condition; use _null to look for empty values");
    refuse("SEARCH {\"filter\":true}", "\"filter\" must be an object with fields as its keys");
}

#[test]
fn a_bare_value_means_equal() {
    check("filter[country]=1", r#"{"country":{"_eq":"1"}}"#);
    check_json(r#"{"country":1}"#, r#"{"country":{"_eq":1}}"#);
    check_json(r#"{"capital":true}"#, r#"{"capital":{"_eq":true}}"#);
    check("filter[_and][0][policy]=x", r#"{"_and":[{"policy":{"_eq":"x"}}]}"#);
    check_json(r#"{"id":{"_or":[1,2]}}"#, r#"{"id":{"_or":[{"_eq":1},{"_eq":2}]}}"#);
    refuse_json(r#"{"id":null}"#, "\"filter.id\" must be a condition; use _null to look for empty values");
    refuse_json(r#"{"_or":[5]}"#, "\"filter._or\" must be an object with fields as its keys");
}

#[test]
fn an_array_is_no_value() {
    // Directus answers 403: there is no field "0".
    check_json(r#"{"id":[1]}"#, r#"{"id":{"_and":[{"0":{"_eq":1}}]}}"#);
    check("filter[id]=1&filter[id]=2", r#"{"id":{"_and":[{"0":{"_eq":"1"}},{"1":{"_eq":"2"}}]}}"#);
    refuse_json(r#"{"id":{"_eq":[1]}}"#, "\"filter.id._eq\" must be one text, number or truth value");
    refuse_json(r#"{"id":{"_eq":{"a":1}}}"#, "\"filter.id._eq\" must be one text, number or truth value");
    refuse("filter[id][_eq]=2&filter[id][_eq]=3", "\"filter.id._eq\" must be one text, number or truth value");
}

#[test]
fn null_and_empty_texts() {
    check_json(r#"{"country":{"_eq":null}}"#, r#"{"country":{"_eq":null}}"#);
    check("filter[country][_neq]=null", r#"{"country":{"_neq":null}}"#);
    check_json(r#"{"name":"NULL"}"#, r#"{"name":{"_eq":null}}"#);
    check("filter[name][_contains]=null", r#"{"name":{"_contains":"null"}}"#);
    check("filter[name]=nullable", r#"{"name":{"_eq":"nullable"}}"#);
    refuse("filter[name]=", "\"filter.name\" must be a value; use _empty or _nempty to look for empty texts");
    refuse("filter[name][_contains]=", "\"filter.name._contains\" must be a value; use _empty or _nempty to look for empty texts");
}

#[test]
fn several_keys_must_all_hold() {
    check_json(r#"{"id":{"_gt":1,"_lt":4}}"#, r#"{"id":{"_and":[{"_gt":1},{"_lt":4}]}}"#);
    check_json(r#"{"id":1,"name":"x"}"#, r#"{"_and":[{"id":{"_eq":1}},{"name":{"_eq":"x"}}]}"#);
    check_json(r#"{"_or":[{"id":1}],"id":2}"#, r#"{"_and":[{"_or":[{"id":{"_eq":1}}]},{"id":{"_eq":2}}]}"#);
    check_json(r#"{"country":{"_eq":1,"name":"x"}}"#, r#"{"country":{"_and":[{"_eq":1},{"name":{"_eq":"x"}}]}}"#);
}

#[test]
fn every_operator_is_read_and_no_other() {
    for operator in Operator::ALL {
        let value = match operator.as_str() {
            "_between" | "_nbetween" | "_in" | "_nin" => "[1,2]",
            "_null" | "_nnull" | "_empty" | "_nempty" => "true",
            _ => "1",
        };
        let filter = format!(r#"{{"f":{{"{}":{value}}}}}"#, operator.as_str());
        check_json(&filter, &filter);
    }
    refuse_json(r#"{"id":{"_foo":1}}"#, "there is no filter operator \"_foo\"");
    refuse_json(r#"{"id":{"_EQ":1}}"#, "there is no filter operator \"_EQ\"");
    refuse_json(r#"{"_foo":1}"#, "there is no filter operator \"_foo\"");
    refuse_json(r#"{"_not":{"id":1}}"#, "there is no filter operator \"_not\"");
    // Without its underscore an operator is a field's name.
    check_json(r#"{"id":{"eq":1}}"#, r#"{"id":{"eq":{"_eq":1}}}"#);
}

#[test]
fn operators_need_a_field() {
    refuse_json(r#"{"_eq":1}"#, "\"filter._eq\" must be inside a field's name");
    refuse_json(r#"{"_or":[{"_eq":1}]}"#, "\"filter._or._eq\" must be inside a field's name");
    refuse_json(r#"{"cities":{"_some":{"_eq":4}}}"#, "\"filter.cities._some._eq\" must be inside a field's name");
    check_json(r#"{"id":{"_or":[{"_eq":1}]}}"#, r#"{"id":{"_or":[{"_eq":1}]}}"#);
}

#[test]
fn groups() {
    check("filter[_or][0][id]=1&filter[_or][1][id]=2", r#"{"_or":[{"id":{"_eq":"1"}},{"id":{"_eq":"2"}}]}"#);
    check("filter[_or][3][id]=1&filter[_or][7][id]=2", r#"{"_or":[{"id":{"_eq":"1"}},{"id":{"_eq":"2"}}]}"#);
    check_json(r#"{"_and":[]}"#, r#"{"_and":[]}"#);
    check_json(r#"{"_or":[{},{"id":2}]}"#, r#"{"_or":[{"_and":[]},{"id":{"_eq":2}}]}"#);
    check_json(r#"{"a":{"_or":[{"b":1},{"c":2}]}}"#, r#"{"a":{"_or":[{"b":{"_eq":1}},{"c":{"_eq":2}}]}}"#);
    // Directus refuses these two; a long list in a query string has this form.
    check_json(r#"{"_or":{"0":{"id":1},"1":{"id":2}}}"#, r#"{"_or":[{"id":{"_eq":1}},{"id":{"_eq":2}}]}"#);
    check("filter[_or][501][id]=2", r#"{"_or":[{"id":{"_eq":"2"}}]}"#);
}

#[test]
fn malformed_groups() {
    refuse("filter[_or][id]=1", "\"filter._or\" must be an array of filters");
    refuse("filter[_or][a][id]=1", "\"filter._or\" must be an array of filters");
    refuse_json(r#"{"_and":{"id":1}}"#, "\"filter._and\" must be an array of filters");
    refuse_json(r#"{"_or":null}"#, "\"filter._or\" must be an array of filters");
    refuse_json(r#"{"_or":"x"}"#, "\"filter._or\" must be an array of filters");
    refuse_json(r#"{"_or":{}}"#, "\"filter._or\" must be an array of filters");
    refuse_json(r#"{"_or":[null]}"#, "\"filter._or\" must be a condition; use _null to look for empty values");
}

#[test]
fn lists_of_values() {
    check("filter[id][_in]=1,2", r#"{"id":{"_in":["1","2"]}}"#);
    check("filter[id][_in][]=1&filter[id][_in][]=2", r#"{"id":{"_in":["1","2"]}}"#);
    check("filter[id][_in][4]=1&filter[id][_in][9]=2", r#"{"id":{"_in":["1","2"]}}"#);
    check("filter[id][_in]=1&filter[id][_in]=2", r#"{"id":{"_in":["1","2"]}}"#);
    check("filter[id][_in][0]=1&filter[id][_in][a]=2", r#"{"id":{"_in":["1","2"]}}"#);
    check("filter[id][_in][501]=2", r#"{"id":{"_in":["2"]}}"#);
    check("filter[id][_nin]=1", r#"{"id":{"_nin":["1"]}}"#);
    check("filter[name][_in]=x, y,", r#"{"name":{"_in":["x"," y",""]}}"#);
    check_json(r#"{"id":{"_in":1}}"#, r#"{"id":{"_in":[1]}}"#);
    check_json(r#"{"id":{"_in":null}}"#, r#"{"id":{"_in":[null]}}"#);
    check_json(r#"{"id":{"_in":["1,2"]}}"#, r#"{"id":{"_in":["1,2"]}}"#);
    check_json(r#"{"id":{"_in":[null,"null",""]}}"#, r#"{"id":{"_in":[null,null,""]}}"#);
    check_json(r#"{"id":{"_in":{"0":1,"1":2}}}"#, r#"{"id":{"_in":[1,2]}}"#);
}

#[test]
fn long_lists_of_values_in_a_query_string() {
    let text = (0..600).map(|n| format!("filter[id][_in][]={n}")).collect::<Vec<_>>().join("&");
    let Some(Filter::On(_, condition)) = read(&text).unwrap().filter else { panic!("no condition") };
    let Filter::Is(Operator::In, Operand::Many(values)) = *condition else { panic!("no list") };
    assert_eq!(values.len(), 600);
    assert_eq!(values[599], "599");
}

#[test]
fn malformed_lists_of_values() {
    refuse_json(r#"{"id":{"_in":[]}}"#, "\"filter.id._in\" must be a list of at least one value");
    refuse_json(r#"{"id":{"_nin":{}}}"#, "\"filter.id._nin\" must be a list of at least one value");
    refuse_json(r#"{"id":{"_in":[{"a":1}]}}"#, "\"filter.id._in\" must be a list of plain values");
}

#[test]
fn pairs() {
    check("filter[id][_between]=2,3", r#"{"id":{"_between":["2","3"]}}"#);
    check("filter[id][_between][0]=2&filter[id][_between][1]=3", r#"{"id":{"_between":["2","3"]}}"#);
    check_json(r#"{"id":{"_nbetween":[2,3]}}"#, r#"{"id":{"_nbetween":[2,3]}}"#);
    check_json(r#"{"id":{"_between":{"0":2,"1":3}}}"#, r#"{"id":{"_between":[2,3]}}"#);
    // Directus passes over these conditions.
    for value in ["[2]", "[2,3,4]", "2", "null", "\"2\"", "\"2,3,4\""] {
        refuse_json(&format!(r#"{{"id":{{"_between":{value}}}}}"#), "\"filter.id._between\" must be exactly two values");
    }
}

#[test]
fn flags() {
    for value in ["true", "\"true\"", "null", "\"\""] {
        check_json(&format!(r#"{{"a":{{"_null":{value}}}}}"#), r#"{"a":{"_null":true}}"#);
    }
    check("filter[a][_nempty]=false", r#"{"a":{"_nempty":false}}"#);
    for value in ["0", "1", "\"no\"", "[]", "[true]"] {
        refuse_json(&format!(r#"{{"a":{{"_null":{value}}}}}"#), "\"filter.a._null\" must be true or false");
    }
}

#[test]
fn geometries() {
    let filter = r#"{"area":{"_intersects":{"type":"Point","coordinates":[1,2]}}}"#;
    check_json(filter, filter);
    refuse_json(r#"{"area":{"_intersects":[1,2]}}"#, "\"filter.area._intersects\" must be one text, number or truth value");
}

#[test]
fn keys() {
    let key = |text: &str| FilterKey::parse(text).unwrap();
    assert_eq!(key("year(founded)"), FilterKey::Function(Function::Year, "founded".into()));
    assert_eq!(key("item:headings"), FilterKey::Scoped { field: "item".into(), collection: "headings".into() });
    let follow = |collection_field| FilterKey::Follow { collection: "blocks".into(), field: "item".into(), collection_field };
    assert_eq!(key("$FOLLOW(blocks, item)"), follow(None));
    assert_eq!(key("$FOLLOW(blocks,item,collection)"), follow(Some("collection".into())));
    for name in ["year(founded", "founded)", "price (net)", "$FOLLOW(a,b", "a.b", ""] {
        assert_eq!(key(name), FilterKey::Field(name.into()));
    }
}

#[test]
fn malformed_keys() {
    refuse_json(r#"{"foo(founded)":1}"#, "there is no function \"foo\"");
    let expected = "must be $FOLLOW(collection,field) or $FOLLOW(collection,field,collection_field)";
    refuse_json(r#"{"$FOLLOW(a)":{"id":1}}"#, &format!("\"$FOLLOW(a)\" {expected}"));
    refuse_json(r#"{"$FOLLOW(a,b,c,d)":{"id":1}}"#, &format!("\"$FOLLOW(a,b,c,d)\" {expected}"));
}

#[test]
fn quantifiers() {
    check("filter[cities][_some][name]=Graz", r#"{"cities":{"_some":{"name":{"_eq":"Graz"}}}}"#);
    check_json(r#"{"cities":{"_none":{}}}"#, r#"{"cities":{"_none":{"_and":[]}}}"#);
    check_json(
        r#"{"$FOLLOW(cities,country)":{"_some":{"a":1},"_none":{"b":2}}}"#,
        r#"{"$FOLLOW(cities,country)":{"_and":[{"_some":{"a":{"_eq":1}}},{"_none":{"b":{"_eq":2}}}]}}"#,
    );
    let Some(Filter::On(_, members)) = read("filter[cities][_none][id]=1").unwrap().filter else { panic!("no condition") };
    assert!(matches!(*members, Filter::Members(Quantifier::None, _)));
}

#[test]
fn malformed_quantifiers() {
    refuse_json(r#"{"_some":{"name":"x"}}"#, "\"filter._some\" must be inside a list's name");
    refuse_json(r#"{"a":{"_some":{"_none":{"b":1}}}}"#, "\"filter.a._some._none\" must be inside a list's name");
    refuse_json(r#"{"a":{"_some":"x"}}"#, "\"filter.a._some\" must be an object with fields as its keys");
    refuse_json(r#"{"a":{"_some":null}}"#, "\"filter.a._some\" must be a condition; use _null to look for empty values");
}

#[test]
fn size_is_bounded() {
    let bounds = Bounds { max_depth: 4, max_filter_nodes: 6, max_values: 3, ..Bounds::default() };
    let parse = |text: &str| Filter::parse(&serde_json::from_str(text).unwrap(), &bounds);
    let too_large = |parameter: &str, limit| Err(QueryError::TooLarge { parameter: parameter.to_owned(), limit });

    assert!(parse(r#"{"a":{"b":{"c":{"_eq":1}}}}"#).is_ok());
    assert_eq!(parse(r#"{"a":{"b":{"c":{"d":{"_eq":1}}}}}"#), too_large("filter.a.b.c.d", 4));
    assert!(parse(r#"{"_or":[{"a":1},{"b":2}]}"#).is_ok());
    assert_eq!(parse(r#"{"_or":[{"a":1},{"b":2},{"c":3}]}"#), too_large("filter._or.c", 6));
    assert!(parse(r#"{"a":{"_in":[1,2,3]}}"#).is_ok());
    assert_eq!(parse(r#"{"a":{"_in":[1,2,3,4]}}"#), too_large("filter.a._in", 3));
    assert!(parse(r#"{"a":{"_in":"1,2,3"}}"#).is_ok());
    assert_eq!(parse(r#"{"a":{"_in":"1,2,3,4"}}"#), too_large("filter.a._in", 3));
}
