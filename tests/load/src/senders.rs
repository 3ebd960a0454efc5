//! Sends the orders: concurrently, each at its scheduled time.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use local_client::{Sample, UniqueSamples, WebhookSender};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};
use types::Channel;
use types::time::Clock;

/// The topic of the sample: an order of 6 KB.
const TOPIC: &str = "orders/create";

/// Attempts for an order whose response is 503.
const MAX_ATTEMPTS: u32 = 20;
const RETRY_PAUSE: Duration = Duration::from_millis(500);

/// An order that was sent and stored.
#[derive(Debug)]
pub(crate) struct Sent {
    /// The id of its event.
    pub(crate) id: String,
    /// The beginning of its first POST.
    pub(crate) started: Instant,
    /// The end of its last response.
    pub(crate) responded: Instant,
    pub(crate) attempts: u32,
}

/// What the concurrent senders share.
struct SharedState {
    sender: WebhookSender,
    sample: Sample,
    bodies: Mutex<UniqueSamples>,
    next: AtomicU32,
    count: u32,
    rate: Option<u32>,
    started: Instant,
}

/// Sends `count` orders, at most `concurrency` at a time and `rate` a second. It fails if an order is not stored.
pub(crate) async fn send_all(
    sender: &WebhookSender,
    count: u32,
    rate: Option<u32>,
    concurrency: u32,
) -> Result<Vec<Sent>, String> {
    let sample = Sample::find(Channel::Shopify, TOPIC).ok_or("there is no sample of an order")?;
    let state = Arc::new(SharedState {
        sender: sender.clone(),
        sample,
        bodies: Mutex::new(UniqueSamples::new(Clock::system())),
        next: AtomicU32::new(0),
        count,
        rate,
        started: Instant::now(),
    });
    let mut tasks = JoinSet::new();
    for _ in 0..concurrency.min(count) {
        tasks.spawn(Arc::clone(&state).send_until_none_is_left());
    }
    let mut sent = Vec::new();
    while let Some(result) = tasks.join_next().await {
        sent.extend(result.map_err(|error| format!("a sender panicked: {error}"))??);
    }
    Ok(sent)
}

impl SharedState {
    async fn send_until_none_is_left(self: Arc<Self>) -> Result<Vec<Sent>, String> {
        let mut sent = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.count {
                return Ok(sent);
            }
            if let Some(rate) = self.rate {
                let scheduled = self.started + Duration::from_secs_f64(f64::from(number) / f64::from(rate));
                sleep_until(scheduled.into()).await;
            }
            sent.push(self.send_one().await?);
        }
    }

    /// Sends one order, and retries it after a 503, as channels do.
    async fn send_one(&self) -> Result<Sent, String> {
        let body = self.bodies.lock().unwrap_or_else(PoisonError::into_inner).body(&self.sample, None);
        let started = Instant::now();
        let mut attempts = 0;
        loop {
            attempts += 1;
            let response = self.sender.post(TOPIC, body.clone()).await.map_err(|error| error.to_string())?;
            let responded = Instant::now();
            match (response.event_id(), response.code()) {
                (Some(id), "stored") => return Ok(Sent { id: id.to_owned(), started, responded, attempts }),
                // A request without a response in time may have been stored.
                (Some(id), "duplicate") if attempts > 1 => {
                    return Ok(Sent { id: id.to_owned(), started, responded, attempts });
                }
                _ if response.status == 503 && attempts < MAX_ATTEMPTS => sleep(RETRY_PAUSE).await,
                (_, code) => return Err(format!("the response to an order was {} {code}", response.status)),
            }
        }
    }
}
