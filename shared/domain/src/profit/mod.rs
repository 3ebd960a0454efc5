//! The profit of an order, computed from everything that is known of it.
//!
//! `docs/profit.md` defines the calculation, with a worked example that is a test here. Each missing input is named,
//! and then there is no profit: it is never estimated.

mod compute;
mod cost;
mod currency;
mod decimal_text;
mod fees;
mod input;

#[cfg(test)]
mod tests;

pub use compute::{Profit, ProfitBreakdown, compute};
pub use cost::{UnitCost, is_sku};
pub use currency::is_currency;
pub use currency::minor_digits;
pub(crate) use currency::rounded;
pub use decimal_text::parse_decimal;
pub use fees::{Fee, Fees, Shipping};
pub use input::{PaidStatus, ProfitInput, ProfitLineItem, ProfitRefund};
