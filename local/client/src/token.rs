//! Gets tokens from a stack on this machine. Such a stack issues tokens to any local caller.

use super::http::{RESPONSE_TIMEOUT, body_text, client, rejected, unreachable};
use super::{ClientError, StackUrl};

/// A token for `user`, valid for `ttl` seconds, or for the stack's default time.
///
/// # Errors
/// [`ClientError::Rejected`] if an argument is invalid, or if the stack is deployed on AWS, where it issues no tokens.
pub async fn fetch_token(stack: &StackUrl, user: &str, ttl: Option<u64>) -> Result<String, ClientError> {
    let mut url = stack.local_token();
    url.query_pairs_mut().append_pair("user", user);
    if let Some(seconds) = ttl {
        url.query_pairs_mut().append_pair("ttl", &seconds.to_string());
    }
    let request = client()?.get(url.clone()).timeout(RESPONSE_TIMEOUT);
    let response = request.send().await.map_err(|error| unreachable(&url, error))?;
    let status = response.status().as_u16();
    let body = body_text(response).await?;
    if status == 200 { Ok(body.trim().to_owned()) } else { Err(rejected(status, &body)) }
}
