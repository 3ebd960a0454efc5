//! Catch-up: reads, page by page, the events that a reconnecting client may have missed.

use std::collections::HashMap;
use std::ops::ControlFlow;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::IntegrationId;
use domain::live::Filter;
use domain::subject::Subject;
use serde::Serialize;
use types::event_id::EventId;
use types::time::Time;

use super::{Event, EventReader, LAST, Row, TABLE};
use crate::error::StoreError;
use crate::rows::{from_item, text};

/// Rows of a page, at most some 700 KB.
const MAX_ROWS_PER_PAGE: i32 = 1_000;

/// Which events of an integration a client may have missed.
#[derive(Clone, Copy, Debug)]
pub struct CatchUpQuery<'a> {
    /// The id from which events are read.
    pub from: EventId,
    /// The client's cursor: the client may have missed every event after it.
    pub after: EventId,
    /// The client may also have missed the events from `from` to the cursor that were processed at this time or later.
    pub processed_from: Time,
    /// The client's filter. DynamoDB leaves out events that do not match it, unless they may have changed an order that
    /// does.
    pub filter: &'a Filter,
}

/// One page of a catch-up.
#[derive(Debug)]
pub struct CatchUpPage {
    /// How many rows DynamoDB read for the page, also those that it left out: this is the cost.
    pub rows_read: usize,
    /// The events of the page, by id.
    pub events: Vec<Event>,
}

impl EventReader {
    /// Passes the events of the query to `take`, page by page in the order of their ids, until that breaks. The reads
    /// are consistent: an event that they do not return is pushed after the client became live.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn catch_up(
        &self,
        integration: &IntegrationId,
        query: &CatchUpQuery<'_>,
        mut take: impl FnMut(CatchUpPage) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let FilterExpression { text: expression, mut values } = FilterExpression::of(query);
        values.insert(":pk".to_owned(), text(integration));
        values.insert(":from".to_owned(), text(query.from));
        values.insert(":end".to_owned(), text(LAST));
        let names = [("#source", "source"), ("#status", "status")].map(|(name, of)| (name.to_owned(), of.to_owned()));
        let names: HashMap<_, _> = names.into_iter().filter(|(name, _)| expression.contains(name.as_str())).collect();
        let request = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :end")
            .filter_expression(expression)
            .set_expression_attribute_values(Some(values))
            .set_expression_attribute_names(Some(names).filter(|names| !names.is_empty()))
            .consistent_read(true)
            .limit(MAX_ROWS_PER_PAGE);
        let mut pages = request.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(StoreError::of("Query events"))?;
            let rows_read = usize::try_from(page.scanned_count).unwrap_or_default();
            let events = page.items.unwrap_or_default().into_iter();
            let events =
                events.map(|item| Ok(from_item::<Row>(TABLE, item)?.event)).collect::<Result<_, StoreError>>()?;
            if take(CatchUpPage { rows_read, events }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// DynamoDB's filter expression of a catch-up. The rows that it leaves out cost their read units, but are neither sent
/// nor parsed.
struct FilterExpression {
    text: String,
    values: HashMap<String, AttributeValue>,
}

impl FilterExpression {
    fn of(query: &CatchUpQuery<'_>) -> Self {
        let mut expression = Self { text: String::new(), values: HashMap::new() };
        let after = expression.value(text(query.after));
        let processed_from = expression.value(text(query.processed_from));
        let matching = expression.matching(query.filter);
        // Key attributes may not appear in a filter expression; `id` repeats the sort key.
        let missed = format!("id > {after} OR processed_at >= {processed_from}");
        expression.text = matching.map_or(missed.clone(), |matching| format!("({missed}) AND ({matching})"));
        expression
    }

    /// The condition of events that match `filter` or may have changed an order that does; `None` where all do.
    fn matching(&mut self, filter: &Filter) -> Option<String> {
        let order = filter.order().map(|order| format!("subject = {}", self.value(text(Subject::order(order)))));
        let scope = all(&[self.one_of("#source", filter.channels()), order]);
        let kind = all(&[self.one_of("topic", filter.topics()), self.one_of("#status", filter.statuses())]);
        // An order matches whatever the topic and the status of the event that changed it.
        let kind = kind.map(|kind| format!("{kind} OR begins_with(subject, {})", self.value(text("order#"))));
        // DynamoDB rejects redundant parentheses.
        let events = match (scope, kind) {
            (Some(scope), Some(kind)) => format!("{scope} AND ({kind})"),
            (one, other) => one.or(other)?,
        };
        Some(format!("{events} OR attribute_exists(orders)"))
    }

    fn one_of<T: Serialize>(&mut self, attribute: &str, list: Option<&[T]>) -> Option<String> {
        let names: Vec<_> = list?.iter().map(|item| self.value(attribute_of(item))).collect();
        Some(match names.as_slice() {
            // An empty list matches nothing, and every row has an id.
            [] => "attribute_not_exists(id)".to_owned(),
            names => format!("{attribute} IN ({})", names.join(", ")),
        })
    }

    /// Adds a value and returns its name.
    fn value(&mut self, value: AttributeValue) -> String {
        let name = format!(":v{}", self.values.len());
        self.values.insert(name.clone(), value);
        name
    }
}

fn all(conditions: &[Option<String>]) -> Option<String> {
    let conditions: Vec<_> = conditions.iter().flatten().map(String::as_str).collect();
    (!conditions.is_empty()).then(|| conditions.join(" AND "))
}

fn attribute_of(value: &impl Serialize) -> AttributeValue {
    serde_dynamo::to_attribute_value(value).expect("a text is an attribute")
}
