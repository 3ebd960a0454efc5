//! Holds the function up at one of its requests, so that a test can do something just then.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

/// The function's side: the first request of an operation waits at it.
#[derive(Debug)]
pub(crate) struct Gate {
    operation: &'static str,
    ends: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

/// The test's side.
pub(crate) struct Keeper {
    reached: Arc<Mutex<Receiver<()>>>,
    open: Sender<()>,
}

/// A gate before the first request of this operation, such as `DeleteItem`.
pub(crate) fn gate(operation: &'static str) -> (Gate, Keeper) {
    let ((tell, reached), (open, wait)) = (channel(), channel());
    let gate = Gate { operation, ends: Mutex::new(Some((tell, wait))) };
    (gate, Keeper { reached: Arc::new(Mutex::new(reached)), open })
}

impl Keeper {
    /// Waits until the function stands at the gate.
    pub(crate) async fn reached(&self) {
        let reached = Arc::clone(&self.reached);
        tokio::task::spawn_blocking(move || reached.lock().unwrap().recv().unwrap()).await.unwrap();
    }

    /// Lets it go on.
    pub(crate) fn open(&self) {
        self.open.send(()).unwrap();
    }
}

impl Intercept for Gate {
    fn name(&self) -> &'static str {
        "Gate"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default();
        if target.ends_with(self.operation) {
            let ends = self.ends.lock().unwrap().take();
            if let Some((tell, wait)) = ends {
                tell.send(()).unwrap();
                tokio::task::block_in_place(|| wait.recv().unwrap());
            }
        }
        Ok(())
    }
}
