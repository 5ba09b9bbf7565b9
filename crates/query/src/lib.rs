//! What a caller asks: the typed intent of a request and its parsers. Pure.
