//! The configurable source of the sender's event ids.

use http::HeaderMap;
use serde::{Deserialize, Serialize};
use types::header_name;

use super::{Schemes, sender_header};

/// Where the sender's own id of an event is read from. No signature covers the id: it only distinguishes webhooks with
/// equal bodies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct EventIdSource {
    /// The header with the id, such as `x-wc-webhook-delivery-id`; it may be written in any case, and is stored in lower
    /// case.
    #[serde(deserialize_with = "header_name::in_any_case")]
    pub header: String,
}

impl EventIdSource {
    /// Checks the settings together with the integration's schemes.
    ///
    /// # Errors
    /// A sentence for the person who entered them.
    pub fn check(&self, schemes: &Schemes) -> Result<(), &'static str> {
        sender_header::check(&self.header, schemes)
    }

    /// Whether `name`, in lower case, is the header with the id, so that it is stored for people to see. Checked again, since
    /// a stored row may be older than the rule: a header with a secret or a signature is never stored.
    pub fn is_header(&self, name: &str, schemes: &Schemes) -> bool {
        self.header == name && !sender_header::is_secret(name, schemes)
    }

    /// The id that a request names; `None` if its header is absent or empty.
    pub fn event_id<'a>(&self, headers: &'a HeaderMap) -> Option<&'a [u8]> {
        let id = headers.get(&self.header)?.as_bytes().trim_ascii();
        (!id.is_empty()).then_some(id)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn source(header: &str) -> EventIdSource {
        serde_json::from_value(json!({ "header": header })).unwrap()
    }

    #[test]
    fn id_is_read_from_the_header_whatever_the_case_of_its_name() {
        let headers = HeaderMap::from_iter([
            (http::HeaderName::from_static("x-github-delivery"), " 72d3162e ".parse().unwrap()),
            (http::HeaderName::from_static("x-empty"), " ".parse().unwrap()),
        ]);
        for (header, id) in [
            ("x-github-delivery", Some("72d3162e")),
            ("X-GitHub-Delivery", Some("72d3162e")),
            ("x-empty", None),
            ("x", None),
        ] {
            assert_eq!(source(header).event_id(&headers), id.map(str::as_bytes), "{header}");
        }
    }

    #[test]
    fn header_with_a_secret_or_an_invalid_name_is_rejected() {
        let schemes =
            serde_json::from_value(json!({"https": {"scheme": "static-token", "header": "x-token"}})).unwrap();
        assert_eq!(source("X-Razorpay-Event-Id").check(&schemes), Ok(()));
        for header in ["", "x id", "X-Token", "authorization", &"a".repeat(65)] {
            assert!(source(header).check(&schemes).is_err(), "{header}");
        }
        assert!(source("X-Id").is_header("x-id", &schemes) && !source("x-id").is_header("x-other", &schemes));
        assert!(!source("x-token").is_header("x-token", &schemes) && !source("cookie").is_header("cookie", &schemes));
        assert!(serde_json::from_value::<EventIdSource>(json!({"header": "x-id", "from": "header"})).is_err());
    }
}
