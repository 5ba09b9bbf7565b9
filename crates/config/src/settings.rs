//! The one table of settings.
//!
//! A setting that nothing reads has no place here. Names and defaults are Directus's wherever it has the setting.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::Problem;
use crate::reader::Reader;
use crate::registry::{Group, Setting, settings};
use crate::value::{
    CorsOrigin, DatabaseClient, Limit, List, LogLevel, LogStyle, PublicUrl, Redirect, SameSite,
    Secret, SizeBytes, Value,
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
        /// Largest request body.
        MAX_PAYLOAD_SIZE max_payload_bytes: SizeBytes = "1mb",
        /// Longest time that one request may take.
        REQUEST_TIMEOUT request_timeout: Duration = "60s",
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
        /// Certificate of the authority that signed the database server's, in PEM format.
        DB_SSL__CA ssl_ca: Option<String> = "",
        /// Connections that are kept open.
        DB_POOL__MIN pool_min: u32 = "0",
        /// Connections that may be open at once.
        DB_POOL__MAX pool_max: u32 = "10",
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
        /// Shortest time that a login takes, so that its duration tells nothing about accounts.
        LOGIN_STALL_TIME login_stall_time: Duration = "500ms",
    }

    /// First administrator
    account: AccountSettings {
        /// E-mail address of the administrator made at the first start.
        ADMIN_EMAIL admin_email: Option<String> = "",
        /// That administrator's password. Made and printed once where it isn't set.
        ADMIN_PASSWORD admin_password: Option<Secret> = "",
        /// That administrator's static token.
        ADMIN_TOKEN admin_token: Option<Secret> = "",
    }

    /// Cookies
    cookies: CookieSettings {
        /// Name of the cookie with the refresh token.
        REFRESH_TOKEN_COOKIE_NAME refresh_token_name: String = "directus_refresh_token",
        /// Domain of the cookie with the refresh token.
        REFRESH_TOKEN_COOKIE_DOMAIN refresh_token_domain: Option<String> = "",
        /// Whether browsers send the refresh token's cookie over HTTPS only.
        REFRESH_TOKEN_COOKIE_SECURE refresh_token_secure: bool = "false",
        /// To which sites browsers send the refresh token's cookie.
        REFRESH_TOKEN_COOKIE_SAME_SITE refresh_token_same_site: SameSite = "lax",
        /// Name of a session's cookie.
        SESSION_COOKIE_NAME session_name: String = "directus_session_token",
        /// Domain of a session's cookie.
        SESSION_COOKIE_DOMAIN session_domain: Option<String> = "",
        /// Whether browsers send a session's cookie over HTTPS only.
        SESSION_COOKIE_SECURE session_secure: bool = "false",
        /// To which sites browsers send a session's cookie.
        SESSION_COOKIE_SAME_SITE session_same_site: SameSite = "lax",
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

    /// Files
    storage: StorageSettings {
        /// Names of the places where files are kept; the first one takes new files.
        STORAGE_LOCATIONS locations: List = "local",
        /// Folder of the place named `local`.
        STORAGE_LOCAL_ROOT local_root: PathBuf = "./uploads",
    }
}

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
    /// The administrator made at the first start.
    pub account: AccountSettings,
    /// The cookies of logins.
    pub cookies: CookieSettings,
    /// What pages of other sites may do.
    pub cors: CorsSettings,
    /// What is logged, and how.
    pub logging: LoggingSettings,
    /// Whether answers are compressed.
    pub compression: CompressionSettings,
    /// What is kept in memory.
    pub cache: CacheSettings,
    /// Where files are kept.
    pub storage: StorageSettings,
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
            reader.refuse(Problem::PoolBounds {
                min: all.database.pool_min,
                max: all.database.pool_max,
            });
        }
        Some(Self {
            database_target: target(&all.database, reader)?,
            sources: all.sources,
            server: all.server,
            database: all.database,
            limits: all.limits,
            security: all.security,
            account: all.account,
            cookies: all.cookies,
            cors: all.cors,
            logging: all.logging,
            compression: all.compression,
            cache: all.cache,
            storage: all.storage,
        })
    }
}

fn target(database: &DatabaseSettings, reader: &mut Reader<'_>) -> Option<DatabaseTarget> {
    match database.client {
        DatabaseClient::Sqlite => Some(DatabaseTarget::Sqlite {
            filename: database.filename.clone(),
        }),
        DatabaseClient::Postgres => network(database, 5432, reader).map(DatabaseTarget::Postgres),
        DatabaseClient::Mysql => network(database, 3306, reader).map(DatabaseTarget::Mysql),
    }
}

fn network(
    database: &DatabaseSettings,
    default_port: u16,
    reader: &mut Reader<'_>,
) -> Option<NetworkDatabase> {
    if let Some(url) = &database.connection_string {
        return Some(NetworkDatabase::Url(url.clone()));
    }
    let mut need = |value: &Option<String>, name: &'static str| {
        if value.is_none() {
            reader.refuse(Problem::Missing {
                name,
                client: database.client,
            });
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
