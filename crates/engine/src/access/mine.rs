//! What the asker may do, by their permissions and on one item.

use relata_plan::{Action, Asker, FieldSet, Grant, Moment, Touch, item_key, substitute_within};
use relata_schema::CollectionName;
use serde_json::{Map, Value as Json, json};

use crate::{Engine, EngineError};

impl Engine {
    /// Per collection and action: how much is allowed, on which fields, with which presets.
    pub async fn own_permissions(&self, asker: &Asker) -> Result<Json, EngineError> {
        let schema = self.schema().await?;
        if asker.is_admin() {
            let full = json!({"access": "full", "fields": ["*"]});
            let all: Map<String, Json> = Action::ALL.iter().map(|action| (action.as_str().to_owned(), full.clone())).collect();
            let tables = schema.collections().filter(|collection| collection.has_table());
            return Ok(tables.map(|collection| (collection.name.to_string(), Json::Object(all.clone()))).collect::<Map<_, _>>().into());
        }
        let moment = self.moment(&schema, asker, None).await?;
        let mut told = Map::new();
        for collection in schema.collections() {
            let grants = Action::ALL.map(|action| (action, asker.grant(&collection.name, action)));
            if grants.iter().any(|(_, grant)| grant.is_some()) {
                let actions = grants.iter().map(|(action, grant)| (action.as_str().to_owned(), told_grant(*grant, asker, &moment)));
                told.insert(collection.name.to_string(), Json::Object(actions.collect()));
            }
        }
        Ok(Json::Object(told))
    }

    /// Whether the asker may change, delete and share an item; without a key, whether they may do so to any.
    pub async fn own_item_permissions(&self, asker: &Asker, collection: &str, key: Option<&str>) -> Result<Json, EngineError> {
        let schema = self.schema().await?;
        let moment = self.moment(&schema, asker, None).await?;
        let known = schema.collection(collection).filter(|collection| collection.has_table());
        let mut told = Map::new();
        for action in [Action::Update, Action::Delete, Action::Share] {
            let access = match (known, key) {
                (None, _) => asker.is_admin(),
                (Some(known), None) => asker.may(&known.name, action),
                (Some(known), Some(key)) => match item_key(known, &Json::from(key)) {
                    Some(key) => self.may_touch((&schema, asker, &moment), known, Touch { action, fields: &[] }, &key).await?,
                    None => false,
                },
            };
            told.insert(action.as_str().to_owned(), json!({ "access": access }));
        }
        Ok(Json::Object(told))
    }

    /// The roles of an asker, as far as they may see them; otherwise their keys.
    pub fn own_globals(asker: &Asker) -> Json {
        if asker.user.is_none() && !asker.is_admin() {
            return json!({ "app_access": false });
        }
        json!({"app_access": asker.app_access, "admin_access": asker.is_admin(), "enforce_tfa": asker.enforce_tfa})
    }

    /// Whether a collection of that name may be read at all.
    pub fn may_read(asker: &Asker, collection: &str) -> bool {
        CollectionName::parse(collection).is_ok_and(|name| asker.may(&name, Action::Read))
    }
}

fn told_grant(grant: Option<&Grant>, asker: &Asker, moment: &Moment) -> Json {
    let Some(grant) = grant else { return json!({"access": "none"}) };
    let access = if grant.cases.iter().all(|case| case.rule.is_none()) { "full" } else { "partial" };
    let mut fields: Vec<&str> = Vec::new();
    for case in &grant.cases {
        match &case.fields {
            FieldSet::All => fields = vec!["*"],
            FieldSet::Only(_) if fields == ["*"] => {}
            FieldSet::Only(names) => {
                for name in names {
                    if !fields.contains(&name.as_str()) {
                        fields.push(name);
                    }
                }
            }
        }
    }
    let mut told = json!({"access": access, "fields": fields});
    let presets = grant.presets();
    if let (false, Some(entries)) = (presets.is_empty(), told.as_object_mut()) {
        let known = (moment.now_us, moment.rule_facts.as_slice());
        entries.insert("presets".to_owned(), substitute_within(&Json::Object(presets), asker, known));
    }
    told
}
