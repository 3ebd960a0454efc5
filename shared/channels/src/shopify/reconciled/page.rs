//! Lists and money as GraphQL returns them.

use domain::profit::minor_digits;
use rust_decimal::Decimal;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde::{Deserialize, Serialize};

use super::super::money::MoneySet;
use crate::{Amount, SignedAmount};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Connection<T> {
    /// The entries.
    pub nodes: Vec<T>,
    /// Whether there are more pages.
    pub page_info: PageInfo,
}

/// Whether there is another page, and its cursor. The cursor is not stored: it may differ for equal orders.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PageInfo {
    /// Whether there is another page.
    pub has_next_page: bool,
    /// The cursor after this page.
    #[serde(default, skip_serializing)]
    pub end_cursor: Option<String>,
}

impl<T> Connection<T> {
    /// Appends the page after this one.
    pub fn append(&mut self, next: Self) {
        self.nodes.extend(next.nodes);
        self.page_info = next.page_info;
    }

    /// Whether this is the last page.
    pub(super) fn is_last(&self) -> bool {
        !self.page_info.has_next_page
    }
}

impl PageInfo {
    /// The cursor of the next page, if there is one.
    pub fn next(&self) -> Option<String> {
        self.end_cursor.clone().filter(|_| self.has_next_page)
    }
}

/// Money in the shop's currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct ShopMoney {
    pub(super) shop_money: Money,
}

impl ShopMoney {
    /// The field that a webhook has.
    pub(super) fn as_webhook(&self) -> Result<MoneySet, String> {
        self.shop_money.exact().map(MoneySet::of)
    }

    /// As [`ShopMoney::as_webhook`], for an amount that may be negative.
    pub(super) fn as_signed_webhook(&self) -> Result<MoneySet<SignedAmount>, String> {
        self.shop_money.exact_signed().map(MoneySet::of)
    }
}

/// Money in the buyer's currency and in the shop's; older versions stored the buyer's only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct BothMoney {
    pub(super) presentment_money: Money,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) shop_money: Option<Money>,
}

/// An amount as GraphQL writes it, with its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Money {
    pub(super) amount: String,
    pub(super) currency_code: String,
}

impl Money {
    /// The amount with the decimal places that webhooks write: GraphQL writes 79.00 as `79.0`.
    pub(super) fn exact(&self) -> Result<Amount, String> {
        let Amount(amount) = self.parsed()?;
        Ok(Amount(with_decimal_places(amount, minor_digits(&self.currency_code))))
    }

    /// As [`Money::exact`], for an amount that may be negative.
    fn exact_signed(&self) -> Result<SignedAmount, String> {
        let SignedAmount(amount) = self.parsed()?;
        Ok(SignedAmount(with_decimal_places(amount, minor_digits(&self.currency_code))))
    }

    fn parsed<'de, T: Deserialize<'de>>(&'de self) -> Result<T, String> {
        let amount = T::deserialize(IntoDeserializer::<Error>::into_deserializer(self.amount.as_str()));
        amount.map_err(|_| "an amount of money is invalid".to_owned())
    }
}

/// The same number with so many decimal places, or with more if it needs them.
fn with_decimal_places(amount: Decimal, places: u32) -> Decimal {
    let mut rescaled = amount;
    rescaled.rescale(places);
    if rescaled == amount { rescaled } else { amount }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amount_has_the_decimal_places_of_its_currency_and_loses_none() {
        for (amount, currency, exact) in [
            ("79.0", "INR", "79.00"),
            ("79", "INR", "79.00"),
            ("0.125", "INR", "0.125"),
            ("1000.0", "JPY", "1000"),
            ("1.5", "KWD", "1.500"),
        ] {
            let money = Money { amount: amount.into(), currency_code: currency.into() };
            assert_eq!(money.exact().unwrap().0.to_string(), exact, "{amount} {currency}");
        }
        for bad in ["-1", "", "1e3", "1,5", "1000000000001"] {
            assert!(Money { amount: bad.into(), currency_code: "INR".into() }.exact().is_err(), "{bad}");
        }
    }
}
