//! From settings to what the other crates want to know.

use std::{path::Path, time::Duration};

use axum::http::HeaderValue;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use relata_config::{
    AuthDriver, CorsOrigin, DatabaseTarget, EmailSettings, EmailTransport, HeaderSettings, List, Loaded, LocationSettings, LoginMode,
    NetworkDatabase, RateLimiterSettings, RedisSettings, SameSite, Settings, Sources, StorageDriver, Store, TrustProxy,
    load as load_settings, read_assignment,
};
use relata_db::{DatabaseOptions, PoolSize, Secret, ServerOptions, SqliteOptions, Tls};
use relata_engine::accounts::AccountSettings;
use relata_engine::files::{Fetcher, FileSettings, Guard, Location, LocationKind, S3Bucket};
use relata_engine::{
    Bus, EngineOptions, IpList, PlanLimits, RedisOptions, SchemaCache, UpdatedRows,
    auth::{AuthSettings, ProfileKeys, Protocol, ProviderSettings, SessionForm},
};
use relata_mail::{MailSettings, Smtp, SmtpLogin, SmtpTls, Way};
use relata_query::Bounds;
use relata_rest::{
    AddressSettings, BrowserSettings, CookieSettings, Cookies, CorsSettings, Rate, RateLimitSettings, RestSettings, TrustedProxies,
};

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
        DatabaseTarget::Sqlite { filename } => {
            DatabaseOptions::Sqlite(SqliteOptions { busy_timeout: settings.database.lock_timeout, ..SqliteOptions::new(filename) })
        }
        DatabaseTarget::Postgres(target) => DatabaseOptions::Postgres(server(settings, target)),
        DatabaseTarget::Mysql(target) => DatabaseOptions::Mysql(server(settings, target)),
    }
}

fn server(settings: &Settings, target: &NetworkDatabase) -> ServerOptions {
    let database = &settings.database;
    let common = ServerOptions {
        search_path: database.search_path.0.clone(),
        tls: tls(settings),
        lock_timeout: Some(database.lock_timeout),
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
pub(crate) fn engine(settings: &Settings) -> Result<EngineOptions, Failure> {
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
    let updated_rows = if settings.permissions.check_updated_rows { UpdatedRows::StayWithinRule } else { UpdatedRows::MayLeaveRule };
    let max_batch = settings.limits.max_batch_mutation.0;
    Ok(EngineOptions { schema_cache, copy_before_rebuild, limits, max_batch, updated_rows, bus: bus(settings)? })
}

/// How this server and the others of the project tell each other what changes.
fn bus(settings: &Settings) -> Result<Bus, Failure> {
    let redis = &settings.redis;
    let url = match (&redis.url, &redis.host) {
        _ if !redis.enabled => None,
        (Some(url), _) => Some(url.reveal().to_owned()),
        (None, Some(host)) => Some(redis_url(host, redis)),
        (None, None) => None,
    };
    let counts_are_common = settings.rate_limiter.store == Store::Redis;
    match url {
        Some(url) if counts_are_common || settings.synchronization.store != Some(Store::Memory) => {
            let options = RedisOptions { url, namespace: settings.synchronization.namespace.clone(), counts_are_common };
            Bus::over_redis(&options).map_err(|error| Failure::Setting { name: "REDIS", problem: error.to_string() })
        }
        _ => Ok(Bus::alone()),
    }
}

fn redis_url(host: &str, redis: &RedisSettings) -> String {
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let user = redis.username.as_deref().map(encoded).unwrap_or_default();
    let login = match &redis.password {
        Some(password) => format!("{user}:{}@", encoded(password.reveal())),
        None => String::new(),
    };
    format!("redis://{login}{host}:{}/{}", redis.port, redis.database)
}

/// How many requests are answered.
fn rate_limits(settings: &RateLimiterSettings) -> RateLimitSettings {
    let rate = |enabled: bool, points: u32, seconds: u32| {
        enabled.then(|| Rate { points: points.into(), duration: Duration::from_secs(seconds.into()) })
    };
    RateLimitSettings {
        global: rate(settings.global_enabled, settings.global_points, settings.global_duration_seconds),
        by_address: rate(settings.enabled, settings.points, settings.duration_seconds),
        registration: rate(settings.registration_enabled, settings.registration_points, settings.registration_duration_seconds),
    }
}

/// What protects browsers.
fn browser(settings: &HeaderSettings) -> Result<BrowserSettings, Failure> {
    let header = |name: &'static str, text: String| {
        HeaderValue::from_str(&text).map_err(|_| Failure::Setting { name, problem: format!("\"{text}\" can't stand in a header") })
    };
    let strict_transport_security = settings.hsts_enabled.then(|| {
        let sub_domains = if settings.hsts_include_sub_domains { "; includeSubDomains" } else { "" };
        header("HSTS_ENABLED", format!("max-age={}{sub_domains}", settings.hsts_max_age_seconds))
    });
    let editor_policy = editor_policy(settings);
    Ok(BrowserSettings {
        strict_transport_security: strict_transport_security.transpose()?,
        editor_policy: Some(header("CONTENT_SECURITY_POLICY_DIRECTIVES__*", editor_policy)?),
    })
}

/// Scripts come from files of this server only. Styles may stand inline: the component library writes its variables so.
fn editor_policy(settings: &HeaderSettings) -> String {
    let sources = |list: &List| list.0.iter().map(|source| source.replace([';', ','], "")).collect::<Vec<_>>().join(" ");
    format!(
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src {}; media-src {}; font-src 'self' data:; \
         connect-src {}; worker-src 'self' blob:; frame-src {}; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors {}",
        sources(&settings.img_src),
        sources(&settings.media_src),
        sources(&settings.connect_src),
        sources(&settings.frame_src),
        sources(&settings.frame_ancestors),
    )
}

/// Where files are kept.
pub(crate) fn locations(settings: &Settings) -> Vec<Location> {
    settings.locations.iter().map(location).collect()
}

fn location(settings: &LocationSettings) -> Location {
    let kind = match settings.driver {
        StorageDriver::Local => LocationKind::Folder(settings.root.as_deref().unwrap_or("./uploads").into()),
        StorageDriver::S3 => LocationKind::S3(S3Bucket {
            bucket: settings.bucket.clone().unwrap_or_default(),
            key: settings.key.clone(),
            secret: settings.secret.as_ref().map(|secret| secret.reveal().to_owned()),
            region: settings.region.clone(),
            endpoint: settings.endpoint.clone(),
            root: settings.root.clone(),
            force_path_style: settings.force_path_style,
        }),
    };
    Location { name: settings.name.as_str().into(), kind }
}

/// How files are treated.
pub(crate) fn files(settings: &Settings) -> FileSettings {
    let storage = &settings.storage;
    FileSettings {
        max_upload_bytes: storage.max_upload_bytes.map(|bytes| bytes.0),
        max_picture_side: storage.max_picture_side,
        picture_timeout: storage.picture_timeout,
        pictures_at_once: storage.pictures_at_once as usize,
    }
}

/// How logins work.
pub(crate) fn auth(settings: &Settings, secret: String) -> AuthSettings {
    let security = &settings.security;
    AuthSettings {
        secret,
        access_token_ttl: security.access_token_ttl,
        refresh_token_ttl: security.refresh_token_ttl,
        session_token_ttl: security.session_cookie_ttl,
        session_refresh_grace: security.session_refresh_grace,
        login_stall_time: security.login_stall_time,
        cache_ttl: ASKER_CACHE_TTL,
        providers: settings.providers.iter().map(provider).collect(),
        client: relata_outbound::LazyClient::default(),
    }
}

fn provider(settings: &relata_config::ProviderSettings) -> ProviderSettings {
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let (protocol, scope, identifier) = match settings.driver {
        AuthDriver::OpenId => (Protocol::OpenId { issuer_url: text(&settings.issuer_url) }, "openid profile email", "sub"),
        AuthDriver::OAuth2 => {
            let protocol = Protocol::OAuth2 {
                authorize_url: text(&settings.authorize_url),
                access_url: text(&settings.access_url),
                profile_url: text(&settings.profile_url),
            };
            (protocol, "email", "email")
        }
    };
    ProviderSettings {
        name: settings.name.clone(),
        label: settings.label.clone(),
        icon: settings.icon.clone(),
        protocol,
        client_id: text(&settings.client_id),
        client_secret: settings.client_secret.as_ref().map(|secret| secret.reveal().to_owned()).unwrap_or_default(),
        scope: settings.scope.clone().unwrap_or_else(|| scope.to_owned()),
        form: match settings.mode {
            LoginMode::Session => SessionForm::OneToken,
            LoginMode::Cookie => SessionForm::TwoTokens,
        },
        keys: ProfileKeys {
            identifier: settings.identifier_key.clone().unwrap_or_else(|| identifier.to_owned()),
            email: settings.email_key.clone(),
            first_name: settings.first_name_key.clone(),
            last_name: settings.last_name_key.clone(),
        },
        allows_registration: settings.allow_public_registration,
        requires_verified_email: settings.require_verified_email,
        default_role: settings.default_role_id.clone(),
        syncs_profile: settings.sync_user_info,
        redirects: settings.redirect_allow_list.0.clone(),
    }
}

/// How people get accounts.
pub(crate) fn accounts(settings: &Settings) -> AccountSettings {
    let invitations = &settings.invitations;
    AccountSettings {
        public_url: public_url(settings),
        invite_urls: invitations.invite_urls.0.clone(),
        reset_urls: invitations.reset_urls.0.clone(),
        register_urls: invitations.register_urls.0.clone(),
        invite_ttl: invitations.invite_ttl,
        verification_ttl: invitations.verification_ttl,
        register_stall_time: invitations.register_stall_time,
    }
}

/// How mails leave.
pub(crate) fn mail(email: &EmailSettings) -> MailSettings {
    let tls = match (email.smtp_secure, email.smtp_ignore_tls) {
        (true, _) => SmtpTls::FromTheStart,
        (false, true) => SmtpTls::Never,
        (false, false) => SmtpTls::WhereOffered,
    };
    let login = email.smtp_user.clone().map(|user| {
        let password = email.smtp_password.as_ref().map(|password| password.reveal().to_owned()).unwrap_or_default();
        SmtpLogin { user, password }
    });
    let way = match email.transport {
        EmailTransport::Sendmail => Way::Program(email.sendmail_path.clone()),
        EmailTransport::Smtp => Way::Smtp(Smtp {
            host: email.smtp_host.clone(),
            port: email.smtp_port,
            tls,
            login,
            own_name: email.smtp_name.clone(),
            keeps_connections: email.smtp_pool,
        }),
    };
    MailSettings { from: email.from.clone(), way }
}

fn public_url(settings: &Settings) -> String {
    settings.server.public_url.as_str().trim_end_matches('/').to_owned()
}

/// What fetches files, and from where it doesn't.
pub(crate) fn fetcher(settings: &Settings) -> Result<Fetcher, Failure> {
    let list = settings.import.ip_deny_list.0.iter().map(String::as_str);
    let guard = Guard::parse(list).map_err(|error| Failure::Setting { name: "IMPORT_IP_DENY_LIST", problem: error.to_string() })?;
    Ok(Fetcher::new(guard))
}

/// What the REST face wants to know.
pub(crate) fn rest(settings: &Settings) -> Result<RestSettings, Failure> {
    Ok(RestSettings {
        public_url: public_url(settings),
        max_payload_size_bytes: usize::try_from(settings.server.max_payload_bytes.0).unwrap_or(usize::MAX),
        max_import_size_bytes: usize::try_from(settings.import.max_bytes.0).unwrap_or(usize::MAX),
        request_timeout: settings.server.request_timeout,
        upload_timeout: settings.storage.upload_timeout,
        compression: settings.compression.enabled,
        root_redirect: settings.server.root_redirect.0.clone(),
        serves_editor: settings.server.serve_app,
        addresses: addresses(settings)?,
        password_login: !settings.provider_list.disable_default,
        cookies: cookies(settings),
        refresh_token_ttl: settings.security.refresh_token_ttl,
        rate_limits: rate_limits(&settings.rate_limiter),
        browser: browser(&settings.headers)?,
        cors: cors(settings),
        query_limit_default: settings.limits.query_limit_default.0,
        query_limit_max: settings.limits.query_limit_max.0,
        query_bounds: Bounds {
            max_array: settings.limits.querystring_array_limit as usize,
            max_filter_nodes: settings.limits.query_filter_nodes_max as usize,
            ..Bounds::default()
        },
        always_timing: false,
    })
}

fn addresses(settings: &Settings) -> Result<AddressSettings, Failure> {
    let trusted = match &settings.server.ip_trust_proxy {
        TrustProxy::Nobody => TrustedProxies::None,
        TrustProxy::Everybody => TrustedProxies::All,
        TrustProxy::Hops(n_proxies) => TrustedProxies::Hops(*n_proxies),
        TrustProxy::At(list) => TrustedProxies::At(ip_list("IP_TRUST_PROXY", list)?),
    };
    let header = settings.server.ip_custom_header.0.as_deref().map(|name| {
        name.parse().map_err(|_| Failure::Setting { name: "IP_CUSTOM_HEADER", problem: format!("\"{name}\" can't be a header's name") })
    });
    Ok(AddressSettings { trusted, header: header.transpose()? })
}

fn ip_list(name: &'static str, list: &List) -> Result<IpList, Failure> {
    let parsed = IpList::parse(list.0.iter().map(String::as_str));
    parsed.map_err(|error| Failure::Setting { name, problem: error.to_string() })
}

fn cookies(settings: &Settings) -> Cookies {
    let cookies = &settings.cookies;
    let is_https = settings.server.public_url.as_str().starts_with("https://");
    Cookies {
        refresh: CookieSettings {
            name: cookies.refresh_token_name.clone(),
            domain: cookies.refresh_token_domain.clone(),
            secure: cookies.refresh_token_secure.unwrap_or(is_https),
            same_site: same_site(cookies.refresh_token_same_site),
        },
        session: CookieSettings {
            name: cookies.session_name.clone(),
            domain: cookies.session_domain.clone(),
            secure: cookies.session_secure.unwrap_or(is_https),
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
