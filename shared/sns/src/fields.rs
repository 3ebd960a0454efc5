//! The values of a message's JSON, as they came: each at most once, and each a text.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

/// Largest body, in bytes. A message has at most 256 KB
/// (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>), of which JSON makes six times that at worst.
const LARGEST: usize = 2 * 1024 * 1024;

/// Most names in a body. SNS writes at most eleven.
const MOST: usize = 32;

/// The values by name; the names as SNS writes them to HTTP endpoints.
pub(super) struct Fields(HashMap<&'static str, String>);

impl Fields {
    /// Reads a JSON object; `None` if it is none, is too large, has a name twice, or a value that is not a text.
    /// Names that are not SNS's are passed over, and so is `MessageAttributes`, which nothing signs.
    pub(super) fn read(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= LARGEST)?;
        let mut json = serde_json::Deserializer::from_str(text);
        let fields = json.deserialize_map(Collect).ok()?;
        json.end().ok().map(|()| fields)
    }

    /// Whether there is a value of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// The value of this name, which it takes out.
    pub(super) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }
}

/// The name that is meant: what Lambda subscriptions get is written with `Url`.
fn known(name: &str) -> Option<&'static str> {
    Some(match name {
        "Type" => "Type",
        "MessageId" => "MessageId",
        "TopicArn" => "TopicArn",
        "Subject" => "Subject",
        "Message" => "Message",
        "Timestamp" => "Timestamp",
        "Token" => "Token",
        "SignatureVersion" => "SignatureVersion",
        "Signature" => "Signature",
        "SubscribeURL" | "SubscribeUrl" => "SubscribeURL",
        "SigningCertURL" | "SigningCertUrl" => "SigningCertURL",
        "UnsubscribeURL" | "UnsubscribeUrl" => "UnsubscribeURL",
        _ => return None,
    })
}

struct Collect;

impl<'de> Visitor<'de> for Collect {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an SNS message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let (mut seen, mut values) = (HashSet::new(), HashMap::new());
        while let Some(name) = map.next_key::<String>()? {
            let known = known(&name);
            if !seen.insert(known.map_or(name, str::to_owned)) || seen.len() > MOST {
                return Err(A::Error::custom("a name stands twice, or there are too many"));
            }
            let Some(known) = known else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            match map.next_value::<Option<String>>()? {
                Some(value) => drop(values.insert(known, value)),
                // What Lambda subscriptions get says so when there is none, and signs nothing for it.
                None if known == "Subject" => {}
                None => return Err(A::Error::custom("a value is null")),
            }
        }
        Ok(Fields(values))
    }
}
