//! Search: one text looked for in every field that can hold it.

use relata_schema::{FieldType, TypeClass};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{Comparison, Condition, Expr, LetterCase, TextMatch, TextPosition, typing};

use super::{
    Planner,
    scope::{Place, Scope},
};

impl<'a> Planner<'a> {
    /// Texts contain the words, ignoring letter case; numbers and UUIDs equal them. Fields that the asker can't read, on the rows
    /// where they can't, aren't looked at: a hit would reveal their content.
    pub(crate) fn search(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, words: &str) -> Condition {
        let words = words.trim();
        if words.is_empty() {
            return Condition::Always;
        }
        let json = Json::from(words);
        let collection = place.collection;
        let hits = collection.columns().filter_map(|field| {
            let searched = field.meta.as_ref().is_none_or(|meta| meta.searchable) && !field.is_secret();
            if !searched || !self.may_read_field(place, field.name.as_str()) {
                return None;
            }
            let comparison = match field.ty.class() {
                TypeClass::Text => {
                    let text = SmolStr::new(words);
                    Comparison::Matches(TextMatch { position: TextPosition::Anywhere, case: LetterCase::Ignored, text, negated: false })
                }
                TypeClass::Number | TypeClass::Uuid => Comparison::Equal(typing::typed(&json, field.ty)?),
                _ => return None,
            };
            if field.ty == FieldType::Unknown {
                return None;
            }
            let value = self.guarded(scope, place, field.name.as_str(), Expr::Column(place.column_named(&field.name)));
            Some(Condition::Compare(value, comparison))
        });
        Condition::any(hits.collect::<Vec<_>>())
    }
}
