//! The first line of a connection as people type it: `"`, `<` and `>` in an address, which have to be written `%22`, `%3C` and `%3E`, but
//! which many programs take as they are. `curl` sends them so, once per connection; programs that keep connections open for more
//! requests all write addresses well, and where a later request begins can't be known without reading bodies.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Longer lines are passed on as they are, to be refused for their length.
const MAX_BYTES: usize = 64 * 1024;

/// A connection whose first line is put right.
#[derive(Debug)]
pub(crate) struct FirstLine<S> {
    stream: S,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The line isn't complete.
    Reading(Vec<u8>),
    /// What was read is handed on from here.
    Passing(Vec<u8>, usize),
    Through,
}

impl<S> FirstLine<S> {
    pub(crate) fn new(stream: S) -> Self {
        Self { stream, state: State::Reading(Vec::new()) }
    }
}

/// The bytes of a connection's beginning, its first line put right.
fn put_right(bytes: Vec<u8>) -> Vec<u8> {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (line, rest) = bytes.split_at(end);
    if !line.iter().any(|byte| matches!(byte, b'"' | b'<' | b'>')) {
        return bytes;
    }
    let mut right = Vec::with_capacity(bytes.len() + 64);
    for byte in line {
        match byte {
            b'"' => right.extend_from_slice(b"%22"),
            b'<' => right.extend_from_slice(b"%3C"),
            b'>' => right.extend_from_slice(b"%3E"),
            other => right.push(*other),
        }
    }
    right.extend_from_slice(rest);
    right
}

impl<S: AsyncRead + Unpin> AsyncRead for FirstLine<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, out: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let Self { stream, state } = self.get_mut();
        loop {
            match state {
                State::Reading(bytes) => {
                    let mut chunk = [0; 4096];
                    let mut read = ReadBuf::new(&mut chunk);
                    ready!(Pin::new(&mut *stream).poll_read(cx, &mut read))?;
                    let is_over = read.filled().is_empty();
                    bytes.extend_from_slice(read.filled());
                    if is_over || read.filled().contains(&b'\n') || bytes.len() > MAX_BYTES {
                        *state = State::Passing(put_right(std::mem::take(bytes)), 0);
                    }
                }
                State::Passing(bytes, from) => {
                    let rest = bytes.get(*from..).unwrap_or_default();
                    if rest.is_empty() {
                        *state = State::Through;
                        continue;
                    }
                    let n_bytes = rest.len().min(out.remaining());
                    out.put_slice(&rest[..n_bytes]);
                    *from += n_bytes;
                    return Poll::Ready(Ok(()));
                }
                State::Through => return Pin::new(stream).poll_read(cx, out),
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for FirstLine<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(self: Pin<&mut Self>, cx: &mut Context<'_>, slices: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What is read of a connection that gets these bytes in parts of this size.
    async fn read(sent: &[u8], part: usize) -> Vec<u8> {
        let (mut client, server) = tokio::io::duplex(part);
        let sent = sent.to_vec();
        let client = tokio::spawn(async move { client.write_all(&sent).await });
        let mut read = Vec::new();
        FirstLine::new(server).read_to_end(&mut read).await.unwrap();
        client.await.unwrap().unwrap();
        read
    }

    #[tokio::test]
    async fn only_the_first_line_is_put_right() {
        let sent = b"GET /items?filter={\"a\":\"<b>\"} HTTP/1.1\r\nx: \"y\"\r\n\r\n{\"z\":1}";
        let expected = b"GET /items?filter={%22a%22:%22%3Cb%3E%22} HTTP/1.1\r\nx: \"y\"\r\n\r\n{\"z\":1}";
        for part in [1, 2, 7, 1024] {
            assert_eq!(read(sent, part).await, expected);
        }
    }

    #[tokio::test]
    async fn everything_else_is_passed_on_as_it_is() {
        let long = [b"GET /\"".as_slice(), &vec![b'a'; 2 * MAX_BYTES], b"\r\n"].concat();
        for sent in [b"".as_slice(), b"GET / HTTP/1.1\r\n\r\n", b"GET /\"", b"\n\"\n", &long] {
            assert!(read(sent, 4096).await == sent, "{:?}", &sent[..sent.len().min(20)]);
        }
    }
}
