//! The life of a Shopify order: made, paid, sent in parts, refunded in parts, cancelled.

use serde_json::{Value, json};
use types::Channel;

use super::{Rng, Webhook, at};

/// The articles, with the price of a unit in hundredths of a rupee.
const ARTICLES: [(&str, u64); 3] = [("TEE", 99_900), ("CAP", 4_950), ("MUG", 33_333)];

/// What a carrier says.
const CARRIERS_WORDS: [&str; 3] = ["in_transit", "out_for_delivery", "delivered"];

/// The order's id.
pub(super) fn id(number: u64) -> u64 {
    700_000_000_000_000_000 + number
}

/// What people call it.
pub(super) fn name(number: u64) -> String {
    format!("#{}", 1_000 + number)
}

/// Its number. Every tenth order's is that of the one before, so that who says it may mean either.
pub(super) fn number(number: u64) -> u64 {
    if number % 10 == 6 { 999 + number } else { 1_000 + number }
}

/// The order as it is at one time.
struct Order {
    number: u64,
    /// Seconds of its life so far.
    second: u64,
    /// Article, units ordered, units sent, units refunded.
    lines: Vec<(usize, u64, u64, u64)>,
    paid: bool,
    cancelled_at: Option<u64>,
    fulfillments: Vec<Value>,
    refunds: Vec<Value>,
}

/// Its webhooks.
pub(super) fn of(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let lines = (0..1 + rng.below(3)).map(|article| (article, rng.between(1, 3), 0, 0)).collect();
    let (paid, cancelled_at) = (rng.one_in(2), None);
    let mut order =
        Order { number, second: 0, lines, paid, cancelled_at, fulfillments: Vec::new(), refunds: Vec::new() };
    let mut sent = vec![order.picture("orders/create")];
    for _ in 0..2 + rng.below(4) {
        // Often in the second of the last change.
        order.second += rng.between(0, 2);
        match rng.below(6) {
            0 => order.paid = true,
            1 | 2 => order.send(rng),
            3 => order.move_on(rng),
            4 => sent.extend(order.refund(rng)),
            _ if rng.one_in(3) => order.cancelled_at = order.cancelled_at.or(Some(order.second)),
            _ => {}
        }
        sent.push(order.picture(if order.cancelled_at == Some(order.second) {
            "orders/cancelled"
        } else {
            "orders/updated"
        }));
    }
    sent
}

impl Order {
    fn total(&self) -> u64 {
        self.lines.iter().map(|(article, units, _, _)| ARTICLES[*article].1 * units).sum()
    }

    fn line_id(&self, article: usize) -> u64 {
        id(self.number) * 10 + article as u64
    }

    fn now(&self) -> String {
        at(self.number, self.second).to_string()
    }

    /// Sends all that was not sent of one line.
    fn send(&mut self, rng: &mut Rng) {
        let line = rng.below(self.lines.len());
        let (article, ordered, sent, _) = self.lines[line];
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
            "line_items": [{"id": self.line_id(article), "quantity": ordered - sent}]
        }));
    }

    /// A fulfilment gets on, or is called off. A carrier may go back to an earlier word, but not within a second: of two
    /// pictures of one time nobody could tell which is the newer one.
    fn move_on(&mut self, rng: &mut Rng) {
        let now = self.now();
        if let Some(last) = self.fulfillments.last_mut() {
            match rng.below(4) {
                0 => last["status"] = json!("cancelled"),
                step => {
                    let said = CARRIERS_WORDS.iter().position(|word| last["shipment_status"] == *word);
                    if last["updated_at"] != now || said.is_none_or(|said| said < step) {
                        last["shipment_status"] = CARRIERS_WORDS[step - 1].into();
                    }
                }
            }
            last["updated_at"] = json!(now);
        }
    }

    /// Pays one unit back; gives the webhook of the refund alone.
    fn refund(&mut self, rng: &mut Rng) -> Option<Webhook> {
        let line = rng.below(self.lines.len());
        let (article, ordered, _, refunded) = self.lines[line];
        if !self.paid || refunded == ordered {
            return None;
        }
        self.lines[line].3 += 1;
        let restock = ["return", "no_restock", "cancel"][rng.below(3)];
        let price = ARTICLES[article].1;
        let refund = json!({
            "id": id(self.number) * 10 + self.refunds.len() as u64, "order_id": id(self.number),
            "created_at": self.now(), "processed_at": self.now(),
            "refund_line_items": [{
                "quantity": 1, "line_item_id": self.line_id(article), "restock_type": restock,
                "total_tax": money(tax(price))
            }],
            "transactions": [{"kind": "refund", "status": "success", "amount": money(price), "currency": "INR"}]
        });
        self.refunds.push(refund.clone());
        Some(Webhook { channel: Channel::Shopify, topic: "refunds/create", body: refund.to_string() })
    }

    /// The whole order as it is now.
    fn picture(&self, topic: &'static str) -> Webhook {
        let line = |(article, units, _, _): &(usize, u64, u64, u64)| {
            let (sku, price) = ARTICLES[*article];
            json!({"id": self.line_id(*article), "sku": sku, "title": sku, "quantity": units, "price": money(price)})
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

/// Of which a sixth or so is tax; whole hundredths.
fn tax(hundredths: u64) -> u64 {
    hundredths * 18 / 118
}

fn money(hundredths: u64) -> String {
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}
