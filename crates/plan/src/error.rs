//! Why a request can't be planned.

use relata_query::Operator;
use relata_schema::FieldType;
use smol_str::SmolStr;

/// A request that can't be planned, with the data to explain why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// The collection doesn't exist, or the asker may not know that it does.
    #[error("you don't have permission to access collection \"{collection}\", or it doesn't exist")]
    CollectionNotReadable {
        /// As asked.
        collection: SmolStr,
    },
    /// The field doesn't exist, or the asker may not know that it does.
    #[error("you don't have permission to access field \"{field}\" in collection \"{collection}\", or it doesn't exist")]
    FieldNotReadable {
        /// Where it was looked for.
        collection: SmolStr,
        /// As asked.
        field: SmolStr,
    },
    /// A key of the wrong type, or of an item that can't be addressed.
    #[error("you don't have permission to access this item, or it doesn't exist")]
    ItemNotReadable,
    /// An operator that the field's type lacks.
    #[error("\"{operator}\" can't be used on \"{field}\", which is of type \"{ty}\"", operator = operator.as_str())]
    OperatorNotApplicable {
        /// The operator.
        operator: Operator,
        /// The field.
        field: SmolStr,
        /// Its type.
        ty: FieldType,
    },
    /// A comparison that would tell what a concealed field holds.
    #[error("\"{operator}\" can't be used on \"{field}\", which is concealed: ask only whether it is null or empty", operator = operator.as_str())]
    Concealed {
        /// The operator.
        operator: Operator,
        /// The field.
        field: SmolStr,
    },
    /// An order, a group or an aggregate that would tell what a concealed field holds.
    #[error("\"{field}\" is concealed: items can't be sorted, grouped or aggregated by it, only counted")]
    Secret {
        /// The field.
        field: SmolStr,
    },
    /// A value that can't be read as the field's type.
    #[error("\"{field}\" is of type \"{ty}\" and can't be compared with the given value")]
    ValueNotOfType {
        /// The field.
        field: SmolStr,
        /// Its type.
        ty: FieldType,
    },
    /// Something that doesn't fit together; the text says what to change.
    #[error("{0}")]
    Invalid(String),
    /// Deeper than allowed.
    #[error("the query goes deeper than {max} levels of relations")]
    TooDeep {
        /// The bound.
        max: usize,
    },
    /// More relations than allowed.
    #[error("the query follows more than {max} relations")]
    TooManyRelations {
        /// The bound.
        max: usize,
    },
}
