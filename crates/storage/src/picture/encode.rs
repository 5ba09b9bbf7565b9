//! Formats that pictures are written in.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, codecs::jpeg::JpegEncoder};

use super::PictureError;

/// What is used where no quality is asked for.
const DEFAULT_QUALITY: u8 = 80;

/// A picture's format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `image/jpeg`
    Jpeg,
    /// `image/png`
    Png,
    /// `image/webp`
    Webp,
    /// `image/gif`
    Gif,
    /// `image/tiff`
    Tiff,
}

impl Format {
    /// By its usual name.
    pub fn parse(name: &str) -> Option<Self> {
        Some(match name {
            "jpg" | "jpeg" | "jpe" => Self::Jpeg,
            "png" => Self::Png,
            "webp" => Self::Webp,
            "gif" => Self::Gif,
            "tiff" | "tif" => Self::Tiff,
            _ => return None,
        })
    }

    /// Its media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Tiff => "image/tiff",
        }
    }

    /// By its media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::parse(media_type.strip_prefix("image/")?)
    }

    /// The ending of its files' names, without a dot.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Jpeg => "jpg",
            Self::Png => "png",
            Self::Webp => "webp",
            Self::Gif => "gif",
            Self::Tiff => "tiff",
        }
    }

    pub(super) fn of(format: ImageFormat) -> Option<Self> {
        Some(match format {
            ImageFormat::Jpeg => Self::Jpeg,
            ImageFormat::Png => Self::Png,
            ImageFormat::WebP => Self::Webp,
            ImageFormat::Gif => Self::Gif,
            ImageFormat::Tiff => Self::Tiff,
            _ => return None,
        })
    }
}

pub(super) fn encode(picture: &DynamicImage, format: Format, quality: Option<u8>) -> Result<Vec<u8>, PictureError> {
    let quality = quality.unwrap_or(DEFAULT_QUALITY).clamp(1, 100);
    let unwritable = |error: image::ImageError| PictureError::Unwritable(error.into());
    let mut bytes = Cursor::new(Vec::new());
    match format {
        Format::Jpeg => JpegEncoder::new_with_quality(&mut bytes, quality).encode_image(&picture.to_rgb8()).map_err(unwritable)?,
        Format::Webp => {
            let rgba = picture.to_rgba8();
            let made = webp::Encoder::from_rgba(&rgba, rgba.width(), rgba.height()).encode_simple(false, f32::from(quality));
            return made.map(|made| made.to_vec()).map_err(|error| PictureError::Unwritable(format!("{error:?}").into()));
        }
        Format::Png => picture.write_to(&mut bytes, ImageFormat::Png).map_err(unwritable)?,
        Format::Gif => DynamicImage::ImageRgba8(picture.to_rgba8()).write_to(&mut bytes, ImageFormat::Gif).map_err(unwritable)?,
        Format::Tiff => picture.write_to(&mut bytes, ImageFormat::Tiff).map_err(unwritable)?,
    }
    Ok(bytes.into_inner())
}
