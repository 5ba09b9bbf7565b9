//! Reads single settings from their sources and collects what is wrong with them.
//!
//! Used by the structs that the table makes. A reader goes on after a problem, so that all of them are told at once.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Problem;
use crate::registry;
use crate::sources::{Layer, Origin};
use crate::value::{Secret, Value};

/// Directus lets a value say its type, which is known here anyway.
const TYPE_PREFIXES: [&str; 4] = ["string:", "number:", "boolean:", "array:"];

pub(crate) struct Reader<'a> {
    layers: &'a [Layer],
    folder: &'a Path,
    problems: Vec<Problem>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(layers: &'a [Layer], folder: &'a Path, problems: Vec<Problem>) -> Self {
        Self {
            layers,
            folder,
            problems,
        }
    }

    /// The setting's value; `None` after a problem has been noted.
    pub(crate) fn read<T: Value>(&mut self, name: &'static str) -> Option<T> {
        let found = match self.find(name) {
            Ok(found) => found,
            Err(problem) => {
                self.refuse(problem);
                return None;
            }
        };
        let default = registry::find(name).map_or("", |setting| setting.default);
        let (text, origin) = match found {
            Some(found) => found,
            None if default.is_empty() => return T::absent(),
            None => (default.to_owned(), Origin::Default),
        };
        let plain = TYPE_PREFIXES
            .iter()
            .find_map(|prefix| text.strip_prefix(prefix))
            .unwrap_or(&text);
        let value = T::parse(plain);
        if value.is_none() {
            let shown = if T::IS_SECRET {
                Secret::MASK.to_owned()
            } else {
                text
            };
            self.refuse(Problem::BadValue {
                name,
                value: shown,
                form: T::FORM,
                origin,
            });
        }
        value
    }

    pub(crate) fn refuse(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    pub(crate) fn into_problems(self) -> Vec<Problem> {
        self.problems
    }

    /// The text in the most important source that has one.
    fn find(&self, name: &'static str) -> Result<Option<(String, Origin)>, Problem> {
        let file_name = format!("{name}_FILE");
        for layer in self.layers {
            let origin = || layer.origin.clone();
            match (layer.value(name), layer.value(&file_name)) {
                (Some(_), Some(_)) => {
                    return Err(Problem::Twice {
                        name,
                        origin: origin(),
                    });
                }
                (Some(value), None) => return Ok(Some((value.to_owned(), origin()))),
                (None, Some(path)) => {
                    let path = PathBuf::from(path);
                    return match fs::read_to_string(self.folder.join(&path)) {
                        Ok(text) => Ok(Some((
                            text.trim_end_matches(['\n', '\r']).to_owned(),
                            origin(),
                        ))),
                        Err(source) => Err(Problem::ValueFile {
                            name,
                            origin: origin(),
                            path,
                            source,
                        }),
                    };
                }
                (None, None) => {}
            }
        }
        Ok(None)
    }
}
