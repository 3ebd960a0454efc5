//! Orders: `GET /api/orders` and `GET /api/orders/{id}`.

mod filter;
mod list;
mod one;
mod place;

pub(crate) use list::list;
pub(crate) use one::one;
