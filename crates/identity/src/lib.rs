//! Password hashes and tokens. No routes.
