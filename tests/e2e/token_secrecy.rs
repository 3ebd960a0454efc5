//! No token is in a log line or in a table.

use serde_json::json;

use crate::stack::{LiveSocket, LiveStream, SignedIn, Stack, read};

#[tokio::test]
async fn token_is_in_no_log_line_and_in_no_row() {
    // For every crate, at the lowest level.
    let stack = Stack::logging("trace").await;
    let (first, second) = (stack.token("demo").await, stack.token_for("demo", 600).await);
    let wrong = format!("{}x", stack.token_for("asha", 600).await);
    let mut socket = LiveSocket::open(&stack.at(), &first, None).await.unwrap();
    socket.request(&json!({"action": "auth", "token": second})).await;
    let other = stack.token_for("asha", 600).await;
    for bad in [&wrong, &other] {
        assert_eq!(socket.request_error(&json!({"action": "auth", "token": bad})).await, "bad_token");
    }
    let _stream = LiveStream::open(&stack.at(), &first, None).await;
    let get = |token: &str| stack.http().get(stack.url("/api/orders")).bearer_auth(token).send();
    assert_eq!(get(&first).await.unwrap().status(), 200);
    assert_eq!(get(&wrong).await.unwrap().status(), 401);
    assert!(stack.websocket_with(&wrong, None).await.is_err());

    let signed_in = stack.sign_in("demo").await;
    let (_, renewed) = read(stack.renew(&signed_in.refresh_token, &stack.url("")).await).await;
    let renewed = SignedIn::of(signed_in.code.clone(), &renewed);
    assert_eq!(get(&renewed.access_token).await.unwrap().status(), 200);
    assert_eq!(get(&renewed.id_token).await.unwrap().status(), 401);

    let of_sign_in = [&signed_in, &renewed].map(|SignedIn { code, access_token, id_token, refresh_token }| {
        [code, access_token, id_token, refresh_token].map(String::clone)
    });
    let shown = [first, second, wrong, other].into_iter().chain(of_sign_in.into_iter().flatten());
    // The part after a token's last dot is a signature or a secret; a code has no dot.
    let secrets: Vec<_> = shown.map(|token| token.rsplit('.').next().unwrap().to_owned()).collect();
    for words in ["request handled", "TRACE"] {
        stack.logged(&[words]).await;
    }
    let (lines, rows) = (stack.log(), stack.table_text().await);
    for secret in &secrets {
        let found = lines.iter().find(|line| line.contains(secret));
        assert!(found.is_none(), "a token is in the log: {}", found.unwrap());
        assert!(!rows.contains(secret), "a token is in a table");
    }
}
