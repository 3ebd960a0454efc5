//! Creates the demo integrations in an empty store.

mod costs_and_fees;

use aws_sdk_dynamodb::Client;
use domain::integration::{Integration, Member, Role};
use local_client::demo::{Demo, SHOPIFY, USER};
use runtime::environment::Environment;
use store::{Store, Tables};
use types::secret::{Envelope, Secret, StoredSecret};
use types::time::Clock;

use super::StartError;

/// Creates the demo integrations, unless the store has any integration.
pub(super) async fn create(client: &Client, environment: &Environment) -> Result<(), StartError> {
    let store = Store::new(client.clone(), Tables::from_environment(environment)?);
    if !is_empty(client, environment, &store).await? {
        return Ok(());
    }
    let admin = store.integration_admin(channels::capabilities)?;
    let costs = store.costs()?;
    let now = Clock::system().now();
    for demo in Demo::ALL {
        let Demo { channel, integration: id, account, secret, access_token, .. } = demo;
        let access_token = access_token.map(|token| Envelope::seal(&Secret::new(token)));
        let secret = StoredSecret {
            id: "demo".to_owned(),
            envelope: Envelope::seal(&Secret::new(secret)),
            created_at: now,
            expires_at: None,
        };
        // The demo's courier ships for the demo shop.
        let ships_for = channels::capabilities(channel).courier.then(|| SHOPIFY.integration.parse()).transpose()?;
        let (secrets, schemes, fees) = (vec![secret], demo.schemes(), costs_and_fees::fees(channel)?);
        let usual = channels::default_integration(id.parse()?, channel, account, now);
        let integration = Integration { secrets, access_token, schemes, ships_for, fees, ..usual };
        costs.put(&integration.id, &costs_and_fees::costs(channel)?).await?;
        let owner = Member { user: USER.to_owned(), role: Role::Owner };
        if admin.create(&integration, &[owner]).await?.is_err() {
            // Another stack that starts at the same time on the same DynamoDB has created it.
            tracing::info!(integration = id, "the demo integration exists already");
        }
    }
    Ok(())
}

/// Whether the store has no integration.
async fn is_empty(client: &Client, environment: &Environment, store: &Store) -> Result<bool, StartError> {
    let memberships = store.memberships()?;
    if !memberships.of_user(USER).await?.is_empty() {
        return Ok(false);
    }
    let scan = client.scan().table_name(environment.text("INTEGRATIONS_TABLE")?).limit(1).send().await?;
    Ok(scan.count == 0)
}
