//! From an account, or from nobody, to an asker: which policies hold at the caller's address, and what they allow together.
//!
//! What a set of policies allows is the same for everybody who has it, so it is read once for all of them.

use std::{net::IpAddr, sync::Arc, time::Instant};

use relata_db::RowSet;
use relata_plan::{Access, Asker};
use smol_str::SmolStr;

use super::{
    Auth, access,
    account::{Account, FindPermissions, FindPublicPolicies, Policy},
    cache::Holds,
    failed,
};
use crate::EngineError;

/// Beyond this many sets everything is forgotten.
const MAX_SETS: usize = 1_000;

/// Policies in their order, and whether access to the app comes with them.
pub(super) type PolicySet = (Vec<SmolStr>, bool);

/// What a set allows, as of when.
pub(super) struct Known {
    access: Arc<Access>,
    generation: u64,
    until: Instant,
}

impl Auth {
    /// The asker of an account whose request comes from an address.
    pub(super) async fn asker_of(&self, account: Account, address: Option<IpAddr>) -> Result<(Asker, Holds), EngineError> {
        let (in_force, holds) = in_force(account.policies, address);
        let asker = Asker { user: Some(account.id), role: account.role, roles: account.roles, ..Asker::nobody() };
        Ok((self.with_policies(asker, &in_force).await?, holds))
    }

    /// The asker of requests without credentials.
    pub(super) async fn public(&self, address: Option<IpAddr>) -> Result<(Asker, Holds), EngineError> {
        let job = FindPublicPolicies { dialect: self.0.dialect };
        let policies = self.0.database.read(job).await.and_then(|found| found).map_err(|error| failed("reading policies", error))?;
        // Without credentials nobody is an administrator or uses the app, whatever a policy says.
        let policies = policies.into_iter().map(|policy| Policy { admin_access: false, app_access: false, ..policy }).collect();
        let (in_force, holds) = in_force(policies, address);
        Ok((self.with_policies(Asker::nobody(), &in_force).await?, holds))
    }

    pub(super) async fn with_policies(&self, asker: Asker, policies: &[Policy]) -> Result<Asker, EngineError> {
        let is_admin = policies.iter().any(|policy| policy.admin_access);
        let app_access = is_admin || policies.iter().any(|policy| policy.app_access);
        let ids: Vec<SmolStr> = policies.iter().map(|policy| policy.id.clone()).collect();
        let access = if is_admin { Arc::new(Access::Everything) } else { self.access((ids.clone(), app_access)).await? };
        let enforce_tfa = policies.iter().any(|policy| policy.enforce_tfa);
        Ok(Asker { policies: ids, app_access, enforce_tfa, access, ..asker })
    }

    /// What a set of policies allows.
    async fn access(&self, set: PolicySet) -> Result<Arc<Access>, EngineError> {
        let generation = self.0.cache.generation();
        let fresh = |known: &&Known| known.generation == generation && Instant::now() < known.until;
        if self.0.engine.news().is_in_touch()
            && let Some(known) = self.0.access.read().get(&set).filter(fresh)
        {
            return Ok(Arc::clone(&known.access));
        }
        let granted = if set.0.is_empty() {
            access::grants(&RowSet::empty(), &set.0, set.1)
        } else {
            let job = FindPermissions { dialect: self.0.dialect, policies: set.0.clone() };
            let rows = self.0.database.read(job).await.and_then(|rows| rows).map_err(|error| failed("reading permissions", error))?;
            access::grants(&rows, &set.0, set.1)
        };
        let access = Arc::new(Access::Granted(granted));
        let known = Known { access: Arc::clone(&access), generation, until: Instant::now() + self.0.settings.cache_ttl };
        let mut all = self.0.access.write();
        if all.len() >= MAX_SETS {
            all.clear();
        }
        all.insert(set, known);
        Ok(access)
    }
}

/// The policies that hold at an address, and whether another address would make a difference.
pub(super) fn in_force(policies: Vec<Policy>, address: Option<IpAddr>) -> (Vec<Policy>, Holds) {
    let bound = policies.iter().any(|policy| policy.ip_access.is_some());
    let holds = if bound { Holds::At(address) } else { Holds::Everywhere };
    (policies.into_iter().filter(|policy| policy.holds_at(address)).collect(), holds)
}
