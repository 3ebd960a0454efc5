//! Replays: the stream function processes a stored delivery again, as it did when the delivery was received. This
//! module only requests replays.

mod replay_event;
mod replay_matching;
mod request;
mod request_replays;

pub(crate) use replay_event::replay_event;
pub(crate) use replay_matching::replay_matching;
pub(crate) use request::BulkReplayRequest;
#[cfg(feature = "openapi")]
pub(crate) use request::MAX_EVENTS;
