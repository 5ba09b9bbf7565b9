//! What mails say. One place for all their words: each is a few sentences around one link, as plain text and as HTML.

use std::fmt::Write as _;
use std::time::Duration;

use relata_mail::Message;

use crate::EngineError;

use super::Accounts;

/// A mail without its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// The project's name.
    pub project: String,
    /// What it is about.
    pub subject: String,
    /// What stands before the link.
    pub before: Vec<String>,
    /// What the link says, and where it leads.
    pub link: (String, String),
    /// What stands behind it.
    pub after: Vec<String>,
}

pub(super) fn invitation(project: &str, link: &str, lifetime: Duration) -> Letter {
    Letter {
        project: project.to_owned(),
        subject: format!("Your invitation to {project}"),
        before: vec![format!("Somebody has made an account for you at {project}. Choose a password, and you are in.")],
        link: ("Choose a password".to_owned(), link.to_owned()),
        after: vec![
            format!("The link works once, and for {}.", said(lifetime)),
            "If you didn't expect this, there is nothing to do.".to_owned(),
        ],
    }
}

pub(super) fn verification(project: &str, link: &str, lifetime: Duration) -> Letter {
    Letter {
        project: project.to_owned(),
        subject: format!("Is this your address? ({project})"),
        before: vec![format!("Somebody has registered at {project} with this address. If it was you, confirm it here.")],
        link: ("This is my address".to_owned(), link.to_owned()),
        after: vec![
            format!("The link works once, and for {}.", said(lifetime)),
            "If it wasn't you, don't open it: without it nobody can use the account.".to_owned(),
        ],
    }
}

pub(super) fn new_password(project: &str, link: &str, lifetime: Duration) -> Letter {
    Letter {
        project: project.to_owned(),
        subject: format!("A new password for {project}"),
        before: vec![format!("Somebody has asked for a new password for your account at {project}. If it was you, choose one here.")],
        link: ("Choose a new password".to_owned(), link.to_owned()),
        after: vec![
            format!("The link works once, and for {}. All your sessions end when you use it.", said(lifetime)),
            "If it wasn't you, there is nothing to do: your password stays as it is.".to_owned(),
        ],
    }
}

pub(super) fn share(project: &str, name: Option<&str>, link: &str) -> Letter {
    let what = name.map_or_else(|| "something".to_owned(), |name| format!("\"{name}\""));
    Letter {
        project: project.to_owned(),
        subject: format!("Something to look at in {project}"),
        before: vec![format!("Somebody at {project} shares {what} with you. You need no account to see it.")],
        link: ("Look at it".to_owned(), link.to_owned()),
        after: Vec::new(),
    }
}

impl Letter {
    /// The letter, addressed.
    pub(super) fn to(&self, to: String) -> Message {
        let from_name = Some(self.project.clone()).filter(|name| !name.is_empty());
        Message { to, from_name, subject: self.subject.clone(), text: self.text(), html: self.html() }
    }

    fn text(&self) -> String {
        let (_, link) = &self.link;
        let mut paragraphs: Vec<&str> = self.before.iter().map(String::as_str).collect();
        paragraphs.push(link);
        paragraphs.extend(self.after.iter().map(String::as_str));
        paragraphs.join("\n\n") + "\n\n-- \n" + &self.project + "\n"
    }

    fn html(&self) -> String {
        let (label, link) = &self.link;
        let mut body = String::new();
        let mut paragraph = |text: &str, style: &str| {
            // Writing to a string can't fail.
            let _ = write!(body, "<p style=\"{style}\">{text}</p>");
        };
        self.before.iter().for_each(|text| paragraph(&escaped(text), "margin:0 0 16px"));
        let button = "display:inline-block;padding:10px 18px;border-radius:6px;background:#2f5bd0;color:#ffffff;text-decoration:none";
        paragraph(&format!("<a href=\"{}\" style=\"{button}\">{}</a>", escaped(link), escaped(label)), "margin:24px 0");
        self.after.iter().for_each(|text| paragraph(&escaped(text), "margin:0 0 16px;color:#5b6470"));
        format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"margin:0;padding:32px 16px;background:#f4f5f7;font:16px/1.5 sans-serif;color:#1c2430\">\
             <div style=\"max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px\">\
             <h1 style=\"margin:0 0 16px;font-size:20px\">{project}</h1>{body}</div></body></html>",
            subject = escaped(&self.subject),
            project = escaped(&self.project),
        )
    }
}

impl Accounts {
    /// Sends what a future makes. What goes wrong meanwhile is told to the log only.
    pub(super) fn mail_later(&self, made: impl Future<Output = Result<Option<Message>, EngineError>> + Send + 'static) {
        self.0.mailer.send_later(async move {
            made.await.unwrap_or_else(|error| {
                tracing::error!(%error, cause = ?std::error::Error::source(&error), "a message was not sent");
                None
            })
        });
    }
}

/// A text for HTML, within elements and attributes alike.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// A lifetime in words, in the largest unit that it fills.
fn said(lifetime: Duration) -> String {
    let minutes = lifetime.as_secs().div_ceil(60);
    let (n, unit) = match minutes {
        n if n >= 48 * 60 => (n / (24 * 60), "day"),
        n if n >= 120 => (n / 60, "hour"),
        n => (n, "minute"),
    };
    if n == 1 { format!("1 {unit}") } else { format!("{n} {unit}s") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_projects_name_is_no_markup() {
        let letter = new_password("<b>A & \"B\"</b>", "https://a.example/?x=1&token=t", Duration::from_hours(24));
        let message = letter.to("ann@example.com".to_owned());
        assert!(!message.html.contains("<b>"), "{}", message.html);
        assert!(message.html.contains("href=\"https://a.example/?x=1&amp;token=t\""), "{}", message.html);
        assert!(message.text.contains("\n\nhttps://a.example/?x=1&token=t\n\n"), "{}", message.text);
    }

    #[test]
    fn lifetimes_read_like_words() {
        let check = |seconds, text: &str| assert_eq!(said(Duration::from_secs(seconds)), text);
        check(7 * 24 * 3600, "7 days");
        check(24 * 3600, "24 hours");
        check(3600, "60 minutes");
        check(30, "1 minute");
    }
}
