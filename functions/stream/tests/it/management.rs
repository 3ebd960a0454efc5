//! API Gateway's management API, as far as a push uses it; each connection behaves as its name says.

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

/// What was asked of the management API.
#[derive(Clone, Default)]
pub(crate) struct Management(Arc<Mutex<Vec<Call>>>, Arc<AtomicUsize>);

/// One request.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Call {
    Posted(String, Value),
    Closed(String),
}

impl Management {
    /// Serves on loopback; gives the endpoint.
    pub(crate) async fn serve(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let routes = Router::new().route("/@connections/{id}", post(take).delete(close)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await.unwrap() });
        endpoint
    }

    /// The frames that a connection got.
    pub(crate) fn frames(&self, connection: &str) -> Vec<Value> {
        let posted = |call: &Call| match call {
            Call::Posted(id, frame) if id == connection => Some(frame.clone()),
            _ => None,
        };
        self.0.lock().unwrap().iter().filter_map(posted).collect()
    }

    fn throttled_enough(&self) -> bool {
        self.1.fetch_add(1, Ordering::SeqCst) >= 2
    }

    pub(crate) fn was_closed(&self, connection: &str) -> bool {
        self.0.lock().unwrap().contains(&Call::Closed(connection.to_owned()))
    }
}

async fn take(State(management): State<Management>, Path(id): Path<String>, body: String) -> Response {
    match id.as_str() {
        "gone" => (StatusCode::GONE, [("x-amzn-errortype", "GoneException")], "{}").into_response(),
        "refusing" => (StatusCode::FORBIDDEN, [("x-amzn-errortype", "ForbiddenException")], "{}").into_response(),
        // Twice too fast, then not.
        "throttled" if !management.throttled_enough() => {
            let error = [("x-amzn-errortype", "LimitExceededException")];
            (StatusCode::TOO_MANY_REQUESTS, error, "{}").into_response()
        }
        "always-throttled" => {
            let error = [("x-amzn-errortype", "LimitExceededException")];
            (StatusCode::TOO_MANY_REQUESTS, error, "{}").into_response()
        }
        "silent" => pending().await,
        _ if is_mute(&id) => pending().await,
        _ => {
            management.0.lock().unwrap().push(Call::Posted(id, serde_json::from_str(&body).unwrap()));
            StatusCode::OK.into_response()
        }
    }
}

/// Whether neither posts nor closings of it are ever answered.
fn is_mute(id: &str) -> bool {
    id.starts_with("mute-")
}

async fn close(State(management): State<Management>, Path(id): Path<String>) -> StatusCode {
    if is_mute(&id) {
        return pending().await;
    }
    management.0.lock().unwrap().push(Call::Closed(id));
    StatusCode::NO_CONTENT
}
