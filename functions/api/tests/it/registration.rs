//! Registration at Shopify by its API, and the steps for the other channels.

use serde_json::{Value, json};

use crate::stack::{JsonResponse, PUBLIC_URL, Stack};

const SHOP: &str = "shop.myshopify.com";
const TOKEN: &str = "shpat_a-token-of-the-shop";
const PATH: &str = "/api/webhooks/register/shop";
const URL: &str = "https://bell.example/api/webhooks/shopify/shop";

/// The shop of `ann`, which exists in the Shopify emulator; `bob` is a member, `joe` a viewer.
async fn stack_with(token: Value) -> Stack {
    let stack = Stack::start().await;
    stack.shopify.open(SHOP, TOKEN);
    let members = json!([{"user": "bob", "role": "member"}, {"user": "joe", "role": "viewer"}]);
    let body = json!({"id": "shop", "channel": "shopify", "account": SHOP, "members": members, "access_token": token});
    let (status, made) = stack.call("ann", "POST", "/api/integrations", Some(body)).await;
    assert_eq!((status, &made["access_token"]), (201, &json!(!token.is_null())), "{made}");
    stack
}

async fn register(stack: &Stack) -> JsonResponse {
    stack.call("ann", "POST", PATH, None).await
}

fn results(response: &Value) -> Vec<(&str, &str)> {
    let topics = response["topics"].as_array().unwrap().iter();
    topics.map(|topic| (topic["topic"].as_str().unwrap(), topic["result"].as_str().unwrap())).collect()
}

fn respond_next(stack: &Stack, canned: Value) {
    stack.shopify.queue_response(SHOP, serde_json::from_value(canned).unwrap()).unwrap().unwrap();
}

#[tokio::test]
async fn repeated_registration_creates_each_subscription_once() {
    let stack = stack_with(json!(TOKEN)).await;
    let (status, first) = register(&stack).await;
    assert_eq!((status, &first["url"], &first["channel"]), (200, &json!(URL), &json!("shopify")), "{first}");
    let topics = [
        "orders/create",
        "orders/updated",
        "orders/cancelled",
        "orders/delete",
        "refunds/create",
        "inventory_levels/update",
        "products/update",
        "app/uninstalled",
    ];
    assert_eq!(results(&first), topics.map(|topic| (topic, "created")));
    assert!(first["steps"].to_string().contains("customers/redact"), "{first}");
    let (_, second) = register(&stack).await;
    assert_eq!(results(&second), topics.map(|topic| (topic, "exists")));
    let subscriptions = stack.shopify.subscriptions(SHOP);
    assert_eq!(subscriptions.len(), topics.len());
    assert!(subscriptions.contains(&("INVENTORY_LEVELS_UPDATE".into(), URL.into())), "{subscriptions:?}");
    assert!(!format!("{first}{second}").contains(TOKEN));
}

#[tokio::test]
async fn failed_topic_has_shopifys_message_and_stops_no_other() {
    let stack = stack_with(json!(TOKEN)).await;
    let errors = json!([{"field": ["topic"], "message": "You cannot create a webhook subscription with this topic"}]);
    let user_errors =
        json!({"data": {"webhookSubscriptionCreate": {"webhookSubscription": null, "userErrors": errors}}});
    respond_next(&stack, json!({"operation": "Subscribe", "skip": 1, "body": user_errors}));
    respond_next(&stack, json!({"operation": "Subscribe", "skip": 1, "status": 500, "body": "oops"}));
    let (status, response) = register(&stack).await;
    assert_eq!(status, 200);
    let failed: Vec<_> = results(&response).into_iter().filter(|(_, result)| *result == "failed").collect();
    assert_eq!(failed, [("orders/updated", "failed"), ("orders/delete", "failed")], "{response}");
    let message = response["topics"][1]["message"].as_str().unwrap();
    assert!(message.contains("cannot create a webhook subscription"), "{message}");
    assert_eq!(stack.shopify.subscriptions(SHOP).len(), 6);
    let (_, again) = register(&stack).await;
    assert_eq!(results(&again).iter().filter(|(_, result)| *result == "created").count(), 2);
}

#[tokio::test]
async fn throttled_registration_waits_and_continues() {
    let stack = stack_with(json!(TOKEN)).await;
    let bucket = json!({"maximumAvailable": 2000.0, "currentlyAvailable": 9, "restoreRate": 100.0});
    let cost = json!({"cost": {"requestedQueryCost": 10, "actualQueryCost": null, "throttleStatus": bucket}});
    let error = json!([{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]);
    respond_next(&stack, json!({"body": {"errors": error, "extensions": cost}}));
    respond_next(&stack, json!({"operation": "Subscribe", "status": 429, "headers": {"retry-after": "0.01"}}));
    let (status, response) = register(&stack).await;
    assert!(status == 200 && results(&response).iter().all(|(_, result)| *result == "created"), "{response}");
}

#[tokio::test]
async fn earlier_storebell_url_is_reported() {
    let stack = stack_with(json!(TOKEN)).await;
    let old = "https://old.example/api/webhooks/shopify";
    stack.shopify.subscribe(SHOP, "ORDERS_CREATE", old).unwrap().unwrap();
    stack.shopify.subscribe(SHOP, "ORDERS_UPDATED", "https://somebody.example/hook").unwrap().unwrap();
    let (_, response) = register(&stack).await;
    assert!(response["topics"][0]["message"].as_str().unwrap().contains(old), "{response}");
    assert_eq!(
        (&response["topics"][0]["result"], &response["topics"][1]["message"]),
        (&json!("created"), &Value::Null)
    );
}

#[tokio::test]
async fn only_owners_register_and_nothing_is_fetched_without_a_token() {
    let stack = stack_with(json!(null)).await;
    for (user, status, code) in
        [("bob", 403, "forbidden"), ("joe", 403, "forbidden"), ("eve", 404, "not_found"), ("ann", 409, "token_missing")]
    {
        let (actual, body) = stack.call(user, "POST", PATH, None).await;
        assert_eq!((actual, &body["error"]), (status, &json!(code)), "{user}");
    }
    assert_eq!(stack.call("ann", "GET", PATH, None).await.0, 405);
    assert!(stack.shopify.received_operations(SHOP).is_empty());
}

#[tokio::test]
async fn error_of_the_shop_has_a_stable_code() {
    let stack = stack_with(json!(TOKEN)).await;
    for (canned, status, code) in [
        (json!({"status": 401}), 502, "token_refused"),
        (json!({"status": 402}), 502, "shop_frozen"),
        (json!({"status": 404}), 502, "shop_not_found"),
        (json!({"status": 423}), 502, "shop_locked"),
        (json!({"status": 500}), 503, "unavailable"),
        (json!({"status": 302, "headers": {"location": "https://evil.example/"}}), 502, "status"),
        (json!({"body": "{\"data\":"}), 502, "answer_unreadable"),
        (json!({"body": {"data": {"orders": 1}}}), 502, "answer_unreadable"),
        (json!({"body": "x".repeat(3_000_000)}), 502, "answer_too_large"),
        (
            json!({"body": {"errors": [{"message": "No", "extensions": {"code": "ACCESS_DENIED"}}]}}),
            502,
            "scope_missing",
        ),
    ] {
        respond_next(&stack, canned);
        let (actual, body) = register(&stack).await;
        assert_eq!((actual, &body["error"]), (status, &json!(code)), "{body}");
        assert!(!body.to_string().contains(TOKEN));
    }
}

#[tokio::test]
async fn access_token_is_set_replaced_removed_and_never_shown() {
    let stack = stack_with(json!(TOKEN)).await;
    let path = "/api/integrations/shop";
    let (_, shown) = stack.get("ann", path).await;
    assert_eq!(shown["access_token"], json!(true));
    let (status, kept) = stack.call("ann", "PATCH", path, Some(json!({"enabled": true}))).await;
    assert_eq!((status, &kept["access_token"]), (200, &json!(true)));
    let (_, removed) = stack.call("ann", "PATCH", path, Some(json!({"access_token": null}))).await;
    assert_eq!(removed["access_token"], json!(false));
    assert_eq!(register(&stack).await.0, 409);
    let (_, replaced) = stack.call("ann", "PATCH", path, Some(json!({"access_token": "another-token"}))).await;
    assert_eq!(replaced["access_token"], json!(true));
    assert_eq!(register(&stack).await.1["error"], "token_refused");
    for response in [shown, kept, removed, replaced] {
        assert!(
            !response.to_string().contains("token-of") && !response.to_string().contains("another-token"),
            "{response}"
        );
    }
}

#[tokio::test]
async fn access_token_needs_an_account_at_shopifys_domain() {
    let stack = Stack::start().await;
    for (channel, account) in [("shopify", "169.254.169.254"), ("shopify", "shop.example"), ("standard", "shop")] {
        let body = json!({"channel": channel, "account": account, "access_token": TOKEN});
        let (status, response) = stack.call("ann", "POST", "/api/integrations", Some(body)).await;
        assert!(
            status == 400 && response["message"].as_str().unwrap().starts_with("`access_token`"),
            "{account}: {response}"
        );
    }
}

#[tokio::test]
async fn registration_of_other_channels_has_url_headers_and_steps() {
    let stack = Stack::start().await;
    let fklogin = json!({"https": {"scheme": "fklogin", "app_id": "app", "url": "https://registered.example/hook"}});
    let token = json!({"https": {"scheme": "static-token", "header": "authorization", "prefix": "Bearer "}});
    for (channel, account, schemes, transports, step) in [
        (
            "flipkart",
            "seller",
            json!(null),
            json!([[
                "https",
                "hmac-sha256",
                ["x-flipkart-signature", "x-flipkart-event-type", "x-flipkart-seller-id"]
            ]]),
            "X-Flipkart-Event-Type",
        ),
        (
            "flipkart",
            "other",
            fklogin,
            json!([[
                "https",
                "fklogin",
                ["x_date", "x_authorization", "x-flipkart-event-type", "x-flipkart-seller-id"]
            ]]),
            "https://registered.example/hook",
        ),
        (
            "myntra",
            "seller",
            token,
            json!([["https", "static-token", ["authorization", "x-myntra-event-type"]]]),
            "account manager",
        ),
        (
            "selloship",
            "seller",
            json!(null),
            json!([["https", "hmac-sha256", ["x-selloship-signature", "x-selloship-event-type"]]]),
            "Selloship",
        ),
        (
            "standard",
            "sender",
            json!(null),
            json!([["https", "standard-webhooks", ["webhook-id", "webhook-timestamp", "webhook-signature"]]]),
            "whsec_",
        ),
        (
            "amazon",
            "A1EXAMPLESELLER",
            json!(null),
            json!([["sqs", "iam", []], ["eventbridge", "iam", []]]),
            "AmazonQueueArn",
        ),
        (
            "amazon",
            "arn:aws:sns:us-east-1:111122223333:topic",
            json!(null),
            json!([["https", "sns", []]]),
            "raw message delivery off",
        ),
    ] {
        let body = json!({"channel": channel, "account": account, "schemes": schemes});
        let (status, made) = stack.call("ann", "POST", "/api/integrations", Some(body)).await;
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().unwrap();
        let (status, response) = stack.call("ann", "POST", &format!("/api/webhooks/register/{id}"), None).await;
        assert_eq!((status, &response["topics"]), (200, &json!([])), "{response}");
        assert_eq!(response["url"], json!(format!("{PUBLIC_URL}/api/webhooks/{channel}/{id}")));
        let shown =
            response["ways"].as_array().unwrap().iter().map(|way| json!([way["way"], way["scheme"], way["headers"]]));
        assert_eq!(shown.collect::<Value>(), transports, "{response}");
        assert!(response["steps"].to_string().contains(step), "{response}");
    }
}
