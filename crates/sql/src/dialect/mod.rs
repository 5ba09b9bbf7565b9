//! The dialects: how each database spells names, placeholders and types, and what it is able to do.
//!
//! Everything else in this crate asks for an ability ([`Caps`]) and never for a product's name; only the files of this folder know
//! which product they stand for.

mod caps;
mod identifier;
mod literal;
mod mariadb;
mod mysql;
mod postgres;
pub(crate) mod reading;
mod sqlite;

use std::fmt::Write as _;

use relata_schema::{ColumnType, GeometryKind};

pub use caps::{Caps, NullsPlace};
pub(crate) use caps::{Counting, Uniqueness};
pub use identifier::{ConstraintName, Identifier};
pub use reading::RowLock;

/// The SQL of one product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the products' own names")]
pub enum Dialect {
    Sqlite,
    Postgres,
    Mariadb,
    Mysql,
}

impl Dialect {
    /// Every dialect, in documentation order.
    pub const ALL: [Self; 4] = [Self::Sqlite, Self::Postgres, Self::Mariadb, Self::Mysql];

    /// The product's name in snapshots and logs.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Mariadb => "mariadb",
            Self::Mysql => "mysql",
        }
    }

    /// What the product is able to do.
    pub const fn caps(self) -> &'static Caps {
        match self {
            Self::Sqlite => &sqlite::CAPS,
            Self::Postgres => &postgres::CAPS,
            Self::Mariadb => &mariadb::CAPS,
            Self::Mysql => &mysql::CAPS,
        }
    }

    /// Appends a name in quotes; quotes within it are doubled.
    pub fn write_name(self, out: &mut String, name: &(impl Identifier + ?Sized)) {
        let quote = self.caps().quote;
        out.push(quote);
        for char in name.identifier().chars() {
            if char == quote {
                out.push(quote);
            }
            out.push(char);
        }
        out.push(quote);
    }

    /// A name in quotes.
    pub fn quote_name(self, name: &(impl Identifier + ?Sized)) -> String {
        let mut out = String::with_capacity(name.identifier().len() + 2);
        self.write_name(&mut out, name);
        out
    }

    /// Appends the placeholder of the `n`-th bind; counting starts at 1.
    pub fn write_placeholder(self, out: &mut String, n: usize) {
        match self.caps().placeholder {
            caps::Placeholder::Dollar => {
                let _ = write!(out, "${n}");
            }
            caps::Placeholder::NumberedQuestion => {
                let _ = write!(out, "?{n}");
            }
            caps::Placeholder::Question => out.push('?'),
        }
    }

    /// The placeholder of the `n`-th bind; counting starts at 1.
    pub fn placeholder(self, n: usize) -> String {
        let mut out = String::new();
        self.write_placeholder(&mut out, n);
        out
    }
}

impl Dialect {
    /// The type of a column, as DDL spells it.
    pub fn column_type(self, ty: ColumnType) -> String {
        match self {
            Self::Sqlite => sqlite::column_type(ty),
            Self::Postgres => postgres::column_type(ty),
            Self::Mariadb | Self::Mysql => mariadb::column_type(ty),
        }
    }

    /// The condition under which a column's value doesn't fit a type, where the database itself takes any value; `column` is quoted.
    pub(crate) fn unfit(self, column: &str, ty: ColumnType) -> Option<String> {
        match self {
            Self::Sqlite => sqlite::unfit(column, ty),
            Self::Postgres | Self::Mariadb | Self::Mysql => None,
        }
    }
}

/// Ten digits, five of them after the point, unless asked otherwise.
fn decimal(ty: ColumnType) -> String {
    format!("decimal({}, {})", ty.numeric_precision.unwrap_or(10), ty.numeric_scale.unwrap_or(5))
}

/// A kind of shapes as a column's type.
fn shape_name(kind: GeometryKind) -> &'static str {
    match kind {
        GeometryKind::Any => "geometry",
        GeometryKind::Point => "Point",
        GeometryKind::LineString => "LineString",
        GeometryKind::Polygon => "Polygon",
        GeometryKind::MultiPoint => "MultiPoint",
        GeometryKind::MultiLineString => "MultiLineString",
        GeometryKind::MultiPolygon => "MultiPolygon",
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use relata_schema::FieldName;

    use super::*;

    #[test]
    fn a_quote_in_a_name_cannot_end_it() {
        let name = FieldName::parse("a\"b`c").unwrap();
        assert_eq!(Dialect::Postgres.quote_name(&name), "\"a\"\"b`c\"");
        assert_eq!(Dialect::Sqlite.quote_name(&name), "\"a\"\"b`c\"");
        assert_eq!(Dialect::Mariadb.quote_name(&name), "`a\"b``c`");
    }

    #[test]
    fn placeholders_count_from_one() {
        assert_eq!(Dialect::Postgres.placeholder(2), "$2");
        assert_eq!(Dialect::Sqlite.placeholder(2), "?2");
        assert_eq!(Dialect::Mysql.placeholder(2), "?");
    }
}
