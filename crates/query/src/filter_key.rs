//! Filter keys as text: `author`, `item:headings`, `year(birthday)`, `$FOLLOW(articles,author)`. What is printed reads back as the same
//! key.

use std::fmt;

use smol_str::SmolStr;

use crate::{FilterKey, Function, QueryError, field_path::is_function_name, place::Place};

impl FilterKey {
    /// Reads a key. One that looks like nothing else is a field's name, even if no field can have it.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if let Some((head, argument)) = text.strip_suffix(')').and_then(|call| call.split_once('(')) {
            if head == "$FOLLOW" {
                return follow(text, argument);
            }
            if is_function_name(head) {
                let function = Function::parse(head).ok_or_else(|| QueryError::UnknownFunction { function: head.to_owned() })?;
                return Ok(Self::Function(function, SmolStr::new(argument)));
            }
        }
        Ok(match text.split_once(':') {
            Some((field, collection)) => Self::Scoped { field: SmolStr::new(field), collection: SmolStr::new(collection) },
            None => Self::Field(SmolStr::new(text)),
        })
    }
}

fn follow(text: &str, arguments: &str) -> Result<FilterKey, QueryError> {
    let mut arguments = arguments.split(',').map(|argument| SmolStr::new(argument.trim()));
    match (arguments.next(), arguments.next(), arguments.next(), arguments.next()) {
        (Some(collection), Some(field), collection_field, None) => Ok(FilterKey::Follow { collection, field, collection_field }),
        _ => Err(Place::root(text).malformed("$FOLLOW(collection,field) or $FOLLOW(collection,field,collection_field)")),
    }
}

impl fmt::Display for FilterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => f.write_str(name),
            Self::Scoped { field, collection } => write!(f, "{field}:{collection}"),
            Self::Function(function, field) => write!(f, "{}({field})", function.as_str()),
            Self::Follow { collection, field, collection_field: None } => write!(f, "$FOLLOW({collection},{field})"),
            Self::Follow { collection, field, collection_field: Some(name) } => write!(f, "$FOLLOW({collection},{field},{name})"),
        }
    }
}
