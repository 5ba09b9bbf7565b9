//! How large a request may be before it is refused unread. Everything that a parser allocates or recurses over is bounded here.

/// Bounds of the parsers. Every field is a setting of the server; the defaults accept whatever Directus accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Parameters in one query string.
    pub max_parameters: usize,
    /// Bracketed keys behind one parameter of a query string: `filter[a][b]` has two.
    pub max_key_depth: usize,
    /// Elements of an array in a query string. A list that grows beyond becomes an object with its indices as keys, as in `qs`;
    /// lists of names (`fields[501]`) are then refused, lists of values (`_in`) are not.
    pub max_array: usize,
    /// Names in one list of fields, sort criteria, groups or aggregates.
    pub max_names: usize,
    /// Levels of a filter or of nested parameters.
    pub max_depth: usize,
    /// Conditions and groups in one filter.
    pub max_filter_nodes: usize,
    /// Values of one operator, e.g. of `_in`.
    pub max_values: usize,
    /// Whether an empty text and an empty list may stand behind an operator. In Directus's stored rules they do, in its queries they are
    /// refused.
    pub empty_operands: bool,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            max_parameters: 1_000,
            max_key_depth: 20,
            max_array: 500,
            max_names: 5_000,
            max_depth: 50,
            max_filter_nodes: 10_000,
            max_values: 30_000,
            empty_operands: false,
        }
    }
}
