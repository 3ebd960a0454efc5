//! The names that marketplaces use for the same field, the likeliest first. No document of a vendor settles them.

/// The names of one field.
type Aliases = &'static [&'static str];

/// An object around the whole payload.
pub(crate) const ENVELOPE: Aliases = &["data", "payload"];
/// An object around an order.
pub(crate) const ORDER: Aliases = &["order", "orderDetails"];
/// An object around a shipment.
pub(crate) const SHIPMENT: Aliases = &["shipment", "packet"];
/// An object around a payment.
pub(crate) const PAYMENT: Aliases = &["payment", "transaction"];
/// An object around a return.
pub(crate) const RETURN: Aliases = &["return", "returnDetails"];

/// The order's id in any object. `id` alone is one only inside an order object: [`OBJECT_ID`].
pub(crate) const ORDER_ID: Aliases = &["orderId", "storeOrderId", "orderNumber", "orderReleaseId", "packetId"];
pub(crate) const SHIPMENT_ID: Aliases = &["shipmentId", "packageId", "trackingId", "trackingNumber", "awb", "waybill"];
pub(crate) const PAYMENT_ID: Aliases = &["paymentId", "transactionId", "paymentReference"];
pub(crate) const RETURN_ID: Aliases = &["returnId", "returnNumber", "returnRequestId"];
/// The id inside of an order, shipment, payment or return object.
pub(crate) const OBJECT_ID: Aliases = &["id"];

/// The time of the change.
pub(crate) const CHANGED_AT: Aliases = &[
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
/// When the customer placed the order.
pub(crate) const PLACED_AT: Aliases =
    &["orderDate", "orderedAt", "placedAt", "createdAt", "createdOn", "orderCreatedOn"];
pub(crate) const CANCELLED_AT: Aliases = &["cancelledAt", "canceledAt", "cancelledOn", "cancellationDate"];
pub(crate) const CANCEL_REASON: Aliases = &["cancelReason", "cancellationReason"];

pub(crate) const STATUS: Aliases =
    &["status", "orderStatus", "currentStatus", "state", "fulfilmentStatus", "fulfillmentStatus"];
pub(crate) const PAYMENT_STATUS: Aliases = &["paymentStatus", "financialStatus"];
pub(crate) const PAYMENT_MODE: Aliases = &["paymentMode", "paymentType", "paymentMethod"];
pub(crate) const CURRENCY: Aliases = &["currency", "currencyCode"];
pub(crate) const TOTAL: Aliases =
    &["totalAmount", "orderTotal", "grandTotal", "totalPrice", "orderAmount", "finalAmount", "total", "amount"];

pub(crate) const LINE_ITEMS: Aliases = &["orderLines", "orderItems", "lineItems", "lines", "items", "products"];
pub(crate) const RETURN_LINE_ITEMS: Aliases = &["returnLines", "returnItems"];
pub(crate) const LINE_ITEM_ID: Aliases = &["orderLineId", "orderItemId", "lineItemId", "lineId", "itemId", "id"];
pub(crate) const SKU: Aliases = &["sku", "sellerSku", "sellerSkuCode", "skuCode", "skuId"];
pub(crate) const TITLE: Aliases = &["title", "productName", "name", "description"];
pub(crate) const QUANTITY: Aliases = &["quantity", "qty"];
pub(crate) const PRICE: Aliases = &["price", "sellingPrice", "unitPrice", "itemPrice", "mrp"];

pub(crate) const COURIER: Aliases = &["courier", "courierName", "courierCode", "carrier", "logisticsPartner"];
pub(crate) const TRACKING_NUMBER: Aliases = &["trackingId", "trackingNumber", "awb", "awbNumber", "waybill"];
pub(crate) const REASON: Aliases = &["reason", "returnReason", "reasonCode", "subReason"];
