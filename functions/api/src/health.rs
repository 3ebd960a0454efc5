//! `GET /api/health`: whether every table that the API reads responds. The route needs no token, so the
//! response contains nothing else.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::integration::IntegrationId;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::StoreError;
use tracing::warn;
use types::event_id::EventId;
use types::time::Time;

use crate::context::ApiContext;

/// Shorter than the tables' own timeouts: a health check should not wait for them.
const TIMEOUT: Duration = Duration::from_secs(2);

/// The state of the API.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct HealthResponse {
    /// `ready`, or `unavailable` with the HTTP status 503.
    status: &'static str,
}

/// `GET /api/health`: 200 if every table responds, else 503.
pub(crate) async fn get(context: &ApiContext) -> Response {
    match tokio::time::timeout(TIMEOUT, read_tables(context)).await {
        Ok(Ok(())) => return json(StatusCode::OK, &HealthResponse { status: "ready" }),
        Ok(Err(error)) => warn!(code = "store", %error, "health check failed: a table operation failed"),
        Err(_) => {
            warn!(code = "store", timeout_ms = TIMEOUT.as_millis(), "health check failed: a table timed out")
        }
    }
    json(StatusCode::SERVICE_UNAVAILABLE, &HealthResponse { status: "unavailable" })
}

/// Reads one absent row of each table by its key: the cheapest read there is.
async fn read_tables(context: &ApiContext) -> Result<(), StoreError> {
    let absent: IntegrationId = "-".parse().expect("a dash is an integration id");
    let absent_list = [absent.clone()];
    let absent_skus = BTreeSet::from(["-".to_owned()]);
    tokio::try_join!(
        async { context.events.find(&absent_list, EventId::MAX).await.map(drop) },
        async { context.orders.of_ids([(absent.clone(), "-".to_owned())]).await.map(drop) },
        async { context.integrations.by_id(&absent).await.map(drop) },
        async { context.costs.of(&absent, &absent_skus, Time::MAX).await.map(drop) },
        context.deliveries.reachable(),
    )
    .map(drop)
}
