//! What several servers of one project tell each other, and count together.
//!
//! A server that is alone has nobody to tell and counts in its own memory. Several are held together by Redis: news go through its
//! publish and subscribe, counts are kept in it. Redis is a help, never a need: while it can't be reached a server goes on, knows that it
//! may miss something ([`Bus::is_in_touch`]), counts by itself, and catches up afterwards. Knows nothing of what the news mean.

mod bus;
mod counts;
mod keeper;
mod redis_server;
mod waiting;

pub use bus::{Bus, Heard, HeardFuture};
pub use counts::Count;
pub use redis_server::{BadAddress, RedisOptions};
