//! A DynamoDB that is down or slow: 503, and nothing is lost, because the sender comes again.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::stack::{Stack, Webhook};

/// How a DynamoDB can be reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// As ever.
    Open,
    /// Connections end at once.
    Cut,
    /// Connections are taken, and nothing is ever answered.
    Silent,
}

/// A way to a DynamoDB that can be cut.
struct Way {
    address: SocketAddr,
    reach: watch::Sender<Reach>,
}

impl Way {
    async fn to(endpoint: &str) -> Self {
        let target = endpoint.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (reach, seen) = watch::channel(Reach::Open);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(client, target.clone(), seen.clone()));
            }
        });
        Self { address, reach }
    }
}

/// Carries one connection while the way is open. Once it is not, not one byte more passes.
async fn carry(mut client: TcpStream, target: String, mut reach: watch::Receiver<Reach>) {
    if *reach.borrow_and_update() == Reach::Open {
        let mut server = TcpStream::connect(target).await.unwrap();
        tokio::select! {
            biased;
            _ = reach.changed() => {}
            _ = copy_bidirectional(&mut client, &mut server) => return,
        }
    }
    // Held open, answering nothing, for as long as that is so.
    let _ = reach.wait_for(|reach| *reach != Reach::Silent).await;
}

#[tokio::test]
async fn a_dynamodb_that_is_down_or_silent_gives_503_and_the_same_delivery_succeeds_later() {
    let folder = tempfile::tempdir().unwrap();
    let engine = local_dynamodb::Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
    let way = Way::to(engine.endpoint()).await;
    let data = folder.path().join("data");
    let endpoint = format!("http://{}", way.address);
    let stack = Stack::with(&["--data", data.to_str().unwrap(), "--dynamodb", &endpoint]).await;

    for (reach, topic) in [(Reach::Cut, "orders/create"), (Reach::Silent, "orders/updated")] {
        way.reach.send(reach).unwrap();
        let webhook = Webhook::sample(topic);
        let refused = stack.post(&webhook).await;
        assert_eq!((refused.status, refused.json["error"].as_str()), (503, Some("unavailable")));
        way.reach.send(Reach::Open).unwrap();
        let stored = stack.post(&webhook).await;
        assert_eq!((stored.status, stored.json["status"].as_str()), (200, Some("stored")));
    }
    // What was behind the stream meanwhile went on by itself.
    assert!(stack.events(2).await.iter().all(|event| event["status"] == "processed"));
}
