//! Messages that are rejected with an error frame.

use local_testing::token_issuer;
use serde_json::json;

use crate::client_messages::{auth, ping};
use crate::stack::Stack;

#[tokio::test]
async fn undefined_message_or_invalid_token_reads_no_table() {
    let stack = Stack::start().await;
    stack.drop_table("storebell-connections").await;
    for message in [json!({"action": "drop"}), json!({"action": "filter", "filter": {"x": 1}}), json!([])] {
        assert_eq!(stack.response("one", &message).await["error"], "bad_message", "{message}");
    }
    let token = token_issuer::token("asha", -1);
    assert_eq!(stack.response("one", &auth(&token)).await["error"], "bad_token");
    // A message that reads the dropped table: the test would notice if the others did.
    assert_eq!(stack.response("one", &ping()).await["error"], "unavailable");
}

#[tokio::test]
async fn ping_and_filter_before_resume_are_rejected() {
    let stack = Stack::start().await;
    stack.add_pending_connection("one", 60).await;
    for message in [ping(), json!({"action": "filter", "filter": {}})] {
        assert_eq!(stack.response("one", &message).await["error"], "not_live", "{message}");
    }
    assert!(!stack.is_live("one").await);
}
