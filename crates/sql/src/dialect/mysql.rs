//! MySQL 8.0.14 and newer: MariaDB's grammar without `RETURNING`, with `LATERAL`.

use super::caps::Caps;

pub(super) const CAPS: Caps = Caps { insert_returning: false, lateral: true, text_defaults: false, ..super::mariadb::CAPS };
