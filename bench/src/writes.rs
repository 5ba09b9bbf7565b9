//! Writes, side by side: the same requests to both servers, one after the other, and the rows that come out of them compared.
//!
//! Works on collections of its own, which it makes and removes over the public API.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::{Value, json};
use tokio::task::JoinSet;

use crate::{
    answers,
    api::Api,
    failure::{OrFail, Outcome},
};

const N_ROWS: usize = 1_000;
const N_INGREDIENTS: usize = 20;
const N_LINKS: usize = 100;
const N_CLIENTS: usize = 64;
/// Requests of each kind; the median counts.
const N_REPETITIONS: usize = 7;

/// One kind of write.
struct Case {
    name: &'static str,
    /// The request of a repetition.
    request: fn(usize) -> (Method, &'static str, Value),
    /// What must be the same afterwards.
    rows: &'static [(&'static str, &'static [(&'static str, &'static str)])],
}

const CASES: &[Case] = &[
    Case {
        name: "batch create of 1,000 rows",
        request: |n| {
            let rows = (0..N_ROWS).map(|row| json!({"batch": n, "name": format!("row {row} of {n}"), "amount": row}));
            (Method::POST, "/items/bw_rows", rows.collect())
        },
        rows: &[("/items/bw_rows", &[("fields", "batch,name,amount"), ("sort", "batch,amount"), ("limit", "-1")])],
    },
    Case {
        name: "nested create of a recipe with 20 new ingredients",
        request: |n| {
            let ingredient = |i| json!({"quantity": i, "ingredient": {"name": format!("ingredient {i} of {n}")}});
            let ingredients: Vec<Value> = (0..N_INGREDIENTS).map(ingredient).collect();
            (Method::POST, "/items/bw_recipes", json!({"title": format!("recipe {n}"), "ingredients": ingredients}))
        },
        rows: &[(
            "/items/bw_recipes",
            &[
                ("fields", "title,ingredients.quantity,ingredients.ingredient.name"),
                ("sort", "title"),
                ("limit", "-1"),
                ("deep[ingredients][_sort]", "quantity"),
                ("deep[ingredients][_limit]", "-1"),
            ],
        )],
    },
    Case {
        name: "replacing 100 links of a many-to-many",
        request: |n| {
            // Half of them are new each time.
            let links = (0..N_LINKS).map(|link| json!({"tag": (n * N_LINKS / 2 + link) % (2 * N_LINKS) + 1}));
            (Method::PATCH, "/items/bw_recipes/1", json!({"tags": links.collect::<Vec<_>>()}))
        },
        rows: &[("/items/bw_recipes_tags", &[("fields", "recipe,tag"), ("sort", "recipe,tag"), ("limit", "-1")])],
    },
    Case {
        name: "update by query of 1,000",
        request: |n| {
            let query = json!({"filter": {"batch": {"_eq": n}}, "limit": -1});
            (Method::PATCH, "/items/bw_rows?fields=id", json!({"query": query, "data": {"name": format!("changed {n}")}}))
        },
        rows: &[("/items/bw_rows", &[("fields", "batch,name,amount"), ("sort", "batch,amount"), ("limit", "-1")])],
    },
];

/// What came out of a case, in milliseconds.
pub(crate) struct WriteReport {
    name: &'static str,
    relata_ms: f64,
    directus_ms: Option<f64>,
    differences: Vec<String>,
}

/// All writes on one database.
pub(crate) async fn measure(relata: &Api, directus: Option<&Api>) -> Outcome<Vec<WriteReport>> {
    let servers: Vec<&Api> = std::iter::once(relata).chain(directus).collect();
    for api in &servers {
        remove(api).await;
        prepare(api).await?;
    }
    let mut reports = Vec::new();
    for case in CASES {
        eprintln!("  {}", case.name);
        let relata_ms = timed(relata, case).await?;
        let mut report = WriteReport { name: case.name, relata_ms, directus_ms: None, differences: Vec::new() };
        if let Some(directus) = directus {
            report.directus_ms = Some(timed(directus, case).await?);
            for (path, query) in case.rows {
                let difference = answers::difference(&relata.get(path, query).await?, &directus.get(path, query).await?)?;
                report.differences.extend(difference);
            }
        }
        reports.push(report);
    }
    for api in &servers {
        remove(api).await;
    }
    Ok(reports)
}

async fn timed(api: &Api, case: &Case) -> Outcome<f64> {
    let mut durations_ms = Vec::new();
    for n in 0..N_REPETITIONS {
        let (method, path, body) = (case.request)(n);
        let (path, query) = path.split_once('?').unwrap_or((path, ""));
        let mut url = api.url(path, &[]);
        url.set_query(Some(query).filter(|query| !query.is_empty()));
        let begin = Instant::now();
        api.ask(method, url, &body).await?;
        durations_ms.push(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    durations_ms.sort_by(f64::total_cmp);
    Ok(durations_ms.get(durations_ms.len() / 2).copied().unwrap_or(f64::NAN))
}

/// Single creates of many clients at once, for a while: how many a second, and the slowest of a hundred.
pub(crate) async fn concurrent(api: &Api, seconds: u32) -> Outcome<(f64, f64)> {
    remove(api).await;
    prepare(api).await?;
    let end = Instant::now() + Duration::from_secs(u64::from(seconds.max(1)));
    let begin = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..N_CLIENTS {
        let api = api.clone();
        clients.spawn(async move {
            let mut durations_ms = Vec::new();
            while Instant::now() < end {
                let begin = Instant::now();
                let row = json!({"batch": client, "name": "one of many", "amount": durations_ms.len()});
                api.post("/items/bw_rows", &row).await?;
                durations_ms.push(begin.elapsed().as_secs_f64() * 1_000.0);
            }
            Outcome::Ok(durations_ms)
        });
    }
    let mut durations_ms = Vec::new();
    while let Some(ended) = clients.join_next().await {
        durations_ms.extend(ended.or_fail("a client")??);
    }
    let elapsed = begin.elapsed().as_secs_f64();
    durations_ms.sort_by(f64::total_cmp);
    let slowest = durations_ms.get(durations_ms.len() * 99 / 100).copied().unwrap_or(f64::NAN);
    remove(api).await;
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    let n_requests = durations_ms.len() as f64;
    Ok((n_requests / elapsed, slowest))
}

async fn prepare(api: &Api) -> Outcome {
    let key = json!({"field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["m2m"]}});
    for (name, fields) in [
        ("bw_rows", json!([key, number("batch"), text("name"), number("amount")])),
        ("bw_recipes", json!([key, text("title"), list("ingredients"), list("tags")])),
        ("bw_ingredients", json!([key, text("name")])),
        ("bw_recipes_ingredients", json!([key, number("recipe"), number("ingredient"), number("quantity")])),
        ("bw_tags", json!([key, text("name")])),
        ("bw_recipes_tags", json!([key, number("recipe"), number("tag")])),
    ] {
        let body = json!({"collection": name, "schema": {}, "meta": {"accountability": null}, "fields": fields});
        api.post("/collections", &body).await?;
    }
    for (junction, other, list, one) in
        [("bw_recipes_ingredients", "ingredient", "ingredients", "bw_ingredients"), ("bw_recipes_tags", "tag", "tags", "bw_tags")]
    {
        for (field, related, meta) in [
            ("recipe", "bw_recipes", json!({"one_field": list, "junction_field": other, "one_deselect_action": "delete"})),
            (other, one, json!({"junction_field": "recipe"})),
        ] {
            let body = json!({"collection": junction, "field": field, "related_collection": related, "schema": {"on_delete": "CASCADE"}, "meta": meta});
            api.post("/relations", &body).await?;
        }
    }
    let tags: Vec<Value> = (0..2 * N_LINKS).map(|n| json!({"name": format!("tag {n}")})).collect();
    api.post("/items/bw_tags", &Value::Array(tags)).await.map(drop)
}

/// What an earlier run may have left.
async fn remove(api: &Api) {
    for name in ["bw_recipes_tags", "bw_recipes_ingredients", "bw_tags", "bw_ingredients", "bw_recipes", "bw_rows"] {
        // It may not be there.
        drop(api.ask(Method::DELETE, api.url(&format!("/collections/{name}"), &[]), &Value::Null).await);
    }
}

/// The table of a report.
pub(crate) fn table(database: &str, reports: &[WriteReport]) -> String {
    let mut text = format!("\n## Writes on {database}\n\n| write | Relata, ms | Directus, ms | times |\n|---|---|---|---|\n");
    let mut logarithms = Vec::new();
    for report in reports {
        let directus = report.directus_ms.map_or_else(|| "-".to_owned(), |ms| format!("{ms:.1}"));
        let times = report.directus_ms.map(|ms| ms / report.relata_ms);
        let mark = if report.differences.is_empty() { "" } else { " ≠" };
        let printed = times.map_or_else(|| "-".to_owned(), |times| format!("{times:.1}"));
        let _ = writeln!(text, "| {}{mark} | {:.2} | {directus} | {printed} |", report.name, report.relata_ms);
        logarithms.extend(times.filter(|_| report.differences.is_empty()).map(f64::ln));
    }
    if !logarithms.is_empty() {
        #[expect(clippy::cast_precision_loss, reason = "a handful of cases")]
        let mean = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
        let _ = writeln!(text, "\nGeometric mean: {mean:.1} times.");
    }
    for report in reports {
        for difference in &report.differences {
            let _ = writeln!(text, "\n≠ {}: {difference}", report.name);
        }
    }
    text
}
