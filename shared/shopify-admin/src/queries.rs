//! What is asked, word for word. Of an order only what is read: nothing of who bought it.
//!
//! A question may cost 1,000 points at most, counted as if every list were full; an object is one, a plain field none
//! (<https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits>). The sizes below are chosen for that.

use serde::Serialize;

/// A question with its variables.
pub(super) struct Question<'a, V> {
    /// The name that stands in the text.
    pub(super) name: &'static str,
    /// GraphQL.
    pub(super) text: &'static str,
    /// What stands for its variables.
    pub(super) variables: &'a V,
}

impl<V: Serialize> Question<'_, V> {
    /// As it is posted.
    pub(super) fn json(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a, V> {
            query: &'a str,
            operation_name: &'a str,
            variables: &'a V,
        }
        let body = Body { query: self.text, operation_name: self.name, variables: self.variables };
        serde_json::to_string(&body).expect("plain fields serialize")
    }
}

/// Orders of a page: with 156 points for each, some 940.
pub(super) const PAGE: usize = 6;
/// Lines, refunds, and of a refund lines and payments, fulfillments, and of one its numbers and lines, as far as an order
/// shows them on a page; an order with more is asked for alone.
pub(super) const PAGE_LINES: usize = 10;
pub(super) const PAGE_REFUNDS: usize = 2;
pub(super) const PAGE_REFUND_LINES: usize = 5;
pub(super) const PAGE_PAYMENTS: usize = 3;
pub(super) const PAGE_FULFILLMENTS: usize = 2;
pub(super) const PAGE_TRACKING: usize = 2;
pub(super) const PAGE_FULFILLMENT_LINES: usize = 5;

/// The same for an order, a refund and a fulfillment that is asked for alone: some 450, 530 and 220 points.
pub(super) const WHOLE_LINES: usize = 100;
pub(super) const WHOLE_REFUND_LINES: usize = 100;
pub(super) const WHOLE_PAYMENTS: usize = 20;
pub(super) const WHOLE_FULFILLMENT_LINES: usize = 100;

macro_rules! order_head {
    () => {
        "id legacyResourceId name number createdAt updatedAt cancelledAt currencyCode \
         displayFinancialStatus displayFulfillmentStatus \
         totalPriceSet { shopMoney { amount currencyCode } } totalTaxSet { shopMoney { amount currencyCode } }"
    };
}

macro_rules! line {
    () => {
        "{ nodes { id sku title quantity originalUnitPriceSet { shopMoney { amount currencyCode } } } \
         pageInfo { hasNextPage endCursor } }"
    };
}

// A payment's money is what the buyer sees, as in webhooks; everything else is the shop's.
macro_rules! refund {
    ($after:literal) => {
        concat!(
            "id legacyResourceId createdAt refundLineItems(first: $refundLines",
            $after,
            ") { nodes { quantity restockType lineItem { id } totalTaxSet { shopMoney { amount currencyCode } } } \
             pageInfo { hasNextPage endCursor } } \
             refundShippingLines(first: $payments) { nodes { taxAmountSet { shopMoney { amount currencyCode } } } \
             pageInfo { hasNextPage } } \
             transactions(first: $payments) { nodes { kind status amountSet { presentmentMoney { amount currencyCode } } } \
             pageInfo { hasNextPage } }"
        )
    };
}

macro_rules! tracking {
    () => {
        "trackingInfo(first: $tracking) { company number url }"
    };
}

macro_rules! fulfillment {
    ($after:literal) => {
        concat!(
            "id legacyResourceId status displayStatus createdAt updatedAt ",
            tracking!(),
            " fulfillmentLineItems(first: $fulfillmentLines",
            $after,
            ") { nodes { quantity lineItem { id } } pageInfo { hasNextPage endCursor } }"
        )
    };
}

/// Orders by the time of their last change: <https://shopify.dev/docs/api/admin-graphql/latest/queries/orders>
pub(super) const ORDERS: &str = concat!(
    "query Orders($query: String!, $first: Int!, $after: String, $lines: Int!, $refunds: Int!, $refundLines: Int!, \
     $payments: Int!, $fulfillments: Int!, $tracking: Int!, $fulfillmentLines: Int!) { orders(first: $first, after: $after, query: $query, sortKey: UPDATED_AT) { nodes { ",
    order_head!(),
    " lineItems(first: $lines) ",
    line!(),
    " refunds(first: $refunds) { ",
    refund!(""),
    " } fulfillments(first: $fulfillments) { ",
    fulfillment!(""),
    " } } pageInfo { hasNextPage endCursor } } }",
);

/// One order with its lines from a place on, and the ids of its refunds and fulfillments:
/// <https://shopify.dev/docs/api/admin-graphql/latest/queries/order>
pub(super) const ORDER: &str = concat!(
    "query Order($id: ID!, $lines: Int!, $after: String, $refunds: Int!, $fulfillments: Int!) { order(id: $id) { ",
    order_head!(),
    " lineItems(first: $lines, after: $after) ",
    line!(),
    " refundIds: refunds(first: $refunds) { id } fulfillmentIds: fulfillments(first: $fulfillments) { id } } }",
);

/// One refund: <https://shopify.dev/docs/api/admin-graphql/latest/queries/refund>
pub(super) const REFUND: &str = concat!(
    "query Refund($id: ID!, $refundLines: Int!, $after: String, $payments: Int!) { refund(id: $id) { ",
    refund!(", after: $after"),
    " } }",
);

/// One fulfillment: <https://shopify.dev/docs/api/admin-graphql/latest/queries/fulfillment>
pub(super) const FULFILLMENT: &str = concat!(
    "query Fulfillment($id: ID!, $tracking: Int!, $fulfillmentLines: Int!, $after: String) { fulfillment(id: $id) { ",
    fulfillment!(", after: $after"),
    " } }",
);

/// The app's subscriptions: <https://shopify.dev/docs/api/admin-graphql/latest/queries/webhookSubscriptions>
pub(super) const SUBSCRIPTIONS: &str = "query Subscriptions($first: Int!, $after: String) { \
     webhookSubscriptions(first: $first, after: $after) { nodes { topic uri } pageInfo { hasNextPage endCursor } } }";

/// A new subscription: <https://shopify.dev/docs/api/admin-graphql/latest/mutations/webhookSubscriptionCreate>
pub(super) const SUBSCRIBE: &str = "mutation Subscribe($topic: WebhookSubscriptionTopic!, \
     $webhookSubscription: WebhookSubscriptionInput!) { \
     webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) { \
     webhookSubscription { id } userErrors { field message } } }";

#[cfg(test)]
mod tests {
    use super::*;

    /// The words of GraphQL's text that are names.
    fn names(text: &str) -> impl Iterator<Item = String> + '_ {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        text.split(move |c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase)
    }

    #[test]
    fn nothing_of_who_bought_is_asked_for() {
        let personal = [
            "customer",
            "email",
            "phone",
            "address",
            "firstname",
            "lastname",
            "displayname",
            "note",
            "clientip",
            "company",
            "attributes",
            "tags",
            "latitude",
            "zip",
            "city",
            "payer",
            "staff",
            "journey",
            "gateway",
            "receipt",
            "token",
        ];
        for text in [ORDERS, ORDER, REFUND, FULFILLMENT] {
            // The company there is the carrier's.
            for name in names(&text.replace(tracking!(), "")) {
                assert!(!personal.iter().any(|word| name.contains(word)), "{name}");
            }
        }
    }

    #[test]
    fn each_text_is_balanced_and_has_its_name() {
        for (name, text) in [
            ("Orders", ORDERS),
            ("Order", ORDER),
            ("Refund", REFUND),
            ("Fulfillment", FULFILLMENT),
            ("Subscriptions", SUBSCRIPTIONS),
            ("Subscribe", SUBSCRIBE),
        ] {
            let count = |wanted: char| text.chars().filter(|c| *c == wanted).count();
            assert!(count('{') == count('}') && count('(') == count(')'), "{text}");
            assert!(text.split([' ', '(']).nth(1) == Some(name), "{text}");
            for variable in text.split('$').skip(1).map(|rest| names(rest).next().unwrap()) {
                assert!(text.to_ascii_lowercase().matches(&format!("${variable}")).count() >= 2, "{variable}");
            }
        }
    }
}
