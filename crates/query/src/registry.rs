//! The one table of filter operators, functions, aggregations and file formats. Parsers, plans, documentation and the API description all
//! read it; an operator that isn't here doesn't exist.

use relata_schema::{FieldType, TypeClass};

/// Declares an enum together with its wire names.
macro_rules! registry {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $text:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// All of them, in documentation order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The name on the wire.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $text),+
                }
            }

            /// Reads a name from the wire.
            pub fn parse(name: &str) -> Option<Self> {
                Some(match name {
                    $($text => Self::$variant,)+
                    _ => return None,
                })
            }
        }
    };
}

registry! {
    /// A comparison in a filter. Names and meanings follow Directus's public filter reference.
    Operator {
        /// Equal; with null: is null.
        Eq => "_eq",
        /// Not equal; null values don't match.
        Neq => "_neq",
        /// Equal, ignoring letter case.
        Ieq => "_ieq",
        /// Not equal, ignoring letter case.
        Nieq => "_nieq",
        /// Less than.
        Lt => "_lt",
        /// Less than or equal.
        Lte => "_lte",
        /// Greater than.
        Gt => "_gt",
        /// Greater than or equal.
        Gte => "_gte",
        /// One of a list.
        In => "_in",
        /// None of a list; null values don't match.
        Nin => "_nin",
        /// Is null (`true`), is not null (`false`).
        Null => "_null",
        /// Is not null (`true`), is null (`false`).
        Nnull => "_nnull",
        /// Contains the text.
        Contains => "_contains",
        /// Doesn't contain the text.
        Ncontains => "_ncontains",
        /// Contains the text, ignoring letter case.
        Icontains => "_icontains",
        /// Doesn't contain the text, ignoring letter case.
        Nicontains => "_nicontains",
        /// Starts with the text.
        StartsWith => "_starts_with",
        /// Doesn't start with the text.
        NstartsWith => "_nstarts_with",
        /// Starts with the text, ignoring letter case.
        IstartsWith => "_istarts_with",
        /// Doesn't start with the text, ignoring letter case.
        NistartsWith => "_nistarts_with",
        /// Ends with the text.
        EndsWith => "_ends_with",
        /// Doesn't end with the text.
        NendsWith => "_nends_with",
        /// Ends with the text, ignoring letter case.
        IendsWith => "_iends_with",
        /// Doesn't end with the text, ignoring letter case.
        NiendsWith => "_niends_with",
        /// From the first to the second value, both included.
        Between => "_between",
        /// Outside of two values.
        Nbetween => "_nbetween",
        /// Null or an empty text.
        Empty => "_empty",
        /// Neither null nor an empty text.
        Nempty => "_nempty",
        /// Shares a point with a GeoJSON geometry.
        Intersects => "_intersects",
        /// Shares no point with a GeoJSON geometry.
        Nintersects => "_nintersects",
        /// Its bounding box meets that of a GeoJSON geometry.
        IntersectsBbox => "_intersects_bbox",
        /// Its bounding box doesn't meet that of a GeoJSON geometry.
        NintersectsBbox => "_nintersects_bbox",
        /// Matches a regular expression. For validation rules; databases aren't asked.
        Regex => "_regex",
    }
}

registry! {
    /// A function of a field, usable in fields, filters, sorts and groups.
    Function {
        /// Calendar year.
        Year => "year",
        /// Month, 1–12.
        Month => "month",
        /// Week of the year.
        Week => "week",
        /// Day of the month, 1–31.
        Day => "day",
        /// Day of the week, 0 (Sunday) – 6.
        Weekday => "weekday",
        /// Hour, 0–23.
        Hour => "hour",
        /// Minute, 0–59.
        Minute => "minute",
        /// Second, 0–59.
        Second => "second",
        /// Number of members of a list, or of a JSON array.
        Count => "count",
    }
}

registry! {
    /// An aggregation over items or groups.
    AggregateFunction {
        /// Number of items (`*`) or of non-null values.
        Count => "count",
        /// Number of different values.
        CountDistinct => "countDistinct",
        /// Number of items.
        CountAll => "countAll",
        /// Sum.
        Sum => "sum",
        /// Sum of the different values.
        SumDistinct => "sumDistinct",
        /// Mean.
        Avg => "avg",
        /// Mean of the different values.
        AvgDistinct => "avgDistinct",
        /// Smallest.
        Min => "min",
        /// Largest.
        Max => "max",
    }
}

registry! {
    /// A file format of a read.
    Export {
        /// Comma-separated values.
        Csv => "csv",
        /// The same with a byte order mark in front, for spreadsheet programs.
        CsvUtf8 => "csv_utf8",
        /// A JSON array.
        Json => "json",
        /// An XML document.
        Xml => "xml",
        /// A YAML list.
        Yaml => "yaml",
    }
}

/// Sort order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Direction {
    Ascending,
    Descending,
}

/// What the right side of an operator looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OperandForm {
    /// One value.
    One,
    /// A list of values.
    List,
    /// Exactly two values.
    Pair,
    /// A truth value that turns the test on or around.
    Flag,
}

impl Operator {
    /// What the right side looks like.
    pub fn operand_form(self) -> OperandForm {
        match self {
            Self::In | Self::Nin => OperandForm::List,
            Self::Between | Self::Nbetween => OperandForm::Pair,
            Self::Null | Self::Nnull | Self::Empty | Self::Nempty => OperandForm::Flag,
            _ => OperandForm::One,
        }
    }

    /// Whether the operator works on values of a class: Directus's table.
    pub fn applies_to(self, class: TypeClass) -> bool {
        use TypeClass::{Boolean, Csv, Geometry, Hash, Number, Temporal, Text, Uuid};
        match self {
            Self::Null | Self::Nnull => true,
            Self::Eq | Self::Neq => matches!(class, Text | Csv | Number | Temporal | Boolean | Uuid),
            Self::In | Self::Nin => matches!(class, Text | Csv | Number | Temporal | Uuid),
            Self::Lt | Self::Lte | Self::Gt | Self::Gte | Self::Between | Self::Nbetween => matches!(class, Number | Temporal),
            Self::Empty | Self::Nempty => matches!(class, Text | Csv | Uuid | Hash),
            Self::Intersects | Self::Nintersects | Self::IntersectsBbox | Self::NintersectsBbox => class == Geometry,
            Self::Regex => false,
            _ => matches!(class, Text | Csv),
        }
    }
}

impl Function {
    /// Whether the function works on values of a type. `Count` on an alias means the members of a list.
    pub fn applies_to(self, ty: FieldType) -> bool {
        let (has_date, has_time) = match ty {
            FieldType::Date => (true, false),
            FieldType::Time => (false, true),
            FieldType::DateTime | FieldType::Timestamp => (true, true),
            _ => (false, false),
        };
        match self {
            Self::Count => matches!(ty, FieldType::Json | FieldType::Alias),
            Self::Hour | Self::Minute | Self::Second => has_time,
            Self::Year | Self::Month | Self::Week | Self::Day | Self::Weekday => has_date,
        }
    }
}
