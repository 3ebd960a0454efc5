//! `GET /api/webhooks/connections`: who is live, as numbers. No name of a user is told.

use std::collections::{BTreeMap, BTreeSet};

use auth::User;
use lambda_http::http::StatusCode;
use runtime::response::{Response, json};
use serde::Serialize;
use store::connections::{Connection, LiveTransport};
use types::concurrency::bounded;
use types::time::Time;

use crate::dashboard::Dashboard;
use crate::error::ApiError;
use crate::query::Query;

/// The most users whose connections are looked for.
const MOST_USERS: usize = 200;
/// How many integrations, and how many users, are read at once.
const AT_ONCE: usize = 16;

#[derive(Serialize)]
struct Live {
    connections: usize,
    /// Users who have at least one.
    users: usize,
    by_transport: BTreeMap<&'static str, usize>,
    /// When the oldest one was made.
    oldest: Option<Time>,
    /// `false` where there are more users than were looked for.
    complete: bool,
}

/// `GET /api/webhooks/connections`: of all users with whom the caller shares an integration, himself among them.
pub(crate) async fn connections(dashboard: &Dashboard, user: &User, query: Option<&str>) -> Result<Response, ApiError> {
    let query = Query::read(query, &["integration"])?;
    let named = query.integration()?;
    let integrations = dashboard.integrations_of(user, named.as_ref()).await?;
    let lookups = integrations.iter().map(|id| dashboard.memberships.of_integration(id)).collect();
    let mut users = BTreeSet::new();
    for members in bounded(AT_ONCE, lookups).await {
        users.extend(members?.into_iter().map(|member| member.user));
    }
    let (now, complete) = (dashboard.clock.now(), users.len() <= MOST_USERS);
    let lookups = users.iter().take(MOST_USERS).map(|user| dashboard.connections.live_of_user(user, now)).collect();
    let mut found = Vec::new();
    for connections in bounded(AT_ONCE, lookups).await {
        // One whose token has ended gets nothing any more.
        found.extend(connections?.into_iter().filter(|connection| now < connection.token_expires_at));
    }
    Ok(json(StatusCode::OK, &live(&found, complete)))
}

fn live(found: &[Connection], complete: bool) -> Live {
    let mut by_transport = BTreeMap::from([("websocket", 0), ("sse", 0)]);
    for connection in found {
        *by_transport.entry(name(connection.transport)).or_default() += 1;
    }
    Live {
        connections: found.len(),
        users: found.iter().map(|connection| &connection.user).collect::<BTreeSet<_>>().len(),
        by_transport,
        oldest: found.iter().map(|connection| connection.connected_at).min(),
        complete,
    }
}

fn name(transport: LiveTransport) -> &'static str {
    match transport {
        LiveTransport::Websocket => "websocket",
        LiveTransport::Sse => "sse",
    }
}
