//! Who may see an integration, as its owner says.

use serde_json::json;

use super::http::{ANSWER_WITHIN, client, refused, text, unreachable};
use super::{ClientError, StackUrl};

/// Makes `owner`, whose token this is, the owner of an integration, and `viewers` the others who may see it. Who was a
/// member before and is not named is none any more.
///
/// # Errors
/// [`ClientError::Refused`] if the token's user is no owner of it, or there are more members than the stack takes.
pub async fn put_members(
    stack: &StackUrl,
    token: &str,
    integration: &str,
    owner: &str,
    viewers: &[String],
) -> Result<(), ClientError> {
    let viewers = viewers.iter().map(|user| json!({"user": user, "role": "viewer"}));
    let members: Vec<_> = [json!({"user": owner, "role": "owner"})].into_iter().chain(viewers).collect();
    let url = stack.list(&format!("integrations/{integration}"));
    let request = client()?.patch(url.clone()).bearer_auth(token).timeout(ANSWER_WITHIN);
    let request = request.header("content-type", "application/json").body(json!({ "members": members }).to_string());
    let response = request.send().await.map_err(|error| unreachable(&url, error))?;
    match response.status().as_u16() {
        200 => Ok(()),
        status => Err(refused(status, &text(response).await?)),
    }
}
