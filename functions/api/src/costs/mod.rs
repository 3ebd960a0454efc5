//! What units cost: `PUT /api/costs` and `GET /api/costs`, both of one integration.

mod body;
mod list;
mod put;
mod rights;

pub(crate) use list::list;
pub(crate) use put::put;
