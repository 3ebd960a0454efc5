//! `GET /api/health`: whether a webhook could be stored now. The route needs no token, so the response contains nothing
//! of the tables, and requests share the result of a probe.

mod shared_probe;
mod tables;

use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;

use crate::context::ApiContext;
pub(crate) use shared_probe::SharedProbe;
pub(crate) use tables::ProbedTables;

/// The state of the API.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct HealthResponse {
    /// `ready`, or `unavailable` with the HTTP status 503.
    status: &'static str,
    /// The version of the function.
    version: &'static str,
}

/// `GET /api/health`: 200 if the last probe, which is at most 5 seconds old, could write and read the tables, else 503.
pub(crate) async fn get(context: &ApiContext) -> Response {
    let tables = &context.probed_tables;
    let is_ready = context.health_probe.result(context.clock.now(), || tables.clone().probe()).await;
    let (http_status, status) =
        if is_ready { (StatusCode::OK, "ready") } else { (StatusCode::SERVICE_UNAVAILABLE, "unavailable") };
    json(http_status, &HealthResponse { status, version: env!("CARGO_PKG_VERSION") })
}
