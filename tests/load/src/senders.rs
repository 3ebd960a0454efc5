//! Sends the orders, some at a time, each at its time.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use local::client::{FreshSamples, Sample, WebhookSender};
use tokio::task::JoinSet;
use tokio::time::{sleep, sleep_until};
use types::Channel;
use types::time::Clock;

/// The sample that is sent: an order of 6 KB.
const TOPIC: &str = "orders/create";

/// How often an order is sent that is answered with 503, and the pause before it comes again.
const MOST_TRIES: u32 = 20;
const PAUSE: Duration = Duration::from_millis(500);

/// An order that was sent and stored.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Its event's id.
    pub(crate) id: String,
    /// When its first POST began.
    pub(crate) started: Instant,
    /// When its answer had come.
    pub(crate) answered: Instant,
    /// How often it was sent.
    pub(crate) tries: u32,
}

struct Work {
    sender: WebhookSender,
    sample: Sample,
    fresh: Mutex<FreshSamples>,
    next: AtomicU32,
    count: u32,
    rate: Option<u32>,
    begun: Instant,
}

/// Sends `count` orders, at most `concurrency` at a time, and `rate` a second if that is said. An order that
/// is not stored in the end is a failure.
pub(crate) async fn send_all(
    sender: &WebhookSender,
    count: u32,
    rate: Option<u32>,
    concurrency: u32,
) -> Result<Vec<Sent>, String> {
    let sample = Sample::find(Channel::Shopify, TOPIC).ok_or("there is no sample of an order")?;
    let work = Arc::new(Work {
        sender: sender.clone(),
        sample,
        fresh: Mutex::new(FreshSamples::new(Clock::system())),
        next: AtomicU32::new(0),
        count,
        rate,
        begun: Instant::now(),
    });
    let mut workers = JoinSet::new();
    for _ in 0..concurrency.min(count) {
        workers.spawn(Arc::clone(&work).run());
    }
    let mut sent = Vec::new();
    while let Some(done) = workers.join_next().await {
        sent.extend(done.map_err(|error| format!("a sender broke: {error}"))??);
    }
    Ok(sent)
}

impl Work {
    /// One worker: takes the next order until none is left.
    async fn run(self: Arc<Self>) -> Result<Vec<Sent>, String> {
        let mut sent = Vec::new();
        loop {
            let number = self.next.fetch_add(1, Ordering::Relaxed);
            if number >= self.count {
                return Ok(sent);
            }
            if let Some(rate) = self.rate {
                let due = self.begun + Duration::from_secs_f64(f64::from(number) / f64::from(rate));
                sleep_until(due.into()).await;
            }
            sent.push(self.send_one().await?);
        }
    }

    /// Sends one; again where the stack could not store it, as senders do.
    async fn send_one(&self) -> Result<Sent, String> {
        let body = self.fresh.lock().unwrap_or_else(PoisonError::into_inner).body(&self.sample, None);
        let started = Instant::now();
        let mut tries = 0;
        loop {
            tries += 1;
            let received = self.sender.post(TOPIC, body.clone()).await.map_err(|error| error.to_string())?;
            let answered = Instant::now();
            match (received.event_id(), received.word()) {
                (Some(id), "stored") => return Ok(Sent { id: id.to_owned(), started, answered, tries }),
                // What was not answered in time may have been stored all the same.
                (Some(id), "duplicate") if tries > 1 => {
                    return Ok(Sent { id: id.to_owned(), started, answered, tries });
                }
                _ if received.status == 503 && tries < MOST_TRIES => sleep(PAUSE).await,
                (_, word) => return Err(format!("an order was answered with {} {word}", received.status)),
            }
        }
    }
}
