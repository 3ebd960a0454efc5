//! Who gets what.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::integration::IntegrationId;
use domain::live::{Filter, LiveUpdate};
use store::connections::Connection;
use types::event_id::EventId;

use crate::Frames;

/// Frames, and everyone who is sent them.
pub(super) struct FanOutGroup {
    pub(super) frames: Frames,
    /// The events that they hold.
    pub(super) events: Vec<EventId>,
    pub(super) to: Vec<Connection>,
}

/// What each of the connections is sent; none without frames, since nobody is reached by nothing. Those whose users see
/// the same integrations, and that have the same filter, are sent the same.
pub(super) fn group_recipients(
    lines: &[LiveUpdate],
    users: &BTreeMap<String, BTreeSet<IntegrationId>>,
    live: Vec<Connection>,
) -> Vec<FanOutGroup> {
    let mut alike: HashMap<(&BTreeSet<IntegrationId>, Filter), Vec<Connection>> = HashMap::new();
    for connection in live {
        if let Some(visible) = users.get(&connection.user) {
            alike.entry((visible, connection.filter.clone())).or_default().push(connection);
        }
    }
    let groups = alike.into_iter().map(|((visible, filter), to)| {
        let taken = || lines.iter().filter(|line| visible.contains(line.integration()) && filter.matches(line));
        FanOutGroup { frames: Frames::join(taken()), events: taken().filter_map(LiveUpdate::event_id).collect(), to }
    });
    groups.filter(|group| !group.frames.texts().is_empty()).collect()
}
