//! Sleeping. It is injected, so that tests do not wait.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;

/// How a function sleeps.
#[derive(Clone)]
pub struct Sleep(Arc<dyn Fn(Duration) -> BoxFuture<'static, ()> + Send + Sync>);

impl Sleep {
    /// Sleeps by the timer of the async runtime.
    pub fn system() -> Self {
        Self(Arc::new(|duration| tokio::time::sleep(duration).boxed()))
    }

    /// Does not sleep, and passes each requested duration to `record`.
    pub fn recording(record: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        Self(Arc::new(move |duration| {
            record(duration);
            std::future::ready(()).boxed()
        }))
    }

    /// Sleeps for `duration`.
    pub async fn wait(&self, duration: Duration) {
        (self.0)(duration).await;
    }
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sleep")
    }
}
