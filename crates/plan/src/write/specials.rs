//! What the server fills in by itself: keys, authors, dates.

use indexmap::IndexMap;
use relata_schema::{Collection, Field, FieldName, FieldType, Special, Value};

use crate::{Asker, Moment};

use super::payload::{Operation, WriteContext};

/// The value that a field's `special` marks demand for this operation, whatever the payload says; `None` if they demand nothing.
pub(super) fn demanded(field: &Field, operation: Operation, (asker, moment): (&Asker, &Moment)) -> Option<Value> {
    let id = |id: &Option<smol_str::SmolStr>| {
        id.clone().map_or(Value::Null, |id| if field.ty == FieldType::Uuid { Value::Uuid(id) } else { Value::Text(id) })
    };
    field.special.iter().find_map(|special| match (special, operation) {
        (Special::DateCreated, Operation::Create) | (Special::DateUpdated, Operation::Update) => Some(now(field.ty, moment.now_us)),
        (Special::UserCreated, Operation::Create) | (Special::UserUpdated, Operation::Update) => Some(id(&asker.user)),
        (Special::RoleCreated, Operation::Create) | (Special::RoleUpdated, Operation::Update) => Some(id(&asker.role)),
        _ => None,
    })
}

/// What marks each changed row of a collection, whatever changes in it: when, and by whom.
pub fn values_on_update(collection: &Collection, asker: &Asker, moment: &Moment) -> IndexMap<FieldName, Value> {
    let marked = |field: &Field| Some((field.name.clone(), demanded(field, Operation::Update, (asker, moment))?));
    collection.columns().filter_map(marked).collect()
}

/// The value for a field that the payload leaves out of a new item.
pub(super) fn filled_in(field: &Field, is_key: bool, context: &WriteContext<'_>) -> Option<Value> {
    let has_default = field.column.as_ref().is_some_and(|column| column.default.is_some());
    let generated = field.has(Special::Uuid) || (is_key && field.ty == FieldType::Uuid && !has_default);
    generated.then(|| Value::Uuid((context.new_uuid)()))
}

/// The moment as a value of a temporal type. Moments have milliseconds on the wire, so none are kept finer.
fn now(ty: FieldType, now_us: i64) -> Value {
    const MICROS_PER_DAY: i64 = 86_400_000_000;
    let millis = now_us - now_us.rem_euclid(1_000);
    match ty {
        FieldType::Date => i32::try_from(now_us.div_euclid(MICROS_PER_DAY)).map_or(Value::Null, Value::Date),
        FieldType::Time => Value::Time(millis.rem_euclid(MICROS_PER_DAY)),
        FieldType::DateTime => Value::DateTime(millis),
        _ => Value::Timestamp(millis),
    }
}
