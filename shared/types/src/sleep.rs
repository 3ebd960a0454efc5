//! Waiting, injected, so that tests do not.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

/// How a function waits.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>);

impl Sleep {
    /// By the runtime's timer.
    pub fn system() -> Self {
        Self(Arc::new(|time| tokio::time::sleep(time).boxed()))
    }

    /// Waits for nothing, but tells `note` how long it should have been.
    pub fn noted(note: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |time| {
            note(time);
            std::future::ready(()).boxed()
        }))
    }

    /// Waits.
    pub async fn wait(&self, time: Duration) {
        (self.0)(time).await;
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pause")
    }
}
