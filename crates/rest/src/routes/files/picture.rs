//! Which picture a query string asks for.

use axum::http::{HeaderMap, header};
use relata_engine::EngineError;
use relata_engine::files::{
    PictureWish,
    picture::{Change, Fit, Focus, Format, Recipe, Resize},
};
use relata_query::{Bounds, parse_query_string};
use serde_json::{Map, Value as Json};

use crate::ApiError;

/// What a query string asks for.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Asked {
    /// A picture instead of the file.
    pub picture: Option<PictureWish>,
    /// Whether to save it instead of showing it.
    pub download: bool,
}

/// Reads a query string.
pub(super) fn parse(text: &str, headers: &HeaderMap, bounds: &Bounds) -> Result<Asked, ApiError> {
    if text.is_empty() {
        return Ok(Asked::default());
    }
    let asked = parse_query_string(text, bounds)?;
    let picture = match asked.get("key").and_then(Json::as_str) {
        Some(key) => Some(PictureWish::Preset(key.to_owned())),
        None => described(&asked, headers)?.map(PictureWish::Described),
    };
    Ok(Asked { picture, download: asked.contains_key("download") })
}

fn described(asked: &Map<String, Json>, headers: &HeaderMap) -> Result<Option<Recipe>, EngineError> {
    let (width, height) = (number(asked, "width", 1..=u32::MAX)?, number(asked, "height", 1..=u32::MAX)?);
    let focus = number(asked, "focal_point_x", 0..=u32::MAX)?.zip(number(asked, "focal_point_y", 0..=u32::MAX)?);
    let fit = match text(asked, "fit") {
        None | Some("cover") => Fit::Cover,
        Some("contain") => Fit::Contain,
        Some("inside") => Fit::Inside,
        Some("outside") => Fit::Outside,
        Some(other) => return Err(wrong(format!("\"fit\" must be cover, contain, inside or outside, not \"{other}\"."))),
    };
    let may_enlarge = !matches!(text(asked, "withoutEnlargement"), Some("true" | "1" | ""));
    let resize = (width.is_some() || height.is_some()).then_some(Resize {
        width,
        height,
        fit,
        may_enlarge,
        focus: focus.map(|(x, y)| Focus { x, y }),
    });
    let format = match text(asked, "format") {
        None => None,
        Some("auto") => preferred(headers),
        Some(name) => {
            let wrong = || wrong(format!("\"format\" must be auto, jpg, png, webp, gif or tiff, not \"{name}\"."));
            Some(Format::parse(name).ok_or_else(wrong)?)
        }
    };
    let quality = number(asked, "quality", 0..=100)?.and_then(|n| u8::try_from(n).ok());
    let changes = changes(asked)?;
    let recipe = Recipe { resize, changes, format, quality };
    let asks = recipe.resize.is_some() || !recipe.changes.is_empty() || recipe.format.is_some() || recipe.quality.is_some();
    Ok(asks.then_some(recipe))
}

/// What `format=auto` means to a browser: WebP where it says that it can show it, else the file's own.
fn preferred(headers: &HeaderMap) -> Option<Format> {
    let accepted = headers.get(header::ACCEPT)?.to_str().ok()?;
    accepted.contains("image/webp").then_some(Format::Webp)
}

/// `transforms=[["blur",5],["rotate",90]]`
fn changes(asked: &Map<String, Json>) -> Result<Vec<Change>, EngineError> {
    let Some(given) = asked.get("transforms") else { return Ok(Vec::new()) };
    let parsed = given.as_str().and_then(|text| serde_json::from_str::<Json>(text).ok());
    let list = parsed.as_ref().unwrap_or(given).as_array().cloned();
    let list = list.ok_or_else(|| wrong("\"transforms\" must be a JSON list of changes, such as [[\"rotate\",90]].".to_owned()))?;
    list.iter().map(change).collect()
}

fn change(step: &Json) -> Result<Change, EngineError> {
    let parts = step.as_array().map(Vec::as_slice).unwrap_or_default();
    let name = parts.first().and_then(Json::as_str).unwrap_or_default();
    let number = parts.get(1).and_then(|value| value.as_f64().or_else(|| value.as_str()?.parse().ok()));
    Ok(match name {
        "rotate" => match number {
            Some(degrees) if [0.0, 90.0, 180.0, 270.0].contains(&degrees.rem_euclid(360.0)) =>
            {
                #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "one of four small numbers")]
                Change::Rotate(degrees.rem_euclid(360.0) as u16)
            }
            _ => return Err(wrong("\"rotate\" takes a multiple of 90 degrees.".to_owned())),
        },
        "blur" => match number.unwrap_or(1.0) {
            #[expect(clippy::cast_possible_truncation, reason = "a radius between 0.3 and 100")]
            radius if (0.3..=100.0).contains(&radius) => Change::Blur(radius as f32),
            _ => return Err(wrong("\"blur\" takes a radius from 0.3 to 100.".to_owned())),
        },
        "flip" => Change::Flip,
        "flop" => Change::Flop,
        "grayscale" | "greyscale" => Change::Grayscale,
        "negate" => Change::Negate,
        _ => {
            let known = "rotate, blur, flip, flop, grayscale and negate";
            return Err(wrong(format!("\"{name}\" is no change that this server makes: it makes {known}.")));
        }
    })
}

fn number(asked: &Map<String, Json>, name: &str, range: std::ops::RangeInclusive<u32>) -> Result<Option<u32>, EngineError> {
    let Some(given) = asked.get(name) else { return Ok(None) };
    let found = given.as_str().map_or_else(|| given.as_u64().and_then(|n| u32::try_from(n).ok()), |text| text.parse().ok());
    let wrong = || wrong(format!("\"{name}\" must be a whole number from {} to {}.", range.start(), range.end()));
    found.filter(|n| range.contains(n)).map(Some).ok_or_else(wrong)
}

fn text<'a>(asked: &'a Map<String, Json>, name: &str) -> Option<&'a str> {
    asked.get(name).and_then(Json::as_str)
}

fn wrong(reason: String) -> EngineError {
    EngineError::invalid_query(reason)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

    use super::*;

    fn asked(text: &str) -> Result<Asked, ApiError> {
        parse(text, &HeaderMap::new(), &Bounds::default())
    }

    #[test]
    fn a_plain_request_is_for_the_file() {
        assert_eq!(asked("").unwrap(), Asked::default());
        assert_eq!(asked("download").unwrap(), Asked { picture: None, download: true });
        assert_eq!(asked("access_token=x").unwrap().picture, None);
    }

    #[test]
    fn a_picture_is_described() {
        let Some(PictureWish::Described(recipe)) = asked("width=100&fit=inside&format=webp&quality=60").unwrap().picture else { panic!() };
        assert_eq!(recipe.resize, Some(Resize { width: Some(100), fit: Fit::Inside, ..Resize::default() }));
        assert_eq!((recipe.format, recipe.quality), (Some(Format::Webp), Some(60)));
        let Some(PictureWish::Described(recipe)) = asked("transforms=[[\"rotate\",-90],[\"flop\"]]").unwrap().picture else { panic!() };
        assert_eq!(recipe.changes, [Change::Rotate(270), Change::Flop]);
        assert_eq!(asked("key=small&width=5").unwrap().picture, Some(PictureWish::Preset("small".to_owned())));
    }

    #[test]
    fn nonsense_is_refused() {
        for odd in
            ["width=abc", "width=-5", "width=0", "fit=foo&width=5", "format=bmp", "quality=200", "transforms=foo", "transforms=[[\"x\"]]"]
        {
            assert_eq!(asked(odd).unwrap_err().status(), 400, "{odd}");
        }
    }
}
