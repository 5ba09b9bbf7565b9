//! Pools, transactions, binding, decoding, introspection: the only crate that knows a driver.
