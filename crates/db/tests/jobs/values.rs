//! Every kind of value, there and back.

use relata_db::{Cell, Database, Product};
use relata_schema::{FieldType, Value};
use relata_test_support::{TestDatabase, on_every_database};

use crate::common::{Execute, create, execute, fetch, number, open, sql};

/// Column types in the order: SQLite, PostgreSQL, MariaDB.
fn column_type(database: &Database, ty: FieldType) -> &'static str {
    let (sqlite, postgres, mysql) = match ty {
        FieldType::String | FieldType::Uuid | FieldType::Hash => ("varchar(255)", "varchar(255)", "varchar(255)"),
        FieldType::Boolean => ("boolean", "boolean", "tinyint(1)"),
        FieldType::Integer => ("integer", "integer", "int"),
        FieldType::BigInteger => ("bigint", "bigint", "bigint"),
        FieldType::Float => ("float", "real", "double"),
        FieldType::Decimal => ("decimal(20, 5)", "numeric(20, 5)", "decimal(20, 5)"),
        FieldType::Date => ("date", "date", "date"),
        FieldType::Time => ("time", "time", "time(6)"),
        FieldType::DateTime => ("datetime", "timestamp", "datetime(6)"),
        FieldType::Timestamp => ("datetime", "timestamptz", "timestamp(6) null"),
        FieldType::Json => ("json", "jsonb", "json"),
        FieldType::Binary => ("blob", "bytea", "longblob"),
        _ => ("text", "text", "longtext"),
    };
    match database.product() {
        Product::Sqlite => sqlite,
        Product::Postgres => postgres,
        Product::Mysql => mysql,
    }
}

/// What a cell says, printed the same way for every database.
fn said(cell: Cell<'_>) -> String {
    match cell {
        Cell::Decimal(number) => format!("Float({:?})", number.to_f64()),
        #[expect(clippy::cast_precision_loss, reason = "small numbers")]
        Cell::Integer(number) => format!("Float({:?})", number as f64),
        other => format!("{other:?}"),
    }
}

async fn every_kind_comes_back(db: TestDatabase) {
    let database = open(&db).await;
    let moment = 1_795_367_100_250_000;
    let cases = [
        (FieldType::String, Value::text("it's \"ünï\" 🦀\n"), "Text(\"it's \\\"ünï\\\" 🦀\\n\")"),
        (FieldType::Text, Value::text(""), "Text(\"\")"),
        (FieldType::Boolean, Value::Boolean(true), "Boolean(true)"),
        (FieldType::Boolean, Value::Boolean(false), "Boolean(false)"),
        (FieldType::Integer, Value::Integer(-5), "Float(-5.0)"),
        (FieldType::BigInteger, Value::Integer(1 << 52), "Float(4503599627370496.0)"),
        (FieldType::Float, Value::Float(0.1), "Float(0.1)"),
        (FieldType::Float, Value::Float(-1.5), "Float(-1.5)"),
        (FieldType::Decimal, Value::Decimal("12345.67800".into()), "Float(12345.678)"),
        (FieldType::Date, Value::Date(-25_567), "Date(-25567)"),
        (FieldType::Time, Value::Time(61_500_250_000), "Time(61500250000)"),
        (FieldType::DateTime, Value::DateTime(moment), "DateTime(1795367100250000)"),
        (FieldType::Timestamp, Value::Timestamp(moment), "Timestamp(1795367100250000)"),
        (FieldType::Uuid, Value::Uuid("0a1b2c3d-0000-4000-8000-00000000000f".into()), "Text(\"0a1b2c3d-0000-4000-8000-00000000000f\")"),
        (FieldType::Binary, Value::Binary(vec![0, 255, 39]), "Bytes([0, 255, 39])"),
        (FieldType::Text, Value::Null, "Null"),
        (FieldType::Integer, Value::Null, "Null"),
    ];
    let columns: Vec<String> = cases.iter().enumerate().map(|(n, (ty, ..))| format!("c{n} {}", column_type(&database, *ty))).collect();
    create(&database, &[&format!("CREATE TABLE kinds ({})", columns.join(", "))]).await;
    let marks = vec!["?"; cases.len()].join(", ");
    let binds = cases.iter().map(|(_, value, _)| value.clone()).collect();
    assert_eq!(execute(&database, &format!("INSERT INTO kinds VALUES ({marks})"), binds).await.unwrap(), 1);

    let rows = fetch(&database, "SELECT * FROM kinds", Vec::new()).await.unwrap();
    assert_eq!((rows.len(), rows.n_columns()), (1, cases.len()));
    for (column, (ty, value, expected)) in cases.iter().enumerate() {
        assert_eq!(said(rows.cell(0, column).read_as(*ty)), *expected, "{ty} {value:?}");
    }
    assert!(rows.cell(0, 99).is_null());
    assert!(rows.cell(1, 0).is_null());

    // The same values find the row again: they are bound as the column stores them.
    for (column, (ty, value, _)) in cases.iter().enumerate().filter(|(_, (_, value, _))| !value.is_null()) {
        if matches!((database.product(), ty), (Product::Postgres, FieldType::Float)) {
            continue;
        }
        let text = format!("SELECT 1 FROM kinds WHERE c{column} = ?");
        assert_eq!(fetch(&database, &text, vec![value.clone()]).await.unwrap().len(), 1, "{ty} {value:?}");
    }
}

async fn json_is_text(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[&format!("CREATE TABLE docs (doc {})", column_type(&database, FieldType::Json))]).await;
    execute(&database, "INSERT INTO docs VALUES (?)", vec![Value::Json("{\"a\": [1, \"x\"]}".into())]).await.unwrap();
    let rows = fetch(&database, "SELECT doc FROM docs", Vec::new()).await.unwrap();
    assert_eq!(rows.cell(0, 0).read_as(FieldType::Json), Cell::Text("{\"a\": [1, \"x\"]}"));
}

async fn decimals_keep_their_digits(db: TestDatabase) {
    let database = open(&db).await;
    if database.product() == Product::Sqlite {
        // SQLite has no decimals: a double is all there is.
        let rows = fetch(&database, "SELECT ?", vec![Value::Decimal("1.50".into())]).await.unwrap();
        assert_eq!(rows.cell(0, 0), Cell::Float(1.5));
        return;
    }
    let rows = fetch(&database, "SELECT CAST(? AS decimal(30, 10))", vec![Value::Decimal("-12345678901234567890.1234567890".into())])
        .await
        .unwrap();
    match rows.cell(0, 0) {
        Cell::Decimal(number) => assert_eq!(number.to_string(), "-12345678901234567890.1234567890"),
        other => panic!("{other:?}"),
    }
}

async fn big_rows_and_many_of_them(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[&format!("CREATE TABLE big (id integer, t {})", column_type(&database, FieldType::Text))]).await;
    let long = "é".repeat(600_000);
    let statements =
        (0..5).map(|id| sql(&database, "INSERT INTO big VALUES (?, ?)", vec![Value::Integer(id), Value::text(&long)])).collect();
    database.write(Execute(statements)).await.unwrap();
    let rows = fetch(&database, "SELECT id, t FROM big ORDER BY id", Vec::new()).await.unwrap();
    assert_eq!(rows.len(), 5);
    for row in 0..5 {
        assert_eq!(number(rows.cell(row, 0)), i64::try_from(row).unwrap());
        assert_eq!(rows.cell(row, 1).as_str(), Some(long.as_str()));
    }
}

async fn lists_are_one_bind(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &["CREATE TABLE members (id integer, name varchar(20))"]).await;
    let insert = |id: i64, name: &str| sql(&database, "INSERT INTO members VALUES (?, ?)", vec![id.into(), name.into()]);
    database.write(Execute(vec![insert(1, "a"), insert(2, "it's"), insert(3, "c")])).await.unwrap();
    let numbers = Value::List(vec![Value::Integer(2), Value::Integer(3), Value::Integer(9), Value::Null]);
    let names = Value::List(vec![Value::text("it's"), Value::text("\"")]);
    let any = |column: &str| match database.product() {
        Product::Postgres => format!("SELECT id FROM members WHERE {column} = ANY(?) ORDER BY id"),
        _ => format!("SELECT id FROM members WHERE {column} IN (SELECT value FROM json_each(?)) ORDER BY id"),
    };
    if database.product() == Product::Mysql {
        let error = fetch(&database, "SELECT ?", vec![numbers]).await.unwrap_err();
        assert!(matches!(error, relata_db::DbError::InvalidValue(_)), "{error:?}");
        return;
    }
    let rows = fetch(&database, &any("id"), vec![numbers]).await.unwrap();
    assert_eq!((rows.len(), number(rows.cell(0, 0)), number(rows.cell(1, 0))), (2, 2, 3));
    let rows = fetch(&database, &any("name"), vec![names]).await.unwrap();
    assert_eq!((rows.len(), number(rows.cell(0, 0))), (1, 2));
    let rows = fetch(&database, &any("name"), vec![Value::List(Vec::new())]).await.unwrap();
    assert!(rows.is_empty());
    assert_eq!(rows.n_columns(), 1);
}

async fn unsigned_numbers_and_ends_of_ranges(db: TestDatabase) {
    let database = open(&db).await;
    for number in [i64::MIN, i64::MAX, 0] {
        let text = if database.product() == Product::Postgres { "SELECT ?::bigint" } else { "SELECT ?" };
        let rows = fetch(&database, text, vec![Value::Integer(number)]).await.unwrap();
        assert_eq!(rows.cell(0, 0), Cell::Integer(number));
    }
    if database.product() == Product::Mysql {
        let rows = fetch(&database, "SELECT 18446744073709551615, b'101'", Vec::new()).await.unwrap();
        assert_eq!(rows.cell(0, 0), Cell::Unsigned(u64::MAX));
    }
}

on_every_database!(
    every_kind_comes_back,
    json_is_text,
    decimals_keep_their_digits,
    big_rows_and_many_of_them,
    lists_are_one_bind,
    unsigned_numbers_and_ends_of_ranges,
);

/// PostgreSQL alone has these types, and alone infers a type for each placeholder.
#[tokio::test]
async fn postgres_binds_by_the_inferred_type() {
    let db = TestDatabase::create(relata_test_support::Backend::Postgres).await;
    let database = open(&db).await;
    create(&database, &["CREATE TYPE mood AS ENUM ('good', 'bad')", "CREATE DOMAIN age AS smallint CHECK (VALUE > 0)"]).await;
    let uuid = "0a1b2c3d-0000-4000-8000-00000000000f";
    let cases: &[(&str, Value, &str)] = &[
        ("smallint", Value::Integer(7), "Integer(7)"),
        ("bigint", Value::text("42"), "Integer(42)"),
        ("integer", Value::Decimal("42".into()), "Integer(42)"),
        ("age", Value::Integer(30), "Integer(30)"),
        ("mood", Value::text("bad"), "Text(\"bad\")"),
        ("text", Value::Integer(5), "Text(\"5\")"),
        ("char(3)", Value::text("ab"), "Text(\"ab \")"),
        ("name", Value::text("n"), "Text(\"n\")"),
        ("real", Value::Integer(3), "Float(3.0)"),
        ("real", Value::Float(0.1), "Float(0.1)"),
        ("double precision", Value::Decimal("1e3".into()), "Float(1000.0)"),
        ("numeric", Value::Integer(-10_000), "Decimal(-10000)"),
        ("numeric(10, 5)", Value::Float(1.5), "Decimal(1.50000)"),
        ("uuid", Value::text(uuid), "Uuid([10, 27, 44, 61, 0, 0, 64, 0, 128, 0, 0, 0, 0, 0, 0, 15])"),
        ("date", Value::text("2000-01-02"), "Date(10958)"),
        ("time", Value::text("00:00:01"), "Time(1000000)"),
        ("timestamp", Value::Date(1), "DateTime(86400000000)"),
        ("timestamptz", Value::text("1970-01-01T01:00:00+01:00"), "Timestamp(0)"),
        ("json", Value::Json("[1]".into()), "Text(\"[1]\")"),
        ("jsonb", Value::Json("[1]".into()), "Text(\"[1]\")"),
        ("bytea", Value::Binary(vec![1, 2]), "Bytes([1, 2])"),
        ("oid", Value::Integer(4_000_000_000), "Integer(4000000000)"),
        ("boolean", Value::Integer(1), "Boolean(true)"),
    ];
    for (ty, value, expected) in cases {
        let rows = fetch(&database, &format!("SELECT ?::{ty}"), vec![value.clone()]).await;
        let rows = rows.unwrap_or_else(|error| panic!("{ty} {value:?}: {error:?}"));
        assert_eq!(format!("{:?}", rows.cell(0, 0)), *expected, "{ty} {value:?}");
    }
    let rows = fetch(&database, "SELECT 'infinity'::timestamptz, '-infinity'::date, 'NaN'::numeric, NULL::uuid", Vec::new()).await.unwrap();
    assert_eq!(rows.cell(0, 0), Cell::Text("infinity"));
    assert_eq!(rows.cell(0, 1), Cell::Text("-infinity"));
    assert_eq!(format!("{:?}", rows.cell(0, 2)), "Decimal(NaN)");
    assert_eq!(rows.cell(0, 3), Cell::Null);

    let lists: &[(&str, Vec<Value>, &str)] = &[
        ("uuid", vec![Value::Uuid(uuid.into()), Value::Null], "{0a1b2c3d-0000-4000-8000-00000000000f,NULL}"),
        ("bigint", vec![Value::Integer(1), Value::text("2")], "{1,2}"),
        ("mood", vec![Value::text("good")], "{good}"),
        ("numeric", vec![Value::Decimal("1.50".into())], "{1.50}"),
        ("timestamptz", vec![Value::Timestamp(0)], "{\"1970-01-01 00:00:00+00\"}"),
        ("jsonb", vec![Value::Json("{}".into())], "{\"{}\"}"),
        ("text", Vec::new(), "{}"),
    ];
    for (ty, members, expected) in lists {
        let rows = fetch(&database, &format!("SELECT (?::{ty}[])::text"), vec![Value::List(members.clone())]).await;
        let rows = rows.unwrap_or_else(|error| panic!("{ty} {members:?}: {error:?}"));
        assert_eq!(rows.cell(0, 0), Cell::Text(expected));
    }
}
