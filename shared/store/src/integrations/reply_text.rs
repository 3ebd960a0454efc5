//! The form of a reply in a row: its body as JSON text, since DynamoDB's numbers are not JSON's.

use domain::integration::Reply;
use serde::de::Error as _;
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub(super) fn serialize<S: Serializer>(reply: &Option<Reply>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = reply.as_ref().map(|reply| serde_json::to_string(&reply.body)).transpose();
    text.map_err(S::Error::custom)?.serialize(serializer)
}

pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Reply>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| serde_json::from_str(&text).map(|body| Reply { body })).transpose().map_err(D::Error::custom)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Row {
        #[serde(default, with = "super")]
        reply: Option<Reply>,
    }

    #[test]
    fn stored_reply_reads_back_equal() {
        for body in [json!({"status": "OK", "code": 1.0, "large": u64::MAX}), Value::Null, json!([{"a": ""}])] {
            let item: serde_dynamo::Item =
                serde_dynamo::to_item(Row { reply: Some(Reply { body: body.clone() }) }).unwrap();
            assert_eq!(serde_dynamo::from_item::<_, Row>(item).unwrap().reply, Some(Reply { body }));
        }
    }
}
