//! Messages of clients.

use domain::live::Filter;
use lambda_http::Body;
use live::MAX_MESSAGE_BYTES;
use live::push::disconnect;
use runtime::response::Response;
use serde::Deserialize;
use store::StoreError;
use tracing::{debug, error, warn};
use types::event_id::EventId;
use types::secret::Secret;

use crate::client_message_error::ClientMessageError;
use crate::{WebSocket, done};

/// A client's message.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
enum Message {
    /// "Send me frames from now on, and what came after this event."
    Resume {
        #[serde(default)]
        after: Option<EventId>,
        #[serde(default)]
        filter: Option<Filter>,
    },
    /// "Is there anything after this event that did not reach me?"
    Ping { after: EventId },
    /// "Send me only this from now on."
    Filter { filter: Filter },
    /// "Go on with this token when the first one ends."
    Auth {
        #[serde(deserialize_with = "token")]
        token: Secret,
    },
}

fn token<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Secret, D::Error> {
    String::deserialize(deserializer).map(Secret::new)
}

impl WebSocket {
    /// Serves one message. One that is none of ours is answered with an error frame and reads no table, unless too many such
    /// have come.
    pub(crate) async fn message(&self, id: &str, body: &Body) -> Result<Response, StoreError> {
        let served = match read(body) {
            Ok(Message::Resume { after, filter }) => self.resume(id, after, &filter.unwrap_or_default()).await,
            Ok(Message::Ping { after }) => self.ping(id, after).await,
            Ok(Message::Filter { filter }) => self.filter(id, &filter).await,
            Ok(Message::Auth { token }) => self.prolong(id, &token).await,
            Err(refused) => Err(refused),
        };
        if let Err(refused) = served {
            self.refuse(id, &refused).await?;
        }
        Ok(done())
    }

    async fn refuse(&self, id: &str, refused: &ClientMessageError) -> Result<(), StoreError> {
        match refused {
            ClientMessageError::Closed(why) => {
                warn!(connection.id = id, why, "a live connection is closed");
                return self.close(id).await;
            }
            ClientMessageError::Store(error) => {
                error!(connection.id = id, %error, "a live client's message was not served")
            }
            other if other.is_the_clients() && self.refusals.add(id, self.clock.now()) => {
                warn!(connection.id = id, reason = ?other, "a live connection is closed: too much of it was refused");
                return self.close(id).await;
            }
            other => debug!(connection.id = id, reason = ?other, "a live client's message was refused"),
        }
        self.gateway.post(id, &refused.frame()).await;
        Ok(())
    }

    /// Closes the socket even where its row cannot be found, or stays.
    async fn close(&self, id: &str) -> Result<(), StoreError> {
        match self.connections.user_of(id).await {
            Ok(Some(user)) => disconnect(&self.connections, &self.gateway, &user, id).await,
            unknown => {
                self.gateway.close(id).await;
                unknown.map(drop)
            }
        }
    }
}

fn read(body: &Body) -> Result<Message, ClientMessageError> {
    if body.len() > MAX_MESSAGE_BYTES {
        return Err(ClientMessageError::TooLong);
    }
    serde_json::from_slice(body).map_err(|_| ClientMessageError::BadMessage)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const ID: &str = "01JBN4M9T80000000000000000";

    fn of(text: impl ToString) -> Result<Message, ClientMessageError> {
        read(&Body::Text(text.to_string()))
    }

    fn good(json: serde_json::Value) -> Message {
        of(json).unwrap()
    }

    #[test]
    fn every_message_that_is_defined_is_read() {
        let after = Some(ID.parse().unwrap());
        assert_eq!(good(json!({"action": "resume", "after": ID})), Message::Resume { after, filter: None });
        for without in [json!({"action": "resume", "after": null}), json!({"action": "resume"})] {
            assert_eq!(good(without), Message::Resume { after: None, filter: None });
        }
        let filter: Filter = serde_json::from_value(json!({"channels": ["amazon"]})).unwrap();
        let resume = json!({"action": "resume", "filter": {"channels": ["amazon"]}});
        assert_eq!(good(resume), Message::Resume { after: None, filter: Some(filter.clone()) });
        assert_eq!(good(json!({"action": "filter", "filter": {"channels": ["amazon"]}})), Message::Filter { filter });
        assert_eq!(good(json!({"action": "ping", "after": ID})), Message::Ping { after: ID.parse().unwrap() });
        let auth = good(json!({"action": "auth", "token": "a.b.c"}));
        assert!(!format!("{auth:?}").contains("a.b.c"));
        assert_eq!(auth, Message::Auth { token: Secret::new("a.b.c") });
    }

    #[test]
    fn anything_else_is_refused() {
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
            assert!(matches!(of(&bad), Err(ClientMessageError::BadMessage)), "{bad}");
        }
        assert!(matches!(of(""), Err(ClientMessageError::BadMessage)));
        let long = json!({"action": "auth", "token": "x".repeat(MAX_MESSAGE_BYTES)});
        assert!(matches!(of(long), Err(ClientMessageError::TooLong)));
    }
}
