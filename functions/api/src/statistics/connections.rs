//! `GET /api/webhooks/connections`: how many live connections there are. The response names no user.

use std::collections::{BTreeMap, BTreeSet};

use domain::permissions::Action;
use serde::Serialize;
use store::connections::{Connection, LiveTransport};
use types::concurrency::bounded;
use types::time::Time;

use crate::context::ApiContext;
use crate::error::ApiError;
use crate::query::QueryParameters;
use crate::request::ApiRequest;
use crate::response::Json;

/// The query parameters of `GET /api/webhooks/connections`.
pub(crate) const CONNECTIONS_PARAMETERS: QueryParameters = &[&["integration"]];

/// The most users whose connections are counted.
const MAX_USERS: usize = 200;
const MAX_CONCURRENT_READS: usize = 16;

/// Counts of live connections.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ConnectionStatisticsResponse {
    /// How many connections are open.
    connections: usize,
    /// How many users have at least one.
    users: usize,
    /// The connections of each transport: `websocket`, `sse`.
    by_transport: BTreeMap<&'static str, usize>,
    /// When the oldest open connection was opened; null if none is open.
    oldest: Option<Time>,
    /// False if only the connections of the first 200 users were counted.
    complete: bool,
}

/// `GET /api/webhooks/connections`: counts the connections of every user with whom the caller shares an integration, and
/// the caller's own.
pub(crate) async fn connections(
    context: &ApiContext,
    request: &ApiRequest,
) -> Result<Json<ConnectionStatisticsResponse>, ApiError> {
    let query = &request.query;
    let named = query.integration()?;
    let integrations = context.permitted_integrations(&request.user, Action::SeeStatistics, named.as_ref()).await?;
    let reads = integrations.iter().map(|id| context.memberships.of_integration(id)).collect();
    let mut users = BTreeSet::new();
    for members in bounded(MAX_CONCURRENT_READS, reads).await {
        users.extend(members?.into_iter().map(|member| member.user));
    }
    let (now, complete) = (context.clock.now(), users.len() <= MAX_USERS);
    let reads = users.iter().take(MAX_USERS).map(|user| context.connections.live_of_user(user, now)).collect();
    let mut open = Vec::new();
    for connections in bounded(MAX_CONCURRENT_READS, reads).await {
        // A connection whose token has expired receives no more frames.
        open.extend(connections?.into_iter().filter(|connection| now < connection.token_expires_at));
    }
    Ok(Json(count(&open, complete)))
}

fn count(open: &[Connection], complete: bool) -> ConnectionStatisticsResponse {
    let mut by_transport = BTreeMap::from([("websocket", 0), ("sse", 0)]);
    for connection in open {
        *by_transport.entry(transport_name(connection.transport)).or_default() += 1;
    }
    ConnectionStatisticsResponse {
        connections: open.len(),
        users: open.iter().map(|connection| &connection.user).collect::<BTreeSet<_>>().len(),
        by_transport,
        oldest: open.iter().map(|connection| connection.connected_at).min(),
        complete,
    }
}

fn transport_name(transport: LiveTransport) -> &'static str {
    match transport {
        LiveTransport::Websocket => "websocket",
        LiveTransport::Sse => "sse",
    }
}
