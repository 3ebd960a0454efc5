//! States that consist of one snapshot, replaced as a whole by the newest delivery.

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::lww_register::{LwwRegister, TieBreak};

/// The snapshot that one delivery contains.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotChange<T> {
    /// The id of the subject.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// When the sender says that it sent the snapshot, if it does: a mere tie-break.
    pub triggered_at: Option<Time>,
    /// The snapshot.
    pub snapshot: T,
}

impl<T> SnapshotChange<T> {
    /// A snapshot of which no trigger time is known.
    pub fn of(id: impl Into<String>, at: Time, snapshot: T) -> Self {
        Self { id: id.into(), at, triggered_at: None, snapshot }
    }
}

/// The newest snapshot of a subject.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatestSnapshot<T> {
    /// The id of the subject.
    pub id: String,
    #[serde(rename = "shown")]
    latest: Option<LwwRegister<T>>,
}

impl<T: TieBreak + Clone> LatestSnapshot<T> {
    /// The state before the first delivery.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), latest: None }
    }

    /// Applies the change of one delivery.
    pub fn apply(&mut self, change: &SnapshotChange<T>) {
        let SnapshotChange { at, triggered_at, snapshot, .. } = change.clone();
        LwwRegister::merge(&mut self.latest, LwwRegister { at, triggered_at, value: snapshot });
    }

    /// The newest snapshot and its source time.
    pub fn latest(&self) -> Option<(Time, &T)> {
        self.latest.as_ref().map(|register| (register.at, &register.value))
    }
}
