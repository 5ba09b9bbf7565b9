//! The content model as plain values: names, field types, collections, fields, relations, and the reference graph over them.
//!
//! Everything else is built on these types: a request is resolved against one immutable [`Schema`], a schema change is the
//! difference of two. This crate does no I/O, knows no SQL and no request.

mod change;
mod collection;
mod error;
mod field;
mod field_type;
mod graph;
mod name;
mod relation;
mod schema;
mod special;
mod system;
mod value;

pub use change::{
    ColumnChange, ColumnDefault, ColumnSpec, ColumnType, ExistingIndex, ForeignKeySpec, IndexPurpose, IndexSpec, SchemaChange, TableSpec,
};
pub use collection::{Accountability, ArchiveSettings, Collection, CollectionKind, CollectionMeta, PrimaryKey};
pub use error::{NameError, SchemaError};
pub use field::{ColumnFacts, Field, FieldMeta, ForeignKey, Generated};
pub use field_type::{FieldType, GeometryKind, Temporal, TypeClass};
pub use graph::{Edge, EdgeKind, ReferenceGraph};
pub use name::{CollectionName, FieldName};
pub use relation::{DeselectAction, ReferentialAction, Relation, RelationMeta, RelationTarget};
pub use schema::{Schema, SchemaBuilder};
pub use special::Special;
pub use system::{SystemData, SystemRow, system_data};
pub use value::Value;
