//! Listens, serves, and stops when the system says so.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::pin,
    time::{Duration, Instant},
};

use axum::{body::Body, extract::Request, response::Response};
use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use relata_config::ServerSettings;
use relata_rest::Peer;
use tokio::{
    net::{TcpListener, TcpStream, lookup_host},
    sync::{mpsc, watch},
};
use tower::{Service, ServiceExt as _};

use crate::failure::Failure;
use crate::first_line::FirstLine;

/// How long a connection may take to send a request's head, and how long it may stay idle between two requests.
const HEAD_TIMEOUT: Duration = Duration::from_mins(1);

/// How long to wait after the system refused a connection, e.g. because there are too many open files.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);

/// A listening socket.
pub(crate) async fn listen(settings: &ServerSettings) -> Result<TcpListener, Failure> {
    let host = &settings.host;
    let unresolved = |source: io::Error| Failure::Host { host: host.clone(), source };
    let address: SocketAddr = lookup_host((host.as_str(), settings.port))
        .await
        .map_err(unresolved)?
        .next()
        .ok_or_else(|| unresolved(io::Error::from(io::ErrorKind::AddrNotAvailable)))?;
    TcpListener::bind(address).await.map_err(|source| Failure::Listen { address, source })
}

/// Serves `app` until the process is told to stop; then running requests get `grace` to finish. Answers the signal's number.
pub(crate) async fn serve<S>(listener: TcpListener, app: S, grace: Duration) -> Result<i32, Failure>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let mut signal = pin!(stop_signal()?);
    let (stop, stopping) = watch::channel(());
    let (running, mut all_done) = mpsc::channel::<()>(1);
    let signal = loop {
        tokio::select! {
            biased;
            signal = &mut signal => break signal,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    tokio::spawn(connection((stream, peer), app.clone(), stopping.clone(), running.clone()));
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    };
    let began = Instant::now();
    tracing::info!(signal, "stopping");
    drop((listener, running));
    // Nobody listens where no connection is open.
    let _ = stop.send(());
    let finished = tokio::time::timeout(grace, all_done.recv()).await.is_ok();
    let duration_ms = began.elapsed().as_millis();
    if finished {
        tracing::info!(duration_ms, "stopped");
    } else {
        tracing::warn!(duration_ms, "stopped before all requests were answered");
    }
    Ok(signal)
}

/// One connection, to its end. `running` is dropped with it.
async fn connection<S>(accepted: (TcpStream, SocketAddr), app: S, mut stopping: watch::Receiver<()>, running: mpsc::Sender<()>)
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    let (stream, peer) = accepted;
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "a connection keeps waiting for more to send");
    }
    let peer = Peer(peer.ip());
    let service = TowerToHyperService::new(app.map_request(move |request: hyper::Request<hyper::body::Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        request
    }));
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEAD_TIMEOUT)
        .serve_connection(TokioIo::new(FirstLine::new(stream)), service);
    let mut connection = pin!(connection);
    let served = tokio::select! {
        served = connection.as_mut() => served,
        _ = stopping.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = served {
        // Clients go away all the time.
        tracing::debug!(%error, "a connection ended early");
    }
    drop(running);
}

#[cfg(unix)]
fn stop_signal() -> Result<impl Future<Output = i32>, Failure> {
    use tokio::signal::unix::{SignalKind, signal};
    let (terminate_kind, interrupt_kind) = (SignalKind::terminate(), SignalKind::interrupt());
    let mut terminate = signal(terminate_kind).map_err(Failure::Signals)?;
    let mut interrupt = signal(interrupt_kind).map_err(Failure::Signals)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => terminate_kind.as_raw_value(),
            _ = interrupt.recv() => interrupt_kind.as_raw_value(),
        }
    })
}

#[cfg(not(unix))]
fn stop_signal() -> Result<impl Future<Output = i32>, Failure> {
    Ok(async {
        if let Err(error) = tokio::signal::ctrl_c().await {
            tracing::error!(%error, "signals can't be waited for");
            std::future::pending::<()>().await;
        }
        0
    })
}

/// Ends the process the way the signal would have, so that whoever sent it sees that it was obeyed.
#[cfg(unix)]
pub(crate) fn end_by(signal: i32) -> Result<(), Failure> {
    signal_hook::low_level::emulate_default_handler(signal).map_err(Failure::Signals)
}

#[cfg(not(unix))]
pub(crate) fn end_by(_signal: i32) -> Result<(), Failure> {
    Ok(())
}
