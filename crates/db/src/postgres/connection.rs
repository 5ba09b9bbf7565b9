//! One connection: statements, sent together, and their answers; and the statements it has prepared.

use std::collections::HashMap;
use std::sync::Arc;

use bytes::BytesMut;
use postgres_protocol::message::backend::Message;
use postgres_protocol::message::frontend::{self, BindError as Unbound};
use postgres_types::{Oid, Type};
use relata_sql::{PLAN_BY_VALUES, Statement};
use tokio_postgres::fallible_iterator::FallibleIterator as _;

use super::bind::{BindError, encode, is_binary};
use super::connect::Cancel;
use super::decode::Format;
use super::failure::Failure;
use super::line::Line;
use super::rows::PgRows;
use super::wire::{ReceivedRows, Wire};

/// Prepared statements kept per connection. Each costs the server some memory, and us a name.
const CACHED_STATEMENTS: usize = 1_024;
/// Everything travels in PostgreSQL's binary format.
const BINARY: [i16; 1] = [1];

/// One connection.
pub(super) struct Connection {
    wire: Wire,
    cancel: Cancel,
    generation: u64,
    prepared: HashMap<Box<str>, Cached>,
    n_prepared: u64,
    pub(super) types: HashMap<Oid, Type>,
    /// Counts uses, to find the statements that were used longest ago.
    n_uses: u64,
    /// Whether the work under way has used a statement that was prepared before it.
    used_prepared: bool,
    plans: Plans,
}

/// How the server plans: whether it keeps the plans of prepared statements, and how dear it takes a look-up by key for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Plans {
    /// Plans are kept where it finds that good enough, and look-ups are cheap.
    Kept,
    /// A new plan for the values of each execution, and look-ups as dear as by default.
    ByValues,
}

impl Plans {
    /// Statements of a setting.
    const N_STATEMENTS: usize = 2;

    /// What statements that are sent together ask for.
    fn of(orders: &[Order<'_>]) -> Self {
        if orders.iter().any(|order| order.statement.text.starts_with(PLAN_BY_VALUES)) { Self::ByValues } else { Self::Kept }
    }

    /// What sets it (`docs/decisions/look-ups-are-cheap-on-postgresql.md`).
    fn setting(self) -> &'static str {
        match self {
            Self::Kept => "RESET plan_cache_mode; RESET random_page_cost",
            Self::ByValues => "SET plan_cache_mode = force_custom_plan; SET random_page_cost = 4",
        }
    }
}

/// A statement that is to run.
#[derive(Debug, Clone, Copy)]
pub(super) struct Order<'a> {
    pub statement: &'a Statement,
    /// Whether it is worth preparing: tables are changed once, rows are read again and again.
    is_prepared: bool,
    /// The name under which it may go on afterwards, and the rows of the first piece; 0 stands for all.
    portal: &'a str,
    max_rows: i32,
}

impl<'a> Order<'a> {
    pub(super) fn prepared(statement: &'a Statement) -> Self {
        Self { statement, is_prepared: true, portal: "", max_rows: 0 }
    }

    pub(super) fn unprepared(statement: &'a Statement) -> Self {
        Self { is_prepared: false, ..Self::prepared(statement) }
    }

    pub(super) fn in_pieces(statement: &'a Statement, portal: &'a str, max_rows: i32) -> Self {
        Self { portal, max_rows, ..Self::prepared(statement) }
    }
}

/// What is sent before some statements, together with them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Before {
    Nothing,
    /// A transaction begins, or none of them runs.
    Begin,
    /// Outside of a transaction, whose end would undo it: how to plan, where that isn't so already.
    PlansOf,
}

/// A statement that the server knows by name.
#[derive(Debug)]
pub(super) struct Prepared {
    name: String,
    parameters: Vec<Type>,
    pub(super) formats: Arc<[Format]>,
}

struct Cached {
    statement: Arc<Prepared>,
    last_use: u64,
}

/// What a statement has yielded.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) rows: ReceivedRows,
    /// How many rows it has changed or read.
    pub(super) n_rows: u64,
    /// Whether it can go on.
    pub(super) may_go_on: bool,
}

impl Answer {
    pub(super) fn into_rows(self, prepared: Option<&Arc<Prepared>>) -> PgRows {
        PgRows::new(prepared.map_or_else(|| Arc::from([]), |prepared| Arc::clone(&prepared.formats)), self.rows)
    }
}

impl crate::pool::Connection for Connection {
    fn is_closed(&mut self) -> bool {
        self.wire.is_closed()
    }

    fn see_generation(&mut self, generation: u64) {
        if self.generation != generation {
            self.generation = generation;
            self.forget_statements();
        }
    }

    fn abandon(mut self) {
        if !self.wire.is_closed() {
            self.cancel.send();
        }
    }
}

impl Connection {
    pub(super) fn new(line: Line, cancel: Cancel, generation: u64) -> Self {
        Self {
            wire: Wire::new(line),
            cancel,
            generation,
            prepared: HashMap::new(),
            n_prepared: 0,
            types: HashMap::new(),
            n_uses: 0,
            used_prepared: false,
            plans: Plans::Kept,
        }
    }

    /// Runs statements that don't depend on each other: all are sent before the first answer is waited for. The first error keeps
    /// those behind it from running.
    pub(super) async fn exchange(
        &mut self,
        before: Before,
        orders: &[Order<'_>],
        prepared: &[Option<Arc<Prepared>>],
    ) -> Result<Vec<Answer>, Failure> {
        let start = self.wire.output().len();
        let plans = self.plans;
        let sets_plans = before == Before::PlansOf && Plans::of(orders) != plans;
        if sets_plans {
            self.plans = Plans::of(orders);
            frontend::query(self.plans.setting(), self.wire.output())?;
        }
        if let Err(failure) = write(self.wire.output(), before, orders, prepared) {
            // Nothing of it has been sent.
            self.wire.output().truncate(start);
            self.plans = plans;
            return Err(failure);
        }
        if sets_plans {
            // A server without this setting plans as it likes; that is no reason to fail.
            let _set = self.answers(Plans::N_STATEMENTS).await.or_else(survived)?;
        }
        let n_before = usize::from(before == Before::Begin);
        let mut answers = self.answers(n_before + orders.len()).await?;
        answers.drain(..n_before);
        Ok(answers)
    }

    /// The next piece of a statement that can go on.
    pub(super) async fn go_on(&mut self, portal: &str, max_rows: i32) -> Result<Answer, Failure> {
        frontend::execute(portal, max_rows, self.wire.output())?;
        frontend::sync(self.wire.output());
        Ok(self.answers(1).await?.pop().unwrap_or_default())
    }

    /// Runs a statement of our own that takes no values.
    pub(super) async fn run(&mut self, text: &str) -> Result<(), Failure> {
        frontend::query(text, self.wire.output())?;
        self.answers(1).await.map(drop)
    }

    /// One of the server's settings.
    pub(super) async fn setting(&mut self, name: &str) -> Result<String, Failure> {
        let statement = Statement::new(format!("SELECT pg_catalog.current_setting('{name}')"));
        let answers = self.exchange(Before::Nothing, &[Order::unprepared(&statement)], &[None]).await?;
        let rows = answers.into_iter().next().map(|answer| PgRows::new([Format::Text].into(), answer.rows));
        Ok(rows.and_then(|rows| rows.cell(0, 0).as_str().map(str::to_owned)).unwrap_or_default())
    }

    /// Reads the answers to messages that end together, up to the server's word that it is ready again.
    async fn answers(&mut self, n_answers: usize) -> Result<Vec<Answer>, Failure> {
        let mut answers = Vec::with_capacity(n_answers);
        let mut failure = None;
        while failure.is_none() && answers.len() < n_answers {
            match self.answer().await {
                Ok(answer) => answers.push(answer),
                Err(error) => failure = Some(error),
            }
        }
        let ready = if failure.as_ref().is_some_and(Failure::ends_connection) { Ok(()) } else { self.until_ready().await };
        let outcome = match failure {
            Some(failure) => Err(failure),
            None => ready.map(|()| answers),
        };
        outcome.inspect_err(|failure| {
            if failure.ends_connection() {
                self.wire.hang_up();
            }
        })
    }

    async fn answer(&mut self) -> Result<Answer, Failure> {
        let mut answer = Answer::default();
        loop {
            let rows = self.wire.rows().await?;
            if rows.n_rows > 0 {
                answer.rows = rows;
            }
            match self.wire.next().await? {
                Message::ParseComplete | Message::BindComplete | Message::RowDescription(_) => {}
                Message::CommandComplete(body) => {
                    answer.n_rows = n_rows(body.tag()?);
                    return Ok(answer);
                }
                Message::EmptyQueryResponse => return Ok(answer),
                Message::PortalSuspended => return Ok(Answer { may_go_on: true, ..answer }),
                Message::ErrorResponse(body) => return Err((&body).into()),
                _ => return Err(Failure::Unexpected("an answer that fits no statement")),
            }
        }
    }

    async fn until_ready(&mut self) -> Result<(), Failure> {
        loop {
            match self.wire.next().await? {
                Message::ReadyForQuery(_) => return Ok(()),
                // Of several errors the first one counts.
                Message::ErrorResponse(_) => {}
                _ => return Err(Failure::Unexpected("more answers than there were statements")),
            }
        }
    }

    pub(super) fn forget_statements(&mut self) {
        for cached in std::mem::take(&mut self.prepared).into_values() {
            self.close(&cached.statement);
        }
        self.types.clear();
    }

    /// Lets the server forget a statement, together with whatever is sent next.
    fn close(&mut self, statement: &Prepared) {
        // Names of our own making hold no NUL, the one thing that can't be written.
        let _infallible = frontend::close(b'S', &statement.name, self.wire.output());
    }

    /// Whether the work under way has used a statement that was prepared before it.
    pub(super) fn used_prepared(&self) -> bool {
        self.used_prepared
    }

    pub(super) fn is_prepared(&self, text: &str) -> bool {
        self.prepared.contains_key(text)
    }

    /// Starts new work: prepares its statements, each once per connection and text, all that are missing in one round trip.
    pub(super) async fn prepare(&mut self, orders: &[Order<'_>]) -> Result<Vec<Option<Arc<Prepared>>>, Failure> {
        self.used_prepared = false;
        let first_use = self.n_uses + 1;
        let mut missing: Vec<&str> = Vec::new();
        for order in orders.iter().filter(|order| order.is_prepared) {
            let text = order.statement.text.as_str();
            self.n_uses += 1;
            if let Some(cached) = self.prepared.get_mut(text) {
                cached.last_use = self.n_uses;
                self.used_prepared = true;
            } else if !missing.contains(&text) {
                missing.push(text);
            }
        }
        if !missing.is_empty() {
            self.prepare_missing(&missing, first_use).await?;
        }
        let found = |order: &Order<'_>| self.prepared.get(order.statement.text.as_str()).map(|cached| Arc::clone(&cached.statement));
        Ok(orders.iter().map(|order| if order.is_prepared { found(order) } else { None }).collect())
    }

    async fn prepare_missing(&mut self, texts: &[&str], first_use: u64) -> Result<(), Failure> {
        if self.prepared.len() + texts.len() > CACHED_STATEMENTS {
            self.evict(first_use);
        }
        let first_name = self.n_prepared;
        let name = |nth: usize| format!("s{}", first_name + nth as u64);
        self.n_prepared += texts.len() as u64;
        let start = self.wire.output().len();
        for (nth, text) in texts.iter().enumerate() {
            let output = self.wire.output();
            if let Err(unwritable) =
                frontend::parse(&name(nth), text, [], output).and_then(|()| frontend::describe(b'S', &name(nth), output))
            {
                output.truncate(start);
                return Err(BindError::Unwritable(unwritable).into());
            }
        }
        frontend::sync(self.wire.output());
        let mut described = Vec::with_capacity(texts.len());
        let mut failure = None;
        while failure.is_none() && described.len() < texts.len() {
            match self.description().await {
                Ok(description) => described.push(description),
                Err(error) => failure = Some(error),
            }
        }
        self.until_ready().await.or_else(|error| failure.take().map_or(Err(error), Err))?;
        if let Some(failure) = failure {
            return Err(failure);
        }
        for (nth, (text, (parameters, columns))) in texts.iter().zip(described).enumerate() {
            let parameters = self.types(&parameters).await?;
            let formats = self.types(&columns).await?.iter().map(Format::of).collect();
            let statement = Arc::new(Prepared { name: name(nth), parameters, formats });
            self.prepared.insert((*text).into(), Cached { statement, last_use: self.n_uses });
        }
        Ok(())
    }

    /// Types of a statement's parameters and columns.
    async fn description(&mut self) -> Result<(Vec<Oid>, Vec<Oid>), Failure> {
        let mut parameters = Vec::new();
        loop {
            match self.wire.next().await? {
                Message::ParseComplete => {}
                Message::ParameterDescription(body) => parameters = body.parameters().collect()?,
                Message::RowDescription(body) => return Ok((parameters, body.fields().map(|field| Ok(field.type_oid())).collect()?)),
                Message::NoData => return Ok((parameters, Vec::new())),
                Message::ErrorResponse(body) => return Err((&body).into()),
                _ => return Err(Failure::Unexpected("an answer that describes no statement")),
            }
        }
    }

    /// Drops the quarter that was used longest ago, but nothing that was used since `first_use`.
    fn evict(&mut self, first_use: u64) {
        let mut uses: Vec<u64> = self.prepared.values().map(|cached| cached.last_use).collect();
        if uses.is_empty() {
            return;
        }
        let quarter = uses.len() / 4;
        let (_, limit, _) = uses.select_nth_unstable(quarter);
        let limit = (*limit).min(first_use.saturating_sub(1));
        let dropped: Vec<Cached> = self.prepared.extract_if(|_, cached| cached.last_use <= limit).map(|(_, cached)| cached).collect();
        for cached in dropped {
            self.close(&cached.statement);
        }
    }
}

/// An error that leaves the connection as it is, is none.
fn survived(failure: Failure) -> Result<Vec<Answer>, Failure> {
    if failure.ends_connection() { Err(failure) } else { Ok(Vec::new()) }
}

/// Writes everything that runs statements: one after the other, with one end.
fn write(output: &mut BytesMut, before: Before, orders: &[Order<'_>], prepared: &[Option<Arc<Prepared>>]) -> Result<(), Failure> {
    if before == Before::Begin {
        write_unprepared(output, "BEGIN")?;
    }
    for (order, prepared) in orders.iter().zip(prepared) {
        match prepared {
            None => write_unprepared(output, &order.statement.text)?,
            Some(prepared) => {
                bind(output, order, prepared)?;
                frontend::execute(order.portal, order.max_rows, output)?;
            }
        }
    }
    frontend::sync(output);
    Ok(())
}

fn write_unprepared(output: &mut BytesMut, text: &str) -> Result<(), Failure> {
    frontend::parse("", text, [], output).map_err(BindError::Unwritable)?;
    let nothing = |never: std::convert::Infallible, _: &mut BytesMut| match never {};
    frontend::bind("", "", BINARY, [], nothing, BINARY, output).map_err(unbound)?;
    frontend::execute("", 0, output)?;
    Ok(())
}

fn bind(output: &mut BytesMut, order: &Order<'_>, prepared: &Prepared) -> Result<(), Failure> {
    let binds = &order.statement.binds;
    if binds.len() != prepared.parameters.len() {
        return Err(BindError::Count { given: binds.len(), expected: prepared.parameters.len() }.into());
    }
    let values = binds.iter().zip(&prepared.parameters);
    let write = |(value, ty), output: &mut BytesMut| encode(value, ty, output).map_err(Into::into);
    let parameters = values.clone().map(|(value, ty)| i16::from(is_binary(value, ty)));
    let columns = prepared.formats.iter().map(|format| i16::from(format.is_binary()));
    frontend::bind(order.portal, &prepared.name, parameters, values, write, columns, output).map_err(unbound)
}

fn unbound(error: Unbound) -> Failure {
    match error {
        Unbound::Conversion(cause) => match cause.downcast::<BindError>() {
            Ok(bind) => Failure::Bind(*bind),
            Err(other) => Failure::Bind(BindError::Unwritable(std::io::Error::other(other))),
        },
        Unbound::Serialization(cause) => Failure::Bind(BindError::Unwritable(cause)),
    }
}

/// The number at the end of a tag such as `INSERT 0 5`.
fn n_rows(tag: &str) -> u64 {
    tag.rsplit(' ').next().and_then(|number| number.parse().ok()).unwrap_or(0)
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("n_prepared", &self.prepared.len()).finish_non_exhaustive()
    }
}
