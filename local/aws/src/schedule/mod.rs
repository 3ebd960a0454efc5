//! Runs functions at their rates, as EventBridge's schedules do.

mod event;

use std::time::Duration;

use shared::time::Clock;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::lambda::Function;

/// How long to wait for what runs when the stack stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// A function and its rate.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The function.
    pub function: Function,
    /// The time from one start to the next.
    pub every: Duration,
}

/// Running schedules.
#[derive(Debug)]
pub struct Schedules {
    stop: CancellationToken,
    running: TaskTracker,
}

impl Schedules {
    /// Starts to invoke each function at its rate, the first time after one interval. Of one function no two
    /// invocations run at once: a start that comes while one is running is left out.
    #[must_use]
    pub fn start(functions: Vec<Scheduled>, clock: &Clock) -> Self {
        let (stop, running) = (CancellationToken::new(), TaskTracker::new());
        for scheduled in functions {
            running.spawn(run(scheduled, clock.clone(), stop.clone()));
        }
        running.close();
        Self { stop, running }
    }

    /// Starts nothing more and waits for what runs, at most 10 s; what runs then is cut off with the process.
    pub async fn stop(self) {
        self.stop.cancel();
        if timeout(STOP_TIMEOUT, self.running.wait()).await.is_err() {
            tracing::warn!("a scheduled function did not end in time and was cut off");
        }
    }
}

async fn run(Scheduled { function, every }: Scheduled, clock: Clock, stop: CancellationToken) {
    let mut next = Instant::now();
    loop {
        // The starts that came while it ran are past.
        while next <= Instant::now() {
            next += every;
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = sleep_until(next) => {}
        }
        if let Err(failure) = function.invoke(&event::scheduled(function.name(), clock.now())).await {
            let (name, kind) = (function.name(), failure.error_type());
            tracing::warn!(function = name, error.r#type = kind, error.message = %failure, "a scheduled run failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use lambda_runtime::{LambdaEvent, service_fn};
    use serde_json::Value;
    use tokio::sync::{Semaphore, mpsc};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A function that tells of each event and then waits for the gate.
    fn gated() -> (Function, mpsc::UnboundedReceiver<Value>, Arc<Semaphore>) {
        let (told, events) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(0));
        let open = Arc::clone(&gate);
        let handler = service_fn(move |event: LambdaEvent<Value>| {
            let (told, open) = (told.clone(), Arc::clone(&open));
            async move {
                told.send(event.payload)?;
                open.acquire().await?.forget();
                Ok::<_, lambda_runtime::Error>(Value::Null)
            }
        });
        (Function::json::<Value, Value>("retry", 60 * MINUTE, handler), events, gate)
    }

    #[tokio::test(start_paused = true)]
    async fn a_function_runs_at_its_rate_and_never_twice_at_once() {
        let (function, mut events, gate) = gated();
        let start = Instant::now();
        let schedules = Schedules::start(vec![Scheduled { function, every: MINUTE }], &Clock::system());
        let first = events.recv().await.unwrap();
        assert_eq!((start.elapsed().as_secs(), &first["source"]), (60, &Value::from("aws.events")));
        // The first takes two and a half minutes: the starts in between are left out.
        tokio::time::sleep(MINUTE * 5 / 2).await;
        assert!(events.try_recv().is_err());
        gate.add_permits(1);
        events.recv().await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 240);
        gate.add_permits(1);
        schedules.stop().await;
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_waits_for_what_runs_and_starts_nothing() {
        let (function, mut events, gate) = gated();
        let schedules = Schedules::start(vec![Scheduled { function, every: MINUTE }], &Clock::system());
        events.recv().await.unwrap();
        let stopping = tokio::spawn(schedules.stop());
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!stopping.is_finished());
        gate.add_permits(1);
        stopping.await.unwrap();
        // The function is gone with its schedule, and was not called again.
        assert!(events.recv().await.is_none());
    }
}
