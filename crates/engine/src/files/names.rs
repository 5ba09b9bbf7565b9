//! Names of files: titles for people, endings for disks.

/// A title made of a file's name: without its ending, underscores and hyphens as spaces, each word with a capital.
pub(super) fn title(file_name: &str) -> String {
    let stem = file_name.rsplit_once('.').map_or(file_name, |(stem, _)| stem);
    let words = stem.split(|c: char| c == '_' || c == '-' || c.is_whitespace()).filter(|word| !word.is_empty());
    words.map(capitalised).collect::<Vec<_>>().join(" ")
}

fn capitalised(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

/// The last part of a name that may be a path, whichever way its slashes lean, without characters that no file system wants.
pub(super) fn base(file_name: &str) -> String {
    let base = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let base: String = base.chars().filter(|c| !c.is_control()).collect();
    if base.trim().is_empty() { "file".to_owned() } else { base }
}

/// The ending of a name or, where it has none, the usual one of its media type; with a dot. Plain letters and digits only.
pub(super) fn ending(file_name: &str, media_type: &str) -> String {
    let own = file_name.rsplit_once('.').map(|(_, ending)| ending).filter(|ending| is_plain(ending));
    let usual = || mime_guess::get_mime_extensions_str(media_type).and_then(|all| all.first().copied());
    own.or_else(usual).map(|ending| format!(".{}", ending.to_ascii_lowercase())).unwrap_or_default()
}

fn is_plain(ending: &str) -> bool {
    (1..=10).contains(&ending.len()) && ending.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

/// A file's media type: as its sender says, unless that says nothing.
pub(super) fn media_type(said: Option<&str>, file_name: &str) -> String {
    let said = said.map(str::trim).filter(|said| !said.is_empty() && *said != "application/octet-stream");
    let guess = || mime_guess::from_path(file_name).first_raw().unwrap_or("application/octet-stream");
    said.unwrap_or_else(guess).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_made_for_people() {
        assert_eq!(title("mein schönes_bild-2.final.txt"), "Mein Schönes Bild 2.final");
        assert_eq!(title("t.png"), "T");
        assert_eq!(title("readme"), "Readme");
        assert_eq!(title("über--uns_.pdf"), "Über Uns");
    }

    #[test]
    fn names_lose_their_folders() {
        assert_eq!(base("../../evil.txt"), "evil.txt");
        assert_eq!(base("C:\\Users\\me\\a.txt"), "a.txt");
        assert_eq!(base("a\r\nb.txt"), "ab.txt");
        assert_eq!(base("/"), "file");
    }

    #[test]
    fn endings_are_plain() {
        assert_eq!(ending("a.PNG", "image/jpeg"), ".png");
        assert_eq!(ending("a", "image/png"), ".png");
        assert_eq!(ending("a.b/../c", "text/x-unknown"), "");
        assert_eq!(ending("a.t xt", "application/x-unknown"), "");
    }

    #[test]
    fn types_are_guessed_where_nobody_says() {
        assert_eq!(media_type(Some("text/plain"), "a.png"), "text/plain");
        assert_eq!(media_type(Some("application/octet-stream"), "a.png"), "image/png");
        assert_eq!(media_type(None, "a"), "application/octet-stream");
    }
}
