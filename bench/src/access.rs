//! Somebody whom three policies let see a part of the data, by rules over relations. Made over the public API, the same on both servers.

use reqwest::Method;
use serde_json::{Value, json};

use crate::{api::Api, failure::Outcome, load};

const TOKEN: &str = "token-of-the-one-who-sees-a-part";
const USER: &str = "be9c0000-0000-4000-8000-000000000001";

/// A policy, and for each collection that it opens a rule.
struct Policy {
    id: &'static str,
    name: &'static str,
    rules: fn() -> Vec<(&'static str, Value)>,
}

const POLICIES: [Policy; 3] = [
    Policy {
        id: "be9c0000-0000-4000-8000-000000000011",
        name: "Places",
        rules: || {
            let regions = json!({"region": {"_in": ["north", "south", "east"]}});
            vec![("countries", regions.clone()), ("cities", json!({"country": regions}))]
        },
    },
    Policy {
        id: "be9c0000-0000-4000-8000-000000000012",
        name: "Kitchen",
        rules: || {
            let origin = json!({"origin": {"region": {"_neq": "west"}}});
            vec![
                ("recipes", origin.clone()),
                ("recipes_ingredients", json!({"recipes_id": origin})),
                ("ingredients", Value::Null),
                ("cities", json!({"population": {"_gt": 100_000}})),
            ]
        },
    },
    Policy {
        id: "be9c0000-0000-4000-8000-000000000013",
        name: "Editors",
        rules: || {
            let published = json!({"published": {"_eq": true}});
            vec![
                ("articles", published.clone()),
                ("articles_related", json!({"related_id": published})),
                ("articles_translations", json!({"articles_id": published})),
                ("pages", json!({"blocks": {"_some": {"collection": {"_eq": "headings"}}}})),
                ("pages_blocks", json!({"pages_id": {"title": {"_nnull": true}}})),
                ("headings", json!({"level": {"_lt": 4}})),
                ("images", Value::Null),
                ("texts", Value::Null),
                ("countries", json!({"cities": {"_some": {"population": {"_gt": 140_000}}}})),
            ]
        },
    },
];

/// Makes them anew, and the data where it is missing; what comes back asks on behalf of the one who sees a part.
pub(crate) async fn prepare(api: &Api) -> Outcome<Api> {
    load::load(api).await?;
    let left = std::iter::once(format!("/users/{USER}")).chain(POLICIES.iter().map(|policy| format!("/policies/{}", policy.id)));
    for path in left {
        // It may not be there.
        drop(api.ask(Method::DELETE, api.url(&path, &[]), &Value::Null).await);
    }
    let user = json!({"id": USER, "email": "reader@example.com", "password": "password", "token": TOKEN, "status": "active"});
    api.post("/users", &user).await?;
    for policy in &POLICIES {
        api.post("/policies", &json!({"id": policy.id, "name": policy.name})).await?;
        let rules = (policy.rules)().into_iter();
        let permissions = rules.map(|(collection, rule)| {
            json!({"policy": policy.id, "collection": collection, "action": "read", "fields": ["*"], "permissions": rule})
        });
        api.post("/permissions", &permissions.collect()).await?;
        api.post("/access", &json!({"user": USER, "policy": policy.id})).await?;
    }
    Ok(api.of(TOKEN))
}
