//! Writes the pages that are made from tables in the code. A test beside each table says when its page is stale.

use std::fs;
use std::path::Path;

use crate::failure::{OrFail, Outcome};

pub(crate) fn write(repository: &Path) -> Outcome {
    let pages = [("docs/settings.md", relata_config::markdown())];
    for (page, text) in pages {
        let path = repository.join(page);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).or_fail(folder.display())?;
        }
        fs::write(&path, text).or_fail(page)?;
    }
    Ok(())
}
