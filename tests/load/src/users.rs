//! Users who may see the demo shop: as many as it takes to stay within what one of them may hold open.

use local::client::{StackUrl, fetch_token, put_members};
use local::demo::{SHOPIFY, USER};

/// Makes `count` users viewers of the demo shop, beside its owner; gives their names.
pub(crate) async fn viewers(stack: &StackUrl, count: usize) -> Result<Vec<String>, String> {
    let users: Vec<_> = (1..=count).map(|number| format!("viewer-{number}")).collect();
    let token = fetch_token(stack, USER, None).await.map_err(|error| error.to_string())?;
    put_members(stack, &token, SHOPIFY.integration, USER, &users).await.map_err(|error| error.to_string())?;
    Ok(users)
}
