//! The values of a message's JSON object. Each name occurs at most once, and each value is a string.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::de::{Deserializer, Error as _, IgnoredAny, MapAccess, Visitor};

/// The largest body, in bytes. A message has at most 256 KB
/// (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>), and JSON escapes make it up to six times as long.
const MAX_BODY_BYTES: usize = 2 * 1024 * 1024;

/// The most names in a body. SNS writes at most eleven.
const MAX_FIELDS: usize = 32;

/// The values by name. The names are those that SNS writes to HTTP endpoints.
pub(crate) struct Fields(HashMap<&'static str, String>);

impl Fields {
    /// Parses a JSON object. `None` if it is not one, is too large, or has a name twice or a value that is not a string. Names
    /// unknown to SNS are ignored, and so is `MessageAttributes`, since it is not signed.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(body).ok().filter(|text| text.len() <= MAX_BODY_BYTES)?;
        let mut json = serde_json::Deserializer::from_str(text);
        let fields = json.deserialize_map(FieldsVisitor).ok()?;
        json.end().ok().map(|()| fields)
    }

    /// Whether there is a value with this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// Removes and returns the value with this name.
    pub(crate) fn take(&mut self, name: &str) -> Option<String> {
        self.0.remove(name)
    }
}

/// The name in its HTTP spelling. Messages to Lambda subscriptions spell `URL` as `Url`.
fn http_name(name: &str) -> Option<&'static str> {
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

struct FieldsVisitor;

impl<'de> Visitor<'de> for FieldsVisitor {
    type Value = Fields;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an SNS message")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields, A::Error> {
        let (mut seen, mut values) = (HashSet::new(), HashMap::new());
        while let Some(name) = map.next_key::<String>()? {
            let known = http_name(&name);
            if !seen.insert(known.map_or(name, str::to_owned)) || seen.len() > MAX_FIELDS {
                return Err(A::Error::custom("a name occurs twice, or there are too many names"));
            }
            let Some(known) = known else {
                map.next_value::<IgnoredAny>()?;
                continue;
            };
            match map.next_value::<Option<String>>()? {
                Some(value) => drop(values.insert(known, value)),
                // Messages to Lambda subscriptions have a null `Subject` if there is none, and do not sign it.
                None if known == "Subject" => {}
                None => return Err(A::Error::custom("a value is null")),
            }
        }
        Ok(Fields(values))
    }
}
