//! Unit costs and fees of the demo integrations, so that their orders show a profit.

use domain::profit::{Fees, UnitCost, parse_decimal};
use serde_json::json;
use store::ledger::SkuCost;
use types::Channel;

use crate::stack::StartError;

/// The SKUs of the sample orders, and the cost of a unit in INR.
const COSTS: [(&str, &str); 2] = [("KURTA-IND-M", "610.00"), ("DUPATTA-BLK", "285.50")];

/// The fees of a channel's demo integration: those of a shop in India with a third-party payment provider.
pub(super) fn fees(channel: Channel) -> Result<Fees, StartError> {
    if channel != Channel::Shopify {
        return Ok(Fees::default());
    }
    Ok(serde_json::from_value(json!({
        "channel": {"percent": "2.0", "fixed": "0.00"},
        "payment": {"percent": "2.36", "fixed": "0.00"},
        "shipping": {"fixed": "60.00"},
        "currency": "INR",
    }))?)
}

/// The unit costs of a channel's samples.
pub(super) fn costs(channel: Channel) -> Result<Vec<SkuCost>, StartError> {
    let of_samples = COSTS.iter().filter(|_| channel == Channel::Shopify);
    let cost = |(sku, amount): &(&str, &str)| {
        let amount = parse_decimal(amount).ok_or("a cost of the demo is not an amount")?;
        Ok(SkuCost { sku: (*sku).to_owned(), cost: UnitCost { amount, currency: "INR".to_owned() }, from: None })
    };
    of_samples.map(cost).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use channels::Context;
    use domain::profit::compute;
    use domain::state::Change;
    use domain::state::order::OrderState;
    use local_client::SAMPLES;
    use local_client::demo::SHOPIFY;

    use super::*;

    #[test]
    fn each_sample_order_of_the_demo_has_a_profit() {
        let fees = fees(Channel::Shopify).unwrap();
        assert_eq!(fees.check(), Ok(()));
        let costs: BTreeMap<_, _> =
            costs(Channel::Shopify).unwrap().into_iter().map(|cost| (cost.sku, cost.cost)).collect();
        let mut orders = 0;
        for sample in SAMPLES.iter().filter(|sample| sample.channel == Channel::Shopify) {
            let received_at = "2026-11-30T00:00:00Z".parse().unwrap();
            let context = Context { topic: sample.topic, account: SHOPIFY.account, received_at };
            for change in channels::normalize(sample.channel, &context, sample.body.as_bytes()).unwrap().changes {
                let Change::Order(change) = change else { continue };
                let mut order = OrderState::new(&change.order_id);
                order.apply(&change);
                let Some(sold) = order.profit_input() else { continue };
                let profit = compute(&sold, &fees, &costs);
                assert!(profit.missing.is_empty(), "{}: {:?}", sample.topic, profit.missing);
                orders +=
                    usize::from(profit.amount.is_some_and(|amount| amount.is_sign_positive() && !amount.is_zero()));
            }
        }
        assert!(orders > 0);
    }
}
