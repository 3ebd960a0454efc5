//! Shops: their domains, app/uninstalled, and the compliance topics.
//!
//! Source: <https://shopify.dev/docs/apps/build/compliance/privacy-law-compliance>

use serde::Deserialize;

use super::topic::Topic;
use crate::channel::{Context, Id, NotUnderstood, Understood};
use crate::state::shop::Shop;
use crate::state::{Change, PictureChange};
use crate::subject::{Kind, Subject};

#[derive(Debug, Deserialize)]
pub(super) struct ShopBody {
    myshopify_domain: String,
}

#[derive(Debug, Deserialize)]
pub(super) struct ComplianceBody {
    shop_domain: String,
    customer: Option<CustomerBody>,
    #[serde(default, alias = "orders_requested")]
    orders_to_redact: Vec<Id>,
}

#[derive(Debug, Deserialize)]
struct CustomerBody {
    id: Option<Id>,
}

/// The one spelling of a shop's domain: lower case; `None` for what can be no domain.
pub(super) fn domain(text: &str) -> Option<String> {
    let domain = text.trim().to_ascii_lowercase();
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || b".-".contains(&c);
    ((3..=255).contains(&domain.len()) && domain.contains('.') && domain.bytes().all(allowed)).then_some(domain)
}

/// Whether it is the domain that Shopify gave a shop, in its one spelling: `<name>.myshopify.com`.
pub(crate) fn is_shop(account: &str) -> bool {
    let allowed = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-';
    account.strip_suffix(".myshopify.com").is_some_and(|name| {
        (1..=63).contains(&name.len()) && name.bytes().all(allowed) && !name.starts_with('-') && !name.ends_with('-')
    })
}

/// The shop has removed the app. The body is the shop as it was changed last, which may be long ago: it was removed no
/// later than this came in.
pub(super) fn uninstalled(body: &ShopBody, context: &Context<'_>) -> Result<Understood, NotUnderstood> {
    let account = context.account;
    own_shop(&body.myshopify_domain, account)?;
    let change = PictureChange { id: account.to_owned(), at: context.received_at, shown: Shop { uninstalled: true } };
    Ok(Understood::of(Change::Shop(change), format!("The shop {account} has uninstalled the app")))
}

/// A request about personal data. The summary names no person.
pub(super) fn compliance(topic: Topic, body: &ComplianceBody, account: &str) -> Result<Understood, NotUnderstood> {
    own_shop(&body.shop_domain, account)?;
    let customer = body.customer.as_ref().and_then(|customer| customer.id.as_ref());
    let whose = customer.map_or_else(String::new, |id| format!(" customer {id},"));
    let orders = body.orders_to_redact.len();
    Ok(about_shop(account, format!("{} of {account}:{whose} {orders} orders named", topic.name())))
}

/// The header that names the shop is unsigned, and one app secret serves many shops: the body's own shop must be
/// the integration's.
fn own_shop(named: &str, account: &str) -> Result<(), NotUnderstood> {
    if domain(named).as_deref() == Some(account) {
        Ok(())
    } else {
        Err(NotUnderstood::new("account_mismatch", "the body names another shop than the integration's"))
    }
}

fn about_shop(account: &str, summary: String) -> Understood {
    Understood { subject: Some(Subject::of(Kind::Shop, account)), ..Understood::kept(summary) }
}
