//! `GET /api/health`: whether every table that the dashboard reads answers. Public, so it says nothing else.

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

use crate::dashboard::Dashboard;

/// Who asks for health does not wait for the tables' own time limits.
const PATIENCE: Duration = Duration::from_secs(2);

#[derive(Serialize)]
struct Health {
    status: &'static str,
}

/// 200 if everything is ready, else 503.
pub(crate) async fn response(dashboard: &Dashboard) -> Response {
    match tokio::time::timeout(PATIENCE, tables(dashboard)).await {
        Ok(Ok(())) => return json(StatusCode::OK, &Health { status: "ready" }),
        Ok(Err(error)) => warn!(reason = "store", %error, "not ready: a table did not answer"),
        Err(_) => {
            warn!(reason = "store", waited_ms = PATIENCE.as_millis(), "not ready: a table did not answer in time")
        }
    }
    json(StatusCode::SERVICE_UNAVAILABLE, &Health { status: "unavailable" })
}

/// One read by key of each table, of rows that are not there: the least that a read can cost.
async fn tables(dashboard: &Dashboard) -> Result<(), StoreError> {
    let nobody: IntegrationId = "-".parse().expect("a dash is an integration id");
    let nowhere = [nobody.clone()];
    let nothing = BTreeSet::from(["-".to_owned()]);
    tokio::try_join!(
        async { dashboard.events.find(&nowhere, EventId::MAX).await.map(drop) },
        async { dashboard.orders.of_ids([(nobody.clone(), "-".to_owned())]).await.map(drop) },
        async { dashboard.finder.by_id(&nobody).await.map(drop) },
        async { dashboard.costs.of(&nobody, &nothing, Time::MAX).await.map(drop) },
        dashboard.deliveries.reachable(),
    )
    .map(drop)
}
