//! Histories of Shopify orders: created, paid, fulfilled in parts, refunded in parts, cancelled.

use serde_json::{Value, json};
use types::Channel;

use super::{Rng, Webhook, at};

/// SKUs with their unit price in paise (1/100 INR).
const PRODUCTS: [(&str, u64); 3] = [("TEE", 99_900), ("CAP", 4_950), ("MUG", 33_333)];

/// The carrier's statuses in `shipment_status`.
const CARRIER_STATUSES: [&str; 3] = ["in_transit", "out_for_delivery", "delivered"];

/// The order id.
pub(super) fn id(number: u64) -> u64 {
    700_000_000_000_000_000 + number
}

/// The order name.
pub(super) fn name(number: u64) -> String {
    format!("#{}", 1_000 + number)
}

/// The order number. Every tenth order has that of the one before, so that a reference to it is ambiguous.
pub(super) fn number(number: u64) -> u64 {
    if number % 10 == 6 { 999 + number } else { 1_000 + number }
}

/// An order at one time of its history.
struct Order {
    number: u64,
    /// Seconds since its creation.
    second: u64,
    /// Product index, units ordered, units fulfilled, units refunded.
    lines: Vec<(usize, u64, u64, u64)>,
    paid: bool,
    cancelled_at: Option<u64>,
    fulfillments: Vec<Value>,
    refunds: Vec<Value>,
}

/// The webhooks about an order.
pub(super) fn of(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let lines = (0..1 + rng.below(3)).map(|product| (product, rng.between(1, 3), 0, 0)).collect();
    let (paid, cancelled_at) = (rng.one_in(2), None);
    let mut order =
        Order { number, second: 0, lines, paid, cancelled_at, fulfillments: Vec::new(), refunds: Vec::new() };
    let mut sent = vec![order.snapshot("orders/create")];
    for _ in 0..2 + rng.below(4) {
        // Often in the same second as the last change.
        order.second += rng.between(0, 2);
        match rng.below(6) {
            0 => order.paid = true,
            1 | 2 => order.fulfill(rng),
            3 => order.advance(rng),
            4 => sent.extend(order.refund(rng)),
            _ if rng.one_in(3) => order.cancelled_at = order.cancelled_at.or(Some(order.second)),
            _ => {}
        }
        sent.push(order.snapshot(if order.cancelled_at == Some(order.second) {
            "orders/cancelled"
        } else {
            "orders/updated"
        }));
    }
    sent
}

impl Order {
    fn total(&self) -> u64 {
        self.lines.iter().map(|(product, units, _, _)| PRODUCTS[*product].1 * units).sum()
    }

    fn line_id(&self, product: usize) -> u64 {
        id(self.number) * 10 + product as u64
    }

    fn now(&self) -> String {
        at(self.number, self.second).to_string()
    }

    /// Fulfills all units of one line item.
    fn fulfill(&mut self, rng: &mut Rng) {
        let line = rng.below(self.lines.len());
        let (product, ordered, sent, _) = self.lines[line];
        if sent == ordered {
            return;
        }
        self.lines[line].2 = ordered;
        let (count, waybill) =
            (self.fulfillments.len() as u64, format!("SS{}-{}", self.number, self.fulfillments.len()));
        self.fulfillments.push(json!({
            "id": id(self.number) * 10 + count, "order_id": id(self.number), "status": "success", "shipment_status": null,
            "tracking_company": "Selloship", "tracking_number": waybill, "tracking_numbers": [waybill],
            "tracking_urls": [format!("https://track.example/{waybill}")],
            "created_at": self.now(), "updated_at": self.now(),
            "line_items": [{"id": self.line_id(product), "quantity": ordered - sent}]
        }));
    }

    /// Advances or cancels the last fulfillment. A carrier may return to an earlier status, but not within one second:
    /// of two snapshots of one time, the newer one could not be determined.
    fn advance(&mut self, rng: &mut Rng) {
        let now = self.now();
        if let Some(last) = self.fulfillments.last_mut() {
            match rng.below(4) {
                0 => last["status"] = json!("cancelled"),
                step => {
                    let current = CARRIER_STATUSES.iter().position(|word| last["shipment_status"] == *word);
                    if last["updated_at"] != now || current.is_none_or(|current| current < step) {
                        last["shipment_status"] = CARRIER_STATUSES[step - 1].into();
                    }
                }
            }
            last["updated_at"] = json!(now);
        }
    }

    /// Refunds one unit; returns the webhook about the refund alone.
    fn refund(&mut self, rng: &mut Rng) -> Option<Webhook> {
        let line = rng.below(self.lines.len());
        let (product, ordered, _, refunded) = self.lines[line];
        if !self.paid || refunded == ordered {
            return None;
        }
        self.lines[line].3 += 1;
        let restock = ["return", "no_restock", "cancel"][rng.below(3)];
        let price = PRODUCTS[product].1;
        let refund = json!({
            "id": id(self.number) * 10 + self.refunds.len() as u64, "order_id": id(self.number),
            "created_at": self.now(), "processed_at": self.now(),
            "refund_line_items": [{
                "quantity": 1, "line_item_id": self.line_id(product), "restock_type": restock,
                "total_tax": money(tax(price))
            }],
            "transactions": [{"kind": "refund", "status": "success", "amount": money(price), "currency": "INR"}]
        });
        self.refunds.push(refund.clone());
        Some(Webhook { channel: Channel::Shopify, topic: "refunds/create", body: refund.to_string() })
    }

    /// A webhook with the whole order.
    fn snapshot(&self, topic: &'static str) -> Webhook {
        let line = |(product, units, _, _): &(usize, u64, u64, u64)| {
            let (sku, price) = PRODUCTS[*product];
            json!({"id": self.line_id(*product), "sku": sku, "title": sku, "quantity": units, "price": money(price)})
        };
        let body = json!({
            "id": id(self.number), "name": name(self.number), "order_number": number(self.number),
            "created_at": at(self.number, 0).to_string(), "updated_at": self.now(),
            "cancelled_at": self.cancelled_at.map(|second| at(self.number, second).to_string()),
            "currency": "INR", "total_price": money(self.total()), "total_tax": money(tax(self.total())),
            "financial_status": self.financial_status(), "fulfillment_status": self.fulfillment_status(),
            "line_items": self.lines.iter().map(line).collect::<Vec<_>>(),
            "refunds": self.refunds, "fulfillments": self.fulfillments
        });
        Webhook { channel: Channel::Shopify, topic, body: body.to_string() }
    }

    fn financial_status(&self) -> &'static str {
        let all = self.lines.iter().all(|(_, ordered, _, refunded)| ordered == refunded);
        match (self.paid, self.refunds.is_empty(), all) {
            (false, ..) => "pending",
            (true, true, _) => "paid",
            (true, false, false) => "partially_refunded",
            (true, false, true) => "refunded",
        }
    }

    fn fulfillment_status(&self) -> Option<&'static str> {
        let sent = self.lines.iter().filter(|(_, ordered, sent, _)| ordered == sent).count();
        match sent {
            0 => None,
            all if all == self.lines.len() => Some("fulfilled"),
            _ => Some("partial"),
        }
    }
}

/// The tax included in an amount, 18 %; in whole paise.
fn tax(paise: u64) -> u64 {
    paise * 18 / 118
}

fn money(paise: u64) -> String {
    format!("{}.{:02}", paise / 100, paise % 100)
}
