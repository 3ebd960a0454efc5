//! The response of a registration.

use domain::integration::IntegrationId;
use serde::Serialize;
use types::Channel;

use super::transports::TransportResponse;

/// The topics that were registered at the channel, and the steps that remain.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RegistrationResponse {
    pub(super) integration: IntegrationId,
    pub(super) channel: Channel,
    /// The URL to which the channel posts webhooks.
    pub(super) url: String,
    /// How webhooks are verified on each transport that the integration accepts.
    #[serde(rename = "ways")]
    pub(super) transports: Vec<TransportResponse>,
    /// The result of each topic; empty if the channel has no API for registration.
    pub(super) topics: Vec<TopicRegistration>,
    /// The steps that people must do, in this order.
    pub(super) steps: Vec<String>,
}

/// The registration of one topic.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(super) struct TopicRegistration {
    /// The topic, in the channel's spelling.
    pub(super) topic: &'static str,
    /// `exists`, `created` or `failed`.
    pub(super) result: &'static str,
    /// Why the registration failed, or which other subscription exists; else absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub(super) message: Option<String>,
}

impl TopicRegistration {
    /// The subscription existed already.
    pub(super) const EXISTS: &'static str = "exists";
    /// The subscription was created.
    pub(super) const CREATED: &'static str = "created";
    /// The subscription could not be created.
    pub(super) const FAILED: &'static str = "failed";
}
