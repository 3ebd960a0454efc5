//! Nothing false is stored; what is genuine is stored even if nobody understands it.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::stack::{Answer, SECRET, Stack, Webhook};

/// One request that is refused: its name, its status, and the reason that the log has.
type Case<'a> = (&'a str, Webhook, u16, &'a str);

/// Posts each webhook; none may leave a row in any table. What the sender is told depends on the status alone.
async fn leave_no_row(stack: &Stack, cases: Vec<Case<'_>>) {
    let before = stack.rows().await;
    for (name, webhook, status, reason) in cases {
        let Answer { status: answered, json } = stack.post(&webhook).await;
        let word = match status {
            401 => "unauthorized",
            405 => "method_not_allowed",
            _ => "too_large",
        };
        assert_eq!((answered, json["error"].as_str()), (status, Some(word)), "{name}: {json}");
        let request_id = json["request_id"].as_str().unwrap();
        stack.logged(&[&format!("request.id=\"{request_id}\""), &format!("reason=\"{reason}\"")]).await;
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
        ("no signature", "signature_missing", genuine().with(|webhook| webhook.signature = None)),
        ("empty signature", "signature_missing", signature("")),
        ("not base64", "signature_malformed", signature("%%%")),
        ("too short", "signature_malformed", signature("c2hvcnQ=")),
        ("wrong secret", "signature_wrong", genuine().signed_with("another-secret")),
        ("one bit of the body flipped", "signature_wrong", genuine().with(|webhook| webhook.body[100] ^= 1)),
        ("signature of another body", "signature_wrong", genuine().with(|webhook| webhook.signature = other_body)),
        (
            "unknown shop",
            "unknown_integration",
            genuine().with(|webhook| webhook.shop = Some("unknown.myshopify.com".into())),
        ),
        ("no shop", "no_account", genuine().with(|webhook| webhook.shop = None)),
        ("a shop that is no domain", "no_account", genuine().with(|webhook| webhook.shop = Some("../../etc".into()))),
        ("unknown integration", "unknown_integration", genuine().with(|webhook| webhook.path += "/nobody")),
        ("an id that is none", "no_account", genuine().with(|webhook| webhook.path += "/A%23B")),
        (
            "another shop than the path's",
            "other_account",
            genuine().with(|webhook| {
                webhook.path += "/demo-shopify";
                webhook.shop = Some("unknown.myshopify.com".into());
            }),
        ),
    ];
    let cases = cases.into_iter().map(|(name, reason, webhook)| (name, webhook, 401, reason)).collect();
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
        ("another shop's integration", "signature_wrong", of("other.myshopify.com", SECRET)),
        ("disabled", "disabled", of("disabled.myshopify.com", "other-shop-secret")),
        ("without a secret", "no_secret", of("bare.myshopify.com", "")),
        ("without a secret, by any", "no_secret", of("bare.myshopify.com", SECRET)),
    ];
    let cases = cases.into_iter().map(|(name, reason, webhook)| (name, webhook, 401, reason)).collect();
    leave_no_row(&stack, cases).await;
    assert_eq!(stack.post(&of("other.myshopify.com", "other-shop-secret")).await.status, 200);
}

#[tokio::test]
async fn a_rotated_secret_works_within_seconds_beside_the_old_one() {
    let stack = Stack::start().await;
    // From here on the door knows the integration as it was.
    assert_eq!(stack.post(&genuine()).await.status, 200);
    let path = "/api/integrations/demo-shopify";
    let old = stack.get("demo", path).await.1["secrets"][0]["id"].clone();
    let both = json!({"secrets": [{"id": old}, {"value": "rotated-secret"}]});
    let (status, shown) = stack.send(reqwest::Method::PATCH, "demo", path, &both).await;
    assert_eq!((status, shown["secrets"].as_array().map(Vec::len)), (200, Some(2)));
    assert!(!shown.to_string().contains("rotated-secret"));

    let rotated = Webhook::sample("orders/updated").signed_with("rotated-secret");
    let started = Instant::now();
    while stack.post(&rotated).await.status != 200 {
        assert!(started.elapsed() < Duration::from_secs(10), "the new secret is not taken");
    }
    assert_eq!(stack.post(&Webhook::sample("orders/cancelled")).await.status, 200);
}

#[tokio::test]
async fn other_methods_and_larger_bodies_are_named_and_leave_no_row() {
    let stack = Stack::start().await;
    let larger = Webhook::new("orders/create", vec![b' '; 4 * 1024 * 1024 + 1]);
    let mut cases = vec![("over the limit", larger, 413, "too_large")];
    for method in [reqwest::Method::GET, reqwest::Method::PUT, reqwest::Method::DELETE] {
        cases.push(("not a POST", genuine().with(|webhook| webhook.method = method), 405, "method"));
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
