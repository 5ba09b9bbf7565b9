//! Plans and schema changes as SQL text and binds, one dialect a file. Pure.
