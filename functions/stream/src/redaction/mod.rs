//! The step `redact`: removes personal data at the request of a channel.
//!
//! A request first writes to the list in `ledger` whose data it removes, and only then looks for them. The processing of
//! a delivery reads the list after its event was recorded. So of a request and a delivery that come at the same time, at
//! least one sees the other.
//!
//! A request goes through all data in rounds. It works for a bounded time, saves its progress, and asks for its own
//! replay, which continues there. It is complete when two consecutive rounds have found nothing: that covers events that
//! the index did not show yet, and what a crash has left.
//!
//! | file | what it does |
//! |---|---|
//! | `redact_batch.rs` | the step: late deliveries first, then the requests of the batch |
//! | `late_deliveries.rs` | late and replayed deliveries of data that were redacted |
//! | `request.rs` | one run of a request: complete, continued or rejected |
//! | `customer.rs` | the data that `customers/redact` names |
//! | `shop.rs` | all data of a shop, while the app is not installed |
//! | `order.rs` | an order and what belongs to it |
//! | `body_search.rs` | deliveries of an unknown subject that contain a customer's identifiers |
//! | `delivery.rs` | one delivery |
//! | `run.rs` | the time limit and the results of a batch's redactions |
//! | `stores.rs` | the tables |

mod body_search;
mod customer;
mod delivery;
mod late_deliveries;
mod order;
mod redact_batch;
mod request;
mod run;
mod shop;
mod stores;

pub(crate) use redact_batch::Redactor;
