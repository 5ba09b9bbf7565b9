//! The doctor: looks over the whole model for what refers to nothing and for what is missing, and repairs what needs no decision.
//!
//! Looking changes nothing. Repairs go the same way as everybody's changes: rows through the writer, tables and descriptions through an
//! edit of the model. No row with content of its own is ever deleted.

mod description;
mod finding;
mod references;

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_plan::{Asker, ItemWrite, Operation, PlanContext, PlanLimits, check_rule};
use relata_query::{FieldPath, Limit, Query, Segment};
use relata_schema::{Relation, RelationTarget, Value};
use serde_json::Value as Json;
use smol_str::{SmolStr, ToSmolStr};

pub use finding::{Complaint, Finding, Severity};

use super::ModelChange;
use super::edit::{Edit, only_admins};
use crate::auth::rule_of;
use crate::engine::Model;
use crate::items::{ReadOf, ReadTarget};
use crate::read::Envelope;
use crate::write::{WriteCommand, key_value};
use crate::{Engine, EngineError};
use references::{Dangling, dangling};

/// Keys that a finding names at most.
const N_SAMPLES: usize = 5;

/// How a finding is repaired.
#[derive(Debug, Clone)]
enum Remedy {
    /// Somebody has to decide.
    None,
    /// A change of the model.
    Model(ModelChange),
    /// The references are set to null.
    Unlink(Dangling),
    /// The rows are removed: they are nothing but links.
    Remove(Dangling),
}

/// What the doctor has done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Treatment {
    /// What was repaired.
    pub fixed: Vec<Finding>,
    /// What is left.
    pub left: Vec<Finding>,
}

impl Engine {
    /// Looks over the whole model. For administrators.
    pub async fn doctor(&self, asker: &Asker) -> Result<Vec<Finding>, EngineError> {
        only_admins(asker)?;
        let model = self.model().await?;
        Ok(self.examine(&model).await?.into_iter().map(|(finding, _)| finding).collect())
    }

    /// Looks over the whole model and repairs what needs no decision. For administrators.
    pub async fn heal(&self, asker: &Asker) -> Result<Treatment, EngineError> {
        only_admins(asker)?;
        let mut treatment = Treatment::default();
        // One repair makes way for another: a foreign key can be made once the references lead somewhere.
        loop {
            let model = self.reload().await?;
            let found = self.examine(&model).await?;
            let (fixable, left): (Vec<_>, Vec<_>) =
                found.into_iter().partition(|(finding, _)| finding.fixable && !treatment.fixed.contains(finding));
            if fixable.is_empty() {
                treatment.left = left.into_iter().map(|(finding, _)| finding).collect();
                return Ok(treatment);
            }
            for (finding, remedy) in fixable {
                self.apply_remedy(asker, &model, remedy).await?;
                treatment.fixed.push(finding);
            }
        }
    }

    async fn reload(&self) -> Result<Arc<Model>, EngineError> {
        self.reload_schema().await?;
        self.model().await
    }

    async fn examine(&self, model: &Model) -> Result<Vec<(Finding, Remedy)>, EngineError> {
        let rows = dangling(self, &model.schema).await?;
        let broken: HashSet<(SmolStr, SmolStr)> =
            rows.iter().filter(|rows| rows.complaint == Complaint::DanglingReference).map(|rows| place(&rows.relation)).collect();
        let mut all = description::fields(self.dialect(), model)?;
        all.extend(description::relations(self.dialect(), model)?);
        all.extend(rows.iter().map(described));
        all.extend(description::support(self.dialect(), model, &|relation| !broken.contains(&place(relation))));
        all.extend(self.rules(model).await?.into_iter().map(|finding| (finding, Remedy::None)));
        all.extend(self.without_rights(model).await?.into_iter().map(|finding| (finding, Remedy::None)));
        Ok(all)
    }

    /// Collections that no policy speaks of.
    async fn without_rights(&self, model: &Model) -> Result<Vec<Finding>, EngineError> {
        let fields = Some(vec![FieldPath(vec![Segment::Field(SmolStr::new_static("collection"))])]);
        let query = Query { fields, limit: Some(Limit::All), ..Query::default() };
        let of = ReadOf { collection: "directus_permissions", target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
        let rows = self.read_unbounded(&model.schema, &Asker::system(), of).await?;
        let known: HashSet<&str> = rows.iter().filter_map(|row| row.get("collection")?.as_str()).collect();
        let finding = |name: &str| Finding {
            complaint: Complaint::WithoutRights,
            collection: name.into(),
            field: None,
            count: 0,
            keys: Vec::new(),
            advice: format!("No policy speaks of collection \"{name}\": only administrators can use it."),
            fixable: false,
        };
        let collections = model.schema.collections().filter(|collection| collection.has_table() && !collection.name.is_system());
        Ok(collections.map(|collection| collection.name.as_str()).filter(|name| !known.contains(name)).map(finding).collect())
    }

    /// Permissions whose rules name what isn't there, or compare what can't be compared.
    async fn rules(&self, model: &Model) -> Result<Vec<Finding>, EngineError> {
        let names = ["id", "collection", "action", "permissions"];
        let fields = names.map(|name| FieldPath(vec![Segment::Field(SmolStr::new_static(name))])).to_vec();
        let query = Query { fields: Some(fields), limit: Some(Limit::All), ..Query::default() };
        let of = ReadOf { collection: "directus_permissions", target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
        let system = Asker::system();
        let rows = self.read_unbounded(&model.schema, &system, of).await?;
        let (moment, limits) = (self.moment(&model.schema, &system, None).await?, PlanLimits::default());
        let context = PlanContext { schema: &model.schema, asker: &system, limits: &limits, moment: &moment };
        let mut findings = Vec::new();
        for row in &rows {
            let text = |name: &str| row.get(name).and_then(Json::as_str).unwrap_or_default();
            let collection = text("collection");
            if model.schema.collection(collection).is_none() {
                continue;
            }
            let problem = match rule_of(row.get("permissions").unwrap_or(&Json::Null)) {
                Ok(None) => continue,
                Ok(Some(rule)) => check_rule(context, collection, &rule).err().map(|error| error.to_string()),
                Err(error) => Some(error.to_string()),
            };
            let Some(problem) = problem else { continue };
            let advice = format!(
                "A permission to {} items of \"{collection}\" allows nothing, for its rule means nothing: {problem}.",
                text("action")
            );
            findings.push(Finding {
                complaint: Complaint::RuleWithoutMeaning,
                collection: collection.into(),
                field: None,
                count: 1,
                keys: vec![row.get("id").map(ToString::to_string).unwrap_or_default().into()],
                advice,
                fixable: false,
            });
        }
        Ok(findings)
    }

    async fn apply_remedy(&self, asker: &Asker, model: &Model, remedy: Remedy) -> Result<(), EngineError> {
        let (members, command) = match remedy {
            Remedy::None => return Ok(()),
            Remedy::Model(change) => {
                let edit = Edit::begin(self, asker).await?;
                edit.finish(change).await?;
                return Ok(());
            }
            Remedy::Remove(rows) => {
                let keys = rows.keys.iter().map(|key| key_value(&rows.members, key)).collect();
                (Arc::clone(&rows.members), WriteCommand::Delete(rows.members, keys))
            }
            Remedy::Unlink(rows) => {
                let items = rows.keys.iter().map(|key| unlinked(&rows, key_value(&rows.members, key))).collect();
                (rows.members, WriteCommand::Items(items))
            }
        };
        self.carry_out(Arc::clone(&model.schema), asker, &members, command).await.map(|_| ())
    }
}

fn place(relation: &Relation) -> (SmolStr, SmolStr) {
    (relation.many_collection.as_str().into(), relation.many_field.as_str().into())
}

/// An item that refers to nobody any more.
fn unlinked(rows: &Dangling, key: Value) -> ItemWrite {
    ItemWrite {
        collection: Arc::clone(&rows.members),
        operation: Operation::Update,
        key: Some(key),
        columns: IndexMap::from([(rows.relation.many_field.clone(), Value::Null)]),
        on_create: IndexMap::new(),
        on_update: IndexMap::new(),
        to_one: Vec::new(),
        lists: Vec::new(),
        hashed: Vec::new(),
        missing: None,
        asked: Vec::new(),
        preset: false,
        presets: IndexMap::new(),
        unchangeable: None,
        place: Vec::new(),
    }
}

/// Rows whose references lead to nothing, in words, and what can be done about them.
fn described(rows: &Dangling) -> (Finding, Remedy) {
    let relation = Arc::clone(&rows.relation);
    let (collection, field) = (relation.many_collection.as_str(), relation.many_field.as_str());
    let nullable = rows.members.field(field).and_then(|field| field.column.as_ref()).is_some_and(|column| column.nullable);
    let addressable = rows.keys.len() == rows.count;
    let what = match (&rows.complaint, &rows.target) {
        (Complaint::JunctionWithoutOwner, _) => format!("Rows of \"{collection}\" have no \"{field}\", so they link nothing."),
        (Complaint::CollectionNotAllowed, _) => match &relation.target {
            RelationTarget::Any { collection_field, .. } => {
                format!("Rows of \"{collection}\" name a collection in \"{collection_field}\" that the relation doesn't allow.")
            }
            RelationTarget::One(_) => String::new(),
        },
        (_, Some(target)) => format!("Rows of \"{collection}\" refer by \"{field}\" to items of \"{target}\" that don't exist."),
        (_, None) => format!("Rows of \"{collection}\" refer by \"{field}\" to items that don't exist."),
    };
    let is_dangling = rows.complaint == Complaint::DanglingReference && addressable;
    let (how, remedy) = match rows.complaint {
        Complaint::DanglingReference if is_dangling && relation.junction_field.is_some() => {
            ("They can be removed.", Remedy::Remove(rows.clone()))
        }
        Complaint::DanglingReference if is_dangling && nullable => ("The references can be set to null.", Remedy::Unlink(rows.clone())),
        Complaint::DanglingReference => ("Restore the items, or change or delete the rows.", Remedy::None),
        Complaint::CollectionNotAllowed => ("Allow the collection, or change or delete the rows.", Remedy::None),
        _ => ("Delete them if nobody needs them.", Remedy::None),
    };
    let finding = Finding {
        complaint: rows.complaint,
        collection: collection.into(),
        field: Some(field.into()),
        count: rows.count,
        keys: rows.keys.iter().take(N_SAMPLES).map(ToSmolStr::to_smolstr).collect(),
        advice: format!("{what} {how}"),
        fixable: !matches!(remedy, Remedy::None),
    };
    (finding, remedy)
}
