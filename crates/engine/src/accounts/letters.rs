//! The mails: each is a few sentences around one link, as plain text and as HTML, in the language of whoever gets it.

use std::fmt::Write as _;
use std::time::Duration;

use relata_mail::Message;

use crate::EngineError;

use super::{
    Accounts,
    words::{Language, Text, Unit},
};

/// Who writes: the project, in a language.
#[derive(Debug, Clone)]
pub(super) struct Sender {
    /// The project's name.
    pub project: String,
    /// The language that its mail is written in.
    pub language: Language,
}

/// A mail without its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    /// The project's name.
    pub project: String,
    /// The language of everything below.
    pub language: Language,
    /// What it is about.
    pub subject: String,
    /// What stands before the link.
    pub before: String,
    /// What the link says, and where it leads.
    pub link: (String, String),
    /// What stands behind it.
    pub after: Vec<String>,
}

impl Sender {
    pub(super) fn invitation(&self, link: &str, lifetime: Duration) -> Letter {
        self.letter(&self.language.words().invitation, link, &[("lifetime", &self.said(lifetime))])
    }

    pub(super) fn verification(&self, link: &str, lifetime: Duration) -> Letter {
        self.letter(&self.language.words().verification, link, &[("lifetime", &self.said(lifetime))])
    }

    pub(super) fn new_password(&self, link: &str, lifetime: Duration) -> Letter {
        self.letter(&self.language.words().new_password, link, &[("lifetime", &self.said(lifetime))])
    }

    pub(super) fn share(&self, name: Option<&str>, link: &str) -> Letter {
        let words = self.language.words();
        name.map_or_else(|| self.letter(&words.share, link, &[]), |name| self.letter(&words.named_share, link, &[("name", name)]))
    }

    fn letter(&self, text: &Text, link: &str, values: &[(&str, &str)]) -> Letter {
        let filled = |template: &str| {
            let value = |name: &str| values.iter().find(|(known, _)| *known == name).map(|(_, value)| *value);
            filled(template, |name| if name == "project" { Some(self.project.as_str()) } else { value(name) })
        };
        Letter {
            project: self.project.clone(),
            language: self.language,
            subject: filled(text.subject),
            before: filled(text.before),
            link: (filled(text.link), link.to_owned()),
            after: text.after.iter().map(|paragraph| filled(paragraph)).collect(),
        }
    }

    /// A lifetime in words, in the largest unit that it fills.
    fn said(&self, lifetime: Duration) -> String {
        let minutes = lifetime.as_secs().div_ceil(60);
        let (n, unit) = match minutes {
            n if n >= 48 * 60 => (n / (24 * 60), Unit::Day),
            n if n >= 120 => (n / 60, Unit::Hour),
            n => (n, Unit::Minute),
        };
        self.language.lifetime(n, unit)
    }
}

/// A template with its `{names}` replaced; what a value holds is text.
fn filled<'v>(template: &str, value: impl Fn(&str) -> Option<&'v str>) -> String {
    let mut out = String::with_capacity(template.len());
    let mut parts = template.split('{');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap_or((part, ""));
        out.push_str(value(name).unwrap_or_default());
        out.push_str(rest);
    }
    out
}

impl Letter {
    /// The letter, addressed.
    pub(super) fn to(&self, to: String) -> Message {
        let from_name = Some(self.project.clone()).filter(|name| !name.is_empty());
        Message { to, from_name, subject: self.subject.clone(), text: self.text(), html: self.html() }
    }

    fn text(&self) -> String {
        let (_, link) = &self.link;
        let mut paragraphs = vec![self.before.as_str(), link];
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
        paragraph(&escaped(&self.before), "margin:0 0 16px");
        let button = "display:inline-block;padding:10px 18px;border-radius:6px;background:#2f5bd0;color:#ffffff;text-decoration:none";
        paragraph(&format!("<a href=\"{}\" style=\"{button}\">{}</a>", escaped(link), escaped(label)), "margin:24px 0");
        self.after.iter().for_each(|text| paragraph(&escaped(text), "margin:0 0 16px;color:#5b6470"));
        format!(
            "<!doctype html><html lang=\"{language}\" dir=\"{direction}\"><head><meta charset=\"utf-8\"><title>{subject}</title></head>\
             <body style=\"margin:0;padding:32px 16px;background:#f4f5f7;font:16px/1.5 sans-serif;color:#1c2430\">\
             <div style=\"max-width:520px;margin:0 auto;padding:32px;background:#ffffff;border-radius:8px\">\
             <h1 style=\"margin:0 0 16px;font-size:20px\">{project}</h1>{body}</div></body></html>",
            language = self.language.tag(),
            direction = self.language.direction(),
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

#[cfg(test)]
mod tests {
    use super::*;

    const LINK: &str = "https://a.example/?x=1&token=t";

    fn sender(language: Language) -> Sender {
        Sender { project: "<b>A & \"{lifetime}\"</b>".to_owned(), language }
    }

    #[test]
    fn a_projects_name_is_neither_markup_nor_template() {
        let message = sender(Language::English).new_password(LINK, Duration::from_hours(24)).to("ann@example.com".to_owned());
        assert!(!message.html.contains("<b>"), "{}", message.html);
        assert!(message.html.contains("href=\"https://a.example/?x=1&amp;token=t\""), "{}", message.html);
        assert!(message.text.contains("\n\nhttps://a.example/?x=1&token=t\n\n"), "{}", message.text);
        assert_eq!(message.subject, "A new password for <b>A & \"{lifetime}\"</b>");
    }

    #[test]
    fn lifetimes_read_like_words() {
        let check = |language, seconds, text: &str| assert_eq!(sender(language).said(Duration::from_secs(seconds)), text);
        check(Language::English, 7 * 24 * 3600, "7 days");
        check(Language::English, 24 * 3600, "24 hours");
        check(Language::English, 3600, "60 minutes");
        check(Language::English, 30, "1 minute");
        check(Language::German, 7 * 24 * 3600, "7 Tage");
        check(Language::Spanish, 30, "1 minuto");
        check(Language::Arabic, 7 * 24 * 3600, "7 أيام");
        check(Language::Arabic, 24 * 3600, "24 ساعة");
        check(Language::Arabic, 2 * 24 * 3600, "يومين");
    }

    #[test]
    fn every_letter_says_in_every_language_what_it_says_in_english() {
        for language in Language::ALL {
            let (here, lifetime) = (sender(language), Duration::from_hours(24));
            let letters = [
                (here.invitation(LINK, lifetime), Some(here.said(lifetime))),
                (here.verification(LINK, lifetime), Some(here.said(lifetime))),
                (here.new_password(LINK, lifetime), Some(here.said(lifetime))),
                (here.share(Some("Bread & butter"), LINK), Some("Bread & butter".to_owned())),
                (here.share(None, LINK), None),
            ];
            for (letter, told) in letters {
                let text = letter.text();
                assert!(told.is_none_or(|told| text.contains(&told)), "{text}");
                assert!(letter.subject.contains(&here.project) && letter.before.contains(&here.project), "{letter:?}");
                assert!(letter.html().contains(&format!("lang=\"{}\"", language.tag())), "{text}");
            }
        }
    }
}
