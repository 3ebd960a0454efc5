//! Secrets as clients name them: by value when they are new, by id when they are there already.

use domain::integration::Schemes;
use runtime::response::ErrorResponse;
use serde_json::Value;
use types::event_id::EventIds;
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::Time;

use super::fields::Fields;

/// The most secrets of an integration; rotation needs two.
pub(super) const MOST: usize = 5;
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=512;
const VALUE: &str = "8 to 512 printable ASCII characters, without a space at either end";
const END: &str = "a time to come with its offset, such as 2026-11-02T04:45:00.000Z";

/// A secret that an integration is to have.
#[derive(Debug)]
pub(in crate::integrations) enum WantedSecret {
    /// One that it has, with its end as it is to be.
    Kept(StoredSecret),
    /// A new one.
    New { value: Secret, expires_at: Option<Time> },
}

impl WantedSecret {
    /// As it is stored. New ones are made at the time that `ids` mints by.
    pub(in crate::integrations) fn stored(self, ids: &EventIds) -> StoredSecret {
        match self {
            Self::Kept(secret) => secret,
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

/// Refuses secrets that can be none of these schemes'. Those that stay are only looked at if the schemes `are_new`.
///
/// # Errors
/// 400 `bad_body`.
pub(in crate::integrations) fn check(
    secrets: &[WantedSecret],
    schemes: &Schemes,
    are_new: bool,
) -> Result<(), ErrorResponse> {
    let value = |secret: &WantedSecret| match secret {
        WantedSecret::Kept(kept) => kept.envelope.open().filter(|_| are_new),
        WantedSecret::New { value, .. } => Some(value.clone()),
    };
    let wrong = secrets.iter().filter_map(value).find_map(|value| schemes.check_secret(&value).err());
    wrong.map_or(Ok(()), |why| {
        Err(ErrorResponse::bad_request("bad_body", format!("`secrets` must fit `schemes`: {why}.")))
    })
}

/// Reads the field `secrets`, whose items may name those that are `held`.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn read(
    fields: &mut Fields,
    now: Time,
    held: &[StoredSecret],
) -> Result<Option<Vec<WantedSecret>>, ErrorResponse> {
    let Some(items) = fields.objects("secrets", MOST)? else { return Ok(None) };
    let mut left = held.to_vec();
    items.into_iter().map(|item| secret(item, now, &mut left)).collect::<Result<_, _>>().map(Some)
}

fn secret(mut item: Fields, now: Time, left: &mut Vec<StoredSecret>) -> Result<WantedSecret, ErrorResponse> {
    let wanted = match item.optional::<String>("id", "the id of a secret that is there")? {
        Some(id) => {
            let position = left.iter().position(|held| held.id == id);
            let position = position.ok_or_else(|| item.wrong("id", "the id of a secret that is there, once"))?;
            let mut kept = left.remove(position);
            kept.expires_at = end(&mut item, now, kept.expires_at)?;
            WantedSecret::Kept(kept)
        }
        None => WantedSecret::New { value: value(&mut item)?, expires_at: end(&mut item, now, None)? },
    };
    item.end()?;
    Ok(wanted)
}

/// Reads the field `value`.
///
/// # Errors
/// 400 `bad_body`.
pub(super) fn value(item: &mut Fields) -> Result<Secret, ErrorResponse> {
    let text: String = item.needed("value", VALUE)?;
    let printable = text.bytes().all(|byte| matches!(byte, b' '..=b'~'));
    if printable && LENGTHS.contains(&text.len()) && text.trim() == text {
        Ok(Secret::new(text))
    } else {
        Err(item.wrong("value", VALUE))
    }
}

/// The end of a secret: as it is `held` if nothing is said of it, none if it is null, else a time to come. An end
/// that is past is only taken if it stands there already, so that what was read can be sent back.
fn end(item: &mut Fields, now: Time, held: Option<Time>) -> Result<Option<Time>, ErrorResponse> {
    let time = match item.take("expires_at") {
        None => return Ok(held),
        Some(Value::Null) => return Ok(None),
        Some(value) => serde_json::from_value(value).map_err(|_| item.wrong("expires_at", END))?,
    };
    if time > now || Some(time) == held { Ok(Some(time)) } else { Err(item.wrong("expires_at", END)) }
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

    fn held(id: &str, expires_at: Option<&str>) -> StoredSecret {
        let envelope = Envelope::seal(&Secret::new(format!("value of {id}")));
        StoredSecret { id: id.to_owned(), envelope, created_at: time(PAST), expires_at: expires_at.map(time) }
    }

    fn secrets(list: Value, held: &[StoredSecret]) -> Result<Vec<StoredSecret>, ErrorResponse> {
        let mut fields = Fields::of_body(&Body::from(json!({ "secrets": list }).to_string())).unwrap();
        let ids = EventIds::new(Clock::from_fn(now));
        read(&mut fields, now(), held).map(|read| read.unwrap().into_iter().map(|secret| secret.stored(&ids)).collect())
    }

    #[test]
    fn a_new_secret_is_sealed_with_an_id_of_its_own() {
        let made = secrets(
            json!([{"value": "demo-shopify-secret"}, {"value": "demo-shopify-secret", "expires_at": FUTURE}]),
            &[],
        )
        .unwrap();
        assert_ne!(made[0].id, made[1].id);
        assert!(
            made.iter().all(|secret| secret.envelope.open() == Some(Secret::new("demo-shopify-secret"))
                && secret.created_at == now())
        );
        assert_eq!((made[0].expires_at, made[1].expires_at), (None, Some(time(FUTURE))));
    }

    #[test]
    fn a_kept_secret_keeps_its_value_and_its_end_unless_that_is_set_or_cleared() {
        let have = [held("a", Some(FUTURE)), held("b", Some(FUTURE)), held("c", None), held("d", Some(PAST))];
        let list = json!([{"id": "a"}, {"id": "b", "expires_at": null}, {"id": "c", "expires_at": FUTURE}, {"id": "d", "expires_at": PAST}]);
        let kept = secrets(list, &have).unwrap();
        assert_eq!(kept, [held("a", Some(FUTURE)), held("b", None), held("c", Some(FUTURE)), held("d", Some(PAST))]);
    }

    #[test]
    fn what_is_no_secret_is_named_without_its_value() {
        let have = [held("a", None)];
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
        for (list, told) in table {
            let error = secrets(list, &have).unwrap_err();
            assert!(error.code == "bad_body" && error.message.contains(told), "{told}: {}", error.message);
            assert!(!error.message.contains("sesame"), "{}", error.message);
        }
    }
}
