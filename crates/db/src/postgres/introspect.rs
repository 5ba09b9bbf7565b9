//! What PostgreSQL says about its tables: three catalog queries, sent at once.
//!
//! Only what the search path shows: of two tables with one name the first one wins, as in every statement. Tables and views that
//! belong to an extension (spatial ones, for example) are left out.

use relata_schema::{CollectionName, ColumnFacts, FieldName, FieldType, Generated, GeometryKind};
use relata_sql::Statement;
use smol_str::SmolStr;

use super::session::PgSession;
use crate::column_type::{RawDefault, field_type};
use crate::facts::{TableBuilder, names};
use crate::{Cell, ColumnInfo, DbError, ForeignKeyFacts, IndexFacts, RowSet, Session, TableFacts, TableKind};
use relata_schema::ReferentialAction;

const COLUMNS: &str = "\
SELECT c.relname::text, c.relkind IN ('v', 'm'), n.nspname::text, obj_description(c.oid, 'pg_class'),
  a.attname::text, format_type(coalesce(nullif(t.typbasetype, 0), a.atttypid), NULL),
  greatest(a.atttypmod, t.typtypmod), a.attnotnull OR t.typnotnull, pg_get_expr(d.adbin, d.adrelid),
  a.attidentity <> '', a.attgenerated <> '', col_description(c.oid, a.attnum), t.typtype::text
FROM pg_class c
JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
LEFT JOIN pg_type t ON t.oid = a.atttypid
LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND pg_table_is_visible(c.oid)
  AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.classid = 'pg_class'::regclass AND e.objid = c.oid AND e.deptype = 'e')
ORDER BY c.relname, a.attnum";

const KEYS: &str = "\
SELECT c.relname::text, k.contype = 'p', k.conname::text,
  (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(k.conkey) WITH ORDINALITY u(number, place)
   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number)::text,
  f.relname::text,
  (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(k.confkey) WITH ORDINALITY u(number, place)
   JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number)::text,
  k.confdeltype::text, k.confupdtype::text
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid
LEFT JOIN pg_class f ON f.oid = k.confrelid
WHERE k.contype IN ('p', 'f') AND NOT c.relispartition AND c.oid >= 16384 AND pg_table_is_visible(c.oid)
ORDER BY c.relname, k.conname";

const INDEXES: &str = "\
SELECT c.relname::text, x.relname::text, i.indisunique, i.indpred IS NOT NULL OR i.indexprs IS NOT NULL,
  (SELECT json_agg(a.attname ORDER BY u.place) FROM unnest(i.indkey) WITH ORDINALITY u(number, place)
   JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = u.number WHERE u.place <= i.indnkeyatts)::text
FROM pg_index i
JOIN pg_class c ON c.oid = i.indrelid
JOIN pg_class x ON x.oid = i.indexrelid
WHERE NOT i.indisprimary AND i.indislive AND NOT c.relispartition AND c.oid >= 16384 AND c.relkind IN ('r', 'p', 'm')
  AND pg_table_is_visible(c.oid)
ORDER BY c.relname, x.relname";

const HAS_SHAPES: &str = "\
SELECT EXISTS (SELECT FROM pg_extension WHERE extname = 'postgis') AND to_regtype('geometry') IS NOT NULL";

/// Every change of a table, a column, a default, a constraint, an index or a comment writes catalog rows anew, and a row carries
/// the number of the transaction that wrote it. Objects of the system itself stand below 16384.
const FINGERPRINT: &str = "\
SELECT hashtextextended(concat_ws(':',
  (SELECT concat_ws(',', count(*), sum(xmin::text::numeric)) FROM pg_class WHERE oid >= 16384 AND relkind <> 't'),
  (SELECT concat_ws(',', count(*), sum(xmin::text::numeric)) FROM pg_attribute WHERE attrelid >= 16384),
  (SELECT concat_ws(',', count(*), sum(xmin::text::numeric)) FROM pg_attrdef WHERE adrelid >= 16384),
  (SELECT concat_ws(',', count(*), sum(xmin::text::numeric)) FROM pg_constraint WHERE oid >= 16384),
  (SELECT concat_ws(',', count(*), sum(xmin::text::numeric)) FROM pg_index WHERE indexrelid >= 16384),
  (SELECT concat_ws(',', count(*), sum(xmin::text::numeric)) FROM pg_description WHERE objoid >= 16384)), 0)";

pub(super) async fn tables(session: &mut PgSession) -> Result<Vec<TableFacts>, DbError> {
    let statements = [Statement::new(COLUMNS), Statement::new(KEYS), Statement::new(INDEXES)];
    let results = session.fetch_all(&statements).await?;
    let [columns, keys, indexes] = results.as_slice() else { return Ok(Vec::new()) };
    let mut tables = TableBuilder::default();
    (0..columns.len()).for_each(|row| column(&mut tables, columns, row));
    (0..keys.len()).for_each(|row| key(&mut tables, keys, row));
    (0..indexes.len()).for_each(|row| index(&mut tables, indexes, row));
    Ok(tables.finish())
}

pub(super) async fn fingerprint(session: &mut PgSession) -> Result<u64, DbError> {
    let rows = session.fetch(&Statement::new(FINGERPRINT)).await?;
    Ok(rows.cell(0, 0).as_i64().unwrap_or_default().cast_unsigned())
}

/// Whether PostGIS is there, and found without its schema's name.
pub(super) async fn has_shapes(session: &mut PgSession) -> Result<bool, DbError> {
    let rows = session.fetch(&Statement::new(HAS_SHAPES)).await?;
    Ok(rows.cell(0, 0) == Cell::Boolean(true))
}

fn column(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let text = |column| rows.cell(row, column).as_str();
    let flag = |column| rows.cell(row, column) == Cell::Boolean(true);
    let Some(table) = tables.table(text(0).unwrap_or_default()) else { return };
    table.kind = if flag(1) { TableKind::View } else { TableKind::Table };
    table.schema = text(2).map(SmolStr::new);
    table.comment = text(3).map(SmolStr::new);
    // A table may have no columns at all.
    let Some(Ok(name)) = text(4).map(FieldName::parse) else { return };
    let data_type = text(5).unwrap_or_default();
    let modifier = rows.cell(row, 6).as_i64().filter(|modifier| *modifier >= 0);
    let is_shape = matches!(data_type, "geometry" | "geography");
    let ty = match text(12) {
        Some("e") => FieldType::String,
        // PostgreSQL's own shapes aren't GeoJSON, and a time with a zone is no time of day.
        _ if matches!(data_type, "point" | "polygon" | "time with time zone") => FieldType::Unknown,
        _ if is_shape => FieldType::Geometry(kind_of_shape(modifier)),
        _ => field_type(data_type),
    };
    let measure = modifier.filter(|_| !is_shape);
    let (numeric_precision, numeric_scale) = digits(data_type, measure);
    let default = text(8);
    let generated = match default {
        Some(expression) if flag(10) => Generated::As(SmolStr::new(expression)),
        _ => Generated::No,
    };
    let facts = ColumnFacts {
        data_type: type_name(data_type, ty),
        default: default.filter(|_| generated == Generated::No).and_then(RawDefault::parse).map(|default| default.into_json(ty)),
        max_length: measure.filter(|_| matches!(data_type, "character varying" | "character")).map(|measure| measure - 4),
        numeric_precision,
        numeric_scale,
        spatial: is_shape.then(|| reference_system(modifier)),
        nullable: !flag(7),
        auto_increment: flag(9) || default.is_some_and(|text| text.starts_with("nextval(")),
        generated,
        comment: text(11).map(SmolStr::new),
        ..ColumnFacts::default()
    };
    table.columns.push(ColumnInfo { name, ty, facts });
}

/// Clients know shapes by the name that PostGIS's own catalog gives them.
fn type_name(data_type: &str, ty: FieldType) -> SmolStr {
    match ty {
        FieldType::Geometry(_) if data_type == "geometry" => {
            ty.as_str().rsplit('.').next().unwrap_or(data_type).to_ascii_uppercase().into()
        }
        _ => data_type.into(),
    }
}

/// PostGIS packs the kind of shape into a column's type modifier, in the order of well-known binary.
fn kind_of_shape(modifier: Option<i64>) -> GeometryKind {
    match modifier.map_or(0, |modifier| (modifier & 0xfc) >> 2) {
        1 => GeometryKind::Point,
        2 => GeometryKind::LineString,
        3 => GeometryKind::Polygon,
        4 => GeometryKind::MultiPoint,
        5 => GeometryKind::MultiLineString,
        6 => GeometryKind::MultiPolygon,
        _ => GeometryKind::Any,
    }
}

/// The reference system stands in the same modifier. Columns that take any get the one that GeoJSON is in.
fn reference_system(modifier: Option<i64>) -> u32 {
    let packed = modifier.map_or(0, |modifier| (modifier & 0x0fff_ff00) >> 8);
    u32::try_from(packed).ok().filter(|srid| *srid != 0).unwrap_or(4326)
}

/// Precision and scale as the SQL standard's information schema counts them: in bits for binary numbers.
fn digits(data_type: &str, measure: Option<i64>) -> (Option<i64>, Option<i64>) {
    match (data_type, measure) {
        ("smallint", _) => (Some(16), Some(0)),
        ("integer", _) => (Some(32), Some(0)),
        ("bigint", _) => (Some(64), Some(0)),
        ("real", _) => (Some(24), None),
        ("double precision", _) => (Some(53), None),
        ("numeric", Some(measure)) if measure >= 4 => (Some(((measure - 4) >> 16) & 0xffff), Some((measure - 4) & 0x7ff)),
        _ => (None, None),
    }
}

fn key(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let text = |column| rows.cell(row, column).as_str();
    let Some(table) = tables.known(text(0).unwrap_or_default()) else { return };
    let columns = list(text(3));
    if rows.cell(row, 1) == Cell::Boolean(true) {
        if let [column] = columns.as_slice()
            && let Some(info) = table.columns.iter_mut().find(|info| info.name == *column)
        {
            info.facts.unique = true;
        }
        table.primary_key = columns;
        return;
    }
    let Some(Ok(target)) = text(4).map(CollectionName::parse) else { return };
    table.foreign_keys.push(ForeignKeyFacts {
        constraint_name: text(2).map(SmolStr::new),
        columns,
        table: target,
        referenced_columns: list(text(5)),
        on_delete: action(text(6)),
        on_update: action(text(7)),
    });
}

fn index(tables: &mut TableBuilder, rows: &RowSet, row: usize) {
    let text = |column| rows.cell(row, column).as_str();
    let Some(table) = tables.known(text(0).unwrap_or_default()) else { return };
    table.indexes.push(IndexFacts {
        name: SmolStr::new(text(1).unwrap_or_default()),
        columns: list(text(4)),
        unique: rows.cell(row, 2) == Cell::Boolean(true),
        partial: rows.cell(row, 3) == Cell::Boolean(true),
    });
}

fn list(json: Option<&str>) -> Vec<FieldName> {
    let given: Vec<String> = json.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    names(given)
}

fn action(letter: Option<&str>) -> ReferentialAction {
    match letter {
        Some("r") => ReferentialAction::Restrict,
        Some("c") => ReferentialAction::Cascade,
        Some("n") => ReferentialAction::SetNull,
        Some("d") => ReferentialAction::SetDefault,
        _ => ReferentialAction::NoAction,
    }
}
