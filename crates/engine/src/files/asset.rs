//! Bytes going out: files as they are, and pictures made of them.
//!
//! A picture is made once and kept beside its source, under a name that says what was made. Deleting or replacing the source deletes it.

use std::fmt::Write as _;

use bytes::Bytes;
use futures_util::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use relata_plan::Asker;
use relata_storage::picture::{self, Change, Fit, Focus, Format, PictureError, Recipe, Resize};
use relata_storage::{ByteRange, Download, StorageError};
use serde_json::{Value as Json, json};

use super::{COLLECTION, Files, Stored};
use crate::{EngineError, Envelope, ErrorCode, ReadOf, ReadTarget};

/// The largest source of a picture, in bytes: it is held in memory while the picture is made.
const MAX_SOURCE_BYTES: u64 = 64 * 1024 * 1024;

/// Fields of the settings whose files everybody may see: they are shown before anybody logs in.
const PUBLIC_SETTINGS: [&str; 4] = ["project_logo", "public_background", "public_foreground", "public_favicon"];

/// What is wanted of a file.
#[derive(Debug, Clone, Default)]
pub struct AssetWish {
    /// A picture made of it, instead of itself.
    pub picture: Option<PictureWish>,
    /// Some of its bytes. Made pictures come whole.
    pub range: Option<ByteRange>,
}

/// Which picture is to be made of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum PictureWish {
    /// One of the settings' presets, or of those built in, by its key.
    Preset(String),
    /// As described. Without a focus, the file's own focal point counts.
    Described(Recipe),
}

/// A file or a picture, ready to be sent.
#[derive(Debug)]
pub struct Asset {
    /// Its bytes.
    pub download: Download,
    /// Its media type.
    pub media_type: String,
    /// The name to save it under.
    pub file_name: String,
    /// When the file last changed.
    pub modified: Option<Timestamp>,
}

/// What has to be known of a file to send it.
struct Row {
    stored: Stored,
    media_type: String,
    file_name: String,
    modified: Option<Timestamp>,
    focus: Option<Focus>,
}

impl Files {
    /// Opens a file that the asker may see.
    pub async fn asset(&self, asker: &Asker, key: &str, wish: AssetWish) -> Result<Asset, EngineError> {
        let row = self.row(asker, key).await?;
        let recipe = match wish.picture {
            None => None,
            Some(PictureWish::Preset(key)) => Some(self.preset(&key).await?),
            Some(PictureWish::Described(recipe)) => {
                self.check_is_allowed().await?;
                Some(recipe)
            }
        };
        let Some(mut recipe) = recipe else {
            let download = self.0.storage.read(row.stored.place(), wish.range).await?;
            return Ok(Asset { download, media_type: row.media_type, file_name: row.file_name, modified: row.modified });
        };
        // Without a source that can be read the file comes as it is; a drawing of lines fits every size.
        if Format::of_media_type(&row.media_type).is_none() {
            let download = self.0.storage.read(row.stored.place(), wish.range).await?;
            return Ok(Asset { download, media_type: row.media_type, file_name: row.file_name, modified: row.modified });
        }
        if let Some(resize) = &mut recipe.resize {
            resize.focus = resize.focus.or(row.focus);
        }
        let (download, format) = self.picture(&row, recipe).await?;
        Ok(Asset {
            download,
            media_type: format.media_type().to_owned(),
            file_name: renamed(&row.file_name, format),
            modified: row.modified,
        })
    }

    async fn row(&self, asker: &Asker, key: &str) -> Result<Row, EngineError> {
        if uuid::Uuid::try_parse(key).is_err() {
            return Err(EngineError::forbidden());
        }
        let read = async |asker: &Asker, names: &[&str]| {
            let query = super::query(json!({ "fields": names }))?;
            let of = ReadOf { collection: COLLECTION, target: ReadTarget::Item(key), query: &query, envelope: Envelope::Bare };
            Ok::<_, EngineError>(self.0.engine.read_values(asker, of).await?.into_iter().next())
        };
        if !asker.is_admin() && !self.is_public(key).await? && read(asker, &["id"]).await?.is_none() {
            return Err(EngineError::forbidden());
        }
        let names = ["storage", "filename_disk", "filename_download", "type", "modified_on", "focal_point_x", "focal_point_y"];
        let row = read(&Asker::system(), &names).await?.ok_or_else(EngineError::forbidden)?;
        let text = |name: &str| row.get(name).and_then(Json::as_str).map(str::to_owned);
        let pixels = |name: &str| row.get(name).and_then(Json::as_u64).and_then(|n| u32::try_from(n).ok());
        Ok(Row {
            stored: Stored::of(&row).ok_or_else(EngineError::forbidden)?,
            media_type: text("type").unwrap_or_else(|| "application/octet-stream".to_owned()),
            file_name: text("filename_download").unwrap_or_else(|| key.to_owned()),
            modified: text("modified_on").and_then(|text| timestamp(&text)),
            focus: pixels("focal_point_x").zip(pixels("focal_point_y")).map(|(x, y)| Focus { x, y }),
        })
    }

    async fn is_public(&self, key: &str) -> Result<bool, EngineError> {
        Ok(self.setting(&PUBLIC_SETTINGS).await?.values().any(|file| file.as_str().is_some_and(|file| file.eq_ignore_ascii_case(key))))
    }

    /// Whether pictures may be described freely, as the settings say.
    async fn check_is_allowed(&self) -> Result<(), EngineError> {
        let setting = self.setting(&["storage_asset_transform"]).await?;
        match setting.get("storage_asset_transform").and_then(Json::as_str) {
            Some("none") => Err(refused("The settings allow no pictures to be made of files.")),
            Some("presets") => Err(refused("The settings allow presets only: ask with \"key\".")),
            _ => Ok(()),
        }
    }

    async fn preset(&self, key: &str) -> Result<Recipe, EngineError> {
        if let Some(recipe) = built_in(key) {
            return Ok(recipe);
        }
        let setting = self.setting(&["storage_asset_presets", "storage_asset_transform"]).await?;
        if setting.get("storage_asset_transform").and_then(Json::as_str) == Some("none") {
            return Err(refused("The settings allow no pictures to be made of files."));
        }
        let presets = setting.get("storage_asset_presets").and_then(Json::as_array);
        let found = presets.into_iter().flatten().find(|preset| preset.get("key").and_then(Json::as_str) == Some(key));
        found.map(of_preset).ok_or_else(|| EngineError::invalid_query(format!("There is no preset with the key \"{key}\".")))
    }

    /// The picture, from its place beside the source or newly made.
    async fn picture(&self, row: &Row, recipe: Recipe) -> Result<(Download, Format), EngineError> {
        let format = recipe.format.or_else(|| Format::of_media_type(&row.media_type)).unwrap_or(Format::Png);
        let recipe = Recipe { format: Some(format), ..recipe };
        let base = row.stored.name.rsplit_once('.').map_or(row.stored.name.as_str(), |(base, _)| base);
        let name = format!("{base}__{}.{}", label(&recipe), format.ending());
        let place = (row.stored.location.as_str(), name.as_str());
        match self.0.storage.read(place, None).await {
            Ok(download) => return Ok((download, format)),
            Err(StorageError::NotFound) => {}
            Err(error) => return Err(error.into()),
        }
        let bytes = Bytes::from(self.make(row, recipe).await?);
        // A picture that can't be kept can still be sent.
        let whole = stream::iter([Ok::<_, std::convert::Infallible>(bytes.clone())]);
        if let Err(error) = self.0.storage.write(place, whole, None).await {
            tracing::warn!(%error, "a picture could not be kept");
        }
        let size = bytes.len() as u64;
        Ok((Download { bytes: stream::iter([Ok(bytes)]).boxed(), range: 0..size, size }, format))
    }

    async fn make(&self, row: &Row, recipe: Recipe) -> Result<Vec<u8>, EngineError> {
        let too_slow = |_| unavailable("Making the picture took too long: ask for a smaller one, or raise ASSETS_TRANSFORM_TIMEOUT.");
        let settings = self.0.settings;
        let making = async {
            let _permit = self.0.making.acquire().await.map_err(|_| unavailable("The server is stopping."))?;
            let source = self.0.storage.read(row.stored.place(), None).await?;
            if source.size > MAX_SOURCE_BYTES {
                return Err(illegal(format!("The file is larger than {MAX_SOURCE_BYTES} bytes: no picture is made of it.")));
            }
            let source: Vec<Bytes> = source.bytes.try_collect().await?;
            let making = tokio::task::spawn_blocking(move || picture::make(&source.concat(), &recipe, settings.max_picture_side));
            match making.await {
                Ok(made) => Ok(made?.bytes),
                Err(error) => Err(EngineError::new(ErrorCode::InternalServerError, "An unexpected error occurred.").caused_by(error)),
            }
        };
        tokio::time::timeout(settings.picture_timeout, making).await.map_err(too_slow)?
    }
}

/// A time as the API writes it, with or without its zone.
fn timestamp(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| format!("{text}Z").parse().ok())
}

fn refused(reason: &str) -> EngineError {
    EngineError::invalid_query(reason)
}

fn unavailable(reason: &str) -> EngineError {
    EngineError::new(ErrorCode::ServiceUnavailable, format!("Service \"assets\" is unavailable. {reason}"))
        .with("service", "assets")
        .with("reason", reason)
}

fn illegal(reason: String) -> EngineError {
    EngineError::new(ErrorCode::IllegalAssetTransformation, reason)
}

impl From<PictureError> for EngineError {
    fn from(error: PictureError) -> Self {
        illegal(crate::error::sentence(&error.to_string())).caused_by(error)
    }
}

/// The sizes that every project has, by their keys in the API.
fn built_in(key: &str) -> Option<Recipe> {
    let (size, fit) = key.strip_prefix("system-")?.split_once('-')?;
    let side = match size {
        "small" => 64,
        "medium" => 300,
        "large" => 800,
        _ => return None,
    };
    let height = match fit {
        "cover" => Some(side),
        "contain" => None,
        _ => return None,
    };
    let resize = Resize { width: Some(side), height, may_enlarge: fit == "cover", ..Resize::default() };
    Some(Recipe { resize: Some(resize), changes: Vec::new(), format: None, quality: None })
}

/// A preset of the settings. What it doesn't say, or says in a way that is no picture, is left as it is.
fn of_preset(preset: &Json) -> Recipe {
    let text = |name: &str| preset.get(name).and_then(Json::as_str);
    let number = |name: &str| preset.get(name).and_then(Json::as_u64).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0);
    let (width, height) = (number("width"), number("height"));
    let resize = Resize {
        width,
        height,
        fit: text("fit").and_then(fit).unwrap_or_default(),
        may_enlarge: preset.get("withoutEnlargement") != Some(&Json::Bool(true)),
        focus: None,
    };
    Recipe {
        resize: (width.is_some() || height.is_some()).then_some(resize),
        changes: Vec::new(),
        format: text("format").and_then(Format::parse),
        quality: number("quality").and_then(|n| u8::try_from(n).ok()),
    }
}

/// A fit by its name in the API.
fn fit(name: &str) -> Option<Fit> {
    Some(match name {
        "cover" => Fit::Cover,
        "contain" => Fit::Contain,
        "inside" => Fit::Inside,
        "outside" => Fit::Outside,
        _ => return None,
    })
}

/// What is made, as a part of a file's name: the same recipe gives the same label.
fn label(recipe: &Recipe) -> String {
    let mut label = String::new();
    if let Some(Resize { width, height, fit, may_enlarge, focus }) = recipe.resize {
        let side = |side: Option<u32>| side.map_or_else(|| "auto".to_owned(), |side| side.to_string());
        let fit = match fit {
            Fit::Cover => "cover",
            Fit::Contain => "contain",
            Fit::Inside => "inside",
            Fit::Outside => "outside",
        };
        let _ = write!(label, "{}x{}-{fit}", side(width), side(height));
        if !may_enlarge {
            label.push_str("-down");
        }
        if let Some(Focus { x, y }) = focus {
            let _ = write!(label, "-at{x}x{y}");
        }
    }
    for change in &recipe.changes {
        let _ = match change {
            Change::Rotate(degrees) => write!(label, "-rotate{degrees}"),
            Change::Flip => write!(label, "-flip"),
            Change::Flop => write!(label, "-flop"),
            Change::Grayscale => write!(label, "-gray"),
            Change::Negate => write!(label, "-negate"),
            Change::Blur(radius) => write!(label, "-blur{}", (radius * 100.0).round()),
        };
    }
    if let Some(quality) = recipe.quality {
        let _ = write!(label, "-q{quality}");
    }
    if label.is_empty() { "as-is".to_owned() } else { label.trim_start_matches('-').to_owned() }
}

/// A file's name with the ending of a format.
fn renamed(file_name: &str, format: Format) -> String {
    let (base, ending) = file_name.rsplit_once('.').unwrap_or((file_name, ""));
    if Format::parse(&ending.to_ascii_lowercase()) == Some(format) { file_name.to_owned() } else { format!("{base}.{}", format.ending()) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn labels_tell_recipes_apart() {
        let plain = Recipe { resize: None, changes: Vec::new(), format: None, quality: None };
        assert_eq!(label(&plain), "as-is");
        let resize = Resize { width: Some(64), ..Resize::default() };
        assert_eq!(label(&Recipe { resize: Some(resize), ..plain.clone() }), "64xauto-cover");
        let all = Recipe {
            resize: Some(Resize { height: Some(2), focus: Some(Focus { x: 1, y: 2 }), may_enlarge: false, ..resize }),
            changes: vec![Change::Blur(1.5), Change::Rotate(90)],
            quality: Some(10),
            ..plain
        };
        assert_eq!(label(&all), "64x2-cover-down-at1x2-blur150-rotate90-q10");
    }

    #[test]
    fn built_in_sizes_have_their_keys() {
        let resize = |key: &str| built_in(key).unwrap().resize.unwrap();
        assert_eq!((resize("system-small-cover").width, resize("system-small-cover").height), (Some(64), Some(64)));
        assert_eq!((resize("system-large-contain").width, resize("system-large-contain").height), (Some(800), None));
        assert_eq!(built_in("system-huge-cover"), None);
        assert_eq!(built_in("small"), None);
    }

    #[test]
    fn a_made_picture_has_the_right_ending() {
        assert_eq!(renamed("a.jpeg", Format::Jpeg), "a.jpeg");
        assert_eq!(renamed("a.png", Format::Webp), "a.webp");
        assert_eq!(renamed("a", Format::Png), "a.png");
    }
}
