//! What becomes of each relation of a copied item: chosen by the caller, or by what the relation is.

use std::sync::Arc;

use relata_schema::{Edge, EdgeKind, Field};
use serde_json::{Map, Value as Json};

use crate::EngineError;

/// What the caller has chosen for one item, and below.
#[derive(Debug, Clone, Default)]
pub(super) struct Choices {
    /// By field.
    pub(super) fields: Option<Arc<Map<String, Json>>>,
    /// Values that differ from the original's.
    pub(super) overrides: Option<Arc<Map<String, Json>>>,
}

/// What becomes of a field.
#[derive(Debug, Clone)]
pub(super) enum Treatment {
    /// What it refers to is copied, too.
    Copy(Choices),
    /// It refers to the same.
    Link,
    /// It stays empty, or gets its default.
    Skip,
}

impl Choices {
    /// The treatment of a relation; none where the caller says what is there instead. `scope` is the collection that a row of a
    /// many-to-any names: `item:headings` goes before `item`.
    pub(super) fn relation(&self, edge: &Edge<'_>, field: &str, scope: Option<&str>) -> Result<Treatment, EngineError> {
        if self.override_of(field).is_some() {
            return Ok(Treatment::Skip);
        }
        let scoped = scope.and_then(|scope| self.chosen(&format!("{field}:{scope}")));
        let default = default_of(edge);
        let Some(chosen) = scoped.or_else(|| self.chosen(field)) else { return Ok(default) };
        let treatment = treatment(field, chosen)?;
        let is_list = edge.kind == EdgeKind::OneToMany;
        Ok(match (treatment, &edge.relation.junction_field) {
            // To link the members of a junction's list is to copy the junction's rows and nothing behind them.
            (Treatment::Link, Some(behind)) if is_list => {
                let fields = Map::from_iter([(behind.to_string(), Json::from("link"))]);
                Treatment::Copy(Choices { fields: Some(Arc::new(fields)), overrides: None })
            }
            (Treatment::Link, None) if is_list => {
                let reason = format!("The members of \"{field}\" belong to one item only: they can be copied or skipped, not linked.");
                return Err(EngineError::invalid_payload(reason));
            }
            (treatment, _) => treatment,
        })
    }

    /// Whether a plain field is left out.
    pub(super) fn skips(&self, field: &Field) -> bool {
        self.chosen(field.name.as_str()).is_some_and(|chosen| chosen == "skip")
    }

    /// Fields that the caller speaks of.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().flat_map(|fields| fields.keys()).map(String::as_str)
    }

    /// Whether the caller has chosen something for a field.
    pub(super) fn speaks_of(&self, field: &str) -> bool {
        self.chosen(field).is_some()
    }

    /// The value that a field gets instead of the original's.
    pub(super) fn override_of(&self, field: &str) -> Option<&Json> {
        self.overrides.as_ref()?.get(field)
    }

    fn chosen(&self, field: &str) -> Option<&Json> {
        self.fields.as_ref()?.get(field)
    }
}

fn treatment(field: &str, chosen: &Json) -> Result<Treatment, EngineError> {
    let object = |name: &str| match chosen.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(object)) => Ok(Some(Arc::new(object.clone()))),
        Some(_) => Err(EngineError::invalid_payload(format!("\"{name}\" of \"{field}\" must be an object."))),
    };
    match chosen {
        Json::String(text) if text == "copy" => Ok(Treatment::Copy(Choices::default())),
        Json::String(text) if text == "link" => Ok(Treatment::Link),
        Json::String(text) if text == "skip" => Ok(Treatment::Skip),
        Json::Object(_) => Ok(Treatment::Copy(Choices { fields: object("fields")?, overrides: object("override")? })),
        _ => Err(EngineError::invalid_payload(format!(
            "\"{field}\" must be \"copy\", \"link\", \"skip\", or an object with \"fields\" and \"override\"."
        ))),
    }
}

/// What belongs to an item is copied with it: its lists, and the blocks of a many-to-any. What it refers to is shared, and so is
/// everything of the system: files, users.
fn default_of(edge: &Edge<'_>) -> Treatment {
    let relation = edge.relation;
    match edge.kind {
        EdgeKind::OneToMany if relation.many_collection.is_system() => Treatment::Skip,
        EdgeKind::OneToMany => Treatment::Copy(Choices::default()),
        EdgeKind::AnyToOne if relation.junction_field.is_some() => Treatment::Copy(Choices::default()),
        EdgeKind::AnyToOne | EdgeKind::ManyToOne => Treatment::Link,
    }
}
