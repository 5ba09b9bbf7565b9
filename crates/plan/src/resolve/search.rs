//! Search: one text looked for in every field that can hold it.

use relata_schema::{FieldType, Special, TypeClass};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{Comparison, Condition, Expr, LetterCase, PlanError, TextMatch, TextPosition, typing};

use super::{Planner, scope::Place};

impl<'a> Planner<'a> {
    /// Texts contain the words, ignoring letter case; numbers and UUIDs equal them. Fields that the asker can't read, or can read
    /// on some rows only, aren't looked at: a hit would reveal their content.
    pub(crate) fn search(&self, place: &Place<'a>, words: &str) -> Result<Condition, PlanError> {
        let words = words.trim();
        if words.is_empty() {
            return Ok(Condition::Always);
        }
        let json = Json::from(words);
        let hits = place.collection.columns().filter_map(|field| {
            let searched =
                field.meta.as_ref().is_none_or(|meta| meta.searchable) && !field.has(Special::Conceal) && !field.has(Special::Hash);
            if !searched || !self.may_search(place, field.name.as_str()) {
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
            Some(Condition::Compare(Expr::Column(place.column_named(&field.name)), comparison))
        });
        Ok(Condition::any(hits.collect::<Vec<_>>()))
    }
}
