//! What every request passes on its way in and out, whatever its route.

mod cors;
mod request_id;
mod shell;

pub(crate) use cors::cors;
pub(crate) use shell::Shell;
