//! Notes of late changes: one for many, since a replay of thousands would otherwise write one row thousands of times.

use std::collections::HashMap;

use shared::integration::IntegrationId;
use shared::live::ResumeWindow;
use shared::store::StoreError;
use shared::store::ledger::LateChanges;
use shared::time::Time;
use tokio::sync::Mutex;

/// The notes of one batch.
pub(crate) struct LateNotes<'a> {
    changes: &'a LateChanges,
    window: ResumeWindow,
    noted: Mutex<HashMap<IntegrationId, Time>>,
}

impl<'a> LateNotes<'a> {
    /// Nothing is noted yet.
    pub(crate) fn new(changes: &'a LateChanges, window: ResumeWindow) -> Self {
        Self { changes, window, noted: Mutex::default() }
    }

    /// Notes that an old event row of `integration` is about to be written, or pushed late, unless that was noted just now.
    /// A resume counts every note of the window before its cursor, so a note may be some seconds older than the change.
    pub(crate) async fn note(&self, integration: &IntegrationId, now: Time) -> Result<(), StoreError> {
        // Held while it is written: whoever waits finds it noted.
        let mut noted = self.noted.lock().await;
        if noted.get(integration).is_some_and(|at| at.plus_millis(self.window.note_serves_ms()) > now) {
            return Ok(());
        }
        self.changes.note(integration, now).await?;
        noted.insert(integration.clone(), now);
        Ok(())
    }
}
