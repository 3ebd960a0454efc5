//! Creates integrations, and sets their members.

use reqwest::Method;
use serde_json::{Value, json};
use types::Channel;
use types::secret::Secret;

use super::http::{RESPONSE_TIMEOUT, body_text, client, rejected, unreachable};
use super::{ClientError, StackUrl, WebhookSender};

/// Sets the members of an integration: `owner`, whose token this is, and `viewers`. Other members are removed.
///
/// # Errors
/// [`ClientError::Rejected`] if the token's user does not own the integration, or there are too many members.
pub async fn put_members(
    stack: &StackUrl,
    token: &str,
    integration: &str,
    owner: &str,
    viewers: &[String],
) -> Result<(), ClientError> {
    let body = json!({ "members": members(owner, viewers) });
    send(stack, token, Method::PATCH, &format!("integrations/{integration}"), &body).await
}

/// Creates an integration of the shop `<id>.myshopify.com` with the members `owner`, whose token this is, and `viewers`;
/// returns a sender for the shop.
///
/// # Errors
/// [`ClientError::Rejected`] if the id or the account is taken, or there are too many members.
pub async fn make_shop(
    stack: &StackUrl,
    token: &str,
    id: &str,
    owner: &str,
    viewers: &[String],
) -> Result<WebhookSender, ClientError> {
    let (account, secret) = (format!("{id}.myshopify.com"), format!("{id}-signing-secret"));
    let body = json!({
        "id": id, "channel": Channel::Shopify.name(), "account": account, "enabled": true,
        "secrets": [{"value": secret}], "members": members(owner, viewers),
    });
    send(stack, token, Method::POST, "integrations", &body).await?;
    WebhookSender::new(stack, Channel::Shopify, None, &account, Secret::new(&*secret))
}

fn members(owner: &str, viewers: &[String]) -> Vec<Value> {
    let viewers = viewers.iter().map(|user| json!({"user": user, "role": "viewer"}));
    [json!({"user": owner, "role": "owner"})].into_iter().chain(viewers).collect()
}

async fn send(stack: &StackUrl, token: &str, method: Method, path: &str, body: &Value) -> Result<(), ClientError> {
    let url = stack.list(path);
    let request = client()?.request(method, url.clone()).bearer_auth(token).timeout(RESPONSE_TIMEOUT);
    let request = request.header("content-type", "application/json").body(body.to_string());
    let response = request.send().await.map_err(|error| unreachable(&url, error))?;
    match response.status().as_u16() {
        200 | 201 => Ok(()),
        status => Err(rejected(status, &body_text(response).await?)),
    }
}
