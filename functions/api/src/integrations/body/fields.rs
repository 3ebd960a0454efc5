//! A JSON object of a client. An error tells the field and what it should be, never what was in it.

use lambda_http::Body;
use lambda_http::http::StatusCode;
use runtime::response::ErrorResponse;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use types::text::shortened;

/// The largest body, in bytes.
const LARGEST: usize = 64 * 1024;
/// How much of an unknown field's name is shown.
const LONGEST_NAME: usize = 60;

/// The fields of an object that were not read yet.
#[derive(Debug)]
pub(super) struct Fields {
    /// The object's place in the body, such as `secrets[0]`; empty for the body itself.
    at: String,
    left: Map<String, Value>,
}

impl Fields {
    /// A request's whole body.
    ///
    /// # Errors
    /// 413 above 64 KB, 400 `bad_body` for what is no JSON object.
    pub(super) fn of_body(body: &Body) -> Result<Self, ErrorResponse> {
        if body.len() > LARGEST {
            return Err(ErrorResponse::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                format!("The body is over {LARGEST} bytes."),
            ));
        }
        match serde_json::from_slice(body) {
            Ok(Value::Object(left)) => Ok(Self { at: String::new(), left }),
            _ => Err(bad("The body must be a JSON object.")),
        }
    }

    /// The object at `at`.
    ///
    /// # Errors
    /// 400 `bad_body` for what is no object.
    pub(super) fn of_value(at: String, value: Value) -> Result<Self, ErrorResponse> {
        match value {
            Value::Object(left) => Ok(Self { at, left }),
            _ => Err(bad(format!("`{at}` must be an object."))),
        }
    }

    /// Whether a field is there and was not read yet, null or not.
    pub(super) fn has(&self, name: &str) -> bool {
        self.left.contains_key(name)
    }

    /// The raw value of a field, null where it is null.
    pub(super) fn take(&mut self, name: &str) -> Option<Value> {
        self.left.remove(name)
    }

    /// A field; null counts as absent.
    ///
    /// # Errors
    /// 400 `bad_body`, which names the field and says what is `wanted`.
    pub(super) fn optional<T: DeserializeOwned>(
        &mut self,
        name: &str,
        wanted: &str,
    ) -> Result<Option<T>, ErrorResponse> {
        match self.take(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value).map(Some).map_err(|_| self.wrong(name, wanted)),
        }
    }

    /// A field that may be null, which is not the same as absent.
    ///
    /// # Errors
    /// As [`Fields::optional`].
    pub(super) fn nullable<T: DeserializeOwned>(
        &mut self,
        name: &str,
        wanted: &str,
    ) -> Result<Option<Option<T>>, ErrorResponse> {
        let value = self.take(name).map(serde_json::from_value::<Option<T>>).transpose();
        value.map_err(|_| self.wrong(name, wanted))
    }

    /// A field that must be there.
    ///
    /// # Errors
    /// As [`Fields::optional`].
    pub(super) fn needed<T: DeserializeOwned>(&mut self, name: &str, wanted: &str) -> Result<T, ErrorResponse> {
        self.optional(name, wanted)?.ok_or_else(|| self.wrong(name, wanted))
    }

    /// The objects of a list; `None` if it is absent.
    ///
    /// # Errors
    /// 400 `bad_body` for what is no list of at most `most` objects.
    pub(super) fn objects(&mut self, name: &str, most: usize) -> Result<Option<Vec<Self>>, ErrorResponse> {
        let wanted = format!("a list of at most {most} objects");
        let Some(items) = self.optional::<Vec<Value>>(name, &wanted)? else { return Ok(None) };
        if items.len() > most {
            return Err(self.wrong(name, &wanted));
        }
        let at = |index| format!("{}[{index}]", self.path(name));
        items
            .into_iter()
            .enumerate()
            .map(|(index, item)| Self::of_value(at(index), item))
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The error of a field that is not what is `wanted`.
    pub(super) fn wrong(&self, name: &str, wanted: &str) -> ErrorResponse {
        bad(format!("`{}` must be {wanted}.", self.path(name)))
    }

    /// To be called when all fields were read.
    ///
    /// # Errors
    /// 400 `bad_body`, which names a field that is unknown.
    pub(super) fn end(self) -> Result<(), ErrorResponse> {
        match self.left.keys().next() {
            None => Ok(()),
            Some(name) => Err(bad(format!("There is no field `{}`.", self.path(&shortened(name, LONGEST_NAME))))),
        }
    }

    fn path(&self, name: &str) -> String {
        if self.at.is_empty() { name.to_owned() } else { format!("{}.{name}", self.at) }
    }
}

fn bad(message: impl Into<String>) -> ErrorResponse {
    ErrorResponse::bad_request("bad_body", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(json: &str) -> Result<Fields, ErrorResponse> {
        Fields::of_body(&Body::from(json))
    }

    #[test]
    fn what_is_no_json_object_is_refused() {
        for bad in ["", "{", "[]", "1", "null", "{\"a\":1}x"] {
            assert_eq!(fields(bad).unwrap_err().code, "bad_body", "{bad}");
        }
        assert_eq!(Fields::of_body(&Body::Binary(vec![0xff])).unwrap_err().code, "bad_body");
    }

    #[test]
    fn a_body_over_64_kb_is_413() {
        let body = |bytes: usize| Fields::of_body(&Body::from(format!("{{\"a\":\"{}\"}}", "a".repeat(bytes - 8))));
        assert!(body(64 * 1024).is_ok());
        assert_eq!(body(64 * 1024 + 1).unwrap_err().status.as_u16(), 413);
    }

    #[test]
    fn an_error_names_the_field_and_shows_no_value() {
        let mut read = fields(r#"{"enabled":"sesame","items":[{"a":1},{"b":2}]}"#).unwrap();
        let error = read.optional::<bool>("enabled", "true or false").unwrap_err();
        assert_eq!(error.message, "`enabled` must be true or false.");
        let mut items = read.objects("items", 2).unwrap().unwrap();
        assert_eq!(items.pop().unwrap().end().unwrap_err().message, "There is no field `items[1].b`.");
        assert_eq!(items[0].needed::<u32>("b", "a number").unwrap_err().message, "`items[0].b` must be a number.");
        let mut many = fields(r#"{"items":[{},{}]}"#).unwrap();
        assert_eq!(many.objects("items", 1).unwrap_err().message, "`items` must be a list of at most 1 objects.");
    }
}
