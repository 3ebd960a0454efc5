//! Connections of live clients.

use aws_sdk_dynamodb::types::AttributeValue;
use domain::live::Filter;
use local_testing::connections::live_connection;
use store::connections::{Connection, Connections};

use crate::stack::Stack;

impl Stack {
    /// Adds a connection of `user` whose token expires in so many seconds.
    pub(crate) async fn connection(&self, user: &str, id: &str, live: bool, expires_in_seconds: i64) {
        self.add(user, id, live, expires_in_seconds, Filter::default()).await;
    }

    /// Adds a live connection of `user` with a filter.
    pub(crate) async fn filtered_connection(&self, user: &str, id: &str, filter: Filter) {
        self.add(user, id, true, 60, filter).await;
    }

    async fn add(&self, user: &str, id: &str, live: bool, expires_in_seconds: i64, filter: Filter) {
        let connection = Connection { live, filter, ..live_connection(user, id, expires_in_seconds) };
        self.connections().add(&connection).await.unwrap();
    }

    pub(crate) async fn has_connection(&self, id: &str) -> bool {
        self.connections().find(id).await.unwrap().is_some()
    }

    /// Gives a connection of `user` a filter that only a newer version of the function can read.
    pub(crate) async fn make_unreadable(&self, user: &str, id: &str) {
        let text = |value: String| AttributeValue::S(value);
        let update = self.client.update_item().table_name("storebell-connections").key("pk", text(format!("u#{user}")));
        let update = update.key("sk", text(id.to_owned())).update_expression("SET wanted = :wanted");
        let newer = AttributeValue::M([("colors".to_owned(), text("red".to_owned()))].into());
        update.expression_attribute_values(":wanted", newer).send().await.unwrap();
    }

    /// The ids of all rows of connections, readable or not, in order.
    pub(crate) async fn connection_rows(&self) -> Vec<String> {
        let rows = self.client.scan().table_name("storebell-connections").send().await.unwrap().items.unwrap();
        let rows = rows.iter().filter(|row| row["pk"].as_s().unwrap().starts_with("u#"));
        let mut ids: Vec<_> = rows.map(|row| row["sk"].as_s().unwrap().clone()).collect();
        ids.sort();
        ids
    }

    pub(crate) fn connections(&self) -> Connections {
        local_testing::store(&self.client, &self.environment).connections().unwrap()
    }
}
