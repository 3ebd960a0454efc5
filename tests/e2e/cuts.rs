//! Clients whose connections are cut at random, while events flow and the stack goes down and comes back.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use local::client::{By, Follower, StackUrl};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use crate::stack::{Order, PATIENCE, Stack, http_client};

/// How many events flow; no more than a page has.
const EVENTS: u64 = 150;

/// Numbers that look random, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        // Knuth's constants for a linear congruence, whose higher bits are the better ones.
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Follows, and loses its connection again and again, until the chaos is over.
async fn suffer(
    mut follower: Follower,
    mut at: watch::Receiver<StackUrl>,
    over: Arc<AtomicBool>,
    mut random: Random,
) -> Follower {
    while !over.load(Ordering::Relaxed) {
        if at.has_changed().unwrap_or(false) {
            follower.move_to(&at.borrow_and_update());
        }
        // Most are cut while they live, some while they connect.
        let patience = Duration::from_millis(if random.below(4) == 0 { random.below(300) } else { 5_000 });
        let connecting = async {
            while !follower.is_live() {
                if follower.go_on().await.is_err() {
                    sleep(Duration::from_millis(20)).await;
                }
            }
        };
        if timeout(patience, connecting).await.is_ok() {
            let living = async { while follower.go_on().await.is_ok() {} };
            let _ended = timeout(Duration::from_millis(random.below(600)), living).await;
        }
        follower.cut();
    }
    follower.move_to(&at.borrow_and_update());
    follower
}

/// Follows on in peace until it has seen `all`, and nothing else.
async fn catches_up(mut follower: Follower, all: &BTreeSet<String>) -> Follower {
    let caught = timeout(2 * PATIENCE, async {
        while follower.seen() != all {
            if follower.go_on().await.is_err() {
                sleep(Duration::from_millis(20)).await;
            }
        }
    });
    let caught = caught.await;
    let missing = all.difference(follower.seen()).count();
    assert!(caught.is_ok(), "{missing} of {} are missing for {follower:?}", all.len());
    follower
}

/// Posts an order until it is stored, through whatever happens to the stack.
async fn post(http: &reqwest::Client, at: &watch::Receiver<StackUrl>, number: u64) -> String {
    let webhook = Order { id: 700_000_000_000 + number }.webhook("orders/create");
    loop {
        let base = at.borrow().to_string();
        let mut request = http.post(format!("{base}{}", webhook.path)).body(webhook.body.clone());
        request = request.header("x-shopify-topic", &webhook.topic).header("content-type", "application/json");
        request = request.header("x-shopify-shop-domain", webhook.shop.as_deref().unwrap());
        request = request.header("x-shopify-hmac-sha256", webhook.signature.as_deref().unwrap());
        if let Ok(answer) = request.send().await
            && answer.status() == 200
            && let Ok(body) = answer.bytes().await
        {
            let json: serde_json::Value = serde_json::from_slice(&body).unwrap();
            return json["id"].as_str().unwrap().to_owned();
        }
        sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_cut_at_random_ends_with_every_event_and_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let mut stack = Stack::on(folder.path()).await;
    let (tell, at) = watch::channel(stack.at());
    let over = Arc::new(AtomicBool::new(false));
    // Tokens of two seconds end in the middle, too.
    let followers = [
        ("demo", By::WebSocket, 3600),
        ("demo", By::WebSocket, 2),
        ("demo", By::Sse, 3600),
        ("demo", By::Sse, 2),
        ("stranger", By::WebSocket, 3600),
    ];
    let suffering: Vec<_> = followers
        .iter()
        .enumerate()
        .map(|(number, (user, by, ttl))| {
            let follower = Follower::new(&stack.at(), user, *by, *ttl);
            let random = Random(number as u64 + 1);
            tokio::spawn(suffer(follower, at.clone(), Arc::clone(&over), random))
        })
        .collect();

    let http = http_client();
    let mut all = BTreeSet::new();
    for number in 0..EVENTS {
        all.insert(post(&http, &at, number).await);
        if number == EVENTS / 3 {
            stack.kill().await;
            stack = Stack::on(folder.path()).await;
            tell.send_replace(stack.at());
        }
        if number == 2 * EVENTS / 3 {
            stack.stop().await;
            stack = Stack::on(folder.path()).await;
            tell.send_replace(stack.at());
        }
    }
    over.store(true, Ordering::Relaxed);
    assert_eq!(stack.events(all.len()).await.len(), all.len());
    for (task, (user, ..)) in suffering.into_iter().zip(followers) {
        let follower = task.await.unwrap();
        let expected = if user == "demo" { all.clone() } else { BTreeSet::new() };
        let follower = catches_up(follower, &expected).await;
        assert!(follower.counts().connected >= 2, "{:?}", follower.counts());
    }
}
