//! Nothing false is stored; what is genuine is stored even if nobody understands it.

use serde_json::json;

use crate::stack::{Answer, SECRET, Stack, Webhook};

/// Posts each webhook; none may leave a row in any table.
async fn leave_no_row(stack: &Stack, cases: Vec<(&str, Webhook, u16, &str)>) {
    let before = stack.rows().await;
    for (name, webhook, status, word) in cases {
        let Answer { status: answered, json } = stack.post(&webhook).await;
        assert_eq!((answered, json["error"].as_str()), (status, Some(word)), "{name}: {json}");
        assert!(json["request_id"].as_str().is_some_and(|id| !id.is_empty()), "{name}: {json}");
    }
    assert_eq!(stack.rows().await, before);
}

fn genuine() -> Webhook {
    Webhook::sample("orders/create")
}

#[tokio::test]
async fn whoever_has_no_right_signature_is_answered_alike_and_leaves_no_row() {
    let stack = Stack::start().await;
    let signature = |text: &'static str| genuine().with(|webhook| webhook.signature = Some(text.into()));
    let other_body = Webhook::sample("orders/updated").signature;
    let cases = vec![
        ("no signature", genuine().with(|webhook| webhook.signature = None)),
        ("empty signature", signature("")),
        ("not base64", signature("%%%")),
        ("too short", signature("c2hvcnQ=")),
        ("wrong secret", genuine().signed_with("another-secret")),
        ("one bit of the body flipped", genuine().with(|webhook| webhook.body[100] ^= 1)),
        ("signature of another body", genuine().with(|webhook| webhook.signature = other_body)),
        ("unknown shop", genuine().with(|webhook| webhook.shop = Some("unknown.myshopify.com".into()))),
        ("no shop", genuine().with(|webhook| webhook.shop = None)),
        ("a shop that is no domain", genuine().with(|webhook| webhook.shop = Some("../../etc".into()))),
        ("unknown integration", genuine().with(|webhook| webhook.path += "/nobody")),
        ("an id that is none", genuine().with(|webhook| webhook.path += "/A%23B")),
        (
            "another shop than the path's",
            genuine().with(|webhook| {
                webhook.path += "/demo-shopify";
                webhook.shop = Some("unknown.myshopify.com".into());
            }),
        ),
    ];
    let cases = cases.into_iter().map(|(name, webhook)| (name, webhook, 401, "unauthorized")).collect();
    leave_no_row(&stack, cases).await;
}

#[tokio::test]
async fn an_integration_takes_only_its_own_secret_and_only_while_it_is_enabled() {
    let stack = Stack::start().await;
    let integration = |id: &str, account: &str, secrets: serde_json::Value, enabled: bool| json!({"id": id, "channel": "shopify", "account": account, "secrets": secrets, "enabled": enabled});
    let secret = json!([{"value": "other-shop-secret"}]);
    for body in [
        integration("other", "other.myshopify.com", secret.clone(), true),
        integration("disabled", "disabled.myshopify.com", secret, false),
        integration("bare", "bare.myshopify.com", json!([]), true),
    ] {
        let (status, answer) = stack.send(reqwest::Method::POST, "demo", "/api/integrations", &body).await;
        assert_eq!(status, 201, "{answer}");
    }
    let of = |shop: &str, secret: &str| genuine().with(|webhook| webhook.shop = Some(shop.into())).signed_with(secret);
    let cases = vec![
        ("another shop's integration", of("other.myshopify.com", SECRET)),
        ("disabled", of("disabled.myshopify.com", "other-shop-secret")),
        ("without a secret", of("bare.myshopify.com", "")),
        ("without a secret, by any", of("bare.myshopify.com", SECRET)),
    ];
    let cases = cases.into_iter().map(|(name, webhook)| (name, webhook, 401, "unauthorized")).collect();
    leave_no_row(&stack, cases).await;
    assert_eq!(stack.post(&of("other.myshopify.com", "other-shop-secret")).await.status, 200);
}

#[tokio::test]
async fn a_rotated_secret_works_beside_the_old_one_and_a_disabled_integration_stops() {
    let stack = Stack::start().await;
    let path = "/api/integrations/demo-shopify";
    let (_, shown) = stack.get("demo", path).await;
    let old = shown["secrets"][0]["id"].clone();
    let both = json!({"secrets": [{"id": old}, {"value": "rotated-secret"}]});
    let (status, answer) = stack.send(reqwest::Method::PATCH, "demo", path, &both).await;
    assert_eq!(status, 200, "{answer}");
    assert!(!answer.to_string().contains("rotated-secret"));
    assert_eq!(stack.post(&Webhook::sample("orders/create")).await.status, 200);
    assert_eq!(stack.post(&Webhook::sample("orders/updated").signed_with("rotated-secret")).await.status, 200);
}

#[tokio::test]
async fn other_methods_and_larger_bodies_are_named_and_leave_no_row() {
    let stack = Stack::start().await;
    let larger = Webhook::new("orders/create", vec![b' '; 4 * 1024 * 1024 + 1]);
    let mut cases = vec![("over the limit", larger, 413, "too_large")];
    for method in [reqwest::Method::GET, reqwest::Method::PUT, reqwest::Method::DELETE] {
        cases.push(("not a POST", genuine().with(|webhook| webhook.method = method), 405, "method_not_allowed"));
    }
    leave_no_row(&stack, cases).await;
}

#[tokio::test]
async fn genuine_bodies_that_nobody_understands_are_stored_as_failed_events() {
    let stack = Stack::start().await;
    let cases = [
        ("not UTF-8", Webhook::new("orders/create", b"\xff\xfe\x00".to_vec()), "not_utf8"),
        ("not JSON", Webhook::new("orders/create", "hello"), "not_json"),
        ("empty", Webhook::new("orders/create", ""), "not_json"),
        ("no order", Webhook::new("orders/create", r#"{"id":1}"#), "not_understood"),
        (
            "another topic's body",
            Webhook::sample("refunds/create").with(|webhook| webhook.topic = "orders/create".into()),
            "topic_mismatch",
        ),
        ("no topic", genuine().with(|webhook| webhook.topic = String::new()), "topic_missing"),
    ];
    for (name, webhook, word) in cases {
        let id = stack.post(&webhook).await.event_id();
        let event = stack.until(&format!("/api/webhooks/{id}"), |event| event["status"].is_string()).await;
        assert_eq!(event["status"], "failed", "{name}");
        assert!(event["error"].as_str().unwrap().starts_with(word), "{name}: {event}");
    }
    assert_eq!(stack.rows().await.of("state"), 0);
}
