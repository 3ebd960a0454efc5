//! Redaction: taking away what is personal, at the request of a sender.
//!
//! Whose data are to go is put on the list in `ledger` first, and only then looked for; whoever folds a delivery looks
//! at the list after its event was written. So of a request and a delivery that come at once, one sees the other.
//!
//! A request goes through everything in rounds. It works for a bounded time, notes how far it came, and asks for its own
//! replay, which goes on from there. It is done when two rounds, one after the other, have found nothing: that also takes
//! what the index of events did not show yet, and what a crash left.
//!
//! | file | what it does |
//! |---|---|
//! | `request.rs` | one pass of a request: done, or once more |
//! | `customer.rs` | what `customers/redact` names |
//! | `shop.rs` | everything of a shop, while it is uninstalled |
//! | `obey.rs` | late and replayed deliveries of what was redacted |
//! | `order.rs` | an order, and what belongs to it |
//! | `search.rs` | a person's traces in what nobody has understood |
//! | `delivery.rs` | one delivery |

mod customer;
mod delivery;
mod obey;
mod order;
mod request;
mod search;
mod shop;

use std::sync::Mutex;

use aws_sdk_dynamodb::Client;
use domain::event_summary::EventSummary;
use domain::state::order::OrderSummary;
use runtime::environment::{ConfigError, Environment};
use store::deliveries::DeliveryRedactor;
use store::events::{EventLog, EventReader};
use store::ledger::Redactions;
use store::replays::Replays;
use types::time::Time;

use crate::joins::Joins;

pub(crate) use request::Ran;

/// For how long the requests of one batch are worked on. Others' deliveries of the same lane wait for them.
const BUDGET_MS: i64 = 10_000;
/// How many deliveries, and how many orders, are worked on at once: a body may have 4 MB.
const DELIVERIES_AT_ONCE: usize = 4;
const ORDERS_AT_ONCE: usize = 4;
/// How many events are read at once.
const PAGE: i32 = 100;

/// What redaction needs.
pub(crate) struct Redaction {
    deliveries: DeliveryRedactor,
    events: EventReader,
    log: EventLog,
    list: Redactions,
    replays: Replays,
}

impl Redaction {
    /// On the tables that `environment` names.
    ///
    /// # Errors
    /// [`ConfigError`].
    pub(crate) fn new(client: &Client, environment: &Environment) -> Result<Self, ConfigError> {
        Ok(Self {
            deliveries: DeliveryRedactor::new(client.clone(), environment, channels::redact_headers)?,
            events: EventReader::new(client.clone(), environment)?,
            log: EventLog::new(client.clone(), environment)?,
            list: Redactions::new(client.clone(), environment)?,
            replays: Replays::new(client.clone(), environment)?,
        })
    }
}

/// The redactions of one batch.
pub(crate) struct Pass<'a> {
    redaction: &'a Redaction,
    joins: &'a Joins<'a>,
    until: Time,
    orders: Mutex<Vec<OrderSummary>>,
    events: Mutex<Vec<EventSummary>>,
}

/// Up to when a part of a pass goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Limit {
    /// As long as the pass may last.
    Pass,
    /// To its end: it is small, and each pass has to get on by at least one such part.
    Whole,
}

/// How much a part of a pass has done.
#[derive(Clone, Copy, Debug, Default)]
struct Step {
    /// Deliveries that were redacted.
    redacted: u64,
    /// Whether there was not the time for everything.
    unfinished: bool,
}

impl<'a> Pass<'a> {
    /// Begins now.
    pub(crate) fn new(redaction: &'a Redaction, joins: &'a Joins<'a>) -> Self {
        Self {
            redaction,
            joins,
            until: joins.clock.now().plus_millis(BUDGET_MS),
            orders: Mutex::default(),
            events: Mutex::default(),
        }
    }

    /// The orders that were derived anew, and the events that lost their summaries, as they are now.
    pub(crate) fn changed(self) -> (Vec<OrderSummary>, Vec<EventSummary>) {
        (self.orders.into_inner().unwrap_or_default(), self.events.into_inner().unwrap_or_default())
    }

    fn is_late(&self) -> bool {
        self.joins.clock.now() >= self.until
    }
}

impl Limit {
    /// The first part of a pass is done whole.
    fn of_part(number: usize) -> Self {
        if number == 0 { Self::Whole } else { Self::Pass }
    }

    fn is_over(self, pass: &Pass<'_>) -> bool {
        self == Self::Pass && pass.is_late()
    }
}

impl Step {
    const UNFINISHED: Self = Self { redacted: 0, unfinished: true };

    /// Of one delivery.
    fn of(redacted: bool) -> Self {
        Self { redacted: redacted.into(), unfinished: false }
    }
}

impl std::iter::Sum for Step {
    fn sum<I: Iterator<Item = Self>>(steps: I) -> Self {
        steps.fold(Self::default(), |sum, step| Self {
            redacted: sum.redacted + step.redacted,
            unfinished: sum.unfinished || step.unfinished,
        })
    }
}
