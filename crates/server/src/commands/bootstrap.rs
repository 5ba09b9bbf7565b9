//! `relata bootstrap`

use relata_config::Settings;

use crate::{failure::Failure, instance::Instance};

/// Makes what is missing, and ends.
pub(super) async fn bootstrap(settings: &Settings) -> Result<(), Failure> {
    let instance = Instance::open(settings).await?;
    let outcome = instance.bootstrap(settings).await;
    instance.close().await;
    outcome
}
