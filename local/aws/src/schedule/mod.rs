//! Invokes functions at a rate, as EventBridge schedules do.

mod event;

use std::time::Duration;

use serde_json::Value;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use types::time::Clock;

use crate::lambda::Function;

/// How long a stop waits for running invocations.
const STOP_TIMEOUT: Duration = Duration::from_secs(10);

/// A function and its rate.
#[derive(Clone, Debug)]
pub struct Scheduled {
    /// The function.
    pub function: Function,
    /// The interval between two starts.
    pub every: Duration,
    /// The constant input in place of the rule's event, if it has one.
    pub input: Option<Value>,
}

impl Scheduled {
    /// A function that gets the rule's event.
    pub fn new(function: Function, every: Duration) -> Self {
        Self { function, every, input: None }
    }
}

/// Running schedules.
#[derive(Debug)]
pub struct Schedules {
    stop: CancellationToken,
    running: TaskTracker,
}

impl Schedules {
    /// Invokes each function at its rate, the first time after one interval. Two invocations of a function never overlap: a
    /// start that falls into a running invocation is skipped.
    #[must_use]
    pub fn start(functions: Vec<Scheduled>, clock: &Clock) -> Self {
        let (stop, running) = (CancellationToken::new(), TaskTracker::new());
        for scheduled in functions {
            running.spawn(run(scheduled, clock.clone(), stop.clone()));
        }
        running.close();
        Self { stop, running }
    }

    /// Starts no more invocations and waits for the running ones, at most 10 s; the end of the process aborts the others.
    pub async fn stop(self) {
        self.stop.cancel();
        if timeout(STOP_TIMEOUT, self.running.wait()).await.is_err() {
            tracing::warn!("a scheduled function did not end in time and was aborted");
        }
    }
}

async fn run(Scheduled { function, every, input }: Scheduled, clock: Clock, stop: CancellationToken) {
    let mut next = Instant::now();
    loop {
        // Starts during the last invocation are skipped.
        while next <= Instant::now() {
            next += every;
        }
        tokio::select! {
            biased;
            () = stop.cancelled() => return,
            () = sleep_until(next) => {}
        }
        let event = input.clone().unwrap_or_else(|| event::scheduled(function.name(), clock.now()));
        if let Err(error) = function.invoke(&event).await {
            let (name, kind) = (function.name(), error.error_type());
            tracing::warn!(function = name, error.r#type = kind, error.message = %error, "scheduled invocation failed");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use lambda_runtime::{LambdaEvent, service_fn};
    use serde_json::json;
    use tokio::sync::{Semaphore, mpsc};

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    /// A function that reports each event and then waits for a permit.
    fn gated() -> (Function, mpsc::UnboundedReceiver<Value>, Arc<Semaphore>) {
        let (sender, events) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(0));
        let open = Arc::clone(&gate);
        let handler = service_fn(move |event: LambdaEvent<Value>| {
            let (sender, open) = (sender.clone(), Arc::clone(&open));
            async move {
                sender.send(event.payload)?;
                open.acquire().await?.forget();
                Ok::<_, lambda_runtime::Error>(Value::Null)
            }
        });
        (Function::json::<Value, Value>("retry", 60 * MINUTE, handler), events, gate)
    }

    #[tokio::test(start_paused = true)]
    async fn constant_input_takes_the_place_of_the_event() {
        let (function, mut events, _gate) = gated();
        let input = json!({"work": "ties"});
        let scheduled = Scheduled { input: Some(input.clone()), ..Scheduled::new(function, MINUTE) };
        let _schedules = Schedules::start(vec![scheduled], &Clock::system());
        assert_eq!(events.recv().await.unwrap(), input);
    }

    #[tokio::test(start_paused = true)]
    async fn function_runs_at_its_rate_without_overlap() {
        let (function, mut events, gate) = gated();
        let start = Instant::now();
        let schedules = Schedules::start(vec![Scheduled::new(function, MINUTE)], &Clock::system());
        let first = events.recv().await.unwrap();
        assert_eq!((start.elapsed().as_secs(), &first["source"]), (60, &Value::from("aws.events")));
        // The first invocation takes two and a half minutes: the starts in between are skipped.
        tokio::time::sleep(MINUTE * 5 / 2).await;
        assert!(events.try_recv().is_err());
        gate.add_permits(1);
        events.recv().await.unwrap();
        assert_eq!(start.elapsed().as_secs(), 240);
        gate.add_permits(1);
        schedules.stop().await;
    }

    #[tokio::test(start_paused = true)]
    async fn stop_waits_for_a_running_invocation_and_starts_no_other() {
        let (function, mut events, gate) = gated();
        let schedules = Schedules::start(vec![Scheduled::new(function, MINUTE)], &Clock::system());
        events.recv().await.unwrap();
        let stopping = tokio::spawn(schedules.stop());
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert!(!stopping.is_finished());
        gate.add_permits(1);
        stopping.await.unwrap();
        // The function was dropped with its schedule, and was not invoked again.
        assert!(events.recv().await.is_none());
    }
}
