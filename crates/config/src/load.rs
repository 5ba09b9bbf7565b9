//! From sources to settings.

use crate::error::{Notice, Problem, Problems};
use crate::reader::Reader;
use crate::registry;
use crate::settings::Settings;
use crate::sources::{Layer, Origin, Sources, layers};
use crate::suggest;

/// Settings, and what somebody should know about them.
#[derive(Debug)]
pub struct Loaded {
    /// Every setting.
    pub settings: Settings,
    /// Names that mean nothing here; to be logged as warnings.
    pub notices: Vec<Notice>,
}

/// Reads every setting, or tells every problem.
///
/// Names: each one of the registry, and the same with `_FILE` behind it for a file that holds the value.
pub fn load(sources: &Sources) -> Result<Loaded, Problems> {
    let mut problems = Vec::new();
    let layers = layers(sources, &mut problems);
    let mut notices = Vec::new();
    for layer in &layers {
        inspect_names(layer, &mut problems, &mut notices);
    }
    let mut reader = Reader::new(&layers, &sources.folder, problems);
    let settings = Settings::read(&mut reader);
    let problems = reader.into_problems();
    match settings {
        Some(settings) if problems.is_empty() => Ok(Loaded { settings, notices }),
        _ => Err(Problems(problems)),
    }
}

fn inspect_names(layer: &Layer, problems: &mut Vec<Problem>, notices: &mut Vec<Notice>) {
    for name in layer.names.iter().filter(|name| !is_known(name)) {
        let (name, origin) = (name.clone(), layer.origin.clone());
        match &layer.origin {
            Origin::Flag => {
                let suggestion = suggest::nearest(&name);
                problems.push(Problem::UnknownFlag { name, suggestion });
            }
            // Full of names that are none of our business: only a slip of the pen is worth a word.
            Origin::Environment => {
                if let Some(suggestion) = suggest::slip_of(&name) {
                    notices.push(Notice::Unknown { name, origin, suggestion: Some(suggestion) });
                }
            }
            Origin::File(_) | Origin::Default => notices.push(match suggest::nearest(&name) {
                None if suggest::belongs_to_directus(&name) => Notice::WithoutEffect { name, origin },
                suggestion => Notice::Unknown { name, origin, suggestion },
            }),
        }
    }
}

fn is_known(name: &str) -> bool {
    let of_file = name.strip_suffix("_FILE").and_then(registry::find);
    let of_family = registry::families().iter().any(|family| family.has(name.strip_suffix("_FILE").unwrap_or(name)));
    registry::find(name).or(of_file).is_some() || of_family
}
