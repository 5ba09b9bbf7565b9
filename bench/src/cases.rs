//! The requests that are measured, each with its hand-written counterpart.
//!
//! A case `x` has its statements in `sql/postgres/x.sql` and `sql/sqlite/x.sql`: one column, one row, the whole answer as JSON.

/// One request.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) path: &'static str,
    /// Pairs of the query string, not yet encoded.
    pub(crate) query: &'static [(&'static str, &'static str)],
}

/// What a case is held against.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One collection only.
    Flat,
    /// Reads or asks through relations.
    Nested,
}

pub(crate) const CASES: &[Case] = &[
    Case { name: "item-by-key", kind: Kind::Flat, path: "/items/cities/10007", query: &[] },
    Case {
        name: "list-of-100",
        kind: Kind::Flat,
        path: "/items/cities",
        query: &[("fields", "id,name,population,latitude,longitude,capital,country"), ("limit", "100")],
    },
    // 100 cities, each with its country.
    Case {
        name: "m2o",
        kind: Kind::Nested,
        path: "/items/cities",
        query: &[("fields", "id,name,population,country.id,country.name,country.region"), ("limit", "100")],
    },
    // 20 countries with 100 cities each.
    Case {
        name: "o2m",
        kind: Kind::Nested,
        path: "/items/countries",
        query: &[("fields", "id,name,cities.id,cities.name,cities.population"), ("limit", "20")],
    },
    // 20 countries with the 5 largest of their 100 cities.
    Case {
        name: "o2m-limit-5",
        kind: Kind::Nested,
        path: "/items/countries",
        query: &[
            ("fields", "id,name,cities.id,cities.name,cities.population"),
            ("limit", "20"),
            ("deep[cities][_sort]", "-population"),
            ("deep[cities][_limit]", "5"),
        ],
    },
    // 50 recipes with 10 ingredients each.
    Case {
        name: "m2m",
        kind: Kind::Nested,
        path: "/items/recipes",
        query: &[("fields", "id,title,ingredients.quantity,ingredients.ingredients_id.name"), ("limit", "50")],
    },
    // 50 articles with 3 related ones each.
    Case {
        name: "self-m2m",
        kind: Kind::Nested,
        path: "/items/articles",
        query: &[("fields", "id,slug,related.related_id.slug"), ("limit", "50")],
    },
    // 20 pages with 10 blocks each.
    Case {
        name: "m2a",
        kind: Kind::Nested,
        path: "/items/pages",
        query: &[
            (
                "fields",
                "id,title,blocks.collection,blocks.item:headings.text,blocks.item:headings.level,\
                 blocks.item:images.path,blocks.item:images.caption,blocks.item:texts.body",
            ),
            ("limit", "20"),
        ],
    },
    // 100 articles with one of their 3 translations each.
    Case {
        name: "translations",
        kind: Kind::Nested,
        path: "/items/articles",
        query: &[("fields", "id,slug,translations.title"), ("limit", "100"), ("deep[translations][_filter][languages_code][_eq]", "de")],
    },
    Case {
        name: "filter-m2o",
        kind: Kind::Nested,
        path: "/items/cities",
        query: &[
            ("fields", "id,name,population"),
            ("filter[country][region][_eq]", "north"),
            ("filter[population][_gt]", "100000"),
            ("limit", "100"),
        ],
    },
    Case {
        name: "filter-o2m-some",
        kind: Kind::Nested,
        path: "/items/countries",
        query: &[("fields", "id,name"), ("filter[cities][_some][population][_gt]", "140000"), ("limit", "100")],
    },
    Case {
        name: "sort-m2o",
        kind: Kind::Nested,
        path: "/items/cities",
        query: &[("fields", "id,name,country.name"), ("sort", "country.name,name"), ("limit", "100")],
    },
    Case {
        name: "aggregate",
        kind: Kind::Flat,
        path: "/items/cities",
        query: &[("aggregate[count]", "*"), ("aggregate[max]", "population"), ("groupBy", "country"), ("sort", "country")],
    },
    Case {
        name: "count-related",
        kind: Kind::Nested,
        path: "/items/countries",
        query: &[("fields", "id,name,count(cities)"), ("limit", "100")],
    },
    // 5 countries, 10 recipes in each, 10 ingredients in each of those.
    Case {
        name: "three-levels",
        kind: Kind::Nested,
        path: "/items/countries",
        query: &[
            (
                "fields",
                "id,name,recipes.title,recipes.ingredients.quantity,\
                 recipes.ingredients.ingredients_id.name",
            ),
            ("limit", "5"),
        ],
    },
];
