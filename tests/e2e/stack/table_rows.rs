//! The number of rows in the tables, read with another DynamoDB client.

use std::collections::BTreeMap;

use aws_sdk_dynamodb::types::{AttributeValue, Select};

/// All rows of all tables, as one text.
pub(crate) async fn text(endpoint: &str) -> String {
    let client = local_dynamodb::dynamodb(endpoint);
    let mut text = String::new();
    for name in client.list_tables().send().await.unwrap().table_names.unwrap() {
        let mut pages = client.scan().table_name(&name).into_paginator().send();
        while let Some(page) = pages.next().await {
            text.push_str(&format!("{:?}", page.unwrap().items));
        }
    }
    text
}

/// The number of rows by table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rows(BTreeMap<String, i32>);

impl Rows {
    pub(crate) async fn count(endpoint: &str) -> Self {
        let client = local_dynamodb::dynamodb(endpoint);
        let mut rows = BTreeMap::new();
        for name in client.list_tables().send().await.unwrap().table_names.unwrap() {
            let mut count = 0;
            let scan = client.scan().table_name(&name).select(Select::Count);
            // Not the row that health checks write.
            let scan = scan
                .filter_expression("attribute_not_exists(kind) OR kind <> :probe")
                .expression_attribute_values(":probe", AttributeValue::S("probe".to_owned()));
            let mut pages = scan.into_paginator().send();
            while let Some(page) = pages.next().await {
                count += page.unwrap().count;
            }
            rows.insert(name, count);
        }
        Self(rows)
    }

    pub(crate) fn of(&self, table: &str) -> i32 {
        self.0[&format!("storebell-{table}")]
    }
}
