//! The one table of settings.
//!
//! A setting that nothing reads has no place here. Names and defaults are Directus's wherever it has the setting.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::Problem;
use crate::reader::Reader;
use crate::registry::{Family, Group, Setting, family, settings};
use crate::value::{
    AuthDriver, CorsOrigin, DatabaseClient, EmailTransport, Limit, List, LogLevel, LogStyle, LoginMode, PublicUrl, Redirect, SameSite,
    Secret, SizeBytes, StorageDriver, Store, TrustProxy, Value,
};

settings! {
    /// Where settings come from
    sources: SourceSettings {
        /// File with further settings, one `NAME=value` a line. The environment comes before it.
        CONFIG_PATH config_path: PathBuf = "./.env",
    }

    /// Server
    server: ServerSettings {
        /// Address to listen on.
        HOST host: String = "0.0.0.0",
        /// Port to listen on; `0` takes a free one.
        PORT port: u16 = "8055",
        /// URL under which clients reach this server.
        PUBLIC_URL public_url: PublicUrl = "/",
        /// Where `/` leads; `false` answers it with 404.
        ROOT_REDIRECT root_redirect: Redirect = "./admin",
        /// Whether `/admin` serves the Editor.
        SERVE_APP serve_app: bool = "true",
        /// Largest request body, once it is unpacked.
        MAX_PAYLOAD_SIZE max_payload_bytes: SizeBytes = "1mb",
        /// Longest time that one request may take.
        REQUEST_TIMEOUT request_timeout: Duration = "60s",
        /// Whose `X-Forwarded-For` is believed: addresses, blocks, `loopback`, `linklocal` and `uniquelocal`; a number of proxies; `true`
        /// for everybody's; `false` for nobody's.
        IP_TRUST_PROXY ip_trust_proxy: TrustProxy = "loopback,linklocal,uniquelocal",
        /// Header in which the proxy sends the caller's address, instead of `X-Forwarded-For`; `false` for none.
        IP_CUSTOM_HEADER ip_custom_header: Redirect = "false",
        /// Time that running requests get to finish when the server stops.
        SERVER_SHUTDOWN_TIMEOUT shutdown_timeout: Duration = "1s",
    }

    /// Database
    database: DatabaseSettings {
        /// Kind of database.
        DB_CLIENT client: DatabaseClient = "sqlite3",
        /// SQLite: the database file, made where it is missing.
        DB_FILENAME filename: PathBuf = "./data/relata.db",
        /// Host of the database server.
        DB_HOST host: String = "127.0.0.1",
        /// Port of the database server; 5432 for PostgreSQL and 3306 for MariaDB and MySQL where it isn't set.
        DB_PORT port: Option<u16> = "",
        /// Name of the database.
        DB_DATABASE database: Option<String> = "",
        /// User of the database.
        DB_USER user: Option<String> = "",
        /// That user's password.
        DB_PASSWORD password: Option<Secret> = "",
        /// URL of the database, instead of host, port, name, user and password.
        DB_CONNECTION_STRING connection_string: Option<Secret> = "",
        /// PostgreSQL: the schemas to look for tables in; new ones are made in the first.
        DB_SEARCH_PATH search_path: List = "public",
        /// Tables that are not to be seen as collections.
        DB_EXCLUDE_TABLES exclude_tables: List = "",
        /// Whether to encrypt the connection to the database server.
        DB_SSL ssl: bool = "false",
        /// Whether to refuse a database server whose certificate no known authority has signed.
        DB_SSL__REJECT_UNAUTHORIZED ssl_reject_unauthorized: bool = "true",
        /// Certificate of the authority that signed the database server's, or that one itself, in PEM format.
        DB_SSL__CA ssl_ca: Option<String> = "",
        /// Connections that are kept open.
        DB_POOL__MIN pool_min: u32 = "0",
        /// Connections that may be open at once.
        DB_POOL__MAX pool_max: u32 = "10",
        /// How long a write waits for what somebody else holds (SQLite: another process). Then it is refused, and nothing of it is done.
        DB_LOCK_TIMEOUT lock_timeout: Duration = "10s",
    }

    /// Limits
    limits: LimitSettings {
        /// Items answered where a request doesn't say how many.
        QUERY_LIMIT_DEFAULT query_limit_default: Limit = "100",
        /// Items answered at most, whatever a request says; `-1`: no limit.
        QUERY_LIMIT_MAX query_limit_max: Limit = "-1",
        /// Relations that may follow one another in a path.
        MAX_RELATIONAL_DEPTH max_relational_depth: u32 = "10",
        /// Items that one request may change; `infinity`: no limit.
        MAX_BATCH_MUTATION max_batch_mutation: Limit = "infinity",
        /// Members that a list in a query string may have.
        QUERYSTRING_ARRAY_LIMIT querystring_array_limit: u32 = "500",
        /// Conditions that the filters of one request may have together.
        QUERY_FILTER_NODES_MAX query_filter_nodes_max: u32 = "1000",
        /// Relations that one request may expand, wildcards included.
        QUERY_RELATIONS_MAX query_relations_max: u32 = "250",
    }

    /// Security
    security: SecuritySettings {
        /// Unique name of this project, the same on each of its servers.
        KEY key: Option<Secret> = "",
        /// Signs access tokens; the same on each server of the project. Made and kept where it isn't set.
        SECRET secret: Option<Secret> = "",
        /// How long an access token is valid.
        ACCESS_TOKEN_TTL access_token_ttl: Duration = "15m",
        /// How long a refresh token is valid, and the cookie with it.
        REFRESH_TOKEN_TTL refresh_token_ttl: Duration = "7d",
        /// How long a session's cookie is valid.
        SESSION_COOKIE_TTL session_cookie_ttl: Duration = "1d",
        /// How long a session's token is still accepted after it was renewed, for requests that were on their way.
        SESSION_REFRESH_GRACE_PERIOD session_refresh_grace: Duration = "10s",
        /// Shortest time that a login takes, so that its duration tells nothing about accounts.
        LOGIN_STALL_TIME login_stall_time: Duration = "500ms",
    }

    /// Accounts by mail
    invitations: InvitationSettings {
        /// How long an invitation is good.
        USER_INVITE_TOKEN_TTL invite_ttl: Duration = "7d",
        /// Pages, besides the Editor's, that invitations may lead to.
        USER_INVITE_URL_ALLOW_LIST invite_urls: List = "",
        /// Pages, besides the Editor's, that mails for new passwords may lead to.
        PASSWORD_RESET_URL_ALLOW_LIST reset_urls: List = "",
        /// Pages that mails to people who register may lead to.
        USER_REGISTER_URL_ALLOW_LIST register_urls: List = "",
        /// How long somebody who registers has to confirm the address.
        EMAIL_VERIFICATION_TOKEN_TTL verification_ttl: Duration = "7d",
        /// Shortest time that a registration takes, so that its duration tells nothing about accounts.
        REGISTER_STALL_TIME register_stall_time: Duration = "750ms",
    }

    /// E-mail
    email: EmailSettings {
        /// Whether to ask the mail server at the start, and to log where it can't be reached.
        EMAIL_VERIFY_SETUP verify_setup: bool = "true",
        /// Address that mails come from, with or without a name: `Name <name@example.com>`.
        EMAIL_FROM from: String = "no-reply@example.com",
        /// How mails leave: through a mail server (`smtp`) or a program of this machine (`sendmail`).
        EMAIL_TRANSPORT transport: EmailTransport = "sendmail",
        /// `sendmail`: the program.
        EMAIL_SENDMAIL_PATH sendmail_path: PathBuf = "/usr/sbin/sendmail",
        /// `smtp`: host of the mail server.
        EMAIL_SMTP_HOST smtp_host: String = "localhost",
        /// `smtp`: its port; 465 with `EMAIL_SMTP_SECURE` and 587 without where it isn't set.
        EMAIL_SMTP_PORT smtp_port: Option<u16> = "",
        /// `smtp`: who logs in there.
        EMAIL_SMTP_USER smtp_user: Option<String> = "",
        /// `smtp`: that user's password.
        EMAIL_SMTP_PASSWORD smtp_password: Option<Secret> = "",
        /// `smtp`: whether the connection is encrypted from the start. Without it, encryption begins where the server offers it.
        EMAIL_SMTP_SECURE smtp_secure: bool = "false",
        /// `smtp`: whether the connection stays unencrypted although the server offers encryption.
        EMAIL_SMTP_IGNORE_TLS smtp_ignore_tls: bool = "false",
        /// `smtp`: whether connections are kept open for the next mails.
        EMAIL_SMTP_POOL smtp_pool: bool = "false",
        /// `smtp`: name by which this server greets the mail server; the machine's where it isn't set.
        EMAIL_SMTP_NAME smtp_name: Option<String> = "",
    }

    /// First administrator
    account: AccountSettings {
        /// E-mail address of the administrator made at the first start. Without any of these three, the Editor's first page makes it.
        ADMIN_EMAIL admin_email: Option<String> = "",
        /// That administrator's password. Made and printed once where it isn't set.
        ADMIN_PASSWORD admin_password: Option<Secret> = "",
        /// That administrator's static token, which counts when the administrator is made and never again: it is changed like any user's.
        ADMIN_TOKEN admin_token: Option<Secret> = "",
    }

    /// Cookies
    cookies: CookieSettings {
        /// Name of the cookie with the refresh token.
        REFRESH_TOKEN_COOKIE_NAME refresh_token_name: String = "directus_refresh_token",
        /// Domain of the cookie with the refresh token.
        REFRESH_TOKEN_COOKIE_DOMAIN refresh_token_domain: Option<String> = "",
        /// Whether browsers send the refresh token's cookie over HTTPS only. Where it isn't set: if `PUBLIC_URL` begins with `https`.
        REFRESH_TOKEN_COOKIE_SECURE refresh_token_secure: Option<bool> = "",
        /// To which sites browsers send the refresh token's cookie.
        REFRESH_TOKEN_COOKIE_SAME_SITE refresh_token_same_site: SameSite = "lax",
        /// Name of a session's cookie.
        SESSION_COOKIE_NAME session_name: String = "directus_session_token",
        /// Domain of a session's cookie.
        SESSION_COOKIE_DOMAIN session_domain: Option<String> = "",
        /// Whether browsers send a session's cookie over HTTPS only. Where it isn't set: if `PUBLIC_URL` begins with `https`.
        SESSION_COOKIE_SECURE session_secure: Option<bool> = "",
        /// To which sites browsers send a session's cookie.
        SESSION_COOKIE_SAME_SITE session_same_site: SameSite = "lax",
    }

    /// Login with other servers
    providers: ProviderListSettings {
        /// Names of the servers that people may log in with. Each has settings of its own, see below.
        AUTH_PROVIDERS names: List = "",
        /// Whether nobody may log in with e-mail address and password.
        AUTH_DISABLE_DEFAULT disable_default: bool = "false",
    }

    /// Headers that protect browsers
    headers: HeaderSettings {
        /// Whether browsers are told to use HTTPS only from now on (`Strict-Transport-Security`).
        HSTS_ENABLED hsts_enabled: bool = "false",
        /// Seconds for which they remember that.
        HSTS_MAX_AGE hsts_max_age_seconds: u32 = "31536000",
        /// Whether that holds for the hosts below this one, too.
        HSTS_INCLUDE_SUB_DOMAINS hsts_include_sub_domains: bool = "true",
        /// Where the Editor may get data from.
        CONTENT_SECURITY_POLICY_DIRECTIVES__CONNECT_SRC connect_src: List = "'self'",
        /// Where the Editor may load pictures from.
        CONTENT_SECURITY_POLICY_DIRECTIVES__IMG_SRC img_src: List = "'self',data:,blob:,https:",
        /// Where the Editor may load sound and films from.
        CONTENT_SECURITY_POLICY_DIRECTIVES__MEDIA_SRC media_src: List = "'self',blob:,https:",
        /// Which pages the Editor may show within its own.
        CONTENT_SECURITY_POLICY_DIRECTIVES__FRAME_SRC frame_src: List = "'none'",
        /// Which pages may show the Editor within theirs.
        CONTENT_SECURITY_POLICY_DIRECTIVES__FRAME_ANCESTORS frame_ancestors: List = "'none'",
    }

    /// Rate limits
    rate_limiter: RateLimiterSettings {
        /// Whether requests are counted by address.
        RATE_LIMITER_ENABLED enabled: bool = "false",
        /// Where they are counted; `redis` counts for all servers together.
        RATE_LIMITER_STORE store: Store = "memory",
        /// Requests that one address may make within the time below.
        RATE_LIMITER_POINTS points: u32 = "50",
        /// That time, in seconds.
        RATE_LIMITER_DURATION duration_seconds: u32 = "1",
        /// Whether all requests are counted together.
        RATE_LIMITER_GLOBAL_ENABLED global_enabled: bool = "false",
        /// Requests that all together may make within the time below.
        RATE_LIMITER_GLOBAL_POINTS global_points: u32 = "1000",
        /// That time, in seconds.
        RATE_LIMITER_GLOBAL_DURATION global_duration_seconds: u32 = "1",
        /// Whether registrations are counted by address.
        RATE_LIMITER_REGISTRATION_ENABLED registration_enabled: bool = "true",
        /// Registrations that one address may ask for within the time below.
        RATE_LIMITER_REGISTRATION_POINTS registration_points: u32 = "5",
        /// That time, in seconds.
        RATE_LIMITER_REGISTRATION_DURATION registration_duration_seconds: u32 = "60",
    }

    /// Redis
    redis: RedisSettings {
        /// Whether Redis is used, where it is set.
        REDIS_ENABLED enabled: bool = "true",
        /// URL of the Redis that several servers share, such as `redis://user:password@host:6379/0`; `rediss://` where the connection is encrypted.
        REDIS url: Option<Secret> = "",
        /// Host of that Redis, instead of its URL.
        REDIS_HOST host: Option<String> = "",
        /// Port of that Redis.
        REDIS_PORT port: u16 = "6379",
        /// User of that Redis.
        REDIS_USERNAME username: Option<String> = "",
        /// That user's password.
        REDIS_PASSWORD password: Option<Secret> = "",
        /// Number of the database in that Redis.
        REDIS_DB database: u32 = "0",
    }

    /// Several servers over one database
    synchronization: SynchronizationSettings {
        /// How servers tell each other what changes. Not set: by Redis, where it is set.
        SYNCHRONIZATION_STORE store: Option<Store> = "",
        /// What the names in Redis begin with; another one for each project that shares it.
        SYNCHRONIZATION_NAMESPACE namespace: String = "directus",
    }

    /// Imports, and requests to other servers
    import: ImportSettings {
        /// Addresses from which nothing is fetched: addresses, blocks, ranges, `loopback`, `linklocal`, `uniquelocal`, `private` (all that
        /// aren't of the public network), and `0.0.0.0` for those of this machine.
        IMPORT_IP_DENY_LIST ip_deny_list: List = "0.0.0.0,private",
        /// Largest file of items that may be imported.
        IMPORT_MAX_SIZE max_bytes: SizeBytes = "100mb",
    }

    /// Requests from other sites (CORS)
    cors: CorsSettings {
        /// Whether pages of other sites may call this server.
        CORS_ENABLED enabled: bool = "false",
        /// Which sites: a list, `true` for the one that asks, `*` for any, `false` for none.
        CORS_ORIGIN origin: CorsOrigin = "false",
        /// Methods that other sites may use.
        CORS_METHODS methods: List = "GET,POST,PATCH,DELETE",
        /// Headers that other sites may send.
        CORS_ALLOWED_HEADERS allowed_headers: List = "Content-Type,Authorization",
        /// Headers that other sites may read.
        CORS_EXPOSED_HEADERS exposed_headers: List = "Content-Range",
        /// Whether other sites may send cookies.
        CORS_CREDENTIALS credentials: bool = "true",
        /// Seconds for which browsers remember these answers.
        CORS_MAX_AGE max_age_seconds: u32 = "18000",
    }

    /// Logging
    logging: LoggingSettings {
        /// Least important messages that are written.
        LOG_LEVEL level: LogLevel = "info",
        /// Lines for people (`pretty`) or one JSON object a line (`raw`).
        LOG_STYLE style: LogStyle = "pretty",
    }

    /// Compression
    compression: CompressionSettings {
        /// Whether answers are compressed for clients that accept it.
        COMPRESSION_ENABLED enabled: bool = "true",
    }

    /// Cache
    cache: CacheSettings {
        /// Whether the model is kept in memory. `false` reads it for each request, so that changes made by other
        /// programs are seen at once.
        CACHE_SCHEMA schema: bool = "true",
    }

    /// Permissions
    permissions: PermissionSettings {
        /// Whether an item must still meet the rule by which somebody may change it once it is changed. `false` lets people change
        /// items out of their own reach, as Directus does.
        PERMISSIONS_CHECK_UPDATED_ROWS check_updated_rows: bool = "true",
    }

    /// Files
    storage: StorageSettings {
        /// Names of the places where files are kept; the first one takes new files.
        STORAGE_LOCATIONS locations: List = "local",
        /// Largest file that may be uploaded; not set: any.
        FILES_MAX_UPLOAD_SIZE max_upload_bytes: Option<SizeBytes> = "",
        /// Longest time that one upload may take.
        FILES_UPLOAD_TIMEOUT upload_timeout: Duration = "1h",
        /// Longest side, in pixels, of pictures that are made smaller and of what is made of them.
        ASSETS_TRANSFORM_IMAGE_MAX_DIMENSION max_picture_side: u32 = "6000",
        /// Pictures that are made at once.
        ASSETS_TRANSFORM_MAX_CONCURRENT pictures_at_once: u32 = "2",
        /// Longest time that it may take to make a picture.
        ASSETS_TRANSFORM_TIMEOUT picture_timeout: Duration = "7500ms",
    }
}

family! {
    /// One place for files, by its name in `STORAGE_LOCATIONS`
    LOCATIONS LocationSettings "STORAGE_" {
        /// A folder (`local`) or a bucket of a service that speaks the protocol of Amazon S3 (`s3`).
        DRIVER driver: StorageDriver = "local",
        /// `local`: the folder; `./uploads` where it isn't set. `s3`: a folder within the bucket.
        ROOT root: Option<String> = "",
        /// `s3`: the bucket's name.
        BUCKET bucket: Option<String> = "",
        /// `s3`: the access key's id.
        KEY key: Option<String> = "",
        /// `s3`: the access key's secret.
        SECRET secret: Option<Secret> = "",
        /// `s3`: the region.
        REGION region: Option<String> = "",
        /// `s3`: the service's URL, where it isn't Amazon's.
        ENDPOINT endpoint: Option<String> = "",
        /// `s3`: whether the bucket's name stands in the URL's path instead of its host.
        FORCE_PATH_STYLE force_path_style: bool = "false",
    }
}

family! {
    /// One server that people log in with, by its name in `AUTH_PROVIDERS`
    PROVIDERS ProviderSettings "AUTH_" {
        /// What it speaks: OpenID Connect (`openid`) or OAuth 2.0 (`oauth2`).
        DRIVER driver: AuthDriver = "openid",
        /// What it knows this server by.
        CLIENT_ID client_id: Option<String> = "",
        /// This server's secret there.
        CLIENT_SECRET client_secret: Option<Secret> = "",
        /// `openid`: URL of the document that describes it; `/.well-known/openid-configuration` may be left out.
        ISSUER_URL issuer_url: Option<String> = "",
        /// `oauth2`: URL where people log in.
        AUTHORIZE_URL authorize_url: Option<String> = "",
        /// `oauth2`: URL where codes become tokens.
        ACCESS_URL access_url: Option<String> = "",
        /// `oauth2`: URL that tells who somebody is.
        PROFILE_URL profile_url: Option<String> = "",
        /// What is asked of it. Not set: `openid profile email`, for `oauth2` `email`.
        SCOPE scope: Option<String> = "",
        /// How the login is kept.
        MODE mode: LoginMode = "session",
        /// Whether somebody without an account gets one.
        ALLOW_PUBLIC_REGISTRATION allow_public_registration: bool = "false",
        /// Whether only those get one whose e-mail address the server has verified.
        REQUIRE_VERIFIED_EMAIL require_verified_email: bool = "false",
        /// The key of the role that they get.
        DEFAULT_ROLE_ID default_role_id: Option<String> = "",
        /// What tells people apart there. Not set: `sub`, for `oauth2` `email`.
        IDENTIFIER_KEY identifier_key: Option<String> = "",
        /// Where the e-mail address stands in what it tells.
        EMAIL_KEY email_key: String = "email",
        /// Where the first name stands.
        FIRST_NAME_KEY first_name_key: String = "given_name",
        /// Where the last name stands.
        LAST_NAME_KEY last_name_key: String = "family_name",
        /// Whether names and e-mail address are taken over at each login.
        SYNC_USER_INFO sync_user_info: bool = "false",
        /// Its name on the page where people log in.
        LABEL label: Option<String> = "",
        /// Its icon there.
        ICON icon: Option<String> = "",
        /// URLs to which a login may lead back, besides those of this server.
        REDIRECT_ALLOW_LIST redirect_allow_list: List = "",
    }
}

pub(crate) const FAMILIES: &[Family] = &[LOCATIONS, PROVIDERS];

/// Every setting with its value.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Where they came from.
    pub sources: SourceSettings,
    /// Where and how to listen.
    pub server: ServerSettings,
    /// The database, as set; [`Settings::database_target`] is what to connect to.
    pub database: DatabaseSettings,
    /// The database to connect to: what is set, made sense of.
    pub database_target: DatabaseTarget,
    /// What one request may ask for.
    pub limits: LimitSettings,
    /// Keys and lifetimes.
    pub security: SecuritySettings,
    /// Invitations, registrations, new passwords.
    pub invitations: InvitationSettings,
    /// How mails leave.
    pub email: EmailSettings,
    /// The administrator made at the first start.
    pub account: AccountSettings,
    /// The cookies of logins.
    pub cookies: CookieSettings,
    /// Which other servers people may log in with.
    pub provider_list: ProviderListSettings,
    /// Each of them.
    pub providers: Vec<ProviderSettings>,
    /// What protects browsers.
    pub headers: HeaderSettings,
    /// How many requests are answered.
    pub rate_limiter: RateLimiterSettings,
    /// The Redis that servers share.
    pub redis: RedisSettings,
    /// How servers tell each other what changes.
    pub synchronization: SynchronizationSettings,
    /// From where files are fetched.
    pub import: ImportSettings,
    /// What pages of other sites may do.
    pub cors: CorsSettings,
    /// What is logged, and how.
    pub logging: LoggingSettings,
    /// Whether answers are compressed.
    pub compression: CompressionSettings,
    /// What is kept in memory.
    pub cache: CacheSettings,
    /// Permissions.
    pub permissions: PermissionSettings,
    /// How files are treated.
    pub storage: StorageSettings,
    /// Where files are kept; the first one takes new files.
    pub locations: Vec<LocationSettings>,
}

/// Which database to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseTarget {
    /// A SQLite file.
    Sqlite {
        /// Its path, as set.
        filename: PathBuf,
    },
    /// A PostgreSQL server.
    Postgres(NetworkDatabase),
    /// A MariaDB or MySQL server.
    Mysql(NetworkDatabase),
}

/// How to reach a database on a server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NetworkDatabase {
    /// By a URL that says it all.
    Url(Secret),
    /// By its parts.
    Parts {
        /// Host name or address.
        host: String,
        /// TCP port.
        port: u16,
        /// Who connects.
        user: String,
        /// The password; `None` where the server asks for none.
        password: Option<Secret>,
        /// Name of the database.
        database: String,
    },
}

impl Settings {
    pub(crate) fn read(reader: &mut Reader<'_>) -> Option<Self> {
        let all = AllGroups::read(reader)?;
        if all.database.pool_max == 0 || all.database.pool_min > all.database.pool_max {
            reader.refuse(Problem::PoolBounds { min: all.database.pool_min, max: all.database.pool_max });
        }
        let names: Vec<String> = all.storage.locations.0.clone();
        // Each is read before any is missed, so that every problem has been noted.
        let locations: Vec<_> = names.iter().map(|name| LocationSettings::read(reader, name)).collect();
        for location in locations.iter().flatten().filter(|location| location.driver == StorageDriver::S3 && location.bucket.is_none()) {
            reader.refuse(Problem::MissingForLocation { name: LOCATIONS.name_of(&location.name, "BUCKET") });
        }
        let providers: Vec<_> = all.providers.names.0.iter().map(|name| ProviderSettings::read(reader, name)).collect();
        for provider in providers.iter().flatten() {
            for member in missing_for(provider) {
                reader.refuse(Problem::MissingForProvider { name: PROVIDERS.name_of(&provider.name, member) });
            }
        }
        let wants_redis = all.synchronization.store == Some(Store::Redis) || all.rate_limiter.store == Store::Redis;
        if wants_redis && all.redis.url.is_none() && all.redis.host.is_none() {
            reader.refuse(Problem::NoRedis);
        }
        Some(Self {
            providers: providers.into_iter().collect::<Option<_>>()?,
            provider_list: all.providers,
            headers: all.headers,
            rate_limiter: all.rate_limiter,
            redis: all.redis,
            synchronization: all.synchronization,
            import: all.import,
            locations: locations.into_iter().collect::<Option<_>>()?,
            database_target: target(&all.database, reader)?,
            sources: all.sources,
            server: all.server,
            database: all.database,
            limits: all.limits,
            security: all.security,
            invitations: all.invitations,
            email: all.email,
            account: all.account,
            cookies: all.cookies,
            cors: all.cors,
            logging: all.logging,
            compression: all.compression,
            cache: all.cache,
            permissions: all.permissions,
            storage: all.storage,
        })
    }
}

/// What must be set of a provider, and isn't.
fn missing_for(provider: &ProviderSettings) -> Vec<&'static str> {
    let common = [("CLIENT_ID", provider.client_id.is_some()), ("CLIENT_SECRET", provider.client_secret.is_some())];
    let urls: &[(&'static str, bool)] = match provider.driver {
        AuthDriver::OpenId => &[("ISSUER_URL", provider.issuer_url.is_some())],
        AuthDriver::OAuth2 => &[
            ("AUTHORIZE_URL", provider.authorize_url.is_some()),
            ("ACCESS_URL", provider.access_url.is_some()),
            ("PROFILE_URL", provider.profile_url.is_some()),
        ],
    };
    common.iter().chain(urls).filter(|(_, is_set)| !is_set).map(|(member, _)| *member).collect()
}

fn target(database: &DatabaseSettings, reader: &mut Reader<'_>) -> Option<DatabaseTarget> {
    match database.client {
        DatabaseClient::Sqlite => Some(DatabaseTarget::Sqlite { filename: database.filename.clone() }),
        DatabaseClient::Postgres => network(database, 5432, reader).map(DatabaseTarget::Postgres),
        DatabaseClient::Mysql => network(database, 3306, reader).map(DatabaseTarget::Mysql),
    }
}

fn network(database: &DatabaseSettings, default_port: u16, reader: &mut Reader<'_>) -> Option<NetworkDatabase> {
    if let Some(url) = &database.connection_string {
        return Some(NetworkDatabase::Url(url.clone()));
    }
    let mut need = |value: &Option<String>, name: &'static str| {
        if value.is_none() {
            reader.refuse(Problem::Missing { name, client: database.client });
        }
        value.clone()
    };
    let user = need(&database.user, "DB_USER");
    let name = need(&database.database, "DB_DATABASE");
    Some(NetworkDatabase::Parts {
        host: database.host.clone(),
        port: database.port.unwrap_or(default_port),
        user: user?,
        password: database.password.clone(),
        database: name?,
    })
}
