//! Who asks, and the intent resolved against the schema and the asker's rules. Pure.
