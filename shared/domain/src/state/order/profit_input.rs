//! The input of an order's profit, taken from its state.

use super::change::{LineItem, Refund};
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
        Some(ProfitInput {
            // Amounts in several currencies cannot be added up.
            currency: contents.currency.clone().filter(|code| !self.is_refunded_in_another_currency(code)),
            total: contents.total,
            tax: contents.tax,
            paid_status: paid_status(&self.payment_status().0),
            cancelled,
            shipped: !(cancelled && unshipped),
            lines: contents.lines.iter().map(line_item).collect(),
            refunds: self.refunds.values().map(|register| refund(&register.value)).collect(),
        })
    }

    fn is_refunded_in_another_currency(&self, currency: &str) -> bool {
        let codes = self.refunds.values().filter_map(|register| register.value.currency.as_deref());
        codes.into_iter().any(|code| code != currency)
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

fn refund(refund: &Refund) -> ProfitRefund {
    ProfitRefund { amount: refund.amount, tax: refund.tax, returned: refund.returned.clone() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use types::time::Time;

    use super::*;
    use crate::state::order::{
        Cancellation, FulfillmentStatus, OrderChange, OrderContents, OrderSnapshot, OrderStatuses, PaymentStatus,
        RefundChange,
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
            amount: 59.into(),
            currency: Some("INR".into()),
            units: 1,
            created_at: at(1),
            tax: Some(9.into()),
            returned,
        };
        let refunds = vec![RefundChange { id: "r".into(), at: at(1), refund: refund.clone() }];
        state.apply(&OrderChange { refunds, ..OrderChange::of("1", at(1)) });
        let profit_input = state.profit_input().unwrap();
        assert_eq!(
            (profit_input.currency.as_deref(), profit_input.total, profit_input.tax),
            (Some("INR"), Some(118.into()), Some(18.into()))
        );
        assert_eq!(
            (profit_input.paid_status, profit_input.cancelled, profit_input.shipped),
            (PaidStatus::Paid, false, true)
        );
        assert_eq!(profit_input.lines, [ProfitLineItem { id: "1".into(), sku: Some("TEE".into()), quantity: 2 }]);
        assert_eq!(
            profit_input.refunds,
            [ProfitRefund { amount: 59.into(), tax: Some(9.into()), returned: refund.returned }]
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
