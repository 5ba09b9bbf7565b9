//! Messages to and from a server. Rows stay where they were received: their bytes are never copied.

use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use bytes::{Bytes, BytesMut};
use postgres_protocol::message::backend::Message;
use tokio::io::AsyncWrite as _;
use tokio_util::io::poll_read_buf;

use super::failure::Failure;
use super::line::Line;

/// Room that is made for what comes in.
const READ_BYTES: usize = 16 * 1024;
/// Beyond this a buffer isn't kept for later.
const MAX_KEPT_BYTES: usize = 256 * 1024;
/// Tag and length of a message.
const HEAD_BYTES: usize = 5;

/// A connection as a stream of messages.
pub(super) struct Wire {
    line: Line,
    input: BytesMut,
    /// What is to be sent; `n_sent` bytes of it have been.
    output: BytesMut,
    n_sent: usize,
    is_flushed: bool,
    is_closed: bool,
}

/// Where a value stands among the bytes of its rows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    start: u32,
    /// Negative for NULL.
    length: i32,
}

impl Slot {
    /// The value's bytes; `None` for NULL.
    pub(super) fn of(self, bytes: &[u8]) -> Option<&[u8]> {
        let length = usize::try_from(self.length).ok()?;
        bytes.get(self.start as usize..)?.get(..length)
    }
}

/// Rows as they were received.
#[derive(Debug, Default)]
pub(super) struct ReceivedRows {
    pub(super) n_rows: usize,
    /// All values, row by row.
    pub(super) slots: Vec<Slot>,
    pub(super) bytes: Bytes,
}

impl Wire {
    pub(super) fn new(line: Line) -> Self {
        Self { line, input: BytesMut::new(), output: BytesMut::new(), n_sent: 0, is_flushed: true, is_closed: false }
    }

    /// Where messages are written that are to be sent; they are as soon as an answer is waited for.
    pub(super) fn output(&mut self) -> &mut BytesMut {
        &mut self.output
    }

    /// Whether the server has hung up. Asked between two uses, when nothing else is to come.
    pub(super) fn is_closed(&mut self) -> bool {
        let mut nobody = Context::from_waker(Waker::noop());
        while !self.is_closed
            && let Poll::Ready(outcome) = self.poll_read(&mut nobody)
        {
            self.is_closed = outcome.is_err();
        }
        for buffer in [&mut self.input, &mut self.output] {
            if buffer.is_empty() && buffer.capacity() > MAX_KEPT_BYTES {
                *buffer = BytesMut::new();
            }
        }
        self.is_closed
    }

    /// Uses the connection no more.
    pub(super) fn hang_up(&mut self) {
        self.is_closed = true;
    }

    /// The next message, apart from those that nobody has asked for.
    pub(super) async fn next(&mut self) -> Result<Message, Failure> {
        loop {
            match Message::parse(&mut self.input)? {
                Some(
                    Message::NoticeResponse(_) | Message::ParameterStatus(_) | Message::NotificationResponse(_) | Message::CloseComplete,
                ) => {}
                Some(message) => return Ok(message),
                None => self.receive().await?,
            }
        }
    }

    /// Rows, as many as come before any other message that was asked for.
    pub(super) async fn rows(&mut self) -> Result<ReceivedRows, Failure> {
        let mut rows = ReceivedRows::default();
        let mut end_of_rows = 0;
        loop {
            let Some((tag, end)) = message_at(&self.input, end_of_rows)? else {
                self.receive().await?;
                continue;
            };
            match tag {
                b'D' => {
                    find_values(&self.input[..end], end_of_rows + HEAD_BYTES, &mut rows.slots)?;
                    rows.n_rows += 1;
                }
                // Notices, settings, notifications: they may come at any time.
                b'N' | b'S' | b'A' => {}
                _ => break,
            }
            end_of_rows = end;
        }
        rows.bytes = self.input.split_to(end_of_rows).freeze();
        Ok(rows)
    }

    /// Sends what waits to be sent and receives something. Both at once: the server may have to get rid of answers before it takes
    /// more.
    async fn receive(&mut self) -> Result<(), Failure> {
        poll_fn(|context| {
            self.poll_write(context)?;
            self.poll_read(context)
        })
        .await
    }

    fn poll_write(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while let Some(rest) = self.output.get(self.n_sent..).filter(|rest| !rest.is_empty()) {
            match Pin::new(&mut self.line).poll_write(context, rest)? {
                Poll::Ready(0) => return Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(n_bytes) => self.n_sent += n_bytes,
                Poll::Pending => return Ok(()),
            }
            self.is_flushed = false;
        }
        self.output.clear();
        self.n_sent = 0;
        self.is_flushed = self.is_flushed || Pin::new(&mut self.line).poll_flush(context)?.is_ready();
        Ok(())
    }

    fn poll_read(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Failure>> {
        if self.input.capacity() - self.input.len() < READ_BYTES / 4 {
            self.input.reserve(READ_BYTES);
        }
        Poll::Ready(match ready!(poll_read_buf(Pin::new(&mut self.line), context, &mut self.input))? {
            0 => Err(Failure::Closed),
            _ => Ok(()),
        })
    }
}

/// Tag and end of the message that begins at `start`, if all of it is there.
fn message_at(input: &[u8], start: usize) -> Result<Option<(u8, usize)>, Failure> {
    let Some((head, _)) = input.get(start..).and_then(<[u8]>::split_first_chunk::<HEAD_BYTES>) else { return Ok(None) };
    let [tag, length @ ..] = *head;
    // The length counts itself, not the tag.
    let end =
        usize::try_from(u32::from_be_bytes(length)).ok().filter(|length| *length >= 4).and_then(|length| (start + 1).checked_add(length));
    let end = end.ok_or(Failure::Unexpected("a message of an impossible length"))?;
    Ok((end <= input.len()).then_some((tag, end)))
}

/// Notes where the values of a row stand, which begins at `at` and ends with `input`.
fn find_values(input: &[u8], mut at: usize, slots: &mut Vec<Slot>) -> Result<(), Failure> {
    let broken = || Failure::Unexpected("a row of an impossible shape");
    let chunk = |at: usize| input.get(at..).ok_or_else(broken);
    let (n_values, _) = chunk(at)?.split_first_chunk().ok_or_else(broken)?;
    at += 2;
    for _ in 0..u16::from_be_bytes(*n_values) {
        let (length, _) = chunk(at)?.split_first_chunk().ok_or_else(broken)?;
        at += 4;
        let length = i32::from_be_bytes(*length);
        slots.push(Slot { start: u32::try_from(at).map_err(|_too_large| broken())?, length });
        at += usize::try_from(length).unwrap_or(0);
    }
    if at == input.len() { Ok(()) } else { Err(broken()) }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use tokio::io::{AsyncWriteExt as _, duplex};

    use super::*;

    fn row(values: &[Option<&str>]) -> Vec<u8> {
        let mut body = u16::try_from(values.len()).unwrap().to_be_bytes().to_vec();
        for value in values {
            body.extend(value.map_or(-1, |value| i32::try_from(value.len()).unwrap()).to_be_bytes());
            body.extend(value.unwrap_or_default().bytes());
        }
        message(b'D', &body)
    }

    fn message(tag: u8, body: &[u8]) -> Vec<u8> {
        let length = u32::try_from(body.len() + 4).unwrap().to_be_bytes();
        [&[tag], &length[..], body].concat()
    }

    #[tokio::test]
    async fn rows_are_found_however_they_are_cut_up() {
        let rows = [row(&[Some("one"), None]), message(b'N', b"\0"), row(&[Some(""), Some("two")]), message(b'C', b"SELECT 2\0")].concat();
        let (mut server, client) = duplex(3);
        let sent = tokio::spawn(async move { server.write_all(&rows).await.map(|()| server) });
        let mut wire = Wire::new(Line::new(client));
        let rows = wire.rows().await.unwrap();
        let values: Vec<_> = rows.slots.iter().map(|slot| slot.of(&rows.bytes)).collect();
        assert_eq!(rows.n_rows, 2);
        assert_eq!(values, [Some(&b"one"[..]), None, Some(&b""[..]), Some(&b"two"[..])]);
        assert!(matches!(wire.next().await, Ok(Message::CommandComplete(_))));
        assert!(!wire.is_closed());
        drop(sent.await.unwrap().unwrap());
        assert!(wire.is_closed());
    }

    #[tokio::test]
    async fn nonsense_ends_the_connection() {
        for nonsense in [message(b'D', &[0, 1, 0, 0, 0, 9]), message(b'D', &[0, 1]), message(b'D', &[0, 0, 7]), vec![b'D', 0, 0, 0, 3, 0]] {
            let (mut server, client) = duplex(64);
            server.write_all(&nonsense).await.unwrap();
            let failure = Wire::new(Line::new(client)).rows().await.unwrap_err();
            assert!(failure.ends_connection(), "{failure}");
        }
    }

    #[tokio::test]
    async fn what_comes_in_is_read_while_much_is_sent() {
        let (mut server, client) = duplex(16);
        let mut wire = Wire::new(Line::new(client));
        wire.output().extend_from_slice(&[7; 1_000]);
        let server = tokio::spawn(async move {
            use tokio::io::AsyncReadExt as _;
            // A server that takes nothing more before somebody has read its answers.
            server.write_all(&[row(&[Some("a long answer of many bytes")]), message(b'I', b"")].concat()).await.unwrap();
            let mut received = vec![0; 1_000];
            server.read_exact(&mut received).await.unwrap();
            server.write_all(&message(b'Z', b"I")).await.unwrap();
        });
        assert_eq!(wire.rows().await.unwrap().n_rows, 1);
        assert!(matches!(wire.next().await, Ok(Message::EmptyQueryResponse)));
        assert!(matches!(wire.next().await, Ok(Message::ReadyForQuery(_))));
        server.await.unwrap();
    }
}
