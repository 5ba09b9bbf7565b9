//! Query strings to trees.

use relata_query::{Bounds, QueryError, parse_query_string};
use serde_json::Value;

#[track_caller]
fn check(text: &str, json: &str) {
    let tree = parse_query_string(text, &Bounds::default()).unwrap();
    assert_eq!(Value::Object(tree).to_string(), json, "{text}");
}

#[test]
fn plain_parameters() {
    check("", "{}");
    check("a=x", r#"{"a":"x"}"#);
    check("a=x&b=y", r#"{"a":"x","b":"y"}"#);
    check("a", r#"{"a":""}"#);
    check("a=", r#"{"a":""}"#);
    check("a=x=y", r#"{"a":"x=y"}"#);
    check("a.b=x", r#"{"a.b":"x"}"#);
    check("=x", "{}");
    check("&&a=x&", r#"{"a":"x"}"#);
}

#[test]
fn repeated_parameters_become_lists() {
    check("a=x&a=y", r#"{"a":["x","y"]}"#);
    check("a=x&a=y&a=z", r#"{"a":["x","y","z"]}"#);
    check("a[]=x&a=y", r#"{"a":["x","y"]}"#);
    check("a=x&a[]=y", r#"{"a":["x","y"]}"#);
    check("a=x&a[0]=y", r#"{"a":["x","y"]}"#);
    check("a[0]=x&a[0]=y", r#"{"a":["x","y"]}"#);
    check("a[b]=x&a[b]=y", r#"{"a":{"b":["x","y"]}}"#);
}

#[test]
fn brackets_nest() {
    check("a[b]=x", r#"{"a":{"b":"x"}}"#);
    check("a[b][c]=x&a[b][d]=y", r#"{"a":{"b":{"c":"x","d":"y"}}}"#);
    check("a[b c]=x", r#"{"a":{"b c":"x"}}"#);
    check("a[constructor]=x", r#"{"a":{"constructor":"x"}}"#);
    check("[a][b]=x", r#"{"a":{"b":"x"}}"#);
}

#[test]
fn brackets_that_do_not_pair_are_part_of_the_name() {
    check("a[b=x", r#"{"a[b":"x"}"#);
    check("a]b[=x", r#"{"a]b[":"x"}"#);
    check("a[[b]]=x", r#"{"a[":{"b":"x"}}"#);
    check("a[b]c=x", r#"{"a":{"b":"x"}}"#);
    check("a[b]c[d]=x", r#"{"a":{"b":{"d":"x"}}}"#);
}

#[test]
fn an_equals_sign_inside_brackets_belongs_to_the_key() {
    check("a[b=c]=x", r#"{"a":{"b=c":"x"}}"#);
    check("a[b]=c]=x", r#"{"a":{"b":"c]=x"}}"#);
    check(r#"a={"b":["=x"]}"#, r#"{"a":"{\"b\":[\"=x\"]}"}"#);
}

#[test]
fn indices_make_arrays() {
    check("a[]=x", r#"{"a":["x"]}"#);
    check("a[]=x&a[]=y", r#"{"a":["x","y"]}"#);
    check("a[0]=x&a[1]=y", r#"{"a":["x","y"]}"#);
    check("a[2]=x&a[0]=y", r#"{"a":["y","x"]}"#);
    check("a[7]=x", r#"{"a":["x"]}"#);
    check("a[0][b]=x&a[1][b]=y", r#"{"a":[{"b":"x"},{"b":"y"}]}"#);
    check("a[3][b]=x&a[7][b]=y", r#"{"a":[{"b":"x"},{"b":"y"}]}"#);
    check("a[0][b]=x&a[0][c]=y", r#"{"a":[{"b":"x","c":"y"}]}"#);
    check("a[][b]=x&a[][c]=y", r#"{"a":[{"b":"x","c":"y"}]}"#);
    check("a[0]=x&a[0][b]=y", r#"{"a":["x",{"b":"y"}]}"#);
}

#[test]
fn what_is_no_index_is_a_key() {
    check("a[01]=x", r#"{"a":{"01":"x"}}"#);
    check("a[-1]=x", r#"{"a":{"-1":"x"}}"#);
    check("a[1.5]=x", r#"{"a":{"1.5":"x"}}"#);
    check("a[500]=x", r#"{"a":{"500":"x"}}"#);
    check("a[499]=x", r#"{"a":["x"]}"#);
    check("a[99999999999999999999999]=x", r#"{"a":{"99999999999999999999999":"x"}}"#);
}

#[test]
fn keys_and_indices_mix() {
    check("a[0]=x&a[b]=y", r#"{"a":{"0":"x","b":"y"}}"#);
    check("a[b]=x&a[0]=y", r#"{"a":{"b":"x","0":"y"}}"#);
    check("a[b]=x&a[]=y", r#"{"a":{"b":"x","1":"y"}}"#);
    check("a=x&a[b]=y", r#"{"a":["x",{"b":"y"}]}"#);
    check("a[b]=x&a=y", r#"{"a":{"b":"x","y":true}}"#);
}

#[test]
fn escapes() {
    check("a%5Bb%5D=x", r#"{"a":{"b":"x"}}"#);
    check("a%5bb%5d[c%64]=x", r#"{"a":{"b":{"cd":"x"}}}"#);
    check("a=1+2%2B3%20%C3%A9", r#"{"a":"1 2+3 é"}"#);
    check("a=x%26b=y", r#"{"a":"x&b=y"}"#);
    check("a+b=x", r#"{"a b":"x"}"#);
}

#[test]
fn broken_escapes_stay_as_they_are() {
    check("a=%zz+1", r#"{"a":"%zz 1"}"#);
    check("a=%", r#"{"a":"%"}"#);
    check("a=%f", r#"{"a":"%f"}"#);
    check("a=%ff%20", r#"{"a":"%ff%20"}"#);
}

#[test]
fn long_lists_become_objects() {
    let bounds = Bounds { max_array: 2, ..Bounds::default() };
    for text in ["a=0&a=1&a=2&a=3", "a[]=0&a[]=1&a[]=2&a[]=3", "a[0]=0&a[1]=1&a[2]=2&a[3]=3"] {
        let tree = parse_query_string(text, &bounds).unwrap();
        assert_eq!(Value::Object(tree).to_string(), r#"{"a":{"0":"0","1":"1","2":"2","3":"3"}}"#, "{text}");
    }
    let tree = parse_query_string("a=0&a=1", &bounds).unwrap();
    assert_eq!(Value::Object(tree).to_string(), r#"{"a":["0","1"]}"#);
}

#[test]
fn too_many_parameters_are_refused() {
    let bounds = Bounds { max_parameters: 3, ..Bounds::default() };
    assert!(parse_query_string("a=1&b=2&c=3&", &bounds).is_ok());
    let refused = parse_query_string("a=1&b=2&c=3&d=4", &bounds).unwrap_err();
    assert_eq!(refused, QueryError::TooLarge { parameter: "query string".to_owned(), limit: 3 });
}

#[test]
fn too_deep_keys_are_refused() {
    let bounds = Bounds { max_key_depth: 3, ..Bounds::default() };
    assert!(parse_query_string("a[b][c][d]=x", &bounds).is_ok());
    let refused = parse_query_string("a[b][c][d][e]=x", &bounds).unwrap_err();
    assert_eq!(refused, QueryError::TooLarge { parameter: "a".to_owned(), limit: 3 });
}

#[test]
fn many_sparse_arrays_are_refused() {
    let sparse = |n: usize| (0..n).map(|n| format!("a[k{n}][499]=x")).collect::<Vec<_>>().join("&");
    assert!(parse_query_string(&sparse(8), &Bounds::default()).is_ok());
    let refused = parse_query_string(&sparse(9), &Bounds::default()).unwrap_err();
    assert_eq!(refused, QueryError::TooLarge { parameter: "a".to_owned(), limit: 500 });
}
