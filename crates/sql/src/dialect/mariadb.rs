//! MariaDB 10.11 and newer.

use super::caps::{Caps, NullsPlace, Placeholder};

pub(super) const CAPS: Caps = Caps {
    quote: '`',
    placeholder: Placeholder::Question,
    max_binds: 65_535,
    max_name_bytes: 64,
    insert_returning: true,
    lateral: false,
    array_binds: false,
    nulls_order: false,
    nulls_in_ascending: NullsPlace::First,
    ilike: false,
    transactional_ddl: false,
    alter_column: true,
    indexes_foreign_keys: true,
    text_defaults: true,
    table_names_fold_case: false,
};
