//! `relata database migrate`

use relata_config::Settings;

use crate::{failure::Failure, instance::Instance};

/// Makes missing system tables, but no administrator.
pub(super) async fn migrate(settings: &Settings) -> Result<(), Failure> {
    let instance = Instance::open(settings).await?;
    let outcome = instance.engine.bootstrap(None).await;
    instance.close().await;
    let report = outcome?;
    match report.n_tables_made {
        0 => println!("The system tables are up to date."),
        n_tables => println!("Made {n_tables} system tables."),
    }
    Ok(())
}
