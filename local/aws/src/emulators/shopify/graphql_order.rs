//! An order in the form of GraphQL, converted from the form of its webhook.

use rust_decimal::Decimal;
use serde_json::{Value, json};

/// A page of at most `first` items after the position `after`.
pub(super) fn page(all: Vec<Value>, first: &Value, after: &Value) -> Value {
    let first = usize::try_from(first.as_u64().unwrap_or(0)).unwrap_or(0);
    let begin = after.as_str().and_then(|text| text.parse::<usize>().ok()).unwrap_or(0);
    let count = all.len();
    let nodes: Vec<_> = all.into_iter().skip(begin).take(first).collect();
    let end = begin + nodes.len();
    json!({ "nodes": nodes, "pageInfo": { "hasNextPage": end < count, "endCursor": end.to_string() } })
}

/// The global id of an object.
pub(super) fn gid(kind: &str, id: &Value) -> String {
    format!("gid://shopify/{kind}/{}", text(id))
}

/// An id with all digits.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// An order without its refunds and fulfillments.
pub(super) fn order(webhook: &Value, variables: &Value, after: &Value) -> Value {
    let currency = &webhook["currency"];
    let lines = list(&webhook["line_items"]).iter().map(|item| line(item, currency)).collect();
    let set = |value: &Value| value["shop_money"]["amount"].as_str().map(|amount| shop(&json!(amount), currency));
    let rounding = |field: &str| set(&webhook[field]).unwrap_or_else(|| shop(&json!("0.00"), currency));
    json!({
        "id": gid("Order", &webhook["id"]),
        "legacyResourceId": text(&webhook["id"]),
        "name": webhook["name"],
        "number": webhook["order_number"],
        "createdAt": webhook["created_at"],
        "updatedAt": webhook["updated_at"],
        "cancelledAt": webhook["cancelled_at"],
        "test": webhook["test"].as_bool().unwrap_or_default(),
        "currencyCode": currency,
        "displayFinancialStatus": webhook["financial_status"].as_str().map(str::to_ascii_uppercase),
        "displayFulfillmentStatus": fulfillment_status(webhook["fulfillment_status"].as_str()),
        "totalPriceSet": shop(&webhook["total_price"], currency),
        "totalTaxSet": shop(&webhook["total_tax"], currency),
        "currentTotalPriceSet": shop(either(&webhook["current_total_price"], &webhook["total_price"]), currency),
        "currentTotalTaxSet": shop(either(&webhook["current_total_tax"], &webhook["total_tax"]), currency),
        "currentTotalDutiesSet": set(&webhook["current_total_duties_set"]),
        "originalTotalDutiesSet": set(&webhook["original_total_duties_set"]),
        "totalTipReceivedSet": shop(either(&webhook["total_tip_received"], &json!("0.00")), currency),
        "totalCashRoundingAdjustment": {
            "paymentSet": rounding("total_cash_rounding_payment_adjustment_set"),
            "refundSet": rounding("total_cash_rounding_refund_adjustment_set"),
        },
        "taxesIncluded": webhook["taxes_included"].as_bool().unwrap_or(false),
        "lineItems": page(lines, &variables["lines"], after),
    })
}

fn fulfillment_status(status: Option<&str>) -> String {
    match status {
        None => "UNFULFILLED".to_owned(),
        Some("partial") => "PARTIALLY_FULFILLED".to_owned(),
        Some(other) => other.to_ascii_uppercase(),
    }
}

fn line(item: &Value, currency: &Value) -> Value {
    let discounts = list(&item["discount_allocations"]).iter().map(|discount| decimal(&discount["amount"]));
    let total = decimal(&item["price"]) * decimal(&item["quantity"]) - discounts.sum::<Decimal>();
    let total = total.max(Decimal::ZERO);
    json!({
        "id": gid("LineItem", &item["id"]), "sku": item["sku"], "title": item["title"], "quantity": item["quantity"],
        "currentQuantity": either(&item["current_quantity"], &item["quantity"]),
        "originalUnitPriceSet": shop(&item["price"], currency),
        "isGiftCard": item["gift_card"].as_bool().unwrap_or(false),
        "discountedTotalSet": shop(&json!(total.to_string()), currency),
    })
}

/// `value`, unless it is null.
fn either<'a>(value: &'a Value, other: &'a Value) -> &'a Value {
    if value.is_null() { other } else { value }
}

/// A number or its text; zero if it is neither.
fn decimal(value: &Value) -> Decimal {
    text(value).parse().unwrap_or_default()
}

/// A refund of an order in this currency.
pub(super) fn refund(webhook: &Value, currency: &Value, variables: &Value, after: &Value) -> Value {
    let set = |line: &Value, set: &str, amount: &str| {
        let amount = either(&line[set]["shop_money"]["amount"], &line[amount]);
        shop(either(amount, &json!("0.00")), currency)
    };
    // The Admin API has refunded shipping in a list of its own, where older webhooks have an adjustment.
    let adjustments = list(&webhook["order_adjustments"]);
    let is_shipping = |adjustment: &&Value| adjustment["kind"] == "shipping_refund";
    let discrepancies = adjustments.iter().filter(|adjustment| !is_shipping(adjustment)).map(|adjustment| {
        json!({
            "amountSet": set(adjustment, "amount_set", "amount"),
            "taxAmountSet": set(adjustment, "tax_amount_set", "tax_amount"),
        })
    });
    let lines = list(&webhook["refund_line_items"]).iter().map(|item| {
        json!({
            "quantity": item["quantity"],
            "restockType": item["restock_type"].as_str().unwrap_or("no_restock").to_ascii_uppercase(),
            "lineItem": { "id": gid("LineItem", &item["line_item_id"]) },
            "subtotalSet": set(item, "subtotal_set", "subtotal"),
            "totalTaxSet": set(item, "total_tax_set", "total_tax"),
        })
    });
    let negated = |adjustment: &Value, field: &str| shop(&json!((-decimal(&adjustment[field])).to_string()), currency);
    let shipping_lines = list(&webhook["refund_shipping_lines"]).iter().map(|line| {
        json!({
            "subtotalAmountSet": set(line, "subtotal_amount_set", "subtotal_amount"),
            "taxAmountSet": set(line, "tax_amount_set", "tax_amount"),
        })
    });
    let refunded_shipping = adjustments.iter().filter(is_shipping).map(|adjustment| {
        json!({
            "subtotalAmountSet": negated(adjustment, "amount"),
            "taxAmountSet": negated(adjustment, "tax_amount"),
        })
    });
    // Some webhooks state it twice: then only the adjustment has its tax.
    let mut shipping: Vec<_> = refunded_shipping.collect();
    if shipping.is_empty() {
        shipping.extend(shipping_lines);
    }
    let duties = webhook["total_duties_set"]["shop_money"]["amount"].as_str();
    let duties = duties.map(|amount| json!({ "amountSet": shop(&json!(amount), currency) }));
    // A webhook has the amount in the buyer's currency only.
    let in_shop_currency = |payment: &Value| match &payment["amount_set"]["shop_money"]["amount"] {
        Value::Null if payment["currency"] != *currency => Value::Null,
        Value::Null => money(&payment["amount"], currency),
        amount => money(amount, currency),
    };
    let payments = list(&webhook["transactions"]).iter().map(|payment| {
        json!({
            "kind": payment["kind"].as_str().unwrap_or_default().to_ascii_uppercase(),
            "status": payment["status"].as_str().unwrap_or_default().to_ascii_uppercase(),
            "amountSet": {
                "presentmentMoney": money(&payment["amount"], &payment["currency"]),
                "shopMoney": in_shop_currency(payment),
            },
        })
    });
    let (payments_limit, no_cursor) = (&variables["payments"], &Value::Null);
    json!({
        "id": gid("Refund", &webhook["id"]),
        "legacyResourceId": text(&webhook["id"]),
        "createdAt": webhook["created_at"],
        "refundLineItems": page(lines.collect(), &variables["refundLines"], after),
        "refundShippingLines": page(shipping, payments_limit, no_cursor),
        "orderAdjustments": page(discrepancies.collect(), payments_limit, no_cursor),
        "duties": duties.into_iter().collect::<Vec<_>>(),
        "transactions": page(payments.collect(), payments_limit, no_cursor),
    })
}

/// A fulfillment. Without a status of the carrier, Shopify returns its own status.
pub(super) fn fulfillment(webhook: &Value, variables: &Value, after: &Value) -> Value {
    let carrier_status = webhook["shipment_status"].as_str().map(str::to_ascii_uppercase);
    let tracking = list(&webhook["tracking_numbers"]).iter().enumerate().map(|(place, number)| {
        json!({ "company": webhook["tracking_company"], "number": number, "url": webhook["tracking_urls"][place] })
    });
    let limit = usize::try_from(variables["tracking"].as_u64().unwrap_or(0)).unwrap_or(0);
    let lines = list(&webhook["line_items"])
        .iter()
        .map(|item| json!({ "quantity": item["quantity"], "lineItem": { "id": gid("LineItem", &item["id"]) } }));
    json!({
        "id": gid("Fulfillment", &webhook["id"]),
        "legacyResourceId": text(&webhook["id"]),
        "status": webhook["status"].as_str().unwrap_or_default().to_ascii_uppercase(),
        "displayStatus": carrier_status.unwrap_or_else(|| "FULFILLED".to_owned()),
        "createdAt": webhook["created_at"],
        "updatedAt": webhook["updated_at"],
        "trackingInfo": tracking.take(limit).collect::<Vec<_>>(),
        "fulfillmentLineItems": page(lines.collect(), &variables["fulfillmentLines"], after),
    })
}

/// The items of a list; empty if it is not a list.
pub(super) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn shop(amount: &Value, currency: &Value) -> Value {
    json!({ "shopMoney": money(amount, currency) })
}

/// GraphQL returns 79.00 as `79.0`.
fn money(amount: &Value, currency: &Value) -> Value {
    let written = text(amount);
    let short = match written.split_once('.') {
        Some((whole, after)) => {
            let after = after.trim_end_matches('0');
            format!("{whole}.{}", if after.is_empty() { "0" } else { after })
        }
        None => format!("{written}.0"),
    };
    json!({ "amount": short, "currencyCode": currency })
}
