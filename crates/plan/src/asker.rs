//! Who asks, and what the policies let them do.

use std::sync::Arc;

use indexmap::IndexSet;
use relata_query::Filter;
use relata_schema::CollectionName;
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};
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
    /// Whether a policy opens the app.
    pub app_access: bool,
    /// Whether a policy demands a second factor.
    pub enforce_tfa: bool,
    /// The share that the request's token has opened; such an asker is no user.
    pub share: Option<SmolStr>,
    /// The session that the request's token belongs to.
    pub session: Option<SmolStr>,
    /// What may be done.
    pub access: Arc<Access>,
    /// Where the request comes from; kept with what it changes.
    pub source: Option<Arc<RequestSource>>,
}

/// Where a request comes from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RequestSource {
    /// The caller's address.
    pub ip: Option<String>,
    /// The caller's program.
    pub user_agent: Option<String>,
    /// The page that called.
    pub origin: Option<String>,
}

/// What an asker may do.
#[derive(Debug, Clone)]
pub enum Access {
    /// Everything: administrators and the system itself.
    Everything,
    /// Only what the grants say.
    Granted(Grants),
}

/// Everything that a set of policies allows.
#[derive(Debug, Clone, Default)]
pub struct Grants {
    /// By what is done, and to what.
    pub by_collection: FxHashMap<(CollectionName, Action), Grant>,
    /// The variables with a path (`$CURRENT_USER.team.id`) that rules, validations and presets mention. Their values have to be among
    /// the facts of the [`crate::Moment`].
    pub mentions: Vec<SmolStr>,
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
    /// Each allows its fields on the items that meet its rule. Later ones come from weightier policies.
    pub cases: Vec<PermissionCase>,
}

/// One permission.
#[derive(Debug, Clone, Default)]
pub struct PermissionCase {
    /// The policy that it belongs to; `None` for what access to the app implies.
    pub policy: Option<SmolStr>,
    /// Which items; `None` means all.
    pub rule: Option<Filter>,
    /// Which fields.
    pub fields: FieldSet,
    /// What a payload has to meet: a rule in its JSON form, or null.
    pub validation: Json,
    /// Values for what a payload leaves out.
    pub presets: Map<String, Json>,
}

/// A set of fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldSet {
    /// `*`.
    All,
    /// Just these.
    Only(IndexSet<SmolStr>),
}

impl Default for FieldSet {
    fn default() -> Self {
        Self::Only(IndexSet::new())
    }
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

impl Action {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Create, Self::Read, Self::Update, Self::Delete, Self::Share];

    /// The name in `directus_permissions`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Read => "read",
            Self::Update => "update",
            Self::Delete => "delete",
            Self::Share => "share",
        }
    }

    /// The action of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|action| action.as_str() == name)
    }
}

impl Grant {
    /// Whether some permission allows a field.
    pub fn allows_field(&self, field: &str) -> bool {
        self.cases.iter().any(|case| case.fields.contains(field))
    }

    /// The values for what a payload leaves out; a later permission's value replaces an earlier one's.
    pub fn presets(&self) -> Map<String, Json> {
        self.cases.iter().flat_map(|case| &case.presets).map(|(name, value)| (name.clone(), value.clone())).collect()
    }
}

impl Asker {
    /// The system itself: migrations, the command line, the evaluation of rules.
    pub fn system() -> Self {
        Self {
            user: None,
            role: None,
            roles: Vec::new(),
            policies: Vec::new(),
            app_access: true,
            enforce_tfa: false,
            share: None,
            session: None,
            access: Arc::new(Access::Everything),
            source: None,
        }
    }

    /// A request without credentials, before any public policy.
    pub fn nobody() -> Self {
        Self { access: Arc::new(Access::Granted(Grants::default())), app_access: false, ..Self::system() }
    }

    /// Whether everything is allowed.
    pub fn is_admin(&self) -> bool {
        matches!(*self.access, Access::Everything)
    }

    /// The asker's grant; `None` when nothing at all is allowed. Administrators have none: ask [`Self::is_admin`] first.
    pub fn grant(&self, collection: &CollectionName, action: Action) -> Option<&Grant> {
        match &*self.access {
            Access::Everything => None,
            Access::Granted(grants) => grants.by_collection.get(&(collection.clone(), action)),
        }
    }

    /// Whether the action is allowed on at least some items, judging by the permissions alone.
    pub fn may(&self, collection: &CollectionName, action: Action) -> bool {
        self.is_admin() || self.grant(collection, action).is_some()
    }

    /// The variables with a path that the asker's permissions mention.
    pub fn mentions(&self) -> &[SmolStr] {
        match &*self.access {
            Access::Everything => &[],
            Access::Granted(grants) => &grants.mentions,
        }
    }
}
