//! Cursors: a place in a list, as base64url without padding.

use std::fmt::Display;
use std::str::FromStr;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use runtime::response::ErrorResponse;

/// The cursor of a place.
pub(crate) fn encode(place: &impl Display) -> String {
    URL_SAFE_NO_PAD.encode(place.to_string())
}

/// The place of a cursor.
///
/// # Errors
/// 400 `bad_cursor`.
pub(crate) fn decode<P: FromStr>(cursor: &str) -> Result<P, ErrorResponse> {
    let text = URL_SAFE_NO_PAD.decode(cursor).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    text.and_then(|text| text.parse().ok())
        .ok_or_else(|| ErrorResponse::bad_request("bad_cursor", "`after` is no `next` of this list."))
}

#[cfg(test)]
mod tests {
    use types::event_id::EventId;

    use super::*;

    #[test]
    fn a_cursor_leads_back_to_its_place() {
        let id = EventId::MAX;
        let cursor = encode(&id);
        assert!(!cursor.contains(['=', '+', '/']), "{cursor}");
        assert_eq!(decode::<EventId>(&cursor).ok(), Some(id));
    }

    #[test]
    fn any_other_text_is_a_bad_cursor() {
        let id = EventId::MAX.to_string();
        let padded = format!("{}=", encode(&id));
        for bad in ["", "!", "AA", &id, &padded, &encode(&"x"), &encode(&id.to_lowercase())] {
            assert_eq!(decode::<EventId>(bad).unwrap_err().code, "bad_cursor", "{bad}");
        }
    }
}
