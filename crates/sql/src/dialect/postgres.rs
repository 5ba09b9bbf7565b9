//! PostgreSQL 13 and newer.

use super::caps::{Caps, NullsPlace, Placeholder};

pub(super) const CAPS: Caps = Caps {
    quote: '"',
    placeholder: Placeholder::Dollar,
    max_binds: 65_535,
    max_name_bytes: 63,
    insert_returning: true,
    lateral: true,
    array_binds: true,
    nulls_order: true,
    nulls_in_ascending: NullsPlace::Last,
    ilike: true,
    transactional_ddl: true,
    alter_column: true,
    indexes_foreign_keys: false,
    text_defaults: true,
    table_names_fold_case: false,
};
