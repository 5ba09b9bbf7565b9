//! Why somebody may or may not do something: every permission that speaks of it, and for each the conditions that an item doesn't meet.

use std::sync::Arc;

use relata_plan::{Access, Action, Asker, Grant, Grants, Moment, PermissionCase, PlanContext, PlanLimits, Touch, check_rule, item_key};
use relata_query::Filter;
use relata_schema::{Collection, FieldName, Schema, Value};
use rustc_hash::FxHashMap;
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use crate::error::sentence;
use crate::{Engine, EngineError, Envelope, ReadOf, ReadTarget};

/// What an administrator wants to know.
#[derive(Debug, Clone, Copy)]
pub struct Question<'q> {
    /// About which collection.
    pub collection: &'q str,
    /// What would be done.
    pub action: Action,
    /// To which item, if to a certain one.
    pub key: Option<&'q str>,
    /// To which field, if to a certain one.
    pub field: Option<&'q str>,
}

/// Against what rules are judged.
struct Item<'i> {
    schema: &'i Schema,
    asker: &'i Asker,
    moment: &'i Moment,
    collection: &'i Collection,
    action: Action,
    key: Option<Value>,
}

impl Engine {
    /// Explains what `about` may do. `asker` has to be an administrator.
    pub async fn explain(&self, asker: &Asker, about: &Asker, question: Question<'_>) -> Result<Json, EngineError> {
        if !asker.is_admin() {
            return Err(EngineError::forbidden());
        }
        let schema = self.schema().await?;
        let collection = schema.collection(question.collection).filter(|collection| collection.has_table());
        let collection =
            collection.ok_or_else(|| EngineError::invalid_query(format!("There is no collection \"{}\".", question.collection)))?;
        if let Some(field) = question.field.filter(|field| collection.field(field).is_none()) {
            return Err(EngineError::invalid_query(format!("Collection \"{}\" has no field \"{field}\".", collection.name)));
        }
        let key = match question.key {
            None => None,
            Some(key) => Some(
                item_key(collection, &Json::from(key)).ok_or_else(|| EngineError::invalid_query("\"key\" can't be the key of an item."))?,
            ),
        };
        let moment = self.moment(&schema, about, None).await?;
        let names = self.policy_names(about).await?;
        if about.is_admin() {
            let reason = "An administrator's policy allows everything.";
            return Ok(json!({"allowed": true, "reason": reason, "policies": policies(about, &names), "permissions": []}));
        }
        let item = Item { schema: &schema, asker: about, moment: &moment, collection, action: question.action, key };
        if let Some(key) = &item.key {
            let exists = self.meets(&item, None, key).await?;
            if !exists {
                let reason = "There is no item with this key.";
                return Ok(json!({"allowed": false, "reason": reason, "policies": policies(about, &names), "permissions": []}));
            }
        }
        let limits = PlanLimits::default();
        let context = PlanContext { schema: &schema, asker: about, limits: &limits, moment: &moment };
        let mut permissions = Vec::new();
        let mut allowed = false;
        for case in about.grant(&collection.name, question.action).map_or(&[][..], |grant| &grant.cases) {
            let field_allowed = question.field.is_none_or(|field| case.fields.contains(field));
            let problem = case.rule.as_ref().and_then(|rule| check_rule(context, collection.name.as_str(), rule).err());
            let failed = self.failed(&item, case).await?;
            allowed |= field_allowed && failed.as_ref().is_none_or(Vec::is_empty);
            permissions.push(json!({
                "policy": case.policy.as_deref(),
                "policy_name": case.policy.as_ref().map_or("Access to the app", |policy| names.get(policy).map_or("", String::as_str)),
                "field_allowed": field_allowed,
                "rule": case.rule.as_ref().map(Filter::to_json),
                "rule_met": failed.as_ref().map(Vec::is_empty),
                "failed": failed.unwrap_or_default(),
                // Why the rule means nothing at all, if it doesn't.
                "problem": problem.map(|error| sentence(&error.to_string())),
            }));
        }
        let reason = match (allowed, permissions.is_empty(), question.field) {
            (true, ..) => "At least one permission allows it.",
            (false, true, _) => "No policy has a permission for this action on this collection.",
            (false, false, Some(_)) => "No permission allows this field on this item.",
            (false, false, None) => "The item meets the rule of no permission.",
        };
        Ok(json!({"allowed": allowed, "reason": reason, "policies": policies(about, &names), "permissions": permissions}))
    }

    /// The conditions of a permission's rule that the item doesn't meet; `None` without an item.
    async fn failed(&self, item: &Item<'_>, case: &PermissionCase) -> Result<Option<Vec<Json>>, EngineError> {
        let Some(key) = &item.key else { return Ok(None) };
        let mut failed = Vec::new();
        let Some(rule) = &case.rule else { return Ok(Some(failed)) };
        for condition in conditions(rule) {
            if !self.meets(item, Some(condition), key).await? {
                failed.push(condition.to_json());
            }
        }
        // Conditions may hold one by one and not together: for different members of one list.
        if failed.is_empty() && !self.meets(item, Some(rule), key).await? {
            failed.push(rule.to_json());
        }
        Ok(Some(failed))
    }

    /// Whether the item meets a rule, as it would be judged for the asker.
    async fn meets(&self, item: &Item<'_>, rule: Option<&Filter>, key: &Value) -> Result<bool, EngineError> {
        let always = || {
            Filter::On(
                relata_query::FilterKey::Field(key_name(item.collection)),
                Box::new(Filter::Is(relata_query::Operator::Nnull, relata_query::Operand::One(Json::Bool(true)))),
            )
        };
        let rule = rule.cloned().unwrap_or_else(always);
        let case = PermissionCase { rule: Some(rule), ..PermissionCase::default() };
        let by_collection = FxHashMap::from_iter([((item.collection.name.clone(), item.action), Grant { cases: vec![case] })]);
        let access = Arc::new(Access::Granted(Grants { by_collection, mentions: Vec::new() }));
        let judged = Asker { access, ..item.asker.clone() };
        let touch = Touch { action: item.action, fields: &[] };
        self.may_touch((item.schema, &judged, item.moment), item.collection, touch, key).await
    }

    async fn policy_names(&self, about: &Asker) -> Result<FxHashMap<SmolStr, String>, EngineError> {
        let mut names = FxHashMap::default();
        for policy in &about.policies {
            let query = relata_query::Query::default();
            let of = ReadOf { collection: "directus_policies", target: ReadTarget::Item(policy), query: &query, envelope: Envelope::Bare };
            let found = self.read_values(&Asker::system(), of).await?;
            let name = found.first().and_then(|row| row.get("name")).and_then(Json::as_str).unwrap_or_default();
            names.insert(policy.clone(), name.to_owned());
        }
        Ok(names)
    }
}

fn policies(about: &Asker, names: &FxHashMap<SmolStr, String>) -> Json {
    about.policies.iter().map(|policy| json!({"id": policy.as_str(), "name": names.get(policy)})).collect()
}

/// The conditions that must all hold for a rule to hold.
fn conditions(rule: &Filter) -> Vec<&Filter> {
    match rule {
        Filter::And(parts) => parts.iter().flat_map(conditions).collect(),
        other => vec![other],
    }
}

fn key_name(collection: &Collection) -> SmolStr {
    collection.primary_key.columns().first().map_or_else(SmolStr::default, |name: &FieldName| SmolStr::new(name.as_str()))
}
