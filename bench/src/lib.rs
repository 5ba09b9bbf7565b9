//! Side-by-side measurements beside Directus and beside hand-written SQL.
