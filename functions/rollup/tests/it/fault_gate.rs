//! Stops the code under test at one of its DynamoDB requests, so that a test can act at exactly that time.

use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};

use aws_sdk_dynamodb::config::interceptors::BeforeTransmitInterceptorContextRef;
use aws_sdk_dynamodb::config::{ConfigBag, Intercept, RuntimeComponents};
use aws_sdk_dynamodb::error::BoxError;

/// The client's side, an interceptor: the first request of one operation stops at it.
#[derive(Debug)]
pub(crate) struct FaultGate {
    operation: &'static str,
    /// Tells the test that the request has stopped, and waits until it may continue. `None` after the first request.
    signals: Mutex<Option<(Sender<()>, Receiver<()>)>>,
}

/// The test's side.
pub(crate) struct GateControl {
    stopped: Arc<Mutex<Receiver<()>>>,
    release: Sender<()>,
}

impl FaultGate {
    /// A gate for the first request of `operation`, such as `DeleteItem`.
    pub(crate) fn before(operation: &'static str) -> (Self, GateControl) {
        let ((stopping, stopped), (release, released)) = (channel(), channel());
        let gate = Self { operation, signals: Mutex::new(Some((stopping, released))) };
        (gate, GateControl { stopped: Arc::new(Mutex::new(stopped)), release })
    }
}

impl GateControl {
    /// Waits until a request has stopped at the gate.
    pub(crate) async fn wait_until_stopped(&self) {
        let stopped = Arc::clone(&self.stopped);
        tokio::task::spawn_blocking(move || stopped.lock().unwrap().recv().unwrap()).await.unwrap();
    }

    /// Lets the request continue.
    pub(crate) fn release(&self) {
        self.release.send(()).unwrap();
    }
}

impl Intercept for FaultGate {
    fn name(&self) -> &'static str {
        "FaultGate"
    }

    fn read_before_transmit(
        &self,
        context: &BeforeTransmitInterceptorContextRef<'_>,
        _: &RuntimeComponents,
        _: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let target = context.request().headers().get("x-amz-target").unwrap_or_default();
        if target.ends_with(self.operation) {
            let signals = self.signals.lock().unwrap().take();
            if let Some((stopping, released)) = signals {
                stopping.send(()).unwrap();
                tokio::task::block_in_place(|| released.recv().unwrap());
            }
        }
        Ok(())
    }
}
