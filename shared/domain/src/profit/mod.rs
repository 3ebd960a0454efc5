//! What an order earned, reckoned anew from all that is known of it. Pure; knows no table and no channel.
//!
//! `docs/profit.md` says what counts, with a worked example that is a test here. What is not known is named, and then
//! there is no profit: it is never a guess.

mod compute;
mod cost;
mod currency;
mod exact;
mod fees;
mod input;

#[cfg(test)]
mod tests;

pub use compute::{Profit, ProfitBreakdown, compute};
pub use cost::{UnitCost, is_sku};
pub use currency::is_currency;
pub use currency::minor_digits;
pub use exact::exact;
pub use fees::{Fee, Fees, Shipping};
pub use input::{PaidStatus, ProfitInput, ProfitLineItem, ProfitRefund};
