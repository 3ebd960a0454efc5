//! Shops: their domains, app/uninstalled, and the compliance topics.
//!
//! Source: <https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>

use domain::privacy::{CustomerIdentifiers, PrivacyRequest};
use domain::state::shop::Shop;
use domain::state::{Change, SnapshotChange};
use domain::subject::{Kind, Subject};
use serde::de::IgnoredAny;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;

use super::topic::Topic;
use crate::{Context, Id, NormalizeError, NormalizedEvent, field};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ShopBody {
    myshopify_domain: String,
}

/// Serialized again it names nobody but by ids.
#[derive(Serialize, Deserialize)]
pub(super) struct ComplianceBody {
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    shop_id: Option<()>,
    shop_domain: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CustomerBody>,
    #[serde(default, deserialize_with = "listed", skip_serializing_if = "Option::is_none")]
    orders_requested: Option<Vec<Id>>,
    #[serde(default, deserialize_with = "listed", skip_serializing_if = "Option::is_none")]
    orders_to_redact: Option<Vec<Id>>,
    #[serde(default, deserialize_with = "there", skip_serializing_if = "Option::is_none")]
    data_request: Option<()>,
}

#[derive(Serialize, Deserialize)]
struct CustomerBody {
    id: Option<Id>,
    /// Only to find what is to be removed, and never written again.
    #[serde(skip_serializing)]
    email: Option<Box<RawValue>>,
    #[serde(skip_serializing)]
    phone: Option<Box<RawValue>>,
}

/// A list; null is none, and Shopify writes no null there.
fn listed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Vec<Id>>, D::Error> {
    Vec::deserialize(deserializer).map(Some)
}

/// That a member is there, which tells what kind of body it is. What is in it is not read.
fn there<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<()>, D::Error> {
    IgnoredAny::deserialize(deserializer).map(|_| Some(()))
}

/// The most orders that one request may name: each is looked for by itself.
const MOST_ORDERS: usize = 1_000;

/// The one spelling of a shop's domain: lower case; `None` for what can be no domain.
pub(super) fn domain(text: &str) -> Option<String> {
    let domain = text.trim().to_ascii_lowercase();
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b".-".contains(&c);
    ((3..=255).contains(&domain.len()) && domain.contains('.') && domain.bytes().all(allowed)).then_some(domain)
}

/// Whether it is the domain that Shopify gave a shop, in its one spelling: `<name>.myshopify.com`.
pub fn is_shop(account: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    account.strip_suffix(".myshopify.com").is_some_and(|name| {
        (1..=63).contains(&name.len()) && name.bytes().all(allowed) && !name.starts_with('-') && !name.ends_with('-')
    })
}

/// The shop has removed the app. The body is the shop as it was changed last, which may be long ago: it was removed no
/// later than this came in.
pub(super) fn uninstalled(body: &ShopBody, context: &Context<'_>) -> Result<NormalizedEvent, NormalizeError> {
    let account = context.account;
    own_shop(&body.myshopify_domain, account)?;
    let change =
        SnapshotChange { id: account.to_owned(), at: context.received_at, snapshot: Shop { uninstalled: true } };
    Ok(NormalizedEvent::of(Change::Shop(change), format!("The shop {account} has uninstalled the app")))
}

/// A request about personal data. The summary names no person but by his id.
pub(super) fn compliance(
    topic: Topic,
    body: &ComplianceBody,
    account: &str,
) -> Result<NormalizedEvent, NormalizeError> {
    own_shop(&body.shop_domain, account)?;
    let orders = body.orders();
    if orders.len() > MOST_ORDERS {
        return Err(NormalizeError::new("too_large", format!("it names more than {MOST_ORDERS} orders")));
    }
    let customer = body.customer.as_ref().and_then(|customer| customer.id.as_ref());
    let whose = customer.map_or_else(String::new, |id| format!(" customer {id},"));
    let summary = format!("{} of {account}:{whose} {} orders named", topic.name(), orders.len());
    Ok(NormalizedEvent { request: body.request(topic), ..about_shop(account, summary) })
}

impl ComplianceBody {
    fn orders(&self) -> &[Id] {
        self.orders_requested.as_deref().or(self.orders_to_redact.as_deref()).unwrap_or_default()
    }

    fn request(&self, topic: Topic) -> Option<PrivacyRequest> {
        match topic {
            Topic::CustomersDataRequest => Some(PrivacyRequest::DataExport(self.person())),
            Topic::CustomersRedact => Some(PrivacyRequest::RedactCustomer(self.person())),
            Topic::ShopRedact => Some(PrivacyRequest::RedactShop),
            _ => None,
        }
    }

    fn person(&self) -> CustomerIdentifiers {
        let customer = self.customer.as_ref();
        CustomerIdentifiers {
            id: customer.and_then(|customer| customer.id.as_ref()).map(Id::to_string),
            email: customer.and_then(|customer| field(customer.email.as_deref())),
            // A number at times.
            phone: customer.and_then(|customer| customer.phone.as_ref()).map(|phone| phone.get().to_owned()),
            orders: self.orders().iter().map(Id::to_string).collect(),
        }
    }
}

/// The header that names the shop is unsigned, and one app secret serves many shops: the body's own shop must be
/// the integration's.
fn own_shop(named: &str, account: &str) -> Result<(), NormalizeError> {
    if domain(named).as_deref() == Some(account) {
        Ok(())
    } else {
        Err(NormalizeError::new("account_mismatch", "the body names another shop than the integration's"))
    }
}

fn about_shop(account: &str, summary: String) -> NormalizedEvent {
    NormalizedEvent { subject: Some(Subject::of(Kind::Shop, account)), ..NormalizedEvent::kept(summary) }
}
