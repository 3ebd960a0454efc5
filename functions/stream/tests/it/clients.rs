//! Integrations, members, and their connections.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::integration::{Integration, Member, Role};
use domain::live::Filter;
use store::connections::{Connection, Connections, LiveTransport};
use store::integrations::IntegrationAdmin;
use types::Channel;
use types::time::Clock;

use crate::stack::Stack;

impl Stack {
    /// An integration with these members.
    pub(crate) async fn integration(&self, id: &str, users: &[&str]) {
        let (account, now) = (format!("{id}.myshopify.com"), Clock::system().now());
        let integration = channels::default_integration(id.parse().unwrap(), Channel::Shopify, account, now);
        let members: Vec<_> =
            users.iter().map(|user| Member { user: (*user).to_owned(), role: Role::Viewer }).collect();
        let admin = IntegrationAdmin::new(self.client.clone(), &self.environment, channels::capabilities).unwrap();
        admin.create(&integration, &members).await.unwrap().unwrap();
    }

    /// An integration of another channel, with asha as its one member; a courier's may name the one whose orders it ships.
    pub(crate) async fn integration_of(&self, channel: Channel, id: &str, ships_for: Option<&str>) {
        let usual = channels::default_integration(id.parse().unwrap(), channel, id, Clock::system().now());
        let integration = Integration { ships_for: ships_for.map(|id| id.parse().unwrap()), ..usual };
        let admin = IntegrationAdmin::new(self.client.clone(), &self.environment, channels::capabilities).unwrap();
        let asha = Member { user: "asha".to_owned(), role: Role::Viewer };
        admin.create(&integration, &[asha]).await.unwrap().unwrap();
    }

    /// A courier that carries the orders of `shop`.
    pub(crate) async fn courier(&self, id: &str, shop: &str) {
        self.integration_of(Channel::Selloship, id, Some(shop)).await;
    }

    /// A connection of `user`; its token ends in `seconds`.
    pub(crate) async fn connection(&self, user: &str, id: &str, live: bool, seconds: i64) {
        self.add(user, id, live, seconds, Filter::default()).await;
    }

    /// A live connection of `user` with a filter.
    pub(crate) async fn filtered_connection(&self, user: &str, id: &str, filter: Filter) {
        self.add(user, id, true, 60, filter).await;
    }

    async fn add(&self, user: &str, id: &str, live: bool, seconds: i64, filter: Filter) {
        let now = Clock::system().now();
        let connection = Connection {
            id: id.to_owned(),
            user: user.to_owned(),
            transport: LiveTransport::Websocket,
            live,
            connected_at: now,
            token_expires_at: now.plus_millis(seconds * 1000),
            filter,
        };
        self.connections().add(&connection).await.unwrap();
    }

    pub(crate) async fn has_connection(&self, id: &str) -> bool {
        self.connections().find(id).await.unwrap().is_some()
    }

    /// Gives a connection of `user` a filter that a newer version may know, and this one does not.
    pub(crate) async fn make_unreadable(&self, user: &str, id: &str) {
        let text = |value: String| AttributeValue::S(value);
        let update = self.client.update_item().table_name("storebell-connections").key("pk", text(format!("u#{user}")));
        let update = update.key("sk", text(id.to_owned())).update_expression("SET wanted = :wanted");
        let newer = AttributeValue::M([("colours".to_owned(), text("red".to_owned()))].into());
        update.expression_attribute_values(":wanted", newer).send().await.unwrap();
    }

    /// The ids of all rows of connections, in whatever state they are.
    pub(crate) async fn connection_rows(&self) -> Vec<String> {
        let rows = self.client.scan().table_name("storebell-connections").send().await.unwrap().items.unwrap();
        let rows = rows.iter().filter(|row| row["pk"].as_s().unwrap().starts_with("u#"));
        rows.map(|row| row["sk"].as_s().unwrap().clone()).collect()
    }

    /// Takes a member away, and leaves the user's connections as they are: what closes them is best effort.
    pub(crate) async fn revoke(&self, integration: &str, user: &str) {
        let (integration, user) = (format!("i#{integration}"), format!("u#{user}"));
        for (pk, sk) in [(&integration, &user), (&user, &integration)] {
            let delete = self.client.delete_item().table_name("storebell-integrations");
            let delete = delete.key("pk", AttributeValue::S(pk.clone())).key("sk", AttributeValue::S(sk.clone()));
            let old = delete.return_values(ReturnValue::AllOld).send().await.unwrap().attributes;
            assert!(old.is_some(), "{pk} has no {sk}");
        }
    }

    pub(crate) fn connections(&self) -> Connections {
        Connections::new(self.client.clone(), &self.environment).unwrap()
    }
}
