//! The step `project`: applies the changes of a batch to the subjects in `state`, and recomputes the orders that show
//! them.
//!
//! Shipments, returns and payments refer to orders, in the same or another integration, and either side may come first.
//! A subject writes its links before it reads those of others, so that of two subjects the later one sees the earlier
//! one. An order's row is read before the subjects that are joined to it, and saved on condition that it is unchanged: so
//! the last invocation that saves the order has read the newest states of all of them.
//!
//! | file | what it does |
//! |---|---|
//! | `project_batch.rs` | all subjects that a batch changes, then the orders that depend on them |
//! | `subject_projection.rs` | one subject: read, apply, join, save; again on conflict |
//! | `recompute_order.rs` | one order, after a change of a subject that is joined to it |
//! | `join_order.rs` | the shipments, returns and payments of an order |
//! | `dependent_orders.rs` | the orders of a shipment, return or payment |
//! | `links.rs` | writes and reads links at join keys |
//! | `tied_orders.rs` | lists an order of which two snapshots have one source time, so that it is fetched |
//! | `context.rs` | the tables and settings that all of these use |

mod context;
mod dependent_orders;
mod join_order;
mod links;
mod project_batch;
mod recompute_order;
mod subject_projection;
mod tied_orders;

pub(crate) use context::ProjectionContext;
pub(crate) use project_batch::{ProjectedBatch, project_batch};
pub(crate) use recompute_order::recompute_order;
