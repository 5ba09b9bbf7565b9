//! Paths as text: `author.articles.title`, `item:headings.text`, `author.*`, `author.year(birthday)`. What is printed reads back as the
//! same path.

use std::fmt;

use smol_str::SmolStr;

use crate::{FieldExpr, FieldPath, Function, QueryError, Segment, place::Place};

/// A call such as `year(author.birthday)`, taken apart.
struct Call<'t> {
    /// What stands before the function's name, without the last dot.
    prefix: Option<&'t str>,
    function: Function,
    argument: &'t str,
}

impl FieldPath {
    /// Reads a path. `year(author.birthday)` is the same path as `author.year(birthday)`. Parts that are no legal names are kept: a
    /// field of that name doesn't exist.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        let mut segments = Vec::new();
        match read_call(text)? {
            None => push_segments(&mut segments, text),
            Some(Call { prefix, function, argument }) => {
                if let Some(prefix) = prefix {
                    push_segments(&mut segments, prefix);
                }
                let (inner, field) = argument.rsplit_once('.').map_or((None, argument), |(inner, field)| (Some(inner), field));
                if let Some(inner) = inner {
                    push_segments(&mut segments, inner);
                }
                segments.push(Segment::Function(function, SmolStr::new(field)));
            }
        }
        Ok(Self(segments))
    }
}

impl FieldExpr {
    /// Reads a field or a function of one: `country`, `year(birthday)`.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        Ok(match read_call(text)? {
            Some(Call { prefix: None, function, argument }) => Self { function: Some(function), field: SmolStr::new(argument) },
            _ => Self { function: None, field: SmolStr::new(text) },
        })
    }
}

fn push_segments(segments: &mut Vec<Segment>, text: &str) {
    segments.extend(text.split('.').map(|name| match name {
        "*" => Segment::Wildcard,
        _ => match name.split_once(':') {
            Some((field, collection)) => Segment::Scoped { field: SmolStr::new(field), collection: SmolStr::new(collection) },
            None => Segment::Field(SmolStr::new(name)),
        },
    }));
}

fn read_call(text: &str) -> Result<Option<Call<'_>>, QueryError> {
    let malformed = |expected| Err(Place::root(text).malformed(expected));
    if !text.contains(['(', ')']) {
        return Ok(None);
    }
    let Some((head, tail)) = text.split_once('(') else { return malformed("a field, or a function with both of its parentheses") };
    let Some((argument, behind)) = tail.split_once(')') else { return malformed("a field, or a function with both of its parentheses") };
    if argument.contains('(') {
        return malformed("a function of a field; functions can't be nested");
    }
    let (prefix, name) = head.rsplit_once('.').map_or((None, head), |(prefix, name)| (Some(prefix), name));
    if !is_function_name(name) {
        return Ok(None);
    }
    if !behind.is_empty() {
        return malformed("a path that ends with its function");
    }
    let function = Function::parse(name).ok_or_else(|| QueryError::UnknownFunction { function: name.to_owned() })?;
    Ok(Some(Call { prefix, function, argument }))
}

/// Whether a name in front of parentheses means a function. Other databases have columns such as `price (net)`.
pub(crate) fn is_function_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

impl fmt::Display for FieldPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, segment) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(".")?;
            }
            write!(f, "{segment}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Scoped { field, collection } => write!(f, "{field}:{collection}"),
            Self::Function(function, field) => write!(f, "{}({field})", function.as_str()),
            Self::Wildcard => f.write_str("*"),
        }
    }
}

impl fmt::Display for FieldExpr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.function {
            Some(function) => write!(f, "{}({})", function.as_str(), self.field),
            None => f.write_str(&self.field),
        }
    }
}
