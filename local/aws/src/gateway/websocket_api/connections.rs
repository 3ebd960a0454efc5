//! The connections that accept posts: those that the function accepted and that have not ended.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::close_reason::CloseReason;
use super::connection::Connection;

/// Connections by their id.
#[derive(Debug, Default)]
pub(super) struct Connections {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    stopped: bool,
    by_id: HashMap<String, Arc<Connection>>,
}

/// The server is stopping and accepts no more connections.
#[derive(Debug)]
pub(super) struct ServerStopped;

impl Connections {
    /// Adds a connection.
    pub(super) fn insert(&self, connection: &Arc<Connection>) -> Result<(), ServerStopped> {
        let mut state = self.state();
        if state.stopped {
            return Err(ServerStopped);
        }
        let id = connection.client.connection_id.clone();
        state.by_id.insert(id, Arc::clone(connection));
        Ok(())
    }

    /// The connection with this id, if it exists and is not closing.
    pub(super) fn get(&self, id: &str) -> Option<Arc<Connection>> {
        let connection = self.state().by_id.get(id).cloned();
        connection.filter(|connection| !connection.is_closing())
    }

    /// Removes a connection.
    pub(super) fn remove(&self, id: &str) {
        self.state().by_id.remove(id);
    }

    /// Ends every connection, and accepts no more.
    pub(super) fn end_all(&self, reason: &CloseReason) {
        let mut state = self.state();
        state.stopped = true;
        for connection in state.by_id.values() {
            connection.end(reason.clone());
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // No operation leaves the map in an inconsistent state.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
