//! `GET /api/openapi.json`: the description of the API, as tests/openapi generated it from this crate. The function links a
//! compressed copy of it and nothing that generates it.

use lambda_http::Body;
use lambda_http::http::{StatusCode, header};
use runtime::response::{ErrorResponse, Response};
use tracing::error;

use crate::context::ApiContext;

/// A compressed copy of docs/openapi.json.
const COMPRESSED: &[u8] = include_bytes!("openapi.json.zst");
/// The most bytes of the document.
const MAX_DOCUMENT_BYTES: usize = 1024 * 1024;

/// `GET /api/openapi.json`
pub(crate) async fn get(_context: &ApiContext) -> Response {
    match document() {
        Some(text) => lambda_http::Response::builder()
            .status(StatusCode::OK)
            .header(header::CONTENT_TYPE, "application/json")
            // It changes with each deployment.
            .header(header::CACHE_CONTROL, "no-cache")
            .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
            .body(Body::Text(text))
            .expect("constant headers are valid"),
        None => {
            error!("the compressed copy of docs/openapi.json cannot be read");
            ErrorResponse::unavailable().response("-")
        }
    }
}

fn document() -> Option<String> {
    String::from_utf8(zstd::bulk::decompress(COMPRESSED, MAX_DOCUMENT_BYTES).ok()?).ok()
}
