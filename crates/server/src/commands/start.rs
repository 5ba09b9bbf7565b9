//! `relata start`

use std::{net::SocketAddr, time::Instant};

use relata_config::Settings;
use relata_rest::AppState;

use crate::{failure::Failure, instance::Instance, mail, options, serve};

/// Serves until a signal comes; answers its number.
pub(super) async fn start(settings: &Settings) -> Result<i32, Failure> {
    let began = Instant::now();
    let instance = Instance::open(settings).await?;
    instance.engine.hear_others();
    instance.prepare(settings).await?;
    let listener = serve::listen(&settings.server).await?;
    let address: Option<SocketAddr> = listener.local_addr().ok();
    let state = AppState::new(
        instance.engine.clone(),
        (instance.auth.clone(), instance.accounts.clone()),
        instance.files.clone(),
        options::rest(settings)?,
    );
    let app = relata_rest::app(state);
    if let Some(address) = address {
        tracing::info!(%address, duration_ms = began.elapsed().as_millis(), "listening");
        println!("Relata listens on http://{address}");
        if !instance.engine.is_set_up().await? {
            println!("Nobody has an account yet: make the administrator on the page that http://{address}/admin shows.");
        }
    }
    let mailer = instance.mailer.clone();
    if settings.email.verify_setup {
        // Beside everything else: the server starts although mail doesn't work.
        tokio::spawn(mail::check(mailer.clone(), settings.email.transport));
        mail::check_links(settings);
    }
    let signal = serve::serve(listener, app, settings.server.shutdown_timeout).await?;
    mailer.finish(settings.server.shutdown_timeout).await;
    instance.close().await;
    Ok(signal)
}
