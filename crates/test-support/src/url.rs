//! Reads and prints the URLs that name servers and databases.
//!
//! Own and small, so that naming a server doesn't pull in its driver. Never looks anything up.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::facts::{Kind, Server};

/// What is wrong with a server's URL. The URL itself is left out: it may hold a password.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum UrlError {
    /// It begins with another scheme.
    #[error("a URL that begins with `{expected}://` is expected")]
    Scheme {
        /// The scheme of this kind of server.
        expected: &'static str,
    },
    /// No host is named.
    #[error("the URL names no host")]
    Host,
    /// The port isn't a number from 1 to 65535.
    #[error("`{port}` is not a port")]
    Port {
        /// What stands in the port's place.
        port: String,
    },
    /// A part isn't UTF-8 after percent decoding.
    #[error("a part of the URL is not UTF-8")]
    Encoding,
}

const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

pub(crate) fn parse(kind: Kind, text: &str) -> Result<Server, UrlError> {
    let (scheme, rest) = text.split_once("://").unwrap_or_default();
    if !schemes(kind).contains(&scheme) {
        return Err(UrlError::Scheme { expected: kind.scheme() });
    }
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let database = path.split(['?', '#']).next().unwrap_or_default();
    let (credentials, address) = authority.rsplit_once('@').unwrap_or(("", authority));
    let (user, password) = credentials.split_once(':').unwrap_or((credentials, ""));
    let (host, port) = split_port(address);
    if host.is_empty() {
        return Err(UrlError::Host);
    }
    let port = match port {
        None => kind.default_port(),
        Some(port) => match port.parse() {
            Ok(number) if number > 0 => number,
            _ => {
                return Err(UrlError::Port { port: port.to_owned() });
            }
        },
    };
    Ok(Server {
        host: host.to_owned(),
        port,
        user: decode(user)?,
        password: decode(password)?,
        database: if database.is_empty() { default_database(kind).to_owned() } else { decode(database)? },
        process: None,
    })
}

pub(crate) fn print(kind: Kind, server: &Server, database: &str) -> String {
    let encode = |text: &str| utf8_percent_encode(text, KEPT).to_string();
    let credentials = match (server.user.as_str(), server.password.as_str()) {
        ("", "") => String::new(),
        (user, "") => format!("{}@", encode(user)),
        (user, password) => format!("{}:{}@", encode(user), encode(password)),
    };
    let host = if server.host.contains(':') { format!("[{}]", server.host) } else { server.host.clone() };
    format!("{}://{credentials}{host}:{}/{}", kind.scheme(), server.port, encode(database))
}

const fn schemes(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Postgres => &["postgres", "postgresql"],
        Kind::Mariadb => &["mysql", "mariadb"],
        Kind::Redis => &["redis"],
    }
}

const fn default_database(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => "postgres",
        Kind::Mariadb => "mysql",
        Kind::Redis => "0",
    }
}

fn split_port(address: &str) -> (&str, Option<&str>) {
    if let Some((host, rest)) = address.strip_prefix('[').and_then(|inner| inner.split_once(']')) {
        return (host, rest.strip_prefix(':'));
    }
    match address.split_once(':') {
        Some((host, port)) => (host, Some(port)),
        None => (address, None),
    }
}

fn decode(text: &str) -> Result<String, UrlError> {
    percent_decode_str(text).decode_utf8().map(Into::into).map_err(|_| UrlError::Encoding)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn reads_what_it_prints() {
        let server = parse(Kind::Postgres, "postgresql://ann:p%40ss%2F@db.example:5433/shop?sslmode=disable").unwrap();
        assert_eq!((server.user.as_str(), server.password.as_str()), ("ann", "p@ss/"));
        assert_eq!((server.host.as_str(), server.port, server.database.as_str()), ("db.example", 5433, "shop"));
        let printed = print(Kind::Postgres, &server, &server.database);
        assert_eq!(printed, "postgres://ann:p%40ss%2F@db.example:5433/shop");
        assert_eq!(parse(Kind::Postgres, &printed), Ok(server));
    }

    #[test]
    fn what_is_missing_gets_the_servers_default() {
        let server = parse(Kind::Redis, "redis://[::1]").unwrap();
        assert_eq!((server.host.as_str(), server.port, server.database.as_str()), ("::1", 6379, "0"));
        assert_eq!(print(Kind::Redis, &server, "0"), "redis://[::1]:6379/0");
    }

    #[test]
    fn says_what_is_wrong() {
        let check = |text: &str| parse(Kind::Mariadb, text).unwrap_err();
        assert_eq!(check("postgres://127.0.0.1/x"), UrlError::Scheme { expected: "mysql" });
        assert_eq!(check("127.0.0.1"), UrlError::Scheme { expected: "mysql" });
        assert_eq!(check("mysql://ann@/x"), UrlError::Host);
        assert_eq!(check("mysql://127.0.0.1:0/x"), UrlError::Port { port: "0".to_owned() });
        assert_eq!(check("mysql://127.0.0.1:many/x"), UrlError::Port { port: "many".to_owned() });
        assert_eq!(check("mysql://%ff@127.0.0.1/x"), UrlError::Encoding);
    }
}
