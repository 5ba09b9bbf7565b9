//! Filters as asked: a tree of conditions over names that nobody has looked up yet.

use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{Function, Operator};

/// A filter. `{"author":{"name":{"_eq":"Ann"},"age":{"_gt":3}}}` is
/// `On(author, And[On(name, Is(_eq, "Ann")), On(age, Is(_gt, 3))])`: conditions inside one object stay together, because on a list
/// they speak of the same member.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// All must hold. Empty: always true.
    And(Vec<Filter>),
    /// One must hold. Empty: always true, as in Directus.
    Or(Vec<Filter>),
    /// A condition on a field, or on what a relation leads to.
    On(FilterKey, Box<Filter>),
    /// A condition on the members of the list that the surrounding key names.
    Members(Quantifier, Box<Filter>),
    /// A comparison with the surrounding key's value.
    Is(Operator, Operand),
}

/// What a condition is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum FilterKey {
    /// A field of the collection at hand.
    Field(SmolStr),
    /// One target collection of a many-to-any field: `item:headings`.
    Scoped {
        /// The field that holds the reference.
        field: SmolStr,
        /// The collection meant.
        collection: SmolStr,
    },
    /// A function of a field: `year(birthday)`, `count(cities)`.
    Function(Function, SmolStr),
    /// `$FOLLOW(collection,field[,collection_field])`: the items of `collection` whose `field` refers to this item, without an alias.
    Follow {
        /// The collection on the many side.
        collection: SmolStr,
        /// Its field that refers here.
        field: SmolStr,
        /// For a many-to-any: the field that names this item's collection.
        collection_field: Option<SmolStr>,
    },
}

/// How many members of a list must meet a condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Quantifier {
    /// At least one (`_some`).
    Some,
    /// Not one (`_none`); empty lists count.
    None,
}

/// The right side of a comparison, as given. Variables such as `$NOW` and `$CURRENT_USER` are still text here.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// One value, or none (null).
    One(Json),
    /// Several values (`_in`, `_between`, …), whether they came as an array or as a comma list.
    Many(Vec<Json>),
}
