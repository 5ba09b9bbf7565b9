//! The Editor's files, embedded, and the routes below `/admin` that serve them.
//!
//! The page finds its files and the API by a relative `<base>`, so it works below any path a proxy puts in front. Knows nothing
//! of the API, and never reads a file at run time.

mod files;
mod page;

pub use page::router;
