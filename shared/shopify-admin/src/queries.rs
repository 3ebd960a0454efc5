//! The GraphQL queries. Of an order they fetch only what is normalized, and nothing about the customer.
//!
//! A query may cost at most 1,000 points, counted as if every list were full; an object costs one point, a plain field
//! none (<https://shopify.dev/docs/apps/build/apis/graphql-admin/rate-limits>). The sizes below keep within that.

use serde::Serialize;

/// A query with its variables.
pub(super) struct Query<'a, V> {
    /// The operation's name in `text`.
    pub(super) operation_name: &'static str,
    /// The GraphQL document.
    pub(super) text: &'static str,
    /// The values of its variables.
    pub(super) variables: &'a V,
}

impl<V: Serialize> Query<'_, V> {
    /// The body of the POST request.
    pub(super) fn json(&self) -> String {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Body<'a, V> {
            query: &'a str,
            operation_name: &'a str,
            variables: &'a V,
        }
        let body = Body { query: self.text, operation_name: self.operation_name, variables: self.variables };
        serde_json::to_string(&body).expect("plain fields serialize")
    }
}

/// Orders per page: at most 290 points each, about 870 points.
pub(super) const ORDERS_PER_PAGE: usize = 3;
/// The sizes of a listed order's lists: line items, refunds, a refund's line items and transactions, fulfillments, a
/// fulfillment's tracking numbers and line items. An order that exceeds one is fetched alone.
pub(super) const LISTED_LINE_ITEMS: usize = 10;
pub(super) const LISTED_REFUNDS: usize = 2;
pub(super) const LISTED_REFUND_LINE_ITEMS: usize = 5;
pub(super) const LISTED_TRANSACTIONS: usize = 3;
pub(super) const LISTED_FULFILLMENTS: usize = 2;
pub(super) const LISTED_TRACKING_NUMBERS: usize = 2;
pub(super) const LISTED_FULFILLMENT_LINE_ITEMS: usize = 5;

/// The sizes of the same lists for an order, refund or fulfillment that is fetched alone: about 450, 530 and 220
/// points.
pub(super) const SINGLE_LINE_ITEMS: usize = 100;
pub(super) const SINGLE_REFUND_LINE_ITEMS: usize = 100;
pub(super) const SINGLE_TRANSACTIONS: usize = 20;
pub(super) const SINGLE_FULFILLMENT_LINE_ITEMS: usize = 100;

macro_rules! order_fields {
    () => {
        "id legacyResourceId name number createdAt updatedAt cancelledAt test currencyCode \
         displayFinancialStatus displayFulfillmentStatus \
         taxesIncluded \
         totalPriceSet { shopMoney { amount currencyCode } } totalTaxSet { shopMoney { amount currencyCode } } \
         currentTotalPriceSet { shopMoney { amount currencyCode } } \
         currentTotalTaxSet { shopMoney { amount currencyCode } } \
         currentTotalDutiesSet { shopMoney { amount currencyCode } } \
         originalTotalDutiesSet { shopMoney { amount currencyCode } } \
         totalTipReceivedSet { shopMoney { amount currencyCode } } \
         totalCashRoundingAdjustment { paymentSet { shopMoney { amount currencyCode } } \
         refundSet { shopMoney { amount currencyCode } } }"
    };
}

macro_rules! line {
    () => {
        "{ nodes { id sku title quantity currentQuantity isGiftCard originalUnitPriceSet { shopMoney { amount currencyCode } } \
         discountedTotalSet(withCodeDiscounts: true) { shopMoney { amount currencyCode } } } \
         pageInfo { hasNextPage endCursor } }"
    };
}

// A transaction's amount is in the customer's currency, as in webhooks, and in the shop's, in which all others are.
macro_rules! refund {
    ($after:literal) => {
        concat!(
            "id legacyResourceId createdAt refundLineItems(first: $refundLines",
            $after,
            ") { nodes { quantity restockType lineItem { id } subtotalSet { shopMoney { amount currencyCode } } \
             totalTaxSet { shopMoney { amount currencyCode } } } \
             pageInfo { hasNextPage endCursor } } \
             refundShippingLines(first: $payments) { nodes { subtotalAmountSet { shopMoney { amount currencyCode } } \
             taxAmountSet { shopMoney { amount currencyCode } } } pageInfo { hasNextPage } } \
             orderAdjustments(first: $payments) { nodes { amountSet { shopMoney { amount currencyCode } } \
             taxAmountSet { shopMoney { amount currencyCode } } } pageInfo { hasNextPage } } \
             duties { amountSet { shopMoney { amount currencyCode } } } \
             transactions(first: $payments) { nodes { kind status amountSet { presentmentMoney { amount currencyCode } \
             shopMoney { amount currencyCode } } } pageInfo { hasNextPage } }"
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
    order_fields!(),
    " lineItems(first: $lines) ",
    line!(),
    " refunds(first: $refunds) { ",
    refund!(""),
    " } fulfillments(first: $fulfillments) { ",
    fulfillment!(""),
    " } } pageInfo { hasNextPage endCursor } } }",
);

/// One order with its line items from a cursor on, and the ids of its refunds and fulfillments:
/// <https://shopify.dev/docs/api/admin-graphql/latest/queries/order>
pub(super) const ORDER: &str = concat!(
    "query Order($id: ID!, $lines: Int!, $after: String, $refunds: Int!, $fulfillments: Int!) { order(id: $id) { ",
    order_fields!(),
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

    /// The names that occur in a GraphQL document.
    fn names(text: &str) -> impl Iterator<Item = String> + '_ {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
        text.split(move |c| !is_part(c)).filter(|word| !word.is_empty()).map(str::to_ascii_lowercase)
    }

    #[test]
    fn queries_fetch_nothing_about_the_customer() {
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
            // This company is the carrier.
            for name in names(&text.replace(tracking!(), "")) {
                assert!(!personal.iter().any(|word| name.contains(word)), "{name}");
            }
        }
    }

    #[test]
    fn each_query_is_balanced_and_has_its_operation_name() {
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
