//! The body of `POST /api/integrations/{id}/secrets/rotate`.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use signatures::standard_webhooks;
use types::random::random_bytes;
use types::secret::{Secret, StoredSecret};
use types::time::Time;

use super::fields::Fields;
use super::secrets::{self, WantedSecret};

/// How long old secrets may go on beside the new one, in seconds: 30 days.
const LONGEST: i64 = 30 * 24 * 60 * 60;
const BOTH: &str = "a whole number of seconds from 0 to 2592000";

/// A new secret that somebody wants.
#[derive(Debug)]
pub(in crate::integrations) struct Rotation {
    /// The new one.
    pub(in crate::integrations) value: Secret,
    /// Whether it was made here, so that nobody knows it yet.
    pub(in crate::integrations) is_made: bool,
    both_for_seconds: i64,
}

impl Rotation {
    /// Reads a request's body.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field; 413.
    pub(in crate::integrations) fn read(body: &Body) -> Result<Self, ErrorResponse> {
        let mut fields = Fields::of_body(body)?;
        let given = fields.has("value").then(|| secrets::value(&mut fields)).transpose()?;
        let both_for_seconds: i64 = fields.needed("both_for_seconds", BOTH)?;
        if !(0..=LONGEST).contains(&both_for_seconds) {
            return Err(fields.wrong("both_for_seconds", BOTH));
        }
        fields.end()?;
        // In the form of Standard Webhooks, which every other scheme takes as any text.
        let (is_made, made) = (given.is_none(), || standard_webhooks::secret_from_key(&random_bytes()));
        Ok(Self { value: given.unwrap_or_else(made), is_made, both_for_seconds })
    }

    /// The secrets that an integration is to have: of those that it has `held` the live ones, until their time together
    /// is over, and behind them the new one.
    ///
    /// # Errors
    /// 409 `too_many_secrets`.
    pub(in crate::integrations) fn secrets(
        &self,
        held: &[StoredSecret],
        now: Time,
    ) -> Result<Vec<WantedSecret>, ErrorResponse> {
        let end = now.plus_millis(self.both_for_seconds * 1000);
        let ending = |secret: &StoredSecret| {
            let expires_at = Some(secret.expires_at.map_or(end, |earlier| earlier.min(end)));
            WantedSecret::Kept(StoredSecret { expires_at, ..secret.clone() })
        };
        // What would be over at once is left out.
        let stays = |secret: &&StoredSecret| end > now && secret.is_active(now);
        let mut secrets: Vec<_> = held.iter().filter(stays).map(ending).collect();
        if secrets.len() >= secrets::MOST {
            let message = "As many secrets are live as an integration may have; end one of them first.";
            return Err(ErrorResponse::new(StatusCode::CONFLICT, "too_many_secrets", message));
        }
        secrets.push(WantedSecret::New { value: self.value.clone(), expires_at: None });
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

    fn read(body: Value) -> Result<Rotation, ErrorResponse> {
        Rotation::read(&Body::from(body.to_string()))
    }

    fn held(id: &str, ends_in_seconds: Option<i64>) -> StoredSecret {
        let expires_at = ends_in_seconds.map(|seconds| now().plus_millis(seconds * 1000));
        let envelope = Envelope::seal(&Secret::new(format!("value of {id}")));
        StoredSecret { id: id.to_owned(), envelope, created_at: now().plus_millis(-1), expires_at }
    }

    fn rotated(rotation: &Rotation, held: &[StoredSecret]) -> Vec<(Secret, Option<i64>)> {
        let ids = EventIds::new(Clock::from_fn(now));
        let stored = rotation.secrets(held, now()).unwrap().into_iter().map(|secret| secret.stored(&ids));
        let seconds = |end: Time| (end.millis() - now().millis()) / 1000;
        stored.map(|secret| (secret.envelope.open().unwrap(), secret.expires_at.map(seconds))).collect()
    }

    #[test]
    fn the_old_ones_end_when_their_time_together_is_over_and_never_later_than_they_would_have() {
        let rotation = read(json!({"value": "the-new-secret", "both_for_seconds": 3600})).unwrap();
        let have = [held("a", None), held("b", Some(60)), held("c", Some(7200)), held("gone", Some(-1))];
        let old = |id: &str, end| (Secret::new(format!("value of {id}")), Some(end));
        assert_eq!(
            rotated(&rotation, &have),
            [old("a", 3600), old("b", 60), old("c", 3600), (Secret::new("the-new-secret"), None)]
        );
        let at_once = read(json!({"value": "the-new-secret", "both_for_seconds": 0})).unwrap();
        assert_eq!(rotated(&at_once, &have), [(Secret::new("the-new-secret"), None)]);
    }

    #[test]
    fn a_secret_that_is_made_here_is_no_other_ones_and_fits_every_scheme() {
        let made = [0, 1].map(|_| read(json!({"both_for_seconds": 0})).unwrap());
        assert!(made.iter().all(|rotation| rotation.is_made) && made[0].value != made[1].value);
        assert_eq!(standard_webhooks::check_secret(&made[0].value), Ok(()));
        assert!(!read(json!({"value": "the-new-secret", "both_for_seconds": 0})).unwrap().is_made);
    }

    #[test]
    fn more_than_an_integration_may_have_are_refused() {
        let rotation = read(json!({"both_for_seconds": 60})).unwrap();
        let five: Vec<_> = (0..5).map(|n| held(&n.to_string(), None)).collect();
        assert_eq!(rotation.secrets(&five, now()).unwrap_err().code, "too_many_secrets");
        assert_eq!(rotation.secrets(&five[1..], now()).unwrap().len(), 5);
    }

    #[test]
    fn what_is_wrong_is_named_without_its_value() {
        for (body, told) in [
            (json!({}), "both_for_seconds"),
            (json!({"both_for_seconds": -1}), "both_for_seconds"),
            (json!({"both_for_seconds": 2_592_001}), "both_for_seconds"),
            (json!({"both_for_seconds": 1.5}), "both_for_seconds"),
            (json!({"both_for_seconds": 1, "value": "sesame7"}), "value"),
            (json!({"both_for_seconds": 1, "value": null}), "value"),
            (json!({"both_for_seconds": 1, "expires_at": null}), "expires_at"),
        ] {
            let error = read(body).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(told), "{}", error.message);
            assert!(!error.message.contains("sesame"));
        }
    }
}
