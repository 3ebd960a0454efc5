//! A replay of any number of events: call after call, each from where the one before has stopped.

use std::fmt;

use super::super::CommandError;
use super::super::backoff::Backoff;
use super::super::caller::Caller;
use local_client::{ClientError, ReplayRequest, ReplayResponse, StackUrl, replay_next};

/// How often one call is tried: for some 15 s, by when a throttled table has room again.
const MAX_ATTEMPTS: u32 = 7;

/// What all calls together have come to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct ReplayTotals {
    matched: u64,
    replayed: u64,
    gone: u64,
}

/// The replay, as far as it has come.
pub(super) struct BulkReplay {
    stack: StackUrl,
    caller: Caller,
    request: ReplayRequest,
    total: ReplayTotals,
}

impl BulkReplay {
    pub(super) fn new(stack: StackUrl, caller: Caller, request: ReplayRequest) -> Self {
        Self { stack, caller, request, total: ReplayTotals::default() }
    }

    /// Goes on until there is no more.
    ///
    /// # Errors
    /// [`CommandError::Client`]; where something was done before, it was told how to go on.
    pub(super) async fn run(mut self) -> Result<ReplayTotals, CommandError> {
        loop {
            let answer = self.call().await.inspect_err(|_| {
                if let Some(after) = &self.request.after {
                    eprintln!("replay: broken off ({}); go on with --after {after}", self.total);
                }
            })?;
            self.total.add(&answer);
            if answer.next.is_none() {
                return Ok(self.total);
            }
            if answer.next == self.request.after {
                return Err(ClientError::Protocol("a replay does not get on".to_owned()).into());
            }
            self.request.after = answer.next;
            eprintln!("replay: so far {}", self.total);
        }
    }

    /// One call, tried again after growing pauses if it is about the moment that it failed.
    async fn call(&self) -> Result<ReplayResponse, ClientError> {
        let mut backoff = Backoff::default();
        let mut tries = 1;
        loop {
            match self.once().await {
                Err(error) if tries < MAX_ATTEMPTS && !error.is_final() => {
                    tries += 1;
                    let pause = backoff.next();
                    eprintln!("replay: {error}; again in {:.1} s", pause.as_secs_f64());
                    tokio::time::sleep(pause).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn once(&self) -> Result<ReplayResponse, ClientError> {
        replay_next(&self.stack, &self.caller.token(&self.stack).await?, &self.request).await
    }
}

impl ReplayTotals {
    fn add(&mut self, answer: &ReplayResponse) {
        self.matched += answer.matched;
        self.replayed += answer.replayed;
        self.gone += answer.gone;
    }
}

impl fmt::Display for ReplayTotals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { matched, replayed, gone } = self;
        write!(f, "{matched} matched, {replayed} replayed, {gone} gone")
    }
}
