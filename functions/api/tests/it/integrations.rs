//! Integrations: created, shown, changed.

use serde_json::{Value, json};
use types::time::Clock;

use crate::stack::{JsonResponse, Stack};

async fn patch(stack: &Stack, user: &str, body: Value) -> JsonResponse {
    stack.call(user, "PATCH", "/api/integrations/shop", Some(body)).await
}

/// The settings of `shop` as `user` sees them, without its activity.
async fn shown(stack: &Stack, user: &str) -> Value {
    let (status, mut response) = stack.get(user, "/api/integrations/shop").await;
    assert_eq!(status, 200, "{response}");
    let fields = response.as_object_mut().unwrap();
    assert_eq!((fields.remove("last_event"), fields.remove("failed_last_day")), (Some(Value::Null), Some(json!(0))));
    response
}

/// The values of the stored secrets.
async fn stored_secrets(stack: &Stack) -> Vec<String> {
    let finder = local_testing::store(&stack.client, &stack.environment).integration_finder().unwrap();
    let integration = finder.by_id(&"shop".parse().unwrap()).await.unwrap().unwrap();
    let open = integration
        .secrets
        .iter()
        .map(|secret| String::from_utf8(secret.envelope.open().unwrap().expose().to_vec()).unwrap());
    open.collect()
}

#[tokio::test]
async fn created_integration_is_shown_without_the_secret() {
    let stack = Stack::start().await;
    let body = json!({
        "id": "shop", "channel": "shopify", "account": "Shop.myshopify.com", "schemes": {"https": "hmac-sha256"},
        "members": [{"user": "bob", "role": "viewer"}], "secrets": [{"value": "a-secret-value", "expires_at": "2999-01-01T00:00:00Z"}],
    });
    let (status, made) = stack.call("ann", "POST", "/api/integrations", Some(body)).await;
    assert_eq!(status, 201);
    assert_eq!(
        (&made["id"], &made["account"], &made["enabled"], &made["role"]),
        (&json!("shop"), &json!("shop.myshopify.com"), &json!(true), &json!("owner"))
    );
    assert_eq!(made["members"], json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "viewer"}]));
    assert_eq!(made["secrets"][0]["expires_at"], "2999-01-01T00:00:00.000Z");
    assert_eq!(stored_secrets(&stack).await, ["a-secret-value"]);

    assert_eq!(shown(&stack, "ann").await, made);
    assert_eq!(stack.get("ann", "/api/integrations").await, (200, json!({"integrations": [made]})));
    let (_, seen) = stack.get("bob", "/api/integrations").await;
    let seen = &seen["integrations"][0];
    assert_eq!((&seen["role"], &seen["members"], &seen["secrets"]), (&json!("viewer"), &Value::Null, &Value::Null));
    assert_eq!(shown(&stack, "bob").await, *seen);
    for response in [&made, seen] {
        assert!(!response.to_string().contains("a-secret-value"));
    }
}

#[tokio::test]
async fn id_and_account_belong_to_one_integration() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    for (body, code) in [
        (json!({"id": "shop", "channel": "shopify", "account": "new.myshopify.com"}), "id_taken"),
        (json!({"id": "new", "channel": "shopify", "account": "SHOP.myshopify.com"}), "account_taken"),
    ] {
        let (status, response) = stack.call("eve", "POST", "/api/integrations", Some(body)).await;
        assert_eq!((status, &response["error"]), (409, &json!(code)));
    }
    assert_eq!(stack.get("eve", "/api/integrations").await.1["integrations"], json!([]));
    let (status, made) = stack
        .call("eve", "POST", "/api/integrations", Some(json!({"channel": "shopify", "account": "new.myshopify.com"})))
        .await;
    assert_eq!(status, 201);
    assert!(made["id"].as_str().unwrap().starts_with("shopify-"), "{made}");
}

#[tokio::test]
async fn forty_members_are_accepted_and_more_are_rejected() {
    let stack = Stack::start().await;
    let members =
        |count: usize| (0..count).map(|n| json!({"user": format!("user{n:02}"), "role": "viewer"})).collect::<Vec<_>>();
    let body =
        |count| json!({"id": "shop", "channel": "shopify", "account": "shop.myshopify.com", "members": members(count)});
    assert_eq!(stack.call("ann", "POST", "/api/integrations", Some(body(40))).await.0, 400);
    let (status, made) = stack.call("ann", "POST", "/api/integrations", Some(body(39))).await;
    assert_eq!((status, made["members"].as_array().map(Vec::len)), (201, Some(40)));
    // 39 are removed and 10 added: as many as a transaction holds.
    let new: Vec<_> = (0..10)
        .map(|n| json!({"user": format!("new{n}"), "role": "member"}))
        .chain([json!({"user": "ann", "role": "owner"})])
        .collect();
    assert_eq!(patch(&stack, "ann", json!({ "members": new })).await.0, 200);
    assert_eq!(stack.get("user00", "/api/integrations").await.1["integrations"], json!([]));
    assert_eq!(stack.get("new9", "/api/integrations/shop").await.0, 200);
}

#[tokio::test]
async fn only_owners_change_an_integration() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members =
        json!([{"user": "ann", "role": "owner"}, {"user": "bob", "role": "member"}, {"user": "joe", "role": "viewer"}]);
    assert_eq!(patch(&stack, "ann", json!({ "members": members })).await.0, 200);
    for user in ["bob", "joe"] {
        let (status, body) = patch(&stack, user, json!({"enabled": false})).await;
        assert_eq!((status, &body["error"]), (403, &json!("forbidden")), "{user}");
    }
    assert_eq!(patch(&stack, "eve", json!({"enabled": false})).await.0, 404);
    let (status, changed) = patch(&stack, "ann", json!({"enabled": false})).await;
    assert_eq!((status, &changed["enabled"], &changed["members"]), (200, &json!(false), &members));
    assert_eq!(shown(&stack, "ann").await, changed);
}

#[tokio::test]
async fn removed_member_sees_nothing_and_last_owner_cannot_be_removed() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let (status, body) = patch(&stack, "ann", json!({"members": [{"user": "ann", "role": "viewer"}]})).await;
    assert_eq!((status, &body["error"]), (400, &json!("owner_needed")));
    let (status, left) = patch(&stack, "ann", json!({"members": [{"user": "bob", "role": "owner"}]})).await;
    assert_eq!(
        (status, &left["role"], &left["members"], &left["secrets"]),
        (200, &Value::Null, &Value::Null, &Value::Null)
    );
    assert_eq!(stack.get("ann", "/api/integrations/shop").await.0, 404);
    assert_eq!(stack.get("ann", "/api/integrations").await.1["integrations"], json!([]));
    assert_eq!(stack.get("bob", "/api/integrations/shop").await.1["role"], "owner");
}

#[tokio::test]
async fn existing_secrets_are_named_by_id_and_new_ones_by_value() {
    let stack = Stack::start().await;
    let made = stack.integration("ann", "shop").await;
    let first = &made["secrets"][0]["id"];
    let body =
        json!({"secrets": [{"id": first, "expires_at": "2999-01-01T00:00:00.000Z"}, {"value": "the-next-value"}]});
    let (status, rotated) = patch(&stack, "ann", body).await;
    assert_eq!((status, rotated["secrets"][0]["expires_at"].as_str()), (200, Some("2999-01-01T00:00:00.000Z")));
    assert_eq!(stored_secrets(&stack).await, ["a-secret-value", "the-next-value"]);
    let second = &rotated["secrets"][1]["id"];
    let (_, last) = patch(&stack, "ann", json!({"secrets": [{"id": second}]})).await;
    assert_eq!(last["secrets"].as_array().map(Vec::len), Some(1));
    assert_eq!(stored_secrets(&stack).await, ["the-next-value"]);
    let (status, body) = patch(&stack, "ann", json!({"secrets": [{"id": first}]})).await;
    assert_eq!((status, body["message"].as_str().unwrap().contains("secrets[0].id")), (400, true));
    let past = Clock::system().now().plus_millis(-1).to_string();
    assert_eq!(patch(&stack, "ann", json!({"secrets": [{"value": "another-value", "expires_at": past}]})).await.0, 400);
}

#[tokio::test]
async fn concurrent_changes_succeed_or_are_409() {
    let stack = Stack::start().await;
    stack.integration("ann", "shop").await;
    let members = |n: usize| json!({"members": [{"user": "ann", "role": "owner"}, {"user": format!("user{n}"), "role": "viewer"}]});
    let changes = (0..8).map(|n| patch(&stack, "ann", members(n)));
    let responses = futures_util::future::join_all(changes).await;
    let statuses: Vec<u16> = responses.iter().map(|(status, _)| *status).collect();
    assert!(statuses.contains(&200) && statuses.iter().all(|status| [200, 409].contains(status)), "{statuses:?}");
    for (_, body) in responses.iter().filter(|(status, _)| *status == 409) {
        assert_eq!(body["error"], "changed");
    }
    // In any order, the members are those of one of the changes.
    let memberships = local_testing::store(&stack.client, &stack.environment).memberships().unwrap();
    assert_eq!(memberships.of_integration(&"shop".parse().unwrap()).await.unwrap().len(), 2);
}

#[tokio::test]
async fn body_over_64_kb_is_413_and_unknown_field_is_named() {
    let stack = Stack::start().await;
    let (status, _) =
        stack.call("ann", "POST", "/api/integrations", Some(json!({"channel": "a".repeat(70_000)}))).await;
    assert_eq!(status, 413);
    let body = json!({"channel": "shopify", "account": "shop.myshopify.com", "colour": 1});
    let (status, response) = stack.call("ann", "POST", "/api/integrations", Some(body)).await;
    assert_eq!((status, &response["message"]), (400, &json!("Unknown field `colour`.")));
}

/// An integration of the channel `standard`, whose owners set schemes, topic and reply.
async fn create_standard(stack: &Stack, more: Value) -> JsonResponse {
    let mut body =
        json!({"id": "shop", "channel": "standard", "account": "shop", "secrets": [{"value": "a-secret-value"}]});
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    stack.call("ann", "POST", "/api/integrations", Some(body)).await
}

#[tokio::test]
async fn schemes_topic_and_reply_are_created_shown_and_changed() {
    let stack = Stack::start().await;
    let fklogin = json!({"scheme": "fklogin", "app_id": "app", "url": "https://a.example/hook", "window_seconds": 60});
    let topic = json!({"from": "body", "pointer": "/event/type", "names": {"CreateOrder": "order/create"}});
    let reply = json!({"body": {"status": "OK", "code": 1.5}});
    let (status, made) =
        create_standard(&stack, json!({"schemes": {"https": fklogin}, "topic": topic, "reply": reply})).await;
    assert_eq!((status, &made["schemes"]), (201, &json!({"https": fklogin})));
    assert_eq!((&made["topic"], &made["reply"]), (&topic, &reply));
    assert_eq!(shown(&stack, "ann").await, made);

    let header = json!({"from": "header", "name": "x-event"});
    let (status, changed) =
        patch(&stack, "ann", json!({"schemes": {"https": "standard-webhooks"}, "topic": header})).await;
    assert_eq!((status, &changed["schemes"]["https"]["scheme"]), (200, &json!("standard-webhooks")));
    assert_eq!((&changed["topic"], &changed["reply"]), (&header, &reply));
    assert_eq!(stored_secrets(&stack).await, ["a-secret-value"]);
    let (_, cleared) = patch(&stack, "ann", json!({"topic": null, "reply": null})).await;
    assert_eq!((&cleared["topic"], &cleared["reply"]), (&Value::Null, &Value::Null));
    assert_eq!(shown(&stack, "ann").await, cleared);
}

#[tokio::test]
async fn contradicting_settings_are_rejected_and_change_nothing() {
    let stack = Stack::start().await;
    let token = json!({"scheme": "static-token", "header": "x-token"});
    let by_token = json!({"from": "header", "name": "x-token"});
    for (field, body) in [
        ("topic", json!({"schemes": {"https": token}, "topic": by_token})),
        ("topic", json!({"topic": {"from": "body", "pointer": "type"}})),
        ("event_id", json!({"schemes": {"https": token}, "event_id": {"header": "X-Token"}})),
        ("event_id", json!({"event_id": {"header": "x id"}})),
        ("event_id", json!({"channel": "shopify", "account": "shop.myshopify.com", "event_id": {"header": "x-id"}})),
        ("event_id", json!({"channel": "myntra", "account": "shop", "event_id": {"header": "x-id"}})),
        ("reply", json!({"reply": {"body": "a".repeat(2048)}})),
        ("topic", json!({"channel": "shopify", "account": "shop.myshopify.com", "topic": {"from": "path"}})),
        ("reply", json!({"channel": "shopify", "account": "shop.myshopify.com", "reply": {"body": 1}})),
        ("schemes", json!({"schemes": {"https": "iam"}})),
        ("schemes", json!({"schemes": {"sqs": "iam"}})),
    ] {
        let (status, response) = create_standard(&stack, body.clone()).await;
        assert!(
            status == 400 && response["message"].as_str().unwrap().starts_with(&format!("`{field}`")),
            "{body}: {response}"
        );
    }

    // A valid static token that is no key of Standard Webhooks.
    let secret = json!([{"value": "whsec_no-base64!"}]);
    let (status, made) = create_standard(&stack, json!({"schemes": {"https": token}, "secrets": secret})).await;
    assert_eq!(status, 201, "{made}");
    for (field, body) in [
        ("secrets", json!({"schemes": {"https": "standard-webhooks"}})),
        ("secrets", json!({"schemes": {"https": "standard-webhooks"}, "secrets": [{"id": made["secrets"][0]["id"]}]})),
        ("topic", json!({ "topic": by_token })),
        ("schemes", json!({"schemes": {}})),
        ("schemes", json!({"schemes": {"https": "iam"}})),
        ("event_id", json!({"event_id": {"header": "authorization"}})),
        ("reply", json!({"reply": {"body": "a".repeat(2048)}})),
    ] {
        let (status, response) = patch(&stack, "ann", body.clone()).await;
        assert!(
            status == 400 && response["message"].as_str().unwrap().starts_with(&format!("`{field}`")),
            "{body}: {response}"
        );
    }
    assert_eq!(shown(&stack, "ann").await, made);
    let new = json!({"schemes": {"https": "standard-webhooks"}, "secrets": [{"value": "a-secret-value"}]});
    assert_eq!(patch(&stack, "ann", new).await.0, 200);
}

#[tokio::test]
async fn header_names_are_accepted_in_any_case_and_a_prefix_may_end_with_a_space() {
    let stack = Stack::start().await;
    let hmac = json!({"scheme": "hmac-sha256", "header": "X-WC-Webhook-Signature", "prefix": "sha256= "});
    let settings = json!({
        "schemes": {"https": hmac}, "topic": {"from": "header", "name": "X-WC-Webhook-Topic"},
        "event_id": {"header": "X-WC-Webhook-Delivery-ID"},
    });
    let (status, made) = create_standard(&stack, settings).await;
    assert_eq!(status, 201, "{made}");
    let https = &made["schemes"]["https"];
    assert_eq!((&https["header"], &https["prefix"]), (&json!("x-wc-webhook-signature"), &json!("sha256= ")));
    assert_eq!(made["topic"]["name"], "x-wc-webhook-topic");
    assert_eq!(made["event_id"], json!({"header": "x-wc-webhook-delivery-id"}));
    assert_eq!(shown(&stack, "ann").await, made);

    // A change of another setting keeps the source of event ids; null removes it.
    let (status, changed) = patch(&stack, "ann", json!({"enabled": false})).await;
    assert_eq!((status, &changed["event_id"]), (200, &made["event_id"]));
    let (status, changed) = patch(&stack, "ann", json!({"event_id": {"header": "X-Id"}})).await;
    assert_eq!((status, &changed["event_id"]), (200, &json!({"header": "x-id"})));
    let (status, changed) = patch(&stack, "ann", json!({"event_id": null})).await;
    assert_eq!((status, &changed["event_id"]), (200, &Value::Null));
    assert_eq!(shown(&stack, "ann").await["event_id"], Value::Null);
}

#[tokio::test]
async fn secret_that_was_mistyped_or_cut_is_refused_with_the_reason() {
    let stack = Stack::start().await;
    let valid = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3";
    for (secret, reason) in [
        (format!("v1,{valid}"), "the secret must begin with `whsec_`"),
        ("whsec_MDEyMzQ1Njc4OWFiY2RlZg==".to_owned(), "fewer than 24 bytes"),
    ] {
        let refused = |(status, response): (u16, Value)| {
            let message = response["message"].as_str().unwrap_or_default().to_owned();
            assert!(status == 400 && message.starts_with("`secrets`") && message.contains(reason), "{response}");
            assert!(!message.contains("MDEy"), "{message}");
        };
        refused(create_standard(&stack, json!({"secrets": [{"value": secret}]})).await);
    }
    let (status, made) = create_standard(&stack, json!({"secrets": [{"value": valid}]})).await;
    assert_eq!(status, 201, "{made}");
    for (method, path, body) in [
        ("PATCH", "", json!({"secrets": [{"value": format!("v1,{valid}")}]})),
        ("POST", "/secrets/rotate", json!({"value": format!("v1,{valid}"), "both_for_seconds": 0})),
    ] {
        let path = format!("/api/integrations/{}{path}", made["id"].as_str().unwrap());
        let (status, response) = stack.call("ann", method, &path, Some(body)).await;
        assert!(
            status == 400 && response["message"].as_str().unwrap().contains("must begin with"),
            "{method}: {response}"
        );
    }
    // Another scheme accepts such a secret as any other text.
    let (status, response) = patch(&stack, "ann", json!({"schemes": {"https": {"scheme": "hmac-sha256", "header": "x-sign"}}, "secrets": [{"value": format!("v1,{valid}")}]})).await;
    assert_eq!(status, 200, "{response}");
}

#[tokio::test]
async fn fees_are_created_shown_and_changed_only_by_owners() {
    let stack = Stack::start().await;
    let fees = json!({
        "channel": {"percent": "2.0", "fixed": "3.00"}, "payment": {"percent": "2.36", "fixed": "0"},
        "shipping": {"fixed": "60.00"}, "currency": "INR",
    });
    let members = json!([{"user": "bob", "role": "member"}]);
    let (status, made) = create_standard(&stack, json!({"fees": fees, "members": members})).await;
    assert_eq!((status, &made["fees"]), (201, &fees));
    assert_eq!(stack.get("bob", "/api/integrations/shop").await.1["fees"], fees);
    let body = json!({"fees": {"shipping": {"fixed": "0"}}});
    assert_eq!(patch(&stack, "bob", body.clone()).await.0, 403);
    assert_eq!(patch(&stack, "ann", json!({"enabled": true})).await.1["fees"], fees);
    let (status, response) = patch(&stack, "ann", json!({"fees": {"shipping": {"fixed": "60"}}})).await;
    assert!(status == 400 && response["message"].as_str().unwrap().starts_with("`fees`"), "{response}");
    assert_eq!(patch(&stack, "ann", body).await.1["fees"], json!({"shipping": {"fixed": "0"}}));
    assert_eq!(patch(&stack, "ann", json!({"fees": null})).await.1["fees"], json!({}));
    assert_eq!(stack.get("ann", "/api/integrations/shop").await.1["fees"], json!({}));
}
