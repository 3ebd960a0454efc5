//! Last-writer-wins registers: fields of a state that follow the newest source time.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::time::Time;

/// A value with its source time.
///
/// Of two registers the one with the newer time wins. Equal times are decided by [`TieBreak::compare`], then by the
/// sender's trigger time, then by the hash of the value. That is a total order, so merging takes the maximum: the result
/// does not depend on the order or the number of merges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LwwRegister<T> {
    /// Source time.
    pub at: Time,
    /// When the sender says that it sent the value, if it does. Where the signature does not cover it, it is bounded, and
    /// decides only what the values leave open. Kept for values that are replaced as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub triggered_at: Option<Time>,
    /// The value.
    pub value: T,
}

/// Ranks the values of one source time. The rank is computed from the value, so that a version with a better ranking does
/// not contradict stored states.
pub trait TieBreak: Serialize {
    /// The rank: the greater one wins.
    fn tie_break(&self) -> Decimal {
        Decimal::ZERO
    }

    /// Compares two values of one source time: the greater one is further along. A total preorder, that is: transitive,
    /// and total.
    fn compare(&self, other: &Self) -> Ordering {
        self.tie_break().cmp(&other.tie_break())
    }

    /// Whether neither of two values of one source time is known to be newer, although they differ: [`Self::compare`]
    /// then finds them equal, or decides by a rule that is only likely to be right.
    fn is_undecided_with(&self, other: &Self) -> bool
    where
        Self: PartialEq,
    {
        self != other && self.compare(other).is_eq()
    }
}

impl<T> LwwRegister<T> {
    /// A value of which no trigger time is known.
    pub fn new(at: Time, value: T) -> Self {
        Self { at, triggered_at: None, value }
    }
}

impl<T: TieBreak> LwwRegister<T> {
    /// Replaces `field` if `candidate` wins over it.
    pub fn merge(field: &mut Option<Self>, candidate: Self) {
        match field {
            Some(current) if !candidate.beats(current) => {}
            _ => *field = Some(candidate),
        }
    }

    /// As [`LwwRegister::merge`], for a value that a delivery may not contain.
    pub fn merge_some(field: &mut Option<Self>, at: Time, value: Option<T>) {
        if let Some(value) = value {
            Self::merge(field, Self::new(at, value));
        }
    }

    /// As [`LwwRegister::merge`], for the field `id` of a map.
    pub fn merge_into(fields: &mut BTreeMap<String, Self>, id: &str, at: Time, value: T) {
        let mut field = fields.remove(id);
        Self::merge(&mut field, Self::new(at, value));
        fields.extend(field.map(|register| (id.to_owned(), register)));
    }

    /// Whether the value of `field` and the one of `at` have the same source time, and neither is known to be newer.
    pub(super) fn is_undecided(field: Option<&Self>, at: Time, value: &T) -> bool
    where
        T: PartialEq,
    {
        field.is_some_and(|current| current.at == at && current.value.is_undecided_with(value))
    }

    fn beats(&self, current: &Self) -> bool {
        // The hash is only computed if nothing else decides.
        self.at
            .cmp(&current.at)
            .then_with(|| self.value.compare(&current.value))
            .then_with(|| self.triggered_at.cmp(&current.triggered_at))
            .then_with(|| self.hash().cmp(&current.hash()))
            .is_gt()
    }

    fn hash(&self) -> [u8; 32] {
        let json = serde_json::to_vec(&self.value).expect("a value of plain fields serializes");
        Sha256::digest(json).into()
    }
}
