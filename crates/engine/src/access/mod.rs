//! What somebody may do, told: to themselves, and to an administrator who wonders why.

mod explain;
mod mine;
mod touchable;

pub use explain::Question;
