//! Field paths, sort criteria, groups.

use relata_query::{Direction, FieldExpr, FieldPath, Function, Segment, Sort};

use crate::{read, refuse};

fn field(name: &str) -> Segment {
    Segment::Field(name.into())
}

#[track_caller]
fn check(text: &str, segments: &[Segment], printed: &str) {
    let path = FieldPath::parse(text).unwrap();
    assert_eq!(path.0, segments, "{text}");
    assert_eq!(path.to_string(), printed, "{text}");
}

#[track_caller]
fn check_fields(text: &str, paths: &[&str]) {
    let fields = read(text).unwrap().fields.unwrap();
    assert_eq!(fields.iter().map(ToString::to_string).collect::<Vec<_>>(), paths, "{text}");
}

#[test]
fn paths() {
    check("name", &[field("name")], "name");
    check("author.articles.title", &[field("author"), field("articles"), field("title")], "author.articles.title");
    check("*", &[Segment::Wildcard], "*");
    check("author.*", &[field("author"), Segment::Wildcard], "author.*");
    check("*.name", &[Segment::Wildcard, field("name")], "*.name");
    let headings = Segment::Scoped { field: "item".into(), collection: "headings".into() };
    check("blocks.item:headings.text", &[field("blocks"), headings, field("text")], "blocks.item:headings.text");
}

#[test]
fn a_function_may_stand_around_the_path_or_at_its_end() {
    let path = [field("author"), Segment::Function(Function::Year, "birthday".into())];
    check("author.year(birthday)", &path, "author.year(birthday)");
    check("year(author.birthday)", &path, "author.year(birthday)");
    check("count(cities)", &[Segment::Function(Function::Count, "cities".into())], "count(cities)");
}

#[test]
fn names_that_cannot_exist_are_kept_for_the_plan_to_refuse() {
    check("", &[field("")], "");
    check("country.", &[field("country"), field("")], "country.");
    check("country..name", &[field("country"), field(""), field("name")], "country..name");
    check("-id", &[field("-id")], "-id");
    check("[\"id\"]", &[field("[\"id\"]")], "[\"id\"]");
    check("(name)", &[field("(name)")], "(name)");
    check("price (net)", &[field("price (net)")], "price (net)");
    check("year(founded,name)", &[Segment::Function(Function::Year, "founded,name".into())], "year(founded,name)");
}

#[test]
fn malformed_paths() {
    refuse("fields=foo(name)", "there is no function \"foo\"");
    refuse("fields=YEAR(name)", "there is no function \"YEAR\"");
    refuse("fields=year(name", "\"year(name\" must be a field, or a function with both of its parentheses");
    refuse("fields=name)", "\"name)\" must be a field, or a function with both of its parentheses");
    refuse("fields=a)b(", "\"a)b(\" must be a field, or a function with both of its parentheses");
    refuse("fields=year(month(name))", "\"year(month(name))\" must be a function of a field; functions can't be nested");
    refuse("fields=year(name).x", "\"year(name).x\" must be a path that ends with its function");
}

#[test]
fn lists_of_fields() {
    check_fields("fields=id,name", &["id", "name"]);
    check_fields("fields=id, name ,*", &["id", "name", "*"]);
    check_fields("fields=id&fields=name", &["id", "name"]);
    check_fields("fields[]=id,name&fields[]=country.name", &["id", "name", "country.name"]);
    check_fields("fields[0]=id&fields[5]=name", &["id", "name"]);
    check_fields("fields=count(cities),year(a.b)", &["count(cities)", "a.year(b)"]);
    check_fields("fields=year(a,b),c", &["year(a,b)", "c"]);
    check_fields("fields[499]=id", &["id"]);
}

#[test]
fn lists_of_nothing() {
    assert_eq!(read("fields=").unwrap().fields, None);
    assert_eq!(read("fields").unwrap().fields, None);
    assert_eq!(read("").unwrap().fields, None);
    assert_eq!(crate::read_json(r#"{"fields":null}"#).unwrap().fields, None);
    assert_eq!(crate::read_json(r#"{"fields":[]}"#).unwrap().fields, Some(Vec::new()));
}

#[test]
fn malformed_lists_of_fields() {
    refuse("fields=,", "\"fields\" must be a list without empty names");
    refuse("fields=id,,name", "\"fields\" must be a list without empty names");
    refuse("fields[]=", "\"fields\" must be a list without empty names");
    refuse("fields[a]=id", "\"fields\" must be a comma list or an array of texts");
    refuse("fields[500]=id", "\"fields\" goes beyond the limit of 500");
    refuse(&"fields=id&".repeat(501), "\"fields\" goes beyond the limit of 500");
    refuse("SEARCH {\"fields\":5}", "\"fields\" must be a comma list or an array of texts");
    refuse("SEARCH {\"fields\":[5]}", "\"fields\" must be a comma list or an array of texts");
    refuse("SEARCH {\"fields\":[null]}", "\"fields\" must be a comma list or an array of texts");
    refuse(&format!("fields={}", "a,".repeat(6_000)), "\"fields\" goes beyond the limit of 5000");
}

#[track_caller]
fn check_sort(text: &str, criteria: &[&str]) {
    let sort = read(text).unwrap().sort.unwrap();
    assert_eq!(sort.iter().map(ToString::to_string).collect::<Vec<_>>(), criteria, "{text}");
}

#[test]
fn sort_criteria() {
    check_sort("sort=name", &["name"]);
    check_sort("sort=country, -id", &["country", "-id"]);
    check_sort("sort[]=-country.name&sort[]=id", &["-country.name", "id"]);
    check_sort("sort=-year(a.b)", &["-a.year(b)"]);
    check_sort("sort=-count(cities)", &["-count(cities)"]);
    assert_eq!(read("sort=-a").unwrap().sort.unwrap()[0].direction, Direction::Descending);
    assert_eq!(read("sort=a").unwrap().sort.unwrap()[0].direction, Direction::Ascending);
    assert_eq!(read("sort=").unwrap().sort, None);
}

#[test]
fn sort_criteria_that_cannot_exist_are_kept_for_the_plan_to_refuse() {
    check_sort("sort=-", &["-"]);
    check_sort("sort=--id", &["--id"]);
    check_sort("sort[]=country,-id", &["country,-id"]);
    assert_eq!(Sort::parse("a.*").unwrap().path.0, [field("a"), field("*")]);
}

#[test]
fn malformed_sort_criteria() {
    refuse("sort=,", "\"sort\" must be a list without empty names");
    refuse("sort[]=", "\"sort\" must be a list without empty names");
    refuse("sort=foo(id)", "there is no function \"foo\"");
    refuse("sort=year(-a.b)", "\"year(-a.b)\" must be a field, with its minus in front of everything");
    // Directus sorts by nothing here.
    refuse("sort[a]=id", "\"sort\" must be a comma list or an array of texts");
    refuse("SEARCH {\"sort\":5}", "\"sort\" must be a comma list or an array of texts");
}

#[test]
fn groups() {
    let year = FieldExpr { function: Some(Function::Year), field: "founded".into() };
    let country = FieldExpr { function: None, field: "country".into() };
    for text in ["groupBy=country,year(founded)", "groupBy[]=country, year(founded)", "groupBy[]=country&groupBy[]=year(founded)"] {
        assert_eq!(read(text).unwrap().group, [country.clone(), year.clone()], "{text}");
    }
    assert_eq!(read("groupBy=").unwrap().group, []);
    assert_eq!(year.to_string(), "year(founded)");
    assert_eq!(FieldExpr::parse("a.year(b)").unwrap(), FieldExpr { function: None, field: "a.year(b)".into() });
}

#[test]
fn malformed_groups() {
    refuse("groupBy=foo(founded)", "there is no function \"foo\"");
    refuse("groupBy=year(founded", "\"year(founded\" must be a field, or a function with both of its parentheses");
    refuse("groupBy[]=", "\"groupBy\" must be a list without empty names");
    refuse("groupBy[a]=country", "\"groupBy\" must be a comma list or an array of texts");
}
