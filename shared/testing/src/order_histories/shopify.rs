//! Histories of Shopify orders: created, edited, paid, fulfilled in parts, refunded in parts, cancelled; a third of them
//! in two currencies.

use serde_json::{Value, json};
use types::Channel;

use super::{Rng, Webhook, at};

/// SKUs with their unit price in paise (1/100 INR).
const PRODUCTS: [(&str, u64); 3] = [("TEE", 99_900), ("CAP", 4_950), ("MUG", 33_333)];

/// Paise of the shop for one cent of a buyer who pays in another currency.
const PAISE_PER_CENT: u64 = 83;

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

/// A line item.
struct Line {
    /// The index of its product.
    product: usize,
    /// What the merchant calls it; most lines have the product's name.
    title: Option<String>,
    /// Units, with those that were removed or refunded.
    ordered: u64,
    removed: u64,
    fulfilled: u64,
    refunded: u64,
}

impl Line {
    fn of(product: usize, ordered: u64) -> Self {
        Self { product, title: None, ordered, removed: 0, fulfilled: 0, refunded: 0 }
    }

    fn price(&self) -> u64 {
        PRODUCTS[self.product].1
    }

    /// Units that are still part of the order.
    fn current(&self) -> u64 {
        self.ordered - self.removed - self.refunded
    }
}

/// An order at one time of its history.
struct Order {
    number: u64,
    /// Seconds since its creation.
    second: u64,
    lines: Vec<Line>,
    /// The price of the shipping, in paise. It may be raised and lowered, which no count in a body shows.
    shipping: u64,
    /// Whether the buyer pays in another currency than the shop's.
    foreign: bool,
    paid: bool,
    cancelled_at: Option<u64>,
    fulfillments: Vec<Value>,
    refunds: Vec<Value>,
}

/// The webhooks about an order.
pub(super) fn of(number: u64, rng: &mut Rng) -> Vec<Webhook> {
    let lines = (0..1 + rng.below(3)).map(|product| Line::of(product, rng.between(1, 3))).collect();
    let (paid, foreign) = (rng.one_in(2), rng.one_in(3));
    let mut order = Order {
        number,
        second: 0,
        lines,
        shipping: 0,
        foreign,
        paid,
        cancelled_at: None,
        fulfillments: Vec::new(),
        refunds: Vec::new(),
    };
    let mut sent = vec![order.snapshot("orders/create")];
    for _ in 0..2 + rng.below(6) {
        // Often in the same second as the last change.
        order.second += rng.between(0, 2);
        match rng.below(10) {
            0 => order.paid = true,
            1 | 2 => order.fulfill(rng),
            3 => order.advance(rng),
            4 => sent.extend(order.refund(rng)),
            5 => order.settle_refund(rng),
            6 => order.add_line(),
            7 => order.remove_unit(rng),
            8 => order.change_without_count(rng),
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
    /// The total of these units of each line, with the shipping.
    fn total_of(&self, units: impl Fn(&Line) -> u64) -> u64 {
        self.shipping + self.lines.iter().map(|line| line.price() * units(line)).sum::<u64>()
    }

    /// What is left of the order: the goods of a refund are taken off at once, its money once it was paid.
    fn current_total(&self) -> u64 {
        let is_pending = |refund: &&Value| refund["transactions"][0]["status"] == "pending";
        let pending = self.refunds.iter().filter(is_pending).map(|refund| self.price_of_refund(refund));
        self.total_of(Line::current) + pending.sum::<u64>()
    }

    /// The price of the refunded unit.
    fn price_of_refund(&self, refund: &Value) -> u64 {
        let id = &refund["refund_line_items"][0]["line_item_id"];
        self.lines.iter().find(|line| self.line_id(line.product) == *id).map_or(0, Line::price)
    }

    fn line_id(&self, product: usize) -> u64 {
        id(self.number) * 10 + product as u64
    }

    fn now(&self) -> String {
        at(self.number, self.second).to_string()
    }

    /// Adds a line item of a product that the order does not have yet.
    fn add_line(&mut self) {
        let product = self.lines.len();
        if product < PRODUCTS.len() && self.cancelled_at.is_none() {
            self.lines.push(Line::of(product, 1));
        }
    }

    /// Removes a unit that was not paid: Shopify reports that as a refund without transactions.
    fn remove_unit(&mut self, rng: &mut Rng) {
        let line = rng.below(self.lines.len());
        let left: u64 = self.lines.iter().map(Line::current).sum();
        let line = &mut self.lines[line];
        if self.paid || left < 2 || line.current() <= line.fulfilled {
            return;
        }
        line.removed += 1;
        let (product, price) = (line.product, line.price());
        let refund = self.refund_body(product, price, "cancel", None);
        self.refunds.push(refund);
    }

    /// Changes the shipping or a title: no count in the body shows which of two such bodies is newer.
    fn change_without_count(&mut self, rng: &mut Rng) {
        let line = rng.below(self.lines.len());
        match rng.below(3) {
            0 => self.lines[line].title = Some(format!("renamed in second {}", self.second)),
            _ => self.shipping = 100 * rng.between(0, 40),
        }
    }

    /// Fulfills all units of one line item.
    fn fulfill(&mut self, rng: &mut Rng) {
        let index = rng.below(self.lines.len());
        let line = &mut self.lines[index];
        let (product, ordered, sent) = (line.product, line.ordered - line.removed, line.fulfilled);
        if sent == ordered {
            return;
        }
        line.fulfilled = ordered;
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
        let index = rng.below(self.lines.len());
        let line = &mut self.lines[index];
        if !self.paid || line.current() == 0 {
            return None;
        }
        line.refunded += 1;
        let (product, price) = (line.product, line.price());
        let restock = ["return", "no_restock", "cancel"][rng.below(3)];
        let status = if rng.one_in(3) { "pending" } else { "success" };
        let refund = self.refund_body(product, price, restock, Some(status));
        self.refunds.push(refund.clone());
        Some(Webhook { channel: Channel::Shopify, topic: "refunds/create", body: refund.to_string() })
    }

    /// The money of a pending refund arrives.
    fn settle_refund(&mut self, rng: &mut Rng) {
        let pending = self.refunds.iter_mut().filter(|refund| refund["transactions"][0]["status"] == "pending");
        let pending: Vec<_> = pending.collect();
        let count = pending.len();
        if let Some(refund) = (count > 0).then(|| rng.below(count)).and_then(|index| pending.into_iter().nth(index)) {
            refund["transactions"][0]["status"] = json!("success");
            refund["order_adjustments"] = json!([]);
        }
    }

    /// A refund of one unit, with the status of its transaction. Until its money has arrived, an adjustment says that the
    /// goods are worth more than the money.
    fn refund_body(&self, product: usize, price: u64, restock: &str, transaction: Option<&str>) -> Value {
        let (amount, currency) = if self.foreign { (cents(price), "USD") } else { (money(price), "INR") };
        let transactions: Vec<_> = transaction
            .map(|status| json!({"kind": "refund", "status": status, "amount": amount, "currency": currency}))
            .into_iter()
            .collect();
        let adjustments = match transaction {
            Some("pending") => json!([{
                "kind": "refund_discrepancy", "amount": money(price), "tax_amount": "0.00",
                "amount_set": self.money_set(price), "tax_amount_set": self.money_set(0),
            }]),
            _ => json!([]),
        };
        json!({
            "id": id(self.number) * 10 + self.refunds.len() as u64, "order_id": id(self.number),
            "created_at": self.now(), "processed_at": self.now(), "order_adjustments": adjustments,
            "refund_shipping_lines": [],
            "refund_line_items": [{
                "quantity": 1, "line_item_id": self.line_id(product), "restock_type": restock,
                "subtotal": money(price), "subtotal_set": self.money_set(price),
                "total_tax": money(tax(price)), "total_tax_set": self.money_set(tax(price)),
            }],
            "transactions": transactions,
        })
    }

    /// An amount in the shop's currency and in the buyer's.
    fn money_set(&self, paise: u64) -> Value {
        let (amount, currency) = if self.foreign { (cents(paise), "USD") } else { (money(paise), "INR") };
        json!({
            "shop_money": {"amount": money(paise), "currency_code": "INR"},
            "presentment_money": {"amount": amount, "currency_code": currency},
        })
    }

    /// A webhook with the whole order.
    fn snapshot(&self, topic: &'static str) -> Webhook {
        let line = |line: &Line| {
            let (sku, price) = PRODUCTS[line.product];
            json!({
                "id": self.line_id(line.product), "sku": sku, "title": line.title.as_deref().unwrap_or(sku),
                "quantity": line.ordered, "current_quantity": line.current(), "price": money(price),
                "price_set": self.money_set(price),
            })
        };
        let (total, current) = (self.total_of(|line| line.ordered), self.current_total());
        let body = json!({
            "id": id(self.number), "name": name(self.number), "order_number": number(self.number),
            "created_at": at(self.number, 0).to_string(), "updated_at": self.now(),
            "cancelled_at": self.cancelled_at.map(|second| at(self.number, second).to_string()),
            "currency": "INR", "presentment_currency": if self.foreign { "USD" } else { "INR" }, "taxes_included": true,
            "total_price": money(total), "total_price_set": self.money_set(total), "total_tax": money(tax(total)),
            "current_total_price": money(current), "current_total_price_set": self.money_set(current),
            "current_total_tax": money(tax(current)),
            "financial_status": self.financial_status(), "fulfillment_status": self.fulfillment_status(),
            "line_items": self.lines.iter().map(line).collect::<Vec<_>>(),
            "refunds": self.refunds, "fulfillments": self.fulfillments
        });
        Webhook { channel: Channel::Shopify, topic, body: body.to_string() }
    }

    fn financial_status(&self) -> &'static str {
        let is_paid_back = |refund: &Value| refund["transactions"][0]["status"] == "success";
        let is_refund = |refund: &Value| refund["transactions"][0].is_object();
        let all = self.lines.iter().all(|line| line.current() == 0)
            && self.refunds.iter().filter(|refund| is_refund(refund)).all(is_paid_back);
        match (self.paid, self.refunds.iter().any(is_paid_back), all) {
            (false, ..) => "pending",
            (true, false, _) => "paid",
            (true, true, false) => "partially_refunded",
            (true, true, true) => "refunded",
        }
    }

    fn fulfillment_status(&self) -> Option<&'static str> {
        let sent = self.lines.iter().filter(|line| line.fulfilled + line.removed == line.ordered).count();
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

/// An amount of the shop in the buyer's currency.
fn cents(paise: u64) -> String {
    money(paise / PAISE_PER_CENT)
}

fn money(paise: u64) -> String {
    format!("{}.{:02}", paise / 100, paise % 100)
}
