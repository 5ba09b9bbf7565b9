//! From settings to what the other crates want to know.

use std::{path::Path, time::Duration};

use relata_config::{
    CorsOrigin, DatabaseTarget, Loaded, NetworkDatabase, SameSite, Settings, Sources, load as load_settings, read_assignment,
};
use relata_db::{DatabaseOptions, PoolSize, Secret, ServerOptions, SqliteOptions, Tls};
use relata_engine::{EngineOptions, PlanLimits, SchemaCache, auth::AuthSettings};
use relata_query::Bounds;
use relata_rest::{CookieSettings, Cookies, CorsSettings, RestSettings};

use crate::{failure::Failure, logging};

/// How long it may take until a change of users or policies that another program made is noticed.
const ASKER_CACHE_TTL: Duration = Duration::from_secs(1);

/// Reads the settings, starts logging as they say, and logs what is odd about them.
pub(crate) fn load(flags: &[String]) -> Result<Settings, Failure> {
    let flags = flags.iter().map(|text| read_assignment(text)).collect::<Result<Vec<_>, _>>()?;
    let Loaded { settings, notices } = load_settings(&Sources::of_process(flags))?;
    logging::start(&settings.logging);
    for notice in notices {
        tracing::warn!("{notice}");
    }
    Ok(settings)
}

/// The database to open.
pub(crate) fn database(settings: &Settings) -> DatabaseOptions {
    match &settings.database_target {
        DatabaseTarget::Sqlite { filename } => DatabaseOptions::Sqlite(SqliteOptions::new(filename)),
        DatabaseTarget::Postgres(target) => DatabaseOptions::Postgres(server(settings, target)),
        DatabaseTarget::Mysql(target) => DatabaseOptions::Mysql(server(settings, target)),
    }
}

fn server(settings: &Settings, target: &NetworkDatabase) -> ServerOptions {
    let database = &settings.database;
    let common = ServerOptions {
        search_path: database.search_path.0.clone(),
        tls: tls(settings),
        pool: PoolSize { min: database.pool_min as usize, max: database.pool_max as usize },
        ..ServerOptions::default()
    };
    match target {
        NetworkDatabase::Url(url) => ServerOptions { connection_string: Some(Secret::new(url.reveal())), ..common },
        NetworkDatabase::Parts { host, port, user, password, database } => ServerOptions {
            host: Some(host.clone()),
            port: Some(*port),
            user: Some(user.clone()),
            password: password.as_ref().map(|password| Secret::new(password.reveal())),
            database: Some(database.clone()),
            ..common
        },
    }
}

fn tls(settings: &Settings) -> Tls {
    let database = &settings.database;
    match (database.ssl, database.ssl_reject_unauthorized) {
        (false, _) => Tls::Off,
        (true, false) => Tls::Unverified,
        (true, true) => Tls::Verified { authorities: database.ssl_ca.clone().unwrap_or_default().into_bytes() },
    }
}

/// What the engine wants to know.
pub(crate) fn engine(settings: &Settings) -> EngineOptions {
    let schema_cache = if settings.cache.schema { SchemaCache::Kept } else { SchemaCache::CheckedEveryTime };
    let copy_before_rebuild = match &settings.database_target {
        DatabaseTarget::Sqlite { filename } => Some(filename.with_extension("before-rebuild.db")),
        _ => None,
    };
    let limits = &settings.limits;
    let limits = PlanLimits {
        default_rows: limits.query_limit_default.0,
        max_rows: limits.query_limit_max.0,
        max_depth: limits.max_relational_depth as usize,
        max_relations: limits.query_relations_max as usize,
    };
    EngineOptions { schema_cache, copy_before_rebuild, limits }
}

/// How logins work.
pub(crate) fn auth(settings: &Settings, secret: String) -> AuthSettings {
    let security = &settings.security;
    AuthSettings {
        secret,
        admin_token: settings.account.admin_token.as_ref().map(|token| token.reveal().to_owned()),
        access_token_ttl: security.access_token_ttl,
        refresh_token_ttl: security.refresh_token_ttl,
        session_token_ttl: security.session_cookie_ttl,
        login_stall_time: security.login_stall_time,
        cache_ttl: ASKER_CACHE_TTL,
    }
}

/// What the REST face wants to know.
pub(crate) fn rest(settings: &Settings) -> RestSettings {
    RestSettings {
        public_url: settings.server.public_url.as_str().trim_end_matches('/').to_owned(),
        max_payload_size_bytes: usize::try_from(settings.server.max_payload_bytes.0).unwrap_or(usize::MAX),
        request_timeout: settings.server.request_timeout,
        compression: settings.compression.enabled,
        root_redirect: settings.server.root_redirect.0.clone(),
        cookies: cookies(settings),
        refresh_token_ttl: settings.security.refresh_token_ttl,
        cors: cors(settings),
        query_limit_default: settings.limits.query_limit_default.0,
        query_limit_max: settings.limits.query_limit_max.0,
        query_bounds: Bounds {
            max_array: settings.limits.querystring_array_limit as usize,
            max_filter_nodes: settings.limits.query_filter_nodes_max as usize,
            ..Bounds::default()
        },
        always_timing: false,
    }
}

fn cookies(settings: &Settings) -> Cookies {
    let cookies = &settings.cookies;
    Cookies {
        refresh: CookieSettings {
            name: cookies.refresh_token_name.clone(),
            domain: cookies.refresh_token_domain.clone(),
            secure: cookies.refresh_token_secure,
            same_site: same_site(cookies.refresh_token_same_site),
        },
        session: CookieSettings {
            name: cookies.session_name.clone(),
            domain: cookies.session_domain.clone(),
            secure: cookies.session_secure,
            same_site: same_site(cookies.session_same_site),
        },
    }
}

fn same_site(value: SameSite) -> &'static str {
    match value {
        SameSite::Lax => "Lax",
        SameSite::Strict => "Strict",
        SameSite::None => "None",
    }
}

fn cors(settings: &Settings) -> Option<CorsSettings> {
    let cors = &settings.cors;
    let origins = match &cors.origin {
        CorsOrigin::Nobody => return None,
        CorsOrigin::Anybody | CorsOrigin::Asker => Vec::new(),
        CorsOrigin::Only(origins) => origins.clone(),
    };
    cors.enabled.then(|| CorsSettings {
        origins,
        methods: cors.methods.0.clone(),
        allowed_headers: cors.allowed_headers.0.clone(),
        exposed_headers: cors.exposed_headers.0.clone(),
        credentials: cors.credentials,
        max_age_seconds: cors.max_age_seconds.into(),
    })
}

/// The folder that holds what the server keeps beside its database.
pub(crate) fn data_folder(settings: &Settings) -> &Path {
    let parent = match &settings.database_target {
        DatabaseTarget::Sqlite { filename } => filename.parent(),
        _ => Some(Path::new("data")),
    };
    parent.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
