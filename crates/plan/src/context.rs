//! What planning needs to know beside the request: the bounds, and the values of variables.

use serde_json::Value as Json;
use smol_str::SmolStr;

/// The bounds that planning enforces. Each is a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanLimits {
    /// Items answered when the caller doesn't say how many; `None`: all.
    pub default_rows: Option<u64>,
    /// Items answered at most, whatever the caller says; `None`: no bound.
    pub max_rows: Option<u64>,
    /// Longest path through relations.
    pub max_depth: usize,
    /// Most relations that one request may follow.
    pub max_relations: usize,
}

impl Default for PlanLimits {
    fn default() -> Self {
        Self { default_rows: Some(100), max_rows: None, max_depth: 10, max_relations: 1_000 }
    }
}

/// The moment and the facts that variables stand for.
#[derive(Debug, Clone)]
pub struct Moment {
    /// `$NOW`, in microseconds since 1970-01-01T00:00:00Z.
    pub now_us: i64,
    /// Values behind `$CURRENT_USER.path`, `$CURRENT_ROLE.path`, …, as far as the asker may see them; absent ones are null.
    pub facts: Vec<(SmolStr, Json)>,
    /// The same for rules, which may depend on what the asker can't see.
    pub rule_facts: Vec<(SmolStr, Json)>,
}

impl Moment {
    /// A moment without any facts about the asker.
    pub fn at(now_us: i64) -> Self {
        Self { now_us, facts: Vec::new(), rule_facts: Vec::new() }
    }
}
