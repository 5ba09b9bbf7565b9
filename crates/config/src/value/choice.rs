//! Settings that take one of a few words.

use super::Value;

/// Makes an enum whose members are written as the given words; further words are understood, too.
macro_rules! choice {
    ($(#[$meta:meta])* $Name:ident, $form:literal {
        $($(#[$doc:meta])* $Member:ident = $word:literal $(| $other:literal)*,)+
    }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $Name {
            $($(#[$doc])* $Member,)+
        }

        impl $Name {
            /// The word that stands for it.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$Member => $word,)+
                }
            }
        }

        impl Value for $Name {
            const KIND: &'static str = "choice";
            const FORM: &'static str = $form;

            fn parse(text: &str) -> Option<Self> {
                match text.to_ascii_lowercase().as_str() {
                    $($word $(| $other)* => Some(Self::$Member),)+
                    _ => None,
                }
            }
        }
    };
}

choice! {
    /// Kind of database.
    DatabaseClient, "`sqlite3`, `pg` or `mysql`" {
        /// SQLite, embedded.
        Sqlite = "sqlite3" | "sqlite" | "better-sqlite3",
        /// PostgreSQL.
        Postgres = "pg" | "postgres" | "postgresql",
        /// MariaDB or MySQL.
        Mysql = "mysql" | "mysql2" | "mariadb",
    }
}

choice! {
    /// How mails leave.
    EmailTransport, "`smtp` or `sendmail`" {
        /// Through a mail server.
        Smtp = "smtp",
        /// Through a program of this machine.
        Sendmail = "sendmail",
    }
}

choice! {
    /// Kind of place for files.
    StorageDriver, "`local` or `s3`" {
        /// A folder of this machine.
        Local = "local",
        /// A bucket.
        S3 = "s3",
    }
}

choice! {
    /// How important a message is.
    LogLevel, "`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`" {
        /// What ends the server.
        Fatal = "fatal",
        /// What went wrong.
        Error = "error",
        /// What may become a problem.
        Warn = "warn",
        /// What happens.
        Info = "info",
        /// What helps to find a mistake.
        Debug = "debug",
        /// Everything.
        Trace = "trace",
        /// Nothing is written at all.
        Silent = "silent",
    }
}

choice! {
    /// How messages are written.
    LogStyle, "`pretty` or `raw`" {
        /// Lines for people.
        Pretty = "pretty",
        /// One JSON object a line.
        Raw = "raw",
    }
}

choice! {
    /// To which sites browsers send a cookie.
    SameSite, "`lax`, `strict` or `none`" {
        /// To this site, and when somebody follows a link to it.
        Lax = "lax" | "false",
        /// To this site only.
        Strict = "strict" | "true",
        /// To every site, which browsers allow over HTTPS only.
        None = "none",
    }
}

choice! {
    /// Where something is kept that several servers may share.
    Store, "`memory` or `redis`" {
        /// In each server's own memory.
        Memory = "memory",
        /// In Redis, for all servers.
        Redis = "redis",
    }
}

choice! {
    /// What another server that people log in with speaks.
    AuthDriver, "`openid` or `oauth2`" {
        /// OpenID Connect.
        OpenId = "openid",
        /// OAuth 2.0, with a page that tells who somebody is.
        OAuth2 = "oauth2",
    }
}

choice! {
    /// How a login at another server is kept here.
    LoginMode, "`session` or `cookie`" {
        /// A single token, in a cookie.
        Session = "session",
        /// A refresh token, in a cookie.
        Cookie = "cookie",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    #[test]
    fn takes_the_words_of_directus() {
        reads(
            &[
                ("sqlite3", DatabaseClient::Sqlite),
                ("pg", DatabaseClient::Postgres),
                ("PostgreSQL", DatabaseClient::Postgres),
                ("mysql", DatabaseClient::Mysql),
            ],
            &["oracledb", "pgx", " pg"],
        );
        reads(&[("silent", LogLevel::Silent)], &["verbose"]);
        reads(&[("raw", LogStyle::Raw)], &["json"]);
        reads(&[("none", SameSite::None)], &["nothing"]);
    }
}
