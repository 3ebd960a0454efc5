//! A gate before DynamoDB that holds one request until a test opens it, so that the order of concurrent steps is certain.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use aws_sdk_dynamodb::Client;
use tokio::sync::oneshot;
use tokio::task::block_in_place;

use crate::request_interceptor::{Request, intercepted};

/// The test's side of a gate. The held request blocks a thread, so the test requires the multi-thread runtime of tokio.
#[derive(Debug)]
pub struct FaultGate {
    reached: oneshot::Receiver<()>,
    open: Sender<()>,
}

impl FaultGate {
    /// A copy of `client` whose first request of `operation`, such as `DeleteItem`, waits until [`FaultGate::open`]. Only
    /// requests whose JSON contains all of `strings` count. Later requests are not held.
    pub fn before(client: &Client, operation: &'static str, strings: &[&str]) -> (Client, Self) {
        let ((reach, reached), (open, opened)) = (oneshot::channel(), channel());
        let (reach, opened) = (Mutex::new(Some(reach)), Mutex::new(opened));
        let strings: Vec<_> = strings.iter().map(|string| (*string).to_owned()).collect();
        let hold = move |request: &Request<'_>| {
            if request.operation != operation || !request.contains(&strings) {
                return Ok(());
            }
            let Some(reach) = reach.lock().unwrap().take() else { return Ok(()) };
            reach.send(()).unwrap();
            block_in_place(|| opened.lock().unwrap().recv())?;
            Ok(())
        };
        (Client::from_conf(intercepted(client, hold).build()), Self { reached, open })
    }

    /// [`FaultGate::before`] the first write of a row of `table` whose JSON contains `key`.
    pub fn before_write(client: &Client, table: &str, key: &str) -> (Client, Self) {
        Self::before(client, "PutItem", &[table, key])
    }

    /// Waits until the request has reached the gate.
    ///
    /// # Panics
    /// If the client was dropped before.
    pub async fn reached(&mut self) {
        (&mut self.reached).await.unwrap();
    }

    /// Lets the request pass.
    ///
    /// # Panics
    /// If the request no longer waits.
    pub fn open(self) {
        self.open.send(()).unwrap();
    }
}
