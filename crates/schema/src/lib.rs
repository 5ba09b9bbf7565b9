//! Values, field types, collections, relations and the reference graph. Pure.
