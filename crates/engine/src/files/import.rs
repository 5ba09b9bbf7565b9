//! Files fetched from other servers.

use percent_encoding::percent_decode_str;
use relata_outbound::{FetchError, Fetcher};
use relata_plan::{Action, Asker};
use relata_schema::CollectionName;
use serde_json::{Map, Value as Json};

use super::{COLLECTION, Files, Incoming, names};
use crate::{EngineError, ErrorCode, Written};

impl Files {
    /// Stores what a URL leads to as a new file, with what else is said about it. Nothing is fetched for those who may store nothing,
    /// and nobody learns why something can't be fetched: that would tell what stands in this server's neighbourhood. `allowed` are the
    /// media types that are taken, `image/*` any of a kind; none: all.
    pub async fn import(&self, asker: &Asker, url: &str, said: Map<String, Json>, allowed: &[String]) -> Result<Written, EngineError> {
        let files = CollectionName::parse(COLLECTION).map_err(|_| EngineError::forbidden())?;
        if !asker.may(&files, Action::Create) {
            return Err(EngineError::forbidden());
        }
        let fetched = self.fetcher().get(url).await.map_err(|error| unreachable(url, error))?;
        let path = percent_decode_str(fetched.url.path()).decode_utf8_lossy().into_owned();
        let media_type = fetched.response.headers().get("content-type").and_then(|value| value.to_str().ok());
        let media_type = media_type.map(|value| value.split(';').next().unwrap_or_default().trim().to_owned());
        let file_name = names::base(&path);
        let is = names::media_type(media_type.as_deref(), &file_name);
        if !allowed.is_empty() && !allowed.iter().any(|pattern| fits(&is, pattern)) {
            return Err(EngineError::invalid_payload(format!(
                "The URL leads to a file of type \"{is}\", which isn't among those asked for."
            )));
        }
        let file = Incoming { file_name, media_type, bytes: fetched.response.bytes_stream() };
        self.upload(asker, said, file).await
    }

    fn fetcher(&self) -> &Fetcher {
        &self.0.fetcher
    }
}

/// Whether a media type is the wanted one, or of the wanted kind.
fn fits(media_type: &str, pattern: &str) -> bool {
    let (media_type, pattern) = (media_type.to_ascii_lowercase(), pattern.trim().to_ascii_lowercase());
    pattern.strip_suffix('*').map_or(media_type == pattern, |start| media_type.starts_with(start.trim_end_matches("*/")))
}

fn unreachable(url: &str, error: FetchError) -> EngineError {
    let reason = format!("Couldn't fetch file from URL \"{url}\"");
    EngineError::new(ErrorCode::ServiceUnavailable, format!("Service \"external-file\" is unavailable. {reason}."))
        .with("service", "external-file")
        .with("reason", reason)
        .caused_by(match error {
            // Addresses may hold tokens.
            FetchError::Http(error) => FetchError::Http(error.without_url()),
            error => error,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn media_types_fit_whole_or_by_their_kind() {
        for (media_type, pattern, expected) in [
            ("image/png", "image/png", true),
            ("image/png", "IMAGE/*", true),
            ("image/png", "*/*", true),
            ("image/png", "*", true),
            ("image/png", "image", false),
            ("image/png", "text/*", false),
            ("image/svg+xml", "image/svg", false),
        ] {
            assert_eq!(fits(media_type, pattern), expected, "{media_type} {pattern}");
        }
    }
}
