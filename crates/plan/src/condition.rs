//! Expressions and conditions over resolved names: what a filter, a sort or a rule has become once it is bound to columns.

use relata_query::{AggregateFunction, Direction, Function};
use relata_schema::{CollectionName, FieldName, FieldType, Value};
use smol_str::SmolStr;

/// A table's place in one statement: `t0`, `t1`, ….
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TableRef(pub u16);

/// A column of a table at its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ColumnRef {
    /// Where.
    pub table: TableRef,
    /// Which.
    pub column: FieldName,
    /// The field's type.
    pub ty: FieldType,
}

/// Something that has a value for each row.
#[derive(Debug, Clone, PartialEq)]
pub enum Expr {
    /// A column.
    Column(ColumnRef),
    /// A column, or null for rows that don't meet the condition: fields that only some of the asker's policies allow.
    Guarded(Box<Condition>, Box<Expr>),
    /// A part of a date or time.
    DatePart(Function, ColumnRef),
    /// The number of entries of a JSON array.
    JsonLength(ColumnRef),
    /// The number of members of a list.
    CountMembers(Box<Members>),
    /// The smallest (ascending) or largest (descending) value among the members of a list: what a sort through a list means.
    Extreme(Direction, Box<Members>, Box<Expr>),
    /// An aggregation; without an argument it counts rows.
    Aggregate(AggregateFunction, Option<Box<Expr>>),
}

impl Expr {
    fn looks_beyond(&self, own: TableRef) -> bool {
        match self {
            Self::Column(column) | Self::DatePart(_, column) | Self::JsonLength(column) => column.table != own,
            Self::Guarded(condition, inner) => condition.looks_beyond(own) || inner.looks_beyond(own),
            Self::CountMembers(_) | Self::Extreme(..) => true,
            Self::Aggregate(_, argument) => argument.as_ref().is_some_and(|argument| argument.looks_beyond(own)),
        }
    }
}

/// Whether a row counts.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// Every row.
    Always,
    /// No row.
    Never,
    /// All must hold.
    And(Vec<Condition>),
    /// One must hold.
    Or(Vec<Condition>),
    /// Must not hold.
    Not(Box<Condition>),
    /// A comparison with constants.
    Compare(Expr, Comparison),
    /// At least one member.
    Exists(Box<Members>),
}

/// A comparison of an expression with constants. Rows where the expression is null never match, unless said otherwise.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Comparison {
    Equal(Value),
    NotEqual(Value),
    EqualIgnoringCase(SmolStr),
    NotEqualIgnoringCase(SmolStr),
    Less(Value),
    LessOrEqual(Value),
    Greater(Value),
    GreaterOrEqual(Value),
    In(Vec<Value>),
    NotIn(Vec<Value>),
    IsNull,
    IsNotNull,
    Between(Value, Value),
    NotBetween(Value, Value),
    Matches(TextMatch),
    Meets(ShapeMatch),
    /// Null or empty.
    IsEmpty,
    /// Neither null nor empty.
    IsNotEmpty,
}

/// A comparison with a part of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextMatch {
    /// Where the text must stand.
    pub position: TextPosition,
    /// Whether letter case counts.
    pub case: LetterCase,
    /// The text, literally: no character is special.
    pub text: SmolStr,
    /// Whether it must *not* stand there.
    pub negated: bool,
}

/// A comparison with a shape.
#[derive(Debug, Clone, PartialEq)]
pub struct ShapeMatch {
    /// What of the two must share a point.
    pub extent: ShapeExtent,
    /// The shape.
    pub shape: Value,
    /// Whether they must share *none*.
    pub negated: bool,
}

/// How much of a shape counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShapeExtent {
    /// Its points.
    Points,
    /// The smallest upright rectangle around it.
    Box,
}

/// Where a text stands in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum TextPosition {
    Anywhere,
    Start,
    End,
}

/// Whether letter case counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum LetterCase {
    Sensitive,
    Ignored,
}

/// A table with the tables joined to it: the FROM of a statement or of a subquery.
#[derive(Debug, Clone, PartialEq)]
pub struct Source {
    /// The first table's place.
    pub table: TableRef,
    /// The first table.
    pub collection: CollectionName,
    /// To-one joins, each on a table before it; they never multiply rows.
    pub joins: Vec<Join>,
}

/// A left join along a reference.
#[derive(Debug, Clone, PartialEq)]
pub struct Join {
    /// The joined table's place.
    pub table: TableRef,
    /// The joined table.
    pub collection: CollectionName,
    /// How the rows meet.
    pub on: JoinOn,
    /// Which rows of the joined table are there at all, where that isn't all of them and takes a look at other tables.
    pub only: Option<Box<Narrowed>>,
}

/// Some rows of a table, found with the help of others.
#[derive(Debug, Clone, PartialEq)]
pub struct Narrowed {
    /// The table, at a place of its own, and what its condition joins to it.
    pub source: Source,
    /// Which rows.
    pub condition: Condition,
}

/// How the rows of a join meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinOn {
    /// The referring column equals the referenced key.
    Key {
        /// The referring column.
        from: ColumnRef,
        /// The referenced key.
        key: ColumnRef,
    },
    /// The row names this collection, and its text key, read as the key's type, equals the key.
    Any {
        /// The column that names the collection.
        collection_column: ColumnRef,
        /// The column that holds the key as text.
        item: ColumnRef,
        /// The referenced key.
        key: ColumnRef,
    },
}

/// The items of another collection that belong to a row: a correlated subquery.
#[derive(Debug, Clone, PartialEq)]
pub struct Members {
    /// The members' table and what is joined to it.
    pub source: Source,
    /// How members find their row.
    pub link: MemberLink,
    /// Which of them count.
    pub condition: Condition,
}

/// How the members of a list find the row they belong to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberLink {
    /// The member's foreign key equals the row's key.
    Key {
        /// The member's column.
        member: ColumnRef,
        /// The row's key.
        owner: ColumnRef,
    },
    /// The member names the row's collection and its key as text.
    Any {
        /// The member's column that names a collection.
        collection_column: ColumnRef,
        /// The member's column that holds a key as text.
        item: ColumnRef,
        /// The row's key.
        owner: ColumnRef,
        /// The row's collection.
        collection: CollectionName,
    },
}

impl Condition {
    /// All of the given conditions; constants are folded away.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Self::Always => {}
                Self::Never => return Self::Never,
                Self::And(more) => parts.extend(more),
                other => parts.push(other),
            }
        }
        match parts.pop() {
            None => Self::Always,
            Some(only) if parts.is_empty() => only,
            Some(last) => {
                parts.push(last);
                Self::And(parts)
            }
        }
    }

    /// One of the given conditions; constants are folded away. None given: never.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        let mut parts = Vec::new();
        for condition in conditions {
            match condition {
                Self::Never => {}
                Self::Always => return Self::Always,
                Self::Or(more) => parts.extend(more),
                other => parts.push(other),
            }
        }
        match parts.pop() {
            None => Self::Never,
            Some(only) if parts.is_empty() => only,
            Some(last) => {
                parts.push(last);
                Self::Or(parts)
            }
        }
    }

    /// Whether the condition looks at other tables than `own`.
    pub fn looks_beyond(&self, own: TableRef) -> bool {
        match self {
            Self::Always | Self::Never => false,
            Self::And(parts) | Self::Or(parts) => parts.iter().any(|part| part.looks_beyond(own)),
            Self::Not(inner) => inner.looks_beyond(own),
            Self::Compare(expr, _) => expr.looks_beyond(own),
            Self::Exists(_) => true,
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Always => Self::Never,
            Self::Never => Self::Always,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }

    /// Both conditions.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::all([self, other])
    }
}
