//! Fees and shipping costs: the settings of an integration from which profits are computed.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

use super::currency::is_currency;
use super::decimal_text;

/// The fees and shipping cost of each sale, as the integration's owner enters them. A fee that is not set is unknown; a
/// fee that does not exist is set to 0.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fees {
    /// The channel's fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub channel: Option<Fee>,
    /// The payment provider's fee.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub payment: Option<Fee>,
    /// The cost of shipping an order.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub shipping: Option<Shipping>,
    /// ISO 4217 code of the fixed amounts, and of the orders to which the fees apply. Fees without a fixed amount need
    /// no currency, and then apply to orders of any currency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(nullable = false))]
    pub currency: Option<String>,
}

/// A percentage and a fixed amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Fee {
    /// Percentage of the amount that the customer paid: 0 to 100, with at most 4 digits after the decimal point.
    #[serde(deserialize_with = "decimal_text::deserialize")]
    pub percent: Decimal,
    /// An amount per order.
    #[serde(deserialize_with = "decimal_text::deserialize")]
    pub fixed: Decimal,
}

/// The cost of shipping an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema), schema(as = ShippingFee))]
pub struct Shipping {
    /// An amount per order.
    #[serde(deserialize_with = "decimal_text::deserialize")]
    pub fixed: Decimal,
}

impl Fees {
    /// Whether nothing is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// A sentence for the person who entered them.
    pub fn check(&self) -> Result<(), &'static str> {
        if self.shares().any(|fee| fee.percent > Decimal::ONE_HUNDRED) {
            return Err("a percentage is over 100");
        }
        if self.shares().any(|fee| fee.percent.is_sign_negative()) || self.fixed().any(|fixed| fixed.is_sign_negative())
        {
            return Err("an amount is negative");
        }
        match &self.currency {
            Some(currency) if !is_currency(currency) => Err("the currency must be a code of three capital letters"),
            None if self.has_fixed_amount() => Err("fixed amounts need a currency"),
            _ => Ok(()),
        }
    }

    /// Whether they apply to orders in `currency`.
    pub(super) fn apply_to(&self, currency: &str) -> bool {
        self.currency.as_ref().map_or(!self.has_fixed_amount(), |of| of == currency)
    }

    fn has_fixed_amount(&self) -> bool {
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
    fn fees_survive_serialization_digit_for_digit() {
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
            // The form of a stored row.
            let item: serde_dynamo::Item = serde_dynamo::to_item(&fees).unwrap();
            assert_eq!(serde_dynamo::from_item::<_, Fees>(item).unwrap(), fees);
        }
        assert!(read(json!({"channel": null})).unwrap().is_empty());
    }

    #[test]
    fn invalid_fees_are_rejected() {
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
    fn fees_apply_to_orders_of_their_currency() {
        let fees = read(json!({"shipping": {"fixed": "60"}, "currency": "INR"})).unwrap();
        assert!(fees.apply_to("INR") && !fees.apply_to("EUR"));
        assert!(read(json!({"channel": {"percent": "2", "fixed": "0"}})).unwrap().apply_to("EUR"));
    }
}
