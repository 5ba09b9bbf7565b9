//! Reads single settings from their sources and collects what is wrong with them.
//!
//! Used by the structs that the table makes. A reader goes on after a problem, so that all of them are told at once.

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use crate::error::Problem;
use crate::registry::{self, Family, Setting};
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
        Self { layers, folder, problems }
    }

    /// The setting's value; `None` after a problem has been noted.
    pub(crate) fn read<T: Value>(&mut self, name: &'static str) -> Option<T> {
        let default = registry::find(name).map_or("", |setting| setting.default);
        self.read_or(Cow::Borrowed(name), default)
    }

    /// The value of a setting that stands once for each name of a list, such as `STORAGE_<NAME>_ROOT`.
    pub(crate) fn read_of<T: Value>(&mut self, family: &Family, owner: &str, member: &'static Setting) -> Option<T> {
        self.read_or(Cow::Owned(family.name_of(owner, member.name)), member.default)
    }

    fn read_or<T: Value>(&mut self, name: Cow<'static, str>, default: &str) -> Option<T> {
        let found = match self.find(&name) {
            Ok(found) => found,
            Err(problem) => {
                self.refuse(problem);
                return None;
            }
        };
        let (text, origin) = match found {
            Some(found) => found,
            None if default.is_empty() => return T::absent(),
            None => (default.to_owned(), Origin::Default),
        };
        let plain = TYPE_PREFIXES.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or(&text);
        let value = T::parse(plain);
        if value.is_none() {
            let shown = if T::IS_SECRET { Secret::MASK.to_owned() } else { text };
            self.refuse(Problem::BadValue { name, value: shown, form: T::FORM, origin });
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
    #[expect(clippy::ptr_arg, reason = "problems keep the name as it is")]
    fn find(&self, name: &Cow<'static, str>) -> Result<Option<(String, Origin)>, Problem> {
        let file_name = format!("{name}_FILE");
        for layer in self.layers {
            let origin = || layer.origin.clone();
            match (layer.value(name), layer.value(&file_name)) {
                (Some(_), Some(_)) => {
                    return Err(Problem::Twice { name: name.clone(), origin: origin() });
                }
                (Some(value), None) => return Ok(Some((value.to_owned(), origin()))),
                (None, Some(path)) => {
                    let path = PathBuf::from(path);
                    return match fs::read_to_string(self.folder.join(&path)) {
                        Ok(text) => Ok(Some((text.trim_end_matches(['\n', '\r']).to_owned(), origin()))),
                        Err(source) => Err(Problem::ValueFile { name: name.clone(), origin: origin(), path, source }),
                    };
                }
                (None, None) => {}
            }
        }
        Ok(None)
    }
}
