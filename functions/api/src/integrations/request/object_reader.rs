//! Reads a JSON object of a request's body, field by field. An error names the field and what is expected, and never
//! quotes the value.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use types::text::shortened;

const MAX_BODY_BYTES: usize = 64 * 1024;
/// How much of an unknown field's name an error shows.
const MAX_SHOWN_NAME_CHARS: usize = 60;

/// An object, of which every field is taken once.
#[derive(Debug)]
pub(super) struct ObjectReader {
    /// Where the object stands in the body, such as `secrets[0]`; empty for the body itself.
    path: String,
    unread: Map<String, Value>,
}

impl ObjectReader {
    /// A reader of a request's whole body.
    ///
    /// # Errors
    /// 413 `too_large` above 64 KB; 400 `bad_body` if the body is not a JSON object.
    pub(super) fn of_body(body: &Body) -> Result<Self, ErrorResponse> {
        if body.len() > MAX_BODY_BYTES {
            let message = format!("The body is larger than {MAX_BODY_BYTES} bytes.");
            return Err(ErrorResponse::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(unread)) => Ok(Self { path: String::new(), unread }),
            _ => Err(bad_body("The body must be a JSON object.")),
        }
    }

    /// A reader of the value at `path`.
    ///
    /// # Errors
    /// 400 `bad_body` if it is not an object.
    fn of_value(path: String, value: Value) -> Result<Self, ErrorResponse> {
        match value {
            Value::Object(unread) => Ok(Self { path, unread }),
            _ => Err(bad_body(format!("`{path}` must be an object."))),
        }
    }

    /// Whether the object has a field that was not taken yet; it may be null.
    pub(super) fn has(&self, name: &str) -> bool {
        self.unread.contains_key(name)
    }

    /// Takes the value of a field, null included; `None` if it is absent.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.unread.remove(name)
    }

    /// Takes a field; null counts as absent.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field and says what is `expected`.
    pub(super) fn optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
        expected: &str,
    ) -> Result<Option<T>, ErrorResponse> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value).map(Some).map_err(|_| self.error(name, expected)),
        }
    }

    /// Takes a field that may be null: `None` if it is absent, `Some(None)` if it is null.
    ///
    /// # Errors
    /// As [`ObjectReader::optional`].
    pub(super) fn nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
        expected: &str,
    ) -> Result<Option<Option<T>>, ErrorResponse> {
        let value = self.take(name).map(serde_json::from_value::<Option<T>>).transpose();
        value.map_err(|_| self.error(name, expected))
    }

    /// Takes a field that must be there.
    ///
    /// # Errors
    /// As [`ObjectReader::optional`].
    pub(super) fn required<T: DeserializeOwned>(&mut self, name: &str, expected: &str) -> Result<T, ErrorResponse> {
        self.optional(name, expected)?.ok_or_else(|| self.error(name, expected))
    }

    /// Takes a list of objects; `None` if it is absent.
    ///
    /// # Errors
    /// 400 `bad_body` if the field is not a list of at most `max_items` objects.
    pub(super) fn objects(&mut self, name: &str, max_items: usize) -> Result<Option<Vec<Self>>, ErrorResponse> {
        let expected = format!("a list of at most {max_items} objects");
        let Some(items) = self.optional::<Vec<Value>>(name, &expected)? else { return Ok(None) };
        if items.len() > max_items {
            return Err(self.error(name, &expected));
        }
        let path = |index| format!("{}[{index}]", self.path_of(name));
        items
            .into_iter()
            .enumerate()
            .map(|(index, item)| Self::of_value(path(index), item))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The error of a field that is not as `expected`.
    pub(super) fn error(&self, name: &str, expected: &str) -> ErrorResponse {
        bad_body(format!("`{}` must be {expected}.", self.path_of(name)))
    }

    /// Rejects fields that were not taken. Call it when all known fields are taken.
    ///
    /// # Errors
    /// 400 `bad_body`, which names an unknown field.
    pub(super) fn finish(self) -> Result<(), ErrorResponse> {
        match self.unread.keys().next() {
            None => Ok(()),
            Some(name) => {
                let name = shortened(name, MAX_SHOWN_NAME_CHARS);
                Err(bad_body(format!("Unknown field `{}`.", self.path_of(&name))))
            }
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}

fn bad_body(message: impl Into<String>) -> ErrorResponse {
    ErrorResponse::bad_request("bad_body", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(json: &str) -> Result<ObjectReader, ErrorResponse> {
        ObjectReader::of_body(&Body::from(json))
    }

    #[test]
    fn body_that_is_not_a_json_object_is_rejected() {
        for bad in ["", "{", "[]", "1", "null", "{\"a\":1}x"] {
            assert_eq!(reader(bad).unwrap_err().code, "bad_body", "{bad}");
        }
        assert_eq!(ObjectReader::of_body(&Body::Binary(vec![0xff])).unwrap_err().code, "bad_body");
    }

    #[test]
    fn body_over_64_kb_is_413() {
        let body =
            |bytes: usize| ObjectReader::of_body(&Body::from(format!("{{\"a\":\"{}\"}}", "a".repeat(bytes - 8))));
        assert!(body(64 * 1024).is_ok());
        assert_eq!(body(64 * 1024 + 1).unwrap_err().status.as_u16(), 413);
    }

    #[test]
    fn error_names_the_field_and_quotes_no_value() {
        let mut object = reader(r#"{"enabled":"sesame","items":[{"a":1},{"b":2}]}"#).unwrap();
        let error = object.optional::<bool>("enabled", "true or false").unwrap_err();
        assert_eq!(error.message, "`enabled` must be true or false.");
        let mut items = object.objects("items", 2).unwrap().unwrap();
        assert_eq!(items.pop().unwrap().finish().unwrap_err().message, "Unknown field `items[1].b`.");
        assert_eq!(items[0].required::<u32>("b", "a number").unwrap_err().message, "`items[0].b` must be a number.");
        let mut many = reader(r#"{"items":[{},{}]}"#).unwrap();
        assert_eq!(many.objects("items", 1).unwrap_err().message, "`items` must be a list of at most 1 objects.");
    }
}
