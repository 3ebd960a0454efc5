//! Orders: `GET /api/orders` and `GET /api/orders/{id}`.

mod filter;
mod history;
mod list;
mod one;
mod place;

pub(crate) use list::list;
pub(crate) use one::{one, subjects};
