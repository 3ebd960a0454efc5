//! Replays: stored deliveries go through the stream once more, as they did when they came. Nothing is processed here.

mod asking;
mod body;
mod many;
mod one;
mod rights;

pub(crate) use many::replay_many;
pub(crate) use one::replay_one;
