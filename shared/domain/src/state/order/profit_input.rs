//! What of an order counts for its profit.

use super::change::{LineItem, Refund};
use super::state::OrderState;
use crate::profit::{PaidStatus, ProfitInput, ProfitLineItem, ProfitRefund};

/// Fulfilment statuses of an order of which nothing was sent.
const NOT_SENT: [&str; 3] = ["unfulfilled", "packed", "restocked"];

impl OrderState {
    /// What of the order counts for its profit; `None` while only refunds of it are known.
    pub fn sold(&self) -> Option<ProfitInput> {
        let contents = self.contents()?;
        let cancelled = self.cancellation().is_some();
        let not_sent = NOT_SENT.contains(&self.fulfilment_status().0.as_str());
        Some(ProfitInput {
            // Money of another currency adds up to nothing that is known.
            currency: contents.currency.clone().filter(|code| !self.is_refunded_otherwise(code)),
            total: contents.total,
            tax: contents.tax,
            settled: settled(&self.payment_status().0),
            cancelled,
            sent: !(cancelled && not_sent),
            lines: contents.lines.iter().map(line).collect(),
            refunds: self.refunds.values().map(|register| refund(&register.value)).collect(),
        })
    }
}

impl OrderState {
    fn is_refunded_otherwise(&self, currency: &str) -> bool {
        let codes = self.refunds.values().filter_map(|register| register.value.currency.as_deref());
        codes.into_iter().any(|code| code != currency)
    }
}

/// What a payment status says of the total. What was refunded had been paid.
fn settled(payment: &str) -> PaidStatus {
    match payment {
        "paid" | "partially_refunded" | "refunded" => PaidStatus::Paid,
        "pending" | "authorized" | "voided" => PaidStatus::Unpaid,
        _ => PaidStatus::Unknown,
    }
}

fn line(line: &LineItem) -> ProfitLineItem {
    ProfitLineItem { id: line.id.clone(), sku: line.sku.clone(), quantity: line.quantity }
}

fn refund(refund: &Refund) -> ProfitRefund {
    ProfitRefund { money: refund.amount, tax: refund.tax, returned: refund.returned.clone() }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use types::time::Time;

    use super::*;
    use crate::state::order::{
        Cancellation, Fulfilment, OrderChange, OrderContents, OrderSnapshot, Payment, RefundChange, Statuses,
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
            },
            payment: Some(Payment(payment.into())),
            fulfilment: Some(Fulfilment("unfulfilled".into())),
            cancelled_at: Some(Cancellation(None)),
        };
        let mut state = OrderState::new("1");
        state.apply(&OrderChange { snapshot: Some(snapshot), ..OrderChange::of("1", at(0)) });
        state
    }

    #[test]
    fn what_an_order_says_counts() {
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
        let sold = state.sold().unwrap();
        assert_eq!((sold.currency.as_deref(), sold.total, sold.tax), (Some("INR"), Some(118.into()), Some(18.into())));
        assert_eq!((sold.settled, sold.cancelled, sold.sent), (PaidStatus::Paid, false, true));
        assert_eq!(sold.lines, [ProfitLineItem { id: "1".into(), sku: Some("TEE".into()), quantity: 2 }]);
        assert_eq!(sold.refunds, [ProfitRefund { money: 59.into(), tax: Some(9.into()), returned: refund.returned }]);
        assert_eq!(OrderState::new("1").sold(), None);
    }

    #[test]
    fn payment_words_say_what_was_paid() {
        for (word, says) in [
            ("paid", PaidStatus::Paid),
            ("partially_refunded", PaidStatus::Paid),
            ("refunded", PaidStatus::Paid),
            ("pending", PaidStatus::Unpaid),
            ("authorized", PaidStatus::Unpaid),
            ("voided", PaidStatus::Unpaid),
            ("partially_paid", PaidStatus::Unknown),
            ("a_new_word", PaidStatus::Unknown),
        ] {
            assert_eq!(ordered(word).sold().unwrap().settled, says, "{word}");
        }
    }

    #[test]
    fn only_what_was_cancelled_before_is_not_sent() {
        for (fulfilment, cancelled, sent) in [
            ("unfulfilled", false, true),
            ("unfulfilled", true, false),
            ("packed", true, false),
            ("restocked", true, false),
            ("partial", true, true),
            ("fulfilled", true, true),
            ("a_new_word", true, true),
        ] {
            let mut state = ordered("paid");
            let statuses = Statuses {
                payment: None,
                fulfilment: Some(Fulfilment(fulfilment.into())),
                cancelled_at: cancelled.then(|| Cancellation(Some(at(1)))),
            };
            state.apply(&OrderChange { statuses, ..OrderChange::of("1", at(1)) });
            assert_eq!(state.sold().unwrap().sent, sent, "{fulfilment} {cancelled}");
        }
    }

    #[test]
    fn a_refund_of_before_there_was_more_to_it_reads_on() {
        let stored = r#"{"amount":"1.00","units":1,"created_at":"2026-11-02T04:45:00.000Z"}"#;
        let refund: Refund = serde_json::from_str(stored).unwrap();
        assert_eq!((refund.tax, refund.returned.len()), (None, 0));
    }
}
