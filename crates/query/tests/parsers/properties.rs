//! Whatever comes in, the parsers answer; whatever they print, they read back.

use proptest::prelude::*;
use relata_query::{
    Bounds, Direction, FieldExpr, FieldPath, Filter, FilterKey, Function, Operand, OperandForm, Operator, Quantifier, Segment, Sort,
    parse_query, parse_query_string,
};
use serde_json::Value;
use smol_str::SmolStr;

fn name() -> impl Strategy<Value = SmolStr> {
    "[a-zäß$][a-z0-9_ -]{0,8}".prop_map(SmolStr::from)
}

fn function() -> impl Strategy<Value = Function> {
    prop::sample::select(Function::ALL)
}

fn path() -> impl Strategy<Value = FieldPath> {
    let step = prop_oneof![
        4 => name().prop_map(Segment::Field),
        1 => (name(), name()).prop_map(|(field, collection)| Segment::Scoped { field, collection }),
        1 => Just(Segment::Wildcard),
    ];
    let end = prop_oneof![
        name().prop_map(Segment::Field),
        Just(Segment::Wildcard),
        (function(), name()).prop_map(|(function, field)| Segment::Function(function, field)),
    ];
    (prop::collection::vec(step, 0..4), end).prop_map(|(mut steps, end)| {
        steps.push(end);
        FieldPath(steps)
    })
}

fn key() -> impl Strategy<Value = FilterKey> {
    prop_oneof![
        4 => name().prop_map(FilterKey::Field),
        1 => (name(), name()).prop_map(|(field, collection)| FilterKey::Scoped { field, collection }),
        1 => (function(), name()).prop_map(|(function, field)| FilterKey::Function(function, field)),
        1 => ("[a-z]{1,5}", "[a-z]{1,5}", prop::option::of("[a-z]{1,5}")).prop_map(|(collection, field, collection_field)| {
            FilterKey::Follow { collection: collection.into(), field: field.into(), collection_field: collection_field.map(Into::into) }
        }),
    ]
}

/// A plain value; texts are neither empty nor the word for null.
fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{1,12}".prop_filter("reads as null", |text| text != "null" && text != "NULL").prop_map(Value::from),
    ]
}

fn comparison() -> impl Strategy<Value = Filter> {
    prop::sample::select(Operator::ALL).prop_flat_map(|operator| {
        let operand = match operator.operand_form() {
            OperandForm::One => value().prop_map(Operand::One).boxed(),
            OperandForm::List => prop::collection::vec(value(), 1..4).prop_map(Operand::Many).boxed(),
            OperandForm::Pair => prop::collection::vec(value(), 2).prop_map(Operand::Many).boxed(),
            OperandForm::Flag => any::<bool>().prop_map(|flag| Operand::One(flag.into())).boxed(),
        };
        operand.prop_map(move |operand| Filter::Is(operator, operand))
    })
}

/// A filter about items.
fn filter() -> impl Strategy<Value = Filter> {
    let leaf = (key(), comparison()).prop_map(|(key, condition)| Filter::On(key, Box::new(condition)));
    leaf.prop_recursive(5, 40, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::And),
            prop::collection::vec(inner.clone(), 0..4).prop_map(Filter::Or),
            (key(), inner.clone()).prop_map(|(key, condition)| Filter::On(key, Box::new(condition))),
            (key(), prop::bool::ANY, inner.clone()).prop_map(|(key, some, condition)| {
                let quantifier = if some { Quantifier::Some } else { Quantifier::None };
                Filter::On(key, Box::new(Filter::Members(quantifier, Box::new(condition))))
            }),
            (key(), comparison(), inner)
                .prop_map(|(key, comparison, condition)| Filter::On(key, Box::new(Filter::Or(vec![comparison, condition])))),
        ]
    })
}

/// Any JSON, with keys that mean something to the parsers.
fn json() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        "\\PC{0,6}",
        "[0-9]{1,3}",
        prop::sample::select(vec![
            "_and",
            "_or",
            "_some",
            "_none",
            "_eq",
            "_in",
            "_between",
            "_null",
            "_foo",
            "year(a)",
            "foo(a)",
            "a:b",
            "$FOLLOW(a,b)"
        ])
        .prop_map(str::to_owned),
        prop::sample::select(vec!["_limit", "_sort", "_filter", "_aggregate", "count", "sum", "*", "a,b", "-1", "null", "{\"a\":1}"])
            .prop_map(str::to_owned),
    ];
    let leaf = prop_oneof![value(), word.clone().prop_map(Value::from)];
    leaf.prop_recursive(6, 40, 4, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((word.clone(), inner), 0..4).prop_map(|pairs| Value::Object(pairs.into_iter().collect())),
        ]
    })
}

fn parameter() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "fields",
        "filter",
        "sort",
        "limit",
        "offset",
        "page",
        "search",
        "deep",
        "alias",
        "aggregate",
        "groupBy",
        "backlink",
        "meta",
        "export",
    ])
    .prop_map(str::to_owned)
}

proptest! {
    #[test]
    fn any_text_is_answered(text in "\\PC{0,80}") {
        let bounds = Bounds::default();
        if let Ok(tree) = parse_query_string(&text, &bounds) {
            let _answered = parse_query(&tree, &bounds);
        }
        let _answered = (FieldPath::parse(&text), Sort::parse(&text), FieldExpr::parse(&text), FilterKey::parse(&text));
    }

    #[test]
    fn any_brackets_are_answered(text in "([a-c]|filter|deep|fields|\\[|\\]|=|&|%5B|[0-9]|,|_or){0,40}") {
        let bounds = Bounds::default();
        if let Ok(tree) = parse_query_string(&text, &bounds) {
            prop_assert!(!serde_json::to_string(&tree).unwrap_or_default().contains("null"), "a hole in {tree:?}");
            let _answered = parse_query(&tree, &bounds);
        }
    }

    #[test]
    fn any_json_is_answered(name in parameter(), value in json()) {
        let tree = [(name, value)].into_iter().collect();
        let _answered = parse_query(&tree, &Bounds::default());
    }

    #[test]
    fn a_filter_that_was_read_prints_as_itself(json in json()) {
        let bounds = Bounds::default();
        if let Ok(filter) = Filter::parse(&json, &bounds) {
            prop_assert_eq!(Filter::parse(&filter.to_json(), &bounds), Ok(filter));
        }
    }

    #[test]
    fn a_filter_prints_as_itself(filter in filter()) {
        prop_assert_eq!(Filter::parse(&filter.to_json(), &Bounds::default()), Ok(filter));
    }

    #[test]
    fn a_path_prints_as_itself(path in path()) {
        prop_assert_eq!(FieldPath::parse(&path.to_string()), Ok(path));
    }

    #[test]
    fn a_path_that_was_read_prints_as_itself(text in "([a-c]|year|foo|\\.|\\(|\\)|:|\\*|-| ){0,12}") {
        if let Ok(path) = FieldPath::parse(&text) {
            prop_assert_eq!(FieldPath::parse(&path.to_string()), Ok(path));
        }
        if let Ok(sort) = Sort::parse(&text) {
            prop_assert_eq!(Sort::parse(&sort.to_string()), Ok(sort));
        }
        if let Ok(group) = FieldExpr::parse(&text) {
            prop_assert_eq!(FieldExpr::parse(&group.to_string()), Ok(group));
        }
    }

    #[test]
    fn a_sort_prints_as_itself(path in path(), descending in any::<bool>()) {
        prop_assume!(!path.0.contains(&Segment::Wildcard));
        let sort = Sort { direction: if descending { Direction::Descending } else { Direction::Ascending }, path };
        prop_assert_eq!(Sort::parse(&sort.to_string()), Ok(sort));
    }
}
