//! A gate in the way to DynamoDB: one write waits there until a test lets it through, so that what else happens meanwhile
//! is no matter of luck.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;
use tokio::sync::oneshot;
use tokio::task::block_in_place;

/// The test's side of a gate.
pub(crate) struct Gate {
    reached: oneshot::Receiver<()>,
    open: Sender<()>,
}

/// The client's side.
#[derive(Clone)]
struct Held(Arc<Inner>);

struct Inner {
    /// What the write has in its body.
    words: [String; 2],
    is_used: AtomicBool,
    reached: Mutex<Option<oneshot::Sender<()>>>,
    open: Mutex<Receiver<()>>,
}

impl Gate {
    /// A client as `client`, whose first write that names `table` and `key` waits until [`Gate::open`].
    pub(crate) fn before(client: &Client, table: &str, key: &str) -> (Client, Self) {
        let ((reach, reached), (open, opened)) = (oneshot::channel(), channel());
        let held = Held(Arc::new(Inner {
            words: [format!("\"{table}\""), format!("\"{key}\"")],
            is_used: AtomicBool::new(false),
            reached: Mutex::new(Some(reach)),
            open: Mutex::new(opened),
        }));
        let config = client.config().to_builder().interceptor(held).build();
        (Client::from_conf(config), Self { reached, open })
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

impl Intercept for Held {
    fn name(&self) -> &'static str {
        "Gate"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let request = context.request();
        let is_put = request.headers().get("x-amz-target").is_some_and(|target| target.ends_with(".PutItem"));
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default());
        if is_put && self.0.words.iter().all(|word| body.contains(word)) && !self.0.is_used.swap(true, Ordering::SeqCst)
        {
            self.0.reached.lock().unwrap().take().unwrap().send(()).unwrap();
            block_in_place(|| self.0.open.lock().unwrap().recv())?;
        }
        Ok(())
    }
}

impl fmt::Debug for Held {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Held").field("words", &self.0.words).finish_non_exhaustive()
    }
}
