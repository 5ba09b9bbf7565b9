//! Turns one picture into another: scaled, cropped, turned, in another format.
//!
//! Works on bytes in memory and blocks while it does; callers run it where blocking is fine, and not too often at once. Pictures
//! larger than the given bounds are refused before their pixels are read.

mod change;
mod encode;

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageReader, Limits, metadata::Orientation};

pub use change::{Change, Fit, Focus, Resize};
pub use encode::Format;

/// What to make of a picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Recipe {
    /// Its new size.
    pub resize: Option<Resize>,
    /// Other changes, in their order.
    pub changes: Vec<Change>,
    /// Its new format; `None` keeps the old one.
    pub format: Option<Format>,
    /// From 1 to 100, for formats that lose detail.
    pub quality: Option<u8>,
}

/// A picture that was made, in its format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// Its format.
    pub format: Format,
}

/// Why no picture can be made.
#[derive(Debug, thiserror::Error)]
pub enum PictureError {
    /// The source or the result is too large.
    #[error("a picture may be {max_side} pixels wide and high at most")]
    TooLarge {
        /// The longest side allowed, in pixels.
        max_side: u32,
    },
    /// The bytes are no picture that can be read.
    #[error("the file is no picture of a kind that can be changed: use JPEG, PNG, WebP, GIF or TIFF")]
    Unreadable(#[source] image::ImageError),
    /// The result can't be written.
    #[error("the picture can't be written in that format")]
    Unwritable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Width and height in pixels, as a viewer shows it; `None` where the bytes are no picture that is known here. Reads the head only.
pub fn dimensions(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut decoder = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    Some(match decoder.orientation().ok()? {
        Orientation::Rotate90 | Orientation::Rotate270 | Orientation::Rotate90FlipH | Orientation::Rotate270FlipH => (height, width),
        _ => (width, height),
    })
}

/// Follows a recipe. No side of the source or of the result may be longer than `max_side` pixels.
pub fn make(bytes: &[u8], recipe: &Recipe, max_side: u32) -> Result<Made, PictureError> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(max_side);
    limits.max_image_height = Some(max_side);
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|error| PictureError::Unreadable(image::ImageError::IoError(error)))?;
    reader.limits(limits);
    let own_format = reader.format().and_then(Format::of);
    let refused = |error| match error {
        image::ImageError::Limits(_) => PictureError::TooLarge { max_side },
        error => PictureError::Unreadable(error),
    };
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(refused)?;
    picture.apply_orientation(orientation);
    if let Some(resize) = &recipe.resize {
        picture = resize.apply(picture, max_side)?;
    }
    for change in &recipe.changes {
        picture = change.apply(picture);
    }
    let format = recipe.format.or(own_format).unwrap_or(Format::Png);
    Ok(Made { bytes: encode::encode(&picture, format, recipe.quality)?, format })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use image::{Rgba, RgbaImage};

    use super::*;

    const PLAIN: Recipe = Recipe { resize: None, changes: Vec::new(), format: None, quality: None };

    /// 40 wide and 30 high; the left half is red, the right half blue.
    fn picture() -> Vec<u8> {
        let picture = RgbaImage::from_fn(40, 30, |x, _| if x < 20 { Rgba([255, 0, 0, 255]) } else { Rgba([0, 0, 255, 255]) });
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
        bytes.into_inner()
    }

    fn made(recipe: &Recipe) -> DynamicImage {
        image::load_from_memory(&make(&picture(), recipe, 100).unwrap().bytes).unwrap()
    }

    fn resized(width: Option<u32>, height: Option<u32>, fit: Fit) -> (u32, u32) {
        let resize = Resize { width, height, fit, ..Resize::default() };
        let made = made(&Recipe { resize: Some(resize), ..PLAIN });
        (made.width(), made.height())
    }

    #[test]
    fn sizes_follow_the_fit() {
        assert_eq!(resized(Some(20), None, Fit::Cover), (20, 15));
        assert_eq!(resized(None, Some(10), Fit::Cover), (13, 10));
        assert_eq!(resized(Some(20), Some(20), Fit::Cover), (20, 20));
        assert_eq!(resized(Some(20), Some(20), Fit::Contain), (20, 20));
        assert_eq!(resized(Some(20), Some(20), Fit::Inside), (20, 15));
        assert_eq!(resized(Some(20), Some(20), Fit::Outside), (27, 20));
        assert_eq!(resized(Some(80), None, Fit::Cover), (80, 60));
    }

    #[test]
    fn nothing_grows_where_it_must_not() {
        let resize = Resize { width: Some(80), may_enlarge: false, ..Resize::default() };
        let made = made(&Recipe { resize: Some(resize), ..PLAIN });
        assert_eq!((made.width(), made.height()), (40, 30));
    }

    #[test]
    fn a_crop_keeps_what_matters() {
        let at = |x| {
            let resize = Resize { width: Some(10), height: Some(30), focus: Some(Focus { x, y: 15 }), ..Resize::default() };
            *made(&Recipe { resize: Some(resize), ..PLAIN }).to_rgba8().get_pixel(5, 15)
        };
        assert_eq!(at(2), Rgba([255, 0, 0, 255]));
        assert_eq!(at(39), Rgba([0, 0, 255, 255]));
    }

    #[test]
    fn letters_box_is_transparent() {
        let resize = Resize { width: Some(40), height: Some(40), fit: Fit::Contain, ..Resize::default() };
        let made = made(&Recipe { resize: Some(resize), ..PLAIN }).to_rgba8();
        assert_eq!(made.get_pixel(0, 0).0[3], 0);
        assert_eq!(made.get_pixel(0, 20).0, [255, 0, 0, 255]);
    }

    #[test]
    fn every_format_can_be_read_again() {
        for format in [Format::Jpeg, Format::Png, Format::Webp, Format::Gif, Format::Tiff] {
            let made = make(&picture(), &Recipe { format: Some(format), ..PLAIN }, 100).unwrap();
            assert_eq!(image::guess_format(&made.bytes).ok().and_then(Format::of), Some(format));
            assert_eq!(dimensions(&made.bytes), Some((40, 30)), "{format:?}");
        }
    }

    #[test]
    fn changes_come_in_their_order() {
        let turned = made(&Recipe { changes: vec![Change::Rotate(90)], ..PLAIN });
        assert_eq!((turned.width(), turned.height()), (30, 40));
        let mirrored = made(&Recipe { changes: vec![Change::Flop], ..PLAIN }).to_rgba8();
        assert_eq!(mirrored.get_pixel(0, 0).0, [0, 0, 255, 255]);
    }

    #[test]
    fn large_and_broken_pictures_are_refused() {
        assert!(matches!(make(&picture(), &PLAIN, 20), Err(PictureError::TooLarge { max_side: 20 })));
        let resize = Resize { width: Some(1000), ..Resize::default() };
        assert!(matches!(make(&picture(), &Recipe { resize: Some(resize), ..PLAIN }, 100), Err(PictureError::TooLarge { .. })));
        assert!(matches!(make(b"<svg/>", &PLAIN, 100), Err(PictureError::Unreadable(_))));
        assert!(matches!(make(&picture()[..60], &PLAIN, 100), Err(PictureError::Unreadable(_))));
        assert_eq!(dimensions(b"text"), None);
    }
}
