//! Replays: a stored delivery is processed again by the stream, as it was when it was received. Nothing is processed here.

mod replay_event;
mod replay_matching;
mod request;
mod request_replays;

pub(crate) use replay_event::replay_event;
pub(crate) use replay_matching::replay_matching;
pub(crate) use request::BulkReplayRequest;
#[cfg(feature = "openapi")]
pub(crate) use request::MAX_EVENTS;
