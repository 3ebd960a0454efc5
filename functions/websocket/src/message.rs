//! Messages of clients.

use lambda_http::Body;
use serde::Deserialize;
use shared::answer::Answer;
use shared::event_id::EventId;
use shared::live::error_frame;
use shared::store::StoreError;
use tracing::debug;

use crate::{WebSocket, done};

/// The largest message that is read, in bytes; all that are defined are far smaller.
const LARGEST: usize = 4 * 1024;

/// A client's message.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase", deny_unknown_fields)]
enum Message {
    /// "Send me frames from now on, and what came after this event."
    Resume {
        #[serde(default)]
        after: Option<EventId>,
    },
}

impl WebSocket {
    /// Serves one message; what is none of ours is answered with an error frame and costs nothing more.
    pub(crate) async fn message(&self, connection_id: &str, body: &Body) -> Result<Answer, StoreError> {
        match read(body) {
            Ok(Message::Resume { after }) => self.resume(connection_id, after).await?,
            Err(reason) => {
                debug!(connection.id = connection_id, "a client's message was not understood");
                self.gateway.post(connection_id, &error_frame("bad_message", reason)).await;
            }
        }
        Ok(done())
    }
}

fn read(body: &Body) -> Result<Message, &'static str> {
    if body.len() > LARGEST {
        return Err("The message is too long.");
    }
    serde_json::from_slice(body)
        .map_err(|_| "The message is not one that is defined: {\"action\":\"resume\",\"after\":\"<event id>\"}.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resume_is_read_with_and_without_a_place() {
        let id = "01JBN4M9T80000000000000000";
        let with = read(&Body::Text(format!(r#"{{"action":"resume","after":"{id}"}}"#)));
        assert_eq!(with, Ok(Message::Resume { after: Some(id.parse().unwrap()) }));
        for without in [r#"{"action":"resume","after":null}"#, r#"{"action":"resume"}"#] {
            assert_eq!(read(&Body::Text(without.into())), Ok(Message::Resume { after: None }));
        }
    }

    #[test]
    fn anything_else_is_refused() {
        let long = format!(r#"{{"action":"resume","after":"{}"}}"#, "0".repeat(LARGEST));
        for bad in [
            "",
            "{}",
            "[]",
            r#"{"action":"drop"}"#,
            r#"{"action":"resume","after":"x"}"#,
            r#"{"action":"resume","x":1}"#,
            &long,
        ] {
            assert!(read(&Body::Text(bad.into())).is_err(), "{bad:.40}");
        }
    }
}
