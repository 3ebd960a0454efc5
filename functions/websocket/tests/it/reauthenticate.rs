//! The message `auth`.

use local_testing::token_issuer;
use serde_json::json;
use store::connections::{ConnectionUpdate, UpdateResult};
use types::time::Clock;

use crate::client_messages::{auth, resume};
use crate::stack::Stack;

#[tokio::test]
async fn token_of_the_same_user_extends_the_connection() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 1).await;
    let response = stack.response("one", &auth(&token_issuer::token("asha", 3600))).await;
    let expires_at = stack.connection("one").await.token_expires_at;
    assert_eq!(response, json!({"v": 1, "auth": {"expires_at": expires_at}}));
    assert!(expires_at > Clock::system().now().plus_millis(3_500_000));
}

#[tokio::test]
async fn token_that_expires_earlier_changes_nothing() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 1).await;
    let response = stack.response("one", &auth(&token_issuer::token("asha", 3600))).await;
    let expires_at = stack.connection("one").await.token_expires_at;
    assert_eq!(stack.response("one", &auth(&token_issuer::token("asha", 60))).await, response);
    assert_eq!(stack.connection("one").await.token_expires_at, expires_at);
}

#[tokio::test]
async fn expired_connection_that_is_not_closed_yet_is_extended() {
    let stack = Stack::start().await;
    stack.add_pending_connection("expired", -1).await;
    stack.send("expired", &auth(&token_issuer::token("asha", 60))).await;
    stack.send("expired", &resume(None)).await;
    assert!(stack.is_live("expired").await);
}

#[tokio::test]
async fn of_two_concurrent_tokens_the_later_expiry_stays() {
    let (stack, now) = (Stack::start().await, Clock::system().now());
    stack.add_pending_connection("one", 60).await;
    // Both updates start from the row as it was before either.
    let (connections, connection) = (stack.connections(), stack.connection("one").await);
    let [sooner, later] = [100_000, 200_000].map(|ms| now.plus_millis(ms));
    let extend = async |expires_at, at| {
        connections.update(&connection, ConnectionUpdate::ExtendToken(expires_at), at).await.unwrap()
    };
    assert_eq!(extend(later, now).await, UpdateResult::Applied);
    // While the connection's last message counts for the rate limit, and when it no longer does.
    for at in [now, now.plus_millis(30_000)] {
        assert_eq!(extend(sooner, at).await, UpdateResult::TokenExpiresLater(later));
    }
    assert_eq!(stack.connection("one").await.token_expires_at, later);
}

#[tokio::test]
async fn invalid_token_or_token_of_another_user_changes_nothing() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 60).await;
    let expires_at = stack.connection("one").await.token_expires_at;
    let valid = token_issuer::token("asha", 3600);
    for token in
        [&token_issuer::token("ravi", 3600), &token_issuer::token("asha", -1), &valid[..valid.len() - 1], "", "x"]
    {
        let response = stack.response("one", &auth(token)).await;
        assert_eq!(response["error"], "bad_token");
        assert!(token.is_empty() || !response.to_string().contains(&format!("\"{token}")));
    }
    assert_eq!(stack.connection("one").await.token_expires_at, expires_at);
    assert!(!stack.was_closed("one"));
}
