//! `GET /api/channels`: the channels, as their adapters describe them.

use channels::ChannelDescription;
use serde::Serialize;
use types::Channel;

use crate::context::ApiContext;
use crate::error::ApiError;
use crate::request::ApiRequest;
use crate::response::Json;

/// All channels.
#[derive(Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct ChannelListResponse {
    /// The channels, in the order in which the page lists them.
    channels: Vec<ChannelDescription>,
}

/// `GET /api/channels`. The response is the same for every user.
pub(crate) async fn list(_context: &ApiContext, _request: &ApiRequest) -> Result<Json<ChannelListResponse>, ApiError> {
    let channels = Channel::ALL.iter().map(|channel| channels::description(*channel)).collect();
    Ok(Json(ChannelListResponse { channels }))
}
