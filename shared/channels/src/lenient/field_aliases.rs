//! The names by which marketplaces call the same things, the likeliest first. None is from a vendor's document.

type Names = &'static [&'static str];

/// What may stand around everything.
pub(crate) const ENVELOPE: Names = &["data", "payload"];
/// What may stand around an order.
pub(crate) const ORDER: Names = &["order", "orderDetails"];
/// What may stand around a shipment.
pub(crate) const SHIPMENT: Names = &["shipment", "packet"];
/// What may stand around a payment.
pub(crate) const PAYMENT: Names = &["payment", "transaction"];
/// What may stand around a return.
pub(crate) const RETURN: Names = &["return", "returnDetails"];

/// The order's id in any place; `id` alone is one only within an order.
pub(crate) const ORDER_ID: Names = &["orderId", "storeOrderId", "orderNumber", "orderReleaseId", "packetId"];
pub(crate) const SHIPMENT_ID: Names = &["shipmentId", "packageId", "trackingId", "trackingNumber", "awb", "waybill"];
pub(crate) const PAYMENT_ID: Names = &["paymentId", "transactionId", "paymentReference"];
pub(crate) const RETURN_ID: Names = &["returnId", "returnNumber", "returnRequestId"];
pub(crate) const ITS_ID: Names = &["id"];

/// When what is said came about.
pub(crate) const CHANGED_AT: Names = &[
    "updatedAt",
    "modifiedAt",
    "updatedOn",
    "modifiedOn",
    "lastModifiedOn",
    "lastUpdatedAt",
    "statusDate",
    "eventTime",
    "timestamp",
    "occurredAt",
];
/// When the customer ordered.
pub(crate) const PLACED_AT: Names = &["orderDate", "orderedAt", "placedAt", "createdAt", "createdOn", "orderCreatedOn"];
pub(crate) const CANCELLED_AT: Names = &["cancelledAt", "canceledAt", "cancelledOn", "cancellationDate"];
pub(crate) const CANCEL_REASON: Names = &["cancelReason", "cancellationReason"];

pub(crate) const STATUS: Names =
    &["status", "orderStatus", "currentStatus", "state", "fulfilmentStatus", "fulfillmentStatus"];
pub(crate) const PAYMENT_STATUS: Names = &["paymentStatus", "financialStatus"];
pub(crate) const PAYMENT_MODE: Names = &["paymentMode", "paymentType", "paymentMethod"];
pub(crate) const CURRENCY: Names = &["currency", "currencyCode"];
pub(crate) const TOTAL: Names =
    &["totalAmount", "orderTotal", "grandTotal", "totalPrice", "orderAmount", "finalAmount", "total", "amount"];

pub(crate) const LINES: Names = &["orderLines", "orderItems", "lineItems", "lines", "items", "products"];
pub(crate) const RETURN_LINES: Names = &["returnLines", "returnItems"];
pub(crate) const LINE_ID: Names = &["orderLineId", "orderItemId", "lineItemId", "lineId", "itemId", "id"];
pub(crate) const SKU: Names = &["sku", "sellerSku", "sellerSkuCode", "skuCode", "skuId"];
pub(crate) const TITLE: Names = &["title", "productName", "name", "description"];
pub(crate) const QUANTITY: Names = &["quantity", "qty"];
pub(crate) const PRICE: Names = &["price", "sellingPrice", "unitPrice", "itemPrice", "mrp"];

pub(crate) const COURIER: Names = &["courier", "courierName", "courierCode", "carrier", "logisticsPartner"];
pub(crate) const TRACKING_NUMBER: Names = &["trackingId", "trackingNumber", "awb", "awbNumber", "waybill"];
pub(crate) const REASON: Names = &["reason", "returnReason", "reasonCode", "subReason"];
