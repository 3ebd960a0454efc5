//! States that are one picture, taken whole from the newest delivery.

use serde::{Deserialize, Serialize};
use types::time::Time;

use super::lww_register::{LwwRegister, TieBreak};

/// What one delivery shows of a thing.
#[derive(Clone, Debug, PartialEq)]
pub struct SnapshotChange<T> {
    /// The thing's id, as it stands in its subject.
    pub id: String,
    /// The source time.
    pub at: Time,
    /// The thing as it was then.
    pub shown: T,
}

/// The newest picture of a thing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LatestSnapshot<T> {
    /// The thing's id, as it stands in its subject.
    pub id: String,
    shown: Option<LwwRegister<T>>,
}

impl<T: TieBreak + Clone> LatestSnapshot<T> {
    /// A thing of which nothing is known yet.
    pub fn new(id: &str) -> Self {
        Self { id: id.to_owned(), shown: None }
    }

    /// Takes in what one delivery shows.
    pub fn apply(&mut self, change: &SnapshotChange<T>) {
        LwwRegister::merge(&mut self.shown, LwwRegister { at: change.at, value: change.shown.clone() });
    }

    /// The thing as it is known, and since when.
    pub fn shown(&self) -> Option<(Time, &T)> {
        self.shown.as_ref().map(|register| (register.at, &register.value))
    }
}
