//! The WebSocket API: `$connect`, `$default` and `$disconnect` for a function, and the management API for its posts.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html>
//!
//! One task runs a connection from its `$connect` to its `$disconnect` (`connection_lifecycle`); `socket` moves the frames,
//! `connections` is where posts find a connection that has been accepted and has not ended.

mod close_reason;
mod connect_response;
mod connection;
mod connection_lifecycle;
mod connections;
mod event;
mod limits;
mod management;
mod messages;
mod socket;
mod upgrade;

use std::sync::Arc;

use serde_json::Value;
use tokio::time::timeout;
use tokio_util::task::TaskTracker;

use crate::lambda::Function;
use close_reason::CloseReason;
use connections::Connections;

pub use limits::WebSocketLimits;

/// A WebSocket API whose three routes are one function's. Cheap to clone: clones share the connections.
#[derive(Debug, Clone)]
pub struct WebSocketApi {
    function: Function,
    limits: Arc<WebSocketLimits>,
    connections: Arc<Connections>,
    tasks: TaskTracker,
}

/// The function did not answer; the reason is in the log.
#[derive(Debug)]
struct NoResponse;

impl WebSocketApi {
    /// An API without connections yet.
    #[must_use]
    pub fn new(function: Function, limits: WebSocketLimits) -> Self {
        Self { function, limits: Arc::new(limits), connections: Arc::default(), tasks: TaskTracker::new() }
    }

    /// Closes every connection, takes no more, and waits until each `$disconnect` has been answered.
    pub(super) async fn stop(&self) {
        self.connections.end_all(&CloseReason::Stopping);
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Invokes the function within the time that API Gateway would wait, and logs why it failed.
    async fn invoke(&self, event: &Value) -> Result<Value, NoResponse> {
        let waited = timeout(self.limits.integration_time, self.function.invoke(event)).await;
        let (error_type, message) = match waited {
            Ok(Ok(answer)) => return Ok(answer),
            Ok(Err(failure)) => (failure.error_type().to_owned(), failure.to_string()),
            Err(_elapsed) => ("IntegrationTimeout".to_owned(), "no answer in time".to_owned()),
        };
        tracing::warn!(
            function = self.function.name(),
            websocket.route = event["requestContext"]["routeKey"].as_str(),
            request_id = event["requestContext"]["requestId"].as_str(),
            error.r#type = error_type,
            error.message = message,
            "the WebSocket API's function gave no answer",
        );
        Err(NoResponse)
    }
}
