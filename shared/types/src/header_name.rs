//! Names of HTTP headers in settings. HTTP compares them in any case
//! (<https://www.rfc-editor.org/rfc/rfc9110#section-5.1>); they are stored and looked up in lower case.

use serde::{Deserialize, Deserializer};

/// Deserializes a header name that a person may have written in any case, such as `X-WC-Webhook-Topic`.
///
/// # Errors
/// The value is not text.
pub fn in_any_case<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    String::deserialize(deserializer).map(|name| name.to_ascii_lowercase())
}
