//! Whether somebody may do something to one item.

use relata_db::{DbError, ReadJob, Session};
use relata_plan::{Allowed, Asker, Moment, PlanContext, PlanLimits, Touch, plan_allowed};
use relata_schema::{Collection, Schema, Value};
use relata_sql::{Statement, select};

use crate::{Engine, EngineError};

/// Finds out whether a statement finds a row.
struct Finds(Statement);

impl ReadJob for Finds {
    type Output = Result<bool, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        Ok(!session.fetch(&self.0).await?.is_empty())
    }
}

impl Engine {
    /// Whether an asker may touch an item as it is now.
    pub(super) async fn may_touch(
        &self,
        asker: (&Schema, &Asker, &Moment),
        collection: &Collection,
        touch: Touch<'_>,
        key: &Value,
    ) -> Result<bool, EngineError> {
        let (schema, asker, moment) = asker;
        let limits = PlanLimits::default();
        let context = PlanContext { schema, asker, limits: &limits, moment };
        Ok(match plan_allowed(context, collection.name.as_str(), touch, std::slice::from_ref(key)) {
            Ok(Allowed::All) => true,
            Ok(Allowed::Nothing) | Err(_) => false,
            Ok(Allowed::Those(node)) => self.database().read(Finds(select(self.dialect(), &node))).await??,
        })
    }
}
