//! What an order earned, reckoned anew from all that is known of it. Pure; knows no table and no channel.
//!
//! `docs/profit.md` says what counts, with a worked example that is a test here. What is not known is named, and then
//! there is no profit: it is never a guess.

mod cost;
mod currency;
mod exact;
mod fees;
mod reckon;
mod sold;

#[cfg(test)]
mod tests;

pub use cost::{UnitCost, is_sku};
pub use currency::is_currency;
pub(crate) use currency::minor_digits;
pub use exact::exact;
pub use fees::{Fee, Fees, Shipping};
pub use reckon::{Parts, Profit, reckon};
pub use sold::{Settled, Sold, SoldLine, SoldRefund};
