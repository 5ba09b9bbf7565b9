//! What a rule demands and a value doesn't meet, under the names that errors carry.

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

/// One broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Breach {
    /// The field.
    pub field: SmolStr,
    /// The fields that lead to the nested item; empty at the top.
    pub path: Vec<SmolStr>,
    /// All steps from the top of the payload to the item, places in lists too; empty at the top.
    pub place: Vec<SmolStr>,
    /// What was demanded.
    pub requirement: Requirement,
    /// What the project's people say about it (`meta.validation_message`).
    pub message: Option<SmolStr>,
}

/// What a rule demands of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Requirement {
    /// A value must be given, of a kind that the rule can judge.
    Given,
    /// Not null.
    NotNull,
    /// Null.
    Null,
    /// An empty text.
    Empty,
    /// Not an empty text.
    NotEmpty,
    /// One of these.
    OneOf(Vec<Json>),
    /// None of these.
    NoneOf(Vec<Json>),
    /// A bound.
    Bound(Bound, Json),
    /// A part of a text, under the name of its operator without the underscore.
    Part(&'static str, SmolStr),
    /// A pattern, and the value that doesn't fit it.
    Pattern(Json),
    /// An item in the list that meets a rule.
    Some,
    /// No item in the list that meets a rule, and none that can't be judged.
    None,
}

/// On which side of a bound a value must be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Requirement {
    /// The name in `extensions.type`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Given => "required",
            Self::NotNull => "nnull",
            Self::Null => "null",
            Self::Empty => "empty",
            Self::NotEmpty => "nempty",
            Self::OneOf(values) => {
                if values.len() == 1 {
                    "eq"
                } else {
                    "in"
                }
            }
            Self::NoneOf(values) => {
                if values.len() == 1 {
                    "neq"
                } else {
                    "nin"
                }
            }
            Self::Bound(Bound::Less, _) => "lt",
            Self::Bound(Bound::LessOrEqual, _) => "lte",
            Self::Bound(Bound::Greater, _) => "gt",
            Self::Bound(Bound::GreaterOrEqual, _) => "gte",
            Self::Part(name, _) => name,
            Self::Pattern(_) => "regex",
            Self::Some => "some",
            Self::None => "none",
        }
    }

    /// What stands beside `type`: the valid value, the invalid one, or the part of a text.
    pub fn details(&self) -> Option<(&'static str, Json)> {
        let one_or_all = |values: &[Json]| if let [only] = values { only.clone() } else { Json::from(values.to_vec()) };
        Some(match self {
            Self::OneOf(values) => ("valid", one_or_all(values)),
            Self::NoneOf(values) => ("invalid", one_or_all(values)),
            Self::Bound(_, valid) => ("valid", valid.clone()),
            Self::Part(_, text) => ("substring", Json::from(text.as_str())),
            Self::Pattern(value) => ("invalid", value.clone()),
            Self::Given | Self::NotNull | Self::Null | Self::Empty | Self::NotEmpty | Self::Some | Self::None => return None,
        })
    }

    /// What to do, as the end of a sentence.
    fn sentence(&self) -> String {
        let list = |values: &[Json]| values.iter().map(|value| format!("\"{}\"", plain(value))).collect::<Vec<_>>().join(", ");
        match self {
            Self::Given => "a value is required".to_owned(),
            Self::NotNull => "the value must not be null".to_owned(),
            Self::Null => "the value must be null".to_owned(),
            Self::Some => "one of the given items must meet the rule".to_owned(),
            Self::None => "none of the items may meet the rule, and keys alone can't be judged".to_owned(),
            Self::Empty => "the value must be empty".to_owned(),
            Self::NotEmpty => "the value must not be empty".to_owned(),
            Self::OneOf(values) => format!("the value must be {}{}", if values.len() == 1 { "" } else { "one of " }, list(values)),
            Self::NoneOf(values) => format!("the value must not be {}{}", if values.len() == 1 { "" } else { "one of " }, list(values)),
            Self::Bound(bound, value) => {
                let side = match bound {
                    Bound::Less => "less than",
                    Bound::LessOrEqual => "at most",
                    Bound::Greater => "greater than",
                    Bound::GreaterOrEqual => "at least",
                };
                format!("the value must be {side} \"{}\"", plain(value))
            }
            Self::Part(name, text) => {
                let bare = name.trim_start_matches('i');
                let (not, bare) = bare.strip_prefix('n').map_or(("", bare), |bare| (" not", bare.trim_start_matches('i')));
                let verb = match bare {
                    "contains" => "contain",
                    "starts_with" => "start with",
                    "ends_with" => "end with",
                    _ => "be",
                };
                format!("the value must{not} {verb} \"{text}\"")
            }
            Self::Pattern(_) => "the value doesn't have the right format".to_owned(),
        }
    }
}

impl Breach {
    /// A breach at the top of a payload.
    pub fn new(field: impl AsRef<str>, requirement: Requirement) -> Self {
        Self { field: SmolStr::new(field), path: Vec::new(), place: Vec::new(), requirement, message: None }
    }

    /// The data of the error: `field`, `path`, `type`, and what goes with the type. Of an item that stands in a list also `pointer`, which
    /// is Relata's own: a JSON pointer (RFC 6901) into the payload, for `path` leaves out which of the list's items it is.
    pub fn extensions(&self) -> Map<String, Json> {
        let mut extensions = Map::new();
        extensions.insert("field".to_owned(), Json::from(self.field.as_str()));
        extensions.insert("path".to_owned(), self.path.iter().map(SmolStr::as_str).collect());
        extensions.insert("type".to_owned(), Json::from(self.requirement.name()));
        if let Some((name, value)) = self.requirement.details() {
            extensions.insert(name.to_owned(), value);
        }
        if self.place.len() > self.path.len() {
            extensions.insert("pointer".to_owned(), Json::from(pointer_to(&self.place, Some(&self.field))));
        }
        extensions
    }
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "validation failed for field \"{}\"", self.field)?;
        if !self.path.is_empty() {
            write!(f, " at \"{}\"", self.path.join("."))?;
        }
        match &self.message {
            Some(message) => write!(f, ": {message}"),
            None => write!(f, ": {}", self.requirement.sentence()),
        }
    }
}

/// A JSON pointer (RFC 6901) to a field, or to the item or list at a place.
pub fn pointer_to(place: &[SmolStr], field: Option<&str>) -> String {
    let steps = place.iter().map(SmolStr::as_str).chain(field).map(|step| step.replace('~', "~0").replace('/', "~1"));
    steps.fold(String::new(), |pointer, step| pointer + "/" + &step)
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
