//! Webhooks are registered at Shopify by its API, and people are told what is to be done elsewhere.

use serde_json::{Value, json};

use crate::stack::{PUBLIC_URL, Stack, Told};

const SHOP: &str = "shop.myshopify.com";
const TOKEN: &str = "shpat_a-token-of-the-shop";
const PATH: &str = "/api/webhooks/register/shop";
const URL: &str = "https://bell.example/api/webhooks/shopify/shop";

/// The shop of `ann`, open at the small Shopify; `bob` is a member, `joe` a viewer.
async fn stack_with(token: Value) -> Stack {
    let stack = Stack::start().await;
    stack.shopify.open(SHOP, TOKEN);
    let members = json!([{"user": "bob", "role": "member"}, {"user": "joe", "role": "viewer"}]);
    let body = json!({"id": "shop", "channel": "shopify", "account": SHOP, "members": members, "access_token": token});
    let (status, made) = stack.ask("ann", "POST", "/api/integrations", Some(body)).await;
    assert_eq!((status, &made["access_token"]), (201, &json!(!token.is_null())), "{made}");
    stack
}

async fn register(stack: &Stack) -> Told {
    stack.ask("ann", "POST", PATH, None).await
}

fn results(told: &Value) -> Vec<(&str, &str)> {
    let topics = told["topics"].as_array().unwrap().iter();
    topics.map(|one| (one["topic"].as_str().unwrap(), one["result"].as_str().unwrap())).collect()
}

fn next(stack: &Stack, canned: Value) {
    stack.shopify.queue_response(SHOP, serde_json::from_value(canned).unwrap()).unwrap().unwrap();
}

#[tokio::test]
async fn registering_twice_makes_each_subscription_once() {
    let stack = stack_with(json!(TOKEN)).await;
    let (status, first) = register(&stack).await;
    assert_eq!((status, &first["url"], &first["channel"]), (200, &json!(URL), &json!("shopify")), "{first}");
    let topics = [
        "orders/create",
        "orders/updated",
        "orders/cancelled",
        "refunds/create",
        "inventory_levels/update",
        "products/update",
        "app/uninstalled",
    ];
    assert_eq!(results(&first), topics.map(|topic| (topic, "created")));
    assert!(first["steps"].to_string().contains("customers/redact"), "{first}");
    let (_, second) = register(&stack).await;
    assert_eq!(results(&second), topics.map(|topic| (topic, "exists")));
    let there = stack.shopify.subscriptions(SHOP);
    assert_eq!(there.len(), topics.len());
    assert!(there.contains(&("INVENTORY_LEVELS_UPDATE".into(), URL.into())), "{there:?}");
    assert!(!format!("{first}{second}").contains(TOKEN));
}

#[tokio::test]
async fn one_topic_that_fails_keeps_no_other_and_is_told_in_shopifys_words() {
    let stack = stack_with(json!(TOKEN)).await;
    let errors = json!([{"field": ["topic"], "message": "You cannot create a webhook subscription with this topic"}]);
    let refused = json!({"data": {"webhookSubscriptionCreate": {"webhookSubscription": null, "userErrors": errors}}});
    next(&stack, json!({"operation": "Subscribe", "skip": 1, "body": refused}));
    next(&stack, json!({"operation": "Subscribe", "skip": 1, "status": 500, "body": "oops"}));
    let (status, told) = register(&stack).await;
    assert_eq!(status, 200);
    let failed: Vec<_> = results(&told).into_iter().filter(|(_, result)| *result == "failed").collect();
    assert_eq!(failed, [("orders/updated", "failed"), ("refunds/create", "failed")], "{told}");
    let message = told["topics"][1]["message"].as_str().unwrap();
    assert!(message.contains("cannot create a webhook subscription"), "{message}");
    assert_eq!(stack.shopify.subscriptions(SHOP).len(), 5);
    let (_, again) = register(&stack).await;
    assert_eq!(results(&again).iter().filter(|(_, result)| *result == "created").count(), 2);
}

#[tokio::test]
async fn who_is_throttled_waits_as_long_as_he_is_told_and_goes_on() {
    let stack = stack_with(json!(TOKEN)).await;
    let bucket = json!({"maximumAvailable": 2000.0, "currentlyAvailable": 9, "restoreRate": 100.0});
    let cost = json!({"cost": {"requestedQueryCost": 10, "actualQueryCost": null, "throttleStatus": bucket}});
    let error = json!([{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]);
    next(&stack, json!({"body": {"errors": error, "extensions": cost}}));
    next(&stack, json!({"operation": "Subscribe", "status": 429, "headers": {"retry-after": "0.01"}}));
    let (status, told) = register(&stack).await;
    assert!(status == 200 && results(&told).iter().all(|(_, result)| *result == "created"), "{told}");
}

#[tokio::test]
async fn an_old_address_of_ours_is_told() {
    let stack = stack_with(json!(TOKEN)).await;
    let old = "https://old.example/api/webhooks/shopify";
    stack.shopify.subscribe(SHOP, "ORDERS_CREATE", old).unwrap().unwrap();
    stack.shopify.subscribe(SHOP, "ORDERS_UPDATED", "https://somebody.example/hook").unwrap().unwrap();
    let (_, told) = register(&stack).await;
    assert!(told["topics"][0]["message"].as_str().unwrap().contains(old), "{told}");
    assert_eq!((&told["topics"][0]["result"], &told["topics"][1]["message"]), (&json!("created"), &Value::Null));
}

#[tokio::test]
async fn only_owners_register_and_without_a_token_nothing_is_asked() {
    let stack = stack_with(json!(null)).await;
    for (user, status, word) in
        [("bob", 403, "forbidden"), ("joe", 403, "forbidden"), ("eve", 404, "not_found"), ("ann", 409, "token_missing")]
    {
        let (told, body) = stack.ask(user, "POST", PATH, None).await;
        assert_eq!((told, &body["error"]), (status, &json!(word)), "{user}");
    }
    assert_eq!(stack.ask("ann", "GET", PATH, None).await.0, 405);
    assert!(stack.shopify.received_operations(SHOP).is_empty());
}

#[tokio::test]
async fn a_shop_that_refuses_everything_is_told_by_a_stable_word() {
    let stack = stack_with(json!(TOKEN)).await;
    for (response, status, word) in [
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
        next(&stack, response);
        let (told, body) = register(&stack).await;
        assert_eq!((told, &body["error"]), (status, &json!(word)), "{body}");
        assert!(!body.to_string().contains(TOKEN));
    }
}

#[tokio::test]
async fn a_token_is_written_replaced_taken_away_and_never_shown() {
    let stack = stack_with(json!(TOKEN)).await;
    let path = "/api/integrations/shop";
    let (_, shown) = stack.get("ann", path).await;
    assert_eq!(shown["access_token"], json!(true));
    let (status, kept) = stack.ask("ann", "PATCH", path, Some(json!({"enabled": true}))).await;
    assert_eq!((status, &kept["access_token"]), (200, &json!(true)));
    let (_, taken) = stack.ask("ann", "PATCH", path, Some(json!({"access_token": null}))).await;
    assert_eq!(taken["access_token"], json!(false));
    assert_eq!(register(&stack).await.0, 409);
    let (_, wrong) = stack.ask("ann", "PATCH", path, Some(json!({"access_token": "another-token"}))).await;
    assert_eq!(wrong["access_token"], json!(true));
    assert_eq!(register(&stack).await.1["error"], "token_refused");
    for seen in [shown, kept, taken, wrong] {
        assert!(!seen.to_string().contains("token-of") && !seen.to_string().contains("another-token"), "{seen}");
    }
}

#[tokio::test]
async fn only_a_shop_at_shopifys_own_domain_may_have_a_token() {
    let stack = Stack::start().await;
    for (channel, account) in [("shopify", "169.254.169.254"), ("shopify", "shop.example"), ("standard", "shop")] {
        let body = json!({"channel": channel, "account": account, "access_token": TOKEN});
        let (status, told) = stack.ask("ann", "POST", "/api/integrations", Some(body)).await;
        assert!(status == 400 && told["message"].as_str().unwrap().starts_with("`access_token`"), "{account}: {told}");
    }
}

#[tokio::test]
async fn for_each_other_channel_url_headers_and_steps_are_told() {
    let stack = Stack::start().await;
    let fklogin = json!({"https": {"scheme": "fklogin", "app_id": "app", "url": "https://registered.example/hook"}});
    let token = json!({"https": {"scheme": "static-token", "header": "authorization", "prefix": "Bearer "}});
    for (channel, account, schemes, ways, step) in [
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
        let (status, made) = stack.ask("ann", "POST", "/api/integrations", Some(body)).await;
        assert_eq!(status, 201, "{made}");
        let id = made["id"].as_str().unwrap();
        let (status, told) = stack.ask("ann", "POST", &format!("/api/webhooks/register/{id}"), None).await;
        assert_eq!((status, &told["topics"]), (200, &json!([])), "{told}");
        assert_eq!(told["url"], json!(format!("{PUBLIC_URL}/api/webhooks/{channel}/{id}")));
        let shown =
            told["ways"].as_array().unwrap().iter().map(|way| json!([way["way"], way["scheme"], way["headers"]]));
        assert_eq!(shown.collect::<Value>(), ways, "{told}");
        assert!(told["steps"].to_string().contains(step), "{told}");
    }
}
