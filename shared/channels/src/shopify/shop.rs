//! Shops: their domains, app/uninstalled, and the compliance topics.
//!
//! Source: <https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>

use domain::privacy::{CustomerIdentifiers, PrivacyRequest};
use domain::state::shop::Shop;
use domain::state::{Change, SnapshotChange};
use domain::subject::{Kind, Subject};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};

use super::topic::Topic;
use crate::optional_field::{items_or_empty, null_is_absent, text};
use crate::{Context, Id, NormalizeError, NormalizedEvent};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ShopBody {
    #[serde(default, deserialize_with = "text")]
    myshopify_domain: Option<String>,
}

/// Serialized again, it names people only by their ids.
#[derive(Serialize, Deserialize)]
pub(super) struct ComplianceBody {
    #[serde(default, deserialize_with = "presence", skip_serializing_if = "Option::is_none")]
    shop_id: Option<()>,
    shop_domain: String,
    #[serde(default, deserialize_with = "null_is_absent", skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerBody>,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Option::is_none")]
    orders_requested: Option<Vec<Id>>,
    #[serde(default, deserialize_with = "list", skip_serializing_if = "Option::is_none")]
    orders_to_redact: Option<Vec<Id>>,
    #[serde(default, deserialize_with = "presence", skip_serializing_if = "Option::is_none")]
    data_request: Option<()>,
}

#[derive(Serialize, Deserialize)]
struct CustomerBody {
    #[serde(default, deserialize_with = "null_is_absent")]
    id: Option<Id>,
    /// Only read to find what a redaction removes, and never written again.
    #[serde(default, deserialize_with = "text", skip_serializing)]
    email: Option<String>,
    /// Sometimes a number.
    #[serde(default, deserialize_with = "text", skip_serializing)]
    phone: Option<String>,
}

/// A list that is present, null or not: its presence tells the kind of the body.
fn list<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Id>>, D::Error> {
    items_or_empty(deserializer).map(Some)
}

/// That a member is present, which tells the kind of the body. Its value is ignored.
fn presence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<()>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| Some(()))
}

/// The most orders that one request may name: a redaction looks up each of them.
const MAX_ORDERS: usize = 1_000;

/// A shop's domain in its one spelling, lower case; `None` for an invalid domain.
pub(super) fn domain(text: &str) -> Option<String> {
    let domain = text.trim().to_ascii_lowercase();
    let is_allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b".-".contains(&c);
    ((3..=255).contains(&domain.len()) && domain.contains('.') && domain.bytes().all(is_allowed)).then_some(domain)
}

/// Whether an account is the domain that Shopify gave a shop, in its one spelling: `<name>.myshopify.com`.
pub fn is_shop(account: &str) -> bool {
    let is_allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    account.strip_suffix(".myshopify.com").is_some_and(|name| {
        (1..=63).contains(&name.len()) && name.bytes().all(is_allowed) && !name.starts_with('-') && !name.ends_with('-')
    })
}

/// The shop has uninstalled the app. The body is the shop as of its last change, which may be long ago, so the time of
/// receipt counts. A body that names no shop, as in Shopify's own sample, is about the integration's.
pub(super) fn uninstalled(body: &ShopBody, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let account = context.account;
    body.myshopify_domain.as_deref().map_or(Ok(()), |named| check_shop(named, account))?;
    let change = SnapshotChange::of(account, context.received_at, Shop { uninstalled: true });
    Ok(NormalizedEvent::of(Change::Shop(change), format!("The shop {account} has uninstalled the app")))
}

/// A request about personal data. The summary names the customer only by id.
pub(super) fn compliance(
    topic: Topic,
    body: &ComplianceBody,
    account: &str,
) -> Result<NormalizedEvent, NormalizeError> {
    check_shop(&body.shop_domain, account)?;
    let orders = body.orders();
    if orders.len() > MAX_ORDERS {
        return Err(NormalizeError::new("too_large", format!("the request names more than {MAX_ORDERS} orders")));
    }
    let customer = body.customer.as_ref().and_then(|customer| customer.id.as_ref());
    let of_customer = customer.map_or_else(String::new, |id| format!(" customer {id},"));
    let summary = format!("{} of {account}:{of_customer} {} orders named", topic.name(), orders.len());
    Ok(NormalizedEvent { request: body.request(topic), ..about_shop(account, summary) })
}

impl ComplianceBody {
    fn orders(&self) -> Vec<&Id> {
        self.orders_requested.iter().chain(&self.orders_to_redact).flatten().collect()
    }

    fn request(&self, topic: Topic) -> Option<PrivacyRequest> {
        match topic {
            Topic::CustomersDataRequest => Some(PrivacyRequest::DataExport(self.customer_identifiers())),
            Topic::CustomersRedact => Some(PrivacyRequest::RedactCustomer(self.customer_identifiers())),
            Topic::ShopRedact => Some(PrivacyRequest::RedactShop),
            _ => None,
        }
    }

    fn customer_identifiers(&self) -> CustomerIdentifiers {
        let customer = self.customer.as_ref();
        CustomerIdentifiers {
            id: customer.and_then(|customer| customer.id.as_ref()).map(Id::to_string),
            email: customer.and_then(|customer| customer.email.clone()),
            phone: customer.and_then(|customer| customer.phone.clone()),
            orders: self.orders().into_iter().map(Id::to_string).collect(),
        }
    }
}

/// Checks that the body's shop is the integration's: the header that names the shop is unsigned, and the same app
/// secret signs for many shops.
fn check_shop(named: &str, account: &str) -> Result<(), NormalizeError> {
    if domain(named).as_deref() == Some(account) {
        Ok(())
    } else {
        Err(NormalizeError::new("account_mismatch", "the body names a different shop, not the integration's"))
    }
}

fn about_shop(account: &str, summary: String) -> NormalizedEvent {
    NormalizedEvent { subject: Some(Subject::of(Kind::Shop, account)), ..NormalizedEvent::without_changes(summary) }
}
