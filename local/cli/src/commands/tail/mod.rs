//! `storebell tail`: prints live frames.

mod lines;
mod live_connection;

use super::backoff::Backoff;
use super::caller::Caller;
use super::{CommandError, StackChoice, output};
use live_connection::LiveConnection;
use local_client::StackUrl;

/// Arguments of `storebell tail`.
#[derive(Debug, clap::Args)]
pub struct TailArgs {
    /// By SSE rather than by WebSocket
    #[arg(long)]
    pub sse: bool,
    /// Begin behind this event
    #[arg(long, value_name = "EVENT_ID")]
    pub after: Option<String>,
    /// End after so many lines
    #[arg(long, value_parser = clap::value_parser!(u64).range(1..))]
    pub count: Option<u64>,
    /// Which stack's frames
    #[command(flatten)]
    pub stack: StackChoice,
    /// Whose frames
    #[command(flatten)]
    pub caller: Caller,
}

/// Prints what comes until Ctrl-C or `--count` lines: a frame's text, or an SSE event as one line of JSON.
///
/// A connection that drops is made again, after growing pauses, and resumes behind what has come.
///
/// # Errors
/// [`CommandError::Client`] if the first connection fails or a later one is refused for good.
pub async fn run(args: TailArgs) -> Result<(), CommandError> {
    let mut tail = Tail {
        stack: args.stack.find()?,
        cursor: args.after.clone(),
        left: args.count,
        backoff: Backoff::default(),
        was_live: false,
        args,
    };
    let ended = tokio::select! {
        ended = tail.follow() => ended,
        stopped = tokio::signal::ctrl_c() => stopped.map_err(CommandError::from),
    };
    match ended {
        Err(error) if error.is_closed_pipe() => Ok(()),
        other => other,
    }
}

struct Tail {
    args: TailArgs,
    stack: StackUrl,
    /// The event to resume behind.
    cursor: Option<String>,
    /// How many lines are still wanted.
    left: Option<u64>,
    backoff: Backoff,
    was_live: bool,
}

impl Tail {
    async fn follow(&mut self) -> Result<(), CommandError> {
        while self.left != Some(0) {
            let why = match self.one_connection().await {
                Ok(()) if self.left == Some(0) => break,
                Ok(()) => "it was closed".to_owned(),
                Err(CommandError::Client(error)) if self.was_live && !error.is_final() => error.to_string(),
                Err(error) => return Err(error),
            };
            let pause = self.backoff.next();
            eprintln!("tail: no connection ({why}); again in {:.1} s", pause.as_secs_f64());
            tokio::time::sleep(pause).await;
        }
        Ok(())
    }

    /// Prints what one connection brings, until it ends or no more lines are wanted.
    async fn one_connection(&mut self) -> Result<(), CommandError> {
        let token = self.args.caller.token(&self.stack).await?;
        let mut live = LiveConnection::connect(&self.stack, &token, self.cursor.as_deref(), self.args.sse).await?;
        while self.left != Some(0) {
            let Some(news) = live.next().await? else { return Ok(()) };
            if let Some(resume) = &news.resume {
                self.was_live = true;
                self.backoff = Backoff::default();
                eprintln!("{}", lines::resumed(resume));
            }
            if let Some(line) = &news.line {
                output::line(line)?;
                self.left = self.left.map(|left| left - 1);
            }
            self.cursor = news.cursor.or(self.cursor.take());
        }
        live.close().await;
        Ok(())
    }
}
