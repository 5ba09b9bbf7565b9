//! The `special` marks of a field: what the server does with a value on its way in or out.

/// One mark from a field's `special` list. Marks that only the web app reads (`m2o`, `o2m`, `group`, …) are kept in the
/// field's metadata and aren't listed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum Special {
    Uuid,
    UserCreated,
    UserUpdated,
    RoleCreated,
    RoleUpdated,
    DateCreated,
    DateUpdated,
    CastJson,
    CastCsv,
    CastBoolean,
    CastTimestamp,
    CastDateTime,
    Hash,
    Conceal,
    Translations,
    Files,
    File,
    NoData,
}

const NAMES: [(Special, &str); 18] = [
    (Special::Uuid, "uuid"),
    (Special::UserCreated, "user-created"),
    (Special::UserUpdated, "user-updated"),
    (Special::RoleCreated, "role-created"),
    (Special::RoleUpdated, "role-updated"),
    (Special::DateCreated, "date-created"),
    (Special::DateUpdated, "date-updated"),
    (Special::CastJson, "cast-json"),
    (Special::CastCsv, "cast-csv"),
    (Special::CastBoolean, "cast-boolean"),
    (Special::CastTimestamp, "cast-timestamp"),
    (Special::CastDateTime, "cast-datetime"),
    (Special::Hash, "hash"),
    (Special::Conceal, "conceal"),
    (Special::Translations, "translations"),
    (Special::Files, "files"),
    (Special::File, "file"),
    (Special::NoData, "no-data"),
];

impl Special {
    /// Reads one entry of a `special` list; `None` for marks that mean nothing to the server.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(special, _)| *special)
    }

    /// The name in a `special` list.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(special, _)| *special == self).map_or("", |(_, name)| name)
    }
}
