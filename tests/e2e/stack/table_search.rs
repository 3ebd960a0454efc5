//! Searches the tables for a word with another DynamoDB client: in all attributes, also in compressed ones.

use aws_sdk_dynamodb::types::AttributeValue;

use super::Stack;

impl Stack {
    /// The rows of all tables that contain `word` in any case: each as its table and keys.
    pub(crate) async fn rows_containing(&self, word: &str) -> Vec<String> {
        let client = local_dynamodb::dynamodb(&self.variable("AWS_ENDPOINT_URL_DYNAMODB"));
        let word = word.to_lowercase();
        let mut found = Vec::new();
        for table in client.list_tables().send().await.unwrap().table_names.unwrap() {
            let mut pages = client.scan().table_name(&table).into_paginator().send();
            while let Some(page) = pages.next().await {
                let rows = page.unwrap().items.unwrap_or_default();
                let rows = rows.into_iter().filter(|row| row.values().any(|value| text(value).contains(&word)));
                found.extend(rows.map(|row| format!("{table} {:?} {:?}", row.get("pk"), row.get("sk"))));
            }
        }
        found
    }
}

/// The text of an attribute, in lower case; of a compressed document also the decompressed text.
fn text(value: &AttributeValue) -> String {
    match value {
        AttributeValue::B(bytes) => {
            let plain = zstd::stream::decode_all(bytes.as_ref()).unwrap_or_default();
            (String::from_utf8_lossy(bytes.as_ref()) + String::from_utf8_lossy(&plain).as_ref()).to_lowercase()
        }
        AttributeValue::M(map) => map.iter().map(|(name, value)| format!("{name}={};", text(value))).collect(),
        AttributeValue::L(list) => list.iter().map(text).collect(),
        other => format!("{other:?}").to_lowercase(),
    }
}
