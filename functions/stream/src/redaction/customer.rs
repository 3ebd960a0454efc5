//! What `customers/redact` names: orders with what belongs to them, and the customer's traces elsewhere.

use std::collections::BTreeSet;

use domain::delivery::DeliveryMetadata;
use domain::integration::IntegrationId;
use domain::privacy::{CustomerIdentifiers, PiiMatcher};
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::ledger::{RedactionProgress, RedactionTarget, SubjectKey};
use types::concurrency::bounded;

use super::search::Search;
use super::{DELIVERIES_AT_ONCE, Limit, ORDERS_AT_ONCE, Pass, Step};

impl Pass<'_> {
    /// One pass over everything that is held of the customer.
    pub(super) async fn customer(
        &self,
        request: &DeliveryMetadata,
        person: &CustomerIdentifiers,
        progress: &mut RedactionProgress,
    ) -> Result<Step, StoreError> {
        self.list_customer(request, person).await?;
        let integration = &request.key.integration;
        let step = self.orders_of(integration, person, progress).await?;
        if step.unfinished {
            return Ok(step);
        }
        // Also of the orders that earlier passes of this round have redacted.
        let belonging = self.belonging_to_all(integration, person).await?;
        Ok([step, self.elsewhere(request, person, &belonging, progress).await?].into_iter().sum())
    }

    /// Redacts the named orders, some at once, from behind the last one of the pass before on.
    async fn orders_of(
        &self,
        integration: &IntegrationId,
        person: &CustomerIdentifiers,
        progress: &mut RedactionProgress,
    ) -> Result<Step, StoreError> {
        let is_left = |id: &&String| progress.order_after.as_ref().is_none_or(|after| *id > after);
        let left: Vec<&String> = person.orders.iter().filter(is_left).collect();
        let mut steps = Vec::new();
        for (number, group) in left.chunks(ORDERS_AT_ONCE).enumerate() {
            let limit = Limit::of_part(number);
            if limit.is_over(self) {
                steps.push(Step::UNFINISHED);
                break;
            }
            let step = self.group(integration, group, limit).await?;
            steps.push(step);
            if step.unfinished {
                break;
            }
            progress.order_after = group.last().map(|id| (*id).clone());
        }
        Ok(steps.into_iter().sum())
    }

    async fn group(&self, integration: &IntegrationId, ids: &[&String], limit: Limit) -> Result<Step, StoreError> {
        let orders: Vec<_> = ids.iter().map(|id| party(integration, id)).collect();
        let redactions = orders.iter().map(|order| self.order(order, limit)).collect();
        bounded(ORDERS_AT_ONCE, redactions).await.into_iter().sum()
    }

    async fn belonging_to_all(
        &self,
        integration: &IntegrationId,
        person: &CustomerIdentifiers,
    ) -> Result<BTreeSet<SubjectKey>, StoreError> {
        let orders: Vec<_> = person.orders.iter().map(|id| party(integration, id)).collect();
        let looks = orders.iter().map(|order| self.belonging_to(order)).collect();
        let mut belonging = BTreeSet::new();
        for found in bounded(ORDERS_AT_ONCE, looks).await {
            belonging.extend(found?);
        }
        Ok(belonging)
    }

    async fn list_customer(&self, request: &DeliveryMetadata, person: &CustomerIdentifiers) -> Result<(), StoreError> {
        let orders = person.orders.iter().cloned().map(RedactionTarget::Order);
        let listed: Vec<_> = orders.chain(person.id.clone().map(RedactionTarget::Customer)).collect();
        let (integration, list) = (&request.key.integration, &self.redaction.list);
        let puts = listed.iter().map(|one| list.add(integration, one, request.event_id, request.received_at));
        bounded(DELIVERIES_AT_ONCE, puts.collect()).await.into_iter().collect()
    }

    /// In what was not understood, here and at those who carry his parcels, and in other requests about him.
    async fn elsewhere(
        &self,
        request: &DeliveryMetadata,
        person: &CustomerIdentifiers,
        belonging: &BTreeSet<SubjectKey>,
        progress: &mut RedactionProgress,
    ) -> Result<Step, StoreError> {
        let own = &request.key.integration;
        let traces = PiiMatcher::of(person, belonging.iter().map(|party| party.subject.id().to_owned()));
        let shop = Subject::of(Kind::Shop, &request.account);
        let search = Search { integration: own, subject: Some(&shop), traces: &traces, besides: request.event_id };
        let mut steps = vec![self.search(&search, &mut None).await?];
        let carriers: BTreeSet<&IntegrationId> = belonging.iter().map(|party| &party.integration).collect();
        for integration in [own].into_iter().chain(carriers.into_iter().filter(|carrier| *carrier != own)) {
            let mut searched = progress.searched.get(integration).copied();
            steps.push(self.search(&Search { integration, subject: None, ..search }, &mut searched).await?);
            progress.searched.extend(searched.map(|searched| (integration.clone(), searched)));
        }
        Ok(steps.into_iter().sum())
    }
}

fn party(integration: &IntegrationId, id: &str) -> SubjectKey {
    SubjectKey { integration: integration.clone(), subject: Subject::order(id) }
}
