//! A gate before DynamoDB that holds one write until a test opens it, so that the order of concurrent steps is certain.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use aws_sdk_dynamodb::Client;
use tokio::sync::oneshot;
use tokio::task::block_in_place;

use crate::request_interceptor::{Request, intercepted};

/// The test's side of a gate.
pub struct FaultGate {
    reached: oneshot::Receiver<()>,
    open: Sender<()>,
}

impl FaultGate {
    /// A copy of `client` whose first write with `table` and `key` waits until [`FaultGate::open`].
    pub fn before_write(client: &Client, table: &str, key: &str) -> (Client, Self) {
        let ((reach, reached), (open, opened)) = (oneshot::channel(), channel());
        let (reach, opened) = (Mutex::new(Some(reach)), Mutex::new(opened));
        let texts = [table.to_owned(), key.to_owned()];
        let hold = move |request: &Request<'_>| {
            if request.operation != "PutItem" || !request.contains(&texts) {
                return Ok(());
            }
            // Later writes pass.
            let Some(reach) = reach.lock().unwrap().take() else { return Ok(()) };
            reach.send(()).unwrap();
            block_in_place(|| opened.lock().unwrap().recv())?;
            Ok(())
        };
        (Client::from_conf(intercepted(client, hold).build()), Self { reached, open })
    }

    /// Waits until the write has reached the gate.
    pub async fn reached(&mut self) {
        (&mut self.reached).await.unwrap();
    }

    /// Lets the write pass.
    pub fn open(self) {
        self.open.send(()).unwrap();
    }
}
