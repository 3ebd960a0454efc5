//! Notes of late changes: one for many, since a replay of thousands would otherwise write one row thousands of times.

use std::collections::HashMap;

use shared::integration::IntegrationId;
use shared::live::RESUME_WINDOW_MS;
use shared::store::StoreError;
use shared::store::ledger::LateChanges;
use shared::time::Time;
use tokio::sync::Mutex;

/// For how long one note serves. A resume counts every note of the minute before its cursor, so a note may be some
/// seconds older than the change.
const SERVES_MS: i64 = 5_000;

/// How long it may take until an event's row is put, all tries together, in milliseconds.
const LONGEST_PUT_MS: i64 = 20_000;
/// How long a push may take, in milliseconds: it looks for members and then for their connections, each with a few seconds
/// for all tries, and then it has a second for the posts.
const LONGEST_PUSH_MS: i64 = 10_000;

/// Whether an event that is about to be written may reach clients only after the minute that a resume reads back. A
/// client may by then have, and resume from, a cursor that this event lies a minute before. It is on its way until the
/// push is over, not only until its row is put.
pub(crate) fn is_late_to_write(received_at: Time, now: Time) -> bool {
    is_late_by(received_at, now, LONGEST_PUT_MS + LONGEST_PUSH_MS)
}

/// The same of one that is about to be pushed: the rows of its whole batch were put meanwhile.
pub(crate) fn is_late_to_push(received_at: Time, now: Time) -> bool {
    is_late_by(received_at, now, LONGEST_PUSH_MS)
}

fn is_late_by(received_at: Time, now: Time, on_its_way_ms: i64) -> bool {
    received_at.plus_millis(RESUME_WINDOW_MS) < now.plus_millis(on_its_way_ms)
}

/// The notes of one batch.
pub(crate) struct LateNotes<'a> {
    changes: &'a LateChanges,
    noted: Mutex<HashMap<IntegrationId, Time>>,
}

impl<'a> LateNotes<'a> {
    /// Nothing is noted yet.
    pub(crate) fn new(changes: &'a LateChanges) -> Self {
        Self { changes, noted: Mutex::default() }
    }

    /// Notes that an old event of `integration` is about to be written or pushed, unless that was noted just now.
    pub(crate) async fn note(&self, integration: &IntegrationId, now: Time) -> Result<(), StoreError> {
        // Held while it is written: whoever waits finds it noted.
        let mut noted = self.noted.lock().await;
        if noted.get(integration).is_some_and(|at| at.plus_millis(SERVES_MS) > now) {
            return Ok(());
        }
        self.changes.note(integration, now).await?;
        noted.insert(integration.clone(), now);
        Ok(())
    }
}
