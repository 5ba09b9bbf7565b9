//! Any query string is answered: with a query, or with an error. What was read as names prints as itself.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relata_query::{Bounds, FieldPath, Filter, Sort, parse_query, parse_query_string};

fuzz_target!(|text: &str| {
    let bounds = Bounds::default();
    let Ok(tree) = parse_query_string(text, &bounds) else { return };
    let Ok(query) = parse_query(&tree, &bounds) else { return };
    for path in query.fields.iter().flatten() {
        assert_eq!(FieldPath::parse(&path.to_string()).as_ref(), Ok(path));
    }
    for criterion in query.sort.iter().flatten() {
        assert_eq!(Sort::parse(&criterion.to_string()).as_ref(), Ok(criterion));
    }
    if let Some(filter) = &query.filter {
        assert_eq!(Filter::parse(&filter.to_json(), &bounds).as_ref(), Ok(filter));
    }
});
