//! Money as Shopify's webhooks write it: `*_set` fields with the amount in the shop's and in the buyer's currency. Only
//! the shop's counts: amounts of two currencies cannot be added up.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use crate::SignedAmount;
use crate::optional_field::null_is_absent;

/// A field such as `total_price_set`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MoneySet {
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) shop_money: Option<ShopMoney>,
}

/// The part of a [`MoneySet`] in the shop's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShopMoney {
    #[serde(default, deserialize_with = "null_is_absent")]
    pub(super) amount: Option<SignedAmount>,
}

impl MoneySet {
    /// The set of this amount in the shop's currency.
    pub(super) fn of(amount: Decimal) -> Self {
        Self { shop_money: Some(ShopMoney { amount: Some(SignedAmount(amount)) }) }
    }
}

/// The amount of a set in the shop's currency.
pub(super) fn shop_amount(set: Option<MoneySet>) -> Option<Decimal> {
    Some(set?.shop_money?.amount?.0)
}
