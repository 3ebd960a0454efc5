//! The messages that clients send, as docs/live.md defines them.

use domain::live::Filter;
use lambda_http::Body;
use live::MAX_MESSAGE_BYTES;
use serde::Deserialize;
use types::event_id::EventId;
use types::secret::Secret;

use crate::client_message_error::ClientMessageError;

/// A client's message: `{"action":"resume","after":"<event id>"}` and so on.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
pub(crate) enum ClientMessage {
    /// Send frames from now on, and a catch-up of everything after this cursor.
    Resume {
        #[serde(default)]
        after: Option<EventId>,
        #[serde(default)]
        filter: Option<Filter>,
    },
    /// Send a catch-up of everything after this cursor.
    Ping { after: EventId },
    /// From now on, send only what matches this filter.
    Filter { filter: Filter },
    /// Use this token when the present one expires.
    Auth {
        #[serde(deserialize_with = "secret")]
        token: Secret,
    },
}

fn secret<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

impl ClientMessage {
    /// Parses the body of a `$default` request.
    ///
    /// # Errors
    /// [`ClientMessageError::TooLong`], or [`ClientMessageError::BadMessage`] if it is not a defined message.
    pub(crate) fn parse(body: &Body) -> Result<Self, ClientMessageError> {
        if body.len() > MAX_MESSAGE_BYTES {
            return Err(ClientMessageError::TooLong);
        }
        serde_json::from_slice(body).map_err(|_| ClientMessageError::BadMessage)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "01JBN4M9T80000000000000000";

    fn parse(text: impl ToString) -> Result<ClientMessage, ClientMessageError> {
        ClientMessage::parse(&Body::Text(text.to_string()))
    }

    fn valid(json: serde_json::Value) -> ClientMessage {
        parse(json).unwrap()
    }

    #[test]
    fn every_defined_message_is_parsed() {
        let after = Some(ID.parse().unwrap());
        assert_eq!(valid(json!({"action": "resume", "after": ID})), ClientMessage::Resume { after, filter: None });
        for without_cursor in [json!({"action": "resume", "after": null}), json!({"action": "resume"})] {
            assert_eq!(valid(without_cursor), ClientMessage::Resume { after: None, filter: None });
        }
        let filter: Filter = serde_json::from_value(json!({"channels": ["amazon"]})).unwrap();
        let resume = json!({"action": "resume", "filter": {"channels": ["amazon"]}});
        assert_eq!(valid(resume), ClientMessage::Resume { after: None, filter: Some(filter.clone()) });
        let set_filter = json!({"action": "filter", "filter": {"channels": ["amazon"]}});
        assert_eq!(valid(set_filter), ClientMessage::Filter { filter });
        assert_eq!(valid(json!({"action": "ping", "after": ID})), ClientMessage::Ping { after: ID.parse().unwrap() });
    }

    #[test]
    fn token_of_auth_is_not_printed() {
        let auth = valid(json!({"action": "auth", "token": "a.b.c"}));
        assert!(!format!("{auth:?}").contains("a.b.c"));
        assert_eq!(auth, ClientMessage::Auth { token: Secret::new("a.b.c") });
    }

    #[test]
    fn undefined_message_is_rejected() {
        for bad in [
            json!({}),
            json!([]),
            json!("resume"),
            json!({"action": "drop"}),
            json!({"action": "resume", "after": "x"}),
            json!({"action": "resume", "x": 1}),
            json!({"action": "resume", "filter": {"x": 1}}),
            json!({"action": "ping"}),
            json!({"action": "ping", "after": null}),
            json!({"action": "filter"}),
            json!({"action": "filter", "filter": null}),
            json!({"action": "filter", "filter": {"topics": vec!["a"; 51]}}),
            json!({"action": "auth"}),
            json!({"action": "auth", "token": 1}),
        ] {
            assert!(matches!(parse(&bad), Err(ClientMessageError::BadMessage)), "{bad}");
        }
        assert!(matches!(parse(""), Err(ClientMessageError::BadMessage)));
    }

    #[test]
    fn message_over_the_size_limit_is_rejected() {
        let long = json!({"action": "auth", "token": "x".repeat(MAX_MESSAGE_BYTES)});
        assert!(matches!(parse(long), Err(ClientMessageError::TooLong)));
    }
}
