//! Orders: `GET /api/orders` and `GET /api/orders/{id}`.

mod cursor;
mod filter;
mod history;
mod list;
mod one;

pub(crate) use list::list;
pub(crate) use one::{one, subjects};
