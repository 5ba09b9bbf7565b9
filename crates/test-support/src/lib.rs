//! Throw-away databases and fixtures for tests.
