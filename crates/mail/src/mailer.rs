//! Takes messages and sends them one after the other, beside everything else.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use lettre::{
    AsyncSendmailTransport, AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor,
    message::Mailbox,
    transport::smtp::{
        PoolConfig,
        authentication::Credentials,
        client::{Tls, TlsParameters},
        extension::ClientId,
    },
};
use tokio::sync::{Semaphore, TryAcquireError};

use crate::{MailError, MailSettings, Message, Smtp, SmtpTls, Way};

/// Messages that may wait; what comes on top is dropped, and the log says so.
const MAX_WAITING: usize = 1_000;
/// Messages that are on their way at once.
const AT_ONCE: usize = 4;
/// How long a mail server may take for one step.
const STEP_TIMEOUT: Duration = Duration::from_secs(30);
/// How long to wait before each further attempt.
const PAUSES: [Duration; 2] = [Duration::from_secs(5), Duration::from_mins(1)];

/// Sends mail. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Mailer(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    from: Mailbox,
    transport: Transport,
    waiting: Arc<Semaphore>,
    sending: Semaphore,
}

#[derive(Debug)]
enum Transport {
    Program(AsyncSendmailTransport<Tokio1Executor>, PathBuf),
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
}

impl Mailer {
    /// Connects to nothing yet.
    pub fn new(settings: MailSettings) -> Result<Self, MailError> {
        let from = settings.from.parse().map_err(|_| MailError::From(settings.from))?;
        let transport = match settings.way {
            Way::Program(path) => Transport::Program(AsyncSendmailTransport::new_with_command(path.clone()), path),
            Way::Smtp(smtp) => Transport::Smtp(transport(smtp)?),
        };
        let (waiting, sending) = (Arc::new(Semaphore::new(MAX_WAITING)), Semaphore::new(AT_ONCE));
        Ok(Self(Arc::new(Inner { from, transport, waiting, sending })))
    }

    /// Sends a message that may take a while to be made, in a task of its own: whoever calls this learns nothing of it, neither by an error
    /// nor by the time that it takes.
    pub fn send_later(&self, made: impl Future<Output = Option<Message>> + Send + 'static) {
        let permit = match Arc::clone(&self.0.waiting).try_acquire_owned() {
            Ok(permit) => permit,
            Err(TryAcquireError::NoPermits) => return tracing::error!("a message was dropped: too many are waiting"),
            Err(TryAcquireError::Closed) => return tracing::error!("a message was dropped: the server is stopping"),
        };
        let mailer = self.clone();
        tokio::spawn(async move {
            if let Some(message) = made.await {
                mailer.deliver(message).await;
            }
            drop(permit);
        });
    }

    /// Sends a message, in a task of its own.
    pub fn send(&self, message: Message) {
        self.send_later(std::future::ready(Some(message)));
    }

    /// Whether the way out works: asks the mail server.
    pub async fn check(&self) -> Result<(), MailError> {
        match &self.0.transport {
            Transport::Smtp(smtp) => {
                if smtp.test_connection().await? {
                    Ok(())
                } else {
                    Err(MailError::Unwilling)
                }
            }
            Transport::Program(_, path) => match tokio::fs::metadata(path).await {
                Ok(_) => Ok(()),
                Err(error) => Err(MailError::NoProgram(error)),
            },
        }
    }

    /// Takes no more messages and waits for those that are on their way, but not for long.
    pub async fn finish(&self, patience: Duration) {
        let all = u32::try_from(MAX_WAITING).unwrap_or(u32::MAX);
        if tokio::time::timeout(patience, self.0.waiting.acquire_many(all)).await.is_err() {
            tracing::warn!(n_messages = MAX_WAITING - self.0.waiting.available_permits(), "messages were not sent before the end");
        }
        self.0.waiting.close();
    }

    async fn deliver(&self, message: Message) {
        let composed = match message.composed(&self.0.from) {
            Ok(composed) => composed,
            Err(error) => return tracing::error!(error = chain(&error), "a message was not sent"),
        };
        for pause in PAUSES.into_iter().map(Some).chain([None]) {
            let error = match self.attempt(composed.clone()).await {
                Ok(()) => return tracing::debug!("sent a message"),
                Err(error) => error,
            };
            match pause.filter(|_| error.may_pass()) {
                Some(pause) => {
                    tracing::warn!(error = chain(&error), pause_ms = pause.as_millis(), "a message will be sent again");
                    tokio::time::sleep(pause).await;
                }
                None => return tracing::error!(error = chain(&error), "a message was not sent"),
            }
        }
    }

    async fn attempt(&self, message: lettre::Message) -> Result<(), MailError> {
        // Never closed.
        let _sending = self.0.sending.acquire().await;
        match &self.0.transport {
            Transport::Program(program, _) => program.send(message).await?,
            Transport::Smtp(smtp) => {
                smtp.send(message).await?;
            }
        }
        Ok(())
    }
}

fn transport(smtp: Smtp) -> Result<AsyncSmtpTransport<Tokio1Executor>, MailError> {
    let parameters = || TlsParameters::new(smtp.host.clone());
    let (tls, usual_port) = match smtp.tls {
        SmtpTls::Never => (Tls::None, 587),
        SmtpTls::WhereOffered => (Tls::Opportunistic(parameters()?), 587),
        SmtpTls::FromTheStart => (Tls::Wrapper(parameters()?), 465),
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(smtp.host.clone())
        .port(smtp.port.unwrap_or(usual_port))
        .tls(tls)
        .timeout(Some(STEP_TIMEOUT))
        .pool_config(PoolConfig::new().max_size(if smtp.keeps_connections { 5 } else { 0 }));
    if let Some(login) = smtp.login {
        builder = builder.credentials(Credentials::new(login.user, login.password));
    }
    if let Some(name) = smtp.own_name {
        builder = builder.hello_name(ClientId::Domain(name));
    }
    Ok(builder.build())
}

/// An error with what caused it. Replies of mail servers may name addresses, so they stay out.
fn chain(error: &MailError) -> String {
    match error {
        MailError::Smtp(smtp) => match smtp.status() {
            Some(code) => format!("{error}: it said {code}"),
            None if smtp.is_timeout() => format!("{error}: it didn't answer in time"),
            None if smtp.is_tls() => format!("{error}: the connection can't be encrypted"),
            None => format!("{error}: it can't be reached"),
        },
        other => other.to_string(),
    }
}
