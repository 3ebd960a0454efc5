//! `storebell replay`: reprocesses stored events.

mod bulk_replay;

use local_client::{ReplayFilter, ReplayRequest, replay_one};
use types::event_id::EventId;

use super::caller::Caller;
use super::{CommandError, StackChoice, output};
use bulk_replay::BulkReplay;

/// Shown at the end of the command's help.
pub const EXAMPLES: &str = "\
Examples:
  storebell replay 01K8XGZZ1B3G6M2N4P5Q6R7S8T
  storebell replay --status failed --dry-run
  storebell replay --source shopify --topic orders/create --from 2026-11-02T00:00:00Z";

/// Arguments of `storebell replay`.
#[derive(Debug, clap::Args)]
pub struct ReplayArgs {
    /// One event; without it, all events that match the options
    #[arg(value_name = "EVENT_ID", required_unless_present_any = FILTERS, conflicts_with_all = FILTERS)]
    pub event: Option<EventId>,
    /// Events with this status: "processed" or "failed"; "any" for all
    #[arg(long)]
    pub status: Option<String>,
    /// Events of a channel, such as shopify
    #[arg(long, value_name = "CHANNEL")]
    pub source: Option<String>,
    /// Events of a topic, such as orders/create
    #[arg(long)]
    pub topic: Option<String>,
    /// Events of an integration
    #[arg(long, value_name = "ID")]
    pub integration: Option<String>,
    /// Events received at or after this time, such as 2026-11-02T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Events received before this time
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Only count the events
    #[arg(long, conflicts_with = "event")]
    pub dry_run: bool,
    /// Continue an interrupted replay after the position that it printed
    #[arg(long, value_name = "NEXT", conflicts_with = "event")]
    pub after: Option<String>,
    /// The stack
    #[command(flatten)]
    pub stack: StackChoice,
    /// The user
    #[command(flatten)]
    pub caller: Caller,
}

/// The options that select events; one of them is required.
const FILTERS: [&str; 6] = ["status", "source", "topic", "integration", "from", "to"];

/// Replays one event, or all that match the filter, and prints the counts.
///
/// # Errors
/// [`CommandError::Client`] if the stack rejects the request, or does not respond several times in a row.
pub async fn run(args: ReplayArgs) -> Result<(), CommandError> {
    let stack = args.stack.find()?;
    if let Some(event) = args.event {
        let replays = replay_one(&stack, &args.caller.token(&stack).await?, event).await?;
        return Ok(output::line(&format!("{event}: replayed (replays so far: {replays})"))?);
    }
    let filter = ReplayFilter {
        status: args.status,
        source: args.source,
        topic: args.topic,
        integration: args.integration,
        from: args.from,
        to: args.to,
    };
    let request = ReplayRequest { filter, dry_run: args.dry_run, after: args.after };
    let totals = BulkReplay::new(stack, args.caller, request).run().await?;
    Ok(output::line(&totals.to_string())?)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct CommandLine {
        #[command(flatten)]
        args: ReplayArgs,
    }

    fn parsed(line: &str) -> Result<ReplayArgs, clap::Error> {
        CommandLine::try_parse_from(std::iter::once("replay").chain(line.split_whitespace())).map(|line| line.args)
    }

    #[test]
    fn either_an_event_or_a_filter_is_required() {
        let id = "01K8XGZZ1B3G6M2N4P5Q6R7S8T";
        assert_eq!(parsed(id).unwrap().event.unwrap().to_string(), id);
        assert!(parsed("--status failed --topic orders/create --dry-run").unwrap().dry_run);
        assert!(parsed("--from 2026-11-02T00:00:00Z").is_ok());
        for bad in ["", "--dry-run", "--after x", "x", &format!("{id} --status failed"), &format!("{id} --dry-run")] {
            assert!(parsed(bad).is_err(), "{bad}");
        }
    }
}
