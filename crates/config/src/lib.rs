//! One registry of every setting: name, type, default, documentation.
