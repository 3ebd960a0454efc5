//! No token stands in a log line or in a table.

use serde_json::json;

use crate::stack::{LiveSocket, LiveStream, Stack};

#[tokio::test]
async fn a_token_is_in_no_log_line_and_in_no_row_however_it_was_shown() {
    let stack = Stack::logging("debug").await;
    let (first, second) = (stack.token("demo").await, stack.token_for("demo", 600).await);
    let wrong = format!("{}x", stack.token_for("asha", 600).await);
    let mut socket = LiveSocket::open(&stack.at(), &first, None).await.unwrap();
    socket.told(&json!({"action": "auth", "token": second})).await;
    let other = stack.token_for("asha", 600).await;
    for bad in [&wrong, &other] {
        assert_eq!(socket.client_says(&json!({"action": "auth", "token": bad})).await, "bad_token");
    }
    let _stream = LiveStream::open(&stack.at(), &first, None).await;
    let get = |token: &str| stack.http().get(stack.url("/api/orders")).bearer_auth(token).send();
    assert_eq!(get(&first).await.unwrap().status(), 200);
    assert_eq!(get(&wrong).await.unwrap().status(), 401);
    assert!(stack.websocket_with(&wrong, None).await.is_err());

    stack.logged(&["answered a request"]).await;
    for token in [&first, &second, &wrong, &other] {
        // The signature: what a token has that nobody could write down otherwise.
        let signature = token.rsplit('.').next().unwrap();
        let lines = stack.log();
        assert!(lines.iter().all(|line| !line.contains(signature)), "a token is in the log");
        assert!(!stack.table_text().await.contains(signature), "a token is in a table");
    }
}
