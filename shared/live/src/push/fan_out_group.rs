//! Fan-out: groups connections that receive the same updates, so that their frames are made once.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::integration::IntegrationId;
use domain::live::{Filter, LiveUpdate};
use store::connections::Connection;
use types::event_id::EventId;

use crate::frame::Frames;

/// Frames, and the connections that receive them.
pub(super) struct FanOutGroup {
    pub(super) frames: Frames,
    /// The events in the frames.
    pub(super) events: Vec<EventId>,
    pub(super) connections: Vec<Connection>,
}

/// Groups live connections by the integrations that their users may see and by their filter. A group that would receive
/// no frames is left out.
pub(super) fn group_recipients(
    updates: &[LiveUpdate],
    users: &BTreeMap<String, BTreeSet<IntegrationId>>,
    connections: Vec<Connection>,
) -> Vec<FanOutGroup> {
    let mut groups: HashMap<(&BTreeSet<IntegrationId>, Filter), Vec<Connection>> = HashMap::new();
    for connection in connections {
        if let Some(visible) = users.get(&connection.user) {
            groups.entry((visible, connection.filter.clone())).or_default().push(connection);
        }
    }
    let groups = groups.into_iter().map(|((visible, filter), connections)| {
        let is_received = |update: &&LiveUpdate| visible.contains(update.integration()) && filter.matches(update);
        let received = || updates.iter().filter(is_received);
        let events = received().filter_map(LiveUpdate::event_id).collect();
        FanOutGroup { frames: Frames::join(received()), events, connections }
    });
    groups.filter(|group| !group.frames.texts().is_empty()).collect()
}
