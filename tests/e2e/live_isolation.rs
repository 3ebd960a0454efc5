//! No user gets an event of another: all combinations of users, integrations, roles, filters and transports.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use tokio::time::timeout;
use types::event_id::EventId;
use types::time::Clock;

use crate::stack::{LiveSocket, LiveStream, Order, Stack, TIMEOUT, Webhook};

/// Integrations, and their members in addition to the owner demo.
const INTEGRATIONS: [(&str, &[(&str, &str)]); 3] = [
    ("one", &[("asha", "viewer"), ("ravi", "member")]),
    ("two", &[("ravi", "viewer"), ("mina", "owner")]),
    ("three", &[]),
];
const USERS: [&str; 5] = ["demo", "asha", "ravi", "mina", "stranger"];
/// How long clients wait for events that must not arrive, after all others have.
const QUIET: Duration = Duration::from_millis(300);

/// A filter for a WebSocket and for a stream, and what it matches.
struct FilterCase {
    filter: Value,
    query: &'static [(&'static str, &'static str)],
    matches: fn(&Sent) -> bool,
}

/// An event that was sent.
#[derive(Clone, Debug)]
struct Sent {
    id: String,
    integration: &'static str,
    topic: &'static str,
    order: Option<u64>,
}

fn filters() -> [FilterCase; 6] {
    [
        FilterCase { filter: json!({}), query: &[], matches: |_| true },
        FilterCase {
            filter: json!({"integrations": ["one", "three"]}),
            query: &[("integration", "one"), ("integration", "three")],
            matches: |sent| sent.integration != "two",
        },
        FilterCase {
            filter: json!({"topics": ["orders/updated"]}),
            query: &[("topic", "orders/updated")],
            matches: |sent| sent.topic == "orders/updated",
        },
        FilterCase {
            filter: json!({"statuses": ["failed"]}),
            query: &[("status", "failed")],
            matches: |sent| sent.order.is_none(),
        },
        FilterCase {
            filter: json!({"order": "11"}),
            query: &[("order", "11")],
            matches: |sent| sent.order == Some(11),
        },
        FilterCase { filter: json!({"channels": ["amazon"]}), query: &[("channel", "amazon")], matches: |_| false },
    ]
}

fn may_see(user: &str, integration: &str) -> bool {
    let members = INTEGRATIONS.iter().find(|(id, _)| *id == integration).unwrap().1;
    user == "demo" || members.iter().any(|(member, _)| *member == user)
}

/// A live client of either transport, and what it received.
struct Client {
    user: &'static str,
    filter: usize,
    live: Live,
    events: BTreeSet<String>,
    orders: BTreeSet<(String, String)>,
}

enum Live {
    Socket(Box<LiveSocket>),
    Stream(Box<LiveStream>),
}

impl Client {
    /// Records the frames of a socket's resume; a stream receives them later.
    fn of(user: &'static str, filter: usize, live: Live) -> Self {
        let mut client = Self { user, filter, live, events: BTreeSet::new(), orders: BTreeSet::new() };
        let frames: Vec<_> = match &client.live {
            Live::Socket(socket) => socket.resumed().into_iter().cloned().collect(),
            Live::Stream(_) => Vec::new(),
        };
        frames.iter().for_each(|frame| client.record_frame(frame));
        client
    }

    async fn next(&mut self) {
        match &mut self.live {
            Live::Socket(socket) => {
                let frame = socket.next_frame().await;
                self.record_frame(&frame);
            }
            Live::Stream(stream) => {
                let event = stream.next_event().await;
                match event.kind.as_str() {
                    "event" => self.record_event(&event.data),
                    "order" => self.record_order(&event.data),
                    // Of the events that do not match the filter, only a cursor arrives.
                    _ => {}
                }
            }
        }
    }

    fn record_frame(&mut self, frame: &Value) {
        frame["events"].as_array().into_iter().flatten().for_each(|event| self.record_event(event));
        frame["orders"].as_array().into_iter().flatten().for_each(|order| self.record_order(order));
    }

    fn record_event(&mut self, event: &Value) {
        self.events.insert(text(&event["id"]));
    }

    fn record_order(&mut self, order: &Value) {
        self.orders.insert((text(&order["integration"]), text(&order["id"])));
    }

    /// Listens until it has the expected events, and a little longer; then compares.
    async fn listen(&mut self, sent: &[Sent]) {
        let matches = filters()[self.filter].matches;
        let mine = sent.iter().filter(|sent| may_see(self.user, sent.integration) && matches(sent));
        let expected: BTreeSet<_> = mine.map(|sent| sent.id.clone()).collect();
        let received = timeout(TIMEOUT, async {
            while !self.events.is_superset(&expected) {
                self.next().await;
            }
        });
        assert!(received.await.is_ok(), "{} with {}: {:?} of {expected:?}", self.user, self.filter, self.events);
        // As long as anything arrives.
        while timeout(QUIET, self.next()).await.is_ok() {}
        assert_eq!(self.events, expected, "{} with {}", self.user, self.filter);
        for (integration, order) in &self.orders {
            let wanted = match self.filter {
                1 => integration != "two",
                4 => order == "11",
                5 => false,
                _ => true,
            };
            assert!(may_see(self.user, integration) && wanted, "{} with {}: {order}", self.user, self.filter);
        }
    }
}

async fn create(stack: &Stack, id: &str, members: &[(&str, &str)]) {
    let members: Vec<_> = members.iter().map(|(user, role)| json!({"user": user, "role": role})).collect();
    let body = json!({
        "id": id, "channel": "shopify", "account": format!("{id}.myshopify.com"), "members": members,
        "secrets": [{"value": format!("{id}-secret-value")}],
    });
    let (status, made) = stack.send(Method::POST, "demo", "/api/integrations", &body).await;
    assert_eq!(status, 201, "{made}");
}

async fn send(stack: &Stack, integration: &'static str, order: Option<u64>, topic: &'static str) -> Sent {
    let webhook = match order {
        Some(id) => Order { id }.webhook(topic),
        None => Webhook::new(topic, json!({ "of": integration }).to_string()),
    };
    let webhook = webhook.with(|webhook| webhook.shop = Some(format!("{integration}.myshopify.com")));
    let response = stack.post(&webhook.signed_with(&format!("{integration}-secret-value"))).await;
    Sent { id: response.event_id(), integration, topic, order }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// For each user a socket for each filter, and a stream for every second filter from `first_stream`: a user may have three
/// streams.
async fn clients(stack: &Stack, first_stream: usize, after: Option<&str>) -> Vec<Client> {
    let mut clients = Vec::new();
    for user in USERS {
        let token = stack.token(user).await;
        for (number, case) in filters().iter().enumerate() {
            let socket = LiveSocket::filtered(&stack.at(), &token, after, &case.filter).await;
            clients.push(Client::of(user, number, Live::Socket(Box::new(socket))));
            if number % 2 == first_stream {
                let stream = LiveStream::filtered(&stack.at(), &token, after, case.query).await;
                clients.push(Client::of(user, number, Live::Stream(Box::new(stream))));
            }
        }
    }
    clients
}

/// For each user a client that changes its filter.
async fn clients_with_changed_filter(stack: &Stack) -> Vec<Client> {
    let mut clients = Vec::new();
    for user in USERS {
        let (token, filter) = (stack.token(user).await, &filters()[2].filter);
        let mut socket = LiveSocket::filtered(&stack.at(), &token, None, &json!({"channels": ["amazon"]})).await;
        assert_eq!(socket.request(&json!({"action": "filter", "filter": filter})).await["filter"], *filter);
        clients.push(Client::of(user, 2, Live::Socket(Box::new(socket))));
    }
    clients
}

/// Sends for each integration two webhooks of one order, one of an order id that all have, and one that fails.
async fn send_all(stack: &Stack, first_order: u64, sent: &mut Vec<Sent>) {
    for (number, (integration, _)) in INTEGRATIONS.into_iter().enumerate() {
        let order = first_order + number as u64;
        sent.push(send(stack, integration, Some(order), "orders/create").await);
        sent.push(send(stack, integration, Some(order), "orders/updated").await);
        // The same order id in each integration is another order.
        sent.push(send(stack, integration, Some(11), "orders/create").await);
        sent.push(send(stack, integration, None, "orders/create").await);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn client_gets_exactly_the_events_that_its_user_may_see_and_its_filter_matches() {
    let stack = Stack::start().await;
    for (id, members) in INTEGRATIONS {
        create(&stack, id, members).await;
    }
    let cursor = EventId::first_of(Clock::system().now()).to_string();
    let mut sent = Vec::new();
    let mut live = clients(&stack, 1, None).await;
    live.extend(clients_with_changed_filter(&stack).await);
    send_all(&stack, 20, &mut sent).await;
    join_all(live.iter_mut().map(|client| client.listen(&sent))).await;
    drop(live);
    // Later clients get the same events by a catch-up, and new ones live.
    let mut later = clients(&stack, 0, Some(&cursor)).await;
    send_all(&stack, 30, &mut sent).await;
    join_all(later.iter_mut().map(|client| client.listen(&sent))).await;
}
