//! The product's handle: one database, its model, and everything that can be done with them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use arc_swap::ArcSwap;
use relata_db::{Database, Product, TableFacts};
use relata_plan::PlanLimits;
use relata_schema::Schema;
use relata_sql::Dialect;
use tokio::sync::Mutex;

use crate::system::{self, BootstrapReport, NewAdmin, StoredRows};
use crate::{EngineError, ErrorCode};

/// What the settings decide about the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EngineOptions {
    /// Whether the model is kept between requests (`CACHE_SCHEMA`). Where not, changes made by others are seen at once.
    pub schema_cache: SchemaCache,
    /// SQLite: the file that receives a copy of the database before a table is rebuilt; `None` makes no copy.
    pub copy_before_rebuild: Option<PathBuf>,
    /// The bounds of reads and payloads.
    pub limits: PlanLimits,
}

/// Whether the model is kept between requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SchemaCache {
    /// It changes only through this server.
    #[default]
    Kept,
    /// Each request looks whether somebody else has changed it.
    CheckedEveryTime,
}

/// One database with its model. Cheap to clone: all clones share one state.
#[derive(Debug, Clone)]
pub struct Engine(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    db: Database,
    dialect: Dialect,
    options: EngineOptions,
    model: ArcSwap<Model>,
    version: AtomicU64,
    /// Held while the model changes or is read anew: one change at a time.
    changing: Mutex<()>,
}

/// The model and what it was made from.
#[derive(Debug)]
pub(crate) struct Model {
    pub schema: Arc<Schema>,
    pub tables: Vec<TableFacts>,
    pub stored: StoredRows,
    fingerprint: u64,
}

impl Default for EngineOptions {
    fn default() -> Self {
        Self { schema_cache: SchemaCache::Kept, copy_before_rebuild: None, limits: PlanLimits::default() }
    }
}

impl Engine {
    /// Reads the model of a database. Changes nothing: a database without `directus_*` tables stays without them until
    /// [`Engine::bootstrap`].
    pub async fn open(db: Database, options: EngineOptions) -> Result<Self, EngineError> {
        let dialect = dialect_of(&db);
        let model = read_model(&db, dialect, 1).await?;
        let inner =
            Inner { db, dialect, options, model: ArcSwap::from_pointee(model), version: AtomicU64::new(1), changing: Mutex::new(()) };
        Ok(Self(Arc::new(inner)))
    }

    /// Makes the system tables and their first rows where they are missing. Repeatable.
    pub async fn bootstrap(&self, admin: Option<NewAdmin>) -> Result<BootstrapReport, EngineError> {
        let _changing = self.0.changing.lock().await;
        // Called right after opening: what was read then is still so.
        let report = system::bootstrap(self, &self.0.model.load_full(), admin).await?;
        if report != BootstrapReport::default() {
            self.read_anew().await?;
        }
        Ok(report)
    }

    /// The model to use for one request, from its start to its end.
    pub async fn schema(&self) -> Result<Arc<Schema>, EngineError> {
        Ok(Arc::clone(&self.model().await?.schema))
    }

    /// Reads the model anew, because somebody else changed the database.
    pub async fn reload_schema(&self) -> Result<Arc<Schema>, EngineError> {
        let _changing = self.0.changing.lock().await;
        Ok(Arc::clone(&self.read_anew().await?.schema))
    }

    /// The database behind it.
    pub fn database(&self) -> &Database {
        &self.0.db
    }

    /// The database's SQL.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    pub(crate) fn options(&self) -> &EngineOptions {
        &self.0.options
    }

    pub(crate) fn changing(&self) -> &Mutex<()> {
        &self.0.changing
    }

    pub(crate) async fn model(&self) -> Result<Arc<Model>, EngineError> {
        let known = self.0.model.load_full();
        if self.0.options.schema_cache == SchemaCache::Kept || self.is_current(&known).await? {
            return Ok(known);
        }
        let _changing = self.0.changing.lock().await;
        self.read_anew().await
    }

    async fn is_current(&self, known: &Model) -> Result<bool, EngineError> {
        if self.0.db.schema_fingerprint().await? != known.fingerprint {
            return Ok(false);
        }
        Ok(system::read_stored_rows(&self.0.db, self.0.dialect, &known.tables).await? == known.stored)
    }

    /// The model as the database has it now. The caller holds [`Engine::changing`].
    pub(crate) async fn up_to_date(&self) -> Result<Arc<Model>, EngineError> {
        let known = self.0.model.load_full();
        if self.is_current(&known).await? { Ok(known) } else { self.read_anew().await }
    }

    /// Reads and publishes the model. The caller holds [`Engine::changing`].
    pub(crate) async fn read_anew(&self) -> Result<Arc<Model>, EngineError> {
        let version = self.0.version.fetch_add(1, Ordering::Relaxed) + 1;
        let model = Arc::new(read_model(&self.0.db, self.0.dialect, version).await?);
        self.0.model.store(Arc::clone(&model));
        Ok(model)
    }
}

async fn read_model(db: &Database, dialect: Dialect, version: u64) -> Result<Model, EngineError> {
    // The fingerprint first: a change that comes in between is noticed next time.
    let fingerprint = db.schema_fingerprint().await?;
    let tables = db.introspect().await?;
    let stored = system::read_stored_rows(db, dialect, &tables).await?;
    let schema = system::load(&tables, &stored, version)
        .map_err(|error| EngineError::new(ErrorCode::InternalServerError, "The model can't be read.").caused_by(error))?;
    Ok(Model { schema: Arc::new(schema), tables, stored, fingerprint })
}

fn dialect_of(db: &Database) -> Dialect {
    match db.product() {
        Product::Sqlite => Dialect::Sqlite,
        Product::Postgres => Dialect::Postgres,
        Product::Mysql if db.version().is_mariadb() => Dialect::Mariadb,
        Product::Mysql => Dialect::Mysql,
    }
}
