//! `storebell tail`: prints live events.

mod event_lines;
mod live_connection;

use std::time::{Duration, Instant};

use local_client::{ClientError, StackUrl};

use super::backoff::Backoff;
use super::caller::Caller;
use super::{CommandError, StackChoice, output};
use event_lines::EventLines;
use live_connection::LiveConnection;

/// Shown at the end of the command's help.
pub const EXAMPLES: &str = "\
Examples:
  storebell tail                    time, channel, topic, order, amount, status, latency
  storebell tail --json | jq -c '.events[]'
  storebell tail --sse --count 10
  storebell tail --url wss://abc123.execute-api.eu-west-1.amazonaws.com/prod --token TOKEN";

/// A connection that lasted this long was stable: the next pause is the shortest one again.
const STABLE_CONNECTION: Duration = Duration::from_secs(10);

/// The shortest pause after the stack has closed the connection because the user has too many. The next connection evicts
/// another one of the user, whose client would do the same.
const EVICTION_PAUSE: Duration = Duration::from_secs(60);

/// Arguments of `storebell tail`.
#[derive(Debug, clap::Args)]
pub struct TailArgs {
    /// Use SSE instead of a WebSocket
    #[arg(long)]
    pub sse: bool,
    /// Start after this event
    #[arg(long, value_name = "EVENT_ID")]
    pub after: Option<String>,
    /// Exit after this number of lines
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
    /// Print everything: each WebSocket frame, or each SSE event, as a line of JSON
    #[arg(long)]
    pub json: bool,
    /// The stack
    #[command(flatten)]
    pub stack: StackChoice,
    /// The user
    #[command(flatten)]
    pub caller: Caller,
}

/// Prints a line for each webhook, until Ctrl-C or `--count` lines.
///
/// After a disconnect it reconnects with backoff, and resumes after the last event that it received.
///
/// # Errors
/// [`CommandError::StackFile`] if no stack runs on the data folder; [`CommandError::Client`] if the first connection
/// fails, or a later one is rejected.
pub async fn run(args: TailArgs) -> Result<(), CommandError> {
    let mut tail = Tail {
        stack: args.stack.find()?,
        cursor: args.after.clone(),
        remaining: args.count,
        backoff: Backoff::default(),
        retry: Duration::ZERO,
        was_live: false,
        lines: EventLines::default(),
        args,
    };
    tokio::select! {
        ended = tail.follow() => ended,
        stopped = tokio::signal::ctrl_c() => stopped.map_err(CommandError::from),
        // Without this, `tail` would end only at its next line, which may take hours.
        () = output::reader_has_ended() => Ok(()),
    }
}

struct Tail {
    args: TailArgs,
    stack: StackUrl,
    /// The event after which to resume.
    cursor: Option<String>,
    /// How many lines are still to be printed.
    remaining: Option<u64>,
    backoff: Backoff,
    /// The shortest pause, by the stream's `retry:`.
    retry: Duration,
    was_live: bool,
    lines: EventLines,
}

impl Tail {
    async fn follow(&mut self) -> Result<(), CommandError> {
        while self.remaining != Some(0) {
            let mut live_since = None;
            let mut min_pause = Duration::ZERO;
            let reason = match self.follow_one_connection(&mut live_since).await {
                Ok(()) if self.remaining == Some(0) => break,
                Ok(()) => "the stack closed the connection".to_owned(),
                Err(CommandError::Client(error)) if self.was_live && !error.is_final() => {
                    if let ClientError::TooManyConnections(_) = error {
                        min_pause = EVICTION_PAUSE;
                    }
                    error.to_string()
                }
                Err(error) => return Err(error),
            };
            if live_since.is_some_and(|since: Instant| since.elapsed() >= STABLE_CONNECTION) {
                self.backoff = Backoff::default();
            }
            let pause = self.backoff.next_at_least(self.retry.max(min_pause));
            let seconds = pause.as_secs_f64();
            output::message(&format!("tail: not connected ({reason}); reconnecting in {seconds:.1} s"));
            tokio::time::sleep(pause).await;
        }
        Ok(())
    }

    /// Prints the messages of one connection, until it ends or no more lines are to be printed. Sets `live_since` once
    /// the connection is live.
    async fn follow_one_connection(&mut self, live_since: &mut Option<Instant>) -> Result<(), CommandError> {
        let token = self.args.caller.token(&self.stack).await?;
        let mut connection =
            LiveConnection::connect(&self.stack, &token, self.cursor.as_deref(), self.args.sse).await?;
        while self.remaining != Some(0) {
            let Some(message) = connection.next().await? else { return Ok(()) };
            self.retry = connection.retry().unwrap_or(self.retry);
            if let Some(resume) = &message.resume {
                self.was_live = true;
                *live_since = Some(Instant::now());
                output::message(&event_lines::resumed(resume));
            }
            let lines = if self.args.json { message.json.into_iter().collect() } else { self.lines.of(&message) };
            for line in lines {
                if self.remaining == Some(0) {
                    break;
                }
                output::line(&line)?;
                self.remaining = self.remaining.map(|remaining| remaining - 1);
            }
            self.cursor = message.cursor.or(self.cursor.take());
        }
        connection.close().await;
        Ok(())
    }
}
