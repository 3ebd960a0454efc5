//! Integrations and their members.

use aws_sdk_dynamodb::types::{AttributeValue, ReturnValue};
use domain::integration::Integration;
use local_testing::integrations::{create_integration, shop};
use types::Channel;
use types::time::Clock;

use crate::stack::Stack;

impl Stack {
    /// Creates an integration of Shopify with these members.
    pub(crate) async fn integration(&self, id: &str, users: &[&str]) {
        create_integration(&self.client, &self.environment, &shop(id), users).await;
    }

    /// Creates an integration of another channel with the member asha. A courier may name the integration whose orders it
    /// ships.
    pub(crate) async fn integration_of(&self, channel: Channel, id: &str, ships_for: Option<&str>) {
        let default = channels::default_integration(id.parse().unwrap(), channel, id, Clock::system().now());
        let integration = Integration { ships_for: ships_for.map(|id| id.parse().unwrap()), ..default };
        create_integration(&self.client, &self.environment, &integration, &["asha"]).await;
    }

    /// Creates a courier that ships the orders of `shop`.
    pub(crate) async fn courier(&self, id: &str, shop: &str) {
        self.integration_of(Channel::Selloship, id, Some(shop)).await;
    }

    /// Removes a member. The user's connections stay, since closing them is best effort.
    pub(crate) async fn revoke(&self, integration: &str, user: &str) {
        let (integration, user) = (format!("i#{integration}"), format!("u#{user}"));
        for (pk, sk) in [(&integration, &user), (&user, &integration)] {
            let delete = self.client.delete_item().table_name("storebell-integrations");
            let delete = delete.key("pk", AttributeValue::S(pk.clone())).key("sk", AttributeValue::S(sk.clone()));
            let old = delete.return_values(ReturnValue::AllOld).send().await.unwrap().attributes;
            assert!(old.is_some(), "{pk} has no {sk}");
        }
    }
}
