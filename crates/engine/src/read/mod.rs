//! Reading: a plan run against the database and written as JSON.
//!
//! Small answers are made whole. Where a list may be of any length, its rows are read, completed and written a piece at a time, so
//! that memory stays flat however many there are.

mod calendar;
mod fetch;
mod keys;
mod known;
mod level;
mod number;
mod scalar;
mod shape;
mod sizes;
mod text;

use std::sync::Arc;

use bytes::Bytes;
use relata_db::{Database, DbError, ReadJob, RowSet, Session};
use relata_plan::ReadPlan;
use relata_sql::{Dialect, Shortcut, Statement, count, select};
use tokio::sync::mpsc;

use crate::EngineError;
pub(crate) use scalar::{Numbers, write_scalar};
use shape::{Printer, Shape};

pub(crate) use keys::Key;
pub(crate) use known::{keys, known_keys};
use number::write_integer;
pub(crate) use sizes::TableSizes;
pub(crate) use text::write_text;

/// Root rows that are completed and written at a time. Below it a request sends one statement per relation, whatever the number of
/// rows; a longer list sends them once per piece.
const ROWS_PER_PIECE: usize = 5_000;

/// Where nothing hangs below the root, pieces may be smaller: nothing is sent twice. Narrow rows make longer ones.
const MIN_FLAT_ROWS: usize = 500;
const FLAT_VALUES_PER_PIECE: usize = 5_000;

/// Bytes that are handed on at a time.
const PIECE_BYTES: usize = 64 * 1024;

/// What a read yields.
#[derive(Debug)]
pub enum ReadAnswer {
    /// The whole answer.
    Whole(Bytes),
    /// The answer in pieces; the first is there already, so the statement has succeeded.
    Pieces(Pieces),
    /// The one item that was asked for doesn't exist (or may not be seen).
    Nothing,
}

/// An answer that is still being read. Dropping it stops the statement.
#[derive(Debug)]
pub struct Pieces {
    first: Option<Bytes>,
    rest: mpsc::Receiver<Result<Bytes, DbError>>,
}

impl Pieces {
    /// The next piece; `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Bytes, EngineError>> {
        match self.first.take() {
            Some(first) => Some(Ok(first)),
            None => self.rest.recv().await.map(|piece| piece.map_err(EngineError::from)),
        }
    }
}

/// What stands around the items.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Envelope {
    /// `{"meta":…,"data":…}`; without `meta` if no count was asked for.
    Data,
    /// The items alone.
    Bare,
}

/// How many items a plan was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Arity {
    /// An array.
    Many,
    /// One object, if the item exists.
    One,
    /// One object; this one, as JSON text, as long as there is no item.
    OneOr(String),
}

/// A plan, and the shorter way to its root's rows, if there is one.
pub(crate) type Planned = (ReadPlan, Option<Shortcut>);

/// Runs a plan.
pub(crate) async fn run(db: &Database, dialect: Dialect, planned: Planned, form: (Arity, Envelope)) -> Result<ReadAnswer, EngineError> {
    let reading = Reading::new(dialect, planned, form);
    if reading.arity == Arity::Many && reading.may_be_long() {
        return run_in_pieces(db, reading).await;
    }
    Ok(match db.read(WholeRead(reading)).await?? {
        Some(answer) => ReadAnswer::Whole(Bytes::from(answer)),
        None => ReadAnswer::Nothing,
    })
}

async fn run_in_pieces(db: &Database, reading: Reading) -> Result<ReadAnswer, EngineError> {
    let (pieces, mut rest) = mpsc::channel(2);
    let db = db.clone();
    tokio::spawn(async move {
        let failures = pieces.clone();
        let outcome = db.read_long(PiecewiseRead { reading, pieces }).await;
        if let Err(error) | Ok(Err(error)) = outcome {
            // Nobody listens any more: then nobody misses the error.
            let _unheard = failures.send(Err(error)).await;
        }
    });
    match rest.recv().await {
        Some(Ok(first)) => Ok(ReadAnswer::Pieces(Pieces { first: Some(first), rest })),
        Some(Err(error)) => Err(error.into()),
        None => Err(EngineError::from(DbError::Closed)),
    }
}

/// A plan, ready to run: statements of the root and the counts, and the shape of the answer.
struct Reading {
    dialect: Dialect,
    plan: Arc<ReadPlan>,
    shortcut: Option<Shortcut>,
    arity: Arity,
    envelope: Envelope,
    shape: Shape,
    numbers: Numbers,
}

impl Reading {
    fn new(dialect: Dialect, (plan, shortcut): Planned, (arity, envelope): (Arity, Envelope)) -> Self {
        let shape = Shape::of(&plan.root);
        let numbers = if dialect.big_numbers_as_text() { Numbers::BigOnesAsText } else { Numbers::Plain };
        Self { dialect, plan: Arc::new(plan), shortcut, arity, envelope, shape, numbers }
    }

    /// The root's statement.
    fn select(&self) -> Statement {
        match &self.shortcut {
            Some(way) => way.select(self.dialect, &self.plan.root),
            None => self.select_as_usual(),
        }
    }

    fn select_as_usual(&self) -> Statement {
        select(self.dialect, &self.plan.root)
    }

    /// The root's statement, for rows that can't be thrown away.
    fn select_for_sure(&self) -> Statement {
        if self.shortcut.as_ref().is_none_or(Shortcut::is_sure) { self.select() } else { self.select_as_usual() }
    }

    fn is_found(&self, n_rows: usize) -> bool {
        self.shortcut.as_ref().is_none_or(|way| way.is_found(n_rows))
    }

    fn may_be_long(&self) -> bool {
        self.plan.max_items.is_none_or(|n_items| n_items > self.rows_per_piece() as u64)
    }

    fn rows_per_piece(&self) -> usize {
        let root = &self.plan.root;
        if root.children.is_empty() { (FLAT_VALUES_PER_PIECE / root.columns.len().max(1)).max(MIN_FLAT_ROWS) } else { ROWS_PER_PIECE }
    }

    /// The counts' statements. A count of the same rows as another is made once.
    fn count_statements(&self) -> (Vec<Statement>, Vec<usize>) {
        let mut statements: Vec<Statement> = Vec::new();
        let positions = self.plan.counts.iter().map(|plan| {
            let statement = count(self.dialect, plan);
            statements.iter().position(|known| *known == statement).unwrap_or_else(|| {
                statements.push(statement);
                statements.len() - 1
            })
        });
        let positions = positions.collect();
        (statements, positions)
    }

    /// Everything before the items.
    fn write_head(&self, counted: &[RowSet], positions: &[usize], out: &mut String) {
        if self.envelope == Envelope::Bare {
            return;
        }
        out.push('{');
        if !self.plan.counts.is_empty() {
            out.push_str("\"meta\":{");
            for (nth, (plan, position)) in self.plan.counts.iter().zip(positions).enumerate() {
                if nth > 0 {
                    out.push(',');
                }
                write_text(plan.name, out);
                out.push(':');
                write_integer(counted[*position].cell(0, 0).as_i64().unwrap_or(0), out);
            }
            out.push_str("},");
        }
        out.push_str("\"data\":");
    }

    fn write_tail(&self, out: &mut String) {
        if self.envelope == Envelope::Data {
            out.push('}');
        }
    }
}

/// Reads everything, then answers.
struct WholeRead(Reading);

impl ReadJob for WholeRead {
    type Output = Result<Option<String>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let reading = self.0;
        let root = &reading.plan.root;
        let (mut statements, positions) = reading.count_statements();
        let (mut rows, counted) = if root.window.limit == Some(0) {
            (RowSet::empty(), if statements.is_empty() { Vec::new() } else { session.fetch_all(&statements).await? })
        } else if statements.is_empty() {
            (session.fetch(&reading.select()).await?, Vec::new())
        } else {
            statements.push(reading.select());
            let mut fetched = session.fetch_all(&statements).await?;
            (fetched.pop().unwrap_or_else(RowSet::empty), fetched)
        };
        if root.window.limit != Some(0) && !reading.is_found(rows.len()) {
            rows = session.fetch(&reading.select_as_usual()).await?;
        }
        let n_rows = rows.len();
        let instead = match &reading.arity {
            Arity::One if n_rows == 0 => return Ok(None),
            Arity::OneOr(instead) if n_rows == 0 => Some(instead),
            _ => None,
        };
        let tree = fetch::fetch_below(session, reading.dialect, root, rows).await?;
        let printer = Printer { tree: &tree, numbers: reading.numbers };
        let mut out = String::with_capacity(256 + n_rows * 64);
        reading.write_head(&counted, &positions, &mut out);
        if let Some(instead) = instead {
            out.push_str(instead);
        } else if reading.arity != Arity::Many {
            printer.row(0, 0, &reading.shape, &mut out);
        } else {
            out.push('[');
            for row in 0..n_rows {
                if row > 0 {
                    out.push(',');
                }
                printer.row(0, row, &reading.shape, &mut out);
            }
            out.push(']');
        }
        reading.write_tail(&mut out);
        Ok(Some(out))
    }
}

/// Reads and answers a piece at a time.
struct PiecewiseRead {
    reading: Reading,
    pieces: mpsc::Sender<Result<Bytes, DbError>>,
}

impl ReadJob for PiecewiseRead {
    type Output = Result<(), DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let Self { reading, pieces } = self;
        let root = &reading.plan.root;
        let (statements, positions) = reading.count_statements();
        let counted = if statements.is_empty() { Vec::new() } else { session.fetch_all(&statements).await? };
        let mut out = String::with_capacity(PIECE_BYTES + PIECE_BYTES / 4);
        reading.write_head(&counted, &positions, &mut out);
        out.push('[');
        let mut cursor = session.open_cursor(&reading.select_for_sure(), reading.rows_per_piece()).await?;
        let mut n_written = 0_u64;
        while let Some(rows) = session.next_chunk(&mut cursor).await? {
            let n_rows = rows.len();
            let tree = fetch::fetch_below(session, reading.dialect, root, rows).await?;
            for row in 0..n_rows {
                if n_written > 0 {
                    out.push(',');
                }
                n_written += 1;
                Printer { tree: &tree, numbers: reading.numbers }.row(0, row, &reading.shape, &mut out);
                if out.len() >= PIECE_BYTES {
                    let full = std::mem::replace(&mut out, String::with_capacity(PIECE_BYTES + PIECE_BYTES / 4));
                    if pieces.send(Ok(Bytes::from(full))).await.is_err() {
                        return Ok(());
                    }
                }
            }
        }
        out.push(']');
        reading.write_tail(&mut out);
        // A caller that went away doesn't miss the end.
        let _unheard = pieces.send(Ok(Bytes::from(out))).await;
        Ok(())
    }
}
