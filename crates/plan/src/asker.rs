//! Who asks, and what the policies let them do.

use std::sync::Arc;

use indexmap::IndexSet;
use relata_query::Filter;
use relata_schema::CollectionName;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

/// The party on whose behalf a request is planned.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The user's id; `None` for requests without credentials and for the system itself.
    pub user: Option<SmolStr>,
    /// The user's own role.
    pub role: Option<SmolStr>,
    /// The role and its ancestors.
    pub roles: Vec<SmolStr>,
    /// The policies in force.
    pub policies: Vec<SmolStr>,
    /// What may be done.
    pub access: Arc<Access>,
}

/// What an asker may do.
#[derive(Debug, Clone)]
pub enum Access {
    /// Everything: administrators and the system itself.
    Everything,
    /// Only what the grants say.
    Granted(FxHashMap<(CollectionName, Action), Grant>),
}

/// What can be done to items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Action {
    Create,
    Read,
    Update,
    Delete,
    Share,
}

/// The union of all permissions for one collection and action: one case per permission.
#[derive(Debug, Clone, Default)]
pub struct Grant {
    /// Each allows its fields on the items that meet its rule.
    pub cases: Vec<PermissionCase>,
}

/// One permission.
#[derive(Debug, Clone)]
pub struct PermissionCase {
    /// Which items; `None` means all.
    pub rule: Option<Filter>,
    /// Which fields.
    pub fields: FieldSet,
}

/// A set of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSet {
    /// `*`.
    All,
    /// Just these.
    Only(IndexSet<SmolStr>),
}

impl FieldSet {
    /// Whether a field belongs to the set.
    pub fn contains(&self, field: &str) -> bool {
        match self {
            Self::All => true,
            Self::Only(fields) => fields.contains(field),
        }
    }
}

impl Asker {
    /// The system itself: migrations, the command line, the evaluation of rules.
    pub fn system() -> Self {
        Self { user: None, role: None, roles: Vec::new(), policies: Vec::new(), access: Arc::new(Access::Everything) }
    }

    /// A request without credentials, before any public policy.
    pub fn nobody() -> Self {
        Self { access: Arc::new(Access::Granted(FxHashMap::default())), ..Self::system() }
    }

    /// Whether everything is allowed.
    pub fn is_admin(&self) -> bool {
        matches!(*self.access, Access::Everything)
    }

    /// The asker's grant; `None` when nothing at all is allowed. Administrators have none: ask [`Self::is_admin`] first.
    pub fn grant(&self, collection: &CollectionName, action: Action) -> Option<&Grant> {
        match &*self.access {
            Access::Everything => None,
            Access::Granted(grants) => grants.get(&(collection.clone(), action)),
        }
    }
}
