//! Replays by the API.

use reqwest::Url;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use types::event_id::EventId;

use super::http::{RESPONSE_TIMEOUT, body_text, client, rejected, unreachable};
use super::{ClientError, StackUrl};

/// Selects the events to replay: those that match every member that is set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReplayFilter {
    /// `processed`, `failed`, or `any` for every event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The topic, in the channel's spelling.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The integration's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<String>,
    /// The earliest time of receipt, inclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The latest time of receipt, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// The request of one call.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayRequest {
    /// The events.
    pub filter: ReplayFilter,
    /// Only count them.
    pub dry_run: bool,
    /// The `next` of the previous response.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// The response of one call.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReplayResponse {
    /// The number of events that match the filter.
    pub matched: u64,
    /// The number of them that are reprocessed.
    pub replayed: u64,
    /// The number of them whose delivery is no longer stored.
    pub gone: u64,
    /// Where to continue, if there are more.
    pub next: Option<String>,
}

/// Replays one event; returns the number of its replays so far.
///
/// # Errors
/// [`ClientError::Rejected`] if the token's user may not see or not replay the event.
pub async fn replay_one(stack: &StackUrl, token: &str, id: EventId) -> Result<u64, ClientError> {
    #[derive(Deserialize)]
    struct OneReplay {
        replays: u64,
    }
    Ok(post::<OneReplay>(stack.replay(Some(id)), token, None).await?.replays)
}

/// Replays the next events that match a filter.
///
/// # Errors
/// [`ClientError`].
pub async fn replay_next(
    stack: &StackUrl,
    token: &str,
    request: &ReplayRequest,
) -> Result<ReplayResponse, ClientError> {
    post(stack.replay(None), token, Some(request)).await
}

async fn post<T: DeserializeOwned>(url: Url, token: &str, body: Option<&ReplayRequest>) -> Result<T, ClientError> {
    let mut request = client()?.post(url.clone()).bearer_auth(token).timeout(RESPONSE_TIMEOUT);
    if let Some(body) = body {
        let body = serde_json::to_string(body)
            .map_err(|_| ClientError::InvalidRequest("the filter cannot be written as JSON"))?;
        request = request.header("content-type", "application/json").body(body);
    }
    let response = request.send().await.map_err(|error| unreachable(&url, error))?;
    let status = response.status().as_u16();
    let body = body_text(response).await?;
    if status != 200 {
        return Err(rejected(status, &body));
    }
    serde_json::from_str(&body).map_err(|_| ClientError::Protocol("the response has no counts".to_owned()))
}
