//! A DynamoDB that is down or slow: 503, and nothing is lost, because the sender comes again.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};

use crate::stack::{Stack, Webhook};

/// A way to a DynamoDB that can be cut.
struct Way {
    address: SocketAddr,
    state: Arc<AtomicU8>,
}

const OPEN: u8 = 0;
const CUT: u8 = 1;
const SILENT: u8 = 2;

impl Way {
    async fn to(endpoint: &str) -> Self {
        let target = endpoint.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, state) = (listener.local_addr().unwrap(), Arc::new(AtomicU8::new(OPEN)));
        let seen = Arc::clone(&state);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, target.clone(), Arc::clone(&seen)));
            }
        });
        Self { address, state }
    }

    fn set(&self, state: u8) {
        self.state.store(state, Ordering::SeqCst);
    }
}

/// Carries one connection until the state changes: cut ends it, silent holds everything back.
async fn carry(mut client: TcpStream, target: String, state: Arc<AtomicU8>) {
    let began = state.load(Ordering::SeqCst);
    let changed = async {
        while state.load(Ordering::SeqCst) == began {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    match began {
        CUT => {}
        SILENT => changed.await,
        _ => {
            let mut server = TcpStream::connect(target).await.unwrap();
            tokio::select! {
                _ = copy_bidirectional(&mut client, &mut server) => {}
                () = changed => {}
            }
            if state.load(Ordering::SeqCst) == SILENT {
                // Held open, answering nothing.
                while state.load(Ordering::SeqCst) == SILENT {
                    tokio::time::sleep(std::time::Duration::from_millis(5)).await;
                }
            }
        }
    }
}

#[tokio::test]
async fn a_dynamodb_that_is_down_or_silent_gives_503_and_the_same_delivery_succeeds_later() {
    let folder = tempfile::tempdir().unwrap();
    let engine = local::dynamodb::Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
    let way = Way::to(engine.endpoint()).await;
    let data = folder.path().join("data");
    let endpoint = format!("http://{}", way.address);
    let stack = Stack::with(&["--data", data.to_str().unwrap(), "--dynamodb", &endpoint]).await;

    for (state, topic) in [(CUT, "orders/create"), (SILENT, "orders/updated")] {
        way.set(state);
        let webhook = Webhook::sample(topic);
        let refused = stack.post(&webhook).await;
        assert_eq!((refused.status, refused.json["error"].as_str()), (503, Some("unavailable")));
        way.set(OPEN);
        let stored = stack.post(&webhook).await;
        assert_eq!((stored.status, stored.json["status"].as_str()), (200, Some("stored")));
    }
    // What was behind the stream meanwhile went on by itself.
    assert!(stack.events(2).await.iter().all(|event| event["status"] == "processed"));
}
