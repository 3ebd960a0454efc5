//! Reading untrusted JSON: piece by piece, never as a tree of values, and with errors that quote nothing of it.

use std::borrow::Cow;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;
use types::json_text::json_text;
use types::text::shortened;

use crate::{NormalizeError, amount, units};

/// The longest description of an error, in characters.
const MAX_DETAIL_CHARS: usize = 160;

/// The text of a body that is JSON, as [`json_text`] reads it. It is not parsed to a tree: 4 MB of small values would
/// take some 400 MB.
///
/// # Errors
/// `not_utf8` for a body that is no JSON even if each byte that is not UTF-8 is replaced, `not_json`; the sentence
/// quotes nothing of the body.
pub(crate) fn json(body: &[u8]) -> Result<Cow<'_, str>, NormalizeError> {
    let text = json_text(body);
    match serde_json::from_str::<IgnoredAny>(&text) {
        Ok(_) => Ok(text),
        Err(_) if std::str::from_utf8(body).is_err() => {
            Err(NormalizeError::new("not_utf8", "the body is neither UTF-8 nor JSON"))
        }
        Err(error) => {
            let position = format!("line {}, column {}", error.line(), error.column());
            Err(NormalizeError::new("not_json", format!("the body is not JSON ({position})")))
        }
    }
}

/// Whether JSON is an object. Serde would also read a struct from an array, which no sender writes.
pub(crate) fn is_object(json: &str) -> bool {
    json.trim_start().starts_with('{')
}

/// A struct whose fields are optional; the default if the JSON is no object or has a member twice.
pub(crate) fn object<'a, T: Default + Deserialize<'a>>(json: &'a str) -> T {
    let parse = || serde_json::from_str(json).ok();
    is_object(json).then(parse).flatten().unwrap_or_default()
}

/// The value of one member; `None` if it has another type.
pub(crate) fn field<T: DeserializeOwned>(raw: Option<&RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

/// The code of a deserialization error: `bad_amount`, `bad_quantity`, or `not_understood` for anything else.
pub(crate) fn error_code(error: &serde_json::Error) -> &'static str {
    let sentence = error.to_string();
    let sentence = without_position(&sentence);
    // A quotation of the body can only stand between the beginning and the end of the sentence.
    let is_about = |kind: &str| sentence.starts_with(kind) || sentence.ends_with(&format!(", expected {kind}"));
    if is_about(amount::KIND) {
        "bad_amount"
    } else if is_about(units::KIND) {
        "bad_quantity"
    } else {
        "not_understood"
    }
}

/// The problem with a body's fields. Serde's sentences name our own fields, but "invalid type: <value>, expected ..."
/// quotes the body, which may be personal: of those only the expectation is repeated.
pub(crate) fn error_detail(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let sentence = without_position(&sentence);
    let detail = match sentence.strip_prefix("invalid ") {
        Some(quoting) => {
            quoting.rsplit_once(", expected ").map_or_else(String::new, |(_, expected)| format!("expected {expected}"))
        }
        None => sentence.to_owned(),
    };
    shortened(&detail, MAX_DETAIL_CHARS)
}

/// Serde's sentence without "at line 1 column 2".
fn without_position(sentence: &str) -> &str {
    sentence.rsplit_once(" at line ").map_or(sentence, |(before, _)| before)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotation_in_an_error_does_not_change_its_code() {
        let quoting = serde_json::from_str::<u64>("\"an amount of money, expected a number of units\"").unwrap_err();
        assert_eq!(error_code(&quoting), "not_understood", "{quoting}");
    }
}
