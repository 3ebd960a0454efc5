//! The configurable source of an integration's topics.

use std::collections::BTreeMap;

use http::HeaderMap;
use percent_encoding::percent_decode_str;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use types::json_text::json_text;

use super::{Schemes, sender_header};
use crate::json_pointer;

/// The longest topic, in characters.
pub const MAX_TOPIC_CHARS: usize = 100;
/// The longest JSON pointer, in characters.
const MAX_POINTER_CHARS: usize = 200;
/// The most topics of a sender that can be renamed.
const MAX_NAMES: usize = 50;

/// Where the topic of a webhook is read from, and how the sender's topics are renamed. A topic that no signature covers
/// is only displayed: no state is derived from it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "SerializedTopicSource", into = "SerializedTopicSource")]
pub struct TopicSource {
    /// The location of the topic.
    pub from: TopicLocation,
    /// The sender's topics and what Storebell calls them, such as `CreateOrder` to `order/create`; other topics stay as
    /// they are.
    pub names: BTreeMap<String, String>,
}

/// A location from which a topic can be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicLocation {
    /// The rest of the path after the integration's id.
    Path,
    /// A header; its name is in lower case.
    Header(String),
    /// A JSON pointer (RFC 6901) into the body.
    Body(String),
}

impl TopicSource {
    /// Checks the settings together with the integration's schemes.
    ///
    /// # Errors
    /// A sentence for the person who entered them.
    pub fn check(&self, schemes: &Schemes) -> Result<(), &'static str> {
        match &self.from {
            TopicLocation::Path => Ok(()),
            TopicLocation::Header(name) => sender_header::check(name, schemes),
            TopicLocation::Body(pointer) if pointer.len() > MAX_POINTER_CHARS || !json_pointer::is_pointer(pointer) => {
                Err("the pointer must be a JSON pointer of at most 200 characters, such as /event/type")
            }
            TopicLocation::Body(_) => Ok(()),
        }?;
        let is_topic =
            |text: &String| (1..=MAX_TOPIC_CHARS).contains(&text.chars().count()) && !text.contains(char::is_control);
        if self.names.len() > MAX_NAMES || !self.names.iter().all(|(theirs, ours)| is_topic(theirs) && is_topic(ours)) {
            return Err("at most 50 names are allowed, each of 1 to 100 characters");
        }
        Ok(())
    }

    /// Whether the sender's topic is part of the body, so that webhooks with equal bodies have equal topics.
    pub fn is_in_body(&self) -> bool {
        matches!(self.from, TopicLocation::Body(_))
    }

    /// Whether the owner's renames yield this topic.
    pub fn has_topic(&self, topic: &str) -> bool {
        self.names.values().any(|name| name == topic)
    }

    /// The topic of a verified request; empty if its location holds none. `path` is the rest of the path after the
    /// integration's id.
    pub fn topic(&self, path: Option<&str>, headers: &HeaderMap, body: &[u8], schemes: &Schemes) -> String {
        let topic = match &self.from {
            TopicLocation::Path => path.map(str::to_owned),
            // Checked again, since a stored row may be older than the rule: a secret or signature is never shown as a
            // topic.
            TopicLocation::Header(name) if sender_header::is_secret(name, schemes) => None,
            TopicLocation::Header(name) => headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned),
            TopicLocation::Body(pointer) => topic_in_body(body, pointer),
        };
        let topic = topic.unwrap_or_default().trim().to_owned();
        self.names.get(&topic).cloned().unwrap_or(topic)
    }
}

/// Decodes a percent-encoded topic in a path; `None` if it cannot be a topic.
pub fn topic_in_path(text: &str) -> Option<String> {
    let topic = percent_decode_str(text).decode_utf8().ok()?;
    let is_valid = (1..=MAX_TOPIC_CHARS).contains(&topic.chars().count()) && !topic.contains(char::is_control);
    is_valid.then(|| topic.into_owned())
}

/// The text or the number at this location of a body.
///
/// The pointer is followed in one pass over the raw JSON, without a tree of values: a body may have 4 MB. The result is
/// only a topic: no state is read from it.
fn topic_in_body(body: &[u8], pointer: &str) -> Option<String> {
    let json = json_text(body);
    let found = json_pointer::find(&json, pointer)?;
    text(found).or_else(|| number(found))
}

fn text(value: &RawValue) -> Option<String> {
    serde_json::from_str(value.get()).ok()
}

fn number(value: &RawValue) -> Option<String> {
    let digits = value.get();
    digits.starts_with(|c: char| c == '-' || c.is_ascii_digit()).then(|| digits.to_owned())
}

/// The serialized form, as owners write it and as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SerializedTopicSource {
    from: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pointer: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    names: BTreeMap<String, String>,
}

impl TryFrom<SerializedTopicSource> for TopicSource {
    type Error = &'static str;

    fn try_from(serialized: SerializedTopicSource) -> Result<Self, Self::Error> {
        let from = match (serialized.from.as_str(), serialized.name, serialized.pointer) {
            ("path", None, None) => TopicLocation::Path,
            ("header", Some(name), None) => TopicLocation::Header(name.to_ascii_lowercase()),
            ("body", None, Some(pointer)) => TopicLocation::Body(pointer),
            _ => return Err("the source must be path, header with a name, or body with a pointer"),
        };
        Ok(Self { from, names: serialized.names })
    }
}

impl From<TopicSource> for SerializedTopicSource {
    fn from(source: TopicSource) -> Self {
        let (from, name, pointer) = match source.from {
            TopicLocation::Path => ("path", None, None),
            TopicLocation::Header(name) => ("header", Some(name), None),
            TopicLocation::Body(pointer) => ("body", None, Some(pointer)),
        };
        Self { from: from.to_owned(), name, pointer, names: source.names }
    }
}

#[cfg(test)]
mod tests;
