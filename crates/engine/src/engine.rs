//! The product's handle: one database, its model, and everything that can be done with them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use arc_swap::ArcSwap;
use relata_bus::Bus;
use relata_db::{Database, Product, TableFacts};
use relata_plan::{Asker, PlanLimits};
use relata_schema::Schema;
use relata_sql::Dialect;
use tokio::sync::Mutex;

use crate::events::Events;
use crate::items::FactCache;
use crate::news::News;
use crate::read::TableSizes;
use crate::system::{self, BootstrapReport, NewAdmin, StoredRows};
use crate::write::{AccountError, UpdatedRows, is_mail_address};
use crate::{EngineError, ErrorCode};

/// What the settings decide about the engine.
#[derive(Debug, Clone)]
pub struct EngineOptions {
    /// Whether the model is kept between requests (`CACHE_SCHEMA`). Where not, changes made by others are seen at once.
    pub schema_cache: SchemaCache,
    /// SQLite: the file that receives a copy of the database before a table is rebuilt; `None` makes no copy.
    pub copy_before_rebuild: Option<PathBuf>,
    /// The bounds of reads and payloads.
    pub limits: PlanLimits,
    /// Items that one request may write, nested ones included (`MAX_BATCH_MUTATION`); `None`: no bound.
    pub max_batch: Option<u64>,
    /// Whether a changed row must still meet the rule by which it may be changed (`PERMISSIONS_CHECK_UPDATED_ROWS`).
    pub updated_rows: UpdatedRows,
    /// The other servers over this database.
    pub bus: Bus,
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
pub struct Engine(pub(crate) Arc<Inner>);

#[derive(Debug)]
pub(crate) struct Inner {
    db: Database,
    dialect: Dialect,
    options: EngineOptions,
    model: ArcSwap<Model>,
    version: AtomicU64,
    /// Counts changes of the rows that say who may do what.
    access_changes: Arc<AtomicU64>,
    facts: FactCache,
    events: Events,
    /// Held while the model changes or is read anew: one change at a time.
    changing: Mutex<()>,
    sizes: TableSizes,
    news: News,
    /// Known for sure: somebody has an account.
    is_set_up: AtomicBool,
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
        Self {
            schema_cache: SchemaCache::Kept,
            copy_before_rebuild: None,
            limits: PlanLimits::default(),
            max_batch: None,
            updated_rows: UpdatedRows::default(),
            bus: Bus::alone(),
        }
    }
}

impl Engine {
    /// Reads the model of a database. Changes nothing: a database without `directus_*` tables stays without them until
    /// [`Engine::bootstrap`].
    pub async fn open(db: Database, options: EngineOptions) -> Result<Self, EngineError> {
        let dialect = dialect_of(&db);
        let model = read_model(&db, dialect, 1).await?;
        let inner = Inner {
            news: News::new(options.bus.clone()),
            is_set_up: AtomicBool::new(false),
            db,
            dialect,
            options,
            model: ArcSwap::from_pointee(model),
            version: AtomicU64::new(1),
            access_changes: Arc::default(),
            facts: FactCache::default(),
            events: Events::default(),
            changing: Mutex::new(()),
            sizes: TableSizes::default(),
        };
        Ok(Self(Arc::new(inner)))
    }

    /// Makes the system tables and their first rows where they are missing. Repeatable.
    pub async fn bootstrap(&self, admin: Option<NewAdmin>) -> Result<BootstrapReport, EngineError> {
        let changing = self.0.changing.lock().await;
        // Called right after opening: what was read then is still so, unless another server starts in the same moment. That one
        // has made everything by the time that our own attempt fails.
        let known = self.0.model.load_full();
        let report = match system::bootstrap(self, &known, admin.clone()).await {
            Err(error) => match self.read_anew().await? {
                now if now.tables.len() == known.tables.len() => return Err(error),
                now => system::bootstrap(self, &now, admin).await?,
            },
            Ok(report) => report,
        };
        if report == BootstrapReport::default() {
            return Ok(report);
        }
        self.read_anew().await?;
        drop(changing);
        self.tell_model().await;
        Ok(report)
    }

    /// Whether somebody has an account. Once somebody has, somebody always will: the last administrator stays.
    pub async fn is_set_up(&self) -> Result<bool, EngineError> {
        if self.0.is_set_up.load(Ordering::Relaxed) {
            return Ok(true);
        }
        let is_set_up = system::has_users(self).await?;
        self.0.is_set_up.store(is_set_up, Ordering::Relaxed);
        Ok(is_set_up)
    }

    /// Makes the first administrator. Refused once there is any user.
    pub async fn set_up(&self, admin: NewAdmin) -> Result<(), EngineError> {
        if self.is_set_up().await? {
            return Err(EngineError::forbidden());
        }
        if !is_mail_address(&admin.email) {
            return Err(AccountError::NotAnAddress.into());
        }
        self.check_password_policy(&[admin.password.as_str()]).await?;
        // Somebody may have been faster.
        self.bootstrap(Some(admin)).await?.admin.ok_or_else(EngineError::forbidden)?;
        self.note_access_change();
        self.tell_access().await;
        Ok(())
    }

    /// The model to use for one request, from its start to its end.
    pub async fn schema(&self) -> Result<Arc<Schema>, EngineError> {
        Ok(Arc::clone(&self.model().await?.schema))
    }

    /// The model as far as an asker may read it.
    pub async fn schema_seen_by(&self, asker: &Asker) -> Result<Arc<Schema>, EngineError> {
        let schema = self.schema().await?;
        if asker.is_admin() {
            return Ok(schema);
        }
        let unreadable = |error| EngineError::new(ErrorCode::InternalServerError, "The model can't be described.").caused_by(error);
        crate::model::seen_by(&schema, asker).map(Arc::new).map_err(unreadable)
    }

    /// Reads the model anew, because somebody else changed the database, and lets other servers do the same.
    pub async fn reload_schema(&self) -> Result<Arc<Schema>, EngineError> {
        let changing = self.0.changing.lock().await;
        let model = self.read_anew().await?;
        drop(changing);
        self.tell_model().await;
        Ok(Arc::clone(&model.schema))
    }

    pub(crate) fn news(&self) -> &News {
        &self.0.news
    }

    /// The database behind it.
    pub fn database(&self) -> &Database {
        &self.0.db
    }

    /// Counts up whenever this server has changed rows that say who may do what: users, roles, policies, permissions, what links them.
    pub fn access_changes(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.0.access_changes)
    }

    pub(crate) fn fact_cache(&self) -> &FactCache {
        &self.0.facts
    }

    pub(crate) fn note_access_change(&self) {
        self.0.access_changes.fetch_add(1, Ordering::Release);
    }

    /// What is known about the sizes of tables.
    pub(crate) fn table_sizes(&self) -> &TableSizes {
        &self.0.sizes
    }

    /// The database's SQL.
    pub fn dialect(&self) -> Dialect {
        self.0.dialect
    }

    pub(crate) fn options(&self) -> &EngineOptions {
        &self.0.options
    }

    pub(crate) fn events_hub(&self) -> &Events {
        &self.0.events
    }

    pub(crate) fn changing(&self) -> &Mutex<()> {
        &self.0.changing
    }

    pub(crate) async fn model(&self) -> Result<Arc<Model>, EngineError> {
        let known = self.0.model.load_full();
        let is_kept = self.0.options.schema_cache == SchemaCache::Kept && self.0.news.model_is_known();
        if is_kept || self.is_current(&known).await? {
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
        // Permissions go with their collections.
        self.note_access_change();
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
