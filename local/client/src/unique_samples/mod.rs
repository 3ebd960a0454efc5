//! Makes samples unique: another order, or a later time, so that none is a duplicate of the previous one.
//!
//! Only the text of ids, names and times is replaced; all other bytes are unchanged, and no number becomes a float.

mod amazon;
mod marketplace;
mod shipments;

use std::fmt;
use std::str::FromStr;

use serde_json::Value;
use types::Channel;
use types::time::{Clock, Time};

use crate::Sample;

/// The order numbers: five digits, so that all ids have the same length.
const ORDER_NUMBERS: std::ops::Range<u32> = 10_000..100_000;

/// The id of an order: a whole number, with 18 digits if it was generated here.
///
/// A generated id consists of the order's creation time in milliseconds and its number, so that an update that another
/// process sends later has the same name and the same creation time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OrderId(u64);

/// The text is not an order id.
#[derive(Debug, thiserror::Error)]
#[error("an order id is a whole number of up to 19 digits")]
pub struct ParseOrderIdError;

impl OrderId {
    fn new(created_at: Time, number: u32) -> Self {
        Self(created_at.millis().max(0).unsigned_abs() * u64::from(ORDER_NUMBERS.end) + u64::from(number))
    }

    /// The order's creation time and number, if the id was generated here.
    fn parts(self, now: Time) -> Option<(Time, u32)> {
        let millis = i64::try_from(self.0 / u64::from(ORDER_NUMBERS.end)).ok()?;
        let number = u32::try_from(self.0 % u64::from(ORDER_NUMBERS.end)).ok()?;
        let created_at = Time::from_millis(millis)?;
        // Eighteen digits with a time in the past: a shop's own id hardly ever has this form.
        let is_generated = self.0 >= 10_u64.pow(17) && created_at <= now && ORDER_NUMBERS.contains(&number);
        is_generated.then_some((created_at, number))
    }

    /// The id of the order's refund: the same digits except the first, so that it is the same whenever it is sent.
    fn refund(self) -> u64 {
        self.0 % 10_u64.pow(17) + 9 * 10_u64.pow(17)
    }
}

impl fmt::Display for OrderId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for OrderId {
    type Err = ParseOrderIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let id: u64 = text.parse().map_err(|_| ParseOrderIdError)?;
        // No sign and no leading zeros: JSON has one spelling for a whole number.
        (id.to_string() == text && i64::try_from(id).is_ok()).then_some(Self(id)).ok_or(ParseOrderIdError)
    }
}

/// Creates bodies of samples, no two of which are equal.
#[derive(Debug)]
pub struct UniqueSamples {
    clock: Clock,
    last: Time,
    next_number: u32,
}

impl UniqueSamples {
    /// Times are those of `clock`; order numbers start at random, so that two processes hardly ever create the same order.
    pub fn new(clock: Clock) -> Self {
        let random = ulid::Ulid::generate().random() % u128::from(ORDER_NUMBERS.end - ORDER_NUMBERS.start);
        let first = u32::try_from(random).expect("a remainder is smaller than its divisor");
        let last = clock.now().plus_millis(-1);
        Self { clock, last, next_number: ORDER_NUMBERS.start + first }
    }

    /// A new body of `sample` at the present time: with `order`; otherwise with a new order if the sample creates one, or
    /// with the sample's own order. Samples without a time (the compliance topics) are unchanged, and so are those of
    /// Standard Webhooks, where each request has an id of its own.
    pub fn body(&mut self, sample: &Sample, order: Option<OrderId>) -> String {
        let now = self.now();
        if sample.channel == Channel::Selloship {
            return shipments::body(sample, order, self.new_order(now), now);
        }
        if sample.channel == Channel::Amazon {
            let order = order.unwrap_or_else(|| self.new_order(now));
            return amazon::notification(sample.body, order.0, now);
        }
        if marketplace::is_marketplace(sample.channel) {
            return marketplace::body(
                sample,
                order.or_else(|| marketplace::creates_order(sample).then(|| self.new_order(now))),
                now,
            );
        }
        let mut body = Rewrite::of(sample.body);
        let order = match sample.topic {
            "orders/create" => Some(order.unwrap_or_else(|| self.new_order(now))),
            topic if is_order_topic(topic) => order,
            _ => None,
        };
        if let Some(order) = order {
            body.order(sample.topic, order, now);
        }
        for member in times(sample.topic) {
            body.time(member, now);
        }
        body.text
    }

    /// The present time, but always later than the previous one.
    fn now(&mut self) -> Time {
        self.last = self.clock.now().max(self.last.plus_millis(1));
        self.last
    }

    fn new_order(&mut self, now: Time) -> OrderId {
        let number = self.next_number;
        self.next_number = if number + 1 < ORDER_NUMBERS.end { number + 1 } else { ORDER_NUMBERS.start };
        OrderId::new(now, number)
    }
}

fn is_order_topic(topic: &str) -> bool {
    topic.starts_with("orders/") || topic == "refunds/create"
}

/// The members of a body that hold the time of the change.
fn times(topic: &str) -> &'static [&'static str] {
    match topic {
        "orders/create" => &["created_at", "processed_at", "updated_at"],
        "orders/cancelled" => &["cancelled_at", "updated_at"],
        "refunds/create" => &["created_at", "processed_at"],
        "orders/updated" | "inventory_levels/update" | "products/update" | "app/uninstalled" => &["updated_at"],
        _ => &[],
    }
}

/// A sample's text while members are replaced.
struct Rewrite {
    /// The members of the sample.
    sample: Value,
    text: String,
}

impl Rewrite {
    fn of(sample: &str) -> Self {
        // A sample that is not JSON has no members and is unchanged.
        Self { sample: serde_json::from_str(sample).unwrap_or_default(), text: sample.to_owned() }
    }

    /// Replaces the order's id, also within other ids.
    fn order(&mut self, topic: &str, order: OrderId, now: Time) {
        let is_refund = topic == "refunds/create";
        if is_refund {
            self.digits("id", order.refund());
        }
        self.digits(if is_refund { "order_id" } else { "id" }, order.0);
        if let (false, Some((created_at, number))) = (is_refund, order.parts(now)) {
            self.member("name", &format!("\"#{number}\""));
            self.member("order_number", &number.to_string());
            // Shopify's `order_number` starts at 1001, and its `number` at 1.
            self.member("number", &(number - 1000).to_string());
            self.time("created_at", created_at);
            self.time("processed_at", created_at);
        }
    }

    /// Replaces the digits of an id, which are too many to occur by chance.
    fn digits(&mut self, member: &str, id: u64) {
        if let Some(old) = self.sample[member].as_u64() {
            self.text = self.text.replace(&old.to_string(), &id.to_string());
        }
    }

    fn time(&mut self, member: &str, time: Time) {
        // With a numeric offset, as Shopify writes it.
        let time = time.to_string().replace('Z', "+00:00");
        self.member(member, &format!("\"{time}\""));
    }

    /// Replaces a member wherever it has the sample's value (a refund's transaction has the refund's time).
    fn member(&mut self, member: &str, new: &str) {
        let old = self.sample[member].to_string();
        for end in [',', '}'] {
            self.text = self.text.replace(&format!("\"{member}\":{old}{end}"), &format!("\"{member}\":{new}{end}"));
        }
        // A second replacement has to find the new value.
        self.sample[member] = serde_json::from_str(new).unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SAMPLES;

    fn at(text: &str) -> Clock {
        let time: Time = text.parse().unwrap();
        Clock::from_fn(move || time)
    }

    fn sample(topic: &str) -> Sample {
        Sample::find(Channel::Shopify, topic).unwrap()
    }

    fn json(text: &str) -> Value {
        serde_json::from_str(text).unwrap()
    }

    /// The text with the sample's values in the members that were replaced.
    fn with_sample_values(new: &str, sample: &str) -> String {
        let (now, then) = (json(new), json(sample));
        let mut text = new.to_owned();
        for member in ["order_id", "id"] {
            if let (Some(now), Some(then)) = (now[member].as_u64(), then[member].as_u64()) {
                text = text.replace(&now.to_string(), &then.to_string());
            }
        }
        for member in ["name", "order_number", "number", "created_at", "processed_at", "updated_at", "cancelled_at"] {
            if !now[member].is_null() {
                let put = |value: &Value| format!("\"{member}\":{value}");
                text = text.replace(&put(&now[member]), &put(&then[member]));
            }
        }
        text
    }

    #[test]
    fn all_other_bytes_are_unchanged() {
        let mut samples = UniqueSamples::new(at("2026-11-20T10:00:00.000Z"));
        let order = samples.new_order("2026-11-20T10:00:00.000Z".parse().unwrap());
        let others = [Channel::Selloship, Channel::Amazon, Channel::Flipkart, Channel::Myntra];
        for sample in SAMPLES.into_iter().filter(|sample| !others.contains(&sample.channel)) {
            for order in [None, Some(order)] {
                let new = samples.body(&sample, order);
                assert_eq!(with_sample_values(&new, sample.body), sample.body, "{}", sample.topic);
            }
        }
    }

    #[test]
    fn new_order_has_a_new_id_of_18_digits_everywhere() {
        let sample = sample("orders/create");
        let new = UniqueSamples::new(at("2026-11-20T10:00:00.000Z")).body(&sample, None);
        let (now, then) = (json(&new), json(sample.body));
        let id = now["id"].as_u64().unwrap();
        assert_eq!(id.to_string().len(), 18);
        assert!(new.contains(&format!("\"id\":{id},")));
        assert_eq!(now["admin_graphql_api_id"], format!("gid://shopify/Order/{id}"));
        assert!(!new.contains(&then["id"].to_string()));
        assert_eq!(now["name"], format!("#{}", now["order_number"]));
        for member in ["created_at", "processed_at", "updated_at"] {
            assert_eq!(now[member], "2026-11-20T10:00:00.000+00:00", "{member}");
        }
    }

    #[test]
    fn orders_of_one_millisecond_differ() {
        let mut samples = UniqueSamples::new(at("2026-11-20T10:00:00.000Z"));
        let ids = |member: &str, bodies: &[String]| {
            bodies.iter().map(|body| json(body)[member].to_string()).collect::<std::collections::BTreeSet<_>>().len()
        };
        let bodies: Vec<_> = (0..500).map(|_| samples.body(&sample("orders/create"), None)).collect();
        assert_eq!((ids("id", &bodies), ids("name", &bodies)), (500, 500));
        let updates: Vec<_> = (0..5).map(|_| samples.body(&sample("orders/updated"), None)).collect();
        assert_eq!((ids("id", &updates), ids("updated_at", &updates)), (1, 5));
    }

    #[test]
    fn later_webhooks_of_an_order_have_its_id_name_and_creation_time() {
        let mut first = UniqueSamples::new(at("2026-11-20T10:00:00.000Z"));
        let created = json(&first.body(&sample("orders/create"), None));
        let order: OrderId = created["id"].to_string().parse().unwrap();
        let mut later = UniqueSamples::new(at("2026-11-20T11:00:00.000Z"));
        for topic in ["orders/updated", "orders/cancelled"] {
            let body = json(&later.body(&sample(topic), Some(order)));
            for member in ["id", "name", "order_number", "created_at"] {
                assert_eq!(body[member], created[member], "{topic} {member}");
            }
            assert!(body["updated_at"].as_str() > created["updated_at"].as_str());
        }
        let refund = json(&later.body(&sample("refunds/create"), Some(order)));
        assert_eq!(refund["order_id"], created["id"]);
        assert_eq!(refund["transactions"][0]["order_id"], created["id"]);
        assert_ne!(refund["id"], created["id"]);
        assert_eq!(refund["transactions"][0]["created_at"], refund["created_at"]);
    }

    #[test]
    fn order_id_of_a_real_shop_keeps_the_name_and_time_of_the_sample() {
        let sample = sample("orders/updated");
        let order: OrderId = "5432109876543".parse().unwrap();
        let body = json(&UniqueSamples::new(at("2026-11-20T10:00:00.000Z")).body(&sample, Some(order)));
        assert_eq!(body["id"], 5_432_109_876_543_u64);
        assert_eq!(body["name"], json(sample.body)["name"]);
        for bad in ["", "-1", "1.5", "007", "#1057", "99999999999999999999"] {
            assert!(bad.parse::<OrderId>().is_err(), "{bad}");
        }
    }
}
