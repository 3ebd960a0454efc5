//! An emulator of API Gateway's management API, as far as a push uses it. The id of a connection selects the response.

use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use serde_json::Value;
use tokio::net::TcpListener;

/// How often the connection `throttled` is throttled before a post succeeds.
const THROTTLED_POSTS: usize = 2;

/// The emulated API. Clones share the recorded calls.
///
/// Posts succeed, but for connections with these ids: `gone` (410), `forbidden` (403), `throttled` (429 twice, then
/// success), `always-throttled` (429), `silent` (no response), and ids that begin with `hanging-` (no response, also to a
/// deletion).
#[derive(Clone, Debug, Default)]
pub struct ManagementApi {
    recorded_calls: Arc<Mutex<Vec<Call>>>,
    throttled_posts: Arc<AtomicUsize>,
}

/// A successful call.
#[derive(Clone, Debug, PartialEq)]
enum Call {
    Post { connection: String, frame: Value },
    Close { connection: String },
}

impl ManagementApi {
    /// Serves on loopback. Returns the endpoint.
    ///
    /// # Panics
    /// If no port is free.
    pub async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/@connections/{id}", post(post_frame).delete(close)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        endpoint
    }

    /// The frames that were posted to a connection.
    ///
    /// # Panics
    /// If an earlier call panicked.
    pub fn frames(&self, id: &str) -> Vec<Value> {
        let frame = |call: &Call| match call {
            Call::Post { connection, frame } if connection == id => Some(frame.clone()),
            _ => None,
        };
        self.recorded_calls.lock().unwrap().iter().filter_map(frame).collect()
    }

    /// Whether a connection was closed.
    ///
    /// # Panics
    /// If an earlier call panicked.
    pub fn was_closed(&self, id: &str) -> bool {
        self.recorded_calls.lock().unwrap().contains(&Call::Close { connection: id.to_owned() })
    }

    fn record(&self, call: Call) {
        self.recorded_calls.lock().unwrap().push(call);
    }

    /// Whether a further post to the connection `throttled` is throttled.
    fn is_throttled(&self) -> bool {
        self.throttled_posts.fetch_add(1, Ordering::SeqCst) < THROTTLED_POSTS
    }
}

async fn post_frame(State(api): State<ManagementApi>, Path(id): Path<String>, body: String) -> Response {
    let throttled = || {
        let error = [("x-amzn-errortype", "LimitExceededException")];
        (StatusCode::TOO_MANY_REQUESTS, error, "{}").into_response()
    };
    match id.as_str() {
        "gone" => (StatusCode::GONE, [("x-amzn-errortype", "GoneException")], "{}").into_response(),
        "forbidden" => (StatusCode::FORBIDDEN, [("x-amzn-errortype", "ForbiddenException")], "{}").into_response(),
        "throttled" if api.is_throttled() => throttled(),
        "always-throttled" => throttled(),
        "silent" => pending().await,
        _ if is_hanging(&id) => pending().await,
        _ => {
            api.record(Call::Post { connection: id, frame: serde_json::from_str(&body).unwrap() });
            StatusCode::OK.into_response()
        }
    }
}

async fn close(State(api): State<ManagementApi>, Path(id): Path<String>) -> StatusCode {
    if is_hanging(&id) {
        return pending().await;
    }
    api.record(Call::Close { connection: id });
    StatusCode::NO_CONTENT
}

/// Whether the API never responds to posts to, nor to deletions of, this connection.
fn is_hanging(id: &str) -> bool {
    id.starts_with("hanging-")
}
