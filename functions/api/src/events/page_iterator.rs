//! The events of several integrations within a time, the newest first: what a list shows and a replay goes through.

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use store::StoreError;
use store::events::{Event, EventReader};
use types::event_id::EventId;
use types::time::Time;

use super::filter::Filter;
use crate::paging::{KWayMerge, Listed, Page, PageChunk, PageRequest, page};

impl Listed for Event {
    type PageCursor = EventId;

    fn place(&self) -> EventId {
        self.summary.id
    }
}

/// Which events there are to go through.
pub(super) struct PageIterator<'a> {
    events: &'a EventReader,
    integrations: Vec<IntegrationId>,
    from: EventId,
    end: EventId,
}

impl<'a> PageIterator<'a> {
    /// Those of `integrations` that were received at `from` or later and before `to`.
    pub(super) fn new(
        events: &'a EventReader,
        integrations: Vec<IntegrationId>,
        from: Option<Time>,
        to: Option<Time>,
    ) -> Self {
        let from = from.or(Time::from_millis(0)).map_or(EventId::MAX, EventId::first_of);
        Self { events, integrations, from, end: to.map_or(EventId::MAX, EventId::first_of) }
    }

    /// The place behind which a page starts that is to start behind `after`.
    pub(super) fn start(&self, after: Option<EventId>) -> EventId {
        after.map_or(self.end, |after| after.min(self.end))
    }

    /// A page of up to `limit` events that `filter` takes, from behind `start`.
    pub(super) fn merge(&self, limit: usize, start: EventId, filter: &Filter) -> KWayMerge<Event> {
        KWayMerge::new(self.integrations.len(), limit, Some(start), filter.is_narrow())
    }

    /// Reads the page.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) async fn page(
        &self,
        merge: KWayMerge<Event>,
        wanted: impl Fn(&EventSummary) -> bool,
    ) -> Result<Page<Event>, StoreError> {
        page(merge, |ask| self.read(ask), |event| wanted(&event.summary)).await
    }

    async fn read(&self, ask: PageRequest<EventId>) -> Result<PageChunk<Event>, StoreError> {
        let integration = &self.integrations[ask.list];
        let limit = i32::try_from(ask.count).unwrap_or(i32::MAX);
        let rows = self.events.newest(integration, self.from, ask.after.unwrap_or(self.end), limit).await?;
        let ended = rows.len() < ask.count;
        Ok(PageChunk { rows, ended })
    }
}
