//! Reading JSON of strangers: piece by piece, never as a tree, and errors that quote nothing.

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;
use types::text::shortened;

use super::NormalizeError;

/// A body that is JSON, as text. It is never made a tree of values: 4 MB of small ones would be some 400 MB of them.
///
/// # Errors
/// `not_utf8`, `not_json`; the sentence quotes nothing of the body.
pub(super) fn json(body: &[u8]) -> Result<&str, NormalizeError> {
    let text = std::str::from_utf8(body).map_err(|_| NormalizeError::new("not_utf8", "the body is not UTF-8"))?;
    serde_json::from_str::<IgnoredAny>(text).map(|_| text).map_err(|error| {
        let place = format!("line {}, column {}", error.line(), error.column());
        NormalizeError::new("not_json", format!("the body is not JSON ({place})"))
    })
}

/// Whether JSON is an object. Serde would read a struct from a list, too, which no sender writes.
pub(super) fn is_object(json: &str) -> bool {
    json.trim_start().starts_with('{')
}

/// As much of an object as is there; nothing of what is none.
pub(super) fn object<'a, T: Default + Deserialize<'a>>(json: &'a str) -> T {
    let whole = || serde_json::from_str(json).ok();
    is_object(json).then(whole).flatten().unwrap_or_default()
}

/// One field, if it is what is expected.
pub(super) fn field<T: DeserializeOwned>(raw: Option<&RawValue>) -> Option<T> {
    serde_json::from_str(raw?.get()).ok()
}

/// What is wrong with a body's fields. Serde's sentences name our own fields, but "invalid type: <value>, expected ..."
/// quotes the body, which may be personal: of those only what was expected is told.
pub(super) fn what(error: &serde_json::Error) -> String {
    let sentence = error.to_string();
    let sentence = sentence.rsplit_once(" at line ").map_or(sentence.clone(), |(told, _)| told.to_owned());
    let told = match sentence.strip_prefix("invalid ") {
        Some(quoting) => {
            quoting.rsplit_once(", expected ").map_or_else(String::new, |(_, expected)| format!("expected {expected}"))
        }
        None => sentence,
    };
    shortened(&told, 160)
}
