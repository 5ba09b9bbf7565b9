//! Golden files: for each request its plan, and the SQL that every dialect makes of it. Read them as code.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

mod model;

use std::fmt::Write as _;

use relata_plan::{
    Access, Action, Asker, Child, FieldSet, Grant, Grants, Moment, Node, PermissionCase, PlanContext, PlanLimits, Target, plan_read,
};
use relata_query::{Bounds, Filter, parse_query, parse_query_string};
use relata_schema::{FieldName, Value};
use relata_sql::{ByKeys, Dialect, Shortcut, Statement, count, lock_found, select, select_by_keys};

/// Plans `?query` on a collection and compares plan and SQL with the golden file of that name.
fn check(name: &str, collection: &str, query: &str) {
    check_as(&Asker::system(), name, collection, query);
}

fn check_as(asker: &Asker, name: &str, collection: &str, query: &str) {
    let schema = model::schema();
    let bounds = Bounds::default();
    let parsed = parse_query(&parse_query_string(query, &bounds).unwrap(), &bounds).unwrap();
    let moment = Moment::at(1_700_000_000_000_000);
    let context = PlanContext { schema: &schema, asker, limits: &PlanLimits::default(), moment: &moment };
    let mut text = format!("GET /items/{collection}?{query}\n");
    match plan_read(context, collection, Target::Items, &parsed) {
        Err(error) => {
            let _infallible = writeln!(text, "\nrefused: {error}");
        }
        Ok(plan) => {
            for dialect in [Dialect::Sqlite, Dialect::Postgres, Dialect::Mariadb] {
                let _infallible = writeln!(text, "\n-- {}", dialect.as_str());
                for plan in &plan.counts {
                    print(&mut text, plan.name, &count(dialect, plan));
                }
                print(&mut text, "items", &select(dialect, &plan.root));
                if let Some(way) = Shortcut::of(dialect, &plan.root) {
                    let name = if let Shortcut::ByTarget(_) = way { "items, by target" } else { "items, by the first rows" };
                    print(&mut text, name, &way.select(dialect, &plan.root));
                }
                print_children(&mut text, dialect, "items", &plan.root);
            }
        }
    }
    insta::with_settings!({ snapshot_path => ".", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

fn print(text: &mut String, place: &str, statement: &Statement) {
    let _infallible = writeln!(text, "{place}: {}", statement.text);
    if !statement.binds.is_empty() {
        let _infallible = writeln!(text, "    {:?}", statement.binds);
    }
}

fn print_children(text: &mut String, dialect: Dialect, place: &str, node: &Node) {
    let mut one = |place: String, node: &Node, child_key: usize| {
        match select_by_keys(dialect, node, child_key, vec![Value::Integer(1), Value::Integer(2)]) {
            ByKeys::Together(statement) => print(text, &place, &statement),
            ByKeys::Each(each) => print(text, &format!("{place}, once for each of {:?} as bind {}", each.keys, each.bind), &each.statement),
        }
        print_children(text, dialect, &place, node);
    };
    for (nth, child) in node.children.iter().enumerate() {
        match child {
            Child::Many { child_key, node, .. } | Child::One { child_key, node, .. } => one(format!("{place}.{nth}"), node, *child_key),
            Child::Any { targets, .. } => {
                for target in targets {
                    one(format!("{place}.{nth}:{}", target.collection), &target.node, target.child_key);
                }
            }
        }
    }
}

#[test]
fn rows_are_found_and_locked_at_once_where_that_locks_no_others() {
    let schema = model::schema();
    let bounds = Bounds::default();
    let [id, name] = ["id", "name"].map(|name| FieldName::parse(name).unwrap());
    let lock = |dialect, query: &str| {
        let parsed = parse_query(&parse_query_string(query, &bounds).unwrap(), &bounds).unwrap();
        let (asker, moment) = (Asker::system(), Moment::at(0));
        let context = PlanContext { schema: &schema, asker: &asker, limits: &PlanLimits::default(), moment: &moment };
        let plan = plan_read(context, "cities", Target::Items, &parsed).unwrap();
        lock_found(dialect, &plan.root, &[&id, &name], std::slice::from_ref(&id)).map(|statement| statement.text)
    };
    let few = "limit=-1&filter[population][_lt]=5";
    let statement = r#"SELECT "id", "name" FROM "cities" AS t0 WHERE t0."population" < $1 ORDER BY t0."id" FOR NO KEY UPDATE"#;
    assert_eq!(lock(Dialect::Postgres, few).as_deref(), Some(statement));
    // MariaDB would lock every row that it looks at, and on SQLite there is nothing to lock.
    assert_eq!((lock(Dialect::Mariadb, few), lock(Dialect::Sqlite, few)), (None, None));
    for asks_for_more in [
        "limit=5",
        "limit=-1&sort=name",
        "limit=-1&sort=-id",
        "limit=-1&filter[country][name]=x",
        "limit=-1&aggregate[count]=id&groupBy[]=name",
    ] {
        assert_eq!(lock(Dialect::Postgres, asks_for_more), None, "{asks_for_more}");
    }
}

#[test]
fn many_to_one_is_joined() {
    check("many-to-one", "cities", "fields=name,country.name&limit=10");
}

#[test]
fn one_to_many_is_a_statement_of_its_own() {
    check("one-to-many", "countries", "fields=name,cities.name&deep[cities][_limit]=-1");
}

#[test]
fn a_limit_per_owner_is_kept_in_sql() {
    check(
        "one-to-many-limited",
        "countries",
        "fields=name,cities.name&deep[cities][_limit]=3&deep[cities][_offset]=1&deep[cities][_sort]=-population",
    );
}

#[test]
fn a_long_limit_per_owner_is_kept_where_it_cuts() {
    check("one-to-many-default-limit", "countries", "fields=name,cities.name&deep[cities][_filter][population][_gt]=5");
}

#[test]
fn the_first_referenced_items_lead_to_a_page() {
    check("sort-many-to-one", "cities", "fields=name,country.name&sort=-country.name,name&limit=5&page=2");
}

#[test]
fn a_page_of_what_a_filter_leaves_is_tried() {
    check("sort-many-to-one-filtered", "cities", "fields=name&sort=country.name&filter[population][_gt]=5&limit=5&page=2");
    check("sort-many-to-one-filtered-last", "cities", "fields=name&sort=-country.name&filter[country][name][_contains]=a&limit=5");
}

#[test]
fn many_to_any_has_a_statement_per_collection() {
    check("many-to-any", "pages", "fields=title,blocks.item:headings.text,blocks.item:images.caption");
}

#[test]
fn filters_through_references_join() {
    check("filter-many-to-one", "cities", r#"fields=id&filter={"country":{"name":{"_contains":"a_%|b"}}}"#);
}

#[test]
fn filters_through_lists_never_double_a_row() {
    check(
        "filter-one-to-many",
        "countries",
        r#"fields=id&filter={"_and":[{"cities":{"population":{"_gt":5}}},{"cities":{"name":{"_in":["a","b"]}}}]}&meta=*"#,
    );
}

#[test]
fn an_absent_member_is_null_in_every_field() {
    check("filter-absent-member", "countries", r#"fields=id&filter={"cities":{"name":{"_null":true}}}"#);
}

#[test]
fn quantifiers_stand_for_themselves() {
    check(
        "filter-quantified",
        "countries",
        r#"fields=id&filter={"_and":[{"cities":{"_some":{"name":"x"}}},{"cities":{"_none":{"population":{"_lt":1}}}}]}"#,
    );
}

#[test]
fn filters_into_one_target_of_a_many_to_any() {
    check("filter-many-to-any", "pages", r#"fields=id&filter={"blocks":{"item:headings":{"text":{"_eq":"x"}}}}"#);
}

#[test]
fn follow_needs_no_alias() {
    check("filter-follow", "headings", r#"fields=id&filter={"$FOLLOW(pages_blocks,item,collection)":{"_none":{"pages_id":{"_eq":1}}}}"#);
}

#[test]
fn functions_and_counts() {
    check(
        "functions",
        "countries",
        r#"fields=year(founded),count(cities)&filter={"year(founded)":{"_gt":1900},"count(cities)":{"_gte":2}}&sort=-count(cities)"#,
    );
}

#[test]
fn sorts_through_relations() {
    check("sort-relations", "countries", "fields=id&sort=-cities.name&limit=5&page=2");
}

#[test]
fn groups_and_aggregates() {
    check(
        "aggregate",
        "cities",
        "aggregate[count]=*&aggregate[sum]=population&groupBy[]=country&groupBy[]=year(seen)&sort=-sum.population",
    );
}

#[test]
fn search_looks_where_it_can() {
    check("search", "cities", "fields=id&search=12");
}

#[test]
fn an_unknown_field_is_refused_like_a_hidden_one() {
    check("refused-unknown", "cities", "fields=id&filter={\"nope\":{\"_eq\":1}}");
    check_as(&editor(), "refused-hidden", "cities", "fields=id&filter={\"population\":{\"_gt\":1}}");
}

#[test]
fn wrong_types_and_operators_are_refused() {
    check("refused-value", "cities", "filter={\"population\":{\"_gt\":\"many\"}}");
    check("refused-operator", "cities", "filter={\"population\":{\"_contains\":\"1\"}}");
}

#[test]
fn rules_reach_every_level() {
    check_as(
        &editor(),
        "rules",
        "countries",
        "fields=name,cities.name,cities.country.name&filter={\"cities\":{\"name\":{\"_eq\":\"x\"}}}&sort=cities.name",
    );
}

#[test]
fn an_owner_that_members_look_back_at_is_looked_up_once() {
    check_as(&editor(), "rules-limited", "countries", "fields=name,cities.name&deep[cities][_limit]=3");
}

#[test]
fn an_order_by_items_under_a_rule_decides_once_which_of_them_are_seen() {
    let rule = Filter::parse(&serde_json::json!({"cities": {"_some": {"population": {"_gt": 1_000_000}}}}), &Bounds::default());
    let countries = PermissionCase { rule: Some(rule.expect("a filter")), fields: FieldSet::All, ..PermissionCase::default() };
    let cities = PermissionCase { fields: FieldSet::All, ..PermissionCase::default() };
    let asker = asker_with([("countries", countries), ("cities", cities)]);
    check_as(&asker, "rules-sort", "cities", "fields=name,country.name&sort=country.name");
    // Rows whose country isn't seen come first.
    check_as(&asker, "rules-sort-last", "cities", "fields=name&sort=-country.name");
}

#[test]
fn members_are_counted_by_what_decides_on_them() {
    let rule =
        Filter::parse(&serde_json::json!({"_or": [{"country": {"name": {"_eq": "x"}}}, {"population": {"_gt": 5}}]}), &Bounds::default());
    let cities = PermissionCase { rule: Some(rule.expect("a filter")), fields: FieldSet::All, ..PermissionCase::default() };
    let countries = PermissionCase { fields: FieldSet::All, ..PermissionCase::default() };
    let asker = asker_with([("countries", countries), ("cities", cities)]);
    check_as(&asker, "rules-count", "countries", "fields=count(cities)&sort=-cities.country.name&filter[cities][_some][name]=y");
}

#[test]
fn what_a_filter_says_isnt_asked_again_by_a_rule() {
    check_as(&reader_of_the_large(), "rules-implied", "cities", "fields=name&filter[country][name]=x&filter[population][_gte]=3");
    check_as(&reader_of_the_large(), "rules-implied-list", "countries", "fields=name&filter[cities][_some][population][_gt]=7");
}

#[test]
fn a_rule_that_may_open_rows_by_a_list_is_tried_on_the_first_rows() {
    check_as(&reader_of_the_large(), "rules-first-rows", "countries", "fields=name&limit=20&offset=20");
}

#[test]
fn rules_quantify_lists_below_a_path() {
    let rule = |json: serde_json::Value| Filter::parse(&json, &Bounds::default()).expect("a filter");
    let some = serde_json::json!({"country": {"cities": {"_some": {"name": {"_eq": "x"}}}}});
    let none = serde_json::json!({"country": {"cities": {"_none": {"country": {"cities": {"_some": {"name": {"_eq": "y"}}}}}}}});
    let rule = rule(serde_json::json!({"_and": [some, none]}));
    let case = PermissionCase { rule: Some(rule), fields: FieldSet::All, ..PermissionCase::default() };
    check_as(&asker_with([("cities", case)]), "rules-quantified", "cities", "fields=name");
}

/// May read some cities and countries, besides the large ones: cities, and countries with one.
fn reader_of_the_large() -> Asker {
    let rule = |json: serde_json::Value| Filter::parse(&json, &Bounds::default()).expect("a filter");
    let case = |json| PermissionCase { rule: Some(rule(json)), fields: FieldSet::All, ..PermissionCase::default() };
    let countries = case(serde_json::json!({"_or": [{"name": {"_in": ["x", "y"]}}, {"cities": {"_some": {"population": {"_gt": 5}}}}]}));
    let cities = case(serde_json::json!({"_or": [{"country": {"name": {"_eq": "x"}}}, {"population": {"_gt": 2}}]}));
    asker_with([("countries", countries), ("cities", cities)])
}

/// May read countries that are named, and cities that have a country, except their population.
fn editor() -> Asker {
    let rule = |json: serde_json::Value| Filter::parse(&json, &Bounds::default()).expect("a filter");
    let countries = PermissionCase {
        rule: Some(rule(serde_json::json!({"name": {"_nnull": true}}))),
        fields: FieldSet::All,
        ..PermissionCase::default()
    };
    let fields = ["id", "name", "country"].into_iter().map(Into::into).collect();
    let cities = PermissionCase {
        rule: Some(rule(serde_json::json!({"country": {"name": {"_neq": "hidden"}}}))),
        fields: FieldSet::Only(fields),
        ..PermissionCase::default()
    };
    asker_with([("countries", countries), ("cities", cities)])
}

fn asker_with<const N: usize>(cases: [(&str, PermissionCase); N]) -> Asker {
    let grant = |(name, case)| ((model::collection_name(name), Action::Read), Grant { cases: vec![case] });
    let by_collection = cases.into_iter().map(grant).collect();
    let access = Access::Granted(Grants { by_collection, mentions: Vec::new() });
    Asker { access: access.into(), ..Asker::nobody() }
}
