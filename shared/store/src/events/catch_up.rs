//! What a live client may have missed, read page by page.

use std::collections::HashMap;
use std::ops::ControlFlow;

use aws_sdk_dynamodb::types::AttributeValue;
use domain::integration::IntegrationId;
use domain::live::Filter;
use domain::subject::Subject;
use serde::Serialize;
use types::event_id::EventId;
use types::time::Time;

use super::super::StoreError;
use super::super::rows::{from_item, text};
use super::{Event, EventReader, LAST, Row, TABLE};

/// How many rows are read at once, at most some 700 KB.
const PAGE: i32 = 1_000;

/// What is looked for in an integration's events.
#[derive(Clone, Copy, Debug)]
pub struct CatchUpQuery<'a> {
    /// From which id on events are read.
    pub from: EventId,
    /// Every event behind this one counts;
    pub after: EventId,
    /// the others only if they were processed at this time or later.
    pub processed_from: Time,
    /// What the client wants. What it does not is left out by DynamoDB, unless it may have changed an order that it does.
    pub filter: &'a Filter,
}

/// A part of what was found.
#[derive(Debug)]
pub struct Page {
    /// How many rows were read for it, found or not: what it has cost.
    pub rows_read: usize,
    /// What was found in them, by id.
    pub events: Vec<Event>,
}

impl EventReader {
    /// Hands what is looked for to `take`, page by page and by id, until that has enough. Read consistently, since what is
    /// not in it must come by a push.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn missed(
        &self,
        integration: &IntegrationId,
        missed: &CatchUpQuery<'_>,
        mut take: impl FnMut(Page) -> ControlFlow<()>,
    ) -> Result<(), StoreError> {
        let Condition { expression, mut values } = Condition::of(missed);
        values.insert(":pk".to_owned(), text(integration));
        values.insert(":from".to_owned(), text(missed.from));
        values.insert(":end".to_owned(), text(LAST));
        let names = [("#source", "source"), ("#status", "status")].map(|(name, of)| (name.to_owned(), of.to_owned()));
        let names: HashMap<_, _> = names.into_iter().filter(|(name, _)| expression.contains(name.as_str())).collect();
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :end")
            .filter_expression(expression)
            .set_expression_attribute_values(Some(values))
            .set_expression_attribute_names(Some(names).filter(|names| !names.is_empty()))
            .consistent_read(true)
            .limit(PAGE);
        let mut pages = query.into_paginator().send();
        while let Some(page) = pages.next().await {
            let page = page.map_err(StoreError::of("Query events"))?;
            let rows_read = usize::try_from(page.scanned_count).unwrap_or_default();
            let events = page.items.unwrap_or_default().into_iter();
            let events =
                events.map(|item| Ok(from_item::<Row>(TABLE, item)?.event)).collect::<Result<_, StoreError>>()?;
            if take(Page { rows_read, events }).is_break() {
                break;
            }
        }
        Ok(())
    }
}

/// What DynamoDB leaves out. It takes the rows all the same, but neither sends them nor has them parsed here.
struct Condition {
    expression: String,
    values: HashMap<String, AttributeValue>,
}

impl Condition {
    fn of(missed: &CatchUpQuery<'_>) -> Self {
        let mut condition = Self { expression: String::new(), values: HashMap::new() };
        let after = condition.value(text(missed.after));
        let since = condition.value(text(missed.processed_from));
        let wanted = condition.wanted(missed.filter);
        // The keys themselves may not stand in a filter; `id` is the sort key once more.
        let found = format!("id > {after} OR processed_at >= {since}");
        condition.expression = wanted.map_or(found.clone(), |wanted| format!("({found}) AND ({wanted})"));
        condition
    }

    /// The events that `filter` takes, and those that may name an order that it takes; `None` for all.
    fn wanted(&mut self, filter: &Filter) -> Option<String> {
        let order = filter.order().map(|order| format!("subject = {}", self.value(text(Subject::order(order)))));
        let place = all(&[self.one_of("#source", filter.channels()), order]);
        let kind = all(&[self.one_of("topic", filter.topics()), self.one_of("#status", filter.statuses())]);
        // Orders pass whatever the topic and the status of the event that has changed them.
        let kind = kind.map(|kind| format!("{kind} OR begins_with(subject, {})", self.value(text("order#"))));
        // DynamoDB refuses parentheses that are not needed.
        let events = match (place, kind) {
            (Some(place), Some(kind)) => format!("{place} AND ({kind})"),
            (one, other) => one.or(other)?,
        };
        Some(format!("{events} OR attribute_exists(orders)"))
    }

    fn one_of<T: Serialize>(&mut self, attribute: &str, list: Option<&[T]>) -> Option<String> {
        let names: Vec<_> = list?.iter().map(|item| self.value(attribute_of(item))).collect();
        // An empty list takes nothing, and every row has an id.
        let any = !names.is_empty();
        Some(if any { format!("{attribute} IN ({})", names.join(", ")) } else { "attribute_not_exists(id)".to_owned() })
    }

    /// The name of a new value.
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
    serde_dynamo::to_attribute_value(value).expect("a word is an attribute")
}
