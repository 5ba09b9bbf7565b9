//! New sizes and other changes of a picture's pixels.

use image::{DynamicImage, GenericImage, imageops::FilterType};

use super::PictureError;

/// A new size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resize {
    /// In pixels.
    pub width: Option<u32>,
    /// In pixels.
    pub height: Option<u32>,
    /// What happens where both are given and the shape differs.
    pub fit: Fit,
    /// Whether a picture may become larger than it is.
    pub may_enlarge: bool,
    /// What a crop keeps in sight; `None`: the middle.
    pub focus: Option<Focus>,
}

/// What happens to a picture whose shape isn't the wanted one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Fit {
    /// It fills the size; what sticks out is cut off.
    #[default]
    Cover,
    /// All of it is shown, with empty space around it.
    Contain,
    /// As large as fits into the size.
    Inside,
    /// As small as covers the size.
    Outside,
}

/// A point of the source, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Focus {
    /// From the left.
    pub x: u32,
    /// From the top.
    pub y: u32,
}

/// Another change.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Change {
    /// Clockwise, by a multiple of 90 degrees.
    Rotate(u16),
    /// Upside down.
    Flip,
    /// Left and right swapped.
    Flop,
    /// Without colours.
    Grayscale,
    /// Every colour by its opposite.
    Negate,
    /// Softened, with this radius.
    Blur(f32),
}

impl Default for Resize {
    fn default() -> Self {
        Self { width: None, height: None, fit: Fit::Cover, may_enlarge: true, focus: None }
    }
}

impl Resize {
    pub(super) fn apply(&self, picture: DynamicImage, max_side: u32) -> Result<DynamicImage, PictureError> {
        let own = (picture.width(), picture.height());
        let wanted = match (self.width, self.height) {
            (None, None) => return Ok(picture),
            (Some(width), None) => (width, scaled(own.1, width, own.0)),
            (None, Some(height)) => (scaled(own.0, height, own.1), height),
            (Some(width), Some(height)) => (width, height),
        };
        if wanted.0 > max_side || wanted.1 > max_side {
            return Err(PictureError::TooLarge { max_side });
        }
        let wanted = if self.may_enlarge { wanted } else { (wanted.0.min(own.0), wanted.1.min(own.1)) };
        let (across, down) = (ratio(wanted.0, own.0), ratio(wanted.1, own.1));
        let by = match self.fit {
            Fit::Cover | Fit::Outside => across.max(down),
            Fit::Contain | Fit::Inside => across.min(down),
        };
        let size = (times(own.0, by), times(own.1, by));
        if size.0 > max_side.saturating_mul(4) || size.1 > max_side.saturating_mul(4) {
            return Err(PictureError::TooLarge { max_side });
        }
        let scaled = if size == own { picture } else { picture.resize_exact(size.0, size.1, FilterType::Lanczos3) };
        Ok(match self.fit {
            Fit::Inside | Fit::Outside => scaled,
            Fit::Cover => self.cropped(&scaled, wanted, by),
            Fit::Contain => boxed(&scaled, wanted),
        })
    }

    fn cropped(&self, scaled: &DynamicImage, (width, height): (u32, u32), by: f64) -> DynamicImage {
        let (spare_x, spare_y) = (scaled.width().saturating_sub(width), scaled.height().saturating_sub(height));
        let (x, y) = match self.focus {
            None => (spare_x / 2, spare_y / 2),
            Some(focus) => {
                (times(focus.x, by).saturating_sub(width / 2).min(spare_x), times(focus.y, by).saturating_sub(height / 2).min(spare_y))
            }
        };
        scaled.crop_imm(x, y, width, height)
    }
}

/// In the middle of a transparent picture of the wanted size.
fn boxed(scaled: &DynamicImage, (width, height): (u32, u32)) -> DynamicImage {
    if (scaled.width(), scaled.height()) == (width, height) {
        return scaled.clone();
    }
    let mut canvas = DynamicImage::new_rgba8(width, height);
    let x = width.saturating_sub(scaled.width()) / 2;
    let y = height.saturating_sub(scaled.height()) / 2;
    // It fits: it was scaled to.
    let _ = canvas.copy_from(&scaled.to_rgba8(), x, y);
    canvas
}

fn ratio(wanted: u32, own: u32) -> f64 {
    f64::from(wanted) / f64::from(own.max(1))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "pixels are positive and bounded")]
fn times(side: u32, by: f64) -> u32 {
    ((f64::from(side) * by).round() as u32).max(1)
}

fn scaled(side: u32, wanted: u32, own: u32) -> u32 {
    times(side, ratio(wanted, own))
}

impl Change {
    pub(super) fn apply(self, picture: DynamicImage) -> DynamicImage {
        match self {
            Self::Rotate(degrees) => match degrees % 360 {
                90 => picture.rotate90(),
                180 => picture.rotate180(),
                270 => picture.rotate270(),
                _ => picture,
            },
            Self::Flip => picture.flipv(),
            Self::Flop => picture.fliph(),
            Self::Grayscale => picture.grayscale(),
            Self::Negate => {
                let mut picture = picture;
                picture.invert();
                picture
            }
            Self::Blur(radius) => picture.fast_blur(radius),
        }
    }
}
