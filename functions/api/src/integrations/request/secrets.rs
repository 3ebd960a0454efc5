//! The field `secrets`: new secrets are given by value, existing ones by id.

use std::ops::RangeInclusive;

use domain::integration::Schemes;
use runtime::response::ErrorResponse;
use serde_json::Value;
use types::event_id::EventIds;
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::Time;

use super::object_reader::ObjectReader;

/// The most secrets of an integration; a rotation needs two.
pub(crate) const MAX_SECRETS: usize = 5;
/// The lengths that a secret may have.
pub(crate) const SECRET_BYTES: RangeInclusive<usize> = 8..=512;
const EXPECTED_VALUE: &str = "8 to 512 printable ASCII characters, without a space at either end";
const EXPECTED_EXPIRY: &str = "a future time with its UTC offset, such as 2026-11-02T04:45:00.000Z";

/// A secret that an integration is to have.
#[derive(Debug)]
pub(in crate::integrations) enum RequestedSecret {
    /// One that the integration already has, with its new expiry.
    Existing(StoredSecret),
    /// A new one.
    New { value: Secret, expires_at: Option<Time> },
}

impl RequestedSecret {
    /// The secret as it is stored. A new one gets an id and a time of creation from `ids`.
    pub(in crate::integrations) fn into_stored(self, ids: &EventIds) -> StoredSecret {
        match self {
            Self::Existing(secret) => secret,
            Self::New { value, expires_at } => {
                let (id, created_at) = ids.mint();
                StoredSecret {
                    id: id.to_string().to_ascii_lowercase(),
                    envelope: Envelope::seal(&value),
                    created_at,
                    expires_at,
                }
            }
        }
    }
}

/// Rejects secrets that do not fit `schemes`. Existing secrets are checked only if the schemes change.
///
/// # Errors
/// 400 `bad_body`.
pub(in crate::integrations) fn check_secrets(
    secrets: &[RequestedSecret],
    schemes: &Schemes,
    schemes_change: bool,
) -> Result<(), ErrorResponse> {
    let value = |secret: &RequestedSecret| match secret {
        RequestedSecret::Existing(existing) => existing.envelope.open().filter(|_| schemes_change),
        RequestedSecret::New { value, .. } => Some(value.clone()),
    };
    let error = secrets.iter().filter_map(value).find_map(|value| schemes.check_secret(&value).err());
    error.map_or(Ok(()), |why| {
        Err(ErrorResponse::bad_request("bad_body", format!("`secrets` must fit `schemes`: {why}.")))
    })
}

/// Reads the field, whose items may name secrets of `existing` by id. `None` if it is absent.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_secrets(
    object: &mut ObjectReader,
    now: Time,
    existing: &[StoredSecret],
) -> Result<Option<Vec<RequestedSecret>>, ErrorResponse> {
    let Some(items) = object.objects("secrets", MAX_SECRETS)? else { return Ok(None) };
    let mut unnamed = existing.to_vec();
    items.into_iter().map(|item| read_secret(item, now, &mut unnamed)).collect::<Result<_, _>>().map(Some)
}

/// Removes a secret that is named by id from `unnamed`, so that it can be named only once.
fn read_secret(
    mut item: ObjectReader,
    now: Time,
    unnamed: &mut Vec<StoredSecret>,
) -> Result<RequestedSecret, ErrorResponse> {
    let secret = match item.optional::<String>("id", "the id of an existing secret")? {
        Some(id) => {
            let position = unnamed.iter().position(|existing| existing.id == id);
            let position = position.ok_or_else(|| item.error("id", "the id of an existing secret, named once"))?;
            let mut existing = unnamed.remove(position);
            existing.expires_at = read_expiry(&mut item, now, existing.expires_at)?;
            RequestedSecret::Existing(existing)
        }
        None => RequestedSecret::New { value: read_value(&mut item)?, expires_at: read_expiry(&mut item, now, None)? },
    };
    item.finish()?;
    Ok(secret)
}

/// Reads the field `value`.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read_value(object: &mut ObjectReader) -> Result<Secret, ErrorResponse> {
    let text: String = object.required("value", EXPECTED_VALUE)?;
    let is_printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if is_printable && SECRET_BYTES.contains(&text.len()) && text.trim() == text {
        Ok(Secret::new(text))
    } else {
        Err(object.error("value", EXPECTED_VALUE))
    }
}

/// Reads the field `expires_at`: `current` if it is absent, `None` if it is null. A time in the past is accepted only if it
/// is `current`, so that a client can send back what it has read.
fn read_expiry(item: &mut ObjectReader, now: Time, current: Option<Time>) -> Result<Option<Time>, ErrorResponse> {
    let time = match item.take("expires_at") {
        None => return Ok(current),
        Some(Value::Null) => return Ok(None),
        Some(value) => serde_json::from_value(value).map_err(|_| item.error("expires_at", EXPECTED_EXPIRY))?,
    };
    if time > now || Some(time) == current { Ok(Some(time)) } else { Err(item.error("expires_at", EXPECTED_EXPIRY)) }
}

#[cfg(test)]
mod tests {
    use lambda_http::Body;
    use serde_json::json;
    use types::time::Clock;

    use super::*;

    const PAST: &str = "2026-11-01T00:00:00.000Z";
    const FUTURE: &str = "2026-12-01T00:00:00.000Z";

    fn time(text: &str) -> Time {
        text.parse().unwrap()
    }

    fn now() -> Time {
        time("2026-11-02T04:45:00Z")
    }

    fn stored(id: &str, expires_at: Option<&str>) -> StoredSecret {
        let envelope = Envelope::seal(&Secret::new(format!("value of {id}")));
        StoredSecret { id: id.to_owned(), envelope, created_at: time(PAST), expires_at: expires_at.map(time) }
    }

    fn secrets(list: Value, existing: &[StoredSecret]) -> Result<Vec<StoredSecret>, ErrorResponse> {
        let mut object = ObjectReader::of_body(&Body::from(json!({ "secrets": list }).to_string())).unwrap();
        let ids = EventIds::new(Clock::from_fn(now));
        let secrets = read_secrets(&mut object, now(), existing)?.unwrap();
        Ok(secrets.into_iter().map(|secret| secret.into_stored(&ids)).collect())
    }

    #[test]
    fn new_secret_is_sealed_and_gets_its_own_id() {
        let new = secrets(
            json!([{"value": "demo-shopify-secret"}, {"value": "demo-shopify-secret", "expires_at": FUTURE}]),
            &[],
        )
        .unwrap();
        assert_ne!(new[0].id, new[1].id);
        assert!(
            new.iter().all(|secret| secret.envelope.open() == Some(Secret::new("demo-shopify-secret"))
                && secret.created_at == now())
        );
        assert_eq!((new[0].expires_at, new[1].expires_at), (None, Some(time(FUTURE))));
    }

    #[test]
    fn existing_secret_keeps_its_value_and_its_expiry_unless_that_is_set_or_cleared() {
        let existing =
            [stored("a", Some(FUTURE)), stored("b", Some(FUTURE)), stored("c", None), stored("d", Some(PAST))];
        let list = json!([{"id": "a"}, {"id": "b", "expires_at": null}, {"id": "c", "expires_at": FUTURE}, {"id": "d", "expires_at": PAST}]);
        let kept = secrets(list, &existing).unwrap();
        assert_eq!(
            kept,
            [stored("a", Some(FUTURE)), stored("b", None), stored("c", Some(FUTURE)), stored("d", Some(PAST))]
        );
    }

    #[test]
    fn invalid_secret_is_named_and_not_quoted() {
        let existing = [stored("a", None)];
        let table = [
            (json!([{"value": "sesame7"}]), "secrets[0].value"),
            (json!([{"value": "s".repeat(513)}]), "secrets[0].value"),
            (json!([{"value": " sesame-open"}]), "secrets[0].value"),
            (json!([{"value": "sesame-öffne"}]), "secrets[0].value"),
            (json!([{"value": "sesame\topen"}]), "secrets[0].value"),
            (json!([{"value": 1_234_567_890}]), "secrets[0].value"),
            (json!([{}]), "secrets[0].value"),
            (json!([{"value": "sesame-open", "expires_at": PAST}]), "secrets[0].expires_at"),
            (json!([{"value": "sesame-open", "expires_at": "soon"}]), "secrets[0].expires_at"),
            (json!([{"id": "a", "expires_at": PAST}]), "secrets[0].expires_at"),
            (json!([{"id": "b"}]), "secrets[0].id"),
            (json!([{"id": "a"}, {"id": "a"}]), "secrets[1].id"),
            (json!([{"id": "a", "value": "sesame-open"}]), "secrets[0].value"),
            (json!([{"value": "sesame-open", "created_at": PAST}]), "secrets[0].created_at"),
            (json!([{}, {}, {}, {}, {}, {}]), "at most 5"),
        ];
        for (list, expected) in table {
            let error = secrets(list, &existing).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(expected), "{expected}: {}", error.message);
            assert!(!error.message.contains("sesame"), "{}", error.message);
        }
    }
}
