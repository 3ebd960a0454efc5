//! Viewers of the demo shop: one user may hold only a limited number of connections.

use local_client::demo::{SHOPIFY, USER};
use local_client::{StackUrl, fetch_token, put_members};

/// Makes `count` users viewers of the demo shop, in addition to its owner; returns their names.
pub(crate) async fn viewers(stack: &StackUrl, count: usize) -> Result<Vec<String>, String> {
    let users: Vec<_> = (1..=count).map(|number| format!("viewer-{number}")).collect();
    let token = fetch_token(stack, USER, None).await.map_err(|error| error.to_string())?;
    put_members(stack, &token, SHOPIFY.integration, USER, &users).await.map_err(|error| error.to_string())?;
    Ok(users)
}
