//! SQLite 3.45 and newer.

use super::caps::{Caps, NullsPlace, Placeholder};

pub(super) const CAPS: Caps = Caps {
    quote: '"',
    placeholder: Placeholder::NumberedQuestion,
    max_binds: 32_766,
    max_name_bytes: 255,
    insert_returning: true,
    lateral: false,
    array_binds: false,
    nulls_order: true,
    nulls_in_ascending: NullsPlace::First,
    ilike: false,
    transactional_ddl: true,
    alter_column: false,
    indexes_foreign_keys: false,
    text_defaults: true,
    table_names_fold_case: true,
};
