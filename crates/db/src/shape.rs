//! Shapes between GeoJSON (RFC 7946) and what databases keep: well-known binary, with the spatial reference system in front of it (MariaDB,
//! MySQL) or inside (PostGIS).

use geozero::geojson::{GeoJsonString, GeoJsonWriter};
use geozero::{CoordDimensions, ToWkb, wkb};
use serde_json::Value as Json;

/// Set in a PostGIS shape's kind where the reference system follows it.
const HAS_SRID: u32 = 0x2000_0000;

/// A shape, borrowed from a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Shape<'a> {
    wkb: &'a [u8],
    srid: u32,
}

/// Why a shape can't be written. Holds no value: it ends up in logs.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ShapeError {
    #[error("no geometry in GeoJSON")]
    NotGeoJson,
    #[error("positions of a shape have two numbers each, or three each")]
    Uneven,
    #[error("this database's shapes have no third dimension")]
    Flat,
}

impl<'a> Shape<'a> {
    /// MariaDB, MySQL: four bytes of reference system, then well-known binary.
    pub(crate) fn of_prefixed(bytes: &'a [u8]) -> Option<Self> {
        let (srid, wkb) = bytes.split_first_chunk()?;
        Some(Self { wkb, srid: u32::from_le_bytes(*srid) })
    }

    /// PostGIS: extended well-known binary.
    pub(crate) fn of_extended(wkb: &'a [u8]) -> Option<Self> {
        let (order, rest) = wkb.split_first()?;
        let read = if *order == 0 { u32::from_be_bytes } else { u32::from_le_bytes };
        let (kind, rest) = rest.split_first_chunk()?;
        let srid = if read(*kind) & HAS_SRID == 0 { 0 } else { read(*rest.first_chunk()?) };
        Some(Self { wkb, srid })
    }

    /// The spatial reference system (EPSG); 0 if there is none.
    pub fn srid(self) -> u32 {
        self.srid
    }

    /// GeoJSON text; `None` for what GeoJSON has no word for (curves, surfaces, infinite coordinates).
    pub fn to_geojson(self) -> Option<String> {
        let mut out = Vec::with_capacity(self.wkb.len() * 2);
        let mut writer = GeoJsonWriter::with_dims(&mut out, CoordDimensions::xyz());
        wkb::process_ewkb_geom(&mut &*self.wkb, &mut writer).ok()?;
        String::from_utf8(out).ok().filter(|text| !text.is_empty() && !text.contains("inf") && !text.contains("NaN"))
    }
}

/// What MariaDB and MySQL keep.
pub(crate) fn prefixed(geojson: &str, srid: u32) -> Result<Vec<u8>, ShapeError> {
    match dimensions(geojson)? {
        CoordDimensions { z: true, .. } => Err(ShapeError::Flat),
        flat => {
            let wkb = GeoJsonString(geojson.to_owned()).to_wkb(flat).map_err(|_| ShapeError::NotGeoJson)?;
            Ok([srid.to_le_bytes().as_slice(), &wkb].concat())
        }
    }
}

/// What PostGIS reads.
pub(crate) fn extended(geojson: &str, srid: u32) -> Result<Vec<u8>, ShapeError> {
    let srid = i32::try_from(srid).ok().filter(|srid| *srid != 0);
    GeoJsonString(geojson.to_owned()).to_ewkb(dimensions(geojson)?, srid).map_err(|_| ShapeError::NotGeoJson)
}

/// How many numbers all positions have.
fn dimensions(geojson: &str) -> Result<CoordDimensions, ShapeError> {
    let parsed: Json = serde_json::from_str(geojson).map_err(|_| ShapeError::NotGeoJson)?;
    let mut lengths = Vec::new();
    positions(&parsed, &mut lengths)?;
    match lengths.as_slice() {
        [] | [2] => Ok(CoordDimensions::xy()),
        [3] => Ok(CoordDimensions::xyz()),
        _ => Err(ShapeError::Uneven),
    }
}

/// Collects the different lengths of the positions of a geometry or of what is in it.
fn positions(part: &Json, lengths: &mut Vec<usize>) -> Result<(), ShapeError> {
    match part {
        Json::Object(geometry) => {
            let inner = geometry.get("coordinates").or_else(|| geometry.get("geometries")).ok_or(ShapeError::NotGeoJson)?;
            positions(inner, lengths)
        }
        Json::Array(parts) if parts.iter().any(Json::is_number) => {
            if !parts.iter().all(|number| number.as_f64().is_some_and(f64::is_finite)) {
                return Err(ShapeError::NotGeoJson);
            }
            if !lengths.contains(&parts.len()) {
                lengths.push(parts.len());
            }
            Ok(())
        }
        Json::Array(parts) => parts.iter().try_for_each(|part| positions(part, lengths)),
        _ => Err(ShapeError::NotGeoJson),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn shapes_come_back_as_they_went() {
        for text in [
            r#"{"type":"Point","coordinates":[10.5,-50.25]}"#,
            r#"{"type":"Point","coordinates":[1,2,3.5]}"#,
            r#"{"type":"LineString","coordinates":[[0,0],[0.0000001,123456789.125]]}"#,
            r#"{"type":"Polygon","coordinates":[[[0,0],[4,0],[4,4],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}"#,
            r#"{"type":"MultiPoint","coordinates":[[0,0],[1,2]]}"#,
            r#"{"type":"MultiLineString","coordinates":[[[0,0],[1,2]],[[3,4],[5,6]]]}"#,
            r#"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]],[[[5,5],[6,5],[6,6],[5,5]]]]}"#,
            r#"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[0,0],[1,1]]}]}"#,
            r#"{"type":"Polygon","coordinates":[]}"#,
        ] {
            let is_same = |shape: Shape<'_>, srid| {
                assert_eq!(shape.srid(), srid, "{text}");
                let read: Json = serde_json::from_str(&shape.to_geojson().unwrap()).unwrap();
                let given: Json = serde_json::from_str(text).unwrap();
                assert_eq!(read.to_string(), given.to_string());
            };
            let bytes = extended(text, 4326).unwrap();
            is_same(Shape::of_extended(&bytes).unwrap(), 4326);
            is_same(Shape::of_extended(&extended(text, 0).unwrap()).unwrap(), 0);
            if !text.contains("3.5") {
                is_same(Shape::of_prefixed(&prefixed(text, 25832).unwrap()).unwrap(), 25832);
            }
        }
    }

    #[test]
    fn what_is_no_shape_is_refused() {
        for text in [
            "",
            "[]",
            "null",
            r#"{"type":"Feature","geometry":null}"#,
            r#"{"type":"Point","coordinates":[1]}"#,
            r#"{"type":"Point","coordinates":[1,"2"]}"#,
            r#"{"type":"Point","coordinates":[1,1e999]}"#,
            r#"{"type":"LineString","coordinates":[[1,2],[1,2,3]]}"#,
            r#"{"type":"Point","coordinates":[1,2,3,4]}"#,
            r#"{"type":"GeometryCollection","geometries":[7]}"#,
        ] {
            assert!(extended(text, 4326).is_err(), "{text}");
            assert!(prefixed(text, 0).is_err(), "{text}");
        }
        assert!(matches!(prefixed(r#"{"type":"Point","coordinates":[1,2,3]}"#, 0), Err(ShapeError::Flat)));
    }

    #[test]
    fn what_a_database_made_badly_is_told_apart() {
        let curve = [&[1, 8, 0, 0, 0][..], &[0; 4]].concat();
        let cut = [1, 2, 0, 0, 0, 255, 255, 255, 255];
        let infinite = [&[1, 1, 0, 0, 0][..], &f64::INFINITY.to_le_bytes(), &f64::INFINITY.to_le_bytes()].concat();
        for bytes in [&curve[..], &cut, &infinite] {
            assert_eq!(Shape::of_extended(bytes).unwrap().to_geojson(), None, "{bytes:?}");
        }
        assert_eq!(Shape::of_extended(&[1, 1]), None);
        assert_eq!(Shape::of_prefixed(&[1, 1]), None);
    }
}
