//! The response to a stored webhook, for senders that expect another body than the default one.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The longest response body, in bytes of JSON.
const MAX_REPLY_BYTES: usize = 2 * 1024;

/// The custom response of an integration to a webhook that is stored, also to a repeated one; the status is 200. Myntra,
/// for example, requires a response in a form that it defines.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reply {
    /// The response's body.
    pub body: Value,
}

impl Reply {
    /// Checks the settings.
    ///
    /// # Errors
    /// A sentence for the person who entered them.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.body.to_string().len() <= MAX_REPLY_BYTES { Ok(()) } else { Err("the body is over 2048 bytes") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn reply_over_the_bound_is_rejected() {
        let of = |text: usize| Reply { body: json!("a".repeat(text)) };
        assert_eq!(of(MAX_REPLY_BYTES - 2).check(), Ok(()));
        assert!(of(MAX_REPLY_BYTES - 1).check().is_err());
        assert!(serde_json::from_value::<Reply>(json!({"body": {"ok": true}, "status": 202})).is_err());
    }
}
