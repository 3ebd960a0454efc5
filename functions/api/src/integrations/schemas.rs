//! The schemas of settings whose Rust types do not have the form of their JSON. The tests compare them with those types.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// The signature scheme of each transport; webhooks by any other transport are rejected.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct Schemes {
    /// The scheme of webhooks over HTTPS.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    https: Option<Scheme>,
    /// The scheme of messages from an SQS queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    sqs: Option<Scheme>,
    /// The scheme of events from an EventBridge bus.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    eventbridge: Option<Scheme>,
}

/// A signature scheme with its settings; docs/signatures.md describes each.
#[derive(Serialize, Deserialize)]
#[serde(tag = "scheme", rename_all = "kebab-case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = SignatureScheme))]
enum Scheme {
    /// HMAC-SHA256 of the body.
    HmacSha256 {
        /// The header of the signature; it may be written in any case, and is stored in lower case.
        header: String,
        /// `base64` or `hex`.
        encoding: String,
        /// The text before the signature, such as `sha256=`; it may end with a space.
        prefix: String,
    },
    /// Standard Webhooks: HMAC-SHA256 of id, timestamp and body.
    StandardWebhooks {
        /// How many seconds the timestamp may differ from the time of receipt.
        tolerance_seconds: u32,
    },
    /// A token in a header; it does not cover the body.
    StaticToken {
        /// The header of the token; it may be written in any case, and is stored in lower case.
        header: String,
        /// The text before the token, such as `Bearer ` with its space; it is compared in any case.
        prefix: String,
    },
    /// Flipkart's SHA-1 of date, URL and secret; it does not cover the body.
    Fklogin {
        /// The application id that Flipkart assigned.
        app_id: String,
        /// The URL as it is registered at Flipkart.
        url: String,
        /// How many seconds the date may differ from the time of receipt.
        window_seconds: u32,
    },
    /// The signature of Amazon SNS.
    Sns {
        /// The ARNs of the topics whose messages are accepted.
        topics: Vec<String>,
        /// The greatest age of a message, in seconds.
        max_age_seconds: u32,
        /// How many seconds a message may be dated in the future.
        max_ahead_seconds: u32,
    },
    /// Verified by IAM: the policy of the queue or bus decides who may send to it.
    Iam {
        /// The ids of the applications whose messages are accepted; empty for every application.
        applications: Vec<String>,
    },
}

/// Where topics are read from.
#[derive(Serialize, Deserialize)]
#[serde(tag = "from", rename_all = "lowercase", deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) enum TopicSource {
    /// The part of the path after the integration's id.
    Path {
        /// Names for topics, such as `order/create` for `CreateOrder`; other topics keep the sender's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        names: Option<BTreeMap<String, String>>,
    },
    /// A header.
    Header {
        /// The header; it may be written in any case, and is stored in lower case.
        name: String,
        /// Names for topics, such as `order/create` for `CreateOrder`; other topics keep the sender's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        names: Option<BTreeMap<String, String>>,
    },
    /// A member of the JSON body.
    Body {
        /// The JSON pointer of the member (RFC 6901).
        pointer: String,
        /// Names for topics, such as `order/create` for `CreateOrder`; other topics keep the sender's name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(nullable = false))]
        names: Option<BTreeMap<String, String>>,
    },
}

/// The signature scheme of each transport: the name of the scheme, or an object with `scheme` and its settings. Settings
/// that are left out get their defaults.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[schema(example = json!({"https": {"scheme": "hmac-sha256", "header": "x-signature"}}))]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct SchemesRequest {
    /// The scheme of webhooks over HTTPS.
    https: Option<serde_json::Value>,
    /// The scheme of messages from an SQS queue.
    sqs: Option<serde_json::Value>,
    /// The scheme of events from an EventBridge bus.
    eventbridge: Option<serde_json::Value>,
}

/// A secret: a new one by `value`, or an existing one by `id`.
#[cfg(feature = "openapi")]
#[derive(utoipa::ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct SecretRequest {
    /// The id of an existing secret, which stays.
    id: Option<String>,
    /// The value of a new secret: printable ASCII characters, without a space at either end. It is never returned.
    #[schema(write_only)]
    value: Option<String>,
    /// When the secret expires; never, if null. If absent, a new secret never expires and an existing one keeps its expiry.
    expires_at: Option<types::time::Time>,
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeOwned;
    use serde_json::{Value, json};

    use super::*;

    /// Whether `Setting` and `Schema` read `value`, and write the same members.
    fn is_same<Setting: DeserializeOwned + Serialize, Schema: DeserializeOwned + Serialize>(value: &Value) {
        let setting = serde_json::to_value(serde_json::from_value::<Setting>(value.clone()).unwrap()).unwrap();
        let schema: Schema = serde_json::from_value(setting.clone()).unwrap();
        assert_eq!(serde_json::to_value(schema).unwrap(), setting);
    }

    #[test]
    fn schema_of_each_scheme_has_the_members_of_its_settings() {
        let topic = "arn:aws:sns:eu-west-1:123456789012:orders";
        let schemes = [
            json!({"scheme": "hmac-sha256", "header": "x-signature"}),
            json!({"scheme": "standard-webhooks"}),
            json!({"scheme": "static-token", "header": "x-token"}),
            json!({"scheme": "fklogin", "app_id": "a", "url": "https://a.example/"}),
            json!({"scheme": "sns", "topics": [topic]}),
            json!({"scheme": "iam", "applications": ["a"]}),
        ];
        for scheme in schemes {
            is_same::<domain::integration::Schemes, Schemes>(&json!({"https": scheme}));
            is_same::<domain::integration::Schemes, Schemes>(&json!({"sqs": scheme, "eventbridge": scheme}));
        }
    }

    #[test]
    fn schema_of_each_topic_source_has_its_members() {
        for source in [
            json!({"from": "path"}),
            json!({"from": "header", "name": "x-event", "names": {"a": "b"}}),
            json!({"from": "body", "pointer": "/event/type"}),
        ] {
            is_same::<domain::integration::TopicSource, TopicSource>(&source);
        }
    }
}
