//! Tells live clients of event lines that are written here and not by the stream.

use std::collections::BTreeSet;

use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use live::push::{Changes, FirstPushTimes, LateChangeMarker, Pusher};
use runtime::environment::{ConfigError, Environment};
use store::StoreError;
use store::ledger::LateChangeMarkers;
use types::time::Clock;

/// Pushes lines to whoever is live, and notes them as late changes for everyone else.
pub(crate) struct EventPublisher {
    late_changes: LateChangeMarkers,
    pusher: Pusher,
    clock: Clock,
}

impl EventPublisher {
    /// On the tables and the management API that `environment` names.
    pub(crate) fn new(
        environment: &Environment,
        dynamodb: &Client,
        aws: &SdkConfig,
        clock: Clock,
    ) -> Result<Self, ConfigError> {
        Ok(Self {
            late_changes: LateChangeMarkers::new(dynamodb.clone(), environment)?,
            pusher: Pusher::new(environment, dynamodb, aws, clock.clone())?,
            clock,
        })
    }

    /// Notes that lines of these integrations are about to be written.
    pub(crate) async fn begin(
        &self,
        integrations: &BTreeSet<&IntegrationId>,
    ) -> Result<LateChangeMarker<'_>, StoreError> {
        let notes = LateChangeMarker::new(&self.late_changes, &self.clock);
        for integration in integrations {
            notes.mark(integration).await?;
        }
        Ok(notes)
    }

    /// Pushes `lines`, as they have stood since `notes` were made. Statistics of pushes do not count it: it is no push of
    /// what has just been received.
    pub(crate) async fn announce(
        &self,
        lines: Vec<EventSummary>,
        notes: LateChangeMarker<'_>,
    ) -> Result<(), StoreError> {
        let mut changes = Changes::default();
        lines.into_iter().for_each(|line| changes.add_event(line));
        self.pusher.push(&changes, &mut FirstPushTimes::default()).await?;
        notes.end().await;
        Ok(())
    }
}
