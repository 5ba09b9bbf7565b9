//! Where log lines go, and how they look: settings `LOG_LEVEL` and `LOG_STYLE`.

use std::io::IsTerminal;

use relata_config::{LogLevel, LogStyle, LoggingSettings};
use tracing_subscriber::{EnvFilter, fmt};

/// Starts logging to the standard output. A second call in one process changes nothing.
pub(crate) fn start(settings: &LoggingSettings) {
    let filter = EnvFilter::new(directive(settings.level));
    let lines = fmt().with_env_filter(filter).with_ansi(std::io::stdout().is_terminal());
    // Fails only where logging has been started before.
    let _ = match settings.style {
        LogStyle::Raw => lines.json().flatten_event(true).with_current_span(false).with_span_list(false).try_init(),
        LogStyle::Pretty => lines.with_target(false).compact().try_init(),
    };
}

/// Our own lines at the wanted level; those of libraries only where they warn.
fn directive(level: LogLevel) -> String {
    let level = match level {
        LogLevel::Fatal | LogLevel::Error => "error",
        LogLevel::Warn => "warn",
        LogLevel::Info => "info",
        LogLevel::Debug => "debug",
        LogLevel::Trace => "trace",
        LogLevel::Silent => return "off".to_owned(),
    };
    let others = if level == "error" { "error" } else { "warn" };
    ["bus", "config", "db", "engine", "identity", "plan", "query", "rest", "schema", "sql"]
        .iter()
        .map(|name| format!("relata_{name}={level}"))
        .chain([format!("relata={level}"), others.to_owned()])
        .collect::<Vec<_>>()
        .join(",")
}
