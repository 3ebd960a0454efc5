//! Rules that hold for the JSON of this API and that the derived schemas do not know.

use serde_json::{Value, json};

/// Applies the rules to one schema of `components.schemas`.
///
/// - A member of a response is either always there (perhaps null) or never null: serde writes `None` as null unless it
///   skips it.
/// - A request may not have members that this version does not know. A response may, also where the type is read strictly
///   from a table.
/// - A description of a nullable member belongs to the member, not to one of its forms.
/// - Doc comments are wrapped and use Rust's terms; descriptions are not wrapped and use JSON's.
pub(crate) fn apply_rules(name: &str, schema: &mut Value) {
    let is_request = name.ends_with("Request");
    visit(schema, &mut |object| {
        let forms = object.get_mut("oneOf").and_then(|forms| forms.as_array_mut());
        let nullable = forms.filter(|forms| forms.iter().any(|form| form["type"] == "null"));
        let reference =
            nullable.and_then(|forms| forms.iter_mut().find_map(|form| form.as_object_mut()?.remove("description")));
        if let Some(description) = reference {
            object.insert("description".to_owned(), description);
        }
        if let Some(Value::String(text)) = object.get_mut("description") {
            *text = text.replace("\n\n", "\0").replace('\n', " ").replace('\0', "\n\n");
            *text = text.replace("[`", "`").replace("`]", "`").replace("`None`", "`null`");
        }
        if is_request {
            if object.contains_key("properties") {
                object.insert("additionalProperties".to_owned(), json!(false));
            }
            return;
        }
        if object.get("additionalProperties") == Some(&json!(false)) {
            object.remove("additionalProperties");
        }
        let Some(Value::Object(properties)) = object.get("properties") else { return };
        let nullable: Vec<_> =
            properties.iter().filter(|(_, property)| is_nullable(property)).map(|(name, _)| json!(name)).collect();
        if nullable.is_empty() {
            return;
        }
        let required = object.entry("required").or_insert_with(|| json!([]));
        if let Value::Array(required) = required {
            required.extend(nullable);
            required.sort_by_key(ToString::to_string);
            required.dedup();
        }
    });
}

fn is_nullable(property: &Value) -> bool {
    let has_null =
        |list: &Value, is_null: fn(&Value) -> bool| list.as_array().is_some_and(|list| list.iter().any(is_null));
    has_null(&property["type"], |name| name == "null") || has_null(&property["oneOf"], |one| one["type"] == "null")
}

fn visit(value: &mut Value, apply: &mut impl FnMut(&mut serde_json::Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            apply(object);
            object.values_mut().for_each(|value| visit(value, apply));
        }
        Value::Array(list) => list.iter_mut().for_each(|value| visit(value, apply)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_of_responses_are_required_and_those_of_requests_are_known() {
        let schema = json!({"type": "object", "additionalProperties": false, "properties": {
            "a": {"type": ["string", "null"]},
            "b": {"oneOf": [{"$ref": "#/components/schemas/Time"}, {"type": "null"}]},
            "c": {"type": "string", "description": "Two\nlines."},
        }});
        let (mut response, mut request) = (schema.clone(), schema.clone());
        apply_rules("OrderResponse", &mut response);
        assert_eq!((&response["required"], response.get("additionalProperties")), (&json!(["a", "b"]), None));
        assert_eq!(response["properties"]["c"]["description"], "Two lines.");
        apply_rules("OrderRequest", &mut request);
        assert_eq!((request.get("required"), &request["additionalProperties"]), (None, &json!(false)));
    }
}
