//! `storebell replay`: has stored events processed once more.

mod bulk_replay;

use shared::event_id::EventId;

use super::caller::Caller;
use super::{CommandError, StackChoice, output};
use bulk_replay::BulkReplay;
use local_client::{ReplayFilter, ReplayRequest, replay_one};

/// Arguments of `storebell replay`.
#[derive(Debug, clap::Args)]
pub struct ReplayArgs {
    /// The event; without it, all that the flags below say
    #[arg(value_name = "EVENT_ID", required_unless_present_any = FILTERS, conflicts_with_all = FILTERS)]
    pub event: Option<EventId>,
    /// Those that are "processed" or "failed"; "any" for all
    #[arg(long)]
    pub status: Option<String>,
    /// Those of a channel, such as shopify
    #[arg(long, value_name = "CHANNEL")]
    pub source: Option<String>,
    /// Those of a topic, such as orders/create
    #[arg(long)]
    pub topic: Option<String>,
    /// Those of an integration
    #[arg(long, value_name = "ID")]
    pub integration: Option<String>,
    /// Those received at this time or later, such as 2026-11-02T00:00:00Z
    #[arg(long, value_name = "TIME")]
    pub from: Option<String>,
    /// Those received before this time
    #[arg(long, value_name = "TIME")]
    pub to: Option<String>,
    /// Only count them
    #[arg(long, conflicts_with = "event")]
    pub dry_run: bool,
    /// Go on where an earlier replay was broken off
    #[arg(long, value_name = "NEXT", conflicts_with = "event")]
    pub after: Option<String>,
    /// Of which stack
    #[command(flatten)]
    pub stack: StackChoice,
    /// As whom
    #[command(flatten)]
    pub caller: Caller,
}

/// The flags that say which events; one of them has to be there.
const FILTERS: [&str; 6] = ["status", "source", "topic", "integration", "from", "to"];

/// Replays one event, or call by call all that the flags say, and prints the counts.
///
/// # Errors
/// [`CommandError::Client`] if the stack refuses, or does not answer several times in a row.
pub async fn run(args: ReplayArgs) -> Result<(), CommandError> {
    let stack = args.stack.find()?;
    if let Some(event) = args.event {
        let replays = replay_one(&stack, &args.caller.token(&stack).await?, event).await?;
        return Ok(output::line(&format!("{event}: replayed, {replays} in all"))?);
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
    let total = BulkReplay::new(stack, args.caller, request).run().await?;
    Ok(output::line(&total.to_string())?)
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Line {
        #[command(flatten)]
        args: ReplayArgs,
    }

    fn typed(line: &str) -> Result<ReplayArgs, clap::Error> {
        Line::try_parse_from(std::iter::once("replay").chain(line.split_whitespace())).map(|line| line.args)
    }

    #[test]
    fn an_event_or_a_filter_is_wanted_and_never_both() {
        let id = "01K8XGZZ1B3G6M2N4P5Q6R7S8T";
        assert_eq!(typed(id).unwrap().event.unwrap().to_string(), id);
        assert!(typed("--status failed --topic orders/create --dry-run").unwrap().dry_run);
        assert!(typed("--from 2026-11-02T00:00:00Z").is_ok());
        for bad in ["", "--dry-run", "--after x", "x", &format!("{id} --status failed"), &format!("{id} --dry-run")] {
            assert!(typed(bad).is_err(), "{bad}");
        }
    }
}
