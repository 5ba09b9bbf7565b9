//! The fuzz targets' entry functions over a small corpus, so that they run without a fuzzer too.

use relata_query::{Bounds, Filter, parse_query, parse_query_string};

/// Texts that are hard to read, and whether they are accepted.
const QUERY_STRINGS: &[(&str, bool)] = &[
    ("fields=*.*.*&filter[_and][0][_or][1][a][_in][]=1&deep[a][_limit]=-1&sort=-a&meta=*", true),
    ("filter={\"a\":{\"b\":[{\"_eq\":null}]}}&alias={\"1\":\"a\"}&aggregate[count]=*&groupBy=year(a)", true),
    ("a[0]=1&a[b]=2&a=3&a[]=4&a[][c]=5&a[0][0]=6&a[499]=7&a[500]=8&a[01]=9", true),
    ("[]=1&[][]=2&[a]=3&a[=4&a]=5&=6&&[[[]]]=7&a[b[c]d]=8", true),
    ("%=1&a%5B%5D=%&%00=%00&%F0%9F%98%80[%F0%9F%98%80]=%F0%9F%98", true),
    ("filter[a][_between][]=1&filter[a][_null]=", false),
    ("filter[][_eq]=1", true),
    ("filter[0][][_foo]=1", false),
    ("filter[$FOLLOW(,)][_some][a]=1", true),
    ("filter[$FOLLOW()][_some][a]=1", false),
];

const FILTERS: &[&str] = &[
    r#"{"_and":[{"_or":[]},{"a":{"_none":{"year(b)":{"_in":"1,2"}}}}]}"#,
    r#"{"a":{"_or":{"0":1,"1":{"_gt":2}}},"b:c":{"d":[{"e":1},[2]]},"":{"":1}}"#,
    r#"{"$FOLLOW(a,b,c)":{"_some":{"count(d)":{"_between":[null,1e999]}}}}"#,
    r#"[[["a"]]]"#,
    "1e400",
];

#[test]
fn query_strings() {
    let bounds = Bounds::default();
    for (text, accepted) in QUERY_STRINGS {
        let tree = parse_query_string(text, &bounds).unwrap();
        assert_eq!(parse_query(&tree, &bounds).is_ok(), *accepted, "{text}");
    }
}

#[test]
fn filters() {
    let bounds = Bounds::default();
    let read = FILTERS.iter().filter_map(|text| serde_json::from_str(text).ok()).filter_map(|json| Filter::parse(&json, &bounds).ok());
    let filters: Vec<_> = read.collect();
    assert!(filters.len() >= 3);
    for filter in filters {
        assert_eq!(Filter::parse(&filter.to_json(), &bounds), Ok(filter));
    }
}

/// Nested so deeply that a recursive parser without a bound would end the process.
#[test]
fn deep_nesting() {
    let bounds = Bounds::default();
    for (open, close) in [("{\"a\":", "}"), ("[", "]"), ("{\"_and\":[", "]}")] {
        let text = format!("filter={}1{}", open.repeat(100_000), close.repeat(100_000));
        assert!(parse_query(&parse_query_string(&text, &bounds).unwrap(), &bounds).is_err());
    }
    assert!(parse_query_string(&format!("a{}=1", "[b]".repeat(100_000)), &bounds).is_err());
}
