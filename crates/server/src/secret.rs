//! The secret that signs access tokens, where nobody sets one: made once and kept in a file, so that logins survive a restart.
//!
//! Beside a SQLite database the file is called like it, with the ending `.secret`; for database servers it is `data/relata.secret`.
//! Only its owner may read it. Several servers over one database need `SECRET` to be set.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    path::{Path, PathBuf},
};

use relata_config::{DatabaseTarget, Settings};
use relata_identity::random_token;

use crate::{failure::Failure, options};

/// The secret: as set, as kept, or new.
pub(crate) fn secret(settings: &Settings) -> Result<String, Failure> {
    if let Some(secret) = &settings.security.secret {
        return Ok(secret.reveal().to_owned());
    }
    let path = path(settings);
    kept(&path).map_err(|source| Failure::File { path, source })
}

fn path(settings: &Settings) -> PathBuf {
    match &settings.database_target {
        DatabaseTarget::Sqlite { filename } => filename.with_extension("secret"),
        _ => options::data_folder(settings).join("relata.secret"),
    }
}

fn kept(path: &Path) -> io::Result<String> {
    match fs::read_to_string(path) {
        Ok(text) if !text.trim().is_empty() => return Ok(text.trim().to_owned()),
        Ok(_) => return Err(io::Error::other("the file is empty: remove it, and another one is made")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    // Made whole under another name first, so that nobody ever reads half of it.
    let draft = path.with_extension(format!("secret-{}", std::process::id()));
    let secret = random_token();
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&draft)?;
    file.write_all(secret.as_bytes())?;
    file.sync_all()?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Ok(()) => Ok(secret),
        // Another process was faster: its secret is the one.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(fs::read_to_string(path)?.trim().to_owned()),
        Err(error) => Err(error),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn is_made_once_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/relata.secret");
        let first = kept(&path).unwrap();
        assert_eq!(first.len(), 64);
        assert_eq!(kept(&path).unwrap(), first);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn is_its_owners_alone() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relata.secret");
        kept(&path).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn an_empty_file_is_no_secret() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("relata.secret");
        fs::write(&path, "\n").unwrap();
        assert!(kept(&path).is_err());
    }
}
