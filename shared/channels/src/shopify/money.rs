//! Money as Shopify's webhooks write it: `*_set` fields with the amount in the shop's and in the buyer's currency. Only
//! the shop's counts: amounts of two currencies cannot be added up.

use rust_decimal::Decimal;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::Amount;
use crate::optional_field::null_is_absent;

/// A field such as `total_price_set`. Its amounts are signed only where a correction may be negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "A: DeserializeOwned"))]
pub(super) struct MoneySet<A = Amount> {
    #[serde(default, deserialize_with = "null_is_absent")]
    shop_money: Option<ShopMoney<A>>,
}

/// The part of a [`MoneySet`] in the shop's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "A: DeserializeOwned"))]
struct ShopMoney<A> {
    #[serde(default, deserialize_with = "null_is_absent")]
    amount: Option<A>,
}

impl<A> MoneySet<A> {
    /// The set of this amount in the shop's currency.
    pub(super) fn of(amount: A) -> Self {
        Self { shop_money: Some(ShopMoney { amount: Some(amount) }) }
    }
}

/// The amount of a set in the shop's currency.
pub(super) fn shop_amount<A: Into<Decimal>>(set: Option<MoneySet<A>>) -> Option<Decimal> {
    Some(set?.shop_money?.amount?.into())
}
