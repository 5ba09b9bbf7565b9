//! One message to one person.

use lettre::message::{
    Mailbox, MultiPart,
    header::{Header, HeaderName, HeaderValue},
};

use crate::MailError;

/// A message: the same text twice, for readers of plain text and of HTML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// The address that it goes to.
    pub to: String,
    /// The name that it comes from, beside the address of the settings; `None`: as set.
    pub from_name: Option<String>,
    /// What it is about.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

/// Whether a text is an e-mail address that a message can go to.
pub fn is_address(text: &str) -> bool {
    text.parse::<lettre::Address>().is_ok()
}

impl Message {
    /// The message as it travels.
    pub(crate) fn composed(self, from: &Mailbox) -> Result<lettre::Message, MailError> {
        let to = self.to.parse::<lettre::Address>().map_err(|_| MailError::To)?;
        let from = match (&from.name, self.from_name) {
            (None, Some(name)) => Mailbox::new(Some(name), from.email.clone()),
            _ => from.clone(),
        };
        lettre::Message::builder()
            .from(from)
            .to(Mailbox::new(None, to))
            .subject(self.subject)
            .header(AutoSubmitted)
            .multipart(MultiPart::alternative_plain_html(self.text, self.html))
            .map_err(MailError::Message)
    }
}

/// Tells other programs not to answer by themselves.
#[derive(Debug, Clone, Copy)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn message() -> Message {
        Message {
            to: "ann@example.com".to_owned(),
            from_name: Some("Grüne Küche".to_owned()),
            subject: "Hello\r\nBcc: eve@example.com".to_owned(),
            text: "plain words".to_owned(),
            html: "<p>rich words</p>".to_owned(),
        }
    }

    fn sent(message: Message, from: &str) -> String {
        let composed = message.composed(&from.parse().unwrap()).unwrap();
        String::from_utf8(composed.formatted()).unwrap()
    }

    #[test]
    fn carries_both_forms_and_the_projects_name() {
        let text = sent(message(), "no-reply@example.com");
        assert!(text.contains("plain words") && text.contains("<p>rich words</p>"), "{text}");
        assert!(text.contains("To: ann@example.com\r\n") && text.contains("<no-reply@example.com>"), "{text}");
        assert!(text.contains("=?utf-8?b?"), "the name is encoded: {text}");
    }

    #[test]
    fn a_name_in_the_settings_stays() {
        assert!(sent(message(), "Desk <desk@example.com>").contains("From: Desk <desk@example.com>\r\n"));
    }

    #[test]
    fn no_line_of_the_subject_becomes_a_header() {
        assert!(!sent(message(), "no-reply@example.com").contains("\r\nBcc:"));
    }

    #[test]
    fn a_message_to_nobody_is_refused() {
        for to in ["", "nobody", "a@example.com, b@example.com", "a@example.com\r\nBcc: b@example.com"] {
            let composed = Message { to: to.to_owned(), ..message() }.composed(&"no-reply@example.com".parse().unwrap());
            assert!(matches!(composed, Err(MailError::To)), "{to}");
            assert!(!is_address(to), "{to}");
        }
    }
}
