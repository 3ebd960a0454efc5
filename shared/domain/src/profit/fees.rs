//! What a sale costs beside the goods: settings of an integration.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::currency::is_currency;
use super::exact;

/// What the owner of an integration says that each sale costs. What is not set is not known; a fee that there is not
/// is set to 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fees {
    /// What the channel takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub channel: Option<Fee>,
    /// What taking the payment costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub payment: Option<Fee>,
    /// What sending an order costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub shipping: Option<Shipping>,
    /// ISO 4217 code of the fixed amounts, and of the orders that the fees are for. Fees without a fixed amount may do
    /// without it, and are then for orders of any currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub currency: Option<String>,
}

/// A fee of two parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fee {
    /// Percent of what the customer paid in all: 0 to 100, with at most 4 digits behind the point.
    #[serde(deserialize_with = "exact::deserialize")]
    pub percent: Decimal,
    /// An amount for each order.
    #[serde(deserialize_with = "exact::deserialize")]
    pub fixed: Decimal,
}

/// What sending an order costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ShippingFee))]
pub struct Shipping {
    /// An amount for each order.
    #[serde(deserialize_with = "exact::deserialize")]
    pub fixed: Decimal,
}

impl Fees {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Whether such fees can be.
    ///
    /// # Errors
    /// What is wrong, for the person who set them.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.shares().any(|fee| fee.percent > Decimal::ONE_HUNDRED) {
            return Err("a percent is over 100");
        }
        if self.shares().any(|fee| fee.percent.is_sign_negative()) || self.fixed().any(|fixed| fixed.is_sign_negative())
        {
            return Err("an amount is negative");
        }
        match &self.currency {
            Some(currency) if !is_currency(currency) => Err("the currency is no code of three capital letters"),
            None if self.have_fixed() => Err("fixed amounts need a currency"),
            _ => Ok(()),
        }
    }

    /// Whether they are for orders in `currency`.
    pub(super) fn are_for(&self, currency: &str) -> bool {
        self.currency.as_ref().map_or(!self.have_fixed(), |of| of == currency)
    }

    fn have_fixed(&self) -> bool {
        self.fixed().any(|fixed| !fixed.is_zero())
    }

    fn shares(&self) -> impl Iterator<Item = &Fee> {
        self.channel.iter().chain(&self.payment)
    }

    fn fixed(&self) -> impl Iterator<Item = Decimal> {
        let shipping = self.shipping.iter().map(|shipping| shipping.fixed);
        self.shares().map(|fee| fee.fixed).chain(shipping)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(value: Value) -> Result<Fees, String> {
        let fees: Fees = serde_json::from_value(value).map_err(|error| error.to_string())?;
        fees.check().map_err(str::to_owned).map(|()| fees)
    }

    #[test]
    fn fees_are_shown_as_they_were_written() {
        for written in [
            json!({
                "channel": {"percent": "2.0", "fixed": "3.00"}, "payment": {"percent": "2.3600", "fixed": "0"},
                "shipping": {"fixed": "60.00"}, "currency": "INR",
            }),
            json!({"payment": {"percent": "100", "fixed": "0.00"}}),
            json!({}),
        ] {
            let fees = read(written.clone()).unwrap();
            assert_eq!(serde_json::to_value(&fees).unwrap(), written);
            // As a row has them.
            let item: serde_dynamo::Item = serde_dynamo::to_item(&fees).unwrap();
            assert_eq!(serde_dynamo::from_item::<_, Fees>(item).unwrap(), fees);
        }
        assert!(read(json!({"channel": null})).unwrap().is_empty());
    }

    #[test]
    fn what_can_be_no_fees_is_refused() {
        for written in [
            json!({"channel": {}}),
            json!({"channel": {"percent": "2.0"}}),
            json!({"channel": {"percent": 2.0, "fixed": "0"}}),
            json!({"channel": {"percent": "-2.0", "fixed": "0"}}),
            json!({"channel": {"percent": "100.0001", "fixed": "0"}}),
            json!({"channel": {"percent": "2.00001", "fixed": "0"}}),
            json!({"channel": {"percent": "2", "fixed": "0", "minimum": "1"}}),
            json!({"shipping": {"fixed": "1000000000001"}, "currency": "INR"}),
            json!({"shipping": {"fixed": "60"}}),
            json!({"shipping": {"fixed": "60"}, "currency": "inr"}),
            json!({"shipping": {"fixed": "60"}, "currency": "INR", "tax": "0"}),
        ] {
            assert!(read(written.clone()).is_err(), "{written}");
        }
    }

    #[test]
    fn fees_are_for_the_currency_that_they_say() {
        let fees = read(json!({"shipping": {"fixed": "60"}, "currency": "INR"})).unwrap();
        assert!(fees.are_for("INR") && !fees.are_for("EUR"));
        assert!(read(json!({"channel": {"percent": "2", "fixed": "0"}})).unwrap().are_for("EUR"));
    }
}
