//! The events of several integrations within a time range, the newest first, page by page: for the list and for replays.

use domain::event_summary::EventSummary;
use domain::integration::IntegrationId;
use store::StoreError;
use store::events::{Event, EventReader};
use types::event_id::EventId;
use types::time::Time;

use super::filter::EventFilter;
use crate::paging::{KWayMerge, Page, PageChunk, PageRequest, PagedRow, page};

impl PagedRow for Event {
    type Cursor = EventId;

    fn cursor(&self) -> EventId {
        self.summary.id
    }
}

/// Reads pages of events.
pub(super) struct PageIterator<'a> {
    events: &'a EventReader,
    integrations: Vec<IntegrationId>,
    /// The smallest id of the range.
    from: EventId,
    /// The smallest id after the range.
    end: EventId,
}

impl<'a> PageIterator<'a> {
    /// An iterator over the events of `integrations` that were received at `from` or later and before `to`.
    pub(super) fn new(
        events: &'a EventReader,
        integrations: Vec<IntegrationId>,
        from: Option<Time>,
        to: Option<Time>,
    ) -> Self {
        let from = from.or(Time::from_millis(0)).map_or(EventId::MAX, EventId::first_of);
        Self { events, integrations, from, end: to.map_or(EventId::MAX, EventId::first_of) }
    }

    /// The cursor after which a page starts: `after`, or the end of the range if that is smaller.
    pub(super) fn start(&self, after: Option<EventId>) -> EventId {
        after.map_or(self.end, |after| after.min(self.end))
    }

    /// The merge for a page of up to `limit` events that `filter` matches, after the cursor `start`.
    pub(super) fn merge(&self, limit: usize, start: EventId, filter: &EventFilter) -> KWayMerge<Event> {
        KWayMerge::new(self.integrations.len(), limit, Some(start), filter.may_skip_rows())
    }

    /// Reads the page of the events that `matches` accepts.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) async fn read_page(
        &self,
        merge: KWayMerge<Event>,
        matches: impl Fn(&EventSummary) -> bool,
    ) -> Result<Page<Event>, StoreError> {
        page(merge, |request| self.read_chunk(request), |event| matches(&event.summary)).await
    }

    async fn read_chunk(&self, request: PageRequest<EventId>) -> Result<PageChunk<Event>, StoreError> {
        let integration = &self.integrations[request.list];
        let limit = i32::try_from(request.count).unwrap_or(i32::MAX);
        let rows = self.events.newest(integration, self.from, request.after.unwrap_or(self.end), limit).await?;
        let is_last = rows.len() < request.count;
        Ok(PageChunk { rows, is_last })
    }
}
