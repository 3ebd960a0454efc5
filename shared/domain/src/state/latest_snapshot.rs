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
    /// The snapshot.
    pub snapshot: T,
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
        LwwRegister::merge(&mut self.latest, LwwRegister { at: change.at, value: change.snapshot.clone() });
    }

    /// The newest snapshot and its source time.
    pub fn latest(&self) -> Option<(Time, &T)> {
        self.latest.as_ref().map(|register| (register.at, &register.value))
    }
}
