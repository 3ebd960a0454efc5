//! Replays, as the API takes them.

use reqwest::Url;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use shared::event_id::EventId;

use super::http::{RESPONSE_TIMEOUT, body_text, client, rejected, unreachable};
use super::{ClientError, StackUrl};

/// Which events are to be replayed: those that are all that is body here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ReplayFilter {
    /// `processed`, `failed`, or `any` for every event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// The channel.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The topic as the sender body it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub topic: Option<String>,
    /// The integration's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub integration: Option<String>,
    /// The earliest time of receipt, itself included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The latest time of receipt, itself left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// What one call is to replay.
#[derive(Clone, Debug, Serialize)]
pub struct ReplayRequest {
    /// Which events.
    pub filter: ReplayFilter,
    /// Only count them.
    pub dry_run: bool,
    /// The `next` of the answer before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<String>,
}

/// What one call has come to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct ReplayResponse {
    /// How many events the filter takes.
    pub matched: u64,
    /// How many of them are processed once more.
    pub replayed: u64,
    /// How many of them have no delivery any more.
    pub gone: u64,
    /// Where to go on, if there is more.
    pub next: Option<String>,
}

/// Has one event processed once more; gives how often that was asked for so far.
///
/// # Errors
/// [`ClientError::Rejected`] where there is no such event for the token's user, or he may only look at it.
pub async fn replay_one(stack: &StackUrl, token: &str, id: EventId) -> Result<u64, ClientError> {
    #[derive(Deserialize)]
    struct Asked {
        replays: u64,
    }
    Ok(post::<Asked>(stack.replay(Some(id)), token, None).await?.replays)
}

/// Has the next events of a filter processed once more.
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
        let body = serde_json::to_string(body).map_err(|_| ClientError::InvalidRequest("the filter is no JSON"))?;
        request = request.header("content-type", "application/json").body(body);
    }
    let response = request.send().await.map_err(|error| unreachable(&url, error))?;
    let status = response.status().as_u16();
    let body = body_text(response).await?;
    if status != 200 {
        return Err(rejected(status, &body));
    }
    serde_json::from_str(&body).map_err(|_| ClientError::Protocol("the answer has no counts".to_owned()))
}
