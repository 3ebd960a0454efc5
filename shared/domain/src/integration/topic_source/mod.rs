//! Where an integration's topics stand, where its owner says it.

use std::collections::BTreeMap;

use http::{HeaderMap, HeaderName};
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use types::transport::Transport;

use super::Schemes;
use crate::json_pointer;

/// The longest topic, in characters.
pub const MAX_TOPIC_CHARS: usize = 100;
/// The longest header name and pointer, in characters.
const LONGEST_HEADER: usize = 64;
const LONGEST_POINTER: usize = 200;
/// The most words that can have other names.
const MOST_NAMES: usize = 50;
/// Headers whose value is a secret whatever the scheme; a topic is shown to everybody who sees the integration.
const SECRET_HEADERS: [&str; 3] = ["authorization", "cookie", "proxy-authorization"];

/// Where a topic stands, and what the sender's words are called here. A topic that nothing signs is only a topic:
/// nothing of state is read from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "Written")]
pub struct TopicSource {
    /// The place.
    pub from: TopicPlace,
    /// From the sender's words to ours, such as `CreateOrder` to `order/create`; other words stay as they are.
    pub names: BTreeMap<String, String>,
}

/// A place where a topic may stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicPlace {
    /// What follows the integration's id in the path.
    Path,
    /// A header, its name in lower case.
    Header(String),
    /// A place in the JSON body, as a JSON pointer (RFC 6901).
    Body(String),
}

impl TopicSource {
    /// Whether such a source can be, beside these schemes.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self, schemes: &Schemes) -> Result<(), &'static str> {
        match &self.from {
            TopicPlace::Path => Ok(()),
            TopicPlace::Header(name) => check_header(name, schemes),
            TopicPlace::Body(pointer) if pointer.len() > LONGEST_POINTER || !json_pointer::is_pointer(pointer) => {
                Err("the pointer is no JSON pointer of at most 200 characters, such as /event/type")
            }
            TopicPlace::Body(_) => Ok(()),
        }?;
        let is_topic =
            |text: &String| (1..=MAX_TOPIC_CHARS).contains(&text.chars().count()) && !text.contains(char::is_control);
        if self.names.len() > MOST_NAMES || !self.names.iter().all(|(theirs, ours)| is_topic(theirs) && is_topic(ours))
        {
            return Err("the names are more than 50, or one is not of 1 to 100 characters");
        }
        Ok(())
    }

    /// Whether the topic is one that its owner has named.
    pub fn has_topic(&self, topic: &str) -> bool {
        self.names.values().any(|name| name == topic)
    }

    /// The topic of a request that was proven; empty where there is none in its place. `path` is what follows the
    /// integration's id there.
    pub fn topic(&self, path: Option<&str>, headers: &HeaderMap, body: &[u8], schemes: &Schemes) -> String {
        let word = match &self.from {
            TopicPlace::Path => path.map(str::to_owned),
            // Also here, since a row may be older than a rule: a proof is never shown as a topic.
            TopicPlace::Header(name) if is_secret(name, schemes) => None,
            TopicPlace::Header(name) => headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned),
            TopicPlace::Body(pointer) => in_body(body, pointer),
        };
        let word = word.unwrap_or_default().trim().to_owned();
        self.names.get(&word).cloned().unwrap_or(word)
    }
}

/// A topic as a path writes it, percent-encoded; `None` for what can be none.
pub fn topic_in_path(text: &str) -> Option<String> {
    let topic = percent_decode_str(text).decode_utf8().ok()?;
    let fits = (1..=MAX_TOPIC_CHARS).contains(&topic.chars().count()) && !topic.contains(char::is_control);
    fits.then(|| topic.into_owned())
}

fn check_header(name: &str, schemes: &Schemes) -> Result<(), &'static str> {
    let lower = !name.bytes().any(|byte| byte.is_ascii_uppercase());
    if !lower || name.len() > LONGEST_HEADER || HeaderName::from_bytes(name.as_bytes()).is_err() {
        return Err("the header is no header name in lower case");
    }
    if is_secret(name, schemes) { Err("the header is one that holds a secret or a proof") } else { Ok(()) }
}

fn is_secret(header: &str, schemes: &Schemes) -> bool {
    SECRET_HEADERS.contains(&header)
        || schemes.of(Transport::Https).is_some_and(|scheme| scheme.is_signature_header(header))
}

/// The text or the number in this place of a body.
fn in_body(body: &[u8], pointer: &str) -> Option<String> {
    let found = json_pointer::find(std::str::from_utf8(body).ok()?, pointer)?;
    text(found).or_else(|| number(found))
}

fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

fn number(value: &RawValue) -> Option<String> {
    let digits = value.get();
    digits.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then(|| digits.to_owned())
}

/// As owners write it, and as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<String, String>,
}

impl TryFrom<Written> for TopicSource {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let from = match (written.from.as_str(), written.name, written.pointer) {
            ("path", None, None) => TopicPlace::Path,
            ("header", Some(name), None) => TopicPlace::Header(name),
            ("body", None, Some(pointer)) => TopicPlace::Body(pointer),
            _ => return Err("the source is not path, header with its name, or body with a pointer"),
        };
        Ok(Self { from, names: written.names })
    }
}

impl From<TopicSource> for Written {
    fn from(source: TopicSource) -> Self {
        let (from, name, pointer) = match source.from {
            TopicPlace::Path => ("path", None, None),
            TopicPlace::Header(name) => ("header", Some(name), None),
            TopicPlace::Body(pointer) => ("body", None, Some(pointer)),
        };
        Self { from: from.to_owned(), name, pointer, names: source.names }
    }
}

#[cfg(test)]
mod tests;
