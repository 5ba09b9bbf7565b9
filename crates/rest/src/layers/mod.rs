//! What every request passes on its way in and out, whatever its route.

mod cors;
mod protection;
mod rate_limit;
mod request_id;
mod shell;

pub(crate) use cors::cors;
pub(crate) use protection::Protection;
pub use rate_limit::Rate;
pub(crate) use rate_limit::RateLimits;
pub(crate) use shell::{Shell, ShellSettings};
