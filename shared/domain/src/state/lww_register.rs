//! One field of a state, which follows the newest source time.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::time::Time;

/// A value with the source time it is from.
///
/// Of two registers the one with the newer time wins; equal times go by meaning (the higher rank), and equal
/// meanings by the hash of the value. That is a total order, so that merging is taking the greatest: the same
/// whatever comes first, twice, or at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LwwRegister<T> {
    /// Source time.
    pub at: Time,
    /// The value.
    pub value: T,
}

/// What a value means among values of one time. It is reckoned from the value whenever it is asked for, and not stored,
/// so that a version with better words does not disagree with what an older one has stored.
pub trait TieBreak: Serialize {
    /// The weight: the greater one wins.
    fn rank(&self) -> Decimal {
        Decimal::ZERO
    }
}

impl<T: TieBreak> LwwRegister<T> {
    /// Puts the greater of what is in `field` and `candidate` there.
    pub fn merge(field: &mut Option<Self>, candidate: Self) {
        match field {
            Some(held) if !candidate.beats(held) => {}
            _ => *field = Some(candidate),
        }
    }

    /// As [`LwwRegister::merge`], for what a delivery may say nothing of.
    pub fn merge_some(field: &mut Option<Self>, at: Time, value: Option<T>) {
        if let Some(value) = value {
            Self::merge(field, Self { at, value });
        }
    }

    /// As [`LwwRegister::merge`], for one of many.
    pub fn merge_into(fields: &mut BTreeMap<String, Self>, id: &str, at: Time, value: T) {
        let mut field = fields.remove(id);
        Self::merge(&mut field, Self { at, value });
        fields.extend(field.map(|register| (id.to_owned(), register)));
    }

    fn beats(&self, held: &Self) -> bool {
        // The hash is only reckoned when time and meaning are equal.
        (self.at, self.value.rank())
            .cmp(&(held.at, held.value.rank()))
            .then_with(|| self.hash().cmp(&held.hash()))
            .is_gt()
    }

    fn hash(&self) -> [u8; 32] {
        let json = serde_json::to_vec(&self.value).expect("a value of plain fields serializes");
        Sha256::digest(json).into()
    }
}
