//! A DynamoDB that is down or slow: the response is 503, and the channel's retry is stored.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::stack::{Stack, Webhook};

/// The state of the connection to DynamoDB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reach {
    /// Requests are forwarded.
    Open,
    /// Connections are closed at once.
    Cut,
    /// Connections are accepted, and no request gets a response.
    Silent,
}

/// A proxy to DynamoDB that can be interrupted.
struct DynamoDbProxy {
    address: SocketAddr,
    reach: watch::Sender<Reach>,
}

impl DynamoDbProxy {
    async fn to(endpoint: &str) -> Self {
        let target = endpoint.strip_prefix("http://").unwrap().to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (reach, seen) = watch::channel(Reach::Open);
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(forward(client, target.clone(), seen.clone()));
            }
        });
        Self { address, reach }
    }
}

/// Forwards one connection while the proxy is open. Afterwards no more bytes are forwarded.
async fn forward(mut client: TcpStream, target: String, mut reach: watch::Receiver<Reach>) {
    if *reach.borrow_and_update() == Reach::Open {
        let mut server = TcpStream::connect(target).await.unwrap();
        tokio::select! {
            biased;
            _ = reach.changed() => {}
            _ = copy_bidirectional(&mut client, &mut server) => return,
        }
    }
    // The connection stays open without a response as long as the proxy is silent.
    let _ = reach.wait_for(|reach| *reach != Reach::Silent).await;
}

#[tokio::test]
async fn unavailable_dynamodb_is_503_and_the_retry_is_stored() {
    let folder = tempfile::tempdir().unwrap();
    let engine = local_dynamodb::Engine::start(&folder.path().join("dynamodb.sqlite"), 0).unwrap();
    let proxy = DynamoDbProxy::to(engine.endpoint()).await;
    let data = folder.path().join("data");
    let endpoint = format!("http://{}", proxy.address);
    let stack = Stack::with(&["--data", data.to_str().unwrap(), "--dynamodb", &endpoint]).await;

    for (reach, topic) in [(Reach::Cut, "orders/create"), (Reach::Silent, "orders/updated")] {
        proxy.reach.send(reach).unwrap();
        let webhook = Webhook::sample(topic);
        let rejected = stack.post(&webhook).await;
        assert_eq!((rejected.status, rejected.json["error"].as_str()), (503, Some("unavailable")));
        proxy.reach.send(Reach::Open).unwrap();
        let stored = stack.post(&webhook).await;
        assert_eq!((stored.status, stored.json["status"].as_str()), (200, Some("stored")));
    }
    // The stream function continues by itself.
    assert!(stack.events(2).await.iter().all(|event| event["status"] == "processed"));
}
