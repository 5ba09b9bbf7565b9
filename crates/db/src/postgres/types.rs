//! Types of a server that aren't built in: enumerations, domains, what extensions bring.

use std::collections::HashMap;

use postgres_types::{Kind, Oid, Type};
use relata_sql::Statement;

use super::connection::{Before, Connection, Order};
use super::decode::Format;
use super::failure::Failure;
use super::rows::PgRows;

/// Domains over domains end somewhere.
const MAX_DEPTH: usize = 32;

/// What a type is made of.
struct Made {
    oid: Oid,
    name: String,
    schema: String,
    of: Of,
}

#[derive(Clone, Copy)]
enum Of {
    Enumeration,
    Domain(Oid),
    Array(Oid),
    Else,
}

impl Connection {
    /// The types with these numbers. Asks the server for those that are neither built in nor known.
    pub(super) async fn types(&mut self, oids: &[Oid]) -> Result<Vec<Type>, Failure> {
        let mut types = Vec::with_capacity(oids.len());
        for oid in oids {
            types.push(match known(&self.types, *oid) {
                Some(ty) => ty,
                None => self.ask_for_type(*oid).await?,
            });
        }
        Ok(types)
    }

    async fn ask_for_type(&mut self, oid: Oid) -> Result<Type, Failure> {
        let mut around = Vec::new();
        let mut next = oid;
        let mut ty = loop {
            if let Some(ty) = known(&self.types, next) {
                break ty;
            }
            let made = self.ask_what_made_of(next).await?;
            match made.of {
                Of::Domain(inner) | Of::Array(inner) if around.len() < MAX_DEPTH => {
                    next = inner;
                    around.push(made);
                }
                Of::Enumeration => break self.learn(made, Kind::Enum(Vec::new())),
                _ => break self.learn(made, Kind::Simple),
            }
        };
        while let Some(made) = around.pop() {
            let kind = if matches!(made.of, Of::Array(_)) { Kind::Array(ty) } else { Kind::Domain(ty) };
            ty = self.learn(made, kind);
        }
        Ok(ty)
    }

    fn learn(&mut self, made: Made, kind: Kind) -> Type {
        let ty = Type::new(made.name, made.oid, kind, made.schema);
        self.types.insert(made.oid, ty.clone());
        ty
    }

    async fn ask_what_made_of(&mut self, oid: Oid) -> Result<Made, Failure> {
        let statement = Statement::new(format!(
            "SELECT t.typname::text, n.nspname::text, t.typtype::text, t.typbasetype, t.typelem \
             FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace WHERE t.oid = {oid}"
        ));
        let answers = self.exchange(Before::Nothing, &[Order::unprepared(&statement)], &[None]).await?;
        let formats = [Format::Text, Format::Text, Format::Text, Format::Oid, Format::Oid];
        let rows = answers.into_iter().next().map(|answer| PgRows::new(formats.into(), answer.rows));
        let rows = rows.filter(|rows| rows.len() == 1).ok_or(Failure::Unexpected("a value of a type that it doesn't know"))?;
        let text = |column| rows.cell(0, column).as_str().unwrap_or_default().to_owned();
        let number = |column| rows.cell(0, column).as_i64().and_then(|oid| Oid::try_from(oid).ok()).filter(|oid| *oid != 0);
        let of = match (text(2).as_str(), number(3), number(4)) {
            ("e", ..) => Of::Enumeration,
            (_, Some(base), _) => Of::Domain(base),
            (_, None, Some(member)) => Of::Array(member),
            _ => Of::Else,
        };
        Ok(Made { oid, name: text(0), schema: text(1), of })
    }
}

fn known(types: &HashMap<Oid, Type>, oid: Oid) -> Option<Type> {
    Type::from_oid(oid).or_else(|| types.get(&oid).cloned())
}
