//! A gate in the way to DynamoDB: one write waits there until a test lets it through, so that what else happens meanwhile
//! is no matter of luck.

use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use aws_sdk_dynamodb::Client;
use tokio::sync::oneshot;
use tokio::task::block_in_place;

use crate::watch::{Request, watched};

/// The test's side of a gate.
pub(crate) struct Gate {
    reached: oneshot::Receiver<()>,
    open: Sender<()>,
}

impl Gate {
    /// A client as `client`, whose first write that names `table` and `key` waits until [`Gate::open`].
    pub(crate) fn before(client: &Client, table: &str, key: &str) -> (Client, Self) {
        let ((reach, reached), (open, opened)) = (oneshot::channel(), channel());
        let (reach, opened) = (Mutex::new(Some(reach)), Mutex::new(opened));
        let words = [table.to_owned(), key.to_owned()];
        let hold = move |request: &Request<'_>| {
            if request.operation != "PutItem" || !request.names(&words) {
                return Ok(());
            }
            // The first one alone.
            let Some(reach) = reach.lock().unwrap().take() else { return Ok(()) };
            reach.send(()).unwrap();
            block_in_place(|| opened.lock().unwrap().recv())?;
            Ok(())
        };
        (Client::from_conf(watched(client, hold).build()), Self { reached, open })
    }

    /// Returns when the write is there.
    pub(crate) async fn reached(&mut self) {
        (&mut self.reached).await.unwrap();
    }

    /// Lets it through.
    pub(crate) fn open(self) {
        self.open.send(()).unwrap();
    }
}
