//! What `customers/redact` names: orders with what belongs to them, and the customer's traces elsewhere.

use std::collections::BTreeSet;

use shared::bounded::bounded;
use shared::delivery::Outline;
use shared::integration::IntegrationId;
use shared::privacy::{Person, Traces};
use shared::store::StoreError;
use shared::store::ledger::{Party, Progress, Redacted};
use shared::subject::{Kind, Subject};

use super::search::Search;
use super::{DELIVERIES_AT_ONCE, ORDERS_AT_ONCE, Pass, Step};

impl Pass<'_> {
    /// One pass over everything that is held of the customer.
    pub(super) async fn customer(
        &self,
        request: &Outline,
        person: &Person,
        progress: &mut Progress,
    ) -> Result<Step, StoreError> {
        self.list_customer(request, person).await?;
        let integration = &request.key.integration;
        let party = |id: &String| Party { integration: integration.clone(), subject: Subject::order(id) };
        let orders: Vec<_> = person.orders.iter().map(party).collect();
        let mut steps = Vec::new();
        let mut belonging = BTreeSet::new();
        for done in bounded(ORDERS_AT_ONCE, orders.iter().map(|order| self.order_of(order)).collect()).await {
            let (step, parties) = done?;
            steps.push(step);
            belonging.extend(parties);
        }
        let step: Step = steps.into_iter().sum();
        if step.unfinished {
            return Ok(step);
        }
        Ok([step, self.elsewhere(request, person, &belonging, progress).await?].into_iter().sum())
    }

    async fn list_customer(&self, request: &Outline, person: &Person) -> Result<(), StoreError> {
        let orders = person.orders.iter().cloned().map(Redacted::Order);
        let listed: Vec<_> = orders.chain(person.id.clone().map(Redacted::Customer)).collect();
        let (integration, list) = (&request.key.integration, &self.redaction.list);
        let puts = listed.iter().map(|one| list.add(integration, one, request.event_id, request.received_at));
        bounded(DELIVERIES_AT_ONCE, puts.collect()).await.into_iter().collect()
    }

    async fn order_of(&self, order: &Party) -> Result<(Step, BTreeSet<Party>), StoreError> {
        if self.is_late() {
            return Ok((Step::UNFINISHED, BTreeSet::new()));
        }
        Ok((Box::pin(self.order(order)).await?, self.belonging_to(order).await?))
    }

    /// In what was not understood, here and at those who carry his parcels, and in other requests about him.
    async fn elsewhere(
        &self,
        request: &Outline,
        person: &Person,
        belonging: &BTreeSet<Party>,
        progress: &mut Progress,
    ) -> Result<Step, StoreError> {
        let own = &request.key.integration;
        let traces = Traces::of(person, belonging.iter().map(|party| party.subject.id().to_owned()));
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
