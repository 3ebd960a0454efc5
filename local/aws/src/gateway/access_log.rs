//! One log line for every response, without query and headers, which may contain tokens.

use std::time::Instant;

use axum::extract::{Extension, Request};
use axum::middleware::Next;
use axum::response::Response;

use super::request_metadata::RequestMetadata;

/// Logs method, path, status and duration of a request once the head of its response is ready.
pub(super) async fn log_access(
    Extension(metadata): Extension<RequestMetadata>,
    request: Request,
    next: Next,
) -> Response {
    let started = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let response = next.run(request).await;
    tracing::debug!(
        http.method = %method,
        http.path = path,
        http.status = response.status().as_u16(),
        duration_ms = started.elapsed().as_secs_f64() * 1000.0,
        request_id = metadata.request_id,
        "request handled",
    );
    response
}
