//! Last-writer-wins registers: fields of a state that follow the newest source time.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use types::time::Time;

/// A value with its source time.
///
/// Of two registers the one with the newer time wins. Equal times are decided by [`TieBreak::tie_break`], and equal
/// tie-breaks by the hash of the value. That is a total order, so merging takes the maximum: the result does not depend
/// on the order or the number of merges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LwwRegister<T> {
    /// Source time.
    pub at: Time,
    /// The value.
    pub value: T,
}

/// Ranks the values of one source time. The rank is computed from the value and not stored, so that a version with a
/// better ranking does not contradict stored states.
pub trait TieBreak: Serialize {
    /// The rank: the greater one wins.
    fn tie_break(&self) -> Decimal {
        Decimal::ZERO
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
            Self::merge(field, Self { at, value });
        }
    }

    /// As [`LwwRegister::merge`], for the field `id` of a map.
    pub fn merge_into(fields: &mut BTreeMap<String, Self>, id: &str, at: Time, value: T) {
        let mut field = fields.remove(id);
        Self::merge(&mut field, Self { at, value });
        fields.extend(field.map(|register| (id.to_owned(), register)));
    }

    fn beats(&self, current: &Self) -> bool {
        // The hash is only computed if time and tie-break are equal.
        (self.at, self.value.tie_break())
            .cmp(&(current.at, current.value.tie_break()))
            .then_with(|| self.hash().cmp(&current.hash()))
            .is_gt()
    }

    fn hash(&self) -> [u8; 32] {
        let json = serde_json::to_vec(&self.value).expect("a value of plain fields serializes");
        Sha256::digest(json).into()
    }
}
