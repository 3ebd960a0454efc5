//! The body of `POST /api/integrations/{id}/secrets/rotate`.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use signatures::standard_webhooks;
use types::random::random_bytes;
use types::secret::{Secret, StoredSecret};
use types::time::Time;

use super::object_reader::ObjectReader;
use super::secrets::{MAX_SECRETS, RequestedSecret, read_value};

/// The longest time for which old secrets stay active beside the new one: 30 days.
pub(crate) const MAX_OVERLAP_SECONDS: i64 = 30 * 24 * 60 * 60;
const EXPECTED_OVERLAP: &str = "a whole number of seconds from 0 to 2592000";

/// The rotation of a secret.
#[derive(Debug)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub(crate) struct RotateSecretRequest {
    /// The new secret; generated if absent.
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, write_only))]
    pub(in crate::integrations) value: Secret,
    /// Whether the value was generated, so that the caller does not know it yet.
    #[cfg_attr(feature = "openapi", schema(ignore))]
    pub(in crate::integrations) is_generated: bool,
    /// How many seconds the old secrets stay active.
    #[cfg_attr(feature = "openapi", schema(rename = "both_for_seconds"))]
    overlap_seconds: i64,
}

impl RotateSecretRequest {
    /// Parses a request's body.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field; 413 `too_large`.
    pub(in crate::integrations) fn parse(body: &Body) -> Result<Self, ErrorResponse> {
        let mut object = ObjectReader::of_body(body)?;
        let given = object.has("value").then(|| read_value(&mut object)).transpose()?;
        let overlap_seconds: i64 = object.required("both_for_seconds", EXPECTED_OVERLAP)?;
        if !(0..=MAX_OVERLAP_SECONDS).contains(&overlap_seconds) {
            return Err(object.error("both_for_seconds", EXPECTED_OVERLAP));
        }
        object.finish()?;
        // In the form of Standard Webhooks: every other scheme accepts it as any other text.
        let (is_generated, generate) = (given.is_none(), || standard_webhooks::secret_from_key(&random_bytes()));
        Ok(Self { value: given.unwrap_or_else(generate), is_generated, overlap_seconds })
    }

    /// The secrets after the rotation: the active ones of `existing`, which expire when the overlap ends unless they expire
    /// earlier, then the new one.
    ///
    /// # Errors
    /// 409 `too_many_secrets`.
    pub(in crate::integrations) fn rotated(
        &self,
        existing: &[StoredSecret],
        now: Time,
    ) -> Result<Vec<RequestedSecret>, ErrorResponse> {
        let overlap_end = now.plus_millis(self.overlap_seconds * 1000);
        let expiring = |secret: &StoredSecret| {
            let expires_at = Some(secret.expires_at.map_or(overlap_end, |earlier| earlier.min(overlap_end)));
            RequestedSecret::Existing(StoredSecret { expires_at, ..secret.clone() })
        };
        // Without an overlap, the old secrets would expire at once, so they are left out.
        let stays = |secret: &&StoredSecret| overlap_end > now && secret.is_active(now);
        let mut secrets: Vec<_> = existing.iter().filter(stays).map(expiring).collect();
        if secrets.len() >= MAX_SECRETS {
            let message =
                "The integration already has the maximum number of active secrets. Let one of them expire first.";
            return Err(ErrorResponse::new(StatusCode::CONFLICT, "too_many_secrets", message));
        }
        secrets.push(RequestedSecret::New { value: self.value.clone(), expires_at: None });
        Ok(secrets)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};
    use types::event_id::EventIds;
    use types::secret::Envelope;
    use types::time::Clock;

    use super::*;

    fn now() -> Time {
        "2026-11-02T04:45:00Z".parse().unwrap()
    }

    fn parse(body: Value) -> Result<RotateSecretRequest, ErrorResponse> {
        RotateSecretRequest::parse(&Body::from(body.to_string()))
    }

    fn stored(id: &str, expires_in_seconds: Option<i64>) -> StoredSecret {
        let expires_at = expires_in_seconds.map(|seconds| now().plus_millis(seconds * 1000));
        let envelope = Envelope::seal(&Secret::new(format!("value of {id}")));
        StoredSecret { id: id.to_owned(), envelope, created_at: now().plus_millis(-1), expires_at }
    }

    fn rotated(rotation: &RotateSecretRequest, existing: &[StoredSecret]) -> Vec<(Secret, Option<i64>)> {
        let ids = EventIds::new(Clock::from_fn(now));
        let stored = rotation.rotated(existing, now()).unwrap().into_iter().map(|secret| secret.into_stored(&ids));
        let seconds = |expiry: Time| (expiry.millis() - now().millis()) / 1000;
        stored.map(|secret| (secret.envelope.open().unwrap(), secret.expires_at.map(seconds))).collect()
    }

    #[test]
    fn old_secrets_expire_at_the_end_of_the_overlap_or_earlier() {
        let rotation = parse(json!({"value": "the-new-secret", "both_for_seconds": 3600})).unwrap();
        let existing = [stored("a", None), stored("b", Some(60)), stored("c", Some(7200)), stored("gone", Some(-1))];
        let old = |id: &str, expires_in| (Secret::new(format!("value of {id}")), Some(expires_in));
        assert_eq!(
            rotated(&rotation, &existing),
            [old("a", 3600), old("b", 60), old("c", 3600), (Secret::new("the-new-secret"), None)]
        );
        let at_once = parse(json!({"value": "the-new-secret", "both_for_seconds": 0})).unwrap();
        assert_eq!(rotated(&at_once, &existing), [(Secret::new("the-new-secret"), None)]);
    }

    #[test]
    fn generated_secret_is_unique_and_fits_every_scheme() {
        let generated = [0, 1].map(|_| parse(json!({"both_for_seconds": 0})).unwrap());
        assert!(generated.iter().all(|rotation| rotation.is_generated) && generated[0].value != generated[1].value);
        assert_eq!(standard_webhooks::check_secret(&generated[0].value), Ok(()));
        assert!(!parse(json!({"value": "the-new-secret", "both_for_seconds": 0})).unwrap().is_generated);
    }

    #[test]
    fn rotation_beyond_the_most_secrets_is_rejected() {
        let rotation = parse(json!({"both_for_seconds": 60})).unwrap();
        let five: Vec<_> = (0..5).map(|n| stored(&n.to_string(), None)).collect();
        assert_eq!(rotation.rotated(&five, now()).unwrap_err().code, "too_many_secrets");
        assert_eq!(rotation.rotated(&five[1..], now()).unwrap().len(), 5);
    }

    #[test]
    fn invalid_field_is_named_and_not_quoted() {
        for (body, expected) in [
            (json!({}), "both_for_seconds"),
            (json!({"both_for_seconds": -1}), "both_for_seconds"),
            (json!({"both_for_seconds": 2_592_001}), "both_for_seconds"),
            (json!({"both_for_seconds": 1.5}), "both_for_seconds"),
            (json!({"both_for_seconds": 1, "value": "sesame7"}), "value"),
            (json!({"both_for_seconds": 1, "value": null}), "value"),
            (json!({"both_for_seconds": 1, "expires_at": null}), "expires_at"),
        ] {
            let error = parse(body).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(expected), "{}", error.message);
            assert!(!error.message.contains("sesame"));
        }
    }
}
