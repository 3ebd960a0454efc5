//! What a sender is told when its webhook was stored, where the usual answer is not what it waits for.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest reply, in bytes of JSON.
const LONGEST: usize = 2 * 1024;

/// An integration's own answer to what was stored, now or before; the status is 200. Myntra, for one, calls an API and
/// waits for an API's answer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reply {
    /// The answer's body.
    pub body: Value,
}

impl Reply {
    /// Whether such a reply can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set it.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.body.to_string().len() <= LONGEST { Ok(()) } else { Err("the body is over 2048 bytes") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reply_has_a_bound() {
        let of = |text: usize| Reply { body: json!("a".repeat(text)) };
        assert_eq!(of(LONGEST - 2).check(), Ok(()));
        assert!(of(LONGEST - 1).check().is_err());
        assert!(serde_json::from_value::<Reply>(json!({"body": {"ok": true}, "status": 202})).is_err());
    }
}
