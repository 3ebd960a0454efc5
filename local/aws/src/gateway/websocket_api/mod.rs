//! The WebSocket API: `$connect`, `$default` and `$disconnect` for a function, and the management API for its posts.
//!
//! <https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html>
//!
//! One task runs a connection from its `$connect` to its `$disconnect` (`connection_lifecycle`); `socket` reads and writes the
//! frames; `connections` holds the connections that accept posts.

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

/// A WebSocket API with one function for its three routes. Cheap to clone: clones share the connections.
#[derive(Debug, Clone)]
pub struct WebSocketApi {
    function: Function,
    limits: Arc<WebSocketLimits>,
    connections: Arc<Connections>,
    tasks: TaskTracker,
}

/// The function returned no response; the reason is in the log.
#[derive(Debug)]
struct NoResponse;

impl WebSocketApi {
    /// An API without connections.
    #[must_use]
    pub fn new(function: Function, limits: WebSocketLimits) -> Self {
        Self { function, limits: Arc::new(limits), connections: Arc::default(), tasks: TaskTracker::new() }
    }

    /// Closes every connection, accepts no more, and waits until each `$disconnect` is handled.
    pub(super) async fn stop(&self) {
        self.connections.end_all(&CloseReason::Stopping);
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// Invokes the function within API Gateway's integration timeout, and logs a failure.
    async fn invoke(&self, event: &Value) -> Result<Value, NoResponse> {
        let outcome = timeout(self.limits.integration_time, self.function.invoke(event)).await;
        let (error_type, message) = match outcome {
            Ok(Ok(output)) => return Ok(output),
            Ok(Err(error)) => (error.error_type().to_owned(), error.to_string()),
            Err(_elapsed) => ("IntegrationTimeout".to_owned(), "no response in time".to_owned()),
        };
        tracing::warn!(
            function = self.function.name(),
            websocket.route = event["requestContext"]["routeKey"].as_str(),
            request_id = event["requestContext"]["requestId"].as_str(),
            error.r#type = error_type,
            error.message = message,
            "the function of the WebSocket API returned no response",
        );
        Err(NoResponse)
    }
}
