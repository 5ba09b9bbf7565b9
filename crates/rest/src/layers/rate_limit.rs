//! Refuses requests beyond what the settings allow, before anything else is done for them.
//!
//! Counts by address, so that one caller can't keep others out. Addresses of IPv6 count by their network: whoever has one address has all
//! of it.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
    time::Duration,
};

use jiff::{Timestamp, Unit};
use relata_engine::{Bus, EngineError, ErrorCode};

use crate::{ApiError, RateLimitSettings};

/// How many are allowed within a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    /// So many.
    pub points: u64,
    /// Within this time.
    pub duration: Duration,
}

/// What is counted where.
#[derive(Debug, Clone)]
pub(crate) struct RateLimits(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    bus: Bus,
    settings: RateLimitSettings,
}

impl RateLimits {
    pub(crate) fn new(bus: Bus, settings: RateLimitSettings) -> Self {
        Self(Arc::new(Inner { bus, settings }))
    }

    /// Whether any request is counted at all.
    pub(crate) fn counts_requests(&self) -> bool {
        self.0.settings.global.is_some() || self.0.settings.by_address.is_some()
    }

    /// One more request.
    pub(crate) async fn request(&self, address: Option<IpAddr>) -> Result<(), ApiError> {
        if let Some(rate) = self.0.settings.global {
            self.count("rate-global", rate).await?;
        }
        match self.0.settings.by_address {
            Some(rate) => self.count(&key("rate", address), rate).await,
            None => Ok(()),
        }
    }

    /// One more registration.
    pub(crate) async fn registration(&self, address: Option<IpAddr>) -> Result<(), ApiError> {
        match self.0.settings.registration {
            Some(rate) => self.count(&key("rate-registration", address), rate).await,
            None => Ok(()),
        }
    }

    async fn count(&self, key: &str, rate: Rate) -> Result<(), ApiError> {
        let count = self.0.bus.count(key, rate.duration).await;
        if count.n <= rate.points { Ok(()) } else { Err(exceeded(rate.points, count.resets_in)) }
    }
}

fn exceeded(limit: u64, resets_in: Duration) -> ApiError {
    let seconds = resets_in.as_millis().div_ceil(1_000).max(1);
    let reset = Timestamp::now().checked_add(resets_in).and_then(|at| at.round(Unit::Millisecond)).unwrap_or(Timestamp::MAX);
    let error = EngineError::new(ErrorCode::RequestsExceeded, format!("Too many requests, retry after {seconds}s."))
        .with("limit", limit)
        .with("reset", format!("{reset:.3}"));
    ApiError::from(error).with_retry_after(u64::try_from(seconds).unwrap_or(u64::MAX))
}

fn key(what: &str, address: Option<IpAddr>) -> String {
    match address {
        Some(IpAddr::V4(address)) => format!("{what}:{address}"),
        Some(IpAddr::V6(address)) => format!("{what}:{}", network(address)),
        None => what.to_owned(),
    }
}

/// The first 64 bits: the smallest network that anybody is given.
fn network(address: Ipv6Addr) -> Ipv6Addr {
    Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const ONE: Rate = Rate { points: 1, duration: Duration::from_mins(1) };

    fn limits(settings: RateLimitSettings) -> RateLimits {
        RateLimits::new(Bus::alone(), settings)
    }

    #[tokio::test]
    async fn each_address_has_its_own_count() {
        let limits = limits(RateLimitSettings { by_address: Some(ONE), ..RateLimitSettings::default() });
        let at = |text: &str| Some(text.parse().unwrap());
        assert!(limits.request(at("192.0.2.1")).await.is_ok());
        assert!(limits.request(at("192.0.2.2")).await.is_ok());
        assert_eq!(limits.request(at("192.0.2.1")).await.unwrap_err().status(), 429);
        assert!(limits.request(at("2001:db8::1")).await.is_ok());
        assert_eq!(limits.request(at("2001:db8::2")).await.unwrap_err().status(), 429);
        assert!(limits.request(at("2001:db8:0:1::1")).await.is_ok());
    }

    #[tokio::test]
    async fn all_together_have_one_count() {
        let limits = limits(RateLimitSettings { global: Some(ONE), ..RateLimitSettings::default() });
        assert!(limits.request(Some("192.0.2.1".parse().unwrap())).await.is_ok());
        assert_eq!(limits.request(Some("192.0.2.2".parse().unwrap())).await.unwrap_err().status(), 429);
    }
}
