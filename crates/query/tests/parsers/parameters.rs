//! Every parameter but fields, sort, groups and filter.

use relata_query::{AggregateFunction, AggregateTarget, Export, Function, Limit, MetaRequest};

use crate::{read, read_json, refuse};

#[test]
fn limits() {
    let limit = |text: &str| read(text).unwrap().limit;
    assert_eq!(limit("limit=2"), Some(Limit::AtMost(2)));
    assert_eq!(limit("limit=0"), Some(Limit::AtMost(0)));
    assert_eq!(limit("limit=-1"), Some(Limit::All));
    assert_eq!(limit("limit=%202"), Some(Limit::AtMost(2)));
    assert_eq!(limit("limit=002"), Some(Limit::AtMost(2)));
    assert_eq!(limit("limit=1e2"), Some(Limit::AtMost(100)));
    assert_eq!(limit("limit[]=2"), Some(Limit::AtMost(2)));
    assert_eq!(limit("limit="), Some(Limit::AtMost(0)));
    assert_eq!(limit(""), None);
    assert_eq!(read_json(r#"{"limit":"-1"}"#).unwrap().limit, Some(Limit::All));
    assert_eq!(read_json(r#"{"limit":3}"#).unwrap().limit, Some(Limit::AtMost(3)));
    assert_eq!(read_json(r#"{"limit":null}"#).unwrap().limit, None);
}

#[test]
fn malformed_limits() {
    for text in
        ["limit=abc", "limit=1.5", "limit=-2", "limit=-1.5", "limit=Infinity", "limit=null", "limit=true", "limit=2&limit=3", "limit[a]=2"]
    {
        refuse(text, "\"limit\" must be a whole number from -1 up");
    }
    refuse("limit=99999999999999999999999", "\"limit\" must be a whole number from -1 up");
    refuse("limit=9007199254740992", "\"limit\" must be a whole number from -1 up");
    refuse("SEARCH {\"limit\":2.5}", "\"limit\" must be a whole number from -1 up");
    refuse("SEARCH {\"limit\":{}}", "\"limit\" must be a whole number from -1 up");
}

#[test]
fn offsets_and_pages() {
    let query = read("offset=3&page=2").unwrap();
    assert_eq!((query.offset, query.page), (Some(3), Some(2)));
    let query = read("offset=&page=0").unwrap();
    assert_eq!((query.offset, query.page), (Some(0), Some(0)));
    for (text, error) in [
        ("offset=-1", "\"offset\" must be a whole number from 0 up"),
        ("offset=abc", "\"offset\" must be a whole number from 0 up"),
        ("offset=1.5", "\"offset\" must be a whole number from 0 up"),
        ("page=-1", "\"page\" must be a whole number from 0 up"),
        ("page=abc", "\"page\" must be a whole number from 0 up"),
    ] {
        refuse(text, error);
    }
}

#[test]
fn search() {
    assert_eq!(read("search=two+words").unwrap().search.as_deref(), Some("two words"));
    assert_eq!(read("search=").unwrap().search, None);
    assert_eq!(read_json(r#"{"search":5}"#).unwrap().search.as_deref(), Some("5"));
    // Directus looks for nothing then.
    refuse("search[]=a", "\"search\" must be a text");
    refuse("search=a&search=b", "\"search\" must be a text");
}

#[test]
fn meta() {
    let meta = |text: &str| read(text).unwrap().meta;
    let both = MetaRequest { total_count: true, filter_count: true, filter_count_first: false };
    assert_eq!(meta("meta=*"), both);
    assert_eq!(meta("meta=total_count,filter_count"), both);
    assert_eq!(meta("meta[]=filter_count&meta[]=total_count"), MetaRequest { filter_count_first: true, ..both });
    assert_eq!(meta("meta=total_count"), MetaRequest { total_count: true, ..MetaRequest::default() });
    assert!(!read("meta=").unwrap().meta.any());
    for text in
        ["meta=foo", "meta=total_count,foo", "meta[]=*", "meta=*,total_count", "meta=total_count, filter_count", "meta[]=", "meta[a]=*"]
    {
        refuse(text, "\"meta\" must be *, or a list of total_count and filter_count");
    }
}

#[test]
fn export() {
    for format in Export::ALL {
        assert_eq!(read(&format!("export={}", format.as_str())).unwrap().export, Some(*format));
    }
    assert_eq!(read("export=").unwrap().export, None);
    for text in ["export=foo", "export=CSV", "export[]=csv", "SEARCH {\"export\":5}"] {
        refuse(text, "\"export\" must be csv, csv_utf8, json, xml or yaml");
    }
}

#[test]
fn backlink() {
    let backlink = |text: &str| read(text).unwrap().backlink;
    assert_eq!(backlink(""), None);
    assert_eq!(backlink("backlink=false"), Some(false));
    for text in ["backlink=true", "backlink", "backlink=0", "backlink=no", "backlink[]=false"] {
        assert_eq!(backlink(text), Some(true), "{text}");
    }
    assert_eq!(read_json(r#"{"backlink":false}"#).unwrap().backlink, Some(false));
}

#[track_caller]
fn check_aggregate(text: &str, expected: &[(AggregateFunction, &str)]) {
    let aggregate = read(text).unwrap().aggregate;
    let found: Vec<_> = aggregate
        .iter()
        .map(|aggregate| match &aggregate.target {
            AggregateTarget::Items => (aggregate.function, "*"),
            AggregateTarget::Field(field) => (aggregate.function, field.as_str()),
        })
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn aggregates() {
    use AggregateFunction::{Avg, Count, CountAll, CountDistinct, Sum};
    for text in ["aggregate[count]=*", r#"aggregate={"count":"*"}"#, r#"aggregate={"count":["*"]}"#, "aggregate[count][]=*"] {
        check_aggregate(text, &[(Count, "*")]);
    }
    check_aggregate("aggregate[count]=id, name", &[(Count, "id"), (Count, "name")]);
    check_aggregate("aggregate[sum]=a&aggregate[avg][]=b&aggregate[avg][]=c", &[(Sum, "a"), (Avg, "b"), (Avg, "c")]);
    check_aggregate("aggregate[countDistinct]=a", &[(CountDistinct, "a")]);
    check_aggregate("aggregate[countAll]", &[(CountAll, "*")]);
    check_aggregate("aggregate[countAll]=*", &[(CountAll, "*")]);
    check_aggregate("aggregate=", &[]);
    check_aggregate("aggregate={}", &[]);
}

#[test]
fn malformed_aggregates() {
    refuse("aggregate=abc", "\"aggregate\" is not valid JSON");
    refuse("aggregate=[]", "\"aggregate\" must be an object");
    refuse("aggregate[]=id", "\"aggregate\" must be an object");
    refuse("aggregate[foo]=id", "there is no function \"foo\"");
    refuse("aggregate[sum]=*", "\"aggregate.sum\" must be names of fields; only count takes *");
    refuse("aggregate[count][0][a]=id", "\"aggregate.count\" must be a comma list or an array of fields");
    refuse("SEARCH {\"aggregate\":{\"count\":null}}", "\"aggregate.count\" must be a comma list or an array of fields");
}

#[test]
fn aliases() {
    for text in ["alias[x]=cities", r#"alias={"x":"cities"}"#] {
        let alias = read(text).unwrap().alias;
        let pairs: Vec<_> = alias.iter().map(|(name, source)| (name.as_str(), source.to_string())).collect();
        assert_eq!(pairs, [("x", "cities".to_owned())], "{text}");
    }
    assert_eq!(read(r#"alias={"600":"cities"}"#).unwrap().alias["600"].to_string(), "cities");
    assert_eq!(read("alias[600]=cities").unwrap().alias["600"].to_string(), "cities");
    let counted = read("alias[x]=count(cities)").unwrap().alias["x"].clone();
    assert_eq!((counted.function, counted.field.as_str()), (Some(Function::Count), "cities"));
    assert!(read("alias=").unwrap().alias.is_empty());
}

#[test]
fn malformed_aliases() {
    refuse("alias[x.y]=cities", "\"alias.x.y\" must be a name for a field of the same level, without dots");
    refuse("alias[x]=country.name", "\"alias.x\" must be a name for a field of the same level, without dots");
    refuse(r#"alias={"x":5}"#, "\"alias.x\" must be the name of a field");
    refuse("alias[x]=nope(cities)", "there is no function \"nope\"");
    refuse("alias=abc", "\"alias\" is not valid JSON");
    refuse("alias=5", "\"alias\" must be an object");
    // An array by the rules of query strings.
    refuse("alias[1]=cities", "\"alias\" must be an object");
}

#[test]
fn what_belongs_to_others_is_passed_over() {
    assert_eq!(read("access_token=x&version=y&foo[bar]=z&group=a&FIELDS=id").unwrap(), relata_query::Query::default());
}
