//! The input of an order's profit, taken from its state.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::change::{LineItem, Refund};
use super::money::SettledRefund;
use super::order_state::OrderState;
use crate::profit::{PaidStatus, ProfitInput, ProfitLineItem, ProfitRefund};

/// Fulfillment statuses of orders that were not shipped.
const UNSHIPPED_STATUSES: [&str; 3] = ["unfulfilled", "packed", "restocked"];

impl OrderState {
    /// The input of the order's profit; `None` while only refunds of the order are known.
    pub fn profit_input(&self) -> Option<ProfitInput> {
        let contents = self.contents()?;
        let cancelled = self.cancellation().is_some();
        let unshipped = UNSHIPPED_STATUSES.contains(&self.fulfillment_status().0.as_str());
        let money = self.money(&contents);
        let (cash_rounding_paid, cash_rounding_refunded) = money.cash_rounding;
        let has_cost = |line: &&LineItem| {
            !contents.money.gift_cards.contains_key(&line.id) && !contents.money.tips.contains(&line.id)
        };
        Some(ProfitInput {
            // Amounts in several currencies cannot be added up.
            currency: contents.currency.clone().filter(|_| money.repaid.is_some()),
            total: money.received,
            tax: money.tax_due,
            gift_cards: money.gift_cards,
            cash_rounding_paid,
            cash_rounding_refunded,
            paid_status: paid_status(&self.payment_status().0),
            cancelled,
            shipped: !(cancelled && unshipped),
            lines: contents.lines.iter().filter(has_cost).map(line_item).collect(),
            refunds: self.refunds.iter().map(|(id, register)| refund(&register.value, money.refunds[id])).collect(),
        })
    }
}

/// Derives the paid status from the payment status. An order that was refunded had been paid.
fn paid_status(payment: &str) -> PaidStatus {
    match payment {
        "paid" | "partially_refunded" | "refunded" => PaidStatus::Paid,
        "pending" | "authorized" | "expired" | "voided" => PaidStatus::Unpaid,
        _ => PaidStatus::Unknown,
    }
}

fn line_item(line: &LineItem) -> ProfitLineItem {
    ProfitLineItem { id: line.id.clone(), sku: line.sku.clone(), quantity: line.quantity }
}

/// A refund whose money is on its way counts with the money that was paid back already, and with nothing else. The tax
/// of the order is that after all refunds.
fn refund(refund: &Refund, settled: SettledRefund) -> ProfitRefund {
    let returned = if settled.is_settled { refund.returned.clone() } else { BTreeMap::new() };
    ProfitRefund { amount: settled.amount.unwrap_or(refund.amount), tax: Some(Decimal::ZERO), returned }
}

#[cfg(test)]
mod tests {
    use types::time::Time;

    use super::*;
    use crate::state::order::{
        Cancellation, FulfillmentStatus, MoneyTerms, OrderChange, OrderContents, OrderSnapshot, OrderStatuses,
        PaymentStatus, RefundChange,
    };

    fn at(second: i64) -> Time {
        Time::from_millis(second * 1_000).unwrap()
    }

    fn ordered(payment: &str) -> OrderState {
        let line = LineItem { id: "1".into(), sku: Some("TEE".into()), title: "Tee".into(), quantity: 2, price: None };
        let snapshot = OrderSnapshot {
            contents: OrderContents {
                name: "#1".into(),
                number: None,
                currency: Some("INR".into()),
                total: Some(118.into()),
                tax: Some(18.into()),
                money: MoneyTerms::default(),
                placed_at: at(0),
                lines: vec![line],
                test: false,
            },
            payment: Some(PaymentStatus(payment.into())),
            fulfilment: Some(FulfillmentStatus("unfulfilled".into())),
            cancelled_at: Some(Cancellation(None)),
            progress: None,
        };
        let mut state = OrderState::new("1");
        state.apply(&OrderChange { snapshot: Some(snapshot), ..OrderChange::of("1", at(0)) });
        state
    }

    #[test]
    fn profit_input_is_taken_from_the_state() {
        let mut state = ordered("paid");
        let returned = BTreeMap::from([("1".to_owned(), 1)]);
        let refund = Refund {
            currency: Some("INR".into()),
            units: 1,
            tax: Some(9.into()),
            returned,
            ..Refund::of(59.into(), at(1))
        };
        let change = RefundChange { id: "r".into(), at: at(1), refund: refund.clone(), worth: None };
        let refunds = vec![change];
        state.apply(&OrderChange { refunds, ..OrderChange::of("1", at(1)) });
        let profit_input = state.profit_input().unwrap();
        assert_eq!(
            (profit_input.currency.as_deref(), profit_input.total, profit_input.tax),
            (Some("INR"), Some(118.into()), Some(9.into()))
        );
        assert_eq!(
            (profit_input.paid_status, profit_input.cancelled, profit_input.shipped),
            (PaidStatus::Paid, false, true)
        );
        assert_eq!(profit_input.lines, [ProfitLineItem { id: "1".into(), sku: Some("TEE".into()), quantity: 2 }]);
        assert_eq!(
            profit_input.refunds,
            [ProfitRefund { amount: 59.into(), tax: Some(0.into()), returned: refund.returned }]
        );
        assert_eq!(OrderState::new("1").profit_input(), None);
    }

    #[test]
    fn paid_status_follows_the_payment_status() {
        for (status, expected) in [
            ("paid", PaidStatus::Paid),
            ("partially_refunded", PaidStatus::Paid),
            ("refunded", PaidStatus::Paid),
            ("pending", PaidStatus::Unpaid),
            ("authorized", PaidStatus::Unpaid),
            ("voided", PaidStatus::Unpaid),
            ("expired", PaidStatus::Unpaid),
            ("partially_paid", PaidStatus::Unknown),
            ("a_new_word", PaidStatus::Unknown),
        ] {
            assert_eq!(ordered(status).profit_input().unwrap().paid_status, expected, "{status}");
        }
    }

    #[test]
    fn only_orders_cancelled_before_shipping_are_unshipped() {
        for (fulfilment, cancelled, shipped) in [
            ("unfulfilled", false, true),
            ("unfulfilled", true, false),
            ("packed", true, false),
            ("restocked", true, false),
            ("partial", true, true),
            ("fulfilled", true, true),
            ("a_new_word", true, true),
        ] {
            let mut state = ordered("paid");
            let statuses = OrderStatuses {
                payment: None,
                fulfilment: Some(FulfillmentStatus(fulfilment.into())),
                cancelled_at: cancelled.then(|| Cancellation(Some(at(1)))),
            };
            state.apply(&OrderChange { statuses, ..OrderChange::of("1", at(1)) });
            assert_eq!(state.profit_input().unwrap().shipped, shipped, "{fulfilment} {cancelled}");
        }
    }

    #[test]
    fn refund_stored_by_an_older_version_is_read() {
        let stored = r#"{"amount":"1.00","units":1,"created_at":"2026-11-02T04:45:00.000Z"}"#;
        let refund: Refund = serde_json::from_str(stored).unwrap();
        assert_eq!((refund.tax, refund.returned.len()), (None, 0));
    }
}
