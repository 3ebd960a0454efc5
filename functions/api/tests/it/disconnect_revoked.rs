//! The connections of users whose permissions were reduced are closed.

use aws_sdk_dynamodb::types::AttributeValue;
use serde_json::json;
use store::connections::{Connections, LiveTransport};

use crate::stack::Stack;

fn connections(stack: &Stack) -> Connections {
    local_testing::store(&stack.client, &stack.environment).connections().unwrap()
}

#[tokio::test]
async fn connections_of_removed_and_lowered_members_are_closed() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members = |bob: &str, joe: bool| {
        let mut all = vec![json!({"user": "ann", "role": "owner"}), json!({"user": "bob", "role": bob})];
        all.extend(joe.then(|| json!({"user": "joe", "role": "viewer"})));
        json!({ "members": all })
    };
    let patch = async |body| stack.call("ann", "PATCH", "/api/integrations/shop", Some(body)).await.0;
    assert_eq!(patch(members("member", true)).await, 200);
    for (user, id) in [("ann", "ann-1"), ("bob", "bob-1"), ("joe", "joe-1")] {
        stack.connection(user, id, LiveTransport::Websocket, 60).await;
    }
    stack.connection("joe", "joe-2", LiveTransport::Sse, 60).await;

    assert_eq!(patch(members("owner", true)).await, 200);
    assert_eq!(patch(members("member", false)).await, 200);
    for (id, closed) in [("ann-1", false), ("bob-1", true), ("joe-1", true), ("joe-2", true)] {
        assert_eq!(stack.management.was_closed(id), closed, "{id}");
        assert!(stack.management.frames(id).is_empty(), "{id}");
        assert_eq!(connections(&stack).find(id).await.unwrap().is_none(), closed, "{id}");
    }
}

#[tokio::test]
async fn connections_are_closed_when_a_member_leaves_or_the_integration_is_deleted() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members = json!({"members": [{"user": "ann", "role": "owner"}, {"user": "bob", "role": "member"},
        {"user": "joe", "role": "viewer"}]});
    assert_eq!(stack.call("ann", "PATCH", "/api/integrations/shop", Some(members)).await.0, 200);
    for (user, id) in [("ann", "ann-1"), ("bob", "bob-1"), ("joe", "joe-1")] {
        stack.connection(user, id, LiveTransport::Websocket, 60).await;
    }
    let closed = || ["ann-1", "bob-1", "joe-1"].map(|id| stack.management.was_closed(id));
    assert_eq!(stack.call("joe", "DELETE", "/api/integrations/shop/members/me", None).await.0, 200);
    assert_eq!(closed(), [false, false, true]);
    assert_eq!(stack.call("ann", "DELETE", "/api/integrations/shop", None).await.0, 200);
    assert_eq!(closed(), [true, true, true]);
}

#[tokio::test]
async fn unreadable_connection_is_closed() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members = json!({"members": [{"user": "ann", "role": "owner"}, {"user": "joe", "role": "viewer"}]});
    assert_eq!(stack.call("ann", "PATCH", "/api/integrations/shop", Some(members)).await.0, 200);
    for id in ["joe-1", "joe-2"] {
        stack.connection("joe", id, LiveTransport::Websocket, 60).await;
    }
    // A newer version may have stored it.
    let text = |value: &str| AttributeValue::S(value.to_owned());
    let row = stack.client.update_item().table_name("storebell-connections");
    let row = row.key("pk", text("u#joe")).key("sk", text("joe-1")).update_expression("SET transport = :transport");
    row.expression_attribute_values(":transport", text("newer")).send().await.unwrap();
    assert_eq!(stack.call("joe", "DELETE", "/api/integrations/shop/members/me", None).await.0, 200);
    for id in ["joe-1", "joe-2"] {
        assert!(stack.management.was_closed(id), "{id}");
        assert!(connections(&stack).find(id).await.unwrap().is_none(), "{id}");
    }
}

#[tokio::test]
async fn change_is_stored_if_connections_cannot_be_closed() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let with_joe = json!({"members": [{"user": "ann", "role": "owner"}, {"user": "joe", "role": "viewer"}]});
    stack.call("ann", "PATCH", "/api/integrations/shop", Some(with_joe)).await;
    stack.tables.drop_table("connections").await;
    let without_joe = json!({"members": [{"user": "ann", "role": "owner"}]});
    assert_eq!(stack.call("ann", "PATCH", "/api/integrations/shop", Some(without_joe)).await.0, 200);
    assert_eq!(stack.get("joe", "/api/integrations/shop").await.0, 404);
}
