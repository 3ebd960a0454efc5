//! What an owner is told.

use domain::integration::IntegrationId;
use serde::Serialize;
use types::Channel;

use super::ways::WayView;

/// What was registered, and what is to be done by hand.
#[derive(Debug, Serialize)]
pub(super) struct Registered {
    pub(super) integration: IntegrationId,
    pub(super) channel: Channel,
    /// Where the channel sends its webhooks.
    pub(super) url: String,
    /// How webhooks are proven, for each way in.
    pub(super) ways: Vec<WayView>,
    /// What became of each topic; empty where the channel has no API to register at.
    pub(super) topics: Vec<TopicResult>,
    /// For people, in this order.
    pub(super) steps: Vec<String>,
}

/// What became of one topic.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct TopicResult {
    pub(super) topic: &'static str,
    pub(super) result: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) message: Option<String>,
}

impl TopicResult {
    /// Its webhooks came here already.
    pub(super) const EXISTS: &'static str = "exists";
    /// They do from now on.
    pub(super) const CREATED: &'static str = "created";
    /// They do not, for the reason in the message.
    pub(super) const FAILED: &'static str = "failed";
}
