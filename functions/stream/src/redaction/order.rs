//! An order, and what belongs to it: parcels, returns and payments, whoever carries them.

use std::collections::BTreeSet;

use domain::state::JoinKey;
use domain::subject::{Kind, Subject};
use store::StoreError;
use store::events::Event;
use store::ledger::SubjectKey;
use store::states::SaveResult;
use types::concurrency::bounded;

use super::{DELIVERIES_AT_ONCE, Limit, PAGE, Pass, Step};
use crate::folding::derive;

/// How often a state is tried when other invocations hold it.
const TRIES: usize = 20;

impl Pass<'_> {
    /// Redacts an order, and what belongs to it.
    pub(super) async fn order(&self, order: &SubjectKey, limit: Limit) -> Result<Step, StoreError> {
        let own = Box::pin(self.deliveries_of(order, limit)).await?;
        let others = Box::pin(self.belongings(order, limit)).await?;
        Ok([own, others].into_iter().sum())
    }

    /// Redacts what belongs to an order. What was at its places once is redacted with it, whether it still belongs to it
    /// or not: that is what was told of it.
    pub(super) async fn belongings(&self, order: &SubjectKey, limit: Limit) -> Result<Step, StoreError> {
        let belonging = self.belonging_to(order).await?;
        let mut steps = Vec::new();
        for party in &belonging {
            steps.push(Box::pin(self.deliveries_of(party, limit)).await?);
            self.forget(party).await?;
        }
        if !belonging.is_empty() {
            let derived = Box::pin(derive(self.joins, order, &BTreeSet::new(), false)).await?;
            let line = derived.stored.and_then(|stored| stored.into_order()).and_then(|order| order.summary());
            if let Ok(mut orders) = self.orders.lock() {
                orders.extend(line);
            }
        }
        Ok(steps.into_iter().sum())
    }

    /// What has ever come to the places of an order, and what came back of it.
    pub(super) async fn belonging_to(&self, order: &SubjectKey) -> Result<BTreeSet<SubjectKey>, StoreError> {
        let SubjectKey { integration, subject } = order;
        let stored = self.joins.states.load(integration, subject).await?;
        let mut points = stored.map(|stored| stored.links).unwrap_or_default();
        points.extend(JoinKey::of_order(integration, subject.id()));
        let mut parties = self.parties_at(&points).await?;
        let shipments = parties.iter().filter(|party| party.subject.kind() == Kind::Shipment);
        let points = shipments.map(|party| JoinKey::of_shipment(&party.integration, party.subject.id())).collect();
        parties.extend(self.parties_at(&points).await?);
        Ok(parties)
    }

    /// Whoever is no order at these places.
    async fn parties_at(&self, points: &BTreeSet<JoinKey>) -> Result<BTreeSet<SubjectKey>, StoreError> {
        let looks = points.iter().map(|point| self.joins.links.read(point)).collect();
        let mut parties = BTreeSet::new();
        for found in bounded(DELIVERIES_AT_ONCE, looks).await {
            parties.extend(found?.into_iter().filter(|party| party.subject.kind() != Kind::Order));
        }
        Ok(parties)
    }

    /// Redacts all deliveries of one subject.
    async fn deliveries_of(&self, party: &SubjectKey, limit: Limit) -> Result<Step, StoreError> {
        let (mut steps, mut after) = (Vec::new(), None);
        loop {
            if limit.is_over(self) {
                steps.push(Step::UNFINISHED);
                break;
            }
            let subject: Option<&Subject> = Some(&party.subject);
            let (events, next) =
                self.redaction.events.page_of_subject(&party.integration, subject, after, PAGE).await?;
            let keys: Vec<_> = events.iter().map(Event::delivery_key).collect();
            for redacted in bounded(DELIVERIES_AT_ONCE, keys.iter().map(|key| self.redact(key)).collect()).await {
                steps.push(Step::of(redacted?));
            }
            after = next;
            if after.is_none() {
                break;
            }
        }
        Ok(steps.into_iter().sum())
    }

    /// Takes from a subject's state what could tell of a person.
    async fn forget(&self, party: &SubjectKey) -> Result<(), StoreError> {
        for _ in 0..TRIES {
            let Some(held) = self.joins.states.load(&party.integration, &party.subject).await? else { return Ok(()) };
            let mut next = held.clone();
            next.state.redact_customer();
            if next.state == held.state || self.joins.states.save(&next).await? == SaveResult::Saved {
                return Ok(());
            }
        }
        Err(StoreError::Contended("a subject's state"))
    }
}
