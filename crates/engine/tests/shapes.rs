//! Geometry: in the database's own type for shapes where it has one, as GeoJSON elsewhere. Clients see no difference but for the
//! comparisons that only a spatial column can do.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;

use common::{engine, rows, run};
use relata_engine::{Asker, Engine, EngineError, Envelope, ErrorCode, ReadOf, ReadTarget, RequestSource, Selection};
use relata_query::{Bounds, parse_query, parse_query_string};
use relata_test_support::{Backend, TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

fn point(x: f64, y: f64) -> Json {
    json!({"type": "Point", "coordinates": [x, y]})
}

fn square(from: i64, to: i64) -> Json {
    json!({"type": "Polygon", "coordinates": [[[from, from], [to, from], [to, to], [from, to], [from, from]]]})
}

/// An administrator whose changes are recorded.
fn somebody() -> Asker {
    Asker { source: Some(Arc::new(RequestSource::default())), ..Asker::system() }
}

/// On PostgreSQL with the extension that brings the type.
async fn spatial(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    if test.backend() == Backend::Postgres {
        run(engine.database(), &["create extension postgis"]).await;
    }
    engine
}

async fn places(engine: &Engine) {
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let of = |name: &str, ty: &str| json!({"field": name, "type": ty, "schema": {}, "meta": {}});
    let collection = json!([{"collection": "places", "schema": {}, "meta": {}, "fields": [key, of("at", "geometry.Point"), of("area", "geometry.Polygon"), of("shape", "geometry")]}]);
    engine.create_collections(&Asker::system(), &collection).await.unwrap();
}

async fn create(engine: &Engine, collection: &str, item: Json) -> Result<(), EngineError> {
    engine.create(&somebody(), collection, &[item.as_object().unwrap()]).await.map(drop)
}

async fn read(engine: &Engine, collection: &str, query: &str) -> Result<Vec<Json>, EngineError> {
    let bounds = Bounds::default();
    let query = parse_query(&parse_query_string(query, &bounds).unwrap(), &bounds).unwrap();
    let of = ReadOf { collection, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
    engine.read_values(&Asker::system(), of).await
}

/// The keys of the places that a filter finds.
async fn found(engine: &Engine, filter: &Json) -> Result<Vec<i64>, EngineError> {
    let rows = read(engine, "places", &format!("fields=id&sort=id&filter={filter}")).await?;
    Ok(rows.iter().filter_map(|row| row.get("id")?.as_i64()).collect())
}

async fn shapes_are_kept_in_columns_of_their_own(test: TestDatabase) {
    let engine = spatial(&test).await;
    places(&engine).await;
    let fields = engine.database().introspect().await.unwrap();
    let table = fields.iter().find(|table| table.name == "places").unwrap();
    let kept: Vec<&str> = ["at", "area", "shape"].map(|name| table.column(name).unwrap().facts.data_type.as_str()).to_vec();
    assert_eq!(
        kept,
        match test.backend() {
            Backend::Postgres => ["POINT", "POLYGON", "GEOMETRY"],
            Backend::Sqlite | Backend::Mariadb => ["point", "polygon", "geometry"],
        }
    );
    let line = json!({"type": "LineString", "coordinates": [[0, 0], [10, 10.5]]});
    create(&engine, "places", json!({"at": point(16.37, 48.21), "area": square(0, 4), "shape": line})).await.unwrap();
    create(&engine, "places", json!({"shape": {"type": "GeometryCollection", "geometries": [point(1.0, 2.0)]}})).await.unwrap();
    let expected = [
        json!({"id": 1, "at": {"type": "Point", "coordinates": [16.37, 48.21]}, "area": square(0, 4), "shape": line}),
        json!({"id": 2, "at": null, "area": null, "shape": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}}),
    ];
    let as_text = |rows: &[Json]| rows.iter().map(|row| row.to_string().replace(".0,", ",").replace(".0]", "]")).collect::<Vec<_>>();
    assert_eq!(as_text(&read(&engine, "places", "sort=id").await.unwrap()), as_text(&expected));
}

async fn shapes_change_and_go(test: TestDatabase) {
    let engine = spatial(&test).await;
    places(&engine).await;
    create(&engine, "places", json!({"at": point(1.5, 2.5)})).await.unwrap();
    let change =
        async |payload: Json| engine.update(&somebody(), "places", (Selection::Item("1"), payload.as_object().unwrap())).await.map(drop);
    change(json!({"at": point(3.5, 4.5).to_string(), "shape": point(0.5, 0.5)})).await.unwrap();
    change(json!({"shape": null})).await.unwrap();
    assert_eq!(read(&engine, "places", "").await.unwrap(), [json!({"id": 1, "at": point(3.5, 4.5), "area": null, "shape": null})]);
    let revisions = read(&engine, "directus_revisions", "fields=delta&sort=id&filter[collection]=places").await.unwrap();
    let deltas: Vec<&Json> = revisions.iter().filter_map(|row| row.get("delta")).collect();
    assert_eq!(
        deltas,
        [&json!({"at": point(1.5, 2.5)}), &json!({"at": point(3.5, 4.5), "shape": point(0.5, 0.5)}), &json!({"shape": null})]
    );

    for refused in [
        json!({"at": "nowhere"}),
        json!({"at": square(0, 1)}),
        json!({"at": {"type": "Point", "coordinates": ["1", 2]}}),
        json!({"shape": {"type": "GeometryCollection", "geometries": [{"type": "Somewhere"}]}}),
    ] {
        assert_eq!(change(refused.clone()).await.unwrap_err().code(), ErrorCode::InvalidPayload, "{refused}");
    }
    if test.backend() != Backend::Sqlite {
        let high = json!({"at": {"type": "Point", "coordinates": [1, 2, 3]}});
        assert_eq!(change(high).await.unwrap_err().code(), ErrorCode::InvalidPayload, "nothing is cut off without a word");
    }
}

async fn shapes_that_meet_are_found(test: TestDatabase) {
    let engine = spatial(&test).await;
    places(&engine).await;
    let diagonal = json!({"type": "LineString", "coordinates": [[0, 0], [10, 10]]});
    create(&engine, "places", json!({"at": point(1.0, 1.0), "shape": diagonal})).await.unwrap();
    create(&engine, "places", json!({"at": point(8.0, 8.0), "area": square(7, 9), "shape": point(20.0, 20.0)})).await.unwrap();
    create(&engine, "places", json!({})).await.unwrap();
    if test.backend() == Backend::Sqlite {
        let refused = found(&engine, &json!({"at": {"_intersects": square(0, 2)}})).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidQuery);
        return;
    }
    let corner = json!({"type": "Polygon", "coordinates": [[[8, 0], [9, 0], [9, 1], [8, 1], [8, 0]]]});
    for (filter, expected) in [
        (json!({"at": {"_intersects": square(0, 2)}}), &[1][..]),
        (json!({"at": {"_nintersects": square(0, 2)}}), &[2]),
        (json!({"at": {"_intersects": square(0, 2).to_string()}}), &[1]),
        (json!({"shape": {"_intersects": corner}}), &[]),
        (json!({"shape": {"_nintersects": corner}}), &[1, 2]),
        (json!({"shape": {"_intersects_bbox": corner}}), &[1]),
        (json!({"shape": {"_nintersects_bbox": corner}}), &[2]),
        (json!({"_or": [{"area": {"_intersects": point(8.0, 8.5)}}, {"at": {"_intersects": square(0, 2)}}]}), &[1, 2]),
        (json!({"at": {"_null": true}}), &[3]),
        (json!({"area": {"_null": true}}), &[1, 3]),
        (json!({"area": {"_nnull": true}}), &[2]),
    ] {
        assert_eq!(found(&engine, &filter).await.unwrap(), expected, "{filter}");
    }
    for wrong in
        [json!({"at": {"_intersects": "nowhere"}}), json!({"at": {"_intersects": 7}}), json!({"at": {"_eq": point(1.0, 1.0).to_string()}})]
    {
        assert_eq!(found(&engine, &wrong).await.unwrap_err().code(), ErrorCode::InvalidQuery, "{wrong}");
    }
}

async fn shapes_of_tables_made_elsewhere_are_read_and_written(test: TestDatabase) {
    let engine = spatial(&test).await;
    let (types, made) = match test.backend() {
        Backend::Sqlite => return,
        Backend::Postgres => (
            "flat geometry(Point, 3857), free geometry, high geometry(PointZ, 4326), round geography(Point, 4326)",
            "ST_GeomFromText('POINT(5 6)', 3857), ST_GeomFromText('POINT(7 8)'), ST_GeomFromText('POINT Z (1 2 3)', 4326), 'POINT(9 10)'",
        ),
        Backend::Mariadb => (
            "flat point, free geometry, high geometry, round multipoint",
            "ST_GeomFromText('POINT(5 6)'), ST_GeomFromText('POINT(7 8)', 4326), null, ST_GeomFromText('MULTIPOINT(9 10)')",
        ),
    };
    run(
        engine.database(),
        &[&format!("create table sites (id integer primary key, {types})"), &format!("insert into sites values (1, {made})")],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let of = |kind: &str, coordinates: Json| json!({"type": kind, "coordinates": coordinates});
    let high = if test.backend() == Backend::Postgres { of("Point", json!([1, 2, 3])) } else { Json::Null };
    let round = |x: i64| if test.backend() == Backend::Postgres { of("Point", json!([x, 10])) } else { of("MultiPoint", json!([[x, 10]])) };
    let first = json!({"id": 1, "flat": of("Point", json!([5, 6])), "free": of("Point", json!([7, 8])), "high": high, "round": round(9)});
    assert_eq!(read(&engine, "sites", "").await.unwrap(), std::slice::from_ref(&first));

    let mut second = first.clone();
    second["id"] = json!(2);
    second["round"] = round(11);
    create(&engine, "sites", second.clone()).await.unwrap();
    assert_eq!(read(&engine, "sites", "sort=id").await.unwrap(), [first, second]);
    if test.backend() == Backend::Postgres {
        let systems = rows(engine.database(), "select ST_SRID(flat), ST_SRID(free), ST_SRID(high) from sites where id = 2").await;
        assert_eq!(systems, [["3857", "4326", "4326"]]);
    }
}

on_every_database!(
    shapes_are_kept_in_columns_of_their_own,
    shapes_change_and_go,
    shapes_that_meet_are_found,
    shapes_of_tables_made_elsewhere_are_read_and_written,
);
