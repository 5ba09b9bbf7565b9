//! A mail server on a free loopback port, which keeps what it is given.

use tokio::io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader};
use tokio::net::TcpListener;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio_rustls::TlsAcceptor;

/// Takes every letter.
pub struct LetterBox {
    port: u16,
    letters: UnboundedReceiver<Letter>,
}

/// How a letter box is protected.
#[derive(Clone, Default)]
pub struct Guard {
    /// What it shows where the connection is to be encrypted.
    pub tls: Option<TlsAcceptor>,
    /// Whether that begins with the first byte, or where a client asks for it.
    pub from_the_start: bool,
    /// What a client has to send to be let in: `\0name\0password` in base64.
    pub login: Option<&'static str>,
}

/// A letter as it came, with its first part made readable.
#[derive(Debug, Clone)]
pub struct Letter {
    /// Whom the mail server was told to give it to.
    pub to: Vec<String>,
    /// Headers and bodies, without the breaks and escapes of their encoding.
    pub content: String,
}

impl LetterBox {
    pub async fn open() -> Self {
        Self::guarded(Guard::default()).await
    }

    /// One that takes letters only from those whom it knows, or where nobody listens.
    pub async fn guarded(guard: Guard) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (sender, letters) = unbounded_channel();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (guard, sender) = (guard.clone(), sender.clone());
                tokio::spawn(async move {
                    let wire: Box<dyn Wire> = Box::new(stream);
                    match &guard.tls {
                        Some(tls) if guard.from_the_start => {
                            // Whoever doesn't trust us goes.
                            let Ok(stream) = tls.accept(wire).await else { return };
                            conversation((Box::new(stream), true), &guard, sender).await;
                        }
                        _ => conversation((wire, false), &guard, sender).await,
                    }
                });
            }
        });
        Self { port, letters }
    }

    /// What a server has to be told to send its mail here.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("EMAIL_TRANSPORT", "smtp".to_owned()),
            ("EMAIL_SMTP_HOST", "127.0.0.1".to_owned()),
            ("EMAIL_SMTP_PORT", self.port.to_string()),
            ("EMAIL_FROM", "desk@example.com".to_owned()),
        ]
    }

    /// The next letter; waits for it.
    pub async fn next(&mut self) -> Letter {
        self.letters.recv().await.unwrap()
    }

    /// Everything that has come and wasn't asked for. Complete once the server that sends has stopped.
    pub fn rest(&mut self) -> Vec<Letter> {
        std::iter::from_fn(|| self.letters.try_recv().ok()).collect()
    }
}

impl Letter {
    /// The address that stands on a line of its own in the plain text.
    pub fn link(&self) -> &str {
        self.content.lines().find(|line| line.contains("://") && !line.contains(' ')).unwrap()
    }

    /// What the link carries as `token`.
    pub fn token(&self) -> &str {
        let (_, behind) = self.link().split_once("token=").unwrap();
        behind.split(['&', '#']).next().unwrap()
    }
}

/// A connection, encrypted or not.
trait Wire: AsyncRead + AsyncWrite + Unpin + Send {}
impl<S: AsyncRead + AsyncWrite + Unpin + Send> Wire for S {}

async fn conversation(wire: (Box<dyn Wire>, bool), guard: &Guard, letters: UnboundedSender<Letter>) {
    let (stream, mut encrypted) = wire;
    let mut stream = BufReader::new(stream);
    let mut is_known = guard.login.is_none();
    let mut to = Vec::new();
    say(&mut stream, "220 letter box").await;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let command = line.trim_end().to_owned();
        match command.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "EHLO" => {
                let encrypts = if guard.tls.is_some() && !encrypted { "250-STARTTLS\r\n" } else { "" };
                let logs_in = if guard.login.is_some() { "250-AUTH PLAIN\r\n" } else { "" };
                say(&mut stream, &format!("250-letter box\r\n{encrypts}{logs_in}250 8BITMIME")).await;
            }
            "STAR" => {
                say(&mut stream, "220 go on").await;
                let Some(tls) = &guard.tls else { return };
                let Ok(inner) = tls.accept(stream.into_inner()).await else { return };
                stream = BufReader::new(Box::new(inner));
                encrypted = true;
            }
            "AUTH" => {
                is_known = guard.login.is_some_and(|login| command == format!("AUTH PLAIN {login}"));
                say(&mut stream, if is_known { "235 come in" } else { "535 who are you" }).await;
            }
            "MAIL" if !is_known || (guard.tls.is_some() && !encrypted) => say(&mut stream, "530 not like this").await,
            "RCPT" => {
                to.push(command.trim_start_matches(|c| c != '<').trim_matches(['<', '>']).to_owned());
                say(&mut stream, "250 ok").await;
            }
            "DATA" => {
                say(&mut stream, "354 go on").await;
                let content = content(&mut stream).await;
                // Nobody waits for it any more where the test is over.
                let _ = letters.send(Letter { to: std::mem::take(&mut to), content });
                say(&mut stream, "250 kept").await;
            }
            "QUIT" => return say(&mut stream, "221 bye").await,
            _ => say(&mut stream, "250 ok").await,
        }
    }
}

async fn say(stream: &mut BufReader<Box<dyn Wire>>, line: &str) {
    // The other side may have gone.
    let _ = stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).await;
}

async fn content(stream: &mut BufReader<Box<dyn Wire>>) -> String {
    let mut content = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap() == 0 || line == ".\r\n" {
            return if content.contains("quoted-printable") { unquoted(&content) } else { content };
        }
        content.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}

/// Takes "quoted-printable" back, as far as ASCII goes.
fn unquoted(text: &str) -> String {
    let mut out = String::new();
    let joined = text.replace("=\r\n", "");
    let mut rest = joined.as_str();
    while let Some((before, behind)) = rest.split_once('=') {
        out.push_str(before);
        let code = behind.get(..2).and_then(|code| u8::from_str_radix(code, 16).ok()).filter(u8::is_ascii);
        out.push(code.map_or('=', char::from));
        rest = if code.is_some() { &behind[2..] } else { behind };
    }
    out + rest
}
