//! The step `redact`: removes personal data at the request of a channel.
//!
//! A request first adds its customer, orders or shop to the list of redactions in `ledger`, and only then searches for
//! their data. The processing of a delivery reads the list after its event was recorded. So of a request and a delivery
//! that come at the same time, at least one sees the other.
//!
//! A request goes through all data in rounds. It works for a bounded time, saves its progress, and asks for its own
//! replay, which continues there. It is complete when two consecutive rounds have redacted no delivery: one round may miss
//! events that the index does not show yet.
//!
//! | file | what it does |
//! |---|---|
//! | `redact_batch.rs` | the step: late deliveries first, then the requests of the batch |
//! | `late_deliveries.rs` | late and replayed deliveries of data that were redacted |
//! | `request.rs` | one run of a request: complete, continued or rejected |
//! | `customer.rs` | all data of a customer |
//! | `shop.rs` | all data of a shop, while the app is not installed |
//! | `order.rs` | an order and its joined subjects |
//! | `body_search.rs` | deliveries whose bodies contain a customer's identifiers |
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
