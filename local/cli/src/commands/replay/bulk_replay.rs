//! A replay of any number of events: call after call, each from where the previous one stopped.

use std::fmt;

use local_client::{ClientError, ReplayRequest, ReplayResponse, StackUrl, replay_next};

use super::super::CommandError;
use super::super::backoff::Backoff;
use super::super::caller::Caller;
use super::super::output;
use super::super::progress::Progress;

/// The most attempts of one call. Together they take about 15 s; by then, a throttled table has capacity again.
const MAX_ATTEMPTS: u32 = 7;

/// The counts of all calls.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ReplayTotals {
    matched: u64,
    replayed: u64,
    gone: u64,
}

/// A replay and its counts so far.
pub(super) struct BulkReplay {
    stack: StackUrl,
    caller: Caller,
    request: ReplayRequest,
    totals: ReplayTotals,
    progress: Progress,
}

impl BulkReplay {
    pub(super) fn new(stack: StackUrl, caller: Caller, request: ReplayRequest) -> Self {
        Self { stack, caller, request, totals: ReplayTotals::default(), progress: Progress::new() }
    }

    /// Repeats the call until no matching event is left.
    ///
    /// # Errors
    /// [`CommandError::Client`]. If some events were replayed before, it prints how to continue.
    pub(super) async fn run(mut self) -> Result<ReplayTotals, CommandError> {
        loop {
            let response = self.call().await.inspect_err(|_| {
                if let Some(after) = &self.request.after {
                    self.progress.erase();
                    output::message(&format!("replay: stopped after {}; continue with --after {after}", self.totals));
                }
            })?;
            self.totals.add(&response);
            if response.next.is_none() {
                return Ok(self.totals);
            }
            if response.next == self.request.after {
                return Err(ClientError::Protocol("the replay makes no progress".to_owned()).into());
            }
            self.request.after = response.next;
            self.progress.show(&format!("replay: {} so far", self.totals));
        }
    }

    /// One call. A transient error is retried with backoff.
    async fn call(&self) -> Result<ReplayResponse, ClientError> {
        let mut backoff = Backoff::default();
        let mut attempts = 1;
        loop {
            match self.call_once().await {
                Err(error) if attempts < MAX_ATTEMPTS && !error.is_final() => {
                    attempts += 1;
                    let pause = backoff.next();
                    self.progress.erase();
                    output::message(&format!("replay: {error}; retry in {:.1} s", pause.as_secs_f64()));
                    tokio::time::sleep(pause).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn call_once(&self) -> Result<ReplayResponse, ClientError> {
        replay_next(&self.stack, &self.caller.token(&self.stack).await?, &self.request).await
    }
}

impl ReplayTotals {
    fn add(&mut self, response: &ReplayResponse) {
        self.matched += response.matched;
        self.replayed += response.replayed;
        self.gone += response.gone;
    }
}

impl fmt::Display for ReplayTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { matched, replayed, gone } = self;
        write!(f, "{matched} matched, {replayed} replayed, {gone} gone")
    }
}
