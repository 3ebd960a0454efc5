//! Nobody ever gets another's event: users, integrations, roles, filters and transports, all with all.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use reqwest::Method;
use serde_json::{Value, json};
use shared::event_id::EventId;
use shared::time::Clock;
use tokio::time::timeout;

use crate::stack::{LiveSocket, LiveStream, Order, PATIENCE, Stack, Webhook};

/// Integrations, and their members besides demo, who owns all.
const INTEGRATIONS: [(&str, &[(&str, &str)]); 3] = [
    ("one", &[("asha", "viewer"), ("ravi", "member")]),
    ("two", &[("ravi", "viewer"), ("mina", "owner")]),
    ("three", &[]),
];
const USERS: [&str; 5] = ["demo", "asha", "ravi", "mina", "stranger"];
/// How long is listened for what must not come, once everything else has.
const QUIET: Duration = Duration::from_millis(300);

/// A filter, as a WebSocket and as a stream has it, and what it takes.
struct Wish {
    filter: Value,
    query: &'static [(&'static str, &'static str)],
    takes: fn(&Sent) -> bool,
}

/// An event that was sent.
#[derive(Clone, Debug)]
struct Sent {
    id: String,
    integration: &'static str,
    topic: &'static str,
    order: Option<u64>,
}

fn wishes() -> [Wish; 6] {
    [
        Wish { filter: json!({}), query: &[], takes: |_| true },
        Wish {
            filter: json!({"integrations": ["one", "three"]}),
            query: &[("integration", "one"), ("integration", "three")],
            takes: |sent| sent.integration != "two",
        },
        Wish {
            filter: json!({"topics": ["orders/updated"]}),
            query: &[("topic", "orders/updated")],
            takes: |sent| sent.topic == "orders/updated",
        },
        Wish {
            filter: json!({"statuses": ["failed"]}),
            query: &[("status", "failed")],
            takes: |sent| sent.order.is_none(),
        },
        Wish { filter: json!({"order": "11"}), query: &[("order", "11")], takes: |sent| sent.order == Some(11) },
        Wish { filter: json!({"channels": ["amazon"]}), query: &[("channel", "amazon")], takes: |_| false },
    ]
}

fn may_see(user: &str, integration: &str) -> bool {
    let members = INTEGRATIONS.iter().find(|(id, _)| *id == integration).unwrap().1;
    user == "demo" || members.iter().any(|(member, _)| *member == user)
}

/// A live client of either kind, and what it has got.
struct Client {
    user: &'static str,
    wish: usize,
    live: Live,
    events: BTreeSet<String>,
    orders: BTreeSet<(String, String)>,
}

enum Live {
    Socket(Box<LiveSocket>),
    Stream(Box<LiveStream>),
}

impl Client {
    /// What a socket was told when it resumed is noted already; of a stream it is yet to come.
    fn of(user: &'static str, wish: usize, live: Live) -> Self {
        let mut client = Self { user, wish, live, events: BTreeSet::new(), orders: BTreeSet::new() };
        let told: Vec<_> = match &client.live {
            Live::Socket(socket) => socket.resumed().into_iter().cloned().collect(),
            Live::Stream(_) => Vec::new(),
        };
        told.iter().for_each(|frame| client.note_frame(frame));
        client
    }

    async fn next(&mut self) {
        match &mut self.live {
            Live::Socket(socket) => {
                let frame = socket.next_frame().await;
                self.note_frame(&frame);
            }
            Live::Stream(stream) => {
                let said = stream.next_event().await;
                if said.kind == "event" { self.note_event(&said.data) } else { self.note_order(&said.data) }
            }
        }
    }

    fn note_frame(&mut self, frame: &Value) {
        frame["events"].as_array().into_iter().flatten().for_each(|event| self.note_event(event));
        frame["orders"].as_array().into_iter().flatten().for_each(|order| self.note_order(order));
    }

    fn note_event(&mut self, event: &Value) {
        self.events.insert(text(&event["id"]));
    }

    fn note_order(&mut self, order: &Value) {
        self.orders.insert((text(&order["integration"]), text(&order["id"])));
    }

    /// Listens until it has what it must have, and a little longer; then says what it has.
    async fn listen(&mut self, sent: &[Sent]) {
        let takes = wishes()[self.wish].takes;
        let mine = sent.iter().filter(|sent| may_see(self.user, sent.integration) && takes(sent));
        let expected: BTreeSet<_> = mine.map(|sent| sent.id.clone()).collect();
        let heard = timeout(PATIENCE, async {
            while !self.events.is_superset(&expected) {
                self.next().await;
            }
        });
        assert!(heard.await.is_ok(), "{} with {}: {:?} of {expected:?}", self.user, self.wish, self.events);
        // As long as anything comes.
        while timeout(QUIET, self.next()).await.is_ok() {}
        assert_eq!(self.events, expected, "{} with {}", self.user, self.wish);
        for (integration, order) in &self.orders {
            let wanted = match self.wish {
                1 => integration != "two",
                4 => order == "11",
                5 => false,
                _ => true,
            };
            assert!(may_see(self.user, integration) && wanted, "{} with {}: {order}", self.user, self.wish);
        }
    }
}

async fn make(stack: &Stack, id: &str, members: &[(&str, &str)]) {
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
    let answer = stack.post(&webhook.signed_with(&format!("{integration}-secret-value"))).await;
    Sent { id: answer.event_id(), integration, topic, order }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

/// Of each user a socket for each wish, and streams for every second one from `first_stream` on: three are what a user may
/// have.
async fn clients(stack: &Stack, first_stream: usize, after: Option<&str>) -> Vec<Client> {
    let mut clients = Vec::new();
    for user in USERS {
        let token = stack.token(user).await;
        for (number, wish) in wishes().iter().enumerate() {
            let socket = LiveSocket::filtered(&stack.at(), &token, after, &wish.filter).await;
            clients.push(Client::of(user, number, Live::Socket(Box::new(socket))));
            if number % 2 == first_stream {
                let stream = LiveStream::filtered(&stack.at(), &token, after, wish.query).await;
                clients.push(Client::of(user, number, Live::Stream(Box::new(stream))));
            }
        }
    }
    clients
}

/// Of each user one that has changed its mind.
async fn changed_minds(stack: &Stack) -> Vec<Client> {
    let mut clients = Vec::new();
    for user in USERS {
        let (token, filter) = (stack.token(user).await, &wishes()[2].filter);
        let mut socket = LiveSocket::filtered(&stack.at(), &token, None, &json!({"channels": ["amazon"]})).await;
        assert_eq!(socket.told(&json!({"action": "filter", "filter": filter})).await["filter"], *filter);
        clients.push(Client::of(user, 2, Live::Socket(Box::new(socket))));
    }
    clients
}

/// Sends of each integration two webhooks of one order, one of an order that each has, and one that fails.
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
async fn everybody_gets_what_he_may_see_and_wants_and_nothing_else() {
    let stack = Stack::start().await;
    for (id, members) in INTEGRATIONS {
        make(&stack, id, members).await;
    }
    let cursor = EventId::first_of(Clock::system().now()).to_string();
    let mut sent = Vec::new();
    let mut live = clients(&stack, 1, None).await;
    live.extend(changed_minds(&stack).await);
    send_all(&stack, 20, &mut sent).await;
    join_all(live.iter_mut().map(|client| client.listen(&sent))).await;
    drop(live);
    // Who comes later gets the same as a gap, and what comes then live.
    let mut later = clients(&stack, 0, Some(&cursor)).await;
    send_all(&stack, 30, &mut sent).await;
    join_all(later.iter_mut().map(|client| client.listen(&sent))).await;
}
