//! Which setting somebody may have meant.
//!
//! Compares names only. The families of names that Directus has and we don't are listed here, so that a moved `.env`
//! file isn't called a mistake.

use crate::registry;

/// A name this short has too many neighbours.
const N_LETTERS_MIN: usize = 5;
const DISTANCE_MAX: usize = 2;

/// What the names of Directus's other settings begin with.
const FAMILIES_OF_DIRECTUS: [&str; 42] = [
    "ACCEPT_TERMS",
    "AI_",
    "ASSETS_",
    "AUTH_",
    "CACHE_",
    "CONTENT_SECURITY_POLICY_",
    "CORS_",
    "DB_",
    "DEFAULT_",
    "EMAIL_",
    "EXTENSIONS_",
    "FILES_",
    "FILE_",
    "FLOWS_",
    "GRAPHQL_",
    "HASH_",
    "HSTS_",
    "IMPORT_",
    "IP_",
    "LOGGER_",
    "LOG_",
    "MARKETPLACE_",
    "MAX_",
    "MCP_",
    "MESSENGER_",
    "METRICS_",
    "PACKAGE_",
    "PASSWORD_",
    "PRESSURE_",
    "PROJECT_",
    "RATE_LIMITER_",
    "REDIS",
    "RELATIONAL_",
    "ROBOTS_TXT",
    "SERVER_",
    "STORAGE_",
    "SYNCHRONIZATION_",
    "TELEMETRY",
    "TUS_",
    "USERS_",
    "USER_",
    "WEBSOCKETS_",
];

/// The setting whose name is nearest, if it is near.
pub(crate) fn nearest(name: &str) -> Option<&'static str> {
    if name.len() < N_LETTERS_MIN {
        return None;
    }
    let upper = name.to_ascii_uppercase();
    registry::all()
        .map(|setting| (distance(&upper, setting.name), setting.name))
        .filter(|(distance, _)| *distance <= DISTANCE_MAX)
        .min()
        .map(|(_, name)| name)
}

/// The setting that a name of the environment misspells: near, and from the same family.
pub(crate) fn slip_of(name: &str) -> Option<&'static str> {
    let (family, _) = name.split_once('_')?;
    nearest(name).filter(|near| near.split_once('_').is_some_and(|(other, _)| other == family))
}

pub(crate) fn belongs_to_directus(name: &str) -> bool {
    FAMILIES_OF_DIRECTUS.iter().any(|family| name.starts_with(family))
}

/// How many letters were added, left out, replaced or swapped with a neighbour.
fn distance(a: &str, b: &str) -> usize {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut current = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            current[j] = replaced.min(last[j] + 1).min(current[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                current[j] = current[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, current);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_slips() {
        assert_eq!(distance("DB_HOST", "DB_HOST"), 0);
        assert_eq!(distance("DB_HOTS", "DB_HOST"), 1);
        assert_eq!(distance("DB_HOSTS", "DB_HOST"), 1);
        assert_eq!(distance("", "ABC"), 3);
    }

    #[test]
    fn finds_what_is_meant() {
        assert_eq!(nearest("QUERY_LIMIT_DEFUALT"), Some("QUERY_LIMIT_DEFAULT"));
        assert_eq!(nearest("db_client"), Some("DB_CLIENT"));
        assert_eq!(nearest("PATH"), None);
        assert_eq!(nearest("WEBSOCKETS_ENABLED"), None);
    }

    #[test]
    fn leaves_the_environments_other_names_alone() {
        assert_eq!(slip_of("LOG_LEVL"), Some("LOG_LEVEL"));
        assert_eq!(slip_of("MY_LOG_LEVEL"), None);
        assert_eq!(slip_of("SECRETS"), None);
        assert_eq!(slip_of("BLOG_LEVEL"), None);
    }

    #[test]
    fn families_are_sorted() {
        assert!(FAMILIES_OF_DIRECTUS.is_sorted());
    }
}
