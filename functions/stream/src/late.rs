//! Notes of late changes: one for many, since a replay of thousands would otherwise write one row thousands of times.

use std::collections::HashMap;

use shared::integration::IntegrationId;
use shared::live::ResumeWindow;
use shared::store::StoreError;
use shared::store::ledger::{LateChanges, LateNote};
use shared::time::Time;
use tokio::sync::Mutex;
use tracing::warn;

/// The notes of one batch.
pub(crate) struct LateNotes<'a> {
    changes: &'a LateChanges,
    window: ResumeWindow,
    noted: Mutex<HashMap<IntegrationId, Noted>>,
}

/// The newest note of an integration.
#[derive(Clone, Copy)]
struct Noted {
    at: Time,
    note: LateNote,
    /// Whether no other invocation had one meanwhile, as far as is known.
    was_alone: bool,
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
        let last = noted.get(integration).copied();
        if last.is_some_and(|last| last.at.plus_millis(self.window.note_serves_ms()) > now) {
            return Ok(());
        }
        let note = self.changes.note(integration, now).await?;
        let was_alone =
            last.is_none_or(|last| last.was_alone) && note.was_alone(last.map(|last| last.note), now, self.window);
        noted.insert(integration.clone(), Noted { at: now, note, was_alone });
        Ok(())
    }

    /// Says that all that was noted has been pushed. A note that stays makes clients load what they have, and no more.
    pub(crate) async fn end(&self, now: Time) {
        for (integration, Noted { note, was_alone, .. }) in self.noted.lock().await.drain() {
            if !was_alone {
                continue;
            }
            if let Err(error) = self.changes.end(&integration, note, now).await {
                warn!(%integration, %error, "a note of a late change was not ended");
            }
        }
    }
}
