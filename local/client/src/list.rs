//! Reads all pages of a list of the API.

use serde_json::Value;

use super::http::{RESPONSE_TIMEOUT, body_text, client, rejected, unreachable};
use super::{ClientError, StackUrl};

/// The rows of a page: the API's maximum.
const PAGE_LIMIT: &str = "200";

/// All rows of a list that the token's user may see, newest first: `orders`, or `webhooks`, whose rows are `events`.
///
/// # Errors
/// [`ClientError`].
pub async fn read_list(stack: &StackUrl, token: &str, list: &str) -> Result<Vec<Value>, ClientError> {
    read_list_while(stack, token, list, |_| true).await
}

/// As [`read_list`], up to the first page whose last row is not `wanted`.
///
/// # Errors
/// [`ClientError`].
pub async fn read_list_while(
    stack: &StackUrl,
    token: &str,
    list: &str,
    wanted: impl Fn(&Value) -> bool,
) -> Result<Vec<Value>, ClientError> {
    let (http, mut rows, mut after) = (client()?, Vec::new(), None::<String>);
    let field = if list == "webhooks" { "events" } else { list };
    loop {
        let mut url = stack.list(list);
        url.query_pairs_mut().append_pair("limit", PAGE_LIMIT).extend_pairs(after.iter().map(|after| ("after", after)));
        let request = http.get(url.clone()).bearer_auth(token).timeout(RESPONSE_TIMEOUT);
        let response = request.send().await.map_err(|error| unreachable(&url, error))?;
        let status = response.status().as_u16();
        let body = body_text(response).await?;
        if status != 200 {
            return Err(rejected(status, &body));
        }
        let no_list = || ClientError::Protocol("the response is not a list".to_owned());
        let mut page: Value = serde_json::from_str(&body).map_err(|_| no_list())?;
        rows.append(page[field].as_array_mut().ok_or_else(no_list)?);
        match page["next"].as_str() {
            Some(next) if rows.last().is_none_or(&wanted) => after = Some(next.to_owned()),
            _ => return Ok(rows),
        }
    }
}
