//! Making the system tables and their first rows, and nothing twice.
//!
//! A database that Directus has set up stays as it is. One that we set up looks to Directus like its own: the same tables, and
//! `directus_migrations` as if it had run them, so that both can work side by side.

use relata_db::{DbError, ReadJob, Session, Transaction, WriteJob};
use relata_identity::hash_password;
use relata_schema::{CollectionName, FieldName, SchemaChange, TableSpec, Value, system_data};
use relata_sql::{Dialect, Statement, count_rows, insert_row};
use smol_str::{SmolStr, format_smolstr};
use uuid::Uuid;

use crate::engine::Model;
use crate::model::{ModelChange, apply};
use crate::{Engine, EngineError, ErrorCode};

/// The policy that everybody without credentials has; Directus knows it by this id.
const PUBLIC_POLICY: &str = "abf8a154-5b1c-4a46-ac9c-7300570f4f17";

const USERS: &str = "directus_users";

/// The first administrator.
#[derive(Clone)]
pub struct NewAdmin {
    /// E-mail address to log in with.
    pub email: String,
    /// Password in plain text; only its hash is stored.
    pub password: String,
    /// Static token (`ADMIN_TOKEN`).
    pub token: Option<String>,
    /// First name.
    pub first_name: String,
    /// Last name.
    pub last_name: String,
}

/// What a bootstrap did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BootstrapReport {
    /// System tables that were made.
    pub n_tables_made: usize,
    /// The id of the administrator that was made.
    pub admin: Option<SmolStr>,
}

impl std::fmt::Debug for NewAdmin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewAdmin").field("email", &self.email).finish_non_exhaustive()
    }
}

pub(crate) async fn bootstrap(engine: &Engine, model: &Model, admin: Option<NewAdmin>) -> Result<BootstrapReport, EngineError> {
    let missing: Vec<&TableSpec> = system_data().tables.iter().filter(|spec| !has_table(model, spec.name.as_str())).collect();
    let is_directus_own = has_table(model, "directus_migrations");
    if !missing.is_empty() && is_directus_own {
        tracing::warn!(
            n_tables = missing.len(),
            "this database was set up by another version of Directus; tables that it lacks are left out"
        );
    }
    let mut made = if is_directus_own { Vec::new() } else { missing };
    made.extend(system_data().own_tables.iter().filter(|spec| !has_table(model, spec.name.as_str())));
    let dialect = engine.dialect();
    let mut change = ModelChange { tables: tables(dialect, &made), rows: Vec::new() };
    for spec in &made {
        change.rows.extend(first_rows(dialect, spec.name.as_str())?);
    }
    let makes_users = made.iter().any(|spec| spec.name == *USERS);
    let first_admin = match admin {
        Some(admin) if makes_users || !has_users(engine).await? => Some(admin),
        _ => None,
    };
    let mut report = BootstrapReport { n_tables_made: made.len(), admin: None };
    let id = format_smolstr!("{}", Uuid::new_v4());
    let admin_rows = match first_admin {
        Some(admin) => admin_rows(dialect, &id, admin).await?,
        None => Vec::new(),
    };
    if makes_users {
        report.admin = (!admin_rows.is_empty()).then_some(id);
        change.rows.extend(admin_rows);
        apply(engine, model, change).await?;
        return Ok(report);
    }
    apply(engine, model, change).await?;
    if !admin_rows.is_empty() {
        let job = FirstAdmin { users: count_rows(dialect, &name(USERS)?, &[]), rows: admin_rows };
        report.admin = engine.database().alter(job).await?.then_some(id);
    }
    Ok(report)
}

/// Makes the administrator unless there is a user by now. To be run as a change of the schema, because those never run side by side:
/// of several servers that are set up in the same moment one makes it.
struct FirstAdmin {
    users: Statement,
    rows: Vec<Statement>,
}

impl WriteJob for FirstAdmin {
    /// Whether it was made.
    type Output = bool;
    type Error = DbError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<bool, DbError> {
        if transaction.fetch(&self.users).await?.cell(0, 0).as_i64() != Some(0) {
            return Ok(false);
        }
        for row in &self.rows {
            transaction.execute(row).await?;
        }
        Ok(true)
    }
}

fn has_table(model: &Model, name: &str) -> bool {
    model.tables.iter().any(|table| table.name == *name)
}

/// Tables first, their foreign keys afterwards: they point at each other. SQLite has no "afterwards" and needs none.
fn tables(dialect: Dialect, made: &[&TableSpec]) -> Vec<SchemaChange> {
    if !dialect.caps().alter_column {
        return made.iter().map(|spec| SchemaChange::CreateTable((*spec).clone())).collect();
    }
    let bare = made.iter().map(|spec| SchemaChange::CreateTable(TableSpec { foreign_keys: Vec::new(), ..(*spec).clone() }));
    let keys = made
        .iter()
        .flat_map(|spec| spec.foreign_keys.iter().map(|key| SchemaChange::AddForeignKey { table: spec.name.clone(), key: key.clone() }));
    bare.chain(keys).collect()
}

/// Whether there is any user. The table has to be there.
pub(crate) async fn has_users(engine: &Engine) -> Result<bool, EngineError> {
    let statement = count_rows(engine.dialect(), &name(USERS)?, &[]);
    Ok(engine.database().read(Count(statement)).await?? > 0)
}

struct Count(Statement);

impl ReadJob for Count {
    type Output = Result<i64, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        Ok(session.fetch(&self.0).await?.cell(0, 0).as_i64().unwrap_or_default())
    }
}

fn first_rows(dialect: Dialect, table: &str) -> Result<Vec<Statement>, EngineError> {
    match table {
        "directus_migrations" => system_data()
            .migrations
            .iter()
            .map(|(version, name)| insert(dialect, table, [("version", Value::text(version)), ("name", Value::text(name))]))
            .collect(),
        "directus_settings" => Ok(vec![insert(dialect, table, [("project_id", Value::Uuid(format_smolstr!("{}", Uuid::now_v7())))])?]),
        "directus_policies" => Ok(vec![insert(
            dialect,
            table,
            [
                ("id", Value::Uuid(PUBLIC_POLICY.into())),
                ("name", Value::text("$t:public_label")),
                ("icon", Value::text("public")),
                ("description", Value::text("$t:public_description")),
                ("app_access", Value::Boolean(false)),
            ],
        )?]),
        "directus_access" => Ok(vec![insert(
            dialect,
            table,
            [("id", new_id()), ("policy", Value::Uuid(PUBLIC_POLICY.into())), ("sort", Value::Integer(1))],
        )?]),
        _ => Ok(Vec::new()),
    }
}

async fn admin_rows(dialect: Dialect, id: &SmolStr, admin: NewAdmin) -> Result<Vec<Statement>, EngineError> {
    let NewAdmin { email, password, token, first_name, last_name } = admin;
    let unexpected = |message: &str| EngineError::new(ErrorCode::InternalServerError, message);
    let hashed = tokio::task::spawn_blocking(move || hash_password(&password)).await;
    let hash = hashed.map_err(|error| unexpected("The password can't be hashed.").caused_by(error))?;
    let hash = hash.map_err(|error| unexpected("The password can't be hashed.").caused_by(error))?;
    let (role, policy) = (new_id(), new_id());
    let described = [("name", "Administrator"), ("icon", "verified"), ("description", "$t:admin_description")]
        .map(|(key, text)| (key, Value::text(text)));
    let mut role_row = vec![("id", role.clone())];
    role_row.extend(described.clone());
    let mut policy_row = vec![("id", policy.clone()), ("admin_access", Value::Boolean(true)), ("app_access", Value::Boolean(true))];
    policy_row.extend(described);
    let user_row = [
        ("id", Value::Uuid(id.clone())),
        ("first_name", Value::text(first_name)),
        ("last_name", Value::text(last_name)),
        ("email", Value::text(email.to_lowercase())),
        ("password", Value::text(hash)),
        ("token", token.map_or(Value::Null, Value::text)),
        ("status", Value::text("active")),
        ("role", role.clone()),
    ];
    Ok(vec![
        insert(dialect, "directus_roles", role_row)?,
        insert(dialect, "directus_policies", policy_row)?,
        insert(dialect, "directus_access", [("id", new_id()), ("role", role), ("policy", policy)])?,
        insert(dialect, USERS, user_row)?,
    ])
}

fn new_id() -> Value {
    Value::Uuid(format_smolstr!("{}", Uuid::new_v4()))
}

fn insert<'a>(dialect: Dialect, table: &str, values: impl IntoIterator<Item = (&'a str, Value)>) -> Result<Statement, EngineError> {
    let column = |(column, value)| FieldName::parse(column).map(|column| (column, value));
    let values = values.into_iter().map(column).collect::<Result<Vec<_>, _>>().map_err(own_name)?;
    Ok(insert_row(dialect, &name(table)?, &values))
}

fn name(table: &str) -> Result<CollectionName, EngineError> {
    CollectionName::parse(table).map_err(own_name)
}

fn own_name(error: relata_schema::NameError) -> EngineError {
    EngineError::new(ErrorCode::InternalServerError, "A system table's name is wrong.").caused_by(error)
}
